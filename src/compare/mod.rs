//! Two documents, or two corpora -> what stayed, what changed, what has more weight.
//!
//! `units` cuts documents into sentences of weighted words, `align` finds which correspond, `sight` says what a reader
//! sees of a word, `words` what changed inside a pair, `facts` the numbers and names and `exchange` which of them changed; `weight` compares themes and terms with the statistics of the report.
//! `unseen` tells what differs and is not shown. `findings` is the result, which pages and charts draw.
//!
//! diff and wdiff compare lines and words in order, so a moved paragraph is a deletion and an insertion; tools for text
//! reuse find what was kept and say nothing of the rest. Here a sentence is the unit, every sentence of both documents
//! gets exactly one fate, and the score of each pair is shown.

mod align;
mod exchange;
mod facts;
pub mod findings;
mod sight;
mod summary;
mod units;
mod unseen;
mod weight;
mod words;

pub use facts::{FactKind, LoneFact};
pub use findings::{Comparison, Resemblances};
pub use weight::{resemblance, weigh};

use crate::config::WordOptions;
use crate::drift::wording::one_line;
use crate::text::normalize::Rules;
use align::Pair;
use facts::{Fact, Source};
use findings::{Edit, Facts, Kind, Passage, Passages, Quote, Tally};
use std::collections::BTreeSet;
use std::ops::Range;
use units::{Unit, Units, Word};

pub use summary::{MOST_TOLD, write as summarize};
pub use units::{cut_sentences, sentences};
pub use unseen::unseen;

/// Aligns two texts in a language, given by its two-letter code.
pub fn passages(a: &str, b: &str, language: &str, options: &WordOptions) -> (Passages, Facts) {
    let rules = Rules::new(language, options);
    let units = Units::of(a, b, &rules);
    let sides = Sides { a: Source { text: a, units: &units.a }, b: Source { text: b, units: &units.b }, units: &units };
    let [in_a, in_b] = facts::find([sides.a, sides.b], &rules, language);
    let pairs = align::align(&units);
    let (mut told, stayed): (Vec<Passage>, Vec<usize>) =
        pairs.iter().map(|pair| sides.passage(pair, &in_a, &in_b)).unzip();
    let kept = kept(stayed.iter().sum(), &units);
    told.extend(sides.lone(&pairs));
    let passages = Passages { kept, tally: tally(&told), pairs: in_reading_order(told) };
    let keys = |facts: &[Fact]| {
        facts
            .iter()
            .filter(|fact| fact.kind == FactKind::Ordinal || !fact.is_weak())
            .map(|fact| (fact.kind, fact.key.clone()))
            .collect::<BTreeSet<_>>()
    };
    let facts = Facts {
        only_in_a: facts::only_in(&in_a, &in_b, sides.b, &rules),
        only_in_b: facts::only_in(&in_b, &in_a, sides.a, &rules),
        shared: keys(&in_a).intersection(&keys(&in_b)).count(),
    };
    (passages, facts)
}

/// Both documents, cut.
struct Sides<'t> {
    a: Source<'t>,
    b: Source<'t>,
    units: &'t Units,
}

