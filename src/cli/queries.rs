//! The two sides of a comparison, as paths and `--where` name them.

use super::args::CompareArgs;
use crate::error::{Error, Result};
use crate::pipeline::Query;
use std::path::Path;

const HINT: &str = "write conditions joined by commas: source=NAME, from=YYYY-MM-DD, to=YYYY-MM-DD";

/// Whether all documents are to be compared with each other, rather than two sides.
pub fn are_many(args: &CompareArgs) -> Result<bool> {
    let many = args.paths.len() > 2 || args.paths.len() == 1 && args.queries.is_empty();
    let set = [(!args.queries.is_empty(), "--where"), (args.fail_under.is_some(), "--fail-under")];
    match set.iter().find(|(given, _)| many && *given) {
        Some((_, flag)) => {
            let what = "it is about two sides, and these are many documents".to_owned();
            Err(Error::setting(*flag, what, "name two paths, or one with --where twice"))
        }
        None => Ok(many),
    }
}

/// Two paths are A and B, each narrowed by its own `--where`; one path needs two of them.
pub fn sides(args: &CompareArgs) -> Result<[Query; 2]> {
    if args.fail_under.is_some_and(|least| !(0.0..=1.0).contains(&least)) {
        return Err(Error::setting("--fail-under", "not a similarity".to_owned(), "give a number from 0 to 1"));
    }
    if args.queries.len() > 2 {
        return Err(Error::setting("--where", "given more than twice".to_owned(), "the first narrows A, the second B"));
    }
    if args.paths.len() < 2 && args.queries.len() < 2 {
        let what = "there is one side and nothing to set it against".to_owned();
        return Err(Error::setting("compare", what, "name two paths, or give --where twice"));
    }
    let query = |side: usize| {
        let path = args.paths.get(side).or(args.paths.first()).map(|path| path.as_path()).unwrap_or(Path::new("."));
        let mut query = Query { path: path.to_owned(), ..Query::default() };
        args.queries.get(side).map_or(Ok(()), |text| narrow(&mut query, text))?;
        Ok(query)
    };
    Ok([query(0)?, query(1)?])
}

fn narrow(query: &mut Query, text: &str) -> Result<()> {
    let day = |value: &str| {
        let refused = |_| Error::setting("--where", format!("\"{value}\" is not a day"), HINT);
        value.parse().map(Some).map_err(refused)
    };
    for condition in text.split(',') {
        match condition.trim().split_once('=') {
            Some(("source", name)) => query.source = Some(name.trim().to_owned()),
            Some(("from", value)) => query.from = day(value.trim())?,
            Some(("to", value)) => query.to = day(value.trim())?,
            _ => return Err(Error::setting("--where", format!("\"{condition}\" is not a condition"), HINT)),
        }
    }
    Ok(())
}
