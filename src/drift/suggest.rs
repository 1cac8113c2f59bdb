//! Terms that travel with a theme, for a person to accept: where they grow a theme by themselves, it becomes whatever rises
//! beside it.
//!
//! A term is suggested if more of the documents that mention the theme have it than chance gives, and these have at least
//! three times as much of it per word. Chance is what comes of dealing the theme out anew among documents of one source
//! and of like length (`stats::strata`), for long documents have more of everything and each source has its own subjects;
//! the probabilities go through Benjamini-Hochberg over all terms that are frequent enough to be tested, whatever their
//! lift. A rank among the largest G2 alone, however stable when documents are drawn anew, is no evidence: noise has a first
//! thirty too.
//!
//! What holds is ordered by how often it is among the 30 with the largest G2 when documents are drawn anew (Poisson
//! bootstrap). The theme's own entries, their forms and parts are no news and are left out, and so are words that nearly
//! always stand in a phrase that is suggested.

use super::fragment::{self, LONGEST_PHRASE};
use super::study::Study;
use super::verdict::{FEWEST_DOCUMENTS, as_factor};
use crate::drift::findings::Estimate;
use crate::stats::cluster::{Exposure, LogRatio, Moments, log_ratio};
use crate::stats::keyness::{Cells, g2_four_cell};
use crate::stats::random::Weights;
use crate::stats::significance::benjamini_hochberg;
use crate::stats::strata::{Stratum, at_least};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

const LEAST_LIFT: f64 = 3.0;
/// Documents that mention the theme and have the term, and the sources of these.
const LEAST_DOCUMENTS: usize = 3;
const LEAST_SOURCES: usize = 2;
/// Documents that a term occurs in at all, or it is not tested: in fewer hardly any deal would be told from chance.
const LEAST_TESTED: usize = 5;
/// Terms that hold have at most this p after Benjamini-Hochberg.
const LEVEL: f64 = 0.05;
/// A source with fewer documents shares its strata with other small ones.
const OWN_STRATA: usize = 20;
/// Documents of a stratum at least, and strata of a source at most.
const LEAST_STRATUM: usize = 10;
const MOST_STRATA: usize = 8;
/// Draws of documents, and the place to which a candidate must come in a draw.
const DRAWS: u64 = 200;
const TOP: usize = 30;
/// Most candidates that take part in the draws: the first by G2.
const MOST_CANDIDATES: usize = 300;
/// A word of which this part stands in phrases with the theme's words is part of the theme.
const OWN_PART: f64 = 0.5;
/// A word is not listed beside a phrase that makes up this part of its mentions.
const ABSORBED: f64 = 0.8;

/// What could belong to one theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Suggestions {
    pub theme: String,
    /// Documents that mention it, and those that do not.
    pub documents_with: usize,
    pub documents_without: usize,
    /// Too few documents on either side to tell anything from chance.
    pub too_few: bool,
    /// Terms that were tested.
    pub tested: usize,
    /// The most stable first.
    pub terms: Vec<Suggestion>,
}

/// A term that travels with a theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Suggestion {
    pub term: String,
    /// Documents that have it: of those that mention the theme, and of the others.
    pub documents_with: usize,
    pub documents_without: usize,
    /// Per 1,000 words in either.
    pub per_1000_with: f64,
    pub per_1000_without: f64,
    /// One over the other, with the 95 % interval over documents; the 1/2 added to each count keeps it finite.
    pub lift: Estimate,
    /// Probability of so many documents with it if the theme were dealt out by chance, and the same after
    /// Benjamini-Hochberg.
    pub p: f64,
    pub q: f64,
    /// Part of the draws in which it was among the first 30.
    pub stability: f64,
}

/// What of the terms with some labels is the theme's own.
pub struct Own<'o> {
    /// They hold a mention of the theme.
    pub mentions: &'o dyn Fn(&[&str]) -> Vec<bool>,
    /// They are a word of one of its entries, in any form.
    pub parts: &'o dyn Fn(&[&str]) -> Vec<bool>,
}

/// A term's counts in the documents that have it.
struct Candidate {
    term: usize,
    cells: Cells,
    documents: [usize; 2],
    /// Row, count.
    rows: Vec<(usize, u32)>,
    /// Later over earlier is with over without.
    lift: Option<LogRatio>,
    p: f64,
    q: f64,
}

