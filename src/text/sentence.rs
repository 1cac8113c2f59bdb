//! Text -> sentences, as ranges of bytes.
//!
//! Boundaries are those of UAX #29, mended where it is known to cut too soon: after an abbreviation ("Dr.", "No. 5"), after
//! an initial ("J. Smith", "the U.S. Army"), inside "5 p.m. Eastern", and after a German ordinal ("3. M\u{e4}rz", "im 19.
//! Jahrhundert"), which no mark tells from the end of a sentence: the words around it do.
//!
//! A line is a unit of its own, a heading say, unless it is plainly one of a wrapped paragraph. Where most lines of a
//! text end where the next word had no room (`wrapped_at`), that width decides, whatever it is. Elsewhere a line must be long, not
//! closed by a mark, and followed at once by a line whose first word would have found no room in it.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Shorter lines, in characters, are headings or items, not parts of a wrapped paragraph. `segment` joins no phrase across
/// their ends either.
pub(super) const WRAPPED_FROM: usize = 48;
/// Characters by which the right edge of a wrapped paragraph may be ragged.
const RAGGED: usize = 16;
/// A heading has fewer characters.
const LONGEST_HEADING: usize = 100;

/// A text is taken as wrapped at no smaller width.
const NARROWEST: usize = 20;

/// Words after which a full stop does not end a sentence.
const ABBREVIATIONS: [&str; 46] = [
    "adm", "amb", "art", "bzw", "ca", "capt", "cf", "col", "d.h", "dr", "e.g", "ed", "eds", "fig", "gen", "gov", "hon",
    "hr", "i.e", "lt", "maj", "messrs", "mio", "mr", "mrd", "mrs", "ms", "mt", "op", "pp", "prof", "rep", "reps",
    "rev", "rs", "sen", "sens", "sgt", "st", "str", "u.a", "v", "viz", "vol", "vs", "z.b",
];
/// Words that are abbreviations before a number, and may end a sentence else.
const BEFORE_NUMBERS: [&str; 17] = [
    "abs", "apr", "aug", "dec", "feb", "jan", "jul", "jun", "mar", "no", "nos", "nov", "nr", "nrn", "oct", "sep",
    "sept",
];
/// What follows "5 p.m." inside a sentence.
const AFTER_TIMES: [&str; 29] = [
    "bst",
    "cdt",
    "central",
    "cest",
    "cet",
    "cst",
    "eastern",
    "edt",
    "est",
    "et",
    "friday",
    "gmt",
    "ist",
    "local",
    "monday",
    "mountain",
    "mst",
    "pacific",
    "pdt",
    "pst",
    "pt",
    "saturday",
    "sunday",
    "thursday",
    "time",
    "today",
    "tuesday",
    "utc",
    "wednesday",
];
/// What German counts by an ordinal, and the words before one.
const AFTER_ORDINALS: [&str; 34] = [
    "april",
    "auflage",
    "august",
    "bundestag",
    "dezember",
    "etage",
    "februar",
    "geburtstag",
    "jahr",
    "jahrestag",
    "jahrhundert",
    "jahrhunderts",
    "jahrtausend",
    "januar",
    "jh",
    "juli",
    "juni",
    "j\u{e4}nner",
    "kapitel",
    "klasse",
    "lebensjahr",
    "mai",
    "mal",
    "m\u{e4}rz",
    "november",
    "oktober",
    "platz",
    "quartal",
    "runde",
    "september",
    "stock",
    "tag",
    "wahlperiode",
    "woche",
];
const BEFORE_ORDINALS: [&str; 14] =
    ["ab", "am", "beim", "bis", "das", "dem", "den", "der", "des", "im", "seit", "vom", "zum", "zur"];
/// Words that begin a sentence and follow no "U.S." inside one.
const OPENERS: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "he", "her", "his", "if", "in", "it", "its", "on", "she", "that", "the",
    "their", "they", "this", "we", "when",
];

/// The sentences that hold a letter or digit, without the blanks around them.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = cut(text);
    found.retain(|range| text[range.clone()].chars().any(char::is_alphanumeric));
    found
}

/// All that a reader sees: the sentences, and signs that stand alone, a check mark say; but no lines that only part.
pub fn all(text: &str) -> Vec<Range<usize>> {
    let parts = |c: char| {
        c.is_whitespace() || c.is_control() || "-*_=#~.+|:>\u{2022}\u{b7}\u{2013}\u{2014}\u{feff}".contains(c)
    };
    let mut found = cut(text);
    found.retain(|range| !text[range.clone()].chars().all(parts));
    found
}

