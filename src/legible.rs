//! Texts of others, fit to stand among ours: with nothing that acts on its surroundings, nothing that nobody sees, and no
//! longer than a page can bear.
//!
//! Terminals obey control characters. Overrides, isolates and marks of direction turn the words around them, and tags,
//! fillers and stray variation selectors hide what a text says (Boucher & Anderson 2023, "Trojan Source"). Reading takes all
//! of them out of texts (`clean`), titles, sources and names (`name`, `id`), and the configuration out of the names of
//! themes; what draws and writes passes its texts through `line` once more, for saved scores may come from anybody.
//!
//! What a script needs stays: its joiners, one variation selector behind a sign, and four marks on a letter: more of them
//! pile up across the lines above and below. Its direction needs no marks at all:
//! `runs` finds what reads from right to left, so that a picture or a page can set it apart from our words (UAX #9).

use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// What a person takes for one character, at most so many in a name, and at most so many bytes: a letter may bear a
/// thousand accents.
const MOST_CHARACTERS: usize = 200;
const MOST_BYTES: usize = 2_000;
const MOST_OF_THEME: usize = 80;

/// Marks that a letter keeps: the most that the spelling of a language stacks (Vietnamese has two, pointed Hebrew up to four).
const MOST_MARKS: usize = 4;

/// First strong isolate, and the sign that ends it.
pub const ISOLATE: char = '\u{2068}';
pub const END_ISOLATE: char = '\u{2069}';

/// Whether a character is not seen and yet does something: turns, hides, or fools a search.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Signs that say how the one before them is to look.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// Whether the text bears more marks on one letter than any spelling does.
fn is_piled(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if !c.is_ascii() && is_combining_mark(c) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || is_hidden(c) || is_selector(c)
}

/// The text without what is hidden, and with at most four marks on a letter; a control character other than a line break or a
/// tab is a space.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|byte| is_odd(byte.into())) {
        return Cow::Borrowed(text);
    }
    if !text.chars().any(is_odd) && !is_piled(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let (mut before, mut marks) = (' ', 0);
    for c in text.chars().filter(|&c| !is_hidden(c)) {
        let mark = !c.is_ascii() && is_combining_mark(c) && !is_selector(c);
        marks = if mark { marks + 1 } else { 0 };
        if marks > MOST_MARKS {
            continue;
        }
        // A selector changes a sign or an ideograph; letters of Latin script have no other look, and it none by itself.
        let idle = is_selector(c) && (before.is_ascii() || is_selector(before));
        if !idle {
            kept.push(if is_odd(c) && !is_selector(c) { ' ' } else { c });
        }
        before = c;
    }
    Cow::Owned(kept)
}

/// A text whose words are whole: without soft hyphens, also those that a line ends with, and without the blanks and joiners of
/// no width between letters of Latin script, which need none.
pub fn unbroken(text: String) -> String {
    let unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}');
    if !text.contains(unseen) {
        return text;
    }
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < '\u{250}');
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let inside = latin(kept.chars().next_back()) && latin(characters.peek().copied());
        match c {
            '\u{ad}' => drop(characters.next_if_eq(&'\n')),
            c if unseen(c) && inside => {}
            c => kept.push(c),
        }
    }
    kept
}

/// The lines in which something turns the words around it or hides what is said, each with such marks spelled out.
pub fn turned(text: &str) -> Vec<String> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E00FF}');
    let spelled = |c: char| if turns(c) { format!("<U+{:04X}>", c as u32) } else { c.to_string() };
    let lines = text.lines().filter(|line| line.contains(turns));
    lines.map(|line| line.chars().map(spelled).collect()).collect()
}

/// One line of what can be seen: white space is single, and of the joiners those stay that join letters of their script.
pub fn line(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '\u{AD}' | '\u{200B}' => {}
            '\u{200C}' | '\u{200D}' if kept.chars().next_back().is_none_or(|before| before.is_ascii()) => {}
            c if c.is_whitespace() => {
                if !kept.ends_with(' ') && !kept.is_empty() {
                    kept.push(' ');
                }
            }
            c => kept.push(c),
        }
    }
    kept.truncate(kept.trim_end().len());
    kept
}

/// The beginning of a text of at most so many characters, as people count them, with an ellipsis where more follows.
pub fn clip(text: &str, most: usize) -> Cow<'_, str> {
    let limit = MOST_BYTES.max(4 * most);
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let end = text.grapheme_indices(true).take(most).map(|(at, cluster)| at + cluster.len());
    let end =
        end.take_while(|&end| end <= limit).last().unwrap_or_else(|| text.floor_char_boundary(limit.min(text.len())));
    if end == text.len() { Cow::Borrowed(text) } else { Cow::Owned(format!("{}…", text[..end].trim_end())) }
}

