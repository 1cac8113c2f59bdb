//! Numbers and verdicts in the words that charts use.

use super::style;
use crate::drift::findings::{Estimate, Verdict};
use jiff::civil::Date;
use plotters::style::RGBAColor;

/// A count with separators: 36,412.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and what is counted: "1 document", "12 documents".
pub fn counted(value: u64, one: &str) -> String {
    format!("{} {one}{}", count(value), if value == 1 { "" } else { "s" })
}

/// A rate with two significant digits below 10, whole above.
pub fn rate(value: f64) -> String {
    let value = if value.is_finite() { value.abs() } else { 0.0 };
    match value {
        0.0 => "0".into(),
        value if value >= 9.95 => count(value.round() as u64),
        value if value >= 0.95 => trimmed(format!("{value:.1}")),
        value => {
            let places = (1.0 - libm::floor(libm::log10(value))).clamp(1.0, 9.0) as usize;
            trimmed(format!("{value:.places$}"))
        }
    }
}

fn trimmed(text: String) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A factor: 2.3×, 0.4×, 24×.
pub fn factor(value: f64) -> String {
    format!("{}×", rate(value))
}

/// A factor with its interval: "2.3× (1.4–3.8)".
pub fn factor_with_interval(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{} ({}–{})", factor(estimate.value), rate(low), rate(high)),
        _ => factor(estimate.value),
    }
}

/// A day in words: "24 Oct 2023".
pub fn day(day: Date) -> String {
    super::scale::day_label(day)
}

/// An ISO day in words; anything else as it stands.
pub fn iso_day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), day)
}

/// A period's label in words: "2021-03" becomes "Mar 2021", "2021-03-04" becomes "4 Mar 2021".
pub fn period(label: &str) -> String {
    match format!("{label}-01").parse::<Date>() {
        Ok(first) if label.len() == 7 => super::scale::month_name(first),
        _ => iso_day(label),
    }
}

/// A period as one says when something happened: "in" goes before it.
pub fn when(label: &str) -> String {
    if label.ends_with("0s") { format!("the {label}") } else { period(label) }
}

/// An optional number for the table: empty where there is none.
pub fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| trimmed(format!("{value:.6}")))
}

/// The verdict as one or two words.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Rose => "rose",
        Verdict::Fell => "fell",
        Verdict::LeansUp => "leans up",
        Verdict::LeansDown => "leans down",
        Verdict::CannotTell => "cannot tell",
        Verdict::TooFew => "too few",
    }
}

/// The color of a verdict: a hue only where there is a direction.
pub fn verdict_color(verdict: Verdict) -> RGBAColor {
    match verdict {
        Verdict::Rose | Verdict::LeansUp => style::UP,
        Verdict::Fell | Verdict::LeansDown => style::DOWN,
        Verdict::CannotTell | Verdict::TooFew => style::GREY,
    }
}

/// A text with its first letter in upper case.
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Names as a list in a sentence: "a, b and c".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A name for a file: lower case letters and digits, joined by hyphens.
pub fn slug(text: &str) -> String {
    let kept: String =
        text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(60).collect();
    kept.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_honest() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(
            [0.0, 0.0123, 0.5, 0.96, 1.04, 2.34, 9.96, 1234.0].map(rate).join(" "),
            "0 0.012 0.5 1 1 2.3 10 1,234"
        );
        assert_eq!(cell(Some(0.25)), "0.25");
        assert_eq!(cell(Some(100.0)), "100");
        assert_eq!(
            ["2021-03", "2021-03-04", "2021-Q3", "1990s"].map(period).join(" "),
            "Mar 2021 4 Mar 2021 2021-Q3 1990s"
        );
        assert_eq!(slug("Défense & U.S. / 鉱物"), "défense-u-s-鉱物");
    }
}
