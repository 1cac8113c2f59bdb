//! A comparison as one self-contained page, without any script.

use super::{UNITS, interval_note, leaning, numbers, ratio, weight_tables};
use crate::chart::{self, Chart};
use crate::compare::LoneFact;
use crate::compare::findings::{Passage, Quote, Side, WeightLine};
use crate::compare::{Comparison, FactKind, Resemblances};
use crate::drift::findings::NearPair;
use crate::error::Result;
use crate::report::page::svg;
use crate::report::scores::PROGRAM;
use crate::report::template::{fill, policy};
use crate::report::wording::{NONE, count, counted, number, signed, slug};
use serde::Serialize;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("comparison.html");
const RESEMBLANCES: &str = include_str!("resemblances.html");
/// Documents listed on a page.
const MOST_LISTED: usize = 2_000;
const STYLE: &str = concat!(include_str!("../page/page.css"), include_str!("comparison.css"));

/// The chart that stands among the weights.
const SHIFT: &str = "word-shift";
/// Sentences from which on a ribbon is tall.
const TALL: usize = 14;
/// Shorter runs of sentences that stayed are shown as context.
const FOLDED_FROM: usize = 4;
/// Sentences that are shown at either end of a long run that stayed, in a short and in a long text.
const ENDS: [usize; 2] = [20, 2];
/// Rows of the text that are shown, and of each table of facts; `comparison.json` has all.
const MOST_ROWS: usize = 4_000;
const MOST_FACTS: usize = 1_000;

#[derive(Serialize)]
struct Page {
    policy: String,
    style: &'static str,
    program: &'static str,
    title: String,
    sides: Vec<SideView>,
    summary: Vec<String>,
    charts: Vec<Picture>,
    shift: Vec<Picture>,
    runs: Vec<Run>,
    changed: Vec<Vec<String>>,
    lone: Vec<Facts>,
    weights: Vec<WeightView>,
    alike: Vec<Vec<String>>,
    apart: Vec<Vec<String>>,
    units: &'static str,
    note: &'static str,
    warnings: Vec<String>,
}

