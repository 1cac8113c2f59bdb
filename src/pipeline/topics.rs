//! From files to topics: found in the counts of a report, then followed through time by the steps of a theme.

use super::steps::{Counted, Gathered};
use super::{Input, Progress, counted_by, mentions, refuse_too_fine};
use crate::config::{Config, ThemeSpec};
use crate::drift::findings::ThemeFinding;
use crate::drift::topic::{self, FEWEST_DOCUMENTS, Topics};
use crate::drift::{self, Findings, Groups, Study};
use crate::error::{Error, Result};
use crate::text::{Streams, Vocabulary, edges};
use std::sync::Arc;

/// Most topics that can be asked for.
pub const MOST_TOPICS: usize = 100;
/// A word that stands at the edges of documents more often than this is page furniture. (Words of subjects stand there in
/// a tenth to a fifth of their occurrences, those of contact blocks in more than half.)
const MOST_AT_EDGES: f64 = 0.4;

/// Finds topics in the documents below the paths of `input`, so many or as many as are stable, and follows each through
/// time; the periods are in the findings.
///
/// # Errors
/// As [`super::analyze`]; also where there are too few documents.
pub fn topics<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    topics: Option<usize>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Topics, Findings)> {
    if topics.is_some_and(|topics| !(2..=MOST_TOPICS).contains(&topics)) {
        let hint = "leave it out for as many as come again when documents are left out";
        return Err(Error::setting("--topics", format!("give 2 to {MOST_TOPICS}"), hint));
    }
    let config = Config { themes: Vec::new(), relative: Vec::new(), ..config.clone() };
    let gathered = Gathered::read(input, &config, progress)?;
    let (Counted { mut study, .. }, (streams, vocabulary)) =
        gathered.count(progress, |streams, documents, language| {
            let vocabulary = Vocabulary::of(&streams, language, &config.words);
            let groups = Groups::of(&documents, config.period);
            let (study, _) = counted_by((&streams, &vocabulary), (documents, groups), &config);
            (study, (streams, vocabulary))
        });
    enough(study.documents.len())?;
    refuse_too_fine(&study)?;
    progress(Progress::Step("looking for topics"));
    let Some(mut found) = topic::find(&study, &furniture(&study, &streams, &vocabulary), topics) else {
        let hint = "texts must share words that not all of them have; `driftline inspect` says what was read";
        return Err(Error::setting("topics", "too few terms are in several documents", hint));
    };
    progress(Progress::Step("following them"));
    let config = Config { themes: found.topics.iter().map(|topic| theme(&topic.theme)).collect(), ..config };
    follow((&streams, &vocabulary), &mut study, &config);
    let mut findings = drift::of_topics(&study);
    for (topic, theme) in found.topics.iter_mut().zip(std::mem::take(&mut findings.themes)) {
        topic.theme = theme;
    }
    Ok((found, findings))
}

fn enough(documents: usize) -> Result<()> {
    if documents >= FEWEST_DOCUMENTS {
        return Ok(());
    }
    let what =
        format!("{documents} documents, fewer than the {FEWEST_DOCUMENTS} in which topics can be told from stories");
    Err(Error::setting("topics", what, "`driftline init` proposes themes from the phrases of fewer documents"))
}

fn theme(finding: &ThemeFinding) -> ThemeSpec {
    ThemeSpec { name: finding.name.clone(), words: finding.words.clone() }
}

/// Which terms of a study are page furniture by their place; a phrase is where all its words are.
fn furniture(study: &Study, streams: &Streams, vocabulary: &Vocabulary) -> Vec<bool> {
    let shares = edges::shares(streams, vocabulary);
    let share =
        |key: &str| vocabulary.keys.binary_search_by(|other| other.as_str().cmp(key)).map_or(0.0, |at| shares[at]);
    study.counts.terms.iter().map(|term| term.key.split(' ').all(|key| share(key) > MOST_AT_EDGES)).collect()
}

/// Counts the mentions of the themes in a study.
fn follow((streams, vocabulary): (&Streams, &Vocabulary), study: &mut Study, config: &Config) {
    // Where in a text a topic is spoken of is not asked.
    let (mentions, _) = mentions(streams, &study.documents, vocabulary, config).unzip();
    study.themes.clone_from(&config.themes);
    study.mentions = mentions.map(Arc::new);
}
