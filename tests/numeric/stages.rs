//! The coefficients of every stage, exactly, and the flow of their norms.

use diagraction::Rational;
use diagraction::action::{Action, SymmetricTensor};
use diagraction::diagram::{Arena, Stage};
use diagraction::evaluate::{self, EvaluateError, Method, Request, cheapest, flow, from_stage};
use diagraction::network::file::load;
use diagraction::network::{Activation, Coupling, Linear, Network};
use diagraction::notation::{self, Charset, Printer};
use diagraction::rewrite::Expand;
use ndarray::{Array1, Array2, Array3, ArrayView1, array};
use num_traits::{One, Zero};

use crate::common::{Draws, rational};

fn stages(depth: usize) -> impl Iterator<Item = Stage> {
    Expand::new(u32::try_from(depth).unwrap()).stages()
}

fn direct(network: &Network<Rational>, stage: Stage) -> Action<Rational> {
    let tail = from_stage(network.clone(), stage).unwrap();
    evaluate::extract(&tail, &Request::default(), Method::Direct).unwrap()
}

fn networks() -> Vec<Network<Rational>> {
    let mut draws = Draws::new(19);
    let layers =
        [(1, &[&[2usize][..], &[2]][..]), (2, &[&[2], &[2]]), (3, &[&[2]]), (2, &[&[2, 3]]), (2, &[])];
    layers.map(|(d, layers)| draws.network(d, layers)).into()
}

/// The diagrams of `Expand::at`, evaluated as diagrams of the whole depth: the layers before the stage are put in as identities,
/// and open legs go on through them to the data.
#[test]
fn coefficients_of_a_stage_are_its_diagrams() {
    for network in networks() {
        let depth = network.depth();
        let arities: Vec<u32> =
            network.arities().iter().map(|&arity| u32::try_from(arity).unwrap()).collect();
        for stage in stages(depth) {
            let (layer, is_behind) = (stage.layer() as usize, matches!(stage, Stage::B(_)));
            let expand = Expand::new(u32::try_from(depth).unwrap()).at(stage);
            let expand = if arities.is_empty() { expand } else { expand.arities(arities.clone()) };
            let expansion = expand.generate().unwrap();
            let mut printer = Printer::new(Charset::Ascii);
            let terms = expansion.terms().map(|term| {
                format!("{} * {}", term.factor, printer.diagram(expansion.arena(), &term.diagram))
            });
            let text = terms.collect::<Vec<_>>().join(" + ");
            let passed = if is_behind { layer } else { layer - 1 };
            let lines: String = (1..=passed).rev().map(|layer| format!("W{layer}.")).collect();
            let open = match stage {
                Stage::A(1) => "x".to_string(),
                Stage::A(layer) => format!("x{layer}"),
                Stage::B(layer) => format!("h{layer}"),
            };
            let mut arena = Arena::new();
            let sum = notation::read(&text.replace(&open, &format!("{lines}x")), &mut arena).unwrap();
            let linear = (1..=depth + 1).map(|layer| {
                let linear = network.linear(layer).clone();
                if layer > passed {
                    linear
                } else {
                    Linear { weight: Array2::eye(network.dimension()), ..linear }
                }
            });
            let activations = (1..=depth).map(|layer| network.activation(layer).clone());
            let padded = Network::new(linear.collect(), activations.collect()).unwrap();
            let by_diagrams = evaluate::action_of_sum(&padded, &arena, &sum, u64::MAX).unwrap();
            let action = direct(&network, stage);
            assert_eq!(by_diagrams.tensors(), action.tensors(), "{stage} of depth {depth}");
            let kept = expansion.constants().len() - 1;
            assert_eq!(kept, depth + 1 - passed, "as many determinants as the expansion names");
        }
    }
}

