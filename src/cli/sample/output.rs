use ndarray::CowArray;

use super::SampleArgs;
use crate::arrays::{self, Container, NpyWriter};
use crate::bytes;
use crate::cli::failure::Failure;
use crate::cli::memory;
use crate::cli::output::{self, Output};
use crate::sample::Drawn;

/// Refuses names that do not fit before anything is read.
pub(super) fn check(args: &SampleArgs) -> Result<(), Failure> {
    let path = &args.output;
    if output::is_same(path, &args.file) {
        let message = format!("-o names the input itself, {}; give another file", path.display());
        return Err(Failure::Usage(message));
    }
    let wanted = if args.keep_chains { "npz" } else { "npy" };
    match output::ending(Some(path)) {
        Some(ending) if ending == wanted => Ok(()),
        _ if args.keep_chains => {
            Err(Failure::Usage("--keep-chains writes an archive: -o FILE.npz".to_string()))
        }
        Some(ending) if ending == "npz" => {
            Err(Failure::Usage("one array goes to FILE.npy; --keep-chains writes FILE.npz".to_string()))
        }
        _ => Err(Failure::Usage(format!("{}: draws are written as .npy", path.display()))),
    }
}

/// Refuses draws that do not fit into memory before they are made.
pub(super) fn check_memory(args: &SampleArgs, needed: u64) -> Result<(), Failure> {
    let limit = memory::limit(args.memory_limit);
    if needed <= limit {
        return Ok(());
    }
    let message = format!("the draws take {}, and {} may be taken", bytes::show(needed), bytes::show(limit));
    Err(Failure::with_hint(message, "a smaller -n needs less; --memory-limit raises the bound"))
}

/// All chains, one after the other or each on its own.
pub(super) fn write(args: &SampleArgs, mut file: Output, drawn: &Drawn) -> Result<(), Failure> {
    let dimension = drawn.chains.first().map_or(0, |chain| chain.draws.ncols());
    if args.keep_chains {
        let arrays = drawn.chains.iter().enumerate();
        let arrays = arrays.map(|(number, chain)| {
            (format!("chain.{number}"), CowArray::from(chain.draws.view().into_dyn()))
        });
        arrays::write(Container::Npz, arrays, &[], &mut file)?;
    } else {
        let mut rows = NpyWriter::new(&mut file, dimension)?;
        for chain in &drawn.chains {
            rows.write(chain.draws.view())?;
        }
        rows.finish()?;
    }
    file.finish()
}
