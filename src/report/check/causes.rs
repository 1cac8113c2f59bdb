//! Why scores differ: documents by the hash of their contents, settings key by key, and the program.

use crate::report::scores::Scores;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// All that is not the same on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Causes {
    /// Documents that only one side has, by name.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// The same contents under another name: then and now.
    pub renamed: Vec<[String; 2]>,
    /// The text is another one.
    pub changed: Vec<String>,
    /// The text is the same, its title, source or date is not.
    pub relabeled: Vec<String>,
    pub settings: Vec<SettingChange>,
    /// Then and now, where they differ.
    pub program: Option<[String; 2]>,
}

/// A setting that is not what it was; `None` where it was not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingChange {
    /// As in the settings file: "words.stem"
    pub key: String,
    pub baseline: Option<String>,
    pub now: Option<String>,
}

impl Causes {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Everything that differs besides the scores themselves.
pub fn of(baseline: &Scores, now: &Scores) -> Causes {
    let (then, today) = (&baseline.findings.corpus.contents, &now.findings.corpus.contents);
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| -> Vec<String> {
        a.keys().filter(|name| !b.contains_key(*name)).cloned().collect()
    };
    let (mut removed, mut added) = (only(then, today), only(today, then));
    let renamed = renamed((then, &mut removed), (today, &mut added));
    let mut causes = Causes { added, removed, renamed, ..Causes::default() };
    for (name, old) in then {
        let Some(new) = today.get(name).filter(|new| *new != old) else { continue };
        let same_text = text_of(old) == text_of(new);
        (if same_text { &mut causes.relabeled } else { &mut causes.changed }).push(name.clone());
    }
    causes.settings = settings(baseline, now);
    let differ = baseline.program != now.program;
    causes.program = differ.then(|| [baseline.program.clone(), now.program.clone()]);
    causes
}

fn text_of(content: &str) -> &str {
    content.split(' ').next().unwrap_or(content)
}

/// Pairs names that hold the same, each once, and takes them from both lists.
fn renamed(
    (then, removed): (&BTreeMap<String, String>, &mut Vec<String>),
    (today, added): (&BTreeMap<String, String>, &mut Vec<String>),
) -> Vec<[String; 2]> {
    let mut by_content: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    for name in added.iter().rev() {
        by_content.entry(&today[name]).or_default().push(name);
    }
    let pair = |name: &String| Some([name.clone(), by_content.get_mut(&then[name])?.pop()?.clone()]);
    let pairs: Vec<[String; 2]> = removed.iter().filter_map(pair).collect();
    let gone: BTreeSet<&String> = pairs.iter().flatten().collect();
    removed.retain(|name| !gone.contains(name));
    added.retain(|name| !gone.contains(name));
    pairs
}

fn settings(baseline: &Scores, now: &Scores) -> Vec<SettingChange> {
    let [then, today] = [baseline, now].map(|scores| {
        let mut keys = BTreeMap::new();
        flatten(&serde_json::to_value(&scores.settings).unwrap_or_default(), String::new(), &mut keys);
        keys
    });
    let keys: BTreeSet<&String> = then.keys().chain(today.keys()).collect();
    let differ = keys.into_iter().filter(|key| then.get(*key) != today.get(*key));
    let change = |key: &String| SettingChange {
        key: key.clone(),
        baseline: then.get(key).cloned(),
        now: today.get(key).cloned(),
    };
    differ.map(change).collect()
}

/// Settings as keys and values; a theme goes by its name and a list is one value.
fn flatten(value: &Value, key: String, to: &mut BTreeMap<String, String>) {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(name, item)| flatten(item, below(name), to)),
        Value::Array(items) if key == "theme" => {
            for item in items {
                flatten(&item["words"], below(item["name"].as_str().unwrap_or_default()), to);
            }
            let names: Vec<&str> = items.iter().filter_map(|item| item["name"].as_str()).collect();
            to.insert(key, names.join(", "));
        }
        Value::Array(items) if key == "relative" => {
            let side = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
            let pairs: Vec<String> =
                items.iter().map(|pair| format!("{}:{}", side(pair, "theme"), side(pair, "to"))).collect();
            to.insert(key, pairs.join(", "));
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(word).collect();
            to.insert(key, items.join(", "));
        }
        plain => {
            to.insert(key, word(plain));
        }
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_apart_by_what_they_hold() {
        let scores = |contents: &[(&str, &str)]| {
            let mut scores = Scores::new(Default::default(), Default::default());
            let content = |&(name, content): &(&str, &str)| (name.to_owned(), content.to_owned());
            scores.findings.corpus.contents = contents.iter().map(content).collect();
            scores
        };
        let then = scores(&[("a", "1 1"), ("b", "2 1"), ("c", "3 1"), ("d", "4 1"), ("e", "5 1"), ("f", "5 1")]);
        let now = scores(&[("a", "1 1"), ("b", "9 1"), ("c", "3 7"), ("x", "4 1"), ("y", "5 1"), ("z", "6 1")]);
        let found = of(&then, &now);
        assert_eq!((found.changed, found.relabeled), (vec!["b".to_owned()], vec!["c".to_owned()]));
        assert_eq!(found.renamed, [["d", "x"], ["e", "y"]].map(|pair| pair.map(str::to_owned)));
        assert_eq!((found.removed, found.added), (vec!["f".to_owned()], vec!["z".to_owned()]));
        assert!(of(&then, &then).is_empty());
    }
}
