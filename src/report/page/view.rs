//! The parts of a page: sections, tables and cells, as the template takes them.

use crate::drift::findings::{Change, Verdict};
use crate::report::wording::{NONE, count, probability, tone, verdict};
use serde::Serialize;

/// A section with a heading and an anchor.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    pub id: &'static str,
    pub heading: &'static str,
    pub parts: Vec<Part>,
}

/// What a section is made of.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Part {
    Heading {
        id: String,
        text: String,
        badge: Option<Badge>,
    },
    /// A period, above its passages.
    Period {
        id: String,
        text: String,
    },
    /// What is not there, where a mark asks for it.
    Absent {
        id: String,
        text: String,
    },
    Prose {
        text: String,
        quiet: bool,
    },
    Picture(Picture),
    Grid(Grid),
    Quotes {
        quotes: Vec<Quote>,
    },
    Lines {
        summary: String,
        lines: Vec<String>,
    },
    /// Lines for a machine; with a summary the reader opens them.
    Code {
        text: String,
        summary: &'static str,
    },
}

/// A chart, drawn in the page, with the files that hold it.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// Safe as it stands: made by `svg::inline`.
    pub svg: String,
    pub title: String,
    /// What is drawn, for readers without sight.
    pub description: String,
    /// Picture, raster and numbers.
    pub files: [File; 3],
}

/// A file beside the page.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    pub name: String,
    pub label: &'static str,
}

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Grid {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// An id for each row, or none at all.
    pub ids: Vec<String>,
    /// The reader opens it to see it.
    pub folded: bool,
    /// A field to search in it stands above it.
    pub filter: bool,
}

/// A column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    pub label: String,
    pub numeric: bool,
    pub quiet: bool,
}

/// One cell: what is shown, and what it is sorted by.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cell {
    pub text: String,
    /// Said in smaller type after the text.
    pub note: String,
    pub sort: Option<f64>,
    pub badge: Option<&'static str>,
    /// Text of the corpus, of which the direction is not known.
    pub foreign: bool,
}

/// A verdict in a box of its own color.
#[derive(Debug, Clone, Serialize)]
pub struct Badge {
    pub text: &'static str,
    pub tone: &'static str,
}

/// A sentence of the corpus and where it stands.
#[derive(Debug, Clone, Serialize)]
pub struct Quote {
    pub sentence: String,
    pub document: String,
    pub date: Option<String>,
    pub source: Option<String>,
}

/// Longer tables get a search field and scroll in a box of their own.
const FILTER_FROM: usize = 25;

impl Section {
    pub fn new(id: &'static str, heading: &'static str) -> Self {
        Self { id, heading, parts: Vec::new() }
    }

    /// Adds a paragraph.
    pub fn say(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Prose { text: text.into(), quiet: false });
    }

    /// Adds a paragraph in the quiet voice of a note.
    pub fn note(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Prose { text: text.into(), quiet: true });
    }

    /// Adds a heading of the second rank; `id` must be unique on the page.
    pub fn head(&mut self, id: impl Into<String>, text: impl Into<String>, badge: Option<Verdict>) {
        self.parts.push(Part::Heading { id: id.into(), text: text.into(), badge: badge.map(Badge::of) });
    }

    /// Adds pictures.
    pub fn show(&mut self, pictures: Vec<Picture>) {
        self.parts.extend(pictures.into_iter().map(Part::Picture));
    }

    /// Adds a table unless it has no rows.
    pub fn table(&mut self, mut grid: Grid) {
        if grid.rows.is_empty() {
            return;
        }
        grid.filter = grid.rows.len() > FILTER_FROM;
        self.parts.push(Part::Grid(grid));
    }
}

impl Badge {
    pub fn of(value: Verdict) -> Self {
        Self { text: verdict(value), tone: tone(value) }
    }
}

impl Grid {
    /// A table from its caption and columns. A label that starts with `#` is a column of numbers, with `~` one of
    /// numbers in quiet type, with `?` one of quiet text.
    pub fn new(caption: impl Into<String>, labels: &[&str]) -> Self {
        let column = |label: &&str| Column {
            label: label.trim_start_matches(['#', '~', '?']).to_string(),
            numeric: label.starts_with(['#', '~']),
            quiet: label.starts_with(['~', '?']),
        };
        Self { caption: caption.into(), columns: labels.iter().map(column).collect(), ..Self::default() }
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows = rows.into_iter().collect();
        self
    }

    pub fn identified(mut self, ids: Vec<String>) -> Self {
        self.ids = ids;
        self
    }

    pub fn folded(mut self) -> Self {
        self.folded = true;
        self
    }
}

impl Cell {
    /// Our own words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Words of the corpus or of the user.
    pub fn foreign(text: impl Into<String>) -> Self {
        Self { text: text.into(), foreign: true, ..Self::default() }
    }

    /// A number as it is shown and as it is sorted.
    pub fn number(value: f64, text: impl Into<String>) -> Self {
        Self { text: text.into(), sort: Some(value), ..Self::default() }
    }

    /// A whole number.
    pub fn count(n: u64) -> Self {
        Self::number(n as f64, count(n))
    }

    /// A number that may be missing.
    pub fn maybe(value: Option<f64>, show: impl Fn(f64) -> String) -> Self {
        value.map_or_else(|| Self::text(NONE), |value| Self::number(value, show(value)))
    }

    /// A probability that may be missing.
    pub fn probability(value: Option<f64>) -> Self {
        Self::maybe(value, probability)
    }

    /// A verdict.
    pub fn verdict(change: &Change) -> Self {
        let sort = Some(match change.verdict {
            Verdict::Rose => 0.0,
            Verdict::LeansUp => 1.0,
            Verdict::CannotTell => 2.0,
            Verdict::TooFew => 3.0,
            Verdict::LeansDown => 4.0,
            Verdict::Fell => 5.0,
        });
        Self { text: verdict(change.verdict).into(), sort, badge: Some(tone(change.verdict)), ..Self::default() }
    }

    /// The same cell with a note.
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}
