//! Topics of a corpus: what its documents are made of, found without being asked, for a person to accept as themes.
//!
//! Non-negative matrix factorization (`stats::nmf`) of log-scaled TF-IDF, words and phrases alike. Three choices:
//! - **Which terms.** What most documents say is no topic, nor is what hardly any says. Where there are several sources, a
//!   term that one of them has in more than a third of its documents is that source's own (its name, its towns, its
//!   phrases of politeness): it would make topics of the sources. Nor do words take part that mostly stand at the edges of
//!   documents (`text::edges`): contact blocks of many sources would make a topic that comes again each time.
//! - **How many topics.** As many as come again when documents are left out (Greene, O'Callaghan & Cunningham 2014, who match
//!   by lists of terms; here by the cosine of the terms' weights): of the numbers tried, the largest whose topics find their
//!   like with a mean cosine of at least 0.7, so the largest is tried first. Perplexity or error would always ask for more.
//! - **Whose it is.** Where half of a topic lies with far fewer sources than it would if its weights were dealt out anew among
//!   all documents, it may be page furniture of these, or their own subject: it is kept and marked. (Against all documents
//!   as they are, every topic of a corpus in which each source has a document or two would be marked.)
//! - **What it is called** is told where it is done (`topic_name`). Terms go by weight times exclusiveness (Bischof & Airoldi
//!   2012 weigh frequency and exclusivity so too); a phrase that is cut is completed (`fragment`).
//!
//! A topic is followed through time as a theme of its first exclusive terms, by the statistics of any theme, so that what is
//! told of it holds for the theme that a person makes of it. Its verdict is for description: the same documents found the
//! topic and test it.

use super::date_label;
use super::findings::ThemeFinding;
use super::fragment::{self, LONGEST_PHRASE, Whole};
use super::study::Study;
use super::topic_fit::{Fits, is_largest};
use super::topic_name::{Candidate, names};
use crate::config::ThemeSpec;
use crate::counts::tfidf::{TfidfOptions, idf};
use crate::stats::nmf::{self, Factors, Matrix, Stop};
use crate::stats::random::{key, mix};
use crate::text::entry;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer documents have no topics, only stories.
pub const FEWEST_DOCUMENTS: usize = 200;
/// A term is in at least so many documents, one in so many, and at most this share of them.
const LEAST_DOCUMENTS: usize = 5;
const ONE_IN: usize = 2_000;
const MOST_SHARE: f64 = 0.25;
/// A term of which one source has more than this share of the documents is that source's own, where there are so many
/// sources.
const MOST_OF_SOURCE: f64 = 1.0 / 3.0;
const FEWEST_SOURCES: usize = 5;
/// A topic is of few sources where those that hold half of it are fewer than this part of those that would, were it dealt
/// out anew among the documents: the mean of so many deals.
const FEW_SOURCES: f64 = 0.4;
const DEALS: u64 = 5;
/// A phrase of three words may be the beginning of a longer one, for none is longer ("dependence on foreign"): as a name it
/// counts this part of its fit, if it was not completed.
const FIT_OF_LONGEST: f64 = 0.7;
/// Numbers of topics that are tried, and the mean cosine that they need.
const TRIED: [usize; 7] = [6, 8, 10, 13, 16, 20, 25];
const STABLE: f64 = 0.7;
/// Documents on which numbers of topics are tried, at most; times that some are left out, one in so many.
const MOST_TRIED: usize = 2_000;
const TIMES: u64 = 4;
const LEFT_OUT: u64 = 5;
/// When to stop: a topic's first terms are known long before its last digits.
const ROUGH: Stop = Stop { tolerance: 1e-3, most_steps: 60 };
const FINE: Stop = Stop { tolerance: 1e-4, most_steps: 200 };
/// Terms listed, terms of its theme, and typical documents.
const MOST_TERMS: usize = 12;
const MOST_WORDS: usize = 8;
const MOST_TYPICAL: usize = 3;
/// A term of the theme has at least this part of its weight in the topic.
const EXCLUSIVE: f64 = 0.5;

