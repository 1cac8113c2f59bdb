//! Receipts: what was taken out of which document and why, each text kept once however often it was met.

use super::document::Removed;
use std::collections::HashMap;

/// A longer text is kept shortened.
const MOST_CHARACTERS: usize = 300;

/// The receipts of many documents. Numbers depend on the order of reading; what `of` gives does not.
#[derive(Debug, Default)]
pub struct Receipts {
    texts: Vec<Removed>,
    numbers: HashMap<Removed, u32>,
}

/// The receipts of one document: numbers in `Receipts`.
pub type Slip = Vec<u32>;

impl Receipts {
    /// Keeps what was taken out of a document.
    pub fn add(&mut self, removed: Vec<Removed>) -> Slip {
        removed.into_iter().map(|removed| self.number(removed)).collect()
    }

    fn number(&mut self, mut removed: Removed) -> u32 {
        shorten(&mut removed.text);
        let next = self.texts.len() as u32;
        *self.numbers.entry(removed).or_insert_with_key(|removed| {
            self.texts.push(removed.clone());
            next
        })
    }

    /// What a slip says, in the order in which it was taken out.
    pub fn of<'r>(&'r self, slip: &'r Slip) -> impl Iterator<Item = &'r Removed> {
        slip.iter().map(|&number| &self.texts[number as usize])
    }
}

/// What is kept of a text that was taken out; doing it again changes nothing.
pub(super) fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
        text.truncate(end);
        text.push('\u{2026}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_given_to_each() {
        let removed = |text: &str| Removed { reason: "page furniture".into(), text: text.into() };
        let mut receipts = Receipts::default();
        let slips = [
            receipts.add(vec![removed("Share this"), removed("cmt right")]),
            receipts.add(vec![removed("Share this")]),
        ];
        assert_eq!(receipts.texts.len(), 2);
        assert_eq!(receipts.of(&slips[1]).collect::<Vec<_>>(), [&removed("Share this")]);
        assert_eq!(receipts.of(&slips[0]).last(), Some(&removed("cmt right")));
    }
}
