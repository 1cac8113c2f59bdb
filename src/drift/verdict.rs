//! The rules that bind verdict words to numbers, and the sentences in which they are told.
//!
//! - "rose" / "fell": p survives Benjamini-Hochberg in its family at 5 %, and the 95 % interval excludes no change
//!   whichever one document is left out.
//! - "leans": the 80 % interval excludes no change, the stricter rule is not met.
//! - "cannot tell": neither; the smallest change that would have been seen (80 % power) is given.
//! - Where the sources that both spans share hold half of the words, each of these must also be true at a fixed mix of
//!   sources, at the 95 % or the 80 % interval; if it is not, the next weaker word that is true is used. What enters
//!   Benjamini-Hochberg is then the larger of both p (an intersection-union test, Berger 1982), so that the second test
//!   is corrected for the size of the family too.
//! - "too few": fewer than 8 dated documents; the exact permutation p and the smallest attainable one are given.

use super::findings::{Change, Contrast, Estimate, LeaveOneOut, LeaveOneSourceOut, Split, Verdict};
use super::sources::AtFixedMix;
use super::wording::capital;
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
    /// Two-sided p by random permutations of the documents, where that was asked for.
    pub permuted: Option<f64>,
    /// Two-sided p of a rate by the variance that choosing documents gives.
    pub chosen: Option<f64>,
    /// 95 % range of the ln ratio under resampling of few documents.
    pub resampled: Option<(f64, f64)>,
    /// Ln ratio without one document, lowest and highest, and the most influential document.
    pub leave_one_out: Option<LeaveOneOut>,
    /// The 95 % interval excludes 0 on the same side whichever document is left out.
    pub stands_without_any: bool,
    /// The same for sources.
    pub without_one_source: Option<LeaveOneSourceOut>,
    /// The change at a fixed mix of sources, where two or more have words in both spans.
    pub at_fixed_mix: Option<AtFixedMix>,
    pub split: Option<Split>,
    /// Rates or ratios in the two spans, as shown.
    pub earlier: Option<f64>,
    pub later: Option<f64>,
    /// See `Change::counts`.
    pub counts: [[u64; 2]; 2],
    /// Dated documents in both spans.
    pub documents: usize,
}

impl Evidence {
    /// Two-sided p: exact where documents are few; by permutation where there is one, for it is valid even where a theme
    /// is missing from a whole span; for other rates by choosing documents, for the t of a log ratio errs where few
    /// documents mention a theme; for other pairs by that t.
    pub fn p(&self) -> Option<f64> {
        if self.documents < FEWEST_DOCUMENTS {
            return self.exact.map(|exact| exact.p_two_sided);
        }
        self.ratio.map(|ratio| self.permuted.or(self.chosen).unwrap_or_else(|| ratio.p()))
    }

    /// p for Benjamini-Hochberg: where the fixed mix has a say, the larger of both, and 1 where it goes the other way.
    pub fn p_of_both(&self) -> Option<f64> {
        let (own, value) = (self.p()?, self.ratio.map_or(0.0, |ratio| ratio.value));
        let at_mix = self.mix().filter(|_| self.documents >= FEWEST_DOCUMENTS).map(|mix| &mix.ratio);
        Some(at_mix.map_or(own, |mix| if mix.value * value > 0.0 { own.max(mix.p()) } else { 1.0 }))
    }

    /// The change with its verdict; `q` is p after Benjamini-Hochberg.
    pub fn judged(&self, q: Option<f64>) -> Change {
        let few = self.documents < FEWEST_DOCUMENTS;
        let interval = if few { self.resampled } else { self.ratio.map(|ratio| ratio.interval(0.95)) };
        let value = self.ratio.map(|ratio| ratio.value).or(self.bare);
        let verdict = self.verdict(q);
        Change {
            verdict,
            sentence: String::new(),
            reason: self.held_back(verdict),
            earlier: self.earlier,
            later: self.later,
            counts: Some(self.counts),
            ratio: value.map(|value| as_factor(value, interval)),
            p: self.p(),
            q: if few { None } else { q },
            smallest_p: if few { self.exact.map(|exact| exact.smallest_p) } else { None },
            detectable: self.detectable(verdict),
            leave_one_out: self.leave_one_out.clone(),
            leave_one_source_out: self.without_one_source.clone(),
            fixed_mix: self.at_fixed_mix.as_ref().map(AtFixedMix::finding),
            split: self.split,
            made_of: None,
            bootstrap: None,
        }
    }

