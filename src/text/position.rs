//! Where in a document themes are mentioned: in its title, in its lead, or in the body. In news the first words weigh
//! most, for most readers read no more.

use super::lexicon::Lexicon;
use super::normalize::Vocabulary;
use super::segment;
use super::stream::{Stream, Streams};
use crate::config::{ThemeSpec, WordOptions};
use ndarray::Array2;
use rayon::prelude::*;

/// Words of a lead: those that follow the title.
pub const LEAD: usize = 50;

/// The parts of a document, in the order in which they are read.
pub const PARTS: [&str; 3] = ["title", "lead", "body"];

/// Mentions of themes by part of the document, in the order of [`PARTS`].
#[derive(Debug, Clone, Default)]
pub struct Positions {
    /// Documents x themes.
    pub mentions: [Array2<u32>; 3],
    /// Words of each document's part.
    pub words: [Vec<u64>; 3],
}

/// The titles of documents: their words, and the themes mentioned in them.
pub struct Titles {
    words: Vec<Vec<Box<str>>>,
    mentions: Array2<u32>,
}

impl Titles {
    /// Reads titles by the rules of the corpus.
    pub fn of(titles: &[&str], themes: &[ThemeSpec], language: &str, options: &WordOptions) -> Self {
        let mut streams = Streams::default();
        streams.add(titles);
        let vocabulary = Vocabulary::of(&streams, language, options);
        let lexicon = Lexicon::compile(themes, &streams, &vocabulary, options);
        let entries: Vec<usize> = themes.iter().map(|theme| theme.words.len()).collect();
        let mentions = lexicon.count(&streams.documents, &entries).by_document;
        Self { words: titles.par_iter().map(|title| words(title)).collect(), mentions }
    }
}

fn words(title: &str) -> Vec<Box<str>> {
    let mut words = Vec::new();
    segment::words(title, |word, _, _| words.push(word.into()));
    words
}

impl Positions {
    /// Parts the mentions of each document. A title that the text begins with is not part of its lead.
    pub fn of(lexicon: &Lexicon, streams: &Streams, titles: &Titles) -> Self {
        let themes = titles.mentions.ncols();
        let rows: Vec<([Vec<u32>; 3], [u64; 3])> = (0..streams.documents.len())
            .into_par_iter()
            .map(|row| {
                let stream = &streams.documents[row];
                let title = &titles.words[row];
                let printed = if begins_with(streams, stream, title) { title.len() } else { 0 };
                let lead = (printed + LEAD).min(stream.len());
                let mut counts = [titles.mentions.row(row).to_vec(), vec![0; themes], vec![0; themes]];
                lexicon.mentions(stream, |mention| match mention.at {
                    at if at < printed => {}
                    at => counts[if at < lead { 1 } else { 2 }][mention.theme] += 1,
                });
                (counts, [title.len(), lead - printed, stream.len() - lead].map(|words| words as u64))
            })
            .collect();
        let mut positions = Self {
            mentions: [0, 1, 2].map(|_| Array2::zeros((rows.len(), themes))),
            words: [0, 1, 2].map(|part| rows.iter().map(|(_, words)| words[part]).collect()),
        };
        for (row, (counts, _)) in rows.iter().enumerate() {
            for (part, counts) in counts.iter().enumerate() {
                counts.iter().enumerate().for_each(|(theme, &n)| positions.mentions[part][[row, theme]] = n);
            }
        }
        positions
    }
}

fn begins_with(streams: &Streams, stream: &Stream, title: &[Box<str>]) -> bool {
    let surfaces = stream.iter().map(|token| &streams.surfaces[token.surface()]);
    !title.is_empty() && stream.len() >= title.len() && surfaces.zip(title).all(|(ours, theirs)| ours == theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_leads_and_bodies_are_told_apart() {
        let filler = "word ".repeat(48);
        let texts = [
            format!("Lithium deal\n\nLithium in the lead. {filler} lithium far below, and lithium again"),
            format!("Nothing here. {filler} and lithium below"),
        ];
        let titles = ["Lithium deal", "A lithium story that the text does not print"];
        let themes = [ThemeSpec { name: "minerals".into(), words: vec!["lithium".into()] }];
        let options = WordOptions::default();
        let mut streams = Streams::default();
        streams.add(&texts.each_ref().map(String::as_str));
        let vocabulary = Vocabulary::of(&streams, "en", &options);
        let lexicon = Lexicon::compile(&themes, &streams, &vocabulary, &options);
        let found = Positions::of(&lexicon, &streams, &Titles::of(&titles, &themes, "en", &options));
        let by_part = |row: usize| [0, 1, 2].map(|part| found.mentions[part][[row, 0]]);
        assert_eq!([by_part(0), by_part(1)], [[1, 1, 2], [1, 0, 1]]);
        assert_eq!([0, 1, 2].map(|part| found.words[part][0]), [2, 50, streams.documents[0].len() as u64 - 52]);
        assert_eq!(found.words[0][1], 9);
    }
}
