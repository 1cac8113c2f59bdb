//! When themes and pairs turned: change points that shuffled documents do not give, where they may lie, and the terms
//! that came and went with them.
//!
//! Binary segmentation (Vostrikova 1981): the best cut of the whole is looked for first, then the best cut of either side
//! of it. A cut is possible if permuted documents seldom have any cut as good (`stats::scan`): p below 0.05 after
//! Benjamini-Hochberg over all themes, or all pairs, for the first cut, and below 0.05 over its depth for those inside.
//! It holds, and is called a turn, if documents in periods that fluctuate as these do seldom have one as good either
//! (`stats::persistence`; p below 0.05 over the depth, not corrected for the number of themes), and if the cuts that it
//! was found inside of hold: months that are busy or quiet together give possible cuts in nearly every series. Where a
//! transient change (`stats::transient`) is a better account than one cut and holds so, its two edges are the turns
//! (circular binary segmentation, Olshen et al. 2004). Cuts are looked for three periods apart; where each lies is found
//! after that, one period or more from the next (`stats::placement`).
//!
//! Where periods hold fewer than two documents on average, blocks of periods take their place in the second test.
//!
//! Where sources are known and shared, documents count against their own source (`sources::strata`), so that an outlet
//! which joins or leaves is no turn; the size is then the one at a fixed mix of the sources.

use super::findings::{Change, ChangePoint, ChangePoints, Estimate, Period, RelativeFinding, ThemeFinding};
use super::keyness;
use super::quantity::Quantity;
use super::sources::{self, AtFixedMix, Control};
use super::study::{Spans, Study};
use super::verdict;
use super::wording::capital;
use crate::stats::cluster::LogRatio;
use crate::stats::scan::{Cut, Least, Sequence, Transient, Unit};
use crate::stats::significance::benjamini_hochberg;
use libm::exp;
use rayon::prelude::*;
use std::ops::Range;

/// Fewest periods with documents, and fewest documents, on either side of a cut.
const LEAST: Least = Least { periods: 3, documents: 8 };
const LEVEL: f64 = 0.05;
/// Most terms named on either side, and asked for: those that are the theme's own are no news.
const MOST_TERMS: usize = 3;
const MOST_BESIDE: usize = 12;

/// Gives every theme and pair its change points.
pub fn mark(study: &Study, themes: &mut [ThemeFinding], relative: &mut [RelativeFinding]) {
    let theme = |name: &str| study.themes.iter().position(|theme| theme.name == name);
    let rows = Rows::of(study);
    let rate = |found: &ThemeFinding| Some(Subject::theme(study, &rows, theme(&found.name)?));
    let pair = |found: &RelativeFinding| Some(Subject::pair(study, &rows, [theme(&found.theme)?, theme(&found.to)?]));
    let (rates, pairs): (Vec<_>, Vec<_>) = (themes.iter().map(rate).collect(), relative.iter().map(pair).collect());
    let (of_rates, of_pairs) = rayon::join(|| find(study, &rates), || find(study, &pairs));
    for (found, points) in themes.iter_mut().zip(of_rates) {
        found.change_points = points;
    }
    for (found, points) in relative.iter_mut().zip(of_pairs) {
        found.change_points = points;
    }
}

/// What documents bring along, whatever may have turned.
struct Rows {
    /// The stratum of each, where there are any.
    strata: Option<Vec<usize>>,
    keys: Vec<u64>,
}

impl Rows {
    fn of(study: &Study) -> Self {
        Self { strata: sources::strata(study), keys: study.random_keys() }
    }
}

/// What may have turned.
struct Subject {
    name: String,
    quantity: Quantity,
    sequence: Sequence,
    /// Documents count against their own source.
    controlled: bool,
    /// The themes that it is about.
    themes: Vec<usize>,
}

/// A cut that holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    period: usize,
    p: f64,
    depth: usize,
    /// It also holds where periods fluctuate, and so do those that it was found inside of.
    sure: bool,
}

impl Subject {
    fn theme(study: &Study, rows: &Rows, theme: usize) -> Self {
        let name = capital(&study.themes[theme].name);
        Self::of((study, rows), name, Quantity::rate(study, theme), vec![theme])
    }

    fn pair(study: &Study, rows: &Rows, [theme, to]: [usize; 2]) -> Self {
        let name = format!("{} relative to {}", capital(&study.themes[theme].name), study.themes[to].name);
        Self::of((study, rows), name, Quantity::relative(study, theme, to), vec![theme, to])
    }

