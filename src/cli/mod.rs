//! The command line: parses, calls the library, prints. Nothing is computed here.

#![cfg_attr(
    not(test),
    expect(clippy::disallowed_methods, reason = "this module prints, and asks how wide the terminal is")
)]

mod args;
mod bar;
mod cache;
mod chart;
mod check;
mod count;
mod explain;
mod find;
mod manual;
mod queries;
mod settings;
mod themes;
mod topics;
mod trend;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::ingest;
use crate::pipeline::{self, Progress};
use crate::report::{self, Scores};
use args::{CalibrateArgs, Cli, Command, CompareArgs, Format, InitArgs, InspectArgs, ReportArgs, ReportFormat};
use bar::Bar;
use clap::Parser;
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
pub use trend::theme as theme_of;

/// Width of what is printed where there is no terminal that tells its own, and of the longest line that reads well.
const WIDTH: usize = 100;
const LONGEST_LINE: usize = 120;

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os()))
}

/// Runs the program on these arguments, the first of which is its name; returns the exit code. The process ends at once
/// after help is shown, and over arguments that mean nothing.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    hide_caught_panics();
    let done = match Cli::parse_from(arguments).command {
        Command::Report(args) => report(&args),
        Command::Compare(args) => return compared(compare(&args)),
        Command::Inspect(args) => inspect(&args),
        Command::Init(args) => init(&args),
        Command::Calibrate(args) => calibrate(&args),
        Command::Chart(args) => chart::run(&args).map(|note| tell(note.as_deref())),
        Command::Check(args) => return compared(check::run(&args)),
        Command::Count(args) => count::run(&args),
        Command::Trend(args) => trend::run(&args),
        Command::Find(args) => find::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Themes(args) => themes::run(&args),
        Command::Topics(args) => topics::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::manual(&args),
    };
    match done {
        Ok(()) => 0,
        Err(error) => {
            complain(&error);
            2
        }
    }
}

/// A panic over a damaged file is caught and told as a warning; its stack is no news to the user.
pub fn hide_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !ingest::is_guarded() {
            usual(panic);
        }
    }));
}

/// Exit code of a comparison or a check: 0 same enough, 1 different, 2 failed.
fn compared(done: Result<bool>) -> u8 {
    match done {
        Ok(same) => u8::from(!same),
        Err(error) => {
            complain(&error);
            2
        }
    }
}

fn complain(error: &Error) {
    let mut stderr = std::io::stderr().lock();
    // A closed standard error leaves nobody to tell.
    let hint = error.hint().map(|hint| format!("hint: {hint}"));
    for told in std::iter::once(format!("error: {error}")).chain(hint) {
        drop(writeln!(stderr, "{}", folded(&told, terminal_size::terminal_size_of(std::io::stderr()))));
    }
}

/// A message broken between words where a terminal shows it; a file or a pipe gets it in one line.
fn folded(told: &str, terminal: Option<(terminal_size::Width, terminal_size::Height)>) -> String {
    let Some((width, _)) = terminal else { return told.to_owned() };
    let width = usize::from(width.0).clamp(40, LONGEST_LINE);
    told.lines().flat_map(|line| report::wrap(line, width)).collect::<Vec<_>>().join("\n")
}

/// A word on standard error, where there is one to say.
fn tell(note: Option<&str>) {
    if let Some(note) = note {
        drop(std::io::stderr().lock().write_all(note.as_bytes()));
    }
}

fn report(args: &ReportArgs) -> Result<()> {
    set_threads(args.corpus.analysis.run.threads)?;
    let config = settings::configuration(args)?;
    let fonts = chart::fonts(args.font.as_deref())?;
    let format = if args.json { ReportFormat::Json } else { args.format };
    let bar = Bar::new(&args.corpus.analysis.run, format == ReportFormat::Json);
    let findings = cache::with(&args.corpus.cache, |cache| {
        pipeline::analyze((args.corpus.paths.as_slice(), cache), &config, &mut |progress| bar.show(progress))
    })?;
    bar.show(Progress::Step("drawing"));
    let scores = Scores::new(config, findings);
    let mut charts = crate::chart::all(&scores.findings)?;
    if args.chart_theme == chart::Theme::Dark {
        let look = crate::chart::Look { dark: true, ..Default::default() };
        for chart in &mut charts {
            chart.svg = crate::chart::restyled(&chart.svg, &look)?;
        }
    }
    let written = report::write_with(&args.out, &scores, &charts, &fonts)?;
    bar.clear();
    if !args.corpus.analysis.run.quiet || format == ReportFormat::Json {
        print(&match format {
            ReportFormat::Json => scores.to_json(),
            ReportFormat::Text => report::terminal(&scores, &args.out.join("index.html"), width()),
            ReportFormat::Markdown => report::markdown(&scores, &charts, &args.out),
        })?;
    }
    tell(chart::lacking(written.lacking.len()).as_deref());
    Ok(())
}

/// Returns whether the two are as alike as was asked for.
fn compare(args: &CompareArgs) -> Result<bool> {
    set_threads(args.analysis.run.threads)?;
    let config = settings::analysis((args.config.as_ref(), &args.paths), None, &args.analysis)?;
    let bar = Bar::new(&args.analysis.run, args.out.is_none());
    if args.side_by_side && format(args) != Format::Text {
        let what = "columns are for text, and something else is to be printed".to_owned();
        return Err(Error::setting("--side-by-side", what, "leave it out, or leave out --json and --format"));
    }
    if queries::are_many(args)? {
        return compare_all(args, &config, &bar).map(|()| true);
    }
    let sides = queries::sides(args)?;
    let found = pipeline::compare(&sides, &config, &mut |progress| bar.show(progress))?;
    let charts = crate::chart::comparison(&found)?;
    if let Some(out) = &args.out {
        report::write_comparison(out, &found, &charts)?;
    }
    bar.clear();
    let view = report::View { width: width(), color: color(), side_by_side: args.side_by_side };
    let text = match format(args) {
        Format::Text => report::comparison_text(&found, view),
        Format::Html => report::comparison_page(&found, &charts)?,
        Format::Json => report::comparison_json(&found),
        Format::Markdown => report::comparison_markdown(&found),
    };
    if !args.analysis.run.quiet || format(args) == Format::Json {
        print(&text)?;
    }
    Ok(args.fail_under.is_none_or(|least| found.likeness() >= least))
}

