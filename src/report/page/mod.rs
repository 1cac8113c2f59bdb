//! The page for people: one file that holds everything it needs and asks the network for nothing.

mod attribution;
mod data;
mod eras;
mod passages;
mod position;
mod robustness;
pub(super) mod svg;
mod themes;
mod view;
mod words;

use super::template::{fill, policy};
use super::terminal::facts;
use super::wording::{count, signed, slug};
use super::{Scores, chart_files};
use crate::chart::Chart;
use crate::drift::findings::Findings;
use crate::drift::limits;
use crate::drift::verdict::number_word;
use crate::error::Result;
use serde::Serialize;
use themes::Glance;
use view::{File, Picture, Section};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the template prints.
#[derive(Serialize)]
struct Page<'a> {
    policy: String,
    style: &'static str,
    script: &'static str,
    title: &'a str,
    facts: Vec<String>,
    program: &'a str,
    summary: Vec<String>,
    glance: Vec<Glance>,
    untimed: &'static str,
    limits: Limits,
    /// Some change was measured at a fixed mix of sources.
    sources: bool,
    sections: Vec<Section>,
}

/// The limits that the methods name, as the program has them.
#[derive(Serialize)]
struct Limits {
    permutations: String,
    permuted: String,
    fewest: String,
    left_out: String,
    sources: String,
}

impl Limits {
    fn of_the_program() -> Self {
        Self {
            permutations: count(limits::PERMUTATIONS),
            permuted: count(limits::MOST_PERMUTED as u64),
            fewest: number_word(limits::FEWEST_DOCUMENTS),
            left_out: number_word(limits::MOST_LEFT_OUT),
            sources: number_word(limits::SOURCES_AS_UNITS),
        }
    }
}

/// The page as HTML.
///
/// # Errors
/// `Chart` when a chart is not SVG, `Format` when the template cannot be filled.
pub fn render(scores: &Scores, charts: &[Chart]) -> Result<String> {
    let findings = &scores.findings;
    let page = Page {
        policy: policy(STYLE, Some(SCRIPT)),
        style: STYLE,
        script: SCRIPT,
        title: scores.title(),
        facts: facts(findings),
        program: &scores.program,
        // A number and its sign stay in one line.
        summary: findings.summary.iter().map(|sentence| signed(sentence).replace(" %", "\u{a0}%")).collect(),
        glance: themes::glance(findings),
        untimed: untimed(findings),
        limits: Limits::of_the_program(),
        sources: findings.themes.iter().any(|theme| theme.change.fixed_mix.is_some()),
        sections: sections(scores, charts)?,
    };
    fill(TEMPLATE, &page)
}

/// Why nothing is said about time, where that is so.
fn untimed(findings: &Findings) -> &'static str {
    match (&findings.contrast, findings.corpus.documents_dated) {
        (Some(_), _) => "",
        (None, 0) => "What is about time is left out: no document has a date.",
        (None, _) => "What is about time is left out: the documents with a date do not span two periods.",
    }
}

/// All sections that hold something, in the order in which a reader asks.
fn sections(scores: &Scores, charts: &[Chart]) -> Result<Vec<Section>> {
    let findings = &scores.findings;
    let mut gallery = Gallery::new(charts, &evidence(findings))?;
    let mut sections = vec![
        themes::pairs(findings, &mut gallery),
        themes::themes(findings, &mut gallery),
        words::terms(findings, &mut gallery),
        words::turns(findings, &mut gallery),
        words::drift(findings, &mut gallery),
        robustness::robustness(findings),
        words::similarity(findings, &mut gallery),
        words::phrases(findings),
        passages::section(findings),
    ];
    let data = data::data(findings, &mut gallery);
    let mut more = Section::new("more", "More charts");
    more.show(gallery.take(&[""]));
    sections.extend([more, data, data::settings(scores, charts)]);
    sections.retain(|section| !section.parts.is_empty());
    Ok(sections)
}

/// Where marks of charts lead: to the passages on a theme (of the mark's period, where it has one) or a term, to the row of a
/// term that has none, or to that of a document or of a step.
fn evidence(findings: &Findings) -> svg::Evidence {
    let rows = words::rows(findings);
    let passages = passages::places(findings);
    let documents = findings.corpus.documents.iter().enumerate();
    let documents = documents.map(|(row, document)| (format!("document: {}", document.id), data::document_id(row)));
    // Of two places for the same thing the later stays.
    rows.into_iter().chain(passages).chain(documents).collect()
}

/// The pictures that no section has taken yet, by name.
struct Gallery(Vec<(String, Picture)>);

impl Gallery {
    fn new(charts: &[Chart], evidence: &svg::Evidence) -> Result<Self> {
        let picture = |chart: &Chart| {
            let name = slug(&chart.name);
            let svg = svg::linked(&chart.svg, &name, &chart.title, evidence)?;
            let [picture, raster, numbers] = chart_files(&chart.name);
            let files = [(picture, "SVG"), (raster, "PNG"), (numbers, "numbers (CSV)")];
            let files = files.map(|(name, label)| File { name, label });
            let (title, description) = (chart.title.clone(), signed(&chart.description));
            let picture = Picture { svg, title, description, files };
            Ok((name, picture))
        };
        charts.iter().map(picture).collect::<Result<_>>().map(Self)
    }

    /// Takes the pictures whose name begins with one of these, in the order of the charts.
    fn take(&mut self, prefixes: &[&str]) -> Vec<Picture> {
        let (taken, left): (Vec<_>, Vec<_>) =
            self.0.drain(..).partition(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)));
        self.0 = left;
        taken.into_iter().map(|(_, picture)| picture).collect()
    }
}
