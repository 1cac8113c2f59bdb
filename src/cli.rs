//! The command line: parses, calls the library, prints. Nothing is computed here.

#![cfg_attr(
    not(test),
    expect(clippy::disallowed_methods, reason = "this module prints, and asks how wide the terminal is")
)]

use crate::chart;
use crate::config::{Config, OtherLanguages, PairSpec, PeriodChoice, ThemeSpec};
use crate::error::{Error, Result};
use crate::ingest;
use crate::pipeline::{self, Progress};
use crate::report::{self, Scores};
use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Width of the summary where the terminal does not tell its own.
const WIDTH: usize = 100;

#[derive(Parser)]
#[command(name = "driftline", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 2 failed. Nothing leaves this machine.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reads dated documents and writes a report on what rose, what fell, when, and whether it is real
    #[command(after_long_help = EXAMPLES)]
    Report(Box<ReportArgs>),
    /// Reads and judges documents without analyzing them: dates, gaps, copies, boilerplate, languages, and what to do
    Inspect(Box<InspectArgs>),
    /// Writes a commented driftline.toml for these documents, with themes proposed from their own phrases
    Init(Box<InitArgs>),
}

const EXAMPLES: &str = "Examples:
  driftline report                                    the example corpus, corpus/ to reports/
  driftline report articles/ --out march              a folder of .txt, .md, .html, .csv, .tsv, .jsonl (also .gz, .zst)
  driftline report news.csv --text-column body --date-column published
  driftline report news.jsonl.zst --period month --from 2024-01-01
  driftline report articles/ --theme 'minerals=critical mineral*,rare earth*,lithium' \\
      --theme 'defence=defence,military,weapon*' --relative 'minerals:defence'

Settings may stand in a file driftline.toml beside the documents (or named by --config); a flag overrides it:
  period = \"quarter\"
  [[theme]]
  name = \"critical minerals\"
  words = [\"critical mineral*\", \"rare earth*\", \"!mineral water\"]
  [[relative]]
  theme = \"critical minerals\"
  to = \"defence\"";

#[derive(Args)]
struct ReportArgs {
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the report; made if need be
    #[arg(long, value_name = "DIR", default_value = "reports")]
    out: PathBuf,
    /// Title of the report
    #[arg(long)]
    title: Option<String>,
    #[command(flatten)]
    time: TimeArgs,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    reading: ReadArgs,
    #[command(flatten)]
    clean: CleanArgs,
    #[command(flatten)]
    words: WordArgs,
    #[command(flatten)]
    themes: ThemeArgs,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Args)]
struct InspectArgs {
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print all of it as JSON, with every document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    time: TimeArgs,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    clean: CleanArgs,
}