/// Which documents mention the theme, and who may take whose place.
struct Sides {
    with: Vec<bool>,
    /// Of each row.
    stratum: Vec<usize>,
    /// Of each stratum: documents, and those that mention the theme.
    sizes: Vec<[u64; 2]>,
    /// Without and with.
    exposure: [Exposure; 2],
}

/// The terms that travel with a theme.
pub fn suggest(study: &Study, theme: usize, own: &Own) -> Suggestions {
    let with: Vec<bool> = (0..study.documents.len()).map(|row| study.mentions(row, theme) > 0).collect();
    let documents_with = with.iter().filter(|with| **with).count();
    let documents_without = with.len() - documents_with;
    let theme = study.themes[theme].name.clone();
    let described = Suggestions { theme, documents_with, documents_without, ..Suggestions::default() };
    if documents_with.min(documents_without) < FEWEST_DOCUMENTS {
        return Suggestions { too_few: true, ..described };
    }
    let sides = Sides::of(study, with);
    let (tested, candidates) = candidates(study, &sides, own);
    let stability = stability(study, &sides.with, &candidates);
    let held = candidates.iter().zip(stability).filter(|(candidate, _)| candidate.q <= LEVEL);
    let mut terms: Vec<(&Candidate, f64)> = held.collect();
    // Candidates come by G2, which decides among equals.
    terms.sort_by(|a, b| b.1.total_cmp(&a.1));
    let terms = without_absorbed(study, terms).into_iter().take(TOP);
    Suggestions { tested, terms: terms.map(|(c, stable)| suggestion(study, c, stable)).collect(), ..described }
}

impl Sides {
    fn of(study: &Study, with: Vec<bool>) -> Self {
        let stratum = strata(study);
        let mut sizes = vec![[0; 2]; stratum.iter().max().map_or(0, |last| last + 1)];
        let mut exposure = [Exposure::default(); 2];
        for (row, &with) in with.iter().enumerate() {
            sizes[stratum[row]][0] += 1;
            sizes[stratum[row]][1] += u64::from(with);
            exposure[usize::from(with)].add(study.counts.totals[row]);
        }
        Self { with, stratum, sizes, exposure }
    }

    /// Probability that so many documents with the theme have a term if the theme is dealt out anew.
    fn chance(&self, rows: &[(usize, u32)]) -> f64 {
        let mut having: BTreeMap<usize, u64> = BTreeMap::new();
        rows.iter().for_each(|(row, _)| *having.entry(self.stratum[*row]).or_default() += 1);
        let observed = rows.iter().filter(|(row, _)| self.with[*row]).count() as u64;
        let stratum = |(stratum, having): (usize, u64)| {
            let [items, marked] = self.sizes[stratum];
            Stratum { items, marked, having }
        };
        at_least(observed, having.into_iter().map(stratum))
    }
}

/// The stratum of each row: documents of one source (small sources together) and of like length.
fn strata(study: &Study) -> Vec<usize> {
    let mut of_source: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (row, source) in study.sources.of_row.iter().enumerate() {
        of_source.entry(*source).or_default().push(row);
    }
    let (large, small): (Vec<_>, Vec<_>) = of_source.into_iter().partition(|(_, rows)| rows.len() >= OWN_STRATA);
    let mut groups: Vec<Vec<usize>> = large.into_iter().map(|(_, rows)| rows).collect();
    groups.push(small.into_iter().flat_map(|(_, rows)| rows).collect());
    let mut stratum = vec![0; study.documents.len()];
    let mut next = 0;
    for mut rows in groups.into_iter().filter(|rows| !rows.is_empty()) {
        rows.sort_by_key(|&row| (study.counts.totals[row], row));
        let parts = (rows.len() / LEAST_STRATUM).clamp(1, MOST_STRATA);
        for &row in &rows {
            // Documents of equal length stay together: their order is that of time.
            let length = study.counts.totals[row];
            let at = rows.partition_point(|&other| study.counts.totals[other] < length);
            stratum[row] = next + at * parts / rows.len();
        }
        next += parts;
    }
    stratum
}

