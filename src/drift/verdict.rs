//! The rules that bind verdict words to numbers, and the sentences in which they are told.
//!
//! - "rose" / "fell": p survives Benjamini-Hochberg in its family at 5 %, and the 95 % interval excludes no change
//!   whichever one document is left out.
//! - "leans": the 80 % interval excludes no change, the stricter rule is not met.
//! - "cannot tell": neither; the smallest change that would have been seen (80 % power) is given.
//! - "too few": fewer than 8 dated documents; the exact permutation p and the smallest attainable one are given.

use super::findings::{Change, Contrast, Estimate, LeaveOneOut, Verdict};
use crate::stats::cluster::LogRatio;
use crate::stats::permutation::Exact;
use libm::exp;

/// Fewest dated documents for any test of a trend.
pub const FEWEST_DOCUMENTS: usize = 8;

/// An ln ratio and what was learned about it.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// ln(later / earlier) with its error; `None` where a span has fewer than two documents.
    pub ratio: Option<LogRatio>,
    /// The ln ratio where there is no error to give.
    pub bare: Option<f64>,
    /// Exact permutation test, for few documents.
    pub exact: Option<Exact>,
    /// 95 % range of the ln ratio under resampling of few documents.
    pub resampled: Option<(f64, f64)>,
    /// Ln ratio without one document, lowest and highest, and the most influential document.
    pub leave_one_out: Option<LeaveOneOut>,
    /// The 95 % interval excludes 0 on the same side whichever document is left out.
    pub stands_without_any: bool,
    /// Rates or ratios in the two spans, as shown.
    pub earlier: Option<f64>,
    pub later: Option<f64>,
    /// Dated documents in both spans.
    pub documents: usize,
}

impl Evidence {
    /// Two-sided p: exact where documents are few, clustered otherwise.
    pub fn p(&self) -> Option<f64> {
        if self.documents < FEWEST_DOCUMENTS {
            return self.exact.map(|exact| exact.p_two_sided);
        }
        self.ratio.map(|ratio| ratio.p())
    }

    /// The change with its verdict; `q` is p after Benjamini-Hochberg.
    pub fn judged(&self, q: Option<f64>) -> Change {
        let few = self.documents < FEWEST_DOCUMENTS;
        let interval = if few { self.resampled } else { self.ratio.map(|ratio| ratio.interval(0.95)) };
        let value = self.ratio.map(|ratio| ratio.value).or(self.bare);
        let factor = |value: f64| Estimate {
            value: exp(value),
            low: interval.map(|(low, _)| exp(low)),
            high: interval.map(|(_, high)| exp(high)),
        };
        let verdict = self.verdict(q);
        Change {
            verdict,
            sentence: String::new(),
            earlier: self.earlier,
            later: self.later,
            ratio: value.map(factor),
            p: self.p(),
            q: if few { None } else { q },
            smallest_p: if few { self.exact.map(|exact| exact.smallest_p) } else { None },
            detectable: match verdict {
                Verdict::CannotTell | Verdict::LeansUp | Verdict::LeansDown => {
                    self.ratio.map(|ratio| ratio.detectable(0.8, 0.05)).filter(|factor| factor.is_finite())
                }
                _ => None,
            },
            leave_one_out: self.leave_one_out.clone(),
        }
    }

    fn verdict(&self, q: Option<f64>) -> Verdict {
        let Some(ratio) = self.ratio.filter(|_| self.documents >= FEWEST_DOCUMENTS) else { return Verdict::TooFew };
        let (low, high) = ratio.interval(0.80);
        let holds = q.is_some_and(|q| q < 0.05) && self.stands_without_any;
        match (holds, ratio.value > 0.0) {
            (true, true) => Verdict::Rose,
            (true, false) => Verdict::Fell,
            _ if low > 0.0 => Verdict::LeansUp,
            _ if high < 0.0 => Verdict::LeansDown,
            _ => Verdict::CannotTell,
        }
    }
}

