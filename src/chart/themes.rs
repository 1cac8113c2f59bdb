//! Themes through time: a panel a theme, the biggest rise first, the other themes in gray behind.

use super::draw::{Anchor, Area, Canvas};
use super::frame::{self, Sheet, Words};
use super::grid::{self, Panel};
use super::scale::{Scale, linear_ticks};
use super::series::{self, Beyond, Step};
use super::style;
use super::{Chart, Table, documents, format, turn_mark};
use crate::drift::findings::{ChangePoints, Findings, Period, ThemeFinding, Verdict};
use crate::error::Result;
use plotters::style::RGBAColor;

/// More panels than this fill pages that nobody reads; the table has them all.
const MOST_PANELS: usize = 24;
/// Points with a tip and a link, in all panels.
const MOST_TOLD: usize = 300;
/// So many points may the gray lines have in all: they are drawn anew in every panel.
const MOST_GRAY_POINTS: usize = 11_000;

/// Small multiples of all themes; none without themes or with fewer than two periods.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let themes = ordered(findings);
    if themes.is_empty() || documents::without_time(findings) || themes.iter().all(|theme| theme.mentions == 0) {
        return Ok(None);
    }
    let plot = Plot { findings, shared: shared_scale(&themes, &findings.periods), themes };
    let mut sheet = Sheet::begin(&title(&plot.themes), &plot.subtitle());
    let top = sheet.top;
    let shown = plot.themes.len().min(MOST_PANELS);
    for index in 0..shown {
        plot.panel(&mut sheet.canvas, index, grid::panel(index, top));
    }
    let words = Words { name: "themes".into(), description: plot.description(), footer: plot.footer() };
    let table = table(&plot);
    sheet.finish(grid::bottom(shown, top), words, table).map(Some)
}

struct Plot<'a> {
    findings: &'a Findings,
    themes: Vec<&'a ThemeFinding>,
    /// Highest value if all panels share one scale.
    shared: Option<f64>,
}

/// What a pointer over a panel says.
fn tip(theme: &ThemeFinding, word: &str) -> String {
    let (mentions, documents) =
        (format::counted(theme.mentions, "mention"), format::counted(theme.documents as u64, "document"));
    format!("{}: {word}, {mentions} in {documents}", theme.name)
}

/// Themes by their change, the biggest rise first; those without one last, in their own order.
fn ordered(findings: &Findings) -> Vec<&ThemeFinding> {
    let mut themes: Vec<&ThemeFinding> = findings.themes.iter().collect();
    let ratio = |theme: &ThemeFinding| theme.change.ratio.map_or(f64::NEG_INFINITY, |ratio| ratio.value);
    themes.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)));
    themes
}

/// Documents in a period from which on it has a say in the scale.
const WEIGHTY: usize = 3;

/// The highest value that the scale must hold, with some room for intervals. Periods of one or two documents are left
/// out: what lies beyond the scale has its mark and its number at the edge.
fn ceiling(theme: &ThemeFinding, periods: &[Period]) -> f64 {
    let rates = || theme.series.iter().zip(periods).filter_map(|(point, period)| Some((point.rate?, period)));
    let weighty = |period: &Period| period.documents >= WEIGHTY;
    let any = rates().any(|(rate, period)| weighty(period) && rate.value > 0.0);
    let held = || rates().filter(|(_, period)| weighty(period) || !any).map(|(rate, _)| rate);
    let highest = held().map(|rate| rate.value).fold(0.0, f64::max);
    held().filter_map(|rate| rate.high).fold(highest, f64::max).min(1.35 * highest)
}

/// One scale for all panels, unless most themes would lie flat on its ground.
fn shared_scale(themes: &[&ThemeFinding], periods: &[Period]) -> Option<f64> {
    let mut ceilings: Vec<f64> =
        themes.iter().map(|theme| ceiling(theme, periods)).filter(|high| *high > 0.0).collect();
    ceilings.sort_by(f64::total_cmp);
    let highest = *ceilings.last()?;
    let median = ceilings[ceilings.len() / 2];
    (highest <= 6.0 * median).then_some(highest)
}

