//! `driftline count`: documents into a file of saved counts, which `report` and the others read in place of texts.

use super::args::{ColumnArgs, ReadArgs, RunArgs};
use super::{Bar, print, set_threads, settings};
use crate::error::{Error, Result};
use crate::ingest::{COUNTS_ENDING, is_counts};
use crate::pipeline::{self, Share};
use crate::report;
use clap::Args;
use std::path::PathBuf;

pub const EXAMPLES: &str = "However documents are split and merged, a report on their counts is that of one run on all of them. Where a PATH is a file of \
saved counts, or a folder of such files, they are merged with the rest. A document that several of them hold counts once.

Examples:
  driftline count articles/ -o articles.counts
  driftline count 2024.jsonl.zst -o 2024.counts        each year once
  driftline report 20*.counts                          all years
  driftline report 2023.counts 2024.jsonl.zst          counts and texts
  driftline count articles/ --share 3/16 -o 3.counts   the third of 16 machines
  driftline count [0-9]*.counts -o all.counts          merged into one file";

#[derive(Args)]
pub struct CountArgs {
    /// Files and folders to count, and saved counts to merge; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// File for the counts, NAME.counts; counts that are there are replaced
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Count one of N equal shares of the documents: 1/N to N/N together count each document once
    #[arg(long, value_name = "I/N", value_parser = share)]
    pub share: Option<Share>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print what was counted as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
    #[command(flatten)]
    pub run: RunArgs,
}

/// A share as the user gives it.
fn share(text: &str) -> std::result::Result<Share, &'static str> {
    let parse = |text: &str| text.trim().parse().ok();
    let share = text.split_once('/').and_then(|(number, of)| Some(Share { number: parse(number)?, of: parse(of)? }));
    share.filter(|share| (1..=share.of).contains(&share.number)).ok_or("no share; write it as 3/16, from 1/16 to 16/16")
}

pub fn run(args: &CountArgs) -> Result<()> {
    set_threads(args.run.threads)?;
    if !is_counts(&args.out) {
        let what = format!("{} does not end in {COUNTS_ENDING}", args.out.display());
        return Err(Error::setting("--out", what, "saved counts are known by that ending"));
    }
    if args.reading.dates.is_some() {
        let what = "dates that you give are no part of saved counts".to_owned();
        return Err(Error::setting("--dates", what, "give them to the run that reads the counts"));
    }
    let mut config = settings::settings(args.config.as_ref(), &args.paths)?;
    settings::overlay_columns(&mut config, &args.columns);
    settings::overlay_reading(&mut config, &args.reading);
    pipeline::adopt_settings(&mut config, &args.paths)?;
    config.check("settings")?;
    let bar = Bar::new(&args.run, args.json);
    let counts = pipeline::count(&args.paths, &config, args.share, &mut |progress| bar.show(progress))?;
    bar.show(pipeline::Progress::Step("packing"));
    let bytes = counts.to_bytes();
    report::write_counts(&args.out, &bytes)?;
    bar.clear();
    let told = report::Counted { documents: counts.len(), words: counts.words(), bytes: bytes.len() };
    if args.json {
        print(&report::counted_json(&args.out, &told))?;
    } else if !args.run.quiet {
        print(&report::counted_text(&args.out, &told))?;
    }
    Ok(())
}
