//! Documents as streams of word numbers: what stays in memory when the text is dropped.

pub mod saved;

use super::joint::{Joint, Joints};
use super::segment::Scanner;
use super::table::{ABSENT, BATCH, Key, Lookup, WordTable};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One word of a document: the number of its spelling and its joint to the word before it, in 4 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token(u32);

const HYPHEN: u32 = 1 << 31;
/// With the bit above it: a break to the corpus's phrases, but not to those that a theme names.
const BREAK: u32 = 1 << 30;
const LINE: u32 = 1 << 29;
/// The bits of the number, and the highest. Past 500 million distinct spellings, all further ones count as the last.
const NUMBER: u32 = LINE - 1;

impl Token {
    fn new(surface: u32, joint: Joint) -> Self {
        Self(match joint {
            Joint::Space => surface,
            Joint::Hyphen => surface | HYPHEN,
            Joint::Loose => surface | BREAK | HYPHEN,
            Joint::Break => surface | BREAK,
        })
    }

    /// Number of the spelling in `Streams::surfaces`.
    pub fn surface(self) -> usize {
        (self.0 & NUMBER) as usize
    }

    /// No phrase of the corpus reaches from the word before to this one.
    pub fn breaks(self) -> bool {
        self.0 & BREAK != 0
    }

    /// Not even a phrase that a theme names does.
    pub fn parts(self) -> bool {
        self.0 & (BREAK | HYPHEN) == BREAK
    }

    /// The first word of a line.
    pub fn starts_line(self) -> bool {
        self.0 & LINE != 0
    }

    /// Joined to the word before it by a hyphen.
    pub fn hyphenated(self) -> bool {
        self.0 & (BREAK | HYPHEN) == HYPHEN
    }
}

/// The words of one document in order.
pub type Stream = Box<[Token]>;

/// A text, and its words where they are at hand.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'p> {
    pub text: &'p str,
    pub saved: Option<Words<'p>>,
}

/// The words of a text as they were saved.
#[derive(Debug, Clone, Copy)]
pub struct Words<'p> {
    pub stream: &'p [u8],
    /// The numbers that the spellings of the file now have, by [`Streams::intern`].
    pub numbers: &'p [u32],
}

/// The documents read so far as streams, and every spelling met, each once, with its frequency.
///
/// Numbers depend on the order of reading; nothing that a user sees may.
#[derive(Debug, Default)]
pub struct Streams {
    pub surfaces: Vec<Box<str>>,
    pub frequency: Vec<u64>,
    pub documents: Vec<Stream>,
    numbers: WordTable,
}

impl Streams {
    /// Adds documents, in order.
    pub fn add(&mut self, texts: &[&str]) {
        self.add_pieces(&texts.iter().map(|text| Piece { text, saved: None }).collect::<Vec<_>>());
    }

