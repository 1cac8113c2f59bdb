//! The comparison ribbon: two texts as bars in reading order, joined by bands where sentences correspond.

use super::draw::{Anchor, Area, Canvas, Caption};
use super::frame::{Sheet, Words};
use super::measure::shorten;
use super::style::{self, Face, MARGIN, PIXELS, WIDTH};
use super::{Chart, Table, format};
use crate::compare::findings::{Comparison, Kind, Passage, Passages, Quote};
use crate::error::Result;
use plotters::style::RGBAColor;
use std::collections::BTreeSet;

const A: (f64, f64) = (316.0, 338.0);
const B: (f64, f64) = (WIDTH - 338.0, WIDTH - 316.0);
/// Without margins for labels, as a phone or a printed page shows it.
const NARROW: f64 = 330.0;
const NARROW_LONGEST: f64 = 340.0;
const NARROW_BARS: [(f64, f64); 2] = [(0.0, 22.0), (NARROW - 22.0, NARROW)];
/// Height of the longer text: a line for every sentence, within what a page can show.
const LINE: f64 = 22.0;
const SHORTEST: f64 = 280.0;
const LONGEST: f64 = 900.0;
/// Labels in a margin, and the least distance between them.
const MOST_LABELS: usize = 12;
const APART: f64 = 17.0;
/// Sentences of a bar that are marks of their own.
const MOST_MARKS: usize = 400;
/// Characters of a tooltip.
const MOST_CHARACTERS: usize = 200;
/// What differs is drawn at least so high, or a page shows nothing of one sentence in a book.
const THINNEST: f64 = 1.25;
/// More bands than this are thinned: of those that lie upon one another within so many points one is drawn.
const MOST_BANDS: usize = 1_000;
const COARSE: f64 = 5.0;
/// Points of the curve of a band.
const STEPS: usize = 16;

/// The chart of two documents; none for corpora or where neither has a sentence.
pub fn chart(found: &Comparison) -> Result<Option<Chart>> {
    let Some(passages) = found.passages.as_ref().filter(|passages| !passages.pairs.is_empty()) else { return Ok(None) };
    let title = title(passages);
    let subtitle = "Both texts in reading order, drawn to their length; bands join the sentences that correspond";
    let mut sheet = Sheet::begin(&title, subtitle);
    let top = key(&mut sheet.canvas, sheet.top) + 34.0;
    let most = found.a.sentences.max(found.b.sentences) as f64;
    let scale = Heights::of(passages, (top, (most * LINE).clamp(SHORTEST, LONGEST)), [A, B]);
    for (side, (left, right), anchor) in [(&found.a, A, Anchor::End), (&found.b, B, Anchor::Start)] {
        let name = shorten(&side.name, style::HEADING, A.1 - MARGIN);
        let x = if anchor == Anchor::End { right } else { left };
        sheet.canvas.text(&name, (x, top - 10.0), style::HEADING, anchor);
    }
    draw(&mut sheet.canvas, passages, &scale);
    labels(&mut sheet.canvas, passages, &scale);
    let said = Words { name: "ribbon".into(), description: description(found, passages), footer: footer(found) };
    sheet.finish(scale.bottom, said, table(passages)).map(Some)
}