/// The verdict in one sentence. `subject` begins it ("critical minerals relative to defence").
pub fn sentence(subject: &str, change: &Change, contrast: &Contrast) -> String {
    let Some(ratio) = change.ratio else {
        return format!("{}: too few documents in one of the two spans to compare.", capital(subject));
    };
    let interval = match (ratio.low, ratio.high) {
        (Some(low), Some(high)) => format!(" (95 % interval {} to {})", times(low), times(high)),
        _ => String::new(),
    };
    let spans = format!("{} against {}", contrast.later.label, contrast.earlier.label);
    let without = change
        .leave_one_out
        .as_ref()
        .map(|out| format!("; leaving one document out gives {} to {}", times(out.low), times(out.high)));
    let seen = change
        .detectable
        .map(|factor| format!("; a change of {} or more would have been found four times in five", times(factor)));
    let subject = capital(subject);
    let value = times(ratio.value);
    match change.verdict {
        Verdict::Rose => format!("{subject} rose: {value} in {spans}{interval}{}.", without.unwrap_or_default()),
        Verdict::Fell => format!("{subject} fell: {value} in {spans}{interval}{}.", without.unwrap_or_default()),
        Verdict::LeansUp => {
            format!("{subject} leans up, not surely: {value} in {spans}{interval}{}.", seen.unwrap_or_default())
        }
        Verdict::LeansDown => {
            format!("{subject} leans down, not surely: {value} in {spans}{interval}{}.", seen.unwrap_or_default())
        }
        Verdict::CannotTell => {
            format!(
                "{subject}: cannot tell whether it changed, {value} in {spans}{interval}{}.",
                seen.unwrap_or_default()
            )
        }
        Verdict::TooFew => too_few(&subject, change, contrast, &value),
    }
}

fn too_few(subject: &str, change: &Change, contrast: &Contrast, value: &str) -> String {
    let documents = contrast.earlier.documents + contrast.later.documents;
    let exact = match (change.p, change.smallest_p) {
        (Some(p), Some(smallest)) => {
            format!(" (exact p = {}; the smallest that so few could give is {})", decimals(p), decimals(smallest))
        }
        _ => String::new(),
    };
    let resampled = match change.ratio.map(|ratio| (ratio.low, ratio.high)) {
        Some((Some(low), Some(high))) => {
            format!("; resampling them gives anything from {} to {}", times(low), times(high))
        }
        _ => String::new(),
    };
    let noun = if documents == 1 { "document".into() } else { format!("{} documents", number_word(documents)) };
    format!(
        "{subject} stands at {value} in {} against {}, but {noun} cannot show a trend{exact}{resampled}.",
        contrast.later.label, contrast.earlier.label
    )
}

/// A factor as people write it: "x2.3", "x0.45", "x12".
pub fn times(factor: f64) -> String {
    if !factor.is_finite() {
        return "any factor".into();
    }
    let digits = match factor {
        f if f >= 9.95 => 0,
        f if f >= 0.995 => 1,
        f if f >= 0.0995 => 2,
        _ => 3,
    };
    if factor > 999.5 {
        ">x999".into()
    } else if factor < 0.001 {
        "<x0.001".into()
    } else {
        format!("x{factor:.digits$}")
    }
}

/// A p value as people write it.
pub fn decimals(p: f64) -> String {
    match p {
        p if p < 0.001 => "<0.001".into(),
        p if p < 0.1 => format!("{p:.3}"),
        p => format!("{p:.2}"),
    }
}

/// "five", up to twelve; digits beyond.
pub fn number_word(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// The same text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(value: f64, se: f64) -> Evidence {
        Evidence {
            ratio: Some(LogRatio { value, se, df: 30.0 }),
            stands_without_any: true,
            documents: 40,
            ..Evidence::default()
        }
    }

    #[test]
    fn words_follow_the_rules() {
        assert_eq!(evidence(1.0, 0.2).judged(Some(0.001)).verdict, Verdict::Rose);
        assert_eq!(evidence(-1.0, 0.2).judged(Some(0.001)).verdict, Verdict::Fell);
        assert_eq!(evidence(1.0, 0.2).judged(Some(0.2)).verdict, Verdict::LeansUp);
        assert_eq!(evidence(-0.3, 0.2).judged(Some(0.2)).verdict, Verdict::LeansDown);
        assert_eq!(evidence(0.1, 0.2).judged(Some(0.6)).verdict, Verdict::CannotTell);
        let fragile = Evidence { stands_without_any: false, ..evidence(1.0, 0.2) };
        assert_eq!(fragile.judged(Some(0.001)).verdict, Verdict::LeansUp);
        let few = Evidence { documents: 7, ..evidence(3.0, 0.2) };
        assert_eq!(few.judged(Some(0.001)).verdict, Verdict::TooFew);
        assert!(evidence(0.1, 0.2).judged(Some(0.6)).detectable.is_some_and(|factor| factor > 1.5));
    }

    #[test]
    fn factors_read_well() {
        assert_eq!(
            [2.345, 0.4512, 12.3, 1.0, 0.0234, 4321.0].map(times),
            ["x2.3", "x0.45", "x12", "x1.0", "x0.023", ">x999"]
        );
    }
}
