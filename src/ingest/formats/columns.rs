//! Which column or key of a table holds what: by the names that the user gave, by usual names, then by content.

use crate::config::InputOptions;
use crate::error::{Error, Result};
use crate::ingest::EvidenceKind;
use crate::ingest::date;
use serde_json::{Map, Value};

/// Usual names, the most telling first; compared in lower case with `_` between words.
pub(crate) const TEXT: &[&str] = &[
    "text",
    "body",
    "content",
    "article",
    "full_text",
    "fulltext",
    "transcript",
    "speech",
    "abstract",
    "inhalt",
    "volltext",
    "texte",
    "contenu",
    "texto",
    "contenido",
    "testo",
];
pub(crate) const DATE: &[&str] = &[
    "date",
    "published",
    "published_at",
    "publish_date",
    "pub_date",
    "date_published",
    "publication_date",
    "publishdate",
    "pubdate",
    "created",
    "created_at",
    "datetime",
    "timestamp",
    "time",
    "day",
    "month",
    "year",
    "datum",
    "veröffentlicht",
    "veröffentlichungsdatum",
    "erscheinungsdatum",
    "publié",
    "publie",
    "publicado",
    "publicada",
    "pubblicato",
    "fecha",
    "data",
];
pub(crate) const TITLE: &[&str] =
    &["title", "headline", "name", "subject", "titel", "überschrift", "titre", "título", "titulo", "titolo"];
pub(crate) const SOURCE: &[&str] = &[
    "source",
    "publisher",
    "outlet",
    "publication",
    "author",
    "authors",
    "senator",
    "speaker",
    "site",
    "domain",
    "quelle",
    "zeitung",
    "fuente",
    "fonte",
];

/// The columns or keys to read, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    pub text: String,
    pub date: Option<String>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub id: Option<String>,
}

/// Finds the columns. `sample` holds the first rows, one value per name. `Ok(None)` when no column holds text.
/// A name given by the user that is not there is an error that lists those that are.
pub(crate) fn find(
    names: &[String],
    sample: &[Vec<String>],
    options: &InputOptions,
    place: &str,
) -> Result<Option<Columns>> {
    let given = |what: &str, name: &Option<String>| given(names, (what, name), place);
    let date = given("date", &options.date)?.or_else(|| usual(names, DATE)).or_else(|| dates(names, sample));
    let free: Vec<String> = names.iter().filter(|name| date.as_ref() != Some(name)).cloned().collect();
    let text = given("text", &options.text)?.or_else(|| usual(&free, TEXT)).or_else(|| longest(names, sample, &date));
    let Some(text) = text else { return Ok(None) };
    let free: Vec<String> = free.into_iter().filter(|name| *name != text).collect();
    Ok(Some(Columns {
        title: given("title", &options.title)?.or_else(|| usual(&free, TITLE)),
        source: given("source", &options.source)?.or_else(|| usual(&free, SOURCE)),
        id: given("id", &options.id)?,
        date,
        text,
    }))
}

/// The columns that the user named, and no others: what is guessed depends on the rows that are at hand.
pub(crate) fn named(names: &[String], options: &InputOptions, place: &str) -> Result<Columns> {
    let given = |what: &str, name: &Option<String>| given(names, (what, name), place);
    let text = given("text", &options.text)?.ok_or_else(|| {
        let hint = format!("rows that are counted in parts need it; columns here: {}", listed(names));
        Error::setting(place, "no column is named for the text", hint)
    })?;
    Ok(Columns {
        text,
        date: given("date", &options.date)?,
        title: given("title", &options.title)?,
        source: given("source", &options.source)?,
        id: given("id", &options.id)?,
    })
}

/// The column that the user named for something, if any.
fn given(names: &[String], (what, name): (&str, &Option<String>), place: &str) -> Result<Option<String>> {
    match name {
        Some(name) => exact(names, name).map(Some).ok_or_else(|| lacking(what, name, names, place)),
        None => Ok(None),
    }
}

