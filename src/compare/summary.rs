//! The first sentences of a comparison.

use super::facts::FactKind;
use super::findings::{Comparison, Passage, Passages, Unseen, Weight, WeightLine};
use crate::drift::wording::{brief, capital, count, counted, listed};

/// Changed facts and names told in a sentence.
pub const MOST_TOLD: usize = 5;

/// Plain sentences, the most important first.
pub fn write(found: &Comparison) -> Vec<String> {
    let mut told = vec![likeness(found)];
    told.extend(found.unseen.as_ref().map(unseen));
    if let Some(passages) = &found.passages {
        told.push(fates(found, passages));
        told.extend(figures(passages));
    }
    told.extend(names(found));
    told.extend(weights(found));
    told
}

fn likeness(found: &Comparison) -> String {
    let cosine = found.resemblance.cosine;
    let terms: Vec<String> = found.resemblance.alike.iter().take(3).map(|shared| quoted(&shared.term)).collect();
    let why = if terms.is_empty() { String::new() } else { format!("; most alike by {}", listed(&terms)) };
    match &found.passages {
        Some(passages) if unchanged(passages) && found.unseen.is_none() => {
            "The two texts are the same, word for word.".into()
        }
        Some(passages) if unchanged(passages) => "The visible text is the same, word for word.".into(),
        Some(passages) => {
            let kept = capital(&passages.percent_kept());
            format!("{kept} of the words of both are the same, sentence by sentence (TF-IDF cosine {cosine:.2}{why}).")
        }
        None => format!("The vocabulary of A and B has a TF-IDF cosine of {cosine:.2}{why}."),
    }
}

/// "2 pieces that are not shown differ, the first a link target: ..."
fn unseen(found: &Unseen) -> String {
    let side = |text: &Option<String>, side: &str| text.as_ref().map(|text| format!("{} in {side}", quoted(text)));
    let told: Vec<String> = side(&found.a, "A").into_iter().chain(side(&found.b, "B")).collect();
    let (told, kind) = (told.join(", "), &found.kind);
    match found.pieces {
        1 => format!("1 piece that is not shown differs, {kind}: {told}."),
        more => format!("{} that are not shown differ, the first {kind}: {told}.", counted(more as u64, "piece")),
    }
}

/// Every sentence stands where it stood, word for word.
fn unchanged(passages: &Passages) -> bool {
    passages.pairs.iter().all(Passage::unchanged)
}

/// "Of A's 23 sentences ..."
fn fates(found: &Comparison, passages: &Passages) -> String {
    let tally = passages.tally;
    let same = (tally.same > 0).then(|| format!("{} the same word for word", count(tally.same as u64)));
    let fates: Vec<String> = same.into_iter().chain(tally.fates()).collect();
    let moved = match tally.moved {
        0 => String::new(),
        1 => "; 1 stands elsewhere than before".into(),
        more => format!("; {} stand elsewhere than before", count(more as u64)),
    };
    if fates.is_empty() {
        return "Neither text has a sentence.".into();
    }
    let (a, b) = (counted(found.a.sentences as u64, "sentence"), count(found.b.sentences as u64));
    format!("A has {a} and B {b}: {}{moved}.", listed(&fates))
}

fn figures(passages: &Passages) -> Option<String> {
    let replaced = passages.pairs.iter().flat_map(Passage::replaced);
    let told: Vec<String> = replaced.filter(|(kind, _)| *kind != FactKind::Name).map(|(_, told)| told).collect();
    (!told.is_empty()).then(|| format!("Figures that changed: {}.", first(&told)))
}

fn names(found: &Comparison) -> Vec<String> {
    let passages = found.passages.iter().flat_map(|passages| &passages.pairs);
    let replaced = passages.flat_map(Passage::replaced).filter(|(kind, _)| *kind == FactKind::Name);
    let exchanged: Vec<String> = replaced.map(|(_, told)| told).collect();
    // A name that has another in its place is told once.
    let alone = |name: &str| !exchanged.iter().any(|told| told.split(" → ").any(|one| one == name));
    let of = |facts: &[super::LoneFact]| -> Vec<String> {
        let names = facts.iter().filter(|fact| fact.kind == FactKind::Name && alone(&fact.text));
        names.take(MOST_TOLD).map(|fact| fact.text.clone()).collect()
    };
    let only = |facts: &[super::LoneFact], side: &str| {
        let names = of(facts);
        (!names.is_empty()).then(|| format!("only in {side}: {}", names.join(", ")))
    };
    let told: Vec<String> =
        only(&found.facts.only_in_a, "A").into_iter().chain(only(&found.facts.only_in_b, "B")).collect();
    let changed = (!exchanged.is_empty()).then(|| format!("Names that changed: {}.", first(&exchanged)));
    let lone = (!told.is_empty()).then(|| format!("Names {}.", told.join("; ")));
    changed.into_iter().chain(lone).collect()
}

/// The first of a list, and how many more there are.
fn first(items: &[String]) -> String {
    let shown = items.iter().take(MOST_TOLD).cloned().collect::<Vec<_>>().join(", ");
    let more = items.len().saturating_sub(MOST_TOLD);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// What holds, then what only leans; or that nothing does.
fn weights(found: &Comparison) -> Vec<String> {
    let weights = &found.weights;
    let all = weights.relative.iter().chain(&weights.themes);
    let mut told: Vec<String> = all.filter_map(tell_weight).collect();
    let surely = |lines: &[WeightLine]| -> Vec<String> {
        let sure = |line: &&WeightLine| matches!(line.weight, Weight::MoreInA | Weight::MoreInB);
        lines.iter().filter(sure).take(MOST_TOLD).map(|line| quoted(&line.name)).collect()
    };
    for (terms, side) in [(surely(&weights.more_in_a), "A"), (surely(&weights.more_in_b), "B")] {
        told.extend((!terms.is_empty()).then(|| format!("Terms with more weight in {side}: {}.", terms.join(", "))));
    }
    if told.is_empty() {
        told.push("No theme or term is clearly more common in A or in B: what differs may be chance.".into());
    }
    told
}

fn tell_weight(line: &WeightLine) -> Option<String> {
    let (more, less, factor) = match (line.weight, line.ratio) {
        (Weight::MoreInB | Weight::LeansToB, Some(ratio)) => ("B", "A", ratio.value),
        (Weight::MoreInA | Weight::LeansToA, Some(ratio)) => ("A", "B", 1.0 / ratio.value),
        _ => return None,
    };
    let leans = matches!(line.weight, Weight::LeansToA | Weight::LeansToB);
    let verb = if leans { "seems to have" } else { "has" };
    let name = capital(&line.name);
    // Against nothing there is no factor: one would be made by what is added to every count.
    let bare = line.counts.is_some_and(|counts| counts.iter().any(|side| side[0] == 0 || side[1] == 0));
    let size = if bare { ", which has no mention to compare".into() } else { format!(": {factor:.1} times") };
    Some(format!("{name} {verb} more weight in {more} than in {less}{size}."))
}

fn quoted(term: &str) -> String {
    format!("\u{201c}{}\u{201d}", brief(term))
}
