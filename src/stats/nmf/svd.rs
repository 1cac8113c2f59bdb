//! The truncated singular value decomposition that a factorization begins with, by random projection (Halko, Martinsson &
//! Tropp 2011), and the dense algebra of few columns that it needs.

use super::{BLOCK, Matrix};
use crate::stats::random::Stream;
use rayon::prelude::*;

/// Directions of the random projection beyond those asked for, and rounds of power iteration.
const OVERSAMPLING: usize = 10;
const ROUNDS: usize = 4;

/// Sweeps of Jacobi's method; it converges quadratically, in six to ten.
const SWEEPS: usize = 30;

/// The largest singular values with their vectors; `left` and `right` have `size` columns.
pub struct Svd {
    pub size: usize,
    pub values: Vec<f64>,
    pub left: Vec<f64>,
    pub right: Vec<f64>,
}

impl Svd {
    pub fn of(matrix: &Matrix, transposed: &Matrix, parts: usize) -> Self {
        let size = (parts + OVERSAMPLING).min(matrix.height()).min(matrix.width);
        let mut stream = Stream::new(0, matrix.width as u64);
        let mut sign = |_| if stream.next_u64() >> 63 == 0 { 1.0 } else { -1.0 };
        let signs: Vec<f64> = (0..matrix.width * size).map(&mut sign).collect();
        let mut left = orthonormal(matrix.times(&signs, size), size);
        for _ in 0..ROUNDS {
            let right = orthonormal(transposed.times(&left, size), size);
            left = orthonormal(matrix.times(&right, size), size);
        }
        let right = transposed.times(&left, size);
        let (squares, turn) = eigen(gram(&right, size), size);
        let values: Vec<f64> = squares.iter().map(|square| square.max(0.0).sqrt()).collect();
        let left = times_small(&left, &turn, size);
        let mut right = times_small(&right, &turn, size);
        for row in right.chunks_mut(size) {
            row.iter_mut().zip(&values).for_each(|(x, value)| *x = if *value > 0.0 { *x / value } else { 0.0 });
        }
        Self { size, values, left, right }
    }
}

/// The columns made orthonormal by Cholesky's decomposition of M^T M, twice against rounding; a column that depends on those
/// before it becomes zero.
fn orthonormal(mut dense: Vec<f64>, size: usize) -> Vec<f64> {
    for _ in 0..2 {
        let lower = cholesky(gram(&dense, size), size);
        dense.par_chunks_mut(size).for_each(|row| {
            for column in 0..size {
                let known: f64 = (0..column).map(|k| lower[column * size + k] * row[k]).sum();
                let pivot = lower[column * size + column];
                row[column] = if pivot > 0.0 { (row[column] - known) / pivot } else { 0.0 };
            }
        });
    }
    dense
}

fn cholesky(square: Vec<f64>, size: usize) -> Vec<f64> {
    let mut lower = vec![0.0; size * size];
    let largest = (0..size).map(|at| square[at * size + at]).fold(0.0, f64::max);
    for column in 0..size {
        let sum = |a: usize, b: usize, lower: &[f64]| -> f64 {
            (0..column).map(|k| lower[a * size + k] * lower[b * size + k]).sum()
        };
        let rest = square[column * size + column] - sum(column, column, &lower);
        if rest <= 1e-14 * largest {
            continue;
        }
        let pivot = rest.sqrt();
        lower[column * size + column] = pivot;
        for row in column + 1..size {
            lower[row * size + column] = (square[row * size + column] - sum(row, column, &lower)) / pivot;
        }
    }
    lower
}

/// Eigenvalues, the largest first, and eigenvectors as columns, of a symmetric matrix, by Jacobi's rotations.
fn eigen(mut a: Vec<f64>, size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; size * size];
    (0..size).for_each(|at| vectors[at * size + at] = 1.0);
    let whole: f64 = a.iter().map(|x| x * x).sum();
    for _ in 0..SWEEPS {
        let off: f64 = (0..size * size).filter(|at| at / size != at % size).map(|at| a[at] * a[at]).sum();
        if off <= 1e-30 * whole {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut a, &mut vectors, size, (p, q));
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&x, &y| a[y * size + y].total_cmp(&a[x * size + x]));
    let values = order.iter().map(|&at| a[at * size + at]).collect();
    let sorted = (0..size * size).map(|at| vectors[at / size * size + order[at % size]]).collect();
    (values, sorted)
}

/// One rotation, which makes the element in row p and column q zero.
fn rotate(a: &mut [f64], vectors: &mut [f64], size: usize, (p, q): (usize, usize)) {
    let off = a[p * size + q];
    if off == 0.0 {
        return;
    }
    let theta = (a[q * size + q] - a[p * size + p]) / (2.0 * off);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (t * t + 1.0).sqrt();
    let sine = t * cosine;
    let turn = |m: &mut [f64], at: usize, to: usize| {
        let (x, y) = (m[at], m[to]);
        (m[at], m[to]) = (cosine * x - sine * y, sine * x + cosine * y);
    };
    (0..size).for_each(|k| turn(a, k * size + p, k * size + q));
    (0..size).for_each(|k| turn(a, p * size + k, q * size + k));
    (0..size).for_each(|k| turn(vectors, k * size + p, k * size + q));
}

/// The product of a dense matrix of `size` columns and a small square one.
fn times_small(dense: &[f64], small: &[f64], size: usize) -> Vec<f64> {
    let mut product = vec![0.0; dense.len()];
    product.par_chunks_mut(size).zip(dense.par_chunks(size)).for_each(|(sums, row)| {
        for (small, &x) in small.chunks(size).zip(row) {
            sums.iter_mut().zip(small).for_each(|(sum, y)| *sum += x * y);
        }
    });
    product
}

/// M^T M of a dense matrix of `size` columns.
pub fn gram(dense: &[f64], size: usize) -> Vec<f64> {
    let of_block = |rows: &[f64]| {
        let mut sums = vec![0.0; size * size];
        for row in rows.chunks(size) {
            for (at, (sums, &a)) in sums.chunks_mut(size).zip(row).enumerate() {
                sums[at..].iter_mut().zip(&row[at..]).for_each(|(sum, b)| *sum += a * b);
            }
        }
        // The other half is the same.
        for at in 0..size {
            (0..at).for_each(|before| sums[at * size + before] = sums[before * size + at]);
        }
        sums
    };
    let blocks: Vec<Vec<f64>> = dense.par_chunks(BLOCK * size).map(of_block).collect();
    blocks.iter().fold(vec![0.0; size * size], |mut all, block| {
        all.iter_mut().zip(block).for_each(|(all, block)| *all += block);
        all
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::blocks;
    use super::*;

    #[test]
    fn singular_values_are_those_of_the_matrix() {
        let matrix = blocks(12, 8);
        let svd = Svd::of(&matrix, &matrix.transposed(), 8);
        // With all directions the product of the three is the matrix.
        let mut worst = 0.0f64;
        for row in 0..12 {
            let mut dense = [0.0; 8];
            matrix.row(row).for_each(|(column, value)| dense[column] = value);
            for (column, expected) in dense.iter().enumerate() {
                let at = |k: usize| svd.left[row * 8 + k] * svd.values[k] * svd.right[column * 8 + k];
                worst = worst.max(((0..8).map(at).sum::<f64>() - expected).abs());
            }
        }
        assert!(worst < 1e-10 && svd.values.is_sorted_by(|a, b| a >= b), "{worst}");
    }
}