/// The bars and bands alone as SVG, for narrow screens and printed pages: the words of the wide chart could not be
/// read on the first, and a tall one left half of the second empty.
pub fn narrow(found: &Comparison) -> Result<Option<String>> {
    let Some(passages) = found.passages.as_ref().filter(|passages| !passages.pairs.is_empty()) else { return Ok(None) };
    let mut canvas = Canvas::default();
    let mut top = 0.0;
    for (name, color) in KEY {
        canvas.rect(Area::of((0.0, top), (11.0, top + 11.0)), color);
        canvas.text(name, (17.0, top + 10.0), style::LABEL, Anchor::Start);
        top += 17.0;
    }
    let most = found.a.sentences.max(found.b.sentences) as f64;
    let scale = Heights::of(passages, (top + 34.0, (most * LINE).clamp(SHORTEST, NARROW_LONGEST)), NARROW_BARS);
    for (letter, (left, right), anchor) in [("A", NARROW_BARS[0], Anchor::Start), ("B", NARROW_BARS[1], Anchor::End)] {
        let x = if anchor == Anchor::End { right } else { left };
        canvas.text(letter, (x, top + 24.0), style::HEADING, anchor);
    }
    draw(&mut canvas, passages, &scale);
    let (title, description) = (title(passages), description(found, passages));
    let caption = Caption { name: "ribbon-narrow", title: &title, description: &description };
    let svg = canvas.svg(scale.bottom + 4.0, &caption)?;
    // The canvas has the width of every chart; the rest of it is empty here.
    let size = |width: f64| (format!("viewBox=\"0 0 {} ", width * PIXELS), format!(" width=\"{width}\" "));
    let ((view, width), (cut_view, cut_width)) = (size(WIDTH), size(NARROW));
    Ok(Some(svg.replacen(&view, &cut_view, 1).replacen(&width, &cut_width, 1)))
}

fn draw(canvas: &mut Canvas, passages: &Passages, scale: &Heights) {
    thinned(bands(passages), scale).iter().for_each(|band| draw_band(canvas, band, scale));
    draw_bars(canvas, passages, scale);
}

/// Where each sentence begins and ends, in points from the top, and where the bars stand.
struct Heights {
    bars: [(f64, f64); 2],
    a: Vec<(f64, f64)>,
    b: Vec<(f64, f64)>,
    bottom: f64,
}

impl Heights {
    fn of(passages: &Passages, (top, height): (f64, f64), bars: [(f64, f64); 2]) -> Self {
        let (a, b) = (lengths(passages, |passage| passage.a.as_ref()), lengths(passages, |passage| passage.b.as_ref()));
        let total = |lengths: &[f64]| lengths.iter().sum::<f64>();
        let unit = height / total(&a).max(total(&b)).max(1.0);
        let places = |lengths: &[f64]| {
            let mut at = top;
            lengths
                .iter()
                .map(|length| {
                    at += length * unit;
                    (at - length * unit, at)
                })
                .collect::<Vec<_>>()
        };
        Self { bars, a: places(&a), b: places(&b), bottom: top + height }
    }

    /// The part of a side that some sentences take.
    fn span(places: &[(f64, f64)], quote: &Quote) -> (f64, f64) {
        let of = |sentence: usize| places.get(sentence - 1).copied().unwrap_or_default();
        (of(quote.sentence).0, of(quote.sentence + quote.sentences - 1).1)
    }
}

/// Length of each sentence in characters; a run shares its own evenly.
fn lengths(passages: &Passages, side: impl Fn(&Passage) -> Option<&Quote>) -> Vec<f64> {
    let quotes: Vec<&Quote> = passages.pairs.iter().filter_map(side).collect();
    let count = quotes.iter().map(|quote| quote.sentence + quote.sentences - 1).max().unwrap_or(0);
    let mut lengths = vec![0.0; count];
    for quote in quotes {
        let each = quote.text.chars().count() as f64 / quote.sentences as f64;
        (quote.sentence..quote.sentence + quote.sentences).for_each(|sentence| lengths[sentence - 1] = each);
    }
    lengths
}

/// Passages that follow one another on both sides and met the same fate, drawn as one.
struct Band {
    kind: Kind,
    moved: bool,
    a: Quote,
    b: Quote,
    likeness: f64,
}

