//! The symbolic engine: generating diagrams, writing them down, and counting them.
//!
//! Run with `cargo bench --bench expand`.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use diagraction::notation::{Charset, Printer};
use diagraction::rewrite::{Cutoffs, Expand};

/// The cutoff of the paper.
const TWO_CHI: Cutoffs = Cutoffs { min_rank: 0, max_rank: None, max_chi: Some(2), max_circles: None };

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    generate(&mut criterion, "depth 3", &Expand::new(3))?;
    generate(&mut criterion, "depth 8, two chi", &Expand::new(8).cutoffs(TWO_CHI))?;
    print(&mut criterion)?;
    count(&mut criterion, "depth 4", &Expand::new(4));
    count(&mut criterion, "depth 34, two chi", &Expand::new(34).cutoffs(TWO_CHI));
    criterion.final_summary();
    Ok(())
}

/// All diagrams with their factors, one after the other. An element is a diagram.
fn generate(criterion: &mut Criterion, name: &str, request: &Expand) -> Result<(), Box<dyn Error>> {
    let mut group = criterion.benchmark_group("generate");
    group.throughput(Throughput::Elements(request.generate()?.terms().count() as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| black_box(request).generate().map(|expansion| expansion.terms().count()));
    });
    group.finish();
    Ok(())
}

/// The diagrams of depth 3 in notation, without generating them.
fn print(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let expansion = Expand::new(3).generate()?;
    let terms: Vec<_> = expansion.terms().collect();
    let mut group = criterion.benchmark_group("print");
    group.throughput(Throughput::Elements(terms.len() as u64));
    group.bench_function("depth 3", |bencher| {
        bencher.iter(|| {
            let mut printer = Printer::new(Charset::Ascii);
            terms.iter().map(|term| printer.diagram(expansion.arena(), &term.diagram).len()).sum::<usize>()
        });
    });
    group.finish();
    Ok(())
}

/// The numbers of diagrams by generating function.
fn count(criterion: &mut Criterion, name: &str, request: &Expand) {
    let mut group = criterion.benchmark_group("count");
    group.bench_function(name, |bencher| bencher.iter(|| black_box(request).count()));
    group.finish();
}
