//! Phrases that are cut. None is counted beyond three words, so "dependence on foreign" may be all that is left of
//! "dependence on foreign oil".
//!
//! A document is matched from left to right, the longest phrase first, so that what a phrase goes on with is not counted
//! there: of "Department of Homeland Security" only "Security" remains. That the whole is said shows in two things: another
//! phrase begins where this one ends ("Homeland Security", said elsewhere), and its other words are in nearly all documents
//! of the cut phrase at least as often as this, and in far fewer of all documents. Nothing is cut at its beginning.

use crate::counts::Counts;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Words of the longest phrases that are counted.
pub const LONGEST_PHRASE: u8 = 3;
/// Part of its documents that have what it goes on with, as often as it.
const MOST_OF_IT: f64 = 0.8;
/// What it goes on with is in at most this part as large a share of all documents.
const ELSEWHERE: f64 = 0.5;

/// A phrase with the words that were cut off: its key and its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    pub key: String,
    pub label: String,
}

fn first(phrase: &str) -> &str {
    phrase.split(' ').next().unwrap_or_default()
}

fn last(phrase: &str) -> &str {
    phrase.rsplit(' ').next().unwrap_or_default()
}

/// Whether a phrase begins with the word that another ends with, by their keys.
pub fn goes_on(beginning: &str, next: &str) -> bool {
    next.contains(' ') && first(next) == last(beginning)
}

/// Those of the terms that are cut, whole, by term.
pub fn complete(counts: &Counts, terms: &BTreeSet<usize>) -> BTreeMap<usize, Whole> {
    let nexts: BTreeMap<usize, Vec<Next>> = terms.iter().map(|&term| (term, nexts(counts, term))).collect();
    let mut rows: BTreeMap<usize, Vec<(usize, u32)>> =
        nexts.iter().filter(|(_, nexts)| !nexts.is_empty()).map(|(&phrase, _)| (phrase, Vec::new())).collect();
    for row in 0..counts.rows.len() {
        for (term, count) in counts.rows.row(row) {
            rows.get_mut(&(term as usize)).into_iter().for_each(|rows| rows.push((row, count)));
        }
    }
    let frequency = counts.rows.document_frequency(counts.terms.len());
    let best = |(phrase, rows): (usize, Vec<(usize, u32)>)| {
        let value =
            |next: &Next| next.words.iter().map(|&word| share(counts, &rows, (word, &frequency))).reduce(f64::min);
        let valued = nexts[&phrase].iter().filter_map(|next| Some((value(next)?, frequency[next.phrase], next)));
        let likely = valued.filter(|(value, ..)| *value >= MOST_OF_IT);
        // Of equals the commoner one, and of these the first.
        let best = likely.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
        best.map(|(.., next)| (phrase, whole(counts, phrase, next)))
    };
    rows.into_par_iter().filter_map(best).collect()
}

/// A phrase that begins where another one ends.
struct Next {
    phrase: usize,
    /// Words that both have.
    shared: usize,
    /// Its other words, without stop words.
    words: Vec<usize>,
}

/// How a phrase may go on, so that the whole is too long to be counted.
fn nexts(counts: &Counts, phrase: usize) -> Vec<Next> {
    let words: Vec<&str> = counts.terms[phrase].key.split(' ').collect();
    let phrase_words = &words;
    let next = |shared: usize| {
        let end = words[words.len() - shared..].join(" ");
        beginning_with(counts, &end).filter_map(move |next| {
            let length = usize::from(counts.terms[phrase].words + counts.terms[next].words) - shared;
            let term = |word: &str| counts.terms.binary_search_by(|term| term.key.as_str().cmp(word)).ok();
            let words: Vec<usize> = counts.terms[next].key.split(' ').skip(shared).filter_map(term).collect();
            // "Democrats and Republicans" does not go on with "Republicans and Democrats".
            let says_again = words.iter().any(|&word| phrase_words.contains(&counts.terms[word].key.as_str()));
            (length > usize::from(LONGEST_PHRASE) && !words.is_empty() && !says_again).then_some(Next {
                phrase: next,
                shared,
                words,
            })
        })
    };
    (1..words.len()).flat_map(next).collect()
}

/// The terms that begin with these words and go on.
fn beginning_with(counts: &Counts, words: &str) -> impl Iterator<Item = usize> + use<> {
    let (from, to) = (format!("{words} "), format!("{words}!"));
    // A blank comes before every other byte of a key.
    let at = |bound: &str| counts.terms.partition_point(|term| term.key.as_str() < bound);
    at(&from)..at(&to)
}

