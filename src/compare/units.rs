//! A document as sentences of weighted words: what is aligned.

use super::facts::is_number;
use super::sight;
use crate::text::normalize::Rules;
use crate::text::{segment, sentence};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Longer sentences, in bytes, are lists or have no marks at all: they are cut, which bounds time and memory.
const LONGEST: usize = 8_000;
/// Marks that close a sentence; a heading has none.
const CLOSING: [char; 15] =
    ['.', '!', '?', ';', '"', '\'', ')', '\u{201d}', '\u{2019}', '\u{bb}', '。', '！', '？', '।', '؟'];

/// A stop word says that much less than another word as rare as it.
const STOP_WEIGHT: f64 = 0.25;
/// So does a figure: it is what a new version of a sentence changes. The sentence is about its other words.
const FIGURE_WEIGHT: f64 = 0.25;

/// A word where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the document's text.
    pub place: Range<usize>,
    /// Number of the folded, stemmed word, stop words and numbers included.
    pub stem: u32,
    /// Number of the lower-case spelling without marks: by this words are set against each other.
    pub spelling: u32,
    /// Number of what a reader sees, with the marks written at the word, and the same with a small first letter.
    seen: u32,
    uncapped: u32,
    /// Begins a sentence.
    opens: bool,
    /// The next word follows without a blank.
    pub joined: bool,
}

impl Word {
    /// Nobody would see a difference. A capital is one, unless only this word had to have it.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.seen == other.seen || self.opens != other.opens && self.uncapped == other.uncapped
    }
}

/// A sentence.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// Bytes of the document's text.
    pub place: Range<usize>,
    pub words: Vec<Word>,
    /// Stems with their counts, in order of number.
    pub bag: Bag,
    /// Ends with a mark, as a heading does not.
    pub closed: bool,
}

/// Stems with counts, in order of number.
pub type Bag = Vec<(u32, u32)>;

/// Sentences of two documents and what their words weigh.
#[derive(Debug, Default)]
pub struct Units {
    pub a: Vec<Unit>,
    pub b: Vec<Unit>,
    /// Weight of each stem.
    pub weight: Vec<f64>,
    /// Per stem: is a stop word.
    pub stop: Vec<bool>,
    /// Per stem: is a number, in digits or words.
    pub figure: Vec<bool>,
    /// Per spelling.
    spellings: Vec<String>,
}

impl Units {
    /// Cuts two texts. A word weighs ln(1 + sentences / sentences with it), so that what is common to all of them
    /// hardly counts.
    pub fn of(a: &str, b: &str, rules: &Rules) -> Self {
        let mut numbers = Numbers {
            rules,
            stems: FxHashMap::default(),
            spellings: FxHashMap::default(),
            seen: FxHashMap::default(),
            stop: vec![],
            figure: vec![],
        };
        let (a, b) = (numbers.units(a), numbers.units(b));
        let mut holding = vec![0_u32; numbers.stop.len()];
        for (stem, _) in a.iter().chain(&b).flat_map(|unit| &unit.bag) {
            holding[*stem as usize] += 1;
        }
        let all = (a.len() + b.len()) as f64;
        let (stop, figure) = (numbers.stop, numbers.figure);
        let mut spellings = vec![String::new(); numbers.spellings.len()];
        numbers.spellings.into_iter().for_each(|(spelling, (number, _))| spellings[number as usize] = spelling);
        let says = |stem: usize| match (stop[stem], figure[stem]) {
            (_, true) => FIGURE_WEIGHT,
            (true, _) => STOP_WEIGHT,
            _ => 1.0,
        };
        let weigh = |(stem, &holding): (usize, &u32)| libm::log1p(all / f64::from(holding.max(1))) * says(stem);
        let weight = holding.iter().enumerate().map(weigh).collect();
        Self { a, b, weight, stop, figure, spellings }
    }

    /// Weight of all words of a bag.
    pub fn mass(&self, bag: &[(u32, u32)]) -> f64 {
        bag.iter().map(|&(stem, count)| self.weight[stem as usize] * f64::from(count)).sum()
    }

    /// Weight of the words that two bags share.
    pub fn shared(&self, a: &[(u32, u32)], b: &[(u32, u32)]) -> f64 {
        overlap(a, b).map(|(stem, x, y)| self.weight[stem as usize] * f64::from(x.min(y))).sum()
    }

    /// Words of substance that a bag holds: neither stop words nor figures.
    pub fn substance(&self, bag: &[(u32, u32)]) -> usize {
        bag.iter().filter(|(stem, _)| !self.stop[*stem as usize] && !self.figure[*stem as usize]).count()
    }

    /// Words that two bags share and that are no stop words: one rare word makes no sentence alike, two do, and a figure may
    /// be one of them.
    pub fn evidence(&self, a: &[(u32, u32)], b: &[(u32, u32)]) -> usize {
        overlap(a, b).filter(|(stem, ..)| !self.stop[*stem as usize]).count()
    }