    /// Adds documents, in order. Threads cut and number words in parallel: known ones by the table they share, which
    /// stays as it is meanwhile, new ones by a table of their own, merged at the end.
    pub fn add_pieces(&mut self, pieces: &[Piece<'_>]) {
        let parts = share_out(pieces.len(), |part: &mut Part, index| part.take(self, index, pieces[index]));
        let known = self.surfaces.len();
        let mut streams: Vec<(usize, Stream)> = Vec::with_capacity(pieces.len());
        for mut part in parts {
            let numbers = self.merge(&mut part, known);
            part.documents.par_iter_mut().for_each(|(_, stream)| renumber(stream, known, &numbers));
            streams.append(&mut part.documents);
        }
        streams.par_sort_unstable_by_key(|(index, _)| *index);
        self.documents.extend(streams.into_iter().map(|(_, stream)| stream));
    }

    /// Takes over the words and frequencies of a part; returns the numbers of its new words.
    fn merge(&mut self, part: &mut Part, known: usize) -> Vec<u32> {
        for (total, count) in self.frequency.iter_mut().zip(&part.frequency[..known.min(part.frequency.len())]) {
            *total += u64::from(*count);
        }
        let new = std::mem::take(&mut part.surfaces).into_iter().zip(part.frequency.iter().skip(known));
        let mut number_of = |(surface, &count): (Box<str>, &u32)| {
            let number = self.intern(&surface);
            self.frequency[number as usize] += u64::from(count);
            number
        };
        new.map(&mut number_of).collect()
    }

    /// The number of a spelling, new or not; whether any document has it is for others to say.
    pub fn intern(&mut self, surface: &str) -> u32 {
        let next = (self.surfaces.len() as u32).min(NUMBER);
        let number = self.numbers.entry(Key::of(surface.as_bytes()), surface.as_bytes(), || next);
        if number as usize == self.surfaces.len() {
            self.surfaces.push(surface.into());
            self.frequency.push(0);
        }
        number
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

    /// Forgets the table that only `add` needs, and the spellings that were interned for nothing.
    pub fn close(&mut self) {
        self.numbers = WordTable::default();
        self.compact();
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

/// What one thread made of the documents that it took.
#[derive(Default)]
struct Part {
    /// New words, numbered on from the known ones.
    surfaces: Vec<Box<str>>,
    numbers: WordTable,
    /// Of known and new words.
    frequency: Vec<u32>,
    /// Documents with their places.
    documents: Vec<(usize, Stream)>,
    scratch: Vec<Token>,
    scanner: Scanner,
    lookup: Box<Lookup>,
}

impl Part {
    /// Takes the saved words of a text; cuts it where there are none.
    fn take(&mut self, known: &Streams, index: usize, piece: Piece<'_>) {
        self.scratch.clear();
        let restore = |words: Words<'_>| saved::restore(words.stream, words.numbers, &mut self.scratch);
        if piece.saved.and_then(restore).is_none() {
            return self.add(known, index, piece.text);
        }
        self.frequency.resize(known.surfaces.len() + self.surfaces.len(), 0);
        self.scratch.iter().for_each(|token| self.frequency[token.surface()] += 1);
        self.documents.push((index, self.scratch.as_slice().into()));
    }

    fn add(&mut self, known: &Streams, index: usize, text: &str) {
        self.frequency.resize(known.surfaces.len() + self.surfaces.len(), 0);
        self.scratch.clear();
        let mut scanner = std::mem::take(&mut self.scanner);
        let (mut joints, mut line_end) = (Joints::of(text), 0);
        let mut lookup = std::mem::take(&mut self.lookup);
        scanner.scan_words(text, |spans| {
            for batch in spans.chunks(BATCH) {
                known.numbers.find(text.as_bytes(), batch, &mut lookup);
                for (&number, &[start, end]) in lookup.numbers.iter().zip(batch) {
                    let number = if number == ABSENT { self.new_word(&text[start..end]) } else { number };
                    self.frequency[number as usize] += 1;
                    let mut token = Token::new(number, joints.next([start, end]));
                    if start >= line_end {
                        token.0 |= LINE;
                        line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
                    }
                    self.scratch.push(token);
                }
            }
        });
        (self.scanner, self.lookup) = (scanner, lookup);
        self.documents.push((index, self.scratch.as_slice().into()));
    }

    /// The number of a word that was not known when this part began.
    fn new_word(&mut self, surface: &str) -> u32 {
        self.numbers.entry(Key::of(surface.as_bytes()), surface.as_bytes(), || {
            let number = (self.frequency.len() as u32).min(NUMBER);
            if number as usize == self.frequency.len() {
                self.surfaces.push(surface.into());
                self.frequency.push(0);
            }
            number
        })
    }
}

/// Brings the numbers of words that were new to a part into line with all others.
fn renumber(stream: &mut [Token], known: usize, numbers: &[u32]) {
    for token in stream.iter_mut().filter(|token| token.surface() >= known) {
        token.0 = (token.0 & !NUMBER) | numbers[token.surface() - known];
    }
}

/// Does jobs 0 to `jobs` in parallel: each thread takes the next one and adds it to its own result.
pub(crate) fn share_out<W: Default + Send>(jobs: usize, work: impl Fn(&mut W, usize) + Sync) -> Vec<W> {
    let next = AtomicUsize::new(0);
    let worker = |_| {
        let mut result = None;
        loop {
            match next.fetch_add(1, Ordering::Relaxed) {
                job if job < jobs => work(result.get_or_insert_default(), job),
                // A thread that came too late for any job has nothing to give.
                _ => return result,
            }
        }
    };
    (0..rayon::current_num_threads().min(jobs)).into_par_iter().with_max_len(1).filter_map(worker).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_comes_from_a_job() {
        for _ in 0..1_000 {
            let results = share_out(3, |jobs: &mut Vec<usize>, job| jobs.push(job));
            assert!(results.iter().all(|jobs| !jobs.is_empty()));
            let mut jobs = results.concat();
            jobs.sort_unstable();
            assert_eq!(jobs, [0, 1, 2]);
        }
    }

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
        let expected = [("minerals", true, false), ("in", false, false), ("Indo", true, false), ("talks", true, false)];
        assert_eq!(shown, expected);
        assert_eq!(streams.surfaces.len(), 4);
        assert_eq!(streams.frequency, [1, 1, 1, 2]);
    }
}
