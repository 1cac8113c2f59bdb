//! What all pages share: how a template is filled, their head, and what a browser may do with them.

use super::digest::{base64, sha256};
use super::wording::inert;
use crate::error::{Error, Result};
use crate::legible;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, HtmlEscape, Value};
use serde::Serialize;

const HEAD: &str = include_str!("head.html");

/// Fills a template with what a page holds.
///
/// # Errors
/// `Format` when the template cannot be filled.
pub fn fill(template: &'static str, page: &impl Serialize) -> Result<String> {
    let fault = |cause: minijinja::Error| Error::Format { path: "index.html".into(), what: cause.to_string() };
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(fault)?);
    environment.add_filter("ours", |text: String| Value::from_safe_string(ours(&text)));
    // The names' ending makes the templates escape whatever they print.
    environment.add_template("head.html", HEAD).map_err(fault)?;
    environment.add_template("page.html", template).map_err(fault)?;
    let page = Value::from(Serde(page));
    let html = environment.get_template("page.html").and_then(|template| template.render(page)).map_err(fault)?;
    Ok(inert(&html))
}

/// A sentence of ours, escaped: what reads from right to left in it is set apart, and does not turn the rest.
fn ours(text: &str) -> String {
    let piece = |(piece, turned): (&str, bool)| match turned {
        true => format!("<bdi>{}</bdi>", HtmlEscape(piece)),
        false => HtmlEscape(piece).to_string(),
    };
    legible::runs(text).into_iter().map(piece).collect()
}

/// What a browser may do with a page: apply its one style, run its one script if it has one, and no more.
pub fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&sha256(text.as_bytes())));
    let script = script.map(|script| format!("script-src {}; ", hash(script))).unwrap_or_default();
    let style = hash(style);
    format!("default-src 'none'; style-src {style}; {script}img-src data:; base-uri 'none'; form-action 'none'")
}
