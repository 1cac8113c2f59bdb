//! TEXT -> TEXT: signs that were UTF-8 and were read as Latin-1 or windows-1252 on their way here ("Boxerâ€™s", "Ã©"), so that
//! no "â" is counted as a word.
//!
//! Where all bytes of a sign are still there it is put right exactly, as its bytes say. Often those that Latin-1 has no letters for
//! are lost, and "â" alone is left of a quote or a dash: it is taken for a lost mark of punctuation only in places where no
//! language writes it, and then in the whole document. Letters of French, Romanian or Welsh stay what they are.

use encoding_rs::WINDOWS_1252;

/// How many signs were put right, and the first as it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Misread {
    signs: usize,
    first: String,
}

impl Misread {
    /// What was met and done, in words.
    pub fn words(&self) -> String {
        let noun = if self.signs == 1 { "sign" } else { "signs" };
        format!("looks like UTF-8 read as Latin-1 (\"{}\"): {} {noun} put right", self.first, self.signs)
    }
}

/// The text put right, and what was; the same text where nothing is wrong with it.
pub(crate) fn mended(text: String) -> (String, Option<Misread>) {
    // "â" and "Ã" begin with this byte, which English text hardly has.
    match Some(&text).filter(|text| text.as_bytes().contains(&0xC3)).and_then(|text| repaired(text)) {
        Some((mended, found)) => (mended, Some(found)),
        None => (text, None),
    }
}

fn repaired(text: &str) -> Option<(String, Misread)> {
    let lost = text.match_indices('â').any(|(at, _)| is_lost(text, at, false));
    let (mut mended, mut found, mut done) = (String::with_capacity(text.len()), Misread::default(), 0);
    for (at, lead) in text.match_indices(['â', 'Ã']).chain(std::iter::once((text.len(), ""))) {
        if at < done {
            continue;
        }
        mended.push_str(&text[done..at]);
        done = at;
        let sign = match exact(&text[at..]) {
            Some((sign, length)) => Some((sign.to_string(), length)),
            None if lead == "â" && lost && is_lost(text, at, true) => Some((mark(text, at).to_owned(), lead.len())),
            None => None,
        };
        if let Some((sign, length)) = sign {
            mended.push_str(&sign);
            done = at + length;
            found.signs += 1;
            if found.signs == 1 {
                found.first = around(text, at, length);
            }
        }
    }
    (found.signs > 0).then_some((mended, found))
}

/// The sign that a text begins with once its characters are bytes again, and the length of what stood for it.
fn exact(text: &str) -> Option<(char, usize)> {
    let lead = text.chars().next()?;
    let wanted = if lead == 'â' { 3 } else { 2 };
    let length: usize = text.chars().take(wanted).map(char::len_utf8).sum();
    let bytes: Option<Vec<u8>> = text.chars().take(wanted).map(byte).collect();
    let sign = std::str::from_utf8(&bytes?).ok()?.chars().next()?;
    (!sign.is_control()).then_some((sign, length))
}

/// The byte that a character stands for in Latin-1 or in windows-1252.
fn byte(character: char) -> Option<u8> {
    let mut buffer = [0; 4];
    match u8::try_from(character) {
        Ok(byte) => Some(byte),
        Err(_) => match WINDOWS_1252.encode(character.encode_utf8(&mut buffer)) {
            (bytes, _, false) => bytes.first().copied(),
            _ => None,
        },
    }
}

/// Whether "â" stands where only a lost mark can: before a capital, at the end of a possessive, behind a full stop; where
/// such were seen, also alone and at the end of a word.
fn is_lost(text: &str, at: usize, seen: bool) -> bool {
    let before = text[..at].chars().next_back();
    let mut after = text[at + 'â'.len_utf8()..].chars();
    let (next, second) = (after.next(), after.next());
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let opens = !letter(before) && next.is_some_and(char::is_uppercase);
    let owns = before.is_some_and(|c| c.is_ascii_alphabetic()) && next == Some('s') && !letter(second);
    let closes = before.is_some_and(|c| ".,?!;:)".contains(c)) && !letter(next);
    opens || owns || closes || (seen && !letter(next))
}

/// What a lost mark is read as: within a word an apostrophe, else a space.
fn mark(text: &str, at: usize) -> &'static str {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let inside = letter(text[..at].chars().next_back()) && letter(text[at + 'â'.len_utf8()..].chars().next());
    if inside { "’" } else { " " }
}

/// The word around a place, at most 12 characters to each side.
fn around(text: &str, at: usize, length: usize) -> String {
    let white = |c: &char| !c.is_whitespace();
    let before: Vec<char> = text[..at].chars().rev().take_while(white).take(12).collect();
    let after = text[at + length..].chars().take_while(white).take(12);
    before.into_iter().rev().chain(text[at..at + length].chars()).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: &str) -> String {
        mended(of.to_owned()).0
    }

    #[test]
    fn whole_signs_are_put_right_exactly() {
        assert_eq!(text("Boxerâ€™s cafÃ© â€“ â€œno"), "Boxer’s café – “no");
        assert_eq!(text("Boxerâ\u{80}\u{99}s â\u{80}\u{93}"), "Boxer’s –");
        let (_, found) = repaired("At the cafÃ©, â€“ then").unwrap();
        assert_eq!(found.words(), "looks like UTF-8 read as Latin-1 (\"cafÃ©,\"): 2 signs put right");
    }

    #[test]
    fn of_what_is_lost_no_letter_stays() {
        assert_eq!(
            text("said, âAfter Bushâs second. Baucusâ Iraq bill â now.â"),
            "said,  After Bush’s second. Baucus  Iraq bill   now. "
        );
    }

    #[test]
    fn letters_stay_letters() {
        for sound in [
            "Un château et un âne; la pâte, l'âme",
            "câine, mâine, în România",
            "â dŵr",
            "SÃO PAULO",
            "Hâlâ mı?",
            "café",
        ] {
            assert_eq!(repaired(sound), None, "{sound}");
        }
    }
}
