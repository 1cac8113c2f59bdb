//! What reading left out of either document because a reader does not see it, as far as it differs.
//!
//! Two texts that look the same are not the same document if one link leads elsewhere. Nobody wants a diff of comments and
//! scripts here; that they differ, how many, and the first of them must be told.

use super::findings::Unseen;
use crate::drift::wording::one_line;
use crate::ingest::Removed;
use std::collections::BTreeMap;

/// Characters of a piece that are told.
const MOST: usize = 120;

/// The pieces of each side that the other lacks; the same piece twice is two pieces.
pub fn unseen(a: &[Removed], b: &[Removed]) -> Option<Unseen> {
    let (only_a, only_b) = (without(a, b), without(b, a));
    let first = *only_a.first().or(only_b.first())?;
    let of = |pieces: &[&Removed]| {
        let piece = pieces.iter().find(|piece| piece.reason == first.reason)?;
        let text = one_line(&piece.text);
        let cut = text.char_indices().nth(MOST).map(|(at, _)| format!("{}\u{2026}", &text[..at]));
        Some(cut.unwrap_or(text))
    };
    let (a, b) = (of(&only_a), of(&only_b));
    Some(Unseen { pieces: only_a.len().max(only_b.len()), kind: first.reason.clone(), a, b })
}

/// The pieces that another list does not hold as often.
fn without<'r>(pieces: &'r [Removed], others: &[Removed]) -> Vec<&'r Removed> {
    let mut left: BTreeMap<&Removed, usize> = BTreeMap::new();
    others.iter().for_each(|piece| *left.entry(piece).or_default() += 1);
    let lacking = |piece: &&Removed| match left.get_mut(*piece) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    pieces.iter().filter(lacking).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_differ_are_counted_and_the_first_is_told() {
        let pieces = |texts: &[&str]| -> Vec<Removed> {
            texts.iter().map(|text| Removed { reason: "link target".into(), text: (*text).into() }).collect()
        };
        assert_eq!(unseen(&pieces(&["x", "y"]), &pieces(&["y", "x"])), None);
        let found = unseen(&pieces(&["x", "x", "z"]), &pieces(&["x", "y"])).unwrap();
        assert_eq!((found.pieces, found.a.as_deref(), found.b.as_deref()), (2, Some("x"), Some("y")));
    }
}
