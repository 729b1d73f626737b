//! Cumulants by loops as arrays.

use std::io::{self, Seek, Write};

use ndarray::arr1;

use crate::action::{SymmetricTensor, file::binary::array};
use crate::arrays::{self, Container};
use crate::correlators::Cumulants;

/// Writes `k1` (d), `k2` (d, d), `k3`, `k4` packed, summed over loops, and each term as `k2.loops1`; the terms of ln Z as `ln_z.loops2`.
///
/// # Errors
/// When writing fails.
pub fn write(
    cumulants: &Cumulants<f64>,
    container: Container,
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    let sums: Vec<(String, SymmetricTensor<f64>)> =
        cumulants.orders.iter().map(|order| (format!("k{}", order.order), order.sum())).collect();
    let terms = cumulants.orders.iter().flat_map(|order| {
        order.terms.iter().map(|(loops, term)| (format!("k{}.loops{loops}", order.order), array(term)))
    });
    let ln_z = cumulants
        .ln_z
        .iter()
        .map(|term| (format!("ln_z.loops{}", term.loops), arr1(&[term.value]).into_dyn().into()));
    let sums = sums.iter().map(|(name, sum)| (name.clone(), array(sum)));
    let dimension = i64::try_from(cumulants.dimension).map_err(io::Error::other)?;
    arrays::write(container, sums.chain(terms).chain(ln_z), &[("dimension", dimension)], out)
}