    /// Two words that are the same, or both figures.
    pub fn alike_but_for_figures(&self, x: &Word, y: &Word) -> bool {
        x.spelling == y.spelling || self.figure[x.stem as usize] && self.figure[y.stem as usize]
    }

    /// Two words that differ in two neighboring letters at most: "Smith" and "Smyth".
    pub fn spelled_much_alike(&self, x: &Word, y: &Word) -> bool {
        let letters = |word: &Word| self.spellings[word.spelling as usize].chars().collect::<Vec<_>>();
        let (x, y) = (letters(x), letters(y));
        let head = x.iter().zip(&y).take_while(|(x, y)| x == y).count();
        let tail = x[head..].iter().rev().zip(y[head..].iter().rev()).take_while(|(x, y)| x == y).count();
        let longest = x.len().max(y.len());
        longest >= 4 && longest - head - tail <= 2 && 2 * (head + tail) > longest
    }

    /// How alike two bags are, 0 to 1: the mean of the TF-IDF cosine and the weighted overlap (Dice), because the first
    /// overrates one rare word and the second underrates a sentence with an addition.
    pub fn likeness(&self, a: &[(u32, u32)], b: &[(u32, u32)]) -> f64 {
        let square = |bag: &[(u32, u32)]| -> f64 {
            let weighed = bag.iter().map(|&(stem, count)| self.weight[stem as usize] * f64::from(count));
            weighed.map(|weight| weight * weight).sum()
        };
        let weighed = |stem: u32, count: u32| self.weight[stem as usize] * f64::from(count);
        let product: f64 = overlap(a, b).map(|(stem, x, y)| weighed(stem, x) * weighed(stem, y)).sum();
        let (norm, mass) = ((square(a) * square(b)).sqrt(), self.mass(a) + self.mass(b));
        if norm > 0.0 { (product / norm + 2.0 * self.shared(a, b) / mass) / 2.0 } else { 0.0 }
    }
}

/// The stems that both bags hold, with both counts.
fn overlap<'s>(a: &'s [(u32, u32)], b: &'s [(u32, u32)]) -> impl Iterator<Item = (u32, u32, u32)> + 's {
    let mut rest = b.iter().peekable();
    a.iter().filter_map(move |&(stem, x)| {
        while rest.peek().is_some_and(|(other, _)| *other < stem) {
            rest.next();
        }
        rest.peek().filter(|(other, _)| *other == stem).map(|(_, y)| (stem, x, *y))
    })
}

/// Share of all words of two bags that the other has too (Dice), every word alike.
pub fn overlap_of_words(a: &[(u32, u32)], b: &[(u32, u32)]) -> f64 {
    let words = |bag: &[(u32, u32)]| bag.iter().map(|(_, count)| f64::from(*count)).sum::<f64>();
    let shared: f64 = overlap(a, b).map(|(_, x, y)| f64::from(x.min(y))).sum();
    2.0 * shared / (words(a) + words(b)).max(1.0)
}

/// Both bags together.
pub fn joined(a: &[(u32, u32)], b: &[(u32, u32)]) -> Bag {
    counted(a.iter().chain(b).copied().collect())
}

/// What is left of a bag when the words of another are taken away.
pub fn without(bag: &[(u32, u32)], other: &[(u32, u32)]) -> Bag {
    let taken = |stem: u32| other.binary_search_by_key(&stem, |(stem, _)| *stem).map_or(0, |at| other[at].1);
    bag.iter().map(|&(stem, count)| (stem, count.saturating_sub(taken(stem)))).filter(|(_, count)| *count > 0).collect()
}

fn counted(mut pairs: Bag) -> Bag {
    pairs.sort_unstable();
    pairs.chunk_by(|x, y| x.0 == y.0).map(|run| (run[0].0, run.iter().map(|(_, count)| count).sum())).collect()
}

/// Bytes of the sentences of a text, in order.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    cut_sentences(text).0
}

/// The same, and how many sentences were so long that they were cut.
pub fn cut_sentences(text: &str) -> (Vec<Range<usize>>, usize) {
    let (mut places, mut cut) = (Vec::new(), 0);
    for mut place in sentence::all(text) {
        cut += usize::from(place.len() > LONGEST);
        while place.len() > LONGEST {
            let end = last_cut(text, place.start, place.start + LONGEST);
            places.push(place.start..end);
            place.start = end + (text[end..place.end].len() - text[end..place.end].trim_start().len());
        }
        places.push(place);
    }
    (places, cut)
}

/// The last place before `end` where a text may be cut: a blank, else the boundary of a character.
fn last_cut(text: &str, start: usize, end: usize) -> usize {
    let end = (start + 1..=end).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(end);
    text[start..end].rfind(char::is_whitespace).filter(|at| *at > 0).map_or(end, |at| start + at)
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}')
}