/// As much of the beginning of a text as takes at most so much room, the ellipsis that says that it goes on included. No word
/// is cut: which characters make one is told by UAX #29, so that text without blanks is cut between any two of them.
pub fn beginning(text: &str, most: usize, width: impl Fn(char) -> usize) -> Cow<'_, str> {
    let Some(end) = first_beyond(text.char_indices(), most, &width) else { return Cow::Borrowed(text) };
    if most == 0 {
        return Cow::Borrowed("");
    }
    let end = first_beyond(text.char_indices(), most - 1, &width).unwrap_or(end);
    let ends = text.split_word_bound_indices().map(|(at, word)| at + word.len());
    let kept = &text[..ends.take_while(|&word| word <= end).last().unwrap_or(0)];
    let kept = kept.trim_end_matches(is_no_letter);
    let blank = kept.is_empty() && most > 1 && text.starts_with(char::is_whitespace);
    Cow::Owned(format!("{}{kept}…", if blank { " " } else { "" }))
}

/// As much of the end of a text, as [`beginning`] of its beginning.
pub fn ending(text: &str, most: usize, width: impl Fn(char) -> usize) -> Cow<'_, str> {
    let before = |most: usize| {
        let letters = text.char_indices().rev().map(|(at, letter)| (at + letter.len_utf8(), letter));
        first_beyond(letters, most, &width)
    };
    let Some(start) = before(most) else { return Cow::Borrowed(text) };
    if most == 0 {
        return Cow::Borrowed("");
    }
    let start = before(most - 1).unwrap_or(start);
    let mut starts = text.split_word_bound_indices().map(|(at, _)| at);
    let kept = &text[starts.find(|&word| word >= start).unwrap_or(text.len())..];
    let kept = kept.trim_start_matches(is_no_letter);
    let blank = kept.is_empty() && most > 1 && text.ends_with(char::is_whitespace);
    Cow::Owned(format!("…{kept}{}", if blank { " " } else { "" }))
}

/// Where the first character lies that finds no more room.
fn first_beyond(
    letters: impl Iterator<Item = (usize, char)>,
    most: usize,
    width: &impl Fn(char) -> usize,
) -> Option<usize> {
    let mut used = 0;
    let over = |&(_, letter): &(usize, char)| {
        used += width(letter);
        used > most
    };
    let mut letters = letters;
    letters.find(over).map(|(at, _)| at)
}

/// What stands between words. A mark belongs to its letter.
fn is_no_letter(c: char) -> bool {
    !c.is_alphanumeric() && !is_combining_mark(c)
}

/// The name of a theme, which stands in titles and sentences beside others: one line, and no more than its first 80
/// characters.
pub fn theme(text: &str) -> String {
    clip(&line(text), MOST_OF_THEME).into_owned()
}

/// A title or a source: one line, and no more than its first 200 characters.
pub fn name(text: &str) -> String {
    clip(&line(text), MOST_CHARACTERS).into_owned()
}

/// The name of a document, which must stay its own: one that had to be changed gets a mark made of all of it.
pub fn id(text: String) -> String {
    let shown = name(&text);
    if shown == text { text } else { format!("{shown}~{:08x}", mark(&text)) }
}

