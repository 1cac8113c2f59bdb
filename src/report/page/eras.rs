//! Tables beside the drift: eras, words that changed rank, and documents that were new.

use super::themes::span_labels;
use super::view::{Cell, Grid, Section};
use super::words::titled;
use crate::drift::findings::{Era, EraFindings, Findings, NovelDocument, NoveltyFindings, RankFindings, RankTerm};
use crate::report::wording::{NONE, equals, number};

/// Adds what is known of eras, ranks and novelty.
pub fn add(findings: &Findings, section: &mut Section) {
    if let Some(eras) = &findings.eras {
        section.say(told(eras));
        if !eras.cuts.is_empty() {
            section.table(era_table(eras));
        }
    }
    if let Some(ranks) = &findings.ranks {
        section.table(rank_table(findings, ranks));
    }
    if let Some(novelty) = &findings.novelty {
        section.table(novelty_table(findings, novelty));
    }
}

fn told(eras: &EraFindings) -> String {
    let cut = |cut: &crate::drift::findings::EraCut| format!("{} (p {})", cut.label, equals(cut.p));
    let cuts: Vec<String> = eras.cuts.iter().map(cut).collect();
    match cuts.as_slice() {
        [] => "No turn of the vocabulary as a whole is stronger than shuffled documents give: one era.".into(),
        [one] => format!("The vocabulary as a whole turned once, with {one}."),
        several => format!("The vocabulary as a whole turned {} times, with {}.", several.len(), several.join(", ")),
    }
}

fn era_table(eras: &EraFindings) -> Grid {
    let row = |era: &Era| {
        let span = if era.from == era.to { era.from.clone() } else { format!("{} to {}", era.from, era.to) };
        vec![Cell::text(span), Cell::count(era.documents as u64), Cell::foreign(era.terms.join(", "))]
    };
    Grid::new("Eras of the vocabulary", &["era", "#documents", "words that it has more of"])
        .rows(eras.eras.iter().map(row))
}

fn rank_table(findings: &Findings, ranks: &RankFindings) -> Grid {
    let [earlier, later] = span_labels(findings, "");
    let rank = |rank: Option<usize>| rank.map_or_else(|| Cell::text(NONE), |rank| Cell::count(rank as u64));
    let row = |term: &RankTerm| {
        vec![
            Cell::foreign(&term.term),
            rank(term.rank_earlier),
            rank(term.rank_later),
            Cell::number(term.part, number(term.part, 2)),
        ]
    };
    let caption = format!(
        "Words that changed rank: rank-turbulence divergence is {}, in shuffled documents {} (p {})",
        number(ranks.value, 3),
        number(ranks.null_mean, 3),
        equals(ranks.p)
    );
    Grid::new(caption, &["word", &earlier, &later, "#part"]).rows(ranks.terms.iter().map(row)).folded()
}

fn novelty_table(findings: &Findings, novelty: &NoveltyFindings) -> Grid {
    let row = |taken_up: bool| {
        move |document: &NovelDocument| {
            vec![
                titled(findings, &document.document),
                Cell::text(document.date.as_deref().unwrap_or(NONE)),
                Cell::text(if taken_up { "taken up" } else { "not taken up" }),
                Cell::number(document.novelty, number(document.novelty, 3)),
                Cell::number(document.resonance, number(document.resonance, 2)),
            ]
        }
    };
    let rows = novelty.taken_up.iter().map(row(true)).chain(novelty.dropped.iter().map(row(false)));
    let caption = format!(
        "Documents whose words were new against the {} before and were, or were not, taken up by the {} after (a \
         description, not a test)",
        novelty.window, novelty.window
    );
    Grid::new(caption, &["document", "date", "", "#novelty\n(bits)", "#resonance\n(bits)"]).rows(rows).folded()
}
