//! What the symmetric parts of χ take.

use crate::Scalar;
use crate::network::{Coupling, Network};

/// Bytes of the symmetric couplings of all layers, and of the copies while the largest of them is made.
pub(crate) fn symmetric_bytes<T: Scalar>(network: &Network<T>) -> f64 {
    let couplings = (1..=network.depth()).flat_map(|layer| network.activation(layer).couplings());
    let (sum, largest) = couplings
        .map(Coupling::entries)
        .fold((0.0, 0.0_f64), |(sum, largest), entries| (sum + entries, largest.max(entries)));
    8.0 * (sum + 2.0 * largest)
}
