//! Documents as streams of word numbers: what stays in memory when the text is dropped.

use super::segment::{self, Joint};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// One word of a document: the number of its spelling and its joint to the word before it, in 4 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token(u32);

const HYPHEN: u32 = 1 << 31;
const BREAK: u32 = 1 << 30;
const LINE: u32 = 1 << 29;
const NUMBER: u32 = LINE - 1;

impl Token {
    fn new(surface: u32, joint: Joint) -> Self {
        Self(match joint {
            Joint::Space => surface,
            Joint::Hyphen => surface | HYPHEN,
            Joint::Break => surface | BREAK,
        })
    }

    /// Number of the spelling in `Streams::surfaces`.
    pub fn surface(self) -> usize {
        (self.0 & NUMBER) as usize
    }

    /// No phrase reaches from the word before to this one.
    pub fn breaks(self) -> bool {
        self.0 & BREAK != 0
    }

    /// The first word of a line.
    pub fn starts_line(self) -> bool {
        self.0 & LINE != 0
    }

    /// Joined to the word before it by a hyphen.
    pub fn hyphenated(self) -> bool {
        self.0 & HYPHEN != 0
    }
}

/// The words of one document in order.
pub type Stream = Box<[Token]>;

/// The documents read so far as streams, and every spelling met, each once, with its frequency.
///
/// Numbers depend on the order of reading; nothing that a user sees may.
#[derive(Debug, Default)]
pub struct Streams {
    pub surfaces: Vec<Box<str>>,
    pub frequency: Vec<u64>,
    pub documents: Vec<Stream>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Streams {
    /// Adds documents, in order. Words are cut and interned in parallel, each thread with a table of its own;
    /// the tables are merged in the order of the documents.
    pub fn add(&mut self, texts: &[&str]) {
        let size = texts.len().div_ceil(4 * rayon::current_num_threads()).max(1);
        let mut parts: Vec<Part> = texts.par_chunks(size).map(Part::of).collect();
        let maps: Vec<Vec<u32>> = parts.iter_mut().map(|part| self.merge(part)).collect();
        let streams = parts.into_par_iter().zip(maps).flat_map_iter(|(part, map)| part.renumbered(map));
        self.documents.par_extend(streams);
    }

    /// Numbers the spellings of a part; returns its map from local to global numbers.
    fn merge(&mut self, part: &mut Part) -> Vec<u32> {
        let merge_one = |(surface, count): (Box<str>, u64)| {
            let next = self.surfaces.len() as u32;
            let number = *self.numbers.entry(surface).or_insert_with_key(|surface| {
                self.surfaces.push(surface.clone());
                self.frequency.push(0);
                next
            });
            self.frequency[number as usize] += count;
            number
        };
        std::mem::take(&mut part.surfaces).into_iter().zip(std::mem::take(&mut part.frequency)).map(merge_one).collect()
    }

    /// Takes words out of a document: `cuts` are ranges of tokens in order, without overlap. No phrase reaches across
    /// what was cut.
    pub fn cut(&mut self, document: usize, cuts: &[Range<usize>]) {
        let stream = std::mem::take(&mut self.documents[document]);
        let mut left = Vec::with_capacity(stream.len());
        let mut at = 0;
        for cut in cuts {
            copy_apart(&stream[at..cut.start], at > 0, &mut left);
            stream[cut.clone()].iter().for_each(|token| self.frequency[token.surface()] -= 1);
            at = cut.end;
        }
        copy_apart(&stream[at..], at > 0, &mut left);
        self.documents[document] = left.into();
    }

    /// Keeps the documents marked so, in their order.
    pub fn retain(&mut self, kept: &[bool]) {
        let mut mark = kept.iter();
        let frequency = &mut self.frequency;
        self.documents.retain(|stream| {
            let keep = mark.next().copied().unwrap_or(true);
            if !keep {
                stream.iter().for_each(|token| frequency[token.surface()] -= 1);
            }
            keep
        });
    }

    /// Forgets the spellings that no document uses any more.
    pub fn compact(&mut self) {
        if !self.frequency.contains(&0) {
            return;
        }
        let mut used = 0;
        let number = |&frequency: &u64| {
            used += u32::from(frequency > 0);
            used.saturating_sub(1)
        };
        let map: Vec<u32> = self.frequency.iter().map(number).collect();
        let mut mark = self.frequency.iter();
        self.surfaces.retain(|_| mark.next().is_some_and(|&frequency| frequency > 0));
        self.frequency.retain(|&frequency| frequency > 0);
        let renumber = |token: &mut Token| token.0 = (token.0 & !NUMBER) | map[token.surface()];
        self.documents.par_iter_mut().for_each(|stream| stream.iter_mut().for_each(renumber));
    }

    /// Forgets the table that only `add` needs.
    pub fn close(&mut self) {
        self.numbers = FxHashMap::default();
    }
}

/// Copies words; the first of them stands after a gap.
fn copy_apart(words: &[Token], gap: bool, to: &mut Vec<Token>) {
    let first = to.len();
    to.extend_from_slice(words);
    if let Some(token) = to.get_mut(first).filter(|_| gap) {
        token.0 = token.0 & !HYPHEN | BREAK;
    }
}

/// The documents that one thread worked on, numbered by its own table.
#[derive(Default)]
struct Part {
    surfaces: Vec<Box<str>>,
    frequency: Vec<u64>,
    documents: Vec<Vec<Token>>,
}

impl Part {
    fn of(texts: &[&str]) -> Self {
        let mut part = Self::default();
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for text in texts {
            let mut stream = Vec::with_capacity(text.len() / 6);
            let mut line_end = 0;
            segment::words(text, |word, offset, joint| {
                let number = *numbers.entry(word).or_insert_with(|| {
                    part.surfaces.push(word.into());
                    part.frequency.push(0);
                    part.surfaces.len() as u32 - 1
                });
                part.frequency[number as usize] += 1;
                let mut token = Token::new(number, joint);
                if offset >= line_end {
                    token.0 |= LINE;
                    line_end = text[offset..].find('\n').map_or(text.len(), |length| offset + length);
                }
                stream.push(token);
            });
            part.documents.push(stream);
        }
        part
    }

