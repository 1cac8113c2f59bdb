//! Words -> values, with short words kept in the table itself.
//!
//! Nearly every word has at most 15 bytes. Those and the length make two integers, which are hashed by one
//! multiplication, compared by two comparisons and stored beside the value: one look into memory per word, no pointer
//! followed. Longer words go to an ordinary map.

use rustc_hash::FxHashMap;

/// A word prepared for the table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Word<'t> {
    /// All bytes and the length if the word is short, zeros if not.
    key: [u64; 2],
    long: &'t [u8],
}

/// Bytes in a key, one of them for the length.
const WIDE: usize = 16;

/// For each length, the bits of that many bytes.
const MASKS: [[u64; 2]; WIDE] = {
    let mut masks = [[0, 0]; WIDE];
    let mut length = 0;
    while length < WIDE {
        let bits = (1_u128 << (8 * length)) - 1;
        masks[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    masks
};

impl<'t> Word<'t> {
    /// The word from `start` to `end` of a text. Faster than `of` where text follows the word.
    #[inline]
    pub fn within(text: &'t [u8], start: usize, end: usize) -> Self {
        match text.get(start..start + WIDE) {
            Some(bytes) if end - start < WIDE => {
                let (low, high) = bytes.split_at(8);
                let mask = MASKS[end - start];
                Self { key: [number(low) & mask[0], number(high) & mask[1] | sign(end - start)], long: &[] }
            }
            _ => Self::of(&text[start..end]),
        }
    }

    /// A word given alone.
    pub fn of(word: &'t [u8]) -> Self {
        if word.len() >= WIDE {
            return Self { key: [0, 0], long: word };
        }
        let mut bytes = [0; WIDE];
        bytes[..word.len()].copy_from_slice(word);
        let (low, high) = bytes.split_at(8);
        Self { key: [number(low), number(high) | sign(word.len())], long: &[] }
    }

    #[inline]
    fn hash(&self) -> usize {
        let product = u128::from(self.key[0] ^ 0x9e37_79b9_7f4a_7c15) * u128::from(self.key[1] ^ 0x2545_f491_4f6c_dd1d);
        (product ^ (product >> 64)) as usize
    }
}

fn number(eight: &[u8]) -> u64 {
    eight.try_into().map_or(0, u64::from_le_bytes)
}

/// The length in the last byte, so that no key is zero and "a" is not "a\0".
fn sign(length: usize) -> u64 {
    (length as u64 + 1) << 56
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot<T> {
    key: [u64; 2],
    value: T,
}

/// A map from words to small values.
#[derive(Debug, Default)]
pub struct WordTable<T> {
    /// Their number is a power of two, or zero; at least half are empty (key zero).
    slots: Vec<Slot<T>>,
    used: usize,
    long: FxHashMap<Box<[u8]>, T>,
}

impl<T: Copy + Default> WordTable<T> {
    /// The value of a word.
    #[inline]
    pub fn get(&self, word: Word) -> Option<&T> {
        if !word.long.is_empty() {
            return self.long.get(word.long);
        }
        let slot = self.slots.get(self.place(word))?;
        (slot.key == word.key).then_some(&slot.value)
    }

    /// The value of a word; `new` gives it where the word is new.
    #[inline]
    pub fn entry(&mut self, word: Word, new: impl FnOnce() -> T) -> &mut T {
        if !word.long.is_empty() {
            return self.long.entry(word.long.into()).or_insert_with(new);
        }
        if 2 * self.used >= self.slots.len() {
            self.grow();
        }
        let place = self.place(word);
        let slot = &mut self.slots[place];
        if slot.key != word.key {
            *slot = Slot { key: word.key, value: new() };
            self.used += 1;
        }
        &mut slot.value
    }

    /// Where a short word stands or should be put.
    #[inline]
    fn place(&self, word: Word) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = word.hash() & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.key == word.key || slot.key == [0, 0] {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    #[cold]
    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(1 << 10);
        let slots = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in slots.into_iter().filter(|slot| slot.key != [0, 0]) {
            let place = self.place(Word { key: slot.key, long: &[] });
            self.slots[place] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_keep_their_values() {
        let text: String = (0..3000).map(|n| format!("{:0width$} ", n, width = n % 20 + 1)).collect();
        let words: Vec<&str> = text.split_ascii_whitespace().chain(["", "a", "a\0", "\0"]).collect();
        let mut table = WordTable::default();
        let mut distinct: Vec<&str> = Vec::new();
        for word in &words {
            let number = *table.entry(Word::of(word.as_bytes()), || {
                distinct.push(word);
                distinct.len() - 1
            });
            assert_eq!(distinct[number], *word);
        }
        for word in distinct.iter() {
            assert_eq!(table.get(Word::of(word.as_bytes())).map(|&number| distinct[number]), Some(*word));
        }
        assert!(table.get(Word::of(b"absent")).is_none() && table.get(Word::of(b"absent and long indeed")).is_none());
    }

    #[test]
    fn a_word_in_a_text_is_the_word_alone() {
        let text = "a word, internationalization and antidisestablishmentarianism: fifteen15bytes! end".as_bytes();
        for start in 0..text.len() {
            for end in start..=text.len() {
                let (inside, alone) = (Word::within(text, start, end), Word::of(&text[start..end]));
                assert_eq!((inside.key, inside.long), (alone.key, alone.long));
            }
        }
    }
}
