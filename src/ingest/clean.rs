//! Page furniture: lines that a web page prints around an article are dropped, each with a receipt.
//!
//! Every rule looks at whole, short lines; a sentence of the article is never touched.

use super::date;
use super::document::Removed;

/// Lines that are nothing but furniture, compared without case and without marks at their ends.
const WHOLE: [&str; 36] = [
    "leave a reply",
    "leave a comment",
    "post a comment",
    "add a comment",
    "cancel reply",
    "cmt right",
    "comment right",
    "required fields are marked",
    "advertisement",
    "share",
    "share this",
    "share this article",
    "share this story",
    "share on facebook",
    "share on twitter",
    "share on whatsapp",
    "related articles",
    "related stories",
    "related posts",
    "read more",
    "show comments",
    "view comments",
    "skip to content",
    "skip to main content",
    "back to top",
    "subscribe to our newsletter",
    "sign up for our newsletter",
    "mehr zum thema",
    "mehr zu diesem thema",
    "lire aussi",
    "lire la suite",
    "noticias relacionadas",
    "te recomendamos",
    "leggi anche",
    "leia também",
    "report this page",
];

/// Beginnings of lines that are furniture to their end.
const BEGINNINGS: [&str; 7] = [
    "your email address will not be published",
    "save my name, email",
    "also read:",
    "read also:",
    "also read |",
    "follow us on ",
    "this site uses akismet",
];

/// A line made of these words alone is a row of buttons.
const BUTTONS: [&str; 15] = [
    "printer",
    "print",
    "email",
    "e-mail",
    "share",
    "tweet",
    "facebook",
    "twitter",
    "whatsapp",
    "linkedin",
    "pinterest",
    "telegram",
    "comment",
    "copy",
    "link",
];

/// Lines at the top of a text among which bylines, breadcrumbs and repetitions are looked for.
const TOP: usize = 20;

/// The text without furniture, and what was dropped, in order.
pub(crate) fn clean(text: String) -> (String, Vec<Removed>) {
    let lines: Vec<&str> = text.lines().collect();
    let top = top(&lines);
    let mut removed = Vec::new();
    let mut kept = vec![true; lines.len()];
    for (index, line) in lines.iter().enumerate() {
        let place = top.iter().position(|at| *at == index);
        let reason = furniture(line).or_else(|| at_top(&lines, &top, place?, &kept));
        if let Some(reason) = reason {
            kept[index] = false;
            removed.push(Removed { reason: reason.to_owned(), text: line.trim().to_owned() });
        }
    }
    if removed.is_empty() {
        return label(text);
    }
    let left: Vec<&str> = lines.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(line, _)| *line).collect();
    let (text, more) = label(left.join("\n"));
    removed.extend(more);
    (text, removed)
}

/// Indices of the first lines that are not empty.
fn top(lines: &[&str]) -> Vec<usize> {
    (0..lines.len()).filter(|index| !lines[*index].trim().is_empty()).take(TOP).collect()
}

/// Why a line is furniture wherever it stands.
fn furniture(line: &str) -> Option<&'static str> {
    let line = line.trim();
    if line.len() > 160 || line.is_empty() {
        return None;
    }
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    let starts = |start: &&str| line.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    if WHOLE.iter().any(|whole| bare.eq_ignore_ascii_case(whole)) || BEGINNINGS.iter().any(starts) {
        return Some("page furniture");
    }
    let button = |word: &str| BUTTONS.iter().any(|button| word.eq_ignore_ascii_case(button));
    let mut words = bare.split_whitespace().peekable();
    (words.clone().count() > 1 && words.all(button)).then_some("row of buttons")
}