/// What the page of several documents prints.
#[derive(Serialize)]
struct Many {
    policy: String,
    style: &'static str,
    program: &'static str,
    title: String,
    summary: Vec<String>,
    charts: Vec<Picture>,
    tables: Vec<Listing>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Listing {
    anchor: String,
    heading: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct SideView {
    letter: &'static str,
    name: String,
    facts: Vec<String>,
}

#[derive(Serialize)]
struct Picture {
    svg: String,
    /// What a narrow screen shows instead; empty for the same.
    narrow: String,
    /// So high that a printed page would be left half empty before it.
    tall: bool,
    title: String,
    description: String,
}

/// Passages that are shown together: those that stayed are folded.
#[derive(Serialize)]
struct Run {
    /// "5 sentences the same"; empty for passages that changed.
    folded: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    fate: String,
    a_numbers: String,
    b_numbers: String,
    a: Vec<Piece>,
    b: Vec<Piece>,
    /// Passages that the row tells of.
    #[serde(skip)]
    stands_for: usize,
}

#[derive(Serialize)]
struct Piece {
    same: bool,
    text: String,
}

#[derive(Serialize)]
struct Facts {
    heading: &'static str,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct WeightView {
    heading: &'static str,
    rows: Vec<Vec<String>>,
}

/// The page as HTML.
///
/// # Errors
/// `Chart` when a chart is not SVG, `Format` when the template cannot be filled.
pub fn render(found: &Comparison, charts: &[Chart]) -> Result<String> {
    fill(TEMPLATE, &page(found, charts)?)
}

/// The page of several documents.
///
/// # Errors
/// As [`render`].
pub fn resemblances(found: &Resemblances, charts: &[Chart]) -> Result<String> {
    let side = |side: &Side| {
        let cell = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![side.name.clone(), cell(&side.title), cell(&side.date), count(side.words)]
    };
    // The chart names documents by their titles, the tables by both.
    let titles: BTreeMap<&str, &str> =
        found.documents.iter().filter_map(|side| Some((side.name.as_str(), side.title.as_deref()?))).collect();
    let named =
        |name: &String| titles.get(name.as_str()).map_or_else(|| name.clone(), |title| format!("{title} ({name})"));
    let near = |pair: &NearPair| vec![number(pair.cosine, 3), named(&pair.a), named(&pair.b), pair.terms.join(", ")];
    let table =
        |heading: &'static str, heads: Vec<&'static str>, rows| Listing { anchor: slug(heading), heading, heads, rows };
    let tables = [
        table("Nearest pairs", vec!["Cosine", "", "", "Alike by"], found.similarity.nearest.iter().map(near).collect()),
        table(
            "Copies and near copies",
            vec!["Documents, the one that counts first"],
            found.clusters.iter().map(|c| vec![c.join(" = ")]).collect(),
        ),
        table(
            "Documents",
            vec!["Name", "Title", "Date", "Words"],
            found.documents.iter().take(MOST_LISTED).map(side).collect(),
        ),
    ];
    fill(
        RESEMBLANCES,
        &Many {
            policy: policy(STYLE, None),
            style: STYLE,
            program: PROGRAM,
            title: format!("How alike {} are", counted(found.documents.len(), "document")),
            summary: super::many::summary(found),
            charts: pictures(charts.iter())?,
            tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
            warnings: found.warnings.iter().map(ToString::to_string).collect(),
        },
    )
}

fn pictures<'c>(charts: impl Iterator<Item = &'c Chart>) -> Result<Vec<Picture>> {
    let picture = |chart: &Chart| {
        let (title, description) = (chart.title.clone(), signed(&chart.description));
        let svg = svg::inline(&chart.svg, &slug(&chart.name), &chart.title)?;
        Ok(Picture { svg, narrow: String::new(), tall: false, title, description })
    };
    charts.map(picture).collect()
}

fn page(found: &Comparison, charts: &[Chart]) -> Result<Page> {
    let facts = &found.facts;
    let lone = [("Only in A", &facts.only_in_a), ("Only in B", &facts.only_in_b)];
    let passages = found.passages.as_ref().map(|passages| passages.pairs.as_slice()).unwrap_or_default();
    let mut drawn = pictures(charts.iter().filter(|chart| chart.name != SHIFT))?;
    if let (Some(ribbon), Some(narrow)) = (drawn.first_mut(), chart::narrow_ribbon(found)?) {
        ribbon.tall = found.a.sentences.max(found.b.sentences) > TALL;
        ribbon.narrow = svg::inline(&narrow, "ribbon-narrow", &ribbon.title)?;
    }
    Ok(Page {
        policy: policy(STYLE, None),
        style: STYLE,
        program: PROGRAM,
        title: format!("{} → {}", found.a.name, found.b.name),
        sides: vec![side("A", &found.a), side("B", &found.b)],
        summary: found.summary.iter().map(|sentence| signed(sentence)).collect(),
        charts: drawn,
        shift: pictures(charts.iter().filter(|chart| chart.name == SHIFT))?,
        runs: runs(passages),
        changed: first(passages.iter().flat_map(changed).collect()),
        lone: lone
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(heading, list)| lone_facts(heading, list))
            .collect(),
        weights: weight_tables(found).into_iter().map(|(heading, lines)| weights(heading, &lines)).collect(),
        alike: found.resemblance.alike.iter().map(|s| vec![s.term.clone(), number(s.part, 2)]).collect(),
        apart: found
            .resemblance
            .apart
            .iter()
            .map(|s| vec![s.term.clone(), if s.in_b { "B" } else { "A" }.into(), number(s.part, 2)])
            .collect(),
        units: UNITS,
        note: interval_note(found),
        warnings: found.warnings.iter().map(ToString::to_string).collect(),
    })
}

fn side(letter: &'static str, side: &Side) -> SideView {
    let words = usize::try_from(side.words).unwrap_or(usize::MAX);
    let mut facts: Vec<String> = side.title.iter().chain(&side.date).cloned().collect();
    let extent =
        if side.sentences > 0 { counted(side.sentences, "sentence") } else { counted(side.documents, "document") };
    facts.extend([extent, counted(words, "word")]);
    SideView { letter, name: side.name.clone(), facts }
}

