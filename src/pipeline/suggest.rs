//! From files to terms that could belong to the themes of the settings.

use super::steps::{Counted, Gathered};
use super::{Input, Progress};
use crate::config::{Config, ThemeSpec};
use crate::drift::suggest::{self, Own, Suggestions};
use crate::error::{Error, Result};
use crate::text::entry;
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
    let Counted { study, judged, .. } = Gathered::read(input, config, progress)?.into_study(config, progress);
    progress(Progress::Step("looking for terms"));
    let holds = |theme: ThemeSpec| {
        let (query, language) = (Query::Words(theme), judged.language.as_str());
        move |labels: &[&str]| -> Vec<bool> {
            let places = query.places(labels, language, &config.words);
            places.into_iter().map(|places| !places.is_empty()).collect()
        }
    };
    let each = |(index, theme): (usize, &ThemeSpec)| {
        let (mentions, parts) = (holds(theme.clone()), holds(entry::parts(theme)));
        suggest::suggest(&study, index, &Own { mentions: &mentions, parts: &parts })
    };
    Ok(config.themes.iter().enumerate().map(each).collect())
}