fn cut(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for block in blocks(text) {
        let first = found.len();
        // By UAX #29 a line's end ends a sentence; inside a block it is but a blank.
        let flat = text[block.clone()].replace(['\n', '\r'], " ");
        for (offset, piece) in flat.split_sentence_bound_indices() {
            let range = trimmed(text, block.start + offset..block.start + offset + piece.len());
            let is_open = |last: &Range<usize>| goes_on(&text[last.clone()], &flat[offset..]);
            let open = found.len() > first && found.last().is_some_and(is_open);
            match found.last_mut() {
                Some(last) if open => last.end = range.end,
                _ => found.push(range),
            }
        }
    }
    found
}

/// A line without the blanks around it, and the lengths in characters of it and of its first word.
struct Line<'t> {
    place: Range<usize>,
    bare: &'t str,
    length: usize,
    first: usize,
}

impl<'t> Line<'t> {
    fn of(text: &'t str, place: Range<usize>) -> Self {
        let bare = text[place.clone()].trim();
        let first = bare.split_whitespace().next().map_or(0, |word| word.chars().count());
        Self { place, bare, length: bare.chars().count(), first }
    }

    /// Ends with a mark that closes a sentence or leads to a list.
    fn is_closed(&self) -> bool {
        self.bare.ends_with(['.', '!', '?', ':', ';', '"', '\u{201d}', '。', '！', '？'])
    }

    /// The first word of the next line had no room here.
    fn is_full(&self, next: &Self, width: usize) -> bool {
        self.length + 1 + next.first > width - width / 10
    }
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
    let mut end = 0;
    let line = |line: &str| {
        end += line.len();
        end - line.len()..end
    };
    let places: Vec<Range<usize>> = text.split_inclusive('\n').map(line).collect();
    let lines: Vec<Line<'_>> = places.into_iter().map(|place| Line::of(text, place)).collect();
    let width = wrapped_at(&lines);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    // Whether the block began as an item of a list.
    let mut item = false;
    for (at, line) in lines.iter().enumerate() {
        let joins = |last: &Line<'_>| match width {
            Some(width) => follows(last, line, width, item),
            None => is_open(last) && goes_below(last.length, line.bare) && !is_item(line.bare),
        };
        let joined = at > 0 && joins(&lines[at - 1]);
        match blocks.last_mut() {
            Some(block) if joined => block.end = line.place.end,
            _ => blocks.push(line.place.clone()),
        }
        item = if joined { item } else { is_item(line.bare) };
    }
    blocks
}

/// Whether a line goes on with the one before in a text that is wrapped at some width. In the middle of a sentence what
/// looks like an item is none: a dash, a number.
fn follows(last: &Line<'_>, line: &Line<'_>, width: usize, in_list: bool) -> bool {
    let middle = !in_list && (!last.is_closed() || goes_on(last.bare, line.bare));
    last.length > 0 && line.length > 0 && last.is_full(line, width) && (middle || !is_item(line.bare))
}

/// A line that another may go on: long, and not closed. A wrapped line may happen to end with a sentence; its length tells.
fn is_open(line: &Line<'_>) -> bool {
    line.length >= WRAPPED_FROM && (!line.is_closed() || line.length < 100)
}

