//! The fast sums of the kernel held against the plain ones.

use ndarray::{Array1, Array2};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::choice::Sum;
use super::*;
use crate::action::Indices;
use crate::{Cell, Lattice};

/// Relative to the sum of the absolute values of all terms.
const TOLERANCE: f64 = 1e-12;

fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    move || generator.random_range(-1.0..1.0)
}

/// The action whose value and derivatives at |x| bound those of all terms together.
fn absolute(action: &SparseAction<f64>) -> SparseAction<f64> {
    let mut bound = SparseAction::zero(action.dimension());
    for rank in 0..=action.max_rank() {
        for (index, value) in action.entries(rank) {
            bound.add(index, value.abs());
        }
    }
    bound
}

/// Value, gradient and Hessian of the kernel are those of the plain sums.
fn assert_exact(kernel: &mut Kernel, action: &SparseAction<f64>, seed: u64) {
    let d = action.dimension();
    let mut draw = uniform(seed);
    let x: Vec<f64> = (0..d).map(|_| 1.5 * draw()).collect();
    let origin = vec![0.0; d];
    let around = action.around.as_ref().unwrap_or(&origin);
    let size: Vec<f64> = x.iter().zip(around).map(|(x, point)| (x - point).abs()).collect();
    let bound = absolute(action);
    let mut gradient = vec![f64::NAN; d];
    let value = kernel.value_and_gradient(&x, &mut gradient);
    assert!((value - action.value(&x)).abs() <= TOLERANCE * bound.value(&size), "value");
    let limits = TOLERANCE * bound.gradient(&size);
    for (deviation, limit) in (Array1::from(gradient) - action.gradient(&x)).iter().zip(&limits) {
        assert!(deviation.abs() <= *limit, "gradient: {deviation:e} over {limit:e}");
    }
    let limits: Array2<f64> = TOLERANCE * bound.hessian(&size);
    for (deviation, limit) in (kernel.hessian(&x) - action.hessian(&x)).iter().zip(&limits) {
        assert!(deviation.abs() <= *limit, "Hessian: {deviation:e} over {limit:e}");
    }
}

/// Every entry with this probability.
fn random(d: usize, max_rank: usize, density: f64, seed: u64) -> SparseAction<f64> {
    let mut draw = uniform(seed);
    let mut action = SparseAction::zero(d);
    for rank in 0..=max_rank {
        for index in Indices::new(d, rank) {
            if draw().abs() <= density {
                action.add(&index, draw());
            }
        }
    }
    action
}

/// Site terms, neighbours on a periodic square lattice, and couplings of three and four neighbouring sites.
fn lattice(sides: [usize; 2]) -> SparseAction<f64> {
    let lattice = Lattice::new(Cell::Square, sides.to_vec(), true).expect("a lattice");
    let mut draw = uniform(5);
    let mut action = SparseAction::zero(lattice.sites());
    for i in 0..lattice.sites() {
        for rank in 1..=6 {
            action.add_monomial(&vec![i; rank], draw());
        }
    }
    for (i, j) in lattice.bonds() {
        action.add_monomial(&[i, j], draw());
        action.add_monomial(&[i, i, j], draw());
        action.add_monomial(&[i, j, j, j], draw());
        action.add_monomial(&[i, i, j, j], draw());
        action.add_monomial(&[i, (i + 2) % lattice.sites(), j, 0], draw());
    }
    action
}

#[test]
fn dense_and_sparse_sums_are_the_plain_sums() {
    for (d, max_rank, density) in
        [(1, 6, 1.0), (2, 5, 1.0), (5, 6, 1.0), (9, 4, 0.3), (12, 4, 0.02), (30, 3, 0.01), (40, 2, 1.0)]
    {
        let mut action = random(d, max_rank, density, 3);
        for around in [None, Some((0..d).map(|i| 0.3 - 0.1 * i as f64).collect())] {
            action.around = around;
            assert_exact(&mut Kernel::new(&action), &action, 7);
            let dense = action.to_dense().expect("a small action");
            assert_exact(&mut Kernel::dense(&dense, None), &action, 8);
        }
    }
}

#[test]
fn lattices_are_the_plain_sums() {
    for sides in [[4, 4], [3, 5], [2, 9], [10, 10], [1, 130]] {
        let action = lattice(sides);
        assert_exact(&mut Kernel::new(&action), &action, 11);
    }
}

#[test]
fn every_form_is_taken_where_it_belongs() {
    let forms = |action: &SparseAction<f64>| {
        let kernel = Kernel::new(action);
        let count = |is: fn(&Sum) -> bool| kernel.terms.sums.iter().filter(|sum| is(sum)).count();
        let packed = count(|sum| matches!(sum, Sum::Packed(_)));
        let rows = count(|sum| matches!(sum, Sum::Rows(_)));
        (packed, rows, count(|sum| matches!(sum, Sum::Stencil(_))))
    };
    assert_eq!(forms(&random(10, 4, 1.0, 1)), (3, 0, 0));
    assert_eq!(forms(&random(60, 3, 1e-3, 1)), (0, 2, 0));
    let mut sites = SparseAction::zero(1000);
    (0..1000).for_each(|i| sites.add_monomial(&[i; 4], 1.0));
    assert_eq!(forms(&sites), (0, 0, 1));
}

#[test]
fn pairs_are_their_entries() {
    let d = 7;
    let mut draw = uniform(2);
    let mut matrices = |rows| Array2::from_shape_simple_fn((rows, d * (d + 1) / 2), &mut draw);
    let (squares, left, right) = (matrices(3), matrices(4), matrices(4));
    let pairs = Pairs::new(d, vec![1.0, -0.5, 2.0], squares, vec![(left, right)]).expect("pairs");
    let mut lower = random(d, 3, 1.0, 4);
    lower.around = Some(vec![0.25; d]);
    let dense = lower.to_dense().expect("a small action");
    for index in Indices::new(d, 4) {
        let entry = pairs.entry([index[0], index[1], index[2], index[3]]);
        lower.add(&index, entry);
    }
    assert_exact(&mut Kernel::dense(&dense, Some(&pairs)), &lower, 9);
}

#[test]
fn clones_agree_to_the_bit() {
    let action = lattice([6, 6]);
    let mut kernel = Kernel::new(&action);
    let mut clone = kernel.clone();
    let x: Vec<f64> = (0..36).map(|i| (f64::from(i)).sin()).collect();
    let (mut a, mut b) = (vec![0.0; 36], vec![0.0; 36]);
    assert_eq!(kernel.value_and_gradient(&x, &mut a), clone.value_and_gradient(&x, &mut b));
    assert_eq!(a, b);
}
