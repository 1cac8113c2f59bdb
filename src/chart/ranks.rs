//! Ranks against ranks (after the allotaxonograph of Dodds et al. 2020): every word at its rank in both spans, turned so that
//! what did not move stands in the middle, with lines of equal part in the rank-turbulence divergence.

use super::draw::{Anchor, Area, Canvas, DASHED, Point};
use super::frame::{self, Sheet, Words};
use super::measure::shorten;
use super::style::{self, MARGIN, RAMP, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{Findings, RankFindings, RankTerm};
use crate::error::Result;

/// Half the width, and half the height, of the diamond.
const HALF: f64 = 270.0;
const CENTER: f64 = WIDTH / 2.0;
/// Cells to a tenfold of ranks, as the findings have them.
const CELLS: f64 = 10.0;
const CONTOURS: usize = 5;
/// Step of the ramp from which on ink cannot be read.
const DARK: usize = style::DARK_FROM;

/// The chart; none where the ranks were not compared.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let Some(ranks) = findings.ranks.as_ref().filter(|ranks| ranks.cells.len() > 1) else { return Ok(None) };
    let Some(spans) = frame::spans(findings) else { return Ok(None) };
    let mut sheet = Sheet::begin(&title(findings, ranks), SUBTITLE);
    let plot = Plot::new(ranks, sheet.top + 20.0);
    plot.frame(&mut sheet.canvas, &spans);
    plot.cells(&mut sheet.canvas);
    plot.names(&mut sheet.canvas);
    plot.contours(&mut sheet.canvas);
    let bottom = plot.balance(&mut sheet.canvas, &spans);
    let words = Words { name: "ranks".into(), description: description(ranks), footer: footer(findings, ranks) };
    sheet.finish(bottom, words, table(ranks)).map(Some)
}

const SUBTITLE: &str = "Every word by its rank in the earlier and in the later span, 1 is the commonest, on a scale of tenfolds; \
                        the stronger the color, the more words; lines: equal parts in the change";

struct Plot<'a> {
    ranks: &'a RankFindings,
    top: f64,
    /// Tenfolds from the commonest word to past the rarest.
    tenfolds: f64,
}

impl<'a> Plot<'a> {
    fn new(ranks: &'a RankFindings, top: f64) -> Self {
        let last = ranks.cells.iter().map(|cell| cell.earlier.max(cell.later)).max().unwrap_or(1);
        Self { ranks, top, tenfolds: (f64::from(last) + 1.0) / CELLS }
    }

    /// The place of two ranks, given as logarithms: up is common, right is commoner later.
    fn at(&self, earlier: f64, later: f64) -> Point {
        let across = (earlier - later) / self.tenfolds;
        let down = (earlier + later) / self.tenfolds;
        (CENTER + HALF * across, self.top + HALF * down)
    }

    /// The outline, with ranks along its upper edges.
    fn frame(&self, canvas: &mut Canvas, (earlier, later): &(String, String)) {
        let end = self.tenfolds;
        let corners = [self.at(0.0, 0.0), self.at(end, 0.0), self.at(end, end), self.at(0.0, end), self.at(0.0, 0.0)];
        canvas.polygon(corners[..4].to_vec(), style::FAINT);
        canvas.path(&corners, 1.0, style::MIST);
        canvas.broken((corners[0], corners[2]), DASHED, (0.75, style::MIST));
        for tenfold in 0..=end as usize {
            let rank = format::count(libm::pow(10.0, tenfold as f64) as u64);
            let at = tenfold as f64;
            for (place, anchor, away) in [(self.at(0.0, at), Anchor::End, -8.0), (self.at(at, 0.0), Anchor::Start, 8.0)]
            {
                canvas.line(place, (place.0 + away / 2.0, place.1 - 3.0), 0.75, style::MIST);
                canvas.text(&rank, (place.0 + away, place.1 - 2.0), style::TICK, anchor);
            }
        }
        let room = CENTER - MARGIN - 90.0;
        let face = style::HEADING;
        let left = shorten(&format!("commoner in {earlier}"), face, room);
        let right = shorten(&format!("commoner in {later}"), face, room);
        canvas.text(&left, (MARGIN, self.top + 12.0), face.colored(style::DOWN), Anchor::Start);
        canvas.text(&right, (WIDTH - MARGIN, self.top + 12.0), face.colored(style::UP), Anchor::End);
        for (x, anchor) in [(MARGIN, Anchor::Start), (WIDTH - MARGIN, Anchor::End)] {
            let which = if anchor == Anchor::Start {
                "left edge: rank in the later span"
            } else {
                "right edge: rank in the earlier span"
            };
            canvas.text(which, (x, self.top + 28.0), style::SMALL, anchor);
        }
    }

