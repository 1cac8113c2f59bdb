//! `driftline trend`: a word, phrase, wildcard or theme through time.

use super::args::{self, AnalysisArgs, TimeArgs};
use super::cache::{self, CacheArgs};
use super::{Bar, color, print, room, set_threads};
use crate::chart;
use crate::config::{Config, PairSpec, ThemeSpec};
use crate::error::{Error, Result};
use crate::pipeline::{self, Progress};
use crate::report;
use clap::Args;
use std::path::PathBuf;

pub const EXAMPLES: &str = "A QUERY is a word with all its forms (defence: Defense, defences), a phrase, a wildcard (mineral*), a word as written
(=AIDS), or several of them between commas, with !exceptions. The name of a theme of the settings stands for that theme;
--word takes it as a word.

The statistics and verdicts are those of `driftline report`; a report corrects for all themes of its settings, this for
what is asked.

Examples:
  driftline trend 'critical minerals'                          the example corpus
  driftline trend 'critical minerals' --vs defence articles/
  driftline trend 'subprime,foreclosure*' news.jsonl.zst --period month
  driftline trend Katrina news.csv --evidence                  with the sentences that show it
  driftline trend Katrina news.csv --out katrina               charts as SVG, PNG and CSV
  driftline trend 'surge,!storm surge' news.csv --json         for programs";

#[derive(Args)]
pub struct TrendArgs {
    /// Word, phrase, wildcard, several between commas, or the name of a theme
    #[arg(value_name = "QUERY")]
    pub query: String,
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// Set it against another query (repeatable)
    #[arg(long, value_name = "QUERY")]
    pub vs: Vec<String>,
    /// Take queries as words even where a theme is called so
    #[arg(long)]
    pub word: bool,
    /// Show the sentences with most mentions
    #[arg(long)]
    pub evidence: bool,
    /// Print all of it as JSON
    #[arg(long)]
    pub json: bool,
    /// Folder for charts and trend.json; made if need be
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub time: TimeArgs,
    #[command(flatten)]
    pub analysis: AnalysisArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
}

pub fn run(args: &TrendArgs) -> Result<()> {
    set_threads(args.analysis.run.threads)?;
    let config = configuration(args)?;
    let quiet = args.analysis.run.quiet;
    let bar = Bar::new(&args.analysis.run, args.json);
    let trend = cache::with(&args.cache, |cache| {
        let input = (args.paths.as_slice(), cache);
        pipeline::trend(input, &config, args.evidence, &mut |progress| bar.show(progress))
    })?;
    if let Some(out) = &args.out {
        bar.show(Progress::Step("drawing"));
        report::write_trend(out, &trend, &chart::all(&trend.findings)?)?;
    }
    bar.clear();
    if args.json {
        print(&report::trend_json(&trend));
    } else if !quiet {
        print(&report::trend_text(&trend, room(), color()));
    }
    Ok(())
}

fn configuration(args: &TrendArgs) -> Result<Config> {
    let mut config = args::analysis((args.config.as_ref(), &args.paths), Some(&args.time), &args.analysis)?;
    let known = if args.word { Vec::new() } else { std::mem::take(&mut config.themes) };
    let asked: Vec<&String> = std::iter::once(&args.query).chain(&args.vs).collect();
    config.themes = asked.iter().map(|text| theme(text, &known)).collect::<Result<_>>()?;
    let first = config.themes[0].name.clone();
    let pair = |other: &ThemeSpec| PairSpec { theme: first.clone(), to: other.name.clone() };
    config.relative = config.themes[1..].iter().map(pair).collect();
    config.check("QUERY")?;
    Ok(config)
}

/// The theme that a query names, or one made of its words.
pub fn theme(query: &str, known: &[ThemeSpec]) -> Result<ThemeSpec> {
    let name = query.trim();
    if let Some(theme) = known.iter().find(|theme| theme.name.to_lowercase() == name.to_lowercase()) {
        return Ok(theme.clone());
    }
    let words: Vec<String> =
        name.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    let letters = |word: &String| !word.starts_with('!') && word.contains(char::is_alphanumeric);
    if !words.iter().any(letters) {
        let hint = "give a word, a phrase, or several between commas, for example 'critical mineral*,lithium'";
        return Err(Error::setting("QUERY", format!("\"{query}\" holds no word to look for"), hint));
    }
    Ok(ThemeSpec { name: words.join(", "), words })
}
