//! Web pages: main text with its paragraphs, title, source and dates.

use super::page_dates::{self, PageDates};
use crate::ingest::date;
use crate::ingest::draft::Draft;
use dom_smoothie::{Config, Readability, TextMode};

/// A main text shorter than this part of the page's text was not found but guessed.
const LEAST_PART: usize = 20;

/// Elements may be nested so deep; the parser needs the square of it, and real pages stay below 100.
const DEEPEST: usize = 300;

/// Reads a web page.
pub(super) fn parse(page: String) -> (Draft, Option<String>) {
    if depth(&page) > DEEPEST {
        return (Draft::default(), Some(format!("elements nested more than {DEEPEST} deep: left out")));
    }
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

/// How deep the elements are nested that must be closed; those that need not be (`<p>`, `<li>`, `<br>`) do not count.
fn depth(page: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for tag in page.split('<').skip(1) {
        let closes = tag.starts_with('/');
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if FREE.iter().any(|free| name.eq_ignore_ascii_case(free)) || name.is_empty() {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

/// Elements that have no end tag or may lack it.
const FREE: [&str; 34] = [
    "p", "li", "br", "hr", "img", "input", "meta", "link", "td", "th", "tr", "dt", "dd", "option", "area", "base",
    "col", "embed", "source", "track", "wbr", "thead", "tbody", "tfoot", "colgroup", "path", "circle", "rect", "line",
    "use", "polygon", "param", "ellipse", "polyline",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_what_must_be_closed() {
        assert_eq!(depth("<div><p>a<p>b<br><b>c</b></div><div></div>"), 2);
        assert_eq!(depth(&"<div>".repeat(500)), 500);
        assert!(parse("<div>".repeat(500)).1.is_some_and(|fault| fault.contains("nested")));
    }
}