    /// The smallest factor that would have been found, where it is not sure that there is one: at the fixed mix where
    /// that is what stands in the way.
    fn detectable(&self, verdict: Verdict) -> Option<f64> {
        let open = matches!(verdict, Verdict::CannotTell | Verdict::LeansUp | Verdict::LeansDown);
        let mix = self.mix().map(|mix| mix.ratio).filter(|_| verdict == Verdict::CannotTell);
        let limiting = |ratio: LogRatio| mix.filter(|mix| mix.se > ratio.se).unwrap_or(ratio);
        let factor = self.ratio.filter(|_| open).map(|ratio| limiting(ratio).detectable(0.8, 0.05));
        factor.filter(|factor| factor.is_finite())
    }

    /// The fixed mix, where it has a say.
    fn mix(&self) -> Option<&AtFixedMix> {
        self.at_fixed_mix.as_ref().filter(|mix| mix.decides())
    }

    /// What the fixed mix says, where it alone keeps a change from being called that its own numbers show.
    fn held_back(&self, verdict: Verdict) -> Option<String> {
        let (mix, ratio) = (self.mix()?, self.ratio?);
        if verdict == Verdict::TooFew {
            return None;
        }
        let (low, high) = ratio.interval(0.95);
        let alone = self.stands_without_any && self.p().is_some_and(|p| p < 0.05);
        let would = match (low > 0.0, high < 0.0) {
            (true, _) if alone => Verdict::Rose,
            (_, true) if alone => Verdict::Fell,
            _ => lean(&ratio),
        };
        let not = match would {
            Verdict::Rose => "to have risen",
            Verdict::Fell => "to have fallen",
            Verdict::LeansUp => "to lean up",
            _ => "to lean down",
        };
        let weaker = verdict.strength() < would.strength() && at_most(would, mix) != would;
        weaker.then(|| format!("{}, so it is not said {not}", mix.told()))
    }

    fn verdict(&self, q: Option<f64>) -> Verdict {
        let Some(ratio) = self.ratio.filter(|_| self.documents >= FEWEST_DOCUMENTS) else { return Verdict::TooFew };
        let holds = q.is_some_and(|q| q < 0.05) && self.stands_without_any;
        let raw = match (holds, ratio.value > 0.0) {
            (true, true) => Verdict::Rose,
            (true, false) => Verdict::Fell,
            _ => lean(&ratio),
        };
        self.mix().map_or(raw, |mix| at_most(raw, mix))
    }
}

impl AtFixedMix {
    /// "at a fixed mix of the two sources that both spans share it is 1.1x (0.80 to 1.6)"
    fn told(&self) -> String {
        mix_words(self.sources, as_factor(self.ratio.value, Some(self.ratio.interval(0.95))))
    }
}

fn mix_words(sources: usize, ratio: Estimate) -> String {
    let bounds = match (ratio.low, ratio.high) {
        (Some(low), Some(high)) => format!(" ({} to {})", times_in_words(low), times_in_words(high)),
        _ => String::new(),
    };
    let value = times_in_words(ratio.value);
    format!("at a fixed mix of the {} sources that both spans share it is {value}{bounds}", number_word(sources))
}

/// What the 80 % interval says.
pub fn lean(ratio: &LogRatio) -> Verdict {
    let (low, high) = ratio.interval(0.80);
    match (low > 0.0, high < 0.0) {
        (true, _) => Verdict::LeansUp,
        (_, true) => Verdict::LeansDown,
        _ => Verdict::CannotTell,
    }
}

/// A verdict that says no more than the fixed mix of sources bears out.
fn at_most(verdict: Verdict, mix: &AtFixedMix) -> Verdict {
    let (own, weak) = (mix.verdict(), lean(&mix.ratio));
    match verdict {
        Verdict::Rose | Verdict::Fell if own == verdict => verdict,
        Verdict::Rose | Verdict::LeansUp if weak == Verdict::LeansUp => Verdict::LeansUp,
        Verdict::Fell | Verdict::LeansDown if weak == Verdict::LeansDown => Verdict::LeansDown,
        _ => Verdict::CannotTell,
    }
}

