//! One corpus, every method, one stored answer. The answers come from an independent oracle.

use std::path::{Path, PathBuf};

use crate::common::Draws;
use diagraction::action::{Action, compare, file};
use diagraction::check::tolerance;
use diagraction::diagram::{Arena, Stage, Term};
use diagraction::evaluate::{self, Complete, EvaluateError, Method, Request};
use diagraction::network::Network;
use diagraction::network::file::load;
use diagraction::notation::{self, Charset, Printer, Sum};
use diagraction::render::{self, Format, Header};
use diagraction::rewrite::{Cutoffs, Expand, Undress};
use diagraction::{Rational, Scalar};
use num_traits::Zero;
use proptest::prelude::*;

/// The models of `tests/cases`, each with its answer.
fn cases() -> Vec<(PathBuf, Action<Rational>)> {
    let mut models: Vec<PathBuf> = std::fs::read_dir("tests/cases")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".model.json"))
        .collect();
    models.sort();
    assert!(models.len() >= 6);
    models
        .into_iter()
        .map(|model| {
            let answer = model.to_string_lossy().replace(".model.", ".action.");
            let action = file::load(&answer).unwrap().to_exact().expect("an exact action");
            (model, action)
        })
        .collect()
}

fn request(truncation: diagraction::action::Truncation) -> Request {
    Request { max_rank: truncation.max_rank, max_chi: truncation.max_chi, ..Request::default() }
}

/// As much of the action as a method reaches: `factored` ends at rank 4 and covers quadratic activations only.
fn reached<T: Complete>(network: &Network<T>, request: &Request, method: Method) -> Option<Action<T>> {
    if !method.applies(network) {
        assert!(method == Method::LowRank || (method == Method::Factored && network.arities() != [2]));
        return None;
    }
    match evaluate::extract(network, request, method) {
        Err(EvaluateError::RankBeyond { highest, .. }) => {
            let request = Request { max_rank: Some(highest), ..*request };
            Some(evaluate::extract(network, &request, method).unwrap())
        }
        action => Some(action.unwrap()),
    }
}

/// All ranks by every method but `factored`, which has those to 4.
fn has_all_ranks<T: Scalar>(method: Method, action: &Action<T>, answer: usize) -> bool {
    action.max_rank() == if method == Method::Factored { answer.min(4) } else { answer }
}

#[test]
fn every_case_by_every_method_exactly() {
    for (path, answer) in cases() {
        let network = load(&path).unwrap().to_exact();
        for method in Method::ALL {
            let Some(action) = reached(&network, &request(answer.truncation), method) else { continue };
            assert!(has_all_ranks(method, &action, answer.max_rank()));
            let answers = &answer.tensors()[..=action.max_rank()];
            assert_eq!(action.tensors(), answers, "{} by {method}", path.display());
            assert_eq!(action.constants, answer.constants, "{} by {method}", path.display());
        }
    }
}

/// Every case to rank 4 under every cutoff in χ, by every method.
#[test]
fn every_case_under_every_cutoff() {
    for (path, _) in cases() {
        let network = load(&path).unwrap().to_exact();
        for max_chi in 0..=3 {
            let max_rank = Some(4);
            agree(&network, &Request { max_rank, max_chi: Some(max_chi), ..Request::default() });
        }
    }
}

/// The same cases in floating point, as far as rounding goes.
#[test]
fn every_case_by_every_method_in_floats() {
    for (path, answer) in cases() {
        let network = load(&path).unwrap().to_f64().unwrap();
        for method in Method::ALL {
            let Some(action) = reached(&network, &request(answer.truncation), method) else { continue };
            assert!(has_all_ranks(method, &action, answer.max_rank()));
            for rank in &compare(&action, &answer.to_f64().unwrap()).unwrap()[..=action.max_rank()] {
                assert!(
                    rank.largest_deviation <= tolerance::METHODS * rank.largest_entry,
                    "{} by {method}: {rank:?}",
                    path.display()
                );
            }
        }
    }
}

