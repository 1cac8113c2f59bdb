//! Markdown as its reader sees it, for two documents that are compared sentence by sentence.
//!
//! The usual reading is for counting words, and leaves out tables and code. Here both stay, a row and a line each a paragraph
//! of its own, and the lines of a paragraph are joined: where they end is the writer's business (CommonMark 0.31, section
//! 4.8). What a page would not show is handed over apart, so that a difference in it can be told: front matter,
//! link targets, tags, comments. Emphasis is a look of words and not compared.

use super::markdown::{self, Last};
use super::raised;
use crate::ingest::document::Removed;
use crate::ingest::draft::Draft;

/// Reads a Markdown file whole.
pub(super) fn parse(text: String) -> (Draft, Option<String>) {
    let marked = raised::in_marks(&text);
    let (front, body) = markdown::split_front(&marked);
    let mut page = Page::default();
    let lines = front.iter().flat_map(|(front, _)| front.lines()).filter(|line| !line.trim().is_empty());
    lines.for_each(|line| page.hide("front matter", line));
    page.read(body);
    let (fields, fault) = markdown::parse(text);
    (Draft { text: page.text, hidden: page.hidden, ..fields }, fault)
}

/// What is seen so far, and what is not.
#[derive(Default)]
struct Page {
    text: String,
    hidden: Vec<Removed>,
    /// The lines of the open paragraph, joined.
    open: String,
    /// A comment that has begun.
    comment: Option<String>,
    in_list: bool,
}

impl Page {
    fn hide(&mut self, reason: &str, text: &str) {
        self.hidden.push(Removed { reason: reason.into(), text: text.trim().into() });
    }

    /// Ends the open paragraph.
    fn end(&mut self) {
        let open = std::mem::take(&mut self.open);
        if !open.trim().is_empty() {
            self.text.push_str(open.trim());
            self.text.push_str("\n\n");
        }
    }

    /// A paragraph of one line.
    fn line(&mut self, line: &str) {
        self.end();
        self.open.push_str(line);
        self.end();
    }

    fn read(&mut self, body: &str) {
        let lines: Vec<&str> = body.lines().collect();
        let tables = markdown::tables(&lines);
        let mut fence: Option<&str> = None;
        for (line, table) in lines.into_iter().zip(tables) {
            let bare = line.trim();
            if let Some(mark) = fence {
                let closing = bare.starts_with(mark) && bare.trim_start_matches(&mark[..1]).is_empty();
                fence = fence.filter(|_| !closing);
                self.line(if closing { "" } else { line });
                continue;
            }
            fence = markdown::opening(bare).filter(|_| self.comment.is_none());
            match fence {
                Some(_) => self.end(),
                None => {
                    let line = self.uncommented(line);
                    self.block(&line, table);
                }
            }
        }
        if let Some(comment) = self.comment.take() {
            // What is opened and never closed is shown.
            self.line(&format!("<!--{comment}"));
        }
        self.end();
    }

    /// A line without what is a comment in it.
    fn uncommented(&mut self, line: &str) -> String {
        let (mut kept, mut rest) = (String::new(), line);
        loop {
            match self.comment.take() {
                Some(comment) => match rest.split_once("-->") {
                    Some((more, after)) => {
                        self.hide("comment", &(comment + more));
                        rest = after;
                    }
                    None => {
                        self.comment = Some(comment + rest + " ");
                        return kept;
                    }
                },
                None => match rest.split_once("<!--") {
                    Some((before, after)) => {
                        kept.push_str(before);
                        (self.comment, rest) = (Some(String::new()), after);
                    }
                    None => return kept + rest,
                },
            }
        }
    }

    /// A line that is no code in a fence: it opens a paragraph, goes on with one, or is a block of its own.
    fn block(&mut self, line: &str, table: bool) {
        let bare = line.trim();
        let quoted = bare.trim_start_matches(['>', ' ']);
        if quoted.is_empty() || markdown::is_rule(bare) {
            self.end();
        } else if markdown::is_definition(bare) {
            self.end();
            self.hide("link target", bare);
        } else if table || bare.starts_with('|') {
            if !markdown::is_separator(bare) {
                self.end();
                self.inline(bare.trim_matches('|'));
                self.end();
            }
        } else if self.open.is_empty() && !self.in_list && (line.starts_with("    ") || line.starts_with('\t')) {
            self.line(line);
        } else {
            self.prose(line, quoted);
        }
    }

    fn prose(&mut self, line: &str, quoted: &str) {
        let (heading, item) = (markdown::heading_text(quoted), is_item(quoted, self.in_list));
        if heading.is_some() || item || line.trim_start().starts_with('>') && self.open.is_empty() {
            self.end();
        }
        // An item goes on below it as long as its lines are set in.
        self.in_list = item || self.in_list && (!self.open.is_empty() || line.starts_with(' '));
        if !self.open.is_empty() {
            self.open.push(' ');
        }
        let hard = line.ends_with("  ") || quoted.ends_with('\\');
        let unmarked = markdown::unmarked(quoted);
        self.inline(if hard { unmarked.trim_end_matches('\\') } else { unmarked });
        if heading.is_some() || hard {
            self.end();
        }
    }

