//! A comparison from files to findings: two documents sentence by sentence, or two corpora document by document.

use super::material::Material;
use super::{Progress, counted, recall, title_of};
use crate::compare::findings::{Comparison, Resemblances, Side};
use crate::compare::{self};
use crate::config::Config;
use crate::drift::wording::counted as counted_word;
use crate::drift::{self, Described, Groups, Study};
use crate::error::{Error, Result, Warning};
use crate::ingest::{self, Document, Facts};
use crate::text::Streams;
use crate::text::duplicates::Copy;
use crate::text::normalize::{detect_language, majority};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which documents make one side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Files and folders.
    pub path: PathBuf,
    /// Only documents of this source.
    pub source: Option<String>,
    /// Only documents whose date lies from this day to that.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Query {
    /// Whether a document is meant; one whose date is not known to lie inside is not.
    fn holds(&self, document: &Described) -> bool {
        // Places are text: a name that is not Unicode is looked for as it is shown.
        let path = self.path.to_string_lossy();
        let below = |place: &ingest::Place| Path::new(&place.path).starts_with(Path::new(&*path));
        let source = self.source.as_ref().is_none_or(|source| document.source.as_ref() == Some(source));
        let dated = document.dated.as_ref();
        let from = self.from.is_none_or(|from| dated.is_some_and(|dated| dated.first >= from));
        let to = self.to.is_none_or(|to| dated.is_some_and(|dated| dated.last <= to));
        source && from && to && document.place.as_ref().is_none_or(below)
    }

    /// The path, and what narrows it.
    fn name(&self) -> String {
        let day = |name: &str, day: Option<Date>| day.map(|day| format!("{name}={day}"));
        let source = self.source.as_ref().map(|source| format!("source={source}"));
        let narrowed: Vec<String> =
            [source, day("from", self.from), day("to", self.to)].into_iter().flatten().collect();
        let path = title_of(std::slice::from_ref(&self.path));
        if narrowed.is_empty() { path } else { format!("{path} ({})", narrowed.join(", ")) }
    }
}

