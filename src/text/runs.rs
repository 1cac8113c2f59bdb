//! Runs of word characters: the words of a regular expression such as `\w\w+`, which other programs count.
//!
//! A word character is what Python's `re` takes for one: a letter, a number or an underscore. A mark is none, so that a
//! vowel sign of Devanagari ends a word; `segment` has the words of people.

use super::segment::Span;
use unicode_normalization::char::is_combining_mark;

/// Places handed on at a time.
const BATCH: usize = 1 << 12;

/// Finds runs. One finder serves many texts and keeps its buffer between them.
#[derive(Debug, Default)]
pub struct Runs {
    spans: Vec<Span>,
}

impl Runs {
    /// Calls `each` with the places of the runs of at least `shortest` characters, many at a time.
    pub fn scan(&mut self, text: &str, shortest: usize, mut each: impl FnMut(&[Span])) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let mut characters = 0;
            while let Some(length) = word_character(text, at) {
                at += length;
                characters += 1;
            }
            if characters >= shortest.max(1) {
                self.spans.push([start, at]);
                if self.spans.len() == BATCH {
                    each(&self.spans);
                    self.spans.clear();
                }
            }
            at = after_gap(text, at);
        }
        each(&self.spans);
        self.spans.clear();
    }
}

/// For each byte whether it is a word character by itself.
const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        word[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    word
};

/// The bytes of the word character that begins here, if one does.
#[inline]
fn word_character(text: &str, at: usize) -> Option<usize> {
    match *text.as_bytes().get(at)? {
        byte if byte < 0x80 => WORD[usize::from(byte)].then_some(1),
        _ => text[at..].chars().next().filter(|&character| is_word(character)).map(char::len_utf8),
    }
}

/// Where the next character after this one begins that may be one of a word.
#[inline]
fn after_gap(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            byte if byte < 0x80 && !WORD[usize::from(byte)] => at += 1,
            byte if byte < 0x80 => break,
            _ => match text[at..].chars().next() {
                Some(character) if !is_word(character) => at += character.len_utf8(),
                _ => break,
            },
        }
    }
    at
}

/// Whether Python takes a character beyond ASCII for one of a word. Rust counts signs that change a letter, and letters
/// in circles and squares, among the alphabetic ones; Python does not.
fn is_word(character: char) -> bool {
    let in_circle = matches!(character, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}');
    character.is_alphanumeric() && !is_combining_mark(character) && !in_circle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str, shortest: usize) -> Vec<&str> {
        let mut found = Vec::new();
        Runs::default().scan(text, shortest, |spans| found.extend(spans.iter().map(|&[start, end]| &text[start..end])));
        found
    }

    #[test]
    fn runs_are_those_of_the_regular_expression() {
        assert_eq!(runs("I can't a_b x9, naïve — ß é日 10.5", 2), ["can", "a_b", "x9", "naïve", "é日", "10"]);
        assert_eq!(runs("I can't", 1), ["I", "can", "t"]);
        // A vowel sign is a mark, a letter in a circle a symbol, a half a number.
        assert_eq!(runs("हिन्दी Ⓐb ½x", 1), ["ह", "न", "द", "b", "½x"]);
        assert_eq!(runs("", 1), Vec::<&str>::new());
    }

    #[test]
    fn long_texts_come_in_batches_and_lose_nothing() {
        let text = "ab c ".repeat(3 * BATCH);
        assert_eq!(runs(&text, 2).len(), 3 * BATCH);
        assert_eq!(runs(&text, 1).len(), 6 * BATCH);
    }
}
