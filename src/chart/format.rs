//! Numbers and verdicts in the words that charts use.

use super::style;
use crate::drift::findings::{Change, Estimate, Verdict};
use crate::drift::verdict::times;
pub use crate::drift::wording::{capital as sentence_case, count, counted, listed};
use jiff::civil::Date;
use plotters::style::RGBAColor;

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

/// A number below 1 with two significant digits, zeros kept: 0.24 beside 0.20.
pub fn two_digits(value: f64) -> String {
    if !(value > 0.0 && value < 1.0) {
        return format!("{value:.2}");
    }
    let places = (1.0 - libm::floor(libm::log10(value))).clamp(1.0, 9.0) as usize;
    format!("{value:.places$}")
}

fn trimmed(text: String) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A factor as the sentences write it, with the sign of multiplication: 2.3×, 0.45×, 24×, >999×.
pub fn factor(value: f64) -> String {
    signed(&times(value))
}

/// The same text with "×" where an "x" stands behind a number.
pub fn signed(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_factor = |index: usize| {
        let behind_digit = index > 0 && letters[index - 1].is_ascii_digit();
        behind_digit && !letters.get(index + 1).is_some_and(|next| next.is_alphanumeric())
    };
    let sign = |(index, &letter): (usize, &char)| if letter == 'x' && is_factor(index) { '×' } else { letter };
    letters.iter().enumerate().map(sign).collect()
}

/// A factor with its interval: "2.3× (1.4–3.8)".
pub fn factor_with_interval(estimate: &Estimate) -> String {
    format!("{} {}", factor(estimate.value), interval(estimate)).trim_end().to_owned()
}

/// The interval of a factor alone: "(1.4–3.8)"; nothing where there is none.
pub fn interval(estimate: &Estimate) -> String {
    let plain = |value: f64| factor(value).replace('×', "");
    // Of a narrow interval around 1 one digit would say "1.0–1.0".
    let narrow = estimate.low.zip(estimate.high).is_some_and(|(low, high)| plain(low) == plain(high));
    let digits = |value: f64| if narrow && value < 9.95 { format!("{value:.3}") } else { plain(value) };
    let bound = |value: Option<f64>| value.map_or("?".to_owned(), digits);
    match (estimate.low, estimate.high) {
        (None, None) => String::new(),
        // A dash before ">" would look like an arrow.
        (low, high) => format!("({}–{})", bound(low), bound(high)).replace("–>", " to >"),
    }
}

/// The least change that could have been seen: "≥ 2.1×", or "only > 999×" where that is none that happens.
pub fn least_seen(factor_seen: f64) -> String {
    if factor_seen > 999.5 { "only > 999×".to_owned() } else { format!("≥ {}", factor(factor_seen)) }
}

/// How large a change is, as far as that can be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// Nothing to compare.
    None,
    /// Later over earlier.
    Factor(Estimate),
    /// From nothing: there is no factor, only its lower bound.
    FromNone(Option<f64>),
    /// To nothing: there is no factor, only its upper bound.
    ToNone(Option<f64>),
}

/// The size of a change. Where a span has no mention the factor is made by the 1/2 that is added to every count, so it
/// says nothing; the bound of its interval on the other side still does.
pub fn size(change: &Change) -> Size {
    let Some(ratio) = change.ratio else { return Size::None };
    let nothing = |rate: Option<f64>| rate == Some(0.0);
    let (from, to) = match change.counts {
        Some([earlier, later]) => (earlier[0] == 0 || later[1] == 0, later[0] == 0 || earlier[1] == 0),
        None => (nothing(change.earlier), nothing(change.later)),
    };
    let told = |bound: Option<f64>| bound.filter(|_| change.verdict != Verdict::TooFew);
    match (from, to) {
        (false, false) => Size::Factor(ratio),
        (true, false) => Size::FromNone(told(ratio.low)),
        (false, true) => Size::ToNone(told(ratio.high)),
        (true, true) => Size::None,
    }
}

/// The size in a few words: "2.3× (1.4–3.8)", "from none, at least 1.8×".
pub fn size_words(change: &Change) -> String {
    match size(change) {
        Size::None => String::new(),
        // What so few documents give when they are resampled is no interval to lean on.
        Size::Factor(ratio) if change.verdict == Verdict::TooFew => factor(ratio.value),
        Size::Factor(ratio) => factor_with_interval(&ratio),
        _ => [Some(size_word(change)), bound_words(change)].into_iter().flatten().collect::<Vec<_>>().join(", "),
    }
}

/// The size without its uncertainty: "2.3×", "from none", "to none".
pub fn size_word(change: &Change) -> String {
    match size(change) {
        Size::None => String::new(),
        Size::Factor(ratio) => factor(ratio.value),
        // A pair also has no factor where the other theme is missing from a span.
        Size::FromNone(_) => if other_missing(change, 1) { "the other to none" } else { "from none" }.into(),
        Size::ToNone(_) => if other_missing(change, 0) { "the other from none" } else { "to none" }.into(),
    }
}

fn other_missing(change: &Change, span: usize) -> bool {
    change.counts.is_some_and(|counts| counts[span][1] == 0)
}