fn bands(passages: &Passages) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for passage in &passages.pairs {
        let (Some(a), Some(b)) = (&passage.a, &passage.b) else { continue };
        let goes_on = |band: &&mut Band| {
            let next = |x: &Quote, y: &Quote| x.sentence + x.sentences == y.sentence;
            band.kind == passage.kind && band.moved == passage.moved && next(&band.a, a) && next(&band.b, b)
        };
        match bands.last_mut().filter(goes_on) {
            Some(band) if passage.kind == Kind::Same => {
                band.a.sentences += a.sentences;
                band.b.sentences += b.sentences;
            }
            _ => bands.push(Band {
                kind: passage.kind,
                moved: passage.moved,
                a: a.clone(),
                b: b.clone(),
                likeness: passage.likeness,
            }),
        }
    }
    // What changed lies above what stayed, and what moved above both.
    bands.sort_by_key(|band| (band.moved, band.kind != Kind::Same));
    bands
}

/// Of a long text nobody could tell the bands of neighbors apart: what stayed is drawn through, and of what differs one band for
/// each few points.
fn thinned(bands: Vec<Band>, heights: &Heights) -> Vec<Band> {
    if bands.len() <= MOST_BANDS {
        return bands;
    }
    let reach = heights.a.len().max(heights.b.len()) / MOST_MARKS;
    let mut taken = BTreeSet::new();
    let bin = |(top, _): (f64, f64)| (top / COARSE) as i64;
    let mut kept: Vec<Band> = Vec::new();
    for band in bands {
        let end = |quote: &Quote| quote.sentence + quote.sentences;
        let near = |x: &Quote, y: &Quote| y.sentence >= x.sentence && y.sentence <= end(x) + reach;
        let stayed = |band: &Band| band.kind == Kind::Same && !band.moved;
        let open = kept.last_mut().filter(|last| stayed(last) && stayed(&band));
        if let Some(last) = open.filter(|last| near(&last.a, &band.a) && near(&last.b, &band.b)) {
            last.a.sentences = end(&band.a) - last.a.sentence;
            last.b.sentences = end(&band.b) - last.b.sentence;
        } else {
            let (a, b) = (bin(Heights::span(&heights.a, &band.a)), bin(Heights::span(&heights.b, &band.b)));
            if taken.insert((band.moved, band.kind != Kind::Same, a, b)) {
                kept.push(band);
            }
        }
    }
    kept
}

fn band_color(kind: Kind, moved: bool) -> RGBAColor {
    match (kind, moved) {
        (_, true) => style::faded(style::INK, 0.45),
        (Kind::Same, _) => style::GRID,
        _ => style::BEHIND,
    }
}

fn draw_band(canvas: &mut Canvas, band: &Band, heights: &Heights) {
    let differs = band.kind != Kind::Same || band.moved;
    let (a, b) = (Heights::span(&heights.a, &band.a), Heights::span(&heights.b, &band.b));
    let (a, b) = if differs { (visible(a), visible(b)) } else { (a, b) };
    let [(_, left), (right, _)] = heights.bars;
    let edge = |from: f64, to: f64| {
        (0..=STEPS).map(move |step| {
            let t = step as f64 / STEPS as f64;
            // A smooth step leaves both bars at a right angle.
            (left + (right - left) * t, from + (to - from) * t * t * (3.0 - 2.0 * t))
        })
    };
    let upper = edge(a.0, b.0);
    let lower: Vec<(f64, f64)> = edge(a.1, b.1).collect();
    let outline: Vec<(f64, f64)> = upper.chain(lower.into_iter().rev()).collect();
    let what = if band.kind == Kind::Same { "same".to_owned() } else { format!("likeness {:.2}", band.likeness) };
    let tip = format!("A {} → B {}: {what}", places(&band.a), places(&band.b));
    canvas.polygon(outline, band_color(band.kind, band.moved)).tag("band", tip);
}

/// A span that is high enough to be seen, around the same middle.
fn visible((top, bottom): (f64, f64)) -> (f64, f64) {
    let lacking = (THINNEST - (bottom - top)).max(0.0) / 2.0;
    (top - lacking, bottom + lacking)
}

fn places(quote: &Quote) -> String {
    match quote.sentences {
        1 => quote.sentence.to_string(),
        more => format!("{}–{}", quote.sentence, quote.sentence + more - 1),
    }
}