    fn of(
        (study, Rows { strata, keys }): (&Study, &Rows),
        name: String,
        quantity: Quantity,
        themes: Vec<usize>,
    ) -> Self {
        let unit = |(row, (above, below)): (&usize, (u64, u64))| {
            let stratum = strata.as_ref().map_or(0, |strata| strata[*row]);
            Unit { above, below, key: keys[*row], stratum }
        };
        let units = |rows: &Vec<usize>| rows.iter().zip(quantity.pairs(rows)).map(unit).collect();
        let sequence = Sequence::new(study.groups.rows().iter().map(units).collect::<Vec<_>>());
        Self { name, quantity, sequence, controlled: strata.is_some(), themes }
    }

    /// Whether a term has a word of its own entries: what turned did not come "with" itself.
    fn says(&self, study: &Study, term: &str) -> bool {
        let entries = self.themes.iter().flat_map(|&theme| &study.themes[theme].words);
        let entries: Vec<String> =
            entries.filter(|entry| !entry.starts_with('!')).map(|entry| entry.to_lowercase()).collect();
        let is_form = |word: &str, entry: &str| match entry.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word.trim_end_matches('s') == entry.trim_end_matches('s'),
        };
        let words = |text: &str| -> Vec<String> {
            let parts = text.split(|c: char| !(c.is_alphanumeric() || c == '*'));
            parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
        };
        words(term).iter().any(|word| entries.iter().any(|entry| words(entry).iter().any(|part| is_form(word, part))))
    }

    /// Cuts inside one side of a cut, down to where nothing holds.
    fn segment(&self, study: &Study, periods: Range<usize>, (depth, sure): (usize, bool)) -> Vec<Held> {
        let cut = self.sequence.best_cut(periods.clone(), LEAST, study.seed);
        let cut = cut.filter(|cut| cut.p < LEVEL / depth as f64);
        cut.map(|cut| self.split(study, periods, &cut, (depth, sure))).unwrap_or_default()
    }

    /// A cut, or both edges of the transient change that tells more, with those inside what it leaves, in order of time.
    fn split(&self, study: &Study, periods: Range<usize>, cut: &Cut, (depth, sure): (usize, bool)) -> Vec<Held> {
        let level = LEVEL / depth as f64;
        let held = |period, p, sure| Held { period, p, depth, sure };
        let edges = match cut.transient.as_ref().filter(|found| sure && found.p < level) {
            Some(Transient { periods, p }) => vec![held(periods.start, *p, true), held(periods.end, *p, true)],
            None => vec![held(cut.period, cut.p_fluctuating, sure && cut.p_fluctuating < level)],
        };
        let (mut cuts, mut start) = (Vec::new(), periods.start);
        for edge in edges {
            cuts.extend(self.segment(study, start..edge.period, (depth + 1, edge.sure)));
            cuts.push(edge);
            start = edge.period;
        }
        let sure = cuts.last().is_some_and(|last| last.sure);
        cuts.extend(self.segment(study, start..periods.end, (depth + 1, sure)));
        cuts
    }
}

impl Subject {
    /// The cuts where they lie, all judged before.
    fn placed(&self, mut cuts: Vec<Held>) -> Vec<Held> {
        let found: Vec<usize> = cuts.iter().map(|cut| cut.period).collect();
        let places = self.sequence.refined(&found, LEAST);
        cuts.iter_mut().zip(places).for_each(|(cut, place)| cut.period = place);
        cuts
    }
}

/// The change points of each subject, none of what is no subject; the subjects are one family.
fn find(study: &Study, subjects: &[Option<Subject>]) -> Vec<ChangePoints> {
    let whole = 0..study.groups.periods.len();
    let first = |subject: &Option<Subject>| subject.as_ref()?.sequence.best_cut(whole.clone(), LEAST, study.seed);
    let first: Vec<_> = subjects.par_iter().map(first).collect();
    let q = adjusted(&first);
    let holds = |index: usize| q[index].is_some_and(|q| q < LEVEL);
    let points = |index: usize| {
        let p = first[index].as_ref().map(Cut::p_of_turn);
        let mut points = ChangePoints { p, q: q[index], ..ChangePoints::default() };
        if let (Some(subject), Some(cut), true) = (&subjects[index], &first[index], holds(index)) {
            let cuts = subject.placed(subject.split(study, whole.clone(), cut, (1, true)));
            let sure: Vec<Held> = cuts.iter().copied().filter(|cut| cut.sure).collect();
            points.found = describe(study, subject, &sure, |_| true);
            points.possible = describe(study, subject, &cuts, |cut| !cut.sure);
        }
        points
    };
    (0..subjects.len()).into_par_iter().map(points).collect()
}