/// Low-rank networks by all methods there are, of which two share no code with the others.
#[test]
fn low_rank_networks_by_every_method_exactly() {
    let mut draws = Draws::new(21);
    for (d, terms) in [(1, &[1][..]), (2, &[2]), (3, &[2, 1]), (4, &[1, 3])] {
        let network = draws.low_rank_network(d, terms);
        assert!(Method::ALL.into_iter().all(|method| method.applies(&network)));
        for max_rank in 0..=4 {
            let request = Request { max_rank: Some(max_rank), ..Request::default() };
            let actions = Method::ALL.map(|method| evaluate::extract(&network, &request, method).unwrap());
            let direct = actions.last().expect("some methods");
            assert_eq!(direct.max_rank(), max_rank);
            for (action, method) in actions.iter().zip(Method::ALL) {
                assert_eq!(action, direct, "d = {d}, terms {terms:?}, rank {max_rank} by {method}");
            }
        }
    }
}

/// A network trained in JAX, against nested automatic differentiation.
#[test]
fn trained_network_against_automatic_differentiation() {
    let answer = file::load(Path::new("tests/fixtures/lattice16.action.npz")).unwrap().into_f64().unwrap();
    let network = load("examples/models/lattice16.safetensors").unwrap().to_f64().unwrap();
    let request = Request { max_rank: Some(4), ..Request::default() };
    for method in Method::ALL.into_iter().filter(|method| method.applies(&network)) {
        let action = evaluate::extract(&network, &request, method).unwrap();
        for rank in compare(&action, &answer).unwrap() {
            assert!(rank.largest_deviation <= 1e-12 * rank.largest_entry, "by {method}: {rank:?}");
        }
    }
}

/// The whole symbolic chain at depth 3: 94,830 diagrams are printed, read by the grammar, and evaluated;
/// the sum is the direct expansion.
#[test]
fn printed_terms_of_depth_three_evaluate_to_the_direct_expansion() {
    let expansion = Expand::new(3).generate().unwrap();
    let mut text = Vec::new();
    render::render(
        Format::Text.backend(notation::Charset::Ascii).as_mut(),
        &Header::new(3),
        &mut text,
        |sheet| expansion.terms().try_for_each(|term| sheet.term(expansion.arena(), &term)),
    )
    .unwrap();
    let mut arena = Arena::new();
    let sum = notation::read(std::str::from_utf8(&text).unwrap(), &mut arena).unwrap();
    assert_eq!(sum.terms.len(), 94_830);
    let network = integer_network();
    let from_text = evaluate::action_of_sum(&network, &arena, &sum, u64::MAX).unwrap();
    let direct = evaluate::extract(&network, &Request::default(), Method::Direct).unwrap();
    assert_eq!(from_text.tensors(), direct.tensors());
}

/// The same action from 231 dressed diagrams, which hold all orders in χ.
#[test]
fn printed_dressed_terms_of_depth_three_evaluate_to_the_direct_expansion() {
    let expansion = Expand::new(3).dressed().generate().unwrap();
    let mut text = Vec::new();
    render::render(
        Format::Text.backend(notation::Charset::Unicode).as_mut(),
        &Header { dressed: true, ..Header::new(3) },
        &mut text,
        |sheet| expansion.terms().try_for_each(|term| sheet.term(expansion.arena(), &term)),
    )
    .unwrap();
    let mut arena = Arena::new();
    let sum = notation::read(std::str::from_utf8(&text).unwrap(), &mut arena).unwrap();
    assert_eq!(sum.terms.len(), 231);
    let network = integer_network();
    let from_text = evaluate::action_of_sum(&network, &arena, &sum, u64::MAX).unwrap();
    let direct = evaluate::extract(&network, &Request::default(), Method::Direct).unwrap();
    assert_eq!(from_text.tensors(), direct.tensors());
}

