//! A query in its contexts, in a chosen order: keyword in context (KWIC, Luhn 1960).
//!
//! Contexts are cut when a text is at hand, so that texts can stream by; of more hits than are wanted only the first in order
//! are kept, so that memory does not grow with the corpus.

use crate::legible;
use serde::Serialize;
use std::cmp::Ordering;
use std::ops::Range;

/// Characters past a context in which the word ends that it would cut.
const SIGHT: usize = 40;

/// Where hits stand among each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By date, then document and place; undated ones last.
    #[default]
    Date,
    /// By the words before the hit, the nearest first.
    Left,
    /// By the hit and the words after it.
    Right,
}

/// One place where the query stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Hit {
    pub document: String,
    pub title: Option<String>,
    /// As [`super::date_label`].
    pub date: Option<String>,
    pub source: Option<String>,
    pub left: String,
    pub hit: String,
    pub right: String,
    /// Its first byte in the document's text.
    pub offset: usize,
    /// First and last day, to sort by.
    #[serde(skip)]
    pub days: Option<(jiff::civil::Date, jiff::civil::Date)>,
}

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Concordance {
    pub query: String,
    /// Documents looked through, those that hold the query, and how often they do in all.
    pub documents: usize,
    pub documents_with_hits: usize,
    pub hits_total: usize,
    /// As many as were wanted, in order.
    pub hits: Vec<Hit>,
    /// Where nothing was found, words of the documents that are spelled most like the query.
    pub nearest: Vec<String>,
}

impl Hit {
    /// The text around a place, at most so many characters on either side, in one line. Where it is cut an ellipsis stands,
    /// and no word is cut.
    pub fn cut(text: &str, place: Range<usize>, context: usize) -> Self {
        // Some characters more tell whether a word goes on.
        let reach = context.saturating_add(SIGHT);
        let start = text[..place.start].char_indices().rev().take(reach).last().map_or(place.start, |(at, _)| at);
        let end = text[place.end..].char_indices().nth(reach).map_or(text.len(), |(at, _)| place.end + at);
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let gap = |is: bool| if is { " " } else { "" };
        let left = legible::ending(&text[start..place.start], context, |_| 1);
        let right = legible::beginning(&text[place.end..end], context, |_| 1);
        Self {
            left: format!("{}{}", spaced(&left), gap(left.ends_with(char::is_whitespace))),
            hit: spaced(&text[place.clone()]),
            right: format!("{}{}", gap(right.starts_with(char::is_whitespace)), spaced(&right)),
            offset: place.start,
            ..Self::default()
        }
    }

    /// The order of two hits; no two are equal unless they are the same.
    pub fn compare(&self, other: &Self, order: Order) -> Ordering {
        let by_date = || {
            let key = |hit: &Self| (hit.days.is_none(), hit.days);
            key(self).cmp(&key(other)).then_with(|| (&self.document, self.offset).cmp(&(&other.document, other.offset)))
        };
        let words = |text: &str| -> Vec<String> {
            let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
        };
        let reversed = |text: &str| words(text).into_iter().rev().collect::<Vec<_>>();
        match order {
            Order::Date => by_date(),
            Order::Left => reversed(&self.left).cmp(&reversed(&other.left)).then_with(by_date),
            Order::Right => {
                let after = |hit: &Self| [words(&hit.hit), words(&hit.right)].concat();
                after(self).cmp(&after(other)).then_with(by_date)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_cut_between_words_and_told_in_one_line() {
        let text = "Über  den\nHandel sprach — er";
        let at = text.find("Handel").unwrap();
        let hit = |context| Hit::cut(text, at..at + 6, context);
        let parts = |hit: &Hit| [hit.left.clone(), hit.hit.clone(), hit.right.clone()];
        assert_eq!(parts(&hit(100)), ["Über den ", "Handel", " sprach — er"]);
        assert_eq!(parts(&hit(11)), ["Über den ", "Handel", " sprach…"]);
        assert_eq!(parts(&hit(5)), ["…den ", "Handel", " …"]);
        assert_eq!(parts(&hit(0)), ["", "Handel", ""]);
    }

    #[test]
    fn orders_are_by_date_by_what_stands_before_and_by_what_follows() {
        let hit = |document: &str, year: i16, left: &str, right: &str| Hit {
            document: document.into(),
            days: (year > 0).then(|| [year, year].map(|year| jiff::civil::date(year, 1, 1)).into()),
            left: left.into(),
            hit: "trade".into(),
            right: right.into(),
            ..Hit::default()
        };
        let hits =
            [hit("a", 0, "on free", "deals"), hit("b", 2002, "the ", " and more"), hit("c", 2001, "of Free", "zone")];
        let sorted = |order| {
            let mut hits = hits.clone();
            hits.sort_by(|a, b| a.compare(b, order));
            hits.map(|hit| hit.document).concat()
        };
        assert_eq!([Order::Date, Order::Left, Order::Right].map(sorted), ["cba", "cab", "bac"]);
    }
}
