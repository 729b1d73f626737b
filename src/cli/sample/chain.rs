//! Draws of a chain by its transfer matrix.

use std::time::Instant;

use ndarray::CowArray;

use crate::action::SparseAction;
use crate::arrays::{self, Container, NpyWriter};
use crate::data::chain_key;
use crate::sample::{Transfer, TransferError};

use super::args::{SampleArgs, Way};
use super::report::{Exact, end};
use super::{output, report};
use crate::cli::shared::{Failure, Output, memory, short};

pub(super) fn run(args: &SampleArgs, action: &SparseAction<f64>) -> Result<(), Failure> {
    args.expect_way(Way::Exact)?;
    if args.verify {
        return Failure::usage("--verify is of chains; the values of a transfer matrix lie on a grid");
    }
    let d = action.dimension();
    let kept = (args.draws as u64).saturating_mul(8 * d as u64);
    output::check_memory(args, kept)?;
    let mut file = Output::whole(&args.output)?;
    let begun = Instant::now();
    let transfer =
        Transfer::new(action, memory::limit(args.memory_limit).saturating_sub(kept)).map_err(|error| {
            match error {
                TransferError::Far { .. } => {
                    Failure::with_hint(error, "without --transfer-matrix it is sampled by chains")
                }
                TransferError::Grid => {
                    Failure::with_hint(error, "without --transfer-matrix it is sampled by chains")
                }
                TransferError::Memory { .. } => Failure::with_hint(error, memory::RAISE),
                error => Failure::new(error),
            }
        })?;
    write(args, &mut file, transfer.draw(args.draws, args.seed))?;
    file.finish()?;
    let how = format!(
        "by the transfer matrix, on a grid of {}; ln Z = {:.9}",
        short(transfer.spacing()),
        transfer.ln_z
    );
    let seconds = begun.elapsed().as_secs_f64();
    report::write_exact(&Exact { args, dimension: d, drawn: args.draws, seconds, how: &how }, None)?;
    end(args, false, true, true)
}

/// Independent draws, as one chain where chains are kept.
pub(super) fn write(
    args: &SampleArgs,
    file: &mut Output,
    draws: ndarray::Array2<f64>,
) -> Result<(), Failure> {
    if args.keep_chains {
        arrays::write(Container::Npz, [(chain_key(0), CowArray::from(draws.into_dyn()))], &[], file)?;
        return Ok(());
    }
    let mut rows = NpyWriter::new(file, draws.ncols())?;
    rows.write(draws.view())?;
    rows.finish()?;
    Ok(())
}