/// p of shuffled documents after Benjamini-Hochberg over the subjects that have a cut.
fn adjusted(cuts: &[Option<Cut>]) -> Vec<Option<f64>> {
    let mut q = benjamini_hochberg(&cuts.iter().flatten().map(|cut| cut.p).collect::<Vec<_>>()).into_iter();
    cuts.iter().map(|cut| cut.as_ref().and_then(|_| q.next())).collect()
}

/// The cuts that are told, each against its neighbors among all of them.
fn describe(study: &Study, subject: &Subject, cuts: &[Held], is_told: impl Fn(&Held) -> bool) -> Vec<ChangePoint> {
    let edge = |index: usize| cuts.get(index).map_or(study.groups.periods.len(), |cut| cut.period);
    let point = |index: usize| {
        let start = if index == 0 { 0 } else { cuts[index - 1].period };
        change_point(study, subject, cuts[index], start..edge(index + 1))
    };
    (0..cuts.len()).filter(|&index| is_told(&cuts[index])).filter_map(point).collect()
}

/// `None` where a side has nothing to compare: then nobody can say which way it turned.
fn change_point(study: &Study, subject: &Subject, cut: Held, periods: Range<usize>) -> Option<ChangePoint> {
    let rows = |span: Range<usize>| -> Vec<usize> {
        let inside = |row: &usize| study.groups.of_row[*row].is_some_and(|period| span.contains(&period));
        (0..study.documents.len()).filter(inside).collect()
    };
    let spans = Spans { earlier: rows(periods.start..cut.period), later: rows(cut.period..periods.end) };
    let tallies = subject.quantity.tallies(&spans);
    let control = subject.controlled.then(|| Control::of(study, &spans)).flatten();
    let mix = control.and_then(|control| control.judge(&subject.quantity, &spans)).filter(AtFixedMix::decides);
    let change = subject.quantity.change_of(&tallies)?;
    let ratio = estimate(mix.as_ref().map_or(change, |mix| mix.ratio));
    let (from, to) = subject.sequence.place(periods, LEAST, 0.95).unwrap_or((cut.period, cut.period));
    let beside = keyness::distinctive(study, &about(study, subject, &spans), MOST_BESIDE);
    let [terms_after, terms_before] = beside
        .map(|terms| terms.into_iter().filter(|term| !subject.says(study, term)).take(MOST_TERMS).collect::<Vec<_>>());
    let mut point = ChangePoint {
        period: cut.period,
        // Resamples that all agree on another period do not move the cut out of its own interval.
        from: from.min(cut.period),
        to: to.max(cut.period),
        p: cut.p,
        depth: cut.depth,
        ratio,
        counts: tallies.map(|tally| [tally.a, tally.b]),
        terms_before,
        terms_after,
        sentence: String::new(),
    };
    point.sentence = sentence(study, &subject.name, (&point, cut.sure, mix.is_some()));
    Some(point)
}

impl ChangePoint {
    /// The span in which it lies: "in 2005-08", "between 2005-10 and 2005-11".
    pub fn span(&self, periods: &[Period]) -> String {
        let label = |period: usize| periods.get(period).map_or("", |period| period.label.as_str());
        match (label(self.from), label(self.to)) {
            (from, to) if from == to => format!("in {from}"),
            (from, to) => format!("between {from} and {to}"),
        }
    }

    /// Which way, and when: "up in 2005-08".
    pub fn way(&self, periods: &[Period]) -> String {
        format!("{} {}", if self.ratio.value < 1.0 { "down" } else { "up" }, self.span(periods))
    }

    /// Its size in brief: "2.1x, 1.4 to 3.2", or a bound where there was none before or after.
    pub fn brief(&self) -> String {
        let change = Change { ratio: Some(self.ratio), counts: Some(self.counts), ..Change::default() };
        verdict::brief(&change)
    }
}

/// The documents that mention what it is about.
fn about(study: &Study, subject: &Subject, spans: &Spans) -> Spans {
    let mentions = |row: &usize| subject.themes.iter().any(|&theme| study.mentions(*row, theme) > 0);
    let keep = |rows: &[usize]| rows.iter().copied().filter(mentions).collect();
    Spans { earlier: keep(&spans.earlier), later: keep(&spans.later) }
}

fn estimate(change: LogRatio) -> Estimate {
    let (low, high) = change.interval(0.95);
    Estimate { value: exp(change.value), low: Some(exp(low)), high: Some(exp(high)) }
}

