//! Files of draws, refused before hours of work where they cannot be written.

use crate::arrays::{self, Container, NpyWriter};
use crate::data::chain_key;
use crate::sample::Drawn;
use ndarray::CowArray;

use super::args::SampleArgs;
use crate::cli::shared::{Failure, Output, memory, output};

/// Draws that are made or written at a time by one thread.
pub(super) const PIECE: usize = 4096;

/// Refuses names that do not fit before anything is read.
pub(super) fn check(args: &SampleArgs) -> Result<(), Failure> {
    let path = &args.output;
    if output::is_same(path, &args.file) {
        let message = format!("-o names the input itself, {}; give another file", path.display());
        return Failure::usage(message);
    }
    let wanted = if args.keep_chains { "npz" } else { "npy" };
    match output::ending(Some(path)) {
        Some(ending) if ending == wanted => Ok(()),
        _ if args.keep_chains => Failure::usage("--keep-chains writes an archive: -o FILE.npz"),
        Some(ending) if ending == "npz" => {
            Failure::usage("one array goes to FILE.npy; --keep-chains writes FILE.npz")
        }
        _ => Failure::usage(format!("{}: draws are written as .npy", path.display())),
    }
}

/// Refuses draws that do not fit into memory before they are made.
pub(super) fn check_memory(args: &SampleArgs, needed: u64) -> Result<(), Failure> {
    let hint = "a smaller -n needs less; --memory-limit raises the bound";
    memory::expect("the draws take", needed, memory::limit(args.memory_limit), hint)
}

/// All chains, one after the other or each on its own.
pub(super) fn write(args: &SampleArgs, mut file: Output, drawn: &Drawn) -> Result<(), Failure> {
    if args.keep_chains {
        let mut fault = None;
        let arrays = drawn.by_chain().enumerate().map_while(|(number, draws)| {
            let chain = draws.range(0, usize::MAX).map_err(|error| fault = Some(error)).ok()?;
            Some((chain_key(number), CowArray::from(chain.into_dyn())))
        });
        arrays::write(Container::Npz, arrays, &[], &mut file)?;
        fault.map_or(Ok(()), Err)?;
    } else {
        let mut rows = NpyWriter::new(&mut file, drawn.draws.dimension())?;
        for piece in drawn.draws.chunks(PIECE) {
            rows.write(piece?.view())?;
        }
        rows.finish()?;
    }
    file.finish()
}