/// The place of the column with a usual name.
pub(crate) fn index(names: &[String], wanted: &[&str]) -> Option<usize> {
    let name = usual(names, wanted)?;
    names.iter().position(|other| *other == name)
}

/// Whether a first row is a header: one of its names is that of a text or date column, or was given by the user.
pub(crate) fn are_known(names: &[String], options: &InputOptions) -> bool {
    let given = [&options.text, &options.date, &options.title, &options.source, &options.id];
    let is_given = |name: &str| given.iter().any(|given| given.as_deref() == Some(name));
    let is_usual = |name: &str| TEXT.contains(&plain(name).as_str()) || DATE.contains(&plain(name).as_str());
    names.iter().any(|name| is_given(name) || is_usual(name))
}

/// Whether rows without a header have a column of dates.
pub(crate) fn have_dates(rows: &[Vec<String>]) -> bool {
    let fields = rows.first().map_or(0, Vec::len);
    let names: Vec<String> = (1..=fields).map(|number| number.to_string()).collect();
    rows.len() > 1 && dates(&names, rows).is_some()
}

/// The first usual name that a front matter or object has, with its value as text.
pub(crate) fn by_name<'a>(fields: &'a Map<String, Value>, usual: &[&str]) -> Option<&'a str> {
    let find =
        |name: &&str| fields.iter().find(|(key, _)| plain(key) == **name).and_then(|(_, value)| first_text(value));
    usual.iter().find_map(find)
}

/// The value as text: a string, or the first of a list.
fn first_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => items.first().and_then(first_text),
        _ => None,
    }
}

/// What is said of a table or of objects whose columns or keys hold no text, and what to do.
pub(crate) fn without_text(kind: &str, names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(20).map(String::as_str).collect();
    let more = if names.len() > 20 { ", \u{2026}" } else { "" };
    format!("no {kind} looks like text: left out; name it by --text-column ({kind}s here: {}{more})", shown.join(", "))
}

fn lacking(what: &str, name: &str, names: &[String], place: &str) -> Error {
    Error::setting(place, format!("no column \"{name}\" for the {what}"), format!("columns here: {}", listed(names)))
}

/// The first names, for a message.
fn listed(names: &[String]) -> String {
    let more = if names.len() > 40 { ", \u{2026}" } else { "" };
    names.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", ") + more
}

/// The name as the user gave it, else in any case, else the column at this place: `#3`.
fn exact(names: &[String], wanted: &str) -> Option<String> {
    let same = names.iter().find(|name| *name == wanted);
    let alike = || names.iter().find(|name| plain(name) == plain(wanted));
    let place = || names.get(wanted.strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1)?);
    same.or_else(place).or_else(alike).cloned()
}

/// Names that are repeated get their place behind them, so that each names one column; gives what was repeated.
pub(crate) fn unique(names: &mut [String]) -> Vec<String> {
    let mut repeated = Vec::new();
    for index in 1..names.len() {
        if !names[index].is_empty() && names[..index].contains(&names[index]) {
            repeated.push(names[index].clone());
            names[index] = format!("{}#{}", names[index], index + 1);
        }
    }
    repeated.dedup();
    repeated
}

/// A name in lower case, its words joined by `_`: "Published At" and "publishedAt" are `published_at`.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 2);
    let mut last_lower = false;
    for character in name.trim().chars() {
        if character.is_uppercase() && last_lower || !character.is_alphanumeric() && !plain.ends_with('_') {
            plain.push('_');
        }
        if character.is_alphanumeric() {
            plain.extend(character.to_lowercase());
        }
        last_lower = character.is_lowercase();
    }
    plain.trim_matches('_').to_owned()
}

