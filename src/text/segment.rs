//! Text -> words: the words of UAX #29, exactly those of `unicode_words()`; `joint` says how each is joined to the one before.
//! Only scripts without spaces are another matter (`unspaced`).
//!
//! Nearly all text is ASCII, where a word is a run of letters, digits and underscores with single marks inside
//! ("don't", "3.5"). Such runs are found 64 bytes at a time as runs of set bits, without a branch per byte (`edges`).
//! Around other characters, and only there, pieces are cut one by one (`pieces`): a curly quote slows down nothing but
//! its own word. Both sides meet at blanks between ASCII characters, where UAX #29 always allows a cut.

pub use super::joint::Joint;
use super::joint::Joints;
use super::{pieces, unspaced};

/// Calls `each` with the words of `text`, their byte offsets and joints.
#[inline]
pub fn words<'t>(text: &'t str, each: impl FnMut(&'t str, usize, Joint)) {
    Scanner::default().words(text, each);
}

/// The first byte of a word and the byte after its last.
pub type Span = [usize; 2];

/// Cuts texts into words. One scanner serves many texts and keeps its buffers between them.
#[derive(Debug, Default)]
pub struct Scanner {
    /// Where the ASCII words of a window begin and end, by turns. Longer than is filled.
    edges: Vec<usize>,
    filled: usize,
    /// One bit per byte of a window: not ASCII. Empty if all is.
    foreign: Vec<u64>,
    /// Some word of the window may be made of underscores only, which is none.
    underscores: bool,
    /// All words of a window, where some are not ASCII.
    spans: Vec<Span>,
    /// The same, with those of scripts without spaces cut anew.
    recut: Vec<Span>,
}

/// Bytes looked at in one go, so that what is noted about them stays in the cache.
const WINDOW: usize = 1 << 15;

impl Scanner {
    /// Calls `each` with the words of `text`, their byte offsets and joints.
    #[inline]
    pub fn words<'t>(&mut self, text: &'t str, mut each: impl FnMut(&'t str, usize, Joint)) {
        let mut joints = Joints::of(text);
        self.scan_words(text, |spans| {
            for &[start, end] in spans {
                each(&text[start..end], start, joints.next([start, end]));
            }
        });
    }

    /// Calls `each` with the places of the words of `text`, many at a time; in scripts without spaces by dictionary.
    #[inline]
    pub fn scan_words(&mut self, text: &str, mut each: impl FnMut(&[Span])) {
        let mut buffer = std::mem::take(&mut self.recut);
        self.scan_windows(text, |spans, is_ascii| match is_ascii {
            true => each(spans),
            false => each(unspaced::words(text, spans, &mut buffer)),
        });
        self.recut = buffer;
    }

    /// Calls `each` with the places of the words of UAX #29, many at a time.
    #[inline]
    pub fn scan(&mut self, text: &str, mut each: impl FnMut(&[Span])) {
        self.scan_windows(text, |spans, _| each(spans));
    }

    /// The same, and whether all these words and what lies between them is ASCII.
    #[inline]
    fn scan_windows(&mut self, text: &str, mut each: impl FnMut(&[Span], bool)) {
        let mut from = 0;
        while from < text.len() {
            let after = (from + WINDOW).min(text.len());
            let to = (after..text.len()).find(|&at| is_cut(text.as_bytes(), at)).unwrap_or(text.len());
            let window = &text[..to];
            self.find_edges(window.as_bytes(), from);
            if self.foreign.is_empty() && !self.underscores {
                each(self.edges[..self.filled].as_chunks().0, true);
            } else {
                self.find_spans(window, from);
                each(&self.spans, self.foreign.is_empty());
            }
            from = to;
        }
    }