fn format(args: &CompareArgs) -> Format {
    if args.json { Format::Json } else { args.format }
}

/// One folder, or three paths and more: all documents with each other.
fn compare_all(args: &CompareArgs, config: &Config, bar: &Bar) -> Result<()> {
    let found = pipeline::compare_all(&args.paths, config, &mut |progress| bar.show(progress))?;
    let charts = crate::chart::resemblances(&found)?;
    if let Some(out) = &args.out {
        report::write_resemblances(out, &found, &charts)?;
    }
    bar.clear();
    let text = match format(args) {
        Format::Text => report::resemblances_text(&found, width()),
        Format::Html => report::resemblances_page(&found, &charts)?,
        Format::Json => report::resemblances_json(&found),
        Format::Markdown => report::resemblances_markdown(&found),
    };
    if !args.analysis.run.quiet || format(args) == Format::Json {
        print(&text)?;
    }
    Ok(())
}

fn inspect(args: &InspectArgs) -> Result<()> {
    set_threads(args.run.threads)?;
    let mut config = settings::settings(args.config.as_ref(), &args.paths)?;
    settings::overlay_time(&mut config, &args.time);
    settings::overlay_columns(&mut config, &args.columns);
    settings::overlay_reading(&mut config, &args.reading);
    settings::overlay_clean(&mut config, &args.clean);
    pipeline::adopt_settings(&mut config, &args.paths)?;
    config.check("settings")?;
    let bar = Bar::new(&args.run, args.json);
    let found = cache::with(&args.cache, |cache| {
        pipeline::inspect((args.paths.as_slice(), cache), &config, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    if args.json || !args.run.quiet {
        print(&if args.json { report::inspection_json(&found) } else { report::inspection(&found, width()) })?;
    }
    Ok(())
}

fn init(args: &InitArgs) -> Result<()> {
    set_threads(args.run.threads)?;
    let mut config = Config::default();
    settings::overlay_columns(&mut config, &args.columns);
    let bar = Bar::new(&args.run, args.json);
    let proposal = cache::with(&args.cache, |cache| {
        pipeline::propose((args.paths.as_slice(), cache), &config, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    let place = args.out.clone().unwrap_or_else(|| ingest::settings_place(&args.paths));
    let path = report::write_settings(&place, &proposal, args.force)?;
    let config = args.out.as_ref().map(|out| format!(" --config {}", out.display())).unwrap_or_default();
    let paths = shown(&args.paths);
    if args.json {
        print(&report::written_json(&[path]))?;
        return Ok(());
    }
    if args.run.quiet {
        return Ok(());
    }
    print(&format!("{}: look through it, then run `driftline report {paths}{config}`\n", path.display()))?;
    Ok(())
}

fn calibrate(args: &CalibrateArgs) -> Result<()> {
    set_threads(args.analysis.run.threads)?;
    let (config, options) = settings::calibration(args)?;
    let bar = Bar::new(&args.analysis.run, args.json);
    let found = cache::with(&args.cache, |cache| {
        let input = (args.paths.as_slice(), cache);
        pipeline::calibrate(input, &config, &options, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    if args.json || !args.analysis.run.quiet {
        print(&if args.json { report::calibration_json(&found) } else { report::calibration(&found, width()) })?;
    }
    Ok(())
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
}

fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that closed the pipe has seen enough.
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("write", Path::new("standard output"), cause))
        }
        _ => Ok(()),
    }
}

/// Whether to print in color.
fn color() -> bool {
    std::io::stdout().is_terminal() && wants_color(std::env::var_os("NO_COLOR"), std::env::var_os("TERM"))
}

/// A terminal has color unless NO_COLOR says otherwise (no-color.org) or it is a dumb one, which prints the codes.
fn wants_color(no_color: Option<OsString>, term: Option<OsString>) -> bool {
    no_color.is_none_or(|value| value.is_empty()) && term.is_none_or(|term| term != "dumb")
}

/// Width to wrap sentences at.
fn width() -> usize {
    room().min(LONGEST_LINE)
}

/// Columns for tables and pictures: what the user or the terminal says, else what reads well.
fn room() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size_of(std::io::stdout()).map(|(columns, _)| usize::from(columns.0));
    said.or_else(terminal).unwrap_or(WIDTH).clamp(40, 200)
}

fn set_threads(threads: Option<usize>) -> Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    if !(1..=1024).contains(&threads) {
        return Err(Error::setting("--threads", format!("{threads} is not a number of threads"), "give 1 to 1024"));
    }
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    built.map_err(|fault| Error::setting("--threads", fault.to_string(), "give a smaller number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn color_is_for_terminals_that_have_it_and_people_who_want_it() {
        let wanted = |no_color: Option<&str>, term: &str| wants_color(no_color.map(Into::into), Some(term.into()));
        assert!(wanted(None, "xterm-256color") && wanted(Some(""), "xterm"));
        assert!(!wanted(Some("1"), "xterm") && !wanted(None, "dumb"));
    }
}
