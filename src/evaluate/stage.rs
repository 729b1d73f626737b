//! The network behind a stage.

use super::EvaluateError;
use crate::diagram::Stage;
use crate::network::{Network, Weight};
use crate::rewrite::ExpandError;

/// The network from a stage on, whose action has the coefficients A_l^(k) or B_l^(k) of the network: S as a function of x_l, or
/// of h_l, by any [`Method`](super::Method). It is the logarithm of the density of x_l or h_l, so that A^(0) has ln|det W| of the
/// layers that are kept, and -(d/2) ln 2π.
///
/// # Errors
/// When the network has no such stage.
///
/// # Example
/// ```
/// use diagraction::diagram::Stage;
/// use diagraction::evaluate::{self, Method, Request};
/// use diagraction::network::file;
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let last = evaluate::from_stage(network, Stage::B(4))?;
/// let action = evaluate::extract(&last, &Request::default(), Method::Direct)?;
/// assert_eq!((action.max_rank(), action.tensors()[2].get(&[3, 3])), (2, &-0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Fig. 2 and Eq. (12); by diagrams it is [`Expand::at`](crate::rewrite::Expand::at).
pub fn from_stage<T: Weight>(network: Network<T>, stage: Stage) -> Result<Network<T>, EvaluateError> {
    let (layer, depth) = (stage.layer() as usize, network.depth());
    if !(1..=depth + 1).contains(&layer) {
        let depth = u32::try_from(depth).unwrap_or(u32::MAX);
        return Err(ExpandError::NoStage { stage: stage.to_string(), depth }.into());
    }
    Ok(match stage {
        Stage::A(_) => network.from_x(layer),
        Stage::B(_) => network.from_h(layer),
    })
}