/// S_l(x_l(x)) is S(x), once the determinants of the layers before are put back; and every method finds the same.
#[test]
fn actions_of_stages_have_the_same_values() {
    let mut draws = Draws::new(7);
    for network in networks() {
        let x = draws.vector(network.dimension());
        let minus_half = rational(-1, 2);
        let value: Rational = network.forward(x.view()).iter().map(|z| z * z).sum::<Rational>() * &minus_half;
        let determinant = |stage| direct(&network, stage).constants.unwrap().abs_det;
        let (mut point, mut volume) = (x, Rational::one());
        for layer in 1..=network.depth() + 1 {
            let number = u32::try_from(layer).unwrap();
            if layer > 1 {
                point = network.activation(layer - 1).forward(point.view());
            }
            for stage in [Stage::A(number), Stage::B(number)] {
                if stage == Stage::B(number) {
                    point = network.linear(layer).forward(point.view());
                    let one = Network::new(vec![network.linear(layer).clone()], vec![]).unwrap();
                    volume *= one.abs_det();
                }
                let action = direct(&network, stage);
                assert_eq!(action.value(&point.to_vec()), value, "{stage}");
                assert_eq!(&volume * determinant(stage), determinant(Stage::A(1)), "{stage}");
                let tail = from_stage(network.clone(), stage).unwrap();
                let request = Request { max_rank: Some(4), ..Request::default() };
                let short = evaluate::extract(&tail, &request, Method::Direct).unwrap();
                for method in Method::ALL.into_iter().filter(|method| method.applies(&tail)) {
                    assert_eq!(
                        evaluate::extract(&tail, &request, method).unwrap(),
                        short,
                        "{stage} by {method}"
                    );
                }
            }
        }
        assert_eq!(volume, determinant(Stage::A(1)));
    }
}

#[test]
fn the_ends_are_the_whole_and_the_latent_vertex() {
    for network in networks() {
        let whole = evaluate::extract(&network, &Request::default(), Method::Direct).unwrap();
        assert_eq!(direct(&network, Stage::A(1)), whole);
        let last = u32::try_from(network.depth() + 1).unwrap();
        let latent = direct(&network, Stage::B(last));
        assert_eq!(latent.max_rank(), 2);
        for (index, entry) in latent.tensors().iter().flat_map(|tensor| tensor.iter()) {
            let is_diagonal = index.len() == 2 && index[0] == index[1];
            assert_eq!(*entry, if is_diagonal { rational(-1, 2) } else { Rational::zero() }, "{index:?}");
        }
        for stage in [Stage::A(0), Stage::A(last + 1), Stage::B(0), Stage::B(u32::MAX)] {
            let refused = from_stage(network.clone(), stage);
            assert!(
                matches!(&refused, Err(EvaluateError::Expand(error)) if error.to_string().contains("no stage"))
            );
        }
    }
}

/// In floats the factors of the weights go with the layers.
#[test]
fn stages_of_floats_invert_and_have_their_determinant() {
    let network = load("examples/models/lattice16.safetensors").unwrap().to_f64().unwrap();
    for stage in stages(3) {
        let tail = from_stage(network.clone(), stage).unwrap();
        let first = stage.layer() as usize + usize::from(matches!(stage, Stage::B(_)));
        let kept: f64 = (first..=4).map(|layer| network.ln_abs_det_of(layer)).sum();
        assert!((tail.ln_abs_det() - kept).abs() < 1e-13, "{stage}");
        let x = tail.inverse(Array1::zeros(16).view()).unwrap();
        assert!(tail.is_mode(x.view()), "{stage}");
    }
}

/// d = 2, L = 1, z = h + c h_1^2 e_2.
fn parabola(weight: Array2<f64>, c: f64) -> Network<f64> {
    let chi = Activation::new(vec![Coupling::new(Array3::from_elem((1, 1, 1), c)).unwrap()]).unwrap();
    let linear = |weight: Array2<f64>| Linear { weight, bias: array![0.0, 0.0] };
    Network::new(vec![linear(weight), linear(Array2::eye(2))], vec![chi]).unwrap()
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs())
}

/// S = -|h|^2/2 - c h_1^2 h_2 - c^2 h_1^4/2: three entries -c/3 and one -c^2/2.
#[test]
fn couplings_of_a_parabola_do_not_know_its_first_weight() {
    let c = 0.3;
    for weight in
        [array![[1.0, 0.0], [0.0, 1.0]], array![[2.0, 0.0], [0.0, 5.0]], array![[2.0, 1.0], [-1.0, 3.0]]]
    {
        let found =
            flow(&parabola(weight.clone(), c), Some(array![0.0, 0.0].view()), 5, u64::MAX, &()).unwrap();
        let names: Vec<String> = found.iter().map(|stage| stage.stage.to_string()).collect();
        assert_eq!(names, ["B2", "A2", "B1", "A1"]);
        for latent in &found[..2] {
            assert_eq!(latent.norms, [0.0, 0.5f64.sqrt(), 0.0, 0.0, 0.0]);
            assert_eq!(latent.couplings, Some(vec![0.0; 3]));
        }
        for stage in &found[2..] {
            assert!(close(stage.coupling(3).unwrap(), c / 3f64.sqrt(), 1e-14), "{stage:?}");
            assert!(close(stage.coupling(4).unwrap(), c * c / 2.0, 1e-14), "{stage:?}");
            assert_eq!((stage.coupling(2), stage.coupling(5), stage.coupling(6)), (None, Some(0.0), None));
        }
        if weight[[0, 1]] == 0.0 {
            let (s, t) = (weight[[0, 0]], weight[[1, 1]]);
            assert!(close(found[3].norms[2], s * s * t * c / 3f64.sqrt(), 1e-14));
            assert!(close(found[3].norms[3], s.powi(4) * c * c / 2.0, 1e-14));
        }
    }
}

