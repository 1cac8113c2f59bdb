//! `driftline trend`: a word, phrase, wildcard or theme through time.

use super::args::CorpusArgs;
use super::{Bar, cache, color, print, room, set_threads, settings};
use crate::chart;
use crate::config::{Config, PairSpec, ThemeSpec};
use crate::error::{Error, Result};
use crate::pipeline::{self, Progress};
use crate::report;
use clap::Args;
use std::path::PathBuf;

pub const EXAMPLES: &str = "A QUERY is a word with all its forms (defence: Defense, defences), a phrase, a wildcard (mineral*), a word as written \
(=AIDS), or several of them between commas, with !exceptions. The name of a theme of the settings stands for that theme; \
--word takes it as a word.

The statistics and verdicts are those of `driftline report`; a report corrects for all themes of its settings, this for \
what is asked.

Examples:
  driftline trend 'critical minerals'                   the example corpus
  driftline trend 'critical minerals' --vs defence articles/
  driftline trend 'subprime,foreclosure*' news.jsonl.zst --period month
  driftline trend Katrina news.csv --evidence           with its sentences
  driftline trend Katrina news.csv --out katrina        charts (SVG, PNG, CSV)
  driftline trend 'surge,!storm surge' news.csv --json  for programs";

/// Most characters of a name made of several entries.
const LONGEST_NAME: usize = 80;

#[derive(Args)]
pub struct TrendArgs {
    /// Word, phrase, wildcard, several between commas, or the name of a theme
    #[arg(value_name = "QUERY")]
    pub query: String,
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
    #[command(flatten)]
    pub corpus: CorpusArgs,
}

pub fn run(args: &TrendArgs) -> Result<()> {
    set_threads(args.corpus.analysis.run.threads)?;
    let config = configuration(args)?;
    let quiet = args.corpus.analysis.run.quiet;
    let bar = Bar::new(&args.corpus.analysis.run, args.json);
    let trend = cache::with(&args.corpus.cache, |cache| {
        let input = (args.corpus.paths.as_slice(), cache);
        pipeline::trend(input, &config, args.evidence, &mut |progress| bar.show(progress))
    })?;
    if let Some(out) = &args.out {
        bar.show(Progress::Step("drawing"));
        report::write_trend(out, &trend, &chart::all(&trend.findings)?)?;
    }
    bar.clear();
    if args.json {
        print(&report::trend_json(&trend))?;
    } else if !quiet {
        print(&report::trend_text(&trend, room(), color()))?;
    }
    Ok(())
}

fn configuration(args: &TrendArgs) -> Result<Config> {
    if !args.corpus.analysis.themes.relative.is_empty() {
        let hint = "write driftline trend A --vs B; `driftline report` takes --relative A:B";
        return Err(Error::setting("--relative", "trend sets its QUERY against those of --vs", hint));
    }
    let mut config = settings::of_corpus(&args.corpus)?;
    let known = if args.word { Vec::new() } else { std::mem::take(&mut config.themes) };
    let asked: Vec<&String> = std::iter::once(&args.query).chain(&args.vs).collect();
    config.themes = asked.iter().map(|text| theme(text, &known)).collect::<Result<_>>()?;
    let first = config.themes[0].name.clone();
    let pair = |other: &ThemeSpec| PairSpec { theme: first.clone(), to: other.name.clone() };
    config.relative = config.themes[1..].iter().map(pair).collect();
    config.check("QUERY")?;
    Ok(config)
}

/// The entries as a name; of many the first, for a name stands in every sentence.
fn name_of(words: &[String]) -> String {
    let whole = words.join(", ");
    let fits = |at: &usize| words[..*at].iter().map(|word| word.chars().count() + 2).sum::<usize>() <= LONGEST_NAME;
    match (1..=words.len()).rev().find(fits).unwrap_or(1) {
        most if most == words.len() => whole,
        some => format!("{} and {} more", words[..some].join(", "), words.len() - some),
    }
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
    Ok(ThemeSpec { name: name_of(&words), words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_entries_have_a_short_name() {
        assert_eq!(theme("lithium, cobalt", &[]).unwrap().name, "lithium, cobalt");
        let many = theme(&"minerals, ".repeat(40), &[]).unwrap();
        assert_eq!(many.words.len(), 40);
        assert!(many.name.starts_with("minerals, minerals") && many.name.ends_with(" and 32 more"), "{}", many.name);
        assert_eq!(theme(&"a".repeat(200), &[]).unwrap().name.len(), 200);
    }
}
