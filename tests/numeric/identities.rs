//! The identities that diagrams obey are told from those that they do not.

use diagraction::action::file::SparseFile;
use diagraction::action::{Action, SymmetricTensor};
use diagraction::check::{self, Found, Test};
use diagraction::correlators::{Correlators, Expansion};
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::Network;
use diagraction::network::file::load;
use diagraction::{Rational, theory};
use num_traits::{One, Zero};

use crate::common::{Draws, rational};

fn network(name: &str) -> Network<Rational> {
    load(format!("tests/cases/{name}.model.json")).unwrap().to_exact()
}

/// The action of a network around its mode.
fn around_mode(network: &Network<Rational>) -> Action<Rational> {
    let mode = network.inverse(vec![Rational::zero(); network.dimension()].as_slice().into()).unwrap();
    evaluate::extract(&network.clone().shifted(mode.view()), &Request::default(), Method::Dressed).unwrap()
}

fn verdicts(tests: &[Test]) -> Vec<Option<bool>> {
    tests.iter().map(|test| test.holds).collect()
}

fn reason(test: &Test) -> &str {
    match &test.found {
        Found::Nothing(reason) => reason,
        found => panic!("{found:?}"),
    }
}

#[test]
fn vacuum_diagrams_of_networks_cancel() {
    let cubic = Draws::new(5).network(2, &[&[2, 3], &[2]]);
    for network in ["d1_L0", "d2_L1", "d2_L2", "d3_L1"].map(network).iter().chain([&cubic]) {
        let exact = check::vacuum(network, &Request::default());
        assert_eq!(verdicts(&exact), [Some(true), Some(true)], "{exact:?}");
        assert!(exact.iter().all(|test| test.bound == 0.0));
        let floats = check::vacuum(&network.to_f64().unwrap(), &Request::default());
        assert_eq!(verdicts(&floats), [Some(true), Some(true)], "{floats:?}");
    }
}

#[test]
fn vacuum_diagrams_see_every_changed_entry() {
    let action = around_mode(&network("d2_L2"));
    for (rank, loops) in [(3, 2), (4, 2), (3, 3), (4, 3), (5, 3), (6, 3)] {
        for place in 0..action.tensor(rank).unwrap().entries().len() {
            let mut wrong = action.clone();
            let entry = &mut wrong.tensor_mut(rank).entries_mut()[place];
            *entry += rational(1, 1000);
            let exact = check::vacuum_sum(&Expansion::new(wrong.clone()).unwrap(), loops, u64::MAX);
            assert_eq!(exact.holds, Some(false), "rank {rank}, place {place}");
            let expansion = Expansion::new(wrong.to_f64().unwrap()).unwrap();
            let floats = check::vacuum_sum(&expansion, loops, u64::MAX);
            assert_eq!(floats.holds, Some(false), "rank {rank}, place {place}: {floats:?}");
        }
    }
}

#[test]
fn vacuum_diagrams_need_their_ranks() {
    let network = network("d2_L2");
    let with = |max_rank, max_chi| {
        let request = Request { max_rank, max_chi, ..Request::default() };
        check::vacuum(&network, &request)
    };
    assert_eq!(verdicts(&with(Some(8), None)), [Some(true); 2]);
    assert_eq!(verdicts(&with(Some(6), None)), [Some(true); 2]);
    let cut = with(Some(4), None);
    assert_eq!(verdicts(&cut), [Some(true), None]);
    assert_eq!(reason(&cut[1]), "needs ranks to 6, has them to 4");
    assert_eq!(verdicts(&with(Some(3), None)), [None; 2]);
    assert!(reason(&with(None, Some(2))[0]).contains("chi"));
    let large = check::vacuum(&Draws::new(1).network(5, &[&[2]]), &Request::default());
    assert_eq!(verdicts(&large), [Some(true), None], "{large:?}");
    let few = Request { memory: 100, ..Request::default() };
    assert_eq!(verdicts(&check::vacuum(&network, &few)), [None; 2]);
}

/// Two variables that know each other by cubic, quartic and higher terms.
const COUPLED: &str = "dimension 2
    S = -x[0]^2 - x[1]^2 + x[0] * x[1] / 2 + x[0] * x[1]^2 / 3 - x[0]^3 / 5 - x[0]^4 - x[0]^2 * x[1]^2 / 3 - x[1]^4
        + x[0]^2 * x[1]^3 / 7 - x[0]^6 / 9 - x[1]^6";

fn expansion() -> Expansion<Rational> {
    Expansion::at(&theory::read(COUPLED).unwrap(), &[Rational::zero(), Rational::zero()]).unwrap()
}

fn cumulants(expansion: &Expansion<Rational>) -> Vec<Vec<SymmetricTensor<Rational>>> {
    let mut correlators = Correlators::new(expansion);
    let orders = [(1, 2), (2, 2), (3, 1), (4, 0)];
    orders.map(|(n, most)| (0..=most).map(|loops| correlators.term(n, loops).unwrap()).collect()).into()
}

fn in_floats(cumulants: &[Vec<SymmetricTensor<Rational>>]) -> Vec<Vec<SymmetricTensor<f64>>> {
    cumulants.iter().map(|terms| terms.iter().map(SymmetricTensor::to_f64).collect()).collect()
}

