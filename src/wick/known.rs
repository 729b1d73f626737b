//! Cumulants of a network that are better known than those of data.

use super::{ByLoops, Wanted, WickError, cumulants, plan};
use crate::Progress;
use crate::network::Network;
use crate::tensor::SymmetricTensor;

/// A term is negligible where it is smaller than this share of a standard error in every entry.
const NEGLIGIBLE: f64 = 0.01;

/// Seconds that sums beside data usually take at most.
pub const USUAL_SECONDS: f64 = 10.0;

/// Cumulants of a network from order 1 on.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// κ_1, κ_2, ..
    pub orders: Vec<SymmetricTensor<f64>>,
    /// To how many loops they are summed up.
    pub loops: usize,
    /// Whether no loops are left.
    pub is_whole: bool,
}

impl Known {
    /// How they are known.
    pub fn words(&self) -> String {
        match self.is_whole {
            true => "exact cumulants by its inverse".to_owned(),
            false => format!("cumulants by its inverse to {} loops, the last below the errors", self.loops),
        }
    }
}

/// The cumulants of a network to so many loops that the last of them changes nothing beside the errors of an estimate, given from
/// order 1 on.
///
/// # Errors
/// When a term would take more than so many seconds, or bytes, or the couplings are not quadratic.
///
/// # Example
/// ```
/// use diagraction::network::file;
/// use diagraction::tensor::SymmetricTensor;
/// use diagraction::wick::{USUAL_SECONDS, known};
///
/// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
/// let errors = [1, 2].map(|order| {
///     let mut errors = SymmetricTensor::zero(16, order);
///     errors.entries_mut().fill(1e-3);
///     errors
/// });
/// let found = known(&network, &[&errors[0], &errors[1]], u64::MAX, USUAL_SECONDS, &())?;
/// assert_eq!(found.loops, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn known(
    network: &Network<f64>,
    errors: &[&SymmetricTensor<f64>],
    memory: u64,
    seconds: f64,
    progress: &dyn Progress,
) -> Result<Known, WickError> {
    let mut loops = 1;
    loop {
        let wanted = Wanted { loops: Some(0..=loops), memory, ..Wanted::orders(1..=errors.len()) };
        let plan = plan(network, &wanted)?;
        if plan.seconds() > seconds {
            return Err(WickError::Long { seconds: plan.seconds() as u64 });
        }
        let found = cumulants(network, &plan, progress)?;
        if plan.is_whole() || found.iter().zip(errors).all(|(order, errors)| is_negligible(order, errors)) {
            let orders = found.iter().map(ByLoops::sum).collect();
            return Ok(Known { orders, loops, is_whole: plan.is_whole() });
        }
        loops += 1;
    }
}

/// Whether the last term changes nothing beside the errors.
fn is_negligible(order: &ByLoops<f64>, errors: &SymmetricTensor<f64>) -> bool {
    let Some((_, last)) = order.terms.last() else { return false };
    last.entries().iter().zip(errors.entries()).all(|(term, error)| term.abs() <= NEGLIGIBLE * error)
}
