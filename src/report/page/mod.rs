//! The page for people: one file that holds everything it needs and asks the network for nothing.

mod attribution;
mod data;
pub(super) mod svg;
mod themes;
mod view;
mod words;

use super::digest::{base64, sha256};
use super::terminal::facts;
use super::wording::{inert, signed, slug};
use super::{Scores, chart_files};
use crate::chart::Chart;
use crate::drift::findings::Findings;
use crate::error::{Error, Result};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value};
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
    sections: Vec<Section>,
}

/// The page as HTML.
///
/// # Errors
/// `Chart` when a chart is not SVG, `Format` when the template cannot be filled.
pub fn render(scores: &Scores, charts: &[Chart]) -> Result<String> {
    let mut environment = Environment::new();
    let fault = |cause: minijinja::Error| Error::Format { path: "index.html".into(), what: cause.to_string() };
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(fault)?);
    // The name's ending makes the template escape whatever it prints.
    environment.add_template("page.html", TEMPLATE).map_err(fault)?;
    let findings = &scores.findings;
    let page = Page {
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        title: scores.title(),
        facts: facts(findings),
        program: &scores.program,
        summary: findings.summary.iter().map(|sentence| signed(sentence)).collect(),
        glance: themes::glance(findings),
        untimed: untimed(findings),
        sections: sections(scores, charts)?,
    };
    let page = Value::from(Serde(page));
    let html = environment.get_template("page.html").and_then(|template| template.render(page)).map_err(fault)?;
    Ok(inert(&html))
}

/// What a browser may do with this page: apply its one style, run its one script, and no more.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&sha256(text.as_bytes())));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    format!(
        "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
    )
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
    let mut gallery = Gallery::new(charts)?;
    let mut sections = vec![
        themes::pairs(findings, &mut gallery),
        themes::themes(findings, &mut gallery),
        words::terms(findings, &mut gallery),
        words::turns(findings, &mut gallery),
        words::drift(findings, &mut gallery),
        words::similarity(findings, &mut gallery),
        words::phrases(findings),
        words::passages(findings),
    ];
    let mut more = Section::new("more", "More charts");
    more.show(gallery.take(&[""]));
    sections.extend([more, data::data(findings), data::settings(scores, charts)]);
    sections.retain(|section| !section.parts.is_empty());
    Ok(sections)
}

/// The pictures that no section has taken yet, by name.
struct Gallery(Vec<(String, Picture)>);

impl Gallery {
    fn new(charts: &[Chart]) -> Result<Self> {
        let picture = |chart: &Chart| {
            let name = slug(&chart.name);
            let svg = svg::inline(&chart.svg, &name, &chart.title)?;
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
