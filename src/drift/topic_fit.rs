//! How well terms fit the documents of a topic: what names it is frequent in them and particular to them.

use super::study::Study;

/// In how many documents of each topic a term is.
pub struct Fits {
    parts: usize,
    /// Documents that are more of a topic than of any other.
    of_topic: Vec<u32>,
    /// Documents that have a term, by column; and of these those of each topic.
    of_term: Vec<u32>,
    of_both: Vec<u32>,
}

impl Fits {
    pub fn count(study: &Study, documents: &[f64], (parts, columns): (usize, &[usize])) -> Self {
        let mut fits = Self {
            parts,
            of_topic: vec![0; parts],
            of_term: vec![0; columns.len()],
            of_both: vec![0; columns.len() * parts],
        };
        let mut column_of = vec![usize::MAX; study.counts.terms.len()];
        columns.iter().enumerate().for_each(|(column, &term)| column_of[term] = column);
        for (row, weights) in documents.chunks(parts).enumerate() {
            let part = (0..parts).find(|&part| is_largest(weights, part));
            part.into_iter().for_each(|part| fits.of_topic[part] += 1);
            for column in study.counts.rows.row(row).map(|(term, _)| column_of[term as usize]) {
                if column != usize::MAX {
                    fits.of_term[column] += 1;
                    part.into_iter().for_each(|part| fits.of_both[column * parts + part] += 1);
                }
            }
        }
        fits
    }

    /// The harmonic mean of the shares of the topic's documents that have the term and of the term's that are the topic's.
    pub fn of(&self, column: usize, part: usize) -> f64 {
        let all = self.of_topic[part] + self.of_term[column];
        2.0 * f64::from(self.of_both[column * self.parts + part]) / f64::from(all.max(1))
    }
}

/// The first term and the next that is not another form of it.
pub fn two<'t>(mut terms: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let Some(first) = terms.next() else { return Vec::new() };
    let lower = first.to_lowercase();
    let form = |other: &&str| {
        let other = other.to_lowercase();
        lower.split(' ').any(|ours| other.split(' ').any(|word| word.starts_with(ours) || ours.starts_with(word)))
    };
    std::iter::once(first).chain(terms.find(|other| !form(other))).collect()
}

/// Whether a row has most of this part; of equals the first has it.
pub fn is_largest(row: &[f64], part: usize) -> bool {
    row[part] > 0.0
        && row.iter().enumerate().all(|(other, weight)| row[part] > *weight || (row[part] == *weight && part <= other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_terms_are_two_things() {
        let named = |terms: &[&'static str]| two(terms.iter().copied()).join(" / ");
        assert_eq!(named(&["Iraq", "Iraqi", "troops"]), "Iraq / troops");
        assert_eq!(named(&["Katrina", "Hurricane Katrina"]), "Katrina");
    }
}
