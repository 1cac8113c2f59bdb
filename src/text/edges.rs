//! Words that stand at the edges of documents: contact blocks, signatures and running heads, which no two documents need
//! to share word for word, so that the search for boilerplate does not meet them.

use super::normalize::NO_TERM;
use super::{Streams, Vocabulary};

/// Words at either end of a document that are its edges.
const EDGE: usize = 30;
/// A document with fewer words is all edge, and tells nothing.
const FEWEST_WORDS: usize = 5 * EDGE;

/// For each term of the vocabulary the part of its occurrences that lie at the edges of documents; 0 where none of the
/// documents that have it is long enough to tell.
pub fn shares(streams: &Streams, vocabulary: &Vocabulary) -> Vec<f64> {
    let mut counts = vec![[0u64; 2]; vocabulary.keys.len()];
    for stream in streams.documents.iter().filter(|stream| stream.len() >= FEWEST_WORDS) {
        for (at, token) in stream.iter().enumerate() {
            let term = vocabulary.term_of[token.surface()];
            if term != NO_TERM {
                let edge = at < EDGE || at >= stream.len() - EDGE;
                counts[term as usize][0] += u64::from(edge);
                counts[term as usize][1] += 1;
            }
        }
    }
    counts.into_iter().map(|[edge, all]| edge as f64 / all.max(1) as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::WordOptions;

    #[test]
    fn words_of_heads_and_feet_are_told_from_those_of_the_middle() {
        let body = "trade ".repeat(170);
        let (long, short) = (format!("Newsroom visa {body} visa {body} telephone"), "telephone visa".to_owned());
        let mut streams = Streams::default();
        streams.add(&[long.as_str(), long.as_str(), short.as_str()]);
        let vocabulary = Vocabulary::of(&streams, "en", &WordOptions::default());
        let shares = shares(&streams, &vocabulary);
        let of = |label: &str| shares[vocabulary.labels.iter().position(|other| other == label).unwrap()];
        assert_eq!([of("Newsroom"), of("telephone"), of("visa")], [1.0, 1.0, 0.5]);
        assert!(of("trade") < 0.2);
    }
}