/// The width at which the paragraphs of a text are wrapped, in characters: nine of ten lines that others follow are full, three
/// of ten of those others begin without a capital, which headings and items do not, and some sentence ends.
fn wrapped_at(lines: &[Line<'_>]) -> Option<usize> {
    let pairs: Vec<(&Line<'_>, &Line<'_>)> = lines
        .iter()
        .zip(lines.iter().skip(1))
        .filter(|(last, next)| last.length > 0 && next.length > 0 && !is_item(next.bare))
        .collect();
    // A long address stands beyond any edge.
    let broad = pairs.iter().flat_map(|(last, next)| [last, next]).filter(|line| line.first < line.length);
    let width = broad.map(|line| line.length).max().filter(|width| *width >= NARROWEST)?;
    let full = pairs.iter().filter(|(last, next)| last.is_full(next, width)).count();
    let small = pairs.iter().filter(|(_, next)| !next.bare.starts_with(char::is_uppercase)).count();
    let ends = pairs.iter().any(|(last, next)| next.bare.ends_with(['.', '!', '?']) || last.bare.contains(". "));
    (full * 10 >= pairs.len() * 9 && small * 10 >= pairs.len() * 3 && ends).then_some(width)
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

/// Ends with an abbreviation, an initial or a German ordinal, so that what follows belongs to it.
fn goes_on(sentence: &str, next: &str) -> bool {
    let Some(body) = sentence.strip_suffix('.') else { return false };
    let parts = |c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\u{201c}' | '\u{201e}');
    let mut words = body.rsplit(parts).filter(|word| !word.is_empty());
    let (word, earlier) = (words.next().unwrap_or(body), words.next().unwrap_or_default());
    let next = next.trim_start();
    let lower = word.to_lowercase();
    let first = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let is_among = |list: &[&str], word: &str| list.binary_search(&word).is_ok();
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.len() <= 2 && is_ordinal(earlier, next, &first);
    }
    let initial = word.rsplit('.').next().is_some_and(|last| {
        let mut letters = last.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    });
    let ends = word.contains('.') && is_among(&OPENERS, &first);
    let time = ["a.m", "p.m"].contains(&lower.as_str()) && is_among(&AFTER_TIMES, &first);
    let numbered = next.starts_with(char::is_numeric) && is_among(&BEFORE_NUMBERS, &lower);
    initial && !ends || time || numbered || is_among(&ABBREVIATIONS, &lower)
}

/// A number and a full stop are a German ordinal: before a month or what else is counted so, after "am" or "der", or in
/// "5. 3. 2024".
fn is_ordinal(earlier: &str, next: &str, first: &str) -> bool {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=2).contains(&text.len());
    let month = number(first) && next[first.len()..].starts_with('.');
    let year = first.len() == 4 && next.starts_with(|c: char| c.is_ascii_digit());
    let dated = month || year && earlier.strip_suffix('.').is_some_and(number);
    // "I am 5." is no German.
    let german = BEFORE_ORDINALS.binary_search(&earlier.to_lowercase().as_str()).is_ok() && earlier != "am";
    let day = earlier == "am" && (month || AFTER_ORDINALS.binary_search(&first).is_ok());
    let counted = next.starts_with(char::is_uppercase) && (german || AFTER_ORDINALS.binary_search(&first).is_ok());
    dated || day || counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert!(
            ABBREVIATIONS.is_sorted() && BEFORE_NUMBERS.is_sorted() && AFTER_TIMES.is_sorted() && OPENERS.is_sorted()
        );
        assert!(AFTER_ORDINALS.is_sorted() && BEFORE_ORDINALS.is_sorted());
        let text = "Dr. S. Jaishankar met the U.S. Secretary. They spoke of No. 5, i.e. lithium! More?";
        assert_eq!(
            cut(text),
            ["Dr. S. Jaishankar met the U.S. Secretary.", "They spoke of No. 5, i.e. lithium!", "More?"]
        );
    }

    #[test]
    fn a_number_or_a_time_with_a_stop_need_not_end_a_sentence() {
        for text in [
            "Die Sitzung begann am 3. M\u{e4}rz in Bonn.",
            "Im 19. Jahrhundert war das anders.",
            "Er kam am 5. 3. 2024 an.",
            "Der Bericht vom 12. Mai 2023 fehlt.",
            "They met at 5 p.m. Eastern on Monday.",
            "See No. 5 of the list.",
            "Dr. Smith met the U.S. Senate.",
            "It closes on Dec. 5 at noon.",
        ] {
            assert_eq!(cut(text), [text]);
        }
        for (one, two) in [
            ("The answer is no.", "They left."),
            ("He left at 5 p.m.", "They stayed."),
            ("They live in the U.S.", "They pay taxes."),
            ("The score was 5.", "Nobody left."),
            ("I am 5.", "You are 6."),
        ] {
            assert_eq!(cut(&format!("{one} {two}")), [one, two]);
        }
    }

    #[test]
    fn lists_and_headings_are_not_taken_for_wrapped_lines() {
        for text in ["2 eggs\n200 g flour\n1 pinch of salt", "Apples 2.50\nPears 3.10", "Rare earths\nLithium"] {
            assert_eq!(cut(text), text.lines().collect::<Vec<_>>());
        }
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
