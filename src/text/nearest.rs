//! Names that are spelled most like one that nobody knows, to propose them: by the number of letters that must be
//! added, dropped, replaced or exchanged with their neighbor (optimal string alignment; Damerau 1964).

use super::Streams;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most words of a phrase that is looked for, and a distance farther than any that counts.
const LONGEST: usize = 5;
const FAR: usize = 1_000;

/// The names spelled most like one of `unknown`, nearest first, then by the alphabet; of those that differ in more than a
/// third of their letters, none. Capitals, and the marks of an entry (`=`, `*`), make no difference; of names that differ in
/// capitals alone, the one with fewest is given.
pub fn nearest<'n>(
    unknown: impl Iterator<Item = &'n str>,
    names: impl Iterator<Item = &'n str>,
    most: usize,
) -> Vec<String> {
    let unknown: Vec<Vec<char>> = unknown.map(letters).filter(|word| !word.is_empty()).collect();
    let mut found: BTreeMap<(usize, String), &str> = BTreeMap::new();
    for name in names {
        let spelled = letters(name);
        let distance = |word: &Vec<char>| within(word, &spelled, word.len().max(spelled.len()) / 3);
        if let Some(distance) = unknown.iter().filter_map(distance).min() {
            // Small letters come after capitals.
            let kept = found.entry((distance, name.to_lowercase())).or_insert(name);
            *kept = name.max(*kept);
        }
        if found.len() > most {
            found.pop_last();
        }
    }
    found.into_values().map(str::to_owned).collect()
}

/// The phrases of the documents that are spelled most like a phrase that is nowhere: neighboring words, each like the one
/// in its place. The nearest come first, of equals those that occur most often.
pub fn phrases(unknown: &str, streams: &Streams, most: usize) -> Vec<String> {
    let words: Vec<Vec<char>> = unknown.split_whitespace().map(letters).collect();
    if !(2..=LONGEST).contains(&words.len()) || words.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let distance = |word: &Vec<char>, surface: &str| {
        let spelled = letters(surface);
        within(word, &spelled, word.len().max(spelled.len()) / 3).map_or(FAR, |distance| distance.min(FAR))
    };
    let near: Vec<Vec<usize>> =
        words.iter().map(|word| streams.surfaces.par_iter().map(|surface| distance(word, surface)).collect()).collect();
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for window in streams.documents.iter().flat_map(|stream| stream.windows(words.len())) {
        let sum: usize = near.iter().zip(window).map(|(near, token)| near[token.surface()]).sum();
        if sum < FAR && !window[1..].iter().any(|token| token.parts()) {
            let surfaces: Vec<&str> = window.iter().map(|token| &*streams.surfaces[token.surface()]).collect();
            found.entry(surfaces.join(" ").to_lowercase()).or_insert((sum, 0)).1 += 1;
        }
    }
    let mut found: Vec<(usize, Reverse<u64>, String)> =
        found.into_iter().map(|(name, (sum, times))| (sum, Reverse(times), name)).collect();
    found.sort();
    found.into_iter().take(most).map(|(_, _, name)| name).collect()
}

fn letters(name: &str) -> Vec<char> {
    name.to_lowercase().chars().filter(|letter| !matches!(letter, '=' | '*')).collect()
}

/// The distance of two words, if it is at most `most`.
fn within(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[1][j] + 1).min(row[j - 1] + 1).min(rows[1][j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[0][j - 2] + 1);
            }
        }
        if row.iter().all(|distance| *distance > most) {
            return None;
        }
        rows.swap(0, 1);
        rows[1] = row;
    }
    Some(rows[1][b.len()]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_the_far_never() {
        let names =
            ["minerals", "Minerals", "mineral", "Minerals Security", "generals", "Trade", "trade", "TRADE", "imerals"];
        let found = |word: &str| nearest([word].into_iter(), names.into_iter(), 3);
        assert_eq!(found("minreals"), ["minerals", "mineral"]);
        assert_eq!(found("=Tarde"), ["trade"]);
        assert!(found("zeppelins").is_empty() && found("*").is_empty());
    }

    #[test]
    fn a_phrase_is_proposed_whole() {
        let mut streams = Streams::default();
        streams.add(&[
            "Rare earths are rare. Rare earth of the east: care, earth.",
            "The rare earth.",
            "Bare earth, part.",
        ]);
        assert_eq!(phrases("rare eart", &streams, 2), ["rare earth", "bare earth"]);
        assert!(phrases("rare", &streams, 2).is_empty() && phrases("zinc eart", &streams, 2).is_empty());
    }

    #[test]
    fn distances_count_letters_and_exchanges() {
        let distance = |a: &str, b: &str| within(&letters(a), &letters(b), 9);
        assert_eq!(
            [distance("kitten", "sitting"), distance("ab", "ba"), distance("", "abc")],
            [Some(3), Some(1), Some(3)]
        );
        assert_eq!(within(&letters("kitten"), &letters("sitting"), 2), None);
    }
}
