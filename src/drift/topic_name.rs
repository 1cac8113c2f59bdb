//! What topics are called.
//!
//! Of a topic's first terms, the one names it that finds its documents (the harmonic mean, F1, of the shares of the topic's
//! documents that have the term and of the term's documents that are the topic's) and weighs much in it: the geometric mean
//! of F1 and of its weight times exclusiveness, against the largest such, is the largest. By F1 alone a rare phrase of the
//! margin names a topic as soon as it is beside it ("test vectors" for precompiled contracts); by weight alone a word that
//! few documents repeat does. A phrase says more than a word, and names the topic unless a word does far better. All topics
//! are named together, the best fit first, so that a name goes to the topic that it fits best.
//!
//! A second term stands beside the first where the two together find the topic's documents clearly better than the first
//! alone. A single word says little, so the next best term stands beside it in any case ("Iraq / troops"), if it fits nearly
//! as well. Maximal marginal relevance (Carbonell & Goldstein 1998) would weigh how alike the terms are; here documents do.
//!
//! Names of three collections, judged by eye from the first terms and the typical documents; the constants below were chosen
//! on the same ones, so that others may fare worse. Before: the phrase of the best F1 alone, topic by topic.
//!
//! | collection | topics | acceptable: now, before | poor: now, before | no topic |
//! |---|---|---|---|---|
//! | Ethereum Improvement Proposals | 25 | 22, 17 | 3, 8 | 0 |
//! | press releases of senators | 25 | 20, 18 | 3, 5 | 2 |
//! | State of the Union | 20 | 14, 11 | 5, 8 | 1 |
//!
//! Poor in the first two are still "dapp / display" (requests to wallets), "hexary / MPT" (trees of the state),
//! "configuration / capacity" (space for blobs), "Army Corps / land" (water and wildlife), "disease / University"
//! (research) and "winter / Head Start" (help with heating, which was "heating oil" before).

use super::topic_fit::Fits;
use std::collections::BTreeSet;

/// A phrase names a topic if its fit is at least this part of the fit of the best term.
const FIT_OF_PHRASE: f64 = 0.72;
/// A second term stands beside the first if the two find documents better than it alone by this part.
const BETTER_BY_TWO: f64 = 0.1;
/// Its own fit is at least this part of the first one's.
const FIT_OF_SECOND: f64 = 0.4;

/// Bytes of the shortest word of which a longer one that begins so is a form: "us" is none of "user".
const SHORTEST_FORM: usize = 4;

/// A term that may name a topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    pub column: usize,
    /// Folded and stemmed words, without stop words.
    pub key: String,
    pub label: String,
    pub fit: f64,
}

/// A name for each topic; empty where it has no candidates.
pub fn names(topics: &[Vec<Candidate>], fits: &Fits) -> Vec<String> {
    let mut chosen: Vec<Option<&Candidate>> = vec![None; topics.len()];
    // Phrases first, then the best terms of those topics that no phrase names.
    take(topics, &mut chosen, |candidate, best| is_phrase(candidate) && candidate.fit >= FIT_OF_PHRASE * best);
    take(topics, &mut chosen, |candidate, _| !candidate.label.contains('_'));
    let mut taken: BTreeSet<&str> = chosen.iter().flatten().map(|first| first.label.as_str()).collect();
    let mut order: Vec<usize> = (0..topics.len()).collect();
    order.sort_by(|&a, &b| fit_of(chosen[b]).total_cmp(&fit_of(chosen[a])));
    let mut names = vec![String::new(); topics.len()];
    for topic in order {
        // Where others have all of its terms, a topic has its best one too, and a number.
        let best = || topics[topic].iter().reduce(|best, next| if next.fit > best.fit { next } else { best });
        let Some(first) = chosen[topic].or_else(best) else { continue };
        let second = beside((first, topic), &topics[topic], (fits, &taken));
        taken.extend(second.map(|second| second.label.as_str()));
        let parts = [Some(first), second].into_iter().flatten().map(|part| part.label.as_str());
        let name = parts.collect::<Vec<_>>().join(" / ");
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        names[topic] = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name)).unwrap_or(name);
    }
    names
}

fn fit_of(candidate: Option<&Candidate>) -> f64 {
    candidate.map_or(0.0, |candidate| candidate.fit)
}

/// Gives terms to the topics that have none yet, the best fit first; of equals the earlier topic has it.
fn take<'t>(topics: &'t [Vec<Candidate>], chosen: &mut [Option<&'t Candidate>], may: impl Fn(&Candidate, f64) -> bool) {
    let mut claims: Vec<(usize, &Candidate)> = Vec::new();
    for (topic, candidates) in topics.iter().enumerate().filter(|(topic, _)| chosen[*topic].is_none()) {
        let best = candidates.iter().map(|candidate| candidate.fit).fold(0.0, f64::max);
        claims.extend(candidates.iter().filter(|candidate| may(candidate, best)).map(|candidate| (topic, candidate)));
    }
    claims.sort_by(|a, b| b.1.fit.total_cmp(&a.1.fit));
    let mut taken: BTreeSet<&str> = chosen.iter().flatten().map(|first| first.label.as_str()).collect();
    for (topic, candidate) in claims {
        if chosen[topic].is_none() && taken.insert(&candidate.label) {
            chosen[topic] = Some(candidate);
        }
    }
}

