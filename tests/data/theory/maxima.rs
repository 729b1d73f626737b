//! Maxima that are known in closed form.

use diagraction::action::SparseAction;
use diagraction::modes::{Found, Line, ModesError, Search, search};
use diagraction::theory::{RandomTheory, read};

fn action(text: &str) -> SparseAction<f64> {
    read(text).unwrap_or_else(|error| panic!("{error}")).to_f64().unwrap()
}

fn found(action: &SparseAction<f64>, starts: usize) -> Found {
    search(action, &Search { starts, ..Search::default() }, &()).unwrap()
}

/// S = a x²/2 - x⁴/4: maxima at ±√a with S = a²/4 and S'' = -2a, and S = 0 between them.
#[test]
fn the_double_well() {
    for a in [0.25f64, 1.0, 9.0] {
        let action = action(&format!("dimension 1 S = {a}/2 * x[0]^2 - x[0]^4/4"));
        let found = found(&action, 60);
        assert_eq!((found.modes.len(), found.saddles, found.unbounded, found.failed), (2, 0, 0, 0));
        assert_eq!(found.modes.iter().map(|mode| mode.starts).sum::<usize>(), 60);
        for (mode, sign) in found.modes.iter().zip([-1.0, 1.0]) {
            assert!((mode.position[0] - sign * a.sqrt()).abs() < 1e-12 * a.sqrt(), "{mode:?}");
            assert!((mode.value - a * a / 4.0).abs() < 1e-12 * a * a, "{mode:?}");
            assert!((mode.eigenvalues[0] + 2.0 * a).abs() < 1e-10 * a, "{mode:?}");
            assert!(mode.gradient_norm < 1e-12 * a * a && mode.flat_directions() == 0, "{mode:?}");
        }
        let mut line = Line::new(&action, &found.modes[0].position, &found.modes[1].position);
        let barrier = line.barrier();
        assert!((barrier.height - a * a / 4.0).abs() < 1e-12 * a * a, "{barrier:?}");
        assert!((barrier.at - 0.5).abs() < 1e-6 && barrier.value.abs() < 1e-12, "{barrier:?}");
        let profile = line.profile(5);
        assert_eq!(profile.iter().map(|point| point.0).collect::<Vec<_>>(), [0.0, 0.25, 0.5, 0.75, 1.0]);
    }
}

/// Starts further out than 10⁵ times the spread are not lost.
#[test]
fn starts_far_out_end_at_the_maximum() {
    let found = found(&action("dimension 2 S = -1/2*x[0]^2 - 1/2*x[1]^2 - 1e-20*(x[0]^4 + x[1]^4)"), 400);
    assert_eq!((found.modes.len(), found.modes[0].starts, found.failed), (1, 400, 0));
}

/// Two wells along x[0], tilted by c: the cubic equation -4 x³ + 4 x + c = 0 has its outer roots at the maxima. Along x[1]
/// a Gaussian that is coupled, S = -(x0² - 1)² + c x0 - (x1 - x0)²; there S'' has known entries.
#[test]
fn two_wells_in_two_dimensions() {
    let c = 0.3;
    let action = action("dimension 2 c = 0.3 S = -(x[0]^2 - 1)^2 + c*x[0] - (x[1] - x[0])^2");
    let found = found(&action, 100);
    assert_eq!(found.modes.len(), 2);
    for mode in &found.modes {
        let [x, y] = mode.position[..] else { panic!("two coordinates") };
        assert!((x - y).abs() < 1e-12 && (-4.0 * x.powi(3) + 4.0 * x + c).abs() < 1e-11);
        let hessian = [[-12.0 * x * x + 4.0 - 2.0, 2.0], [2.0, -2.0]];
        let (trace, determinant) = (hessian[0][0] + hessian[1][1], hessian[0][0] * hessian[1][1] - 4.0);
        let root = (trace * trace / 4.0 - determinant).sqrt();
        assert!((mode.eigenvalues[0] - (trace / 2.0 - root)).abs() < 1e-10);
        assert!((mode.eigenvalues[1] - (trace / 2.0 + root)).abs() < 1e-10);
    }
    assert!(found.modes[0].position[0] > 0.0, "the tilt prefers the right well");
    assert!(found.modes[0].value > found.modes[1].value);
}

