//! A calibration as text for the terminal and as JSON for programs.

use super::scores;
use super::terminal::{beside, left, right, shorten, wrap};
use super::wording::{NONE, counted, factor, inert, number};
use crate::drift::calibration::{Both, Calibration, Family};

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// Most columns of the names of lines, and those of each of the two numbers.
const NAMES: usize = 58;
const COLUMN: usize = 11;
/// The longest name of a line but those of themes, which are cut there.
const LEAST_NAMES: usize = 54;

/// All of a calibration as JSON in the form of the scores.
pub fn calibration_json(found: &Calibration) -> String {
    scores::answer(SCHEMA, found)
}

/// A calibration as plain text of at most `width` columns where words allow it.
pub fn calibration(found: &Calibration, width: usize) -> String {
    let mut lines = wrap(&headline(found), width);
    if let Some(why) = &found.too_small {
        lines.extend(wrap(&format!("Too small: {why}."), width));
    }
    if found.words_tested > 0.0 {
        let lists = [false_alarms(found), floor(found), power(found)];
        lines.extend(lists.iter().flatten().flat_map(|line| line.lines(width)));
        lines.push(String::new());
        lines.extend(wrap(&conclusion(found), width));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn headline(found: &Calibration) -> String {
    let documents = counted(found.documents, "dated document");
    if found.later == 0 {
        return format!("{}: {documents}", found.title);
    }
    format!(
        "{}: {documents}, {} against {}, by {}; their dates were shuffled {} times, so nothing truly changed",
        found.title, found.earlier, found.later, found.period, found.splits
    )
}

/// A line of a table, before its width is known.
enum Line {
    /// What follows, and the names of its columns.
    Heading(String, [&'static str; 2]),
    Row(String, [String; 2]),
}

impl Line {
    /// The numbers stand in columns; where the names have no room beside these, behind the names.
    fn lines(&self, width: usize) -> Vec<String> {
        let names = (NAMES + 2).min(width.saturating_sub(2 * COLUMN));
        let tight = names < LEAST_NAMES;
        let columns = |text: &str, values: [&str; 2]| {
            format!("{}{}{}", left(text, names), right(values[0], COLUMN), right(values[1], COLUMN))
        };
        match self {
            Self::Heading(text, heads) if tight || heads[0].is_empty() => {
                std::iter::once(String::new()).chain(wrap(text, width)).collect()
            }
            Self::Heading(text, heads) => vec![String::new(), columns(text, *heads)],
            Self::Row(text, [ours, theirs]) if tight => {
                let theirs = if theirs.is_empty() { String::new() } else { format!("; G2 {theirs}") };
                beside("", &format!("{text}: {ours}{theirs}"), width)
            }
            Self::Row(text, [ours, theirs]) => vec![columns(&format!("  {text}"), [ours, theirs])],
        }
    }
}

fn row(name: &str, values: [String; 2]) -> Line {
    Line::Row(name.to_owned(), values)
}

fn one(name: &str, value: String) -> Line {
    row(name, [value, String::new()])
}

/// A share as percent with one decimal.
fn percent(share: Option<f64>) -> String {
    share.map_or(NONE.into(), |share| format!("{:.1} %", 100.0 * share))
}

fn plain(value: Option<f64>, decimals: usize) -> String {
    value.map_or(NONE.into(), |value| format!("{value:.decimals$}").replace('-', "−"))
}

fn false_alarms(found: &Calibration) -> Vec<Line> {
    let both = |both: Both, show: &dyn Fn(Option<f64>) -> String| [show(both.driftline), show(both.g2)];
    let mut lines = vec![Line::Heading("False alarms".into(), ["driftline", "G2"])];
    let tested = format!("words with p < 0.05, of {:.0} tested (5 % is right)", found.words_tested);
    lines.push(row(&tested, both(found.false_alarms, &percent)));
    let per_shuffle = |value: Option<f64>| plain(value, 2);
    lines.push(row("words surviving Benjamini-Hochberg, a shuffle", both(found.after_bh, &per_shuffle)));
    lines.push(row("shuffles in which any word survives", both(found.shuffles_with_any, &percent)));
    lines.extend(family("themes", "\u{201c}rose\u{201d} or \u{201c}fell\u{201d}", &found.themes));
    lines.extend(family("pairs of themes", "\u{201c}rose\u{201d} or \u{201c}fell\u{201d}", &found.pairs));
    lines.extend(family("best cuts of themes and pairs", "a change point", &found.change_points));
    if let Some(tested) = found.turns.tested.checked_div(found.turns.shuffles) {
        lines.push(one(&format!("turns of single terms, a shuffle (of {tested})"), plain(found.turns.called, 2)));
    }
    lines
}

fn family(name: &str, called: &str, family: &Family) -> Vec<Line> {
    if family.tested == 0 {
        return Vec::new();
    }
    vec![
        one(&format!("{name} with p < 0.05, of {}", family.tested), percent(family.below_5_percent)),
        one(&format!("{name} called {called}"), percent(family.called)),
    ]
}

fn floor(found: &Calibration) -> Vec<Line> {
    let drift = &found.drift;
    let digits = |value: Option<f64>| value.map_or(NONE.into(), |value| number(value, 2));
    vec![
        Line::Heading("Noise floor of drift (MMD-U)".into(), ["", ""]),
        one("mean of the shuffles (0 is right)", digits(drift.mean)),
        one("the same in standard errors", plain(drift.mean_in_standard_errors, 1)),
        one("95 % of the shuffles lie below", digits(drift.floor)),
    ]
}

fn power(found: &Calibration) -> Vec<Line> {
    let power = &found.power;
    if power.tested == 0 {
        return Vec::new();
    }
    let theme = if found.own_themes { "one of your themes" } else { "one of the drawn themes" };
    let planted = factor(power.factor);
    let mut lines = vec![
        Line::Heading(
            format!("Power: {planted} planted in {theme} from the later span on, {} times", power.tested),
            ["", ""],
        ),
        one("called \u{201c}rose\u{201d}", percent(power.rose)),
        one("called \u{201c}rose\u{201d} or \u{201c}leans up\u{201d}", percent(power.rose_or_leans)),
        one("change point found", percent(power.turn_found)),
        one("change point within one period of the true one", percent(power.turn_within_one)),
        one("change points whose interval holds the true place", percent(power.place_covered)),
        one("95 % intervals that hold the true factor", percent(found.coverage)),
    ];
    lines.extend(power.by_theme.iter().filter(|theme| theme.tested > 0).map(|theme| {
        let name = format!("{} (in {} of documents) rose", theme.name, percent(Some(theme.document_share)));
        one(&shorten(&inert(&name), LEAST_NAMES - 2), percent(theme.rose))
    }));
    lines
}

/// What the table says, in words.
fn conclusion(found: &Calibration) -> String {
    let alarms = found.false_alarms;
    let (Some(ours), Some(theirs)) = (alarms.driftline, alarms.g2) else {
        return "No word was frequent enough to test.".into();
    };
    let themes = if found.own_themes {
        ""
    } else {
        " The settings name no theme, so themes of five words that occur in about a tenth of the documents were drawn."
    };
    let judged = match ours {
        share if share > 0.07 => "More than 7 %: on these documents p values are too small, take q alone as evidence.",
        share if share < 0.03 => {
            "Below 3 %: so few documents make the test cautious, and small changes will be missed."
        }
        _ => "As promised.",
    };
    format!(
        "Of words that did not change, driftline calls {} at p < 0.05 and G2, which takes words as independent, {}. {judged}{themes} \
         Planting repeats each mention with probability {} in place of another word, so documents keep their lengths and bursts.",
        percent(Some(ours)),
        percent(Some(theirs)),
        number(found.power.factor - 1.0, 2),
    )
}
