//! Sentences that show the findings: where a theme or a term is spoken of most, read back from the documents.
//!
//! Texts are dropped after counting, so this says which documents to read again and, given them, picks the sentences
//! (`pick`). `wanted` asks for the documents that mention a thing most, whenever that was. `wanted_by_period` asks for each
//! theme in each period, because a mark of 2018 that led to a sentence of 2024 would show nothing of 2018; for terms that
//! turned in the periods of the turn, and for the terms of the word shift.

use super::Described;
use super::findings::{Findings, Passage, TurnFinding};
use super::study::Study;
use crate::config::{ThemeSpec, WordOptions};
use crate::ingest::Document;
use crate::text::{Lexicon, Streams, Vocabulary};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use unicode_segmentation::UnicodeSegmentation;

/// Documents read for each thing shown, and sentences shown of it.
const DOCUMENTS_EACH: usize = 4;
const PASSAGES_EACH: usize = 3;
/// Terms shown in each direction.
const TERMS_EACH: usize = 12;
/// Turns and words of the shift that are drawn, and sentences shown of each.
const TURNS: usize = 12;
const SHIFT: usize = 30;
const PASSAGES_OF_TERM: usize = 2;
/// Sentences shown of all themes in all periods together: the weight of a page has a limit.
const MOST_BY_PERIOD: usize = 600;
/// Up to so many periods a theme has two sentences in each, beyond that one.
const FEW_PERIODS: usize = 12;
/// A longer sentence is shown shortened.
const MOST_CHARACTERS: usize = 400;

/// One thing to be shown: what it is called, the period it is shown in where that is one, how many sentences, what counts
/// as a mention, and the rows that mention it most.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub shows: String,
    pub period: Option<usize>,
    pub most: usize,
    pub spec: ThemeSpec,
    pub rows: Vec<usize>,
}

/// What marks of one period call the passages on a thing in it.
pub fn in_period(shows: &str, label: &str) -> String {
    format!("{shows} in {label}")
}

/// What should be shown, and the documents that show it best: by mentions, the latest first among equals.
pub fn wanted(study: &Study, findings: &Findings) -> Vec<Wanted> {
    let themes = (0..study.themes.len()).map(|theme| of_theme(study, theme));
    let all: Vec<Wanted> = themes.chain(of_listed(study, findings)).collect();
    all.into_iter().filter(|wanted| !wanted.rows.is_empty()).collect()
}

/// The same with themes period by period, and with the terms that charts draw as turns and as the word shift.
pub fn wanted_by_period(study: &Study, findings: &Findings) -> Vec<Wanted> {
    let themes = (0..study.themes.len()).flat_map(|theme| match periods_of_theme(study, theme) {
        periods if periods.is_empty() => vec![of_theme(study, theme)],
        periods => periods,
    });
    let turns = || findings.turns.found.iter().filter(|turn| turn.series.iter().flatten().any(|rate| *rate > 0.0));
    let shift = || findings.drift.iter().flat_map(|drift| &drift.word_shift).map(|word| word.term.as_str()).take(SHIFT);
    let ids = ids_of(study, turns().take(TURNS).map(|turn| turn.term.as_str()).chain(shift()).collect());
    let id = |label: &str| ids.get(label).copied();
    let turned = turns().take(TURNS).filter_map(|turn| Some(of_turn(study, turn, id(&turn.term)?)));
    let shifted = shift().filter_map(|label| Some(of_term(study, label, (id(label)?, PASSAGES_OF_TERM))));
    let all: Vec<Wanted> = themes.chain(of_listed(study, findings)).chain(turned).chain(shifted).collect();
    let mut met = BTreeSet::new();
    all.into_iter()
        .filter(|wanted| !wanted.rows.is_empty() && met.insert((wanted.shows.clone(), wanted.period)))
        .collect()
}

fn of_theme(study: &Study, theme: usize) -> Wanted {
    Wanted { rows: first(ranked(study, |row| study.mentions(row, theme))), ..theme_without_rows(study, theme) }
}

