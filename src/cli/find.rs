//! `driftline find`: a query in its contexts.

use super::args::{ColumnArgs, ReadArgs, RunArgs, TimeArgs, WordArgs};
use super::cache::CacheArgs;
use super::{Bar, cache, color, print, room, set_threads, settings, trend};
use crate::config::Config;
use crate::drift::concordance::Order;
use crate::error::Result;
use crate::pipeline::{self, Search};
use crate::report;
use crate::text::search::Query;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

pub const EXAMPLES: &str =
    "A QUERY is what it is to `driftline trend`: a word with all its forms, a phrase, a wildcard \
(mineral*), a word as written (=AIDS), several between commas with !exceptions, or the name of a \
theme of the settings. Every document that is read is looked through, copies too. \"offset\" in JSON \
and CSV is the first byte of a hit in the text of its document. In CSV an apostrophe stands before \
a cell that a spreadsheet would take for a formula.

Examples:
  driftline find 'critical minerals'         the example corpus, by date
  driftline find 'surge,!storm surge' news.csv --sort right
  driftline find --regex '\\bsub-?prime\\b' news.jsonl.zst --from 2007-03-01
  driftline find defence articles/ --source Reuters --limit 20
  driftline find 'rare earth*' articles/ --format csv > rare-earths.csv";

#[derive(Args)]
pub struct FindArgs {
    /// Word, phrase, wildcard, several between commas, or the name of a theme
    #[arg(value_name = "QUERY")]
    pub query: String,
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// QUERY is a regular expression; capitals and small letters are the same unless it begins with (?-i)
    #[arg(long)]
    pub regex: bool,
    /// Take QUERY as words even where a theme is called so
    #[arg(long)]
    pub word: bool,
    /// Order of the hits: by date, or by what stands left or right of them
    #[arg(long, value_enum, default_value_t = Sort::Date)]
    pub sort: Sort,
    /// Only documents of this source, in whatever capitals
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Give so many hits, the first in order; 0 gives all
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: usize,
    /// Most characters on either side of a hit, in whole words [default: what fits, 80 in JSON and CSV]
    #[arg(long, value_name = "N")]
    pub context: Option<usize>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub time: TimeArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
    #[command(flatten)]
    pub words: WordArgs,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    Date,
    Left,
    Right,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Csv,
}

pub fn run(args: &FindArgs) -> Result<()> {
    set_threads(args.run.threads)?;
    let config = configuration(args)?;
    let format = if args.json { Format::Json } else { args.format };
    let query = match args.regex {
        true => Query::pattern(&args.query)?,
        false => Query::Words(trend::theme(&args.query, if args.word { &[] } else { &config.themes })?),
    };
    let name = match &query {
        // That a theme counts, and not the words alone, must be seen.
        Query::Words(theme) if theme.words != [theme.name.clone()] && theme.name != theme.words.join(", ") => {
            format!("theme {} ({})", theme.name, theme.words.join(", "))
        }
        Query::Words(theme) => theme.name.clone(),
        Query::Pattern(_) => args.query.clone(),
    };
    let context = args.context.unwrap_or(if format == Format::Text { room() } else { 80 });
    let most = if args.limit == 0 { usize::MAX } else { args.limit };
    let order = match args.sort {
        Sort::Date => Order::Date,
        Sort::Left => Order::Left,
        Sort::Right => Order::Right,
    };
    let search = Search { query, name, source: args.source.clone(), order, most, context };
    let bar = Bar::new(&args.run, format != Format::Text);
    let found = cache::with(&args.cache, |cache| {
        pipeline::find((args.paths.as_slice(), cache), &config, &search, &mut |progress| bar.show(progress))
    })?;
    bar.clear();
    match format {
        Format::Json => print(&report::find_json(&found))?,
        Format::Csv => print(&report::find_csv(&found))?,
        Format::Text if args.run.quiet => {}
        Format::Text => print(&report::find_text(&found, room(), color()))?,
    }
    Ok(())
}

fn configuration(args: &FindArgs) -> Result<Config> {
    let mut config = settings::settings(args.config.as_ref(), &args.paths)?;
    settings::overlay_time(&mut config, &args.time);
    settings::overlay_columns(&mut config, &args.columns);
    settings::overlay_reading(&mut config, &args.reading);
    settings::overlay_words(&mut config, &args.words);
    pipeline::adopt_settings(&mut config, &args.paths)?;
    config.check("settings")?;
    Ok(config)
}
