//! The share of every diagram, against the diagrams evaluated one by one.

use crate::common::{Draws, rational};
use diagraction::Rational;
use diagraction::action::SymmetricTensor;
use diagraction::contributions::{Decomposition, Layers, Shares, Value, decompose};
use diagraction::evaluate::{self, EvaluateError, Method, Request};
use diagraction::network::Network;
use diagraction::notation::Sum;
use num_traits::{One, Zero};

const MEMORY: u64 = 1 << 30;

fn dense(value: &Value<Rational>) -> SymmetricTensor<Rational> {
    match value {
        Value::Entries(tensor) => tensor.clone(),
        Value::Pairs(pairs) => pairs.tensor(&()),
    }
}

/// The diagram contracted as a whole.
fn contracted(
    network: &Network<Rational>,
    found: &Decomposition<Rational>,
    place: usize,
) -> SymmetricTensor<Rational> {
    let sum = Sum { terms: vec![found.contributions()[place].term.clone()], constants: Vec::new() };
    let action = evaluate::action_of_sum(network, found.arena(), &sum, MEMORY).unwrap();
    action.tensor(found.rank()).unwrap().clone()
}

/// ⟨A, B⟩ over all indices, by the multiplicity of every entry.
fn product(a: &SymmetricTensor<Rational>, b: &SymmetricTensor<Rational>) -> Rational {
    let terms = a.iter().zip(b.entries()).map(|((index, a), b)| {
        let ways = diagraction::action::multiplicity(&index);
        Rational::from_integer(ways.into()) * a * b
    });
    terms.sum()
}

fn agree(network: &Network<Rational>, rank: usize, max_chi: Option<usize>) {
    let found = decompose(network, rank, max_chi, MEMORY).unwrap();
    let request = Request { max_rank: Some(rank), max_chi, ..Request::default() };
    let action = evaluate::extract(network, &request, Method::Direct).unwrap();
    let zero = SymmetricTensor::zero(network.dimension(), rank);
    let total = action.tensor(rank).unwrap_or(&zero);
    let shares = found.shares(&());
    let mut sum = zero.clone();
    for (place, contribution) in found.contributions().iter().enumerate() {
        let value = dense(&contribution.value);
        assert_eq!(value, contracted(network, &found, place), "{}", found.text(place));
        for (sum, entry) in sum.entries_mut().iter_mut().zip(value.entries()) {
            *sum += entry;
        }
        let norm_squared = product(total, total);
        let share = (!norm_squared.is_zero()).then(|| product(&value, total) / norm_squared);
        assert_eq!(shares.of(place), share, "{}", found.text(place));
    }
    assert_eq!(&sum, total, "rank {rank}, {max_chi:?}");
    add_up(&found, &shares);
    for (index, entry) in total.iter().take(20) {
        assert_eq!(&found.values_at(&index).into_iter().sum::<Rational>(), entry);
        add_up(&found, &found.at(&index));
    }
}

/// Shares of diagrams, layers and pairs of layers add up to one.
fn add_up(found: &Decomposition<Rational>, shares: &Shares<Rational>) {
    let diagrams: Option<Rational> = (0..found.contributions().len()).map(|place| shares.of(place)).sum();
    let Some(layers) =
        Layers::new(found.contributions(), shares).filter(|_| !found.contributions().is_empty())
    else {
        assert!(shares.norm() == 0.0);
        return;
    };
    assert_eq!(diagrams, Some(Rational::one()));
    assert_eq!(layers.single.values().sum::<Rational>(), Rational::one());
    assert_eq!(layers.pairs.values().sum::<Rational>(), Rational::one());
}

#[test]
fn every_dressed_diagram_has_its_value_and_share() {
    let mut draws = Draws::new(21);
    for dimension in 1..=4 {
        for depth in 0..=3 {
            let layers: Vec<&[usize]> = vec![&[2]; depth];
            let network = draws.network(dimension, &layers);
            (0..=4).for_each(|rank| agree(&network, rank, None));
        }
    }
}

