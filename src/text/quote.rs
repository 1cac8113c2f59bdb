//! Ranges of words -> the very characters: where words that were cut stand in a text that is read again.

use super::segment;
use std::ops::Range;

/// The text of some words of `text`, with the marks that follow them on their line.
pub fn quote(text: &str, words: Range<usize>) -> String {
    let bytes = bytes_of(text, &[words]);
    bytes.into_iter().next().map_or_else(String::new, |range| text[range].trim().to_owned())
}

/// The text with some words and the marks after them blanked out; every other character keeps its place.
pub fn blank(text: &str, words: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in bytes_of(text, words) {
        out.push_str(&text[at..range.start]);
        out.extend(text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The bytes of ranges of words, in order and apart: from the first word to the word after the last, or to the end of
/// the line.
fn bytes_of(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    segment::words(text, |word, offset, _| places.push(offset..offset + word.len()));
    let bytes = |words: &Range<usize>| {
        let (first, last) = (places.get(words.start)?, places.get(words.end.checked_sub(1)?)?);
        let before = words.start.checked_sub(1).map_or(0, |before| places[before].end);
        // Marks that touch the first word belong to it.
        let marks = text[before..first.start].trim_end_matches(|c: char| !c.is_whitespace()).len();
        let start = before + marks;
        let next = places.get(words.end).map_or(text.len(), |next| next.start);
        let line = text[last.end..next].find('\n').map_or(next, |length| last.end + length);
        Some(start..line)
    };
    let mut at = 0;
    let apart = |range: Range<usize>| {
        let range = range.start.max(at)..range.end;
        at = range.end;
        range
    };
    words.iter().filter_map(bytes).map(apart).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_with_their_marks_and_blanked_in_place() {
        let text = "Call 555-0100!\n\n“Minerals”, he said — again.";
        assert_eq!(quote(text, 0..3), "Call 555-0100!");
        assert_eq!(quote(text, 4..6), "he said —");
        assert_eq!(quote(text, 9..12), "");
        let blanked = blank(text, &[0..3, 4..6]);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.find("again"), text.find("again"));
        assert_eq!(blanked.split_whitespace().collect::<Vec<_>>(), ["“Minerals”,", "again."], "{blanked}");
    }
}
