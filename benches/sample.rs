//! S and its gradient: the lattice theory of Eq. (33) by sparse sums and by dense ones, dense actions, pairs; and the
//! diagnostics of many chains.
//!
//! Run with `cargo bench --bench sample`; text behind `--` selects, such as `-- gradient/lattice`.

use std::hint::black_box;

use criterion::Criterion;
use diagraction::action::{Action, Truncation};
use diagraction::action::{Indices, Kernel, Pairs, SparseAction, SymmetricTensor};
use diagraction::data::Samples;
use diagraction::sample::diagnostics::convergences;
use diagraction::{Cell, Lattice};
use ndarray::Array2;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;

const SEED: u64 = 1;

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    for sides in [[4, 4], [10, 10], [25, 40]] {
        let action = lattice(sides);
        gradient(&mut criterion, "lattice, sparse", &mut Kernel::new(&action));
    }
    for sides in [[4, 4], [5, 10]] {
        gradient(&mut criterion, "lattice, every entry", &mut Kernel::dense(&filled(&lattice(sides)), None));
    }
    for (d, max_rank) in [(16, 4), (50, 4), (100, 3), (1000, 2)] {
        gradient(
            &mut criterion,
            &format!("dense, rank {max_rank}"),
            &mut Kernel::dense(&dense(d, max_rank), None),
        );
    }
    gradient(&mut criterion, "pairs", &mut Kernel::dense(&dense(100, 3), Some(&pairs(100, 200))));
    diagnostics(&mut criterion, 10_000, 100);
    criterion.final_summary();
}

fn gradient(criterion: &mut Criterion, what: &str, kernel: &mut Kernel) {
    let mut draw = uniform();
    let x: Vec<f64> = (0..kernel.dimension()).map(|_| draw()).collect();
    let mut slopes = vec![0.0; x.len()];
    criterion.bench_function(&format!("gradient/{what}, d = {}", x.len()), |bencher| {
        bencher.iter(|| kernel.value_and_gradient(black_box(&x), &mut slopes));
    });
}

fn diagnostics(criterion: &mut Criterion, draws: usize, dimension: usize) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let array = Array2::from_shape_simple_fn((4 * draws, dimension), || generator.sample(StandardNormal));
    let samples = Samples::from_array(array).in_chains(vec![draws; 4]).expect("four chains");
    let id = format!("diagnostics/4 x {draws}, d = {dimension}");
    criterion.bench_function(&id, |bencher| bencher.iter(|| convergences(&samples)));
}

fn uniform() -> impl FnMut() -> f64 {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(SEED);
    move || generator.random_range(-1.0..1.0)
}

/// S = -[1/2 Σ x (r0 - Λ) x + Σ (h x + u x⁴)] with r0 = 0.5, u = 0.1 on a periodic square lattice.
fn lattice(sides: [usize; 2]) -> SparseAction<f64> {
    let lattice = Lattice::new(Cell::Square, sides.to_vec(), true).expect("a lattice");
    let mut field = uniform();
    let mut action = SparseAction::zero(lattice.sites());
    for i in 0..lattice.sites() {
        action.add_monomial(&[i], 0.5 * field());
        action.add_monomial(&[i, i], -0.5 * (0.5 + 4.0));
        action.add_monomial(&[i; 4], -0.1);
    }
    for (i, j) in lattice.bonds() {
        action.add_monomial(&[i, j], 1.0);
    }
    action
}

/// The same, with a tiny number in every entry that vanishes, so that no sum is sparse.
fn filled(action: &SparseAction<f64>) -> Action<f64> {
    let mut filled = action.to_dense().expect("it fits");
    for rank in 2..=4 {
        filled.tensor_mut(rank).entries_mut().iter_mut().for_each(|entry| *entry += 1e-30);
    }
    filled
}

fn dense(d: usize, max_rank: usize) -> Action<f64> {
    let mut draw = uniform();
    let mut action = Action::zero(d, max_rank, Truncation::none());
    for rank in 0..=max_rank {
        let entries = Indices::new(d, rank).map(|_| 1e-3 * draw()).collect();
        *action.tensor_mut(rank) = SymmetricTensor::from_entries(d, rank, entries).expect("all entries");
    }
    action
}

fn pairs(d: usize, number: usize) -> Pairs<f64> {
    let mut draw = uniform();
    let mut matrices = |rows| Array2::from_shape_simple_fn((rows, d * (d + 1) / 2), || 1e-3 * draw());
    let (squares, left, right) = (matrices(number / 2), matrices(number / 2), matrices(number / 2));
    Pairs::new(d, vec![-0.5; number / 2], squares, vec![(left, right)]).expect("shapes that fit")
}
