//! How often the verdicts are wrong, and what they find, on the user's own documents.
//!
//! The dates of the documents are shuffled among them, many times. Then nothing truly changed, and whatever the very same
//! code as in a report calls a change is a false alarm. With a rise planted in one theme, what it calls is power.

use super::change_point;
use super::findings::{Change, ChangePoints, Verdict};
use super::keyness;
use super::planting::{planted, shuffled, with_themes};
use super::study::{Spans, Study};
use super::vectors::Vectors;
use super::verdict::FEWEST_DOCUMENTS;
use super::{relative, theme, turn};
use crate::stats::keyness::p;
use crate::stats::permutation::quantile;
use crate::stats::random::Stream;
use crate::stats::significance::benjamini_hochberg;
use rayon::prelude::*;
use serde::Serialize;

const SCHEMA: u32 = 1;
/// By which the planted theme rises.
const FACTOR: f64 = 1.5;
/// Shuffles on which the scan over all terms is run: it tests thousands of terms in each.
const MOST_TERM_SCANS: usize = 20;

/// What to run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How often the dates are shuffled.
    pub splits: usize,
    /// So many documents in each shuffle, drawn at random; all by default.
    pub documents: Option<usize>,
}

/// The outcome. Shares are 0 to 1; `None` where there was nothing to test.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// Version of this format: it grows when a name or a meaning changes.
    pub schema: u32,
    pub title: String,
    /// Dated documents in each shuffle, and how many of them in the earlier and the later span.
    pub documents: usize,
    pub earlier: usize,
    pub later: usize,
    pub periods: usize,
    /// Width of a period.
    pub period: String,
    pub splits: usize,
    /// Why a report calls nothing on so few documents, in one sentence; what its tests would do is still told.
    pub too_small: Option<String>,
    /// Words tested in a shuffle, on average.
    pub words_tested: f64,
    /// Share of the words of unchanged documents with p < 0.05.
    pub false_alarms: Both,
    /// Words of a shuffle that survive Benjamini-Hochberg at 5 %, on average.
    pub after_bh: Both,
    /// Share of the shuffles in which any word survives.
    pub shuffles_with_any: Both,
    /// The themes are the user's own (or drawn at random where there are none).
    pub own_themes: bool,
    pub themes: Family,
    pub pairs: Family,
    /// Change points of themes and pairs.
    pub change_points: Family,
    /// Turns of single terms.
    pub turns: Turns,
    pub drift: Drift,
    pub power: Power,
    /// 95 % intervals of themes and pairs, planted or not, that hold the truth.
    pub coverage: Option<f64>,
}

/// Ours beside the token-level test that most programs ship.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Both {
    pub driftline: Option<f64>,
    pub g2: Option<f64>,
}

/// Verdicts on what did not change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Family {
    pub tested: usize,
    /// Share with p < 0.05 before any correction.
    pub below_5_percent: Option<f64>,
    /// Share that a report would call: "rose" or "fell", or a change point that holds.
    pub called: Option<f64>,
}

/// The scan over single terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Turns {
    pub shuffles: usize,
    pub tested: usize,
    /// Turns called in a shuffle, on average.
    pub called: Option<f64>,
}

/// The noise floor of the drift of the whole vocabulary (MMD-U).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Drift {
    pub mean: Option<f64>,
    /// The mean over its standard error: beyond 3 the statistic is biased.
    pub mean_in_standard_errors: Option<f64>,
    /// 95 % of the shuffles lie below it.
    pub floor: Option<f64>,
}

/// What is found of a theme that rises by `factor` from the first period of the later span on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Power {
    pub factor: f64,
    pub tested: usize,
    /// Share called "rose", and share called that or "leans up".
    pub rose: Option<f64>,
    pub rose_or_leans: Option<f64>,
    /// Share with a change point upwards, and share with one within one period of the true place.
    pub turn_found: Option<f64>,
    pub turn_within_one: Option<f64>,
    /// Change points whose interval holds the true place.
    pub place_covered: Option<f64>,
    pub by_theme: Vec<ThemePower>,
}

/// The same for one theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ThemePower {
    pub name: String,
    /// Share of the documents that mention it before anything is planted.
    pub document_share: f64,
    pub tested: usize,
    pub rose: Option<f64>,
}

/// Runs everything; the result depends on the study and the options alone.
pub fn calibrate(study: &Study, options: &Options) -> Calibration {
    let start = begin(study, options);
    if start.earlier < 2 || start.later < 2 {
        return start;
    }
    let own_themes = !study.themes.is_empty();
    let study = with_themes(study);
    let vectors = Vectors::of(&study.counts);
    let run = |split| Split::run(&study, &vectors, options, split);
    let splits: Vec<Split> = (0..options.splits).into_par_iter().map(run).collect();
    gather(Calibration { own_themes, ..start }, &study, &splits)
}

