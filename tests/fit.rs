//! Score matching: the equations against their definition, standard errors against many data sets, the command line.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

#[path = "fit/command.rs"]
mod command;
#[path = "fit/equations.rs"]
mod equations;
#[path = "fit/pulls.rs"]
mod pulls;
#[path = "fit/refusals.rs"]
mod refusals;
#[path = "../examples/score_matching_error.rs"]
#[allow(dead_code, reason = "the theory is used, the table is not")]
mod score_matching_error;
#[path = "fit/solutions.rs"]
mod solutions;

/// The memory that a fit may take.
const MEMORY: u64 = 1 << 30;
