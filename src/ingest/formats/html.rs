//! Web pages: main text with its paragraphs, title, source and dates.

use super::page_dates::{self, PageDates};
use crate::ingest::date;
use crate::ingest::draft::Draft;
use dom_smoothie::{Config, Readability, TextMode};

/// A main text shorter than this part of the page's text was not found but guessed.
const LEAST_PART: usize = 20;

/// Reads a web page.
pub(super) fn parse(page: String) -> (Draft, Option<String>) {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let Ok(mut readability) = Readability::new(page.as_str(), None, Some(config)) else {
        return (Draft::default(), Some("not a web page that can be read".into()));
    };
    let PageDates { strong, weak } = page_dates::gather(&readability);
    let metadata = readability.get_article_metadata(readability.parse_json_ld());
    let whole = whole_text(&readability);
    let (text, title) = match readability.parse() {
        Ok(article) => (article.text_content.to_string(), article.title.to_string()),
        Err(_) => (String::new(), metadata.title.to_string()),
    };
    let label = date::labelled(&whole);
    let lost = text.trim().is_empty() || text.len() * LEAST_PART < whole.len();
    let (text, fault) =
        if lost { (whole, Some("no main text found: the whole page is read".into())) } else { (text, None) };
    let source = metadata.site_name.map(|name| name.to_string());
    (Draft { title: Some(title), source, metadata: strong, label, vague: weak, text, ..Draft::default() }, fault)
}

/// All text of the page but scripts and styles.
fn whole_text(page: &Readability) -> String {
    page.doc.select("script, style, noscript, template").remove();
    page.doc.select("body").formatted_text().to_string()
}