/// Compares two sides: sentence by sentence where each is one document, else document by document.
///
/// # Errors
/// As [`super::analyze`]; also when a side is empty, or a document belongs to both.
pub fn compare(sides: &[Query; 2], config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Comparison> {
    let mut paths: Vec<PathBuf> = sides.iter().map(|side| side.path.clone()).collect();
    paths.dedup();
    let (mut material, split, config) = read_sides(sides, &paths, config, progress)?;
    let (material, config) = (&mut material, &config);
    progress(Progress::Step("comparing"));
    let described = |row: usize| material.documents[row].clone();
    let mut found = if are_two(material, split) {
        let rows = [described(0), described(1)];
        documents(&paths, &rows, config)?
    } else {
        corpora(material, split, config)
    };
    for (side, query) in [(&mut found.a, &sides[0]), (&mut found.b, &sides[1])] {
        side.name = query.name();
    }
    material.warnings.append(&mut found.warnings);
    found.warnings = std::mem::take(&mut material.warnings);
    found.summary = compare::summarize(&found);
    Ok(found)
}

/// Refuses saved counts of documents that the other side holds too: of two that are one, only one side would have it.
fn refuse_shared(sides: &[Query; 2], material: &Material, config: &Config) -> Result<()> {
    if sides[0].path == sides[1].path {
        return Ok(());
    }
    let facts = |side: &Query| -> Result<Vec<Facts>> {
        let counts = ingest::counts_near(std::slice::from_ref(&side.path), &config.input)?;
        if counts.is_empty() {
            return Ok(Vec::new());
        }
        let found = recall::open(&counts, &config.input)?.facts()?;
        Ok(found.documents.into_iter().map(|(facts, _)| facts).collect())
    };
    let [first, second] = [facts(&sides[0])?, facts(&sides[1])?];
    let places = material.documents.iter().filter_map(|document| document.place.as_ref());
    let texts: BTreeSet<&str> =
        places.filter(|place| !recall::is_saved(place, &config.input)).map(|place| place.path.as_str()).collect();
    let keys: BTreeSet<_> = first.iter().map(Facts::key).collect();
    let both = second.iter().find(|facts| keys.contains(&facts.key()));
    let Some(both) = both.or_else(|| first.iter().chain(&second).find(|facts| texts.contains(facts.path.as_str())))
    else {
        return Ok(());
    };
    let what = format!("{} belongs to both sides", both.name.as_ref().unwrap_or(&both.path));
    Err(Error::setting("compare", what, "count what is on one side alone, or compare the texts in two folders"))
}

/// Whether each side is one document.
fn are_two(material: &Material, split: usize) -> bool {
    material.documents.len() == 2 && split == 1
}

/// Reads both sides: of two documents all that a reader sees, of corpora what is counted; whichever it is may be known
/// only when they have been read.
fn read_sides(
    sides: &[Query; 2],
    paths: &[PathBuf],
    config: &Config,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Material, usize, Config)> {
    let mut config = config.clone();
    config.input.whole = sides.iter().all(|side| ingest::holds_one(&side.path));
    let mut material = Material::read(paths, &config, progress)?;
    refuse_shared(sides, &material, &config)?;
    let mut split = part(&mut material, sides)?;
    // Saved counts hold what counts, not all that a reader sees: beside them the other side is taken alike.
    let saved = material
        .documents
        .iter()
        .filter_map(|document| document.place.as_ref())
        .any(|place| recall::is_saved(place, &config.input));
    let whole = are_two(&material, split) && !saved;
    if whole != config.input.whole {
        config.input.whole = whole;
        material = Material::read(paths, &config, progress)?;
        split = part(&mut material, sides)?;
    }
    Ok((material, split, config))
}

/// How alike all documents below some paths are: each with each, and which are copies.
///
/// # Errors
/// As [`super::analyze`]; also when there are fewer than two documents.
pub fn compare_all(paths: &[PathBuf], config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Resemblances> {
    let mut material = Material::read(paths, config, progress)?;
    if material.documents.len() < 2 {
        let what = format!("{} is one document", material.documents[0].id);
        return Err(Error::setting("compare", what, "name two documents, or a folder that holds several"));
    }
    progress(Progress::Step("comparing"));
    let judged = material.judge(config);
    let documents = std::mem::take(&mut material.documents);
    let mut clusters: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (row, copy) in judged.copies.iter().enumerate().filter_map(|(row, copy)| Some((row, copy.as_ref()?))) {
        let cluster = clusters.entry(copy.of).or_insert_with(|| vec![documents[copy.of].id.clone()]);
        cluster.push(documents[row].id.clone());
    }
    let sides = documents.iter().map(|document| Side { name: document.id.clone(), ..described(document) }).collect();
    let streams = std::mem::take(&mut material.streams);
    let (study, _) = counted(&streams, (documents, Groups::default()), config, &judged.language);
    let similarity = drift::similarity(&study).unwrap_or_default();
    let clusters = clusters.into_values().collect();
    Ok(Resemblances { documents: sides, similarity, clusters, warnings: material.warnings })
}

/// What is told of a single document.
fn described(document: &Described) -> Side {
    let date = document.dated.as_ref().map(drift::date_label);
    Side { title: document.title.clone(), date, documents: 1, words: document.words, ..Side::default() }
}

/// Puts the documents of the first side before those of the second, and drops the rest; returns how many are first.
fn part(material: &mut Material, sides: &[Query; 2]) -> Result<usize> {
    let holds = |row: usize| [sides[0].holds(&material.documents[row]), sides[1].holds(&material.documents[row])];
    let held: Vec<[bool; 2]> = (0..material.documents.len()).map(holds).collect();
    if sides[0] == sides[1] {
        let what = format!("{} is both A and B", sides[0].name());
        return Err(Error::setting(
            "compare",
            what,
            "anything is the same as itself: name another, or narrow each with --where",
        ));
    }
    if let Some(row) = held.iter().position(|[a, b]| *a && *b) {
        let what = format!("{} belongs to both sides", material.documents[row].id);
        return Err(Error::setting("compare", what, "name two paths, or narrow each side with --where"));
    }
    let of = |side: usize| (0..held.len()).filter(|&row| held[row][side]).collect::<Vec<_>>();
    let (first, second) = (of(0), of(1));
    for (rows, side) in [(&first, &sides[0]), (&second, &sides[1])] {
        if rows.is_empty() {
            if ingest::is_same_file(&sides[0].path, &sides[1].path) {
                let what = format!("{} and {} are the same file", sides[0].name(), sides[1].name());
                return Err(Error::setting("compare", what, "name another, or compare with a copy of it"));
            }
            let what = format!("no document for {}", side.name());
            let fault = material.warnings.iter().find(|warning| Path::new(&warning.path).starts_with(&side.path));
            let usual = || "`driftline inspect PATH` lists documents, sources and dates".to_owned();
            return Err(Error::setting("compare", what, fault.map_or_else(usual, ToString::to_string)));
        }
    }
    material.take(&[first.as_slice(), second.as_slice()].concat());
    Ok(first.len())
}

fn documents(paths: &[PathBuf], rows: &[Described; 2], config: &Config) -> Result<Comparison> {
    let places = rows.iter().filter_map(|row| row.place.as_ref()).collect();
    let texts = recall::reread(paths, &places, config);
    let text = |row: &Described| {
        let found = texts.iter().find(|text: &&Document| Some(&text.place) == row.place.as_ref());
        let gone = || Error::setting("compare", format!("{} cannot be read again", row.id), "copy it to a file");
        found.ok_or_else(gone)
    };
    let (read_a, read_b) = (text(&rows[0])?, text(&rows[1])?);
    let (a, b) = (read_a.text.as_str(), read_b.text.as_str());
    let language = language(&[a, b], config);
    let (passages, facts) = compare::passages(a, b, &language, &config.words);
    let [(cut_a, long_a), (cut_b, long_b)] = [a, b].map(compare::cut_sentences);
    let sentences: Vec<&str> =
        cut_a.iter().map(|place| &a[place.clone()]).chain(cut_b.iter().map(|place| &b[place.clone()])).collect();
    let study = of_sentences(&sentences, cut_a.len(), config, &language);
    let side = |index: usize, sentences: usize| Side { sentences, ..described(&rows[index]) };
    Ok(Comparison {
        a: side(0, cut_a.len()),
        b: side(1, cut_b.len()),
        rows: "sentences".into(),
        passages: Some(passages),
        facts,
        unseen: compare::unseen(&read_a.removed, &read_b.removed),
        warnings: [(&rows[0], long_a), (&rows[1], long_b)].into_iter().filter_map(warn_of_cuts).collect(),
        ..weighed(&study)
    })
}

/// A text without marks, a list of words say, is no sentence that anyone could compare.
fn warn_of_cuts((row, cut): (&Described, usize)) -> Option<Warning> {
    let verb = if cut == 1 { "is" } else { "are" };
    let what = format!("{} {verb} longer than 8,000 bytes, cut into pieces", counted_word(cut as u64, "sentence"));
    (cut > 0).then(|| Warning::file(&row.id, what))
}

fn of_sentences(sentences: &[&str], split: usize, config: &Config, language: &str) -> Study {
    let mut streams = Streams::default();
    streams.add(sentences);
    let described = |(index, stream): (usize, &crate::text::Stream)| Described {
        id: format!("sentence {}", if index < split { index + 1 } else { index - split + 1 }),
        words: stream.len() as u64,
        ..Described::default()
    };
    let documents: Vec<Described> = streams.documents.iter().enumerate().map(described).collect();
    let groups = Groups::sides(&documents, split, ["A", "B"]);
    counted(&streams, (documents, groups), config, language).0
}

fn corpora(material: &mut Material, split: usize, config: &Config) -> Comparison {
    let mut judged = material.judge(config);
    apart(&mut judged.copies, split);
    let kept =
        |rows: std::ops::Range<usize>| rows.filter(|&row| !judged.other[row] && judged.copies[row].is_none()).count();
    let split = kept(0..split);
    material.drop_rows(&judged);
    let documents = std::mem::take(&mut material.documents);
    let side = |rows: &[Described]| {
        let words = rows.iter().map(|row| row.words).sum();
        Side { documents: rows.len(), words, ..Side::default() }
    };
    let (a, b) = (side(&documents[..split]), side(&documents[split..]));
    let groups = Groups::sides(&documents, split, ["A", "B"]);
    let streams = std::mem::take(&mut material.streams);
    let (study, _) = counted(&streams, (documents, groups), config, &judged.language);
    let similarity = drift::similarity(&study);
    Comparison { a, b, rows: "documents".into(), similarity, ..weighed(&study) }
}

/// The same text on both sides is something that they share, no copy to be counted once: the first of the second side
/// that copies one of the first counts there, and the others are copies of it.
fn apart(copies: &mut [Option<Copy>], split: usize) {
    let mut stands: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, copy) in copies.iter_mut().enumerate().skip(split) {
        let Some(found) = copy.as_mut().filter(|copy| copy.of < split) else { continue };
        match stands.get(&found.of) {
            Some(&first) => found.of = first,
            None => {
                stands.insert(found.of, row);
                *copy = None;
            }
        }
    }
}

fn weighed(study: &Study) -> Comparison {
    Comparison { resemblance: compare::resemblance(study), weights: compare::weigh(study), ..Comparison::default() }
}

/// The language asked for, or that of the two texts.
fn language(texts: &[&str], config: &Config) -> String {
    if config.words.language != "auto" {
        return config.words.language.clone();
    }
    let mut votes: BTreeMap<&'static str, usize> = BTreeMap::new();
    for language in texts.iter().filter_map(|text| detect_language(text)) {
        *votes.entry(language).or_default() += 1;
    }
    majority(&votes)
}
