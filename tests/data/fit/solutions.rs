//! Whole fits against the equations solved plainly, and known answers.

use diagraction::action::SparseAction;
use diagraction::data::Samples;
use diagraction::fit::{Fit, Monomials, NormalEquations, Options, score_matching};
use ndarray::Array2;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::MEMORY;
use super::pulls::{gaussian, normal};

/// G θ = -b by elimination with pivots, in the units of the samples.
fn plain(monomials: &Monomials, x: &Array2<f64>) -> Vec<f64> {
    let equations = NormalEquations::from_samples(monomials, x.view()).unwrap();
    let n = monomials.len();
    let entry = |i: usize, j: usize| equations.matrix()[[i.max(j), i.min(j)]];
    let mut rows: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| entry(i, j)).chain([-equations.rhs()[i]]).collect()).collect();
    for k in 0..n {
        let pivot = (k..n).max_by(|&a, &b| rows[a][k].abs().total_cmp(&rows[b][k].abs())).unwrap();
        rows.swap(k, pivot);
        for i in (0..n).filter(|&i| i != k) {
            let factor = rows[i][k] / rows[k][k];
            let pivot = rows[k].clone();
            rows[i].iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= factor * pivot);
        }
    }
    (0..n).map(|i| rows[i][n] / rows[i][i]).collect()
}

/// The coefficients that minimise J exactly.
fn plainly(options: Options) -> Options {
    Options { keep_bias: true, ..options }
}

fn assert_solves(fit: &Fit, x: &Array2<f64>, tolerance: f64) {
    let expected = plain(fit.monomials(), x);
    let scale = expected.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    for (coupling, expected) in fit.couplings().zip(expected) {
        let ways = diagraction::action::multiplicity(coupling.index) as f64;
        let deviation = (coupling.value * ways - expected).abs();
        assert!(deviation <= tolerance * scale, "{:?}: {} {expected}", coupling.index, coupling.value * ways);
    }
}

/// Scaling, moving the origin and the ridge of the size of rounding change nothing. The means are of the size of the
/// deviations, since the plain equations lose digits further out.
#[test]
fn fits_solve_the_plain_equations() {
    let mut x = gaussian(600, &[1.0, 0.3, 2.0], 0.4, 1);
    x.column_mut(1).mapv_inplace(|x| 2.0 * x + 0.5);
    x.column_mut(2).mapv_inplace(|x| 0.5 * x - 1.0);
    let samples = Samples::from_array(x.clone());
    let all = score_matching(&samples, &plainly(Options::dense(4, MEMORY))).unwrap();
    assert!(all.centred);
    assert_solves(&all, &x, 1e-9);
    let support = [vec![0, 0], vec![1, 1], vec![2, 2], vec![0, 1], vec![2], vec![0, 0, 2, 2]];
    let options = plainly(Options::on(Monomials::new(3, support).unwrap(), MEMORY));
    let some = score_matching(&samples, &options).unwrap();
    assert!(!some.centred);
    assert_solves(&some, &x, 1e-9);
}

/// S = -a x² has the minimum a = 1/(2 <x²>) and the expectation 1/2 (1 + 2/N) for Gaussian samples. Blocks of one sample
/// are those of the formula: the correction is the sum of (4 x²)(2 - 4 a x²) over (4 N <x²>)², times (N - 1)/N.
#[test]
fn the_bias_of_one_coefficient_is_taken_off() {
    let x = gaussian(200, &[1.0], 0.0, 7);
    let support = || Monomials::new(1, [vec![0, 0]]).unwrap();
    let of = |keep_bias: bool| {
        let options = Options { keep_bias, block: Some(1), ..Options::on(support(), MEMORY) };
        -score_matching(&Samples::from_array(x.clone()), &options).unwrap().action().get(&[0, 0])
    };
    let square = x.iter().map(|x| x * x).sum::<f64>() / 200.0;
    let a = 0.5 / square;
    assert!((of(true) / a - 1.0).abs() < 1e-12);
    let sum: f64 = x.iter().map(|x| 4.0 * x * x * (2.0 - 4.0 * a * x * x)).sum();
    let bias = -sum / (800.0 * square).powi(2) * 199.0 / 200.0;
    assert!((of(true) - of(false) - bias).abs() < 1e-12 * a, "{} {bias}", of(true) - of(false));
    assert!(bias > 0.0);
}