    /// Adds a line of text to the open paragraph, and what of it is not seen to what is hidden.
    fn inline(&mut self, line: &str) {
        let (mut rest, last) = (line, Last::of(line));
        while let Some(at) = rest.find(['[', ']', '<', '*', '`', '!', '\\']) {
            self.open.push_str(&rest[..at]);
            let here = &rest[at..];
            if let Some((code, next)) = code(here) {
                self.open.push_str(code);
                rest = next;
                continue;
            }
            if here.starts_with('*') && is_star(&line[..line.len() - here.len()], here) {
                self.open.push('*');
                rest = &here[1..];
                continue;
            }
            let (kept, next) = markdown::mark(here, &last);
            let gone = &here[..here.len() - next.len()];
            self.open.push_str(kept);
            rest = next;
            if let Some(target) = gone.strip_prefix("](") {
                self.hide("link target", target.trim_end_matches(')'));
            } else if let Some(target) = gone.strip_prefix("][") {
                self.hide("link target", target.trim_end_matches(']'));
            } else if gone.starts_with('<') && gone.len() > 1 {
                let inner = gone.trim_matches(['<', '>']);
                let address = !inner.contains(' ') && (inner.contains("://") || inner.contains('@'));
                if address { self.open.push_str(inner) } else { self.hide("tag", gone) }
            }
        }
        self.open.push_str(rest);
    }
}

/// The code that begins here between backquotes, and what follows it.
fn code(rest: &str) -> Option<(&str, &str)> {
    let length = rest.bytes().take_while(|byte| *byte == b'`').count();
    let (mark, inner) = rest.split_at(length);
    let end = if length == 0 { None } else { inner.find(mark) }?;
    Some((&inner[..end], &inner[end + length..]))
}

/// An asterisk between blanks or between figures multiplies, and emphasizes nothing.
fn is_star(before: &str, rest: &str) -> bool {
    let ahead = before.chars().next_back();
    let behind = rest[1..].chars().next();
    let both = |fits: fn(char) -> bool| ahead.is_some_and(fits) && behind.is_some_and(fits);
    both(char::is_whitespace) || both(char::is_numeric) || (behind.is_none() && ahead.is_none_or(char::is_whitespace))
}

/// Whether a line begins an item of a list; only a list that begins with 1 may follow a paragraph at once.
fn is_item(line: &str, in_list: bool) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=9).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") "));
    let first = in_list || line[..digits].parse() == Ok(1_u32);
    numbered && first || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<String>) {
        let draft = parse(text.to_owned()).0;
        let hidden = draft.hidden.into_iter().map(|piece| format!("{}: {}", piece.reason, piece.text));
        (draft.text.trim_end().to_owned(), hidden.collect())
    }

    #[test]
    fn what_a_page_shows_stays() {
        for (text, seen) in [
            ("| a | 1.20 |\n|---|---|\n| b | 3 |", "a | 1.20\n\nb | 3"),
            ("a | 1.20\n---|---\nb | 3", "a | 1.20\n\nb | 3"),
            ("```rust\nlet x = a * b; // <T>\n<!-- kept -->\n```", "let x = a * b; // <T>\n\n<!-- kept -->"),
            ("Words of\none paragraph.\n\nAnother\none.", "Words of one paragraph.\n\nAnother one."),
            ("- an item\n  that goes on\n- another\n\nText.", "an item that goes on\n\nanother\n\nText."),
            ("1. one\n2. two\n   more", "1. one\n\n2. two more"),
            ("Born in\n1912. He left.", "Born in 1912. He left."),
            ("Head\n====\nText.\n# More\nText.", "Head\n\nText.\n\nMore\n\nText."),
            ("> quoted\n> on\n\n5 * 3 * 2 and 5*3, **bold**", "quoted on\n\n5 * 3 * 2 and 5*3, bold"),
            ("Write `a*b*c` or ``x`y``.", "Write a*b*c or x`y."),
            ("<https://a.example/1> and a < b", "https://a.example/1 and a < b"),
            ("Text\n<!-- open", "Text\n\n<!-- open"),
        ] {
            assert_eq!(read(text).0, seen, "{text}");
        }
    }

    #[test]
    fn what_it_does_not_show_is_handed_over() {
        let text = "---\ntitle: T\nprice: 5\n---\nSee [it](http://a.example) <!-- not\nseen --> and <del>that</del>.\n\n[1]: http://b.example";
        let (seen, hidden) = read(text);
        assert_eq!(seen, "See it and that.");
        let expected = [
            "front matter: title: T",
            "front matter: price: 5",
            "link target: http://a.example",
            "comment: not seen",
            "tag: <del>",
            "tag: </del>",
            "link target: [1]: http://b.example",
        ];
        assert_eq!(hidden, expected);
    }
}
