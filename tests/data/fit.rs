//! Score matching: the equations against their definition, standard errors against many data sets, the command line.

mod command;
mod equations;
mod pulls;
mod refusals;
#[path = "../../examples/score_matching_error.rs"]
#[allow(dead_code, reason = "the theory is used, the table is not")]
mod score_matching_error;
mod solutions;

/// The memory that a fit may take.
const MEMORY: u64 = 1 << 30;
