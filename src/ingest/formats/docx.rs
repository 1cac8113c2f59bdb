//! Word documents (`.docx`): the paragraphs of the main text, its title and the day it was made.
//!
//! PDF is not read: its pages hold placed glyphs, not words or paragraphs, and what the pure-Rust crates make of them
//! joins columns, splits words at line ends and keeps running heads. A text made by a tool for it (`pdftotext`) is read.

use crate::ingest::archive;
use crate::ingest::draft::Draft;
use roxmltree::{Document, Node};
use std::sync::Arc;

/// Reads the bytes of a document with at most `most` bytes of text and marks.
pub(crate) fn parse(bytes: Vec<u8>, most: u64) -> Result<Draft, String> {
    let archive: Arc<[u8]> = bytes.into();
    let part = |name: &str| match archive::content(&archive, name, most) {
        Ok(Some(content)) => String::from_utf8(content).map_err(|_| format!("{name} is not UTF-8")),
        Ok(None) => Err(format!("no Word document: it holds no {name}")),
        Err(cause) => Err(format!("not a Word document that can be read: {cause}")),
    };
    let main = part("word/document.xml")?;
    let main = Document::parse(&main).map_err(|fault| format!("broken Word document: {fault}"))?;
    let mut draft = Draft::default();
    for paragraph in main.descendants().filter(|node| is(node, "p")) {
        let text = text(&paragraph);
        if draft.heading.is_none() && is_heading(&paragraph) && !text.trim().is_empty() {
            draft.heading = Some(text.trim().to_owned());
        }
        draft.text.push_str(&text);
        draft.text.push('\n');
    }
    if let Ok(core) = part("docProps/core.xml") {
        properties(&core, &mut draft);
    }
    draft.title = draft.title.or_else(|| draft.heading.clone());
    Ok(draft)
}

fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The text of a paragraph, without that of paragraphs inside it (in text boxes), which come by themselves, and without
/// what stands in only for older programs.
fn text(paragraph: &Node<'_, '_>) -> String {
    let own = |node: &Node<'_, '_>| {
        let mut above = node.ancestors().skip(1);
        above.find(|node| is(node, "p") || is(node, "Fallback")).as_ref() == Some(paragraph)
    };
    let mut text = String::new();
    for node in paragraph.descendants().filter(|node| node.is_element() && *node != *paragraph) {
        let piece = match node.tag_name().name() {
            "t" => node.text().unwrap_or_default(),
            "tab" => "\t",
            "br" | "cr" => "\n",
            "noBreakHyphen" => "-",
            _ => continue,
        };
        if own(&node) {
            text.push_str(piece);
        }
    }
    text
}

/// Whether its style is that of a title or a heading.
fn is_heading(paragraph: &Node<'_, '_>) -> bool {
    let style = paragraph.descendants().find(|node| is(node, "pStyle"));
    let name = style.and_then(|style| style.attributes().find(|attribute| attribute.name() == "val"));
    name.is_some_and(|name| ["Title", "Heading1", "heading1"].contains(&name.value()))
}

/// Title and day of creation; the day may be that of a template, so a byline goes before it.
fn properties(core: &str, draft: &mut Draft) {
    let Ok(core) = Document::parse(core) else { return };
    let value = |name: &str| core.descendants().find(|node| is(node, name)).and_then(|node| node.text());
    draft.title = value("title").map(str::to_owned).filter(|title| !title.trim().is_empty());
    draft.vague.extend(value("created").map(str::to_owned));
}
