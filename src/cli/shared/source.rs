//! An action or a network to draw from, out of a file.

use std::path::Path;

use diagraction::action::{Kernel, Normalisability, SparseAction, file, independent_entries};
use diagraction::network::{self, Network};
use diagraction::{Lattice, theory};

use super::model::rounded;
use crate::cli::shared::failure::Failure;
use crate::cli::shared::file_kind::FileKind;
use crate::cli::shared::{memory, output};

/// Dense actions with more entries of rank 4 are sampled unseen: looking at them would take longer than sampling.
const FEW_ENTRIES: usize = 100_000;

/// What there is to sample.
pub(in crate::cli) enum Source {
    /// With the lattice that it knows.
    Action(Kernel, Option<Lattice>),
    Network(Network<f64>),
}

/// Reads an action, a theory as text or a model. The names within the file tell a model from an action. An action that is
/// known to have no samples is refused.
pub(in crate::cli) fn load(path: &Path, limit: u64) -> Result<Source, Failure> {
    memory::expect_file(path, limit)?;
    let action = match FileKind::of(path) {
        FileKind::Model => {
            let model = network::file::load(path)?;
            return rounded(path, model).map(Source::Network);
        }
        FileKind::Theory => theory::load(path)?.to_f64()?,
        FileKind::Data => {
            let path = path.display();
            return Err(Failure::new(format!("{path} holds samples, and a network or an action is needed")));
        }
        _ => match output::ending(Some(path)).as_deref() {
            Some("npz" | "safetensors") => {
                let kernel = file::load_kernel(path)?;
                if independent_entries(kernel.dimension(), 4).is_some_and(|entries| entries <= FEW_ENTRIES) {
                    let mut action = file::load_sparse(path)?.into_f64()?;
                    // Such files do not say whether they are cut.
                    action.truncation.max_rank.get_or_insert(action.max_rank());
                    refuse_without_samples(path, &action)?;
                }
                return Ok(Source::Action(kernel, None));
            }
            _ => file::load_sparse(path)?.into_f64()?,
        },
    };
    refuse_without_samples(path, &action)?;
    Ok(Source::Action(Kernel::new(&action), action.lattice))
}

fn refuse_without_samples(path: &Path, action: &SparseAction<f64>) -> Result<(), Failure> {
    match action.normalisability() {
        Normalisability::Refuted { why, .. } => Err(Failure::with_hint(
            format!("{}: exp S(x) cannot be normalised, so it has no samples: {why}", path.display()),
            match action.truncation.max_rank {
                Some(rank) => format!(
                    "it is an action cut off at rank {rank}, as of a network; sample the network itself, or add a term that \
                     bounds it"
                ),
                None => "add a term that bounds it, such as -c x^4".to_string(),
            },
        )),
        Normalisability::Proved { .. } | Normalisability::Unknown { .. } => Ok(()),
    }
}
