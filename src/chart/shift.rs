//! The word shift graph (Gallagher et al. 2021): which words carry the difference between the two spans of a report, or the
//! two sides of a comparison.
//!
//! A bar alone misleads: words that are common, or that one long document repeats, get long bars by chance. So each bar
//! has its own floor, what the word gets in one of twenty shuffles, and a bar within it is gray and named in no title.

use super::draw::{Anchor, Area, Canvas};
use super::frame::{self, Sheet, Words};
use super::measure::{shorten, width};
use super::scale::Scale;
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table, format};
use crate::compare::findings::{Comparison, Side, Weights};
use crate::drift::findings::{DriftFinding, Findings, ShiftTerm};
use crate::drift::verdict::{FEWEST_DOCUMENTS, number_word};
use crate::error::Result;

const MOST: usize = 30;
/// Shorter bars, as a part of the longest, cannot be seen: a rate that hardly differs.
const SPECK: f64 = 0.01;
const ROW: f64 = 19.0;
/// Room beside the longest bar for the word and its rates.
const LABELS: f64 = 230.0;
const CENTER: f64 = WIDTH / 2.0;
/// Above this p the title says that nothing differs.
const SURE: f64 = 0.05;

/// What is drawn, whether the two are spans of time or sides of a comparison.
struct Shift<'a> {
    title: String,
    subtitle: String,
    /// What stands over the bars to the left and to the right.
    heads: [String; 2],
    /// What chance shuffles: documents, or the sentences of two documents.
    rows: &'a str,
    /// Jensen-Shannon divergence, its mean under shuffles, and how often a shuffle gives as much.
    bits: f64,
    by_chance: f64,
    p: f64,
    words: &'a [ShiftTerm],
    /// What the left and the right are called, in the description and in the table.
    sides: [&'static str; 2],
    footer: String,
}

/// The graph of the two spans; none without spans or words.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let (Some(drift), Some(spans)) = (&findings.drift, frame::spans(findings)) else { return Ok(None) };
    let (earlier, later) = &spans;
    draw(&Shift {
        title: title(findings, drift),
        subtitle: format!(
            "Words that make {earlier} and {later} differ; beside each its mentions per 1,000 words, then → now. {}",
            floors("documents")
        ),
        heads: [format!("more in {earlier}"), format!("more in {later}")],
        rows: "documents",
        bits: drift.jsd_bits,
        by_chance: drift.jsd_null_mean,
        p: drift.jsd_p,
        words: &drift.word_shift,
        sides: ["earlier", "later"],
        footer: frame::corpus_note(findings),
    })
}

/// The graph of the two sides of a comparison; none where they have the same words as often.
pub fn of_sides(found: &Comparison) -> Result<Option<Chart>> {
    let weights = &found.weights;
    let side = |letter: &str, side: &Side| format!("{letter}: {}", side.name);
    let (a, b) = (side("A", &found.a), side("B", &found.b));
    // Two documents are no sample: what chance shuffles lies inside of them.
    let within = if found.rows == "sentences" {
        " · shuffled between A and B are their sentences: uncertainty within the two documents, which are no sample of others"
    } else {
        ""
    };
    draw(&Shift {
        title: title_of_sides(found, weights),
        subtitle: format!(
            "Words that make A and B differ; beside each its mentions per 1,000 words, A → B. {}",
            floors(&found.rows)
        ),
        heads: [format!("more in {a}"), format!("more in {b}")],
        rows: &found.rows,
        bits: weights.divergence_bits,
        by_chance: weights.divergence_by_chance,
        p: weights.divergence_p,
        words: &weights.word_shift,
        sides: ["a", "b"],
        footer: format!("{a} · {b}{within}"),
    })
}

/// How the floors of bars are read.
fn floors(rows: &str) -> String {
    format!("Tick: what one in 20 shuffles of {rows} gives the word; gray: no more than that")
}

/// Whether a word by itself differs more than in nineteen of twenty shuffles.
fn stands_out(word: &ShiftTerm) -> bool {
    word.bits.abs() > word.floor
}