/// What is known before anything is run.
fn begin(study: &Study, options: &Options) -> Calibration {
    let one = shuffled(study, options.documents, &mut Stream::new(study.seed, 0));
    let spans = one.spans().unwrap_or_default();
    let (earlier, later) = (spans.earlier.len(), spans.later.len());
    let dated = one.groups.of_row.iter().flatten().count();
    let too_small = if dated < FEWEST_DOCUMENTS {
        Some(format!("below {FEWEST_DOCUMENTS} dated documents a report describes and calls nothing"))
    } else {
        let apart = earlier > 1 && later > 1;
        (!apart).then(|| "the documents lie in one period, so there are no two spans to compare".to_owned())
    };
    Calibration {
        schema: SCHEMA,
        documents: dated,
        earlier,
        later,
        periods: study.groups.periods.len(),
        period: super::groups::unit_name(study.groups.unit).into(),
        splits: options.splits,
        too_small,
        ..Calibration::default()
    }
}

/// What was called in one shuffle.
#[derive(Debug, Clone, Default)]
struct Split {
    words: Words,
    themes: Tally,
    pairs: Tally,
    cuts: Tally,
    /// Terms scanned and called.
    turns: Option<(usize, usize)>,
    drift: Option<f64>,
    intervals: Tally,
    /// `None` where nothing was planted.
    planted: Option<Planted>,
}

/// Words tested, with p < 0.05 and after Benjamini-Hochberg, ours and by G2.
#[derive(Debug, Clone, Copy, Default)]
struct Words {
    tested: usize,
    called: [usize; 2],
    held: [usize; 2],
}

/// How many were tested, had p < 0.05, and were called.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    tested: usize,
    below: usize,
    called: usize,
}

/// What was found of the planted theme.
#[derive(Debug, Clone, Copy, Default)]
struct Planted {
    theme: usize,
    verdict: Verdict,
    turned: bool,
    within_one: bool,
    place: Tally,
}

impl Tally {
    fn add(&mut self, p: Option<f64>, called: bool) {
        self.tested += usize::from(p.is_some());
        self.below += usize::from(p.is_some_and(|p| p < 0.05));
        self.called += usize::from(called);
    }

    fn changes<'c>(changes: impl Iterator<Item = &'c Change>) -> Self {
        let mut tally = Self::default();
        changes.for_each(|change| tally.add(change.p, matches!(change.verdict, Verdict::Rose | Verdict::Fell)));
        tally
    }

    fn join(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::default(), |sum, tally| Self {
            tested: sum.tested + tally.tested,
            below: sum.below + tally.below,
            called: sum.called + tally.called,
        })
    }
}

impl Split {
    fn run(study: &Study, vectors: &Vectors, options: &Options, number: usize) -> Self {
        let mut random = Stream::new(study.seed, number as u64);
        let study = Study { seed: random.next_u64(), ..shuffled(study, options.documents, &mut random) };
        let Some(spans) = study.spans() else { return Self::default() };
        let mut split = Self { words: words(&study, &spans), drift: vectors.drift(&spans), ..Self::default() };
        let (mut themes, mut pairs) = (theme::find(&study), relative::find(&study, 0));
        change_point::mark(&study, &mut themes, &mut pairs);
        let changes = || themes.iter().map(|theme| &theme.change);
        let ratios = || pairs.iter().map(|pair| &pair.change);
        split.themes = Tally::changes(changes());
        split.pairs = Tally::changes(ratios());
        let points =
            themes.iter().map(|theme| &theme.change_points).chain(pairs.iter().map(|pair| &pair.change_points));
        points.for_each(|points| split.cuts.add(points.p, !points.found.is_empty()));
        changes().chain(ratios()).for_each(|change| held(&mut split.intervals, change, 1.0));
        split.turns =
            (number < MOST_TERM_SCANS).then(|| turn::find(&study)).map(|found| (found.tested, found.significant));
        split.plant(&study, number, &mut random);
        split
    }

    /// Plants the rise in one theme, each in its turn.
    fn plant(&mut self, study: &Study, number: usize, random: &mut Stream) {
        let Some(contrast) = study.groups.contrast().filter(|_| !study.themes.is_empty()) else { return };
        let at = number % study.themes.len();
        let study = planted(study, at, FACTOR, contrast.split, random);
        let mut themes = theme::find(&study);
        change_point::mark(&study, &mut themes, &mut []);
        let found = &themes[at];
        held(&mut self.intervals, &found.change, FACTOR);
        let mut planted = Planted { theme: at, verdict: found.change.verdict, ..Planted::default() };
        planted.look(&found.change_points, contrast.split);
        self.planted = Some(planted);
    }
}

impl Planted {
    fn look(&mut self, points: &ChangePoints, at: usize) {
        let up = points.found.iter().filter(|point| point.ratio.value > 1.0);
        let nearest = up.min_by_key(|point| point.period.abs_diff(at));
        self.turned = nearest.is_some();
        self.within_one = nearest.is_some_and(|point| point.period.abs_diff(at) <= 1);
        if let Some(point) = nearest {
            self.place.add(Some(1.0), (point.from..=point.to).contains(&at));
        }
    }
}

