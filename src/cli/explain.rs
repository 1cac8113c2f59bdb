//! `driftline explain`: the reasons for one score.

use super::args::CorpusArgs;
use super::{Bar, cache, print, room, set_threads, settings, trend};
use crate::error::Result;
use crate::pipeline::{self, Explanation, Subject};
use crate::report;
use clap::{Args, ValueEnum};

pub const EXAMPLES: &str = "WHAT is a document (its file's name is enough, or its title), else a date (2023, 2023-Q2, 2023-05, 2023-05-31), else a term \
as for `driftline trend`; --as says which.

  a term      the documents that its change hangs on, the change without each,
              and the sentences
  a date      the words that set these documents apart from all others, the most
              typical documents and the most unusual
  a document  what it added: verdicts without it, its part in the drift, words
              that it brought, documents like it

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
    /// What WHAT is [default: the first that fits]
    #[arg(long = "as", value_enum)]
    pub kind: Option<Kind>,
    /// Print all of it as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub corpus: CorpusArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Term,
    Date,
    Document,
}

pub fn run(args: &ExplainArgs) -> Result<()> {
    set_threads(args.corpus.analysis.run.threads)?;
    let config = settings::of_corpus(&args.corpus)?;
    let subject = match args.kind {
        None => Subject::Any,
        Some(Kind::Term) => Subject::Term,
        Some(Kind::Date) => Subject::Date,
        Some(Kind::Document) => Subject::Document,
    };
    let term = trend::theme(&args.what, &config.themes)?;
    let quiet = args.corpus.analysis.run.quiet;
    let bar = Bar::new(&args.corpus.analysis.run, args.json);
    let target = (args.what.as_str(), subject, &term);
    let found = cache::with(&args.corpus.cache, |cache| {
        let input = (args.corpus.paths.as_slice(), cache);
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
        print(&text)?;
    }
    Ok(())
}