/// What happened to a sentence, as the bars tell it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Same,
    Changed,
    Moved,
    Lone,
}

/// The sentences of both bars. Each is a mark of its own with its text as a tooltip, unless they are so many that
/// nobody could point at one: then neighbors of one fate become one.
fn draw_bars(canvas: &mut Canvas, passages: &Passages, heights: &Heights) {
    let fate = |passage: &Passage| match passage.kind {
        _ if passage.moved => Fate::Moved,
        Kind::Same => Fate::Same,
        Kind::Dropped | Kind::Added => Fate::Lone,
        _ => Fate::Changed,
    };
    let quotes = |side: fn(&Passage) -> Option<&Quote>| {
        let mut quotes: Vec<(&Quote, Fate)> =
            passages.pairs.iter().filter_map(|passage| Some((side(passage)?, fate(passage)))).collect();
        quotes.sort_by_key(|(quote, _)| quote.sentence);
        quotes
    };
    let sides = [
        (quotes(|passage| passage.a.as_ref()), heights.bars[0], &heights.a, style::DOWN),
        (quotes(|passage| passage.b.as_ref()), heights.bars[1], &heights.b, style::UP),
    ];
    for (quotes, (left, right), places, lone) in sides {
        let many = quotes.len() > MOST_MARKS;
        let mut runs: Vec<_> = quotes.chunk_by(|x, y| many && x.1 == y.1).collect();
        // A thin mark of what differs lies above its neighbors.
        runs.sort_by_key(|run| run[0].1 != Fate::Same);
        if runs.len() > MOST_BANDS {
            let mut taken = BTreeSet::new();
            runs.retain(|run| taken.insert((run[0].1, (Heights::span(places, run[0].0).0 / COARSE) as i64)));
            // What stayed lies behind all of it.
            let whole = Area::of((left, places[0].0), (right, places[places.len() - 1].1));
            canvas.rect(whole, style::MIST);
        }
        for run in runs {
            let color = [style::MIST, style::GRAY, style::INK, lone][run[0].1 as usize];
            let (top, bottom) = (Heights::span(places, run[0].0).0, Heights::span(places, run[run.len() - 1].0).1);
            let gap = ((bottom - top) * 0.1).min(0.75);
            let (top, bottom) = if run[0].1 == Fate::Same { (top, bottom) } else { visible((top, bottom)) };
            let tip = if run.len() == 1 { run[0].0.text.clone() } else { format!("{} sentences", run.len()) };
            canvas.rect(Area::of((left, top + gap), (right, bottom - gap)), color).tag("sentence", shortened(&tip));
        }
    }
}

/// A tooltip of bearable length.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What the colors mean.
const KEY: [(&str, RGBAColor); 5] = [
    ("the same", style::MIST),
    ("reworded, merged or split", style::GRAY),
    ("moved", style::INK),
    ("only in A", style::DOWN),
    ("only in B", style::UP),
];

/// The key, its items beside one another; returns where it ends.
fn key(canvas: &mut Canvas, top: f64) -> f64 {
    let mut x = MARGIN;
    for (name, color) in KEY {
        canvas.rect(Area::of((x, top), (x + 11.0, top + 11.0)), color);
        canvas.text(name, (x + 16.0, top + 10.0), style::LABEL, Anchor::Start);
        x += 16.0 + super::measure::width(name, style::LABEL) + 22.0;
    }
    top + 11.0
}

/// A label in a margin: how much it matters, where it belongs, what it says.
struct Label {
    worth: f64,
    y: f64,
    text: String,
    face: Face,
}

