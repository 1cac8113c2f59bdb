//! The run again under other settings, one changed at a time, on texts that were read once.

use super::{MOST_PERIODS, counted};
use crate::config::{Config, PeriodChoice, WordOptions};
use crate::drift::findings::{Findings, Robustness};
use crate::drift::robustness::{Headline, Trial, compare, of_findings, of_study};
use crate::drift::{Groups, Study};
use crate::text::{Streams, duplicates};

/// Most sources that are left out in turn: the largest, of at least so many documents.
const MOST_SOURCES: usize = 8;
const LEAST_OF_SOURCE: usize = 3;

/// What the trials need of the run.
pub struct Run<'r> {
    pub streams: &'r Streams,
    pub config: &'r Config,
    pub language: &'r str,
    /// The same documents with their copies, where copies were left out.
    pub with_copies: Option<Study>,
}

/// Tries every setting and says what stands.
pub fn panel(run: &Run, study: &mut Study, findings: &Findings) -> Robustness {
    let found = of_findings(findings);
    let mut trials = words(run, study, &found);
    trials.extend(periods(study, &found));
    trials.extend(copies(run, study, &found));
    trials.extend(sources(study, &found));
    compare(&found, &trials)
}

/// Words read in other ways.
fn words(run: &Run, base: &Study, found: &[Headline]) -> Vec<Trial> {
    let now = &run.config.words;
    let named = |on: bool, off: &str, back: &str| if on { off.to_owned() } else { back.to_owned() };
    let changed = |change: fn(&mut WordOptions)| {
        let mut words = now.clone();
        change(&mut words);
        words
    };
    let others = [
        (named(now.stop_words, "stop words kept", "stop words dropped"), true, changed(|w| w.stop_words ^= true)),
        (named(now.stem, "no stemming", "stemming"), false, changed(|w| w.stem ^= true)),
        (named(now.spelling, "spellings apart", "spellings as one"), false, changed(|w| w.spelling ^= true)),
        (named(now.phrases, "no phrases", "phrases"), true, changed(|w| w.phrases ^= true)),
    ];
    let trial = |(setting, of_terms_alone, words): (String, bool, WordOptions)| {
        let config = Config { words, ..run.config.clone() };
        let described = (base.documents.to_vec(), base.groups.clone());
        let other = counted(run.streams, described, &config, run.language).0;
        Trial { setting, of_terms_alone, headlines: of_study(&other, found) }
    };
    others.into_iter().map(trial).collect()
}

/// The next narrower and the next wider period, if they leave something to compare.
fn periods(study: &mut Study, found: &[Headline]) -> Vec<Trial> {
    use PeriodChoice::{Day, Decade, Month, Quarter, Week, Year};
    const UNITS: [PeriodChoice; 6] = [Day, Week, Month, Quarter, Year, Decade];
    let at = UNITS.iter().position(|&unit| unit == study.groups.unit);
    let near = at.map(|at| [at.checked_sub(1), Some(at + 1)]).unwrap_or_default();
    let units: Vec<PeriodChoice> = near.iter().filter_map(|&at| UNITS.get(at?).copied()).collect();
    let mut trials = Vec::new();
    for unit in units {
        let groups = Groups::of(&study.documents, unit);
        if (2..=MOST_PERIODS).contains(&groups.periods.len()) {
            let setting = format!("by {}", crate::drift::groups::unit_name(unit));
            trials.push(regrouped(study, groups, setting, found));
        }
    }
    trials
}

/// Copies counted, or left out, whichever was not done.
fn copies(run: &Run, study: &mut Study, found: &[Headline]) -> Option<Trial> {
    if run.config.clean.duplicates {
        let other = run.with_copies.as_ref()?;
        let headlines = of_study(other, found);
        return Some(Trial { setting: "copies counted".into(), of_terms_alone: false, headlines });
    }
    let copies = duplicates::near(&run.streams.documents, &vec![false; run.streams.documents.len()]);
    copies.iter().any(Option::is_some).then_some(())?;
    let groups = study.groups.without(&study.documents, |row| copies[row].is_some());
    Some(regrouped(study, groups, "copies left out".into(), found))
}

/// Each of the largest sources left out.
fn sources(study: &mut Study, found: &[Headline]) -> Vec<Trial> {
    let rows: Vec<usize> = (0..study.documents.len()).filter(|&row| study.groups.of_row[row].is_some()).collect();
    let size = |source: usize| rows.iter().filter(|&&row| study.sources.of_row[row] == Some(source)).count();
    let largest: Vec<usize> = study.sources.largest(&rows);
    let largest = largest.into_iter().take(MOST_SOURCES).filter(|&source| size(source) >= LEAST_OF_SOURCE);
    let largest: Vec<usize> = largest.collect();
    let leave_out = |source: usize| {
        let groups = study.groups.without(&study.documents, |row| study.sources.of_row[row] == Some(source));
        (groups, format!("without {}", study.sources.names[source]))
    };
    let settings: Vec<(Groups, String)> = largest.into_iter().map(leave_out).collect();
    settings.into_iter().map(|(groups, setting)| regrouped(study, groups, setting, found)).collect()
}

/// The same counts in other groups.
fn regrouped(study: &mut Study, groups: Groups, setting: String, found: &[Headline]) -> Trial {
    let usual = std::mem::replace(&mut study.groups, groups);
    let headlines = of_study(study, found);
    study.groups = usual;
    Trial { setting, of_terms_alone: false, headlines }
}
