//! The sections on terms, turns, drift, similarity and phrases.

use super::themes::{ratio_cell, span_labels};
use super::view::{Cell, Grid, Section};
use super::{Gallery, eras};
use crate::drift::findings::{DriftFinding, DriftStep, Findings, TermFinding};
use crate::drift::verdict::FEWEST_DOCUMENTS;
use crate::report::wording::{NONE, could_have_seen, count, counted, equals, factor_interval, number, percent};

/// The 5 % point of chi-squared with one degree of freedom, beyond which the peers call a term significant.
const G2_SIGNIFICANT: f64 = 3.841;

/// More turns than this are in the file of numbers alone.
const MOST_TURNS: usize = 100;

/// Terms that rose and fell.
pub fn terms(findings: &Findings, gallery: &mut Gallery) -> Section {
    let terms = &findings.terms;
    let mut section = Section::new("terms", "Terms that rose and fell");
    if findings.corpus.documents_dated < FEWEST_DOCUMENTS && terms.tested > 0 {
        section.say(
            "So few dated documents cannot show which terms rose or fell: the tables describe these documents alone.",
        );
    } else if terms.tested > 0 {
        section.say(format!(
            "{} occur at least {} times and were tested. The change of {} holds (q < 0.05). G2, the usual score, takes \
             every word as independent and would call {} of them after the same correction.",
            counted(terms.tested, "term"),
            count(terms.least_count),
            count(terms.significant as u64),
            count(terms.significant_by_g2 as u64),
        ));
    }
    section.show(gallery.take(&["terms", "volcano"]));
    let tables = [
        ("Rising terms, by the end of the interval nearer to 1×", RISING, &terms.rising),
        ("Falling terms, by the end of the interval nearer to 1×", FALLING, &terms.falling),
    ];
    for (caption, stem, terms) in tables {
        section.table(term_table(findings, caption, terms).identified(ids(stem, terms.len())));
    }
    section
}

fn term_table(findings: &Findings, caption: &str, terms: &[TermFinding]) -> Grid {
    let [earlier, later] = span_labels(findings, "");
    let labels = ["term", "verdict", &earlier, &later, "#change", "#q", "~G2\nwould say"];
    Grid::new(format!("{caption}: times used (documents) in each span"), &labels).rows(terms.iter().map(|term| {
        let share = format!("one document: {}", percent(term.top_document_share));
        let says = if term.g2.abs() > G2_SIGNIFICANT { "significant" } else { "not significant" };
        vec![
            Cell::foreign(&term.term).noted(if term.one_document { share } else { String::new() }),
            Cell::verdict(&term.change).noted(could_have_seen(&term.change)),
            Cell::count(term.count_earlier).noted(format!("({})", term.documents_earlier)),
            Cell::count(term.count_later).noted(format!("({})", term.documents_later)),
            ratio_cell(&term.change),
            Cell::probability(term.change.q),
            Cell::number(term.g2.abs(), says).noted(format!("({})", number(term.g2.abs(), 2))),
        ]
    }))
}

/// When terms turned.
pub fn turns(findings: &Findings, gallery: &mut Gallery) -> Section {
    let turns = &findings.turns;
    let mut section = Section::new("turns", "When terms turned");
    if turns.tested > 0 {
        section.say(format!(
            "{} were scanned for a span of time in which they were used more, or less, than in the rest; {} have one that \
             holds (q < 0.05, corrected for every span that was looked at).",
            counted(turns.tested, "term"),
            count(turns.significant as u64),
        ));
    }
    section.show(gallery.take(&["turns"]));
    let rows = turns.found.iter().take(MOST_TURNS).map(|turn| {
        let span = if turn.from == turn.to { turn.from.clone() } else { format!("{} to {}", turn.from, turn.to) };
        vec![
            Cell::foreign(&turn.term),
            Cell::text(&turn.kind),
            Cell::text(span),
            Cell::number(turn.ratio.value, factor_interval(&turn.ratio)),
            Cell::probability(Some(turn.q)),
            Cell::count(turn.count),
            Cell::count(turn.documents as u64),
        ]
    });
    let labels = ["term", "what", "when", "#rate inside\n/ outside", "#q", "#times used", "#documents"];
    let ids = ids(TURN, turns.found.len().min(MOST_TURNS));
    section.table(Grid::new("Turns, the most certain first", &labels).rows(rows).identified(ids));
    if turns.found.len() > MOST_TURNS {
        let all = count(turns.found.len() as u64);
        section.note(format!("The table shows the first {MOST_TURNS} turns; turns.csv has all {all}."));
    }
    section
}

