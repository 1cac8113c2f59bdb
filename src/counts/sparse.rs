//! Compressed sparse rows of counts, in about five bytes per stored pair.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Rows in a block.
const ROWS: usize = 256;
/// From this count on, a pair's count stands apart.
const LARGE: u8 = u8::MAX;

/// Compressed sparse rows of counts; columns ascend in each row.
///
/// Rows lie in blocks of 256, so that nothing grows by copying all of it and threads can fill blocks side by side.
/// Nearly all counts are small: they take one byte, and the others stand apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sparse {
    blocks: Vec<Block>,
}

/// Up to 256 rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    ends: Vec<u32>,
    columns: Vec<u32>,
    values: Vec<u8>,
    /// Position and value of the counts that do not fit in a byte, positions ascending.
    large: Vec<(u32, u32)>,
}

impl Sparse {
    /// Adds a row of (column, value) with ascending columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, u32)>) {
        if self.len().is_multiple_of(ROWS) {
            self.blocks.push(Block::default());
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(row);
        }
    }

    /// Rows made of blocks, all but the last full.
    pub(super) fn of_blocks(blocks: Vec<Block>) -> Self {
        Self { blocks }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * ROWS + last.ends.len())
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The (column, value) pairs of a row, columns ascending.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.blocks[row / ROWS].row(row % ROWS)
    }

    /// Those of a row whose columns lie in a range.
    pub fn part(&self, row: usize, columns: std::ops::Range<u32>) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.blocks[row / ROWS].part(row % ROWS, columns)
    }

    /// The value in a row and column; 0 where nothing is stored.
    pub fn get(&self, row: usize, column: u32) -> u32 {
        let block = &self.blocks[row / ROWS];
        let span = block.span(row % ROWS);
        block.columns[span.clone()].binary_search(&column).map_or(0, |at| block.value(span.start + at))
    }

    /// Rows that a thread takes at a time, as many as a block has.
    pub(super) const SHARE: usize = ROWS;

    /// Number of pairs stored in a row.
    pub fn pairs_of(&self, row: usize) -> usize {
        self.blocks[row / ROWS].span(row % ROWS).len()
    }

    /// Number of stored pairs.
    pub fn pairs(&self) -> usize {
        self.blocks.iter().map(|block| block.columns.len()).sum()
    }

    /// Leaves out columns and numbers the others anew: column `c` becomes `columns[c]`, in the same order, or goes if that
    /// is `u32::MAX`.
    pub(super) fn keep(&mut self, columns: &[u32]) {
        let width = columns.iter().filter(|&&column| column != u32::MAX).count();
        let sort = |sorter: &mut Sorter, block: &mut Block| block.sort(|column| columns[column as usize], sorter);
        self.blocks.par_iter_mut().for_each_init(|| Sorter::new(width), sort);
    }

    /// How often each column occurs in all rows.
    pub fn sums(&self, columns: usize) -> Vec<u64> {
        let mut sums = vec![0; columns];
        for (column, value) in (0..self.len()).flat_map(|row| self.row(row)) {
            sums[column as usize] += u64::from(value);
        }
        sums
    }

    /// Number of rows in which each column occurs.
    pub fn document_frequency(&self, columns: usize) -> Vec<u32> {
        let count = |blocks: &[Block]| {
            let mut frequency = vec![0; columns];
            for &column in blocks.iter().flat_map(|block| &block.columns) {
                frequency[column as usize] += 1;
            }
            frequency
        };
        let share = self.blocks.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts: Vec<Vec<u32>> = self.blocks.par_chunks(share).map(count).collect();
        (0..columns).into_par_iter().map(|column| parts.iter().map(|part| part[column]).sum()).collect()
    }
}

impl Block {
    /// Rows in a full block.
    pub const ROWS: usize = ROWS;

    fn push(&mut self, row: impl IntoIterator<Item = (u32, u32)>) {
        for (column, value) in row {
            self.add(column, value);
        }
        self.end_row();
    }

    #[inline]
    fn add(&mut self, column: u32, value: u32) {
        if value >= u32::from(LARGE) {
            self.large.push((self.columns.len() as u32, value));
        }
        self.columns.push(column);
        self.values.push(value.min(u32::from(LARGE)) as u8);
    }

    fn end_row(&mut self) {
        self.ends.push(self.columns.len() as u32);
    }

    /// Adds what a sorter holds as a row.
    pub fn push_sorted(&mut self, sorter: &mut Sorter) {
        sorter.drain(|column, value| self.add(column, value));
        self.end_row();
    }

