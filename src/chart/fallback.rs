//! Which font draws which part of a line.
//!
//! Left alone, the rasterizer shapes a whole line again in each font that may help, and gives up at the first character that
//! no font has, or where two fonts need different numbers of glyphs: then all that is foreign turns to boxes. So a line
//! that the bundled font cannot write is cut into runs first, each of characters that one font has, and every run stands at
//! a place of its own, measured by the rasterizer itself. Runs within words from right to left follow each other leftwards.

use super::raster;
use crate::legible::{self, END_ISOLATE, ISOLATE};
use resvg::usvg::fontdb::{Database, ID};
use resvg::usvg::roxmltree::{Document, Node as Element};
use resvg::usvg::{FontResolver, Node, Tree};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Who can write a character.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Writer {
    Bundled,
    /// A font of this family stands in.
    Family(String),
    Nobody,
}

struct Run {
    text: String,
    writer: Writer,
    turned: bool,
}

/// A line of the drawing that needs more than the bundled font.
struct Line {
    /// Where its element stands in the SVG.
    place: Range<usize>,
    /// Attributes but for its place.
    attributes: String,
    left: f64,
    top: String,
    /// Part of its width that lies left of its place.
    anchor: f64,
    runs: Vec<Run>,
}

/// The SVG with each line that the bundled font cannot write cut into runs; as it is if it is no SVG.
pub fn in_runs(svg: &str, bundled: &Arc<Database>, all: &Arc<Database>) -> String {
    let Ok(document) = Document::parse(svg) else { return svg.to_owned() };
    let mut writers = Writers { bundled: bundled.clone(), all: all.clone(), known: BTreeMap::new() };
    let texts = document.descendants().filter(|node| node.has_tag_name("text") || node.tag_name().name() == "text");
    let lines: Vec<Line> = texts.filter_map(|text| line(text, &mut writers)).collect();
    let widths = widths(&lines, all);
    let (mut out, mut end, mut run) = (String::with_capacity(svg.len()), 0, 0);
    for line in &lines {
        out.push_str(&svg[end..line.place.start]);
        let widths = &widths[run..run + line.runs.len()];
        let mut at = line.left - line.anchor * widths.iter().sum::<f64>();
        for (run, width) in line.runs.iter().zip(widths) {
            let _ = write!(out, "<text x=\"{at:.2}\" y=\"{}\"{}", line.top, element(&line.attributes, run));
            at += width;
        }
        (end, run) = (line.place.end, run + line.runs.len());
    }
    out + &svg[end..]
}

/// A text as runs; `None` if the bundled font has all of it.
fn line(text: Element, writers: &mut Writers) -> Option<Line> {
    let said: String = text.children().filter(|child| child.is_text()).filter_map(|child| child.text()).collect();
    let said = said.trim().replace([ISOLATE, END_ISOLATE], "");
    let bold = text.attribute("font-weight") == Some("bold");
    let runs: Vec<Run> = legible::runs(&said).into_iter().flat_map(|piece| runs(piece, bold, writers)).collect();
    if runs.iter().all(|run| run.writer == Writer::Bundled) {
        return None;
    }
    let kept = text.attributes().filter(|attribute| !["x", "y", "text-anchor"].contains(&attribute.name()));
    let attributes: String =
        kept.map(|attribute| format!(" {}=\"{}\"", attribute.name(), escaped(attribute.value()))).collect();
    let anchor = match text.attribute("text-anchor") {
        Some("middle") => 0.5,
        Some("end") => 1.0,
        _ => 0.0,
    };
    let left = text.attribute("x").and_then(|x| x.parse().ok()).unwrap_or(0.0);
    let top = text.attribute("y").unwrap_or("0").to_owned();
    Some(Line { place: text.range(), attributes, left, top, anchor, runs })
}

/// A piece of one direction as runs, in the order in which they stand on the page.
fn runs((piece, turned): (&str, bool), bold: bool, writers: &mut Writers) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for cluster in piece.graphemes(true) {
        let blank = cluster.trim().is_empty();
        let writer = writers.of(cluster.chars().next().unwrap_or(' '), bold);
        match runs.last_mut() {
            Some(run) if blank || run.writer == writer => run.text.push_str(cluster),
            _ => runs.push(Run { text: cluster.to_owned(), writer, turned }),
        }
    }
    if turned {
        runs.reverse();
    }
    runs
}

/// The rest of an element that writes a run, after its place.
fn element(attributes: &str, run: &Run) -> String {
    let family = match &run.writer {
        Writer::Family(family) => format!(" font-family=\"'{}'\"", escaped(&family.replace('\'', ""))),
        Writer::Bundled | Writer::Nobody => String::new(),
    };
    let (open, close) =
        if run.turned { (ISOLATE.to_string(), END_ISOLATE.to_string()) } else { (String::new(), String::new()) };
    format!("{attributes}{family} xml:space=\"preserve\">{open}{}{close}</text>", escaped(&run.text))
}

/// How wide each run of each line is.
fn widths(lines: &[Line], fonts: &Arc<Database>) -> Vec<f64> {
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9\" height=\"9\" \
                font-family=\"Noto Sans\">";
    let mut svg = head.to_owned();
    let mut count = 0;
    for (attributes, run) in lines.iter().flat_map(|line| line.runs.iter().map(|run| (&line.attributes, run))) {
        let _ = write!(svg, "<text id=\"run-{count}\"{}", element(attributes, run));
        count += 1;
    }
    svg.push_str("</svg>");
    let Ok(tree) = Tree::from_str(&svg, &raster::options(fonts)) else { return vec![0.0; count] };
    let width = |index: usize| match tree.node_by_id(&format!("run-{index}")) {
        Some(Node::Text(text)) => f64::from(text.bounding_box().width()),
        _ => 0.0,
    };
    (0..count).map(width).collect()
}

/// Which font has which character.
struct Writers {
    bundled: Arc<Database>,
    all: Arc<Database>,
    known: BTreeMap<(char, bool), Writer>,
}

impl Writers {
    fn of(&mut self, character: char, bold: bool) -> Writer {
        if character.is_ascii() {
            return Writer::Bundled;
        }
        if let Some(known) = self.known.get(&(character, bold)) {
            return known.clone();
        }
        let has = FontResolver::default_fallback_selector();
        let faces: Vec<(ID, bool)> = self.bundled.faces().map(|face| (face.id, face.weight.0 >= 600)).collect();
        // The usual choice passes over a face that was tried, so of the two bundled ones each answers for the other.
        let bundled = faces.iter().any(|(id, _)| has(character, &[*id], &mut self.bundled).is_some());
        let writer = match faces.iter().find(|(_, heavy)| *heavy == bold).or(faces.first()) {
            _ if bundled => Writer::Bundled,
            None => Writer::Nobody,
            Some(&(id, _)) => {
                // Faces keep their ids when a set of fonts grows.
                let face = raster::stand_in(&has, character, (&[id], &mut self.all));
                let family = face.and_then(|id| Some(self.all.face(id)?.families.first()?.0.clone()));
                family.map_or(Writer::Nobody, Writer::Family)
            }
        };
        self.known.insert((character, bold), writer.clone());
        writer
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
