//! Corpora whose truth is known, made of the user's own documents: dates shuffled among them, so that nothing changed,
//! or with a theme that rises by a known factor from a known period on.

use super::groups::Groups;
use super::study::Study;
use crate::config::{PairSpec, ThemeSpec};
use crate::stats::random::Stream;
use crate::text::lexicon::Mentions;
use std::sync::Arc;

/// Themes drawn where the user gave none, words of each, and the words that they are drawn among.
const THEMES: usize = 6;
const WORDS: usize = 5;
const CANDIDATES: usize = 150;
/// Share of the documents in which a drawn word occurs, as nearly as there are such words.
const DOCUMENT_SHARE: f64 = 0.1;

/// The study with the dates of its documents shuffled among them. With `documents`, so many of them, drawn at random,
/// have a date; the others have none.
pub fn shuffled(study: &Study, documents: Option<usize>, random: &mut Stream) -> Study {
    let of_row = &study.groups.of_row;
    let mut rows: Vec<usize> = (0..of_row.len()).filter(|&row| of_row[row].is_some()).collect();
    let mut periods: Vec<Option<usize>> = rows.iter().map(|&row| of_row[row]).collect();
    random.shuffle(&mut rows);
    if let Some(documents) = documents {
        random.shuffle(&mut periods);
        periods.truncate(documents);
    }
    let mut of_row = vec![None; of_row.len()];
    for (row, period) in rows.into_iter().zip(periods) {
        of_row[row] = period;
    }
    Study { groups: Groups::with_rows(&study.groups, &study.documents, of_row), ..study.clone() }
}

/// The study as it is, or with themes drawn at random, and pairs of them, where it has none: each theme is five words
/// that occur in about a tenth of the documents.
pub fn with_themes(study: &Study) -> Study {
    if !study.themes.is_empty() {
        return study.clone();
    }
    let mut words = candidates(study);
    Stream::new(study.seed, u64::MAX).shuffle(&mut words);
    let drawn: Vec<&[usize]> = words.chunks_exact(WORDS).take(THEMES).collect();
    let theme = |(index, words): (usize, &&[usize])| ThemeSpec {
        name: format!("drawn theme {}", index + 1),
        words: words.iter().map(|&word| study.counts.terms[word].label.clone()).collect(),
    };
    let themes: Vec<ThemeSpec> = drawn.iter().enumerate().map(theme).collect();
    let pair = |two: &[ThemeSpec]| PairSpec { theme: two[0].name.clone(), to: two[1].name.clone() };
    let pairs = themes.chunks_exact(2).map(pair).collect();
    Study { mentions: Some(Arc::new(mentions(study, &drawn))), themes, pairs, ..study.clone() }
}

/// Single words, those that occur in about a tenth of the dated documents first.
fn candidates(study: &Study) -> Vec<usize> {
    let dated: Vec<usize> = study.groups.rows().concat();
    let share = |term: usize, documents: u64| (documents as f64 / dated.len().max(1) as f64, term);
    let moments = study.term_moments(&dated);
    let single = |&term: &usize| study.counts.terms[term].words == 1 && moments[term].documents > 0;
    let mut words: Vec<(f64, usize)> =
        (0..moments.len()).filter(single).map(|term| share(term, moments[term].documents)).collect();
    let distance = |share: f64| (share - DOCUMENT_SHARE).abs();
    words.sort_by(|a, b| distance(a.0).total_cmp(&distance(b.0)).then(a.1.cmp(&b.1)));
    words.truncate(CANDIDATES);
    words.into_iter().map(|(_, term)| term).collect()
}

fn mentions(study: &Study, themes: &[&[usize]]) -> Mentions {
    let mut theme_of = vec![None; study.counts.terms.len()];
    let mut by_entry = vec![vec![0; WORDS]; themes.len()];
    for (theme, words) in themes.iter().enumerate() {
        words.iter().enumerate().for_each(|(entry, &word)| theme_of[word] = Some((theme, entry)));
    }
    let mut by_document = ndarray::Array2::zeros((study.documents.len(), themes.len()));
    for row in 0..study.documents.len() {
        for (term, count) in study.counts.rows.row(row) {
            if let Some((theme, entry)) = theme_of[term as usize] {
                by_document[[row, theme]] += count;
                by_entry[theme][entry] += u64::from(count);
            }
        }
    }
    Mentions { by_document, by_entry }
}

/// The study with a theme that rises by `factor` (1 to 2) from a period on: there each of its mentions is repeated with
/// probability `factor` - 1, in place of another word. So the documents keep their lengths and their bursts.
pub fn planted(study: &Study, theme: usize, factor: f64, from: usize, random: &mut Stream) -> Study {
    let Some(mentions) = &study.mentions else { return study.clone() };
    let mut mentions = Mentions::clone(mentions);
    let later = |row: &usize| study.groups.of_row[*row].is_some_and(|period| period >= from);
    for row in (0..study.documents.len()).filter(later) {
        let count = &mut mentions.by_document[[row, theme]];
        *count += (0..*count).filter(|_| random.unit() < factor - 1.0).count() as u32;
    }
    Study { mentions: Some(Arc::new(mentions)), ..study.clone() }
}
