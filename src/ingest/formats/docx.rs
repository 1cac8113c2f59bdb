//! Word documents (`.docx`): the paragraphs of the main text, its title and the day it was made.
//!
//! PDF is not read: its pages hold placed glyphs, not words or paragraphs, and what the pure-Rust crates of 2026 make of
//! them cannot be counted. pdf-extract cuts words apart where letters are spaced and panics on colors it does not know;
//! pdf_oxide is quicker and better kept, but splices the columns of a page into sentences that nobody wrote; lopdf
//! leaves the order of the glyphs to its user. A wrong word is worse than a missing file, which is told. The text that
//! a tool for it makes (`pdftotext`) is read.

use super::raised;
use crate::ingest::archive;
use crate::ingest::document::Removed;
use crate::ingest::draft::Draft;
use roxmltree::{Document, Node, NodeId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The part of a Word document that holds its text.
pub(crate) const MAIN: &str = "word/document.xml";

/// Parts beside the main text, of which there may be several.
const BESIDE: [&str; 4] = ["footnotes", "endnotes", "comments", "header"];

/// Reads the bytes of a document with at most `most` bytes of text and marks; what stands beside the main text is handed
/// over apart where the `whole` is asked for.
pub(crate) fn parse(bytes: Vec<u8>, most: u64, whole: bool) -> Result<Draft, String> {
    let archive: Arc<[u8]> = bytes.into();
    let part = |name: &str| match archive::content(&archive, name, most) {
        Ok(Some(content)) => String::from_utf8(content).map_err(|_| format!("{name} is not UTF-8")),
        Ok(None) => Err(format!("no Word document: it holds no {name}")),
        Err(cause) => Err(format!("not a Word document that can be read: {cause}")),
    };
    let main = part(MAIN)?;
    let main = Document::parse(&main).map_err(|fault| format!("broken Word document: {fault}"))?;
    let paragraphs = paragraphs(&main);
    let heading = paragraphs.iter().find(|paragraph| paragraph.heading && !paragraph.text.trim().is_empty());
    let mut draft = Draft { heading: heading.map(|heading| heading.text.trim().to_owned()), ..Draft::default() };
    for paragraph in &paragraphs {
        draft.text.push_str(&paragraph.text);
        draft.text.push('\n');
    }
    if let Ok(core) = part("docProps/core.xml") {
        properties(&core, &mut draft);
    }
    draft.title = draft.title.or_else(|| draft.heading.clone());
    let names = BESIDE.iter().flat_map(|name| ["", "1", "2", "3"].map(|number| format!("{name}{number}")));
    let names = names.chain((1..=3).map(|number| format!("footer{number}")));
    for name in names.filter(|_| whole) {
        let Ok(part) = part(&format!("word/{name}.xml")) else { continue };
        let Ok(part) = Document::parse(&part) else { continue };
        let told = self::paragraphs(&part).into_iter().map(|paragraph| paragraph.text.trim().to_owned());
        let told = told.filter(|text| !text.is_empty());
        draft.hidden.extend(told.map(|text| Removed { reason: name.clone(), text }));
    }
    Ok(draft)
}

fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

#[derive(Default)]
struct Paragraph {
    text: String,
    /// Its style is that of a title or a heading.
    heading: bool,
    /// The run that is being read stands above the line, or below it.
    above: Option<bool>,
}

/// The paragraphs in the order in which they begin. What stands in a paragraph inside another (in a text box) is its
/// own; what stands in only for older programs is left out.
fn paragraphs(document: &Document<'_>) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    // The paragraph that each element stands in. Elements come after those that they stand in.
    let mut inside: HashMap<NodeId, usize> = HashMap::new();
    let mut replaced: HashSet<NodeId> = HashSet::new();
    for node in document.descendants().filter(Node::is_element) {
        let above = node.parent().map(|parent| parent.id());
        let name = node.tag_name().name();
        if name == "Fallback" || above.is_some_and(|above| replaced.contains(&above)) {
            replaced.insert(node.id());
            continue;
        }
        let mut own = above.and_then(|above| inside.get(&above).copied());
        if name == "p" {
            own = Some(paragraphs.len());
            paragraphs.push(Paragraph::default());
        }
        let Some(own) = own else { continue };
        inside.insert(node.id(), own);
        if name != "p" {
            paragraphs[own].add(&node);
        }
    }
    paragraphs
}

impl Paragraph {
    /// Takes what an element adds.
    fn add(&mut self, node: &Node<'_, '_>) {
        let value = || node.attributes().find(|attribute| attribute.name() == "val").map(|value| value.value());
        match node.tag_name().name() {
            "r" => self.above = None,
            "vertAlign" => {
                self.above = value().filter(|value| *value != "baseline").map(|value| value == "superscript")
            }
            "t" => {
                let text = node.text().unwrap_or_default();
                let figures = self.above.and_then(|above| raised::figures(text, above));
                self.text.push_str(figures.as_deref().unwrap_or(text));
            }
            "tab" => self.text.push('\t'),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('-'),
            "pStyle" => self.heading |= value().is_some_and(|name| ["Title", "Heading1", "heading1"].contains(&name)),
            _ => {}
        }
    }
}

/// Title and day of creation; the day may be that of a template, so a byline goes before it.
fn properties(core: &str, draft: &mut Draft) {
    let Ok(core) = Document::parse(core) else { return };
    let value = |name: &str| core.descendants().find(|node| is(node, name)).and_then(|node| node.text());
    draft.title = value("title").map(str::to_owned).filter(|title| !title.trim().is_empty());
    draft.vague.extend(value("created").map(str::to_owned));
}
