//! The moments of samples, and the matrix product that bounds them: as many multiplications as there are rows and
//! independent entries.
//!
//! Run with `cargo bench --bench statistics`; text behind `--` selects, such as `-- moments/d16`.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use diagraction::action::independent_entries;
use diagraction::statistics::Moments;
use diagraction::{Scalar, Threads};
use ndarray::Array2;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    for (dimension, order, rows) in [(16, 4, 110_000), (16, 6, 110_000), (100, 4, 10_000)] {
        moments(&mut criterion, dimension, order, rows);
        product(&mut criterion, dimension, order, rows);
    }
    criterion.final_summary();
}

/// All moments up to an order. An element is a multiplication with its addition.
fn moments(criterion: &mut Criterion, dimension: usize, order: usize, rows: usize) {
    let samples = Array2::from_shape_fn((rows, dimension), |(i, j)| ((i * dimension + j) as f64).sin());
    let mut group = criterion.benchmark_group("moments");
    group.throughput(Throughput::Elements(multiplications(dimension, order, rows)));
    group.bench_function(format!("d{dimension} order {order}"), |bencher| {
        bencher.iter(|| {
            let mut moments = Moments::new(dimension, order, vec![0.0; dimension]);
            moments.add(black_box(samples.view()));
            moments
        });
    });
    group.finish();
}

/// Square matrix products of the same number of multiplications.
fn product(criterion: &mut Criterion, dimension: usize, order: usize, rows: usize) {
    const INNER: usize = 1000;
    let outputs = multiplications(dimension, order, rows) as f64 / INNER as f64;
    let side = 2000;
    let times = (outputs / (side * side) as f64).ceil() as usize;
    let a = Array2::from_elem((side, INNER), 0.5);
    let b = Array2::from_elem((INNER, side), 0.25);
    let mut out = Array2::zeros((side, side));
    let mut group = criterion.benchmark_group("matrix product");
    group.throughput(Throughput::Elements((times * side * side * INNER) as u64));
    group.bench_function(format!("d{dimension} order {order}"), |bencher| {
        bencher.iter(|| {
            for _ in 0..times {
                f64::set_product(out.view_mut(), black_box(a.view()), b.view(), Threads::All);
            }
        });
    });
    group.finish();
}

fn multiplications(dimension: usize, order: usize, rows: usize) -> u64 {
    let entries: usize = (1..=order).filter_map(|order| independent_entries(dimension, order)).sum();
    (entries * rows) as u64
}