/// The topics of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Topics {
    pub documents: usize,
    /// Terms that took part.
    pub terms: usize,
    /// Numbers of topics that were tried, up to the largest; empty where the number was given.
    pub tried: Vec<Tried>,
    /// The largest first.
    pub topics: Vec<Topic>,
}

/// How well so many topics come again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Tried {
    pub topics: usize,
    /// Mean cosine with the topics found when documents are left out.
    pub stability: f64,
}

/// One topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Topic {
    pub name: String,
    /// Documents that are more of it than of any other.
    pub documents: usize,
    /// Mean cosine of its terms' weights with those found when documents are left out.
    pub stability: f64,
    /// The fewest sources that hold half of it; all of them where most of it is of documents without a source.
    pub sources_of_half: usize,
    /// Whether these are so few that it may be their page furniture.
    pub of_few_sources: bool,
    pub terms: Vec<TopicTerm>,
    pub typical: Vec<Typical>,
    /// The theme of its first terms, through time.
    pub theme: ThemeFinding,
}

/// A term of a topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TopicTerm {
    pub term: String,
    /// Relative to the topic's weightiest term.
    pub weight: f64,
    /// Part of the term's weight in all topics.
    pub exclusive: f64,
}

/// A document that has much of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Typical {
    pub document: String,
    pub title: Option<String>,
    pub date: Option<String>,
    pub source: Option<String>,
    /// Part of the topic in what all topics tell of the document.
    pub part: f64,
}

/// Finds topics, so many or as many as are stable, among the terms that are not `furniture`. `None` where there are too
/// few documents or terms.
pub fn find(study: &Study, furniture: &[bool], topics: Option<usize>) -> Option<Topics> {
    let rows = study.documents.len();
    let (matrix, columns) = weights(study, furniture);
    let most = (matrix.width / 10).min(rows / 10);
    if rows < FEWEST_DOCUMENTS || most < TRIED[0] {
        return None;
    }
    let sample = sample(study, &matrix);
    let tried: Vec<Tried> = match topics {
        Some(_) => Vec::new(),
        None => try_out(&sample, most),
    };
    let parts = topics.unwrap_or_else(|| choose(&tried)).min(most);
    let factors = nmf::factor(&matrix, parts, FINE);
    let stability = stability(&sample, &factors);
    let mut found = Found::of(study, &factors, &columns);
    let terms = found.terms_of_topics();
    let asked = terms.iter().flat_map(|terms| terms.iter().take(MOST_TERMS).copied());
    let fits = Fits::count(study, (&found.documents, parts), (&columns, asked));
    let named: Vec<Vec<Candidate>> = (0..parts).map(|part| found.candidates(&terms[part], part, &fits)).collect();
    let names = names(&named, &fits);
    let topic = |(part, name): (usize, String)| found.topic(&terms[part], part, (name, stability[part]));
    let mut topics: Vec<Topic> = (0..).zip(names).map(topic).collect();
    topics.retain(|topic| !topic.terms.is_empty());
    topics.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.name.cmp(&b.name)));
    Some(Topics { documents: rows, terms: columns.len(), tried, topics })
}

/// The largest number that is stable; else the most stable one.
fn choose(tried: &[Tried]) -> usize {
    let stable = tried.iter().rev().find(|tried| tried.stability >= STABLE);
    let best = || tried.iter().rev().max_by(|a, b| a.stability.total_cmp(&b.stability));
    stable.or_else(best).map_or(TRIED[0], |tried| tried.topics)
}