    /// Puts the pairs of each row into other columns and sorts them, in place; those whose column becomes `u32::MAX` are
    /// left out, those with equal columns are joined.
    pub fn sort(&mut self, column_of: impl Fn(u32) -> u32, sorter: &mut Sorter) {
        let large = std::mem::take(&mut self.large);
        let (mut start, mut filled) = (0, 0);
        let mut large_at = large.iter().map(|&(_, value)| value);
        for row in 0..self.ends.len() {
            let end = self.ends[row] as usize;
            for (&column, &value) in self.columns[start..end].iter().zip(&self.values[start..end]) {
                let value = if value == LARGE { large_at.next().unwrap_or_default() } else { u32::from(value) };
                match column_of(column) {
                    u32::MAX => {}
                    column => sorter.add(column, value),
                }
            }
            // A row does not grow, so that what is written stays behind what is read.
            sorter.drain(|column, value| {
                if value >= u32::from(LARGE) {
                    self.large.push((filled as u32, value));
                }
                self.columns[filled] = column;
                self.values[filled] = value.min(u32::from(LARGE)) as u8;
                filled += 1;
            });
            (start, self.ends[row]) = (end, filled as u32);
        }
        self.columns.truncate(filled);
        self.values.truncate(filled);
    }

    #[inline]
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.pairs(self.span(row))
    }

    fn part(&self, row: usize, columns: std::ops::Range<u32>) -> impl Iterator<Item = (u32, u32)> + '_ {
        let span = self.span(row);
        let before = self.columns[span.clone()].partition_point(|&column| column < columns.start);
        self.pairs(span.start + before..span.end).take_while(move |pair| pair.0 < columns.end)
    }

    fn pairs(&self, span: std::ops::Range<usize>) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.columns[span.clone()].iter().zip(span).map(|(&column, place)| (column, self.value(place)))
    }

    fn span(&self, row: usize) -> std::ops::Range<usize> {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[row] as usize
    }

    #[inline]
    fn value(&self, place: usize) -> u32 {
        match self.values[place] {
            LARGE => {
                let at = self.large.binary_search_by_key(&(place as u32), |pair| pair.0);
                at.map_or(u32::from(LARGE), |at| self.large[at].1)
            }
            value => u32::from(value),
        }
    }
}

/// Makes blocks by counting one occurrence after another.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// What lies from `filled` on is room: any column, value 0.
    block: Block,
    filled: usize,
}

/// The document that had a column last, and where it is counted there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    document: u32,
    place: u32,
}

impl Counter {
    /// Counts occurrences of columns in a document (numbered from 1): at the place where the row has the column already
    /// or, if it is new there, at the next one. Whether it is new cannot be foretold, so both ways go without a branch.
    pub fn count(&mut self, occurrences: &[u32], seen: &mut [Seen], document: u32) {
        self.reserve(occurrences.len());
        let Block { columns, values, large, .. } = &mut self.block;
        let (columns, values) = (columns.as_mut_slice(), values.as_mut_slice());
        let mut filled = self.filled;
        for &column in occurrences {
            let seen = &mut seen[column as usize];
            let new = seen.document != document;
            let place = std::hint::select_unpredictable(new, filled as u32, seen.place);
            *seen = Seen { document, place };
            columns[filled] = column;
            filled += usize::from(new);
            let value = &mut values[place as usize];
            if *value < LARGE - 1 {
                *value += 1;
            } else {
                *value = LARGE;
                count_large(large, place);
            }
        }
        self.filled = filled;
    }

    /// Counts columns once, each at a place of its own.
    pub fn append(&mut self, columns: impl ExactSizeIterator<Item = u32>) {
        let count = columns.len();
        self.reserve(count);
        let room = &mut self.block.columns[self.filled..self.filled + count];
        room.iter_mut().zip(columns).for_each(|(place, column)| *place = column);
        self.block.values[self.filled..self.filled + count].fill(1);
        self.filled += count;
    }

    /// Makes room for so many places, and more.
    fn reserve(&mut self, room: usize) {
        if self.block.columns.len() < self.filled + room {
            let size = (self.filled + room).next_power_of_two();
            self.block.columns.resize(size, 0);
            self.block.values.resize(size, 0);
        }
    }

    pub fn end_row(&mut self) {
        self.block.ends.push(self.filled as u32);
    }

    /// The rows counted so far, in memory of just their size; the counter begins anew.
    pub fn take(&mut self) -> Block {
        let block = Block {
            ends: std::mem::take(&mut self.block.ends),
            columns: self.block.columns[..self.filled].into(),
            values: self.block.values[..self.filled].into(),
            large: std::mem::take(&mut self.block.large),
        };
        self.block.values[..self.filled].fill(0);
        self.filled = 0;
        block
    }
}

