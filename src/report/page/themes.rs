//! The sections on what was found, on pairs of themes, and on themes.

use super::view::{Badge, Cell, Grid, Section};
use super::{Gallery, attribution, position};
use crate::chart::format::{Size, size};
use crate::drift::findings::{Change, Estimate, Findings, RelativeFinding, ThemeFinding, ThemePeriod};
use crate::drift::wording::{capital, qualified};
use crate::report::wording::{
    NONE, count, factor, interval, least_seen, number, percent, signed, size_words, slug, spike_sentence,
};
use serde::Serialize;

/// A theme of which one entry makes more than this share of the mentions is, in truth, that entry.
const DOMINANT: f64 = 0.6;

/// A verdict that stands near the top of the page.
#[derive(Debug, Serialize)]
pub struct Glance {
    pub anchor: String,
    pub name: String,
    pub badge: Badge,
    pub ratio: String,
}

/// The verdicts of all pairs and themes.
pub fn glance(findings: &Findings) -> Vec<Glance> {
    let entry = |anchor: String, name: String, (change, theme): (&Change, Option<&ThemeFinding>)| Glance {
        anchor,
        name,
        badge: Badge::of(change.verdict),
        ratio: [vec![size_words(change)], qualified(change, theme)].concat().join("; "),
    };
    let pairs = findings.relative.iter().enumerate();
    let pairs = pairs.map(|(index, pair)| entry(format!("pair-{index}"), pair_name(pair), (&pair.change, None)));
    let themes = findings.themes.iter();
    let themes = themes.map(|theme| entry("themes".into(), theme.name.clone(), (&theme.change, Some(theme))));
    pairs.chain(themes).collect()
}

fn pair_name(pair: &RelativeFinding) -> String {
    format!("{} relative to {}", pair.theme, pair.to)
}

/// Each pair with its verdict, chart and numbers.
pub fn pairs(findings: &Findings, gallery: &mut Gallery) -> Section {
    let mut section = Section::new("pairs", "One theme relative to another");
    for (index, pair) in findings.relative.iter().enumerate() {
        section.head(format!("pair-{index}"), pair_name(pair), Some(pair.change.verdict));
        section.say(signed(&pair.change.sentence));
        if let Some(made_of) = &pair.change.made_of {
            section.say(signed(made_of));
        }
        pair.change_points.found.iter().for_each(|point| section.say(signed(&point.sentence)));
        pair.change_points.possible.iter().for_each(|point| section.note(signed(&point.sentence)));
        section.show(gallery.take(&[&format!("emphasis-{}-{}", slug(&pair.theme), slug(&pair.to))]));
        section.table(pair_table(pair, findings));
        let parts = (pair.from_theme, pair.from_to, size(&pair.change));
        if let (Some(theme), Some(to), Size::Factor(_)) = parts {
            section.note(parts_of_change(pair, theme, to));
        }
    }
    section.show(gallery.take(&["emphasis"]));
    let changes: Vec<_> = findings.relative.iter().map(|pair| (pair_name(pair), &pair.change)).collect();
    let positions: Vec<_> = findings.relative.iter().map(|pair| (pair_name(pair), pair.positions.as_slice())).collect();
    section.table(position::table("The changes of the pairs in titles, leads and bodies", &positions).folded());
    attributed(&mut section, "What the changes of the pairs are made of, and what they hang on", &changes);
    section
}

/// The table of what changes are made of, with what it needs said.
fn attributed(section: &mut Section, caption: &str, changes: &[(String, &Change)]) {
    let grid = attribution::table(caption, changes);
    if grid.rows.is_empty() {
        return;
    }
    section.table(grid.folded());
    section.note(attribution::NOTE);
    if let Some(mix) = changes.iter().find_map(|(_, change)| change.fixed_mix.as_ref()) {
        section.note(attribution::note_on_sources(mix));
    }
}

/// What the change of the ratio is made of; the two parts add up on the log scale, so the factors multiply.
fn parts_of_change(pair: &RelativeFinding, theme: f64, to: f64) -> String {
    format!(
        "The rate of “{}” changed by {}, that of “{}” by {}; the first divided by the second is, before rounding, the change of the ratio.",
        pair.theme,
        factor(libm::exp(theme)),
        pair.to,
        factor(libm::exp(to)),
    )
}

