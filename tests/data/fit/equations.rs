//! G and b in rational numbers, by moments, by products of features, and as they are defined.

use diagraction::action::SymmetricTensor;
use diagraction::fit::{Monomials, NormalEquations};
use diagraction::statistics::Moments;
use diagraction::{Cell, Lattice, Rational};
use ndarray::{Array2, ArrayView1};
use num_traits::{One, Zero};

/// Samples that are no pattern: quotients of small integers.
fn samples(rows: usize, dimension: usize) -> Array2<Rational> {
    Array2::from_shape_fn((rows, dimension), |(i, j)| {
        let numerator = (5 * i * i + 11 * i * j + 3 * j * j + 2 * i) % 19;
        Rational::new((numerator as i64 - 9).into(), ((i + 3 * j) % 4 + 1).into())
    })
}

/// ∂^order m / ∂x_i^order at a sample, by the power rule.
fn derivative(index: &[usize], i: usize, order: u32, x: ArrayView1<'_, Rational>) -> Rational {
    let mut value = Rational::one();
    for (site, x) in x.iter().enumerate() {
        let power = index.iter().filter(|&&entry| entry == site).count() as u32;
        let lowered = if site == i { order } else { 0 };
        if power < lowered {
            return Rational::zero();
        }
        (power - lowered..power).for_each(|factor| value *= Rational::from_integer((factor + 1).into()));
        (lowered..power).for_each(|_| value *= x.clone());
    }
    value
}

fn check(monomials: &Monomials, rows: usize) {
    let (x, d) = (samples(rows, monomials.dimension()), monomials.dimension());
    let share = Rational::new(1.into(), rows.into());
    let by_products = NormalEquations::from_samples(monomials, x.view()).unwrap();

    let order = 2 * monomials.max_rank() - 2;
    let mut moments = Moments::new(d, order, vec![Rational::zero(); d]);
    moments.add(x.view());
    let tensors: Vec<SymmetricTensor<Rational>> = (0..=order).map(|order| moments.tensor(order)).collect();
    assert_eq!(NormalEquations::from_moments(monomials, &tensors).unwrap(), by_products);

    for (a, m) in monomials.indices().iter().enumerate() {
        let second =
            |row: ArrayView1<'_, Rational>| (0..d).map(|i| derivative(m, i, 2, row)).sum::<Rational>();
        let expected = x.outer_iter().map(second).sum::<Rational>() * &share;
        assert_eq!(by_products.rhs()[a], expected, "{m:?}");
        for (b, n) in monomials.indices()[..=a].iter().enumerate() {
            let product = |row: ArrayView1<'_, Rational>| {
                (0..d).map(|i| derivative(m, i, 1, row) * derivative(n, i, 1, row)).sum::<Rational>()
            };
            let expected = x.outer_iter().map(product).sum::<Rational>() * &share;
            assert_eq!(by_products.matrix()[[a, b]], expected, "{m:?} {n:?}");
        }
    }
}

#[test]
fn equations_of_all_monomials() {
    for (dimension, rank) in [(1, 6), (2, 4), (3, 3), (4, 2), (3, 1)] {
        check(&Monomials::all(dimension, rank), 5);
    }
}

#[test]
fn equations_on_supports() {
    let chain = Lattice::new(Cell::Chain, vec![4], true).unwrap();
    check(&Monomials::neighbours(&chain, 4), 5);
    // Powers without those below them, and a coordinate in no monomial.
    let gaps = [vec![0, 0, 0, 0], vec![1], vec![0, 1, 3], vec![3, 3, 3], vec![1, 1, 3, 3]];
    check(&Monomials::new(4, gaps).unwrap(), 5);
}

#[test]
fn supports_are_closed_when_the_origin_can_move() {
    let chain = Lattice::new(Cell::Chain, vec![5], false).unwrap();
    assert!(Monomials::neighbours(&chain, 4).is_closed());
    assert_eq!(Monomials::neighbours(&chain, 4).len(), 5 * 4 + 4);
    assert!(Monomials::all(3, 4).is_closed());
    assert!(!Monomials::new(2, [vec![0, 0]]).unwrap().is_closed());
    assert!(!Monomials::new(2, [vec![0], vec![0, 1]]).unwrap().is_closed());
}
