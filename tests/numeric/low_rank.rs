//! The action of networks with low-rank couplings, against the direct expansion, and the cut that makes such networks.

use crate::common::{Draws, rational};
use diagraction::action::{Action, SymmetricTensor, Truncation, compare, multiplicity};
use diagraction::check::tolerance;
use diagraction::evaluate::low_rank::{Affordable, LowRankAction};
use diagraction::evaluate::{self, EvaluateError, Method, Quartic, Request, Size};
use diagraction::network::file::load;
use diagraction::network::{Activation, Coupling, CutError, Linear, Network, SpectrumError, cut, spectrum};
use diagraction::{Rational, Scalar};
use ndarray::{Array1, Array2, Array3, Array4, array};
use num_traits::Zero;

const UNLIMITED: (f64, u64) = (f64::INFINITY, u64::MAX);

/// Every d from 1 to 5 with every L from 0 to 3, and up to three terms a layer.
fn networks() -> Vec<(String, Network<Rational>)> {
    let mut draws = Draws::new(11);
    let mut networks = Vec::new();
    for d in 1..=5 {
        for terms in [&[][..], &[1], &[3], &[2, 1], &[1, 3], &[1, 2, 2], &[3, 1, 1]] {
            networks.push((format!("d = {d}, terms {terms:?}"), draws.low_rank_network(d, terms)));
        }
    }
    networks
}

/// The direct expansion to rank four, padded with zeros where the network has a lower degree.
fn direct(network: &Network<Rational>) -> Action<Rational> {
    let request = Request { max_rank: Some(4), ..Request::default() };
    let found = evaluate::extract(network, &request, Method::Direct).unwrap();
    let mut action = Action::zero(network.dimension(), 4, Truncation::none());
    for (rank, tensor) in found.tensors().iter().enumerate() {
        *action.tensor_mut(rank) = tensor.clone();
    }
    action
}

#[test]
fn coefficients_are_those_of_the_direct_expansion() {
    for (name, network) in networks() {
        let action = LowRankAction::new(&network, u64::MAX).unwrap();
        let direct = direct(&network);
        for (rank, expected) in direct.tensors().iter().enumerate() {
            assert_eq!(&action.tensor(rank, u64::MAX).unwrap(), expected, "{name}");
            for (mut index, entry) in expected.iter() {
                index.reverse();
                assert_eq!(&action.entry(&index), entry, "{name} {index:?}");
                if let [prefix @ .., _] = index.as_slice() {
                    let row = action.row(prefix);
                    assert_eq!(row.len(), network.dimension());
                    for (last, entry) in row.iter().enumerate() {
                        let full = [prefix, &[last]].concat();
                        assert_eq!(entry, expected.get(&full), "{name} {full:?}");
                    }
                }
            }
        }
    }
}

/// The same factors as dense tensors: by diagrams, which shares no code with the direct expansion.
#[test]
fn coefficients_are_those_of_the_diagrams() {
    let network = Draws::new(3).low_rank_network(3, &[2, 2]);
    let request = Request { max_rank: Some(4), ..Request::default() };
    let diagrams = evaluate::extract(&network, &request, Method::Diagrams).unwrap();
    let action = LowRankAction::new(&network, u64::MAX).unwrap();
    for (rank, expected) in diagrams.tensors().iter().enumerate() {
        assert_eq!(&action.tensor(rank, u64::MAX).unwrap(), expected);
    }
}

#[test]
fn squares_of_norms_are_those_of_all_entries() {
    for (name, network) in networks() {
        let action = LowRankAction::new(&network, u64::MAX).unwrap();
        for (rank, tensor) in direct(&network).tensors().iter().enumerate() {
            let weighted = |(index, entry): (Vec<usize>, &Rational)| {
                rational(multiplicity(&index).try_into().unwrap(), 1) * entry * entry
            };
            let expected: Rational = tensor.iter().map(weighted).sum();
            let found = action.norm_squared(rank, UNLIMITED.0, UNLIMITED.1).unwrap();
            assert_eq!(found, expected, "{name}, rank {rank}");
        }
    }
}

