//! Text -> sentences, as ranges of bytes.
//!
//! Boundaries are those of UAX #29, mended where it is known to cut too soon: after an abbreviation ("Dr.", "No.") and
//! after an initial ("J. Smith", "the U.S. Army"). A line is a unit of its own, a heading say, unless it is plainly one
//! of a wrapped paragraph: long, not closed by a mark, and followed at once by a line whose first word would have found no
//! room in it.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Shorter lines, in characters, are headings or items, not parts of a wrapped paragraph. `segment` joins no phrase across
/// their ends either.
pub(super) const WRAPPED_FROM: usize = 48;
/// Characters by which the right edge of a wrapped paragraph may be ragged.
const RAGGED: usize = 16;
/// A heading has fewer characters.
const LONGEST_HEADING: usize = 100;

/// Words after which a full stop does not end a sentence.
const ABBREVIATIONS: [&str; 40] = [
    "adm", "amb", "art", "ca", "capt", "cf", "col", "dr", "e.g", "ed", "eds", "fig", "gen", "gov", "hon", "i.e", "lt",
    "maj", "messrs", "mr", "mrs", "ms", "mt", "no", "nos", "op", "pp", "prof", "rep", "reps", "rev", "rs", "sen",
    "sens", "sgt", "st", "v", "viz", "vol", "vs",
];

/// The sentences that hold a letter or digit, without the blanks around them.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for block in blocks(text) {
        let first = found.len();
        // By UAX #29 a line's end ends a sentence; inside a block it is but a blank.
        let flat = text[block.clone()].replace(['\n', '\r'], " ");
        for (offset, piece) in flat.split_sentence_bound_indices() {
            let range = trimmed(text, block.start + offset..block.start + offset + piece.len());
            let open = found.len() > first && found.last().is_some_and(|last| goes_on(&text[last.clone()]));
            match found.last_mut() {
                Some(last) if open => last.end = range.end,
                _ => found.push(range),
            }
        }
    }
    found.retain(|range| text[range.clone()].chars().any(char::is_alphanumeric));
    found
}

/// Whether a sentence is the heading of what follows: alone on its line, short, without a mark at its end. Items of lists
/// are none.
pub fn is_heading(text: &str, sentence: &Range<usize>) -> bool {
    let after = text[sentence.end..].chars().find(|c| !matches!(c, ' ' | '\t'));
    let line = text[..sentence.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..sentence.start].trim();
    if !after.is_none_or(|c| matches!(c, '\n' | '\r')) || !before.trim_matches('#').is_empty() {
        return false;
    }
    let told = &text[sentence.clone()];
    let closed =
        told.ends_with(['.', '!', '?', ':', ';', ',', '"', '\u{201d}', '\u{2026}', '。', '！', '？', '*', '|']);
    let marked = before.starts_with('#') || told.starts_with('#');
    marked || !closed && !is_item(told) && told.chars().count() < LONGEST_HEADING
}

/// Runs of lines that belong together.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let (mut open, mut length) = (false, 0);
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let bare = line.trim();
        match blocks.last_mut() {
            Some(block) if open && goes_below(length, bare) && !is_item(bare) => block.end = range.end,
            _ => blocks.push(range),
        }
        let closed = bare.ends_with(['.', '!', '?', ':', ';', '"', '\u{201d}', '。', '！', '？']);
        // A wrapped line may happen to end with a sentence; its length tells.
        length = bare.chars().count();
        open = length >= WRAPPED_FROM && (!closed || length < 100);
    }
    blocks
}

/// Whether a line can have been cut from one of some length: its first word would have made that longer than any line
/// of the paragraph, this one among them.
fn goes_below(length: usize, line: &str) -> bool {
    let first = line.split_whitespace().next().map_or(0, |word| word.chars().count());
    first > 0 && line.chars().count() <= length + 1 + first + RAGGED
}

/// A line that begins as an item of a list does.
fn is_item(line: &str) -> bool {
    line.starts_with(['-', '*', '\u{2022}', '#', '|', '>'])
        || line.split_once(['.', ')']).is_some_and(|(number, _)| {
            (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

/// Ends with an abbreviation or an initial, so that what follows belongs to it.
fn goes_on(sentence: &str) -> bool {
    let Some(body) = sentence.strip_suffix('.') else { return false };
    let word = body.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\u{201c}')).next().unwrap_or(body);
    let initial = word.rsplit('.').next().is_some_and(|last| {
        let mut letters = last.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    });
    initial || ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert!(ABBREVIATIONS.is_sorted());
        let text = "Dr. S. Jaishankar met the U.S. Secretary. They spoke of No. 5, i.e. lithium! More?";
        assert_eq!(
            cut(text),
            ["Dr. S. Jaishankar met the U.S. Secretary.", "They spoke of No. 5, i.e. lithium!", "More?"]
        );
    }

    #[test]
    fn headings_are_told_from_sentences_and_items() {
        let text =
            "# Trade and defense\n\nFirst 2+2 in New Delhi\n\nThey met on trade. They left\n\n- lithium and cobalt\n";
        let all = sentences(text);
        let headings: Vec<&str> =
            all.iter().filter(|range| is_heading(text, range)).map(|r| &text[r.clone()]).collect();
        assert_eq!(headings, ["# Trade and defense", "First 2+2 in New Delhi"]);
    }

    #[test]
    fn wrapped_lines_are_joined_and_headings_are_not() {
        let text = "Critical minerals\nThe two sides agreed on Tuesday to work together on\ncritical minerals. They will meet again in the spring\nof 2025.\n\n***\n\n- Rare earths\n- Lithium\n";
        let expected = [
            "Critical minerals",
            "The two sides agreed on Tuesday to work together on\ncritical minerals.",
            "They will meet again in the spring\nof 2025.",
            "- Rare earths",
            "- Lithium",
        ];
        assert_eq!(cut(text), expected);
        let title = "India-US Strategic Talks Focus on Defense, Trade and Minerals";
        let body = "Senior officials from India and the United States met on Tuesday for talks that covered every side of \
                    relations between their countries.";
        assert_eq!(cut(&format!("{title}\n{body}\n")), [title, body]);
    }
}