/// The weights of the terms that may make topics, and which terms these are.
fn weights(study: &Study, furniture: &[bool]) -> (Matrix, Vec<usize>) {
    let (rows, terms) = (study.counts.rows.len(), study.counts.terms.len());
    let frequency = study.counts.rows.document_frequency(terms);
    let least = LEAST_DOCUMENTS.max(rows / ONE_IN);
    let most = (MOST_SHARE * rows as f64) as usize;
    let fits = |&term: &usize| !furniture[term] && (least..=most).contains(&(frequency[term] as usize));
    let mut columns: Vec<usize> = (0..terms).filter(fits).collect();
    let own = own_of_sources(study, &columns, terms);
    columns.retain(|&term| !own.contains(&term));
    let mut column_of = vec![u32::MAX; terms];
    (0..).zip(&columns).for_each(|(column, &term)| column_of[term] = column);
    let idf = idf(&frequency, rows, TfidfOptions::default());
    let row = |row: usize| {
        let pairs = study.counts.rows.row(row).filter(|(term, _)| column_of[*term as usize] != u32::MAX);
        let weight = |(term, count): (u32, u32)| (1.0 + libm::log(f64::from(count))) * idf[term as usize];
        let mut row: Vec<(u32, f64)> = pairs.map(|pair| (column_of[pair.0 as usize], weight(pair))).collect();
        let norm = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        row.iter_mut().for_each(|(_, weight)| *weight /= norm);
        row
    };
    let mut matrix = Matrix { starts: vec![0], width: columns.len(), ..Matrix::default() };
    for row in (0..rows).into_par_iter().map(row).collect::<Vec<_>>() {
        matrix.columns.extend(row.iter().map(|(column, _)| column));
        matrix.values.extend(row.iter().map(|(_, weight)| weight));
        matrix.starts.push(matrix.columns.len());
    }
    (matrix, columns)
}

/// The terms that one source has for itself.
fn own_of_sources(study: &Study, columns: &[usize], terms: usize) -> BTreeSet<usize> {
    if study.sources.names.len() < FEWEST_SOURCES {
        return BTreeSet::new();
    }
    let mut wanted = vec![false; terms];
    columns.iter().for_each(|&term| wanted[term] = true);
    let mut sources: Vec<Vec<u32>> = vec![Vec::new(); terms];
    for row in 0..study.counts.rows.len() {
        let Some(source) = study.sources.of_row[row] else { continue };
        for (term, _) in study.counts.rows.row(row).filter(|(term, _)| wanted[*term as usize]) {
            sources[term as usize].push(source as u32);
        }
    }
    let is_own = |term: &usize| {
        let mut sources = sources[*term].clone();
        sources.sort_unstable();
        let most = sources.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or(0);
        most as f64 > MOST_OF_SOURCE * sources.len() as f64
    };
    columns.par_iter().copied().filter(is_own).collect()
}

/// Some documents, and the draws that leave some of them out.
struct Sample {
    whole: Matrix,
    draws: Vec<Matrix>,
}

/// The documents whose hashes are lowest: the same ones in whatever order they come.
fn sample(study: &Study, matrix: &Matrix) -> Sample {
    let key_of = |row: usize| key(study.seed, study.documents[row].id.as_bytes());
    let mut rows: Vec<(u64, usize)> = (0..matrix.height()).map(|row| (key_of(row), row)).collect();
    rows.sort_unstable();
    rows.truncate(MOST_TRIED);
    rows.sort_unstable_by_key(|&(_, row)| row);
    let kept = |draw: u64| -> Vec<usize> {
        let stays = |key: u64| !mix(key ^ mix(draw)).is_multiple_of(LEFT_OUT);
        rows.iter().filter(|(key, _)| stays(*key)).map(|&(_, row)| row).collect()
    };
    let whole: Vec<usize> = rows.iter().map(|&(_, row)| row).collect();
    Sample { whole: matrix.of_rows(&whole), draws: (0..TIMES).map(|draw| matrix.of_rows(&kept(draw))).collect() }
}

