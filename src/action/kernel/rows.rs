//! Sparse monomials without a pattern, grouped by all indices but the last.

use ndarray::Array2;

use super::monomials::{Monomials, add_hessian};

/// Σ_rows x_a x_b .. Σ_j c_j x_j; for rank 2 the compressed rows of an upper triangle.
#[derive(Debug)]
pub(super) struct Rows {
    /// All indices but the last, rank - 1 for each row.
    prefixes: Vec<usize>,
    rank: usize,
    /// Where the rows begin among the last indices, and the end.
    starts: Vec<usize>,
    last: Vec<usize>,
    coefficients: Vec<f64>,
}

impl Rows {
    /// Rows of sorted monomials of rank 2 or more.
    pub(super) fn new(monomials: &Monomials) -> Rows {
        let rank = monomials.rank;
        let coefficients = monomials.coefficients.clone();
        let mut rows = Rows { prefixes: Vec::new(), rank, starts: vec![], last: vec![], coefficients };
        for (index, _) in monomials.iter() {
            let (last, prefix) = index.split_last().expect("a rank of 2 or more");
            if rows.starts.is_empty() || !rows.prefixes.ends_with(prefix) {
                rows.starts.push(rows.last.len());
                rows.prefixes.extend_from_slice(prefix);
            }
            rows.last.push(*last);
        }
        rows.starts.push(rows.last.len());
        rows
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Adds to the gradient and gives the value.
    pub(super) fn add(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let mut value = 0.0;
        for (prefix, bounds) in self.prefixes.chunks_exact(self.rank - 1).zip(self.starts.windows(2)) {
            let factor: f64 = prefix.iter().map(|&i| x[i]).product();
            let mut sum = 0.0;
            let range = bounds[0]..bounds[1];
            for (&j, c) in self.last[range.clone()].iter().zip(&self.coefficients[range]) {
                sum += c * x[j];
                gradient[j] += factor * c;
            }
            value += factor * sum;
            add_prefix(prefix, sum, x, gradient);
        }
        value
    }

    pub(super) fn add_hessian(&self, x: &[f64], hessian: &mut Array2<f64>) {
        let mut index = Vec::with_capacity(self.rank);
        for (prefix, bounds) in self.prefixes.chunks_exact(self.rank - 1).zip(self.starts.windows(2)) {
            for place in bounds[0]..bounds[1] {
                index.clear();
                index.extend_from_slice(prefix);
                index.push(self.last[place]);
                add_hessian(&index, self.coefficients[place], x, hessian);
            }
        }
    }
}

/// Adds the gradient of sum · x_a x_b .. with respect to x_a, x_b, ..
fn add_prefix(prefix: &[usize], sum: f64, x: &[f64], gradient: &mut [f64]) {
    if let [i] = prefix {
        gradient[*i] += sum;
        return;
    }
    let mut before = sum;
    for (place, &i) in prefix.iter().enumerate() {
        gradient[i] += prefix[place + 1..].iter().fold(before, |product, &j| product * x[j]);
        before *= x[i];
    }
}
