//! From files to a calibration: the documents are read and counted as for a report, then their dates are shuffled.

use super::{Input, Material, Progress, refuse_too_fine, study, title_of};
use crate::config::Config;
use crate::drift::calibration::{self, Calibration, Options};
use crate::error::Result;

/// Tells how often the verdicts on the documents below the paths of `input` would be wrong, and what they would find.
///
/// # Errors
/// As [`super::analyze`].
pub fn calibrate<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Calibration> {
    let mut material = Material::read(input.into(), config, progress)?;
    progress(Progress::Step("judging"));
    let judged = material.judge(config);
    material.drop_rows(&judged);
    progress(Progress::Step("counting"));
    let (study, _) = study(&material.streams, std::mem::take(&mut material.documents), config, &judged.language);
    let title = config.title.clone().unwrap_or_else(|| title_of(&material.roots));
    drop(material);
    refuse_too_fine(&study)?;
    progress(Progress::Step("shuffling"));
    Ok(Calibration { title, ..calibration::calibrate(&study, options) })
}
