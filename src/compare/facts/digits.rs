//! Digits of any script -> values: grouped in thousands or lakhs, with a decimal point or comma.

/// The zero of each script; nine digits follow it in order (Unicode's property Nd, scripts in use).
const ZEROS: [char; 21] = [
    '0', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{1810}', '\u{1946}', '\u{ff10}',
];

/// The digit that a character is.
pub fn digit(c: char) -> Option<char> {
    let values = ZEROS.iter().map(|&zero| (c as u32).wrapping_sub(zero as u32));
    values.into_iter().find(|value| *value < 10).and_then(|value| char::from_digit(value, 10))
}

/// Whether a word begins with a digit, as figures do.
pub fn begins(word: &str) -> bool {
    word.chars().next().is_some_and(|c| digit(c).is_some())
}

/// The digits that a word begins with, in ASCII with their marks, and what is written at once behind them.
pub fn split(word: &str) -> (String, &str) {
    let plain = |c: char| match c {
        '.' | ',' => Some(c),
        '\u{66b}' | '\u{ff0e}' => Some('.'),
        '\u{66c}' | '\u{ff0c}' | '\'' | '\u{2019}' | '\u{202f}' | '_' => Some(','),
        _ => digit(c),
    };
    let mut digits: String = word.chars().map_while(plain).collect();
    let marks = digits.len() - digits.trim_end_matches(['.', ',']).len();
    let taken = digits.chars().count() - marks;
    digits.truncate(digits.len() - marks);
    let end = word.char_indices().nth(taken).map_or(word.len(), |(at, _)| at);
    (digits, &word[end..])
}

/// The value of digits in ASCII. Commas, or several full stops, part groups of three digits (of two above the thousands, as
/// in India); one comma before any other number of digits is a decimal comma.
pub fn value(digits: &str) -> Option<f64> {
    let stops = digits.matches('.').count();
    // "1.234,56": what comes last parts the decimals.
    if let Some((whole, part)) = digits.rsplit_once(',').filter(|(whole, _)| whole.contains('.')) {
        return format!("{}.{part}", whole.replace('.', "")).parse().ok();
    }
    let (whole, rest) = if stops == 1 { digits.split_once('.')? } else { (digits, "") };
    let grouped = if stops > 1 { whole.replace('.', ",") } else { whole.to_owned() };
    let groups: Vec<&str> = grouped.split(',').collect();
    let last = groups.len() - 1;
    let fits = |(at, group): (usize, &&str)| match at {
        0 => !group.is_empty(),
        at if at == last => group.len() == 3,
        _ => matches!(group.len(), 2 | 3),
    };
    match groups.as_slice() {
        groups if groups.iter().enumerate().all(fits) => format!("{}.{rest}", groups.concat()).parse().ok(),
        [whole, part] if rest.is_empty() => format!("{whole}.{part}").parse().ok(),
        _ => None,
    }
}

/// The value of a fraction that is one character.
pub fn fraction(word: &str) -> Option<f64> {
    let value = match word {
        "\u{bc}" => 0.25,
        "\u{bd}" => 0.5,
        "\u{be}" => 0.75,
        "\u{2153}" => 1.0 / 3.0,
        "\u{2154}" => 2.0 / 3.0,
        "\u{2155}" => 0.2,
        "\u{2156}" => 0.4,
        "\u{2157}" => 0.6,
        "\u{2158}" => 0.8,
        "\u{2159}" => 1.0 / 6.0,
        "\u{215a}" => 5.0 / 6.0,
        "\u{215b}" => 0.125,
        "\u{215c}" => 0.375,
        "\u{215d}" => 0.625,
        "\u{215e}" => 0.875,
        _ => return None,
    };
    Some(value)
}

/// The digits that raised ones stand for: an exponent.
pub fn raised(word: &str) -> Option<String> {
    let digit = |c: char| match c {
        '\u{b9}' => Some('1'),
        '\u{b2}' => Some('2'),
        '\u{b3}' => Some('3'),
        '\u{2070}' | '\u{2074}'..='\u{2079}' => char::from_digit(c as u32 - 0x2070, 10),
        _ => None,
    };
    word.chars().map(digit).collect::<Option<String>>().filter(|digits| !digits.is_empty())
}

/// Digits with an exponent of ten behind a letter, "1e5", or as far as a sign parts them, "1.6e": the digits before it, and those
/// after.
pub fn scientific(word: &str) -> Option<(&str, &str)> {
    let (digits, exponent) = word.split_once(['e', 'E'])?;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (begins(digits) && plain(digits) && plain(exponent)).then_some((digits, exponent))
}

/// Digits that a letter x or a cross multiplies: "6x0.5".
pub fn is_product(word: &str) -> bool {
    let factors: Vec<&str> = word.split(['x', '\u{d7}']).collect();
    let plain = |factor: &&str| begins(factor) && factor.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    factors.len() > 1 && factors.iter().all(plain)
}

/// Letters written at once behind digits that can be a unit, known or not: "rpm", "\u{b5}g". Of single letters those that are
/// one: "5G" and "3D" are names.
pub fn is_unit(letters: &str) -> bool {
    let count = letters.chars().count();
    let single = || letters.chars().all(|c| c.is_lowercase() || "AJNVW".contains(c));
    letters.chars().all(char::is_alphabetic) && (2..=5).contains(&count) || count == 1 && single()
}

/// Three numbers or more with full stops between that part no thousands: "1.2.3"; a letter v may stand before two.
pub fn is_version(word: &str) -> bool {
    let bare = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let parts: Vec<&str> = bare.split('.').collect();
    let least = if bare.len() < word.len() { 2 } else { 3 };
    let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    numbers && parts.len() >= least && (least == 2 || value(bare).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_any_script_are_read() {
        for (word, expected) in [
            ("1,200", Some(1200.0)),
            ("12,00,000", Some(1_200_000.0)),
            ("1.234,56", Some(1234.56)),
            ("1,234.56", Some(1234.56)),
            ("1.000.000", Some(1_000_000.0)),
            ("4,5", Some(4.5)),
            ("4.25", Some(4.25)),
            ("\u{661}\u{662}\u{66b}\u{665}", Some(12.5)),
            ("\u{967}\u{968}", Some(12.0)),
            ("\u{ff14}\u{ff12}", Some(42.0)),
            ("1.2.3", None),
            ("1,2,3", None),
        ] {
            assert_eq!(value(&split(word).0), expected, "{word}");
        }
        assert_eq!(value(&split("5_000_000").0), Some(5e6));
        assert_eq!(["6x0.5", "0x1f", "x5", "6"].map(is_product), [true, false, false, false]);
        assert_eq!(scientific("1.6e"), Some(("1.6", "")));
        assert_eq!(["rpm", "\u{b5}g", "V", "G", "x5", ""].map(is_unit), [true, true, true, false, false, false]);
        assert_eq!(split("26th"), ("26".into(), "th"));
        assert_eq!(split("5.km"), ("5".into(), ".km"));
        assert_eq!(["1.2.3", "v1.2", "1.000.000", "4.5", "2.10.0"].map(is_version), [true, true, false, false, true]);
    }
}