/// At h = (0, -2) the second derivative along h_1 is -1 - 2 c h_2 = 3 for c = 1.
#[test]
fn couplings_need_a_negative_definite_quadratic_part() {
    let network = parabola(Array2::eye(2), 1.0);
    let found = flow(&network, Some(array![0.0, -2.0].view()), 4, u64::MAX, &()).unwrap();
    let have: Vec<bool> = found.iter().map(|stage| stage.couplings.is_some()).collect();
    assert_eq!(have, [true, true, false, false]);
    assert!(close(found[0].norms[0], 2.0, 1e-15), "B_2 around the image (0, -2)");
}

/// Norms are those of the stages themselves, and linear maps leave couplings as they are.
#[test]
fn the_flow_of_a_trained_network() {
    let network = load("examples/models/lattice16.safetensors").unwrap().to_f64().unwrap();
    let mode = network.inverse(Array1::zeros(16).view()).unwrap();
    let zero = flow(&network, None, 3, u64::MAX, &()).unwrap();
    let around_mode = flow(&network, Some(mode.view()), 4, u64::MAX, &()).unwrap();
    let request = Request { max_rank: Some(3), ..Request::default() };
    for (stage, (zero, at_mode)) in stages(3).zip(zero.iter().zip(&around_mode)) {
        assert_eq!((zero.stage, at_mode.stage), (stage, stage));
        let tail = from_stage(network.clone(), stage).unwrap();
        let x = tail.inverse(Array1::zeros(16).view()).unwrap();
        for (tail, norms) in [(tail.clone(), &zero.norms), (tail.shifted(x.view()), &at_mode.norms)] {
            let action = evaluate::extract(&tail, &request, Method::Dressed).unwrap();
            for rank in 2..=3 {
                let expected = action.tensor(rank).map_or(0.0, SymmetricTensor::norm);
                let norm = norms[rank - 1];
                assert!(
                    close(norm, expected, 1e-10) || expected < 1e-14,
                    "{stage}, rank {rank}: {norm} {expected}"
                );
            }
        }
        assert_eq!(at_mode.norms[0], 0.0);
    }
    for pair in around_mode.chunks(2) {
        for rank in 3..=4 {
            let [behind, before] = [0, 1].map(|place| pair[place].coupling(rank).unwrap());
            assert!(close(behind, before, 1e-9) || behind.max(before) < 1e-12, "{pair:?}");
        }
    }
}

/// Factors are measured as entries are.
#[test]
fn low_rank_networks_flow_as_dense_ones() {
    let network = Draws::new(4).low_rank_network(60, &[1, 1]).to_f64().unwrap();
    let method = cheapest(&network, &Request { max_rank: Some(4), ..Request::default() }).unwrap().method;
    assert_eq!(method, Method::LowRank);
    let dense = |layer| {
        Activation::new(vec![
            Coupling::new(network.activation(layer).couplings()[0].tensor().to_owned()).unwrap(),
        ])
    };
    let linear = (1..=3).map(|layer| network.linear(layer).clone()).collect();
    let dense = Network::new(linear, vec![dense(1).unwrap(), dense(2).unwrap()]).unwrap();
    let point: ArrayView1<'_, f64> = (&[0.1; 60][..]).into();
    let found = [&network, &dense].map(|network| flow(network, Some(point), 4, u64::MAX, &()).unwrap());
    for (a, b) in found[0].iter().zip(&found[1]) {
        for (rank, (a, b)) in a.norms.iter().zip(&b.norms).enumerate() {
            assert!(close(*a, *b, 1e-9), "{}: {a} {b}", rank + 1);
        }
    }
}
