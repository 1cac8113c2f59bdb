//! How wide a text is, and how to make it fit: shorten, wrap.

use super::scale::MONTHS;
use super::style::{self, Face};
use plotters::prelude::{FontDesc, FontFamily, FontStyle};
use plotters::style::register_font;
use std::sync::Once;
use unicode_segmentation::UnicodeSegmentation;

/// Line height of the bundled font in thousandths of its em. Plotters' sizes are line heights, so text measured at this
/// size is measured in thousandths of an em.
const LINE_HEIGHT: f64 = 1362.0;
/// What a character that the bundled font lacks is taken to be, and what a Chinese, Japanese or Korean one is.
const MISSING: f64 = 600.0;
const WIDE: f64 = 1000.0;

/// Width of a text in points: the sum of its advances.
pub fn width(text: &str, face: Face) -> f64 {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| {
        // Both are sound fonts; if one were refused, the fallback below measures instead.
        let _ = register_font(style::FAMILY, FontStyle::Normal, notosans::REGULAR_TTF);
        let _ = register_font(style::FAMILY, FontStyle::Bold, notosans::BOLD_TTF);
    });
    let weight = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::Name(style::FAMILY), LINE_HEIGHT, weight);
    let advances = match font.layout_box(text) {
        Ok((_, (right, _))) => f64::from(right),
        Err(_) => MISSING * text.chars().count() as f64,
    };
    let wide = text.chars().filter(|&character| is_wide(character)).count() as f64;
    (advances + wide * (WIDE - MISSING)) * face.size / 1000.0
}

/// Whether a character fills a square, as in Chinese, Japanese and Korean, or emoji.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character), 0x1100..=0x11FF | 0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60 | 0x1F300..=0x3FFFF)
}

/// One line of what can be seen.
pub use crate::legible::line as plain;

/// The text, or as much of it as fits with an ellipsis.
pub fn shorten(text: &str, face: Face, room: f64) -> String {
    let text = plain(text);
    if width(&text, face) <= room {
        return text;
    }
    let ends: Vec<usize> = text.grapheme_indices(true).map(|(start, _)| start).collect();
    // Widths grow with length, so the longest that fits is found by halving.
    let fitting = ends.partition_point(|&end| width(&text[..end], face) + width("…", face) <= room);
    let end = ends.get(fitting.saturating_sub(1)).copied().unwrap_or(0);
    format!("{}…", text[..end].trim_end_matches([' ', ',', '.', ';', ':']))
}

/// As `shorten`, but cut between words where there are any: for texts that are wrapped afterwards.
pub fn shorten_to_words(text: &str, face: Face, room: f64) -> String {
    let short = shorten(text, face, room);
    match (short.strip_suffix('…'), short.rfind(' ')) {
        (Some(_), Some(end)) => format!("{}…", short[..end].trim_end_matches([',', '.', ';', ':'])),
        _ => short,
    }
}

/// The text in at most `most` lines that fit; the last one is shortened if it must be.
pub fn wrap(text: &str, face: Face, room: f64, most: usize) -> Vec<String> {
    let text = plain(text);
    let mut lines: Vec<String> = Vec::new();
    for word in words(&text) {
        let last = lines.len() >= most;
        let full = lines.last().is_none_or(|line| is_full(line, word, face, room));
        match lines.last_mut() {
            Some(line) if !full || last => *line = format!("{line} {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter().map(|line| shorten(&line, face, room)).collect()
}

/// The words of a text; what reads as one stays in one line: a month and its year, a number and its "%", from and to.
fn words(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let (before, after) = (&text[start..at], &text[at + 1..]);
        let last = before.rsplit(' ').next().unwrap_or_default();
        let year = MONTHS.contains(&last.trim_start_matches('(')) && after.starts_with(|c: char| c.is_ascii_digit());
        let span = before.ends_with('–') || after.starts_with("– ");
        if !(year || span || after.starts_with('%')) {
            parts.push(before);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// As `wrap`, but with lines up to a third shorter where that moves words to the last line: no line of one word.
pub fn wrap_evenly(text: &str, face: Face, room: f64, most: usize) -> Vec<String> {
    let widest = wrap(text, face, room, most);
    let narrower = (0..6).rev().map(|step| room * (0.7 + 0.05 * f64::from(step)));
    let as_good = |lines: &Vec<String>| lines.len() == widest.len() && lines.join(" ") == widest.join(" ");
    narrower.map(|room| wrap(text, face, room, most)).take_while(as_good).last().unwrap_or_else(|| widest.clone())
}

fn is_full(line: &str, word: &str, face: Face, room: f64) -> bool {
    width(line, face) + width(" ", face) + width(word, face) > room
}

#[cfg(test)]
mod tests {
    use super::super::style::{LABEL, TITLE};
    use super::*;

    #[test]
    fn a_text_that_fits_stays_and_a_long_one_ends_in_an_ellipsis() {
        assert_eq!(shorten("minerals", LABEL, 200.0), "minerals");
        let short = shorten("critical minerals and rare earths", LABEL, 90.0);
        assert!(short.ends_with('…') && width(&short, LABEL) <= 90.0, "{short}");
        assert_eq!(shorten("minerals", LABEL, 0.0), "…");
    }

    #[test]
    fn wrapping_keeps_every_word_while_there_is_room() {
        let text = "Critical minerals rose relative to defence and nothing else changed beyond what chance gives here";
        let lines = wrap(text, TITLE, 600.0, 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.join(" "), text);
        assert!(wrap(text, TITLE, 200.0, 2)[1].ends_with('…'));
        let even = wrap_evenly("The vocabulary moved most in 2024, and not by chance", TITLE, 520.0, 2);
        assert_eq!(even, ["The vocabulary moved most in", "2024, and not by chance"]);
        assert_eq!(words("from Jan 2005 – Jul 2006 by 95 % now"), ["from", "Jan 2005 – Jul 2006", "by", "95 %", "now"]);
    }

    #[test]
    fn wide_characters_are_a_square() {
        assert!((width("鉱物", LABEL) - 24.0).abs() < 0.1);
        assert_eq!(plain("a\u{0}\n b"), "a b");
    }
}
