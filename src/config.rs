//! What the user can choose: one struct for `driftline.toml` and the flags alike.
//!
//! Every flag has a key of the same meaning; a flag overrides the file. Unknown keys are refused, so that a typing
//! error never changes a result in silence.

use crate::error::{Error, Result};
use crate::legible;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everything that can change a result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Title of the report; by default made from the input's name.
    #[serde(deserialize_with = "shown_title")]
    pub title: Option<String>,
    /// Width of a period.
    pub period: PeriodChoice,
    /// Documents before this day stay out.
    pub from: Option<Date>,
    /// Documents after this day stay out.
    pub to: Option<Date>,
    /// Seed of every random number.
    pub seed: u64,
    /// Run again under other settings and say in how many of them each verdict stands.
    pub robustness: bool,
    /// What to read.
    pub input: InputOptions,
    /// What is taken out before anything is counted.
    pub clean: CleanOptions,
    /// How words become terms.
    pub words: WordOptions,
    /// Topics given by the user, in the order in which they are shown.
    #[serde(rename = "theme")]
    pub themes: Vec<ThemeSpec>,
    /// Pairs of themes to set against each other.
    pub relative: Vec<PairSpec>,
}

/// Width of a period; `Auto` picks the finest that leaves enough documents in most periods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodChoice {
    #[default]
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
}

/// What to read and how: which fields of a table hold what (found by name and content where not given), dates, limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InputOptions {
    /// Column or key of the text.
    pub text: Option<String>,
    /// Column or key of the date.
    pub date: Option<String>,
    /// Column or key of the title.
    pub title: Option<String>,
    /// Column or key of the source.
    pub source: Option<String>,
    /// Column or key of the document's name.
    pub id: Option<String>,
    /// A CSV file with a column of names or paths and a column of dates, which override what reading finds.
    pub dates: Option<PathBuf>,
    /// Dates after this day are refused as mistakes. There is none by default: the same input must give the same result
    /// on any day, so no clock is asked.
    pub latest: Option<Date>,
    /// Keep the code fences of Markdown files.
    pub code: bool,
    /// Read all that a reader sees, tables, code and furniture with it, for a comparison of two documents; that sets it.
    #[serde(skip)]
    pub whole: bool,
    /// Tables that a caller holds in memory. A path that is the name of one means that table and no file.
    #[serde(skip)]
    pub held: Vec<Arc<HeldTable>>,
    /// Saved counts that a caller holds in memory, likewise.
    #[serde(skip)]
    pub held_counts: Vec<Arc<HeldCounts>>,
    /// One document may have so many megabytes; longer ones are left out.
    pub max_record_mb: u64,
    /// A packed file may expand so many times once it has given 64 MB; what comes after is left out.
    pub max_ratio: u64,
}

impl Default for InputOptions {
    fn default() -> Self {
        let (text, date, title, source, id) = (None, None, None, None, None);
        let (dates, latest, code, whole) = (None, None, false, false);
        let (held, held_counts, max_record_mb, max_ratio) = (Vec::new(), Vec::new(), 64, 200);
        Self { text, date, title, source, id, dates, latest, code, whole, held, held_counts, max_record_mb, max_ratio }
    }
}

/// A table in memory, one document a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldTable {
    /// Stands for it among the paths, and begins the names of its documents.
    pub name: String,
    pub columns: Vec<String>,
    /// Per column the cells as text, as CSV would have them; an empty one holds nothing. All columns have as many.
    pub cells: Vec<Vec<String>>,
    /// Whether it is a part of a table that is cut otherwise each time: its rows are then known by their names or by what
    /// they hold, not by their numbers, and its columns are those that the settings name.
    pub partition: bool,
}

/// Saved counts in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldCounts {
    /// Stands for them among the paths.
    pub name: String,
    /// The bytes of their file.
    pub bytes: Vec<u8>,
}

impl HeldTable {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.cells.first().map_or(0, Vec::len)
    }
}

impl InputOptions {
    /// The table that a path means, where one is held under that name.
    pub(crate) fn held(&self, path: &Path) -> Option<&Arc<HeldTable>> {
        self.held.iter().find(|table| Path::new(&table.name) == path)
    }

    /// The saved counts that a path means, where some are held under that name.
    pub(crate) fn held_counts(&self, path: &Path) -> Option<&Arc<HeldCounts>> {
        self.held_counts.iter().find(|counts| Path::new(&counts.name) == path)
    }

    /// The largest document in bytes.
    pub(crate) fn record_bytes(&self) -> usize {
        usize::try_from(self.max_record_mb.saturating_mul(1 << 20)).unwrap_or(usize::MAX)
    }

    /// What is said of a longer one.
    pub(crate) fn too_long(&self) -> String {
        format!("longer than {} MB: left out (--max-record allows more)", self.max_record_mb)
    }
}

/// What is taken out before anything is counted; each removal is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CleanOptions {
    /// Take out lines, leads and feet that recur word for word across the documents of a source.
    pub boilerplate: bool,
    /// Count copies and near copies once, by the earliest.
    pub duplicates: bool,
}

