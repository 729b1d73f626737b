//! The method `factored` against the other methods, exactly.

use crate::common::Draws;
use diagraction::Rational;
use diagraction::action::{compare, file};
use diagraction::arrays::Container;
use diagraction::check::tolerance;
use diagraction::evaluate::{self, EvaluateError, Method, Request};
use diagraction::network::{Activation, Coupling, Linear, Network};
use ndarray::{Array1, Array2};
use num_traits::ToPrimitive;

fn request(max_rank: usize, max_chi: Option<usize>) -> Request {
    Request { max_rank: Some(max_rank), max_chi, ..Request::default() }
}

/// Every rank to 4 and every cutoff in χ, against the direct expansion.
fn agree(network: &Network<Rational>) {
    for max_chi in [None, Some(0), Some(1), Some(2), Some(3), Some(4)] {
        for max_rank in 0..=4 {
            let request = request(max_rank, max_chi);
            let factored = evaluate::extract(network, &request, Method::Factored).unwrap();
            let direct = evaluate::extract(network, &request, Method::Direct).unwrap();
            assert_eq!(factored.max_rank(), direct.max_rank());
            for (a, b) in factored.tensors().iter().zip(direct.tensors()) {
                assert_eq!(a, b, "rank {} with {max_chi:?} factors of chi", a.rank());
            }
        }
    }
}

#[test]
fn random_networks_agree_exactly() {
    let mut draws = Draws::new(11);
    for dimension in 1..=4 {
        for depth in 0..=3 {
            let layers: Vec<&[usize]> = vec![&[2]; depth];
            agree(&draws.network(dimension, &layers));
        }
    }
}

/// The entry from its definition is the entry of the packed tensor.
#[test]
fn entries_of_pairs_are_those_of_the_tensor() {
    let network = Draws::new(5).network(4, &[&[2], &[2]]);
    for max_chi in [None, Some(2), Some(3)] {
        let pairs = evaluate::factored::factor(&network, 4, max_chi).unwrap().quartic.unwrap();
        let tensor = pairs.tensor(&());
        for (index, value) in tensor.iter() {
            let index: [usize; 4] = index.try_into().unwrap();
            assert_eq!(&pairs.entry(index), value);
            let [i, j, k, l] = index;
            assert_eq!(&pairs.entry([l, j, i, k]), value);
        }
    }
}

#[test]
fn ranks_above_four_and_cubic_activations_are_refused() {
    let quadratic = Draws::new(1).network(2, &[&[2], &[2]]);
    let refusal = evaluate::extract(&quadratic, &Request::default(), Method::Factored);
    assert!(matches!(refusal, Err(EvaluateError::RankBeyond { rank: 8, highest: 4 })));
    let cubic = Draws::new(1).network(2, &[&[2, 3]]);
    let refusal = evaluate::extract(&cubic, &request(4, None), Method::Factored);
    assert!(matches!(refusal, Err(EvaluateError::NotQuadratic { layer: 1, arity: 3 })));
    let refused = |network, rank| evaluate::factored::factor::<Rational>(network, rank, None).unwrap_err();
    assert!(matches!(refused(&quadratic, 5), EvaluateError::RankBeyond { rank: 5, highest: 4 }));
    assert!(matches!(refused(&cubic, 4), EvaluateError::NotQuadratic { layer: 1, arity: 3 }));
}

/// Near the identity, so that floating point stays tame.
fn float_network(dimension: usize, depth: usize) -> Network<f64> {
    let exact = Draws::new(3).network(dimension, &vec![&[2][..]; depth]);
    let small = |value: &Rational| value.to_f64().unwrap() / (2.0 * dimension as f64);
    let mut layers = Vec::new();
    let mut activations = Vec::new();
    for layer in 1..=depth + 1 {
        let linear = exact.linear(layer);
        let weight = Array2::eye(dimension) + linear.weight.mapv(|entry| small(&entry));
        layers.push(Linear { weight, bias: linear.bias.mapv(|entry| small(&entry)) });
    }
    for layer in 1..=depth {
        let chi = exact.activation(layer).coupling(2).unwrap().tensor().mapv(|entry| small(&entry));
        activations.push(Activation::new(vec![Coupling::new(chi).unwrap()]).unwrap());
    }
    Network::new(layers, activations).unwrap()
}

