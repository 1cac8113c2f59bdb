//! A word, phrase or theme through time, for the terminal: the verdict in words, and a line for each period that shows the
//! number, its interval and both as a picture.
//!
//! A row of points with their intervals was chosen over columns of blocks: it shows uncertainty, which blocks cannot, needs
//! no more lines than the table that it stands beside, and fits any width. The line of blocks above it gives the shape at a glance.

mod picture;

use super::terminal::{facts, shorten, wrap};
use super::wording::{count, counted, factor, inert, number, signed, spike_sentence, turns};
use super::{chart_contents, files, scores};
use crate::chart::Chart;
use crate::chart::format::rate;
use crate::drift::Trend;
use crate::drift::findings::{
    Contrast, Estimate, Findings, Passage, Period, RelativeFinding, RelativePoint, ThemeFinding, ThemePeriod,
};
use crate::error::Result;
use picture::{Layout, Pen, Row, Scale, axis, blocks, table};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// Longest line of prose.
const LONGEST_LINE: usize = 120;
/// A bound farther than so many doublings from all values of a pair is cut off.
const BEYOND: f64 = 2.0;
/// An interval of fewer documents reaches from nearly nothing to more than there can be; it is not told.
const FEWEST_FOR_INTERVAL: usize = 3;
/// Most periods that a note names.
const MOST_NAMED: usize = 6;
/// Bounds of a ratio beyond these say nothing.
const FARTHEST: f64 = 999.0;

