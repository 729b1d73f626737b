//! The rules as update equations between the coefficients of neighbouring stages.
//!
//! # Formula
//! A_l^(k) = [Σ_{k'} (k+k' choose k') B_l^(k+k') · b_l^{⊗k'}] · W_l^{⊗k} + δ_{k0} ln|det W_l|, Eq. (15);
//! B_l^(k) = sym Σ_{k'} (k-k' choose k') A_{l+1}^(k-k') · χ_l^{⊗k'}, Eq. (26); with splits of several
//! arities the binomial becomes a multinomial.
//!
//! The terms are not written down from these formulas. They come from [`apply`](super::apply) on a vertex that is the
//! coefficient itself, with open legs only.

use super::{Activation, Cutoffs, Expand, ExpandError, Linear, Step, rule::apply_where};
use crate::diagram::{Arena, Constant, Diagram, Stage, Term, Vertex};

/// One coefficient in terms of those of the stage above it.
#[derive(Clone, Debug)]
pub struct UpdateEquation {
    /// The stage of the coefficient on the left.
    pub target: Stage,
    /// Its rank k.
    pub rank: usize,
    /// The diagrams on the right; their vertices are coefficients of the stage above.
    pub terms: Vec<Term>,
    /// The volume term of Eq. (15), at rank 0.
    pub constant: Option<Constant>,
}

/// The largest rank of a coefficient on the right of an update equation.
const MAX_SOURCE_RANK: usize = 128;

/// The update equation of the coefficient of rank `rank` at the stage of `request`, whose cutoffs on
/// circles and splits limit the right-hand side. Whether the request is dressed does not matter: dressing
/// joins trees that run through many layers, so one layer by itself has no dressed form.
///
/// The degree of the action at each stage bounds the sum: K = 2 p^(number of activations above), p the
/// largest arity.
///
/// # Errors
/// When the request is off, or when the sum has too many terms to be written.
///
/// # Example
/// ```
/// use diagraction::diagram::{Arena, Stage};
/// use diagraction::rewrite::{Expand, by_layer};
///
/// let mut arena = Arena::new();
/// // A_2^(1) of a network of depth 1: B_2^(1) · W_2 + 2 [B_2^(2) · b_2] · W_2, Eq. (17).
/// let equation = by_layer::update(&Expand::new(1).at(Stage::A(2)), 1, &mut arena)?;
/// let factors: Vec<String> = equation.terms.iter().map(|term| term.factor.to_string()).collect();
/// assert_eq!(factors, ["1", "2"]);
/// # Ok::<(), diagraction::rewrite::ExpandError>(())
/// ```
pub fn update(request: &Expand, rank: usize, arena: &mut Arena) -> Result<UpdateEquation, ExpandError> {
    request.validate()?;
    let target = request.stage();
    let cutoffs = request.wanted();
    let terms = match target {
        Stage::A(layer) => {
            let highest = degree(request, Stage::B(layer));
            let highest = cutoffs.max_circles.map_or(highest, |max| highest.min(rank.saturating_add(max)));
            from_ranks(&Linear { layer }, rank, rank..=highest, arena, cutoffs)?
        }
        Stage::B(layer) if layer == request.depth() + 1 => Vec::new(),
        Stage::B(layer) => {
            let rule = Activation { layer, arities: request.split_arities().to_vec() };
            let highest = degree(request, Stage::A(layer + 1)).min(rank);
            let arity = request.split_arities().iter().copied().max().unwrap_or(2);
            from_ranks(&rule, rank, rank.div_ceil(arity as usize)..=highest, arena, cutoffs)?
        }
    };
    let constant = match target {
        Stage::A(layer) if rank == 0 => Some(Constant::LnDet(layer)),
        _ => None,
    };
    Ok(UpdateEquation { target, rank, terms, constant })
}

/// The degree K of the action at a stage.
pub fn degree(request: &Expand, stage: Stage) -> usize {
    let arity = request.split_arities().iter().copied().max().map_or(2, |arity| arity as usize);
    let activations = request.depth() + 1 - stage.layer();
    arity.checked_pow(activations).and_then(|factor| factor.checked_mul(2)).unwrap_or(usize::MAX)
}

fn from_ranks(
    rule: &impl Step,
    rank: usize,
    sources: std::ops::RangeInclusive<usize>,
    arena: &mut Arena,
    cutoffs: &Cutoffs,
) -> Result<Vec<Term>, ExpandError> {
    if !sources.is_empty() && *sources.end() > MAX_SOURCE_RANK {
        return Err(ExpandError::LongEquation {
            target: rule.to().to_string(),
            rank,
            highest: *sources.end(),
            max: MAX_SOURCE_RANK,
        });
    }
    let mut terms = Vec::new();
    for source in sources {
        let open = arena.open(rule.from());
        let legs = std::iter::repeat_n(open, source);
        let vertex = Diagram::new(arena, Vertex::Coefficient(rule.from()), legs);
        terms.extend(apply_where(rule, arena, &Term::unit(vertex), cutoffs, |grade| grade.rank == rank));
    }
    Ok(terms)
}
