//! `fit --method autoregressive`.

use std::path::Path;
use std::time::Instant;

use crate::action::independent_entries;
use crate::data::Samples;
use crate::fit::{Means, autoregressive};

use super::args::{FitArgs, RANK};
use super::found::Found;
use super::support;
use crate::cli::shared::args::expect_sites;
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, memory, number, reading};

/// Blocks of samples that are left out one after the other, unless told otherwise.
const BLOCKS: usize = 20;

pub(super) fn run(
    args: &FitArgs,
    format: ActionFormat,
    samples: &Samples,
    limit: u64,
) -> Result<(), Failure> {
    let means = means(args, samples.dimension(), limit)?;
    if args.blocks.is_some_and(|blocks| blocks < 2) {
        return Failure::usage("--blocks is at least 2: one is left out after the other");
    }
    let out = Output::open(args.common.output.as_deref())?;
    let begun = Instant::now();
    let fit = {
        let _bar = Bar::new(args.common.quiet, "regression");
        let memory = limit.saturating_sub(samples.held() as u64);
        autoregressive(samples, &means, args.blocks.unwrap_or(BLOCKS), memory)?
    };
    let (rows, d) = (samples.rows(), samples.dimension());
    let lifted = means.numbers() as f64 / (2.0 * rows as f64);
    let mut head = vec![
        ("data", format!("{}: N = {rows}, d = {d}", args.data.display())),
        (
            "fit",
            format!(
                "autoregressive Gaussians, {} numbers, in {:.2} s",
                means.numbers(),
                begun.elapsed().as_secs_f64()
            ),
        ),
        ("errors", format!("from {} blocks of samples, one left out after the other", fit.blocks)),
        (
            "ln p",
            format!(
                "{} a row, which the fit lifts by about {}",
                number::short(fit.ln_p),
                number::short(lifted)
            ),
        ),
        ("ln Z", "0: the action is normalised".to_owned()),
    ];
    head.extend(reading::notes(samples).into_iter().map(|note| ("note", note)));
    Found { head, action: fit.action, errors: Some(fit.errors) }.finish(args, format, out)
}

fn means(args: &FitArgs, dimension: usize, limit: u64) -> Result<Means, Failure> {
    let rank = args.highest().unwrap_or(RANK);
    let degree = match (rank % 2, args.support.as_deref()) {
        (1, None) => {
            return Failure::usage(format!(
                "means of degree m make an action of rank 2m; give {} or {}",
                rank - 1,
                rank + 1
            ));
        }
        _ => (rank / 2).max(1),
    };
    match &args.support {
        None => {
            // A monomial is a vector of its own, held twice.
            let monomials = (0..=degree)
                .try_fold(0_usize, |sum, rank| independent_entries(dimension, rank)?.checked_add(sum));
            let of_all = monomials.and_then(|monomials| monomials.checked_mul(dimension.max(1) * 120));
            let needed = of_all.map_or(u64::MAX, |bytes| bytes as u64);
            memory::expect(
                "the monomials of all means take",
                needed,
                limit,
                "a --support or a lower --rank needs less",
            )?;
            Ok(Means::all(dimension, degree))
        }
        Some(source) if source == Path::new("neighbours") => {
            let Some(lattice) = &args.lattice else {
                return Failure::usage(
                    "--support neighbours needs the lattice, such as --lattice square:4x4",
                );
            };
            expect_sites(Some(lattice), (&args.data, dimension))?;
            Ok(Means::of_neighbours(dimension, &lattice.bonds(), degree))
        }
        Some(source) => Ok(Means::on(&support::read(args, source, dimension)?)),
    }
}
