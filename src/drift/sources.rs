//! Who wrote what: the sources of the documents, and what a fixed mix of them says of a change.
//!
//! An outlet that joins the corpus brings its own subjects. That is no drift, so where sources are known every change is
//! also measured as if each source had written the same share of the words in both spans (`stats::mix`).

use super::Described;
use super::findings::{MixFinding, Split, Verdict};
use super::quantity::Quantity;
use super::study::{Spans, Study};
use super::verdict::{as_factor, lean};
use crate::stats::cluster::LogRatio;
use crate::stats::intensity::ln_prevalence;
use crate::stats::mix::{FixedMix, SOURCES_AS_UNITS, SourceMix, Standardized, Unit};
use crate::stats::permutation::Exchange;
use std::collections::BTreeSet;

/// The sources that both spans share must hold this part of the words, or they cannot speak for the corpus.
const DECIDES: f64 = 0.5;

/// Names of sources, sorted, and the source of each row.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    pub names: Vec<String>,
    pub of_row: Vec<Option<usize>>,
}

impl Sources {
    pub fn of(documents: &[Described]) -> Self {
        let names: BTreeSet<&str> = documents.iter().filter_map(|document| document.source.as_deref()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let number = |document: &Described| names.binary_search(&document.source.as_deref()?).ok();
        let of_row = documents.iter().map(number).collect();
        Self { names: names.iter().map(|&name| name.to_owned()).collect(), of_row }
    }

    /// The sources by the number of their rows among these, the largest first, then by name.
    pub fn largest(&self, rows: &[usize]) -> Vec<usize> {
        let mut counts = vec![0usize; self.names.len()];
        rows.iter().filter_map(|&row| self.of_row[row]).for_each(|source| counts[source] += 1);
        let mut order: Vec<usize> = (0..counts.len()).filter(|&source| counts[source] > 0).collect();
        order.sort_by_key(|&source| (std::cmp::Reverse(counts[source]), source));
        order
    }
}

/// The source of each row where the sources that both spans share hold half of the words, so that change can be looked
/// for within sources; documents without a named source are taken as those of one. `None` elsewhere.
pub fn strata(study: &Study) -> Option<Vec<usize>> {
    if study.sources.names.len() < 2 {
        return None;
    }
    let stratum = |source: &Option<usize>| source.map_or(0, |source| source + 1);
    deciding(study, &study.spans()?).map(|_| study.sources.of_row.iter().map(stratum).collect())
}

/// The fixed mix of two spans where it decides.
pub fn deciding(study: &Study, spans: &Spans) -> Option<SourceMix> {
    let control = (study.sources.names.len() > 1).then(|| Control::of(study, spans))??;
    control.decides().then(|| control.mix.into_sources())
}

/// Which of these rows may change places where nothing changed: all, or those of one source where there are [`strata`].
pub fn exchange(strata: Option<&[usize]>, rows: &[usize]) -> Exchange {
    Exchange::within(rows.iter().map(|&row| strata.map_or(0, |strata| strata[row])))
}

/// The fixed mix of two spans of a study.
#[derive(Debug)]
pub struct Control {
    mix: FixedMix,
    /// Part of the words of both spans that the shared sources hold.
    share: f64,
}

/// A change at the fixed mix.
#[derive(Debug, Clone)]
pub struct AtFixedMix {
    pub ratio: LogRatio,
    /// Sources with words in both spans, and the part of all words that they hold.
    pub sources: usize,
    pub share: f64,
    /// Change of ln prevalence at the fixed mix.
    prevalence: f64,
}

impl Control {
    /// `None` where fewer than two sources have words in both spans.
    pub fn of(study: &Study, spans: &Spans) -> Option<Self> {
        Self::by(study, spans, &study.counts.totals)
    }

