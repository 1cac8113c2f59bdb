//! Numbers and verdicts as people read them.
//!
//! One rule for signs: whatever a person reads (terminal, Markdown, pages, charts) has the signs of typography, "×" behind
//! a factor and "–" between two bounds; a terminal that shows the bars and lines of the tables shows these too. What a
//! program reads (scores, answers as JSON, CSV, JUnit, annotations) has the sentences as they are saved, with "x", which
//! any keyboard finds. [`signed`] makes the former of the latter.

use super::explain::brief;
pub use crate::chart::format::{
    count, counted, equals, factor, factor_with_interval as factor_interval, least_seen, probability, signed,
    size_words, verdict,
};
use crate::drift::findings::{Change, ChangePoints, Estimate, Period, ThemeFinding, Verdict};
use crate::drift::wording::{HELD_BACK, capital, listed, qualified};
use crate::legible;

/// Where there is no number to show.
pub const NONE: &str = "–";

/// A verdict as the name of a style.
pub fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Rose => "rose",
        Verdict::Fell => "fell",
        Verdict::LeansUp => "leans-up",
        Verdict::LeansDown => "leans-down",
        Verdict::CannotTell => "cannot-tell",
        Verdict::TooFew => "too-few",
    }
}

/// A verdict with what qualifies it, and for one that cannot tell the least that it could have seen: "cannot tell (≥ 2.1×)".
pub fn told(change: &Change, theme: Option<&ThemeFinding>) -> String {
    let seen = change.detectable.filter(|_| change.verdict == Verdict::CannotTell);
    let seen = seen.map(least_seen);
    let notes: Vec<String> = seen.into_iter().chain(qualified(change, theme)).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    format!("{}{notes}", verdict(change.verdict))
}

/// What would have been seen, where the verdict is that nothing can be told, and what held it back.
pub fn could_have_seen(change: &Change) -> String {
    let seen = change.detectable.filter(|_| change.verdict == Verdict::CannotTell);
    let seen = seen.map(|least| format!("could have seen {}", least_seen(least)));
    let held = change.reason.as_ref().map(|_| HELD_BACK.to_owned());
    seen.into_iter().chain(held).collect::<Vec<_>>().join("; ")
}

/// That most of a theme is one short time, and what would be said without that.
pub fn spike_sentence(theme: &ThemeFinding) -> Option<String> {
    let spike = theme.spike.as_ref()?;
    let (hold, it) = if spike.from == spike.to { ("holds", "it") } else { ("hold", "them") };
    let shares = format!("{} of the mentions in {} of the words", percent(spike.share), percent(spike.share_of_words));
    let without = spike.without.as_ref().map(|without| match spike.changes(theme.change.verdict) {
        true => format!("; without {it} the verdict would be: {}", brief(without).trim_end()),
        false => format!("; without {it} the verdict is the same: {}", brief(without).trim_end()),
    });
    Some(format!("It is a spike: {} {hold} {shares}{}.", spike.when, without.unwrap_or_default()))
}

/// When something turned, a sentence each, and when it only may have: that in one sentence where there are several, for
/// each would say again why it may pass.
pub fn turns(name: &str, points: &ChangePoints, (periods, unit): (&[Period], &str)) -> Vec<String> {
    let mut told: Vec<String> = points.found.iter().map(|point| point.sentence.clone()).collect();
    match points.possible.as_slice() {
        [] => {}
        [one] => told.push(one.sentence.clone()),
        several => {
            let each = several.iter().map(|point| format!("{} ({})", point.way(periods), point.brief()));
            let when = listed(&each.collect::<Vec<_>>());
            let name = capital(name);
            told.push(format!(
                "{name} may have turned {when}, but it fluctuates so much from {unit} to {unit} that each of these may pass."
            ));
        }
    }
    told
}

/// A number with so many significant digits, without an exponent unless it is very small or very large.
pub fn number(x: f64, digits: usize) -> String {
    let exponent = format!("{x:.*e}", digits - 1);
    let magnitude: i32 = exponent.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    match magnitude {
        _ if x == 0.0 || !x.is_finite() => x.abs().to_string(),
        ..-5 | 15.. => exponent.replace('-', "−"),
        3.. => format!("{}{}", if x < 0.0 { "−" } else { "" }, count(x.abs().round() as u64)),
        _ => format!("{x:.*}", (digits as i32 - 1 - magnitude).max(0) as usize).replace('-', "−"),
    }
}

/// A number with its interval: 2.31 (1.40 to 3.82), where a dash could be read as a sign.
pub fn interval(estimate: &Estimate, digits: usize) -> String {
    match (estimate.low, estimate.high) {
        (None, None) => number(estimate.value, digits),
        (low, high) => {
            let bound = |x: Option<f64>| x.map_or("?".to_string(), |x| number(x, digits));
            format!("{} ({} to {})", number(estimate.value, digits), bound(low), bound(high))
        }
    }
}

/// A share of 1 as percent.
pub fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0, 2))
}

/// A name fit for files and anchors: lower case letters, digits and hyphens.
pub fn slug(name: &str) -> String {
    let mapped: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let slug = mapped.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "chart".into() } else { slug }
}

/// The text without characters that act on what surrounds it, or cannot be seen.
pub fn inert(text: &str) -> String {
    legible::clean(text).replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_plain() {
        for (x, digits, expected) in [
            (0.0, 2, "0"),
            (0.034_56, 2, "0.035"),
            (2.345, 3, "2.35"),
            (-12.7, 2, "−13"),
            (99.96, 3, "100"),
            (12_345.6, 2, "12,346"),
            (1.2e-9, 2, "1.2e−9"),
        ] {
            assert_eq!(number(x, digits), expected, "{x}");
        }
    }

    #[test]
    fn factors_show_their_interval() {
        let estimate = Estimate { value: 2.34, low: Some(1.41), high: Some(13.8) };
        assert_eq!(factor_interval(&estimate), "2.3× (1.4–14)");
        assert_eq!(factor_interval(&Estimate { value: 0.412, low: None, high: Some(0.9) }), "0.41× (?–0.90)");
        assert_eq!(factor_interval(&Estimate { value: 124.0, low: None, high: None }), "124×");
    }

    #[test]
    fn probabilities_are_never_zero() {
        assert_eq!(
            [0.0, 0.000_31, 0.0123, 0.6].map(probability),
            ["< 0.0001", "0.0003", "0.012", "0.60"].map(String::from)
        );
    }

    #[test]
    fn counts_have_thousands() {
        assert_eq!([0, 999, 1000, 1234567].map(count), ["0", "999", "1,000", "1,234,567"].map(String::from));
    }

    #[test]
    fn text_cannot_act_on_its_surroundings() {
        assert_eq!(inert("a\u{1b}[31mb\u{202e}c\u{2066}d\ne"), "a [31mbcd\ne");
    }
}
