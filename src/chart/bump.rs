//! The order of the themes through time: a line a theme from rank to rank, as wide as its share, gray where a change of
//! rank may be chance.

use super::draw::{Anchor, Area, Canvas, Point};
use super::frame::{self, Sheet, Words};
use super::measure::{shorten, width};
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{Estimate, Findings, ThemeFinding, Verdict};
use crate::error::Result;

const FEWEST_PERIODS: usize = 4;
/// More periods than this are a tangle.
const MOST_PERIODS: usize = 26;
const MOST_THEMES: usize = 16;
/// More themes than this cross so often that their gray strands are drawn lighter.
const MANY: usize = 8;
/// Documents that a period should have: ranks of less are ranks of one document.
const ENOUGH: usize = 3;
const ROW: f64 = 34.0;
const LEFT: f64 = MARGIN + 170.0;
const SIDE: f64 = 190.0;

/// The chart; none for fewer than four periods with enough documents, or fewer than two themes.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let Some(plot) = Plot::new(findings) else { return Ok(None) };
    let mut sheet = Sheet::begin(&plot.title(), &plot.subtitle());
    let top = sheet.top + 14.0;
    let area =
        Area { left: LEFT, top, right: WIDTH - MARGIN - SIDE, bottom: top + (plot.themes.len() as f64 - 1.0) * ROW };
    plot.draw(&mut sheet.canvas, area);
    let words = Words { name: "bump".into(), description: plot.description(), footer: plot.footer() };
    sheet.finish(area.bottom + 80.0, words, plot.table()).map(Some)
}

struct Plot<'a> {
    findings: &'a Findings,
    themes: Vec<&'a ThemeFinding>,
    /// Periods with enough documents, by index.
    periods: Vec<usize>,
    /// Rank of each theme in each of them, 0 for the first.
    ranks: Vec<Vec<usize>>,
}

impl<'a> Plot<'a> {
    fn new(findings: &'a Findings) -> Option<Self> {
        let mut themes: Vec<&ThemeFinding> = findings.themes.iter().filter(|theme| theme.mentions > 0).collect();
        themes.sort_by_key(|theme| std::cmp::Reverse(theme.mentions));
        themes.truncate(MOST_THEMES);
        let enough = |&at: &usize| findings.periods[at].documents >= ENOUGH;
        let periods: Vec<usize> = (0..findings.periods.len()).filter(enough).collect();
        let whole = 2 * periods.len() >= findings.periods.iter().filter(|period| period.documents > 0).count();
        if themes.len() < 2 || !(FEWEST_PERIODS..=MOST_PERIODS).contains(&periods.len()) || !whole {
            return None;
        }
        let by_period: Vec<Vec<usize>> = periods.iter().map(|&period| ranks(&themes, period)).collect();
        let ranks = (0..themes.len()).map(|theme| by_period.iter().map(|ranks| ranks[theme]).collect()).collect();
        Some(Self { findings, themes, periods, ranks })
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let step = area.width() / (self.periods.len() - 1) as f64;
        let at = |column: usize, rank: usize| (area.left + column as f64 * step, area.top + rank as f64 * ROW);
        self.axis(canvas, area, step);
        // Gray first, so that what is sure lies above it.
        for sure in [false, true] {
            // Of many themes the gray strands would be a mat, and hide what is colored.
            let opacity = if !sure && self.themes.len() > MANY { 0.4 } else { 0.8 };
            for theme in 0..self.themes.len() {
                for column in 1..self.periods.len() {
                    let color = self.color(theme, column);
                    if (color != style::MIST) == sure {
                        let (from, to) =
                            (at(column - 1, self.ranks[theme][column - 1]), at(column, self.ranks[theme][column]));
                        canvas.path(&curve(from, to), self.wide(theme, column), style::faded(color, opacity));
                    }
                }
            }
        }
        let radius = (0.3 * step).clamp(2.0, 5.0);
        for (theme, found) in self.themes.iter().enumerate() {
            for column in 0..self.periods.len() {
                let place = at(column, self.ranks[theme][column]);
                let silent = self.rate(theme, column).is_none_or(|rate| rate.value <= 0.0);
                if silent {
                    canvas.ring(place, radius - 0.75, style::GRAY)
                } else {
                    canvas.dot(place, radius, style::GRAY)
                };
                let shows = frame::evidence_of(self.findings, self.periods[column], &[&found.name]);
                canvas.tag("rank", self.tip(theme, column)).shows(shows);
            }
            self.ends(canvas, theme, area);
        }
    }

