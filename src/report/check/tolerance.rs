//! How far a value may move before that is a difference, by kind of value.

use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

/// What sort of number a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole numbers: mentions, documents, words.
    Count,
    /// Mentions per 1,000 words, percent a year.
    Rate,
    /// Factors of change and their bounds.
    Ratio,
    /// Parts of a whole, cosines, dispersion.
    Share,
    /// Probabilities of error.
    P,
    /// Drift of the vocabulary and its parts.
    Drift,
    /// Logarithms: the balance of a pair, shrunken ratios.
    Log,
    /// Everything else, such as the scores of other programs.
    Other,
}

const KINDS: [(&str, Kind); 8] = [
    ("count", Kind::Count),
    ("rate", Kind::Rate),
    ("ratio", Kind::Ratio),
    ("share", Kind::Share),
    ("p", Kind::P),
    ("drift", Kind::Drift),
    ("log", Kind::Log),
    ("other", Kind::Other),
];

/// What a value may move by: the larger of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    pub absolute: f64,
    /// Of the larger of the two values.
    pub relative: f64,
}

impl Tolerance {
    pub fn allows(&self, a: f64, b: f64) -> bool {
        (a - b).abs() <= self.absolute.max(self.relative * a.abs().max(b.abs()))
    }
}

/// The tolerance of each kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerances(BTreeMap<Kind, Tolerance>);

impl Default for Tolerances {
    /// Counts are exact. Everything else may move by more than rounding to 6 digits can make of it, and by less than
    /// any table shows with its two digits.
    fn default() -> Self {
        let tolerance = |(_, kind): (&str, Kind)| {
            let (absolute, relative) = match kind {
                Kind::Count => (0.0, 0.0),
                Kind::Rate | Kind::Ratio | Kind::Other => (1e-6, 0.001),
                Kind::Share | Kind::Log | Kind::P => (0.0005, 0.0),
                Kind::Drift => (1e-6, 0.005),
            };
            (kind, Tolerance { absolute, relative })
        };
        Self(KINDS.map(tolerance).into())
    }
}

impl Tolerances {
    /// The defaults with what the user says: `KIND=0.01` (absolute), `KIND=5%` (relative), `5%` for every kind. What is
    /// given replaces both defaults of the kind; one of either sort may be given.
    ///
    /// # Errors
    /// `Setting` for a kind or number that means nothing.
    pub fn of_arguments(arguments: &[String]) -> Result<Self> {
        let mut given: BTreeMap<Kind, Tolerance> = BTreeMap::new();
        for argument in arguments {
            let (name, amount) = match argument.split_once('=') {
                Some((name, amount)) => (Some(name.trim()), amount),
                None => (None, argument.as_str()),
            };
            let (amount, relative) = amount_of(amount, argument)?;
            for kind in kinds_of(name, argument)? {
                let tolerance = given.entry(kind).or_insert(Tolerance { absolute: 0.0, relative: 0.0 });
                *(if relative { &mut tolerance.relative } else { &mut tolerance.absolute }) = amount;
            }
        }
        let mut tolerances = Self::default();
        tolerances.0.extend(given);
        Ok(tolerances)
    }

    pub fn of(&self, kind: Kind) -> Tolerance {
        self.0.get(&kind).copied().unwrap_or(Tolerance { absolute: 0.0, relative: 0.0 })
    }
}

fn refused(argument: &str, what: &str) -> Error {
    let kinds: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    let hint = format!("write KIND=0.01, KIND=5% or 5%, KIND one of {}", kinds.join(", "));
    Error::setting("--tolerance", format!("\"{argument}\" {what}"), hint)
}

/// The amount, and whether it is relative.
fn amount_of(amount: &str, argument: &str) -> Result<(f64, bool)> {
    let (digits, relative) = match amount.trim().strip_suffix('%') {
        Some(percent) => (percent.trim(), true),
        None => (amount.trim(), false),
    };
    let number: f64 = digits.parse().map_err(|_| refused(argument, "has no number"))?;
    if !(number.is_finite() && number >= 0.0) {
        return Err(refused(argument, "is not an amount of 0 or more"));
    }
    Ok((if relative { number / 100.0 } else { number }, relative))
}

/// The kind of this name; all of them without one.
fn kinds_of(name: Option<&str>, argument: &str) -> Result<Vec<Kind>> {
    let named = |(known, _): &&(&str, Kind)| name.is_none_or(|name| *known == name);
    let kinds: Vec<Kind> = KINDS.iter().filter(named).map(|(_, kind)| *kind).collect();
    if kinds.is_empty() { Err(refused(argument, "names no kind of score")) } else { Ok(kinds) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_passes_within_either_tolerance() {
        let tolerance = Tolerance { absolute: 0.5, relative: 0.01 };
        assert!(tolerance.allows(1.0, 1.5) && tolerance.allows(100.0, 101.0) && tolerance.allows(0.0, -0.5));
        assert!(!tolerance.allows(1.0, 1.6) && !tolerance.allows(100.0, 101.2));
    }

    #[test]
    fn what_is_given_replaces_the_default_of_its_kind_alone() {
        let given = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
            Tolerances::of_arguments(&arguments)
        };
        let tolerances = given(&["ratio=5%", "ratio=0.2", "p=0.01"]).unwrap();
        assert_eq!(tolerances.of(Kind::Ratio), Tolerance { absolute: 0.2, relative: 0.05 });
        assert_eq!(tolerances.of(Kind::P), Tolerance { absolute: 0.01, relative: 0.0 });
        assert_eq!(tolerances.of(Kind::Rate), Tolerances::default().of(Kind::Rate));
        assert_eq!(given(&["1%"]).unwrap().of(Kind::Count), Tolerance { absolute: 0.0, relative: 0.01 });
        for bad in ["speed=1", "p=", "p=-1", "p=inf", "%", "", "=5%", " = 0.1"] {
            assert!(given(&[bad]).is_err(), "{bad}");
        }
    }
}
