//! Entries of themes: what a user may write, what it means, and what is refused because it could not mean it.
//!
//! An entry is matched against words, and words are cut at anything but letters and digits. So "R&D" could at most be
//! found as the letters R and D in a row, which is not what was asked; such entries are refused with a hint, and so are
//! wildcards before a word or in one.

use super::normalize::Rules;
use super::segment::{self, Span};
use super::unspaced;
use crate::config::ThemeSpec;
use crate::error::{Error, Result};

/// One word of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Element {
    /// Any form of a word: folded, and as written, for capitals tell abbreviations.
    Word {
        folded: String,
        surface: String,
    },
    /// The beginning of a folded word, and of one in its own spelling.
    Prefix {
        folded: String,
        lower: String,
    },
    /// As written.
    Exact(String),
    ExactPrefix(String),
    /// Characters of a script without spaces, wherever words were cut.
    Run(String),
}

/// An entry that takes its words away from the theme, without its mark, or one that does not.
pub(super) fn unmarked(entry: &str) -> (bool, &str) {
    let entry = entry.trim_start();
    let body = entry.trim_start_matches('!');
    (body.len() < entry.len(), body)
}

/// The words of an entry without its "!".
pub(super) fn parse(body: &str, rules: &Rules) -> Vec<Element> {
    let (body, exact) = body.trim_start().strip_prefix('=').map_or((body, false), |body| (body, true));
    let mut elements = Vec::new();
    for [start, end] in spans(body) {
        let (word, wildcard) = (&body[start..end], body[end..].starts_with('*'));
        elements.push(match (exact, wildcard) {
            _ if unspaced::is_unspaced(word) => Element::Run(rules.fold(word)),
            (true, true) => Element::ExactPrefix(rules.bare(word)),
            (true, false) => Element::Exact(rules.bare(word)),
            (false, true) => prefix(word, rules),
            (false, false) => Element::Word { folded: rules.fold(word), surface: word.to_owned() },
        });
    }
    elements
}

/// A spelling of an entry without its "!".
pub(super) struct Form {
    pub body: String,
    /// A bit for each word that a hyphen must join to the one before, the first word's the lowest.
    pub hyphens: u64,
}

/// An entry as written; and, where letters stand before digits, once in one word and once with a hyphen: who asks for the
/// G20 means the G-20. "G 20" is neither, unless the entry has the hyphen or the blank itself.
pub(super) fn forms(body: &str) -> Vec<Form> {
    let words = spans(body);
    let (mut joined, mut parted, mut hyphens, mut from, mut count) = (String::new(), String::new(), 0, 0, 0);
    for (index, &[start, end]) in words.iter().enumerate() {
        let (gap, word) = (&body[from..start], &body[start..end]);
        let before = index.checked_sub(1).map_or("", |before| &body[words[before][0]..words[before][1]]);
        let closes = matches!(gap, "-" | "\u{2010}" | "\u{2011}") && is_all(before, char::is_alphabetic);
        joined.push_str(if closes && is_all(word, |c| c.is_ascii_digit()) { "" } else { gap });
        joined.push_str(word);
        parted.push_str(gap);
        let digits = word
            .find(|c: char| c.is_ascii_digit())
            .filter(|&at| is_all(&word[..at], char::is_alphabetic) && is_all(&word[at..], |c| c.is_ascii_digit()));
        if let Some(at) = digits {
            parted.push_str(&format!("{}-{}", &word[..at], &word[at..]));
            count += 1;
            hyphens |= 1u64.checked_shl(count).unwrap_or(0);
        } else {
            parted.push_str(word);
        }
        (from, count) = (end, count + 1);
    }
    [&mut joined, &mut parted].into_iter().for_each(|form| form.push_str(&body[from..]));
    let mut forms = vec![Form { body: body.to_owned(), hyphens: 0 }];
    for (body, hyphens) in [(joined, 0), (parted, hyphens)] {
        if forms.iter().all(|form| form.body != body) {
            forms.push(Form { body, hyphens });
        }
    }
    forms
}

fn is_all(text: &str, test: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(test)
}

/// The single words of a theme's entries, without those that take words away: what is the theme's own in any term.
pub fn parts(theme: &ThemeSpec) -> ThemeSpec {
    let mut words: Vec<String> = Vec::new();
    for (_, body) in theme.words.iter().map(|entry| unmarked(entry)).filter(|(excludes, _)| !excludes) {
        let body = body.trim_start().trim_start_matches('=');
        for [start, end] in spans(body) {
            let wildcard = if body[end..].starts_with('*') { "*" } else { "" };
            words.push(format!("{}{wildcard}", &body[start..end]));
        }
    }
    words.sort();
    words.dedup();
    ThemeSpec { name: theme.name.clone(), words }
}