/// How many terms were tested, and those with a large lift by G2, without the theme's own.
fn candidates(study: &Study, sides: &Sides, own: &Own) -> (usize, Vec<Candidate>) {
    let (counts, documents) = counts(study, &sides.with);
    let [without, with] = sides.exposure.map(|exposure| exposure.l);
    let tested: Vec<usize> =
        (0..counts.len()).filter(|&term| documents[term].iter().sum::<usize>() >= LEAST_TESTED).collect();
    let candidate = |&term: &usize| {
        let [x1, x2] = counts[term];
        let cells = Cells { x1, n1: with, x2, n2: without };
        let fits = documents[term][0] >= LEAST_DOCUMENTS && lift(&cells) >= LEAST_LIFT;
        let documents = documents[term];
        fits.then(|| Candidate { term, cells, documents, rows: Vec::new(), lift: None, p: 1.0, q: 1.0 })
    };
    let mut found: Vec<Candidate> = tested.iter().filter_map(candidate).collect();
    drop_own(study, &counts, own, &mut found);
    found.par_iter_mut().for_each(|candidate| {
        candidate.rows = rows_of(study, candidate.term);
        candidate.p = sides.chance(&candidate.rows);
        candidate.lift = clustered_lift(study, sides, &candidate.rows);
    });
    // A term without a large lift is not asked further; with p of 1 it still counts among the tested.
    let mut p: Vec<f64> = found.iter().map(|candidate| candidate.p).collect();
    p.resize(tested.len(), 1.0);
    found.iter_mut().zip(benjamini_hochberg(&p)).for_each(|(candidate, q)| candidate.q = q);
    found.retain(|candidate| has_sources(study, &sides.with, candidate));
    found.sort_by(|a, b| g2_four_cell(b.cells).total_cmp(&g2_four_cell(a.cells)).then(a.term.cmp(&b.term)));
    found.truncate(MOST_CANDIDATES);
    (tested.len(), found)
}

/// Of each term its counts and its documents: where the theme is mentioned, and elsewhere.
fn counts(study: &Study, with: &[bool]) -> (Vec<[u64; 2]>, Vec<[usize; 2]>) {
    let mut counts = vec![[0u64; 2]; study.counts.terms.len()];
    let mut documents = vec![[0usize; 2]; study.counts.terms.len()];
    for (row, &with) in with.iter().enumerate() {
        for (term, count) in study.counts.rows.row(row) {
            counts[term as usize][usize::from(!with)] += u64::from(count);
            documents[term as usize][usize::from(!with)] += 1;
        }
    }
    (counts, documents)
}

fn rows_of(study: &Study, term: usize) -> Vec<(usize, u32)> {
    let count = |row: usize| (row, study.counts.rows.get(row, term as u32));
    (0..study.documents.len()).map(count).filter(|(_, count)| *count > 0).collect()
}

/// Takes out what holds a mention of the theme, is a word of its entries, or mostly stands in phrases with one:
/// "critical" where the theme has "minerals".
fn drop_own(study: &Study, counts: &[[u64; 2]], own: &Own, found: &mut Vec<Candidate>) {
    let label = |term: usize| study.counts.terms[term].label.as_str();
    let phrases: Vec<usize> = (0..counts.len()).filter(|&term| study.counts.terms[term].words > 1).collect();
    let labels: Vec<&str> = phrases.iter().map(|&term| label(term)).collect();
    let mut in_phrases: BTreeMap<&str, u64> = BTreeMap::new();
    for (&term, _) in phrases.iter().zip((own.mentions)(&labels)).filter(|(_, mentions)| *mentions) {
        for word in study.counts.terms[term].key.split(' ') {
            *in_phrases.entry(word).or_default() += counts[term][0];
        }
    }
    let labels: Vec<&str> = found.iter().map(|candidate| label(candidate.term)).collect();
    let mut known: Vec<bool> = (own.mentions)(&labels);
    for (index, part) in (own.parts)(&labels).into_iter().enumerate() {
        let term = &study.counts.terms[found[index].term];
        let beside = in_phrases.get(term.key.as_str()).copied().unwrap_or(0) as f64;
        let is_part = part || beside >= OWN_PART * counts[found[index].term][0] as f64;
        known[index] |= term.words == 1 && is_part;
    }
    let mut known = known.into_iter();
    found.retain(|_| !known.next().unwrap_or(true));
}

