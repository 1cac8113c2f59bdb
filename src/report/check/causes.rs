//! Why scores differ: documents by the hashes of their contents, files that could not be read, settings key by key, and
//! the program.

use super::documents::{self, Documents, Relabeled};
use crate::drift::findings::Corpus;
use crate::error::Warning;
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
    /// The same text under another name: then and now.
    pub renamed: Vec<[String; 2]>,
    /// The text is another one.
    pub changed: Vec<String>,
    /// The text is the same, its title, source or date, where that was found, or what was taken out is not.
    pub relabeled: Vec<Relabeled>,
    /// Warnings that only one side has: a file that could not be read, say.
    pub warnings_new: Vec<Warning>,
    pub warnings_gone: Vec<Warning>,
    /// How many warnings there were and are, where that differs and none of those saved says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings_unlisted: Option<[usize; 2]>,
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
    let (then, today) = (&baseline.findings.corpus, &now.findings.corpus);
    let Documents { added, removed, renamed, changed, relabeled } = documents::of(then, today);
    let warnings_new = warnings_of(today, then);
    let warnings_gone = warnings_of(then, today);
    let totals = [then, today].map(|corpus| {
        corpus.warnings_total.saturating_sub(corpus.warnings.iter().filter(|warning| of_theme(warning)).count())
    });
    let unlisted = totals[0] != totals[1] && warnings_new.is_empty() && warnings_gone.is_empty();
    let differ = baseline.program != now.program;
    Causes {
        added,
        removed,
        renamed,
        changed,
        relabeled,
        warnings_new,
        warnings_gone,
        warnings_unlisted: unlisted.then_some(totals),
        settings: settings(baseline, now),
        program: differ.then(|| [baseline.program.clone(), now.program.clone()]),
    }
}

/// Warnings of one side that the other lacks. Those about themes say what the documents lack and cause nothing. Where the
/// other side saved the first of many only, later ones may be among those that it did not save.
fn warnings_of(side: &Corpus, other: &Corpus) -> Vec<Warning> {
    let saved_all = other.warnings_total <= other.warnings.len();
    let last = other.warnings.iter().max().filter(|_| !saved_all);
    let known: BTreeSet<_> = other.warnings.iter().map(said).collect();
    let new = |warning: &&Warning| {
        let within = last.is_none_or(|last| *warning <= last);
        within && !of_theme(warning) && !known.contains(&said(warning))
    };
    side.warnings.iter().filter(new).cloned().collect()
}

/// Whether a warning is about a theme, not about a file.
fn of_theme(warning: &Warning) -> bool {
    warning.path.starts_with("theme \"")
}

/// A warning without the folders that lead to its file, which depend on how the inputs are named.
fn said(warning: &Warning) -> (&str, Option<u64>, Option<&str>, &str, u64) {
    let file = warning.path.rsplit(['/', '\\']).next().unwrap_or_default();
    (file, warning.line, warning.row.as_deref(), &warning.what, warning.more)
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
    fn a_warning_is_known_again_wherever_its_file_lies() {
        let corpus = |paths: &[&str], total: usize| Corpus {
            warnings: paths.iter().map(|path| Warning::file(*path, "not JSON")).collect(),
            warnings_total: total,
            ..Corpus::default()
        };
        let new = |side: &Corpus, other: &Corpus| -> Vec<String> {
            warnings_of(side, other).into_iter().map(|warning| warning.path).collect()
        };
        let (then, now) = (corpus(&["in/a.json"], 1), corpus(&["in/there/a.json", "in/b.json"], 2));
        assert_eq!((new(&now, &then), new(&then, &now)), (vec!["in/b.json".to_owned()], vec![]));
        // Of many only the first are saved: what comes after them may be no news.
        let many = corpus(&["b", "d"], 9);
        assert_eq!(new(&corpus(&["a", "b", "e"], 3), &many), ["a"]);
        assert!(new(&corpus(&["theme \"trade\""], 1), &then).is_empty());
    }
}
