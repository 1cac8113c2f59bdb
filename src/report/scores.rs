//! Scores: the one saved form that is a promise, with sorted keys, rounded numbers and stable bytes.

use crate::config::Config;
use crate::drift::findings::Findings;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The version of the saved form; it rises when a reader of the old form would misread the new, or miss what it needs.
/// 2: the contents of the documents.
pub const SCHEMA: u32 = 2;

/// Name and version, as every saved form has them.
pub(super) const PROGRAM: &str = concat!("driftline ", env!("CARGO_PKG_VERSION"));

/// What a command answers, with the schema of that answer and the program that gave it.
#[derive(Serialize)]
struct Answer<'a, T> {
    schema: u32,
    program: &'static str,
    #[serde(flatten)]
    answer: &'a T,
}

/// The answer of a command as JSON in the saved form; `schema` is the version of that command's form.
pub(super) fn answer(schema: u32, answer: &impl Serialize) -> String {
    json(&Answer { schema, program: PROGRAM, answer })
}

/// The paths that a command wrote, as JSON in the form of the scores.
pub fn written_json(paths: &[PathBuf]) -> String {
    #[derive(Serialize)]
    struct Saved {
        written: Vec<String>,
    }
    answer(1, &Saved { written: paths.iter().map(|path| path.display().to_string()).collect() })
}

/// Anything as JSON in the saved form.
pub(super) fn json(value: &impl Serialize) -> String {
    let mut text = String::new();
    write_value(&rounded(serde_json::to_value(value).unwrap_or_default()), 0, &mut text);
    text.push('\n');
    text
}

/// Everything that a run found, with the settings and the program that found it.
///
/// As JSON the keys are sorted, numbers with a fraction have 6 significant digits, and a line break ends the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Version of the saved form, [`SCHEMA`].
    pub schema: u32,
    /// Name and version of the program, "driftline 0.1.0".
    pub program: String,
    /// Every setting, whether given or by default.
    pub settings: Config,
    /// What was found.
    #[serde(flatten)]
    pub findings: Findings,
}

impl Scores {
    /// Rounds the findings once, so that charts, page and file say the same numbers.
    pub fn new(settings: Config, findings: Findings) -> Self {
        let exact = Self { schema: SCHEMA, program: PROGRAM.to_owned(), settings, findings };
        // Numbers that are not finite have no JSON form. Findings hold none; if one did, it would stay visible here.
        serde_json::to_value(&exact).map(rounded).and_then(serde_json::from_value).unwrap_or(exact)
    }

    /// What the report is called: as the user says, or as the corpus is called.
    pub fn title(&self) -> &str {
        let title = self.settings.title.as_ref().unwrap_or(&self.findings.corpus.title);
        if title.is_empty() { "Topic drift" } else { title }
    }

    /// The saved form: an object a line, except that a list of plain values stays on one line.
    pub fn to_json(&self) -> String {
        json(self)
    }

    /// Reads the saved form; `path` names the file in messages.
    ///
    /// # Errors
    /// `Format` when it is not JSON, not scores, of another schema, or damaged.
    pub fn from_json(text: &str, path: impl AsRef<Path>) -> Result<Self> {
        let fault = |what: String| Error::Format { path: path.as_ref().to_owned(), what };
        let value: Value = serde_json::from_str(text).map_err(|cause| fault(format!("not JSON: {cause}")))?;
        if value.get("schema").is_some() && !is_scores(&value) {
            return Err(fault("not the scores of driftline: there are no \"settings\" and \"corpus\"".into()));
        }
        match value.get("schema").map(|schema| (schema, schema.as_u64())) {
            Some((_, Some(schema))) if schema == u64::from(SCHEMA) => {}
            Some((schema, _)) => {
                let newer = schema.as_u64().is_some_and(|schema| schema > u64::from(SCHEMA));
                let what = if newer { "a newer driftline made them" } else { "make them again" };
                let told = format!("its scores have schema {schema}, this program reads schema {SCHEMA}: {what}");
                return Err(fault(told));
            }
            None => return Err(fault("not the scores of driftline: there is no \"schema\"".into())),
        }
        if let Some(number) = absurd(&value) {
            return Err(fault(format!("damaged: it holds the number {number:e}, which no findings have")));
        }
        serde_json::from_value(rounded(value)).map_err(|cause| fault(format!("not the scores of driftline: {cause}")))
    }
}

/// Beyond it a saved number is no count, factor or probability of texts.
const LARGEST: f64 = 1e60;

/// A number that no findings have.
fn absurd(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|number| number.abs() > LARGEST),
        Value::Array(values) => values.iter().find_map(absurd),
        Value::Object(values) => values.values().find_map(absurd),
        _ => None,
    }
}

/// What scores of every schema have and nothing else that this program or another writes.
fn is_scores(value: &Value) -> bool {
    ["settings", "corpus"].iter().all(|key| value.get(key).is_some_and(Value::is_object))
}

/// The schema that saved scores say they have; `None` for what is no scores.
pub(super) fn schema(text: &str) -> Option<u64> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.get("schema").filter(|_| is_scores(&value))?.as_u64()
}

/// The same value with every number that has a fraction rounded.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().map_or(Value::Null, |x| round(x).into()),
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(map) => map.into_iter().map(|(key, item)| (key, rounded(item))).collect(),
        other => other,
    }
}

/// To 6 significant digits through their decimal form, so that the result prints as those digits on every machine.
fn round(x: f64) -> f64 {
    // Adding zero turns -0 into 0.
    format!("{x:.5e}").parse().unwrap_or(x) + 0.0
}

/// Writes a value with two spaces for each level.
fn write_value(value: &Value, level: usize, text: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            // Sorted here, because a feature of serde_json that any dependency may switch on would keep another order.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            write_list(("{", "}"), level, text, entries, |(key, item), text| {
                text.push_str(&format!("{}: ", Value::from(key.as_str())));
                write_value(item, level + 1, text);
            });
        }
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            write_list(("[", "]"), level, text, items, |item, text| write_value(item, level + 1, text));
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            text.push_str(&format!("[{}]", items.join(", ")));
        }
        other => text.push_str(&other.to_string()),
    }
}

/// Writes items, one a line, between brackets.
fn write_list<T>(
    (open, close): (&str, &str),
    level: usize,
    text: &mut String,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    text.push_str(open);
    for (index, item) in items.into_iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(level + 1));
        write(item, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(level));
    text.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_six_significant_digits() {
        for (exact, expected) in
            [(1.0 / 3.0, 0.333333), (123456.789, 123457.0), (2.0, 2.0), (1.23456789e-30, 1.23457e-30), (-0.0, 0.0)]
        {
            assert_eq!(round(exact).to_bits(), f64::to_bits(expected), "{exact}");
        }
    }

    #[test]
    fn lists_of_plain_values_stay_on_one_line() {
        let mut text = String::new();
        write_value(&serde_json::json!({ "b": [1, null, "x"], "a": [[0.5], []], "c": {} }), 0, &mut text);
        assert_eq!(text, "{\n  \"a\": [\n    [0.5],\n    []\n  ],\n  \"b\": [1, null, \"x\"],\n  \"c\": {}\n}");
    }
}