/// "Trade turned up between 2023 and 2025, most likely in 2024 (2.1x, 1.4 to 3.2); of all words in these documents ... came with it."
fn sentence(study: &Study, name: &str, (point, sure, at_fixed_mix): (&ChangePoint, bool, bool)) -> String {
    let label = |period: usize| study.groups.periods[period].label.as_str();
    let place = if point.from == point.to {
        format!("in {}", label(point.period))
    } else {
        format!("between {} and {}, most likely in {}", label(point.from), label(point.to), label(point.period))
    };
    let way = if point.ratio.value < 1.0 { "down" } else { "up" };
    let quoted =
        |terms: &[String]| terms.iter().map(|term| format!("\u{201c}{term}\u{201d}")).collect::<Vec<_>>().join(", ");
    let mix = if at_fixed_mix { " at a fixed mix of sources" } else { "" };
    let turned = if sure { "turned" } else { "may have turned" };
    let mut told = format!("{name} {turned} {way} {place} ({}{mix})", point.brief());
    if !sure {
        let unit = super::groups::unit_name(study.groups.unit);
        told.push_str(&format!(", but it fluctuates so much from {unit} to {unit} that this may pass"));
    }
    // The words are those of the documents, whatever they speak of, and need not be about the theme.
    for (terms, moved) in [(&point.terms_after, "came"), (&point.terms_before, "went")] {
        if !terms.is_empty() {
            told.push_str(&format!("; of all words in these documents {} {moved} with it", quoted(terms)));
        }
    }
    told + "."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PeriodChoice, ThemeSpec};
    use crate::drift::Described;
    use crate::drift::groups::Groups;
    use crate::text::lexicon::Mentions;
    use ndarray::Array2;

    /// Two themes in eight periods of ten documents, neither mentioned in the first; `a` turns up in the fifth.
    fn study() -> Study {
        let count = |(row, theme): (usize, usize)| match (row / 10, theme) {
            (0, _) => 0,
            (4.., 0) => 9 + (row % 3) as u32,
            _ => 1 + (row % 2) as u32,
        };
        let theme = |name: &str| ThemeSpec { name: name.into(), words: Vec::new() };
        let groups = Groups {
            unit: PeriodChoice::Year,
            periods: (0..8).map(|at| Period { label: at.to_string(), documents: 10, ..Period::default() }).collect(),
            of_row: (0..80).map(|row| Some(row / 10)).collect(),
        };
        let mentions = Mentions { by_document: Array2::from_shape_fn((80, 2), count), by_entry: Vec::new() };
        Study {
            documents: vec![Described::default(); 80].into(),
            counts: crate::counts::Counts::of_words(&vec![vec!["word"; 100]; 80], 1).into(),
            themes: vec![theme("a"), theme("b")],
            mentions: Some(mentions.into()),
            groups,
            ..Study::default()
        }
    }

    #[test]
    fn a_cut_with_nothing_on_one_side_is_not_told() {
        let study = study();
        let pair = Subject::pair(&study, &Rows::of(&study), [0, 1]);
        let cut = |period: usize| Held { period, p: 0.01, depth: 1, sure: true };
        let found = change_point(&study, &pair, cut(4), 1..8).unwrap();
        assert!(found.ratio.value > 3.0 && found.sentence.contains("turned up"), "{}", found.sentence);
        assert!(change_point(&study, &pair, cut(1), 0..8).is_none());
    }

    #[test]
    fn a_theme_does_not_come_with_its_own_words() {
        let mut study = study();
        study.themes[0].words = ["rare earth", "mineral*", "!trade"].map(str::to_owned).into();
        let subject = Subject::theme(&study, &Rows::of(&study), 0);
        let says = |term: &str| subject.says(&study, term);
        assert_eq!(["Rare", "earths", "Critical Minerals"].map(says), [true; 3]);
        assert_eq!(["trade", "early", "cobalt"].map(says), [false; 3]);
    }

    #[test]
    fn what_is_no_subject_has_no_points_and_shifts_none() {
        let study = study();
        let theme = |name: &str| ThemeFinding { name: name.into(), ..ThemeFinding::default() };
        let (mut all, mut some) = ([theme("a"), theme("b")], [theme("unknown"), theme("a"), theme("b")]);
        mark(&study, &mut all, &mut []);
        mark(&study, &mut some, &mut []);
        assert!(!all[0].change_points.found.is_empty());
        assert_eq!(some[0].change_points, ChangePoints::default());
        assert_eq!([&some[1].change_points, &some[2].change_points], [&all[0].change_points, &all[1].change_points]);
    }
}