    /// Notes where words begin and end, as far as they are ASCII, and what is not.
    fn find_edges(&mut self, bytes: &[u8], from: usize) {
        let window = &bytes[from..];
        (self.filled, self.underscores) = (0, false);
        if self.edges.len() < window.len() + 2 * 64 {
            self.edges.resize(window.len() + 2 * 64, 0);
        }
        self.foreign.clear();
        if !window.is_ascii() {
            self.foreign.extend(window.chunks(64).map(|chunk| mask(&padded(chunk), |byte| byte >= 0x80)));
        }
        let mut carry = 0;
        for (chunk, at) in window.chunks(64).zip((from..).step_by(64)) {
            let block = chunk.try_into().unwrap_or_else(|_| padded(chunk));
            let word = word_bits(&block, bytes, at, carry);
            self.underscores |= block.iter().fold(false, |any, &byte| any | (byte == b'_'));
            self.note(word ^ (word << 1 | carry), at);
            carry = word >> 63;
        }
        if carry == 1 && window.len().is_multiple_of(64) {
            self.note(1, bytes.len());
        }
    }

    /// Notes the places of the bits of a block, eight at a time, without asking for each whether there is one more.
    #[inline]
    fn note(&mut self, mut edges: u64, from: usize) {
        let places = &mut self.edges[self.filled..self.filled + 64];
        self.filled += edges.count_ones() as usize;
        for eight in places.as_chunks_mut::<8>().0 {
            for place in eight {
                *place = from + edges.trailing_zeros() as usize;
                edges &= edges.wrapping_sub(1);
            }
            if edges == 0 {
                return;
            }
        }
    }

    /// Puts the ASCII words of a window and those around its other characters into one list.
    fn find_spans(&mut self, window: &str, from: usize) {
        let (bytes, spans) = (window.as_bytes(), &mut self.spans);
        spans.clear();
        let foreign = Foreign { from, bits: &self.foreign };
        let mut words = self.edges[..self.filled].as_chunks::<2>().0;
        let mut at = from;
        loop {
            let next = foreign.next(at).unwrap_or(bytes.len());
            let stop = if next == bytes.len() { next } else { last_cut(bytes, at, next) };
            let before = words.iter().position(|word| word[0] >= stop).unwrap_or(words.len());
            let whole = |&&[start, end]: &&Span| {
                bytes[start] != b'_' || bytes[start..end].iter().any(u8::is_ascii_alphanumeric)
            };
            spans.extend(words[..before].iter().filter(whole));
            if stop == bytes.len() {
                return;
            }
            at = pieces::words(window, stop, next, &mut |start, end| spans.push([start, end]));
            words = &words[before..];
            words = &words[words.iter().position(|word| word[0] >= at).unwrap_or(words.len())..];
        }
    }
}

/// The bytes of a window that are not ASCII, a bit each.
struct Foreign<'s> {
    from: usize,
    bits: &'s [u64],
}

impl Foreign<'_> {
    /// The first such byte from `at`.
    fn next(&self, at: usize) -> Option<usize> {
        let at = at - self.from;
        let first = self.bits.get(at / 64)? & (u64::MAX << (at % 64));
        if first != 0 {
            return Some(self.from + at / 64 * 64 + first.trailing_zeros() as usize);
        }
        let block = (at / 64 + 1..self.bits.len()).find(|&block| self.bits[block] != 0)?;
        Some(self.from + block * 64 + self.bits[block].trailing_zeros() as usize)
    }
}

/// UAX #29 breaks at `at` whatever stands farther off: after a line feed (WB3a), and where a blank ends or begins
/// between ASCII characters (no rule joins them, and no mark follows that would attach itself to the blank).
fn is_cut(bytes: &[u8], at: usize) -> bool {
    let (before, after) = (bytes[at - 1], bytes[at]);
    before == b'\n' || (before.is_ascii() && after.is_ascii() && (before == b' ') != (after == b' '))
}

/// The last place from `from` to `to` where the text may be cut; `from` itself if there is none after it.
fn last_cut(bytes: &[u8], from: usize, to: usize) -> usize {
    (from + 1..=to).rev().find(|&at| is_cut(bytes, at)).unwrap_or(from)
}

fn padded(chunk: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..chunk.len()].copy_from_slice(chunk);
    block
}