#[test]
fn value_and_gradient_are_those_of_the_polynomial() {
    let mut draws = Draws::new(5);
    for (name, network) in networks() {
        let action = LowRankAction::new(&network, u64::MAX).unwrap();
        let direct = direct(&network);
        let x = draws.vector(network.dimension());
        assert_eq!(action.value(x.view()), direct.value(&x.to_vec()), "{name}");
        assert_eq!(action.gradient(x.view()), direct.gradient(&x.to_vec()), "{name}");
    }
}

fn lattice() -> Network<f64> {
    load("examples/models/lattice16.safetensors").unwrap().to_f64().unwrap()
}

#[test]
fn a_cut_at_zero_keeps_the_action_of_a_trained_network() {
    let network = lattice();
    let (low_rank, report) = cut(&network, 0.0, u64::MAX).unwrap();
    assert_eq!(report.iter().map(|layer| (layer.kept, layer.total)).collect::<Vec<_>>(), [(64, 64); 3]);
    assert!(report.iter().all(|layer| layer.dropped_norm == 0.0 && layer.largest_dropped == 0.0));
    let request = Request { max_rank: Some(4), ..Request::default() };
    let expected = evaluate::extract(&network, &request, Method::Direct).unwrap();
    let action = LowRankAction::new(&low_rank, u64::MAX).unwrap();
    let tensors = (0..=4).map(|rank| action.tensor(rank, u64::MAX).unwrap()).collect();
    let tensors = Action::new(16, tensors, expected.truncation).unwrap();
    for rank in compare(&tensors, &expected).unwrap() {
        assert!(rank.largest_deviation <= tolerance::METHODS * rank.largest_entry, "{rank:?}");
    }
    for tensor in expected.tensors() {
        let norm = action.norm(tensor.rank(), UNLIMITED.0, UNLIMITED.1).unwrap();
        let deviation = (norm - tensor.norm()).abs();
        assert!(deviation <= tolerance::METHODS * tensor.norm(), "rank {}: {deviation}", tensor.rank());
    }
}

/// χ_mjk of a layer, averaged over j and k.
fn symmetric(network: &Network<f64>, layer: usize) -> Array3<f64> {
    let tensor = network.activation(layer).coupling(2).unwrap().quadratic().unwrap().into_owned();
    let swapped = tensor.clone().permuted_axes([0, 2, 1]);
    (tensor + swapped) * 0.5
}

fn frobenius(tensor: &Array3<f64>) -> f64 {
    tensor.iter().map(|entry| entry * entry).sum::<f64>().sqrt()
}

#[test]
fn what_a_cut_drops_is_what_it_reports() {
    let network = lattice();
    for cutoff in [0.003, 0.02, 0.1] {
        let (low_rank, report) = cut(&network, cutoff, u64::MAX).unwrap();
        for (layer, eigenvalues) in report.iter().zip(spectrum(&network).unwrap()) {
            let dropped = symmetric(&network, layer.layer) - symmetric(&low_rank, layer.layer);
            assert!((frobenius(&dropped) - layer.dropped_norm).abs() < 1e-13, "{layer:?}");
            assert!(layer.dropped_norm > 0.0 && layer.largest_dropped < cutoff);
            assert_eq!(layer.layer, eigenvalues.layer);
            let kept = eigenvalues.eigenvalues.iter().take_while(|found| found.value.abs() >= cutoff).count();
            assert_eq!((layer.kept, layer.total), (kept, eigenvalues.eigenvalues.len()));
            let coupling = &low_rank.activation(layer.layer).couplings()[0];
            assert_eq!(coupling.chi_rank(), Some(kept));
        }
    }
}