/// J at the minimum, from its definition.
#[test]
fn the_objective_is_that_of_the_samples() {
    let x = gaussian(400, &[1.0, 2.0], 0.3, 2);
    let fit = score_matching(&Samples::from_array(x.clone()), &plainly(Options::dense(4, MEMORY))).unwrap();
    let action = fit.action();
    let of_sample = |x: &[f64]| {
        let gradient = action.gradient(x);
        0.5 * gradient.dot(&gradient) + action.hessian(x).diag().sum()
    };
    let expected = x.outer_iter().map(|x| of_sample(&x.to_vec())).sum::<f64>() / 400.0;
    assert!((fit.objective - expected).abs() < 1e-9 * expected.abs(), "{} {expected}", fit.objective);
}

/// For a Gaussian the fit of rank 2 is the inverse of the covariance matrix, with any number of samples.
#[test]
fn a_gaussian_gives_the_inverse_covariance() {
    let x = gaussian(500, &[1.0, 0.5], 0.6, 3);
    let fit = score_matching(&Samples::from_array(x.clone()), &plainly(Options::dense(2, MEMORY))).unwrap();
    let mean = x.mean_axis(ndarray::Axis(0)).unwrap();
    let moved = &x - &mean;
    let covariance = moved.t().dot(&moved) / 500.0;
    let action = fit.action();
    for i in 0..2 {
        let slope: f64 = action.get(&[i]) + 2.0 * (0..2).map(|j| action.get(&[i, j]) * mean[j]).sum::<f64>();
        assert!(slope.abs() < 1e-12, "the mode is the mean: {slope}");
        for j in 0..2 {
            let product: f64 = (0..2).map(|k| -2.0 * action.get(&[i, k]) * covariance[[k, j]]).sum();
            assert!((product - if i == j { 1.0 } else { 0.0 }).abs() < 1e-12, "{i} {j}: {product}");
        }
    }
}

/// S = 6 x² - 3 x⁴ + x/2 has two wells, at x = -1 and 1 about, e^3 above the barrier between them.
fn double_well(rows: usize, seed: u64) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let action = |x: f64| 6.0 * x * x - 3.0 * x.powi(4) + 0.5 * x;
    let mut draw = || loop {
        let x = generator.random_range(-2.5..2.5);
        if generator.random::<f64>() < (action(x) - 3.6).exp() {
            break x;
        }
    };
    Array2::from_shape_simple_fn((rows, 1), &mut draw)
}

#[test]
fn both_wells_of_a_bimodal_density_are_found() {
    let samples = Samples::from_array(double_well(20_000, 4));
    let fit = score_matching(&samples, &Options::dense(4, MEMORY)).unwrap();
    for (coupling, truth) in fit.couplings().zip([0.5, 6.0, 0.0, -3.0]) {
        let distance = (coupling.value - truth).abs() / coupling.error;
        assert!(distance < 4.0, "{:?}: {} +- {}", coupling.index, coupling.value, coupling.error);
        assert!(coupling.error < 0.2, "{:?}: {}", coupling.index, coupling.error);
    }
    let action = fit.action();
    let at = |x: f64| action.value(&[x]);
    let highest =
        |from: i32| (0..100).map(|k| 0.02 * f64::from(from * k)).max_by(|a, b| at(*a).total_cmp(&at(*b)));
    let (left, right) = (highest(-1).unwrap(), highest(1).unwrap());
    assert!((left + 1.0).abs() < 0.1 && (right - 1.0).abs() < 0.1, "{left} {right}");
    assert!(
        (at(right) - at(left) - 1.0).abs() < 0.3,
        "the heights differ by that of x/2: {}",
        at(right) - at(left)
    );
}

/// With one unknown, a ridge of r divides the coefficient by 1 + r.
#[test]
fn a_ridge_pulls_towards_zero() {
    let samples = Samples::from_array(gaussian(300, &[2.0], 0.0, 5));
    let of_ridge = |ridge: f64| {
        let support = Monomials::new(1, [vec![0, 0]]).unwrap();
        let options = Options { ridge: Some(ridge), ..plainly(Options::on(support, MEMORY)) };
        score_matching(&samples, &options).unwrap().action().get(&[0, 0])
    };
    assert!((of_ridge(0.25) * 1.25 / of_ridge(0.0) - 1.0).abs() < 1e-12);
}

/// The result is the same to the last bit for every number of threads.
#[test]
fn threads_do_not_change_the_bytes() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(6);
    let samples = Samples::from_array(Array2::from_shape_simple_fn((3000, 6), || normal(&mut generator)));
    let with = |threads: usize| -> (SparseAction<f64>, SparseAction<f64>) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let fit = pool.install(|| score_matching(&samples, &Options::dense(4, MEMORY)).unwrap());
        (fit.action(), fit.errors())
    };
    assert_eq!(with(1), with(3));
}
