//! The choice of the method, and what it takes.

use crate::Scalar;
use crate::evaluate::{self, EvaluateError, Method, Plan, Quartic, Request};
use crate::network::Network;
use crate::text::bytes;

use super::args::EvaluateArgs;
use crate::cli::shared::source::LONG_SECONDS;
use crate::cli::shared::{Failure, output};

/// The method that is asked for, or the cheapest. What does not fit is refused with what would.
pub(crate) fn plan<T: Scalar>(
    network: &Network<T>,
    request: &Request,
    args: &EvaluateArgs,
) -> Result<Plan, Failure> {
    let method = if args.pairs { Some(Method::Factored) } else { args.method };
    let choose = |request: &Request| match method {
        Some(method) => evaluate::plan(network, request, method),
        None => evaluate::cheapest(network, request),
    };
    let error = match choose(request) {
        Ok(plan) => return Ok(plan),
        Err(error @ EvaluateError::Memory { .. }) if request.quartic == Quartic::Packed => error,
        Err(error) => return Err(error.into()),
    };
    let smaller = [
        (Method::Factored, Quartic::Pairs, "--pairs"),
        (Method::Factored, Quartic::Streamed, "text output, which streams A^(4),"),
        (Method::LowRank, Quartic::Streamed, "text output, with norms instead of entries,"),
    ];
    let mut applying = smaller.into_iter().filter(|(method, ..)| method.applies(network));
    let fitting = applying.find_map(|(method, quartic, option)| {
        let plan = evaluate::plan(network, &Request { quartic, ..*request }, method).ok()?;
        Some(format!("{option} needs about {}", bytes::show(plan.cost.bytes as u64)))
    });
    match fitting.filter(|_| !args.exact) {
        Some(hint) => Err(Failure::with_hint(&error, hint)),
        None => Err(error.into()),
    }
}

/// Estimates above this memory are announced before the work.
const LARGE_BYTES: f64 = 1e8;

/// Tells what takes long or much before it begins.
pub(crate) fn announce(args: &EvaluateArgs, plan: Plan) {
    let slower = if args.exact { 1e3 } else { 1.0 };
    if plan.seconds() * slower > LONG_SECONDS || plan.cost.bytes > LARGE_BYTES {
        // Entries of factors are made only where this is no more than was planned for.
        let about = if plan.method == Method::LowRank { "up to" } else { "about" };
        let message = format!(
            "method {}: {about} {:.1e} multiplications and {} of memory",
            plan.method,
            plan.cost.operations,
            bytes::show(plan.cost.bytes as u64)
        );
        output::tell(args.common.quiet, &message);
    }
}