/// Counts whether the interval of a change holds the truth. The range that resampling gives of too few documents is no
/// interval, and none is promised.
fn held(tally: &mut Tally, change: &Change, truth: f64) {
    if change.verdict == Verdict::TooFew {
        return;
    }
    if let Some((Some(low), Some(high))) = change.ratio.map(|ratio| (ratio.low, ratio.high)) {
        tally.add(Some(1.0), low <= truth && truth <= high);
    }
}

fn words(study: &Study, spans: &Spans) -> Words {
    let tested = keyness::test(study, spans, keyness::least_count(spans.earlier.len() + spans.later.len()));
    let ours: Vec<f64> = tested.iter().map(|tested| tested.p).collect();
    let theirs: Vec<f64> = tested.iter().map(|tested| p(tested.g2)).collect();
    let below = |values: &[f64]| values.iter().filter(|&&value| value < 0.05).count();
    Words {
        tested: tested.len(),
        called: [below(&ours), below(&theirs)],
        held: [tested.iter().filter(|tested| tested.q < 0.05).count(), below(&benjamini_hochberg(&theirs))],
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Sums over the shuffles, in their order.
fn gather(start: Calibration, study: &Study, splits: &[Split]) -> Calibration {
    let sum = |of: &dyn Fn(&Split) -> usize| splits.iter().map(of).sum::<usize>();
    let tested = sum(&|split| split.words.tested);
    let both = |of: &dyn Fn(usize) -> Option<f64>| Both { driftline: of(0), g2: of(1) };
    let family = |of: &dyn Fn(&Split) -> Tally| {
        let all = Tally::join(splits.iter().map(of));
        let (below_5_percent, called) = (share(all.below, all.tested), share(all.called, all.tested));
        Family { tested: all.tested, below_5_percent, called }
    };
    let some_words = (tested > 0).then_some(());
    Calibration {
        words_tested: tested as f64 / splits.len().max(1) as f64,
        false_alarms: both(&|who| share(sum(&|split| split.words.called[who]), tested)),
        after_bh: both(&|who| some_words.and_then(|()| share(sum(&|split| split.words.held[who]), splits.len()))),
        shuffles_with_any: both(&|who| {
            some_words.and_then(|()| share(sum(&|split| usize::from(split.words.held[who] > 0)), splits.len()))
        }),
        themes: family(&|split| split.themes),
        pairs: family(&|split| split.pairs),
        change_points: family(&|split| split.cuts),
        turns: turns(splits),
        drift: drift(splits),
        power: power(study, splits),
        coverage: family(&|split| split.intervals).called,
        ..start
    }
}

fn turns(splits: &[Split]) -> Turns {
    let scanned: Vec<(usize, usize)> =
        splits.iter().filter_map(|split| split.turns).filter(|turns| turns.0 > 0).collect();
    let called = scanned.iter().map(|(_, called)| called).sum();
    Turns {
        shuffles: scanned.len(),
        tested: scanned.iter().map(|(tested, _)| tested).sum(),
        called: share(called, scanned.len()),
    }
}

fn drift(splits: &[Split]) -> Drift {
    let values: Vec<f64> = splits.iter().filter_map(|split| split.drift).collect();
    if values.len() < 2 {
        return Drift::default();
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    let standard_error = (variance / n).sqrt();
    Drift {
        mean: Some(mean),
        mean_in_standard_errors: (standard_error > 0.0).then(|| mean / standard_error),
        floor: quantile(&values, 0.95),
    }
}

fn power(study: &Study, splits: &[Split]) -> Power {
    let planted: Vec<&Planted> = splits.iter().filter_map(|split| split.planted.as_ref()).collect();
    let count = |of: &dyn Fn(&Planted) -> bool| planted.iter().filter(|planted| of(planted)).count();
    let portion = |of: &dyn Fn(&Planted) -> bool| share(count(of), planted.len());
    let place = Tally::join(planted.iter().map(|planted| planted.place));
    Power {
        factor: FACTOR,
        tested: planted.len(),
        rose: portion(&|planted| planted.verdict == Verdict::Rose),
        rose_or_leans: portion(&|planted| matches!(planted.verdict, Verdict::Rose | Verdict::LeansUp)),
        turn_found: portion(&|planted| planted.turned),
        turn_within_one: portion(&|planted| planted.within_one),
        place_covered: share(place.called, place.tested),
        by_theme: (0..study.themes.len()).map(|theme| of_theme(study, &planted, theme)).collect(),
    }
}

fn of_theme(study: &Study, planted: &[&Planted], theme: usize) -> ThemePower {
    let dated: Vec<usize> = study.groups.rows().concat();
    let mentioned = dated.iter().filter(|&&row| study.mentions(row, theme) > 0).count();
    let tested: Vec<&&Planted> = planted.iter().filter(|planted| planted.theme == theme).collect();
    let rose = tested.iter().filter(|planted| planted.verdict == Verdict::Rose).count();
    ThemePower {
        name: study.themes[theme].name.clone(),
        document_share: mentioned as f64 / dated.len().max(1) as f64,
        tested: tested.len(),
        rose: share(rose, tested.len()),
    }
}