/// In floating point, with and without a cutoff; the products are large enough to be shared between threads.
#[test]
fn floats_agree_with_the_direct_expansion() {
    for (dimension, depth) in [(9, 2), (14, 3)] {
        let network = float_network(dimension, depth);
        for max_chi in [None, Some(2)] {
            let request = request(4, max_chi);
            let factored = evaluate::extract(&network, &request, Method::Factored).unwrap();
            let direct = evaluate::extract(&network, &request, Method::Direct).unwrap();
            for rank in compare(&factored, &direct).unwrap() {
                assert!(rank.largest_deviation <= tolerance::METHODS * rank.largest_entry, "{rank:?}");
            }
        }
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let network = float_network(60, 3);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let factored = evaluate::factored::factor(&network, 4, None).unwrap();
            let summary = factored.quartic.as_ref().unwrap().summary(20, &());
            (factored.into_action(&()), summary)
        })
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn the_streamed_summary_is_that_of_the_tensor() {
    let pairs = evaluate::factored::factor(&float_network(20, 2), 4, None).unwrap().quartic.unwrap();
    let (streamed, held) = (pairs.summary(50, &()), pairs.tensor(&()).summary(50));
    assert_eq!(streamed.top(), held.top());
    assert!((streamed.norm() - held.norm()).abs() <= tolerance::METHODS * held.norm());
}

/// Around another point the coefficients change, the polynomial does not.
#[test]
fn every_expansion_point_gives_the_same_polynomial() {
    let mut draws = Draws::new(8);
    let network = draws.network(3, &[&[2]]);
    let origin = evaluate::extract(&network, &Request::default(), Method::Direct).unwrap();
    let mode = network.inverse(Array1::from_elem(3, Rational::default()).view()).unwrap();
    for point in [mode, draws.vector(3)] {
        let shifted = network.clone().shifted(point.view());
        let mut action = evaluate::extract(&shifted, &Request::default(), Method::Factored).unwrap();
        action.around = Some(point.to_vec());
        for _ in 0..3 {
            let x = draws.vector(3).to_vec();
            assert_eq!(action.value(&x), origin.value(&x));
            assert_eq!(action.gradient(&x), origin.gradient(&x));
            assert_eq!(action.hessian(&x), origin.hessian(&x));
        }
    }
}

#[test]
fn around_the_mode_the_linear_term_vanishes() {
    let network = Draws::new(9).network(3, &[&[2], &[2]]);
    let mode = network.inverse(Array1::from_elem(3, Rational::default()).view()).unwrap();
    let shifted = network.shifted(mode.view());
    let action = evaluate::extract(&shifted, &request(4, None), Method::Factored).unwrap();
    assert_eq!(action.tensors()[0].entries(), [Rational::default()]);
    assert_eq!(action.tensors()[1].entries(), vec![Rational::default(); 3]);
}

/// Pairs and the expansion point survive their files.
#[test]
fn pairs_are_read_back_as_entries() {
    let folder = tempfile::tempdir().unwrap();
    let mut factored = evaluate::factored::factor(&float_network(7, 3), 4, None).unwrap();
    factored.lower.around = Some(vec![0.25; 7]);
    for (name, container) in [("a.npz", Container::Npz), ("a.safetensors", Container::Safetensors)] {
        let path = folder.path().join(name);
        let mut file = std::fs::File::create(&path).unwrap();
        file::binary::write(&factored.lower, factored.quartic.as_ref(), container, &mut file).unwrap();
        let read = file::load(&path).unwrap().into_f64().unwrap();
        assert_eq!(read.around, Some(vec![0.25; 7]));
        for rank in compare(&read, &factored.clone().into_action(&())).unwrap() {
            assert!(rank.largest_deviation <= tolerance::METHODS * rank.largest_entry, "{rank:?}");
        }
    }
}
