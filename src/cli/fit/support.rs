//! Which monomials `--support` means.

use std::path::Path;

use crate::action::{SparseAction, file};
use crate::fit::Monomials;
use crate::source::{Kind, spins};
use crate::{files, theory};

use super::args::{FitArgs, RANK};
use crate::cli::shared::Failure;
use crate::cli::shared::args::{expect_alike, expect_sites};

/// The longest text of a support, in bytes.
const MAX_BYTES: u64 = 1 << 26;

/// The monomials of `--support`, up to the highest rank that is wanted.
pub(super) fn read(args: &FitArgs, source: &Path, dimension: usize) -> Result<Monomials, Failure> {
    if source == Path::new("neighbours") {
        return neighbours(args, dimension);
    }
    if args.lattice.is_some() {
        return Failure::usage("--lattice goes with --support neighbours");
    }
    let monomials = match action(source)? {
        Some(action) => Monomials::of_action(&action)?,
        None => {
            let named = |reason: String| Failure::new(format!("{}: {reason}", source.display()));
            let text = files::read_text(source, MAX_BYTES).map_err(|error| named(error.to_string()))?;
            Monomials::read(dimension, &text).map_err(|error| named(error.to_string()))?
        }
    };
    expect_alike((source, monomials.dimension()), (&args.data, dimension))?;
    Ok(match args.highest() {
        Some(max_rank) => monomials.up_to(max_rank)?,
        None => monomials,
    })
}

/// The action or theory in a file, or nothing where it is a text of multi-indices.
fn action(source: &Path) -> Result<Option<SparseAction<f64>>, Failure> {
    match (Kind::of(source), files::ending(source).as_deref()) {
        (Kind::Theory, _) => Ok(Some(theory::load(source)?.to_f64()?)),
        (Kind::Spins, _) => Ok(Some(spins(source)?)),
        (Kind::Model, _) => Err(Failure::with_hint(
            format!("{}: a network, and no support", source.display()),
            "read its action with diagraction evaluate, and give that",
        )),
        (_, Some("json" | "npz" | "safetensors")) => Ok(Some(file::load_sparse(source)?.into_f64()?)),
        _ => Ok(None),
    }
}

fn neighbours(args: &FitArgs, dimension: usize) -> Result<Monomials, Failure> {
    let Some(lattice) = &args.lattice else {
        return Failure::usage("--support neighbours needs the lattice, such as --lattice square:4x4");
    };
    expect_sites(Some(lattice), (&args.data, dimension))?;
    Ok(Monomials::neighbours(lattice, args.highest().unwrap_or(RANK)))
}
