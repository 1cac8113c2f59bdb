//! Streams of words -> rows of counts, in parallel, independent of threads and of the order of spellings.

use super::sparse::{Block, Sorter};
use super::{Counts, Sparse, Term};
use crate::text::normalize::NO_TERM;
use crate::text::{Phrases, Stream, Streams, Token, Vocabulary};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Counts the terms of every document: words, and phrases beside their words.
pub fn build(streams: &Streams, vocabulary: &Vocabulary, phrases: &Phrases) -> Counts {
    let labels = phrase_labels(streams, phrases);
    let stop_words = vocabulary.stop_words();
    let words = vocabulary.keys.iter().zip(&vocabulary.labels);
    let mut terms: Vec<Term> =
        words.map(|(key, label)| Term { key: key.clone(), label: label.clone(), words: 1 }).collect();
    for (phrase, label) in labels.into_iter().enumerate() {
        let key = phrases.key(phrase, vocabulary, &stop_words);
        let words = (key.matches(' ').count() + 1) as u8;
        terms.push(Term { key, label, words });
    }
    let mut order: Vec<u32> = (0..terms.len() as u32).collect();
    order.par_sort_unstable_by(|&a, &b| terms[a as usize].key.cmp(&terms[b as usize].key));
    let mut rank = vec![0; terms.len()];
    for (place, &term) in order.iter().enumerate() {
        rank[term as usize] = place as u32;
    }
    let terms = order.iter().map(|&term| std::mem::take(&mut terms[term as usize])).collect();
    let (word_rank, phrase_rank) = rank.split_at(vocabulary.keys.len());
    let column = |&term: &u32| if term == NO_TERM { NO_TERM } else { word_rank[term as usize] };
    let columns: Vec<u32> = vocabulary.term_of.iter().map(column).collect();
    let block = |sorter: &mut Sorter, streams: &[Stream]| {
        let mut block = Block::default();
        for stream in streams {
            count(stream, &columns, sorter);
            phrases.matches(stream, |phrase, _, _| sorter.add(phrase_rank[phrase], 1));
            block.push_sorted(sorter);
        }
        block
    };
    let blocks = streams.documents.par_chunks(Block::ROWS).map_init(|| Sorter::new(rank.len()), block);
    let rows = Sparse::of_blocks(blocks.collect());
    Counts { terms, rows, totals: streams.documents.iter().map(|stream| stream.len() as u64).collect() }
}

/// Counts the words of a document in their columns.
fn count(stream: &[Token], columns: &[u32], sorter: &mut Sorter) {
    for column in stream.iter().map(|token| columns[token.surface()]).filter(|&column| column != NO_TERM) {
        sorter.add(column, 1);
    }
}

/// The commonest spelling of each phrase; ties by bytes.
fn phrase_labels(streams: &Streams, phrases: &Phrases) -> Vec<String> {
    let size = streams.documents.len().div_ceil(rayon::current_num_threads()).max(1);
    let spelled = |part: &[Stream]| {
        let mut seen: FxHashMap<(usize, [u32; 6]), u64> = FxHashMap::default();
        for stream in part {
            phrases.matches(stream, |phrase, at, length| {
                *seen.entry((phrase, form(&stream[at..at + length]))).or_default() += 1;
            });
        }
        seen
    };
    let mut seen: FxHashMap<(usize, [u32; 6]), u64> = FxHashMap::default();
    for part in streams.documents.par_chunks(size).map(spelled).collect::<Vec<_>>() {
        #[expect(clippy::iter_over_hash_type, reason = "sums of whole numbers do not depend on their order")]
        for (form, count) in part {
            *seen.entry(form).or_default() += count;
        }
    }
    let mut forms: Vec<(usize, u64, String)> =
        seen.into_iter().map(|((phrase, form), count)| (phrase, count, spell(form, streams))).collect();
    forms.par_sort_unstable_by(|a, b| (a.0, b.1, &a.2).cmp(&(b.0, a.1, &b.2)));
    let mut labels = vec![String::new(); phrases.found.len()];
    for (phrase, _, label) in forms {
        if labels[phrase].is_empty() {
            labels[phrase] = label;
        }
    }
    labels
}

/// Spellings and hyphens of an occurrence; unused places hold `NO_TERM`.
fn form(tokens: &[Token]) -> [u32; 6] {
    let mut form = [NO_TERM; 6];
    for (at, token) in tokens.iter().enumerate() {
        form[2 * at] = token.surface() as u32;
        form[2 * at + 1] = u32::from(at > 0 && token.hyphenated());
    }
    form
}

fn spell(form: [u32; 6], streams: &Streams) -> String {
    let mut out = String::new();
    for word in form.chunks(2).filter(|word| word[0] != NO_TERM) {
        if !out.is_empty() {
            out.push(if word[1] == 1 { '-' } else { ' ' });
        }
        out.push_str(&streams.surfaces[word[0] as usize]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::WordOptions;
    use crate::text::PhraseOptions;

    fn counts(texts: &[&str]) -> Counts {
        let mut streams = Streams::default();
        streams.add(texts);
        let vocabulary = Vocabulary::of(&streams, "en", &WordOptions::default());
        let phrases = Phrases::find(&streams.documents, &vocabulary, &PhraseOptions::for_corpus(60, 3));
        build(&streams, &vocabulary, &phrases)
    }

    #[test]
    fn phrases_are_counted_beside_their_words() {
        let texts = [
            "Critical minerals in the Indo-Pacific. Trade, energy and wheat.",
            "The Indo-Pacific needs critical minerals, steel and cotton in May.",
            "Critical minerals again: the Indo-Pacific spoke on cars and ships.",
        ];
        let counts = counts(&texts);
        let find = |key: &str| counts.terms.iter().position(|term| term.key == key);
        let phrase = find("critic miner").unwrap();
        assert_eq!(counts.terms[phrase].label, "Critical minerals");
        let word = find("miner").unwrap();
        for row in 0..3 {
            let columns: Vec<u32> = counts.rows.row(row).map(|(column, _)| column).collect();
            assert!(columns.contains(&(phrase as u32)) && columns.contains(&(word as u32)));
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert_eq!(counts.terms[find("indo pacif").unwrap()].label, "Indo-Pacific");
        assert!(counts.terms.windows(2).all(|pair| pair[0].key < pair[1].key));
    }
}