/// Tries numbers of topics up to `most`, the largest first, until one is stable; smaller ones would not be chosen.
fn try_out(sample: &Sample, most: usize) -> Vec<Tried> {
    let mut tried = Vec::new();
    for &topics in TRIED.iter().rev().filter(|&&topics| topics <= most) {
        let stability = stability(sample, &nmf::factor(&sample.whole, topics, ROUGH));
        let stability = stability.iter().sum::<f64>() / topics as f64;
        tried.insert(0, Tried { topics, stability });
        if stability >= STABLE {
            break;
        }
    }
    tried
}

/// For each topic the mean cosine with its like in every draw.
fn stability(sample: &Sample, factors: &Factors) -> Vec<f64> {
    let parts = factors.parts;
    let fits: Vec<Vec<f64>> =
        sample.draws.par_iter().map(|draw| likeness(factors, &nmf::factor(draw, parts, ROUGH))).collect();
    (0..parts).map(|part| fits.iter().map(|fit| fit[part]).sum::<f64>() / fits.len() as f64).collect()
}

/// For each topic the cosine with the one of another run that it is matched with: one to one, the most alike first.
fn likeness(ours: &Factors, theirs: &Factors) -> Vec<f64> {
    let parts = ours.parts;
    let (a, b) = (unit(ours), unit(theirs));
    let mut cosines = vec![0.0; parts * parts];
    for (a, b) in a.chunks(parts).zip(b.chunks(parts)) {
        for (row, &a) in cosines.chunks_mut(parts).zip(a).filter(|(_, a)| **a > 0.0) {
            row.iter_mut().zip(b).for_each(|(sum, b)| *sum += a * b);
        }
    }
    let mut order: Vec<usize> = (0..parts * parts).collect();
    order.sort_by(|&x, &y| cosines[y].total_cmp(&cosines[x]).then(x.cmp(&y)));
    let (mut found, mut taken) = (vec![None; parts], vec![false; parts]);
    for at in order {
        let (our, their) = (at / parts, at % parts);
        if found[our].is_none() && !taken[their] {
            (found[our], taken[their]) = (Some(cosines[at]), true);
        }
    }
    found.into_iter().map(|cosine| cosine.unwrap_or(0.0)).collect()
}

/// The terms' weights with length 1 for each topic.
fn unit(factors: &Factors) -> Vec<f64> {
    let norms = norms(factors);
    let mut columns = factors.columns.clone();
    for row in columns.chunks_mut(factors.parts) {
        row.iter_mut().zip(&norms).for_each(|(weight, norm)| *weight /= norm);
    }
    columns
}

/// Length of each topic's weights; 1 where there are none.
fn norms(factors: &Factors) -> Vec<f64> {
    let mut squares = vec![0.0; factors.parts];
    for row in factors.columns.chunks(factors.parts) {
        squares.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * weight);
    }
    squares.into_iter().map(|square: f64| if square > 0.0 { square.sqrt() } else { 1.0 }).collect()
}

/// Factors made ready to be told.
struct Found<'f> {
    study: &'f Study,
    parts: usize,
    /// Of each document, how much of each topic is in it.
    documents: Vec<f64>,
    /// Of each column, the weights with length 1 for each topic.
    terms: Vec<f64>,
    columns: &'f [usize],
    /// Phrases that are cut, as they go on, by term.
    whole: BTreeMap<usize, Whole>,
    /// The documents in other orders.
    deals: Vec<Vec<usize>>,
}

impl<'f> Found<'f> {
    fn of(study: &'f Study, factors: &Factors, columns: &'f [usize]) -> Self {
        let (parts, norms) = (factors.parts, norms(factors));
        let mut documents = factors.rows.clone();
        for row in documents.chunks_mut(parts) {
            row.iter_mut().zip(&norms).for_each(|(weight, norm)| *weight *= norm);
        }
        let keys = study.random_keys();
        let deal = |draw: u64| -> Vec<usize> {
            let mut rows: Vec<usize> = (0..keys.len()).collect();
            rows.sort_by_key(|&row| (mix(keys[row] ^ mix(draw)), row));
            rows
        };
        let deals = (0..DEALS).into_par_iter().map(deal).collect();
        Self { study, parts, documents, terms: unit(factors), columns, whole: BTreeMap::new(), deals }
    }

