//! Words -> numbers, with short words kept in the table itself.
//!
//! Nearly every word has at most 15 bytes. Those and the length make two integers, which are hashed by one
//! multiplication, compared by two comparisons and stored beside the number: one look into memory per word, no pointer
//! followed. Of a longer word the table holds a hash and where its bytes are kept.

use super::segment::Span;

/// A word as two integers, for the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Key([u64; 2]);

/// Bytes in a key, one of them for the length.
const WIDE: usize = 16;

/// Words that are best looked up together: see `WordTable::find`.
pub const BATCH: usize = 128;

/// Stands in the last byte of the key of a long word, in place of its length.
const LONG: u64 = (u8::MAX as u64) << 56;

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

impl Key {
    /// The word from `start` to `end` of a text. Faster than `of` where text follows the word.
    #[inline]
    pub fn within(text: &[u8], [start, end]: [usize; 2]) -> Self {
        match text.get(start..start + WIDE) {
            Some(bytes) if end - start < WIDE => {
                let (low, high) = bytes.split_at(8);
                let mask = MASKS[end - start];
                Self([number(low) & mask[0], number(high) & mask[1] | sign(end - start)])
            }
            _ => Self::of(&text[start..end]),
        }
    }

    /// A word given alone.
    pub fn of(word: &[u8]) -> Self {
        if word.len() >= WIDE {
            return Self([hash_bytes(word), LONG]);
        }
        let mut bytes = [0; WIDE];
        bytes[..word.len()].copy_from_slice(word);
        let (low, high) = bytes.split_at(8);
        Self([number(low), number(high) | sign(word.len())])
    }

    /// Three numbers in place of a word.
    #[inline]
    pub fn triple(first: u32, second: u32, third: u32) -> Self {
        Self([u64::from(first) << 32 | u64::from(second), u64::from(third) | sign(12)])
    }

    /// A number that equal words share and others hardly do.
    #[inline]
    pub fn hash(self) -> usize {
        fold(self.0[0] ^ 0x9e37_79b9_7f4a_7c15, self.0[1] ^ 0x2545_f491_4f6c_dd1d) as usize
    }

    fn is_long(self) -> bool {
        self.0[1] >= LONG
    }
}

/// Mixes two numbers: both halves of their product.
#[inline]
pub(crate) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product ^ (product >> 64)) as u64
}

/// Hash of a word of at least eight bytes.
fn hash_bytes(word: &[u8]) -> u64 {
    let last = word.last_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
    let mix = |hash: u64, eight: &[u8; 8]| fold(hash ^ u64::from_le_bytes(*eight), 0x9e37_79b9_7f4a_7c15);
    mix(word.as_chunks().0.iter().fold(word.len() as u64, mix), &last.to_le_bytes())
}

fn number(eight: &[u8]) -> u64 {
    eight.try_into().map_or(0, u64::from_le_bytes)
}

/// The length in the last byte, so that no key is zero and "a" is not "a\0".
fn sign(length: usize) -> u64 {
    (length as u64 + 1) << 56
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Key,
    number: u32,
}

/// Room for looking up a batch of words, kept because clearing it for each batch would cost a twentieth of the look-up.
#[derive(Debug)]
pub struct Lookup {
    keys: [Key; BATCH],
    /// The slot where a key is looked for first.
    homes: [usize; BATCH],
    /// What was found; only as many as there were words.
    pub numbers: [u32; BATCH],
}

impl Default for Lookup {
    fn default() -> Self {
        Self { keys: [Key::default(); BATCH], homes: [0; BATCH], numbers: [0; BATCH] }
    }
}

/// The number of a word that is not in a table.
pub const ABSENT: u32 = u32::MAX;

/// A map from words to numbers.
#[derive(Debug, Default)]
pub struct WordTable {
    /// Their number is a power of two, or zero; at least half are empty (key zero).
    slots: Vec<Slot>,
    used: usize,
    /// The bytes of the long words. Their keys end in a place here.
    long: Vec<Box<[u8]>>,
}

impl WordTable {
    /// The number of a word, given with its key.
    #[inline]
    pub fn get(&self, key: Key, word: &[u8]) -> Option<u32> {
        let slot = self.slots.get(self.place(key, word))?;
        (slot.key != Key::default()).then_some(slot.number)
    }

    /// The number of a word; `new` gives it where the word is new. Numbers in place of a word (`Key::triple`) are given
    /// with no bytes.
    #[inline]
    pub fn entry(&mut self, key: Key, word: &[u8], new: impl FnOnce() -> u32) -> u32 {
        match self.get(key, word) {
            Some(number) => number,
            None => self.add(key, word, new()),
        }
    }

    /// Finds the numbers of some words of a text; `ABSENT` for unknown ones. First their slots are loaded, without
    /// waiting for one before the next, then they are compared.
    pub fn find(&self, text: &[u8], spans: &[Span], lookup: &mut Lookup) {
        let slots = self.slots.as_slice();
        let mask = slots.len().wrapping_sub(1);
        let Lookup { keys, homes, numbers } = lookup;
        for ((key, home), &span) in keys.iter_mut().zip(homes.iter_mut()).zip(spans) {
            *key = Key::within(text, span);
            *home = key.hash() & mask;
        }
        let load = |&home: &usize| slots.get(home).map_or(0, |slot| slot.number);
        std::hint::black_box(homes[..spans.len().min(BATCH)].iter().fold(0, |all, home| all | load(home)));
        for (((number, &key), &home), &[start, end]) in numbers.iter_mut().zip(&*keys).zip(&*homes).zip(spans) {
            *number = match slots.get(home) {
                Some(slot) if slot.key == key => slot.number,
                _ => self.get(key, &text[start..end]).unwrap_or(ABSENT),
            };
        }
    }

