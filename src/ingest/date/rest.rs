//! Dates that need more than a line of text: names of files and folders, datelines without a year, and what a text says
//! of its day that is not enough.

use super::place::{candidate, head, is_dateline};
use super::scan::{self, Found, When};
use super::{Candidate, months};
use crate::ingest::{EvidenceKind, Precision};

/// The date in a file's name (without folder and endings): any day or month, or a year that stands alone. A name with
/// two dates does not say which is that of the document.
pub(crate) fn file_name(stem: &str) -> Option<Candidate> {
    let found = found_in(stem);
    if let [found, rest @ ..] = found.as_slice() {
        let alone = rest.iter().all(|other| other.when == found.when);
        let characters = stem.get(found.span.clone())?;
        return alone.then(|| candidate(characters, found.when, EvidenceKind::FileName).at("file name"));
    }
    if scan::impossible(stem).is_some() {
        return None;
    }
    let mut years = stem.split(|c: char| !c.is_alphanumeric()).filter(|part| is_year(part));
    let year = years.next().filter(|_| years.next().is_none())?;
    Some(candidate(year, When::year(year.parse().ok()?)?, EvidenceKind::FileName).at("file name"))
}

/// The dates in a name, joined where one is the end of a span that the other begins.
fn found_in(stem: &str) -> Vec<Found> {
    let spaced: String = stem.replace("-to-", " to ").replace("_to_", " to ");
    // Only a name of the same length keeps its places.
    if spaced.len() == stem.len() { scan::find(&spaced) } else { scan::find(stem) }
}

/// The date that the folders of a file say: `2007/05/09/slug`, `2007/05/slug`, `2007/slug`.
pub(crate) fn folder(id: &str) -> Option<Candidate> {
    let folders: Vec<&str> = id.split('/').collect();
    let folders = &folders[..folders.len() - 1];
    let year = folders.iter().rposition(|part| is_year(part))?;
    let number = |part: &&&str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<i8> =
        folders[year + 1..].iter().take_while(number).take(2).filter_map(|part| part.parse().ok()).collect();
    let number: i16 = folders[year].parse().ok()?;
    let when = match parts.as_slice() {
        [] => When::year(number),
        [month] => When::month(number, *month),
        [month, day, ..] => scan::day(number, *month, *day).map(When::day),
    };
    let characters = folders[year..=year + parts.len()].join("/");
    Some(candidate(&characters, when?, EvidenceKind::FileName).at("folder"))
}

/// Four digits from 1500 to 2100: in a name, an older number is rather a number.
fn is_year(part: &str) -> bool {
    part.len() == 4 && part.parse::<u16>().is_ok_and(|year| (1500..=2100).contains(&year))
}

/// A dateline without a year: month, day, its characters, and its place in the text.
fn dateline(text: &str) -> Option<(i8, i8, &str, usize)> {
    let head = head(text);
    head.lines().filter(|line| !line.trim().is_empty()).take(4).find_map(|line| {
        let offset = line.as_ptr() as usize - head.as_ptr() as usize;
        let reach = line.char_indices().map(|(at, _)| at).take_while(|at| *at <= 60).last()?;
        scan::starts(&line[..reach]).find_map(|start| {
            let (month, day, length) = scan::day_and_month(&line[start..])?;
            let (before, after) = (&line[..start], &line[start + length..]);
            is_dateline(before, after).then_some((month, day, &line[start..start + length], offset + start))
        })
    })
}

/// The day of a dateline without a year, in the year that other evidence tells.
pub(crate) fn of_year(text: &str, year: &Candidate) -> Option<Candidate> {
    let When::Known { first, precision: Precision::Year, .. } = year.when else { return None };
    let (month, day, characters, at) = dateline(text)?;
    let when = When::day(scan::day(first.year(), month, day)?);
    let characters = format!("{characters} / {}", year.characters);
    let place = format!("byte {at} of the text, year: {}", year.place);
    Some(candidate(&characters, when, EvidenceKind::Byline).at(place))
}

/// What an undated text says of its day that is not enough for a date: `Oct. 24` in a dateline, `on Friday`.
pub(crate) fn hint(text: &str) -> Option<String> {
    if let Some((_, _, characters, _)) = dateline(text) {
        return Some(characters.to_owned());
    }
    let head = head(text);
    let tokens = scan::tokens(head);
    tokens.windows(2).find_map(|pair| {
        let on = ["on", "am", "le", "el"].contains(&pair[0].text.to_lowercase().as_str());
        let weekday = months::is_weekday(pair[1].text) && DAY.iter().any(|end| pair[1].text.ends_with(end));
        (on && weekday).then(|| head[pair[0].start..pair[1].end()].to_owned())
    })
}

/// How weekdays end in the languages that are read.
const DAY: [&str; 6] = ["day", "tag", "woch", "di", "che", "es"];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(candidate: Option<Candidate>) -> Option<String> {
        Some(candidate?.settle(None)?.first.to_string())
    }

    #[test]
    fn names_are_read() {
        for (name, expected) in [
            ("1999_bill", Some("1999-01-01")),
            ("2023-11-10-slug", Some("2023-11-10")),
            ("20231110", Some("2023-11-10")),
            ("9May2007Reid22", Some("2007-05-09")),
            ("001_d50a8ed1963a3211", None),
            ("000_0dc72410a0709f70", None),
            ("1551294044", None),
            ("2024-13-45", None),
            ("2001_or_2002", None),
        ] {
            assert_eq!(day(file_name(name)).as_deref(), expected, "{name}");
        }
        assert_eq!(day(file_name("2023-10-24_updated_2023-11-01")), None, "which of the two?");
        assert_eq!(day(file_name("2023-10-24_copy_2023-10-24")).as_deref(), Some("2023-10-24"));
    }

    #[test]
    fn folders_are_read() {
        for (id, expected) in [
            ("2007/05/09/slug.txt", Some("2007-05-09")),
            ("news/2007/05/slug.txt", Some("2007-05-01")),
            ("2007/slug.txt", Some("2007-01-01")),
            ("2007/99/slug.txt", None),
            ("12/slug.txt", None),
            ("slug.txt", None),
        ] {
            assert_eq!(day(folder(id)).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn datelines_take_their_year_from_elsewhere() {
        let text = "Talks begin\nWASHINGTON, Oct. 24 (Reuters) - They met.";
        assert_eq!(day(of_year(text, &file_name("2007_talks").unwrap())).as_deref(), Some("2007-10-24"));
        assert_eq!(of_year(text, &file_name("2007-10-25").unwrap()), None);
        assert_eq!(of_year("On October 24 they met.", &file_name("2007").unwrap()), None);
        assert_eq!(hint(text).as_deref(), Some("Oct. 24"));
        assert_eq!(hint("The ministers met on Friday in Delhi.").as_deref(), Some("on Friday"));
        assert_eq!(hint("The ministers met on Mars."), None);
    }
}
