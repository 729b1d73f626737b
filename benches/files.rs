//! Files: a network of d = 100 is read, an action of rank 4 is written and read.
//!
//! Run with `cargo bench --bench files`.

use std::error::Error;
use std::hint::black_box;
use std::io::Cursor;

use criterion::{BenchmarkId, Criterion, Throughput};
use diagraction::action::{Action, file::binary};
use diagraction::arrays::Container;
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::{Network, file};

#[allow(dead_code, reason = "only the generator is wanted")]
#[path = "../examples/random_network.rs"]
mod random_network;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let network = random_network::random(100, 3, 1)?;
    networks(&mut criterion, &network)?;
    let request = Request { max_rank: Some(4), ..Request::default() };
    let action = evaluate::extract(&network, &request, Method::Factored)?;
    for (ending, container) in [("npz", Container::Npz), ("safetensors", Container::Safetensors)] {
        actions(&mut criterion, &action, ending, container)?;
    }
    criterion.final_summary();
    Ok(())
}

/// Reading a network, checks included.
fn networks(criterion: &mut Criterion, network: &Network<f64>) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut group = criterion.benchmark_group("network");
    for ending in ["safetensors", "npz", "json"] {
        let path = folder.path().join(format!("model.{ending}"));
        file::save(&path, network)?;
        group.throughput(Throughput::Bytes(std::fs::metadata(&path)?.len()));
        group.bench_function(BenchmarkId::new("read", ending), |bencher| bencher.iter(|| file::load(&path)));
    }
    group.finish();
    Ok(())
}

/// Writing the packed action into memory, and reading it from there.
fn actions(
    criterion: &mut Criterion,
    action: &Action<f64>,
    ending: &str,
    container: Container,
) -> Result<(), Box<dyn Error>> {
    let write =
        |mut bytes: Cursor<Vec<u8>>| binary::write(action, None, container, &mut bytes).map(|()| bytes);
    let bytes = write(Cursor::default())?.into_inner();
    let mut group = criterion.benchmark_group("action");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function(BenchmarkId::new("write", ending), |bencher| {
        bencher.iter(|| write(Cursor::new(Vec::with_capacity(bytes.len()))));
    });
    group.bench_function(BenchmarkId::new("read", ending), |bencher| {
        bencher.iter(|| binary::read(container, black_box(&bytes)));
    });
    group.finish();
    Ok(())
}
