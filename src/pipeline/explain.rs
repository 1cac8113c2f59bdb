//! From files to the reasons for one score: of a term, of a period, or of a document, whichever the user names.

use super::steps::{Counted, Gathered};
use super::{Input, Judged, Progress, recall, refuse_too_fine, title_of};
use crate::config::{Config, ThemeSpec};
use crate::drift::explain::{self, DocumentExplanation, PeriodExplanation, Sentence, TermExplanation};
use crate::drift::{self, Described, Study, date_label};
use crate::error::{Error, Result};
use crate::ingest::{Document, Place};
use crate::legible;
use crate::text::nearest::nearest;
use crate::text::search::Query;
use crate::text::{entry, quote, sentence};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

/// Most sentences shown of a document, and of all documents of a term.
const SENTENCES_EACH: usize = 2;
const MOST_SENTENCES: usize = 10;
/// A longer sentence is shown shortened.
const MOST_CHARACTERS: usize = 400;
/// Most names listed where a name fits several documents.
const MOST_NAMES: usize = 5;

/// What the user asks about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Subject {
    /// A document that is called so, else a date, else a term.
    #[default]
    Any,
    Term,
    Date,
    Document,
}

/// The reasons for one score.
#[derive(Debug, Clone, PartialEq)]
pub enum Explanation {
    Term(Box<TermExplanation>),
    Period(Box<PeriodExplanation>),
    Document(Box<DocumentExplanation>),
}

/// Explains `target` in the documents below the paths of `input`. `term` is what it means as a term.
///
/// # Errors
/// As [`super::analyze`]; also where the name fits several documents, or no document lies in the period.
pub fn explain<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    (target, subject, term): (&str, Subject, &ThemeSpec),
    progress: &mut dyn FnMut(Progress),
) -> Result<Explanation> {
    let input = input.into();
    let paths = input.paths;
    let gathered = Gathered::read(input, config, progress)?;
    let described = &gathered.described;
    let row = match subject {
        Subject::Any | Subject::Document => named(described, target)?,
        _ => None,
    };
    let days = if matches!(subject, Subject::Any | Subject::Date) { days_of(target) } else { None };
    let config = match (row, days, subject) {
        (None, _, Subject::Document) => return Err(unknown(target, paths, described)),
        (None, None, Subject::Date) => return Err(no_date(target)),
        (Some(_), ..) | (None, Some(_), _) => config.clone(),
        (None, None, _) => {
            entry::check(std::slice::from_ref(term))?;
            Config { themes: vec![term.clone()], relative: Vec::new(), ..config.clone() }
        }
    };
    if let Some((row, reason)) = row.and_then(|row| Some((row, why_left_out(&gathered.judged, described, row)?))) {
        let named = explain::Named::of(&described[row]);
        let found = DocumentExplanation { named, left_out: Some(reason), ..DocumentExplanation::default() };
        return Ok(Explanation::Document(Box::new(found)));
    }
    let Counted { study, judged, described, .. } = gathered.into_study(&config, progress);
    refuse_too_fine(&study)?;
    progress(Progress::Step("explaining"));
    let reader = Reader { paths, config: &config, judged: &judged, described: &described };
    match (row, days) {
        (Some(row), _) => reader.document(&study, &described[row].id),
        (None, Some(days)) => period(&study, target, days),
        (None, None) => reader.term(&study, target),
    }
}

/// Why a document does not count, where it does not.
fn why_left_out(judged: &Judged, described: &[Described], row: usize) -> Option<String> {
    if judged.other[row] {
        return Some(format!("it is in another language than the corpus ({})", judged.language));
    }
    judged.copies[row].map(|copy| format!("it copies {}, which counts for both", described[copy.of].id))
}

/// The row of the document that is called so: by its name, its path, its file's name, or its title.
fn named(documents: &[Described], target: &str) -> Result<Option<usize>> {
    let file = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let stem = |name: &str| file(name).rsplit_once('.').map_or_else(|| file(name), |(stem, _)| stem.to_owned());
    let path = |document: &Described| document.place.as_ref().filter(|p| p.record.is_none()).map(|p| p.path.clone());
    let ways: [&dyn Fn(&Described) -> bool; 4] = [
        &|document| document.id == target || path(document).as_deref() == Some(target),
        &|document| file(&document.id) == target,
        &|document| stem(&document.id) == target,
        &|document| document.title.as_deref() == Some(target),
    ];
    for way in ways {
        let rows: Vec<usize> = (0..documents.len()).filter(|&row| way(&documents[row])).collect();
        match rows.as_slice() {
            [] => {}
            [row] => return Ok(Some(*row)),
            several => {
                let names: Vec<&str> = several.iter().take(MOST_NAMES).map(|&row| documents[row].id.as_str()).collect();
                let what = format!("{} documents are called \"{target}\"", several.len());
                let hint = format!("name one of them: {}", names.join(", "));
                return Err(Error::setting("explain", what, hint));
            }
        }
    }
    Ok(None)
}