/// A column with a usual name; else one whose name holds it as a whole word (`article_text`).
fn usual(names: &[String], wanted: &[&str]) -> Option<String> {
    let whole = wanted.iter().find_map(|name| names.iter().find(|given| plain(given) == *name));
    let part =
        || wanted.iter().find_map(|name| names.iter().find(|given| plain(given).split('_').any(|part| part == *name)));
    whole.or_else(part).cloned()
}

/// The first column in which four of five values are dates to the day or month.
fn dates(names: &[String], sample: &[Vec<String>]) -> Option<String> {
    let index = (0..names.len()).find(|&column| {
        let values: Vec<&str> = values(sample, column).filter(|value| !value.trim().is_empty()).collect();
        let hits = values.iter().filter(|value| is_date(value)).count();
        hits > 0 && hits * 5 >= values.len() * 4
    })?;
    Some(names[index].clone())
}

/// What is said of a column that at least a third of the sample's rows have a date in, where none was found for the
/// dates; such a column is not taken, for what is a date in it may be so by chance.
pub(crate) fn overlooked(names: &[String], sample: &[Vec<String>], columns: &Columns) -> Option<String> {
    if columns.date.is_some() {
        return None;
    }
    let hits = |column: usize| values(sample, column).filter(|value| is_date(value)).count();
    let (column, hits) = (0..names.len()).map(|column| (column, hits(column))).max_by_key(|(_, hits)| *hits)?;
    (hits > 0 && hits * 3 >= sample.len()).then(|| {
        let (name, rows) = (&names[column], sample.len());
        format!("column \"{name}\" holds dates in {hits} of {rows} rows: name it by --date-column")
    })
}

/// Whether a value is a date to the day or month; a number alone may be anything.
fn is_date(value: &str) -> bool {
    value.contains(['-', '/', '.', ' ']) && date::value(value, EvidenceKind::Field).is_some()
}

/// The column with the longest values on average, if they are more than a word or two.
fn longest(names: &[String], sample: &[Vec<String>], date: &Option<String>) -> Option<String> {
    // Addresses and keys are long, too, but hold no words side by side.
    let is_prose = |value: &&str| value.contains(char::is_whitespace) || !value.is_ascii();
    let total = |column: usize| values(sample, column).filter(is_prose).map(str::len).sum::<usize>();
    let best = (0..names.len())
        .filter(|&column| date.as_ref() != Some(&names[column]))
        .max_by_key(|&column| (total(column), names.len() - column))?;
    (total(best) >= 12 * sample.len().max(1)).then(|| names[best].clone())
}

fn values(sample: &[Vec<String>], column: usize) -> impl Iterator<Item = &str> {
    sample.iter().filter_map(move |row| row.get(column)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn usual_names_are_found_in_any_dress() {
        let found = find(
            &names(&["ID", "Published At", "Headline", "articleText", "Outlet"]),
            &[],
            &InputOptions::default(),
            "f",
        )
        .unwrap()
        .unwrap();
        assert_eq!((found.text.as_str(), found.date.as_deref()), ("articleText", Some("Published At")));
        assert_eq!((found.title.as_deref(), found.source.as_deref()), (Some("Headline"), Some("Outlet")));
    }

    #[test]
    fn content_decides_where_names_say_nothing() {
        let rows = vec![names(&["x", "2023-10-24", "a long text about many things"])];
        let found = find(&names(&["1", "2", "3"]), &rows, &InputOptions::default(), "f").unwrap().unwrap();
        assert_eq!((found.text.as_str(), found.date.as_deref()), ("3", Some("2")));
    }

    #[test]
    fn a_given_name_that_is_not_there_is_an_error_that_lists_those_that_are() {
        let options = InputOptions { text: Some("story".into()), ..InputOptions::default() };
        let fault = find(&names(&["date", "body"]), &[], &options, "a.csv").unwrap_err();
        assert_eq!(fault.to_string(), "a.csv: no column \"story\" for the text");
        assert_eq!(fault.hint().as_deref(), Some("columns here: date, body"));
    }
}
