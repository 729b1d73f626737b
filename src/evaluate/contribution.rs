use super::{Contraction, EvaluateError};
use crate::Scalar;
use crate::action::{Action, Truncation};
use crate::diagram::{Arena, Constant, Diagram, Leg, Node, Stage, Vertex};
use crate::network::Network;
use crate::notation::{Charset, Printer, Sum};

/// What a sum of diagrams contributes to the action, rank by rank, without its constants.
///
/// # Errors
/// When a diagram is an intermediate step, belongs to another depth, or has a split that the network does
/// not have.
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
/// let action = evaluate::contribution(&network, &arena, &sum)?;
/// assert_eq!(action.tensors()[1].entries(), [-15.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn contribution<T: Scalar>(
    network: &Network<T>,
    arena: &Arena,
    sum: &Sum,
) -> Result<Action<T>, EvaluateError> {
    for term in &sum.terms {
        check(network, arena, &term.diagram)?;
    }
    let ranks = sum.terms.iter().map(|term| term.grade(arena).rank);
    let max_rank = usize::try_from(ranks.max().unwrap_or(0)).unwrap_or(usize::MAX);
    let mut contraction = Contraction::new(network);
    for term in &sum.terms {
        contraction.add(arena, term);
    }
    Ok(contraction.finish(arena, max_rank, Truncation::none()))
}

fn check<T: Scalar>(network: &Network<T>, arena: &Arena, diagram: &Diagram) -> Result<(), EvaluateError> {
    let text = || Printer::new(Charset::Ascii).diagram(arena, diagram);
    if diagram.vertex() != Vertex::Latent {
        return Err(EvaluateError::Intermediate(text()));
    }
    for &leg in diagram.legs() {
        let top = match arena.node(leg) {
            Node::Circle { layer } | Node::Line { layer, .. } => *layer as usize,
            Node::Open(_) | Node::Split { .. } => return Err(EvaluateError::Intermediate(text())),
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
            Node::Line { below, .. } => leg = *below,
            Node::Circle { .. } | Node::Open(Stage::A(1)) => return Ok(()),
            Node::Open(_) => return Err(EvaluateError::Intermediate(text())),
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
        Constant::LnDet(layer) => Err(EvaluateError::Depth {
            diagram: format!("lndet(W{layer})"),
            found: layer as usize - 1,
            expected: network.depth(),
        }),
    }
}