#[test]
fn spectra_have_the_trace_and_the_norm_of_their_slices() {
    let network = lattice();
    let (low_rank, _) = cut(&network, 0.0, u64::MAX).unwrap();
    for (layer, again) in spectrum(&network).unwrap().iter().zip(spectrum(&low_rank).unwrap()) {
        let chi = symmetric(&network, layer.layer);
        for (slice, matrix) in chi.outer_iter().enumerate() {
            let own = layer.eigenvalues.iter().filter(|found| found.slice == slice).map(|found| found.value);
            assert!((own.clone().sum::<f64>() - matrix.diag().sum()).abs() < 1e-13);
            let squares: f64 = matrix.iter().map(|entry| entry * entry).sum();
            assert!((own.map(|value| value * value).sum::<f64>() - squares).abs() < 1e-13);
        }
        let falling = layer.eigenvalues.windows(2).all(|pair| pair[0].value.abs() >= pair[1].value.abs());
        assert!(falling);
        for (dense, factors) in layer.eigenvalues.iter().zip(&again.eigenvalues) {
            assert!((dense.value - factors.value).abs() < 1e-14, "{dense:?} {factors:?}");
        }
    }
}

fn float(d: usize, couplings: Vec<Vec<Coupling<f64>>>) -> Network<f64> {
    let linear = || Linear { weight: Array2::eye(d), bias: Array1::zeros(d) };
    let activations =
        couplings.into_iter().map(|couplings| Activation::new(couplings).unwrap()).collect::<Vec<_>>();
    Network::new((0..=activations.len()).map(|_| linear()).collect(), activations).unwrap()
}

/// By hand: [[0, 3], [1, 0]] is symmetrised to [[0, 2], [2, 0]] with the eigenvalues 2 and -2.
#[test]
fn slices_are_symmetrised() {
    let chi = Array3::from_shape_vec((1, 2, 2), vec![0.0, 3.0, 1.0, 0.0]).unwrap();
    let layers = spectrum(&float(3, vec![vec![Coupling::new(chi).unwrap()]])).unwrap();
    let values: Vec<f64> = layers[0].eigenvalues.iter().map(|found| found.value).collect();
    assert!((values[0].abs() - 2.0).abs() < 1e-15 && (values[0] + values[1]).abs() < 1e-15, "{values:?}");
}

#[test]
fn a_layer_that_keeps_nothing_does_not_couple() {
    let network = lattice();
    let (affine, report) = cut(&network, 1e3, u64::MAX).unwrap();
    assert!(report.iter().all(|layer| layer.kept == 0));
    let x = Array1::from_elem(16, 0.3);
    let h = (1..=4).fold(x.clone(), |x, layer| network.linear(layer).forward(x.view()));
    assert_eq!(affine.forward(x.view()), h);
    assert_eq!(affine.activation(1).couplings()[0].chi_rank(), Some(1));
    let action = LowRankAction::new(&affine, u64::MAX).unwrap();
    assert!(action.tensor(4, u64::MAX).unwrap().entries().iter().all(|entry| *entry == 0.0));
    assert_eq!(action.norm(4, UNLIMITED.0, UNLIMITED.1).unwrap(), 0.0);
    assert_eq!(action.norm_estimate(2, 0).unwrap().norm, 0.0);
}

#[test]
fn cuts_of_unusual_networks() {
    let quadratic = || Coupling::new(Array3::from_elem((2, 2, 2), 1.0)).unwrap();
    let cubic = || Coupling::new(Array4::from_elem((2, 2, 2, 2), 1.0)).unwrap();
    let network = float(4, vec![vec![quadratic(), cubic()], vec![cubic()]]);
    let layers = spectrum(&network).unwrap();
    assert_eq!((layers[0].eigenvalues.len(), layers[1].eigenvalues.len()), (4, 0));
    let (low_rank, report) = cut(&network, 0.5, u64::MAX).unwrap();
    assert_eq!((report.len(), report[0].kept, report[0].total), (1, 2, 4));
    assert_eq!(low_rank.activation(2), network.activation(2));
    assert_eq!(low_rank.activation(1).coupling(3), network.activation(1).coupling(3));

    let one = float(1, vec![vec![Coupling::new(Array3::<f64>::zeros((0, 1, 1))).unwrap()]]);
    let (low_rank, report) = cut(&one, 0.0, u64::MAX).unwrap();
    assert_eq!((report[0].kept, report[0].total), (0, 0));
    assert_eq!(low_rank.activation(1).couplings()[0].chi_rank(), Some(1));
    assert_eq!(cut(&float(2, vec![]), 0.0, 0).unwrap().1, []);
}