    /// Where a word stands or should be put.
    #[inline]
    fn place(&self, key: Key, word: &[u8]) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = key.hash() & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.key == key || slot.key == Key::default() || (key.is_long() && self.is_at(slot.key, key, word)) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    /// The slot of a long word holds this one.
    fn is_at(&self, slot: Key, key: Key, word: &[u8]) -> bool {
        slot.is_long() && slot.0[0] == key.0[0] && *self.long[(slot.0[1] ^ LONG) as usize - 1] == *word
    }

    /// Puts in a new word.
    #[cold]
    fn add(&mut self, mut key: Key, word: &[u8], number: u32) -> u32 {
        if 2 * self.used >= self.slots.len() {
            self.grow();
        }
        self.used += 1;
        let place = self.place(key, word);
        if key.is_long() {
            self.long.push(word.into());
            key.0[1] = LONG | self.long.len() as u64;
        }
        self.slots[place] = Slot { key, number };
        number
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(1 << 10);
        let slots = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in slots.into_iter().filter(|slot| slot.key != Key::default()) {
            let whole = if slot.key.is_long() { Key([slot.key.0[0], LONG]) } else { slot.key };
            let mut at = whole.hash() & (size - 1);
            while self.slots[at].key != Key::default() {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// Pairs of numbers -> numbers in the order of their coming: 16 bytes a slot, as there may be millions.
#[derive(Debug, Default)]
pub struct PairTable {
    /// Their number is a power of two, or zero; at least a third are empty.
    slots: Vec<PairSlot>,
    used: usize,
}

/// A pair and its number, from 1; 0 for an empty slot.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(16))]
struct PairSlot {
    pair: u64,
    number: u32,
}

impl PairTable {
    /// Loads the slots of pairs: see `WordTable::find`.
    #[inline]
    pub fn prepare(&self, pairs: impl Iterator<Item = (u32, u32)>) {
        let mask = self.slots.len().wrapping_sub(1);
        let load = |pair| self.slots.get(hash_pair(pair) & mask).map_or(0, |slot| slot.number);
        std::hint::black_box(pairs.fold(0, |all, (first, second)| all | load(joined(first, second))));
    }

    /// The number of a pair; `new` gives it where the pair is new.
    #[inline]
    pub fn entry(&mut self, first: u32, second: u32, new: impl FnOnce() -> u32) -> u32 {
        if 3 * self.used >= 2 * self.slots.len() {
            self.grow();
        }
        let pair = joined(first, second);
        let place = self.place(pair);
        let slot = &mut self.slots[place];
        if slot.number == 0 {
            *slot = PairSlot { pair, number: new() + 1 };
            self.used += 1;
        }
        slot.number - 1
    }

    #[inline]
    fn place(&self, pair: u64) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash_pair(pair) & mask;
        while self.slots[at].number != 0 && self.slots[at].pair != pair {
            at = (at + 1) & mask;
        }
        at
    }

    #[cold]
    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(1 << 10);
        let slots = std::mem::replace(&mut self.slots, vec![PairSlot::default(); size]);
        for slot in slots.into_iter().filter(|slot| slot.number != 0) {
            let place = self.place(slot.pair);
            self.slots[place] = slot;
        }
    }
}

fn joined(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

fn hash_pair(pair: u64) -> usize {
    fold(pair ^ 0x9e37_79b9_7f4a_7c15, 0x2545_f491_4f6c_dd1d) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(table: &mut WordTable, word: &str, new: impl FnOnce() -> u32) -> u32 {
        table.entry(Key::of(word.as_bytes()), word.as_bytes(), new)
    }

    #[test]
    fn words_of_every_length_keep_their_values() {
        let text: String = (0..3000).map(|n| format!("{:0width$} ", n, width = n % 40 + 1)).collect();
        let words: Vec<&str> = text.split_ascii_whitespace().chain(["", "a", "a\0", "\0"]).collect();
        let mut table = WordTable::default();
        let mut distinct: Vec<&str> = Vec::new();
        for word in &words {
            let number = entry(&mut table, word, || {
                distinct.push(word);
                distinct.len() as u32 - 1
            });
            assert_eq!(distinct[number as usize], *word);
        }
        let get = |word: &str| table.get(Key::of(word.as_bytes()), word.as_bytes());
        for word in distinct.iter() {
            assert_eq!(get(word).map(|number| distinct[number as usize]), Some(*word));
        }
        assert!(get("absent").is_none() && get("absent and long indeed").is_none());
    }

    #[test]
    fn long_words_with_one_hash_stay_apart() {
        let mut table = WordTable::default();
        let key = Key::of(b"antidisestablishmentarianism");
        for (number, word) in (0..).zip(["antidisestablishmentarianism", "another of that hash", "a third one"]) {
            assert_eq!(table.entry(key, word.as_bytes(), || number), number);
        }
        (0..2000).for_each(|number| assert_eq!(entry(&mut table, &number.to_string(), || number), number));
        assert_eq!(table.get(key, b"another of that hash"), Some(1));
        assert_eq!(table.get(key, b"a fourth one, not there"), None);
    }

    #[test]
    fn a_word_in_a_text_is_the_word_alone() {
        let text = "a word, internationalization and antidisestablishmentarianism: fifteen15bytes! end".as_bytes();
        for start in 0..text.len() {
            for end in start..=text.len() {
                assert_eq!(Key::within(text, [start, end]), Key::of(&text[start..end]));
            }
        }
    }

    #[test]
    fn pairs_keep_their_numbers() {
        let mut table = PairTable::default();
        for round in 0..2 {
            for n in 0..5000 {
                assert_eq!(table.entry(n % 70, n / 70, || n * (1 - round)), n);
            }
        }
    }
}
