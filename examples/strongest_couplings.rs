//! Load a trained network, extract its action, and list the strongest three-point couplings.
//!
//! Run with `cargo run --release --example strongest_couplings`.
#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and the tests run it")]

use diagraction::evaluate::{self, Method, Request};
use diagraction::network::file;

/// The example; it is also run by the tests.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
    let request = Request { max_rank: Some(3), ..Request::default() };
    let action = evaluate::extract(&network, &request, Method::Direct)?;

    let three_point = &action.tensors()[3];
    println!("A^(3) has {} independent entries, norm {:.4}", three_point.entries().len(), three_point.norm());
    for (index, value) in three_point.summary(3).top() {
        println!("  {index:?} {value:.6}");
    }
    Ok(())
}
