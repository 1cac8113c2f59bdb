//! Dates far apart from all others: a document of 1066, or of 2099, among those of ten years.
//!
//! Such a date is mostly a mistake, and may be none: so the document counts like any other, a warning names it, `auto` picks
//! the period by the others, and charts draw the others and say how many they leave out. Few documents beyond a long gap are
//! taken for such: at most one in ten beyond three times the span of the rest, or one in four beyond ten times.

use super::Described;
use super::findings::{ChangePoints, DocumentFinding, Findings, Period, Similarity, Volume};
use super::groups::middle;
use super::study::Study;
use super::volume;
use crate::error::Warning;
use jiff::civil::Date;
use std::ops::Range;

/// Share of the documents that may lie apart, and how many times the span of the rest the gap before them must have.
const RULES: [(f64, f64); 2] = [(0.1, 3.0), (0.25, 10.0)];
/// Days: documents of a week are not far from one of last month.
const LEAST_SPAN: f64 = 366.0;
/// Places looked at from either end.
const MOST_PLACES: usize = 200;
/// Documents named by warnings.
const MOST_NAMED: usize = 5;

/// The places among days in order, each with its documents, that lie together; as many are left out as the rules allow.
fn together(days: &[(f64, usize)]) -> Option<Range<usize>> {
    let all: usize = days.iter().map(|(_, documents)| documents).sum();
    let few = RULES.iter().map(|(share, _)| share * all as f64).fold(0.0, f64::max);
    // How many documents lie before each place, from either end.
    let before = |places: &mut dyn Iterator<Item = &(f64, usize)>| -> Vec<usize> {
        let mut sum = 0;
        let mut sums = vec![0];
        sums.extend(places.take(MOST_PLACES).map(|(_, documents)| {
            sum += documents;
            sum
        }));
        sums.retain(|&sum| sum as f64 <= few);
        sums
    };
    let (heads, tails) = (before(&mut days.iter()), before(&mut days.iter().rev()));
    let apart = |from: usize, end: usize, out: usize| {
        let span = (days[end - 1].0 - days[from].0).max(LEAST_SPAN);
        let gaps =
            [(from > 0).then(|| days[from].0 - days[from - 1].0), days.get(end).map(|day| day.0 - days[end - 1].0)];
        let holds = |(share, times): &(f64, f64)| {
            out as f64 <= share * all as f64 && gaps.iter().flatten().all(|gap| *gap >= times * span)
        };
        out > 0 && RULES.iter().any(holds)
    };
    let pairs = heads.iter().enumerate().flat_map(|(from, head)| {
        tails.iter().enumerate().map(move |(tail, behind)| (head + behind, from, days.len().saturating_sub(tail)))
    });
    let fits = pairs.filter(|&(out, from, end)| from < end && apart(from, end, out));
    fits.max_by_key(|&(out, from, _)| (out, std::cmp::Reverse(from))).map(|(_, from, end)| from..end)
}

/// The periods that lie together; `None` where all do.
pub fn stretch(periods: &[Period]) -> Option<Range<usize>> {
    let filled: Vec<usize> = (0..periods.len()).filter(|&at| periods[at].documents > 0).collect();
    let days: Vec<(f64, usize)> = filled.iter().map(|&at| (periods[at].day, periods[at].documents)).collect();
    let kept = together(&days)?;
    Some(filled[kept.start]..filled[kept.end - 1] + 1)
}

/// The documents that a period is picked by.
pub fn usual(documents: &[Described]) -> Vec<&Described> {
    let day = |document: &Described| document.dated.as_ref().map(middle);
    let mut days: Vec<f64> = documents.iter().filter_map(day).collect();
    days.sort_by(f64::total_cmp);
    let days: Vec<(f64, usize)> = days.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
    match together(&days) {
        None => documents.iter().collect(),
        Some(kept) => {
            let (first, last) = (days[kept.start].0, days[kept.end - 1].0);
            documents.iter().filter(|document| day(document).is_none_or(|day| (first..=last).contains(&day))).collect()
        }
    }
}

/// A warning for each document that lies apart.
pub fn warnings(study: &Study) -> Vec<Warning> {
    let periods = &study.groups.periods;
    let Some(kept) = stretch(periods) else { return Vec::new() };
    let (first, last) = (&periods[kept.start].label, &periods[kept.end - 1].label);
    let far = |period: &Option<usize>| period.is_some_and(|period| !kept.contains(&period));
    let far: Vec<usize> = (0..study.documents.len()).filter(|&row| far(&study.groups.of_row[row])).collect();
    let told = far.iter().take(MOST_NAMED).filter_map(|&row| {
        let document = &study.documents[row];
        let date = super::date_label(document.dated.as_ref()?);
        let what = format!(
            "its date, {date}, lies far from all others ({first} to {last}): it counts, but charts over time do not draw it; \
             check the date, or leave it out by --from and --to"
        );
        Some(Warning::file(&document.id, what))
    });
    let rest = far.len().saturating_sub(MOST_NAMED);
    let more = (rest > 0).then(|| Warning::file("dates", format!("{rest} more documents lie far from all others")));
    told.chain(more).collect()
}

