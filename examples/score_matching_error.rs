//! How the error of score matching falls with the number of samples: a lattice theory with interactions, sampled
//! exactly, fitted without being told any of its zeros.
//!
//! Run with `cargo run --release --example score_matching_error -- 3 8`, the arguments being the side of a square lattice
//! and the number of data sets for each N.
#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and the tests run it")]

use diagraction::action::SparseAction;
use diagraction::data::Samples;
use diagraction::fit::{Coupling, Options, score_matching};
use diagraction::{Cell, Lattice};
use ndarray::{Array1, Array2};
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::StandardNormal;

/// The theory S = -[x (r0 - Λ) x / 2 + Σ_i (h_i x_i + u x_i⁴)] on a lattice with the Laplacian Λ.
pub struct Theory {
    lattice: Lattice,
    r0: f64,
    u: f64,
    field: Vec<f64>,
}

impl Theory {
    /// A theory with a field that differs from site to site.
    pub fn new(lattice: Lattice, r0: f64, u: f64) -> Theory {
        let field = (0..lattice.sites()).map(|site| 0.3 * (1.7 * site as f64).sin()).collect();
        Theory { lattice, r0, u, field }
    }

    /// Its action.
    pub fn action(&self) -> SparseAction<f64> {
        let mut action = SparseAction::zero(self.lattice.sites());
        for (i, field) in self.field.iter().enumerate() {
            let degree = self.lattice.neighbours(i).len() as f64;
            action.add_monomial(&[i], -field);
            action.add_monomial(&[i, i], -0.5 * (self.r0 + degree));
            action.add_monomial(&[i, i, i, i], -self.u);
        }
        self.lattice.bonds().into_iter().for_each(|(i, j)| action.add_monomial(&[i, j], 1.0));
        action
    }

    /// Independent samples, shape (N, d): Gaussian ones of the theory without u, which are kept with the probability
    /// exp(-u Σ x⁴).
    pub fn sample(&self, rows: usize, seed: u64) -> Array2<f64> {
        let action = self.action();
        let d = self.lattice.sites();
        let precision = Array2::from_shape_fn((d, d), |(i, j)| -2.0 * action.get(&[i, j]));
        let factor = cholesky(&precision);
        let mean = backward(&factor, forward(&factor, self.field.iter().map(|h| -h).collect()));
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut samples = Array2::zeros((rows, d));
        for mut row in samples.outer_iter_mut() {
            row.assign(&loop {
                let x = &mean + backward(&factor, normal(d, &mut generator));
                let quartic: f64 = x.iter().map(|x| x.powi(4)).sum();
                if generator.random::<f64>() < (-self.u * quartic).exp() {
                    break x;
                }
            });
        }
        samples
    }
}

fn normal(d: usize, generator: &mut impl Rng) -> Array1<f64> {
    (0..d).map(|_| -> f64 { StandardNormal.sample(generator) }).collect()
}

/// L of P = L L^T.
fn cholesky(matrix: &Array2<f64>) -> Array2<f64> {
    let n = matrix.nrows();
    let mut factor = Array2::<f64>::zeros((n, n));
    for i in 0..n {
        for j in 0..=i {
            let rest = matrix[[i, j]] - (0..j).map(|k| factor[[i, k]] * factor[[j, k]]).sum::<f64>();
            factor[[i, j]] = if i == j { rest.sqrt() } else { rest / factor[[j, j]] };
        }
    }
    factor
}

/// L^-1 x.
fn forward(factor: &Array2<f64>, mut x: Array1<f64>) -> Array1<f64> {
    for i in 0..x.len() {
        let rest: f64 = (0..i).map(|k| factor[[i, k]] * x[k]).sum();
        x[i] = (x[i] - rest) / factor[[i, i]];
    }
    x
}

/// L^-T x.
fn backward(factor: &Array2<f64>, mut x: Array1<f64>) -> Array1<f64> {
    for i in (0..x.len()).rev() {
        let rest: f64 = (i + 1..x.len()).map(|k| factor[[k, i]] * x[k]).sum();
        x[i] = (x[i] - rest) / factor[[i, i]];
    }
    x
}

/// The couplings that are looked at.
type Kind = (&'static str, fn(&[usize]) -> bool);

const KINDS: [Kind; 3] = [
    ("A^(1)", |index| index.len() == 1),
    ("A^(2) off the diagonal", |index| index.len() == 2 && index[0] != index[1]),
    ("A^(4) on the diagonal", |index| index.len() == 4 && index.iter().all(|&i| i == index[0])),
];

/// Mean squares of deviations and of claimed errors.
#[derive(Clone, Copy, Default)]
struct Squares {
    deviation: f64,
    claimed: f64,
    number: f64,
}

impl Squares {
    fn add(&mut self, coupling: &Coupling<'_>, truth: f64) {
        self.deviation += (coupling.value - truth).powi(2);
        self.claimed += coupling.error.powi(2);
        self.number += 1.0;
    }

    fn roots(self) -> (f64, f64) {
        ((self.deviation / self.number).sqrt(), (self.claimed / self.number).sqrt())
    }
}

/// The example; it is also run by the tests.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<usize> = std::env::args().skip(1).map_while(|text| text.parse().ok()).collect();
    let (side, sets) = match arguments[..] {
        [side, sets, ..] => (side, sets),
        // The tests run this with arguments of their own.
        _ => (2, 2),
    };
    let slopes = table(side, sets, if arguments.len() < 2 { 4 } else { 7 })?;
    for ((kind, _), slope) in KINDS.iter().zip(slopes) {
        println!("slope of {kind}: {slope:.3}");
    }
    Ok(())
}

/// Prints a line for each N, which doubles from line to line; gives the slopes of ln error over ln N.
pub fn table(side: usize, sets: usize, lines: u32) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let theory = Theory::new(Lattice::new(Cell::Square, vec![side, side], true)?, 0.5, 0.1);
    let truth = theory.action();
    println!("| N | {} |", KINDS.map(|(kind, _)| format!("{kind}: error | claimed")).join(" | "));
    println!("|{}", "---|".repeat(2 * KINDS.len() + 1));
    let mut points = vec![Vec::new(); KINDS.len()];
    for line in 0..lines {
        let rows = 4000 << line;
        let mut squares = [Squares::default(); KINDS.len()];
        for set in 0..sets {
            let samples = Samples::from_array(theory.sample(rows, 1000 * u64::from(line) + set as u64));
            let fit = score_matching(&samples, &Options::dense(4, 8 << 30))?;
            for coupling in fit.couplings() {
                let kinds =
                    KINDS.iter().zip(&mut squares).filter(|((_, is_kind), _)| is_kind(coupling.index));
                kinds.for_each(|(_, squares)| squares.add(&coupling, truth.get(coupling.index)));
            }
        }
        let roots = squares.map(Squares::roots);
        let cells = roots.map(|(deviation, claimed)| format!("{deviation:.5} | {claimed:.5}"));
        println!("| {rows} | {} |", cells.join(" | "));
        points
            .iter_mut()
            .zip(roots)
            .for_each(|(points, root)| points.push(((rows as f64).ln(), root.0.ln())));
    }
    Ok(points.iter().map(|points| slope(points)).collect())
}

/// The slope of a straight line through points, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let number = points.len() as f64;
    let (x, y) =
        points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / number, sum.1 + point.1 / number));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    covariance / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}
