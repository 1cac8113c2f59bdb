//! Boilerplate found from the corpus itself: lines, leads and feet that recur word for word across the documents of a
//! source, or of the corpus.
//!
//! Nothing is kept while documents are read but a mark on the first word of each line. Candidates come from a sample
//! of each source, then every document is counted, so memory does not grow with the number of distinct lines.

use super::stream::{Stream, Token};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A piece is boilerplate in at least so many documents, and in this share of those of its source.
const LEAST_DOCUMENTS: usize = 5;
const LEAST_SHARE: f64 = 0.2;
/// A line of so many words counts only at the head or foot of a text: among this many lines there.
const SHORT: usize = 40;
const EDGE: usize = 3;
/// A lead or foot inside a line has at least so many words; fewer may be a name.
const LEAST_WORDS: usize = 4;
/// Documents of a source among which candidates are looked for; a piece in a fifth of all is in a tenth of these.
const SAMPLE: usize = 500;
/// A document of which less than this, and less than half, would be left is a copy, not furniture: it stays whole.
const LEAST_LEFT: usize = 30;

/// Where a piece stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A whole line.
    Line,
    /// The beginning of the text, up to a punctuation mark.
    Lead,
    /// The end of the text, from a punctuation mark.
    Foot,
}

/// Something that recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub kind: Kind,
    /// Documents from which it is cut.
    pub documents: usize,
    /// The first document that has it, and its words there.
    pub example: (usize, Range<usize>),
}

/// Words of a document that belong to a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    pub piece: usize,
    pub words: Range<usize>,
}

/// What recurs, in the order of first documents, and where, per document; cuts may overlap.
#[derive(Debug, Default)]
pub struct Boilerplate {
    pub pieces: Vec<Piece>,
    pub cuts: Vec<Vec<Cut>>,
}

impl Boilerplate {
    /// The words to cut from a document: in order, apart from each other.
    pub fn ranges(&self, document: usize) -> Vec<Range<usize>> {
        union(self.cuts.get(document).map_or(&[], |cuts| cuts.as_slice()))
    }
}

/// Finds what recurs. `sources` numbers the source of each document, where it has one; documents that are not
/// `counted` (copies of others) do not vote, but what recurs is cut from them too.
pub fn find(streams: &[Stream], sources: &[Option<usize>], counted: &[bool]) -> Boilerplate {
    let groups = groups(sources, counted);
    let candidates: Vec<FxHashSet<u64>> = groups.par_iter().map(|group| candidates(streams, group)).collect();
    let recurring: Vec<FxHashSet<u64>> =
        groups.par_iter().zip(&candidates).map(|(group, found)| recurring(streams, group, found)).collect();
    let everywhere = recurring.len() - 1;
    let cut = |document: usize| {
        let source = sources[document].unwrap_or(everywhere);
        let recurs = |hash: &u64| recurring[source].contains(hash) || recurring[everywhere].contains(hash);
        cuts(&streams[document], recurs)
    };
    let found: Vec<Vec<(u64, Kind, Range<usize>)>> = (0..streams.len()).into_par_iter().map(cut).collect();
    gather(found)
}

/// The counted documents of each source, and last of the whole corpus.
fn groups(sources: &[Option<usize>], counted: &[bool]) -> Vec<Vec<usize>> {
    let count = sources.iter().flatten().max().map_or(0, |most| most + 1);
    let mut groups = vec![Vec::new(); count + 1];
    for (document, source) in sources.iter().enumerate().filter(|(document, _)| counted[*document]) {
        groups[count].push(document);
        if let Some(source) = source {
            groups[*source].push(document);
        }
    }
    groups
}

/// Pieces in a tenth of a sample, evenly taken.
fn candidates(streams: &[Stream], group: &[usize]) -> FxHashSet<u64> {
    if group.len() < LEAST_DOCUMENTS {
        return FxHashSet::default();
    }
    let sample: Vec<usize> = group.iter().copied().step_by(group.len().div_ceil(SAMPLE)).collect();
    let least = (LEAST_SHARE / 2.0 * sample.len() as f64).max(2.0);
    let counts = counts(streams, &sample, |_| true);
    counts.into_iter().filter(|(_, count)| *count as f64 >= least).map(|(hash, _)| hash).collect()
}