fn pair_table(pair: &RelativeFinding, findings: &Findings) -> Grid {
    let [earlier, later] = span_labels(findings, "");
    let labels = [earlier.as_str(), &later, "#change", "#p", "#could have seen", "leaving one out"];
    let caption = format!("Mentions of “{}” to mentions of “{}”", pair.theme, pair.to);
    Grid::new(caption, &labels).rows([pair_row(&pair.change)])
}

fn pair_row(change: &Change) -> Vec<Cell> {
    let smallest = change.smallest_p.map(|p| format!("at best {}", number(p, 2))).unwrap_or_default();
    let left_out = change.leave_one_out.as_ref();
    let note = left_out.filter(|_| matches!(size(change), Size::Factor(_)));
    let note = note.map(|range| format!("most without {}", range.document)).unwrap_or_default();
    let level = |span: usize, ratio: Option<f64>| {
        let told = change.counts.map(|counts| counts[span].map(count).join(" : "));
        match (told, ratio) {
            (Some(told), Some(ratio)) => Cell::number(ratio, told).noted(format!("= {}", number(ratio, 2))),
            (Some(told), None) => Cell::text(told),
            (None, ratio) => Cell::maybe(ratio, |x| format!("{} : 1", number(x, 2))),
        }
    };
    vec![
        level(0, change.earlier),
        level(1, change.later),
        ratio_cell(change),
        Cell::probability(change.p).noted(smallest),
        detectable(change),
        left_out_cell(change).noted(note),
    ]
}

/// The smallest change that could have been seen.
fn detectable(change: &Change) -> Cell {
    Cell::maybe(change.detectable, least_seen)
}

/// The range of the change when one document is left out.
fn left_out_cell(change: &Change) -> Cell {
    match (&change.leave_one_out, size(change)) {
        (Some(range), Size::Factor(_)) => {
            Cell::number(range.low, format!("{}–{}", factor(range.low).replace('×', ""), factor(range.high)))
        }
        _ => Cell::text(NONE),
    }
}

/// "#2018–2021 per 1,000" and the same for the later span.
pub fn span_labels(findings: &Findings, unit: &str) -> [String; 2] {
    match &findings.contrast {
        Some(contrast) => [&contrast.earlier.label, &contrast.later.label].map(|label| format!("#{label}{unit}")),
        None => ["earlier", "later"].map(|label| format!("#{label}{unit}")),
    }
}

/// The change as a factor with its interval, or from or to nothing; sorted by the factor in any case.
pub fn ratio_cell(change: &Change) -> Cell {
    match (&change.ratio, size(change)) {
        (None, _) | (_, Size::None) => Cell::text(NONE),
        (Some(ratio), _) => Cell::number(ratio.value, size_words(change)),
    }
}

/// Cells of a table of periods by themes: a browser with more is slow, and nobody reads them.
const MOST_CELLS: usize = 3_600;

/// All themes: verdicts, then rates by period.
pub fn themes(findings: &Findings, gallery: &mut Gallery) -> Section {
    let mut section = Section::new("themes", "Themes");
    section.show(gallery.take(&["themes", "bump", "barcode"]));
    section.table(verdict_table(findings));
    for theme in &findings.themes {
        if let Some(reason) = &theme.change.reason {
            section.note(format!("{}: {}.", capital(&theme.name), signed(reason)));
        }
        if let Some(spike) = spike_sentence(theme) {
            section.note(format!("{}. {spike}", capital(&theme.name)));
        }
        let points = theme.change_points.found.iter().chain(&theme.change_points.possible);
        points.for_each(|point| section.note(signed(&point.sentence)));
        if let Some(dominant) = theme.dominant.as_ref().filter(|dominant| dominant.share > DOMINANT) {
            let share = percent(dominant.share);
            section.note(format!("{share} of the mentions of “{}” are the entry “{}”.", theme.name, dominant.entry));
        }
    }
    period_tables(&mut section, findings);
    let changes: Vec<_> = findings.themes.iter().map(|theme| (theme.name.clone(), &theme.change)).collect();
    let positions: Vec<_> =
        findings.themes.iter().map(|theme| (theme.name.clone(), theme.positions.as_slice())).collect();
    section.table(position::table("The changes of the themes in titles, leads and bodies", &positions).folded());
    attributed(&mut section, "What the changes of the themes are made of, and what they hang on", &changes);
    section.table(entries_table(findings));
    section
}