impl Verdict {
    /// One or two words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rose => "rose",
            Self::Fell => "fell",
            Self::LeansUp => "leans up",
            Self::LeansDown => "leans down",
            Self::CannotTell => "cannot tell",
            Self::TooFew => "too few",
        }
    }

    /// How much it says: that something changed, that it may have, or nothing.
    pub fn strength(self) -> u8 {
        match self {
            Self::Rose | Self::Fell => 2,
            Self::LeansUp | Self::LeansDown => 1,
            Self::CannotTell | Self::TooFew => 0,
        }
    }
}

/// An ln ratio and its interval as a factor.
pub fn as_factor(value: f64, interval: Option<(f64, f64)>) -> Estimate {
    Estimate { value: exp(value), low: interval.map(|(low, _)| exp(low)), high: interval.map(|(_, high)| exp(high)) }
}

/// What a sentence is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'n> {
    /// Something that occurs so often per word.
    Rate(&'n str),
    /// A theme relative to another.
    Pair(&'n str, &'n str),
}

impl Subject<'_> {
    fn name(self) -> String {
        capital(&self.bare_name())
    }

    fn bare_name(self) -> String {
        match self {
            Self::Rate(name) => name.to_owned(),
            Self::Pair(theme, to) => format!("{theme} relative to {to}"),
        }
    }
}

/// Writes what is said of a change.
pub fn tell(subject: Subject, change: &mut Change, contrast: &Contrast) {
    change.sentence = sentence(subject, change, contrast);
    change.made_of = parts(subject, change);
}

/// The verdict in one sentence.
pub fn sentence(subject: Subject, change: &Change, contrast: &Contrast) -> String {
    let name = subject.name();
    if change.ratio.is_none() {
        return format!("{name}: not mentioned in the two spans, or in too few documents to compare.");
    }
    if let (Subject::Pair(theme, to), Some([[a, b], [c, d]])) = (subject, change.counts)
        && (a + c == 0 || b + d == 0)
    {
        let missing = if a + c == 0 { theme } else { to };
        return format!("{name}: nothing to compare, for {missing} is never mentioned.");
    }
    let measured =
        if one_sided(change) { bare(subject, change, contrast) } else { compared(subject, change, contrast) };
    if change.verdict == Verdict::TooFew {
        return too_few(&format!("{name}: {measured}"), change, contrast);
    }
    let measured = format!("{measured}{}{}", interval(change), at_fixed_mix(change));
    match change.verdict {
        Verdict::Rose => format!("{name} rose: {measured}{}.", without_one(change)),
        Verdict::Fell => format!("{name} fell: {measured}{}.", without_one(change)),
        Verdict::LeansUp => format!("{name} leans up, not surely: {measured}{}.", could_see(change)),
        Verdict::LeansDown => format!("{name} leans down, not surely: {measured}{}.", could_see(change)),
        _ => format!("{name}: cannot tell whether it changed, {measured}{}.", could_see(change)),
    }
}

/// "2.3x in 2023–2026 (7:20) against 2018–2022 (2:15)"
fn compared(subject: Subject, change: &Change, contrast: &Contrast) -> String {
    let counts = |span: usize| match (subject, change.counts) {
        (Subject::Pair(..), Some(counts)) => format!(" ({}:{})", counts[span][0], counts[span][1]),
        _ => String::new(),
    };
    let value = times_in_words(change.ratio.map_or(1.0, |ratio| ratio.value));
    let (later, earlier) = (&contrast.later.label, &contrast.earlier.label);
    format!("{value} in {later}{} against {earlier}{}", counts(1), counts(0))
}

/// "25 mentions to 96 of defence in 2023–2026, none to 77 in 2018–2022": counts alone.
fn bare(subject: Subject, change: &Change, contrast: &Contrast) -> String {
    let mentions = |count: u64| match count {
        0 => "none".to_owned(),
        1 => "1 mention".to_owned(),
        more => format!("{more} mentions"),
    };
    let [[before, against_before], [after, against_after]] = change.counts.unwrap_or_default();
    let (after, before) = (mentions(after), mentions(before));
    let (later, earlier) = (&contrast.later.label, &contrast.earlier.label);
    match subject {
        Subject::Pair(_, to) => {
            format!("{after} to {against_after} of {to} in {later}, {before} to {against_before} in {earlier}")
        }
        Subject::Rate(_) => format!("{after} in {later}, {before} in {earlier}"),
    }
}