fn runs(passages: &[Passage]) -> Vec<Run> {
    let quiet = Passage::unchanged;
    let mut runs: Vec<Run> = Vec::new();
    for run in passages.chunk_by(|x, y| quiet(x) == quiet(y)) {
        let room = MOST_ROWS.saturating_sub(runs.iter().map(|run| run.rows.len()).sum());
        if room == 0 {
            break;
        }
        let rows = run.iter().take(room).map(row);
        if quiet(&run[0]) && run.len() >= FOLDED_FROM {
            let folded = format!("{} the same", counted(run.len(), "sentence"));
            runs.push(Run { folded, rows: ends(run, ENDS[usize::from(passages.len() > MOST_ROWS)]) });
        } else if let Some(open) = runs.last_mut().filter(|run| run.folded.is_empty()) {
            open.rows.extend(rows);
        } else {
            runs.push(Run { folded: String::new(), rows: rows.collect() });
        }
    }
    let shown: usize = runs.iter().flat_map(|run| &run.rows).map(|row| row.stands_for).sum();
    if shown < passages.len() {
        let rest = counted(passages.len() - shown, "more passage");
        runs.push(Run { folded: String::new(), rows: vec![note(rest, passages.len() - shown)] });
    }
    runs
}

/// The rows of a run that stayed: of a long one its ends.
fn ends(run: &[Passage], most: usize) -> Vec<Row> {
    let Some(between) = run.len().checked_sub(2 * most).filter(|between| *between > 0) else {
        return run.iter().map(row).collect();
    };
    let middle = note(counted(between, "sentence"), between);
    run[..most].iter().map(row).chain([middle]).chain(run[run.len() - most..].iter().map(row)).collect()
}

/// A row that says how much is not shown.
fn note(what: String, stands_for: usize) -> Row {
    let fate = format!("{what} not shown: comparison.json has all");
    let (a_numbers, b_numbers) = (String::new(), String::new());
    Row { kind: "same", fate, a_numbers, b_numbers, a: Vec::new(), b: Vec::new(), stands_for }
}

/// The first rows of a long table, and how many there are more.
fn first(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let more = rows.len().saturating_sub(MOST_FACTS);
    if more > 0 {
        let columns = rows[0].len();
        rows.truncate(MOST_FACTS);
        let mut last = vec![format!("and {} more", count(more as u64))];
        last.resize(columns, String::new());
        rows.push(last);
    }
    rows
}

fn row(passage: &Passage) -> Row {
    let whole = |quote: &Option<Quote>, same: bool| {
        quote.iter().map(|quote| Piece { same, text: quote.text.clone() }).collect::<Vec<_>>()
    };
    let alone = passage.edits.is_empty();
    let edits = |a: bool| -> Vec<Piece> {
        passage.edits.iter().flat_map(|edit| pieces(edit.same, if a { &edit.a } else { &edit.b })).collect()
    };
    Row {
        kind: passage.kind.name(),
        fate: passage.fate(),
        a_numbers: numbers(passage.a.as_ref()),
        b_numbers: numbers(passage.b.as_ref()),
        a: if alone { whole(&passage.a, false) } else { edits(true) },
        b: if alone { whole(&passage.b, false) } else { edits(false) },
        stands_for: 1,
    }
}

/// A piece of text and the blanks after it, which no line strikes out.
fn pieces(same: bool, text: &str) -> Vec<Piece> {
    let (body, blanks) = text.split_at(text.trim_end().len());
    let parts = [Piece { same, text: body.to_owned() }, Piece { same: true, text: blanks.to_owned() }];
    parts.into_iter().filter(|piece| !piece.text.is_empty()).collect()
}

fn changed(passage: &Passage) -> Vec<Vec<String>> {
    let place = numbers(passage.b.as_ref().or(passage.a.as_ref()));
    let row = |(kind, [a, b]): (FactKind, [&str; 2])| vec![kind.name().into(), a.into(), b.into(), place.clone()];
    passage.exchanged().map(row).collect()
}

fn lone_facts(heading: &'static str, facts: &[LoneFact]) -> Facts {
    let row =
        |fact: &LoneFact| vec![fact.kind.name().into(), fact.told(), fact.count.to_string(), fact.sentence.to_string()];
    Facts { heading, rows: first(facts.iter().map(row).collect()) }
}

fn weights(heading: &'static str, lines: &[WeightLine]) -> WeightView {
    let value = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| number(value, 2));
    let row = |line: &WeightLine| {
        let ratio = ratio(line);
        vec![line.name.clone(), leaning(line.weight).into(), value(line.a), value(line.b), ratio]
    };
    WeightView { heading, rows: lines.iter().map(row).collect() }
}