#[test]
fn cuts_that_are_refused() {
    let network = lattice();
    for cutoff in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(cut(&network, cutoff, u64::MAX), Err(CutError::Cutoff(_))), "{cutoff}");
    }
    let error = cut(&network, 0.0, 20_000).unwrap_err();
    assert!(matches!(error, CutError::Memory { layer: 1, available: 20_000, .. }), "{error}");
    let vast = float(4, vec![vec![Coupling::new(Array3::from_elem((2, 2, 2), f64::MAX)).unwrap()]]);
    let expected = SpectrumError::NoConvergence { layer: 1, slice: 0 };
    assert_eq!(spectrum(&vast), Err(expected.clone()));
    assert_eq!(cut(&vast, 0.0, u64::MAX).unwrap_err(), CutError::Spectrum(expected));
}

/// A cut trained network has factors of every kind, and its exact norm is known from the entries.
#[test]
fn estimates_lie_within_their_standard_errors() {
    let (network, _) = cut(&lattice(), 0.02, u64::MAX).unwrap();
    let action = LowRankAction::new(&network, u64::MAX).unwrap();
    let exact = action.tensor(4, u64::MAX).unwrap().norm();
    for seed in 0..8 {
        let mut errors = Vec::new();
        for samples in [300, 1200, 4800] {
            let estimate = action.norm_estimate(samples, seed).unwrap();
            let deviation = (estimate.norm - exact).abs();
            assert!(deviation <= 4.0 * estimate.standard_error, "{estimate:?}, {exact}");
            assert_eq!(estimate, action.norm_estimate(samples, seed).unwrap());
            errors.push(estimate.standard_error / exact);
        }
        assert!(errors[1] < 0.8 * errors[0] && errors[2] < 0.8 * errors[1], "{errors:?}");
        assert!(errors[2] < 0.05, "{errors:?}");
    }
    assert_ne!(action.norm_estimate(300, 0).unwrap(), action.norm_estimate(300, 1).unwrap());
}

/// All 2^(3d) choices of the signs, d = 2, average to the square of the norm: the estimate has no bias.
#[test]
fn samples_average_to_the_square_of_the_norm() {
    let action = LowRankAction::new(&Draws::new(8).low_rank_network(2, &[2, 1]), u64::MAX).unwrap();
    let tensor = action.tensor(4, u64::MAX).unwrap();
    let signs = |bits: usize| [0, 1].map(|bit| rational(1 - 2 * (bits >> bit & 1) as i64, 1));
    let mut total = Rational::zero();
    for (a, b, c) in (0..64).map(|n| (n / 16, n / 4 % 4, n % 4)) {
        let vector = tensor.contract(&signs(a)).contract(&signs(b)).contract(&signs(c));
        total += vector.entries().iter().map(|entry| entry * entry).sum::<Rational>();
    }
    let square = action.norm_squared(4, UNLIMITED.0, UNLIMITED.1).unwrap();
    assert!(!square.is_zero());
    assert_eq!(total / rational(64, 1), square);
}

