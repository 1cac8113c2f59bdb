//! Makes a chart's SVG fit to stand inside the page: only shapes and text, ids of its own, nothing that runs or loads.

use crate::error::{Error, Result};
use crate::legible;
use minijinja::HtmlEscape;
use resvg::usvg::roxmltree::{Attribute, Document, Node, NodeType};
use std::fmt::Write;

/// The elements that draw; all others are left out with what is in them.
const ELEMENTS: [&str; 20] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "title",
    "desc",
    "defs",
    "clipPath",
    "linearGradient",
    "stop",
    "pattern",
    "marker",
    "use",
];

/// Where a mark leads: from what it shows ("term: tariff") to the id of its evidence on the page.
pub type Evidence = std::collections::BTreeMap<String, String>;

/// The picture as an element of an HTML page. `name` comes before each id, so that two charts never share one;
/// `label` is what a screen reader says.
///
/// # Errors
/// `Chart` when it is not SVG.
pub fn inline(svg: &str, name: &str, label: &str) -> Result<String> {
    linked(svg, name, label, &Evidence::new())
}

/// As [`inline`], with links from marks to their evidence. They are plain links: they work without scripts and by keyboard.
///
/// # Errors
/// As [`inline`].
pub fn linked(svg: &str, name: &str, label: &str, evidence: &Evidence) -> Result<String> {
    let fault = |what: String| Error::Chart { chart: name.to_string(), what };
    let document = Document::parse(svg).map_err(|cause| fault(cause.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(fault("it is not SVG".into()));
    }
    let links = root.descendants().any(|node| target(node, evidence).is_some());
    // What is within an image is hidden from screen readers, so a drawing with links is a group.
    let label = Label { text: label, role: if links { "group" } else { "img" } };
    let mut html = String::with_capacity(svg.len());
    write_element(root, (name, evidence), Some(label), &mut html);
    Ok(html)
}

/// What a screen reader says of the drawing as a whole.
#[derive(Clone, Copy)]
struct Label<'a> {
    text: &'a str,
    role: &'static str,
}

/// The id of a mark's evidence.
fn target<'e>(node: Node<'_, '_>, evidence: &'e Evidence) -> Option<&'e str> {
    evidence.get(node.attribute("data-shows")?).map(String::as_str)
}

/// Writes an element if it draws, within a link where it has evidence.
fn write_element(node: Node<'_, '_>, at: (&str, &Evidence), label: Option<Label>, html: &mut String) {
    let tag = node.tag_name().name();
    if !ELEMENTS.contains(&tag) {
        return;
    }
    let link = target(node, at.1).filter(|_| label.is_none());
    if let Some(id) = link {
        // What the mark says is said once, and names the link as well as the mark.
        let said = node.children().find(is_title).and_then(|title| title.text());
        let said = said_in_page(said.unwrap_or_default());
        let _ = write!(html, "<a href=\"#{}\"><title>{said}</title>", HtmlEscape(id));
    }
    write_shape(node, at, (label, link.is_some()), html);
    if link.is_some() {
        html.push_str("</a>");
    }
}

/// A text, escaped. What sets apart words that read from right to left stands there by number: a page holds no such sign itself,
/// so that none of the texts of others can.
fn said_in_page(text: &str) -> String {
    HtmlEscape(text).to_string().replace(legible::ISOLATE, "&#8296;").replace(legible::END_ISOLATE, "&#8297;")
}

fn is_title(node: &Node<'_, '_>) -> bool {
    node.tag_name().name() == "title"
}