    fn renumbered(self, map: Vec<u32>) -> impl Iterator<Item = Stream> {
        self.documents.into_iter().map(move |stream| {
            let renumber = |token: Token| Token((token.0 & !NUMBER) | map[token.surface()]);
            stream.into_iter().map(renumber).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_gives_the_words_back() {
        let mut streams = Streams::default();
        streams.add(&["Critical minerals, critical talks", "talks on minerals"]);
        streams.add(&["Indo-Pacific talks"]);
        let back = |index: usize| -> Vec<&str> {
            streams.documents[index].iter().map(|token| &*streams.surfaces[token.surface()]).collect()
        };
        assert_eq!(back(0), ["Critical", "minerals", "critical", "talks"]);
        assert_eq!(back(1), ["talks", "on", "minerals"]);
        assert!(streams.documents[0][2].breaks() && streams.documents[2][1].hyphenated());
        let talks = streams.surfaces.iter().position(|surface| &**surface == "talks");
        assert_eq!(talks.map(|number| streams.frequency[number]), Some(3));
    }

    #[test]
    fn what_is_cut_leaves_a_break_and_no_spelling() {
        let mut streams = Streams::default();
        streams.add(&["Share this\n\nCritical minerals in\nIndo-Pacific talks", "Teilen Sie", "talks"]);
        let lines: Vec<usize> = (0..8).filter(|&word| streams.documents[0][word].starts_line()).collect();
        assert_eq!(lines, [0, 2, 5]);
        streams.cut(0, &[0..2, 2..3, 6..7]);
        streams.retain(&[true, false, true]);
        streams.compact();
        let shown: Vec<(&str, bool, bool)> = streams.documents[0]
            .iter()
            .map(|token| (&*streams.surfaces[token.surface()], token.breaks(), token.hyphenated()))
            .collect();
        let expected =
            [("minerals", true, false), ("in", false, false), ("Indo", false, false), ("talks", true, false)];
        assert_eq!(shown, expected);
        assert_eq!(streams.surfaces.len(), 4);
        assert_eq!(streams.frequency, [1, 1, 1, 2]);
    }
}
