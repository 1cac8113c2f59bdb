//! Which documents are written in another language than the corpus.
//!
//! The beginning of a text gives a first idea; the stop words of the whole document decide. A document that is short,
//! or of which nothing sure can be said, stays.

use super::stopwords;
use super::stream::{Stream, Streams};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Fewer words tell no language.
const LEAST_WORDS: usize = 40;
/// A document with this share of the corpus's stop words is written in its language, whatever else is in it.
const AT_HOME: f64 = 0.15;
/// A document in another language has at least this share of that language's stop words.
const ABROAD: f64 = 0.15;

/// Marks the documents in another language than `home`. `told` is what the beginning of each document says.
///
/// A corpus of which most documents would go is one of several languages: nothing is marked.
pub fn others(streams: &Streams, told: &[Option<&'static str>], home: &str) -> Vec<bool> {
    let foreign = |language: &Option<&'static str>| language.filter(|language| *language != home);
    let languages: std::collections::BTreeSet<&str> = told.iter().filter_map(foreign).collect();
    let words_of = |language: &str| (!stopwords::list(language).is_empty()).then(|| Common::of(language, streams));
    let ours = words_of(home);
    let theirs: BTreeMap<&str, Option<Common>> =
        languages.into_iter().map(|language| (language, words_of(language))).collect();
    let is_other = |(stream, told): (&Stream, &Option<&'static str>)| {
        let common = foreign(told).and_then(|language| theirs.get(language));
        common.is_some_and(|theirs| stream.len() >= LEAST_WORDS && differs(stream, ours.as_ref(), theirs.as_ref()))
    };
    let marks: Vec<bool> = streams.documents.iter().zip(told).map(is_other).collect();
    let marked = marks.iter().filter(|mark| **mark).count();
    if 2 * marked > marks.len() { vec![false; marks.len()] } else { marks }
}

/// By the shares of stop words, where the languages have lists of them.
fn differs(stream: &Stream, ours: Option<&Common>, theirs: Option<&Common>) -> bool {
    match (ours.map(|ours| ours.share(stream)), theirs.map(|theirs| theirs.share(stream))) {
        (Some(ours), Some(theirs)) => theirs >= ABROAD && theirs >= 2.0 * ours,
        (None, Some(theirs)) => theirs >= ABROAD,
        (Some(ours), None) => ours < AT_HOME / 3.0,
        (None, None) => true,
    }
}

/// The spellings that are stop words of one language.
struct Common(FxHashSet<u32>);

impl Common {
    fn of(language: &str, streams: &Streams) -> Self {
        let list = stopwords::list(language);
        let is_common = |surface: &str| list.contains(&surface.to_lowercase().replace('\u{2019}', "'"));
        let all = streams.surfaces.iter().zip(0..);
        Self(all.filter(|(surface, _)| is_common(surface)).map(|(_, number)| number).collect())
    }

    fn share(&self, stream: &Stream) -> f64 {
        let common = stream.iter().filter(|token| self.0.contains(&(token.surface() as u32))).count();
        common as f64 / stream.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Die Minister haben sich am Freitag in Berlin getroffen und über die Lage in der Region \
        gesprochen, wie das Ministerium am Abend mitteilte. Sie wollen die Zusammenarbeit bei den Rohstoffen mit dem \
        Partner im Osten noch in diesem Jahr ausbauen und dafür auch neue Mittel bereitstellen, hieß es aus dem Haus.";
    const ENGLISH: &str = "The ministers met on Friday in Berlin and spoke about the situation in the region, as the \
        ministry said in the evening. They want to build up the work on raw materials with the partner in the east \
        within this year and to make new money available for it, it was said in the house of the minister on the day.";

    fn marks(texts: &[&str], told: &[Option<&'static str>]) -> Vec<bool> {
        let mut streams = Streams::default();
        streams.add(texts);
        others(&streams, told, "en")
    }

    #[test]
    fn only_what_is_surely_foreign_is_marked() {
        let short = "Die Minister haben sich getroffen.";
        let texts = [ENGLISH, GERMAN, ENGLISH, short, ENGLISH, GERMAN];
        let told = [Some("en"), Some("de"), Some("de"), Some("de"), None, None];
        assert_eq!(marks(&texts, &told), [false, true, false, false, false, false]);
    }

    #[test]
    fn a_corpus_of_many_languages_stays_whole() {
        assert_eq!(marks(&[ENGLISH, GERMAN, GERMAN], &[Some("en"), Some("de"), Some("de")]), [false; 3]);
    }
}