    /// The same for a part of each document, which has so many words.
    pub fn by(study: &Study, spans: &Spans, words: &[u64]) -> Option<Self> {
        let words = |row: usize| words[row];
        let unit = |&row: &usize| study.sources.of_row[row].map(|source| Unit { source, words: words(row) });
        let units = |rows: &[usize]| rows.iter().map(unit).collect::<Vec<_>>();
        let mix = FixedMix::of(&units(&spans.earlier), &units(&spans.later))?;
        let all: u64 = spans.rows().map(words).sum();
        Some(Self { share: mix.covered() / (all as f64).max(1.0), mix })
    }

    /// What the fixed mix says of a quantity; `None` where a theme has no mention among the shared sources.
    pub fn judge(&self, quantity: &Quantity, spans: &Spans) -> Option<AtFixedMix> {
        let sides = |counts: &[u64]| [&spans.earlier, &spans.later].map(|rows| pick(counts, rows));
        let standard = |counts: &[u64]| {
            let [before, after] = sides(counts);
            let prevalence = self.mix.prevalence([&before, &after]);
            (self.mix.standardize([&before, &after]), prevalence[1] - prevalence[0])
        };
        let any = |(standard, _): &(Standardized, f64)| standard.mentions.iter().any(|mentions| *mentions > 0.0);
        let [of, over] = quantity.themes().map(|counts| counts.map(standard));
        let of = of.filter(any)?;
        if over.as_ref().is_some_and(|over| !any(over)) {
            return None;
        }
        Some(AtFixedMix {
            ratio: self.mix.change(&of.0, over.as_ref().map(|over| &over.0)),
            sources: self.mix.shared(),
            share: self.share,
            prevalence: of.1 - over.map_or(0.0, |over| over.1),
        })
    }
}

fn pick(counts: &[u64], rows: &[usize]) -> Vec<u64> {
    rows.iter().map(|&row| counts[row]).collect()
}

impl Control {
    /// See [`AtFixedMix::decides`].
    pub fn decides(&self) -> bool {
        self.share >= DECIDES
    }
}

impl AtFixedMix {
    /// Its sources hold enough of the words to speak for the corpus.
    pub fn decides(&self) -> bool {
        self.share >= DECIDES
    }

    /// The verdict of the fixed mix alone.
    pub fn verdict(&self) -> Verdict {
        let (low, high) = self.ratio.interval(0.95);
        match (low > 0.0, high < 0.0) {
            (true, _) => Verdict::Rose,
            (_, true) => Verdict::Fell,
            _ => lean(&self.ratio),
        }
    }

    pub fn finding(&self) -> MixFinding {
        MixFinding {
            sources: self.sources,
            share_of_words: self.share,
            unit: if self.sources >= SOURCES_AS_UNITS { "source" } else { "document" }.into(),
            ratio: as_factor(self.ratio.value, Some(self.ratio.interval(0.95))),
            p: self.ratio.p(),
            verdict: self.verdict(),
            decides: self.decides(),
        }
    }
}

/// The parts of a change that add up to it: `whole` is ln(later / earlier).
///
/// With a fixed mix the source mix is what it takes away; what it leaves is parted into how many documents mention the
/// theme (prevalence) and how much those say (intensity). Without one, the same two parts make up the whole.
pub fn split(whole: f64, quantity: &Quantity, spans: &Spans, mix: Option<&AtFixedMix>) -> Split {
    let Some(mix) = mix else {
        let prevalence = raw_prevalence(quantity, &spans.later) - raw_prevalence(quantity, &spans.earlier);
        return Split { prevalence, intensity: whole - prevalence, source_mix: None };
    };
    let source_mix = whole - mix.ratio.value;
    Split { prevalence: mix.prevalence, intensity: mix.ratio.value - mix.prevalence, source_mix: Some(source_mix) }
}

fn raw_prevalence(quantity: &Quantity, rows: &[usize]) -> f64 {
    let [of, over] = quantity.themes().map(|counts| {
        let with = |counts: &[u64]| rows.iter().filter(|&&row| counts[row] > 0).count() as u64;
        counts.map_or(0.0, |counts| ln_prevalence(with(counts), rows.len() as u64))
    });
    of - over
}
