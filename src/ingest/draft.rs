//! DRAFT -> DOCUMENT: weighs what a format found, and makes the document or says why there is none.

use super::date::{self, Candidate};
use super::decode::{self, NotUtf8};
use super::formats::{Format, title};
use super::walk::Source;
use super::{Document, EvidenceKind, Place, Removed, clean, misread};
use crate::error::Warning;
use crate::legible;

/// What a format found in one document, not yet weighed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub title: Option<String>,
    pub source: Option<String>,
    /// The value of a table's column, a key, or front matter that should be the date.
    pub field: Option<String>,
    /// The name of that column or key.
    pub field_name: String,
    /// Dates in a page's metadata, the most trusted first.
    pub metadata: Vec<String>,
    /// A date that a line anywhere on the page labels as that of publication.
    pub label: Option<Candidate>,
    /// Dates in a page's metadata that may be something else: they give way to a byline.
    pub vague: Vec<String>,
    /// The first heading.
    pub heading: Option<String>,
    pub text: String,
    /// What a reader does not see, where all that one does is asked for.
    pub hidden: Vec<Removed>,
    /// How its bytes were read, where they were not UTF-8.
    pub encoding: Option<NotUtf8>,
}

/// A document whose date may still be undecided, and what was wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ready {
    pub document: Document,
    pub candidate: Option<Candidate>,
    pub warnings: Vec<Warning>,
    pub encoding: Option<NotUtf8>,
    /// The line on which it begins, where that is known, else the number of its record.
    pub line: Option<u64>,
    /// Whether its name is a value of the material, which may repeat.
    pub named: bool,
    /// The stable name of its file, and the value of the material that names it there.
    pub file: String,
    pub name: Option<String>,
}

/// The name of a document: that of its file, and what tells it from others there.
pub(crate) fn id(file: &str, name: Option<&str>, record: Option<u64>) -> String {
    legible::id(match (record, name) {
        (_, Some(name)) => format!("{file}#{name}"),
        (Some(record), None) => format!("{file}#{record}"),
        (None, None) => file.to_owned(),
    })
}

impl Draft {
    /// Weighs the dates, Field > Metadata > Heading > Byline > FileName, and makes the document of a whole file
    /// (`record` is `None`) or of one record; `name` is the value of its table's column of names, if that has one. The
    /// fault is a warning that says why there is no document.
    pub fn finish(mut self, source: &Source, record: Option<u64>, name: Option<&str>) -> Result<Ready, Warning> {
        let mut warnings = Vec::new();
        let place = Place { path: source.shown.clone(), record };
        if !self.text.contains(char::is_alphanumeric) {
            return Err(warn(&place, "no text in it: left out"));
        }
        // A byline dates the text and is furniture: it is read from the raw beginning.
        let head = date::head(&self.text).to_owned();
        let (text, misread) = misread::mended(std::mem::take(&mut self.text));
        warnings.extend(misread.map(|found| warn(&place, &found.words()).of("misread")));
        let text = decode::normalize(text);
        let (text, removed) =
            if source.whole { (legible::unbroken(text), std::mem::take(&mut self.hidden)) } else { clean::clean(text) };
        if !text.contains(char::is_alphanumeric) {
            return Err(warn(&place, "no text in it but page furniture: left out"));
        }
        if source.format == Format::Text {
            self.title = title(&text).map(str::to_owned);
            self.heading = self.title.clone();
        }
        let candidate = self.date(source, &head, &place, &mut warnings);
        let encoding = self.encoding;
        warnings.extend(encoding.map(|read| warn(&place, &read.words()).of(read.name)));
        let (file, named) = (source.id.clone(), name.is_some());
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let id = id(&file, name.as_deref(), record);
        let [title, source] = [self.title, self.source].map(tidy);
        let long = title.iter().filter(|title| legible::name(title) != **title);
        warnings.extend(long.map(|title| warn(&place, &long_title(title)).of("title")));
        let [title, source] = [title, source].map(|name| name.map(|name| legible::name(&name)));
        let document = Document { id, place, source, title, dated: None, text, removed, counted: None };
        Ok(Ready { document, candidate, warnings, encoding, line: record, named, file, name })
    }

