//! The first sentences of a report: three to seven, plain, the most important first, each with its uncertainty.

use super::findings::{Change, ChangePoint, ChangePoints, Findings, TermFinding, TermFindings, ThemeFinding, Verdict};
use super::verdict::{FEWEST_DOCUMENTS, brief, number_word, times_in_words};
use super::wording::{capital, listed, qualified};

/// The p of drift above its noise floor, which 95 % of the shuffles stay below.
const ABOVE_THE_FLOOR: f64 = 0.05;

/// Before what only may have turned.
const MAY_HAVE_TURNED: &str = "May have turned, but fluctuates so much that this may pass: ";

/// Writes the summary of findings that are otherwise complete.
pub fn write(findings: &Findings) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(limits(findings));
    sentences.extend(findings.relative.iter().take(2).map(|pair| with_parts(&pair.change)));
    sentences.extend(themes(findings));
    sentences.extend(change_points(findings));
    sentences.extend(terms(findings));
    sentences.extend(turns(findings));
    sentences.extend(drift(findings));
    sentences.extend(dates(findings));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.truncate(7);
    sentences
}

/// The verdict on a pair, and what the change is made of where it is sure.
fn with_parts(change: &Change) -> String {
    let sure = matches!(change.verdict, Verdict::Rose | Verdict::Fell);
    match change.made_of.as_ref().filter(|_| sure) {
        Some(made_of) => format!("{} {made_of}", change.sentence),
        None => change.sentence.clone(),
    }
}

/// What so few documents, or documents without dates, cannot show: it comes first.
fn limits(findings: &Findings) -> Option<String> {
    let (read, dated) = (findings.corpus.documents_read, findings.corpus.documents_dated);
    let documents = |n: usize| format!("{} document{}", number_word(n), if n == 1 { "" } else { "s" });
    let undated = if dated < read {
        format!(" ({} of the {} read have a date)", number_word(dated), number_word(read))
    } else {
        String::new()
    };
    Some(match dated {
        0 if read == 1 => "One document without a date: nothing can be said about time.".into(),
        0 => format!(
            "{} without dates: nothing can be said about time; what follows compares the documents.",
            capital(&documents(read))
        ),
        1 => format!("One document with a date{undated}: no change can be shown."),
        _ if findings.periods.len() < 2 => {
            format!(
                "All {} lie in one period ({}): no change can be shown.",
                documents(dated),
                findings.periods[0].label
            )
        }
        2..FEWEST_DOCUMENTS => {
            format!(
                "{} cannot show a trend{undated}: what follows describes them, no more.",
                capital(&documents(dated))
            )
        }
        _ => return None,
    })
}

fn themes(findings: &Findings) -> Option<String> {
    let named = |verdict: Verdict| -> Vec<String> {
        let with = findings.themes.iter().filter(|theme| theme.change.verdict == verdict);
        with.map(|theme| format!("{} ({})", theme.name, noted(theme, brief(&theme.change)))).collect()
    };
    let mut parts = Vec::new();
    for (verdict, one, many) in [
        (Verdict::Rose, "rose", "rose"),
        (Verdict::Fell, "fell", "fell"),
        (Verdict::LeansUp, "leans up", "lean up"),
        (Verdict::LeansDown, "leans down", "lean down"),
    ] {
        let themes = named(verdict);
        if !themes.is_empty() {
            parts.push(format!("{} {}", listed(&themes), if themes.len() == 1 { one } else { many }));
        }
    }
    let open = findings.themes.iter().filter(|theme| theme.change.verdict == Verdict::CannotTell);
    let open: Vec<String> = open
        .map(|theme| match &theme.change.reason {
            Some(_) => format!("{} ({})", theme.name, noted(theme, brief(&theme.change))),
            None => theme.name.clone(),
        })
        .collect();
    if !open.is_empty() {
        parts.push(format!("no change can be told for {}", listed(&open)));
    }
    (!parts.is_empty()).then(|| format!("Themes, by mentions per word: {}.", parts.join("; ")))
}

/// The size of a theme's change with what must stand beside its verdict.
fn noted(theme: &ThemeFinding, size: String) -> String {
    [vec![size], qualified(&theme.change, Some(theme))].concat().join("; ")
}

