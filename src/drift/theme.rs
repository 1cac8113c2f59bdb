//! Themes through time: rate, share and prevalence per period, and the change from the earlier span to the later.

use super::findings::{Change, ChangePoints, Dominant, Estimate, ThemeFinding, ThemePeriod};
use super::quantity::Quantity;
use super::sources::Control;
use super::study::Study;
use super::verdict::{self, Evidence, FEWEST_DOCUMENTS, Subject};
use crate::stats::cluster;
use crate::stats::intensity::intensity;
use crate::stats::pair::PairSums;
use crate::stats::significance::{benjamini_hochberg, wilson};
use crate::stats::trend::quasi_poisson;
use libm::exp;

/// Findings for every theme, in the order given.
pub fn find(study: &Study) -> Vec<ThemeFinding> {
    let spans = study.spans();
    let themes = 0..study.themes.len();
    let control = spans.as_ref().and_then(|spans| Control::of(study, spans));
    let evidence = |theme| {
        let quantity = Quantity::rate(study, theme);
        spans.as_ref().map(|spans| quantity.tested(study, spans, control.as_ref()))
    };
    let evidence: Vec<Option<Evidence>> = themes.clone().map(evidence).collect();
    let q = adjusted(&evidence);
    themes.map(|theme| finding(study, theme, evidence[theme].as_ref(), q[theme])).collect()
}

/// The changes of all themes by name, without what only describes them.
pub fn changes(study: &Study) -> Vec<(String, Change)> {
    let Some(spans) = study.spans() else { return Vec::new() };
    let control = Control::of(study, &spans);
    let tested = |theme| Some(Quantity::rate(study, theme).tested(study, &spans, control.as_ref()));
    let evidence: Vec<Option<Evidence>> = (0..study.themes.len()).map(tested).collect();
    let q = adjusted(&evidence);
    let names = study.themes.iter().map(|theme| theme.name.clone());
    names.zip(evidence.iter().flatten().zip(q).map(|(evidence, q)| evidence.judged(q))).collect()
}

/// p after Benjamini-Hochberg over those that have one.
pub fn adjusted(evidence: &[Option<Evidence>]) -> Vec<Option<f64>> {
    let p: Vec<Option<f64>> = evidence.iter().map(|evidence| evidence.as_ref().and_then(Evidence::p_of_both)).collect();
    let known: Vec<f64> = p.iter().flatten().copied().collect();
    let mut q = benjamini_hochberg(&known).into_iter();
    p.into_iter().map(|p| p.and_then(|_| q.next())).collect()
}

fn finding(study: &Study, theme: usize, evidence: Option<&Evidence>, q: Option<f64>) -> ThemeFinding {
    let all: Vec<usize> = (0..study.documents.len()).collect();
    let (moments, _) = study.moments(&all, theme);
    let spec = &study.themes[theme];
    let mut change = evidence.map(|evidence| evidence.judged(q)).unwrap_or_default();
    if let Some(contrast) = study.groups.contrast() {
        verdict::tell(Subject::Rate(&spec.name), &mut change, &contrast);
    }
    ThemeFinding {
        name: spec.name.clone(),
        words: spec.words.clone(),
        mentions: moments.x,
        documents: moments.documents as usize,
        series: series(study, theme),
        change,
        trend_percent_per_year: trend(study, theme),
        dominant: dominant(study, theme),
        change_points: ChangePoints::default(),
        positions: Vec::new(),
        spike: None,
    }
}

fn series(study: &Study, theme: usize) -> Vec<ThemePeriod> {
    study.groups.rows().iter().map(|rows| period(study, theme, rows)).collect()
}

fn period(study: &Study, theme: usize, rows: &[usize]) -> ThemePeriod {
    let (moments, exposure) = study.moments(rows, theme);
    let all: u64 = rows.iter().flat_map(|&row| (0..study.themes.len()).map(move |t| study.mentions(row, t))).sum();
    let per_1000 = |(value, low, high): (f64, f64, f64)| Estimate {
        value: 1000.0 * value,
        low: Some(1000.0 * low),
        // Few documents can leave more open than there are words.
        high: Some((1000.0 * high).min(1000.0)),
    };
    let documents = rows.len() as u64;
    let pairs: Vec<(u64, u64)> =
        rows.iter().map(|&row| (study.mentions(row, theme), study.counts.totals[row])).collect();
    let sizes = PairSums::of(&pairs).sizes;
    let prevalence =
        |(low, high)| Estimate { value: moments.documents as f64 / documents as f64, low: Some(low), high: Some(high) };
    ThemePeriod {
        mentions: moments.x,
        rate: cluster::rate((&moments, &exposure), Some(sizes), 0.95).map(per_1000),
        share: (all > 0).then(|| moments.x as f64 / all as f64),
        prevalence: (documents > 0).then(|| prevalence(wilson(moments.documents, documents, 0.95))),
        intensity: intensity(&pairs, 0.95).map(|(value, low, high)| match high.is_finite() {
            true => per_1000((value, low, high)),
            false => Estimate { value: 1000.0 * value, low: None, high: None },
        }),
    }
}

/// Percent a year by quasi-Poisson regression over documents.
fn trend(study: &Study, theme: usize) -> Option<Estimate> {
    let dated =
        || study.documents.iter().enumerate().filter_map(|(row, document)| Some((row, document.dated.as_ref()?)));
    let rows: Vec<usize> = dated().map(|(row, _)| row).collect();
    if rows.len() < FEWEST_DOCUMENTS || study.groups.periods.len() < 2 {
        return None;
    }
    let years: Vec<f64> = dated().map(|(_, dated)| super::groups::middle(dated) / 365.2425).collect();
    let mentions: Vec<u64> = rows.iter().map(|&row| study.mentions(row, theme)).collect();
    let words: Vec<u64> = rows.iter().map(|&row| study.counts.totals[row]).collect();
    let slope = quasi_poisson(&mentions, &words, &years)?;
    let half = crate::stats::special::t_quantile(0.975, slope.df) * slope.se;
    let percent = |value: f64| 100.0 * (exp(value) - 1.0);
    let finite = |value: f64| Some(percent(value)).filter(|percent| percent.is_finite());
    let value = finite(slope.per_unit)?;
    Some(Estimate { value, low: finite(slope.per_unit - half), high: finite(slope.per_unit + half) })
}

/// The entry that makes most of the mentions: a theme that is one word should be known as such.
fn dominant(study: &Study, theme: usize) -> Option<Dominant> {
    let by_entry = &study.mentions.as_ref()?.by_entry[theme];
    let total: u64 = by_entry.iter().sum();
    let (entry, &most) = by_entry.iter().enumerate().max_by_key(|&(index, count)| (count, std::cmp::Reverse(index)))?;
    let share = most as f64 / total as f64;
    (total > 0).then(|| Dominant { entry: study.themes[theme].words[entry].clone(), share })
}
