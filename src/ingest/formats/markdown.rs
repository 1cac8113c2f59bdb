//! Markdown: front matter becomes fields; code, tables, comments, link targets and marks leave the text.

use crate::ingest::draft::Draft;
use crate::ingest::formats::{columns, raised};
use serde_json::{Map, Value};

/// Reads a Markdown file without its code.
pub(super) fn parse(text: String) -> (Draft, Option<String>) {
    read(text, false)
}

/// Reads a Markdown file with the code in fences.
pub(super) fn parse_with_code(text: String) -> (Draft, Option<String>) {
    read(text, true)
}

fn read(text: String, code: bool) -> (Draft, Option<String>) {
    let text = raised::in_marks(&text);
    let (front, body) = split_front(&text);
    let (fields, fault) = front.map_or((Map::new(), None), |(front, kind)| read_front(front, kind));
    let heading = first_heading(body);
    let value = |names: &[&str]| columns::by_name(&fields, names).map(str::to_owned);
    let link = value(&["link", "url", "canonical_url"]);
    let draft = Draft {
        title: value(columns::TITLE).or_else(|| heading.map(strip_inline)),
        source: value(columns::SOURCE).or_else(|| link.as_deref().and_then(host)),
        field: value(columns::DATE),
        field_name: "front matter".into(),
        heading: heading.map(str::to_owned),
        text: strip(body, code),
        ..Draft::default()
    };
    (draft, fault)
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Front {
    Yaml,
    Toml,
}

/// Front matter between `---` or `+++` lines at the very beginning, and the rest.
pub(super) fn split_front(text: &str) -> (Option<(&str, Front)>, &str) {
    let (mark, kind) = match text.trim_start() {
        start if start.starts_with("---") => ("---", Front::Yaml),
        start if start.starts_with("+++") => ("+++", Front::Toml),
        _ => return (None, text),
    };
    let start = text.trim_start();
    let Some(begin) = start.find('\n').filter(|end| start[..*end].trim_end() == mark) else { return (None, text) };
    let mut at = begin + 1;
    for line in start[at..].split_inclusive('\n') {
        if line.trim_end() == mark {
            return (Some((&start[begin + 1..at], kind)), &start[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

/// The keys and values; broken YAML is read line by line as `key: value`.
fn read_front(front: &str, kind: Front) -> (Map<String, Value>, Option<String>) {
    let value: Result<Value, String> = match kind {
        Front::Yaml => serde_saphyr::from_str(front).map_err(|fault| fault.to_string()),
        Front::Toml => toml::from_str::<toml::Table>(front)
            .map_err(|fault| fault.to_string())
            .map(|table| Value::Object(table.into_iter().map(|(key, value)| (key, toml_text(&value))).collect())),
    };
    match value {
        Ok(Value::Object(map)) => (map, None),
        Ok(_) => (Map::new(), None),
        Err(_) => {
            let line = |line: &str| {
                let (key, value) = line.split_once([':', '='])?;
                let value = value.trim().trim_matches(['"', '\'']);
                Some((key.trim().to_owned(), Value::String(value.to_owned())))
            };
            (front.lines().filter_map(line).collect(), Some("broken front matter: read line by line".into()))
        }
    }
}

fn toml_text(value: &toml::Value) -> Value {
    match value {
        toml::Value::Array(items) => Value::Array(items.iter().map(toml_text).collect()),
        toml::Value::String(text) => Value::String(text.clone()),
        other => Value::String(other.to_string()),
    }
}

/// The host of a link, as the name of a source.
fn host(link: &str) -> Option<String> {
    let host = link.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    Some(host.trim_start_matches("www.").to_owned()).filter(|host| host.contains('.'))
}

/// The text of the first heading of any level, among the first lines that are not empty.
fn first_heading(body: &str) -> Option<&str> {
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let heading = lines.by_ref().take(5).find(|line| heading_text(line).is_some())?;
    heading_text(heading)
}

/// `## Title ##` without its marks.
pub(super) fn heading_text(line: &str) -> Option<&str> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(level..)?;
    (1..=6).contains(&level).then_some(())?;
    rest.starts_with([' ', '\t']).then(|| rest.trim().trim_end_matches('#').trim_end())
}

/// The words of a Markdown text, with or without the code in fences.
fn strip(body: &str, code: bool) -> String {
    let body = without_comments(body);
    let lines: Vec<&str> = body.lines().collect();
    let tables = tables(&lines);
    let mut text = String::with_capacity(body.len());
    let mut fence: Option<&str> = None;
    for (line, table) in lines.iter().zip(tables) {
        let trimmed = line.trim();
        if let Some(mark) = fence {
            let closing = trimmed.starts_with(mark) && trimmed.trim_start_matches(&mark[..1]).is_empty();
            fence = if closing { None } else { fence };
            if code && !closing {
                text.push_str(line);
                text.push('\n');
            }
            continue;
        }
        fence = opening(trimmed);
        if fence.is_some() || table || is_rule(trimmed) || is_definition(trimmed) {
            continue;
        }
        text.push_str(&strip_inline(unmarked(line)));
        text.push('\n');
    }
    text
}

/// The mark of a code fence that opens here.
pub(super) fn opening(line: &str) -> Option<&str> {
    let mark = ["`", "~"].into_iter().find(|mark| line.starts_with(&mark.repeat(3)))?;
    let length = line.bytes().take_while(|byte| *byte == mark.as_bytes()[0]).count();
    // Three backquotes that close on the same line are code inside a sentence.
    (!line[length..].contains('`')).then(|| &line[..length])
}

/// Text between `<!--` and `-->` goes.
fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(start) = rest.find("<!--") {
        let Some(length) = rest[start..].find("-->") else { break };
        kept.push_str(&rest[..start]);
        rest = &rest[start + length + 3..];
    }
    kept.push_str(rest);
    kept
}

/// Which lines belong to a table: rows of bars from the line above one such as `|---|:-:|` on.
pub(super) fn tables(lines: &[&str]) -> Vec<bool> {
    let mut marks = vec![false; lines.len()];
    let mut inside = false;
    for (index, line) in lines.iter().enumerate() {
        let bars = line.contains('|');
        inside = bars && (inside || is_separator(line));
        marks[index] = inside || (bars && lines.get(index + 1).is_some_and(|next| is_separator(next)));
    }
    marks
}

pub(super) fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// `---`, `***`, `===`: a rule, or the underline of a heading.
pub(super) fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    marks.next().is_some_and(|first| "-*_=".contains(first) && marks.clone().count() >= 2 && marks.all(|c| c == first))
}

/// `[name]: target` defines a link and says nothing; `[^1]: text` is a footnote and stays.
pub(super) fn is_definition(line: &str) -> bool {
    line.starts_with('[')
        && !line.starts_with("[^")
        && line.find("]:").is_some_and(|at| !line[..at].contains(' ') || line[at..].contains("://"))
}

/// A line without the marks of headings, quotes and bullets.
pub(super) fn unmarked(line: &str) -> &str {
    let line = line.trim_end();
    let line = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    if let Some(heading) = heading_text(line) {
        return heading;
    }
    ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line)
}

/// A line without link targets, tags and emphasis marks.
fn strip_inline(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    let last = Last::of(line);
    while let Some(at) = rest.find(['[', ']', '<', '*', '`', '!', '\\']) {
        text.push_str(&rest[..at]);
        let (kept, next) = mark(&rest[at..], &last);
        text.push_str(kept);
        rest = next;
    }
    text.push_str(rest);
    text
}

/// How much of a line is left at its last closing mark of each kind: nothing is looked for behind it, or a line of
/// opening marks alone would be searched to its end for each.
pub(super) struct Last {
    round: usize,
    square: usize,
    angle: usize,
}

impl Last {
    pub fn of(line: &str) -> Self {
        let left = |mark: char| line.rfind(mark).map_or(usize::MAX, |at| line.len() - at);
        Self { round: left(')'), square: left(']'), angle: left('>') }
    }
}

/// What stays of a mark at the beginning of `rest`, and what follows it.
pub(super) fn mark<'r>(rest: &'r str, last: &Last) -> (&'r str, &'r str) {
    let after = |count: usize| &rest[count..];
    let find = |mark: char, left: usize| if rest.len() > left { rest[1..].find(mark).map(|at| at + 1) } else { None };
    match rest.as_bytes() {
        [b'!', b'[', ..] | [b'[', b'^', ..] => ("", after(2)),
        [b'!', ..] => ("!", after(1)),
        [b']', b'(', ..] => ("", find(')', last.round).map_or(after(1), |end| after(end + 1))),
        [b']', b'[', ..] => ("", find(']', last.square).map_or(after(1), |end| after(end + 1))),
        [b'<', next, ..] if next.is_ascii_alphabetic() || *next == b'/' => {
            find('>', last.angle).map_or(("<", after(1)), |end| ("", after(end + 1)))
        }
        [b'<', ..] => ("<", after(1)),
        [b'\\', next, ..] if next.is_ascii_punctuation() => (&rest[1..2], after(2)),
        [b'\\', ..] => ("\\", after(1)),
        _ => ("", after(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_becomes_fields() {
        let (draft, fault) = parse(
            "---\ntitle: A \"fine\" day\ncreated: 2017-02-10\nurl: https://www.example.org/a\n---\n# Head\n\nBody."
                .into(),
        );
        assert_eq!((draft.title.as_deref(), draft.field.as_deref()), (Some("A \"fine\" day"), Some("2017-02-10")));
        assert_eq!((draft.source.as_deref(), fault), (Some("example.org"), None));
        assert_eq!(draft.text.trim(), "Head\n\nBody.");
        let (draft, _) = parse("+++\ndate = 2020-05-03\ntitle = \"T\"\n+++\nBody".into());
        assert_eq!((draft.field.as_deref(), draft.text.trim()), (Some("2020-05-03"), "Body"));
    }

    #[test]
    fn broken_front_matter_is_read_line_by_line() {
        let (draft, fault) = parse("---\ntitle: one: two: [\ndate: 2020-01-02\n---\nBody".into());
        assert_eq!(draft.field.as_deref(), Some("2020-01-02"));
        assert!(fault.is_some());
    }

    #[test]
    fn only_words_stay() {
        let body = "# Head\n<!-- a\ncomment -->\nSee [the paper](https://x.org/a \"t\") and ![a picture](p.png).\n\
            ```rust\nlet code = 1;\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n\n**Bold** and `code`, <br/>5 < 6.\n[ref]: https://x.org\n";
        let text = strip(body, false);
        assert!(strip(body, true).contains("\nlet code = 1;\n") && !text.contains("code = 1"));
        assert_eq!(text, "Head\n\nSee the paper and a picture.\n\nBold and code, 5 < 6.\n");
    }

    #[test]
    fn the_first_heading_is_the_title() {
        assert_eq!(
            parse("# 《新闻联播》 (20220924)\n\n正文".into()).0.heading.as_deref(),
            Some("《新闻联播》 (20220924)")
        );
    }
}