/// Terms without the words that nearly always stand in a phrase which is among them, and without the beginnings of longer
/// phrases: of "dependence on foreign oil" no phrase is longer than three words, and "foreign oil" says where it goes on.
fn without_absorbed<'c>(study: &Study, terms: Vec<(&'c Candidate, f64)>) -> Vec<(&'c Candidate, f64)> {
    let key = |candidate: &Candidate| study.counts.terms[candidate.term].key.as_str();
    let absorbs = |phrase: &Candidate, word: &Candidate| {
        phrase.term != word.term
            && format!(" {} ", key(phrase)).contains(&format!(" {} ", key(word)))
            && phrase.cells.x1 as f64 >= ABSORBED * word.cells.x1 as f64
    };
    let is_more_of = |next: &Candidate, beginning: &Candidate| {
        study.counts.terms[beginning.term].words == LONGEST_PHRASE
            && fragment::goes_on(key(beginning), key(next))
            && shared(&next.rows, &beginning.rows) as f64 >= ABSORBED * beginning.rows.len() as f64
    };
    let absorbed = |word: &Candidate| terms.iter().any(|(phrase, _)| absorbs(phrase, word) || is_more_of(phrase, word));
    let kept: Vec<bool> = terms.iter().map(|(word, _)| !absorbed(word)).collect();
    terms.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(term, _)| term).collect()
}

/// Documents that both lists have.
fn shared(a: &[(usize, u32)], b: &[(usize, u32)]) -> usize {
    b.iter().filter(|(row, _)| a.binary_search_by_key(row, |(row, _)| *row).is_ok()).count()
}

/// Several sources have it beside the theme, where sources are known.
fn has_sources(study: &Study, with: &[bool], candidate: &Candidate) -> bool {
    let rows = candidate.rows.iter().filter(|(row, _)| with[*row]);
    let sources: BTreeSet<Option<usize>> =
        rows.map(|(row, _)| study.sources.of_row.get(*row).copied().flatten()).collect();
    study.sources.names.len() < LEAST_SOURCES || sources.iter().flatten().count() >= LEAST_SOURCES
}

fn rates(cells: &Cells) -> [f64; 2] {
    let rate = |x: u64, n: u64| 1000.0 * x as f64 / (n as f64).max(1.0);
    [rate(cells.x1, cells.n1), rate(cells.x2, cells.n2)]
}

fn lift(cells: &Cells) -> f64 {
    let rate = |x: u64, n: u64| (x as f64 + 0.5) / (n as f64 + 1.0);
    rate(cells.x1, cells.n1) / rate(cells.x2, cells.n2)
}

/// The lift with its error over documents.
fn clustered_lift(study: &Study, sides: &Sides, rows: &[(usize, u32)]) -> Option<LogRatio> {
    let mut moments = [Moments::default(); 2];
    for &(row, count) in rows {
        moments[usize::from(sides.with[row])].add(u64::from(count), study.counts.totals[row]);
    }
    log_ratio((&moments[0], &sides.exposure[0]), (&moments[1], &sides.exposure[1]))
}

/// For each candidate the part of the draws in which it is among the first.
fn stability(study: &Study, with: &[bool], candidates: &[Candidate]) -> Vec<f64> {
    let of_rows: Vec<Weights> = study.random_keys().into_iter().map(Weights::of).collect();
    let first = |draw: u64| -> Vec<usize> {
        let weights: Vec<u64> = of_rows.iter().map(|of_row| u64::from(of_row.poisson_one(draw))).collect();
        let mut size = [0u64; 2];
        for (row, &with) in with.iter().enumerate() {
            size[usize::from(!with)] += weights[row] * study.counts.totals[row];
        }
        let score = |candidate: &Candidate| {
            let mut x = [0u64; 2];
            for &(row, count) in &candidate.rows {
                x[usize::from(!with[row])] += weights[row] * u64::from(count);
            }
            let cells = Cells { x1: x[0], n1: size[0], x2: x[1], n2: size[1] };
            if lift(&cells) > 1.0 { g2_four_cell(cells) } else { 0.0 }
        };
        let scores: Vec<f64> = candidates.iter().map(score).collect();
        let mut order: Vec<usize> = (0..candidates.len()).filter(|&index| scores[index] > 0.0).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        order.truncate(TOP);
        order
    };
    let drawn: Vec<Vec<usize>> = (0..DRAWS).into_par_iter().map(first).collect();
    let mut times = vec![0u64; candidates.len()];
    drawn.iter().flatten().for_each(|&index| times[index] += 1);
    times.into_iter().map(|times| times as f64 / DRAWS as f64).collect()
}