impl Plot<'_> {
    fn panel(&self, canvas: &mut Canvas, index: usize, panel: Panel) {
        let theme = self.themes[index];
        let change = &theme.change;
        let word = match change.verdict {
            Verdict::TooFew | Verdict::CannotTell => format::verdict(change.verdict).to_owned(),
            _ if theme.telling_spike().is_some() => "spike".to_owned(),
            verdict => format!("{} {}", format::verdict(verdict), format::size_word(change)),
        };
        let color = format::verdict_color(change.verdict);
        grid::heading(canvas, panel, &theme.name, (&word, color));
        grid::second(canvas, panel, &second_line(theme));
        let high = 1.04 * self.shared.unwrap_or_else(|| ceiling(theme, &self.findings.periods));
        let mut ticks = linear_ticks(0.0, high, 4);
        ticks.retain(|tick| tick.value <= high.max(1.0));
        let high = if high > 0.0 { high } else { 1.0 };
        let y = Scale::new((0.0, high), (panel.drawing.bottom, panel.drawing.top));
        let Some(x) = frame::time_scale(&self.findings.periods, panel.drawing) else { return };
        // The ground of the panel is what leads to the theme's passages.
        canvas
            .rect(panel.drawing, style::WHITE)
            .tag("theme", tip(theme, &word))
            .shows(format!("theme: {}", theme.name));
        turn_mark::draw(canvas, &theme.change_points, (&self.findings.periods, &x), panel.drawing);
        grid::axes(canvas, panel, (&x, &y), (&self.findings.periods, &ticks));
        if self.background() {
            for (_, other) in self.themes.iter().enumerate().filter(|(other, _)| *other != index) {
                series::lines(canvas, &self.steps(other, &x, &y), 0, (0.75, style::BEHIND));
            }
        }
        let color = if color == style::GRAY { style::INK } else { color };
        let steps = self.steps(theme, &x, &y);
        series::bands(canvas, &steps, color);
        series::lines(canvas, &steps, 1, (1.75, color));
        self.dots(canvas, theme, &steps, color);
        end_label(canvas, theme, &steps, panel.drawing);
        beyond_labels(canvas, theme, &steps, panel.drawing);
    }

    /// Whether any panel has an interval of its change.
    fn brackets(&self) -> bool {
        self.themes.iter().take(MOST_PANELS).any(|theme| second_line(theme).ends_with(')'))
    }

    /// Whether any line goes on behind the number at its end.
    fn goes_on(&self) -> bool {
        let periods = &self.findings.periods;
        let known = |theme: &ThemeFinding| -> Vec<usize> {
            let rates = theme.series.iter().zip(periods).filter(|(point, _)| point.rate.is_some());
            rates.map(|(_, period)| period.documents).collect()
        };
        let thin_end = |documents: Vec<usize>| {
            documents.last().is_some_and(|last| *last < WEIGHTY) && documents.iter().any(|count| *count >= WEIGHTY)
        };
        self.themes.iter().take(MOST_PANELS).any(|theme| thin_end(known(theme)))
    }

    /// Why no interval is drawn, as far as it is the periods that are too small or none is known.
    fn without_intervals(&self) -> String {
        let word = frame::period_word(self.findings);
        match self.findings.periods.iter().any(|period| period.documents >= series::BAND_FROM) {
            true => "no interval is drawn: none is known".to_owned(),
            false => format!("no interval is drawn: fewer than {} documents a {word}", series::BAND_FROM),
        }
    }

    fn steps(&self, theme: &ThemeFinding, x: &Scale, y: &Scale) -> Vec<Option<Step>> {
        let step = |(index, (period, known)): (usize, (&crate::drift::findings::ThemePeriod, &Period))| {
            let rate = period.rate?;
            let ends = rate.high.zip(rate.low).map(|(high, low)| (y.at(high), y.at(low)));
            let (_, edge) = y.span();
            let upper = rate.high.is_some_and(|high| high > edge);
            let beyond = Beyond { value: rate.value > edge, upper, lower: false };
            let at = (x.at(known.day), y.at(rate.value));
            Some(Step { at, ends, documents: known.documents, beyond, period: index, open: None })
        };
        theme.series.iter().zip(&self.findings.periods).enumerate().map(step).collect()
    }

    /// What the points of a theme say; nothing where there are so many that they would fill the file.
    fn dots(&self, canvas: &mut Canvas, theme: &ThemeFinding, steps: &[Option<Step>], color: RGBAColor) {
        let told = |period: usize| self.told(theme, period);
        let all = self.themes.len().min(MOST_PANELS) * steps.len();
        match all <= MOST_TOLD && steps.len() <= series::FEW_STEPS {
            true => series::told_dots(canvas, steps, 1, (2.5, color), (&told, Area::of((0.0, 0.0), (0.0, 0.0)))),
            false => series::dots(canvas, steps, 1, (2.5, color)),
        }
    }

    /// "trade, Mar 2021: 2.3 per 1,000 words (1.9 to 2.8), 12 documents", and the passages of that period.
    fn told(&self, theme: &ThemeFinding, period: usize) -> (String, String) {
        let known = &self.findings.periods[period];
        let rate = theme.series[period].rate.unwrap_or_default();
        let interval = rate.low.zip(rate.high).map_or_else(String::new, |(low, high)| {
            format!(" (95 %: {} to {})", format::rate(low), format::rate(high))
        });
        let documents = format::counted(known.documents as u64, "document");
        let label = format::period(&known.label);
        let tip =
            format!("{}, {label}: {} per 1,000 words{interval}, {documents}", theme.name, format::rate(rate.value));
        (tip, frame::evidence_of(self.findings, period, &[&theme.name]))
    }

    fn background(&self) -> bool {
        let panels = self.themes.len().min(MOST_PANELS);
        let points = panels * self.themes.len() * self.findings.periods.len();
        self.shared.is_some() && points <= MOST_GRAY_POINTS
    }

    fn subtitle(&self) -> String {
        let word = frame::period_word(self.findings);
        let scale = match (self.shared, self.background()) {
            (Some(_), true) => "gray: the other themes, on the same scale",
            (Some(_), false) => "all panels on the same scale",
            (None, _) => "each panel has its own scale",
        };
        format!("Mentions per 1,000 words by {word}, the biggest rise first; {scale}")
    }

    fn footer(&self) -> String {
        let mut parts = vec![frame::corpus_note(self.findings)];
        let shown = || self.themes.iter().take(MOST_PANELS);
        let points: Vec<&ChangePoints> = shown().map(|theme| &theme.change_points).collect();
        parts.extend(turn_mark::note(&points));
        parts.push(match shown().any(|theme| self.shows_intervals(theme)) {
            true => "95 % intervals; documents are the unit".to_owned(),
            false => self.without_intervals(),
        });
        if self.brackets() {
            parts.push("in brackets: 95 % interval of the change".to_owned());
        }
        if self.goes_on() {
            let word = frame::period_word(self.findings);
            parts.push(format!("bold number: the last {word} of {WEIGHTY} documents and more"));
        }
        parts.push(frame::exposure_note(self.findings));
        let few = self.findings.periods.len() <= series::FEW_STEPS;
        if few && self.findings.periods.iter().any(|period| (1..5).contains(&period.documents)) {
            parts.push("hollow dots: fewer than 5 documents".to_owned());
        }
        if self.reaches_beyond() {
            parts.push("arrows: the interval or value goes beyond the scale".to_owned());
        }
        if self.themes.len() > MOST_PANELS {
            parts.push(format!("{} more themes in the table", self.themes.len() - MOST_PANELS));
        }
        parts.join(" · ")
    }

    fn shows_intervals(&self, theme: &ThemeFinding) -> bool {
        let known = theme.series.iter().zip(&self.findings.periods).map(|(point, period)| {
            (period.documents, point.rate.is_some_and(|rate| rate.low.is_some() && rate.high.is_some()))
        });
        series::shows_intervals(&known.collect::<Vec<_>>())
    }

    /// Whether any mark stands for what the scale does not hold.
    fn reaches_beyond(&self) -> bool {
        let few = self.findings.periods.len() <= series::FEW_STEPS;
        self.themes.iter().take(MOST_PANELS).any(|theme| {
            let edge = 1.04 * self.shared.unwrap_or_else(|| ceiling(theme, &self.findings.periods));
            let drawn = theme
                .series
                .iter()
                .zip(&self.findings.periods)
                .filter_map(|(point, period)| Some((point.rate?, period)));
            drawn.into_iter().any(|(rate, period)| {
                let drawn = rate.high.filter(|_| few || period.documents >= series::BAND_FROM);
                rate.value > edge || drawn.is_some_and(|high| high > edge)
            })
        })
    }

    fn description(&self) -> String {
        let told: Vec<String> = (self.themes.iter().take(MOST_PANELS))
            .map(|theme| format!("{}: {}", theme.name, format::verdict(theme.change.verdict)))
            .collect();
        format!(
            "One small line chart for each theme: mentions per 1,000 words over {} periods. {}.",
            self.findings.periods.len(),
            told.join("; ")
        )
    }
}