    /// Small diamonds, all of one shade as one mark.
    fn cells(&self, canvas: &mut Canvas) {
        let most = self.ranks.cells.iter().map(|cell| cell.words).max().unwrap_or(1).max(2) as f64;
        let mut shades: Vec<Vec<Vec<Point>>> = vec![Vec::new(); RAMP.len()];
        for cell in &self.ranks.cells {
            let share = libm::log(cell.words.max(1) as f64) / libm::log(most);
            let shade = 1 + (share * (RAMP.len() - 2) as f64).round() as usize;
            let (a, b) = (f64::from(cell.earlier) / CELLS, f64::from(cell.later) / CELLS);
            let side = 1.0 / CELLS;
            let outline = [(a, b), (a + side, b), (a + side, b + side), (a, b + side)].map(|(a, b)| self.at(a, b));
            if shade >= DARK {
                // No name can be read on it: names keep off its inner part.
                let (x, top) = outline[0];
                let (bottom, reach) = (outline[2].1, 0.25 * (outline[1].0 - outline[3].0).abs());
                let middle = (top + bottom) / 2.0;
                canvas.block(Area::of((x - reach, middle - reach), (x + reach, middle + reach)));
            }
            shades[shade.min(RAMP.len() - 1)].push(outline.to_vec());
        }
        for (outlines, color) in shades.into_iter().zip(RAMP) {
            canvas.facets(outlines, color);
        }
    }

    /// Lines on which every word has the same part: |r1^-a - r2^-a| is the same.
    fn contours(&self, canvas: &mut Canvas) {
        let alpha = self.ranks.alpha;
        let power = |log: f64| libm::pow(10.0, -alpha * log);
        for index in 0..CONTOURS {
            let start = self.tenfolds * (index as f64 + 0.35) / CONTOURS as f64;
            let part = power(start) - power(self.tenfolds);
            for later_first in [true, false] {
                let mut points = Vec::new();
                for step in 0..=120 {
                    let common = start * f64::from(step) / 120.0;
                    let rest = power(common) - part;
                    let rare = -libm::log10(rest.max(1e-12)) / alpha;
                    if rest > 0.0 && rare <= self.tenfolds + 1e-9 {
                        points.push(if later_first { self.at(rare, common) } else { self.at(common, rare) });
                    }
                }
                // No line goes through a name.
                for run in canvas.free_runs(&points) {
                    canvas.path(&run, 0.75, style::faded(style::GRAY, 0.4));
                }
            }
        }
    }

    /// The words with the largest parts, outside of their marks.
    fn names(&self, canvas: &mut Canvas) {
        let placed = |term: &RankTerm| {
            let log = |rank: Option<usize>, words: usize| libm::log10(rank.unwrap_or(words + 1) as f64);
            let [both, earlier, later] = self.ranks.words;
            self.at(log(term.rank_earlier, both + earlier), log(term.rank_later, both + later))
        };
        let bounds = Area { left: MARGIN, right: WIDTH - MARGIN, top: self.top + 34.0, bottom: self.top + 2.0 * HALF };
        for term in &self.ranks.terms {
            let (x, y) = placed(term);
            let color = if x >= CENTER { style::UP } else { style::DOWN };
            canvas.dot((x, y), 3.5, color).tag("word", tip(term)).shows(format!("term: {}", term.term));
            canvas.block(Area::of((x - 4.0, y - 4.0), (x + 4.0, y + 4.0)));
        }
        for term in &self.ranks.terms {
            let (x, y) = placed(term);
            let (away, anchor) = if x >= CENTER { (7.0, Anchor::Start) } else { (-7.0, Anchor::End) };
            let other = if anchor == Anchor::Start { Anchor::End } else { Anchor::Start };
            let near = [(away, 4.0, anchor), (2.0 * away, -9.0, anchor), (2.0 * away, 17.0, anchor)];
            let far = [
                (4.0 * away, -22.0, anchor),
                (4.0 * away, 30.0, anchor),
                (-away, 4.0, other),
                (7.0 * away, 4.0, anchor),
            ];
            let mut places: Vec<(Point, Anchor)> =
                near.into_iter().chain(far).map(|(across, down, anchor)| ((x + across, y + down), anchor)).collect();
            // Around a crowded dot, best where its line passes nothing: no dot stays without its name.
            let (clear, crossing): (Vec<_>, Vec<_>) =
                distant((x, y), away, anchor).partition(|place| canvas.reaches((x, y), leader_end(*place, away)));
            places.extend(clear.into_iter().chain(crossing));
            let name = shorten(&term.term, style::LABEL, 150.0);
            // A label that does not stand beside its dot has a line to it.
            if let Some(((to, base), _)) = canvas.place_at(&name, &places, style::LABEL, bounds)
                && (base != y + 4.0 || (to - x).abs() > 8.0)
            {
                canvas.line((x, y), leader_end(((to, base), anchor), away), 0.75, style::GRAY);
            }
        }
    }