/// One bit for each byte of a block that belongs to a word. `carry` is 1 if the byte before the block does.
fn word_bits(block: &[u8; 64], bytes: &[u8], offset: usize, carry: u64) -> u64 {
    let letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let mut word = mask(block, |byte| letter(byte) | (byte.wrapping_sub(b'0') < 10) | (byte == b'_'));
    // "." and "," differ in one bit, as do ":" and ";".
    let mark = |byte: u8| (byte | 2 == b'.') | (byte == b'\'') | (byte | 1 == b';');
    let marks = mask(block, mark);
    // Only a mark between two word characters may join them, and few are.
    let mut inner = marks & (word << 1 | carry) & (word >> 1 | 1 << 63);
    while inner != 0 {
        let at = offset + inner.trailing_zeros() as usize;
        if at > 0 && at + 1 < bytes.len() && joins(bytes[at - 1], bytes[at], bytes[at + 1]) {
            word |= inner & inner.wrapping_neg();
        }
        inner &= inner - 1;
    }
    word
}

/// Rules WB6, WB7, WB11 and WB12 for ASCII: "don't", "e.g", "3.5", "1,000".
fn joins(before: u8, mark: u8, after: u8) -> bool {
    match mark {
        b'.' | b'\'' if before.is_ascii_alphabetic() => after.is_ascii_alphabetic(),
        b':' => before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
        _ => before.is_ascii_digit() && after.is_ascii_digit(),
    }
}

