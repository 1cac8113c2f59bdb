//! Text -> words: the words of UAX #29, and how each is joined to the one before it.

use unicode_segmentation::UnicodeSegmentation;

/// What lies between a word and the word before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Blanks only: the two may form a phrase.
    Space,
    /// A single hyphen: "Indo-Pacific" is one phrase of two words.
    Hyphen,
    /// Punctuation, a blank line or the start of the text: no phrase reaches across it.
    Break,
}

/// Calls `each` with the words of `text`, exactly those of `unicode_words()`, their byte offsets and joints.
///
/// The text is cut at line breaks first, which UAX #29 allows (rules WB3a and WB3b) and which keeps pure ASCII lines
/// on the fast path of `unicode-segmentation`: one curly quote slows down its own line only.
pub fn words<'t>(text: &'t str, mut each: impl FnMut(&'t str, usize, Joint)) {
    let mut gap = Gap { joint: Joint::Break, abbreviation: false, lines: 0 };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for (offset, piece) in line.split_word_bound_indices() {
            if is_word(piece) {
                each(piece, start + offset, gap.joint);
                gap = Gap { joint: Joint::Space, abbreviation: is_abbreviation(piece), lines: 0 };
            } else {
                gap.widen(piece);
            }
        }
        start += line.len();
    }
}

/// The same test as `unicode_words()`: a piece with at least one letter or digit.
fn is_word(piece: &str) -> bool {
    match piece.as_bytes() {
        [byte] => byte.is_ascii_alphanumeric(),
        _ => piece.chars().any(char::is_alphanumeric),
    }
}

/// "U.S", "J" or "Dr": a full stop after it does not end a sentence.
fn is_abbreviation(word: &str) -> bool {
    word.len() == 1
        || matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Sen" | "Rep" | "Gov" | "Gen" | "Lt" | "Col" | "No")
        || (word.contains('.') && word.split('.').all(|part| part.chars().count() == 1))
}

/// The text since the last word.
struct Gap {
    joint: Joint,
    abbreviation: bool,
    lines: usize,
}

impl Gap {
    fn widen(&mut self, piece: &str) {
        match piece {
            "-" | "\u{2010}" | "\u{2011}" if self.joint == Joint::Space && self.lines == 0 => {
                self.joint = Joint::Hyphen
            }
            "." if self.abbreviation => self.abbreviation = false,
            _ if piece.contains('\n') => {
                self.lines += 1;
                if self.lines > 1 {
                    self.joint = Joint::Break;
                }
            }
            // A blank after a hyphen makes it a dash: "talks - which".
            _ if piece.chars().all(char::is_whitespace) && self.joint != Joint::Hyphen => {}
            _ => self.joint = Joint::Break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        words(text, |word, offset, joint| {
            assert_eq!(&text[offset..offset + word.len()], word);
            out.push(match joint {
                Joint::Space => ' ',
                Joint::Hyphen => '-',
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
        assert_eq!(shown("a wrapped\nline goes on\n\nnew paragraph"), "|a wrapped line goes on|new paragraph");
        assert_eq!(shown("India’s 2+2 talks"), "|India’s 2|2 talks");
    }

    #[test]
    fn words_are_those_of_unicode_words() {
        for text in [
            "can't stop-gap 3.5bn e.g. naïve\r\ncafé",
            "भारत अमेरिका\nसंवाद",
            "你好。世界\n안녕 \u{2003}x",
            "a\r\nb\rc\u{85}d",
        ] {
            let mut found = Vec::new();
            words(text, |word, _, _| found.push(word));
            assert_eq!(found, text.unicode_words().collect::<Vec<_>>());
        }
    }
}