/// Matrices large enough to be shared among threads.
#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let mut state = 3_u64;
    let mut number = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let d = 200;
    let mut matrix = |shape: (usize, usize)| Array2::from_shape_simple_fn(shape, || 0.2 * number());
    let mut linear =
        || Linear { weight: Array2::eye(d) + matrix((d, d)), bias: matrix((1, d)).row(0).to_owned() };
    let layers = vec![linear(), linear(), linear()];
    let couplings = (0..2).map(|_| Coupling::low_rank(matrix((d / 2, 220)), matrix((220, d / 2))).unwrap());
    let activations = couplings.map(|coupling| Activation::new(vec![coupling]).unwrap()).collect();
    let network = Network::new(layers, activations).unwrap();
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let action = LowRankAction::new(&network, u64::MAX).unwrap();
            let norms = [3, 4].map(|rank| action.norm(rank, 1e10, u64::MAX).ok());
            let estimate = action.norm_estimate(200, 0).unwrap();
            (action, norms, estimate, spectrum(&network).unwrap(), cut(&lattice(), 0.01, u64::MAX).unwrap())
        })
    };
    assert_eq!(with_threads(1), with_threads(3));
}

#[test]
fn networks_that_are_refused() {
    let dense = LowRankAction::new(&lattice(), u64::MAX).unwrap_err();
    assert!(dense.to_string().contains("layer 1 has a dense coupling"), "{dense}");
    let cubic = Coupling::new(Array4::from_elem((1, 1, 1, 1), 1.0)).unwrap();
    let cubic = LowRankAction::new(&float(2, vec![vec![cubic]]), u64::MAX).unwrap_err();
    assert!(matches!(cubic, EvaluateError::NotQuadratic { layer: 1, arity: 3 }), "{cubic}");
    let huge = Coupling::low_rank(array![[1e200]], array![[1e200]]).unwrap();
    let linear = || Linear { weight: Array2::eye(2), bias: array![1.0, 1.0] };
    let huge = Network::new(vec![linear(), linear()], vec![Activation::new(vec![huge]).unwrap()]).unwrap();
    assert!(matches!(LowRankAction::new(&huge, u64::MAX), Err(EvaluateError::NotFinite(_))));
}

#[test]
fn work_beyond_the_limits_is_refused() {
    let network = Draws::new(1).low_rank_network(4, &[3, 3]);
    let needed = LowRankAction::memory(&network) as u64;
    assert!(matches!(LowRankAction::new(&network, needed - 1), Err(EvaluateError::Memory { .. })));
    let action = LowRankAction::new(&network, needed).unwrap();
    assert!(matches!(action.tensor(4, 100), Err(EvaluateError::Memory { .. })));
    assert!(matches!(action.norm_squared(4, 10.0, u64::MAX), Err(EvaluateError::Operations { .. })));
    assert!(matches!(action.norm_squared(3, 1e9, 100), Err(EvaluateError::Memory { .. })));
    assert!(matches!(action.tensor(5, u64::MAX), Err(EvaluateError::RankBeyond { rank: 5, .. })));
    assert!(matches!(action.norm_squared(5, 1e9, u64::MAX), Err(EvaluateError::RankBeyond { rank: 5, .. })));
    let float = LowRankAction::new(&network.map(Scalar::to_f64).unwrap(), u64::MAX).unwrap();
    assert!(matches!(float.norm_estimate(1, 0), Err(EvaluateError::Samples { samples: 1 })));
}

#[test]
fn the_method_takes_what_it_is_made_for() {
    let network = Draws::new(1).low_rank_network(3, &[2, 2]);
    let extract = |network, max_rank, max_chi| {
        let request = Request { max_rank, max_chi, ..Request::default() };
        evaluate::extract(network, &request, Method::LowRank)
    };
    assert!(matches!(extract(&network, Some(4), Some(1)), Err(EvaluateError::AllOrders)));
    assert!(matches!(extract(&network, None, None), Err(EvaluateError::RankBeyond { rank: 8, highest: 4 })));
    let dense = Draws::new(1).network(3, &[&[2]]);
    assert!(matches!(extract(&dense, Some(2), None), Err(EvaluateError::DenseCoupling { layer: 1 })));
    let cubic = Draws::new(1).network(3, &[&[2], &[3]]);
    let affine = Draws::new(1).network(3, &[]);
    let applying = |network: &Network<Rational>| Method::ALL.map(|method| method.applies(network));
    assert_eq!(applying(&network), [true, true, true, true, true]);
    assert_eq!(applying(&dense), [true, false, true, true, true]);
    assert_eq!(applying(&cubic), [false, false, true, true, true]);
    assert_eq!(applying(&affine), [true, false, true, true, true]);
}