/// One bit for each byte that passes. The loops have no branches, so that the compiler makes vector code of them.
#[inline]
fn mask(block: &[u8; 64], test: impl Fn(u8) -> bool) -> u64 {
    let flags = block.map(|byte| u8::from(test(byte)));
    let mut mask = 0;
    for (index, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        // The product brings the lowest bits of the eight bytes together in its highest byte.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= gathered << (8 * index);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::joint::{goes_on_after_stop, is_blank, is_loose, is_wrapped};
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    /// The words and joints as they follow from all pieces of the reference, taken one after another.
    fn reference(text: &str) -> Vec<(&str, usize, Joint)> {
        let mut found: Vec<(&str, usize, Joint)> = Vec::new();
        let (mut joint, mut stops, mut lines) = (Joint::Break, 0, 0);
        let starts: Vec<usize> = text.unicode_word_indices().map(|(start, _)| start).collect();
        for (offset, piece) in text.split_word_bound_indices() {
            if starts.binary_search(&offset).is_ok() {
                found.push((piece, offset, joint));
                (joint, stops, lines) = (Joint::Space, 0, 0);
                continue;
            }
            let goes_on = |&(word, at, _): &(&str, usize, Joint)| {
                let next = starts.iter().find(|&&start| start > offset);
                next.is_none_or(|&start| goes_on_after_stop(text, at..at + word.len(), start))
            };
            let exact = |&(word, at, _): &(&str, usize, Joint)| {
                at + word.len() == offset && starts.binary_search(&(offset + piece.len())).is_ok()
            };
            match piece {
                "-" | "\u{2010}" | "\u{2011}" if joint == Joint::Space && lines == 0 => joint = Joint::Hyphen,
                "\u{2013}" if found.last().is_some_and(exact) => joint = Joint::Loose,
                _ if (joint, lines, stops) == (Joint::Space, 0, 0) && piece.chars().all(is_loose) => {
                    joint = Joint::Loose
                }
                _ if (joint, lines, stops) == (Joint::Loose, 0, 0) && piece.chars().all(is_loose) => {}
                "." if stops == 0 && found.last().is_some_and(goes_on) => stops = 1,
                _ if piece.contains('\n') => {
                    lines += 1;
                    joint = if lines > 1 || !is_wrapped(&text[..offset]) { Joint::Break } else { joint };
                }
                _ if piece.chars().all(is_blank) && joint != Joint::Hyphen => {}
                _ => joint = Joint::Break,
            }
        }
        found
    }

    fn check(text: &str) {
        let (mut found, mut joints) = (Vec::new(), Joints::of(text));
        Scanner::default().scan(text, |spans| {
            found.extend(spans.iter().map(|&[start, end]| (&text[start..end], start, joints.next([start, end]))));
        });
        assert_eq!(found, reference(text), "{text:?}");
    }

    #[test]
    fn words_are_those_of_unicode_words() {
        for text in [
            "can't stop-gap 3.5bn e.g. naïve\r\ncafé",
            "भारत अमेरिका\nसंवाद",
            "你好。世界\n안녕 \u{2003}x",
            "a\r\nb\rc\u{85}d",
            "\u{2003} \u{345}",
            "\u{2003}   \u{345}a",
            "x \u{345} y",
            "___ _a_ __1 _\u{345}",
            "אב\"ג ד' ה",
            "👩\u{200d}👩 🇮🇳🇺🇸🇫 a\u{200d}b",
            "",
        ] {
            check(text);
        }
    }

    /// Characters of every class of UAX #29, ASCII ones more often, blanks most.
    const NASTY: &[&str] = &[
        " ",
        " ",
        " ",
        " ",
        "a",
        "b",
        "Z",
        "1",
        "2",
        "_",
        ".",
        ",",
        ":",
        ";",
        "'",
        "\"",
        "/",
        "-",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\u{2019}",
        "\u{b7}",
        "\u{2003}",
        "\u{a0}",
        "\u{202f}",
        "\u{345}",
        "\u{301}",
        "\u{200d}",
        "\u{ad}",
        "\u{5d0}",
        "\u{5d1}",
        "\u{30a2}",
        "\u{30fc}",
        "\u{4e2d}",
        "\u{e01}",
        "\u{e34}",
        "\u{915}",
        "\u{93e}",
        "\u{661}",
        "\u{66b}",
        "\u{6dd}",
        "\u{1f1ee}",
        "\u{1f600}",
        "\u{1f3fd}",
        "\u{e9}",
        "\u{3a3}",
        "\u{130}",
        "\u{85}",
        "\u{2028}",
        "\u{203f}",
        "\u{ff0e}",
        "\u{feff}",
        "\u{55a}",
        "\u{2010}",
        "\u{2013}",
        "/",
        "\u{201c}",
        "\u{3042}",
        "\u{ac00}",
        "\u{70f}",
    ];

    #[test]
    fn nasty_strings_are_cut_as_by_the_reference() {
        let strings = std::env::var("NASTY_STRINGS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
        let mut seed = 1_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for _ in 0..strings {
            let length = 1 + random(24);
            let ascii = random(3) == 0;
            // Filler moves the nasty part across the edges of blocks.
            let mut text = "filler, ".repeat(random(4) * random(6));
            text.truncate(text.len().saturating_sub(random(7)));
            text.extend((0..length).map(|_| NASTY[random(if ascii { 22 } else { NASTY.len() })]));
            check(&text);
        }
    }

    proptest! {
        #[test]
        fn any_string_is_cut_as_by_the_reference(text in proptest::collection::vec(proptest::char::any(), 0..80)) {
            check(&text.into_iter().collect::<String>());
        }
    }

    #[test]
    fn every_character_is_cut_as_by_the_reference() {
        for c in ('\0'..=char::MAX).filter(|&c| (c as u32) < 0x3100 || (c as u32).is_multiple_of(61)) {
            check(&format!("a{c}b {c} 1{c}1,{c}.{c}a\u{30a2}{c} {c}{c}\u{301}'{c}_"));
        }
    }

    #[test]
    fn a_long_text_is_cut_at_windows_without_loss() {
        for part in ["many words, ", "слово ", "你好世界", "Indo-Pacific don't\n", "\u{2003} \u{345}"] {
            check(&part.repeat(3 * WINDOW / part.len()));
        }
    }

    /// Small files by default; all of them, and those of another folder, if TEXTS names it.
    #[test]
    fn real_texts_in_many_languages_are_cut_as_by_the_reference() {
        let named = std::env::var("TEXTS").ok();
        let mut folders = vec![std::path::PathBuf::from(named.as_deref().unwrap_or("../shared/data"))];
        let mut texts = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if named.is_some() || entry.metadata().is_ok_and(|data| data.len() < 1 << 20) {
                    check(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
                    texts += 1;
                }
            }
        }
        if texts == 0 {
            eprintln!("skipped: ../shared/data is not here");
        }
    }
}
