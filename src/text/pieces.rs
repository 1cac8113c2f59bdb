//! Word boundaries around characters that are not ASCII, one piece at a time.
//!
//! The rules of UAX #29 that ordinary text needs, over character classes learned from `unicode-segmentation` itself:
//! how a character behaves is found out by asking about it, once, when a text first shows it. So there is no table to
//! generate, and the two cannot disagree on a version of Unicode. A piece with anything rarer (Hebrew, flags, joined
//! emoji, marks on punctuation) is cut by `unicode-segmentation`.

use std::sync::atomic::{AtomicU8, Ordering};
use unicode_segmentation::UnicodeSegmentation;

/// How a character behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Katakana,
    /// Joins letters, digits and katakana: "_".
    Link,
    /// Joins what it stands between: two letters, two digits, or either.
    MidLetter,
    MidDigit,
    Mid,
    /// Belongs to the character before it.
    Mark,
    /// A word of its own: an ideograph.
    Single,
    Blank,
    /// No part of any word.
    Other,
    /// Left to the reference.
    Hard,
}

/// In the order of their declaration.
const CLASSES: [Class; 12] = {
    use Class::{Blank, Digit, Hard, Katakana, Letter, Link, Mark, Mid, MidDigit, MidLetter, Other, Single};
    [Letter, Digit, Katakana, Link, MidLetter, MidDigit, Mid, Mark, Single, Blank, Other, Hard]
};

/// Calls `each` with the words from `at`, which must be a boundary, until `until` is passed and ASCII follows that is
/// more than a blank. Returns the boundary where it stopped.
#[inline]
pub fn words(text: &str, mut at: usize, until: usize, each: &mut impl FnMut(usize, usize)) -> usize {
    let bytes = text.as_bytes();
    let is_foreign = |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii());
    while at < bytes.len() && (at <= until || is_foreign(at) || (bytes[at] == b' ' && is_foreign(at + 1))) {
        let (length, is_word) = piece(&text[at..]);
        if is_word {
            each(at, at + length);
        }
        at += length;
    }
    at
}

/// Length of the first piece of a text, and whether it is a word.
fn piece(text: &str) -> (usize, bool) {
    ordinary_piece(text).unwrap_or_else(|| {
        let piece = text.split_word_bounds().next().unwrap_or(text);
        (piece.len(), is_word(piece))
    })
}

fn ordinary_piece(text: &str) -> Option<(usize, bool)> {
    use Class::{Blank, Digit, Hard, Katakana, Letter, Link, Mark, Mid, MidDigit, MidLetter, Single};
    let mut rest = text.char_indices().map(|(at, c)| (at, class_of(c)));
    let (_, mut state) = rest.next()?;
    let mut is_word = matches!(state, Letter | Digit | Katakana | Single);
    if matches!(state, Mark | Hard) {
        return None;
    }
    while let Some((at, class)) = rest.next() {
        match (state, class) {
            (_, Mark) if is_word => {}
            (_, Mark | Hard) => return None,
            (Letter | Digit | Link, Letter | Digit | Link) | (Katakana, Katakana | Link) | (Link, Katakana) => {
                state = class;
                is_word |= class != Link;
            }
            (Letter, MidLetter | Mid) | (Digit, MidDigit | Mid) => match rest.next() {
                Some((_, after)) if after == state => {}
                Some((_, Mark | Hard)) => return None,
                _ => return Some((at, is_word)),
            },
            (Blank, Blank) => {}
            _ => return Some((at, is_word)),
        }
    }
    Some((text.len(), is_word))
}

/// What is known of a character: its class, learned when the character is first met.
#[inline]
fn class_of(c: char) -> Class {
    // A byte per character, of which only those in use ever take up memory. Threads that meet one at the same time
    // learn the same.
    static KNOWN: [AtomicU8; 0x11_0000] = [const { AtomicU8::new(0) }; 0x11_0000];
    let known = &KNOWN[c as usize];
    match known.load(Ordering::Relaxed).checked_sub(1) {
        Some(class) => CLASSES[usize::from(class)],
        None => {
            let class = learn(c);
            known.store(class as u8 + 1, Ordering::Relaxed);
            class
        }
    }
}

/// The class of a character, by how the reference treats it among others.
#[cold]
fn learn(c: char) -> Class {
    let whole = |text: String| text.split_word_bounds().next() == Some(&text);
    let after_letter = whole(format!("a{c}"));
    let before_letter = whole(format!("{c}a"));
    let between = (whole(format!("a{c}a")), whole(format!("1{c}1")));
    let with_itself = whole(format!("{c}{c}"));
    let katakana = whole(format!("\u{30a2}{c}"));
    match (is_word(c.encode_utf8(&mut [0; 4])), after_letter, before_letter) {
        (_, true, false) if c != '\u{200d}' => Class::Mark,
        (true, true, true) if whole(format!("{c}'")) => Class::Hard,
        (true, true, true) if whole(format!("{c}:{c}")) => Class::Letter,
        (true, true, true) if whole(format!("{c},{c}")) => Class::Digit,
        (false, true, true) if katakana => Class::Link,
        (true, false, false) if katakana => Class::Katakana,
        (true, false, false) if !with_itself && between == (false, false) => Class::Single,
        (false, false, false) => match between {
            (true, true) => Class::Mid,
            (true, false) => Class::MidLetter,
            (false, true) => Class::MidDigit,
            _ if !with_itself => Class::Other,
            _ if c.is_whitespace() => Class::Blank,
            _ => Class::Hard,
        },
        _ => Class::Hard,
    }
}

/// The same test as `unicode_words()`: a piece with at least one letter or digit.
fn is_word(piece: &str) -> bool {
    piece.unicode_words().next().is_some()
}
