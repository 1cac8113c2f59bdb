//! From arguments to settings: the `driftline.toml` that is named or belongs to the inputs, with the flags laid over it.

use super::args::{
    AnalysisArgs, CalibrateArgs, CleanArgs, ColumnArgs, CorpusArgs, PeriodArg, ReadArgs, ReportArgs, ThemeArgs,
    TimeArgs, WordArgs,
};
use crate::config::{Config, OtherLanguages, PairSpec, PeriodChoice, ThemeSpec};
use crate::drift::calibration::Options;
use crate::error::{Error, Result};
use crate::ingest;
use crate::pipeline;
use std::path::PathBuf;

/// The settings file with the flags of `report` laid over it.
pub fn configuration(args: &ReportArgs) -> Result<Config> {
    let mut config = of_corpus(&args.corpus)?;
    keep(&mut config.title, &args.title);
    config.robustness |= args.robustness;
    Ok(config)
}

/// The settings for a question about a corpus.
///
/// # Errors
/// As [`analysis`].
pub fn of_corpus(args: &CorpusArgs) -> Result<Config> {
    analysis((args.config.as_ref(), &args.paths), Some(&args.time), &args.analysis)
}

/// The settings of an analysis: the file named or the one that belongs to the inputs, with the flags laid over it.
///
/// # Errors
/// A file that cannot be read, and settings that mean nothing.
pub fn analysis(
    (named, paths): (Option<&PathBuf>, &[PathBuf]),
    time: Option<&TimeArgs>,
    args: &AnalysisArgs,
) -> Result<Config> {
    let mut config = settings(named, paths)?;
    time.into_iter().for_each(|time| overlay_time(&mut config, time));
    overlay_columns(&mut config, &args.columns);
    overlay_clean(&mut config, &args.clean);
    overlay_reading(&mut config, &args.reading);
    overlay_words(&mut config, &args.words);
    set(&mut config.seed, args.seed.as_ref());
    overlay_themes(&mut config, &args.themes)?;
    pipeline::adopt_settings(&mut config, paths)?;
    config.check("settings")?;
    Ok(config)
}

/// The settings file named, or the one that belongs to the inputs.
pub fn settings(named: Option<&PathBuf>, paths: &[PathBuf]) -> Result<Config> {
    match named.cloned().or_else(|| ingest::settings_file(paths)) {
        Some(path) => Config::parse(&ingest::read_text(&path)?, &path.display().to_string()),
        None => Ok(Config::default()),
    }
}

fn set<T: Clone>(to: &mut T, from: Option<&T>) {
    if let Some(value) = from {
        to.clone_from(value);
    }
}

fn keep(to: &mut Option<String>, from: &Option<String>) {
    if from.is_some() {
        to.clone_from(from);
    }
}

pub fn overlay_time(config: &mut Config, args: &TimeArgs) {
    set(&mut config.period, args.period.map(choice).as_ref());
    config.from = args.from.or(config.from);
    config.to = args.to.or(config.to);
}

pub fn overlay_columns(config: &mut Config, args: &ColumnArgs) {
    keep(&mut config.input.text, &args.text_column);
    keep(&mut config.input.date, &args.date_column);
    keep(&mut config.input.title, &args.title_column);
    keep(&mut config.input.source, &args.source_column);
    keep(&mut config.input.id, &args.id_column);
}

pub fn overlay_reading(config: &mut Config, args: &ReadArgs) {
    config.input.dates = args.dates.clone().or(config.input.dates.take());
    config.input.latest = args.latest.or(config.input.latest);
    config.input.code |= args.keep_code;
    set(&mut config.input.max_record_mb, args.max_record.as_ref());
    set(&mut config.input.max_ratio, args.max_ratio.as_ref());
}

pub fn overlay_clean(config: &mut Config, args: &CleanArgs) {
    config.clean.boilerplate &= !args.no_clean;
    config.clean.duplicates &= !args.keep_duplicates;
    if args.keep_languages {
        config.words.other_languages = OtherLanguages::Keep;
    }
}

/// The settings of `calibrate`, and what to run.
pub fn calibration(args: &CalibrateArgs) -> Result<(Config, Options)> {
    let config = analysis((args.config.as_ref(), &args.paths), Some(&args.time), &args.analysis)?;
    if !(2..=100_000).contains(&args.splits) {
        let what = format!("{} is not a number of shuffles", args.splits);
        return Err(Error::setting("--splits", what, "give 2 to 100000; 200 tell a rate of 5 % from one of 10 %"));
    }
    Ok((config, Options { splits: args.splits, documents: args.documents }))
}

pub fn overlay_words(config: &mut Config, args: &WordArgs) {
    set(&mut config.words.language, args.language.as_ref());
    config.words.stop_words &= !args.no_stop_words;
    config.words.stem &= !args.no_stem;
    config.words.spelling &= !args.no_spelling;
    config.words.phrases &= !args.no_phrases;
    config.words.extra_stop_words.extend(args.stop_word.iter().cloned());
    set(&mut config.words.max_phrase, args.max_phrase.as_ref());
}

/// Themes given as flags replace those of the file, and its pairs with them unless they still make sense.
fn overlay_themes(config: &mut Config, args: &ThemeArgs) -> Result<()> {
    if !args.theme.is_empty() {
        config.themes = args.theme.iter().map(|text| theme(text)).collect::<Result<_>>()?;
        let names: Vec<String> = config.themes.iter().map(|theme| theme.name.clone()).collect();
        config.relative.retain(|pair| names.contains(&pair.theme) && names.contains(&pair.to));
    }
    if !args.relative.is_empty() {
        config.relative = args.relative.iter().map(|text| pair(text)).collect::<Result<_>>()?;
    }
    Ok(())
}

fn theme(text: &str) -> Result<ThemeSpec> {
    let hint = "write NAME=WORD,PHRASE,WILD*, for example --theme 'minerals=critical mineral*,lithium'";
    let (name, words) = text
        .split_once('=')
        .ok_or_else(|| Error::setting("--theme", format!("\"{text}\" has no \"=\" between name and words"), hint))?;
    let words = words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    Ok(ThemeSpec { name: crate::legible::theme(name), words })
}

fn pair(text: &str) -> Result<PairSpec> {
    let hint = "write A:B with the names of two themes, for example --relative 'minerals:defence'";
    let (theme, to) = text
        .split_once(':')
        .ok_or_else(|| Error::setting("--relative", format!("\"{text}\" has no \":\" between two themes"), hint))?;
    // As the names of themes are.
    let shown = |name: &str| crate::legible::theme(name.trim());
    Ok(PairSpec { theme: shown(theme), to: shown(to) })
}

fn choice(period: PeriodArg) -> PeriodChoice {
    match period {
        PeriodArg::Auto => PeriodChoice::Auto,
        PeriodArg::Day => PeriodChoice::Day,
        PeriodArg::Week => PeriodChoice::Week,
        PeriodArg::Month => PeriodChoice::Month,
        PeriodArg::Quarter => PeriodChoice::Quarter,
        PeriodArg::Year => PeriodChoice::Year,
        PeriodArg::Decade => PeriodChoice::Decade,
    }
}
