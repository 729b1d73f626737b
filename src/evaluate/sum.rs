//! What a given sum of diagrams adds to the action.

use std::collections::{BTreeSet, HashSet};

use super::coupling::symmetric_bytes;
use super::diagrams::split_bytes;
use super::{Complete, Contraction, EvaluateError};
use crate::Scalar;
use crate::action::{Action, Truncation, estimated_entries};
use crate::diagram::{Arena, Constant, Diagram, Leg, Node, Stage, Vertex};
use crate::network::Network;
use crate::notation::{Charset, Printer, Sum};

/// What a sum of diagrams contributes to the action, rank by rank, without its constants.
///
/// # Errors
/// When a diagram is an intermediate step, belongs to another depth, or has a split that the network does
/// not have; when the contraction takes more than `memory` bytes.
///
/// # Example
/// ```
/// use diagraction::diagram::Arena;
/// use diagraction::network::{Linear, Network};
/// use diagraction::{evaluate, notation};
/// use ndarray::array;
///
/// let layer = Linear { weight: array![[3.0]], bias: array![5.0] };
/// let network = Network::new(vec![layer], vec![])?;
/// let mut arena = Arena::new();
/// let sum = notation::read("2 * Z(b1, W1.x)", &mut arena)?;
/// let action = evaluate::action_of_sum(&network, &arena, &sum, 1 << 30)?;
/// assert_eq!(action.tensors()[1].entries(), [-15.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn action_of_sum<T: Complete>(
    network: &Network<T>,
    arena: &Arena,
    sum: &Sum,
    memory: u64,
) -> Result<Action<T>, EvaluateError> {
    for term in &sum.terms {
        check(network, arena, &term.diagram)?;
    }
    check_memory(network, arena, sum, memory)?;
    let ranks = sum.terms.iter().map(|term| term.grade(arena).rank);
    let max_rank = ranks.max().unwrap_or(0);
    T::check_range(network, max_rank)?;
    let mut contraction = Contraction::new(network);
    for term in &sum.terms {
        contraction.add(arena, term);
    }
    Ok(contraction.finish(arena, max_rank, Truncation::none()))
}

/// Estimates the symmetric couplings, the matrices of all legs, the products of two legs with their tables, and the tensors of the
/// result, in 64-bit floats.
fn check_memory<T: Scalar>(
    network: &Network<T>,
    arena: &Arena,
    sum: &Sum,
    memory: u64,
) -> Result<(), EvaluateError> {
    let dimension = network.dimension();
    let width = |rank| estimated_entries(dimension, rank);
    let mut parts = HashSet::new();
    let mut joints = BTreeSet::new();
    for term in &sum.terms {
        let ranks: Vec<usize> = term.diagram.legs().iter().map(|&leg| arena.grade(leg).rank).collect();
        joints.insert(ranks);
        term.diagram.legs().iter().for_each(|&leg| collect(arena, leg, &mut parts));
    }
    let legs: f64 = parts.iter().map(|&leg| 8.0 * dimension as f64 * width(arena.grade(leg).rank)).sum();
    let products: f64 =
        joints.iter().map(|ranks| 12.0 * ranks.iter().map(|&rank| width(rank)).product::<f64>()).sum();
    let highest = joints.iter().map(|ranks| ranks.iter().sum()).max().unwrap_or(0);
    let largest = parts.iter().map(|&leg| arena.grade(leg).rank).max().unwrap_or(0);
    let splits = split_bytes(network, largest);
    let tensors = 8.0 * (0..=highest).map(width).sum::<f64>();
    let bytes = legs + products + tensors + symmetric_bytes(network) + splits + network.bytes() as f64;
    let what = || format!("a contribution of rank {highest} in {dimension} dimensions");
    EvaluateError::expect_memory(what, bytes, memory)
}

/// All legs within a leg, itself included.
fn collect(arena: &Arena, leg: Leg, found: &mut HashSet<Leg>) {
    if !found.insert(leg) {
        return;
    }
    match arena.node(leg) {
        Node::Line { below, .. } | Node::DressedLine { below, .. } | Node::InverseLine { below, .. } => {
            collect(arena, *below, found)
        }
        Node::Split { legs, .. } => legs.iter().for_each(|&leg| collect(arena, leg, found)),
        Node::Open(_) | Node::Circle { .. } | Node::DressedCircle { .. } => {}
    }
}

fn check<T: Scalar>(network: &Network<T>, arena: &Arena, diagram: &Diagram) -> Result<(), EvaluateError> {
    let text = || Printer::new(Charset::Ascii).diagram(arena, diagram);
    if diagram.vertex() != Vertex::Latent {
        return Err(EvaluateError::Intermediate(text()));
    }
    if diagram.legs().len() == 1 && network.latent().is_none() {
        return Err(EvaluateError::NoLinear(text()));
    }
    for &leg in diagram.legs() {
        let top = match arena.node(leg) {
            Node::Circle { layer } | Node::DressedCircle { layer } | Node::Line { layer, .. } => {
                *layer as usize
            }
            Node::Open(_) | Node::Split { .. } | Node::DressedLine { .. } | Node::InverseLine { .. } => {
                return Err(EvaluateError::Intermediate(text()));
            }
        };
        if top != network.depth() + 1 {
            let found = top.saturating_sub(1);
            return Err(EvaluateError::Depth { diagram: text(), found, expected: network.depth() });
        }
        check_leg(network, arena, leg, &text)?;
    }
    Ok(())
}

fn check_leg<T: Scalar>(
    network: &Network<T>,
    arena: &Arena,
    mut leg: Leg,
    text: &impl Fn() -> String,
) -> Result<(), EvaluateError> {
    loop {
        match arena.node(leg) {
            Node::Line { below, .. } | Node::DressedLine { below, .. } => leg = *below,
            Node::Circle { .. } | Node::DressedCircle { .. } | Node::Open(Stage::A(1)) => return Ok(()),
            Node::Open(_) | Node::InverseLine { .. } => return Err(EvaluateError::Intermediate(text())),
            Node::Split { layer, legs } => {
                let (layer, arity) = (*layer, legs.len());
                if network.activation(layer as usize).coupling(arity).is_none() {
                    return Err(EvaluateError::NoCoupling { diagram: text(), arity, layer });
                }
                return legs.iter().try_for_each(|&leg| check_leg(network, arena, leg, text));
            }
        }
    }
}

/// The value of a rank-0 constant: -(d/2) ln 2π or ln|det W_l|.
///
/// # Errors
/// When the network has no such layer.
pub fn constant(network: &Network<f64>, constant: Constant) -> Result<f64, EvaluateError> {
    match constant {
        Constant::Gaussian => Ok(crate::action::gaussian_normalisation(network.dimension())),
        Constant::LnDet(layer) if layer as usize <= network.depth() + 1 => {
            Ok(network.ln_abs_det_of(layer as usize))
        }
        Constant::LnDet(layer) => Err(EvaluateError::NoLayer { layer, last: network.depth() + 1 }),
    }
}