/// Four maxima at (±1, ±1), all equally high; they are sorted by position.
#[test]
fn four_equal_wells() {
    let found = found(&action("dimension 2 S = -sum(i) (x[i]^2 - 1)^2"), 200);
    let positions: Vec<[f64; 2]> =
        found.modes.iter().map(|mode| [mode.position[0].round(), mode.position[1].round()]).collect();
    assert_eq!(positions, [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]);
}

#[test]
fn a_gaussian_has_one_maximum() {
    // The solution of 2 x = 1 + y, 2 y = x is (2/3, 1/3).
    let found = found(&action("dimension 2 S = x[0] - x[0]^2 - x[1]^2 + x[0]*x[1]"), 30);
    assert_eq!((found.modes.len(), found.modes[0].starts), (1, 30));
    let mode = &found.modes[0];
    assert!((mode.position[0] - 2.0 / 3.0).abs() < 1e-14 && (mode.position[1] - 1.0 / 3.0).abs() < 1e-14);
    assert!((mode.eigenvalues[0] + 3.0).abs() < 1e-12 && (mode.eigenvalues[1] + 1.0).abs() < 1e-12);
}

/// A rim of maxima: one direction is flat.
#[test]
fn flat_directions_are_counted() {
    let found = found(&action("dimension 2 S = 2*sum(i) x[i]^2 - (sum(i) x[i]^2)^2"), 20);
    assert!(found.modes.len() > 1);
    for mode in &found.modes {
        assert!((mode.value - 1.0).abs() < 1e-12 && mode.flat_directions() == 1, "{mode:?}");
    }
}

/// S = x² - y²: every climb runs off to where x² > y². S = x³ - 3x - y²: some do, some reach the maximum at x = -1.
#[test]
fn growth_without_bound_is_said() {
    let saddle = found(&action("dimension 2 S = x[0]^2 - x[1]^2"), 20);
    assert_eq!((saddle.modes.len(), saddle.unbounded), (0, 20));
    let direction = saddle.direction.unwrap();
    assert!(direction[0].abs() > direction[1].abs());
    let cubic = found(&action("dimension 2 S = x[0]^3 - 3*x[0] - x[1]^2"), 60);
    assert_eq!(cubic.modes.len(), 1);
    assert!((cubic.modes[0].position[0] + 1.0).abs() < 1e-12 && (cubic.modes[0].value - 2.0).abs() < 1e-12);
    assert!(cubic.unbounded > 0 && cubic.direction.unwrap()[0] > 0.1);
    assert_eq!(cubic.modes[0].starts + cubic.unbounded + cubic.saddles + cubic.failed, 60);
}

/// A random action in ten dimensions with several maxima, as in Fig. 8: all curvatures are negative there, and S is lower between
/// them. Most seeds have one maximum.
#[test]
fn random_actions_can_be_multimodal() {
    let modes = |seed: u64| {
        let action = RandomTheory { seed, ..RandomTheory::new(10) }.action().unwrap().to_f64().unwrap();
        let found = found(&action, 100);
        assert_eq!(found.unbounded + found.failed, 0);
        assert!(found.modes.iter().all(|mode| mode.eigenvalues.iter().all(|value| *value < 0.0)));
        (action, found.modes)
    };
    assert_eq!(modes(1).1.len(), 1);
    let (action, modes) = modes(21);
    assert!(modes.len() > 1);
    assert!(Line::new(&action, &modes[0].position, &modes[1].position).barrier().height > 0.0);
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let action = RandomTheory::new(8).action().unwrap().to_f64().unwrap();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| found(&action, 40))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn searches_that_cannot_be_made_are_refused() {
    let action = action("dimension 2 S = -x[0]^2 - x[1]^2");
    let refused = |options: Search| search(&action, &options, &()).unwrap_err();
    assert!(matches!(refused(Search { starts: 0, ..Search::default() }), ModesError::Starts { .. }));
    assert!(matches!(refused(Search { starts: usize::MAX, ..Search::default() }), ModesError::Starts { .. }));
    assert!(matches!(refused(Search { spread: Some(f64::NAN), ..Search::default() }), ModesError::Spread(_)));
}
