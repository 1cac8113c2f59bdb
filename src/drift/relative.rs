//! One theme relative to another: per period, per document, and how the ratio changed.

use super::findings::{Change, ChangePoints, Estimate, RelativeFinding, RelativePoint};
use super::quantity::Quantity;
use super::sources::Control;
use super::study::Study;
use super::theme::adjusted;
use super::verdict::{self, Evidence, Subject};
use crate::stats::leverage;
use crate::stats::pair::{self, PairSums};
use crate::stats::significance::jeffreys;
use libm::{log, log2};

/// Doublings beyond which no counts lie: a bound there says only that there is none.
const BEYOND: f64 = 64.0;

/// Findings for every pair, in the order given.
pub fn find(study: &Study, most_documents: usize) -> Vec<RelativeFinding> {
    let spans = study.spans();
    let pairs: Vec<(usize, usize)> = pairs_of(study);
    let control = spans.as_ref().and_then(|spans| Control::of(study, spans));
    let evidence = |&(a, b): &(usize, usize)| {
        let quantity = Quantity::relative(study, a, b);
        spans.as_ref().map(|spans| quantity.tested(study, spans, control.as_ref()))
    };
    let evidence: Vec<Option<Evidence>> = pairs.iter().map(evidence).collect();
    let q = adjusted(&evidence);
    let each = pairs.iter().zip(&evidence).zip(q);
    each.map(|((&pair, evidence), q)| finding(study, pair, evidence.as_ref().map(|e| (e, q)), most_documents)).collect()
}

/// The changes of all pairs by the names of their themes, without what only describes them.
pub fn changes(study: &Study) -> Vec<((String, String), Change)> {
    let Some(spans) = study.spans() else { return Vec::new() };
    let control = Control::of(study, &spans);
    let pairs: Vec<(usize, usize)> = pairs_of(study);
    let tested =
        |&(a, b): &(usize, usize)| Some(Quantity::relative(study, a, b).tested(study, &spans, control.as_ref()));
    let evidence: Vec<Option<Evidence>> = pairs.iter().map(tested).collect();
    let q = adjusted(&evidence);
    let names = pairs.iter().map(|&(a, b)| (study.themes[a].name.clone(), study.themes[b].name.clone()));
    names.zip(evidence.iter().flatten().zip(q).map(|(evidence, q)| evidence.judged(q))).collect()
}

/// The pairs of the settings as numbers of themes.
fn pairs_of(study: &Study) -> Vec<(usize, usize)> {
    study.pairs.iter().filter_map(|pair| themes_of(study, &pair.theme, &pair.to)).collect()
}

/// The numbers of the themes of a pair.
pub fn themes_of(study: &Study, theme: &str, to: &str) -> Option<(usize, usize)> {
    let find = |name: &str| study.themes.iter().position(|theme| theme.name == name);
    Some((find(theme)?, find(to)?))
}

fn finding(
    study: &Study,
    (a, b): (usize, usize),
    evidence: Option<(&Evidence, Option<f64>)>,
    most_documents: usize,
) -> RelativeFinding {
    let (theme, to) = (study.themes[a].name.clone(), study.themes[b].name.clone());
    let mut change = evidence.map(|(evidence, q)| evidence.judged(q)).unwrap_or_default();
    if let Some(contrast) = study.groups.contrast() {
        verdict::tell(Subject::Pair(&theme, &to), &mut change, &contrast);
    }
    let rows = study.groups.rows();
    let quantity = Quantity::relative(study, a, b);
    let few = study.documents.len() <= most_documents;
    let documents = if few { 0..study.documents.len() } else { 0..0 };
    RelativeFinding {
        series: rows.iter().map(|rows| of_period(&quantity.pairs(rows))).collect(),
        by_document: documents.map(|row| of_document(study.mentions(row, a), study.mentions(row, b))).collect(),
        change,
        from_theme: level_change(study, a),
        from_to: level_change(study, b),
        positions: Vec::new(),
        change_points: ChangePoints::default(),
        theme,
        to,
    }
}

/// ln(later / earlier) of a theme's rate: the change of the ratio is that of A minus that of B.
fn level_change(study: &Study, theme: usize) -> Option<f64> {
    let spans = study.spans()?;
    let level = |rows: &[usize]| {
        let (moments, exposure) = study.moments(rows, theme);
        log((moments.x as f64 + 0.5) / (exposure.l as f64 + 1.0))
    };
    Some(level(&spans.later) - level(&spans.earlier))
}

/// The ratio in one period with its interval over documents; without one where there are fewer than two.
fn of_period(pairs: &[(u64, u64)]) -> RelativePoint {
    let sums = PairSums::of(pairs);
    let (a, b) = (sums.a, sums.b);
    let bits = std::f64::consts::LN_2;
    let clustered = pair::side(&sums).map(|side| {
        let value = pair::level(&sums);
        let (low, high) = leverage::level(value, side).interval(0.95);
        let within = |bound: f64| Some((bound / bits).clamp(-BEYOND, BEYOND));
        Estimate { value: value / bits, low: within(low), high: within(high) }
    });
    let alone = || (a + b > 0).then(|| of_document(a, b).log2).flatten();
    RelativePoint { a, b, log2: clustered.or_else(alone) }
}

/// The ratio in one document with the Jeffreys interval of A's share of both: what its own words say, no more.
fn of_document(a: u64, b: u64) -> RelativePoint {
    let (low, high) = jeffreys(a, a + b, 0.95);
    let odds = |share: f64| Some(log2(share / (1.0 - share))).filter(|value| value.is_finite());
    let value = log2((a as f64 + 0.5) / (b as f64 + 0.5));
    let log2 =
        (a + b > 0).then(|| Estimate { value, low: odds(low).filter(|_| a > 0), high: odds(high).filter(|_| b > 0) });
    RelativePoint { a, b, log2 }
}
