//! Random actions, teachers and lattices.

use diagraction::action::{Indices, Normalisability, SparseAction, multiplicity};
use diagraction::theory::{Field, LatticeTheory, RandomTheory, Teacher};
use diagraction::{Cell, Lattice, Rational, Scalar};

use super::ratio;

/// Sums over many draws: the mean square of z_k = R/σ is 1 with the standard error √(2/n), for R^(1) and for the three
/// kinds of index of R^(3); the mean is 0 with the standard error 1/√n.
#[test]
fn random_actions_scale_as_appendix_e_says() {
    let (d, length) = (5usize, ratio(3, 2));
    let mut kinds: [Vec<f64>; 4] = Default::default();
    for seed in 0..150 {
        let theory = RandomTheory { length: length.clone(), seed, ..RandomTheory::new(d) };
        let action = theory.action().unwrap();
        kinds[0].extend((0..d).map(|i| action.get(&[i]).to_f64() * 1.5 * d as f64));
        for index in Indices::new(d, 3) {
            let (kind, s) = match multiplicity(&index) {
                1 => (1, 5.0),
                3 => (2, 20.0),
                _ => (3, 10.0),
            };
            let scale = 1.5f64.powi(3) * s * multiplicity(&index) as f64;
            kinds[kind].push(action.get(&index).to_f64() * scale);
        }
    }
    for draws in kinds {
        let n = draws.len() as f64;
        let (mean, square) = (draws.iter().sum::<f64>() / n, draws.iter().map(|z| z * z).sum::<f64>() / n);
        assert!(mean.abs() < 4.0 / n.sqrt(), "{mean} of {n}");
        assert!((square - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{square} of {n}");
    }
}

/// (R^(2) - c)_ij = -½ Σ_a W_ia W_ja with variance 1/d² of W: the diagonal has the mean -½ d/d² and the variance
/// ¼ 2d/d⁴, the rest the mean 0 and the variance ¼ d/d⁴.
#[test]
fn the_quadratic_part_of_random_actions_is_that_of_eq_e2() {
    let d = 6usize;
    let (mut diagonal, mut others) = (Vec::new(), Vec::new());
    for seed in 0..200 {
        let action = RandomTheory { seed, ..RandomTheory::new(d) }.action().unwrap();
        for index in Indices::new(d, 2) {
            let value = action.get(&index).to_f64();
            if index[0] == index[1] { diagonal.push(value + 0.1) } else { others.push(value) }
        }
    }
    let d = d as f64;
    let check = |draws: &[f64], mean: f64, variance: f64| {
        let n = draws.len() as f64;
        let found = draws.iter().sum::<f64>() / n;
        assert!((found - mean).abs() < 4.0 * (variance / n).sqrt(), "{found}, expected {mean}");
        let square = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        // The entries have a larger kurtosis than Gaussian ones, at most that of a product of two: 9.
        assert!(
            (square - variance).abs() < 4.0 * variance * (8.0 / n).sqrt(),
            "{square}, expected {variance}"
        );
    };
    check(&diagonal, -0.5 / d, 0.5 / d.powi(3));
    check(&others, 0.0, 0.25 / d.powi(3));
}

#[test]
fn random_actions_are_fixed_by_their_seed_and_normalisable() {
    let theory = RandomTheory { seed: 3, ..RandomTheory::new(10) };
    let action = theory.action().unwrap();
    assert_eq!(action, theory.action().unwrap());
    assert_ne!(action, RandomTheory { seed: 4, ..theory.clone() }.action().unwrap());
    assert!(matches!(action.normalisability(), Normalisability::Proved { .. }));
    let regulator: Vec<_> =
        action.entries(4).map(|(index, value)| (index[0], index[3], value.clone())).collect();
    assert_eq!(regulator, (0..10).map(|i| (i, i, ratio(-1, 10))).collect::<Vec<_>>());
    // Without c, R^(2) is -½ W Wᵀ: negative definite in exact numbers.
    let mut quadratic = SparseAction::<Rational>::zero(10);
    action.entries(2).for_each(|(index, value)| quadratic.add(index, value.clone()));
    (0..10).for_each(|i| quadratic.add(&[i, i], ratio(1, 10)));
    assert!(matches!(quadratic.normalisability(), Normalisability::Proved { .. }));
    for theory in
        [RandomTheory::new(0), RandomTheory::new(5000), RandomTheory { length: ratio(0, 1), ..theory }]
    {
        assert!(theory.action().is_err());
    }
}

#[test]
fn teachers_are_fixed_by_their_seed_and_sized_as_asked() {
    let teacher = Teacher { depth: 3, weight: 0.5, bias: 2.0, chi: 0.3, seed: 5, ..Teacher::new(20) };
    let network = teacher.network().unwrap();
    assert_eq!(network, teacher.network().unwrap());
    assert_eq!((network.dimension(), network.depth()), (20, 3));
    let spread = |values: Vec<f64>, deviation: f64| {
        let n = values.len() as f64;
        let square = values.iter().map(|x| x * x).sum::<f64>() / n / deviation.powi(2);
        assert!((square - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{square}");
    };
    let weights = (1..=4).flat_map(|layer| {
        let weight = network.linear(layer).weight.clone();
        weight.indexed_iter().map(|((i, j), w)| w - f64::from(i == j)).collect::<Vec<_>>()
    });
    spread(weights.collect(), 0.5 / 20f64.sqrt());
    spread((1..=4).flat_map(|layer| network.linear(layer).bias.to_vec()).collect(), 2.0);
    let chi = (1..=3).flat_map(|layer| {
        network
            .activation(layer)
            .coupling(2)
            .unwrap()
            .quadratic()
            .unwrap()
            .iter()
            .copied()
            .collect::<Vec<_>>()
    });
    spread(chi.collect(), 0.3 / 20.0);
    for teacher in [
        Teacher { chi: -1.0, ..teacher.clone() },
        Teacher { bias: f64::NAN, ..teacher.clone() },
        Teacher { dimension: 0, ..teacher.clone() },
        Teacher { dimension: 1 << 40, depth: usize::MAX, ..teacher },
    ] {
        assert!(teacher.network().is_err());
    }
}

/// A lattice of a thousand sites takes a few entries for each.
#[test]
fn large_lattices_stay_sparse() {
    let lattice = Lattice::new(Cell::Cubic, vec![10, 10, 10], true).unwrap();
    let field = Field::Normal { mean: 0.0, deviation: 0.3, seed: 1 };
    let theory = LatticeTheory { lattice, r0: ratio(1, 2), u: ratio(1, 10), beta: ratio(1, 1), field };
    let action = theory.action().unwrap();
    assert_eq!(action.number_of_entries(), 1000 + 1000 + 3000 + 1000);
    assert!(matches!(action.normalisability(), Normalisability::Proved { .. }));
    let too_large = Lattice::new(Cell::Chain, vec![1 << 20], true).unwrap();
    assert!(LatticeTheory { lattice: too_large, ..theory }.action().is_err());
}
