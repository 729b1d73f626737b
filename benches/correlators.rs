//! Cumulants by loops: the lattice theory of Eq. (33) on 4 x 4 sites, the network of a hundred sites from pairs, and networks by their
//! inverse.
//!
//! Run with `cargo bench --bench correlators`; text behind `--` selects, such as `-- d100`.

use std::error::Error;
use std::hint::black_box;

use criterion::Criterion;
use diagraction::correlators::{Correlators, Expansion, Legs, mode};
use diagraction::evaluate::factored::factor;
use diagraction::feynman::Family;
use diagraction::network::file;
use diagraction::theory;
use diagraction::wick::{Wanted, cumulants, plan};
use ndarray::Array1;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    theory16(&mut criterion)?;
    network100(&mut criterion)?;
    inverse(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// Everything from the theory on, its mode included.
fn theory16(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let action = theory::load("examples/theories/lattice16.action")?.to_f64()?;
    let mut group = criterion.benchmark_group("d16");
    group.bench_function("mode", |bencher| bencher.iter(|| mode(black_box(&action), &())));
    for (order, loops) in [(2, 2), (4, 1)] {
        group.bench_function(format!("order {order} to {loops} loops"), |bencher| {
            bencher.iter(|| {
                let point = mode(black_box(&action), &()).expect("a mode").point;
                let expansion = Expansion::at(&action, &point).expect("a maximum");
                let mut correlators = Correlators::new(&expansion);
                (0..=loops).map(|loops| correlators.term(order, loops).expect("it fits").norm()).sum::<f64>()
            });
        });
    }
    group.finish();
    Ok(())
}

/// From the pairs on.
fn network100(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let network = file::load("examples/models/lattice100.safetensors")?.to_f64()?;
    let mode = network.inverse(Array1::zeros(network.dimension()).view())?;
    let factored = factor(&network.shifted(mode.view()), 4, None)?;
    let quartic = factored.quartic.expect("rank 4");
    let mut even = factored.lower.clone();
    even.tensor_mut(3).entries_mut().fill(0.0);
    let even = Expansion::with_pairs(even, quartic.clone())?;
    let expansion = Expansion::with_pairs(factored.lower, quartic)?;
    let mut group = criterion.benchmark_group("d100");
    for (order, loops) in [(1, 1), (2, 1), (0, 2), (3, 0), (4, 0), (2, 2)] {
        group.bench_function(format!("order {order} at {loops} loops"), |bencher| {
            bencher.iter(|| Correlators::new(black_box(&expansion)).term(order, loops).expect("it fits"));
        });
    }
    group.bench_function("trees of four legs as pairs", |bencher| {
        bencher.iter(|| Correlators::new(black_box(&expansion)).tree_of_four_legs().expect("pairs"));
    });
    // The sunset, and a self-loop within a self-loop.
    group.bench_function("self-energy of rank 4 at 2 loops", |bencher| {
        bencher.iter(|| {
            let legs = Correlators::with(black_box(&even), Legs::Amputated, Family::SelfEnergy);
            legs.memory(u64::MAX).term(2, 2).expect("it fits")
        });
    });
    group.finish();
    Ok(())
}

/// Mean and covariance through the inverse.
fn inverse(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let mut group = criterion.benchmark_group("inverse");
    for (name, loops) in [("lattice16", None), ("lattice16", Some(0..=2)), ("lattice100", Some(0..=1))] {
        let network = file::load(format!("examples/models/{name}.safetensors"))?.to_f64()?;
        let wanted = Wanted { loops: loops.clone(), ..Wanted::orders(1..=2) };
        let plan = plan(&network, &wanted)?;
        let loops = loops.map_or("all".to_owned(), |loops| loops.end().to_string());
        group.bench_function(format!("{name} to {loops} loops"), |bencher| {
            bencher.iter(|| cumulants(black_box(&network), &plan, &()).expect("it fits"));
        });
    }
    group.finish();
    Ok(())
}
