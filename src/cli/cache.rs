//! The kept words: where they are, and when they are used.

use super::tell;
use crate::error::Result;
use crate::pipeline::{Cache, Changes};
use crate::report;
use clap::Args;
use std::path::PathBuf;

/// Bytes that the folder may have.
const MOST: u64 = 1 << 30;

#[derive(Args)]
#[command(next_help_heading = "Run")]
pub struct CacheArgs {
    /// Folder that keeps the words of texts for the next run, never more than 1 GB; it may be removed at any time
    /// [default: driftline in the cache folder of your account]
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Use and keep no words of other runs; the result is the same
    #[arg(long, conflicts_with = "cache")]
    pub no_cache: bool,
}

/// Does some work with the kept words, and keeps those that were new in it. That a disk is full or not ours to write on
/// is told and changes nothing else.
pub fn with<T>(args: &CacheArgs, work: impl FnOnce(&mut Cache) -> Result<T>) -> Result<T> {
    let Some(folder) = folder(args) else { return work(&mut Cache::default()) };
    let mut cache = Cache::open(&folder);
    let done = work(&mut cache)?;
    let Changes { files, damaged, used } = cache.changes();
    if let Err(fault) = report::keep(&folder, &files, &damaged, &used, MOST) {
        tell(Some(&format!("note: words could not be kept ({fault}); --no-cache does not try\n")));
    }
    Ok(done)
}

/// The folder asked for, or that of the XDG Base Directory Specification (0.8): a relative path there is to be ignored.
fn folder(args: &CacheArgs) -> Option<PathBuf> {
    if args.no_cache || args.cache.is_some() {
        return args.cache.clone();
    }
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || Some(variable("HOME")?.join(".cache"));
    Some(variable("XDG_CACHE_HOME").or_else(home).or_else(|| variable("LOCALAPPDATA"))?.join("driftline"))
}