fn verdict_table(findings: &Findings) -> Grid {
    let [earlier, later] = span_labels(findings, "");
    let labels = ["theme", "verdict", &earlier, &later, "#change", "#q", "#could have\nseen", "#leaving\none out"];
    Grid::new("Mentions per 1,000 words in the two spans, and the change between them", &labels)
        .rows(findings.themes.iter().map(theme_row))
}

fn theme_row(theme: &ThemeFinding) -> Vec<Cell> {
    let change = &theme.change;
    vec![
        Cell::foreign(&theme.name),
        Cell::verdict(change).noted(qualified(change, Some(theme)).join("; ")),
        Cell::maybe(change.earlier, |x| number(x, 2)),
        Cell::maybe(change.later, |x| number(x, 2)),
        ratio_cell(change),
        Cell::probability(change.q.or(change.p)),
        detectable(change),
        left_out_cell(change),
    ]
}

/// Something of every theme in every period: a row a period.
fn period_table(findings: &Findings, caption: &str, of: fn(&ThemePeriod) -> Option<Estimate>) -> Grid {
    let names: Vec<String> = findings.themes.iter().map(|theme| format!("#{}", theme.name)).collect();
    let labels: Vec<&str> = ["period", "#documents"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let (all, most) = (findings.periods.len(), (MOST_CELLS / findings.themes.len().max(1)).max(24));
    let rows = findings.periods.iter().enumerate().skip(all.saturating_sub(most)).map(|(index, period)| {
        let found = findings.themes.iter().map(|theme| theme.series.get(index).and_then(of));
        let cells =
            found.map(|found| found.map_or_else(|| Cell::text(NONE), |x| Cell::number(x.value, interval(&x, 2))));
        [Cell::text(&period.label), Cell::count(period.documents as u64)].into_iter().chain(cells).collect()
    });
    let rows: Vec<Vec<Cell>> = if names.is_empty() { Vec::new() } else { rows.collect() };
    let caption = match all > most {
        true => format!("{caption}: the last {most} of {all} periods, themes.csv has all"),
        false => caption.to_owned(),
    };
    Grid::new(caption, &labels).rows(rows).folded()
}

fn period_tables(section: &mut Section, findings: &Findings) {
    let rate = "Mentions per 1,000 words by period, with 95 % intervals";
    section.table(period_table(findings, rate, |point| point.rate));
    let prevalence = "Part of the documents that mention each theme, by period, with 95 % intervals";
    section.table(period_table(findings, prevalence, |point| point.prevalence));
    let intensity = "How much those say: mentions per 1,000 words of the documents that have any, by period (the part of \
        the documents times this is the rate)";
    section.table(period_table(findings, intensity, |point| point.intensity));
}

/// What each theme is made of, and which document its change hangs on.
fn entries_table(findings: &Findings) -> Grid {
    let labels = ["theme", "#mentions", "#documents", "#% a year", "entries", "used most", "change depends\nmost on"];
    Grid::new("What each theme is made of", &labels).rows(findings.themes.iter().map(entries_row)).folded()
}

fn entries_row(theme: &ThemeFinding) -> Vec<Cell> {
    let trend = theme.trend_percent_per_year.as_ref();
    let most = theme.dominant.as_ref().map(|most| format!("{} ({})", most.entry, percent(most.share)));
    let document = theme.change.leave_one_out.as_ref().map(|range| range.document.clone());
    vec![
        Cell::foreign(&theme.name),
        Cell::count(theme.mentions),
        Cell::count(theme.documents as u64),
        trend.map_or_else(|| Cell::text(NONE), |trend| Cell::number(trend.value, interval(trend, 2))),
        Cell::foreign(theme.words.join(", ")),
        Cell::foreign(most.unwrap_or_default()),
        Cell::foreign(document.unwrap_or_default()),
    ]
}
