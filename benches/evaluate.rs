//! The action of random networks: the method `factored` by dimension and depth, the other methods beside it, and
//! the matrix product that bounds it.
//!
//! Run with `cargo bench --bench evaluate`; text behind `--` selects, such as `-- factored/packed/d100`.

use std::error::Error;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use diagraction::evaluate::{self, Method, Request, factored};
use diagraction::{Scalar, Threads};
use ndarray::Array2;

#[allow(dead_code, reason = "only the generator is wanted")]
#[path = "../examples/random_network.rs"]
mod random_network;

const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    for dimension in [16, 50, 100] {
        for depth in 1..=4 {
            factored(&mut criterion, dimension, depth)?;
        }
    }
    methods(&mut criterion)?;
    for depth in 1..=4 {
        product(&mut criterion, 100, depth);
    }
    criterion.final_summary();
    Ok(())
}

/// Ranks 0 to 4 with A^(4) as pairs, with all its entries, and with its entries made, looked at and dropped.
fn factored(criterion: &mut Criterion, dimension: usize, depth: usize) -> Result<(), Box<dyn Error>> {
    let network = random_network::random(dimension, depth, SEED)?;
    let pairs = || factored::factor(black_box(&network), 4, None).expect("a quadratic network");
    let mut group = criterion.benchmark_group("factored");
    let id = |what: &str| BenchmarkId::new(what, format!("d{dimension} L{depth}"));
    group.bench_function(id("pairs"), |bencher| bencher.iter(pairs));
    group.bench_function(id("packed"), |bencher| bencher.iter(|| pairs().into_action(&())));
    group.bench_function(id("streamed"), |bencher| {
        bencher.iter(|| pairs().quartic.map(|quartic| quartic.summary(5, &())));
    });
    group.finish();
    Ok(())
}

/// Every method on one network, ranks 0 to 4.
fn methods(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let network = random_network::random(16, 2, SEED)?;
    let request = Request { max_rank: Some(4), ..Request::default() };
    let mut group = criterion.benchmark_group("methods");
    for method in Method::ALL {
        group.bench_function(BenchmarkId::new(method.to_string(), "d16 L2"), |bencher| {
            bencher.iter(|| evaluate::extract(black_box(&network), &request, method));
        });
    }
    group.finish();
    Ok(())
}

/// The plain matrix product (d (d + 1)/2, n) times (n, d (d + 1)/2) into memory that is already there. An
/// element is a multiplication with its addition. n = d2 + 2 (L - 1) d1 is the inner length of A^(4).
fn product(criterion: &mut Criterion, dimension: usize, depth: usize) {
    let (first, second) = (dimension.div_ceil(2), dimension / 2);
    let (rows, inner) = (dimension * (dimension + 1) / 2, second + 2 * (depth - 1) * first);
    let a = Array2::from_elem((rows, inner), 0.5);
    let b = Array2::from_elem((inner, rows), 0.25);
    let mut out = Array2::zeros((rows, rows));
    let mut group = criterion.benchmark_group("matrix product");
    group.throughput(Throughput::Elements((rows * rows * inner) as u64));
    group.bench_function(format!("d{dimension} L{depth}"), |bencher| {
        bencher.iter(|| f64::set_product(out.view_mut(), black_box(a.view()), b.view(), Threads::All));
    });
    group.finish();
}
