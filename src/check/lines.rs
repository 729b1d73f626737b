//! An action of any size against the direct expansion on lines and between a few variables.

use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::index;

use super::{CheckError, Checked, Found, Test};
use crate::action::{Action, Truncation, homogeneous};
use crate::evaluate::EvaluateError;
use crate::network::Network;
use crate::polynomial;

/// The variables between which entries are compared.
const VARIABLES: usize = 4;

/// Multiplications of the direct expansion in a second.
const RATE: f64 = 5e8;

/// What the tests of [`lines`] and [`entries`] take, in seconds, for `count` lines and as many sets of variables.
pub(super) fn seconds<T: Checked>(network: &Network<T>, truncation: &Truncation, count: usize) -> f64 {
    let of = |variables| polynomial::estimate(network, variables, truncation).operations;
    count as f64 * (of(1) + of(VARIABLES.min(network.dimension()))) * T::SLOWNESS / RATE
}

/// Compares an action with the direct expansion along lines through the origin, which checks all entries of all ranks at once at a
/// cost that grows with the size of the network, not of the action.
///
/// # Formula
/// With x = t v, S(x) = Σ_k t^k A^(k)·v^⊗k. For each rank |A^(k)·v^⊗k - c_k| / Σ_α |A_α v^α| with the coefficient c_k of the direct expansion, to be
/// at most [`FORWARD`](super::tolerance::FORWARD), or zero in exact arithmetic. A wrong entry is missed only on lines of measure zero.
///
/// # Errors
/// When the network cannot be inverted at a draw, or its expansion is refused.
pub fn lines<T: Checked>(
    name: &str,
    network: &Network<T>,
    action: &Action<T>,
    (count, seed): (usize, u64),
    memory: u64,
) -> Result<Vec<Test>, CheckError> {
    let ranks = action.max_rank();
    let mut worst = vec![Worst::default(); ranks + 1];
    for (number, direction) in T::points(network, count, seed)?.into_iter().enumerate() {
        let v = direction.to_vec();
        let line = direct(network, direction.insert_axis(Axis(1)), action.truncation, memory)?;
        for (tensor, worst) in action.tensors().iter().zip(&mut worst) {
            let value = homogeneous(tensor, &v, T::clone);
            let expected =
                line.tensor(tensor.rank()).map_or_else(T::zero, |found| found.entries()[0].clone());
            let deviation = (value - expected).abs();
            if !deviation.is_zero() {
                let sizes: Vec<T> = v.iter().map(T::abs).collect();
                worst.see(
                    deviation.to_f64() / homogeneous(tensor, &sizes, T::abs).to_f64(),
                    T::FORWARD,
                    &[number],
                );
            }
        }
    }
    let name = format!("{name} = direct on {count} lines");
    Ok(worst.into_iter().enumerate().map(|(rank, worst)| worst.test(&name, rank, T::FORWARD)).collect())
}

/// Compares the entries of an action between four random variables with the direct expansion, for so many sets of them.
///
/// # Formula
/// As [`methods`](super::methods), with the largest of all entries of a rank as the scale.
///
/// # Errors
/// When the expansion is refused.
pub fn entries<T: Checked>(
    name: &str,
    network: &Network<T>,
    action: &Action<T>,
    (count, seed): (usize, u64),
    memory: u64,
) -> Result<Vec<Test>, CheckError> {
    let d = network.dimension();
    let largest = |rank: usize| {
        let entries = action.tensor(rank).into_iter().flat_map(|tensor| tensor.entries());
        entries.map(|entry| entry.abs().to_f64()).fold(0.0, f64::max)
    };
    let scales: Vec<f64> = (0..=action.max_rank()).map(largest).collect();
    let mut worst = vec![Worst::default(); scales.len()];
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    for _ in 0..count {
        let mut chosen = index::sample(&mut generator, d, VARIABLES.min(d)).into_vec();
        chosen.sort_unstable();
        let plane = Array2::from_shape_fn((d, chosen.len()), |(row, column)| match row == chosen[column] {
            true => T::one(),
            false => T::zero(),
        });
        let part = direct(network, plane, action.truncation, memory)?;
        for ((tensor, worst), scale) in part.tensors().iter().zip(&mut worst).zip(&scales) {
            for (index, expected) in tensor.iter() {
                let index: Vec<usize> = index.iter().map(|&place| chosen[place]).collect();
                let found = action.tensor(index.len()).map(|tensor| tensor.get(&index).clone());
                let deviation = found.map_or_else(T::zero, |found| (found - expected.clone()).abs());
                if !deviation.is_zero() {
                    worst.see(deviation.to_f64() / scale, T::METHODS, &index);
                }
            }
        }
    }
    let name = format!("{name} = direct at entries");
    Ok(worst.into_iter().enumerate().map(|(rank, worst)| worst.test(&name, rank, T::METHODS)).collect())
}