/// A theme in each period that mentions it, in order of time; where those are too many, in those that mention it most.
fn periods_of_theme(study: &Study, theme: usize) -> Vec<Wanted> {
    let most = if study.groups.periods.len() > FEW_PERIODS { 1 } else { 2 };
    let room = (MOST_BY_PERIOD / study.themes.len().max(1) / most).max(1);
    let mut of_period = BTreeMap::<usize, (u64, Vec<usize>)>::new();
    for row in ranked(study, |row| study.mentions(row, theme)) {
        if let Some(period) = study.groups.of_row[row] {
            let (mentions, rows) = of_period.entry(period).or_default();
            *mentions += study.mentions(row, theme);
            // One more is read than is shown: what was cut from a text may have been its mentions.
            if rows.len() <= most {
                rows.push(row);
            }
        }
    }
    let mut kept: Vec<(usize, (u64, Vec<usize>))> = of_period.into_iter().collect();
    kept.sort_by_key(|&(period, (mentions, _))| (std::cmp::Reverse(mentions), period));
    kept.truncate(room);
    kept.sort_by_key(|&(period, _)| period);
    let wanted = |(period, (_, rows))| Wanted { period: Some(period), most, rows, ..theme_without_rows(study, theme) };
    kept.into_iter().map(wanted).collect()
}

fn theme_without_rows(study: &Study, theme: usize) -> Wanted {
    let spec = study.themes[theme].clone();
    Wanted { shows: format!("theme: {}", spec.name), period: None, most: PASSAGES_EACH, spec, rows: Vec::new() }
}

/// The terms at the head of the tables of those that rose and fell.
fn of_listed<'f>(study: &'f Study, findings: &'f Findings) -> impl Iterator<Item = Wanted> + 'f {
    let listed = findings.terms.rising.iter().take(TERMS_EACH).chain(findings.terms.falling.iter().take(TERMS_EACH));
    listed.filter_map(|found| {
        let term = study.counts.terms.binary_search_by(|term| term.key.cmp(&found.key)).ok()? as u32;
        Some(of_term(study, &found.term, (term, PASSAGES_EACH)))
    })
}

fn of_term(study: &Study, label: &str, (term, most): (u32, usize)) -> Wanted {
    let rows = first(ranked(study, |row| u64::from(study.counts.rows.get(row, term))));
    let spec = ThemeSpec { name: label.to_owned(), words: vec![label.to_owned()] };
    Wanted { shows: format!("term: {label}"), period: None, most, spec, rows }
}

/// A term in the periods of its turn.
fn of_turn(study: &Study, turn: &TurnFinding, term: u32) -> Wanted {
    let at = |label: &str| study.groups.periods.iter().position(|period| period.label == label);
    let inside = |row: usize| match (at(&turn.from), at(&turn.to), study.groups.of_row[row]) {
        (Some(from), Some(to), Some(period)) => (from..=to).contains(&period),
        _ => false,
    };
    let here = |row: usize| if inside(row) { u64::from(study.counts.rows.get(row, term)) } else { 0 };
    let rows = first(ranked(study, here));
    Wanted { shows: format!("turn: {}", turn.term), rows, ..of_term(study, &turn.term, (term, PASSAGES_OF_TERM)) }
}

/// The terms that are spelled so for people; of several the first.
fn ids_of<'f>(study: &Study, labels: BTreeSet<&'f str>) -> BTreeMap<&'f str, u32> {
    let mut ids = BTreeMap::new();
    for (term, id) in study.counts.terms.iter().zip(0..) {
        if let Some(label) = labels.get(term.label.as_str()) {
            ids.entry(*label).or_insert(id);
        }
    }
    ids
}

