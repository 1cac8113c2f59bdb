//! BYTES -> TEXT: finds the encoding, and makes line ends and control characters harmless.

use crate::legible;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// So many bytes of the beginning tell whether a file is text.
const LOOK: usize = 1024;

/// Text and, where it was not plain UTF-8, how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: Option<NotUtf8>,
}

/// How text was read that is not plain UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotUtf8 {
    /// The encoding that was taken, or `BROKEN`.
    pub name: &'static str,
    /// Characters that stand for bytes that say nothing in it.
    pub replaced: usize,
}

/// UTF-8 with a few bytes that are none.
pub(crate) const BROKEN: &str = "broken UTF-8";

impl NotUtf8 {
    /// What is known by this name.
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == BROKEN { BROKEN } else { encoding_rs::Encoding::for_label(name.as_bytes())?.name() };
        Some(Self { name, replaced: 0 })
    }

    fn of(name: &'static str, text: &str) -> Option<Self> {
        Some(Self { name, replaced: text.matches(char::REPLACEMENT_CHARACTER).count() })
    }

    /// What was met and done, in words.
    pub fn words(self) -> String {
        match self.replaced {
            0 => format!("not UTF-8: read as {}", self.name),
            count if self.name == BROKEN => format!("broken UTF-8: {count} characters replaced"),
            count => format!("not UTF-8: read as {}, {count} characters replaced", self.name),
        }
    }
}

/// The UTF-16 kind of a file, by its mark or by where its NUL bytes lie.
pub(crate) fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let start = &start[..start.len().min(LOOK)];
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    match (even * 10 > pairs * 7, odd * 10 > pairs * 7) {
        (true, false) if odd == 0 => Some(UTF_16BE),
        (false, true) if even == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether this is no text: the mark of a PDF, or more than one in 20 bytes that no text holds, UTF-16 aside. A NUL or
/// two are dirt in a text.
pub(crate) fn is_binary(start: &[u8]) -> bool {
    let start = &start[..start.len().min(LOOK)];
    let odd = start.iter().filter(|byte| **byte < 0x20 && !b"\t\n\x0B\x0C\r\x1B".contains(byte)).count();
    start.starts_with(b"%PDF-") || (odd * 20 > start.len() && start.contains(&0) && utf16(start).is_none())
}

/// Decodes a whole file or one record.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(encoding) = utf16(bytes) {
        let (text, _, _) = encoding.decode(bytes);
        let encoding = NotUtf8::of(encoding.name(), &text);
        return Decoded { text, encoding };
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: None },
        Err(_) => guess(bytes),
    }
}

/// Text that is not valid UTF-8: UTF-8 with a few broken characters, or another encoding.
fn guess(bytes: &[u8]) -> Decoded<'_> {
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let whole: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum();
    if whole > 4 * broken {
        let text = String::from_utf8_lossy(bytes);
        return Decoded { encoding: Some(NotUtf8 { name: BROKEN, replaced: broken }), text };
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // Its kin agree with windows-1252 on most letters; where nothing tells them apart, the commonest is named.
    let encoding = if WINDOWS_1252.decode_without_bom_handling(bytes).0 == text { WINDOWS_1252 } else { encoding };
    Decoded { encoding: NotUtf8::of(encoding.name(), &text), text }
}

/// Makes every line end `\n`, and takes out what cannot be seen.
pub(crate) fn normalize(text: String) -> String {
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    match legible::clean(&text) {
        Cow::Owned(clean) => clean,
        Cow::Borrowed(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found() {
        assert_eq!(decode("née".as_bytes()), Decoded { text: "née".into(), encoding: None });
        assert_eq!(decode(b"\xEF\xBB\xBFhello").text, "hello");
        let latin = b"The caf\xe9 of C\xe9sar Ch\xe1vez, where the se\xf1or sat".as_slice();
        let read = decode(latin);
        assert_eq!(
            (read.text.as_ref(), read.encoding.map(|encoding| encoding.name)),
            ("The café of César Chávez, where the señor sat", Some("windows-1252"))
        );
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain("hé".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let read = decode(&wide);
        assert_eq!((read.text.as_ref(), read.encoding.map(|encoding| encoding.name)), ("hé", Some("UTF-16LE")));
    }

    #[test]
    fn a_few_broken_characters_do_not_change_the_encoding() {
        let mut bytes = "Über die Größe der Bäume, schön für Möwen".as_bytes().to_vec();
        bytes.push(0xFF);
        let read = decode(&bytes);
        assert!(read.text.starts_with("Über die Größe"), "{}", read.text);
        assert_eq!(read.encoding, Some(NotUtf8 { name: BROKEN, replaced: 1 }));
    }

    #[test]
    fn binaries_are_known() {
        assert!(is_binary(b"GIF89a\0\0\x01\x02"));
        assert!(is_binary(b"%PDF-1.7\n"));
        assert!(!is_binary(b"plain text"));
        let wide: Vec<u8> = "plain text".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(!is_binary(&wide));
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(normalize("a\r\nb\rc\td\x07e\u{85}f".into()), "a\nb\nc\td e f");
    }
}
