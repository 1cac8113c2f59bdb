//! Names that are spelled most like one that nobody knows, to propose them: by the number of letters that must be
//! added, dropped, replaced or exchanged with their neighbor (optimal string alignment; Damerau 1964).

use std::collections::BTreeMap;

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
    fn distances_count_letters_and_exchanges() {
        let distance = |a: &str, b: &str| within(&letters(a), &letters(b), 9);
        assert_eq!(
            [distance("kitten", "sitting"), distance("ab", "ba"), distance("", "abc")],
            [Some(3), Some(1), Some(3)]
        );
        assert_eq!(within(&letters("kitten"), &letters("sitting"), 2), None);
    }
}
