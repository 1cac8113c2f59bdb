//! Phrases that are cut. None is counted beyond three words, so "dependence on foreign" may be all that is left of
//! "dependence on foreign oil". A phrase of two words that begins with its last word, or ends with its first, and is in
//! nearly all of its documents, says how it goes on.

use crate::counts::Counts;
use std::collections::{BTreeMap, BTreeSet};

/// A phrase of so many words may be cut.
pub const LONGEST_PHRASE: u8 = 3;
/// Part of its documents that what it goes on with is in.
pub const MOST_OF_IT: f64 = 0.8;

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
pub fn complete(counts: &Counts, terms: &[usize]) -> BTreeMap<usize, Whole> {
    let key = |term: usize| counts.terms[term].key.as_str();
    let mut cut = vec![false; counts.terms.len()];
    terms.iter().filter(|&&term| counts.terms[term].words == LONGEST_PHRASE).for_each(|&term| cut[term] = true);
    let ends = |of: fn(&str) -> &str| -> BTreeSet<&str> {
        (0..cut.len()).filter(|&term| cut[term]).map(|term| of(key(term))).collect()
    };
    let (firsts, lasts) = (ends(first), ends(last));
    let may_join = |term: usize| {
        counts.terms[term].words == 2 && (lasts.contains(first(key(term))) || firsts.contains(last(key(term))))
    };
    let joining: Vec<bool> = (0..cut.len()).map(may_join).collect();
    let mut documents = vec![0u32; cut.len()];
    // Documents that have both, by cut phrase and pair of words.
    let mut both: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for row in 0..counts.rows.len() {
        let terms: Vec<usize> = counts.rows.row(row).map(|(term, _)| term as usize).collect();
        let pairs: Vec<usize> = terms.iter().copied().filter(|&term| joining[term]).collect();
        for &phrase in terms.iter().filter(|&&term| cut[term]) {
            documents[phrase] += 1;
            let joins = |&&pair: &&usize| goes_on(key(phrase), key(pair)) || goes_on(key(pair), key(phrase));
            pairs.iter().filter(joins).for_each(|&pair| *both.entry((phrase, pair)).or_default() += 1);
        }
    }
    both.retain(|(phrase, _), &mut shared| f64::from(shared) >= MOST_OF_IT * f64::from(documents[*phrase]));
    let found: BTreeSet<usize> = both.keys().map(|(phrase, _)| *phrase).collect();
    found.into_iter().map(|phrase| (phrase, whole(counts, phrase, &both))).collect()
}

/// The phrase with the likeliest word before it and behind it; of equals the first.
fn whole(counts: &Counts, phrase: usize, both: &BTreeMap<(usize, usize), u32>) -> Whole {
    let term = |at: usize| &counts.terms[at];
    let pairs = || both.range((phrase, 0)..=(phrase, usize::MAX)).map(|(&(_, pair), &shared)| (shared, pair));
    let best = |fits: &dyn Fn(&str) -> bool| {
        let pairs = pairs().filter(|&(_, pair)| fits(&term(pair).key));
        pairs.max_by_key(|&(shared, pair)| (shared, std::cmp::Reverse(pair))).map(|(_, pair)| term(pair))
    };
    let key = term(phrase).key.as_str();
    let (before, behind) = (best(&|pair| goes_on(pair, key)), best(&|pair| goes_on(key, pair)));
    let join = |text: fn(&crate::counts::Term) -> &str| {
        let before = before.map(|pair| first(text(pair)));
        before
            .into_iter()
            .chain([text(term(phrase))])
            .chain(behind.map(|pair| last(text(pair))))
            .collect::<Vec<_>>()
            .join(" ")
    };
    Whole { key: join(|term| &term.key), label: join(|term| &term.label) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_off_comes_back_where_nearly_all_documents_have_it() {
        let always = vec!["the", "federal", "emergency", "management", "agency", "came"];
        let other = vec!["federal", "emergency", "powers"];
        let documents: Vec<Vec<&str>> = (0..9).map(|_| always.clone()).chain([other]).collect();
        let counts = Counts::of_words(&documents, 3);
        let term = |key: &str| counts.terms.iter().position(|term| term.key == key).unwrap();
        let [cut, end, open] =
            ["federal emergency management", "emergency management agency", "federal emergency powers"].map(term);
        let found = complete(&counts, &[cut, end]);
        // Words without a stop list join on either side; of a whole name both parts say the same.
        assert_eq!(found[&cut].label, "the federal emergency management agency");
        assert_eq!(found[&end].label, "federal emergency management agency came");
        assert_eq!(complete(&counts, &[open]), BTreeMap::new());
        let half: Vec<Vec<&str>> = (0..10)
            .map(|at| if at < 7 { vec!["on", "foreign", "oil", "wells"] } else { vec!["on", "foreign", "oil"] })
            .collect();
        let counts = Counts::of_words(&half, 3);
        let cut = counts.terms.iter().position(|term| term.key == "on foreign oil").unwrap();
        assert_eq!(complete(&counts, &[cut]), BTreeMap::new(), "seven of ten are not nearly all");
    }
}