impl Sides<'_> {
    /// A pair as a passage, and how many words of both sides stayed in it.
    fn passage(&self, pair: &Pair, in_a: &[Fact], in_b: &[Fact]) -> (Passage, usize) {
        let (a, b) = (words_of(self.a.units, &pair.a), words_of(self.b.units, &pair.b));
        let edits = words::edits(&a, &b, self.units);
        let (here_a, here_b) = (facts_of(in_a, self.a.units, &pair.a), facts_of(in_b, self.b.units, &pair.b));
        let only_figures = words::only_figures_differ(&a, &b, self.units);
        let same = edits.iter().all(|edit| edit.same);
        let kind = match (pair.a.len(), pair.b.len()) {
            (1, 1) if same => Kind::Same,
            (1, 1) => Kind::Reworded,
            (_, 1) => Kind::Merged,
            _ => Kind::Split,
        };
        let stayed = edits.iter().filter(|edit| edit.same).map(|edit| edit.a.len() + edit.b.len()).sum();
        let passage = Passage {
            kind,
            moved: pair.moved,
            likeness: if same { 1.0 } else { pair.likeness.min(0.999) },
            a: Some(quote(self.a, &pair.a)),
            b: Some(quote(self.b, &pair.b)),
            changed: exchange::changed(&here_a, &here_b, &edits, only_figures),
            edits: self.shown(pair, &edits, (&a, &b)),
        };
        (passage, stayed)
    }

    /// The edits as text, each word with the marks that are written at it; the last run takes what closes the sentence.
    fn shown(&self, pair: &Pair, edits: &[words::Edit], (a, b): (&[Word], &[Word])) -> Vec<Edit> {
        let (a_bytes, b_bytes) = (bytes(self.a.units, &pair.a), bytes(self.b.units, &pair.b));
        let cut = |text: &str, words: &[Word], range: &Range<usize>, whole: &Range<usize>| {
            if range.is_empty() {
                return String::new();
            }
            let bound = |at: usize| match (at, words.get(at)) {
                (0, _) => whole.start,
                (_, None) => whole.end,
                (at, Some(next)) => units::boundary(text, words[at - 1].place.end..next.place.start),
            };
            text[bound(range.start)..bound(range.end)].to_owned()
        };
        let shown = |edit: &words::Edit| Edit {
            same: edit.same,
            a: cut(self.a.text, a, &edit.a, &a_bytes),
            b: cut(self.b.text, b, &edit.b, &b_bytes),
        };
        tidy(edits.iter().map(shown).collect())
    }

    /// The sentences that no pair holds.
    fn lone(&self, pairs: &[Pair]) -> Vec<Passage> {
        let taken = |side: fn(&Pair) -> &Vec<usize>| pairs.iter().flat_map(side).copied().collect::<BTreeSet<_>>();
        let (in_a, in_b) = (taken(|pair| &pair.a), taken(|pair| &pair.b));
        let dropped = (0..self.a.units.len()).filter(|index| !in_a.contains(index)).map(|index| Passage {
            kind: Kind::Dropped,
            a: Some(quote(self.a, &[index])),
            ..Passage::default()
        });
        let added = (0..self.b.units.len()).filter(|index| !in_b.contains(index)).map(|index| Passage {
            kind: Kind::Added,
            b: Some(quote(self.b, &[index])),
            ..Passage::default()
        });
        dropped.chain(added).collect()
    }
}

/// What a change has on both sides of it stayed: of "14:30." and "15:10." the full stop, of "roof," and "roof" the word.
fn tidy(edits: Vec<Edit>) -> Vec<Edit> {
    let mut tidied: Vec<Edit> = Vec::new();
    let mut keep = |edit: Edit| match tidied.last_mut().filter(|last| last.same && edit.same) {
        Some(last) => (last.a, last.b) = (last.a.clone() + &edit.a, last.b.clone() + &edit.b),
        None => tidied.push(edit),
    };
    for edit in edits {
        let both = !edit.same && !edit.a.trim().is_empty() && !edit.b.trim().is_empty();
        let [head, tail] = if both { common_ends(&edit.a, &edit.b) } else { [0; 2] };
        let (a, b) = (edit.a.len() - tail, edit.b.len() - tail);
        let same = |text: &str| Edit { same: true, a: text.to_owned(), b: text.to_owned() };
        if head > 0 {
            keep(same(&edit.a[..head]));
        }
        keep(Edit { same: edit.same, a: edit.a[head..a].to_owned(), b: edit.b[head..b].to_owned() });
        if tail > 0 {
            keep(same(&edit.a[a..]));
        }
    }
    tidied
}