/// What is known of a factor that has no value: "at least 1.8×"; nothing where its bound is beyond what can be measured.
pub fn bound_words(change: &Change) -> Option<String> {
    match size(change) {
        Size::FromNone(low) => low.filter(|low| *low >= 0.001).map(|low| format!("at least {}", factor(low))),
        Size::ToNone(high) => high.filter(|high| *high <= 999.5).map(|high| format!("at most {}", factor(high))),
        _ => None,
    }
}

/// A probability of error: never 0, and no more digits than it can bear.
pub fn probability(p: f64) -> String {
    match p {
        ..0.0001 => "< 0.0001".into(),
        ..0.001 => format!("{p:.4}"),
        ..0.1 => format!("{p:.3}"),
        _ => format!("{p:.2}"),
    }
}

/// "= 0.012" or "< 0.0001".
pub fn equals(p: f64) -> String {
    let text = probability(p);
    if text.starts_with('<') { text } else { format!("= {text}") }
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
    // Small numbers keep the digits that the findings have: a probability is never printed as 0.
    let small = |value: f64| value.abs() < 0.001 && value != 0.0;
    value.map_or_else(
        String::new,
        |value| {
            if small(value) { value.to_string() } else { trimmed(format!("{value:.6}")) }
        },
    )
}

/// A number with three significant digits, for a tip: 0.000788.
pub fn three_digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".into();
    }
    let places = (2.0 - libm::floor(libm::log10(value.abs()))).clamp(0.0, 12.0) as usize;
    trimmed(format!("{value:.places$}"))
}

/// Whether a change would stand out, were it not that other sources wrote.
pub fn by_mix(change: &Change) -> bool {
    change.verdict == Verdict::CannotTell && change.reason.is_some()
}

/// The verdict as one or two words.
pub fn verdict(verdict: Verdict) -> &'static str {
    verdict.words()
}

/// The color of a verdict: a hue only where there is a direction.
pub fn verdict_color(verdict: Verdict) -> RGBAColor {
    match verdict {
        Verdict::Rose | Verdict::LeansUp => style::UP,
        Verdict::Fell | Verdict::LeansDown => style::DOWN,
        Verdict::CannotTell | Verdict::TooFew => style::GRAY,
    }
}

/// A document of a table by its row first, for long names of files are cut at their end: "row 18 of news.csv". The name of
/// a file that is a document stays as it is.
pub fn record(id: &str) -> String {
    match id.rsplit_once('#') {
        Some((file, row)) if !row.is_empty() && row.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("row {row} of {file}")
        }
        _ => id.to_owned(),
    }
}

/// Bytes of a slug.
const MOST_SLUG: usize = 80;

/// A name for a file: lower case letters and digits, joined by hyphens.
pub fn slug(text: &str) -> String {
    let kept: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let slug = kept.split_whitespace().collect::<Vec<_>>().join("-");
    // Names of files have at most 255 bytes, and two slugs make one.
    slug[..slug.floor_char_boundary(MOST_SLUG)].trim_end_matches('-').to_owned()
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
        assert_eq!(cell(Some(1.5e-9)), "0.0000000015");
        assert_eq!(
            ["2021-03", "2021-03-04", "2021-Q3", "1990s"].map(period).join(" "),
            "Mar 2021 4 Mar 2021 2021-Q3 1990s"
        );
        assert_eq!([2.0, 41.02, 0.221, 4321.0].map(factor).join(" "), "2.0× 41× 0.22× >999×");
        assert_eq!(
            signed("41x in 2023 (1.8x to >999x), xylophone 3xy, max"),
            "41× in 2023 (1.8× to >999×), xylophone 3xy, max"
        );
        assert_eq!(["news.csv#18", "a.txt", "n#x"].map(record), ["row 18 of news.csv", "a.txt", "n#x"]);
        assert_eq!(slug("Défense & U.S. / 鉱物"), "défense-u-s-鉱物");
    }

    /// Words for a change between (mentions, exposure) of two spans.
    fn words(counts: [[u64; 2]; 2], verdict: Verdict) -> String {
        let ratio = Some(Estimate { value: 41.0, low: Some(1.83), high: Some(928.0) });
        size_words(&Change { counts: Some(counts), ratio, verdict, ..Change::default() })
    }

    #[test]
    fn no_factor_is_made_of_nothing() {
        assert_eq!(words([[2, 77], [25, 96]], Verdict::Rose), "41× (1.8–928)");
        assert_eq!(words([[2, 77], [25, 96]], Verdict::TooFew), "41×");
        assert_eq!(words([[0, 77], [25, 96]], Verdict::Rose), "from none, at least 1.8×");
        assert_eq!(words([[0, 77], [25, 96]], Verdict::TooFew), "from none");
        assert_eq!(words([[25, 77], [0, 96]], Verdict::Fell), "to none, at most 928×");
        assert_eq!(words([[2, 77], [25, 0]], Verdict::Rose), "the other to none, at least 1.8×");
        assert_eq!(words([[0, 77], [0, 96]], Verdict::CannotTell), "");
        let rates =
            Change { earlier: Some(0.0), later: Some(2.0), ratio: Some(Estimate::default()), ..Change::default() };
        assert_eq!(size_word(&rates), "from none");
    }
}
