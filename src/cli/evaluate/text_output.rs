//! The text output: coefficients that are too large to be held are looked at in passing.

use crate::action::Action;
use crate::evaluate::factored::Factored;
use crate::evaluate::low_rank::LowRankPart;
use crate::evaluate::{Coefficients, Quartic, Request};

use super::action_text::Beyond;
use super::args::EvaluateArgs;
use crate::cli::shared::{Bar, Failure};

/// The ranks that are held as entries up to here in any case; they are small.
const ALWAYS_HELD: usize = 2;

/// The coefficients that are held as entries, and what is said about the others.
pub(crate) fn split(
    args: &EvaluateArgs,
    coefficients: Coefficients<f64>,
    request: &Request,
    bar: &Bar,
) -> Result<(Action<f64>, Vec<Beyond>), Failure> {
    match coefficients {
        Coefficients::Entries(action) => Ok((action, Vec::new())),
        Coefficients::Factored(factored) => pairs(args, factored, request, bar),
        Coefficients::LowRank(part) => factors(args, &part, request),
    }
}

/// Norm and largest entries of A^(4) are found while it is streamed.
fn pairs(
    args: &EvaluateArgs,
    factored: Factored<f64>,
    request: &Request,
    bar: &Bar,
) -> Result<(Action<f64>, Vec<Beyond>), Failure> {
    let Factored { lower, quartic } = factored;
    let beyond = match quartic {
        None => Vec::new(),
        Some(pairs) if request.quartic == Quartic::Pairs => vec![Beyond::Pairs(pairs.len())],
        Some(pairs) => {
            let summary = pairs.summary(args.top, bar);
            summary.check_finite()?;
            vec![Beyond::Summary(summary)]
        }
    };
    Ok((lower, beyond))
}

/// A^(3) and A^(4) of factors: their entries where these can be made, and else their norms.
fn factors(
    args: &EvaluateArgs,
    part: &LowRankPart<f64>,
    request: &Request,
) -> Result<(Action<f64>, Vec<Beyond>), Failure> {
    let lower = part.action(ALWAYS_HELD, request.memory)?;
    let left = request.memory.saturating_sub(part.factors.held());
    let look = |rank| {
        let samples = args.samples as usize;
        let found = part.factors.affordable(rank, args.top, samples, args.seed, left)?;
        Ok(Beyond::Affordable(rank, found))
    };
    let beyond = (ALWAYS_HELD + 1..=part.max_rank).map(look).collect::<Result<_, Failure>>()?;
    Ok((lower, beyond))
}