/// Every form of an action gives the same entries and rows.
#[test]
fn entries_of_all_forms_are_those_of_the_action() {
    let network = Draws::new(6).low_rank_network(3, &[2, 1]);
    for method in Method::ALL {
        for quartic in [Quartic::Packed, Quartic::Pairs] {
            let request = Request { max_rank: Some(4), quartic, ..Request::default() };
            let direct = evaluate::extract(&network, &request, Method::Direct).unwrap();
            let coefficients = evaluate::plan(&network, &request, method).unwrap().run(&network).unwrap();
            for (mut index, entry) in direct.tensors().iter().flat_map(|tensor| tensor.iter()) {
                index.reverse();
                assert_eq!(&coefficients.entry(&index), entry, "{method} {index:?}");
                if let [prefix @ .., last] = index.as_slice() {
                    assert_eq!(&coefficients.row(prefix)[*last], entry, "{method} {index:?}");
                }
            }
            assert!(coefficients.entry(&[0; 5]).is_zero());
            assert_eq!(coefficients.row(&[0; 4]), vec![Rational::zero(); 3]);
            assert_eq!(coefficients.into_action(u64::MAX, &()).unwrap().tensors(), direct.tensors());
        }
    }
}

/// Pairs of a network and of a cut one, and the difference of their A^(4).
#[test]
fn differences_of_pairs_are_exact_and_bounded() {
    let mut draws = Draws::new(4);
    for (d, layers) in [(1, &[&[2][..]][..]), (2, &[&[2], &[2]]), (3, &[&[2], &[2], &[2]]), (2, &[])] {
        let networks = [draws.network(d, layers), draws.network(d, layers)];
        for max_chi in [None, Some(2)] {
            let [a, b] = networks.each_ref().map(|network| {
                evaluate::factored::factor(network, 4, max_chi).unwrap().quartic.expect("rank four")
            });
            let difference = a.difference(&b).unwrap().tensor(&());
            let (a, b) = (a.tensor(&()), b.tensor(&()));
            for ((found, a), b) in difference.entries().iter().zip(a.entries()).zip(b.entries()) {
                assert_eq!(*found, a - b);
            }
        }
    }
    let pairs = |layers: &[&[usize]]| {
        evaluate::factored::factor(&Draws::new(2).network(2, layers), 4, None).unwrap().quartic.unwrap()
    };
    assert!(pairs(&[&[2], &[2]]).difference(&pairs(&[&[2]])).is_err());
}

/// The bound is the norm of the sum of pairs that is symmetric in each two indices and under the exchange of both, here
/// from all d^4 entries; the average over all permutations is smaller.
#[test]
fn the_bound_of_pairs_is_the_norm_before_the_average() {
    let network = Draws::new(9).network(3, &[&[2], &[2]]);
    let pairs = evaluate::factored::factor(&network, 4, Some(3)).unwrap().quartic.unwrap();
    let packed = |i: usize, j: usize| [[0, 1, 2], [1, 3, 4], [2, 4, 5]][i][j];
    let all = || (0..3).flat_map(|i| (0..3).map(move |j| packed(i, j)));
    let (left, right) = (pairs.left_side(), pairs.right_side());
    let sides: Vec<_> = left.outer_iter().zip(right.outer_iter()).collect();
    assert_eq!((sides.len(), pairs.squares().nrows()), (pairs.len(), 0));
    let mut expected = Rational::zero();
    for (a, b) in all().flat_map(|a| all().map(move |b| (a, b))) {
        let entry: Rational = sides.iter().map(|(x, y)| &x[a] * &y[b] + &x[b] * &y[a]).sum();
        expected += &entry * &entry / rational(4, 1);
    }
    assert_eq!(pairs.norm_squared_bound(), expected);
    let squares = evaluate::factored::factor(&network, 4, None).unwrap().quartic.unwrap();
    for pairs in [pairs, squares] {
        let weighted = |(index, entry): (Vec<usize>, &Rational)| {
            rational(multiplicity(&index).try_into().unwrap(), 1) * entry * entry
        };
        let norm: Rational = pairs.tensor(&()).iter().map(weighted).sum();
        assert!(!norm.is_zero() && norm < pairs.norm_squared_bound());
    }
}

