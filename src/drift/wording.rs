//! Small pieces of sentences, the same wherever something is said: counts, lists, a first capital, one line.

use super::findings::{Change, ThemeFinding};

/// What is said of a verdict that a fixed mix of sources weakens, where there is no room for the numbers.
pub const HELD_BACK: &str = "held back by the mix of sources";

/// What must stand beside a verdict that is given as a word or two, of a theme or of a pair: one rule for every view.
pub fn qualified(change: &Change, theme: Option<&ThemeFinding>) -> Vec<String> {
    let held = change.reason.as_ref().map(|_| HELD_BACK.to_owned());
    let spike = theme.and_then(ThemeFinding::telling_spike).map(|spike| format!("a spike in {}", spike.when));
    held.into_iter().chain(spike).collect()
}

/// A count with separators: 36,412.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and what is counted: "1 document", "12 documents".
pub fn counted(value: impl TryInto<u64>, one: &str) -> String {
    let value = value.try_into().unwrap_or(u64::MAX);
    format!("{} {one}{}", count(value), if value == 1 { "" } else { "s" })
}

/// A text with its first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Characters of a word in a sentence.
const LONGEST_WORD: usize = 40;

/// A word that fits into a sentence: a text without blanks is a single one, however long.
pub fn brief(word: &str) -> String {
    match word.char_indices().nth(LONGEST_WORD) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
    }
}

/// Names as a list in a sentence: "a, b and c".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The text with every run of blanks as one blank.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A capital letter at two words: "New Delhi", "Secretary of State".
pub fn is_name(label: &str) -> bool {
    label.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase)).count() > 1
}
