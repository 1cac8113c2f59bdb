//! Rows -> compressed sparse rows as scipy and others take them: three plain vectors.

use super::Sparse;
use rayon::prelude::*;

/// Compressed sparse rows: row `r` has the columns and values from `starts[r]` to `starts[r + 1]`, columns ascending.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Csr<S, C, V> {
    pub starts: Vec<S>,
    pub columns: Vec<C>,
    pub values: Vec<V>,
}

/// What places and columns are numbered by.
pub trait Numbering: Copy + Default + Send {
    /// Cuts off what does not fit: the caller chooses 64 bits for more than 2^31 pairs.
    fn of(number: usize) -> Self;
}

macro_rules! numberings {
    ($($kind:ty),*) => {
        $(impl Numbering for $kind {
            fn of(number: usize) -> Self {
                number as Self
            }
        })*
    };
}

numberings!(i32, i64, u32, usize);

impl Sparse {
    /// Compressed sparse rows with the value that `value` makes of each row, column and count. Threads fill them side by
    /// side.
    pub fn csr<S: Numbering, C: Numbering, V: Copy + Default + Send>(
        &self,
        value: impl Fn(usize, (u32, u32)) -> V + Sync,
    ) -> Csr<S, C, V> {
        let mut starts = vec![S::default()];
        let mut filled = 0;
        for row in 0..self.len() {
            filled += self.pairs_of(row);
            starts.push(S::of(filled));
        }
        let (mut columns, mut values) = (vec![C::default(); filled], vec![V::default(); filled]);
        let (mut columns_left, mut values_left) = (columns.as_mut_slice(), values.as_mut_slice());
        let mut shares = Vec::new();
        for first in (0..self.len()).step_by(Self::SHARE) {
            let rows = first..self.len().min(first + Self::SHARE);
            let pairs = rows.clone().map(|row| self.pairs_of(row)).sum();
            let (ours, left) = columns_left.split_at_mut(pairs);
            columns_left = left;
            let (our_values, left) = values_left.split_at_mut(pairs);
            values_left = left;
            shares.push((rows, ours, our_values));
        }
        shares.into_par_iter().for_each(|(rows, columns, values)| {
            let pairs = rows.flat_map(|row| self.row(row).map(move |pair| (row, pair)));
            for ((column, place), (row, pair)) in columns.iter_mut().zip(values).zip(pairs) {
                *column = C::of(pair.0 as usize);
                *place = value(row, pair);
            }
        });
        Csr { starts, columns, values }
    }
}