#[test]
fn every_bare_diagram_has_its_value_and_share() {
    let mut draws = Draws::new(22);
    for (dimension, depth) in [(1, 1), (2, 1), (3, 2), (4, 2)] {
        let layers: Vec<&[usize]> = vec![&[2]; depth];
        let network = draws.network(dimension, &layers);
        for max_chi in 0..=3 {
            (0..=4).for_each(|rank| agree(&network, rank, Some(max_chi)));
        }
    }
}

/// In floats the shares add up to one within rounding, also where tiles are several.
#[test]
fn shares_of_floats_add_up_to_one() {
    let network = Draws::new(23).network(9, &[&[2], &[2]]).to_f64().unwrap();
    for rank in 1..=4 {
        let found = decompose(&network, rank, None, MEMORY).unwrap();
        let shares = found.shares(&());
        let sum: f64 = (0..found.contributions().len()).filter_map(|place| shares.of(place)).sum();
        assert!((sum - 1.0).abs() < 1e-12, "rank {rank}: {sum}");
        let layers = Layers::new(found.contributions(), &shares).unwrap();
        assert!((layers.single.values().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((layers.pairs.values().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(shares.cancellation().unwrap() >= 1.0);
    }
}

/// Squares of very small and very large numbers stay in the range of floats.
#[test]
fn shares_do_not_depend_on_units() {
    let network = Draws::new(26).network(3, &[&[2], &[2]]).to_f64().unwrap();
    let scaled = |factor: f64| {
        let linear = (1..=3).map(|layer| {
            let mut linear = network.linear(layer).clone();
            if layer == 1 {
                linear.weight.mapv_inplace(|entry| entry * factor);
            }
            linear
        });
        let activations = (1..=2).map(|layer| network.activation(layer).clone()).collect();
        diagraction::network::Network::new(linear.collect(), activations).unwrap()
    };
    for rank in 1..=4_i32 {
        let of = |network: &Network<f64>| decompose(network, rank as usize, None, MEMORY).unwrap();
        let usual = of(&network).shares(&());
        for power in [-200, 200] {
            let found = of(&scaled(2f64.powi(power))).shares(&());
            for place in 0..of(&network).contributions().len() {
                assert_eq!(found.of(place), usual.of(place), "rank {rank}, scale 2^{power}");
                assert_eq!(found.norm_of(place), usual.norm_of(place) * 2f64.powi(rank * power));
            }
        }
    }
}

/// A diagram with three splits stands for each of them with a third, and for each pair of them.
#[test]
fn layers_divide_a_share_equally() {
    let network = Draws::new(24).network(3, &[&[2], &[2]]);
    let found = decompose(&network, 4, None, MEMORY).unwrap();
    let only = found.contributions().iter().position(|one| one.layers() == [1, 1, 2]).unwrap();
    let one = &found.contributions()[only..=only];
    let value = dense(&one[0].value).entries().iter().find(|entry| !entry.is_zero()).cloned().unwrap();
    let values = [value];
    let layers = Layers::new(one, &Shares::of_numbers(&values)).unwrap();
    let third = |count: i64| rational(count, 3);
    assert_eq!(layers.single.into_iter().collect::<Vec<_>>(), [(Some(1), third(2)), (Some(2), third(1))]);
    assert_eq!(
        layers.pairs.into_iter().collect::<Vec<_>>(),
        [(vec![1, 1], third(1)), (vec![1, 2], third(2))]
    );
}

#[test]
fn what_cannot_be_taken_apart_is_refused() {
    let mut draws = Draws::new(25);
    let cubic = draws.network(3, &[&[2], &[3]]);
    assert!(matches!(
        decompose(&cubic, 3, None, MEMORY),
        Err(EvaluateError::NotQuadratic { layer: 2, arity: 3 })
    ));
    let network = draws.network(4, &[&[2], &[2]]);
    assert!(matches!(decompose(&network, 5, None, MEMORY), Err(EvaluateError::RankBeyond { rank: 5, .. })));
    assert!(matches!(decompose(&network, 4, None, 1000), Err(EvaluateError::Memory { .. })));
}
