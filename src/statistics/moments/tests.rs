//! Moments held against plain sums, in pieces and on threads.

use ndarray::{Array2, s};
use num_traits::Zero;

use super::Moments;
use crate::action::Indices;
use crate::{Rational, Scalar};

/// Samples that are no pattern: quotients of small integers.
fn samples(rows: usize, dimension: usize) -> Array2<Rational> {
    Array2::from_shape_fn((rows, dimension), |(i, j)| {
        let numerator = (7 * i * i + 13 * i * j + 5 * j + 3) % 23;
        Rational::new((numerator as i64 - 11).into(), ((i + 2 * j) % 5 + 1).into())
    })
}

fn naive(samples: &Array2<Rational>, point: &[Rational], index: &[usize]) -> Rational {
    let product = |row: usize| -> Rational {
        index.iter().map(|&i| samples[[row, i]].clone() - point[i].clone()).product()
    };
    (0..samples.nrows()).map(product).sum::<Rational>() / Rational::natural(samples.nrows())
}

#[test]
fn moments_are_the_sums_they_should_be() {
    for (dimension, order) in [(1, 7), (2, 6), (3, 5), (5, 4), (12, 3)] {
        let samples = samples(6, dimension);
        let point: Vec<Rational> = (0..dimension).map(|i| Rational::new(i.into(), 3.into())).collect();
        let mut moments = Moments::new(dimension, order, point.clone());
        moments.add(samples.view());
        for order in 0..=order {
            let tensor = moments.tensor(order);
            for (index, entry) in Indices::new(dimension, order).zip(tensor.entries()) {
                assert_eq!(*entry, naive(&samples, &point, &index), "{index:?}");
            }
        }
    }
}

#[test]
fn floats_are_the_rationals_rounded() {
    let (dimension, order) = (9, 6);
    let exact = samples(40, dimension);
    let mut proved = Moments::new(dimension, order, vec![Zero::zero(); dimension]);
    proved.add(exact.view());
    let mut moments = Moments::new(dimension, order, vec![0.0; dimension]);
    moments.add(exact.mapv(|entry| entry.to_f64()).view());
    for order in 0..=order {
        let (expected, found) = (proved.tensor(order).to_f64(), moments.tensor(order));
        let largest = expected.largest();
        for (expected, found) in expected.entries().iter().zip(found.entries()) {
            assert!((expected - found).abs() <= 1e-14 * largest, "order {order}: {expected} {found}");
        }
    }
}

#[test]
fn parts_make_the_whole_and_points_can_be_moved() {
    let samples = samples(11, 3);
    let zero = vec![Rational::natural(0); 3];
    let mut whole = Moments::new(3, 4, zero.clone());
    whole.add(samples.view());
    let mut parts = Moments::new(3, 4, zero.clone());
    parts.add(samples.slice(s![..4, ..]));
    parts.add(samples.slice(s![4.., ..]));
    assert_eq!(parts.rows(), 11);
    assert_eq!(parts.tensor(4), whole.tensor(4));

    let mean = whole.mean();
    let mut about_mean = Moments::new(3, 4, mean.clone());
    about_mean.add(samples.view());
    let moved = whole.central(4);
    for (order, moved) in moved.iter().enumerate() {
        assert_eq!(*moved, about_mean.tensor(order));
    }
    assert_eq!(about_mean.about(&zero, 4)[4], whole.tensor(4));
}

/// More rows than a chunk has, in pools of one and several threads.
#[test]
fn threads_do_not_change_the_bytes() {
    let rows = 2 * super::MOST_ROWS + 17;
    let samples = Array2::from_shape_fn((rows, 5), |(i, j)| ((i * (j + 3)) as f64).sin());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let mut moments = Moments::new(5, 5, vec![0.1; 5]);
            moments.add(samples.view());
            moments.tensor(5)
        })
    };
    assert_eq!(with(1), with(3));
}