/// The largest losses at the left; changed figures and the largest additions at the right.
fn labels(canvas: &mut Canvas, passages: &Passages, heights: &Heights) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for passage in &passages.pairs {
        let middle = |quote: &Quote, places: &[(f64, f64)]| {
            let (top, bottom) = Heights::span(places, quote);
            (top + bottom) / 2.0
        };
        let quoted = |quote: &Quote, y: f64, color: RGBAColor| Label {
            worth: quote.text.chars().count() as f64,
            y,
            text: format!("“{}”", inner(&quote.text)),
            face: style::TICK.colored(color),
        };
        match (&passage.a, &passage.b, passage.kind) {
            (Some(a), _, Kind::Dropped) => left.push(quoted(a, middle(a, &heights.a), style::DOWN)),
            (_, Some(b), Kind::Added) => right.push(quoted(b, middle(b, &heights.b), style::UP)),
            (_, Some(b), _) => {
                let changed: Vec<String> = passage.replaced().map(|(_, told)| told).collect();
                let (y, face) = (middle(b, &heights.b), style::TICK.bold().colored(style::INK));
                // A changed figure is what readers look for first.
                right.extend((!changed.is_empty()).then(|| Label { worth: 1e6, y, text: changed.join(", "), face }));
            }
            _ => {}
        }
    }
    write_labels(canvas, left, (A.0 - 10.0, Anchor::End), heights.bottom);
    write_labels(canvas, right, (B.1 + 10.0, Anchor::Start), heights.bottom);
}

/// A quotation within a quotation takes single marks.
fn inner(text: &str) -> String {
    text.replace('"', "'").replace('“', "‘").replace('”', "’")
}

/// Writes the labels that matter most at their places, as far as they do not meet.
fn write_labels(canvas: &mut Canvas, mut labels: Vec<Label>, (x, anchor): (f64, Anchor), bottom: f64) {
    labels.sort_by(|p, q| q.worth.total_cmp(&p.worth).then(p.y.total_cmp(&q.y)));
    let room = A.0 - 10.0 - MARGIN;
    let mut taken: Vec<f64> = Vec::new();
    for label in labels {
        let y = label.y.min(bottom);
        if taken.len() < MOST_LABELS && taken.iter().all(|other| (other - y).abs() >= APART) {
            taken.push(y);
            canvas.text(&shorten(&label.text, label.face, room), (x, y + 4.0), label.face, anchor);
        }
    }
}

fn title(passages: &Passages) -> String {
    let tally = passages.tally;
    let moved = (tally.moved > 0).then(|| format!("{} moved", format::count(tally.moved as u64)));
    let told: Vec<String> = tally.fates().into_iter().chain(moved).collect();
    if told.is_empty() {
        return "The two texts are the same".into();
    }
    let kept = format::sentence_case(&passages.percent_kept());
    format!("{kept} of the words stayed; sentences: {}", format::listed(&told))
}

fn description(found: &Comparison, passages: &Passages) -> String {
    let tally = passages.tally;
    format!(
        "Two bars, A with {} sentences and B with {}, joined by bands: {} sentences the same, {} reworded, {} merged, {} split, {} moved; {} only in A, {} only in B.",
        found.a.sentences,
        found.b.sentences,
        tally.same,
        tally.reworded,
        tally.merged,
        tally.split,
        tally.moved,
        tally.dropped,
        tally.added
    )
}

fn footer(found: &Comparison) -> String {
    let side = |letter: &str, side: &crate::compare::findings::Side| {
        format!("{letter}: {}, {}", side.name, format::counted(side.words, "word"))
    };
    format!("{} · {}", side("A", &found.a), side("B", &found.b))
}

fn table(passages: &Passages) -> Table {
    let mut table =
        Table::new(&["kind", "moved", "likeness", "a_sentence", "a_sentences", "b_sentence", "b_sentences"]);
    for passage in &passages.pairs {
        let place = |quote: &Option<Quote>| match quote {
            Some(quote) => [quote.sentence.to_string(), quote.sentences.to_string()],
            None => [String::new(), String::new()],
        };
        let mut row =
            vec![passage.kind.name().to_owned(), passage.moved.to_string(), format!("{:.3}", passage.likeness)];
        row.extend(place(&passage.a));
        row.extend(place(&passage.b));
        table.rows.push(row);
    }
    table
}
