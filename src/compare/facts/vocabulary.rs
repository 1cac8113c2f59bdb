//! The English words that figures are made of: scales, currencies, units, numbers in words.

use super::spelled::is_han;

/// Words that multiply the number before them.
const SCALES: [(&str, f64); 23] = [
    ("bn", 1e9),
    ("billion", 1e9),
    ("billions", 1e9),
    ("crore", 1e7),
    ("crores", 1e7),
    ("dozen", 12.0),
    ("hundred", 1e2),
    ("k", 1e3),
    ("lakh", 1e5),
    ("lakhs", 1e5),
    ("m", 1e6),
    ("million", 1e6),
    ("millions", 1e6),
    ("mn", 1e6),
    ("thousand", 1e3),
    ("tn", 1e12),
    ("trillion", 1e12),
    ("trillions", 1e12),
    ("万", 1e4),
    ("萬", 1e4),
    ("亿", 1e8),
    ("億", 1e8),
    ("兆", 1e12),
];

/// What a sum of money is called, and the sign it is compared by.
const CURRENCIES: [(&str, &str); 18] = [
    ("$", "$"),
    ("dollar", "$"),
    ("dollars", "$"),
    ("usd", "$"),
    ("\u{20ac}", "\u{20ac}"),
    ("euro", "\u{20ac}"),
    ("euros", "\u{20ac}"),
    ("eur", "\u{20ac}"),
    ("\u{a3}", "\u{a3}"),
    ("gbp", "\u{a3}"),
    ("\u{20b9}", "\u{20b9}"),
    ("inr", "\u{20b9}"),
    ("rs", "\u{20b9}"),
    ("rupee", "\u{20b9}"),
    ("rupees", "\u{20b9}"),
    ("\u{a5}", "\u{a5}"),
    ("yen", "\u{a5}"),
    ("yuan", "CN\u{a5}"),
];

/// Numbers in English words; "one" counts only before a unit, where it is no pronoun.
const SPELLED: [(&str, f64); 28] = [
    ("zero", 0.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("dozen", 12.0),
];

/// Places in an order, from the first, then by tens from the twentieth.
const ORDINALS: [&str; 27] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

/// Parts of one, after "a" or "one" or, in the plural, after a number.
const PARTS: [(&str, f64); 5] =
    [("half", 0.5), ("third", 1.0 / 3.0), ("quarter", 0.25), ("fifth", 0.2), ("tenth", 0.1)];

/// Units under one name each. Those of one letter are read as they are written: "5 g" weighs something, 5G does not.
const UNITS: [(&str, &[&str]); 46] = [
    ("km", &["km", "kilometer", "kilometers", "kilometre", "kilometres", "kms"]),
    ("m", &["m", "meter", "meters", "metre", "metres"]),
    ("cm", &["cm", "centimeter", "centimeters", "centimetre", "centimetres"]),
    ("mm", &["mm", "millimeter", "millimeters", "millimetre", "millimetres"]),
    ("mile", &["mile", "miles"]),
    ("foot", &["foot", "feet", "ft"]),
    ("inch", &["inch", "inches"]),
    ("yard", &["yard", "yards"]),
    ("kg", &["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"]),
    ("g", &["g", "gram", "grams"]),
    ("mg", &["mg", "milligram", "milligrams"]),
    ("t", &["t", "ton", "tons", "tonne", "tonnes"]),
    ("pound", &["pound", "pounds", "lb", "lbs"]),
    ("ounce", &["ounce", "ounces", "oz"]),
    ("l", &["l", "liter", "liters", "litre", "litres"]),
    ("ml", &["ml", "milliliter", "milliliters", "millilitre", "millilitres"]),
    ("gallon", &["gallon", "gallons"]),
    ("barrel", &["barrel", "barrels"]),
    ("hectare", &["hectare", "hectares", "ha"]),
    ("acre", &["acre", "acres"]),
    ("second", &["second", "seconds", "sec", "secs"]),
    ("minute", &["minute", "minutes", "min", "mins"]),
    ("hour", &["hour", "hours", "hr", "hrs", "h"]),
    ("day", &["day", "days"]),
    ("week", &["week", "weeks"]),
    ("month", &["month", "months"]),
    ("year", &["year", "years"]),
    ("decade", &["decade", "decades"]),
    ("degree", &["degree", "degrees"]),
    ("times", &["times", "x", "fold"]),
    ("ms", &["ms", "millisecond", "milliseconds"]),
    ("W", &["W", "watt", "watts"]),
    ("kW", &["kW", "kilowatt", "kilowatts"]),
    ("MW", &["MW", "megawatt", "megawatts"]),
    ("GW", &["GW", "gigawatt", "gigawatts"]),
    ("kWh", &["kWh"]),
    ("MWh", &["MWh"]),
    ("GWh", &["GWh"]),
    ("TWh", &["TWh"]),
    ("kB", &["kB", "kilobytes"]),
    ("MB", &["MB", "megabyte", "megabytes"]),
    ("GB", &["GB", "gigabyte", "gigabytes"]),
    ("TB", &["TB", "terabyte", "terabytes"]),
    ("MHz", &["MHz", "megahertz"]),
    ("GHz", &["GHz", "gigahertz"]),
    ("mph", &["mph"]),
];

fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

pub fn scale(lower: &str) -> Option<f64> {
    find(&SCALES, lower)
}

pub fn currency(lower: &str) -> Option<&'static str> {
    find(&CURRENCIES, lower)
}