/// A span without any mention makes the factor an artifact of the 1/2 that is added to counts: only a bound is told.
fn one_sided(change: &Change) -> bool {
    change.counts.is_some_and(|[earlier, later]| earlier.contains(&0) || later.contains(&0))
}

/// The interval; for a factor that is only bounded, the bound nearest to no change.
fn interval(change: &Change) -> String {
    let Some(ratio) = change.ratio else { return String::new() };
    match (ratio.low, ratio.high) {
        (Some(low), Some(_)) if one_sided(change) && ratio.value > 1.0 => format!(" (95 %: {})", at_least(low)),
        (Some(_), Some(high)) if one_sided(change) => format!(" (95 %: {})", at_most_times(high)),
        (Some(low), Some(high)) => format!(" (95 % interval {} to {})", times_in_words(low), times_in_words(high)),
        _ => String::new(),
    }
}

/// A change in brief: "2.3x, 1.4 to 3.8", or "from none, at least 1.8x".
pub fn brief(change: &Change) -> String {
    let number = |factor: f64| times_in_words(factor).trim_end_matches('x').to_owned();
    let Some(ratio) = change.ratio else { return String::new() };
    match (ratio.low, ratio.high, change.counts) {
        (Some(low), Some(_), Some([[0, _], _])) => format!("from none, {}", at_least(low)),
        (Some(_), Some(high), Some([_, [0, _]])) => format!("to none, {}", at_most_times(high)),
        _ if one_sided(change) => "no factor: one side is never mentioned".into(),
        (Some(low), Some(high), _) => format!("{}, {} to {}", times_in_words(ratio.value), number(low), number(high)),
        _ => times_in_words(ratio.value),
    }
}

/// What a fixed mix of sources says, where it weakens the verdict, takes a third of the change away, or adds as much.
fn at_fixed_mix(change: &Change) -> String {
    if let Some(reason) = &change.reason {
        return format!("; {reason}");
    }
    let (Some(mix), Some(split)) = (change.fixed_mix.as_ref().filter(|mix| mix.decides), change.split) else {
        return String::new();
    };
    let moved = split.source_mix.unwrap_or(0.0);
    let whole = moved + split.prevalence + split.intensity;
    let telling = moved.abs() > whole.abs() / 3.0 && moved.abs() > MATTERS;
    if telling { format!("; {}", mix_words(mix.sources, mix.ratio)) } else { String::new() }
}

/// A part of a change below this factor (ln 1.1) is not told.
const MATTERS: f64 = 0.095;

/// The parts of a change that holds or leans, in one sentence; nothing where the change is all of one kind.
fn parts(subject: Subject, change: &Change) -> Option<String> {
    let split = change.split.filter(|_| !one_sided(change))?;
    if matches!(change.verdict, Verdict::CannotTell | Verdict::TooFew) {
        return None;
    }
    let more = match subject {
        Subject::Rate(_) => "how many documents mention it".to_owned(),
        Subject::Pair(theme, to) => format!("how many documents mention {theme} rather than {to}"),
    };
    let each = "how much those say".to_owned();
    let mut parts = vec![(split.prevalence, more), (split.intensity, each)];
    // Without the mix the parts would multiply to another number than the one that the sentence before begins with: it may
    // be left out only where nobody sees that.
    let seen = times_in_words(exp(split.prevalence + split.intensity)) != times_in_words(change.ratio?.value);
    let mix = split.source_mix.filter(|mix| mix.abs() > MATTERS || seen);
    parts.extend(mix.map(|mix| (mix, "which sources wrote most".into())));
    let mut told: Vec<String> =
        parts.iter().map(|(part, what)| format!("{} from {what}", times_in_words(exp(*part)))).collect();
    // The whole of what is told: a mix that hardly matters is left out of both.
    let whole = times_in_words(exp(parts.iter().map(|(part, _)| part).sum::<f64>()));
    let last = told.pop()?;
    Some(format!("Of this {whole}, {} and {last} (the factors multiply).", told.join(", ")))
}

