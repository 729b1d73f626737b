//! Which diagrams and layers make the coefficients.

mod args;
mod skewness;
mod table;
mod text;

use crate::contributions::{Breakdown, Decomposition, decompose};
use crate::network::Network;

use self::args::{FORMATS, Index};
use crate::cli::shared::args::expect_indices;
use crate::cli::shared::failure::untold;
use crate::cli::shared::{
    Bar, Failure, Output, TableFormat, around, format, load_model, memory, output, rounded,
};

pub(super) use args::ContributionsArgs;

pub(crate) fn run(args: &ContributionsArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let limit = memory::limit(args.common.memory_limit);
    let network = rounded(&args.model, load_model(&args.model, args.component.component, limit)?)?;
    for Index(index) in &args.entry {
        expect_indices("--entry", index, network.dimension())?;
    }
    output::check_distinct(args.common.output.as_deref(), [], [args.model.as_path()])?;
    if args.cumulant.is_some() {
        let out = Output::open(args.common.output.as_deref())?;
        return skewness::run(args, &network, (format, out), limit);
    }
    let point = args.around.point(&network)?;
    let network = around::shift(network, point.as_ref());
    let out = Output::open(args.common.output.as_deref())?;
    let bar = Bar::new(args.common.quiet, "diagrams");
    let breakdowns = breakdowns(args, &network, limit, &bar)?;
    drop(bar);
    match format {
        TableFormat::Text => text::write(out, args, &network, &breakdowns),
        TableFormat::Json => table::json(out, args, &network, point.as_deref(), &breakdowns),
        TableFormat::Csv => table::csv(out, &breakdowns),
    }
}

fn breakdowns(
    args: &ContributionsArgs,
    network: &Network<f64>,
    limit: u64,
    bar: &Bar,
) -> Result<Vec<Breakdown>, Failure> {
    let ranks: Vec<usize> = match (args.rank, args.entry.as_slice()) {
        (Some(window), _) => (window.min..=window.max).collect(),
        (None, []) => (1..=4).collect(),
        (None, entries) => {
            (0..=4).filter(|rank| entries.iter().any(|Index(index)| index.len() == *rank)).collect()
        }
    };
    let mut found = Vec::new();
    for rank in ranks {
        let parts = decompose(network, rank, args.max_chi, limit).map_err(untold)?;
        if args.entry.is_empty() {
            found.push(Breakdown::of_rank(&parts, &parts.shares(bar)));
        }
        found.extend(entries(args, &parts).iter().map(|index| Breakdown::of_entry(&parts, index)));
    }
    found.iter().try_for_each(check_finite)?;
    Ok(found)
}

/// The entries of a rank that are taken apart.
fn entries(args: &ContributionsArgs, parts: &Decomposition<f64>) -> Vec<Vec<usize>> {
    if args.entries > 0 {
        return parts.summary(args.entries, &()).top().into_iter().map(|(index, _)| index).collect();
    }
    let given = args.entry.iter().map(|Index(index)| index.clone());
    given.filter(|index| index.len() == parts.rank()).collect()
}

fn check_finite(found: &Breakdown) -> Result<(), Failure> {
    let numbers = [found.total, found.sum_of_norms];
    match numbers.iter().all(|number| number.is_finite()) {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "the diagrams of A^({}) overflow a double-precision number; the weights of the network are too large",
            found.rank
        ))),
    }
}

fn format(args: &ContributionsArgs) -> Result<TableFormat, Failure> {
    let path = args.common.output.as_deref();
    format::format(args.format, path, TableFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of shares; use {all}, or --format")
    })
}
