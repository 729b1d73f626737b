//! A network with low-rank couplings that is too large for tensors: make one at random, save it, read it back,
//! extract its action to rank four in factors, and measure it.
//!
//! Run with `cargo run --release --example low_rank -- 1000 3 500 1`, the arguments being d, L, the terms of each
//! coupling, and a seed; a fifth is the path to save to.
#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and the tests run it")]

use std::time::Instant;

use diagraction::evaluate::EvaluateError;
use diagraction::evaluate::low_rank::LowRankAction;
use diagraction::network::{Activation, Coupling, Linear, Network, NetworkError, file};
use ndarray::{Array1, Array2};
use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

/// The memory that may be taken, in bytes.
const MEMORY: u64 = 8 << 30;

/// The multiplications that an exact norm may take.
const OPERATIONS: f64 = 1e11;

/// The example; it is also run by the tests.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (d, depth, terms) = (argument(1, 40)?, argument(2, 3)?, argument(3, 10)?);
    let seed = argument(4, 1)?;
    let folder = tempfile::tempdir()?;
    let path = std::env::args()
        .nth(5)
        .map_or_else(|| folder.path().join("model.safetensors"), std::path::PathBuf::from);

    let network = timed("random network", || random(d, depth, terms, seed))?;
    timed("saved", || file::save(&path, &network))?;
    println!("{:>24}  {:.1} MiB", "size of the file", mebibytes(std::fs::metadata(&path)?.len() as f64));
    let network = timed("read back", || file::load(&path))?.to_f64()?;

    println!("{:>24}  {:.1} MiB", "estimated memory", mebibytes(LowRankAction::memory(&network)));
    let action = timed("action", || LowRankAction::new(&network, MEMORY))?;
    println!("{:>24}  {:.3e}", "A^(4) at 0, 0, 1, 1", action.entry(&[0, 0, 1, 1 % d]));
    let x = Array1::from_elem(d, 0.1);
    println!(
        "{:>24}  {:.3e}",
        "S at (0.1, .., 0.1)",
        timed("value", || Ok::<_, EvaluateError>(action.value(x.view())))?
    );
    for rank in 1..=4 {
        match timed(&format!("norm of A^({rank})"), || action.norm(rank, OPERATIONS, MEMORY)) {
            Ok(norm) => println!("{:>24}  {norm:.6e}", ""),
            Err(refusal) => println!("{:>24}  {refusal}", ""),
        }
    }
    let estimate = timed("estimated norm of A^(4)", || action.norm_estimate(1000, seed as u64))?;
    println!("{:>24}  {:.4e} ± {:.1e}", "", estimate.norm, estimate.standard_error);
    Ok(())
}

fn argument(place: usize, default: usize) -> Result<usize, String> {
    // The tests run this with arguments of their own.
    let given = std::env::args().nth(place).filter(|_| std::env::args().len() >= 5);
    given.map_or(Ok(default), |text| text.parse().map_err(|_| format!("'{text}' is not a number")))
}

fn timed<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    let result = work();
    println!("{what:>24}  {:.3} s", start.elapsed().as_secs_f64());
    result
}

fn mebibytes(bytes: f64) -> f64 {
    bytes / 1024.0_f64.powi(2)
}

/// Weights near the identity, couplings of moderate strength.
fn random(d: usize, depth: usize, terms: usize, seed: usize) -> Result<Network<f64>, NetworkError> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed as u64);
    let mut normal = |shape: (usize, usize), size: f64| {
        let draw = || -> f64 { Distribution::<f64>::sample(&StandardNormal, &mut generator) };
        Array2::from_shape_simple_fn(shape, draw) * size
    };
    let (first, second) = (d.div_ceil(2), d / 2);
    let size = |length: usize| 1.0 / (length as f64).sqrt();
    let linear = (0..=depth).map(|_| Linear {
        weight: Array2::eye(d) + normal((d, d), 0.5 * size(d)),
        bias: normal((1, d), 0.3).row(0).to_owned(),
    });
    let linear = linear.collect();
    let activations = (0..depth).map(|_| {
        let coupling = Coupling::low_rank(
            normal((second, terms), 0.3 * size(terms)),
            normal((terms, first), size(first)),
        )?;
        Activation::new(vec![coupling])
    });
    Network::new(linear, activations.collect::<Result<_, _>>()?)
}
