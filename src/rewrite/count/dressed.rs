//! Dressed legs counted layer by layer.

use super::number::Number;
use super::series::{Ring, Series};
use crate::diagram::{Grade, Stage};
use crate::rewrite::Expand;

/// The dressed legs with open ends that start with each layer, from the stage of the open ends to L + 1; at the vertex
/// with the circle C_{L+1}.
pub(super) fn layers<N: Number>(expand: &Expand, ring: &Ring) -> Vec<Series<N>> {
    let mut leg: Series<N> = ring.monomial(Grade::OPEN);
    let mut layers = Vec::new();
    for layer in expand.stage().layer()..=expand.depth() {
        layers.push(leg.clone());
        // Where the walk ends at B_l there are no circles of layer l.
        let circles = expand.stage() != Stage::B(layer);
        leg = stem(expand, ring, &leg, circles);
    }
    if expand.stage() != Stage::B(expand.depth() + 1) {
        leg = ring.sum(leg, &ring.monomial(Grade::CIRCLE));
    }
    layers.push(leg);
    layers
}

/// A leg behind D_l, and every split of legs with open ends, with or without circles besides.
fn stem<N: Number>(expand: &Expand, ring: &Ring, leg: &Series<N>, circles: bool) -> Series<N> {
    let mut stem = leg.clone();
    for &arity in expand.split_arities() {
        let fewest = if circles { 2 } else { arity };
        for open in fewest..=arity {
            let rest = std::iter::repeat_n(Grade::CIRCLE, (arity - open) as usize);
            let split: Grade = rest.chain([Grade::SPLIT]).sum();
            let splits = ring.product(&ring.monomial(split), &ring.unordered(leg, open));
            stem = ring.sum(stem, &splits);
        }
    }
    stem
}