/// Drift of the whole vocabulary.
pub fn drift(findings: &Findings, gallery: &mut Gallery) -> Section {
    let mut section = Section::new("drift", "Drift of the whole vocabulary");
    if let Some(drift) = &findings.drift {
        section.say(overall(drift));
    }
    section.show(gallery.take(&["drift", "word-shift", "ranks"]));
    if let Some(drift) = &findings.drift {
        section.table(step_table(findings, &drift.steps));
        section.table(shift_table(findings, drift));
        section.table(document_table(findings, drift));
    }
    eras::add(findings, &mut section);
    section
}

fn overall(drift: &DriftFinding) -> String {
    let step = &drift.overall;
    let against = match (step.value, step.floor, step.p) {
        (Some(value), Some(floor), Some(p)) => format!(
            "Between the two spans the vocabulary drifted by {}; shuffling the documents gives up to {} in 95 % of the \
             shuffles (p {}). ",
            number(value, 3),
            number(floor, 3),
            equals(p),
        ),
        _ => String::new(),
    };
    let (bits, null) = (number(drift.jsd_bits, 3), number(drift.jsd_null_mean, 3));
    format!(
        "{against}The Jensen-Shannon divergence is {bits} bits, of which {null} are there by chance on average{} (p {}).",
        drift.jsd_z.map(|z| format!(": {} standard deviations more", number(z, 2))).unwrap_or_default(),
        equals(drift.jsd_p)
    )
}

/// A part of a whole, as percent.
fn share(part: f64, whole: f64) -> Cell {
    if whole > 0.0 { Cell::number(part / whole, percent(part / whole)) } else { Cell::text(NONE) }
}

/// The documents with the largest part in the drift between the spans.
fn document_table(findings: &Findings, drift: &DriftFinding) -> Grid {
    let labels = ["document", "date", "span", "#part of\nthe drift", "#part of the\ndivergence"];
    let rows = drift.documents.iter().map(|document| {
        vec![
            titled(findings, &document.document),
            Cell::text(document.date.as_deref().unwrap_or(NONE)),
            Cell::text(if document.later { "later" } else { "earlier" }),
            share(document.drift, drift.overall.value.unwrap_or(0.0)),
            share(document.bits, drift.jsd_bits),
        ]
    });
    let caption = "Documents that carry the drift between the spans: the parts of all documents add up to it";
    Grid::new(caption, &labels).rows(rows).folded()
}

fn step_table(findings: &Findings, steps: &[DriftStep]) -> Grid {
    let labels = ["period", "#drift", "#noise floor", "#p", "verdict", "terms with the largest part"];
    Grid::new("Each period against the one before", &labels)
        .rows(steps.iter().map(|step| {
            let label = findings.periods.get(step.period).map_or(NONE, |period| period.label.as_str());
            let verdict = match step.p {
                Some(p) if p <= 0.05 => "above the floor",
                Some(_) => "within noise",
                None => "too few",
            };
            vec![
                Cell::text(label),
                Cell::maybe(step.value, |x| number(x, 3)),
                Cell::maybe(step.floor, |x| number(x, 3)),
                Cell::probability(step.p),
                Cell::text(verdict),
                Cell::foreign(step.drivers.join(" ")),
            ]
        }))
        .identified(ids(STEP, steps.len()))
}

fn shift_table(findings: &Findings, drift: &DriftFinding) -> Grid {
    let [earlier, later] = span_labels(findings, "\nper 1,000");
    let labels = ["term", "#bits", "#of the\nwhole", "#by\nchance", "commoner", &earlier, &later];
    let rows = drift.word_shift.iter().map(|term| {
        let share = if drift.jsd_bits > 0.0 { term.bits.abs() / drift.jsd_bits } else { 0.0 };
        vec![
            Cell::foreign(&term.term),
            Cell::number(term.bits.abs(), number(term.bits.abs(), 2)),
            Cell::number(share, percent(share)),
            Cell::number(term.floor, number(term.floor, 2)),
            Cell::text(if term.bits < 0.0 { "earlier" } else { "later" }),
            Cell::number(term.earlier_per_1000, number(term.earlier_per_1000, 2)),
            Cell::number(term.later_per_1000, number(term.later_per_1000, 2)),
        ]
    });
    let rest = share(drift.word_shift_rest, drift.jsd_bits).text;
    let caption = format!(
        "Terms that carry the divergence; all others together add {rest} of it; by chance: the bits that a term reaches in one of 20 shuffles"
    );
    Grid::new(caption, &labels).rows(rows).identified(ids(SHIFT, drift.word_shift.len()))
}

