//! `driftline check`: the scores of now against saved ones.

use super::args::CorpusArgs;
use super::{Bar, cache, print, set_threads, settings, width};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ingest;
use crate::pipeline;
use crate::report::{self, Scores, Tolerances};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "Everything that a report scores is compared. A verdict that flips is a difference; so is a number that moves beyond its \
tolerance. Kinds of numbers and their default tolerances:
  count   mentions, documents, words              exact
  rate    per 1,000 words, percent a year         0.1 %
  ratio   factors of change and their bounds      0.1 %
  share   parts of a whole, cosines, dispersion   0.0005
  p       probabilities of error                  0.0005
  drift   drift of the vocabulary, in bits too    0.5 %
  log     logarithms of ratios                    0.0005
  other   everything else                         0.1 %

A document that only has another name or place is the same: it is told, and moves nothing. An edited document draws other \
random numbers in the bootstrap, even where only its blanks changed, so bounds \"of the bootstrap\" may move by what their \
resamples leave open (Monte Carlo error); --tolerance ratio=5% lets that pass.

Examples:
  driftline check                  the example corpus, reports/scores.json
  driftline check articles/ --baseline march/scores.json
  driftline check articles/ --baseline scores.json --tolerance ratio=5%
  driftline check articles/ --baseline scores.json --format junit > check.xml
  driftline check articles/ --baseline scores.json --update

Exit codes: 0 same, 1 different, 2 failed; with --update, which shows the difference before it makes it the \
baseline, 0 once that is written.";

#[derive(Args)]
pub struct CheckArgs {
    /// The saved scores to compare with
    #[arg(long, value_name = "FILE", default_value = "reports/scores.json")]
    pub baseline: PathBuf,
    /// How far numbers may move: KIND=0.01, KIND=5% or 5% (repeatable; replaces the default of the kind)
    #[arg(long, value_name = "TOLERANCE")]
    pub tolerance: Vec<String>,
    /// Replace the baseline after showing the difference; make it if there is none
    #[arg(long)]
    pub update: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// The baseline was made with --robustness
    #[arg(long)]
    pub robustness: bool,
    #[command(flatten)]
    pub corpus: CorpusArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    /// XML for continuous integration: one test for each theme, pair, term, turn, period and document
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

/// Returns whether the scores are those of the baseline, or now are.
pub fn run(args: &CheckArgs) -> Result<bool> {
    set_threads(args.corpus.analysis.run.threads)?;
    let tolerances = Tolerances::of_arguments(&args.tolerance)?;
    let config = configuration(args)?;
    // A baseline that cannot be read is told before the long work begins.
    let baseline = baseline(args)?;
    let bar = Bar::new(&args.corpus.analysis.run, format(args) != Format::Text);
    let findings = cache::with(&args.corpus.cache, |cache| {
        pipeline::analyze((args.corpus.paths.as_slice(), cache), &config, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    let now = Scores::new(config, findings);
    let shown = |baseline| show(args, baseline, &now, &tolerances);
    let same = baseline.as_ref().map(shown).transpose()?;
    if !args.update {
        return Ok(same.unwrap_or(true));
    }
    if same != Some(true) || baseline.is_none_or(|baseline| baseline != now) {
        report::write_baseline(&args.baseline, &now)?;
        tell(args, &format!("{}: written\n", args.baseline.display()))?;
    }
    Ok(true)
}

fn configuration(args: &CheckArgs) -> Result<Config> {
    let mut config = settings::of_corpus(&args.corpus)?;
    config.robustness |= args.robustness;
    Ok(config)
}

/// The saved scores; with `--update` there may be none yet, or some of an older schema.
fn baseline(args: &CheckArgs) -> Result<Option<Scores>> {
    let path = &args.baseline;
    let text = match ingest::read_text(path) {
        Ok(text) => text,
        Err(Error::Missing { .. }) if args.update => return Ok(None),
        Err(Error::Missing { .. }) => {
            let what = "there are no saved scores to compare with";
            let hint = "`driftline report` writes a scores.json; the same command with --update makes a baseline here";
            return Err(Error::setting(path.display().to_string(), what, hint));
        }
        Err(fault) => return Err(fault),
    };
    if let Some(schema) = report::older_schema(&text).filter(|_| args.update) {
        let (path, now) = (path.display(), report::SCHEMA);
        tell(args, &format!("{path}: its scores have schema {schema}, which is not compared with schema {now}\n"))?;
        return Ok(None);
    }
    report::read_baseline(&text, path).map(Some)
}

/// Prints what came of it; returns whether it is the same.
fn show(args: &CheckArgs, baseline: &Scores, now: &Scores, tolerances: &Tolerances) -> Result<bool> {
    let check = report::check(baseline, now, tolerances);
    let path = args.baseline.display().to_string();
    let text = match format(args) {
        Format::Text => report::check_text(&check, &path, width()),
        Format::Json => report::check_json(&check, &path),
        Format::Junit => report::check_junit(&check, &path),
        Format::Github => report::check_github(&check, &path),
    };
    if !args.corpus.analysis.run.quiet || format(args) != Format::Text {
        print(&text)?;
    }
    Ok(check.same)
}

fn format(args: &CheckArgs) -> Format {
    if args.json { Format::Json } else { args.format }
}

/// A word on what is done, where people read.
fn tell(args: &CheckArgs, text: &str) -> Result<()> {
    if format(args) == Format::Text && !args.corpus.analysis.run.quiet {
        print(text)?;
    }
    Ok(())
}