/// Bytes at the beginning and at the end of two changed texts that are shown as having stayed: where only marks differ all
/// that is common, else common marks.
fn common_ends(a: &str, b: &str) -> [usize; 2] {
    let ends = |fits: fn(char) -> bool| -> [usize; 2] {
        let is_common = |(x, y): &(char, char)| x == y && fits(*x);
        let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            pairs.take_while(is_common).map(|(x, _)| x.len_utf8()).sum()
        };
        let head = length(&mut a.chars().zip(b.chars()));
        [head, length(&mut a[head..].chars().rev().zip(b[head..].chars().rev()))]
    };
    let [head, tail] = ends(|_| true);
    let rests = [&a[head..a.len() - tail], &b[head..b.len() - tail]];
    let apart = a[..head].ends_with(char::is_whitespace);
    // The signs of "C++" and "-5" are part of what they stand at; a comma is not, nor is "<" between blanks.
    let only_marks = rests.iter().all(|rest| rest.chars().all(|c| is_punctuation(c) || apart && !c.is_alphanumeric()));
    match only_marks && !a.contains(char::is_numeric) {
        true => [head, tail],
        false => ends(|c| !c.is_alphanumeric() && !units::is_sign(c)),
    }
}

/// Marks that part words rather than belong to one, and blanks.
fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '\'' | '-' | '/')
        || matches!(
            c,
            '\u{2010}'..='\u{201f}' | '\u{2026}' | '\u{ab}' | '\u{bb}' | '\u{3001}' | '\u{3002}' | '\u{ff0c}'
        )
}

fn words_of(units: &[Unit], run: &[usize]) -> Vec<Word> {
    run.iter().flat_map(|&index| units[index].words.iter().cloned()).collect()
}

fn bytes(units: &[Unit], run: &[usize]) -> Range<usize> {
    units[run[0]].place.start..units[run[run.len() - 1]].place.end
}

fn quote(source: Source<'_>, run: &[usize]) -> Quote {
    let place = bytes(source.units, run);
    let text = one_line(&source.text[place.clone()]);
    Quote { sentence: run[0] + 1, sentences: run.len(), offset: place.start, text }
}

/// The facts of some sentences with their places among all words of the run.
fn facts_of<'f>(facts: &'f [Fact], units: &[Unit], run: &[usize]) -> Vec<(Range<usize>, &'f Fact)> {
    let mut found = Vec::new();
    let mut before = 0;
    for &index in run {
        let first = facts.partition_point(|fact| fact.unit < index);
        let here = facts[first..].iter().take_while(|fact| fact.unit == index);
        found.extend(here.map(|fact| (fact.words.start + before..fact.words.end + before, fact)));
        before += units[index].words.len();
    }
    found
}

/// Share of all words that stand in runs that stayed.
fn kept(stayed: usize, units: &Units) -> f64 {
    let count = |units: &[Unit]| units.iter().map(|unit| unit.words.len()).sum::<usize>();
    let all = count(&units.a) + count(&units.b);
    if all == 0 { 1.0 } else { stayed as f64 / all as f64 }
}

fn tally(passages: &[Passage]) -> Tally {
    let mut tally = Tally::default();
    for passage in passages {
        *match passage.kind {
            Kind::Same => &mut tally.same,
            Kind::Reworded => &mut tally.reworded,
            Kind::Merged => &mut tally.merged,
            Kind::Split => &mut tally.split,
            Kind::Dropped => &mut tally.dropped,
            Kind::Added => &mut tally.added,
        } += 1;
        tally.moved += usize::from(passage.moved);
    }
    tally
}

/// In the order of B; what was dropped follows the sentence that preceded it in A, as far as that stayed in place.
fn in_reading_order(passages: Vec<Passage>) -> Vec<Passage> {
    let in_place = |passage: &&Passage| !passage.moved && passage.a.is_some() && passage.b.is_some();
    let mut anchors: Vec<(usize, usize)> = passages
        .iter()
        .filter(in_place)
        .filter_map(|passage| Some((passage.a.as_ref()?.sentence, passage.b.as_ref()?.sentence)))
        .collect();
    anchors.sort_unstable();
    let place = |passage: &Passage| match (&passage.a, &passage.b) {
        (_, Some(b)) => (b.sentence, 0, 0),
        (Some(a), None) => {
            let before = anchors.partition_point(|(anchor, _)| *anchor < a.sentence);
            (before.checked_sub(1).map_or(0, |before| anchors[before].1), 1, a.sentence)
        }
        (None, None) => (0, 0, 0),
    };
    let mut placed: Vec<((usize, usize, usize), Passage)> =
        passages.into_iter().map(|passage| (place(&passage), passage)).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, passage)| passage).collect()
}