/// A mark that changes what a figure means.
pub fn is_sign(c: char) -> bool {
    is_currency(c) || matches!(c, '%' | '\u{2030}' | '\u{66a}' | '\u{ff05}' | '-' | '\u{2212}')
}

/// Where the text of a word begins, given the gap before it: what is written at a word belongs to it, an opening quote or
/// a currency, and what closes the word before stays there.
pub fn boundary(text: &str, gap: Range<usize>) -> usize {
    let between = &text[gap.clone()];
    // "\u{20ac} 12" is one thing.
    let signed = between.trim_end();
    // So is "« oui »".
    let opens = |c: char| is_currency(c) || matches!(c, '\u{ab}' | '\u{2039}');
    let reach = if signed.ends_with(opens) { signed } else { between };
    let blank = reach.char_indices().rev().find(|(_, c)| c.is_whitespace());
    let first = |(at, c): (usize, char)| at + c.len_utf8();
    let start = match blank {
        Some(blank) => first(blank),
        None => reach.trim_end_matches(is_currency).len(),
    };
    gap.start + start
}

/// Numbers of words, given in the order of reading; no result depends on them.
struct Numbers<'r> {
    rules: &'r Rules,
    stems: FxHashMap<String, u32>,
    /// Lower-case spelling -> its number and its stem's.
    spellings: FxHashMap<String, (u32, u32)>,
    /// What is seen of a word -> its number.
    seen: FxHashMap<String, u32>,
    /// Per stem: is a stop word; is a number.
    stop: Vec<bool>,
    figure: Vec<bool>,
}

impl Numbers<'_> {
    fn units(&mut self, text: &str) -> Vec<Unit> {
        sentences(text).into_iter().map(|place| self.unit(text, place)).collect()
    }

    fn unit(&mut self, text: &str, place: Range<usize>) -> Unit {
        let mut places = Vec::new();
        segment::words(&text[place.clone()], |word, offset, _| {
            let start = place.start + offset;
            places.push(start..start + word.len());
        });
        // Signs alone, a check mark say, are one word.
        if places.is_empty() {
            places.push(place.clone());
        }
        let words: Vec<Word> = (0..places.len()).map(|at| self.word(text, &place, (&places, at))).collect();
        let bag = counted(words.iter().map(|word| (word.stem, 1)).collect());
        let closed = text[place.clone()].ends_with(CLOSING);
        Unit { place, words, bag, closed }
    }

    /// One of the words of a sentence; every character belongs to one of them.
    fn word(&mut self, text: &str, sentence: &Range<usize>, (places, at): (&[Range<usize>], usize)) -> Word {
        let gap = |next: usize| places[next - 1].end..places[next].start;
        let from = if at == 0 { sentence.start } else { boundary(text, gap(at)) };
        let last = at + 1 == places.len();
        let to = if last { sentence.end } else { boundary(text, gap(at + 1)) };
        let place = places[at].clone();
        let (spelling, stem) = self.number(text, &place);
        let mut sight = String::new();
        sight::see(text, (from, to), sentence.start, &mut sight);
        let uncapped = self.sight(&sight::uncapped(&sight));
        let joined = !last && !text[gap(at + 1)].contains(char::is_whitespace);
        Word { place, stem, spelling, seen: self.sight(&sight), uncapped, opens: at == 0, joined }
    }

    fn sight(&mut self, seen: &str) -> u32 {
        if let Some(&known) = self.seen.get(seen) {
            return known;
        }
        let number = self.seen.len() as u32;
        self.seen.insert(seen.to_owned(), number);
        number
    }

    /// Numbers of the spelling of a word and of its stem.
    fn number(&mut self, text: &str, place: &Range<usize>) -> (u32, u32) {
        let word = &text[place.clone()];
        let mut plain = String::new();
        sight::see(text, (place.start, place.end), usize::MAX, &mut plain);
        let lower = plain.to_lowercase();
        // The country keeps its capitals: "US" is not "us".
        let spelling = if self.rules.fold(word) == "u.s." { "U.S.".to_owned() } else { lower };
        if let Some(&known) = self.spellings.get(&spelling) {
            return known;
        }
        let folded = self.rules.fold(word);
        let stop = self.rules.is_stop(word, &folded);
        let next = self.stems.len() as u32;
        let stem = *self.stems.entry(self.rules.stem(&folded)).or_insert(next);
        match self.stop.get_mut(stem as usize) {
            // A stem weighs less only if all its spellings are stop words, whichever was met first.
            Some(known) => *known &= stop,
            None => {
                self.stop.push(stop);
                self.figure.push(is_number(&folded));
            }
        }
        let number = (self.spellings.len() as u32, stem);
        self.spellings.insert(spelling, number);
        number
    }
}