    fn label(&self, column: usize) -> &str {
        let term = self.columns[column];
        self.whole.get(&term).map_or(&self.study.counts.terms[term].label, |whole| &whole.label)
    }

    /// As it is counted: "Department of Homeland" does not say "Homeland Security" again, though it goes on with "Security".
    fn key(&self, column: usize) -> &str {
        &self.study.counts.terms[self.columns[column]].key
    }

    /// Weight, and part of the weight in all topics.
    fn of_term(&self, column: usize, part: usize) -> (f64, f64) {
        let row = &self.terms[column * self.parts..][..self.parts];
        (row[part], row[part] / row.iter().sum::<f64>().max(f64::MIN_POSITIVE))
    }

    /// The first terms of each topic, those whole that are cut.
    fn terms_of_topics(&mut self) -> Vec<Vec<usize>> {
        let first: Vec<Vec<usize>> = (0..self.parts).into_par_iter().map(|part| self.first_terms(part)).collect();
        let terms = first.iter().flatten().map(|&column| self.columns[column]).collect();
        self.whole = fragment::complete(&self.study.counts, &terms);
        first.iter().map(|terms| self.without_repetition(terms)).collect()
    }

    fn first_terms(&self, part: usize) -> Vec<usize> {
        let mut order: Vec<(f64, usize)> =
            (0..self.columns.len()).map(|column| (self.score(column, part), column)).collect();
        order.retain(|&(score, column)| score > 0.0 && !self.label(column).is_empty());
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        order.into_iter().map(|(_, column)| column).take(5 * MOST_TERMS).collect()
    }

    fn score(&self, column: usize, part: usize) -> f64 {
        let (weight, exclusive) = self.of_term(column, part);
        weight * exclusive
    }

    fn topic(&self, terms: &[usize], part: usize, (name, stability): (String, f64)) -> Topic {
        let heaviest = terms.iter().map(|&column| self.of_term(column, part).0).fold(f64::MIN_POSITIVE, f64::max);
        let term = |&column: &usize| {
            let (weight, exclusive) = self.of_term(column, part);
            TopicTerm { term: self.label(column).to_owned(), weight: weight / heaviest, exclusive }
        };
        let words = self.words(terms, part);
        let weight = |row: usize| self.documents[row * self.parts + part];
        let few = sources_of_half(self.study, weight);
        let dealt: usize = self.deals.iter().map(|rows| sources_of_half(self.study, |row| weight(rows[row]))).sum();
        Topic {
            sources_of_half: few,
            of_few_sources: (few as f64) < FEW_SOURCES * dealt as f64 / DEALS as f64,
            documents: self.documents.chunks(self.parts).filter(|row| is_largest(row, part)).count(),
            stability,
            terms: terms.iter().take(MOST_TERMS).map(term).collect(),
            typical: self.typical(part),
            theme: ThemeFinding { name: name.clone(), words, ..ThemeFinding::default() },
            name,
        }
    }

    /// A word that stands in a phrase before it, or a phrase that holds one before it, says the same again: of the two the
    /// phrase stays, in the place of the first.
    fn without_repetition(&self, order: &[usize]) -> Vec<usize> {
        let words = |column: usize| -> BTreeSet<&str> { self.key(column).split(' ').collect() };
        let mut kept: Vec<usize> = Vec::new();
        for &column in order {
            let ours = words(column);
            let same = kept.iter().position(|&other| words(other).is_subset(&ours) || ours.is_subset(&words(other)));
            match same {
                Some(at) if words(kept[at]).len() < ours.len() => kept[at] = column,
                Some(_) => {}
                None => kept.push(column),
            }
        }
        let mut met = BTreeSet::new();
        kept.retain(|&column| met.insert(column));
        // "Hurricane" made room for "Hurricane Katrina", which also says "Katrina".
        let again = |&column: &usize| {
            let ours = words(column);
            kept.iter()
                .any(|&other| other != column && ours.len() < words(other).len() && ours.is_subset(&words(other)))
        };
        kept.iter().copied().filter(|column| !again(column)).collect()
    }