fn draw(shift: &Shift) -> Result<Option<Chart>> {
    let longest = shift.words.iter().map(|word| word.bits.abs()).fold(0.0, f64::max);
    let seen = |word: &&ShiftTerm| word.bits.abs() > SPECK * longest;
    let words: Vec<&ShiftTerm> = shift.words.iter().filter(seen).take(MOST).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let mut sheet = Sheet::begin(&shift.title, &shift.subtitle);
    let top = total(&mut sheet.canvas, shift, sheet.top) + 44.0;
    heads(&mut sheet.canvas, &shift.heads, top - 12.0);
    let farthest = words.iter().map(|word| word.floor).fold(longest, f64::max);
    let length = Scale::new((0.0, farthest), (0.0, CENTER - MARGIN - LABELS));
    for (index, word) in words.iter().enumerate() {
        bar(&mut sheet.canvas, word, top + index as f64 * ROW, &length);
    }
    let bottom = top + words.len() as f64 * ROW;
    sheet.canvas.line((CENTER, top - 4.0), (CENTER, bottom + 4.0), 1.0, style::INK);
    let footer = format!(
        "{} · Jensen–Shannon divergence: the bars of all words add up to the total; p is for the total, not for single words",
        shift.footer
    );
    let said = Words { name: "word-shift".into(), description: description(&words, shift), footer };
    sheet.finish(bottom, said, table(shift)).map(Some)
}

/// The total beside what chance alone gives; returns where it ends.
fn total(canvas: &mut Canvas, shift: &Shift, top: f64) -> f64 {
    let x = Scale::new((0.0, shift.bits.max(shift.by_chance)), (MARGIN + 176.0, WIDTH - MARGIN - 160.0));
    let found = format!("{} bits (p {})", format::two_digits(shift.bits), format::equals(shift.p));
    let chance = format!("{} bits", format::two_digits(shift.by_chance));
    let shuffled = format!("Shuffled {}, mean", shift.rows);
    let rows = [
        ("Difference in all", shift.bits, style::INK, found),
        (shuffled.as_str(), shift.by_chance, style::MIST, chance),
    ];
    let mut y = top;
    for (name, bits, color, label) in rows {
        canvas.text(name, (MARGIN, y + 10.0), style::LABEL, Anchor::Start);
        canvas.rect(Area::of((x.at(0.0), y), (x.at(bits).max(x.at(0.0) + 1.0), y + 12.0)), color);
        canvas.text(&label, (x.at(bits) + 8.0, y + 10.0), style::LABEL, Anchor::Start);
        y += 20.0;
    }
    y
}

fn heads(canvas: &mut Canvas, [left, right]: &[String; 2], y: f64) {
    let room = CENTER - MARGIN - 20.0;
    let (left, right) = (shorten(left, style::HEADING, room), shorten(right, style::HEADING, room));
    canvas.text(&left, (CENTER - 10.0, y), style::HEADING.colored(style::DOWN), Anchor::End);
    canvas.text(&right, (CENTER + 10.0, y), style::HEADING.colored(style::UP), Anchor::Start);
}

/// A bar to the side where the word is commoner, with its floor, then the word and its two rates.
fn bar(canvas: &mut Canvas, word: &ShiftTerm, top: f64, length: &Scale) {
    let later = word.bits > 0.0;
    let (sign, color, anchor) = if later { (1.0, style::UP, Anchor::Start) } else { (-1.0, style::DOWN, Anchor::End) };
    let end = CENTER + sign * length.at(word.bits.abs()).max(1.0);
    let color = if stands_out(word) { color } else { style::MIST };
    canvas.rect(Area::of((CENTER, top), (end, top + ROW - 5.0)), color).tag("word", tip(word));
    canvas.shows(format!("term: {}", word.term));
    let floor = CENTER + sign * length.at(word.floor);
    let tick = if stands_out(word) { style::WHITE } else { style::GRAY };
    canvas.line((floor, top), (floor, top + ROW - 5.0), 2.0, tick);
    let end = if stands_out(word) { end } else { floor };
    let rates = format!("{} → {}", format::rate(word.earlier_per_1000), format::rate(word.later_per_1000));
    let room = LABELS - 24.0 - width(&rates, style::TICK);
    let name = shorten(&word.term, style::LABEL, room);
    let y = top + 11.0;
    canvas.text(&name, (end + sign * 7.0, y), style::LABEL, anchor);
    canvas.text(&rates, (end + sign * (15.0 + width(&name, style::LABEL)), y), style::TICK, anchor);
}