/// What the ids of rows begin with.
const RISING: &str = "rising";
const FALLING: &str = "falling";
const TURN: &str = "turn";
const SHIFT: &str = "shift";
const STEP: &str = "step";

fn ids(stem: &str, rows: usize) -> Vec<String> {
    (0..rows).map(|row| format!("{stem}-{row}")).collect()
}

/// The rows of terms, turns and steps by what they show, each with its id; of a term in several tables that of the first comes last.
pub fn rows(findings: &Findings) -> Vec<(String, String)> {
    let shift = findings.drift.iter().flat_map(|drift| &drift.word_shift).map(|word| &word.term);
    let turns = findings.turns.found.iter().take(MOST_TURNS).map(|turn| &turn.term);
    let [falling, rising] =
        [&findings.terms.falling, &findings.terms.rising].map(|terms| terms.iter().map(|found| &found.term));
    let listed = |(stem, terms): (&'static str, Vec<&String>)| {
        let kind = if stem == TURN { TURN } else { "term" };
        let row = move |(term, row): (&String, usize)| (format!("{kind}: {term}"), format!("{stem}-{row}"));
        terms.into_iter().zip(0..).map(row).collect::<Vec<_>>()
    };
    let tables =
        [(SHIFT, shift.collect()), (TURN, turns.collect()), (FALLING, falling.collect()), (RISING, rising.collect())];
    let steps = findings.drift.iter().flat_map(|drift| drift.steps.iter().zip(0..));
    let steps = steps.map(|(step, row)| (format!("{STEP}: {}", step.period), format!("{STEP}-{row}")));
    tables.into_iter().flat_map(listed).chain(steps).collect()
}

/// How alike documents or periods are.
pub fn similarity(findings: &Findings, gallery: &mut Gallery) -> Section {
    let mut section = Section::new("similarity", "How alike the documents are");
    section.show(gallery.take(&["similarity"]));
    let Some(similarity) = &findings.similarity else { return section };
    let copies = match similarity.near_duplicates {
        0 => "No two documents are nearly the same (cosine of 0.9 and more).".to_string(),
        n => format!(
            "{} nearly the same (cosine of 0.9 and more).",
            if n == 1 {
                "One pair of documents is".into()
            } else {
                format!("{} pairs of documents are", count(n as u64))
            }
        ),
    };
    section.say(copies);
    let rows = similarity.nearest.iter().map(|pair| {
        vec![
            titled(findings, &pair.a),
            titled(findings, &pair.b),
            Cell::number(pair.cosine, format!("{:.2}", pair.cosine)),
            Cell::foreign(pair.terms.join(", ")),
        ]
    });
    section.table(
        Grid::new("The pairs most alike", &["one", "other", "#cosine", "terms that make them alike"]).rows(rows),
    );
    section
}

/// A document by its title, with its id as a note; by its id alone where it is not listed.
pub fn titled(findings: &Findings, id: &str) -> Cell {
    let listed = findings.corpus.documents.iter().find(|document| document.id == id);
    match listed.filter(|document| !document.title.is_empty() && document.title != id) {
        Some(document) => Cell::foreign(&document.title).noted(id),
        None => Cell::foreign(id),
    }
}

/// Phrases found by statistic.
pub fn phrases(findings: &Findings) -> Section {
    let mut section = Section::new("phrases", "Phrases");
    let rows = findings.phrases.iter().map(|phrase| {
        vec![
            Cell::foreign(&phrase.phrase),
            Cell::count(phrase.count),
            Cell::count(phrase.documents as u64),
            Cell::number(phrase.npmi, format!("{:.2}", phrase.npmi)),
        ]
    });
    let caption = "Words that belong together, the most frequent first; NPMI is 1 for words that never part";
    section.table(Grid::new(caption, &["phrase", "#times used", "#documents", "#NPMI"]).rows(rows));
    section
}
