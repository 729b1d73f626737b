//! The checks find what is wrong.

use crate::common::{Draws, rational};
use diagraction::Rational;
use diagraction::action::Action;
use diagraction::check::{self, Checked};
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::Network;

fn request(max_rank: Option<usize>, max_chi: Option<usize>) -> Request {
    Request { max_rank, max_chi, ..Request::default() }
}

fn extract<T: Checked>(network: &Network<T>, request: &Request) -> Action<T> {
    evaluate::extract(network, request, Method::Direct).unwrap()
}

/// The smallest possible error: one entry of one rank, by one part in a thousand.
fn spoilt<T: Checked>(action: &Action<T>, rank: usize) -> Action<T> {
    let mut spoilt = action.clone();
    let entry = &mut spoilt.tensor_mut(rank).entries_mut()[0];
    let factor = T::from_rational(&rational(1001, 1000));
    *entry = if entry.is_zero() { T::from_rational(&rational(1, 1000)) } else { entry.clone() * factor };
    spoilt
}

fn network() -> Network<Rational> {
    Draws::new(5).network(3, &[&[2], &[2]])
}

#[test]
fn methods_that_differ_fail_at_the_rank_that_differs() {
    let exact = extract(&network(), &request(None, None));
    for wrong in 0..=exact.max_rank() {
        for test in check::methods("test", &exact, &spoilt(&exact, wrong)) {
            assert_eq!(test.holds, Some(test.rank != Some(wrong)), "{test:?}");
        }
    }
    let float = extract(&network().to_f64().unwrap(), &request(None, None));
    let tests = check::methods("test", &float, &spoilt(&float, 2));
    assert_eq!(tests.iter().filter(|test| test.holds == Some(false)).count(), 1);
}

#[test]
fn numbers_that_are_not_numbers_fail() {
    let float = extract(&network().to_f64().unwrap(), &request(None, None));
    let mut undefined = float.clone();
    undefined.tensor_mut(1).entries_mut()[2] = f64::NAN;
    for (a, b) in [(&float, &undefined), (&undefined, &float), (&undefined, &undefined)] {
        assert!(check::methods("test", a, b).iter().any(|test| test.holds == Some(false)));
    }
}

#[test]
fn a_wrong_complete_action_fails_at_random_points() {
    let network = network();
    let action = extract(&network, &request(None, None));
    assert_eq!(check::forward(&network, &action, 4, 1).unwrap().holds, Some(true));
    assert_eq!(check::forward(&network, &spoilt(&action, 3), 4, 1).unwrap().holds, Some(false));
    // In floats an error shows where its rank is not hidden by higher ones: here at every rank.
    let model = diagraction::network::file::load("tests/cases/d3_L1.model.json").unwrap();
    let network = model.to_f64().unwrap();
    let action = extract(&network, &request(None, None));
    assert_eq!(check::forward(&network, &action, 8, 1).unwrap().holds, Some(true));
    for rank in 0..=4 {
        let test = check::forward(&network, &spoilt(&action, rank), 8, 1).unwrap();
        assert_eq!(test.holds, Some(false), "{rank}: {test:?}");
    }
}

#[test]
fn a_wrong_truncated_action_leaves_at_a_lower_order() {
    fn orders<T: Checked>(network: &Network<T>) {
        for (max_rank, max_chi) in [(Some(3), None), (None, Some(1)), (Some(2), Some(2))] {
            let request = request(max_rank, max_chi);
            let remainder = |wrong: bool| {
                check::remainder(network, request.truncation(), 3, 1, |network| {
                    let action = evaluate::extract(network, &request, Method::Direct)?;
                    Ok(if wrong { spoilt(&action, 1) } else { action })
                })
                .unwrap()
            };
            assert_eq!(remainder(false).holds, Some(true), "{:?}", remainder(false));
            assert_eq!(remainder(true).holds, Some(false), "{:?}", remainder(true));
        }
    }
    orders(&network());
    orders(&network().to_f64().unwrap());
}
