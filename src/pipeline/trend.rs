//! From files to themes through time, and no further: what `trend` asks for, by the very steps of a report.
//!
//! What is judged and counted is what a report judges and counts, so that a verdict here is the verdict there; only that
//! terms, drift, eras and similarity of the whole vocabulary are not looked for. A verdict is corrected for what was
//! asked: one theme here, all themes of the settings in a report.

use super::{Material, Progress, passage_places, refuse_too_fine, reread, show, study, title_of, without_boilerplate};
use crate::config::Config;
use crate::drift::{self, Findings, passages};
use crate::error::Result;
use std::path::PathBuf;

/// Finds the themes and pairs of the settings in the documents below `paths`; with `evidence`, the sentences that show
/// them too.
///
/// # Errors
/// As [`super::analyze`].
pub fn trend(
    paths: &[PathBuf],
    config: &Config,
    evidence: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Findings> {
    let mut material = Material::read(paths, config, progress)?;
    progress(Progress::Step("judging"));
    let judged = material.judge(config);
    let described = if evidence { material.documents.clone() } else { Vec::new() };
    material.drop_rows(&judged);
    progress(Progress::Step("counting"));
    let streams = std::mem::take(&mut material.streams);
    let (study, _) = study(&streams, std::mem::take(&mut material.documents), config, &judged.language);
    drop(streams);
    refuse_too_fine(&study)?;
    progress(Progress::Step("finding"));
    let mut findings = drift::of_themes(&study);
    findings.corpus.title = config.title.clone().unwrap_or_else(|| title_of(paths));
    findings.corpus.language.clone_from(&judged.language);
    findings.corpus.warnings_total = material.warnings.len();
    findings.corpus.warnings.clone_from(&material.warnings);
    if evidence {
        progress(Progress::Step("reading passages"));
        let wanted = passages::wanted(&study, &findings);
        let texts = reread(paths, config, &[], &passage_places(&wanted, &study));
        findings.passages = show(&wanted, &study, without_boilerplate(texts, &judged, &described), config, &judged);
    }
    drift::finish(&mut findings);
    Ok(findings)
}
