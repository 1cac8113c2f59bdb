//! The word shift graph (Gallagher et al. 2021): which words carry the difference between the two spans.

use super::draw::{Anchor, Area, Canvas};
use super::frame::{self, Sheet, Words};
use super::measure::{shorten, width};
use super::scale::Scale;
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{DriftFinding, Findings, ShiftTerm};
use crate::error::Result;

const MOST: usize = 30;
const ROW: f64 = 19.0;
/// Room beside the longest bar for the word and its rates.
const LABELS: f64 = 230.0;
const CENTER: f64 = WIDTH / 2.0;

/// The graph; none without spans or words.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let (Some(drift), Some(spans)) = (&findings.drift, frame::spans(findings)) else { return Ok(None) };
    let words: Vec<&ShiftTerm> = drift.word_shift.iter().filter(|word| word.bits != 0.0).take(MOST).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let mut sheet = Sheet::begin(&title(findings, drift), &subtitle(&spans));
    let top = total(&mut sheet.canvas, drift, sheet.top) + 44.0;
    heads(&mut sheet.canvas, &spans, top - 12.0);
    let longest = words.iter().map(|word| word.bits.abs()).fold(0.0, f64::max);
    let length = Scale::new((0.0, longest), (0.0, CENTER - MARGIN - LABELS));
    for (index, word) in words.iter().enumerate() {
        bar(&mut sheet.canvas, word, top + index as f64 * ROW, &length);
    }
    let bottom = top + words.len() as f64 * ROW;
    sheet.canvas.line((CENTER, top - 4.0), (CENTER, bottom + 4.0), 1.0, style::INK);
    let described = description(&words, drift);
    let footer = format!(
        "{} · Jensen–Shannon divergence: the bars of all words add up to the total; p is for the total, not for single words",
        frame::corpus_note(findings)
    );
    let said = Words { name: "word-shift".into(), description: described, footer };
    sheet.finish(bottom, said, table(drift)).map(Some)
}

/// The total beside what chance alone gives; returns where it ends.
fn total(canvas: &mut Canvas, drift: &DriftFinding, top: f64) -> f64 {
    let x = Scale::new((0.0, drift.jsd_bits.max(drift.jsd_null_mean)), (MARGIN + 176.0, WIDTH - MARGIN - 160.0));
    let found = format!("{} bits (p {})", format::two_digits(drift.jsd_bits), format::equals(drift.jsd_p));
    let chance = format!("{} bits", format::two_digits(drift.jsd_null_mean));
    let rows = [
        ("Difference in all", drift.jsd_bits, style::INK, found),
        ("Shuffled documents, mean", drift.jsd_null_mean, style::MIST, chance),
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

fn heads(canvas: &mut Canvas, spans: &(String, String), y: f64) {
    let room = CENTER - MARGIN - 20.0;
    let earlier = shorten(&format!("more in {}", spans.0), style::HEADING, room);
    let later = shorten(&format!("more in {}", spans.1), style::HEADING, room);
    canvas.text(&earlier, (CENTER - 10.0, y), style::HEADING.colored(style::DOWN), Anchor::End);
    canvas.text(&later, (CENTER + 10.0, y), style::HEADING.colored(style::UP), Anchor::Start);
}

/// A bar to the side where the word is commoner, then the word and its two rates.
fn bar(canvas: &mut Canvas, word: &ShiftTerm, top: f64, length: &Scale) {
    let later = word.bits > 0.0;
    let (sign, color, anchor) = if later { (1.0, style::UP, Anchor::Start) } else { (-1.0, style::DOWN, Anchor::End) };
    let end = CENTER + sign * length.at(word.bits.abs()).max(1.0);
    canvas.rect(Area::of((CENTER, top), (end, top + ROW - 5.0)), color).tag("word", tip(word));
    let rates = format!("{} → {}", format::rate(word.earlier_per_1000), format::rate(word.later_per_1000));
    let room = LABELS - 24.0 - width(&rates, style::TICK);
    let name = shorten(&word.term, style::LABEL, room);
    let y = top + 11.0;
    canvas.text(&name, (end + sign * 7.0, y), style::LABEL, anchor);
    canvas.text(&rates, (end + sign * (15.0 + width(&name, style::LABEL)), y), style::TICK, anchor);
}

fn tip(word: &ShiftTerm) -> String {
    format!(
        "{}: {} → {} per 1,000 words, {} bits",
        word.term,
        format::rate(word.earlier_per_1000),
        format::rate(word.later_per_1000),
        format::rate(word.bits)
    )
}

fn title(findings: &Findings, drift: &DriftFinding) -> String {
    let named = |later: bool| -> Vec<String> {
        let words = drift.word_shift.iter().filter(|word| word.bits != 0.0 && (word.bits > 0.0) == later);
        words.take(2).map(|word| format!("“{}”", word.term)).collect()
    };
    let (later, earlier) = (named(true), named(false));
    if frame::too_few(findings) {
        let few = format::sentence_case(&frame::dated_documents(findings));
        return format!("{few} cannot show that the vocabulary changed");
    }
    if drift.jsd_p > 0.05 {
        return "The two spans do not differ more in vocabulary than shuffled documents would".into();
    }
    match (later.is_empty(), earlier.is_empty()) {
        (false, false) => {
            format!("The vocabulary changed: more {}, less {}", format::listed(&later), format::listed(&earlier))
        }
        (false, true) => format!("The vocabulary changed: more {}", format::listed(&later)),
        _ => format!("The vocabulary changed: less {}", format::listed(&earlier)),
    }
}

fn subtitle((earlier, later): &(String, String)) -> String {
    format!("Words that make {earlier} and {later} differ; beside each its mentions per 1,000 words, then → now")
}

fn description(words: &[&ShiftTerm], drift: &DriftFinding) -> String {
    let told: Vec<String> = words.iter().map(|word| tip(word)).collect();
    format!(
        "Bars for {} words, left if commoner earlier, right if commoner later; {} bits in all, {} by chance. {}.",
        words.len(),
        format::rate(drift.jsd_bits),
        format::rate(drift.jsd_null_mean),
        told.join("; ")
    )
}

fn table(drift: &DriftFinding) -> Table {
    let mut table = Table::new(&["term", "bits", "earlier_per_1000", "later_per_1000"]);
    for word in &drift.word_shift {
        let mut row = vec![word.term.clone()];
        row.extend([word.bits, word.earlier_per_1000, word.later_per_1000].map(|value| format::cell(Some(value))));
        table.rows.push(row);
    }
    table
}