/// A prefix cannot be folded to American spelling where it is no whole word ("travell*"): then the words' own spelling tells.
fn prefix(word: &str, rules: &Rules) -> Element {
    let folded = rules.fold(word);
    // "US*" must not begin "used".
    let lower = if folded == "u.s." { folded.clone() } else { rules.lower(word) };
    Element::Prefix { folded, lower }
}

/// The words of an entry; what stands together in a script without spaces is one.
fn spans(body: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    segment::Scanner::default().scan(body, |spans| words.extend_from_slice(spans));
    let mut joined = Vec::new();
    for run in words.chunk_by(|before, after| before[1] == after[0]) {
        let whole = [run[0][0], run[run.len() - 1][1]];
        if unspaced::is_unspaced(&body[whole[0]..whole[1]]) {
            joined.push(whole);
        } else {
            joined.extend_from_slice(run);
        }
    }
    joined
}

/// Refuses entries that cannot match, or that would match something else than what is written.
///
/// # Errors
/// `Setting`, with the theme and the entry.
pub fn check(themes: &[ThemeSpec]) -> Result<()> {
    for theme in themes {
        for entry in &theme.words {
            if let Some((what, hint)) = fault(entry) {
                return Err(Error::setting(format!("theme \"{}\"", theme.name), format!("\"{entry}\" {what}"), hint));
            }
        }
    }
    Ok(())
}

/// What is wrong with an entry, and what would be right.
fn fault(entry: &str) -> Option<(String, &'static str)> {
    let (_, body) = unmarked(entry);
    let body = body.trim_start();
    let body = body.strip_prefix('=').unwrap_or(body);
    let words = spans(body);
    if words.is_empty() {
        return Some((
            "holds no word to look for".into(),
            "an entry is a word, a phrase, or a wildcard such as mineral*",
        ));
    }
    let mut from = 0;
    for (index, &[start, end]) in words.iter().chain(&[[body.len(); 2]]).enumerate() {
        let gap = &body[from..start];
        let wildcard = index > 0 && gap.starts_with('*');
        let rest = &gap[usize::from(wildcard)..];
        if rest.contains('*') || (wildcard && rest.is_empty() && start < body.len()) {
            let hint = "write chip* for all words that begin so; for other words, name each";
            return Some(("has a * that does not end a word".into(), hint));
        }
        if let Some(mark) = rest.chars().find(|c| !stands_between(*c)) {
            let hint = "write what stands on one side of it, or other words for it; several entries go between commas";
            return Some((format!("cannot be found as written: words are cut at \"{mark}\""), hint));
        }
        from = end;
    }
    None
}

/// Characters that may stand around the words of an entry and mean nothing.
fn stands_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '/' | '.' | '"' | '\'' | '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}')
        || matches!(c, '\u{2010}' | '\u{2011}' | '\u{2013}')
        || ('\u{2018}'..='\u{201d}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_found_as_written_is_refused() {
        let cases = [
            ("R&D", "\"&\""),
            ("C++", "\"+\""),
            ("supply+demand", "\"+\""),
            ("trade, deal", "\",\""),
            ("*chips", "does not end a word"),
            ("min*als", "does not end a word"),
            ("rare **", "does not end a word"),
            ("", "no word"),
            ("!=", "no word"),
            ("?!", "no word"),
        ];
        for (entry, expected) in cases {
            let themes = [ThemeSpec { name: "t".into(), words: vec!["trade".into(), entry.into()] }];
            let fault = check(&themes).unwrap_err();
            assert!(fault.to_string().contains(expected) && fault.hint().is_some(), "{entry}: {fault}");
        }
    }

    #[test]
    fn what_can_be_found_is_not_refused() {
        let entries = [
            "mineral*",
            "rare earth*",
            "!trade union",
            "! trade union",
            "=AIDS",
            "!=US Steel",
            "U.S. Steel",
            "Indo-Pacific",
            "people-to-people",
            "India/US",
            "India–US",
            "women's rights",
            "l\u{2019}industrie",
            "\"fair trade\"",
            "5G",
            "1,000",
            "covid-19*",
            "critical-mineral* deal",
            "人民币",
            "人民*",
            "人工智能 AI",
            "Stra\u{df}e",
            "\u{e23}\u{e31}\u{e10}\u{e1a}\u{e32}\u{e25}",
            "A.I.",
        ];
        let words = entries.map(str::to_owned).to_vec();
        check(&[ThemeSpec { name: "t".into(), words }]).unwrap();
    }
}
