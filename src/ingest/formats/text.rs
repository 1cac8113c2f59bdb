//! Plain text: one document; the first line is its title if it looks like one.

use crate::ingest::draft::Draft;

/// Reads a plain text.
pub(super) fn parse(text: String) -> (Draft, Option<String>) {
    let title = title(&text).map(str::to_owned);
    (Draft { heading: title.clone(), title, text, ..Draft::default() }, None)
}

/// The first line that is not empty, if it is short, ends like no sentence, and more follows.
pub(crate) fn title(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let sentence = first.ends_with(['.', ',', ';', ':', '!', '。', '，', '-']) && !first.ends_with("...");
    let ok = first.chars().count() <= 150 && !sentence && lines.next().is_some();
    ok.then(|| first.trim_start_matches('#').trim()).filter(|title| title.chars().any(char::is_alphabetic))
}
