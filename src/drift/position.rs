//! Whether a change shows in the titles, in the leads, or only in the body of documents.

use super::findings::{Change, PositionFinding, RelativeFinding, ThemeFinding};
use super::quantity::Quantity;
use super::relative::themes_of;
use super::sources::Control;
use super::study::{Spans, Study};
use super::verdict::Evidence;
use crate::stats::significance::benjamini_hochberg;
use crate::text::position::PARTS;

/// Which of the themes, and against which other where it is a pair.
#[derive(Debug, Clone, Copy)]
struct Of {
    theme: usize,
    to: Option<usize>,
}

/// Adds the changes by part of the document.
pub fn mark(study: &Study, themes: &mut [ThemeFinding], relative: &mut [RelativeFinding]) {
    let each: Vec<Option<Of>> = (0..themes.len()).map(|theme| Some(Of { theme, to: None })).collect();
    themes.iter_mut().zip(find(study, &each)).for_each(|(finding, positions)| finding.positions = positions);
    let pair = |pair: &RelativeFinding| themes_of(study, &pair.theme, &pair.to);
    let each: Vec<Option<Of>> =
        relative.iter().map(|found| pair(found).map(|(theme, to)| Of { theme, to: Some(to) })).collect();
    relative.iter_mut().zip(find(study, &each)).for_each(|(finding, positions)| finding.positions = positions);
}

/// Changes of all of these by part of the document, p adjusted over all of them; a part without words in one of the
/// spans is left out.
fn find(study: &Study, of: &[Option<Of>]) -> Vec<Vec<PositionFinding>> {
    let Some(spans) = study.spans() else { return vec![Vec::new(); of.len()] };
    let parts = |of: &Option<Of>| of.map(|of| parts(study, &spans, of)).unwrap_or_default();
    let found: Vec<Vec<(usize, Evidence)>> = of.iter().map(parts).collect();
    let p: Vec<f64> = found.iter().flatten().filter_map(|(_, evidence)| evidence.p()).collect();
    let mut q = benjamini_hochberg(&p).into_iter();
    let mut finding = |(part, evidence): &(usize, Evidence)| {
        let q = evidence.p().and_then(|_| q.next());
        PositionFinding {
            part: PARTS[*part].into(),
            change: Change { leave_one_out: None, leave_one_source_out: None, split: None, ..evidence.judged(q) },
        }
    };
    found.iter().map(|parts| parts.iter().map(&mut finding).collect()).collect()
}

fn parts(study: &Study, spans: &Spans, of: Of) -> Vec<(usize, Evidence)> {
    let Some(positions) = &study.positions else { return Vec::new() };
    let rows = 0..study.documents.len();
    let mentions = |part: usize, theme: usize| -> Vec<u64> {
        rows.clone().map(|row| u64::from(positions.mentions[part][[row, theme]])).collect()
    };
    let words = |part: usize, rows: &[usize]| rows.iter().map(|&row| positions.words[part][row]).sum::<u64>();
    let written = |part: &usize| words(*part, &spans.earlier) > 0 && words(*part, &spans.later) > 0;
    let quantity = |part: usize| match of.to {
        None => Quantity::of(mentions(part, of.theme), positions.words[part].clone()),
        Some(to) => Quantity::over(mentions(part, of.theme), mentions(part, to)),
    };
    let evidence = |part: usize| {
        let control = Control::by(study, spans, &positions.words[part]);
        (part, quantity(part).evidence(study, spans, control.as_ref()))
    };
    (0..PARTS.len()).filter(written).map(evidence).collect()
}
