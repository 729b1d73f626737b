//! Known cases: normalisable, not normalisable, and those that are not decided.

use std::time::Instant;

use diagraction::Scalar;
use diagraction::action::{Normalisability, SparseAction};
use diagraction::theory::read;

fn verdicts(text: &str) -> [Normalisability; 2] {
    let action = read(text).unwrap_or_else(|error| panic!("{error}"));
    [action.normalisability(), action.to_f64().unwrap().normalisability()]
}

#[test]
fn what_is_normalisable_is_proved() {
    for text in [
        "dimension 1 S = -x[0]^2",
        // Definite, and not dominated by its diagonal.
        "dimension 3 S = -x[0]^2 - x[1]^2 - x[2]^2 + 0.9*x[0]*x[1] + 0.9*x[1]*x[2] - 0.9*x[0]*x[2] + 7*x[1]",
        "dimension 2 S = -(x[0] + 2*x[1])^2 - (x[0] - x[1])^2",
        "dimension 1 S = 5*x[0]^3 - x[0]^4/100",
        "dimension 2 S = -x[0]^4 - x[1]^4 + 1.9*x[0]^2*x[1]^2 + 3*x[0]*x[1]",
        // The scale of a coordinate does not matter.
        "dimension 2 S = -x[0]^4 - 10000*x[1]^4 + 190*x[0]^2*x[1]^2",
        "dimension 2 S = -x[0]^4 - x[1]^4 + 0.99*x[0]^3*x[1]",
        // O(N): the mixed terms help.
        "dimension 3 S = 4*sum(i) x[i]^2 - (sum(i) x[i]^2)^2",
        // Different powers, with a coupling that both carry.
        "dimension 2 S = -x[0]^4 - x[1]^2 + 1.9*x[0]^2*x[1]",
        "dimension 2 S = -x[0]^6 - x[1]^4 + 10*x[0]^2*x[1]^2",
        // A quartic variable beside two that only a definite form holds.
        "dimension 3 S = -x[0]^4 - x[1]^2 - x[2]^2 + 1.9*x[1]*x[2] + 5*x[0]*x[2]",
        // A square of a definite form, by symmetric matrices.
        "dimension 2 S = -(x[0]^2 + x[0]*x[1] + x[1]^2)^2",
        "lattice chain 6 u = 1/10 S = sum(i) (x[i]^2 - u*x[i]^4) - 1/2*sum(<i,j>)(x[i]-x[j])^2",
    ] {
        for verdict in verdicts(text) {
            assert!(matches!(verdict, Normalisability::Proved { .. }), "{text}: {verdict}");
        }
    }
}

#[test]
fn what_is_not_normalisable_is_refuted() {
    for text in [
        "dimension 1 S = x[0]^2",
        "dimension 1 S = x[0]",
        "dimension 1 S = 3",
        "dimension 2 S = -x[0]^4",
        "dimension 1 S = -x[0]^2 + x[0]^3",
        "dimension 2 S = -x[0]^4 - x[1]^4 + x[0]^5*x[1]^2",
        "dimension 2 S = -x[0]^4 + x[1]",
        "dimension 2 S = -x[0]^2 - x[1]^2 + 2.1*x[0]*x[1]",
        // Massless: translations change nothing.
        "lattice square 3 3 S = -sum(<i,j>) (x[i] - x[j])^2",
        "lattice chain 40 S = -sum(<i,j>) (x[i] - x[j])^2",
        // The same with a field that pulls.
        "lattice square 3 3 S = -sum(<i,j>) (x[i] - x[j])^2 + x[0]",
        "dimension 2 S = -x[0]^4 - x[1]^4 + 2.1*x[0]^2*x[1]^2",
        "dimension 2 S = -(x[0] - x[1])^4 + x[0]^2 + x[1]^2",
        "dimension 3 S = -x[0]^4 - x[1]^4 - x[2]^4 + 4*x[0]*x[1]*x[2]*(x[0] + x[1] + x[2])",
    ] {
        let exact = &verdicts(text)[0];
        assert!(matches!(exact, Normalisability::Refuted { .. }), "{text}: {exact}");
    }
}