/// What stands below the word of a panel: the interval of its change, or the bound where it has no factor.
fn second_line(theme: &ThemeFinding) -> String {
    let change = &theme.change;
    match (change.verdict, format::size(change)) {
        (Verdict::TooFew, _) => String::new(),
        _ if theme.telling_spike().is_some() => String::new(),
        (Verdict::CannotTell, _) => format::size_words(change),
        (_, format::Size::Factor(ratio)) => format::interval(&ratio),
        _ => format::bound_words(change).unwrap_or_default(),
    }
}

/// The latest rate beside the end of the line.
fn end_label(canvas: &mut Canvas, theme: &ThemeFinding, steps: &[Option<Step>], area: Area) {
    // The rate of a document or two is no level, unless there are no others.
    let known = || steps.iter().zip(&theme.series).rev().filter_map(|(step, period)| step.zip(period.rate));
    let last = known().find(|(step, _)| step.documents >= WEIGHTY).or_else(|| known().next());
    let Some((step, rate)) = last else { return };
    // Above the line of 0, not across it.
    let (x, y) = (step.at.0, (step.at.1 + 4.0).min(area.bottom - 3.0));
    let bounds = Area { top: area.top - 8.0, right: area.right + 34.0, bottom: area.bottom + 6.0, ..area };
    let face = style::TICK.colored(style::INK).bold();
    // Beside a later point the number would be taken for that one's: it stands at its own, above or below, or nowhere.
    let places = match known().all(|(other, _)| other.at.0 <= x) {
        true => vec![((x + 6.0, y), Anchor::Start)],
        false => {
            for (other, _) in known().filter(|(other, _)| other.at.0 >= x) {
                canvas.block(Area::of((other.at.0 - 3.0, other.at.1 - 3.0), (other.at.0 + 3.0, other.at.1 + 3.0)));
            }
            let (above, below) = (step.at.1 - 7.0, (step.at.1 + 15.0).min(area.bottom - 3.0));
            [(0.0, above), (0.0, below), (0.0, above - 8.0), (0.0, below + 8.0)]
                .map(|(across, y)| ((x + across, y), Anchor::Middle))
                .to_vec()
        }
    };
    canvas.place(&format::rate(rate.value), &places, face, bounds);
}