/// When themes and pairs turned, in brief.
fn change_points(findings: &Findings) -> Option<String> {
    // The first cut is the strongest; those inside it stand with the theme.
    let told = |name: String, points: &[ChangePoint]| {
        // An interval that holds no change does not belong into a first sentence.
        let sure = |point: &&ChangePoint| {
            point.depth == 1
                && (point.ratio.low.is_none_or(|low| low > 1.0) || point.ratio.high.is_none_or(|high| high < 1.0))
        };
        let point = points.iter().find(sure)?;
        Some(format!("{name} {} ({})", point.way(&findings.periods), point.brief()))
    };
    let pairs = findings.relative.iter();
    let pairs = pairs.map(|pair| (format!("{} relative to {}", pair.theme, pair.to), &pair.change_points));
    let themes = findings.themes.iter().map(|theme| (theme.name.clone(), &theme.change_points));
    let all: Vec<(String, &ChangePoints)> = pairs.chain(themes).collect();
    let turned: Vec<String> = all.iter().filter_map(|(name, points)| told(name.clone(), &points.found)).collect();
    // What turned surely has been told.
    let open = all.iter().filter(|(_, points)| points.found.is_empty());
    let possible: Vec<String> = open.filter_map(|(name, points)| told(name.clone(), &points.possible)).collect();
    let sentences = [
        (!turned.is_empty()).then(|| format!("Turned: {}.", turned.join("; "))),
        (!possible.is_empty()).then(|| format!("{}{}.", MAY_HAVE_TURNED, possible.join("; "))),
    ];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn terms(findings: &Findings) -> Option<String> {
    let terms = &findings.terms;
    if terms.tested == 0 || findings.corpus.documents_dated < FEWEST_DOCUMENTS {
        return None;
    }
    let others = format!(
        "G2, which takes every word as independent, would have called {} after the same correction",
        if terms.significant_by_g2 == 0 { "none".into() } else { terms.significant_by_g2.to_string() }
    );
    if terms.significant == 0 {
        return Some(format!("None of {} terms tested changed surely; {others}.", terms.tested));
    }
    let names = |found: &[TermFinding]| -> Vec<String> {
        let holds = found.iter().filter(|found| matches!(found.change.verdict, Verdict::Rose | Verdict::Fell));
        holds.take(4).map(|found| format!("\u{201c}{}\u{201d}", found.term)).collect()
    };
    // The lists stand in the order of the change that is sure at least, and the sentence says so once.
    let mut by = ", by the end of the interval nearer to 1x";
    let mut side = |word: &str, names: Vec<String>| match names.is_empty() {
        true => String::new(),
        false => format!(" {word} most{}: {}.", std::mem::take(&mut by), listed(&names)),
    };
    Some(format!(
        "{} of {} terms tested changed{} ({others}).{}{}",
        terms.significant,
        terms.tested,
        held_back(terms),
        side("Rose", names(&terms.rising)),
        side("Fell", names(&terms.falling)),
    ))
}

/// Of the terms listed, those that pass the test but not the mix of sources or the loss of one document.
fn held_back(terms: &TermFindings) -> String {
    let listed = || terms.rising.iter().chain(&terms.falling).filter(|term| term.change.q.is_some_and(|q| q < 0.05));
    let sure = |term: &&TermFinding| matches!(term.change.verdict, Verdict::Rose | Verdict::Fell);
    let (all, held) = (listed().count(), listed().filter(sure).count());
    if all == held {
        return String::new();
    }
    format!("; of the {all} strongest, {held} also hold at a fixed mix of sources and without any one document")
}

fn turns(findings: &Findings) -> Option<String> {
    let told: Vec<String> = findings
        .turns
        .found
        .iter()
        .take(3)
        .map(|turn| {
            let span = if turn.from == turn.to { turn.from.clone() } else { format!("{} to {}", turn.from, turn.to) };
            format!("\u{201c}{}\u{201d} in {span} ({})", turn.term, times_in_words(turn.ratio.value))
        })
        .collect();
    (!told.is_empty()).then(|| format!("Sharpest turns: {}.", told.join("; ")))
}

/// Whether the vocabulary as a whole drifted, in a sentence; `None` where documents are too few to say.
pub fn drift(findings: &Findings) -> Option<String> {
    let step = &findings.drift.as_ref()?.overall;
    let p = step.p?;
    if findings.corpus.documents_dated < FEWEST_DOCUMENTS {
        return None;
    }
    let above = p <= ABOVE_THE_FLOOR;
    let p = super::verdict::decimals(p);
    let drivers = step.drivers.join(", ");
    Some(if above {
        format!(
            "The vocabulary as a whole drifted between the two spans, beyond what shuffled documents give (p = {p}; most by {drivers})."
        )
    } else {
        format!("The vocabulary as a whole drifted no more than shuffled documents would (p = {p}).")
    })
}

fn dates(findings: &Findings) -> Option<String> {
    let missing = findings.corpus.documents_read - findings.corpus.documents_dated;
    let share = missing as f64 / findings.corpus.documents_read.max(1) as f64;
    (share > 0.02 && findings.corpus.documents_dated >= FEWEST_DOCUMENTS).then(|| {
        format!(
            "{missing} of {} documents have no usable date and stay out of all time series.",
            findings.corpus.documents_read
        )
    })
}
