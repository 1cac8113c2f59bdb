//! `driftline topics`: what a corpus is about, without being asked.

use super::args::CorpusArgs;
use super::{Bar, cache, print, set_threads, settings, tell, width};
use crate::error::Result;
use crate::{pipeline, report};
use clap::Args;
use std::path::PathBuf;

pub const EXAMPLES: &str =
    "Topics are found by non-negative matrix factorization of TF-IDF: the same ones for the same \
documents, each time. There are as many as come again when a fifth of the documents is left out, \
unless you say how many. Terms that one source has for itself (its name, its towns) take no part, \
nor do words that mostly stand at the beginning or end of texts, as those of contact blocks do; a \
topic of few sources is marked * and not written. Each topic is followed through time by its own \
terms, as a theme is.

Examples:
  driftline topics articles/
  driftline topics news.jsonl.zst --topics 12 --period quarter
  driftline topics articles/ --out themes.toml      themes to look through
  driftline report articles/ --config themes.toml   a report on those kept";

#[derive(Args)]
pub struct TopicsArgs {
    /// Number of topics [default: as many as are stable]
    #[arg(long, value_name = "K")]
    pub topics: Option<usize>,
    /// Print all of it as JSON
    #[arg(long)]
    pub json: bool,
    /// Write the topics as themes into a settings file
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace that file if it is there
    #[arg(long, requires = "out")]
    pub force: bool,
    #[command(flatten)]
    pub corpus: CorpusArgs,
}

pub fn run(args: &TopicsArgs) -> Result<()> {
    set_threads(args.corpus.analysis.run.threads)?;
    let config = settings::of_corpus(&args.corpus)?;
    let quiet = args.corpus.analysis.run.quiet;
    let bar = Bar::new(&args.corpus.analysis.run, args.json);
    let (found, findings) = cache::with(&args.corpus.cache, |cache| {
        let input = (args.corpus.paths.as_slice(), cache);
        pipeline::topics(input, &config, args.topics, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    if args.json {
        print(&report::topics_json(&found, &findings))?;
    } else if !quiet {
        print(&report::topics_text(&found, &findings, width()))?;
    }
    if let Some(out) = &args.out {
        let path = report::write_topics(out, &found, args.force)?;
        let note = format!("{}: look through it, then run `driftline report --config` with it\n", path.display());
        tell(Some(&note).filter(|_| !quiet).map(String::as_str));
    }
    Ok(())
}
