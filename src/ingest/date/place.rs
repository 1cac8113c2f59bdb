//! Where in a text or a file name a date stands as the document's own: heading, byline, dateline, name.
//!
//! A date in running prose ("in June 2023 he said") says nothing about when the text was published, so each rule looks
//! at what surrounds the date.

use super::scan::{self, Found, When};
use super::{Candidate, months};
use crate::ingest::{EvidenceKind, Precision};

/// Bylines and datelines are looked for in so many bytes of the beginning.
const BYLINE_REACH: usize = 600;

/// First words of a byline; those of the second list give way to the others.
const CUES: [&str; 24] = [
    "published",
    "posted",
    "date",
    "dated",
    "released",
    "issued",
    "first",
    "by",
    "von",
    "par",
    "por",
    "di",
    "publié",
    "veröffentlicht",
    "erstellt",
    "publicado",
    "pubblicato",
    "fecha",
    "datum",
    "created",
    "press",
    "news",
    "on",
    "am",
];
const LATER_CUES: [&str; 7] = ["updated", "modified", "last", "stand", "aktualisiert", "actualizado", "aggiornato"];

/// First words of a line that labels the date of publication anywhere on a page.
const LABELS: [&str; 9] =
    ["published", "posted", "publié", "veröffentlicht", "erstellt", "publicado", "pubblicato", "stand", "released"];

/// Words that make a date part of a sentence.
const PREPOSITIONS: [&str; 40] = [
    "in", "on", "since", "by", "from", "until", "till", "after", "before", "during", "of", "to", "for", "and", "or",
    "between", "am", "im", "vom", "seit", "bis", "zum", "nach", "vor", "le", "en", "du", "depuis", "el", "del",
    "desde", "hasta", "il", "dal", "nel", "em", "dia", "at", "as", "the",
];

/// The date in a heading: exact to the day, or the heading is a date and nothing else; never as part of a sentence.
pub(crate) fn heading(line: &str) -> Option<Candidate> {
    if line.len() > 200 {
        return None;
    }
    if let Some(when) = super::expression(line.trim()) {
        return Some(candidate(line.trim(), when, EvidenceKind::Heading));
    }
    let mut found = scan::find(line).into_iter();
    let only = found.next().filter(|_| found.next().is_none())?;
    let exact = only.when.precision() == Precision::Day;
    (exact && !in_sentence(&line[..only.span.start]))
        .then(|| candidate(&line[only.span.clone()], only.when, EvidenceKind::Heading))
}

