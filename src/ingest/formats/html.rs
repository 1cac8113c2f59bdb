//! Web pages: main text with its paragraphs, title, source and dates.

use crate::ingest::draft::Draft;
use dom_smoothie::{Config, Readability, TextMode};

/// Reads a web page.
pub(super) fn parse(page: String) -> (Draft, Option<String>) {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let Ok(mut readability) = Readability::new(page.as_str(), None, Some(config)) else {
        return (Draft::default(), Some("not a web page that can be read".into()));
    };
    let whole = readability.doc.select("body").formatted_text().to_string();
    let metadata = readability.get_article_metadata(readability.parse_json_ld());
    let published: Vec<String> = metadata.published_time.map(|time| time.to_string()).into_iter().collect();
    let (text, title, fault) = match readability.parse() {
        Ok(article) => (article.text_content.to_string(), article.title.to_string(), None),
        Err(_) => (whole, metadata.title.to_string(), Some("no main text found: the whole page is read".to_owned())),
    };
    let source = metadata.site_name.map(|name| name.to_string());
    (Draft { title: Some(title), source, metadata: published, text, ..Draft::default() }, fault)
}