fn tip(word: &ShiftTerm) -> String {
    format!(
        "{}: {} → {} per 1,000 words, {} bits, {} in one of 20 shuffles",
        word.term,
        format::rate(word.earlier_per_1000),
        format::rate(word.later_per_1000),
        format::rate(word.bits),
        format::rate(word.floor)
    )
}

/// The first two words of one direction that stand out, in quotes.
fn named(words: &[ShiftTerm], later: bool) -> Vec<String> {
    let words = words.iter().filter(|word| stands_out(word) && (word.bits > 0.0) == later);
    words.take(2).map(|word| format!("“{}”", word.term)).collect()
}

fn title(findings: &Findings, drift: &DriftFinding) -> String {
    let (later, earlier) = (named(&drift.word_shift, true), named(&drift.word_shift, false));
    if frame::too_few(findings) {
        let few = format::sentence_case(&frame::dated_documents(findings));
        return format!("{few} cannot show that the vocabulary changed");
    }
    if drift.jsd_p > SURE {
        return "The two spans do not differ more in vocabulary than shuffled documents would".into();
    }
    match (later.is_empty(), earlier.is_empty()) {
        (false, false) => {
            format!("The vocabulary changed: more {}, less {}", format::listed(&later), format::listed(&earlier))
        }
        (false, true) => format!("The vocabulary changed: more {}", format::listed(&later)),
        (true, false) => format!("The vocabulary changed: less {}", format::listed(&earlier)),
        (true, true) => "The vocabulary changed, by many words of which none stands out".into(),
    }
}

fn title_of_sides(found: &Comparison, weights: &Weights) -> String {
    let (b, a) = (named(&weights.word_shift, true), named(&weights.word_shift, false));
    let documents = found.a.documents + found.b.documents;
    if found.rows == "documents" && documents < FEWEST_DOCUMENTS {
        let few = format::sentence_case(&number_word(documents));
        return format!("{few} documents cannot show that the vocabularies of A and B differ");
    }
    if weights.divergence_p > SURE {
        return format!("A and B do not differ more in vocabulary than shuffled {} would", found.rows);
    }
    let more = |words: &[String], side: &str| {
        (!words.is_empty()).then(|| format!("{side} has more {}", format::listed(words)))
    };
    let told: Vec<String> = more(&a, "A").into_iter().chain(more(&b, "B")).collect();
    if told.is_empty() { "A and B differ by many words of which none stands out".into() } else { told.join("; ") }
}

fn description(words: &[&ShiftTerm], shift: &Shift) -> String {
    let told: Vec<String> = words.iter().map(|word| tip(word)).collect();
    let [left, right] =
        shift.sides.map(|side| if side.len() == 1 { format!("in {}", side.to_uppercase()) } else { side.to_owned() });
    format!(
        "Bars for {} words, left if commoner {left}, right if commoner {right}; {} bits in all, {} by chance. {}.",
        words.len(),
        format::rate(shift.bits),
        format::rate(shift.by_chance),
        told.join("; ")
    )
}

fn table(shift: &Shift) -> Table {
    let [left, right] = shift.sides.map(|side| format!("{side}_per_1000"));
    let mut table = Table::new(&["term", "bits", "floor", &left, &right]);
    for word in shift.words {
        let mut row = vec![word.term.clone()];
        row.extend(
            [word.bits, word.floor, word.earlier_per_1000, word.later_per_1000].map(|value| format::cell(Some(value))),
        );
        table.rows.push(row);
    }
    table
}
