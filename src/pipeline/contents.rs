//! Documents known again by what they hold: which were added, removed, renamed or changed since scores were saved.
//!
//! XXH64 (Y. Collet's specification, version 0.1.1): no secret hangs on it, so a fast hash of 64 bits serves. Among a million
//! documents the chance that two share one is 3e-8. What a document is known by besides its text has hashes of its own, so
//! that a check can say what of it is another; of these half is enough, for they are compared for one document at a time.

use crate::drift::{Described, date_label};
use crate::saved::of_text;
use std::collections::BTreeMap;

/// By name: the hash of the text, that of its title, source and date, that of how the date was found, and that of what was
/// taken out of the text. `removed` gives the last by row.
pub fn of(documents: &[Described], removed: impl Fn(usize) -> u64) -> BTreeMap<String, String> {
    let content = |(row, document): (usize, &Described)| (document.id.clone(), content(document, removed(row)));
    documents.iter().enumerate().map(content).collect()
}

fn content(document: &Described, removed: u64) -> String {
    let date = document.dated.as_ref().map(date_label);
    let about = of_fields(&[document.title.as_deref(), document.source.as_deref(), date.as_deref()]);
    let evidence = document.dated.as_ref().map(|dated| dated.evidence.words());
    let found = of_fields(&[evidence, document.dated.as_ref().map(|dated| dated.characters.as_str())]);
    format!("{:016x} {about:016x} {:08x} {:08x}", document.content, found as u32, removed as u32)
}

/// What no field can hold keeps "a" + "b" apart from "ab", and an empty field from none.
fn of_fields(fields: &[Option<&str>]) -> u64 {
    let whole: String = fields.iter().map(|field| field.map_or("\0\0".into(), |field| format!("{field}\0"))).collect();
    of_text(&whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_agree_with_the_specification_and_tell_what_changed() {
        assert_eq!([of_text(""), of_text("abc")], [0xef46_db37_51d8_e999, 0x44bc_2cf5_ad77_0999]);
        let document = |title: Option<&str>, source: Option<&str>, content| Described {
            title: title.map(str::to_owned),
            source: source.map(str::to_owned),
            content,
            ..Described::default()
        };
        let split = |document: Described| {
            let content = content(&document, 0);
            let mut parts = content.split(' ').map(str::to_owned);
            (parts.next().unwrap(), parts.next().unwrap())
        };
        let (text, about) = split(document(Some("ab"), Some("c"), 7));
        for other in [document(Some("a"), Some("bc"), 7), document(None, Some("c"), 7), document(Some(""), None, 7)] {
            let other = split(other);
            assert!(other.0 == text && other.1 != about, "{other:?}");
        }
        assert_ne!(split(document(Some("ab"), Some("c"), 8)).0, text);
    }
}
