//! Sentences that show the findings: where a theme or a term is spoken of most, read back from the documents.
//!
//! Texts are dropped after counting, so this says which documents to read again (`wanted`) and, given them, picks the
//! sentences (`pick`).

use super::Described;
use super::findings::{Findings, Passage};
use super::study::Study;
use crate::config::{ThemeSpec, WordOptions};
use crate::ingest::Document;
use crate::text::{Lexicon, Streams, Vocabulary};
use unicode_segmentation::UnicodeSegmentation;

/// Documents read for each thing shown, and sentences shown of it.
const DOCUMENTS_EACH: usize = 4;
const PASSAGES_EACH: usize = 3;
/// Terms shown in each direction.
const TERMS_EACH: usize = 12;
/// A longer sentence is shown shortened.
const MOST_CHARACTERS: usize = 400;

/// One thing to be shown: what it is called, what counts as a mention, and the rows that mention it most.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub shows: String,
    pub spec: ThemeSpec,
    pub rows: Vec<usize>,
}

/// What should be shown, and the documents that show it best: by mentions, the latest first among equals.
pub fn wanted(study: &Study, findings: &Findings) -> Vec<Wanted> {
    let themes = study.themes.iter().enumerate().map(|(index, theme)| Wanted {
        shows: format!("theme: {}", theme.name),
        spec: theme.clone(),
        rows: most(study, |row| study.mentions(row, index)),
    });
    let listed = findings.terms.rising.iter().take(TERMS_EACH).chain(findings.terms.falling.iter().take(TERMS_EACH));
    let terms = listed.filter_map(|found| {
        let term = study.counts.terms.binary_search_by(|term| term.key.cmp(&found.key)).ok()? as u32;
        let rows = most(study, |row| u64::from(study.counts.rows.get(row, term)));
        let label = &found.term;
        let spec = ThemeSpec { name: label.clone(), words: vec![label.clone()] };
        Some(Wanted { shows: format!("term: {label}"), spec, rows })
    });
    themes.chain(terms).filter(|wanted| !wanted.rows.is_empty()).collect()
}

fn most(study: &Study, mentions: impl Fn(usize) -> u64) -> Vec<usize> {
    let mut rows: Vec<(u64, usize)> =
        (0..study.documents.len()).map(|row| (mentions(row), row)).filter(|(count, _)| *count > 0).collect();
    rows.sort_unstable_by(|a, b| b.cmp(a));
    rows.truncate(DOCUMENTS_EACH);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The sentences with most mentions, one per document at first; each sentence is shown once.
pub fn pick(wanted: &[Wanted], texts: &[(usize, Document)], described: &[Described], words: &Language) -> Vec<Passage> {
    let mut shown = std::collections::BTreeSet::new();
    let mut passages = Vec::new();
    for wanted in wanted {
        let of = |row: &usize| texts.iter().find(|(other, _)| other == row);
        let mut left = PASSAGES_EACH;
        for (row, document) in wanted.rows.iter().filter_map(of) {
            let best = sentences(&document.text, &wanted.spec, words);
            let fresh = best.into_iter().find(|(offset, _)| !shown.contains(&(*row, *offset)));
            if let Some((offset, sentence)) = fresh.filter(|_| left > 0) {
                shown.insert((*row, offset));
                passages.push(passage(&wanted.shows, &described[*row], sentence, offset));
                left -= 1;
            }
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
    }
}