/// Why a line at the top is no part of the article. `place` counts the lines of the top, empty ones left out.
fn at_top(lines: &[&str], top: &[usize], place: usize, kept: &[bool]) -> Option<&'static str> {
    let line = lines[top[place]].trim();
    let before = || top[..place].iter().filter(|index| kept[**index]).map(|index| lines[*index].trim());
    if is_breadcrumb(line) || (before().next().is_none() && place > 0 && is_crumb(line)) {
        return Some("breadcrumb");
    }
    if date::is_byline(line) {
        return Some("byline");
    }
    let words = line.split_whitespace().count();
    if words >= 3 && before().next() == Some(line) {
        return Some("repeated title");
    }
    let bare = line.trim_end_matches(['.', '…', ' ']);
    let next = top[place + 1..].iter().take(3).map(|index| lines[*index].trim());
    let repeated = words >= 12 && next.into_iter().any(|later| later.len() > line.len() && later.starts_with(bare));
    repeated.then_some("lead repeated by a paragraph")
}

/// `- News>`, `Home > World > Asia`.
fn is_breadcrumb(line: &str) -> bool {
    let marks = ['>', '›', '»'];
    let parts: Vec<&str> = line.trim_end_matches(marks).split(marks).collect();
    let short = |part: &&str| (1..=4).contains(&part.split_whitespace().count());
    let steps = parts.len() + usize::from(line.ends_with(marks));
    (parts.len() > 2 || (parts.len() == 1 && steps == 2)) && !line.contains(['<', '@', '=']) && parts.iter().all(short)
}

/// `- India` after a breadcrumb: one more step of it.
fn is_crumb(line: &str) -> bool {
    line.starts_with("- ") && line.split_whitespace().count() <= 4
}

/// Drops a label such as `date 2025-08-26` that stands before the first word.
fn label(text: String) -> (String, Vec<Removed>) {
    match date::label(&text) {
        Some(end) => {
            let removed = Removed { reason: "date label".into(), text: text[..end].trim().to_owned() };
            (text[end..].trim_start().to_owned(), vec![removed])
        }
        None => (text, Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(text: &str) -> Vec<(String, String)> {
        clean(text.to_owned()).1.into_iter().map(|removed| (removed.reason, removed.text)).collect()
    }

    #[test]
    fn furniture_goes_and_leaves_a_receipt() {
        let text = "- News>\n- India\nTalks Begin in Delhi\nBy A Paper   |   Tuesday, 24 October 2023, 02:24 IST\ncmt right\n\
            Printer Print Email Email\nTalks Begin in Delhi\n\nThe talks begin.\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *";
        let (left, removed) = clean(text.to_owned());
        assert_eq!(left.trim(), "Talks Begin in Delhi\n\nThe talks begin.");
        let reasons: Vec<_> = removed.iter().map(|removed| removed.reason.as_str()).collect();
        assert_eq!(
            reasons,
            [
                "breadcrumb",
                "breadcrumb",
                "byline",
                "page furniture",
                "row of buttons",
                "repeated title",
                "page furniture",
                "page furniture"
            ]
        );
    }

    #[test]
    fn a_lead_that_a_paragraph_repeats_goes() {
        let text = "Title of it\nHe said in his opening remarks that it was high time to meet.\nDelhi: They met.\nHe said in his opening remarks that it was high time to meet and so on.";
        assert_eq!(
            reasons(text),
            [(
                "lead repeated by a paragraph".into(),
                "He said in his opening remarks that it was high time to meet.".into()
            )]
        );
    }

    #[test]
    fn furniture_in_other_words_goes() {
        let text = "On Apr 15, 2020\n\nShare\n\nThey met.\n\nMehr zu diesem Thema:\nTe recomendamos ⬇";
        let found: Vec<String> = reasons(text).into_iter().map(|(reason, _)| reason).collect();
        assert_eq!(found, ["byline", "page furniture", "page furniture", "page furniture"]);
    }

    #[test]
    fn sentences_stay() {
        let text = "Title\n\nPrint is dead.\nRead more books, he said, and share this view.\nOn 24 October 2023, they met.\n- India\nEmail";
        assert_eq!(reasons(text), []);
    }

    #[test]
    fn a_date_label_before_the_text_goes() {
        let (left, removed) = clean(" date 2025-08-26 New Delhi, August 26 : They met.".to_owned());
        assert_eq!((left.as_str(), removed[0].text.as_str()), ("New Delhi, August 26 : They met.", "date 2025-08-26"));
    }
}