#[derive(Args)]
struct InitArgs {
    /// Files and folders to read
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Replace a driftline.toml that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

#[derive(Args)]
#[command(next_help_heading = "Time")]
struct TimeArgs {
    /// Width of a period; auto takes the finest that leaves most periods enough documents
    #[arg(long, value_enum)]
    period: Option<PeriodArg>,
    /// Leave out documents before this day (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Leave out documents after this day (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
}

#[derive(Clone, Copy, ValueEnum)]
enum PeriodArg {
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
}

#[derive(Args)]
#[command(next_help_heading = "Columns of tables and keys of JSON (found by name and content where not given)")]
struct ColumnArgs {
    /// Column of the text
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// Column of the date
    #[arg(long, value_name = "NAME")]
    date_column: Option<String>,
    /// Column of the title
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// Column of the source (publisher, author, outlet)
    #[arg(long, value_name = "NAME")]
    source_column: Option<String>,
    /// Column of the document's name
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Reading")]
struct ReadArgs {
    /// CSV file with a column of names or paths and one of dates; they override what is found
    #[arg(long, value_name = "FILE")]
    dates: Option<PathBuf>,
    /// Refuse dates after this day as mistakes (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    latest: Option<Date>,
    /// Keep the code fences of Markdown files
    #[arg(long)]
    keep_code: bool,
    /// Leave out documents longer than this [default: 64]
    #[arg(long, value_name = "MB")]
    max_record: Option<u64>,
    /// Cut packed files that expand more than so many times, once past 64 MB [default: 200]
    #[arg(long, value_name = "N")]
    max_ratio: Option<u64>,
}

#[derive(Args)]
#[command(next_help_heading = "What does not count (each removal is listed)")]
struct CleanArgs {
    /// Keep lines, leads and feet that recur across the documents of a source
    #[arg(long)]
    no_clean: bool,
    /// Count every copy of a story
    #[arg(long)]
    keep_duplicates: bool,
    /// Count documents in other languages than the corpus's
    #[arg(long)]
    keep_languages: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Words")]
struct WordArgs {
    /// Two-letter code of the language, or auto
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Keep stop words
    #[arg(long)]
    no_stop_words: bool,
    /// One more word to drop (repeatable)
    #[arg(long, value_name = "WORD")]
    stop_word: Vec<String>,
    /// Keep words apart that share a stem
    #[arg(long)]
    no_stem: bool,
    /// Keep British and American spelling apart
    #[arg(long)]
    no_spelling: bool,
    /// Find no phrases
    #[arg(long)]
    no_phrases: bool,
    /// Longest phrase in words, 1 to 3
    #[arg(long, value_name = "N")]
    max_phrase: Option<usize>,
}

#[derive(Args)]
#[command(next_help_heading = "Themes")]
struct ThemeArgs {
    /// A theme: NAME=WORD,PHRASE,WILD*,!EXCLUDED (repeatable; replaces the themes of the settings file)
    #[arg(long, value_name = "NAME=WORDS")]
    theme: Vec<String>,
    /// Two themes to set against each other: A:B is A relative to B (repeatable)
    #[arg(long, value_name = "A:B")]
    relative: Vec<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Run")]
struct RunArgs {
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Seed of the shuffles that make noise floors
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Report(args) => report(&args),
        Command::Inspect(args) => inspect(&args),
        Command::Init(args) => init(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

fn complain(error: &Error) {
    let mut stderr = std::io::stderr().lock();
    // A closed standard error leaves nobody to tell.
    drop(writeln!(stderr, "error: {error}"));
    if let Some(hint) = error.hint() {
        drop(writeln!(stderr, "hint: {hint}"));
    }
}

fn report(args: &ReportArgs) -> Result<()> {
    set_threads(args.run.threads)?;
    let config = configuration(args)?;
    let bar = Bar::new(args.run.quiet);
    let findings = pipeline::analyze(&args.paths, &config, &mut |progress| bar.show(progress))?;
    bar.show(Progress::Step("drawing"));
    let scores = Scores::new(config, findings);
    let charts = chart::all(&scores.findings)?;
    report::write(&args.out, &scores, &charts)?;
    bar.clear();
    if !args.run.quiet {
        print(&report::terminal(&scores, &args.out.join("index.html"), width()));
    }
    Ok(())
}

fn inspect(args: &InspectArgs) -> Result<()> {
    let mut config = settings(args.config.as_ref(), &args.paths)?;
    overlay_time(&mut config, &args.time);
    overlay_columns(&mut config, &args.columns);
    overlay_clean(&mut config, &args.clean);
    config.check("settings")?;
    let bar = Bar::new(args.json);
    let found = pipeline::inspect(&args.paths, &config, &mut |progress| bar.show(progress))?;
    bar.clear();
    print(&if args.json { report::inspection_json(&found) } else { report::inspection(&found, width()) });
    Ok(())
}

fn init(args: &InitArgs) -> Result<()> {
    let mut config = Config::default();
    overlay_columns(&mut config, &args.columns);
    let bar = Bar::new(false);
    let proposal = pipeline::propose(&args.paths, &config, &mut |progress| bar.show(progress))?;
    bar.clear();
    let path = report::write_settings(&ingest::settings_place(&args.paths), &proposal, args.force)?;
    print(&format!("{}: look through it, then run `driftline report {}`\n", path.display(), shown(&args.paths)));
    Ok(())
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
}

fn print(text: &str) {
    // A reader that closed the pipe has seen enough.
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Width to wrap at: what the shell says, else what reads well.
fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(WIDTH).clamp(40, 120)
}

fn set_threads(threads: Option<usize>) -> Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    if !(1..=1024).contains(&threads) {
        return Err(Error::setting("--threads", format!("{threads} is not a number of threads"), "give 1 to 1024"));
    }
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    built.map_err(|fault| Error::setting("--threads", fault.to_string(), "give a smaller number"))
}

/// The settings file with the flags laid over it.
fn configuration(args: &ReportArgs) -> Result<Config> {
    let mut config = settings(args.config.as_ref(), &args.paths)?;
    overlay(&mut config, args)?;
    config.check("settings")?;
    Ok(config)
}

/// The settings file named, or the one that belongs to the inputs.
fn settings(named: Option<&PathBuf>, paths: &[PathBuf]) -> Result<Config> {
    match named.cloned().or_else(|| ingest::settings_file(paths)) {
        Some(path) => Config::parse(&ingest::read_settings(&path)?, &path.display().to_string()),
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

fn overlay_time(config: &mut Config, args: &TimeArgs) {
    set(&mut config.period, args.period.map(choice).as_ref());
    config.from = args.from.or(config.from);
    config.to = args.to.or(config.to);
}

fn overlay_columns(config: &mut Config, args: &ColumnArgs) {
    keep(&mut config.input.text, &args.text_column);
    keep(&mut config.input.date, &args.date_column);
    keep(&mut config.input.title, &args.title_column);
    keep(&mut config.input.source, &args.source_column);
    keep(&mut config.input.id, &args.id_column);
}

fn overlay_reading(config: &mut Config, args: &ReadArgs) {
    config.input.dates = args.dates.clone().or(config.input.dates.take());
    config.input.latest = args.latest.or(config.input.latest);
    config.input.code |= args.keep_code;
    set(&mut config.input.max_record_mb, args.max_record.as_ref());
    set(&mut config.input.max_ratio, args.max_ratio.as_ref());
}

fn overlay_clean(config: &mut Config, args: &CleanArgs) {
    config.clean.boilerplate &= !args.no_clean;
    config.clean.duplicates &= !args.keep_duplicates;
    if args.keep_languages {
        config.words.other_languages = OtherLanguages::Keep;
    }
}

fn overlay(config: &mut Config, args: &ReportArgs) -> Result<()> {
    keep(&mut config.title, &args.title);
    overlay_time(config, &args.time);
    overlay_columns(config, &args.columns);
    overlay_clean(config, &args.clean);
    overlay_reading(config, &args.reading);
    set(&mut config.words.language, args.words.language.as_ref());
    config.words.stop_words &= !args.words.no_stop_words;
    config.words.stem &= !args.words.no_stem;
    config.words.spelling &= !args.words.no_spelling;
    config.words.phrases &= !args.words.no_phrases;
    config.words.extra_stop_words.extend(args.words.stop_word.iter().cloned());
    set(&mut config.words.max_phrase, args.words.max_phrase.as_ref());
    set(&mut config.seed, args.run.seed.as_ref());
    overlay_themes(config, &args.themes)
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
    Ok(ThemeSpec { name: name.trim().to_owned(), words })
}

fn pair(text: &str) -> Result<PairSpec> {
    let hint = "write A:B with the names of two themes, for example --relative 'minerals:defence'";
    let (theme, to) = text
        .split_once(':')
        .ok_or_else(|| Error::setting("--relative", format!("\"{text}\" has no \":\" between two themes"), hint))?;
    Ok(PairSpec { theme: theme.trim().to_owned(), to: to.trim().to_owned() })
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

/// A progress bar on standard error; nothing where that is not a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Self {
        let hidden = quiet || !std::io::stderr().is_terminal();
        let bar = if hidden { ProgressBar::hidden() } else { ProgressBar::new(0) };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {bytes}/{total_bytes} {elapsed}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn show(&self, progress: Progress) {
        match progress {
            Progress::Reading { done, total } => {
                self.0.set_message("reading");
                self.0.set_length(total.max(done));
                self.0.set_position(done);
            }
            Progress::Step(step) => self.0.set_message(step),
        }
        self.0.tick();
    }

    fn clear(&self) {
        self.0.finish_and_clear();
    }
}