fn without_one(change: &Change) -> String {
    if one_sided(change) {
        return String::new();
    }
    let told = |out: &LeaveOneOut| {
        format!("; leaving one document out gives {} to {}", times_in_words(out.low), times_in_words(out.high))
    };
    change.leave_one_out.as_ref().map(told).unwrap_or_default()
}

fn could_see(change: &Change) -> String {
    let told =
        |factor: f64| format!("; a change of {} would have been found four times in five", times_in_words(factor));
    change.detectable.map(told).unwrap_or_default()
}

fn too_few(stands: &str, change: &Change, contrast: &Contrast) -> String {
    let documents = contrast.earlier.documents + contrast.later.documents;
    let exact = match (change.p, change.smallest_p) {
        (Some(p), Some(smallest)) => {
            format!(" (exact p = {}; the smallest that so few could give is {})", decimals(p), decimals(smallest))
        }
        _ => String::new(),
    };
    let resampled = match change.ratio.map(|ratio| (ratio.low, ratio.high)) {
        Some((Some(low), Some(high))) => {
            format!("; resampling them gives anything from {} to {}", times_in_words(low), times_in_words(high))
        }
        _ => String::new(),
    };
    let noun = if documents == 1 { "document".into() } else { format!("{} documents", number_word(documents)) };
    format!("{stands}, but {noun} cannot show a trend{exact}{resampled}.")
}

/// A factor as people write it: "2.3x", "0.45x", "12x".
pub fn times(factor: f64) -> String {
    if !factor.is_finite() {
        return "any factor".into();
    }
    let digits = match factor {
        f if f >= 9.95 => 0,
        // "1.04x" is a change, "1.0x" is none.
        f if (1.005..1.095).contains(&f) => 2,
        f if f >= 0.995 => 1,
        f if f >= 0.0995 => 2,
        _ => 3,
    };
    if factor > 999.5 {
        ">999x".into()
    } else if factor < 0.001 {
        "<0.001x".into()
    } else {
        format!("{factor:.digits$}x")
    }
}

/// A factor in a sentence: as [`times`], and in words where it is beyond what can be measured.
pub fn times_in_words(factor: f64) -> String {
    match times(factor).as_str() {
        ">999x" => "more than 999 times".into(),
        "<0.001x" => "less than a thousandth".into(),
        plain => plain.to_owned(),
    }
}

/// "at least 1.8x", "more than 999 times"
fn at_least(factor: f64) -> String {
    let told = times_in_words(factor);
    if told.starts_with("more") { told } else { format!("at least {told}") }
}

/// "at most 0.16x", "less than a thousandth"
fn at_most_times(factor: f64) -> String {
    let told = times_in_words(factor);
    if told.starts_with("less") { told } else { format!("at most {told}") }
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
    fn a_span_without_mentions_gives_a_bound() {
        let change = Evidence { counts: [[0, 77], [25, 96]], ..evidence(3.7, 0.5) }.judged(Some(0.001));
        let told = sentence(Subject::Pair("minerals", "defence"), &change, &Contrast::default());
        assert!(
            told.contains("25 mentions to 96 of defence") && told.contains("at least") && !told.contains("40x"),
            "{told}"
        );
        assert!(brief(&change).starts_with("from none, at least"));
    }

    #[test]
    fn factors_read_well() {
        assert_eq!(
            [2.345, 0.4512, 12.3, 1.0, 0.0234, 4321.0].map(times),
            ["2.3x", "0.45x", "12x", "1.0x", "0.023x", ">999x"]
        );
        let change = Evidence { counts: [[1, 900], [900, 900]], ..evidence(6.0, 0.8) }.judged(Some(0.001));
        let told = sentence(Subject::Rate("lithium"), &change, &Contrast::default());
        assert!(told.contains("to more than 999 times)") && !told.contains('>'), "{told}");
        let change = Evidence { counts: [[0, 900], [900, 900]], ..evidence(9.0, 0.8) }.judged(Some(0.001));
        assert_eq!(brief(&change), "from none, more than 999 times");
    }
}