    /// How many words either span has alone, and both; returns where it ends.
    fn balance(&self, canvas: &mut Canvas, (earlier, later): &(String, String)) -> f64 {
        let [both, first, second] = self.ranks.words;
        let all = (both + first + second).max(1) as f64;
        let top = self.top + 2.0 * HALF + 26.0;
        let wide = WIDTH - 2.0 * MARGIN;
        let parts = [
            (first, style::DOWN, format!("only in {earlier}")),
            (both, style::MIST, "in both".to_owned()),
            (second, style::UP, format!("only in {later}")),
        ];
        let mut left = MARGIN;
        for (index, (words, color, name)) in parts.into_iter().enumerate() {
            let right = left + wide * words as f64 / all;
            canvas
                .rect(Area::of((left, top), (right, top + 12.0)), color)
                .tag("balance", format!("{words} words {name}"));
            let said = format!("{} words {name}", format::count(words as u64));
            let (x, anchor) = match index {
                0 => (MARGIN, Anchor::Start),
                1 => (CENTER, Anchor::Middle),
                _ => (WIDTH - MARGIN, Anchor::End),
            };
            let said = shorten(&said, style::TICK, wide / 3.0 - 10.0);
            canvas.text(&said, (x, top + 28.0), style::TICK, anchor);
            left = right;
        }
        top + 34.0
    }
}

/// Places around a crowded dot, the nearest first.
fn distant((x, y): Point, away: f64, anchor: Anchor) -> impl Iterator<Item = (Point, Anchor)> {
    let steps = [6.0, 9.0, 12.0, 16.0, 20.0, 24.0, 30.0, 36.0].into_iter();
    let heights = [4.0, -22.0, 30.0, -40.0, 48.0, -60.0, 68.0, -80.0, 88.0, -100.0, 108.0];
    steps.flat_map(move |step| heights.map(|down| ((x + step * away, y + down), anchor)))
}

/// Where the line from a dot to its label ends.
fn leader_end(((to, base), _): (Point, Anchor), away: f64) -> Point {
    (to - away.signum() * 2.0, base - 4.0)
}

fn tip(term: &RankTerm) -> String {
    let rank = |rank: Option<usize>| {
        rank.map_or_else(|| "absent".to_owned(), |rank| format!("rank {}", format::count(rank as u64)))
    };
    format!("{}: {}, then {}", term.term, rank(term.rank_earlier), rank(term.rank_later))
}

fn title(findings: &Findings, ranks: &RankFindings) -> String {
    if frame::too_few(findings) {
        let few = format::sentence_case(&frame::dated_documents(findings));
        return format!("{few} cannot show that words changed places");
    }
    if ranks.p > 0.05 {
        return "Words did not change places more than in shuffled documents".into();
    }
    let place = |rank: Option<usize>| rank.unwrap_or(usize::MAX);
    let named = |later: bool| -> Vec<String> {
        let side = ranks.terms.iter().filter(|term| (place(term.rank_later) < place(term.rank_earlier)) == later);
        side.take(2).map(|term| format!("“{}”", term.term)).collect()
    };
    match (named(true), named(false)) {
        (up, down) if down.is_empty() => format!("Largest parts in the change of ranks: {} up", format::listed(&up)),
        (up, down) if up.is_empty() => format!("Largest parts in the change of ranks: {} down", format::listed(&down)),
        (up, down) => {
            let (up, down) = (format::listed(&up), format::listed(&down));
            format!("Largest parts in the change of ranks: {up} up, {down} down")
        }
    }
}

fn footer(findings: &Findings, ranks: &RankFindings) -> String {
    format!(
        "{} · rank-turbulence divergence {} (alpha 1/3), {} in shuffled documents, p {}; p is for the whole, not for single words \
         · named: the largest parts in it; a place among common words weighs more than one among rare words",
        frame::corpus_note(findings),
        format::two_digits(ranks.value),
        format::two_digits(ranks.null_mean),
        format::equals(ranks.p)
    )
}

fn description(ranks: &RankFindings) -> String {
    let told: Vec<String> = ranks.terms.iter().map(tip).collect();
    format!("A diamond of all words, common ones on top, words that did not move in the middle. {}.", told.join("; "))
}

fn table(ranks: &RankFindings) -> Table {
    let mut table = Table::new(&["term", "part", "rank_earlier", "rank_later"]);
    let rank = |rank: Option<usize>| rank.map_or_else(String::new, |rank| rank.to_string());
    for term in &ranks.terms {
        table.rows.push(vec![
            term.term.clone(),
            format::cell(Some(term.part)),
            rank(term.rank_earlier),
            rank(term.rank_later),
        ]);
    }
    table
}
