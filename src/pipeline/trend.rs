//! From files to themes through time, and no further: what `trend` asks for, by the very steps of a report.
//!
//! What is judged and counted is what a report judges and counts, so that a verdict here is the verdict there; only that
//! terms, drift, eras and similarity of the whole vocabulary are not looked for. A verdict is corrected for what was
//! asked: one theme here, all themes of the settings in a report.

use super::steps::{Counted, Gathered};
use super::{Progress, passage_places, refuse_too_fine, reread, show, title_of, without_boilerplate};
use crate::config::Config;
use crate::drift::{self, Findings, Study, Trend, passages, spike};
use crate::error::Result;
use crate::text::nearest::nearest;
use std::path::PathBuf;

/// Names proposed where a query is mentioned nowhere.
const MOST_PROPOSED: usize = 5;

/// Finds the themes and pairs of the settings in the documents below `paths`; with `evidence`, the sentences that show
/// them too.
///
/// # Errors
/// As [`super::analyze`].
pub fn trend(paths: &[PathBuf], config: &Config, evidence: bool, progress: &mut dyn FnMut(Progress)) -> Result<Trend> {
    let counted = Gathered::read(paths, config, progress)?.into_study(config, progress);
    let Counted { study, judged, described, warnings } = counted;
    refuse_too_fine(&study)?;
    progress(Progress::Step("finding"));
    let mut findings = drift::of_themes(&study);
    findings.corpus.title = config.title.clone().unwrap_or_else(|| title_of(paths));
    findings.corpus.language.clone_from(&judged.language);
    findings.corpus.warnings_total = warnings.len();
    findings.corpus.warnings = warnings;
    if evidence {
        progress(Progress::Step("reading passages"));
        let wanted = passages::wanted(&study, &findings);
        let texts = reread(paths, config, &[], &passage_places(&wanted, &study));
        findings.passages = show(&wanted, &study, without_boilerplate(texts, &judged, &described), config, &judged);
    }
    drift::finish(&mut findings);
    let spikes = spike::find(&study, &findings.themes);
    let nearest = (0..study.themes.len()).map(|theme| alike(&study, &findings, theme)).collect();
    Ok(Trend { findings, spikes, nearest })
}

/// The terms spelled most like a theme that is mentioned nowhere.
fn alike(study: &Study, findings: &Findings, theme: usize) -> Vec<String> {
    if findings.themes[theme].mentions > 0 {
        return Vec::new();
    }
    let entries = study.themes[theme].words.iter().filter(|entry| !entry.starts_with('!'));
    let names = study.counts.terms.iter().map(|term| term.label.as_str());
    nearest(entries.map(String::as_str), names, MOST_PROPOSED)
}