/// Part of a phrase's documents in which a word is at least as often; 0 where it is nearly as frequent in all documents.
fn share(counts: &Counts, rows: &[(usize, u32)], (word, frequency): (usize, &[u32])) -> f64 {
    let having = rows.iter().filter(|&&(row, count)| counts.rows.get(row, word as u32) >= count).count();
    let share = having as f64 / rows.len().max(1) as f64;
    let everywhere = f64::from(frequency[word]) / counts.rows.len() as f64;
    if everywhere <= ELSEWHERE * share { share } else { 0.0 }
}

/// The phrase with the words that follow.
fn whole(counts: &Counts, phrase: usize, next: &Next) -> Whole {
    let (term, next, shared) = (&counts.terms[phrase], &counts.terms[next.phrase], next.shared);
    Whole {
        key: format!("{}{}", term.key, behind(&next.key, shared)),
        label: format!("{}{}", term.label, behind(&next.label, shared)),
    }
}

/// What stands behind so many words, with the blank or, in a label, the hyphen before it.
fn behind(text: &str, words: usize) -> &str {
    let end = words.checked_sub(1).and_then(|last| text.match_indices([' ', '-']).nth(last));
    end.map_or("", |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{Sparse, Term};

    /// Counts as they are of documents that are matched from left to right.
    fn matched(documents: &[Vec<&str>]) -> Counts {
        let keys: BTreeSet<&str> = documents.iter().flatten().copied().collect();
        let number = |key: &str| keys.iter().position(|other| *other == key).unwrap() as u32;
        let mut rows = Sparse::default();
        for document in documents {
            let of_row: BTreeSet<u32> = document.iter().map(|key| number(key)).collect();
            let count = |&term: &u32| document.iter().filter(|key| number(key) == term).count() as u32;
            rows.push(of_row.iter().map(|term| (*term, count(term))));
        }
        let term = |key: &&str| Term { key: (*key).into(), label: (*key).into(), words: key.split(' ').count() as u8 };
        Counts { terms: keys.iter().map(term).collect(), rows, totals: vec![100; documents.len()] }
    }

    fn completed(documents: &[Vec<&str>], phrase: &str) -> String {
        let counts = matched(documents);
        let term = counts.terms.iter().position(|term| term.key == phrase).unwrap();
        complete(&counts, &BTreeSet::from([term])).remove(&term).map_or_else(|| phrase.to_owned(), |whole| whole.label)
    }

    /// Ten documents with the first words, of which so many have the next ones too, and twenty with others.
    fn documents<'w>(phrase: &[&'w str], (next, times): (&[&'w str], usize), others: &[&'w str]) -> Vec<Vec<&'w str>> {
        let first = (0..10).map(|at| [phrase, if at < times { next } else { &[] }].concat());
        first.chain((0..20).map(|_| others.to_vec())).collect()
    }

    #[test]
    fn what_was_cut_off_comes_back_where_nearly_all_documents_have_it() {
        let of_homeland = ["department of homeland", "department", "homeland"];
        let others = ["homeland security", "homeland", "missile"];
        let with = |times: usize, others: &[&'static str]| {
            completed(&documents(&of_homeland, (&["security"], times), others), "department of homeland")
        };
        assert_eq!(with(8, &others), "department of homeland security");
        assert_eq!(with(7, &others), "department of homeland", "seven of ten are not nearly all");
        assert_eq!(with(10, &["homeland", "security"]), "department of homeland", "nobody says how it goes on");
        let everywhere = ["homeland security", "homeland", "security"];
        assert_eq!(with(10, &everywhere), "department of homeland", "the word is everywhere");
        let twice = ["department of homeland", "department of homeland", "department", "homeland"];
        let seldom = documents(&twice, (&["security"], 10), &others);
        assert_eq!(completed(&seldom, "department of homeland"), "department of homeland", "less often than it");
    }

    #[test]
    fn a_hyphen_in_a_name_stays() {
        assert_eq!(behind("health-care reform", 1), "-care reform");
        assert_eq!(behind("Indo-Pacific", 1), "-Pacific");
        assert_eq!(behind("homeland security", 2), "");
    }

    #[test]
    fn what_would_have_been_counted_whole_is_not_cut() {
        let corps = documents(&["army corps"], (&["engineers"], 9), &["corps of engineers", "peace"]);
        assert_eq!(completed(&corps, "army corps"), "army corps of engineers");
        let pair = documents(&["stem cell"], (&["research"], 10), &["cell research", "peace"]);
        assert_eq!(completed(&pair, "stem cell"), "stem cell", "three words are counted");
        let name = "emergency management agency";
        let agency = documents(&["federal emergency management"], (&["agency"], 9), &[name, "peace"]);
        assert_eq!(completed(&agency, "federal emergency management"), "federal emergency management agency");
        assert_eq!(completed(&agency, name), name);
    }
}