/// The largest deviation that was seen, where it is, and whether all are within the bound.
#[derive(Clone, Debug)]
struct Worst {
    relative: f64,
    at: Vec<usize>,
    holds: bool,
}

impl Default for Worst {
    fn default() -> Worst {
        Worst { relative: 0.0, at: Vec::new(), holds: true }
    }
}

impl Worst {
    /// A deviation that is not zero.
    fn see(&mut self, relative: f64, bound: f64, at: &[usize]) {
        self.holds &= bound > 0.0 && relative <= bound;
        // It is no number where both are beyond floats.
        if relative > self.relative || relative.is_nan() {
            (self.relative, self.at) = (relative, at.to_vec());
        }
    }

    fn test(self, name: &str, rank: usize, bound: f64) -> Test {
        let found = Found::Deviation { relative: self.relative, at: self.at };
        Test { name: name.to_owned(), rank: Some(rank), found, bound, holds: Some(self.holds) }
    }
}

/// The direct expansion of x = V y in powers of y, with its constants.
fn direct<T: Checked>(
    network: &Network<T>,
    plane: Array2<T>,
    truncation: Truncation,
    available: u64,
) -> Result<Action<T>, EvaluateError> {
    let needed = polynomial::estimate(network, plane.ncols(), &truncation).bytes;
    EvaluateError::expect_memory(|| "the direct expansion".to_owned(), needed, available)?;
    let refused = |_| EvaluateError::Memory {
        what: "the direct expansion".to_owned(),
        needed: needed as u64,
        available,
    };
    let mut action = polynomial::on_plane(network, plane.view(), &truncation).map_err(refused)?;
    let constant = action.tensor(0).map_or_else(T::zero, |tensor| tensor.entries()[0].clone());
    action.tensor_mut(0).set(&[], constant + T::constants(network).0);
    Ok(action)
}

#[cfg(test)]
mod tests {
    use super::{entries, lines};
    use crate::action::Action;
    use crate::check::Test;
    use crate::evaluate::{Method, Request, extract};
    use crate::network::Network;
    use crate::network::file;

    fn lattice() -> (Network<f64>, Action<f64>) {
        let model = file::load("examples/models/lattice16.safetensors").expect("a model");
        let network = model.into_f64().expect("in range");
        let request = Request { max_rank: Some(4), ..Request::default() };
        let action = extract(&network, &request, Method::Factored).expect("an action");
        (network, action)
    }

    fn failing(tests: &[Test]) -> Vec<usize> {
        tests.iter().filter(|test| test.holds == Some(false)).filter_map(|test| test.rank).collect()
    }

    #[test]
    fn one_wrong_entry_is_seen_on_lines_and_where_it_is() {
        let (network, mut action) = lattice();
        let on_lines = |action: &Action<f64>| lines("a", &network, action, (2, 1), u64::MAX).expect("lines");
        // 40 sets of four of 16 variables hold a pair of them in nine of ten cases.
        let at_entries =
            |action: &Action<f64>| entries("a", &network, action, (40, 1), u64::MAX).expect("entries");
        assert_eq!((failing(&on_lines(&action)), failing(&at_entries(&action))), (vec![], vec![]));
        let right = *action.tensor(3).expect("rank 3").get(&[2, 2, 5]);
        action.tensor_mut(3).set(&[2, 2, 5], right + 1e-6);
        assert_eq!((failing(&on_lines(&action)), failing(&at_entries(&action))), (vec![3], vec![3]));
    }

    #[test]
    fn a_cut_in_chi_is_that_of_the_expansion() {
        let (network, _) = lattice();
        let request = Request { max_rank: Some(3), max_chi: Some(1), ..Request::default() };
        let action = extract(&network, &request, Method::Factored).expect("an action");
        assert_eq!(
            failing(&lines("a", &network, &action, (2, 1), u64::MAX).expect("lines")),
            Vec::<usize>::new()
        );
    }
}
