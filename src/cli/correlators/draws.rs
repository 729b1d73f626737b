//! Cumulants from draws of a network beside a polynomial.

use std::io::Write;

use crate::arrays::{self, Container};
use crate::correlators::{Controlled, controlled};
use crate::network::file::Model;
use crate::statistics::{Estimate, MAX_ORDER};

use super::args::CorrelatorsArgs;
use super::windows::orders;
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, estimates, number, rounded};

pub(super) fn run(
    args: &CorrelatorsArgs,
    model: Model,
    format: ActionFormat,
    limit: u64,
) -> Result<(), Failure> {
    let (orders, draws) = (orders(args)?, args.draws.unwrap_or_default());
    if orders.max > MAX_ORDER {
        return Failure::usage(format!("--draws give cumulants to order {MAX_ORDER}"));
    }
    if draws < MIN_DRAWS {
        return Failure::usage(format!("--draws {draws} are too few for errors; take {MIN_DRAWS} or more"));
    }
    let mut out = Output::open(args.common.output.as_deref())?;
    let network = rounded(&args.action, model)?;
    let bar = Bar::new(args.common.quiet, "drawing");
    let found = controlled(&network, orders.min..=orders.max, draws, args.seed, limit, &bar)?;
    drop(bar);
    let estimates: Vec<Estimate> = found.orders.iter().map(|order| order.estimate.clone()).collect();
    let integers = [
        ("dimension", network.dimension()),
        ("rows", draws),
        ("blocks", found.blocks),
        ("degree", found.degree),
    ];
    match format {
        ActionFormat::Text => {
            let (d, depth) = (network.dimension(), network.depth());
            writeln!(out, "model   {}: d = {d}, L = {depth}", args.component.of(&args.action))?;
            text(args, &found, &mut out)?;
        }
        ActionFormat::Json => {
            let integers = integers.map(|(name, number)| format!("\"{name}\": {number}")).join(", ");
            write!(
                out,
                "{{\"format\": \"diagraction-statistics\", \"version\": 1, \"kind\": \"cumulants\", {integers}, \"orders\": "
            )?;
            estimates::json(&estimates, &mut out)?;
            writeln!(out, "}}")?;
        }
        ActionFormat::Csv => estimates::csv(&estimates, &mut out)?,
        ActionFormat::Npz | ActionFormat::Safetensors => {
            let container = if format == ActionFormat::Npz { Container::Npz } else { Container::Safetensors };
            let integers = integers.map(|(name, number)| (name, i64::try_from(number).unwrap_or(i64::MAX)));
            let arrays: Vec<_> = estimates::arrays('k', &estimates).collect();
            out.write_in_any_order(|mut place| arrays::write(container, arrays, &integers, &mut place))?;
        }
    }
    out.finish()
}

/// Fewer draws give no errors of cumulants of order 4.
const MIN_DRAWS: usize = 1000;

fn text(args: &CorrelatorsArgs, found: &Controlled, out: &mut Output) -> Result<(), Failure> {
    writeln!(
        out,
        "draws   {} with seed {}, beside a polynomial of degree {} in z whose cumulants are known",
        found.draws, args.seed, found.degree
    )?;
    for order in &found.orders {
        estimates::text('k', &order.estimate, found.blocks as f64 - 1.0, args.top, out)?;
        writeln!(out, "  as good as {} times as many plain draws", number::short(order.gain))?;
    }
    Ok(())
}
