//! Raised and lowered figures: 10<sup>2</sup> is not 102. Unicode has digits of its own for both, which stay in a text.

use std::borrow::Cow;

/// Digits and signs as they are written above the line, or below it; `None` for anything else.
pub(super) fn figures(text: &str, above: bool) -> Option<String> {
    let digit = |c: char| match (c, above) {
        ('1', true) => Some('\u{b9}'),
        ('2' | '3', true) => char::from_u32(c as u32 - '2' as u32 + 0xb2),
        ('0'..='9', true) => char::from_u32(c as u32 - '0' as u32 + 0x2070),
        ('0'..='9', false) => char::from_u32(c as u32 - '0' as u32 + 0x2080),
        ('+', true) => Some('\u{207a}'),
        ('+', false) => Some('\u{208a}'),
        ('-' | '\u{2212}', true) => Some('\u{207b}'),
        ('-' | '\u{2212}', false) => Some('\u{208b}'),
        _ => None,
    };
    let told = text.contains(|c: char| c.is_ascii_digit());
    if told { text.chars().map(digit).collect() } else { None }
}

/// A text with marks of HTML in which `<sup>` and `<sub>` around figures are those figures, raised or lowered.
pub(super) fn in_marks(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices('<') {
        // What is taken holds marks of its own, its end.
        if at < done {
            continue;
        }
        if let Some((figures, length)) = at_mark(&text[at..]) {
            kept.push_str(&text[done..at]);
            kept.push_str(&figures);
            done = at + length;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[done..]);
    Cow::Owned(kept)
}

/// The figures between a mark that begins here and its end, and the bytes of all.
fn at_mark(rest: &str) -> Option<(String, usize)> {
    let name = rest.get(1..4)?;
    let above = name.eq_ignore_ascii_case("sup");
    if !above && !name.eq_ignore_ascii_case("sub") {
        return None;
    }
    // A mark with attributes may hold a link to a note; so may one with more marks in it.
    let inner = rest[4..].strip_prefix('>')?;
    let length = inner.find('<')?;
    let close = inner.get(length..length + 6)?;
    let closes = close
        .strip_prefix("</")
        .and_then(|end| end.strip_suffix('>'))
        .is_some_and(|end| end.eq_ignore_ascii_case(name));
    Some((figures(inner[..length].trim(), above).filter(|_| closes)?, 5 + length + 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_above_and_below_the_line_stay_there() {
        for (text, expected) in [
            ("10<sup>2</sup> and 10<SUP>-6</SUP> m", "10\u{b2} and 10\u{207b}\u{2076} m"),
            ("H<sub>2</sub>O, x<sub>10</sub>", "H\u{2082}O, x\u{2081}\u{2080}"),
            ("the 5<sup>th</sup> <sup></sup> <sup>2", "the 5<sup>th</sup> <sup></sup> <sup>2"),
            ("<sup>1</sup>", "\u{b9}"),
            (
                "<sup>2</su\u{fc} <sub>2</s\u{df}> <sup>2</s\u{4e2d}>",
                "<sup>2</su\u{fc} <sub>2</s\u{df}> <sup>2</s\u{4e2d}>",
            ),
            ("plain", "plain"),
        ] {
            assert_eq!(in_marks(text), expected);
        }
    }
}