/// The values that lie beyond the scale, beside their marks.
fn beyond_labels(canvas: &mut Canvas, theme: &ThemeFinding, steps: &[Option<Step>], area: Area) {
    let bounds = Area { top: area.top - 10.0, right: area.right + 34.0, ..area };
    for (step, period) in steps.iter().zip(&theme.series) {
        let Some((step, rate)) = step.filter(|step| step.beyond.value).zip(period.rate) else { continue };
        let (x, y) = step.at;
        let places = [((x + 7.0, y + 5.0), Anchor::Start), ((x - 7.0, y + 5.0), Anchor::End)];
        canvas.place(&format::rate(rate.value), &places, style::TICK.colored(style::INK), bounds);
    }
}

/// The message: what rose and what fell for certain, or that nothing did.
fn title(themes: &[&ThemeFinding]) -> String {
    let named = |wanted: Verdict| -> Vec<String> {
        let lasting = themes.iter().filter(|theme| theme.telling_spike().is_none());
        lasting.filter(|theme| theme.change.verdict == wanted).map(|theme| theme.name.clone()).collect()
    };
    let (rose, mut fell) = (named(Verdict::Rose), named(Verdict::Fell));
    fell.reverse();
    let text = match (rose.is_empty(), fell.is_empty()) {
        (false, false) => format!("{} rose, {} fell", some(&rose), some(&fell)),
        (false, true) => format!("{} rose; no theme fell for certain", some(&rose)),
        (true, false) => format!("{} fell; no theme rose for certain", some(&fell)),
        (true, true) if themes.iter().all(|theme| theme.change.verdict == Verdict::TooFew) => {
            "Themes through time: too few mentions to tell a rise or a fall".into()
        }
        (true, true) if themes.iter().any(|theme| theme.telling_spike().is_some()) => {
            "No theme rose or fell for longer than a spike".into()
        }
        (true, true) if themes.iter().any(|theme| format::by_mix(&theme.change)) => {
            "No theme rose or fell more than chance and the mix of sources explain".into()
        }
        (true, true) => "No theme rose or fell more than chance explains".into(),
    };
    format::sentence_case(&text)
}

/// Up to three names as a list, and how many more there are.
fn some(names: &[String]) -> String {
    match names.len() {
        0..=3 => format::listed(names),
        count => format!("{}, {} and {} more themes", names[0], names[1], count - 2),
    }
}

fn table(plot: &Plot) -> Table {
    let mut table =
        Table::new(&["theme", "period", "documents", "mentions", "rate_per_1000", "low", "high", "verdict"]);
    for theme in &plot.themes {
        for (point, period) in theme.series.iter().zip(&plot.findings.periods) {
            let rate = point.rate;
            let numbers = [rate.map(|r| r.value), rate.and_then(|r| r.low), rate.and_then(|r| r.high)];
            let mut row = vec![
                theme.name.clone(),
                period.label.clone(),
                period.documents.to_string(),
                point.mentions.to_string(),
            ];
            row.extend(numbers.map(format::cell));
            row.push(format::verdict(theme.change.verdict).to_owned());
            table.rows.push(row);
        }
    }
    table
}
