//! Plain text: one document; a line near the top is its title if it looks like one.

use crate::ingest::draft::Draft;

/// Reads a plain text. Its title is looked for when the page furniture is gone.
pub(super) fn parse(text: String) -> (Draft, Option<String>) {
    (Draft { text, ..Draft::default() }, None)
}

/// The first line, if it is short, ends like no sentence, and more follows; else the second or third if it is also
/// written like a title, as after the caption of a picture.
pub(crate) fn title(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    lines.clone().next()?;
    let later = || lines.take(2).find(|line| is_short(line) && is_capitalized(line));
    let title = if is_short(first) { Some(first) } else { later() };
    title.map(|title| title.trim_start_matches('#').trim()).filter(|title| title.chars().any(char::is_alphabetic))
}

/// At most 150 characters that do not end like a sentence or in its middle.
fn is_short(line: &str) -> bool {
    let sentence = line.ends_with(['.', ',', ';', ':', '!', '。', '，', '-']) && !line.ends_with("...");
    line.chars().count() <= 150 && !sentence
}

/// At least four words, most of which begin with a capital letter.
fn is_capitalized(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capitals = words.iter().filter(|word| word.chars().next().is_some_and(char::is_uppercase)).count();
    words.len() >= 4 && capitals * 5 >= words.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_near_the_top() {
        assert_eq!(title("Talks begin\nThe talks begin."), Some("Talks begin"));
        assert_eq!(
            title("A picture shows them.\n\nThe Talks in Delhi Begin\n\nWords."),
            Some("The Talks in Delhi Begin")
        );
        assert_eq!(title("One sentence.\nAnother sentence here\nand here."), None);
        assert_eq!(title("only one line"), None);
    }
}
