//! The document: what reading hands to the rest of the program.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One article, speech, release or page.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Stable name: the path below the input folder, with `#record` (from 1) for a row of a table. Unique in a corpus;
    /// rows are ordered by it (ties cannot occur), so results do not depend on file order.
    pub id: String,
    /// Where it can be read again.
    pub place: Place,
    /// Publisher, author or outlet, where the material says so.
    pub source: Option<String>,
    /// Title or first heading, where there is one. It is also part of `text` when the material prints it there.
    pub title: Option<String>,
    /// When it was published or delivered, with the evidence; `None` if nothing says so.
    pub dated: Option<Dated>,
    /// The words to count: main text only, no front matter, code, tables or page furniture.
    pub text: String,
    /// What was dropped as page furniture, in order.
    pub removed: Vec<Removed>,
    /// Its place in saved counts, where it comes from there; `text` is empty then.
    pub counted: Option<Row>,
}

/// A document of saved counts: which of the files given, and its number there.
pub type Row = (usize, usize);

impl Document {
    /// A document of which nothing is known but where it lies.
    pub fn at(place: Place) -> Self {
        let (source, title, dated, counted) = (None, None, None, None);
        Self { id: String::new(), place, source, title, dated, text: String::new(), removed: Vec::new(), counted }
    }
}

/// A piece of text that was dropped, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Removed {
    /// What it was taken for: "byline", "breadcrumb", "page furniture", ...
    pub reason: String,
    /// The very text.
    pub text: String,
}

/// Where a document lies: enough to read it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, as the user can open it from the folder where the program was started.
    pub path: String,
    /// The record in the file counted from 1, for tables and JSON lines.
    pub record: Option<u64>,
}

/// A date and why it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// First day that the date allows.
    pub first: Date,
    /// Last day that the date allows; equal to `first` for a date known to the day.
    pub last: Date,
    /// How exact the date is.
    pub precision: Precision,
    /// Where the date was found.
    pub evidence: EvidenceKind,
    /// The very characters that were read as a date.
    pub characters: String,
    /// Where they stand: the name of the column or key, or the byte of the text as it was read; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    Day,
    Month,
    Year,
    Interval,
}

/// Where a date was found, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A column of a table, a key of a JSON object, or the front matter of a Markdown file.
    Field,
    /// Metadata of a web page: JSON-LD, Open Graph, `<time>`, microdata.
    Metadata,
    /// A heading.
    Heading,
    /// A byline or dateline in the first lines of the text.
    Byline,
    /// The name of the file.
    FileName,
}

impl EvidenceKind {
    /// The kind in words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Metadata => "page metadata",
            Self::Heading => "heading",
            Self::Byline => "byline",
            Self::FileName => "file name",
        }
    }
}