    /// The most trusted date that is possible; a coarse one may be made exact by a dateline.
    fn date(&self, source: &Source, head: &str, place: &Place, warnings: &mut Vec<Warning>) -> Option<Candidate> {
        let found = self.weighed(source, head, place, warnings);
        match &found {
            Some(candidate) => date::of_year(head, candidate).or(found),
            None => {
                // A dateline confirms a year that the names beside it leave in doubt.
                let year = Some(source).filter(|source| place.record.is_none() && !source.years);
                let year = year.and_then(|source| date::file_name(source.stem())?.until(source.latest));
                if let Some(year) = year.filter(Candidate::is_year) {
                    let exact = date::of_year(head, &year);
                    if exact.is_some() {
                        return exact;
                    }
                    warnings.push(warn(place, &unused_year(&year.characters)));
                }
                let hint = date::hint(head).map(|hint| format!("undated: it says only \"{}\"", shorten(&hint)));
                warnings.extend(hint.map(|what| warn(place, &what).of("hint")));
                None
            }
        }
    }

    /// Says which days in a page's markup and in a file's name there never were.
    fn tell_impossible(&self, source: &Source, place: &Place, warnings: &mut Vec<Warning>) {
        let name = Some(source.stem()).filter(|_| place.record.is_none());
        let values = self.metadata.iter().chain(&self.vague).map(String::as_str).chain(name);
        let impossible = values.filter_map(date::impossible).next();
        warnings.extend(impossible.map(|day| warn(place, &format!("cannot read \"{}\" as a date", shorten(day)))));
    }

    fn weighed(&self, source: &Source, head: &str, place: &Place, warnings: &mut Vec<Warning>) -> Option<Candidate> {
        let mut possible = |candidate: Candidate| {
            let characters = shorten(&candidate.characters);
            let kept = candidate.until(source.latest);
            if kept.is_none() {
                warnings
                    .push(warn(place, &format!("\"{characters}\" lies after the latest day: not used")).of("latest"));
            }
            kept
        };
        let field = self.field.as_deref().map(str::trim).filter(|field| !field.is_empty());
        let read = field.map(|field| date::value(field, EvidenceKind::Field));
        if let Some(candidate) = read.clone().flatten().and_then(&mut possible) {
            return Some(candidate.at(self.field_name.as_str()));
        }
        let metadata = |values: &[String], possible: &mut dyn FnMut(Candidate) -> Option<Candidate>| {
            let read = |value: &String| date::value(value, EvidenceKind::Metadata).filter(|found| !is_epoch(found));
            values.iter().find_map(|value| possible(read(value)?.at("page metadata")))
        };
        // The name of a table says when it was made, not when its rows were written.
        let names = || {
            if place.record.is_some() {
                None
            } else {
                let fits = |named: &Candidate| source.years || !named.is_year();
                date::file_name(source.stem()).filter(fits).or_else(|| date::folder(&source.id))
            }
        };
        let heading = || self.heading.as_deref().and_then(date::heading).map(|candidate| candidate.at("heading"));
        let found = metadata(&self.metadata, &mut possible)
            .or_else(|| heading().and_then(&mut possible))
            .or_else(|| date::byline(head).and_then(&mut possible))
            .or_else(|| self.label.clone().and_then(&mut possible))
            .or_else(|| metadata(&self.vague, &mut possible))
            .or_else(|| names().and_then(&mut possible));
        self.tell_impossible(source, place, warnings);
        if let (Some(field), Some(None)) = (field, read) {
            warnings.push(warn(place, &format!("cannot read \"{}\" as a date", shorten(field))).of("field"));
        }
        found
    }
}

/// Whether a page's date is the first day of computer time, which is what a missing date becomes.
fn is_epoch(found: &Candidate) -> bool {
    matches!(found.when, date::When::Known { first, .. } if first == jiff::civil::date(1970, 1, 1))
}

fn unused_year(year: &str) -> String {
    format!("\"{year}\" in the file's name is not taken for its date: most files beside it have none in theirs")
}

/// A warning about one document's place.
pub(crate) fn warn(place: &Place, what: &str) -> Warning {
    Warning { line: place.record, ..Warning::file(&place.path, what) }
}

/// One line of what can be seen; nothing if nothing is left.
fn tidy(text: Option<String>) -> Option<String> {
    Some(legible::line(&misread::mended(text?).0)).filter(|text| !text.is_empty())
}

fn long_title(title: &str) -> String {
    let characters = title.chars().count();
    format!("its title has {characters} characters: only its beginning is shown (is it a title?)")
}

/// At most 60 characters of a value, for a message.
pub(crate) fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(59).chain(['\u{2026}']).collect() }
}