/// Writes an element. The root has a `label`, and is as wide as the page lets it be; what a link says, its mark need not.
fn write_shape(
    node: Node<'_, '_>,
    (name, evidence): (&str, &Evidence),
    (label, linked): (Option<Label>, bool),
    html: &mut String,
) {
    let tag = node.tag_name().name();
    // The names are on the list above or made by XML's grammar, so only values need escaping.
    let _ = write!(html, "<{tag}");
    if let Some(Label { text, role }) = label {
        let _ = write!(html, " role=\"{role}\" aria-label=\"{}\"", HtmlEscape(text));
        if node.attribute("viewBox").is_none()
            && let (Some(width), Some(height)) = (node.attribute("width"), node.attribute("height"))
        {
            let _ = write!(html, " viewBox=\"0 0 {} {}\"", HtmlEscape(width), HtmlEscape(height));
        }
    }
    let sized = |attribute: &Attribute<'_, '_>| label.is_some() && ["width", "height"].contains(&attribute.name());
    for attribute in node.attributes().filter(|attribute| !sized(attribute)) {
        if let Some(value) = safe_value(attribute.name(), attribute.value(), name) {
            let _ = write!(html, " {}=\"{}\"", attribute.name(), HtmlEscape(&value));
        }
    }
    let empty = label.is_none() && !node.children().any(|child| !(linked && is_title(&child)));
    if empty {
        html.push_str("/>");
        return;
    }
    html.push('>');
    // The page itself says the chart's title and description; as a tooltip over all of it they would be in the way.
    let described = |child: &Node<'_, '_>| is_title(child) || child.tag_name().name() == "desc";
    let said = |child: &Node<'_, '_>| (label.is_some() && described(child)) || (linked && is_title(child));
    for child in node.children().filter(|child| !said(child)) {
        match child.node_type() {
            NodeType::Element => write_element(child, (name, evidence), None, html),
            NodeType::Text => {
                html.push_str(&said_in_page(child.text().unwrap_or_default()));
            }
            _ => {}
        }
    }
    let _ = write!(html, "</{tag}>");
}

/// The value as it may stand in the page; `None` for an attribute that could run, load or style.
fn safe_value(attribute: &str, value: &str, name: &str) -> Option<String> {
    let lower = attribute.to_ascii_lowercase();
    let own = |id: &str| id.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
    let inside = |reference: &str| {
        let id = reference.strip_prefix('#')?;
        Some(if own(id) { format!("#{id}") } else { format!("#{name}-{id}") })
    };
    match lower.as_str() {
        // What begins with the chart's name is unique as it is.
        "id" if own(value) => Some(value.to_owned()),
        "id" => Some(format!("{name}-{value}")),
        "href" => inside(value),
        // The page names the chart by its own label.
        "style" | "class" | "role" | "data-shows" => None,
        _ if lower.starts_with("on") || lower.starts_with("aria-") => None,
        _ => match value.split_once("url(") {
            None => Some(value.to_string()),
            Some((before, after)) => {
                let (reference, after) = after.split_once(')')?;
                Some(format!("{before}url({}){after}", inside(reference)?)).filter(|_| !after.contains("url("))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_text_stay_and_ids_become_unique() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><title>t</title><defs><clipPath id="c"><rect width="3"/></clipPath></defs><g clip-path="url(#c)"><use href="#c"/><text x="1">a &lt; b<title>u</title></text></g></svg>"##;
        let expected = r##"<svg role="img" aria-label="x &quot;y&quot;" viewBox="0 0 10 5"><defs><clipPath id="drift-c"><rect width="3"/></clipPath></defs><g clip-path="url(#drift-c)"><use href="#drift-c"/><text x="1">a &lt; b<title>u</title></text></g></svg>"##;
        assert_eq!(inline(svg, "drift", "x \"y\"").unwrap(), expected);
    }

    #[test]
    fn what_runs_or_loads_is_left_out() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1" onload="a()"><script>a()</script><style>@import "b"</style><a href="javascript:a()"><text>x</text></a><image href="https://c/"/><foreignObject><p/></foreignObject><use xlink:href="https://c/#d"/><rect fill="url(https://c/)" style="fill:url(https://c/)"/></svg>"##;
        assert_eq!(
            inline(svg, "n", "l").unwrap(),
            r##"<svg role="img" aria-label="l" viewBox="0 0 1 1"><use/><rect/></svg>"##
        );
    }

    #[test]
    fn a_mark_leads_to_its_evidence_and_no_farther() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg"><circle r="1" data-shows="term: a&quot;b"><title>a: 3</title></circle><circle r="2" data-shows="term: c"/></svg>"##;
        let evidence = Evidence::from([("term: a\"b".to_owned(), "passage-0-a".to_owned())]);
        assert_eq!(
            linked(svg, "n", "l", &evidence).unwrap(),
            r##"<svg role="group" aria-label="l"><a href="#passage-0-a"><title>a: 3</title><circle r="1"/></a><circle r="2"/></svg>"##
        );
    }

    #[test]
    fn what_is_not_svg_is_refused() {
        assert!(inline("<svg", "n", "l").is_err());
        assert!(inline("<html/>", "n", "l").is_err());
    }
}