    /// Upright lines with the periods below, as many as have room.
    fn axis(&self, canvas: &mut Canvas, area: Area, step: f64) {
        let names = self.periods.iter().map(|&period| format::period(&self.findings.periods[period].label));
        let widest = names.map(|name| width(&name, style::TICK)).fold(0.0, f64::max) + 12.0;
        let every = (widest / step).ceil().max(1.0) as usize;
        for (column, &period) in self.periods.iter().enumerate() {
            let x = area.left + column as f64 * step;
            canvas.line((x, area.top - 8.0), (x, area.bottom + 8.0), 0.75, style::GRID);
            let label = format::period(&self.findings.periods[period].label);
            // Every label, or every second, third, ...: the widest decides.
            if column % every == 0 {
                canvas.text(&label, (x, area.bottom + 66.0), style::TICK, Anchor::Middle);
            }
        }
        self.exposure(canvas, area, step);
    }

    /// The documents behind each column: a bar, with its count where all have room.
    fn exposure(&self, canvas: &mut Canvas, area: Area, step: f64) {
        let documents = |period: &usize| self.findings.periods[*period].documents;
        let most = self.periods.iter().map(documents).max().unwrap_or(1).max(1);
        let all = width(&format::count(most as u64), style::SMALL) + 6.0 < step;
        let base = area.bottom + 52.0;
        let mut bars = Vec::new();
        for (column, period) in self.periods.iter().enumerate() {
            let (x, count) = (area.left + column as f64 * step, documents(period));
            let top = base - (24.0 * count as f64 / most as f64).max(0.75);
            bars.push(Area::of((x - 0.4 * step.min(40.0), top), (x + 0.4 * step.min(40.0), base)));
            if all || (count == most && column == self.periods.iter().position(|p| documents(p) == most).unwrap_or(0)) {
                canvas.text(&format::count(count as u64), (x, top - 3.0), style::SMALL, Anchor::Middle);
            }
        }
        canvas.cells(bars, style::MIST);
        let per = format!("per {}", frame::period_word(self.findings));
        let place = (area.left - 26.0, base - 12.0);
        frame::side_label(canvas, &["documents", &per], place, LEFT - MARGIN);
    }

    /// Rank and name at the left end, name and verdict at the right.
    fn ends(&self, canvas: &mut Canvas, theme: usize, area: Area) {
        let found = self.themes[theme];
        let last = self.periods.len() - 1;
        let y = |column: usize| area.top + self.ranks[theme][column] as f64 * ROW + 4.0;
        // The rank stands whole, however long the name is.
        let rank = (self.ranks[theme][0] + 1).to_string();
        let away = 14.0 + width(&format!("{rank}  "), style::LABEL);
        canvas.text(&rank, (area.left - 14.0, y(0)), style::LABEL, Anchor::End);
        let place = ((area.left - away, y(0)), style::LABEL, Anchor::End);
        canvas.label(&found.name, place, area.left - away - MARGIN);
        let directed = !matches!(found.change.verdict, Verdict::CannotTell | Verdict::TooFew);
        // Only what holds has a color: a name that leans would look as sure as a colored line.
        let face = match holds(found) {
            true => style::LABEL.colored(format::verdict_color(found.change.verdict)).bold(),
            false => style::LABEL,
        };
        let word = if directed { format!(", {}", format::verdict(found.change.verdict)) } else { String::new() };
        let name = shorten(&found.name, face, SIDE - 40.0 - width(&word, face));
        let right = format!("{}  {name}{word}", self.ranks[theme][last] + 1);
        canvas.text(&right, (area.right + 14.0, y(last)), face, Anchor::Start);
        if name != found.name {
            canvas.tag("name", &found.name);
        }
    }

    fn rate(&self, theme: usize, column: usize) -> Option<Estimate> {
        self.themes[theme].series.get(self.periods[column])?.rate
    }

    fn share(&self, theme: usize, column: usize) -> f64 {
        self.themes[theme].series.get(self.periods[column]).and_then(|point| point.share).unwrap_or(0.0)
    }

    /// Mean share of both ends as a width.
    fn wide(&self, theme: usize, column: usize) -> f64 {
        (1.0 + 9.0 * (self.share(theme, column - 1) + self.share(theme, column)) / 2.0).min(9.0)
    }

    /// Whether a theme went up from one column to another, or down, where the rate's intervals at both do not meet.
    fn moved(&self, theme: usize, (from, to): (usize, usize)) -> Option<bool> {
        let up = self.ranks[theme][to] < self.ranks[theme][from];
        let (a, b) = (self.rate(theme, from)?, self.rate(theme, to)?);
        let (low, high) = if up { (a, b) } else { (b, a) };
        let apart = low.high.zip(high.low).is_some_and(|(below, above)| below < above);
        (apart && self.ranks[theme][to] != self.ranks[theme][from]).then_some(up)
    }

    fn color(&self, theme: usize, column: usize) -> plotters::style::RGBAColor {
        match self.moved(theme, (column - 1, column)) {
            Some(true) => style::UP,
            Some(false) => style::DOWN,
            None => style::MIST,
        }
    }

    fn tip(&self, theme: usize, column: usize) -> String {
        let label = format::period(&self.findings.periods[self.periods[column]].label);
        let rate = self.rate(theme, column).map_or_else(|| "0".into(), |rate| format::rate(rate.value));
        let share = (100.0 * self.share(theme, column)).round();
        let (name, rank) = (&self.themes[theme].name, self.ranks[theme][column] + 1);
        format!("{name}, {label}: rank {rank}, {rate} per 1,000 words, {share} % of all themes")
    }