impl Default for CleanOptions {
    fn default() -> Self {
        Self { boilerplate: true, duplicates: true }
    }
}

/// What becomes of documents in another language than the corpus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherLanguages {
    /// They are listed and kept out of the analysis.
    #[default]
    Drop,
    Keep,
}

/// How words become terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordOptions {
    /// Two-letter code of the language, or `auto`.
    pub language: String,
    /// What becomes of documents in another language.
    pub other_languages: OtherLanguages,
    /// Drop stop words.
    pub stop_words: bool,
    /// More words to drop.
    pub extra_stop_words: Vec<String>,
    /// Join words that share a stem.
    pub stem: bool,
    /// Fold British and American spelling, and US with U.S.
    pub spelling: bool,
    /// Find phrases such as "critical minerals".
    pub phrases: bool,
    /// Longest phrase in words, 2 or 3; 1 finds none.
    pub max_phrase: usize,
}

impl Default for WordOptions {
    fn default() -> Self {
        Self {
            language: "auto".into(),
            other_languages: OtherLanguages::Drop,
            stop_words: true,
            extra_stop_words: Vec::new(),
            stem: true,
            spelling: true,
            phrases: true,
            max_phrase: 3,
        }
    }
}

/// A theme: a name and the entries that stand for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeSpec {
    /// Name as shown.
    #[serde(deserialize_with = "shown")]
    pub name: String,
    /// Words, phrases and wildcards (`mineral*`); an entry that starts with `!` excludes (`!trade union`), one that starts
    /// with `=` is taken as written, capitals and all (`=AIDS`).
    pub words: Vec<String>,
}

/// A pair of themes: `theme` relative to `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairSpec {
    /// The theme in question.
    #[serde(deserialize_with = "shown")]
    pub theme: String,
    /// The theme that it is set against.
    #[serde(deserialize_with = "shown")]
    pub to: String,
}

fn shown_title<'de, D: serde::Deserializer<'de>>(value: D) -> std::result::Result<Option<String>, D::Error> {
    Option::<String>::deserialize(value).map(|title| title.map(|title| legible::name(&title)))
}

/// The name of a theme as people can see it.
fn shown<'de, D: serde::Deserializer<'de>>(value: D) -> std::result::Result<String, D::Error> {
    String::deserialize(value).map(|name| legible::theme(&name))
}

impl Config {
    /// Reads a configuration from the text of a `driftline.toml`; `place` names the file in messages.
    pub fn parse(text: &str, place: &str) -> Result<Self> {
        let config: Self = toml::from_str(text).map_err(|fault| {
            Error::setting(place, fault.to_string().trim(), "see `driftline report --help` and the README for the keys")
        })?;
        config.check(place)?;
        Ok(config)
    }

    /// Refuses what cannot mean anything: a pair that names no theme, an empty theme, a span that ends before it begins.
    pub fn check(&self, place: &str) -> Result<()> {
        for (index, theme) in self.themes.iter().enumerate() {
            if theme.name.trim().is_empty() {
                return Err(Error::setting(place, "a theme has no name", "give it one: it is how the report calls it"));
            }
            if theme.words.iter().all(|word| word.starts_with('!') || word.trim().is_empty()) {
                let what = format!("theme \"{}\" has no words that count for it", theme.name);
                return Err(Error::setting(place, what, "give it at least one entry in `words`"));
            }
            if self.themes[..index].iter().any(|other| other.name == theme.name) {
                let what = format!("two themes are called \"{}\"", theme.name);
                return Err(Error::setting(place, what, "give each theme a name of its own"));
            }
        }
        if let Some(pair) = self.relative.iter().find(|pair| pair.theme == pair.to) {
            let what = format!("\"{}\" is set against itself", pair.theme);
            return Err(Error::setting(place, what, "a pair needs two themes"));
        }
        for name in self.relative.iter().flat_map(|pair| [&pair.theme, &pair.to]) {
            if !self.themes.iter().any(|theme| theme.name == *name) {
                let what = format!("a pair names \"{name}\", which is not a theme");
                return Err(Error::setting(place, what, self.theme_names()));
            }
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return Err(Error::setting(place, format!("from {from} is after to {to}"), "exchange them"));
        }
        if self.input.max_record_mb == 0 || self.input.max_ratio == 0 {
            return Err(Error::setting(place, "a limit of 0 lets nothing through", "leave it out for the default"));
        }
        if !(1..=3).contains(&self.words.max_phrase) {
            return Err(Error::setting(place, "the longest phrase must have 1 to 3 words", "the default is 3"));
        }
        Ok(())
    }

    fn theme_names(&self) -> String {
        let names: Vec<&str> = self.themes.iter().map(|theme| theme.name.as_str()).collect();
        match names.as_slice() {
            [] => "there are no themes: name some with [[theme]] in driftline.toml, or with --theme".into(),
            names => format!("themes here: {}", names.join(", ")),
        }
    }
}
