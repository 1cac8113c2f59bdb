//! A baseline told with the names that its documents have now.
//!
//! A name identifies a document and is no part of any score, so a file that was renamed or moved, or two that took each
//! other's names, must not look like documents that came and went. A title that is only the name goes with it; a date that
//! only the name tells is told like any other date, for scores are made of it.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Where findings name documents, alone or in a list. A text there that is no document's name is left as it is.
const FIELDS: [&str; 6] = ["id", "document", "of", "a", "b", "undated"];
/// Where they name them after a date, if the document has no title.
const LABELS: &str = "labels";

/// Then and now, of documents that have another name.
pub type Renamed<'r> = BTreeMap<&'r str, &'r str>;

/// Pairs of then and now to look names up in.
pub fn renamed(pairs: &[[String; 2]]) -> Renamed<'_> {
    pairs.iter().map(|[then, now]| (then.as_str(), now.as_str())).collect()
}

/// Puts the names of now into saved findings.
pub fn translate(findings: &mut Value, renamed: &Renamed) {
    match findings {
        Value::Object(map) => {
            let title = untitled(map, renamed);
            map.extend(title.map(|title| ("title".to_owned(), title.into())));
            for (field, value) in map.iter_mut() {
                match field.as_str() {
                    LABELS => each_text(value, &|label| after_date(label, renamed)),
                    field if FIELDS.contains(&field) => {
                        each_text(value, &|name| renamed.get(name).map(|now| (*now).to_owned()));
                    }
                    _ => {}
                }
                translate(value, renamed);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| translate(item, renamed)),
        _ => {}
    }
}

/// Pairs and lists that stand in the order of names only, in the order of the names of now.
pub fn sort(findings: &mut Value) {
    match findings {
        Value::Object(map) => {
            let text = |field: &str| map.get(field).and_then(Value::as_str).map(str::to_owned);
            if let (Some(a), Some(b)) = (text("a"), text("b")) {
                let (first, second) = if a <= b { (a, b) } else { (b, a) };
                map.extend([("a".to_owned(), first.into()), ("b".to_owned(), second.into())]);
            }
            if let Some(undated) = map.get_mut("undated").and_then(Value::as_array_mut) {
                undated.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            }
            map.values_mut().for_each(sort);
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

/// The title of now of a document that is called by its name, for it has no title of its own.
fn untitled(map: &Map<String, Value>, renamed: &Renamed) -> Option<String> {
    let text = |field: &str| map.get(field).and_then(Value::as_str);
    let then = text("id")?;
    let now = renamed.get(then)?;
    [(then, *now), (file(then), file(now))]
        .into_iter()
        .find(|(then, _)| text("title") == Some(then))
        .map(|(_, now)| now.to_owned())
}

/// The name without the folders before it.
pub fn file(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// "2024-06-17 talks.md" with the name of now.
fn after_date(label: &str, renamed: &Renamed) -> Option<String> {
    let (date, name) = label.split_once(' ').unwrap_or(("", label));
    let (start, now) = match renamed.get(label) {
        Some(now) => ("", now),
        None => (date, renamed.get(name)?),
    };
    Some(format!("{start} {now}").trim_start().to_owned())
}

fn each_text(value: &mut Value, new: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = new(text) {
                *text = new;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, new)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_are_called_by_their_names_of_now_and_nothing_else_is() {
        let pairs = [["a.md", "z.md"], ["b.md", "a.md"]].map(|pair| pair.map(str::to_owned));
        let mut findings = json!({
            "documents": [{ "id": "a.md", "title": "a.md" }, { "id": "b.md", "title": "b.md and more" }],
            "nearest": [{ "a": "a.md", "b": "b.md" }],
            "labels": ["2024-01-01 a.md", "b.md", "c.md"],
            "undated": ["a.md", "b.md"],
            "terms": ["a.md"],
        });
        translate(&mut findings, &renamed(&pairs));
        sort(&mut findings);
        let told = json!({
            "documents": [{ "id": "z.md", "title": "z.md" }, { "id": "a.md", "title": "b.md and more" }],
            "nearest": [{ "a": "a.md", "b": "z.md" }],
            "labels": ["2024-01-01 z.md", "a.md", "c.md"],
            "undated": ["a.md", "z.md"],
            "terms": ["a.md"],
        });
        assert_eq!(findings, told);
    }
}
