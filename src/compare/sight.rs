//! What a reader sees of a word: its letters and the marks that are written at it. Two sentences are the same only if
//! these are.
//!
//! Words decide which sentences correspond, because a comma says little about that; they cannot decide what is the same,
//! because "x < 5" and "x > 5", "C++" and "C" have the same words. So every character of a sentence belongs to one of its
//! words, and what no reader takes for another text is made equal: blanks and line ends, composed and decomposed letters,
//! invisible characters, the kinds of one quotation mark, of a hyphen, of a dash, of an item's mark. A capital counts,
//! unless it is that of a sentence's beginning and the other word begins none. A dash that may be a minus stays as it is.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Hyphens, and dashes that are written for them: "India\u{2013}US".
const HYPHENS: [char; 6] = ['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}'];
const DASHES: [char; 3] = ['\u{2014}', '\u{2015}', '\u{2e3a}'];
/// Marks of an item where a blank follows.
const ITEMS: [char; 7] = ['-', '\u{2013}', '*', '\u{2022}', '\u{2023}', '\u{25aa}', '\u{25e6}'];

/// Appends to `out` what is seen of `text[from..to]`, of which the sentence begins at `start`.
pub fn see(text: &str, (from, to): (usize, usize), start: usize, out: &mut String) {
    let begin = out.len();
    let mut characters = text[from..to].char_indices().peekable();
    while let Some((offset, c)) = characters.next() {
        let (at, behind) = (from + offset, from + offset + c.len_utf8());
        match c {
            c if c.is_whitespace() || is_invisible(c) => {}
            c if at == start && ITEMS.contains(&c) && text[behind..].starts_with(char::is_whitespace) => {
                out.push('\u{2022}');
            }
            '-' if text[behind..].starts_with('-') => {
                while characters.next_if(|(_, next)| *next == '-').is_some() {}
                out.push(DASHES[0]);
            }
            c if HYPHENS.contains(&c) => out.push(hyphen(c, &text[..at], &text[behind..])),
            c if DASHES.contains(&c) => out.push(DASHES[0]),
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => out.push('"'),
            '\u{2018}'..='\u{201b}' | '\u{2039}' | '\u{203a}' | '\u{2032}' | '`' | '\u{b4}' => out.push('\''),
            '\u{2026}' => out.push_str("..."),
            // Ligatures of Latin letters.
            '\u{fb00}'..='\u{fb06}' => out.extend(std::iter::once(c).nfkc()),
            c => out.push(c),
        }
    }
    if is_nfc_quick(out[begin..].chars()) != IsNormalized::Yes {
        let composed: String = out[begin..].nfc().collect();
        out.truncate(begin);
        out.push_str(&composed);
    }
}

/// Characters that take no room: soft hyphens, marks of direction, zero-width blanks, byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A hyphen inside a word or a range, a dash between blanks; before a figure it may be a minus, where a reader does see
/// the kind.
fn hyphen(c: char, before: &str, after: &str) -> char {
    let is_minus = |c: char| if c == '\u{2013}' || c == '\u{2012}' { c } else { '-' };
    let open =
        |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\'' | '\u{201c}' | '$' | '\u{20ac}' | '\u{a3}');
    let (free, blank) = (before.chars().next_back().is_none_or(open), after.starts_with(char::is_whitespace));
    if free && after.starts_with(char::is_numeric) {
        return is_minus(c);
    }
    if !free || !blank {
        return '-';
    }
    let figures = before.trim_end().ends_with(char::is_numeric) && after.trim_start().starts_with(char::is_numeric);
    if figures { is_minus(c) } else { DASHES[0] }
}

/// The same with a small first letter.
pub fn uncapped(seen: &str) -> String {
    let first = seen.char_indices().find(|(_, c)| c.is_alphabetic());
    match first.filter(|(_, c)| c.is_uppercase()) {
        Some((at, c)) => seen[..at].chars().chain(c.to_lowercase()).chain(seen[at + c.len_utf8()..].chars()).collect(),
        None => seen.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_reader_sees_is_made_equal() {
        let seen = |text: &str| {
            let mut out = String::new();
            see(text, (0, text.len()), 0, &mut out);
            out
        };
        for (one, other) in [
            ("a\nb", "a b"),
            ("caf\u{e9}", "cafe\u{301}"),
            ("of\u{fb01}ce", "office"),
            ("co\u{ad}operate", "cooperate"),
            ("\u{201c}a\u{201d}", "\"a\""),
            ("\u{ab} a \u{bb}", "\"a\""),
            ("don\u{2019}t", "don't"),
            ("a \u{2014} b", "a -- b"),
            ("a \u{2013} b", "a\u{2014}b"),
            ("52\u{2013}48", "52-48"),
            ("- a", "\u{2022} a"),
            ("at \u{2212}5", "at -5"),
            ("a\u{2026}", "a..."),
        ] {
            assert_eq!(seen(one), seen(other), "{one}");
        }
        for (one, other) in [
            ("at \u{2013}5", "at -5"),
            ("7 \u{2013} 5", "7 - 5"),
            ("a-b", "a\u{2014}b"),
            ("5'", "5\""),
            ("km\u{b2}", "km2"),
            ("us", "US"),
            ("a, b", "a b"),
            ("5 \u{2030}", "5 %"),
        ] {
            assert_ne!(seen(one), seen(other), "{one}");
        }
        assert_eq!(uncapped("(\"The"), "(\"the");
    }
}
