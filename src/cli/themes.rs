//! `driftline themes suggest`: terms that could belong to themes.

use super::args::CorpusArgs;
use super::{Bar, cache, print, set_threads, settings, width};
use crate::error::Result;
use crate::{pipeline, report};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "A term is suggested if documents that mention the theme have at least three times as much of it as the others, if three \
of them have it (and two sources), and if it stays among the first 30 in most draws of documents. Nothing is added by itself.

Examples:
  driftline themes suggest articles/
  driftline themes suggest news.csv --theme 'hurricane=katrina,hurricane*'
  driftline themes suggest articles/ --json";

#[derive(Args)]
pub struct ThemesArgs {
    #[command(subcommand)]
    pub command: ThemesCommand,
}

#[derive(Subcommand)]
pub enum ThemesCommand {
    /// Suggests terms that travel with the themes of the settings, for you to accept
    #[command(after_long_help = EXAMPLES)]
    Suggest(Box<SuggestArgs>),
}

#[derive(Args)]
pub struct SuggestArgs {
    /// Print all of it as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub corpus: CorpusArgs,
}

pub fn run(args: &ThemesArgs) -> Result<()> {
    let ThemesCommand::Suggest(args) = &args.command;
    set_threads(args.corpus.analysis.run.threads)?;
    let config = settings::of_corpus(&args.corpus)?;
    let quiet = args.corpus.analysis.run.quiet;
    let bar = Bar::new(&args.corpus.analysis.run, args.json);
    let found = cache::with(&args.corpus.cache, |cache| {
        pipeline::suggest((args.corpus.paths.as_slice(), cache), &config, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    if args.json {
        print(&report::suggestions_json(&found))?;
    } else if !quiet {
        print(&report::suggestions_text(&found, width()))?;
    }
    Ok(())
}