fn unknown(target: &str, paths: &[PathBuf], documents: &[Described]) -> Error {
    let what = format!("no document of {} is called \"{target}\"", title_of(paths));
    let alike = documents_alike(target, documents);
    let hint = match alike.is_empty() {
        true => "`driftline inspect --json` lists their names; a file's name is enough".to_owned(),
        false => format!("nearest: {}", alike.join(", ")),
    };
    Error::setting("explain", what, hint)
}

/// Names of documents that are spelled most like one that there is not.
fn documents_alike(target: &str, documents: &[Described]) -> Vec<String> {
    let file = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let names: Vec<String> = documents.iter().map(|document| file(&document.id)).collect();
    let target = file(target);
    nearest(std::iter::once(target.as_str()), names.iter().map(String::as_str), MOST_NAMES)
}

fn no_date(target: &str) -> Error {
    Error::setting("explain", format!("\"{target}\" is no date"), "write 2023, 2023-05, 2023-Q2 or 2023-05-31")
}

/// First and last day of "2023", "2023-Q2", "2023-05" or "2023-05-31".
fn days_of(text: &str) -> Option<(Date, Date)> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let last = |first: Date, months: i32| Some((first, first.checked_add(months.months()).ok()?.yesterday().ok()?));
    let parts: Vec<&str> = text.trim().split('-').collect();
    let year: i16 = parts.first().filter(|year| digits(year, 4))?.parse().ok()?;
    match parts.as_slice() {
        [_] => last(Date::new(year, 1, 1).ok()?, 12),
        [_, quarter] if quarter.starts_with(['Q', 'q']) => {
            let quarter: i8 = quarter[1..].parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            last(Date::new(year, 3 * quarter - 2, 1).ok()?, 3)
        }
        [_, month] if digits(month, 2) => last(Date::new(year, month.parse().ok()?, 1).ok()?, 1),
        [_, _, _] => text.trim().parse().ok().map(|day| (day, day)),
        _ => None,
    }
}

fn period(study: &Study, target: &str, (first, last): (Date, Date)) -> Result<Explanation> {
    let inside = |row: &usize| {
        let dated = study.documents[*row].dated.as_ref();
        dated.is_some_and(|dated| dated.first >= first && dated.last <= last)
    };
    let rows: Vec<usize> = (0..study.documents.len()).filter(inside).collect();
    if rows.is_empty() {
        let what = format!("no document lies in {}", target.trim());
        let dates = study.documents.iter().filter_map(|document| document.dated.as_ref());
        let hint = match (dates.clone().map(|d| d.first).min(), dates.map(|d| d.last).max()) {
            (Some(first), Some(last)) => {
                format!("the documents reach from {first} to {last}; --as term takes it as a word")
            }
            _ => "no document has a date; --as term takes it as a word".into(),
        };
        return Err(Error::setting("explain", what, hint));
    }
    Ok(Explanation::Period(Box::new(explain::period::explain(study, &rows, target.trim()))))
}

/// What is needed to read texts again.
struct Reader<'r> {
    paths: &'r [PathBuf],
    config: &'r Config,
    judged: &'r Judged,
    described: &'r [Described],
}