/// FNV-1a, 32 bits.
fn mark(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Whether a letter is read from right to left.
fn is_rightwards(c: char) -> bool {
    matches!(c, '\u{5BE}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
}

/// The text in pieces, each with whether it reads from right to left: from such a letter to the last one before a letter of
/// another direction. A text without any other letter is one piece.
pub fn runs(text: &str) -> Vec<(&str, bool)> {
    if !text.contains(is_rightwards) {
        return vec![(text, false)];
    }
    let turned = |c: char| is_rightwards(c);
    if !text.chars().any(|c| c.is_alphabetic() && !turned(c)) {
        return vec![(text, true)];
    }
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(turned) {
        let other = rest[start..].find(|c: char| c.is_alphabetic() && !turned(c)).map_or(rest.len(), |at| start + at);
        let last = rest[start..other].rfind(turned).map_or(start, |at| start + at);
        let end = last + rest[last..].chars().next().map_or(0, char::len_utf8);
        pieces.push((&rest[..start], false));
        pieces.push((&rest[start..end], true));
        rest = &rest[end..];
    }
    pieces.push((rest, false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// The text with its runs from right to left set apart, so that they leave the order of our words and numbers alone.
pub fn isolated(text: &str) -> Cow<'_, str> {
    match runs(text).as_slice() {
        [(_, false)] | [] => Cow::Borrowed(text),
        pieces => {
            let apart = |&(piece, turned): &(&str, bool)| match turned {
                true => format!("{ISOLATE}{piece}{END_ISOLATE}"),
                false => piece.to_owned(),
            };
            Cow::Owned(pieces.iter().map(apart).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_is_taken_out() {
        for hidden in
            "\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}\u{feff}\u{e0041}\u{e0100}\u{fe0f}\u{3164}\u{2060}"
                .chars()
        {
            assert_eq!(clean(&format!("ga{hidden}s")), "gas", "{hidden:?}");
            assert_eq!(line(&format!("ga{hidden}s")), "gas", "{hidden:?}");
        }
        assert_eq!(clean("a\u{1b}[31m\u{9b}b\tc\nd\u{200b}e"), "a [31m b\tc\nd\u{200b}e");
        assert_eq!(line(" a\u{1b}[31m\n b\u{200b}c\u{200d}d\u{ad}e "), "a [31m bcde");
    }

    #[test]
    fn a_letter_keeps_four_marks() {
        let piled = |marks: usize| format!("xa{} b", "\u{301}".repeat(marks));
        assert_eq!(clean(&piled(200)), piled(4));
        assert_eq!(line(&piled(200)), piled(4));
        assert!(matches!(clean(&piled(4)), Cow::Borrowed(_)));
        // A selector among the marks does not begin the count anew.
        assert_eq!(clean(&format!("a{}", "\u{301}\u{34f}".repeat(50))), format!("a{}", "\u{301}".repeat(4)));
    }

    #[test]
    fn words_are_made_whole() {
        for (text, whole) in [
            ("infor\u{200b}mation", "information"),
            ("inter\u{ad}\nnational", "international"),
            ("co\u{ad}op 1\u{ad}000", "coop 1000"),
            ("co\u{200d}op", "coop"),
            ("\u{645}\u{6cc}\u{200c}\u{62e}", "\u{645}\u{6cc}\u{200c}\u{62e}"),
        ] {
            assert_eq!(unbroken(text.into()), whole);
        }
    }

    #[test]
    fn what_scripts_and_signs_need_stays() {
        for text in ["می‌خواهم", "क्‍ष", "👩‍👩‍👧 🏳️‍🌈", "葛", "1️⃣".trim_end_matches('x')]
        {
            let kept = if text.starts_with('1') { "1⃣" } else { text };
            assert_eq!(line(text), kept);
        }
        assert!(matches!(clean("plain – “text”"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_word_is_cut_at_either_end_of_a_context() {
        let text = "possible cuts, in tariffs (and more)";
        let cut = |most| [beginning(text, most, |_| 1), ending(text, most, |_| 1)].map(Cow::into_owned);
        assert_eq!(cut(36), [text, text]);
        assert_eq!(cut(35), ["possible cuts, in tariffs (and…", "…cuts, in tariffs (and more)"]);
        assert_eq!(cut(17), ["possible cuts…", "…and more)"]);
        assert_eq!(cut(12), ["possible…", "…and more)"]);
        assert_eq!(cut(4), ["…", "…"]);
        assert_eq!(cut(0), ["", ""]);
        // That the word beside it ended is seen.
        assert_eq!((beginning(" sprach", 4, |_| 1), ending("sprach ", 4, |_| 1)), (" …".into(), "… ".into()));
        let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
        assert_eq!((beginning("关键矿产", 6, wide), ending("关键矿产", 6, wide)), ("关键…".into(), "…矿产".into()));
        assert_eq!(beginning("ve\u{301}nu, vidi", 7, |c| usize::from(c != '\u{301}')), "ve\u{301}nu…");
    }

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(clip("minerals", 8), "minerals");
        assert_eq!(clip("minerals", 4), "mine…");
        assert_eq!(clip("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}e\u{301}…");
        let family = "👩‍👩‍👧".repeat(300);
        assert!(name(&family).ends_with("👩‍👩‍👧…"), "{}", name(&family));
        assert_eq!(name(&"T".repeat(100_000)).chars().count(), 201);
        let zalgo = format!("a{}", "\u{301}".repeat(50_000));
        assert!(name(&zalgo).len() < 2_100);
    }

    #[test]
    fn a_changed_name_of_a_document_is_still_its_own() {
        assert_eq!(id("news/1.txt#4".into()), "news/1.txt#4");
        let [one, other] = ["a\u{202e}.txt", "a\u{202d}.txt"].map(|text| id(text.into()));
        assert!(one != other && one.starts_with("a.txt~") && other.starts_with("a.txt~"), "{one} {other}");
        let [one, other] = ["x", "y"].map(|end| id("n".repeat(500) + end));
        assert!(one != other && one.len() < 220, "{one} {other}");
    }

    #[test]
    fn words_from_right_to_left_are_set_apart() {
        assert_eq!(runs("plain"), [("plain", false)]);
        assert_eq!(runs("شلوم 5"), [("شلوم 5", true)]);
        assert_eq!(runs("More שלום עולם 5 : 3"), [("More ", false), ("שלום עולם", true), (" 5 : 3", false)]);
        assert_eq!(isolated("של a של"), "\u{2068}של\u{2069} a \u{2068}של\u{2069}");
    }
}