#[cold]
fn count_large(large: &mut Vec<(u32, u32)>, place: u32) {
    match large.binary_search_by_key(&place, |pair| pair.0) {
        Ok(at) => large[at].1 += 1,
        Err(at) => large.insert(at, (place, u32::from(LARGE))),
    }
}

/// Sorts the columns of rows without comparing them: a set of bits gives them back in order.
#[derive(Debug, Default)]
pub(super) struct Sorter {
    /// A bit per column, and a bit per 64 columns.
    low: Vec<u64>,
    high: Vec<u64>,
    /// Per column; `LARGE` if the value stands in `large`.
    values: Vec<u8>,
    /// Columns and values.
    large: Vec<(u32, u32)>,
}

impl Sorter {
    /// A sorter for columns below `columns`.
    pub fn new(columns: usize) -> Self {
        let words = columns.div_ceil(64);
        Self { low: vec![0; words], high: vec![0; words.div_ceil(64)], values: vec![0; columns], large: Vec::new() }
    }

    /// Adds to the value of a column.
    #[inline]
    pub fn add(&mut self, column: u32, value: u32) {
        let place = column as usize;
        self.low[place / 64] |= 1 << (place % 64);
        self.high[place / 4096] |= 1 << (place / 64 % 64);
        match u32::from(self.values[place]).saturating_add(value) {
            sum if sum < u32::from(LARGE) => self.values[place] = sum as u8,
            _ => self.add_large(column, value),
        }
    }

    #[cold]
    fn add_large(&mut self, column: u32, value: u32) {
        let small = std::mem::replace(&mut self.values[column as usize], LARGE);
        match self.large.iter_mut().find(|pair| pair.0 == column) {
            Some(pair) => pair.1 += value,
            None => self.large.push((column, u32::from(small) + value)),
        }
    }

    /// Calls `each` with the columns and values, columns ascending, and forgets them.
    #[inline]
    pub fn drain(&mut self, mut each: impl FnMut(u32, u32)) {
        for (index, high) in self.high.iter_mut().enumerate() {
            while *high != 0 {
                let word = index * 64 + high.trailing_zeros() as usize;
                *high &= *high - 1;
                let mut bits = std::mem::take(&mut self.low[word]);
                while bits != 0 {
                    let column = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    match std::mem::take(&mut self.values[column]) {
                        LARGE => each(column as u32, large_value(&self.large, column as u32)),
                        value => each(column as u32, u32::from(value)),
                    }
                }
            }
        }
        self.large.clear();
    }
}

#[cold]
fn large_value(large: &[(u32, u32)], column: u32) -> u32 {
    large.iter().find(|pair| pair.0 == column).map_or(0, |pair| pair.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_also_with_large_counts() {
        let row = |index: u32| -> Vec<(u32, u32)> { (0..index % 5).map(|c| (3 * c, 1 + c * index)).collect() };
        let mut sparse = Sparse::default();
        (0..600).for_each(|index| sparse.push(row(index)));
        assert_eq!(sparse.len(), 600);
        for index in 0..600 {
            assert_eq!(sparse.row(index as usize).collect::<Vec<_>>(), row(index));
            assert_eq!(sparse.get(index as usize, 3), row(index).get(1).map_or(0, |pair| pair.1));
            let part: Vec<(u32, u32)> = row(index).into_iter().filter(|pair| (3..9).contains(&pair.0)).collect();
            assert_eq!(sparse.part(index as usize, 3..9).collect::<Vec<_>>(), part);
        }
        assert_eq!(sparse.pairs(), 1200);
        assert_eq!(sparse.document_frequency(10)[3], 360);
    }

    #[test]
    fn counting_up_passes_the_limit_of_a_byte() {
        let mut counter = Counter::default();
        let mut seen = [Seen::default(); 10];
        for round in 0..2 {
            counter.count(&[7, 9], &mut seen, round + 1);
            counter.count(&[9; 299], &mut seen, round + 1);
            counter.count(&vec![7; 254 + round as usize], &mut seen, round + 1);
            counter.end_row();
            assert_eq!(counter.take().row(0).collect::<Vec<_>>(), [(7, 255 + round), (9, 300)]);
        }
    }

    #[test]
    fn a_sorter_gives_columns_in_order_and_joins_equal_ones() {
        let mut sorter = Sorter::new(10_000);
        [(9_999, 1), (64, 2), (0, 3), (64, 5), (4_096, 1), (9_999, 300), (0, 252), (9_999, 2)]
            .iter()
            .for_each(|&(c, v)| sorter.add(c, v));
        let mut found = Vec::new();
        sorter.drain(|column, value| found.push((column, value)));
        assert_eq!(found, [(0, 255), (64, 7), (4_096, 1), (9_999, 303)]);
        sorter.drain(|column, value| found.push((column, value)));
        assert_eq!(found.len(), 4);
    }
}
