//! What stands between the words of a text, as bytes: with the words themselves it gives the text back.
//!
//! Most words follow each other after one blank, so only the other gaps are written: how many blanks come before it, then
//! its bytes with their length. The first byte says whether it is gaps that follow (`GAPS`) or, where words are no pieces
//! of the text in order, the text itself (`WHOLE`).

use crate::text::stream::saved::{push_varint, varint};

const GAPS: u8 = 0;
const WHOLE: u8 = 1;

/// The gaps of a text that has these words.
pub fn between<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> Vec<u8> {
    gaps(text, words).unwrap_or_else(|| [&[WHOLE], text.as_bytes()].concat())
}

fn gaps<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> Option<Vec<u8>> {
    let mut bytes = vec![GAPS];
    let (mut rest, mut blanks) = (text, 0);
    let mut write = |gap: &str| {
        if gap == " " {
            blanks += 1;
            return Some(());
        }
        push_varint(&mut bytes, std::mem::take(&mut blanks));
        push_varint(&mut bytes, u32::try_from(gap.len()).ok()?);
        bytes.extend(gap.as_bytes());
        Some(())
    };
    for word in words {
        let at = if rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(word)) { 1 } else { rest.find(word)? };
        write(&rest[..at])?;
        rest = &rest[at + word.len()..];
    }
    // A last blank needs no word behind it, and must not be taken for one between two.
    if rest == " " {
        return None;
    }
    write(rest)?;
    Some(bytes)
}

/// The text that has these words and gaps; `None` if these are no gaps of such words.
pub fn fill<'w>(gaps: &[u8], mut words: impl Iterator<Item = &'w str>) -> Option<String> {
    let (form, mut rest) = gaps.split_first()?;
    match *form {
        WHOLE => return std::str::from_utf8(rest).ok().map(str::to_owned),
        GAPS => {}
        _ => return None,
    }
    let mut text = String::new();
    while !rest.is_empty() {
        let (blanks, after) = varint(rest)?;
        let (length, after) = varint(after)?;
        let (gap, after) = after.split_at_checked(length as usize)?;
        for _ in 0..blanks {
            text.push(' ');
            text.push_str(words.next()?);
        }
        text.push_str(std::str::from_utf8(gap).ok()?);
        rest = after;
        // Behind the last gap is the end.
        if !rest.is_empty() {
            text.push_str(words.next()?);
        }
    }
    words.next().is_none().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Streams;

    #[test]
    fn words_and_gaps_give_any_text_back() {
        for text in [
            "Talks on critical minerals: the U.S.-India pact.\n\nIt covers lithium, cobalt (and more) \u{2014} 3.5% of it.",
            "a a  a, a a ",
            "a ",
            " a",
            "\u{672c}\u{62a5}\u{8baf} \u{4eba}\u{5de5}\u{667a}\u{80fd} \u{3068} \u{6771}\u{4eac}",
            "",
            " ",
            "\u{2014} ... \u{2014}",
            "e\u{301}tat d'e\u{301}tat 'a' a_b __ a-a",
        ] {
            let mut streams = Streams::default();
            streams.add(&[text]);
            let words = || streams.documents[0].iter().map(|token| &*streams.surfaces[token.surface()]);
            let bytes = between(text, words());
            assert_eq!(fill(&bytes, words()).as_deref(), Some(text));
            assert_eq!(fill(&bytes, words().chain(["more"])), if bytes[0] == WHOLE { Some(text.into()) } else { None });
        }
    }

    #[test]
    fn words_that_are_not_in_the_text_leave_it_whole() {
        assert_eq!(between("trade", ["talks"].into_iter()), b"\x01trade");
        assert_eq!(fill(&[], std::iter::empty()), None);
        assert_eq!(fill(&[GAPS, 9, 0], std::iter::empty()), None, "nine blanks, no words");
        assert_eq!(fill(&[GAPS, 0, 5, b'a'], std::iter::empty()), None, "five bytes of one");
    }
}
