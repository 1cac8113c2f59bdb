//! Scores as a flat list: what is it about, which number of it, and the value.
//!
//! Lists go by names and not by places: periods by their labels, documents and terms by their own names. So a new period at the
//! beginning or another order of terms compares like with like. What is made of the numbers (sentences, passages), what
//! causes them (settings, contents, program), what only says where things lie, and what repeats numbers for a chart (the
//! cloud of all terms, the cells of ranks) is left out.

use super::Kind;
use super::names::{self, Renamed};
use crate::report::scores::Scores;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is not compared, wherever it stands.
const LEFT_OUT: [&str; 14] = [
    "summary",
    "sentence",
    "made_of",
    "passages",
    "settings",
    "contents",
    "program",
    "schema",
    "warnings",
    "day",
    "characters",
    "evidence",
    "cloud",
    "cells",
];
/// Fields that name an entry of a list, the first that it has.
const NAMES: [&str; 9] = ["name", "key", "id", "about", "setting", "phrase", "document", "label", "term"];

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// "theme: trade"
    pub subject: String,
    /// The way to it: "change", "ratio", "value". Names on it may hold any character.
    pub what: Vec<String>,
}

impl Place {
    /// Whether it is a verdict on the subject, or on a part of it.
    pub fn is_verdict(&self) -> bool {
        self.what.last().is_some_and(|last| last == "verdict")
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    Number(f64, Kind),
    Word(String),
}

impl std::fmt::Display for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number, _) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// Every value that is compared, with documents under the names that they have now.
pub fn of(scores: &Scores, renamed: &Renamed) -> BTreeMap<Place, Leaf> {
    let mut findings = serde_json::to_value(&scores.findings).unwrap_or_default();
    names::translate(&mut findings, renamed);
    names::sort(&mut findings);
    let strings = |items: &Value, field: &str| -> Vec<String> {
        let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
    };
    let texts = |items: &Value| -> Vec<String> {
        let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let labels = Labels {
        periods: strings(&findings["periods"], "label"),
        themes: strings(&findings["themes"], "name"),
        documents: strings(&findings["corpus"]["documents"], "id"),
        alike: texts(&findings["similarity"]["labels"]),
    };
    let mut leaves = BTreeMap::new();
    for (part, value) in findings.as_object().into_iter().flatten().filter(|(name, _)| is_compared(name)) {
        labels.part(part, value, &mut leaves);
    }
    leaves
}

fn is_compared(name: &str) -> bool {
    !LEFT_OUT.contains(&name)
}

/// Where subjects of a kind stand among all: what was asked for first, what only describes last.
pub fn order(subject: &str) -> usize {
    const KINDS: [&str; 12] = [
        "pair: ",
        "theme: ",
        "drift",
        "term: ",
        "terms",
        "turn: ",
        "turns",
        "spans",
        "robustness",
        "corpus",
        "period: ",
        "document: ",
    ];
    KINDS.iter().position(|kind| subject.starts_with(kind)).unwrap_or(KINDS.len())
}

/// What the places of lists without names stand for.
struct Labels {
    periods: Vec<String>,
    themes: Vec<String>,
    documents: Vec<String>,
    alike: Vec<String>,
}

impl Labels {
    /// One part of the findings: its entries are subjects of their own, or it is one as a whole.
    fn part(&self, part: &str, value: &Value, leaves: &mut BTreeMap<Place, Leaf>) {
        let mut each = |kind: &str, value: &Value| {
            for (name, item) in named(value) {
                self.flatten(&Node { subject: format!("{kind}: {name}"), what: Vec::new() }, &item, leaves);
            }
        };
        match part {
            "themes" => each("theme", value),
            "relative" => each("pair", value),
            "periods" => each("period", value),
            "phrases" => each("phrase", value),
            "terms" => {
                // A term that changes sides is one subject with another direction, not two.
                each("term", &with_direction(&value["rising"], "rising"));
                each("term", &with_direction(&value["falling"], "falling"));
                self.rest(part, value, &["rising", "falling"], leaves);
            }
            "turns" => {
                each("turn", &value["found"]);
                self.rest(part, value, &["found"], leaves);
            }
            "corpus" => {
                each("document", &value["documents"]);
                self.rest(part, value, &["documents", "title"], leaves);
            }
            "contrast" => self.rest("spans", value, &[], leaves),
            _ => self.rest(part, value, &[], leaves),
        }
    }

    /// A part as one subject, without some of its fields.
    fn rest(&self, subject: &str, value: &Value, without: &[&str], leaves: &mut BTreeMap<Place, Leaf>) {
        let mut value = value.clone();
        if let Some(map) = value.as_object_mut() {
            map.retain(|name, _| !without.contains(&name.as_str()));
        }
        self.flatten(&Node { subject: subject.into(), what: Vec::new() }, &value, leaves);
    }

    fn flatten(&self, node: &Node, value: &Value, leaves: &mut BTreeMap<Place, Leaf>) {
        let place = || Place { subject: node.subject.clone(), what: node.what.clone() };
        match value {
            Value::Null => {}
            Value::Object(map) => {
                for (name, item) in map.iter().filter(|(name, _)| is_compared(name)) {
                    self.flatten(&node.below(name), item, leaves);
                }
            }
            Value::Array(items) => {
                for (name, item) in self.items(node, items) {
                    self.flatten(&node.below(&name), &item, leaves);
                }
            }
            Value::Number(number) => {
                let label = self.label(node, number.as_u64());
                let number = || Leaf::Number(number.as_f64().unwrap_or_default(), kind(&node.what, number.is_f64()));
                leaves.insert(place(), label.unwrap_or_else(number));
            }
            Value::String(word) => drop(leaves.insert(place(), Leaf::Word(word.clone()))),
            Value::Bool(truth) => drop(leaves.insert(place(), Leaf::Word(truth.to_string()))),
        }
    }

    /// The entries of a list with their names.
    fn items(&self, node: &Node, items: &[Value]) -> Vec<(String, Value)> {
        let labels = match (node.above(), node.last()) {
            (_, "series" | "likeness") | ("likeness", _) => Some(&self.periods),
            (_, "theme_counts") => Some(&self.themes),
            (_, "by_document") => Some(&self.documents),
            (_, "cosine") | ("cosine", _) => Some(&self.alike),
            _ => None,
        };
        if let Some(labels) = labels.filter(|labels| labels.len() == items.len()) {
            return numbered(labels.iter().cloned()).into_iter().zip(items.iter().cloned()).collect();
        }
        if !items.is_empty() && items.iter().all(Value::is_string) {
            let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            return vec![("list".into(), words.join(", ").into())];
        }
        named(&Value::Array(items.to_vec()))
    }

    /// Numbers of periods as their labels, which mean the same on both sides.
    fn label(&self, node: &Node, number: Option<u64>) -> Option<Leaf> {
        let last = node.last();
        let is_period = matches!(last, "period" | "split") || (matches!(last, "from" | "to") && number.is_some());
        let label = self.periods.get(usize::try_from(number.filter(|_| is_period)?).ok()?)?;
        Some(Leaf::Word(label.clone()))
    }
}

/// Where one is on the way down.
struct Node {
    subject: String,
    what: Vec<String>,
}

impl Node {
    fn below(&self, name: &str) -> Self {
        let what = self.what.iter().cloned().chain([name.to_owned()]).collect();
        Self { subject: self.subject.clone(), what }
    }

    fn last(&self) -> &str {
        self.what.last().map_or("", String::as_str)
    }

    fn above(&self) -> &str {
        self.what.iter().rev().nth(1).map_or("", String::as_str)
    }
}

/// The entries of a list by names: their own, or their places where they have none.
fn named(value: &Value) -> Vec<(String, Value)> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let name = |(index, item): (usize, &Value)| name_of(item).unwrap_or_else(|| (index + 1).to_string());
    numbered(items.iter().enumerate().map(name)).into_iter().zip(items.iter().cloned()).collect()
}

