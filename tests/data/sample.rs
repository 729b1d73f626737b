//! Draws against known answers, their diagnostics, and the command `sample`.

mod command;

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::ThreadId;

use diagraction::action::{Kernel, SparseAction};
use diagraction::data::Samples;
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::Network;
use diagraction::sample::diagnostics::standard_error;
use diagraction::sample::identity::{self, OfNetwork};
use diagraction::sample::maxima::maxima;
use diagraction::sample::{Drawn, Mass, Report, SampleError, Settings, nuts};
use diagraction::{Cell, Lattice, Progress, Scalar};
use ndarray::{Array2, ArrayView1, Axis};

use crate::common::Draws;

/// Standard errors that a mean may be off.
const ERRORS: f64 = 4.0;

fn draw(action: &SparseAction<f64>, settings: &Settings) -> Drawn {
    nuts(&Kernel::new(action), settings, &()).unwrap()
}

/// All draws, shape (n, d).
fn all(draws: &Samples) -> Array2<f64> {
    draws.range(0, usize::MAX).unwrap()
}

/// The mean of f over the draws is `expected`, within four standard errors.
fn assert_mean(drawn: &Drawn, expected: f64, what: &str, f: impl Fn(ArrayView1<'_, f64>) -> f64) {
    let series = |draws: Samples| all(&draws).outer_iter().map(&f).collect();
    let series: Vec<Vec<f64>> = drawn.by_chain().map(series).collect();
    let series: Vec<&[f64]> = series.iter().map(Vec::as_slice).collect();
    let (mean, error) = standard_error(&series).unwrap();
    assert!(
        error > 0.0 && (mean - expected).abs() < ERRORS * error,
        "{what}: {mean} +- {error} is {expected}"
    );
}

/// S = -(x - mean)·P (x - mean)/2 for a precision matrix P.
fn gaussian(precision: &Array2<f64>, mean: &[f64]) -> SparseAction<f64> {
    let mut action = SparseAction::zero(mean.len());
    for ((i, j), entry) in precision.indexed_iter() {
        action.add(&[i], 0.5 * entry * mean[j]);
        action.add(&[j], 0.5 * entry * mean[i]);
        action.add_monomial(&[i, j], -0.5 * entry);
    }
    action
}

fn inverse(matrix: &Array2<f64>) -> Array2<f64> {
    let d = matrix.nrows();
    let mut both = Array2::zeros((d, 2 * d));
    for i in 0..d {
        both[[i, d + i]] = 1.0;
        both.slice_mut(ndarray::s![i, ..d]).assign(&matrix.row(i));
    }
    for i in 0..d {
        let row = both.row(i).to_owned() / both[[i, i]];
        both.row_mut(i).assign(&row);
        for k in (0..d).filter(|&k| k != i) {
            let factor = both[[k, i]];
            both.row_mut(k).scaled_add(-factor, &row);
        }
    }
    both.slice(ndarray::s![.., d..]).to_owned()
}

/// (x² - a²)² wells along the first coordinate, a Gaussian along the second.
fn double_well(a: f64) -> SparseAction<f64> {
    let mut action = SparseAction::zero(2);
    action.add_monomial(&[0, 0, 0, 0], -0.25);
    action.add_monomial(&[0, 0], 0.5 * a * a);
    action.add_monomial(&[1, 1], -0.5);
    action
}

#[test]
fn correlated_gaussians_have_their_mean_and_covariance() {
    let precision = ndarray::array![[2.0, 0.8, -0.4], [0.8, 1.0, 0.3], [-0.4, 0.3, 4.0]];
    let (mean, covariance) = ([1.0, -2.0, 0.5], inverse(&precision));
    for mass in [Mass::Diagonal, Mass::Dense] {
        let settings = Settings { draws: 6000, tune: 400, seed: 3, mass, ..Settings::default() };
        let drawn = draw(&gaussian(&precision, &mean), &settings);
        for i in 0..3 {
            assert_mean(&drawn, mean[i], "mean", |x| x[i]);
            for j in 0..=i {
                assert_mean(&drawn, covariance[[i, j]], "covariance", |x| {
                    (x[i] - mean[i]) * (x[j] - mean[j])
                });
            }
        }
        let verdict = Report::new(&drawn, None).unwrap().verdict();
        assert!(verdict.agree, "{}", verdict.text);
    }
}

#[test]
fn the_quartic_oscillator_has_the_moments_of_its_integral() {
    let mut action = SparseAction::zero(1);
    action.add_monomial(&[0, 0], -0.5);
    action.add_monomial(&[0, 0, 0, 0], -0.25);
    let drawn = draw(&action, &Settings { draws: 8000, tune: 400, ..Settings::default() });
    // The trapezoidal rule is exact to rounding for a function that falls off like this.
    let integral = |power: i32| -> f64 {
        (-4000..=4000).map(|k| f64::from(k) * 2e-3).map(|x| x.powi(power) * action.value(&[x]).exp()).sum()
    };
    for power in [1, 2, 3, 4, 6] {
        assert_mean(&drawn, integral(power) / integral(0), &format!("<x^{power}>"), |x| x[0].powi(power));
    }
    let wrong = 1.2 * integral(2) / integral(0);
    let off = std::panic::catch_unwind(|| assert_mean(&drawn, wrong, "wrong", |x| x[0].powi(2)));
    assert!(off.is_err(), "four standard errors are less than twenty percent");
}

#[test]
fn the_free_lattice_has_its_propagator() {
    let lattice = Lattice::new(Cell::Square, vec![3, 3], true).unwrap();
    let mut precision = Array2::from_diag_elem(9, 0.5 + 4.0);
    for (i, j) in lattice.bonds() {
        precision[[i, j]] = -1.0;
        precision[[j, i]] = -1.0;
    }
    let propagator = inverse(&precision);
    let settings = Settings { draws: 6000, tune: 400, seed: 5, ..Settings::default() };
    let drawn = draw(&gaussian(&precision, &[0.0; 9]), &settings);
    for i in 0..9 {
        for j in 0..=i {
            assert_mean(&drawn, propagator[[i, j]], &format!("<x_{i} x_{j}>"), |x| x[i] * x[j]);
        }
    }
}

/// A small network whose action is far from Gaussian, but tame.
fn teacher() -> Network<f64> {
    use diagraction::network::{Activation, Coupling, Linear};
    let mut draws = Draws::new(4);
    let mut number = move |scale: f64| scale * draws.number().to_f64();
    let d = 4;
    let linear = (0..3).map(|_| Linear {
        weight: Array2::from_shape_fn((d, d), |(i, j)| number(0.2) + f64::from(u8::from(i == j))),
        bias: (0..d).map(|_| number(0.1)).collect(),
    });
    let linear: Vec<_> = linear.collect();
    let mut draws = Draws::new(9);
    let mut coupling = || ndarray::Array3::from_shape_fn((2, 2, 2), |_| 0.15 * draws.number().to_f64());
    let activations = (0..2).map(|_| Activation::new(vec![Coupling::new(coupling()).unwrap()]).unwrap());
    let activations = activations.collect();
    Network::new(linear, activations).unwrap()
}

#[test]
fn teacher_networks_obey_the_identity_of_their_action() {
    let network = teacher();
    let action = evaluate::extract(&network, &Request::default(), Method::Direct).unwrap();
    assert_eq!(action.max_rank(), 8);
    let kernel = Kernel::dense(&action, None);
    let draws = network.sample(20_000, 11).unwrap();
    let mut by_network = OfNetwork::new(&network);
    draws.axis_chunks_iter(Axis(0), 3000).for_each(|piece| by_network.add(piece).unwrap());
    let wide = Samples::from_array(1.03 * &draws);
    let of_chains = |draws: &Samples| identity::of_chains(&kernel, draws).unwrap().unwrap();
    let found = [by_network.identities().unwrap(), of_chains(&Samples::from_array(draws))];
    for found in &found {
        assert!(found.hold(), "{:?} beyond {}", found.largest(), found.limit());
        assert_eq!((found.virial.len(), found.slope.len()), (4, 4));
    }
    let difference = found[0].virial[2].mean - found[1].virial[2].mean;
    let rounding = 1e-6 * found[0].virial[2].error;
    assert!(difference.abs() < rounding, "network and action have one gradient: {difference}");
    // Draws that are three percent too wide are no draws of this action.
    assert!(!of_chains(&wide).hold());
}

#[test]
fn the_gradient_of_a_network_is_that_of_its_action() {
    let mut draws = Draws::new(21);
    let mut networks = vec![draws.network(3, &[&[2], &[2]]), draws.network(5, &[&[2, 3]])];
    networks.push(draws.low_rank_network(4, &[3]));
    for exact in networks {
        let action = evaluate::extract(&exact, &Request::default(), Method::Direct).unwrap();
        let network = exact.to_f64().unwrap();
        let x: Vec<_> = (0..exact.dimension()).map(|_| draws.number()).collect();
        let expected = action.gradient(&x).mapv(|slope| slope.to_f64());
        let rows = Array2::from_shape_fn((5, x.len()), |(_, i)| x[i].to_f64());
        let found = network.log_density_gradient(rows.view()).unwrap();
        let size = expected.iter().fold(0.0, |size: f64, slope| size.max(slope.abs()));
        for row in found.outer_iter() {
            let worst = (&row - &expected).iter().fold(0.0, |worst: f64, off| worst.max(off.abs()));
            assert!(worst <= 1e-11 * size, "{worst} of {size}");
        }
    }
}

#[test]
fn pieces_of_a_network_are_its_samples() {
    let network = teacher();
    let whole = network.sample(2500, 8).unwrap();
    let pieces: Vec<Array2<f64>> = network.sample_pieces(2500, 1024, 8).map(Result::unwrap).collect();
    assert_eq!(pieces.iter().map(Array2::nrows).collect::<Vec<_>>(), [1024, 1024, 452]);
    let views: Vec<_> = pieces.iter().map(|piece| piece.view()).collect();
    assert_eq!(ndarray::concatenate(Axis(0), &views).unwrap(), whole);
}

#[test]
fn threads_change_nothing() {
    let action = double_well(1.0);
    for mass in [Mass::Diagonal, Mass::Dense] {
        let settings = Settings { draws: 101, tune: 120, chains: 3, mass, ..Settings::default() };
        let drawn = |settings: &Settings| {
            let drawn = draw(&action, settings);
            assert_eq!(drawn.draws.chains(), [34, 34, 33]);
            (all(&drawn.draws), drawn.chains)
        };
        let of_threads = |threads| drawn(&Settings { threads, ..settings });
        let one = of_threads(1);
        assert_eq!(one, of_threads(2));
        assert_eq!(one, of_threads(3));
        assert_ne!(one, drawn(&Settings { seed: 2, ..settings }));
    }
}

#[test]
fn chains_in_different_modes_do_not_agree() {
    let action = double_well(6.0);
    let settings = Settings { draws: 2000, tune: 300, spread: 6.0, ..Settings::default() };
    let drawn = draw(&action, &settings);
    let found = maxima(&Kernel::new(&action), &drawn, 1).unwrap();
    assert_eq!(found.found.len(), 2);
    let report = Report::new(&drawn, Some(found)).unwrap();
    assert!(report.rhat().value > 1.5 && report.rhat().coordinate == Some(0), "{:?}", report.rhat());
    let verdict = report.verdict();
    assert!(!verdict.agree && verdict.text.contains("no chain visited more than one"), "{}", verdict.text);
}

#[test]
fn modes_that_no_chain_visited_are_seen() {
    let mut action = double_well(6.0);
    // All chains begin in one well, and agree with each other.
    action.add_monomial(&[0], 0.0);
    let kernel = Kernel::new(&shifted(&action, 6.0));
    let settings = Settings { draws: 4000, tune: 300, spread: 0.1, ..Settings::default() };
    let drawn = nuts(&kernel, &settings, &()).unwrap();
    let alone = Report::new(&drawn, None).unwrap().verdict();
    assert!(alone.agree, "the chains themselves see nothing: {}", alone.text);
    let verdict = Report::new(&drawn, Some(maxima(&kernel, &drawn, 1).unwrap())).unwrap().verdict();
    assert!(!verdict.agree && verdict.text.contains("no chain visited 1"), "{}", verdict.text);
    // One maximum is one maximum.
    let single = gaussian(&Array2::eye(2), &[1.0, 2.0]);
    let drawn = draw(&single, &Settings { draws: 400, tune: 200, ..Settings::default() });
    let found = maxima(&Kernel::new(&single), &drawn, 1).unwrap();
    assert_eq!((found.found.len(), found.unbounded), (1, 0));
    assert!((found.found[0].x[1] - 2.0).abs() < 1e-6 && (found.found[0].share - 1.0).abs() < 1e-12);
}

/// One well at the origin and another one far out, where a highest power with a tiny coefficient lets S turn much further out.
#[test]
fn wells_far_outside_the_draws_are_seen() {
    for (a, sixth) in [(1e5, 0.0), (50.0, -1e-16)] {
        // S = -x² (1 - x/a)² / 2.
        let mut action = SparseAction::zero(1);
        action.add_monomial(&[0; 2], -0.5);
        action.add_monomial(&[0; 3], 1.0 / a);
        action.add_monomial(&[0; 4], -0.5 / (a * a));
        action.add_monomial(&[0; 6], sixth);
        let drawn = draw(&action, &Settings { draws: 400, tune: 200, ..Settings::default() });
        for seed in 0..20 {
            let found = maxima(&Kernel::new(&action), &drawn, seed).unwrap();
            assert_eq!((found.found.len(), found.failed, found.unbounded), (2, 0, 0), "{a} {seed}");
            assert!(found.found.iter().any(|one| (one.x[0] / a - 1.0).abs() < 1e-3), "{a} {seed}");
        }
    }
}

/// The double well as a polynomial around the bottom of one well.
fn shifted(action: &SparseAction<f64>, a: f64) -> SparseAction<f64> {
    let mut around = SparseAction::zero(2);
    // -(x² - a²)²/4 + a⁴/4 with x = a + y.
    around.add_monomial(&[0, 0], -a * a);
    around.add_monomial(&[0, 0, 0], -a);
    around.add_monomial(&[0, 0, 0, 0], -0.25);
    around.add_monomial(&[1, 1], -0.5);
    around.around = Some(vec![a, 0.0]);
    let offset = action.value(&[a, 0.0]);
    let x = [1.3, 0.7];
    assert!((around.value(&x) + offset - action.value(&x)).abs() < 1e-9);
    around
}

/// Stops after so many steps.
struct StopAfter(AtomicU64, u64);

impl Progress for StopAfter {
    fn start(&self, _what: &str, _steps: u64) {}

    fn advance(&self, steps: u64) {
        self.0.fetch_add(steps, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= self.1
    }
}

/// The threads that something advances on.
#[derive(Default)]
struct Workers(Mutex<HashSet<ThreadId>>);

impl Progress for Workers {
    fn start(&self, _what: &str, _steps: u64) {}

    fn advance(&self, _steps: u64) {
        self.0.lock().unwrap().insert(std::thread::current().id());
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

#[test]
fn chains_run_on_as_many_threads_as_asked_for() {
    let kernel = Kernel::new(&double_well(0.5));
    for (threads, expected) in [(1, 1), (2, 2), (4, 4), (9, 4)] {
        let workers = Workers::default();
        let settings = Settings { draws: 40, tune: 20, threads, ..Settings::default() };
        nuts(&kernel, &settings, &workers).unwrap();
        assert_eq!(workers.0.into_inner().unwrap().len(), expected, "{threads}");
    }
}

#[test]
fn a_stop_keeps_what_was_drawn() {
    let kernel = Kernel::new(&double_well(0.5));
    let settings = Settings { draws: 1_000_000, tune: 50, threads: 2, ..Settings::default() };
    let drawn = nuts(&kernel, &settings, &StopAfter(AtomicU64::new(0), 10_000)).unwrap();
    assert!(drawn.stopped);
    // Turns of eight steps: no chain is far ahead, and each has ended within its own step.
    assert!((9_700..=10_000).contains(&drawn.draws.rows()), "{}", drawn.draws.rows());
    let lengths: Vec<usize> = drawn.chains.iter().map(|chain| chain.values.len()).collect();
    assert!(drawn.draws.chains() == lengths && lengths.iter().all(|&length| length > 0));
    // The chains of a stopped run are those of a run that ends by itself.
    let whole = draw(&double_well(0.5), &Settings { draws: 40_000, ..settings });
    for (stopped, whole) in drawn.by_chain().zip(whole.by_chain()) {
        assert_eq!(all(&stopped), whole.range(0, stopped.rows()).unwrap());
    }
    let at_once = nuts(&kernel, &settings, &StopAfter(AtomicU64::new(0), 0));
    assert!(matches!(at_once, Err(SampleError::NothingDrawn)));
}

#[test]
fn what_cannot_be_sampled_is_refused() {
    let quadratic = |c: f64| {
        let mut action = SparseAction::zero(2);
        action.add_monomial(&[0, 0], c);
        action.add_monomial(&[1, 1], -0.5);
        action
    };
    let settings = Settings { draws: 400, tune: 300, ..Settings::default() };
    let wide = nuts(&Kernel::new(&quadratic(-1e-40)), &settings, &());
    assert!(matches!(wide, Err(SampleError::Runaway { .. })), "{wide:?}");
    let upside_down = quadratic(0.5);
    let drawn = draw(&upside_down, &settings);
    let verdict =
        Report::new(&drawn, Some(maxima(&Kernel::new(&upside_down), &drawn, 1).unwrap())).unwrap().verdict();
    assert!(!verdict.agree && verdict.text.contains("S grew without bound"), "{}", verdict.text);
    let flat = |settings| nuts(&Kernel::new(&double_well(1.0)), &settings, &());
    for settings in
        [Settings { chains: 0, ..Settings::default() }, Settings { draws: 3, ..Settings::default() }]
    {
        assert!(matches!(flat(settings), Err(SampleError::FewDraws)));
    }
    for settings in [
        Settings { accept: 1.0, ..Settings::default() },
        Settings { spread: f64::NAN, ..Settings::default() },
        Settings { threads: 0, ..Settings::default() },
    ] {
        assert!(matches!(flat(settings), Err(SampleError::Settings(_))));
    }
    assert!(matches!(
        flat(Settings { spread: 1e200, ..Settings::default() }),
        Err(SampleError::Start { chain: 0 })
    ));
    let none = Kernel::new(&SparseAction::zero(0));
    let refused = nuts(&none, &Settings::default(), &());
    assert!(matches!(refused, Err(SampleError::Empty)));
}