#[test]
fn changes_by_a_cut_are_those_of_the_entries() {
    let network = lattice();
    let request = Request { max_rank: Some(4), memory: 8 << 30, ..Request::default() };
    let (small, _) = cut(&network, 0.02, u64::MAX).unwrap();
    let changes = evaluate::changes(&network, &small, &request, &());
    let [full, cut] = [&network, &small].map(|network| {
        let action = evaluate::extract(network, &request, Method::Direct).unwrap();
        action.tensors().to_vec()
    });
    assert_eq!(changes.iter().map(|change| change.rank).collect::<Vec<_>>(), [2, 3, 4]);
    for change in changes {
        let (a, b) = (&full[change.rank], &cut[change.rank]);
        let entries = a.entries().iter().zip(b.entries()).map(|(a, b)| a - b).collect();
        let expected = SymmetricTensor::from_entries(16, change.rank, entries).unwrap().norm();
        let Size::Measured(size) = change.size else { panic!("{change:?}") };
        assert!(size > 0.0 && (size - expected).abs() <= 1e-10 * expected, "{size} {expected}");
        assert!((change.norm.unwrap() - a.norm()).abs() <= tolerance::METHODS * a.norm());
    }
    // Without memory for the entries, rank four is bounded; without any, nothing is measured.
    let rank = |memory, rank: usize| {
        let request = Request { memory, ..request };
        evaluate::changes(&network, &small, &request, &()).into_iter().nth(rank - 2).unwrap()
    };
    let Size::Measured(size) = rank(8 << 30, 4).size else { panic!("measured") };
    let bounds = (40..140).map(|step| rank(step << 13, 4).size).filter_map(|size| match size {
        Size::AtMost(bound) => Some(bound),
        _ => None,
    });
    let bound = bounds.reduce(f64::max).expect("some memory holds the pairs and no tile");
    assert!(size < bound && bound < 10.0 * size, "{size} {bound}");
    for k in 2..=4 {
        assert!(matches!(rank(1000, k).size, Size::Unknown(reason) if reason.contains("memory")));
    }
}

#[test]
fn glances_depend_on_what_fits() {
    let (network, _) = cut(&lattice(), 0.02, u64::MAX).unwrap();
    let action = LowRankAction::new(&network, u64::MAX).unwrap();
    for rank in 0..=4 {
        let Affordable::Entries(found) = action.affordable(rank, 3, 2, 0, u64::MAX).unwrap() else {
            panic!("it fits")
        };
        assert_eq!(found, action.tensor(rank, u64::MAX).unwrap().summary(3));
    }
    assert!(
        matches!(action.affordable(4, 3, 100, 0, 1000).unwrap(), Affordable::Estimate(found) if found.samples == 100)
    );
    assert!(matches!(action.affordable(3, 3, 100, 0, 1000).unwrap(), Affordable::Nothing(_)));
    let wide = Draws::new(2).low_rank_network(6, &[1]).map(Scalar::to_f64).unwrap();
    let wide = LowRankAction::new(&wide, u64::MAX).unwrap();
    let Affordable::Norm(norm) = wide.affordable(3, 3, 2, 0, 300).unwrap() else {
        panic!("only the norm fits")
    };
    assert!((norm - wide.tensor(3, u64::MAX).unwrap().norm()).abs() <= 1e-12 * norm);
    assert!(action.affordable(5, 3, 100, 0, u64::MAX).is_err());
}