/// Names of which one that comes again is numbered: of two values in one place one would never be compared.
fn numbered(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let number = |name: String| {
        let times = met.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 { format!("{name} ({times})") } else { name }
    };
    names.map(number).collect()
}

fn name_of(item: &Value) -> Option<String> {
    let text = |field: &str| item[field].as_str().filter(|text| !text.is_empty());
    if let (Some(a), Some(b)) = (text("a"), text("b")) {
        return Some(format!("{a} / {b}"));
    }
    if let (Some(theme), Some(to)) = (text("theme"), text("to")) {
        return Some(format!("{theme} : {to}"));
    }
    if let (Some(term), Some(key)) = (text("term"), text("key")) {
        return Some(if term.to_lowercase() == key { key.to_owned() } else { format!("{term} ({key})") });
    }
    if let (Some(term), Some(from)) = (text("term"), text("from")) {
        return Some(format!("{term}, {from}"));
    }
    NAMES.iter().find_map(|field| text(field)).or(text("part")).map(str::to_owned)
}

fn with_direction(items: &Value, direction: &str) -> Value {
    let mark = |item: &Value| {
        let mut map: Map<String, Value> = item.as_object().cloned().unwrap_or_default();
        map.insert("direction".into(), direction.into());
        Value::Object(map)
    };
    items.as_array().map(|items| items.iter().map(mark).collect()).unwrap_or_default()
}