fn suggestion(study: &Study, candidate: &Candidate, stability: f64) -> Suggestion {
    let [per_1000_with, per_1000_without] = rates(&candidate.cells);
    let [documents_with, documents_without] = candidate.documents;
    let interval = candidate.lift.map(|lift| lift.interval(0.95));
    Suggestion {
        term: study.counts.terms[candidate.term].label.clone(),
        documents_with,
        documents_without,
        per_1000_with,
        per_1000_without,
        lift: as_factor(libm::log(lift(&candidate.cells)), interval),
        p: candidate.p,
        q: candidate.q,
        stability,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ThemeSpec;
    use crate::counts::{Counts, Sparse, Term};
    use crate::drift::{Described, Sources};
    use crate::stats::random::Stream;
    use crate::text::lexicon::Mentions;
    use ndarray::Array2;

    const NOTHING: &dyn Fn(&[&str]) -> Vec<bool> = &|labels| vec![false; labels.len()];

    fn suggested(study: &Study) -> Suggestions {
        suggest(study, 0, &Own { mentions: NOTHING, parts: NOTHING })
    }

    fn terms(found: &Suggestions) -> Vec<&str> {
        found.terms.iter().map(|term| term.term.as_str()).collect()
    }

    /// Documents with these words, of these sources, of which those marked mention the theme.
    fn study_of(words: &[Vec<&str>], sources: &dyn Fn(usize) -> &'static str, with: &dyn Fn(usize) -> bool) -> Study {
        let document = |row: usize| Described {
            id: row.to_string(),
            content: row as u64,
            source: Some(sources(row).into()),
            ..Described::default()
        };
        let documents: Vec<Described> = (0..words.len()).map(document).collect();
        let mentions = Array2::from_shape_fn((words.len(), 1), |(row, _)| u32::from(with(row)));
        Study {
            sources: Sources::of(&documents),
            documents: documents.into(),
            counts: crate::counts::Counts::of_words(words, 1).into(),
            themes: vec![ThemeSpec { name: "minerals".into(), words: vec!["minerals".into()] }],
            mentions: Some(Mentions { by_document: mentions, by_entry: Vec::new() }.into()),
            seed: 7,
            ..Study::default()
        }
    }

    /// Sixty documents, the first twenty about minerals: with "cobalt" in sixteen of these, "mine" in one, and "talks" in all.
    fn minerals(sources: &dyn Fn(usize) -> &'static str) -> Study {
        let text = |row: usize| {
            let mut words = vec!["talks"; 20];
            words.extend(if row < 16 { vec!["cobalt", "cobalt"] } else { vec!["visa", "visa"] });
            words.extend(vec!["mine"; if row == 3 { 30 } else { 0 }]);
            words
        };
        study_of(&(0..60).map(text).collect::<Vec<_>>(), sources, &|row| row < 20)
    }

    #[test]
    fn what_many_documents_have_beside_a_theme_is_suggested_and_nothing_else() {
        let study = minerals(&|row| ["Herald", "Times"][row % 2]);
        let found = suggested(&study);
        assert_eq!((found.documents_with, found.documents_without, found.too_few), (20, 40, false));
        assert_eq!(terms(&found), ["cobalt"]);
        let cobalt = &found.terms[0];
        assert_eq!((cobalt.documents_with, cobalt.documents_without), (16, 0));
        assert!(cobalt.stability > 0.95 && cobalt.q < 0.001 && cobalt.lift.low.unwrap() > 3.0, "{cobalt:?}");
        let cobalt: &dyn Fn(&[&str]) -> Vec<bool> = &|labels| labels.iter().map(|label| *label == "cobalt").collect();
        for own in [Own { mentions: cobalt, parts: NOTHING }, Own { mentions: NOTHING, parts: cobalt }] {
            assert!(suggest(&study, 0, &own).terms.is_empty());
        }
    }

    #[test]
    fn beginnings_of_longer_phrases_are_not_suggested() {
        let text = |row: usize| match row {
            0..20 => vec!["talks", "our", "reliance", "on", "foreign", "oil", "talks", "foreign", "oil", "talks"],
            _ => vec!["talks"; 10],
        };
        let words: Vec<Vec<&str>> = (0..60).map(text).collect();
        let study = study_of(&words, &|row| ["Herald", "Times"][row % 2], &|row| row < 20);
        let term = |label: &str| Term { key: label.into(), label: label.into(), words: label.split(' ').count() as u8 };
        let labels = ["foreign oil", "reliance on foreign", "talks"];
        let mut rows = Sparse::default();
        (0..60).for_each(|row| rows.push(if row < 20 { vec![(0, 2), (1, 1), (2, 3)] } else { vec![(2, 10)] }));
        let counts = Counts { terms: labels.map(term).into(), rows, totals: vec![10; 60] };
        assert_eq!(terms(&suggested(&Study { counts: counts.into(), ..study })), ["foreign oil"]);
    }

    #[test]
    fn one_source_is_not_enough_and_what_a_source_always_has_is_its_own() {
        assert!(suggested(&minerals(&|row| if row < 20 { "Herald" } else { "Times" })).terms.is_empty());
        // Half of what two sources write has the theme; the word is in all of theirs, and in none of the others'.
        let text = |row: usize| vec!["talks", if row.is_multiple_of(3) { "Gazette" } else { "Post" }];
        let sources = |row: usize| ["Herald", "Times", "News", "Courier", "Echo", "Star"][row % 6];
        let words: Vec<Vec<&str>> = (0..360).map(text).collect();
        let theme = |row: usize| row.is_multiple_of(3) && row < 180 || row == 1;
        assert!(suggested(&study_of(&words, &sources, &theme)).terms.is_empty());
        // The same words of one pool of sources travel with the theme.
        let pooled = study_of(&words, &|row| if row.is_multiple_of(2) { "Herald" } else { "Times" }, &theme);
        assert_eq!(terms(&suggested(&pooled)), ["Gazette"]);
    }

    #[test]
    fn too_few_documents_on_a_side_tell_nothing() {
        let words: Vec<Vec<&str>> = (0..40).map(|row| vec![if row < 7 { "cobalt" } else { "visa" }]).collect();
        for few in [|row: usize| row < 7, |row: usize| row >= 7] {
            let found = suggested(&study_of(&words, &|_| "Herald", &few));
            assert!(found.too_few && found.terms.is_empty());
        }
    }

    /// Documents of unequal length with words as frequent as those of language, and a theme dealt out by length alone.
    #[test]
    fn noise_is_not_suggested() {
        let names: Vec<String> = (0..3_000).map(|rank| format!("w{rank}")).collect();
        let (mut false_alarms, mut corpora_with_any) = (0, 0);
        for corpus in 0..40 {
            let mut random = Stream::new(corpus, 1);
            let mut word = || names[(3_000f64.powf(random.unit()) as usize).min(2_999)].as_str();
            let words: Vec<Vec<&str>> =
                (0..120).map(|row| (0..40 + 9 * (row * row % 47)).map(|_| word()).collect()).collect();
            let mut deal = Stream::new(corpus, 2);
            let with: Vec<bool> = words.iter().map(|text| deal.unit() < 0.1 + text.len() as f64 / 800.0).collect();
            let found = suggested(&study_of(&words, &|row| ["Herald", "Times"][row % 2], &|row| with[row]));
            assert!(!found.too_few && found.tested > 500);
            false_alarms += found.terms.len();
            corpora_with_any += usize::from(!found.terms.is_empty());
        }
        assert!(corpora_with_any <= 4 && false_alarms <= 6, "{false_alarms} in {corpora_with_any} of 40");
    }
}