/// The rows that mention something, those that mention it most first, the latest first among equals.
fn ranked(study: &Study, mentions: impl Fn(usize) -> u64) -> Vec<usize> {
    let mut rows: Vec<(u64, usize)> =
        (0..study.documents.len()).map(|row| (mentions(row), row)).filter(|(count, _)| *count > 0).collect();
    rows.sort_unstable_by(|a, b| b.cmp(a));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn first(mut rows: Vec<usize>) -> Vec<usize> {
    rows.truncate(DOCUMENTS_EACH);
    rows
}

/// The sentences with most mentions, one per document. Each sentence is shown once, except where nothing else is left to
/// show of a thing.
pub fn pick(wanted: &[Wanted], texts: &[(usize, Document)], described: &[Described], words: &Language) -> Vec<Passage> {
    let texts: BTreeMap<usize, &Document> = texts.iter().map(|(row, document)| (*row, document)).collect();
    let of = |wanted: &Wanted| -> Vec<(usize, Vec<(usize, String)>)> {
        let read = wanted.rows.iter().filter_map(|row| Some((*row, *texts.get(row)?)));
        read.map(|(row, document)| (row, sentences(&document.text, &wanted.spec, words))).collect()
    };
    let candidates: Vec<_> = wanted.par_iter().map(of).collect();
    let mut shown = BTreeSet::new();
    let mut passages = Vec::new();
    for (wanted, documents) in wanted.iter().zip(candidates) {
        let begun = passages.len();
        let shows = |row: usize, (offset, sentence): &(usize, String)| Passage {
            period: wanted.period,
            ..passage(&wanted.shows, &described[row], sentence.clone(), *offset)
        };
        for (row, best) in &documents {
            let fresh = best.iter().find(|(offset, _)| !shown.contains(&(*row, *offset)));
            if let Some(found) = fresh.filter(|_| passages.len() < begun + wanted.most) {
                shown.insert((*row, found.0));
                passages.push(shows(*row, found));
            }
        }
        if passages.len() == begun {
            let again = documents.iter().find_map(|(row, best)| Some(shows(*row, best.first()?)));
            passages.extend(again);
        }
    }
    passages
}

/// The rules by which mentions are told in sentences: those of the corpus.
#[derive(Debug, Clone)]
pub struct Language {
    pub code: String,
    pub options: WordOptions,
}

/// The sentences that mention a theme, those with most mentions first.
fn sentences(text: &str, spec: &ThemeSpec, words: &Language) -> Vec<(usize, String)> {
    let sentences: Vec<(usize, &str)> = lines(text)
        .flat_map(|(start, line)| {
            line.split_sentence_bound_indices().map(move |(offset, sentence)| (start + offset, sentence))
        })
        .collect();
    let mut streams = Streams::default();
    streams.add(&sentences.iter().map(|(_, sentence)| *sentence).collect::<Vec<_>>());
    let vocabulary = Vocabulary::of(&streams, &words.code, &words.options);
    let lexicon = Lexicon::compile(std::slice::from_ref(spec), &streams, &vocabulary, &words.options);
    let counted = lexicon.count(&streams.documents, &[spec.words.len()]).by_document;
    let mut ranked: Vec<(u32, usize)> = counted.column(0).iter().copied().zip(0..).filter(|(n, _)| *n > 0).collect();
    ranked.sort_by_key(|&(count, index)| (std::cmp::Reverse(count), index));
    ranked.into_iter().map(|(_, index)| (sentences[index].0, shorten(sentences[index].1))).collect()
}

/// Lines with their offsets: a heading is not part of the sentence below it.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    })
}

fn shorten(sentence: &str) -> String {
    let one_line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}\u{2026}", one_line[..end].trim_end()),
        None => one_line,
    }
}

fn passage(shows: &str, document: &Described, sentence: String, offset: usize) -> Passage {
    Passage {
        shows: shows.to_owned(),
        document: document.id.clone(),
        date: document.dated.as_ref().map(super::date_label),
        source: document.source.clone(),
        sentence,
        offset,
        period: None,
    }
}
