//! Why tensors make no network, and why a network has no value at a point.

use thiserror::Error;

use super::{MAX_ARITY, TensorName};

/// Why tensors do not make a network.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum NetworkError {
    /// There is no linear layer.
    #[error("a network has at least one linear layer; none was given")]
    Empty,
    /// The numbers of linear layers and activations do not fit.
    #[error(
        "{activations} activations do not fit between {linear} linear layers; L activations go with L + 1 \
         linear layers"
    )]
    LayerCount { linear: usize, activations: usize },
    /// The dimension d is zero.
    #[error("`{tensor}` has shape {}; the dimension of a network is at least 1", tuple(found))]
    ZeroDimension { tensor: TensorName, found: Vec<usize> },
    /// A tensor has another shape than the dimension d asks for.
    #[error("`{tensor}` has shape {}, expected {}; {}", tuple(found), tuple(expected), origin(*tensor))]
    Shape { tensor: TensorName, found: Vec<usize>, expected: Vec<usize> },
    /// The shape is not (d2, d1, .., d1) for any dimension.
    #[error(
        "a coupling of shape {} is not of the form (d2, d1, .., d1), with at least two and at most {MAX_ARITY} equal \
         lower lengths d1 and with d2 = d1 or d2 = d1 - 1",
        tuple(found)
    )]
    CouplingShape { found: Vec<usize> },
    /// The factors of a low-rank coupling do not fit together, or to any dimension.
    #[error(
        "the factors of a low-rank coupling have the shapes {} and {}, which are not (d2, R) and (R, d1) with at least \
         one term R and with d2 = d1 or d2 = d1 - 1",
        tuple(output),
        tuple(input)
    )]
    LowRankShape { output: Vec<usize>, input: Vec<usize> },
    /// A low-rank coupling without terms.
    #[error(
        "`{tensor}` has shape {}: a low-rank coupling has at least one term; for a layer that does not couple, give \
         one term of zeros",
        tuple(found)
    )]
    NoTerms { tensor: TensorName, found: Vec<usize> },
    /// An activation has more lower indices than are supported.
    #[error("`{tensor}` has {arity} lower indices; activations have at most {MAX_ARITY}")]
    Arity { tensor: TensorName, arity: usize },
    /// An activation has no coupling.
    #[error("an activation has at least one coupling; none was given")]
    NoCoupling,
    /// An activation has two couplings of the same arity.
    #[error("an activation has two couplings with {arity} lower indices; add them into one tensor")]
    RepeatedArity { arity: usize },
    /// An entry is infinite or not a number, at an index that is counted from 0.
    #[error(
        "`{tensor}` has the entry {value} at [{}]; every entry must be finite, so look where the training or the \
         conversion diverged",
        join(index)
    )]
    NotFinite { tensor: TensorName, index: Vec<usize>, value: f64 },
    /// A latent density of another dimension.
    #[error("`{tensor}` of a component has shape {}; the dimension of the network is {d}", tuple(found))]
    LatentShape { tensor: TensorName, found: Vec<usize>, d: usize },
    /// The precision of a latent density is no such matrix.
    #[error("`{}` is not symmetric", TensorName::LatentPrecision)]
    Asymmetric,
    /// The same.
    #[error("`{}` is not positive definite", TensorName::LatentPrecision)]
    Indefinite,
    /// A W_l has no inverse; layers are counted from 1.
    #[error(
        "`{}` (W_{layer}) is singular, so the network cannot be inverted and its density is zero; a trained network \
         has regular weights, so check the training or the export",
        TensorName::Weight { layer: *layer }
    )]
    Singular { layer: usize },
}

impl NetworkError {
    pub(super) fn latent_length(found: usize, d: usize) -> NetworkError {
        NetworkError::LatentShape { tensor: TensorName::LatentMean, found: vec![found], d }
    }
}

/// Why a network has no value at a point.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum EvaluationError {
    /// The point has the wrong number of components.
    #[error("a point with {found} components was given to a network of dimension {expected}")]
    Length { found: usize, expected: usize },
    /// The result is infinite or not a number, in a row of the batch that is counted from 0; 0 for a single point.
    #[error(
        "the {operation} of sample {row} is not finite; its components are not finite numbers, or so large that \
         the polynomial overflows a double-precision number"
    )]
    NotFinite { operation: &'static str, row: usize },
    /// A W_l has no inverse. Networks are checked when they are built, so this does not happen to them.
    #[error("`{}` (W_{layer}) is exactly singular, so the network has no inverse", TensorName::Weight { layer: *layer })]
    Singular { layer: usize },
    /// The samples do not fit into memory.
    #[error("{count} samples of dimension {dimension} do not fit into memory; draw fewer at a time")]
    Memory { count: usize, dimension: usize },
}

/// What sets the shape of a tensor.
fn origin(tensor: TensorName) -> String {
    match tensor {
        TensorName::CouplingOutput { layer } => format!(
            "`linear.0.weight` sets the dimension and `{}` the number of terms",
            TensorName::CouplingInput { layer }
        ),
        _ => "`linear.0.weight` sets the dimension, and all other shapes follow from it".to_owned(),
    }
}

/// A shape as Python prints it: `()`, `(3,)`, `(3, 3)`.
pub(super) fn tuple(shape: &[usize]) -> String {
    match shape {
        [length] => format!("({length},)"),
        _ => format!("({})", join(shape)),
    }
}

fn join(numbers: &[usize]) -> String {
    numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
