//! Documents known again by what they hold: which were added, removed, renamed or changed since scores were saved.
//!
//! XXH64 (Y. Collet's specification, version 0.1.1): no secret hangs on it, so a fast hash of 64 bits serves. Among a million
//! documents the chance that two share one is 3e-8.

use crate::drift::{Described, date_label};
use crate::saved::of_text;
use std::collections::BTreeMap;

/// By name: the hash of the text, and that of what is known of it besides.
pub fn of(documents: &[Described]) -> BTreeMap<String, String> {
    documents.iter().map(|document| (document.id.clone(), content(document))).collect()
}

fn content(document: &Described) -> String {
    let date = document.dated.as_ref().map(date_label);
    let fields = [document.title.as_deref(), document.source.as_deref(), date.as_deref()];
    // What no field can hold keeps "a" + "b" apart from "ab", and an empty field from none.
    let about: String = fields.iter().map(|field| field.map_or("\0\0".into(), |field| format!("{field}\0"))).collect();
    format!("{:016x} {:016x}", document.content, of_text(&about))
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
            let content = content(&document);
            content.split_once(' ').map(|(text, about)| (text.to_owned(), about.to_owned())).unwrap()
        };
        let (text, about) = split(document(Some("ab"), Some("c"), 7));
        for other in [document(Some("a"), Some("bc"), 7), document(None, Some("c"), 7), document(Some(""), None, 7)] {
            let other = split(other);
            assert!(other.0 == text && other.1 != about, "{other:?}");
        }
        assert_ne!(split(document(Some("ab"), Some("c"), 8)).0, text);
    }
}
