//! Numbers in English words: "one hundred and twenty", "two thousand three hundred", "twenty-first"; and in Han
//! characters.

use super::{Reader, vocabulary};

/// Han numerals below ten, their tens and the scales by which they are grouped.
const HAN_DIGITS: [(char, f64); 11] = [
    ('\u{3007}', 0.0),
    ('一', 1.0),
    ('二', 2.0),
    ('两', 2.0),
    ('三', 3.0),
    ('四', 4.0),
    ('五', 5.0),
    ('六', 6.0),
    ('七', 7.0),
    ('八', 8.0),
    ('九', 9.0),
];
const HAN_TENS: [(char, f64); 3] = [('十', 10.0), ('百', 100.0), ('千', 1000.0)];
const HAN_SCALES: [(char, f64); 5] = [('万', 1e4), ('萬', 1e4), ('億', 1e8), ('亿', 1e8), ('兆', 1e12)];

/// What Han numerals count, in words that are one with them.
const HAN_COUNTERS: &str = "次名个個人年月日天元位件家回倍岁歳円本枚台条";

/// A number in words as it is read.
#[derive(Default)]
struct Sum {
    /// Thousands and more, and the part below a thousand that is being read.
    total: f64,
    group: f64,
    /// The scale that closed the last group; the next must be smaller.
    scale: Option<f64>,
}

impl Sum {
    /// Takes a word if the number can go on with it.
    fn take(&mut self, lower: &str) -> bool {
        let below_hundred = self.group % 100.0;
        if let Some(scale) = vocabulary::thousands(lower) {
            let fits = self.group > 0.0 && self.scale.is_none_or(|last| scale < last);
            if fits {
                (self.total, self.group, self.scale) = (self.total + self.group * scale, 0.0, Some(scale));
            }
            return fits;
        }
        let added = match lower {
            "hundred" if self.group > 0.0 && self.group < 100.0 => self.group * 99.0,
            "hundred" => return false,
            "one" => 1.0,
            _ => match vocabulary::spelled(lower) {
                Some(value) => value,
                None => return false,
            },
        };
        let fits = lower == "hundred"
            || below_hundred == 0.0
            || added < 10.0 && below_hundred >= 20.0 && below_hundred % 10.0 == 0.0;
        self.group += if fits { added } else { 0.0 };
        fits
    }
}

impl Reader<'_> {
    /// The value of a number in words, the word after it, and whether it is a place in an order.
    pub fn spelled(&self, at: usize) -> Option<(f64, usize, bool)> {
        let mut sum = Sum::default();
        let first = self.lower(at);
        let next = self.lower(at + 1);
        if first == "a" && (next == "hundred" || vocabulary::thousands(&next).is_some()) {
            sum.take("one");
        } else if !sum.take(&first) {
            return None;
        }
        let mut end = at + 1;
        let tied = |at: usize| at < self.unit.words.len() && matches!(self.before(at), "-" | " " | "\n" | "\r\n");
        while tied(end) {
            let lower = self.lower(end);
            let ones = vocabulary::ordinal(&lower).filter(|place| *place < 10);
            if let Some(place) = ones.filter(|_| sum.group % 100.0 >= 20.0 && sum.group % 10.0 == 0.0) {
                return Some((sum.total + sum.group + place as f64, end + 1, true));
            }
            let skip = usize::from(lower == "and" && self.goes_on_after_and(at, end, &sum));
            if !tied(end + skip) || !sum.take(&self.lower(end + skip)) {
                break;
            }
            end += skip + 1;
        }
        Some((sum.total + sum.group, end, false))
    }

    /// "One hundred and twenty", but not "one hundred and two hundred", nor "between one hundred and twenty".
    fn goes_on_after_and(&self, at: usize, and: usize, sum: &Sum) -> bool {
        let open = sum.group >= 100.0 && sum.group % 100.0 == 0.0 || sum.group == 0.0 && sum.total > 0.0;
        let between = at.checked_sub(1).is_some_and(|earlier| self.lower(earlier) == "between");
        let next = self.lower(and + 1);
        let small = next == "one" || vocabulary::spelled(&next).is_some();
        let scaled = |at: usize| vocabulary::scale(&self.lower(at)).is_some();
        open && !between && small && !scaled(and + 2) && !scaled(and + 3)
    }

    /// The value of Han numerals that are more than one of the commonest characters, and the word after them.
    pub fn han(&self, at: usize) -> Option<(f64, usize)> {
        let mut end = at;
        let mut numerals = String::new();
        while end < self.unit.words.len() && is_han(self.word(end)) && (end == at || self.before(end).is_empty()) {
            numerals.push_str(self.word(end));
            end += 1;
        }
        let first = numerals.chars().next()?;
        let alone = numerals.chars().count() == 1 && find(&HAN_DIGITS, first).is_some();
        (!alone).then(|| (han_value(&numerals), end))
    }

    /// The value of a Han numeral that is one word with what it counts.
    pub fn han_counted(&self, at: usize) -> Option<f64> {
        let word = self.word(at);
        let (last, counter) = word.char_indices().next_back().filter(|(_, c)| HAN_COUNTERS.contains(*c))?;
        let numerals = &word[..last];
        (is_han(numerals) && numerals != "一" && counter != ' ').then(|| han_value(numerals))
    }
}

fn find(table: &[(char, f64)], c: char) -> Option<f64> {
    table.iter().find(|(known, _)| *known == c).map(|(_, value)| *value)
}

/// All of a word are Han numerals.
pub fn is_han(word: &str) -> bool {
    let known = |c: char| [&HAN_DIGITS[..], &HAN_TENS, &HAN_SCALES].iter().any(|table| find(table, c).is_some());
    !word.is_empty() && word.chars().all(known)
}

/// Digits alone are read place by place, as in years; else each multiplies the ten or scale behind it.
fn han_value(numerals: &str) -> f64 {
    let (mut total, mut group, mut digit) = (0.0, 0.0, 0.0);
    for c in numerals.chars() {
        if let Some(value) = find(&HAN_DIGITS, c) {
            digit = digit * 10.0 + value;
        } else if let Some(ten) = find(&HAN_TENS, c) {
            (group, digit) = (group + digit.max(1.0) * ten, 0.0);
        } else if let Some(scale) = find(&HAN_SCALES, c) {
            let below: f64 = group + digit;
            (total, group, digit) = (total + below.max(1.0) * scale, 0.0, 0.0);
        }
    }
    total + group + digit
}
