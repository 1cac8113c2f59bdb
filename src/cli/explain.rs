//! `driftline explain`: the reasons for one score.

use super::args::{self, AnalysisArgs, TimeArgs};
use super::cache::{self, CacheArgs};
use super::{Bar, print, room, set_threads, trend};
use crate::error::Result;
use crate::pipeline::{self, Explanation, Subject};
use crate::report;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str = "WHAT is a document (its file's name is enough, or its title), else a date (2023, 2023-Q2, 2023-05, 2023-05-31), else a term
as for `driftline trend`; --as says which.

  a term      the documents that its change hangs on, the change without each, and the sentences
  a date      the words that set these documents apart from all others, the most typical documents and the most unusual
  a document  what it added: verdicts without it, its part in the drift, words that it brought, documents like it

Examples:
  driftline explain 'critical minerals'
  driftline explain 2023 articles/
  driftline explain 2023-11-10-ministers-meet.md articles/
  driftline explain 1984 articles/ --as term
  driftline explain lithium articles/ --json";

#[derive(Args)]
pub struct ExplainArgs {
    /// A document, a date, or a term
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Files and folders to read
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// What WHAT is [default: the first that fits]
    #[arg(long = "as", value_enum)]
    pub kind: Option<Kind>,
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

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Term,
    Date,
    Document,
}

pub fn run(args: &ExplainArgs) -> Result<()> {
    set_threads(args.analysis.run.threads)?;
    let config = args::analysis((args.config.as_ref(), &args.paths), Some(&args.time), &args.analysis)?;
    let subject = match args.kind {
        None => Subject::Any,
        Some(Kind::Term) => Subject::Term,
        Some(Kind::Date) => Subject::Date,
        Some(Kind::Document) => Subject::Document,
    };
    let term = trend::theme(&args.what, &config.themes)?;
    let quiet = args.analysis.run.quiet;
    let bar = Bar::new(&args.analysis.run, args.json);
    let target = (args.what.as_str(), subject, &term);
    let found = cache::with(&args.cache, |cache| {
        let input = (args.paths.as_slice(), cache);
        pipeline::explain(input, &config, target, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    let text = match (&found, args.json) {
        (Explanation::Term(found), false) => report::term_text(found, room()),
        (Explanation::Period(found), false) => report::period_text(found, room()),
        (Explanation::Document(found), false) => report::document_text(found, room()),
        (Explanation::Term(found), true) => report::explain_json("term", found),
        (Explanation::Period(found), true) => report::explain_json("period", found),
        (Explanation::Document(found), true) => report::explain_json("document", found),
    };
    if args.json || !quiet {
        print(&text);
    }
    Ok(())
}