pub fn spelled(lower: &str) -> Option<f64> {
    find(&SPELLED, lower)
}

pub fn part(lower: &str) -> Option<f64> {
    find(&PARTS, lower)
}

/// Parts in the plural: "two thirds".
pub fn parts(lower: &str) -> Option<f64> {
    // In the singular these are places in an order.
    let other = match lower {
        "halves" => Some(2.0),
        "fourths" => Some(4.0),
        "sixths" => Some(6.0),
        "sevenths" => Some(7.0),
        "eighths" => Some(8.0),
        "ninths" => Some(9.0),
        _ => None,
    };
    other.map(|parts| 1.0 / parts).or_else(|| lower.strip_suffix('s').and_then(part))
}

/// The place that an ordinal names, from 1.
pub fn ordinal(lower: &str) -> Option<usize> {
    let at = ORDINALS.iter().position(|name| *name == lower)?;
    Some(if at < 19 { at + 1 } else { (at - 17) * 10 })
}

/// The scales that group a number in words by thousands.
pub fn thousands(lower: &str) -> Option<f64> {
    matches!(lower, "thousand" | "million" | "billion" | "trillion").then(|| scale(lower)).flatten()
}

/// The factor of "tenfold".
pub fn fold(lower: &str) -> Option<f64> {
    let number = lower.strip_suffix("fold").filter(|number| !number.is_empty())?;
    spelled(number).or_else(|| scale(number).filter(|_| number.len() > 2)).or_else(|| number.parse().ok())
}

/// The one name of a unit.
pub fn unit(word: &str) -> Option<&'static str> {
    let called = |name: &&str| **name == *word || word.len() > 1 && name.eq_ignore_ascii_case(word);
    UNITS.iter().find(|(_, names)| names.iter().any(&called)).map(|(unit, _)| *unit)
}

/// A word that is a figure or a part of one, whatever it counts: a number in digits or words, a scale, a place in an order.
pub fn is_number(lower: &str) -> bool {
    let scaled = || lower.len() > 2 && scale(lower).is_some();
    let ordered = || ordinal(lower).is_some_and(|place| place > 2);
    let in_words = || spelled(lower).is_some() || scaled() || ordered() || fold(lower).is_some();
    lower.starts_with(char::is_numeric) || in_words() || lower.chars().nth(1).is_some() && is_han(lower)
}