    /// Of the themes that rose or fell the one that changed most places from the first period to the last, beyond chance.
    fn most_moved(&self) -> Option<usize> {
        let last = self.periods.len() - 1;
        let places = |&theme: &usize| self.ranks[theme][0].abs_diff(self.ranks[theme][last]);
        let holds = |&theme: &usize| {
            let up = self.moved(theme, (0, last));
            let verdict = up.map(|up| if up { Verdict::Rose } else { Verdict::Fell });
            verdict == Some(self.themes[theme].change.verdict)
        };
        (0..self.themes.len()).filter(holds).max_by_key(|theme| (places(theme), usize::MAX - theme))
    }

    fn title(&self) -> String {
        if let Some(theme) = self.most_moved() {
            return format!(
                "{} went from place {} to place {} of {} themes",
                format::sentence_case(&self.themes[theme].name),
                self.ranks[theme][0] + 1,
                self.ranks[theme][self.periods.len() - 1] + 1,
                self.themes.len()
            );
        }
        let word = frame::period_word(self.findings);
        let steps =
            (0..self.themes.len()).flat_map(|theme| (1..self.periods.len()).map(move |to| (theme, (to - 1, to))));
        match steps.filter(|&(theme, step)| self.moved(theme, step).is_some()).count() {
            0 => format!("From {word} to {word} no theme took a new place that is beyond chance"),
            1 => format!("From {word} to {word} one new place of a theme is beyond chance"),
            some => format!("From {word} to {word} {some} new places of themes are beyond chance"),
        }
    }

    fn subtitle(&self) -> String {
        let word = frame::period_word(self.findings);
        let named =
            if self.themes.iter().any(|theme| holds(theme)) { "; colored name: the theme rose or fell" } else { "" };
        format!(
            "Themes by mentions per 1,000 words, the most mentioned on top, by {word}; the wider, the larger its share; \
             colored line: a new place that is not chance{named}"
        )
    }

    fn footer(&self) -> String {
        let left_out = self.findings.periods.iter().filter(|period| (1..ENOUGH).contains(&period.documents)).count();
        let word = frame::period_word(self.findings);
        let mut parts = vec![
            frame::corpus_note(self.findings),
            "lines are colored where the 95 % intervals of a theme's rate do not meet".to_owned(),
            "hollow: not mentioned".to_owned(),
        ];
        if self.most_moved().is_some() {
            parts.insert(2, format!("title: the same for the first and the last {word}"));
        }
        if left_out > 0 {
            parts.push(format!("{} of fewer than {ENOUGH} documents left out", format::counted(left_out as u64, word)));
        }
        parts.join(" · ")
    }

    fn description(&self) -> String {
        let last = self.periods.len() - 1;
        let told: Vec<String> = (0..self.themes.len())
            .map(|theme| {
                format!("{} {} to {}", self.themes[theme].name, self.ranks[theme][0] + 1, self.ranks[theme][last] + 1)
            })
            .collect();
        format!("A line for each theme from its rank in the first period to that in the last: {}.", told.join("; "))
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["theme", "period", "rank", "rate_per_1000", "share"]);
        for (theme, found) in self.themes.iter().enumerate() {
            for (column, &period) in self.periods.iter().enumerate() {
                table.rows.push(vec![
                    found.name.clone(),
                    self.findings.periods[period].label.clone(),
                    (self.ranks[theme][column] + 1).to_string(),
                    format::cell(self.rate(theme, column).map(|rate| rate.value)),
                    format::cell(Some(self.share(theme, column))),
                ]);
            }
        }
        table
    }
}

/// Whether a theme rose or fell for certain.
fn holds(theme: &ThemeFinding) -> bool {
    matches!(theme.change.verdict, Verdict::Rose | Verdict::Fell)
}

/// Places of the themes in a period by their rates; of equals the one that is mentioned more in all comes first.
fn ranks(themes: &[&ThemeFinding], period: usize) -> Vec<usize> {
    let rate =
        |theme: usize| themes[theme].series.get(period).and_then(|point| point.rate).map_or(0.0, |rate| rate.value);
    let mut order: Vec<usize> = (0..themes.len()).collect();
    order.sort_by(|&a, &b| rate(b).total_cmp(&rate(a)).then(a.cmp(&b)));
    let mut ranks = vec![0; themes.len()];
    order.into_iter().enumerate().for_each(|(rank, theme)| ranks[theme] = rank);
    ranks
}

/// A line that leaves and arrives level.
fn curve(from: Point, to: Point) -> Vec<Point> {
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let at = |step: i32| {
        let t = f64::from(step) / 12.0;
        (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * ease(t))
    };
    if from.1 == to.1 { vec![from, to] } else { (0..=12).map(at).collect() }
}