/// The kind of a number by where it stands.
fn kind(what: &[String], fraction: bool) -> Kind {
    let last = what.last().map_or("", String::as_str);
    let first = what.first().map_or("", String::as_str);
    let has = |name: &str| what.iter().any(|part| part == name);
    match last {
        // Whole numbers count something, wherever they stand.
        _ if !fraction => Kind::Count,
        "p" | "q" | "smallest_p" | "jsd_p" => Kind::P,
        _ if has("log2")
            || matches!(
                last,
                "shrunken_log2" | "from_theme" | "from_to" | "prevalence" | "intensity" | "source_mix"
            ) =>
        {
            Kind::Log
        }
        _ if ["ratio", "leave_one_out", "leave_one_source_out", "bootstrap"].iter().any(|name| has(name))
            || last == "detectable" =>
        {
            Kind::Ratio
        }
        _ if has("prevalence") || has("cosine") || has("likeness") || has("dispersion") || last.contains("share") => {
            Kind::Share
        }
        "npmi" | "similarity" => Kind::Share,
        "earlier" | "later" | "per_1000_earlier" | "per_1000_later" | "earlier_per_1000" | "later_per_1000" => {
            Kind::Rate
        }
        _ if has("rate") || has("intensity") || has("series") || has("trend_percent_per_year") => Kind::Rate,
        "drift" | "bits" | "novelty" | "transience" | "resonance" | "unexplained" | "floor" => Kind::Drift,
        _ if last.starts_with("jsd") || last.ends_with("rest") || matches!(first, "overall" | "steps") => Kind::Drift,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::Findings;
    use crate::drift::findings::{Estimate, Period, Similarity, ThemeFinding, ThemePeriod};

    #[test]
    fn lists_go_by_names_and_numbers_have_kinds() {
        let period = |label: &str| Period { label: label.into(), documents: 3, ..Period::default() };
        let rate = Some(Estimate { value: 0.5, low: None, high: None });
        let mut theme = ThemeFinding { name: "trade".into(), ..ThemeFinding::default() };
        theme.series = vec![ThemePeriod { mentions: 4, rate, ..ThemePeriod::default() }, ThemePeriod::default()];
        theme.change.p = Some(0.25);
        let findings =
            Findings { periods: vec![period("2001"), period("2002")], themes: vec![theme], ..Findings::default() };
        let leaves = of(&Scores::new(Default::default(), findings), &Renamed::new());
        let leaf = |subject: &str, what: &str| {
            leaves.get(&Place { subject: subject.into(), what: what.split('.').map(str::to_owned).collect() })
        };
        assert_eq!(leaf("period: 2002", "documents"), Some(&Leaf::Number(3.0, Kind::Count)));
        assert_eq!(leaf("theme: trade", "series.2001.rate.value"), Some(&Leaf::Number(0.5, Kind::Rate)));
        assert_eq!(leaf("theme: trade", "series.2002.mentions"), Some(&Leaf::Number(0.0, Kind::Count)));
        assert_eq!(leaf("theme: trade", "change.p"), Some(&Leaf::Number(0.25, Kind::P)));
        assert_eq!(leaf("theme: trade", "change.verdict"), Some(&Leaf::Word("too_few".into())));
        assert_eq!(leaf("theme: trade", "change.sentence"), None);
    }

    #[test]
    fn documents_of_one_day_and_title_are_all_compared() {
        let similarity = Similarity {
            of: "documents".into(),
            labels: vec!["2024-01-01 Weekly".into(); 3],
            cosine: vec![vec![Some(1.0), Some(0.25), Some(0.5)]; 3],
            ..Similarity::default()
        };
        let findings = Findings { similarity: Some(similarity), ..Findings::default() };
        let leaves = of(&Scores::new(Default::default(), findings), &Renamed::new());
        let cosines = leaves.keys().filter(|place| place.what.iter().any(|part| part.contains("Weekly")));
        assert_eq!(cosines.count(), 9);
    }
}