/// The trend as text of at most `width` columns; in color where that is asked for.
pub fn trend_text(trend: &Trend, width: usize, color: bool) -> String {
    let findings = &trend.findings;
    let title = format!("{}: {}", findings.corpus.title, facts(findings).join(", "));
    let prose = width.min(LONGEST_LINE);
    let mut lines = wrap(&title, prose);
    lines.push(String::new());
    lines.extend(trend_summary(trend).iter().flat_map(|sentence| wrap(sentence, prose)));
    let pen = Pen { width, color };
    let timeless = findings.periods.is_empty();
    if timeless {
        lines.extend(overall(findings, width));
    }
    // Where one side is never mentioned there is nothing to compare, and the other is shown by itself.
    let both = |pair: &&RelativeFinding| {
        let of = |count: fn(&RelativePoint) -> u64| pair.series.iter().map(count).sum::<u64>();
        of(|point| point.a) > 0 && of(|point| point.b) > 0
    };
    let pairs: Vec<&RelativeFinding> = findings.relative.iter().filter(both).filter(|_| !timeless).collect();
    pairs.iter().for_each(|pair| lines.extend(balances(findings, pair, pen)));
    if pairs.is_empty() && !timeless {
        let mentioned = findings.themes.iter().filter(|theme| theme.mentions > 0);
        mentioned.for_each(|theme| lines.extend(rates(findings, theme, pen)));
    }
    if !findings.passages.is_empty() {
        lines.extend(evidence(&findings.passages, prose));
    }
    if findings.corpus.warnings_total > 0 {
        let total = findings.corpus.warnings_total;
        let them = if total == 1 { "it" } else { "them" };
        lines.push(String::new());
        lines.extend(wrap(&format!("{}: `driftline inspect` lists {them}", counted(total, "warning")), prose));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The sentences: verdicts on pairs, then on themes, what is not there, and when they turned.
pub fn trend_summary(trend: &Trend) -> Vec<String> {
    let findings = &trend.findings;
    let nothing = findings.themes.iter().zip(&trend.nearest).filter(|(theme, _)| theme.mentions == 0);
    // That a theme counts, and not its name alone, must be seen.
    let is_theme = |theme: &&ThemeFinding| theme.name != theme.words.join(", ");
    let entries = |theme: &ThemeFinding| format!("The theme {} is {}.", theme.name, theme.words.join(", "));
    let mut told: Vec<String> = findings.themes.iter().filter(is_theme).map(entries).collect();
    told.extend(nothing.map(|(theme, nearest)| match nearest.is_empty() {
        true => format!("No document mentions \u{201c}{}\u{201d}, nor anything spelled like it.", theme.name),
        false => format!("No document mentions \u{201c}{}\u{201d}; nearest: {}.", theme.name, nearest.join(", ")),
    }));
    if findings.contrast.is_none() || findings.corpus.documents_dated < 8 {
        told.extend(findings.summary.first().cloned());
    }
    let mentioned = findings.themes.iter().filter(|theme| theme.mentions > 0);
    let about = |pair: &RelativeFinding| format!("{} relative to {}", pair.theme, pair.to);
    let pairs = findings.relative.iter().map(|pair| (about(pair), &pair.change, None, &pair.change_points));
    let themes =
        mentioned.map(|theme| (theme.name.clone(), &theme.change, spike_sentence(theme), &theme.change_points));
    for (name, change, spike, points) in pairs.chain(themes) {
        let parts = [change.sentence.clone(), change.made_of.clone().unwrap_or_default(), spike.unwrap_or_default()];
        let turned = turns(&name, points, (&findings.periods, &findings.corpus.period));
        let sentences: Vec<String> = parts.into_iter().chain(turned).filter(|text| !text.is_empty()).collect();
        told.push(signed(&sentences.join(" ")));
    }
    told.dedup();
    told.retain(|sentence| !sentence.is_empty());
    told
}

/// What can be said of documents without dates: how much there is, and how to give them dates.
fn overall(findings: &Findings, width: usize) -> Vec<String> {
    let corpus = &findings.corpus;
    let theme = |theme: &ThemeFinding| {
        let mentions = counted(theme.mentions, "mention");
        let rate = number(1000.0 * theme.mentions as f64 / (corpus.words as f64).max(1.0), 2);
        let documents = counted(corpus.documents_read, "document");
        format!("{}: {mentions} in {} of {documents}, {rate} per 1,000 words.", theme.name, theme.documents)
    };
    let mut lines: Vec<String> = findings.themes.iter().flat_map(|found| wrap(&theme(found), width)).collect();
    let advice = "Without dates there is no trend: `driftline inspect PATH` says where dates were looked for, and --dates \
                  TABLE.csv gives them.";
    lines.extend(wrap(advice, width.min(LONGEST_LINE)));
    lines
}

/// A theme's rates by period at a glance, in one line; none where there is no room for all periods.
pub(super) fn shape(findings: &Findings, theme: &ThemeFinding, width: usize) -> Option<String> {
    let (rows, scale) = by_period(findings, theme);
    blocks(&rows, &scale, width).map(|line| line.trim_start().to_owned())
}

/// Rates of a theme by period, and the span of numbers that holds them.
fn by_period(findings: &Findings, theme: &ThemeFinding) -> (Vec<Row>, Scale) {
    let rows: Vec<Row> =
        findings.periods.iter().zip(&theme.series).map(|(period, point)| rate_row(period, point)).collect();
    // A period of one document can have any rate; where others have more, it does not set the scale.
    let of = |least: usize| -> Vec<Estimate> {
        let pairs = findings.periods.iter().zip(&rows).filter(|(period, _)| period.documents >= least);
        pairs.filter_map(|(_, row)| row.estimate).collect()
    };
    let sure = of(FEWEST_FOR_INTERVAL);
    let shown = if sure.iter().any(|e| e.value > 0.0) { sure } else { of(0) };
    let highest = shown.iter().map(|e| e.value).fold(0.0, f64::max);
    let bound = shown.iter().filter_map(|e| e.high).fold(highest, f64::max);
    let scale = Scale { low: 0.0, high: bound.min(2.5 * highest).max(f64::MIN_POSITIVE) };
    (rows, scale)
}

/// Rates of a theme by period.
fn rates(findings: &Findings, theme: &ThemeFinding, pen: Pen) -> Vec<String> {
    let (mut rows, scale) = by_period(findings, theme);
    let name = shorten(&inert(&theme.name), LONGEST_LINE);
    let mut lines = vec![String::new()];
    lines.extend(wrap(&format!("{name}: mentions per 1,000 words, with 95 % interval"), pen.width));
    lines.extend(blocks(&rows, &scale, pen.width));
    picture::mark(&mut rows, &theme.change_points);
    let layout = Layout::of(&rows, ["mentions", "documents", "per 1,000"].map(|head| vec![head.to_owned()]), pen.width);
    lines.extend(table(&rows, &layout, findings.contrast.as_ref(), (&scale, pen)));
    lines.extend(axis(&layout, (&scale, pen), rate));
    lines.extend(notes(findings, &rows, &[], pen));
    lines
}

/// A period of a theme.
fn rate_row(period: &Period, point: &ThemePeriod) -> Row {
    let prevalence = point.prevalence.map_or(0.0, |share| share.value);
    let having = (prevalence * period.documents as f64).round() as u64;
    // More than 1,000 mentions in 1,000 words there cannot be.
    let most = |high: f64| high.min(1000.0);
    let few = period.documents > 0 && period.documents < FEWEST_FOR_INTERVAL && point.mentions > 0;
    let known = |bound: Option<f64>| bound.filter(|_| !few);
    let estimate = point.rate.map(|e| Estimate { value: e.value, low: known(e.low), high: known(e.high).map(most) });
    let told = match estimate {
        None => "\u{2013}".to_owned(),
        Some(Estimate { high: Some(high), .. }) if point.mentions == 0 => format!("0 (\u{2264}{})", rate(high)),
        Some(Estimate { value, low: Some(low), high: Some(high) }) => {
            format!("{} ({}\u{2013}{})", rate(value), rate(low), rate(high))
        }
        Some(estimate) => rate(estimate.value),
    };
    let cells = [count(point.mentions), format!("{} of {}", count(having), count(period.documents as u64)), told];
    Row { label: label(period), cells, estimate, point: true, few, mark: "" }
}

/// What the marks of a table mean, as far as they stand in it.
fn notes(findings: &Findings, rows: &[Row], more: &[String], pen: Pen) -> Vec<String> {
    let mut notes: Vec<String> = more.to_vec();
    if findings.periods.iter().any(|period| period.partial) {
        notes.push("*: the documents fill only a part of this period.".into());
    }
    if rows.iter().any(|row| picture::SURE.contains(&row.mark)) {
        notes.push("\u{2191}, \u{2193}: a new level begins.".into());
    }
    if rows.iter().any(|row| picture::POSSIBLE.contains(&row.mark)) {
        notes.push(
            "\u{2191}?, \u{2193}?: a new level may begin, but levels change as much here without lasting.".into(),
        );
    }
    if rows.iter().any(|row| row.few) {
        let which = named(rows, |row| row.few);
        notes.push(format!(
            "No interval is given where a period has fewer than {FEWEST_FOR_INTERVAL} documents ({which})."
        ));
    }
    let lines = notes.iter().flat_map(|note| wrap(note, pen.width.min(LONGEST_LINE).saturating_sub(2)));
    lines.map(|line| pen.paint("2", &format!("  {line}"))).collect()
}

/// Balance of a pair by period.
fn balances(findings: &Findings, pair: &RelativeFinding, pen: Pen) -> Vec<String> {
    let ratio = |log2: f64| factor(libm::exp2(log2));
    let mut rows: Vec<Row> =
        findings.periods.iter().zip(&pair.series).map(|(period, point)| pair_row(period, point)).collect();
    picture::mark(&mut rows, &pair.change_points);
    let values = || rows.iter().filter_map(|row| row.estimate);
    let points = rows.iter().filter(|row| row.point).filter_map(|row| row.estimate);
    let (low, high) = points.fold((0.0f64, 0.0f64), |(low, high), e| (low.min(e.value), high.max(e.value)));
    let lowest = values().filter_map(|e| e.low).fold(low, f64::min).max(low - BEYOND);
    let highest = values().filter_map(|e| e.high).fold(high, f64::max).min(high + BEYOND);
    let scale = Scale { low: lowest - 0.1, high: highest + 0.1 };
    let [theme, to] = [&pair.theme, &pair.to].map(|name| shorten(&inert(name), LONGEST_LINE));
    let mut lines = vec![String::new()];
    lines.extend(wrap(&format!("{theme} per mention of {to}, with 95 % interval"), pen.width));
    let widest = (pen.width / 5).clamp(12, 24);
    let head = |name: &str| wrap(name, widest).iter().map(|line| shorten(line, widest)).collect();
    let layout = Layout::of(&rows, [head(&theme), head(&to), head("ratio")], pen.width);
    lines.extend(table(&rows, &layout, findings.contrast.as_ref(), (&scale, pen)));
    lines.extend(axis(&layout, (&scale, pen), ratio));
    lines.extend(notes(findings, &rows, &pair_notes(pair, &rows), pen));
    lines
}

/// A period of a pair. The ratio is that of the counts; where one of them is none, only a bound is known.
fn pair_row(period: &Period, point: &RelativePoint) -> Row {
    let (a, b) = (point.a, point.b);
    let few = period.documents < FEWEST_FOR_INTERVAL && a + b > 0;
    let bounds = point.log2.filter(|_| !few);
    let known = |bound: Option<f64>| bound.filter(|log2| libm::exp2(log2.abs()) <= FARTHEST);
    let (low, high) = (bounds.and_then(|e| known(e.low)), bounds.and_then(|e| known(e.high)));
    let (low, high) = (low.filter(|_| a > 0), high.filter(|_| b > 0));
    let plain = |log2: f64| factor(libm::exp2(log2)).replace('\u{d7}', "");
    let range = match (low, high) {
        (Some(low), Some(high)) => format!(" ({}\u{2013}{})", plain(low), plain(high)),
        (Some(low), None) => format!(" (\u{2265}{})", plain(low)),
        (None, Some(high)) => format!(" (\u{2264}{})", plain(high)),
        (None, None) => String::new(),
    };
    let value = (a > 0 && b > 0).then(|| libm::log2(a as f64 / b as f64));
    let told = match (value, a) {
        (Some(value), _) => format!("{}{range}", plain(value)),
        (None, 0) if b == 0 => "\u{2013}".to_owned(),
        (None, 0) => format!("none{range}"),
        (None, _) => format!("no ratio{range}"),
    };
    // Without a value the line reaches from the bound to the end of the picture.
    let estimate = value.map(|value| Estimate { value, low, high }).or_else(|| match (low, high) {
        (None, None) => None,
        (low, high) => Some(Estimate { value: low.or(high).unwrap_or(0.0), low, high }),
    });
    let cells = [count(a), count(b), told];
    Row { label: label(period), cells, estimate, point: value.is_some(), few, mark: "" }
}

/// What a ratio is, and what stands where there is none.
fn pair_notes(pair: &RelativeFinding, rows: &[Row]) -> Vec<String> {
    let [theme, to] = [&pair.theme, &pair.to].map(|name| inert(name));
    let mut notes = vec![format!(
        "The ratio is mentions of {theme} over mentions of {to}; its 95 % interval takes documents as units, with 1/2 added \
         to every count."
    )];
    if rows.iter().any(|row| row.cells[2].starts_with("none")) {
        notes.push(format!("none: no mention of {theme}; \u{2264} is the most that the interval leaves open."));
    }
    if rows.iter().any(|row| row.cells[2].starts_with("no ratio")) {
        notes.push(format!("no ratio: no mention of {to}; \u{2265} is the least that the interval leaves open."));
    }
    // A value without its interval must not be taken for one that is sure.
    let open = |row: &Row| {
        let told = &row.cells[2];
        !row.few && !told.contains('\u{2013}') && (row.point || !told.contains('('))
    };
    if rows.iter().any(open) {
        let which = named(rows, open);
        notes.push(format!("A bound beyond {FARTHEST:.0} to 1 either way says nothing and is not given ({which})."));
    }
    notes
}

/// The first periods of which something is true.
fn named(rows: &[Row], is_so: impl Fn(&Row) -> bool) -> String {
    let labels: Vec<&str> = rows.iter().filter(|row| is_so(row)).map(|row| row.label.trim_end_matches('*')).collect();
    let shown = labels.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    match labels.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn label(period: &Period) -> String {
    if period.partial { format!("{}*", period.label) } else { period.label.clone() }
}

/// The sentences that show each finding, below a heading that names it where there are several.
fn evidence(passages: &[Passage], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let shown: Vec<&[Passage]> = passages.chunk_by(|a, b| a.shows == b.shows).collect();
    for of_one in &shown {
        lines.push(String::new());
        let name = of_one[0].shows.split_once(':').map_or(of_one[0].shows.as_str(), |(_, name)| name);
        if shown.len() > 1 {
            lines.extend(wrap(&format!("Sentences with most mentions of {}", name.trim()), width));
        }
        lines.extend(of_one.iter().flat_map(|passage| quoted(passage, width)));
    }
    lines
}

/// A sentence with where it stands.
fn quoted(passage: &Passage, width: usize) -> Vec<String> {
    let place: Vec<&str> = [passage.date.as_deref(), passage.source.as_deref(), Some(passage.document.as_str())]
        .into_iter()
        .flatten()
        .collect();
    let mut lines = wrap(&format!("\u{201c}{}\u{201d}", passage.sentence), width.saturating_sub(2));
    // Whole: its end is what `explain` asks for.
    lines.extend(wrap(&place.join(", "), width.saturating_sub(4)).iter().map(|line| format!("  {line}")));
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

#[derive(Serialize)]
struct Saved<'f> {
    corpus: &'f str,
    documents: usize,
    documents_dated: usize,
    words: u64,
    period: &'f str,
    periods: &'f [Period],
    contrast: &'f Option<Contrast>,
    themes: &'f [ThemeFinding],
    relative: Vec<RelativeFinding>,
    passages: &'f [Passage],
    nearest: &'f [Vec<String>],
}

/// The trend as JSON in the form of the scores, without documents.
pub fn trend_json(trend: &Trend) -> String {
    let findings = &trend.findings;
    let corpus = &findings.corpus;
    let relative = findings.relative.iter().cloned();
    let saved = Saved {
        corpus: &corpus.title,
        documents: corpus.documents_read,
        documents_dated: corpus.documents_dated,
        words: corpus.words,
        period: &corpus.period,
        periods: &findings.periods,
        contrast: &findings.contrast,
        themes: &findings.themes,
        relative: relative.map(|pair| RelativeFinding { by_document: Vec::new(), ..pair }).collect(),
        passages: &findings.passages,
        nearest: &trend.nearest,
    };
    scores::answer(SCHEMA, &saved)
}

/// Writes the charts and `trend.json` into `out` as [`super::write`] does.
///
/// # Errors
/// As [`super::write`].
pub fn write_trend(out: &Path, trend: &Trend, charts: &[Chart]) -> Result<Vec<PathBuf>> {
    let mut contents = vec![("trend.json".to_owned(), trend_json(trend).into_bytes())];
    contents.extend(chart_contents(charts)?);
    files::write_all(out, contents)
}