/// Candidates that are in enough documents of the whole group.
fn recurring(streams: &[Stream], group: &[usize], candidates: &FxHashSet<u64>) -> FxHashSet<u64> {
    if candidates.is_empty() {
        return FxHashSet::default();
    }
    let counts = counts(streams, group, |hash| candidates.contains(hash));
    let enough = |count: usize| count >= LEAST_DOCUMENTS && count as f64 >= LEAST_SHARE * group.len() as f64;
    counts.into_iter().filter(|(_, count)| enough(*count)).map(|(hash, _)| hash).collect()
}

/// In how many documents each piece is.
fn counts(streams: &[Stream], documents: &[usize], wanted: impl Fn(&u64) -> bool + Sync) -> FxHashMap<u64, usize> {
    let of = |&document: &usize| {
        let mut hashes: Vec<u64> = pieces(&streams[document]).map(|(hash, ..)| hash).filter(|h| wanted(h)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    };
    let mut counts = FxHashMap::default();
    for chunk in documents.chunks(4096) {
        for hash in chunk.par_iter().map(of).collect::<Vec<_>>().into_iter().flatten() {
            *counts.entry(hash).or_default() += 1;
        }
    }
    counts
}

/// The pieces of a document that recur: all such lines, the longest lead and the longest foot.
fn cuts(stream: &Stream, recurs: impl Fn(&u64) -> bool) -> Vec<(u64, Kind, Range<usize>)> {
    let mut found: Vec<_> = pieces(stream).filter(|(hash, ..)| recurs(hash)).collect();
    for kind in [Kind::Lead, Kind::Foot] {
        let longest = found.iter().filter(|piece| piece.1 == kind).map(|piece| piece.2.len()).max();
        found.retain(|piece| piece.1 != kind || Some(piece.2.len()) == longest);
    }
    // A lead that begins with lines which recur themselves has its own receipt for the rest only.
    let lines: Vec<Range<usize>> = found.iter().filter(|piece| piece.1 == Kind::Line).map(|p| p.2.clone()).collect();
    for (_, kind, words) in &mut found {
        match kind {
            Kind::Line => {}
            Kind::Lead => words.start = lines.iter().fold(0, |at, line| if line.start == at { line.end } else { at }),
            Kind::Foot => {
                words.end = lines.iter().rev().fold(words.end, |at, line| if line.end == at { line.start } else { at });
            }
        }
    }
    found.retain(|piece| piece.2.start < piece.2.end);
    let gone: usize = union_of(found.iter().map(|piece| piece.2.clone()).collect()).iter().map(Range::len).sum();
    let left = stream.len() - gone;
    if left < LEAST_LEFT && 2 * left < stream.len() { Vec::new() } else { found }
}

/// Numbers the pieces in the order of documents.
fn gather(found: Vec<Vec<(u64, Kind, Range<usize>)>>) -> Boilerplate {
    let mut numbers: FxHashMap<u64, usize> = FxHashMap::default();
    let mut boilerplate = Boilerplate::default();
    let mut last_seen = Vec::new();
    for (document, pieces) in found.into_iter().enumerate() {
        let mut cuts = Vec::with_capacity(pieces.len());
        for (hash, kind, words) in pieces {
            let piece = *numbers.entry(hash).or_insert_with(|| {
                boilerplate.pieces.push(Piece { kind, documents: 0, example: (document, words.clone()) });
                last_seen.push(usize::MAX);
                last_seen.len() - 1
            });
            boilerplate.pieces[piece].documents += usize::from(last_seen[piece] != document);
            last_seen[piece] = document;
            cuts.push(Cut { piece, words });
        }
        boilerplate.cuts.push(cuts);
    }
    boilerplate
}

/// The pieces of a document that could be boilerplate, with a hash of their kind and words. Two different pieces share
/// a hash once in 2^64.
fn pieces(stream: &Stream) -> impl Iterator<Item = (u64, Kind, Range<usize>)> {
    let starts: Vec<usize> = (0..stream.len()).filter(|&word| stream[word].starts_line() || word == 0).collect();
    let end = |line: usize| starts.get(line + 1).copied().unwrap_or(stream.len());
    let last = starts.len();
    let lines = (0..last).map(|line| (line, starts[line]..end(line)));
    let fits = |(line, words): &(usize, Range<usize>)| words.len() < SHORT || *line < EDGE || line + EDGE >= last;
    let lines: Vec<_> = lines.filter(fits).map(|(_, words)| (Kind::Line, words)).collect();
    let breaks = |word: usize| word == stream.len() || stream[word].breaks() || stream[word].starts_line();
    let most = SHORT.min(stream.len());
    let leads = (LEAST_WORDS..=most).filter(|&end| breaks(end)).map(|end| (Kind::Lead, 0..end));
    let first = stream.len() - most;
    let feet = (first..(stream.len() + 1).saturating_sub(LEAST_WORDS)).filter(|&word| breaks(word));
    let feet = feet.map(|word| (Kind::Foot, word..stream.len()));
    let all: Vec<_> = lines.into_iter().chain(leads).chain(feet).collect();
    all.into_iter().map(|(kind, words)| (hash(kind, &stream[words.clone()]), kind, words))
}

fn hash(kind: Kind, words: &[Token]) -> u64 {
    let mut hasher = FxHasher::default();
    kind.hash(&mut hasher);
    words.iter().for_each(|token| hasher.write_u32(token.surface() as u32));
    hasher.finish()
}

fn union(cuts: &[Cut]) -> Vec<Range<usize>> {
    union_of(cuts.iter().map(|cut| cut.words.clone()).collect())
}

/// Ranges joined where they touch, in order.
fn union_of(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Streams;

    /// Documents of which the middle is their own; the head and the foot are given.
    fn documents(count: usize, head: &str, foot: &str) -> Streams {
        let body = |document: usize| -> String { (0..60).map(|word| format!("w{} ", document * 100 + word)).collect() };
        let texts: Vec<String> = (0..count).map(|document| format!("{head}{}\n{foot}", body(document))).collect();
        let mut streams = Streams::default();
        streams.add(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        streams
    }

    fn shown(streams: &Streams, sources: &[Option<usize>]) -> Vec<(Kind, usize, String)> {
        let found = find(&streams.documents, sources, &vec![true; streams.documents.len()]);
        let text = |piece: &Piece| {
            let (document, words) = piece.example.clone();
            let words = streams.documents[document][words].iter().map(|token| &*streams.surfaces[token.surface()]);
            (piece.kind, piece.documents, words.collect::<Vec<_>>().join(" "))
        };
        found.pieces.iter().map(text).collect()
    }

    #[test]
    fn lines_and_leads_that_recur_are_found() {
        let streams = documents(6, "Press office\n\nWashington, D.C., Senator Jane Doe - Today ", "Call 555 0100\n");
        let expected = [
            (Kind::Line, 6, "Press office".to_owned()),
            (Kind::Line, 6, "Call 555 0100".into()),
            (Kind::Lead, 6, "Washington D.C Senator Jane Doe".into()),
        ];
        assert_eq!(shown(&streams, &[None; 6]), expected);
        assert_eq!(shown(&documents(4, "Press office\n", ""), &[None; 4]), [], "four are too few");
    }

    #[test]
    fn what_recurs_in_one_source_only_is_cut_there() {
        let (streams, other) = (documents(6, "Press office\n", ""), documents(54, "", ""));
        let mut all = Streams::default();
        let back = |streams: &Streams, document: usize| -> String {
            let words = streams.documents[document].iter();
            let line = |token: &&Token| if token.starts_line() { "\n" } else { " " };
            words.map(|token| line(&token).to_owned() + &streams.surfaces[token.surface()]).collect()
        };
        let texts: Vec<String> = (0..6).map(|d| back(&streams, d)).chain((0..54).map(|d| back(&other, d))).collect();
        all.add(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let sources: Vec<Option<usize>> = (0..60).map(|document| (document < 6).then_some(0)).collect();
        assert_eq!(shown(&all, &sources).len(), 1);
        assert_eq!(shown(&all, &vec![None; 60]), [], "6 of 60 are no fifth");
    }

    #[test]
    fn copies_stay_whole() {
        let mut streams = Streams::default();
        streams.add(&["A short release\nof two lines that all of them share"; 6]);
        assert_eq!(shown(&streams, &[None; 6]), []);
        let once =
            find(&documents(6, "Head line\n", "").documents, &[None; 6], &[true, true, true, true, false, false]);
        assert!(once.pieces.is_empty(), "copies do not vote");
    }
}
