//! Rotations of the components of a field: what they keep is known on paper.

use diagraction::Lattice;
use diagraction::action::SparseAction;
use diagraction::symmetry::{Group, elements, projected};
use ndarray::array;

/// Σ_a x_a⁴ at each of two sites, and a coupling of first components.
fn cubic(components: usize) -> SparseAction<f64> {
    let mut action = SparseAction::zero(2 * components);
    for place in 0..2 * components {
        action.add_monomial(&[place; 4], 1.0);
    }
    action.add_monomial(&[0, components], 1.0);
    action.add_monomial(&[1], 0.5);
    action
}

#[test]
fn rotations_keep_powers_of_the_square() {
    // The means of Σ x_a⁴ over all directions are 3/4 and 3/5 of (Σ x_a²)², those of x_1 y_1 a half and a third of x·y.
    for (components, share) in [(2, 0.75), (3, 0.6)] {
        let all = elements(2 * components, components, None, &[Group::Rotations]);
        assert_eq!(all.len(), components * (components - 1) / 2);
        let found = projected(&cubic(components), &all);
        let mut expected = SparseAction::zero(2 * components);
        for a in 0..components {
            expected.add_monomial(&[a, components + a], 1.0 / components as f64);
            for b in 0..components {
                for site in [0, components] {
                    expected.add_monomial(&[site + a, site + a, site + b, site + b], share);
                }
            }
        }
        for rank in 1..=4 {
            for (index, value) in found.entries(rank) {
                assert!((value - expected.get(index)).abs() < 1e-12, "{components}: {index:?} {value}");
            }
            for (index, value) in expected.entries(rank) {
                assert!((found.get(index) - value).abs() < 1e-12, "{components}: {index:?} {value}");
            }
        }
        // Nothing is left to go, and turned samples have the same action.
        let again = projected(&found, &all);
        assert!(found.entries(4).all(|(index, value)| (again.get(index) - value).abs() < 1e-12));
        let x: Vec<f64> = (0..2 * components).map(|i| 0.3 + 0.2 * i as f64).collect();
        let rows = ndarray::Array2::from_shape_vec((1, x.len()), x.clone()).unwrap();
        for element in &all {
            let turned = element.applied(rows.view()).into_raw_vec_and_offset().0;
            assert!((found.value(&x) - found.value(&turned)).abs() < 1e-12);
            assert!((cubic(components).value(&x) - cubic(components).value(&turned)).abs() > 0.01);
        }
    }
}

#[test]
fn sites_move_with_their_components() {
    let lattice: Lattice = "chain:3".parse().unwrap();
    let all = elements(6, 2, Some(&lattice), &[Group::Translations]);
    let moved = all[0].applied(array![[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]].view());
    assert_eq!(moved, array![[5.0, 6.0, 1.0, 2.0, 3.0, 4.0]]);
}
