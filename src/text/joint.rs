//! How words are joined: whether a phrase may reach from one to the next, told by what stands between them.
//!
//! Phrases of the corpus are found where only blanks or a hyphen lie between words. A person who asks for "India-US" also
//! counts "India/US", "India–US" and the "rare" earths: a slash, an en dash without blanks and quotes part no phrase
//! that a theme names, though the corpus's own phrases stop there ("and/or" would be one).

use super::segment::Span;
use super::sentence::WRAPPED_FROM;

/// What lies between a word and the word before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Blanks only: the two may form a phrase.
    Space,
    /// A single hyphen: "Indo-Pacific" is one phrase of two words.
    Hyphen,
    /// Slashes, quotes, or an en dash without blanks: only a phrase that a theme names reaches across.
    Loose,
    /// Other punctuation, the end of a short line, a blank line or the start of the text: no phrase reaches across it.
    Break,
}

/// How the words of a text are joined, one after another.
pub(super) struct Joints<'t> {
    text: &'t str,
    last: std::ops::Range<usize>,
}

impl<'t> Joints<'t> {
    pub fn of(text: &'t str) -> Self {
        Self { text, last: 0..0 }
    }

    /// How the next word is joined to the one before it.
    #[inline]
    pub fn next(&mut self, [start, end]: Span) -> Joint {
        let last = std::mem::replace(&mut self.last, start..end);
        if start == last.end + 1 && self.text.as_bytes()[last.end] == b' ' && last.end > 0 {
            return Joint::Space;
        }
        joint(self.text, last, start)
    }
}

/// How the word that begins at `start` is joined to the word at `last`, from the text between them.
fn joint(text: &str, last: std::ops::Range<usize>, start: usize) -> Joint {
    if last.end == 0 {
        return Joint::Break;
    }
    let (mut joint, mut lines, mut stops) = (Joint::Space, 0, 0);
    for (at, c) in text[last.end..start].char_indices() {
        match c {
            '-' | '\u{2010}' | '\u{2011}' if joint == Joint::Space && lines == 0 => joint = Joint::Hyphen,
            '\u{2013}' if text[last.end..start].len() == c.len_utf8() => joint = Joint::Loose,
            _ if joint != Joint::Hyphen && (lines, stops) == (0, 0) && is_loose(c) => joint = Joint::Loose,
            '.' if stops == 0 && goes_on_after_stop(text, last.clone(), start) => stops = 1,
            '\r' if text[last.end + at..].starts_with("\r\n") => {}
            '\n' if lines == 0 && is_wrapped(&text[..last.end + at]) => lines = 1,
            // A blank after a hyphen makes it a dash: "talks - which".
            _ if c != '\n' && is_blank(c) && joint != Joint::Hyphen => {}
            _ => return Joint::Break,
        }
    }
    joint
}

/// Slashes and quotes; the apostrophe after a plural is one of them ("workers' rights").
pub(super) fn is_loose(c: char) -> bool {
    matches!(c, '/' | '"' | '\'' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}')
}

/// White space, and the zero-width one, at which lines may be broken.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// The line that this text ends with is long enough to be one of a wrapped paragraph; a shorter one is a heading or an
/// item, and no phrase reaches from it into the next.
pub(super) fn is_wrapped(text: &str) -> bool {
    let line = text.trim_end().chars().rev().take_while(|&c| c != '\n');
    line.take(WRAPPED_FROM).count() == WRAPPED_FROM
}

/// The full stop after the word at `last` ends no sentence: the word is an abbreviation ("Dr") or an initial ("George W.
/// Bush"). "U.S." may end a sentence or stand before a name ("U.S. Trade Representative"); names are far more common.
pub(super) fn goes_on_after_stop(text: &str, last: std::ops::Range<usize>, start: usize) -> bool {
    let word = &text[last.clone()];
    if is_abbreviation(word) {
        return true;
    }
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    // "plan B. Trade grew": an initial stands between the words of a name, which have capitals.
    let mut before = text[..last.start].chars().rev();
    let is_initial = is_capital(word) && word.chars().nth(1).is_none() && before.next() == Some(' ');
    is_initial
        && is_capital(&text[start..])
        && text[..last.start].split_whitespace().next_back().is_some_and(is_capital)
}

/// "U.S" or "Dr": a full stop after it does not end a sentence.
fn is_abbreviation(word: &str) -> bool {
    matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Sen" | "Rep" | "Gov" | "Gen" | "Lt" | "Col" | "No" | "v" | "vs")
        || (word.contains('.') && word.split('.').all(|part| part.chars().count() == 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment::words;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        words(text, |word, offset, joint| {
            assert_eq!(&text[offset..offset + word.len()], word);
            out.push(match joint {
                Joint::Space => ' ',
                Joint::Hyphen => '-',
                Joint::Loose => '~',
                Joint::Break => '|',
            });
            out.push_str(word);
        });
        out
    }

    #[test]
    fn joints_follow_punctuation() {
        assert_eq!(shown("The Indo-Pacific region, and trade."), "|The Indo-Pacific region|and trade");
        assert_eq!(shown("the U.S. Secretary of State. He said"), "|the U.S Secretary of State|He said");
        assert_eq!(shown("talks - which ended"), "|talks|which ended");
        let wrapped = "a paragraph of which the lines are cut at some width";
        let expected = "|a paragraph of which the lines are cut at some width goes on|new paragraph";
        assert_eq!(shown(&format!("{wrapped}\r\ngoes on\n\nnew paragraph")), expected);
        assert_eq!(shown("India’s 2+2 talks"), "|India’s 2|2 talks");
    }

    #[test]
    fn short_lines_are_apart() {
        assert_eq!(shown("Trade\nUnion leaders\r\nHealth"), "|Trade|Union leaders|Health");
        let line = |length: usize| format!("{}trade\nunion", "a ".repeat((length - 5) / 2));
        assert!(shown(&line(WRAPPED_FROM + 1)).ends_with("trade union"));
        assert!(shown(&line(WRAPPED_FROM - 1)).ends_with("trade|union"));
        assert_eq!(shown("climate\u{200b}change"), "|climate change");
    }

    #[test]
    fn a_stop_after_a_letter_ends_a_sentence_unless_it_is_an_initial() {
        assert_eq!(shown("plan B. Trade grew"), "|plan B|Trade grew");
        assert_eq!(shown("Vitamin C. Trade grew. Figure A. the"), "|Vitamin C Trade grew|Figure A|the");
        assert_eq!(shown("George W. Bush and Dr. J. K. Rowling"), "|George W Bush and Dr J K Rowling");
        assert_eq!(shown("Roe v. Wade; the U.S. Trade Representative"), "|Roe v Wade|the U.S Trade Representative");
    }

    #[test]
    fn slashes_quotes_and_dashes_without_blanks_join_loosely() {
        assert_eq!(shown("India/US and India–US talks"), "|India~US and India~US talks");
        assert_eq!(shown("the “rare” earths, 'so-called' \"gas / oil\""), "|the~rare~earths|so-called~gas~oil");
        assert_eq!(shown("workers’ rights – or trade, 2018 –19"), "|workers~rights|or trade|2018|19");
        assert_eq!(shown("he left. “Trade grew"), "|he left|Trade grew");
    }
}