/// The same findings over the periods that lie together alone, for charts; `None` where all do.
pub fn drawn(findings: &Findings) -> Option<Findings> {
    let kept = stretch(&findings.periods)?;
    let mut drawn = findings.clone();
    let inside = |one: &DocumentFinding| one.period.is_none_or(|period| kept.contains(&period));
    let stay: Vec<bool> = findings.corpus.documents.iter().map(inside).collect();
    keep(&mut drawn.corpus.documents, &stay);
    drawn.corpus.documents.iter_mut().for_each(|one| one.period = one.period.map(|period| period - kept.start));
    drawn.corpus.volume =
        findings.corpus.volume.as_ref().and_then(|volume| of_volume(volume, &findings.periods[kept.clone()]));
    if let Some(contrast) = &mut drawn.contrast {
        contrast.split = contrast.split.clamp(kept.start, kept.end) - kept.start;
    }
    for theme in &mut drawn.themes {
        cut(&mut theme.series, &kept);
        shift(&mut theme.change_points, &kept);
    }
    for pair in &mut drawn.relative {
        cut(&mut pair.series, &kept);
        keep(&mut pair.by_document, &stay);
        shift(&mut pair.change_points, &kept);
    }
    let terms = &mut drawn.terms;
    terms.rising.iter_mut().chain(&mut terms.falling).for_each(|term| cut(&mut term.series, &kept));
    drawn.turns.found.iter_mut().for_each(|turn| cut(&mut turn.series, &kept));
    if let Some(drift) = &mut drawn.drift {
        drift.steps.retain(|step| step.period > kept.start && step.period < kept.end);
        drift.steps.iter_mut().for_each(|step| step.period -= kept.start);
    }
    if let Some(eras) = &mut drawn.eras {
        eras.cuts.retain(|cut| kept.contains(&cut.period));
        eras.cuts.iter_mut().for_each(|cut| cut.period -= kept.start);
    }
    if let Some(similarity) = &mut drawn.similarity {
        of_periods(similarity, findings.periods.len(), &kept);
    }
    cut(&mut drawn.periods, &kept);
    Some(drawn)
}

fn keep<T>(items: &mut Vec<T>, stay: &[bool]) {
    let mut mark = stay.iter();
    items.retain(|_| mark.next().copied().unwrap_or(true));
}

fn cut<T>(items: &mut Vec<T>, kept: &Range<usize>) {
    items.truncate(kept.end);
    items.drain(..kept.start.min(items.len()));
}

fn shift(points: &mut ChangePoints, kept: &Range<usize>) {
    for list in [&mut points.found, &mut points.possible] {
        list.retain(|point| kept.contains(&point.period));
        for point in list {
            let within = |period: usize| period.clamp(kept.start, kept.end - 1) - kept.start;
            (point.period, point.from, point.to) = (within(point.period), within(point.from), within(point.to));
        }
    }
}

/// The rows of periods that are drawn; rows of documents stay.
fn of_periods(similarity: &mut Similarity, periods: usize, kept: &Range<usize>) {
    if similarity.of == "periods" && similarity.cosine.len() == periods {
        cut(&mut similarity.labels, kept);
        cut(&mut similarity.cosine, kept);
        similarity.cosine.iter_mut().for_each(|row| cut(row, kept));
    }
}

/// The units of a calendar that lie in these periods.
fn of_volume(volume: &Volume, periods: &[Period]) -> Option<Volume> {
    let (first, last): (Date, Date) = (periods.first()?.first.parse().ok()?, periods.last()?.last.parse().ok()?);
    let origin: Date = volume.first.parse().ok()?;
    let date = |index: usize| {
        let index = index as i64;
        let span = match volume.unit.as_str() {
            "day" => jiff::Span::new().try_days(index),
            "month" => jiff::Span::new().try_months(index),
            _ => jiff::Span::new().try_years(index),
        };
        span.ok().and_then(|span| origin.checked_add(span).ok())
    };
    let inside =
        |&index: &usize| volume.documents[index] > 0 && date(index).is_some_and(|day| (first..=last).contains(&day));
    let mut filled = (0..volume.documents.len()).filter(inside);
    let start = filled.next()?;
    let end = filled.next_back().unwrap_or(start) + 1;
    let documents = volume.documents[start..end].to_vec();
    let longest_gap = volume::longest_gap(&documents);
    Some(Volume { first: date(start)?.to_string(), documents, longest_gap, ..volume.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(years: &[f64]) -> Option<Range<usize>> {
        together(&years.iter().map(|year| (year * 365.25, 1)).collect::<Vec<_>>())
    }

    #[test]
    fn a_lone_date_far_away_lies_apart_and_a_then_beside_a_now_does_not() {
        let now: Vec<f64> = (0..20).map(|index| 2015.0 + f64::from(index) * 0.5).collect();
        assert_eq!(kept(&now), None);
        assert_eq!(kept(&[&[1066.0], now.as_slice()].concat()), Some(1..21));
        assert_eq!(kept(&[&[1066.0], now.as_slice(), &[2099.0]].concat()), Some(1..21));
        // One in four, but only fifty years away; one in four, and a thousand.
        let then = |years: [f64; 5]| kept(&[&years, now.as_slice()].concat());
        assert_eq!(then([1965.0, 1966.0, 1967.0, 1968.0, 1969.0]), None);
        assert_eq!(then([1000.0, 1001.0, 1002.0, 1003.0, 1004.0]), Some(5..25));
        assert_eq!(kept(&[2020.0, 2020.01, 2020.02, 2020.2]), None);
        assert_eq!(kept(&[]), None);
        assert_eq!(kept(&[1.0]), None);
    }
}