    /// What may name a topic: its first terms, with how well each would do.
    fn candidates(&self, terms: &[usize], part: usize, fits: &Fits) -> Vec<Candidate> {
        let best = terms.iter().map(|&column| self.score(column, part)).fold(f64::MIN_POSITIVE, f64::max);
        let is_term =
            |word: &&str| self.study.counts.terms.binary_search_by(|term| term.key.as_str().cmp(word)).is_ok();
        let candidate = |&column: &usize| {
            let term = self.columns[column];
            let whole = self.whole.get(&term);
            let cut = self.study.counts.terms[term].words == LONGEST_PHRASE && whole.is_none();
            let fit = (fits.of(column, part) * self.score(column, part) / best).sqrt();
            let fit = fit * if cut { FIT_OF_LONGEST } else { 1.0 };
            let key = whole.map_or(self.key(column), |whole| &whole.key);
            // Without stop words, which two names may have in common.
            let key = key.split(' ').filter(is_term).collect::<Vec<_>>().join(" ");
            Candidate { column, key, label: self.label(column).to_owned(), fit }
        };
        terms.iter().take(MOST_TERMS).map(candidate).collect()
    }

    /// The entries of its theme: the first terms that are its own and that an entry can be.
    fn words(&self, terms: &[usize], part: usize) -> Vec<String> {
        let usable = |&&column: &&usize| {
            let words = vec![self.label(column).to_owned()];
            entry::check(&[ThemeSpec { name: "topic".into(), words }]).is_ok()
        };
        let own = |&&column: &&usize| self.of_term(column, part).1 >= EXCLUSIVE;
        let label = |&column: &usize| self.label(column).to_owned();
        let words: Vec<String> = terms.iter().filter(usable).filter(own).map(label).take(MOST_WORDS).collect();
        if words.is_empty() { terms.iter().filter(usable).map(label).take(1).collect() } else { words }
    }

    /// The documents that have most of it; of equals the earlier. (By its part in them alone, shreds of a line would come
    /// first.)
    fn typical(&self, part: usize) -> Vec<Typical> {
        let mut rows: Vec<(f64, usize)> =
            self.documents.chunks(self.parts).map(|row| row[part]).zip(0..).filter(|(part, _)| *part > 0.0).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let typical = |&(weight, row): &(f64, usize)| {
            let document = &self.study.documents[row];
            let all: f64 = self.documents[row * self.parts..][..self.parts].iter().sum();
            Typical {
                document: document.id.clone(),
                title: document.title.clone(),
                date: document.dated.as_ref().map(date_label),
                source: document.source.clone(),
                part: weight / all,
            }
        };
        rows.iter().take(MOST_TYPICAL).map(typical).collect()
    }
}

/// The fewest sources whose documents hold half of a weight; all where they hold less.
fn sources_of_half(study: &Study, weight: impl Fn(usize) -> f64) -> usize {
    let (mut by_source, mut all) = (vec![0.0; study.sources.names.len()], 0.0);
    for (row, source) in study.sources.of_row.iter().enumerate() {
        all += weight(row);
        if let Some(source) = *source {
            by_source[source] += weight(row);
        }
    }
    by_source.sort_by(|a: &f64, b| b.total_cmp(a));
    let mut held = 0.0;
    let enough = by_source.iter().position(|weight| {
        held += weight;
        held >= all / 2.0
    });
    enough.map_or(by_source.len(), |at| at + 1)
}