#[test]
fn equations_see_every_changed_cumulant() {
    let expansion = expansion();
    let cumulants = cumulants(&expansion);
    let exact = check::schwinger_dyson(expansion.action(), &cumulants);
    assert_eq!(verdicts(&exact), [Some(true); 5]);
    let floats = expansion.action().to_f64().unwrap();
    assert_eq!(verdicts(&check::schwinger_dyson(&floats, &in_floats(&cumulants))), [Some(true); 5]);
    for (n, terms) in cumulants.iter().enumerate() {
        for (loops, term) in terms.iter().enumerate().filter(|(loops, _)| n + loops > 0) {
            for place in 0..term.entries().len() {
                let mut wrong = cumulants.clone();
                wrong[n][loops].entries_mut()[place] += rational(1, 1000);
                let tests = check::schwinger_dyson(expansion.action(), &wrong);
                let fails = |tests: &[Test]| tests.iter().any(|test| test.holds == Some(false));
                assert!(fails(&tests), "order {}, {loops} loops, place {place}", n + 1);
                assert!(fails(&check::schwinger_dyson(&floats, &in_floats(&wrong))), "floats");
                // Lower powers do not know it.
                let power = n + loops;
                let lower = tests.iter().filter(|test| test.name.ends_with(&format!("^{}", power - 1)));
                assert!(lower.into_iter().all(|test| test.holds == Some(true)), "{tests:?}");
            }
        }
    }
}

#[test]
fn equations_see_every_changed_coupling() {
    let expansion = expansion();
    let cumulants = cumulants(&expansion);
    for rank in 2..=6 {
        for place in 0..=rank {
            let mut wrong = expansion.action().clone();
            wrong.tensor_mut(rank).entries_mut()[place] += rational(1, 1000);
            let tests = check::schwinger_dyson(&wrong, &cumulants);
            assert!(tests.iter().any(|test| test.holds == Some(false)), "rank {rank}, place {place}");
        }
    }
}

/// Only powers with all their terms are compared.
#[test]
fn powers_are_those_that_cumulants_complete() {
    let expansion = expansion();
    let all = cumulants(&expansion);
    let names = |cumulants: &[Vec<SymmetricTensor<Rational>>]| -> Vec<String> {
        let tests = check::schwinger_dyson(expansion.action(), cumulants);
        assert!(tests.iter().all(|test| test.holds == Some(true)), "{tests:?}");
        tests.into_iter().map(|test| test.name).collect()
    };
    let mean = |power| format!("<S_i> = 0, hbar^{power}");
    let product = |power| format!("<x_j S_i> = -delta_ij, hbar^{power}");
    assert_eq!(names(&all), [mean(1), mean(2), product(1), product(2), product(3)]);
    assert_eq!(names(&all[..3]), [mean(1), mean(2), product(1), product(2)]);
    assert_eq!(names(&all[..2]), [mean(1), product(1)]);
    let short = [all[0][..2].to_vec(), all[1].clone(), all[2].clone(), all[3].clone()];
    assert_eq!(names(&short), [mean(1), product(1), product(2)]);
    assert!(names(&all[..1]).is_empty() && names(&[]).is_empty());
}

fn of(text: &str) -> check::TheoryTests {
    check::theory(&SparseFile::Exact(theory::read(text).unwrap()), u64::MAX, &())
}

#[test]
fn theories_hold_exactly_or_in_floats() {
    let exact = of(COUPLED);
    assert!(exact.is_exact && exact.notes.is_empty(), "{exact:?}");
    assert_eq!(verdicts(&exact.tests), [Some(true); 5]);
    assert!(exact.tests.iter().all(|test| test.bound == 0.0));
    // A source shifts the maximum to a root of a cubic equation.
    let shifted = of(&format!("{COUPLED} + x[0] / 3 - x[1] / 10"));
    assert!(!shifted.is_exact && shifted.notes[0].contains("simple fractions"), "{shifted:?}");
    assert_eq!(verdicts(&shifted.tests), [Some(true); 5], "{shifted:?}");
    assert!(shifted.tests.iter().all(|test| test.bound == check::tolerance::IDENTITIES));
    // Around another point than zero, in a file.
    let action = theory::read(COUPLED).unwrap().expanded(&[Rational::one(), rational(-2, 3)]);
    let moved = check::theory(&SparseFile::Exact(action.clone()), u64::MAX, &());
    assert_eq!(moved, exact);
    let floats = check::theory(&SparseFile::Float(action.to_f64().unwrap()), u64::MAX, &());
    assert!(!floats.is_exact);
    assert_eq!(verdicts(&floats.tests), [Some(true); 5], "{floats:?}");
}

#[test]
fn theories_with_several_maxima_or_none_are_told_in_words() {
    let wells = of("dimension 1  S = -(x[0]^2 - 1)^2");
    assert_eq!(wells.notes, ["the series does not see other maxima of S, of which there are 1"]);
    assert!(wells.is_exact && verdicts(&wells.tests) == [Some(true); 5]);
    let local = of("dimension 1  S = -x[0]^2 / 2 + x[0]^3 / 3");
    assert!(local.notes[0].contains("grows without bound"), "{local:?}");
    assert_eq!(verdicts(&local.tests), [Some(true); 5]);
    for (text, why) in [
        ("dimension 1  S = x[0]", "no maximum"),
        ("dimension 1  S = x[0]^3", "no propagator"),
        ("dimension 1  S = -x[0]^4", "no propagator"),
        ("lattice chain 21 periodic  S = -sum(i) x[i]^2", "up to d = 20"),
    ] {
        let found = of(text);
        assert_eq!(verdicts(&found.tests), [None], "{text}");
        assert!(reason(&found.tests[0]).contains(why), "{found:?}");
    }
    let little = check::theory(&SparseFile::Exact(theory::read(COUPLED).unwrap()), 100, &());
    assert!(reason(&little.tests[0]).contains("memory"), "{little:?}");
}