/// A name in a program, with an underscore, is no name of a subject.
fn is_phrase(candidate: &Candidate) -> bool {
    candidate.label.contains([' ', '-']) && !candidate.label.contains('_')
}

/// The second term of a name: of those that clearly find more together with the first, the one that fits best; beside a
/// word at least the next best. None where all fit far worse ("SELFDESTRUCT" needs no "anymore").
fn beside<'t>(
    (first, topic): (&Candidate, usize),
    candidates: &'t [Candidate],
    (fits, taken): (&Fits, &BTreeSet<&str>),
) -> Option<&'t Candidate> {
    let may = |other: &&Candidate| {
        let is_new = !is_form(&first.key, &other.key) && !taken.contains(other.label.as_str());
        is_new && other.fit >= FIT_OF_SECOND * first.fit && !other.label.contains('_')
    };
    let least = (1.0 + BETTER_BY_TWO) * fits.of(first.column, topic);
    let adds = |other: &&Candidate| fits.of_either((first.column, other.column), topic) > least;
    let best = |candidates: Vec<&'t Candidate>| {
        candidates.into_iter().reduce(|best, next| if next.fit > best.fit { next } else { best })
    };
    let others = || candidates.iter().filter(may);
    best(others().filter(adds).collect()).or_else(|| if is_phrase(first) { None } else { best(others().collect()) })
}

/// Whether two terms have a word in common, by their keys: a longer word that begins with a shorter one is a form of it.
fn is_form(one: &str, other: &str) -> bool {
    let same =
        |a: &str, b: &str| a == b || a.len().min(b.len()) >= SHORTEST_FORM && (a.starts_with(b) || b.starts_with(a));
    one.split(' ').any(|ours| other.split(' ').any(|word| same(ours, word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::study::Study;

    #[test]
    fn forms_of_a_word_are_one_thing() {
        assert!(!is_form("us", "user") && is_form("us", "us forc"));
        assert!(is_form("iraq", "iraqi") && is_form("hurrican katrina", "katrina") && !is_form("iraq", "troop"));
    }

    /// Names of topics with these candidates, in documents that say nothing, so that no second term adds anything.
    fn named(topics: &[&[(&str, f64)]]) -> Vec<String> {
        let counts = crate::counts::Counts::of_words(&[vec!["nothing"]], 1);
        let study = Study { counts: counts.into(), ..Study::default() };
        let fits = Fits::count(&study, (&[], topics.len()), (&[0], 0..1));
        let candidate =
            |&(label, fit): &(&str, f64)| Candidate { column: 0, key: label.to_lowercase(), label: label.into(), fit };
        let topics: Vec<Vec<Candidate>> = topics.iter().map(|topic| topic.iter().map(candidate).collect()).collect();
        names(&topics, &fits)
    }

    #[test]
    fn a_name_goes_to_the_topic_that_it_fits_best() {
        let tree: &[(&str, f64)] = &[("Verkle tree", 0.9), ("binary tree", 0.7)];
        let burn: &[(&str, f64)] = &[("Verkle tree", 0.4), ("burn", 0.3), ("send ether", 0.2)];
        assert_eq!(named(&[burn, tree]), ["burn / send ether", "Verkle tree"]);
        assert_eq!(named(&[&[("oil", 0.5)], &[("oil", 0.5)]]), ["oil", "oil (2)"]);
    }

    #[test]
    fn a_phrase_is_the_name_unless_a_word_does_far_better() {
        assert_eq!(named(&[&[("oil", 1.0), ("fuel price", 0.73)]]), ["fuel price"]);
        assert_eq!(named(&[&[("oil", 1.0), ("fuel price", 0.71)]]), ["oil / fuel price"]);
        assert_eq!(named(&[&[("base_fee per gas", 1.0), ("fee", 0.5), ("cap", 0.4)]]), ["fee / cap"]);
        assert_eq!(named(&[&[]]), [""]);
    }

    #[test]
    fn beside_a_word_stands_another_thing_that_fits_nearly_as_well() {
        assert_eq!(named(&[&[("mine", 1.0), ("miner", 0.9), ("chip", 0.8)]]), ["mine / chip"]);
        assert_eq!(named(&[&[("burn", 1.0), ("ether", 0.39)]]), ["burn"]);
        assert_eq!(named(&[&[("burn", 1.0), ("ether", 0.4)]]), ["burn / ether"]);
    }
}
