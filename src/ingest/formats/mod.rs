//! The formats: which there are, and how a file of each becomes drafts of documents. One file each.

pub(crate) mod columns;
pub(crate) mod docx;
pub(crate) mod held;
mod html;
pub(crate) mod json;
pub(crate) mod lines;
mod markdown;
mod page_dates;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod raised;
pub(crate) mod table;
mod text;
mod whole;

pub(crate) use text::title;

use super::draft::Draft;
use super::open::Packing;
use crate::config::InputOptions;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Markdown,
    Html,
    /// Comma-, tab- or otherwise separated values, one document a row.
    Table,
    /// One JSON object a line, one document each.
    Lines,
    /// A JSON file: an array of objects, an object of columns, or one document.
    Json,
    /// A Word document.
    Docx,
    /// One document a row; feature `parquet`.
    Parquet,
    /// A table that the caller holds in memory, one document a row.
    Held,
    /// What its content tells: standard input, and files whose names do not tell.
    Unknown,
}

/// Turns the text of a whole file into a draft; the second value says what was wrong with it.
pub(crate) type Parse = fn(String) -> (Draft, Option<String>);

impl Format {
    /// Format and layers of packing, the outermost first, by the end of a file's name, if it is known.
    pub fn of(name: &str) -> Option<(Self, Vec<Packing>)> {
        let lower = name.to_lowercase();
        let mut name = lower.as_str();
        let mut layers = Vec::new();
        while let Some((rest, packing)) = Packing::of(name) {
            name = rest;
            layers.push(packing);
        }
        let format = match name.rsplit_once('.')?.1 {
            "txt" | "text" => Self::Text,
            "md" | "markdown" | "mdx" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "csv" | "tsv" | "tab" | "psv" => Self::Table,
            "jsonl" | "ndjson" => Self::Lines,
            "json" => Self::Json,
            "docx" => Self::Docx,
            "parquet" | "pq" if cfg!(feature = "parquet") => Self::Parquet,
            _ => return None,
        };
        Some((format, layers))
    }

    /// Whether a file holds one document.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html | Self::Docx)
    }

    /// How a text that is one document is read; `None` for what is no text, and for tables.
    pub fn parse(self, options: &InputOptions) -> Option<Parse> {
        match self {
            Self::Text => Some(text::parse),
            Self::Markdown if options.whole => Some(whole::parse),
            Self::Html if options.whole => Some(html::parse_whole),
            Self::Markdown if options.code => Some(markdown::parse_with_code),
            Self::Markdown => Some(markdown::parse),
            Self::Html => Some(html::parse),
            Self::Table | Self::Lines | Self::Json | Self::Parquet | Self::Docx | Self::Held | Self::Unknown => None,
        }
    }
}
