//! Material and judgement -> inspection: what a corpus is made of, without analyzing it.

use super::material::{Judged, Material};
use crate::config::{Config, PeriodChoice};
use crate::drift::inspection::{self, InspectedDocument, Inspection, SourceVolume};
use crate::drift::{self, Described, Groups, Study, date_label};
use crate::ingest::Precision;
use std::collections::BTreeMap;

/// More periods than this are shown by a wider one.
const MOST_PERIODS: usize = 48;

/// Everything that can be said of the material.
pub fn of(material: &Material, judged: &Judged, config: &Config, title: String) -> Inspection {
    let counts = |row: &usize| !judged.other[*row] && judged.copies[*row].is_none();
    let kept: Vec<Described> =
        (0..material.documents.len()).filter(counts).map(|row| material.documents[row].clone()).collect();
    let mut corpus = drift::corpus(&study(&kept, config.period));
    judged.tell(material, &material.documents, &mut corpus);
    corpus.words = kept.iter().map(|document| document.words).sum();
    corpus.title = title;
    corpus.documents = Vec::new();
    let volume = volume(&kept, config.period);
    let mut inspection = Inspection {
        corpus,
        documents_found: material.documents.len(),
        files: material.files,
        companions: material.companions.clone(),
        dates_by_precision: tally(kept.iter().map(precision)),
        languages: tally(judged.languages.iter().map(|language| language.unwrap_or("unsure"))),
        encodings: material.encodings.clone(),
        sources: sources(&kept),
        gaps: inspection::gaps(&volume),
        volume,
        advice: Vec::new(),
        documents: (0..material.documents.len()).map(|row| document(material, judged, row)).collect(),
    };
    inspection.advice = inspection::advice(&inspection);
    inspection
}

fn study(documents: &[Described], period: PeriodChoice) -> Study {
    Study { groups: Groups::of(documents, period), documents: documents.to_vec().into(), ..Study::default() }
}

/// The periods of the analysis, or wider ones where these are too many to look at.
fn volume(documents: &[Described], period: PeriodChoice) -> Vec<drift::findings::Period> {
    use PeriodChoice::{Decade, Month, Quarter, Year};
    let tried = [period, Month, Quarter, Year, Decade].map(|period| Groups::of(documents, period).periods);
    let fits = tried.iter().position(|periods| periods.len() <= MOST_PERIODS).unwrap_or(tried.len() - 1);
    tried.into_iter().nth(fits).unwrap_or_default()
}

fn precision(document: &Described) -> &'static str {
    match document.dated.as_ref().map(|dated| dated.precision) {
        Some(Precision::Day) => "day",
        Some(Precision::Month) => "month",
        Some(Precision::Year) => "year",
        Some(Precision::Interval) => "interval",
        None => "none",
    }
}

fn tally<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    names.for_each(|name| *counts.entry(name.to_owned()).or_default() += 1);
    counts
}

fn sources(documents: &[Described]) -> Vec<SourceVolume> {
    let counts = tally(documents.iter().filter_map(|document| document.source.as_deref()));
    let mut sources: Vec<SourceVolume> =
        counts.into_iter().map(|(source, documents)| SourceVolume { source, documents }).collect();
    sources.sort_by_key(|source| std::cmp::Reverse(source.documents));
    sources
}

fn document(material: &Material, judged: &Judged, row: usize) -> InspectedDocument {
    let known = &material.documents[row];
    let dated = known.dated.as_ref();
    let copy = judged.copies[row];
    InspectedDocument {
        id: known.id.clone(),
        path: known.place.as_ref().map(|place| place.path.clone()).unwrap_or_default(),
        record: known.place.as_ref().and_then(|place| place.record),
        date: dated.map(date_label),
        precision: dated.map(|dated| dated.precision),
        evidence: dated.map(|dated| dated.evidence),
        characters: dated.map(|dated| dated.characters.clone()),
        source: known.source.clone(),
        language: judged.languages[row].map(str::to_owned),
        other_language: judged.other[row],
        words: known.words,
        duplicate_of: copy.map(|copy| material.documents[copy.of].id.clone()),
        similarity: copy.map(|copy| copy.similarity),
        removed: judged.removed_from(row),
    }
}