impl Reader<'_> {
    fn term(&self, study: &Study, target: &str) -> Result<Explanation> {
        let mut findings = drift::of_themes(study);
        let finding = if findings.themes.is_empty() { Default::default() } else { findings.themes.remove(0) };
        if finding.mentions == 0 {
            return Err(self.nothing(study, target));
        }
        let mut found = explain::term::explain(study, 0, finding);
        let ids: Vec<&str> = found.documents.iter().map(|part| part.named.document.as_str()).collect();
        let each = self.sentences(&ids).into_iter().flat_map(|sentences| sentences.into_iter().take(SENTENCES_EACH));
        found.sentences = each.take(MOST_SENTENCES).collect();
        found.sentences.sort_by_key(|sentence| std::cmp::Reverse(sentence.mentions));
        Ok(Explanation::Term(Box::new(found)))
    }

    /// Nothing can be said of what is neither a document nor a date and is mentioned nowhere.
    fn nothing(&self, study: &Study, target: &str) -> Error {
        let what = format!("no document mentions \"{target}\", none is called so, and it is no date");
        let words = study.themes[0].words.iter().map(String::as_str);
        let mut alike = nearest(words, study.counts.terms.iter().map(|term| term.label.as_str()), MOST_NAMES);
        alike.extend(documents_alike(target, self.described));
        alike.truncate(MOST_NAMES);
        let hint = match alike.is_empty() {
            true => {
                "WHAT is a document's name, a date such as 2023-05 or 2023-Q2, or words that the documents have".into()
            }
            false => format!("nearest: {}", alike.join(", ")),
        };
        Error::setting("explain", what, hint)
    }

    fn document(&self, study: &Study, id: &str) -> Result<Explanation> {
        let row = study.documents.iter().position(|document| document.id == id);
        let row = row.ok_or_else(|| unknown(id, self.paths, self.described))?;
        let mut found = explain::document::explain(study, row);
        found.sentences = self.sentences(&[id]).into_iter().flatten().take(MOST_SENTENCES / 2).collect();
        Ok(Explanation::Document(Box::new(found)))
    }

    /// For each document the sentences that mention themes, those with most mentions first. Texts are read again all at once.
    fn sentences(&self, ids: &[&str]) -> Vec<Vec<Sentence>> {
        let by_id: BTreeMap<&str, &Described> =
            self.described.iter().map(|document| (document.id.as_str(), document)).collect();
        let documents: Vec<(&Described, &Place)> =
            ids.iter().filter_map(|id| Some((*by_id.get(id)?, by_id.get(id)?.place.as_ref()?))).collect();
        let places: BTreeSet<&Place> = documents.iter().map(|(_, place)| *place).collect();
        let cuts = self.judged.cuts(self.described, &places);
        let texts = recall::reread(self.paths, &places, self.config);
        let of = |(document, place): (&Described, &Place)| {
            let text = texts.iter().find(|text: &&Document| text.place == *place)?;
            // What was cut as boilerplate is not counted, so it shows nothing.
            let blanked = cuts.get(place).map_or_else(|| text.text.clone(), |words| quote::blank(&text.text, words));
            Some(self.sentences_of(document, &blanked))
        };
        documents.into_iter().filter_map(of).collect()
    }

    fn sentences_of(&self, document: &Described, text: &str) -> Vec<Sentence> {
        let mut found: BTreeMap<usize, (Range<usize>, Vec<&str>)> = BTreeMap::new();
        let sentences = sentence::sentences(text);
        for theme in &self.config.themes {
            let query = Query::Words(theme.clone());
            let places = query.places(&[text], &self.judged.language, &self.config.words);
            for place in places.into_iter().flatten() {
                let at = sentences.partition_point(|sentence| sentence.end <= place.start);
                if let Some(range) = sentences.get(at) {
                    found.entry(at).or_insert((range.clone(), Vec::new())).1.push(&theme.name);
                }
            }
        }
        // A heading says what a text is about, not what it says of it; alone it is better than nothing.
        if found.values().any(|(range, _)| !sentence::is_heading(text, range)) {
            found.retain(|_, (range, _)| !sentence::is_heading(text, range));
        }
        let mut sentences: Vec<Sentence> =
            found.into_values().map(|(range, themes)| told(document, text, range, themes)).collect();
        sentences.sort_by_key(|sentence| (std::cmp::Reverse(sentence.mentions), sentence.offset));
        sentences
    }
}

fn told(document: &Described, text: &str, range: Range<usize>, themes: Vec<&str>) -> Sentence {
    let line = text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let mentions = themes.len();
    let mut themes: Vec<String> = themes.into_iter().map(str::to_owned).collect();
    themes.dedup();
    Sentence {
        document: document.id.clone(),
        date: document.dated.as_ref().map(date_label),
        sentence: legible::beginning(&line, MOST_CHARACTERS, |_| 1).into_owned(),
        mentions,
        offset: range.start,
        themes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_words() {
        let days = |text: &str| days_of(text).map(|(first, last)| format!("{first} {last}"));
        for (text, expected) in [
            ("2024", "2024-01-01 2024-12-31"),
            ("2024-02", "2024-02-01 2024-02-29"),
            ("2024-q2", "2024-04-01 2024-06-30"),
            (" 2024-02-29 ", "2024-02-29 2024-02-29"),
        ] {
            assert_eq!(days(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["trade", "2024-13", "2023-02-29", "24", "2024-Q5", "2024-Q", "20245", "9999", "99999", "", "-"] {
            assert!(days(text).is_none(), "{text}");
        }
    }

    #[test]
    fn documents_go_by_any_name_that_fits_one() {
        let document = |id: &str, title: Option<&str>| Described {
            id: id.into(),
            title: title.map(str::to_owned),
            ..Described::default()
        };
        let documents =
            [document("a/x.md", Some("Talks")), document("b/x.md", None), document("b/y.txt", Some("Talks"))];
        let row = |name: &str| named(&documents, name);
        assert_eq!(["a/x.md", "y.txt", "y"].map(|name| row(name).unwrap()), [Some(0), Some(2), Some(2)]);
        assert_eq!(row("trade").unwrap(), None);
        assert!(row("x.md").unwrap_err().hint().unwrap().contains("a/x.md, b/x.md"));
        assert!(row("Talks").is_err());
    }
}
