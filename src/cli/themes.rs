//! `driftline themes suggest`: terms that could belong to themes.

use super::args::{self, AnalysisArgs, TimeArgs};
use super::cache::{self, CacheArgs};
use super::{Bar, print, set_threads, width};
use crate::error::Result;
use crate::{pipeline, report};
use clap::{Args, Subcommand};
use std::path::PathBuf;

const EXAMPLES: &str = "A term is suggested if documents that mention the theme have at least three times as much of it as the others, if three
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
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// Print all of it as JSON
    #[arg(long)]
    pub json: bool,
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

pub fn run(args: &ThemesArgs) -> Result<()> {
    let ThemesCommand::Suggest(args) = &args.command;
    set_threads(args.analysis.run.threads)?;
    let config = args::analysis((args.config.as_ref(), &args.paths), Some(&args.time), &args.analysis)?;
    let quiet = args.analysis.run.quiet;
    let bar = Bar::new(&args.analysis.run, args.json);
    let found = cache::with(&args.cache, |cache| {
        pipeline::suggest((args.paths.as_slice(), cache), &config, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    if args.json {
        print(&report::suggestions_json(&found));
    } else if !quiet {
        print(&report::suggestions_text(&found, width()));
    }
    Ok(())
}
