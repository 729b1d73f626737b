//! The method `factored` against the other methods, exactly.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::Draws;
use diagraction::Rational;
use diagraction::evaluate::{self, EvaluateError, Method, Request};
use diagraction::network::Network;

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
        let pairs = evaluate::factored::factor(&network, 4, max_chi).quartic.unwrap();
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
}
