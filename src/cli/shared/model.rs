//! Networks from files, and the part of their action that is asked for.

use std::path::Path;

use diagraction::evaluate::{self, Quartic, Request};
use diagraction::network::file::Model;
use diagraction::network::{self, Network};

use super::args::Part;
use super::failure::Failure;
use super::file_kind::FileKind;
use super::output;

/// The network in a file. A file of something else is named as what it is.
pub(in crate::cli) fn load_model(path: &Path) -> Result<Model, Failure> {
    network::file::load(path).map_err(|error| {
        let (what, takers) = match FileKind::of(path) {
            FileKind::Action => {
                ("an action", "compare, plot, modes, sample and stats --against take actions")
            }
            FileKind::Theory => {
                ("a theory as text", "theory, compare, plot, modes, sample and stats --against take theories")
            }
            FileKind::Data if output::ending(Some(path)).as_deref() != Some("npz") => {
                ("samples", "train makes a network of samples, fit an action; stats measures them")
            }
            FileKind::Data | FileKind::Model | FileKind::Unknown => return error.into(),
        };
        Failure::with_hint(
            format!("{} holds {what}, and a trained network is needed", path.display()),
            takers,
        )
    })
}

/// The model in 64-bit floats.
pub(in crate::cli) fn rounded(path: &Path, model: Model) -> Result<Network<f64>, Failure> {
    model.into_f64().map_err(|error| {
        let message = format!("{} in 64-bit floats: {error}", path.display());
        Failure::with_hint(message, "--exact computes with the numbers as they are written")
    })
}

/// What is asked for of a model.
pub(in crate::cli) fn request(part: &Part, model: &Model, limit: u64, memory: u64) -> Request {
    let (max_rank, max_chi) = (part.max_rank, part.max_chi);
    let asked = Request { max_rank, max_chi, limit, memory, quartic: Quartic::Streamed };
    evaluate::usual(model, &asked)
}