/// The beginning of a text, in which bylines are looked for.
pub(crate) fn head(text: &str) -> &str {
    let end = (0..=BYLINE_REACH.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// The date of a byline or dateline at the beginning of the text; "updated" counts only where nothing else does.
pub(crate) fn byline(text: &str) -> Option<Candidate> {
    let mut later = None;
    for line in head(text).lines() {
        for found in scan::find(line) {
            let Some(updated) = standing(line, &found) else { continue };
            let start = line.as_ptr() as usize - text.as_ptr() as usize + found.span.start;
            let candidate = candidate(&line[found.span.clone()], found.when, EvidenceKind::Byline);
            let candidate = candidate.at(format!("byte {start} of the text"));
            if !updated {
                return Some(candidate);
            }
            later.get_or_insert(candidate);
        }
    }
    later
}

/// The date that short lines anywhere on a page label as that of publication ("Published on 3 May 2020"), if all such
/// lines agree on one; pages list other articles with labels of their own.
pub(crate) fn labelled(text: &str) -> Option<Candidate> {
    let mut labels = text.lines().map(str::trim).filter(|line| line.chars().count() <= 80).filter_map(|line| {
        let first = scan::tokens(line).first().filter(|token| token.is_word())?.text.to_lowercase();
        LABELS.contains(&first.as_str()).then_some(())?;
        let found = scan::find(line).into_iter().next()?;
        cued(line, &line[..found.span.start], &line[found.span.end..])?;
        Some(candidate(&line[found.span.clone()], found.when, EvidenceKind::Byline))
    });
    let first = labels.next().or_else(|| broken_byline(text))?;
    labels.all(|other| other.when == first.when).then_some(first)
}

/// First words of the line with the author, and of that with the day, of a byline that is broken in two.
const AUTHOR_CUES: [&str; 6] = ["by", "von", "par", "por", "di", "de"];
const DAY_CUES: [&str; 6] = ["on", "am", "le", "el", "il", "em"];

/// The day of a byline that is broken in two lines ("By Jane Doe", "on 3 May 2020") anywhere on a page, if all such
/// agree on one: comments have bylines, too.
fn broken_byline(text: &str) -> Option<Candidate> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let first_word = |line: &str| line.split_whitespace().next().unwrap_or_default().to_lowercase();
    let mut days = lines.windows(2).filter_map(|pair| {
        let author = pair[0].chars().count() <= 60 && AUTHOR_CUES.contains(&first_word(pair[0]).as_str());
        let day = DAY_CUES.contains(&first_word(pair[1]).as_str());
        (author && day).then_some(())?;
        let rest = pair[1].split_once(char::is_whitespace)?.1.trim();
        let when = super::expression(rest).filter(|when| when.precision() == Precision::Day)?;
        Some(candidate(rest, when, EvidenceKind::Byline))
    });
    let first = days.next()?;
    days.all(|other| other.when == first.when).then_some(first)
}

/// Whether a line is a byline and nothing else: short, with a date that stands as the document's own, or `By Jane Doe`.
pub(crate) fn is_byline(line: &str) -> bool {
    let line = line.trim();
    if line.chars().count() > 120 {
        return false;
    }
    let is_cued = |found: &Found| {
        let after = &line[found.span.end..];
        is_end(after) && cued(line, &line[..found.span.start], after).is_some()
    };
    let alone = |line: &str| super::expression(line).is_some();
    let on_day =
        || line.split_once(' ').is_some_and(|(on, rest)| DAY_CUES.contains(&on.to_lowercase().as_str()) && alone(rest));
    let dated = || alone(line) || on_day() || scan::find(line).iter().any(is_cued);
    let name = |rest: &str| {
        let words: Vec<&str> = rest.split_whitespace().collect();
        (2..=4).contains(&words.len()) && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
    };
    line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")).is_some_and(name) || dated()
}

/// Whether what follows a byline's date is a time, a short credit after a bar, or nothing.
fn is_end(after: &str) -> bool {
    super::is_time(after) || (after.chars().count() <= 60 && after.trim_start().starts_with(['|', '·', '•']))
}

/// The end of a label such as `date 2025-08-26` that stands before the text's first word and on the same line.
pub(crate) fn label(text: &str) -> Option<usize> {
    let start = text.trim_start();
    let label = ["date ", "date: ", "Date: ", "DATE: "].into_iter().find(|label| start.starts_with(label))?;
    let from = text.len() - start.len() + label.len();
    let line = text[from..].lines().next()?;
    let end = line.char_indices().map(|(at, _)| at).take_while(|at| *at <= 40).last().unwrap_or(0);
    let found = scan::find(&line[..end]).into_iter().next().filter(|found| found.span.start == 0)?;
    Some(from + found.span.end)
}

/// Whether this date stands as the document's own in its line; `Some(true)` for the date of an update.
fn standing(line: &str, found: &Found) -> Option<bool> {
    if super::expression(line.trim()).is_some() {
        return Some(false);
    }
    let (before, after) = (&line[..found.span.start], &line[found.span.end..]);
    if is_dateline(before, after) {
        return Some(false);
    }
    cued(line, before, after)
}

/// `By siliconindia | Tuesday, 24 October 2023`, `Published: 3 May 2020`, `date 2025-08-26 New Delhi ...`.
fn cued(line: &str, before: &str, after: &str) -> Option<bool> {
    let bar = before.rfind(['|', '·', '•']);
    let segment = bar.map_or(before, |at| before[at..].trim_start_matches(['|', '·', '•']));
    let words: Vec<String> = scan::tokens(segment)
        .iter()
        .filter(|token| token.is_word() && !months::is_weekday(token.text))
        .map(|token| token.text.to_lowercase())
        .collect();
    let short = line.chars().count() <= 200;
    let Some(first) = words.first() else { return (bar.is_some() && short).then_some(false) };
    if segment.chars().count() > 60 {
        return None;
    }
    if LATER_CUES.contains(&first.as_str()) {
        return Some(true);
    }
    // "By 24 October 2023 the ministers had met" begins a sentence, "By Jane Doe, 24 October 2023" does not.
    let name = ["by", "von", "par", "por", "di", "on", "am", "first", "press", "news"].contains(&first.as_str());
    let closed = after.trim().is_empty() || after.trim_start().starts_with(['|', ',', '·', '•', '-', '–', '—']);
    let fits = if name { words.len() > 1 && short && closed && !in_sentence(before) } else { true };
    (CUES.contains(&first.as_str()) && fits).then_some(false)
}

/// `New Delhi, 24 October 2023:`, `New Delhi, 24 October 2023. They met`, `PARIS (Reuters) - Oct. 24, 2023 -`: a place
/// before, a mark or nothing after.
pub(super) fn is_dateline(before: &str, after: &str) -> bool {
    let place = before.trim();
    let open = place.ends_with([',', '(', '-', '–', '—', '/', ']']);
    let after = after.trim_start().trim_start_matches([')', ']']).trim_start();
    let closed = after.is_empty() || after.starts_with([':', '-', '–', '—', '|', '/', '(', '.']);
    let plain = !place.contains(|c: char| c.is_ascii_digit() || c == ':');
    open && closed && plain && place.chars().count() <= 60 && is_place(place)
}

/// Whether every word begins with a capital letter, but for a few small ones, and none is a preposition.
fn is_place(text: &str) -> bool {
    let tokens = scan::tokens(text);
    let words: Vec<&str> = tokens.iter().filter(|token| token.is_word()).map(|token| token.text).collect();
    let capital = |word: &str| word.chars().next().is_some_and(|first| !first.is_lowercase());
    !words.is_empty()
        && words.iter().all(|word| capital(word) || ["de", "la", "of", "am", "den"].contains(word))
        && !in_sentence(text)
}

/// Whether the words before a date make it part of a sentence: the last one, weekdays aside, is a preposition.
fn in_sentence(before: &str) -> bool {
    let tokens = scan::tokens(before);
    let last = tokens.iter().rev().find(|token| token.is_word() && !months::is_weekday(token.text));
    last.is_some_and(|token| {
        let near = before[token.end()..].trim().is_empty();
        near && PREPOSITIONS.contains(&token.text.to_lowercase().as_str())
    })
}

pub(super) fn candidate(characters: &str, when: When, evidence: EvidenceKind) -> Candidate {
    Candidate { when, evidence, characters: characters.trim().to_owned(), place: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(candidate: Option<Candidate>) -> Option<String> {
        Some(candidate?.settle(None)?.first.to_string())
    }

    #[test]
    fn bylines_and_datelines_are_read() {
        for (line, expected) in [
            ("Title\n\nBy siliconindia   |   Tuesday, 24 October 2023, 02:24 IST", "2023-10-24"),
            (" date 2025-08-26 New Delhi [India], August 26 : The India-US dialogue, held on Monday,", "2025-08-26"),
            ("Title\nPublished: 3 May 2020", "2020-05-03"),
            ("Title\nUpdated 5 May 2020\nPosted 3 May 2020 by admin", "2020-05-03"),
            ("Title\nUpdated 5 May 2020", "2020-05-05"),
            ("Title\nNov 10th, 2023", "2023-11-10"),
            ("New Delhi, 24 October 2023: India and the US met.", "2023-10-24"),
            ("WASHINGTON, D.C. - October 24, 2023 - Senator", "2023-10-24"),
            ("New Delhi, 5 January 2024. The ministers met.", "2024-01-05"),
            ("By Jane Doe, 24 October 2023", "2023-10-24"),
        ] {
            assert_eq!(day(byline(line)).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn dates_in_prose_are_not_the_documents() {
        for text in [
            "In June 2023 he said that it would end.",
            "On October 24, 2023, the ministers met in Delhi.",
            "By 24 October 2023 the ministers had met.",
            "A study published on 24 October 2023 shows that",
            "Since 24 October 2023 - and before - they met.",
            "The visit to the U.S. in June 2023, was the first",
        ] {
            assert_eq!(day(byline(text)), None, "{text}");
        }
        assert_eq!(day(heading("What happened on 7 October 2023")), None);
        assert_eq!(day(heading("Inflation in June 2023")), None);
    }

    #[test]
    fn labels_stand_anywhere_and_bylines_may_be_broken() {
        for (text, expected) in [
            ("Words.\n\nPublished on 3 May 2020\nMore words.", Some("2020-05-03")),
            ("Words.\nvon Marianne1\n\nam 20.09.2020\nWords.", Some("2020-09-20")),
            ("By Jane\non 3 May 2020\nGood!\nBy Joe\non 4 May 2020\nIndeed.", None),
            ("They came by car\non 3 May 2020", None),
            ("By train\non 3 May 2020 they came", None),
        ] {
            assert_eq!(day(labelled(text)).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn headings_are_read() {
        assert_eq!(day(heading("《新闻联播》 (20220924)")).as_deref(), Some("2022-09-24"));
        assert_eq!(day(heading("Newsletter, 24 October 2023")).as_deref(), Some("2023-10-24"));
    }
}