/// One dressed diagram is the sum of the bare ones that are part of it.
#[test]
fn a_dressed_diagram_is_the_sum_of_its_bare_diagrams() {
    let network = Draws::new(3).network(3, &[&[2, 3], &[3]]);
    let mut arena = Arena::new();
    let undress = Undress { at: Stage::A(1), arities: vec![2, 3] };
    for text in [
        "Z(C3, C3)",
        "2 * Z(C3, W3.D2.W2.chi1(W1.x, W1.x))",
        "-1/2 * Z(W3.chi3_2(C2, W2.D1.W1.x, W2.D1.W1.x), W3.D2.W2.D1.W1.x)",
    ] {
        let dressed = notation::read(text, &mut arena).unwrap();
        let bare = undress.term(&mut arena, &dressed.terms[0], &Cutoffs::none());
        // The second layer has no quadratic coupling.
        let has_coupling =
            |term: &Term| !Printer::new(Charset::Ascii).diagram(&arena, &term.diagram).contains("chi2(");
        let bare = Sum { terms: bare.into_iter().filter(has_coupling).collect(), ..Sum::default() };
        let of_bare = evaluate::action_of_sum(&network, &arena, &bare, u64::MAX).unwrap();
        let of_dressed = evaluate::action_of_sum(&network, &arena, &dressed, u64::MAX).unwrap();
        assert_eq!(of_dressed.tensors(), of_bare.tensors(), "{text}");
        assert!(
            of_dressed.tensors().iter().any(|tensor| tensor.entries().iter().any(|entry| !entry.is_zero()))
        );
    }
}

/// d = 2, L = 3 with small integers, so that exact arithmetic stays short.
fn integer_network() -> Network<Rational> {
    use diagraction::network::{Activation, Coupling, Linear};
    let integer = |value: i64| crate::common::rational(value, 1);
    let linear = |w: [i64; 4], b: [i64; 2]| Linear {
        weight: ndarray::Array2::from_shape_vec((2, 2), w.map(integer).to_vec()).unwrap(),
        bias: b.map(integer).to_vec().into(),
    };
    let chi = |value: i64| {
        let tensor = ndarray::Array3::from_elem((1, 1, 1), integer(value));
        Activation::new(vec![Coupling::new(tensor).unwrap()]).unwrap()
    };
    let layers = vec![
        linear([1, 2, -1, 1], [1, 2]),
        linear([2, 1, 1, 1], [-1, 1]),
        linear([1, -1, 2, 1], [2, -1]),
        linear([1, 1, 0, 1], [1, 3]),
    ];
    Network::new(layers, vec![chi(1), chi(-2), chi(3)]).unwrap()
}

/// The action, which is the same by every method.
fn agree(network: &Network<Rational>, request: &Request) -> Action<Rational> {
    let direct = evaluate::extract(network, request, Method::Direct).unwrap();
    for method in Method::ALL {
        let Some(action) = reached(network, request, method) else { continue };
        assert!(has_all_ranks(method, &action, direct.max_rank()));
        assert_eq!(action.tensors(), &direct.tensors()[..=action.max_rank()], "{method}, {request:?}");
    }
    direct
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// Random networks with splits of several arities, uncut and cut: all methods agree as rationals, and
    /// uncut they agree with the forward map.
    #[test]
    fn methods_agree_on_random_networks(seed: u64, d in 1usize..=3, max_chi in 0usize..4, max_rank in 0usize..6) {
        let mut draws = Draws::new(seed);
        for layers in [&[&[2usize][..], &[2]][..], &[&[3]], &[&[2, 3]], &[&[3], &[2]], &[&[4]]] {
            let network = draws.network(d, layers);
            for (max_rank, max_chi) in [(Some(max_rank), None), (None, Some(max_chi)), (Some(max_rank), Some(max_chi))] {
                let request = Request { max_rank, max_chi, ..Request::default() };
                agree(&network, &request);
            }
            let action = agree(&network, &Request::default());
            let x = draws.vector(d);
            let z = network.forward(x.view());
            let square: Rational = z.iter().map(|z| z * z).sum();
            prop_assert_eq!(action.value(&x.to_vec()), square * crate::common::rational(-1, 2));
        }
    }
}
