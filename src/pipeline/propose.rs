//! Themes proposed from a corpus's own phrases: phrases that occur in the same documents, for people to look through.

use crate::config::ThemeSpec;
use crate::drift::Study;
use crate::drift::wording::is_name;
use std::collections::BTreeMap;

/// Phrases looked at, themes proposed, and phrases of a theme.
const PHRASES: usize = 120;
const MOST_THEMES: usize = 6;
const MOST_WORDS: usize = 6;
/// A phrase is in at least so many documents and at most this share of them: what all say is no theme.
const LEAST_DOCUMENTS: usize = 3;
const MOST_SHARE: f64 = 0.5;
/// Least cosine of the counts by document of two phrases of one theme.
const LEAST_ALIKE: f64 = 0.35;
/// With fewer phrases than this that are no names, names are looked at too.
const FEWEST: usize = 12;

/// Groups of phrases, the group whose phrases are in most documents first.
pub fn themes(study: &Study) -> Vec<ThemeSpec> {
    let phrases = phrases(study);
    let mut free = vec![true; phrases.len()];
    let mut themes = Vec::new();
    for seed in 0..phrases.len() {
        let group = group(&phrases, &free, seed);
        if free[seed] && group.len() > 1 && themes.len() < MOST_THEMES {
            group.iter().for_each(|&member| free[member] = false);
            let words = group.iter().map(|&member| phrases[member].label.clone()).collect();
            themes.push(ThemeSpec { name: phrases[seed].label.clone(), words });
        }
    }
    themes
}

/// A phrase and its counts in the documents that have it, in order.
struct Phrase {
    label: String,
    counts: Vec<(usize, u32)>,
}

/// The phrases in most documents; those that all say are left out, and names where there are others.
fn phrases(study: &Study) -> Vec<Phrase> {
    let mut counts: BTreeMap<u32, Vec<(usize, u32)>> = BTreeMap::new();
    for row in 0..study.counts.rows.len() {
        for (term, count) in study.counts.rows.row(row) {
            if study.counts.terms[term as usize].words > 1 {
                counts.entry(term).or_default().push((row, count));
            }
        }
    }
    let most = MOST_SHARE * study.counts.rows.len() as f64;
    let mut phrases: Vec<Phrase> = counts
        .into_iter()
        .filter(|(_, rows)| rows.len() >= LEAST_DOCUMENTS && rows.len() as f64 <= most)
        .map(|(term, counts)| Phrase { label: study.counts.terms[term as usize].label.clone(), counts })
        .filter(|phrase| !phrase.label.is_empty())
        .collect();
    if phrases.iter().filter(|phrase| !is_name(&phrase.label)).count() >= FEWEST {
        phrases.retain(|phrase| !is_name(&phrase.label));
    }
    phrases.sort_by(|a, b| b.counts.len().cmp(&a.counts.len()).then_with(|| a.label.cmp(&b.label)));
    phrases.truncate(PHRASES);
    phrases
}

/// The seed and the free phrases most like it; a phrase within another of the group adds nothing.
fn group(phrases: &[Phrase], free: &[bool], seed: usize) -> Vec<usize> {
    let others = (0..phrases.len()).filter(|&other| other != seed && free[other]);
    let mut alike: Vec<(f64, usize)> =
        others.map(|other| (cosine(&phrases[seed].counts, &phrases[other].counts), other)).collect();
    alike.retain(|(cosine, _)| *cosine >= LEAST_ALIKE);
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut group = vec![seed];
    for (_, other) in alike {
        let within = |&member: &usize| {
            let (a, b) = (phrases[member].label.to_lowercase(), phrases[other].label.to_lowercase());
            a.contains(&b) || b.contains(&a)
        };
        if group.len() < MOST_WORDS && !group.iter().any(within) {
            group.push(other);
        }
    }
    group
}

/// Cosine of two lists of counts by row.
fn cosine(a: &[(usize, u32)], b: &[(usize, u32)]) -> f64 {
    let of = |row: usize| b.binary_search_by_key(&row, |pair| pair.0).map_or(0, |at| b[at].1);
    let product: f64 = a.iter().map(|&(row, count)| f64::from(count) * f64::from(of(row))).sum();
    let square = |counts: &[(usize, u32)]| counts.iter().map(|&(_, n)| f64::from(n) * f64::from(n)).sum::<f64>();
    product / (square(a) * square(b)).sqrt().max(1.0)
}
