//! From files to terms that could belong to the themes of the settings.

use super::{Input, Material, Progress, study};
use crate::config::Config;
use crate::drift::suggest::{self, Suggestions};
use crate::error::{Error, Result};
use crate::text::search::Query;

/// Suggests terms for each theme of the settings; none is added to anything.
///
/// # Errors
/// As [`super::analyze`]; also without themes.
pub fn suggest<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Suggestions>> {
    if config.themes.is_empty() {
        let hint = "name one with --theme 'minerals=critical mineral*', or let `driftline init` propose some";
        return Err(Error::setting("themes", "there are no themes to suggest terms for", hint));
    }
    let mut material = Material::read(input, config, progress)?;
    progress(Progress::Step("judging"));
    let judged = material.judge(config);
    material.drop_rows(&judged);
    progress(Progress::Step("counting"));
    let streams = std::mem::take(&mut material.streams);
    let (study, _) = study(&streams, std::mem::take(&mut material.documents), config, &judged.language);
    drop(streams);
    progress(Progress::Step("looking for terms"));
    let each = |(index, theme): (usize, &crate::config::ThemeSpec)| {
        let query = Query::Words(theme.clone());
        let belongs = |labels: &[&str]| -> Vec<bool> {
            let places = query.places(labels, &judged.language, &config.words);
            places.into_iter().map(|places| !places.is_empty()).collect()
        };
        suggest::suggest(&study, index, &belongs)
    };
    Ok(config.themes.iter().enumerate().map(each).collect())
}