/// The direction of a refutation is one in which S grows.
#[test]
fn directions_are_directions_of_growth() {
    for text in [
        "dimension 2 S = -x[0]^2 - x[1]^2 + 2.1*x[0]*x[1]",
        "dimension 2 S = -x[0]^4 - x[1]^4 + 2.1*x[0]^2*x[1]^2",
        "dimension 2 S = -x[0]^4 - x[1]^3",
        "dimension 3 S = -x[0]^4 - x[1]^4 - x[2]^4 + x[0]*x[1]^2*x[2]^2",
        "lattice square 3 3 S = -sum(<i,j>) (x[i] - x[j])^2 - x[4]",
    ] {
        let action = read(text).unwrap();
        for verdict in verdicts(text) {
            let Normalisability::Refuted { direction: Some(direction), .. } = verdict else {
                panic!("{text}: {verdict}");
            };
            let value = |t: f64| {
                let point: Vec<f64> = direction.iter().map(|v| t * v).collect();
                action.to_f64().unwrap().value(&point)
            };
            assert!(value(1e4) > value(1e3) && value(1e3) > value(1e2) && value(1e4) > 1.0, "{text}");
        }
    }
}

/// Neither a proof nor a direction: the verdict claims nothing.
#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    // Not normalisable along the parabola x[1] = x[0]², on which S = x[0]; along every line S falls.
    for verdict in verdicts("dimension 2 S = -(x[1] - x[0]^2)^2 + x[0]") {
        assert!(matches!(verdict, Normalisability::Unknown { .. }), "{verdict}");
    }
    // Normalisable, but x[1] has no pure power.
    for verdict in verdicts("dimension 2 S = -x[0]^4 - x[1]^2*x[0]^2 - x[1]*x[0]") {
        assert!(matches!(verdict, Normalisability::Unknown { .. }), "{verdict}");
    }
}

/// In 200 dimensions by Cholesky in floats; at the edge of definiteness nothing is claimed that rounding could change.
#[test]
fn large_quadratic_forms_are_decided_in_floats() {
    let chain = |mass: f64| {
        let mut action = SparseAction::<f64>::zero(200);
        for i in 0..200 {
            action.add_monomial(&[i, i], -1.0 - mass);
            action.add_monomial(&[i, (i + 1) % 200], 1.0);
        }
        action
    };
    assert!(matches!(chain(1e-3).normalisability(), Normalisability::Proved { .. }));
    assert!(matches!(chain(1e-14).normalisability(), Normalisability::Unknown { .. }));
    assert!(matches!(chain(-1e-3).normalisability(), Normalisability::Refuted { .. }));
}

/// The direction in which a lattice without a mass is free is tried before any matrix is made.
#[test]
fn large_lattices_without_a_mass_are_refuted_soon() {
    let start = Instant::now();
    for text in [
        "lattice square 64 64 S = -1/2*sum(<i,j>) (x[i] - x[j])^2",
        "lattice square 64 64 S = -1/2*sum(<i,j>) (x[i] - x[j])^2 + 3*x[0]",
        "lattice square 100 100 S = -1/2*sum(<i,j>) (x[i] - x[j])^2 + 1/1000*sum(i) x[i]^2",
    ] {
        for verdict in verdicts(text) {
            assert!(matches!(verdict, Normalisability::Refuted { .. }), "{text}: {verdict}");
        }
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// The work grows with the entries, whatever the dimension times the rank is.
#[test]
fn one_entry_of_high_rank_is_looked_at_once() {
    let mut action = SparseAction::<f64>::zero(1 << 20);
    action.add(&vec![0; 1 << 16], -1.0);
    action.add(&[1], 1.0);
    let start = Instant::now();
    assert!(matches!(action.normalisability(), Normalisability::Refuted { .. }));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn the_wrong_sign_shows() {
    let action = read("dimension 2 S = x[0]^2 + x[1]^4 + x[1]").unwrap();
    assert!(matches!(action.normalisability(), Normalisability::Refuted { .. }));
    let negative = action.negated();
    assert!(matches!(negative.normalisability(), Normalisability::Proved { .. }));
    assert_eq!(negative.get(&[1]).to_f64(), -1.0);
}
