//! How well terms fit the documents of a topic: what names it is frequent in them and particular to them.

use super::study::Study;

/// Which documents each term and each topic has.
pub struct Fits {
    /// The topic of which a document has most.
    topic_of: Vec<Option<usize>>,
    /// Documents of each topic.
    of_topic: Vec<usize>,
    /// Documents that have a term, ascending, by column; none for those that were not asked for.
    of_term: Vec<Vec<u32>>,
}

impl Fits {
    /// Of documents with so many weights each, and of the columns that are `asked` for among these of the study's terms.
    pub fn count(
        study: &Study,
        (documents, parts): (&[f64], usize),
        (columns, asked): (&[usize], impl Iterator<Item = usize>),
    ) -> Self {
        let largest = |weights: &[f64]| (0..parts).find(|&part| is_largest(weights, part));
        let topic_of: Vec<Option<usize>> = documents.chunks(parts).map(largest).collect();
        let mut of_topic = vec![0; parts];
        topic_of.iter().flatten().for_each(|&part| of_topic[part] += 1);
        let mut column_of = vec![usize::MAX; study.counts.terms.len()];
        asked.for_each(|column| column_of[columns[column]] = column);
        let mut of_term = vec![Vec::new(); columns.len()];
        for row in 0..topic_of.len() {
            for column in study.counts.rows.row(row).map(|(term, _)| column_of[term as usize]) {
                // Terms without a column have one beyond the last.
                of_term.get_mut(column).into_iter().for_each(|rows| rows.push(row as u32));
            }
        }
        Self { topic_of, of_topic, of_term }
    }

    /// The harmonic mean of the shares of the topic's documents that have the term and of the term's that are the topic's.
    pub fn of(&self, column: usize, part: usize) -> f64 {
        self.of_rows(self.of_term[column].iter(), part)
    }

    /// The same of the documents that have either of two terms.
    pub fn of_either(&self, (a, b): (usize, usize), part: usize) -> f64 {
        let (of_a, of_b) = (&self.of_term[a], &self.of_term[b]);
        let only_b = of_b.iter().filter(|row| of_a.binary_search(row).is_err());
        self.of_rows(of_a.iter().chain(only_b), part)
    }

    fn of_rows<'r>(&self, rows: impl Iterator<Item = &'r u32>, part: usize) -> f64 {
        let count = |(all, own): (usize, usize), &row: &u32| {
            (all + 1, own + usize::from(self.topic_of[row as usize] == Some(part)))
        };
        let (all, own) = rows.fold((0, 0), count);
        2.0 * own as f64 / (self.of_topic[part] + all).max(1) as f64
    }
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
    fn what_either_of_two_terms_finds_is_counted_once() {
        // Four documents of one topic and two of another: a term in the first two, one in the second to the fourth and in another's.
        let rows = [vec!["oil"], vec!["oil", "gas"], vec!["gas"], vec!["gas"], vec!["gas", "tax"], vec!["tax"]];
        let counts = crate::counts::Counts::of_words(&rows.map(Vec::from), 1);
        let column = |word: &str| counts.terms.iter().position(|term| term.key == word).unwrap();
        let (oil, gas) = (column("oil"), column("gas"));
        let columns: Vec<usize> = (0..counts.terms.len()).collect();
        let study = Study { counts: counts.into(), ..Study::default() };
        let weights = [[1.0, 0.0]; 4].into_iter().chain([[0.0, 1.0]; 2]).flatten().collect::<Vec<_>>();
        let fits = Fits::count(&study, (&weights, 2), (&columns, 0..columns.len()));
        assert_eq!((fits.of(oil, 0), fits.of(gas, 0)), (4.0 / 6.0, 6.0 / 8.0));
        assert_eq!(fits.of_either((oil, gas), 0), 8.0 / 9.0);
        assert_eq!(fits.of_either((oil, gas), 1), 2.0 / 7.0);
    }
}
