//! Web pages: main text with its paragraphs, title, source and dates.

use super::page_dates::{self, PageDates};
use super::raised;
use crate::ingest::date;
use crate::ingest::document::Removed;
use crate::ingest::draft::Draft;
use dom_smoothie::{Config, Readability, TextMode};

/// A main text shorter than this part of the page's text was not found but guessed.
const LEAST_PART: usize = 20;

/// A main text of fewer characters on a page of many times more may be a notice ("your browser is out of date").
const SHORT: usize = 200;
const FAR_LONGER: usize = 4;

/// Elements may be nested so deep; the parser needs the square of it, and real pages stay below 100.
const DEEPEST: usize = 300;

/// Reads the main text of a web page.
pub(super) fn parse(page: String) -> (Draft, Option<String>) {
    read(&raised::in_marks(&page), false)
}

/// Reads all text of a web page, and hands over what a browser does not show.
pub(super) fn parse_whole(page: String) -> (Draft, Option<String>) {
    read(&raised::in_marks(&page), true)
}

fn read(page: &str, all: bool) -> (Draft, Option<String>) {
    if depth(page) > DEEPEST {
        return (Draft::default(), Some(format!("elements nested more than {DEEPEST} deep: left out")));
    }
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let Ok(mut readability) = Readability::new(page, None, Some(config)) else {
        return (Draft::default(), Some("not a web page that can be read".into()));
    };
    let PageDates { strong, weak } = page_dates::gather(&readability);
    let metadata = readability.get_article_metadata(readability.parse_json_ld());
    let hidden = if all { hidden(&readability, page) } else { Vec::new() };
    let (whole, paragraphs) = (whole_text(&readability), paragraphs(&readability));
    let (text, title) = match readability.parse() {
        _ if all => (String::new(), metadata.title.to_string()),
        Ok(article) => (article.text_content.to_string(), article.title.to_string()),
        Err(_) => (String::new(), metadata.title.to_string()),
    };
    let label = date::labelled(&whole);
    let description = metadata.excerpt.as_deref().unwrap_or_default();
    let settled = if all { Some((whole.clone(), None)) } else { None };
    let settle = || settle(text, whole, [("every paragraph", &paragraphs), ("the description", description)]);
    let (text, fault) = settled.unwrap_or_else(settle);
    let source = metadata.site_name.map(|name| name.to_string());
    (
        Draft { title: Some(title), source, metadata: strong, label, vague: weak, text, hidden, ..Draft::default() },
        fault,
    )
}

/// All text of the page but scripts and styles.
fn whole_text(page: &Readability) -> String {
    page.doc.select("script, style, noscript, template").remove();
    page.doc.select("body").formatted_text().to_string()
}

/// What stands in the page and not on the screen: title, addresses, descriptions of pictures, comments, scripts and styles;
/// and what is struck out or put in, which a text cannot show.
fn hidden(page: &Readability, source: &str) -> Vec<Removed> {
    let piece = |reason: &str, text: &str| Removed { reason: reason.into(), text: text.trim().into() };
    let mut hidden: Vec<Removed> =
        source.split("<!--").skip(1).filter_map(|rest| Some(piece("comment", rest.split_once("-->")?.0))).collect();
    for (reason, marks, attribute) in [
        ("page title", "title", ""),
        ("description", "meta[name=description]", "content"),
        ("link target", "a[href]", "href"),
        ("picture", "img[src]", "src"),
        ("words for a picture", "img[alt]", "alt"),
        ("number of a list", "ol[start]", "start"),
        ("number of an item", "li[value]", "value"),
        ("script", "script", ""),
        ("style", "style", ""),
        ("struck out", "del, s, strike", ""),
        ("put in", "ins", ""),
    ] {
        for node in page.doc.select(marks).iter() {
            let text = if attribute.is_empty() { Some(node.text()) } else { node.attr(attribute) };
            hidden.extend(text.map(|text| piece(reason, &text)));
        }
    }
    hidden
}

/// The text of every paragraph of the page.
fn paragraphs(page: &Readability) -> String {
    let texts =
        page.doc.select("body p").iter().map(|paragraph| paragraph.text().trim().to_owned()).collect::<Vec<_>>();
    texts.join("\n\n")
}

/// The main text if it can be one, else what comes nearest to it, and what was wrong.
fn settle(main: String, whole: String, others: [(&str, &str); 2]) -> (String, Option<String>) {
    let length = main.trim().chars().count();
    if length == 0 || main.len() * LEAST_PART < whole.len() {
        return (whole, Some("no main text found: the whole page is read".into()));
    }
    if length >= SHORT || main.len() * FAR_LONGER > whole.len() {
        return (main, None);
    }
    if let Some((name, other)) = others.into_iter().find(|(_, other)| other.chars().count() >= SHORT) {
        let what = format!("main text of {length} characters only: {name} of the page is read instead");
        return (other.to_owned(), Some(what));
    }
    // A script makes the rest of such a page: what is left is a notice or furniture.
    (String::new(), Some(format!("main text of {length} characters only, on a far longer page: left out")))
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

    #[test]
    fn a_notice_is_not_the_main_text() {
        let settled = |main: &str, whole: usize, paragraphs: usize| {
            settle(main.into(), "w".repeat(whole), [("", &"p".repeat(paragraphs)), ("", "")]).0.chars().next()
        };
        let notice = "Your browser is out of date. Please get a newer one, which costs nothing.";
        assert_eq!(settled(notice, 100, 300), Some('Y'), "a short page is short");
        assert_eq!(settled(notice, 800, 300), Some('p'));
        assert_eq!(settled(notice, 800, 100), None);
        assert_eq!(settled(notice, 5000, 100), Some('w'));
    }
}
