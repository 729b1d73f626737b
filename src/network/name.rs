//! The tensors of a network by the keys of model files.

use std::fmt;

/// A tensor of a network, of a layer l that is counted from 1. Prints as its key in model files, where layers count from 0:
/// `linear.0.weight` is W_1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum TensorName {
    /// W_l, shape (d, d).
    Weight { layer: usize },
    /// b_l, shape (d).
    Bias { layer: usize },
    /// The χ_l with `arity` lower indices, shape (d2, d1, .., d1).
    Coupling { layer: usize, arity: usize },
    /// What the terms of a low-rank χ_l add, shape (d2, R).
    CouplingOutput { layer: usize },
    /// What the terms of a low-rank χ_l read, shape (R, d1).
    CouplingInput { layer: usize },
    /// The weights w_k of the components of the latent density, shape (K).
    LatentWeight,
    /// Their means, shape (K, d).
    LatentMean,
    /// Their precisions, shape (K, d, d).
    LatentPrecision,
}

impl TensorName {
    /// The shape of this tensor in a network of dimension d. `terms` is the number R of terms of a low-rank
    /// coupling, or K of components; other tensors do not depend on it.
    pub(crate) fn shape(self, dimension: usize, terms: usize) -> Vec<usize> {
        match self {
            TensorName::Weight { .. } => vec![dimension; 2],
            TensorName::Bias { .. } => vec![dimension],
            TensorName::Coupling { arity, .. } => {
                let (first, second) = split(dimension);
                std::iter::once(second).chain(std::iter::repeat_n(first, arity)).collect()
            }
            TensorName::CouplingOutput { .. } => vec![split(dimension).1, terms],
            TensorName::CouplingInput { .. } => vec![terms, split(dimension).0],
            TensorName::LatentWeight => vec![terms],
            TensorName::LatentMean => vec![terms, dimension],
            TensorName::LatentPrecision => vec![terms, dimension, dimension],
        }
    }

    /// The tensor that a key of a model file names, `None` where it names none.
    ///
    /// ```
    /// use diagraction::network::TensorName;
    ///
    /// assert_eq!(TensorName::parse("chi.0"), Some(TensorName::Coupling { layer: 1, arity: 2 }));
    /// assert_eq!(TensorName::parse("chi3.0"), Some(TensorName::Coupling { layer: 1, arity: 3 }));
    /// assert_eq!(TensorName::parse("chi_out.0"), Some(TensorName::CouplingOutput { layer: 1 }));
    /// assert_eq!(TensorName::parse("linear.01.bias"), None);
    /// ```
    pub fn parse(key: &str) -> Option<TensorName> {
        if let Some((_, name)) = LATENT.iter().find(|(own, _)| *own == key) {
            return Some(*name);
        }
        let (head, rest) = key.split_once('.')?;
        if head == "linear" {
            let (index, kind) = rest.split_once('.')?;
            let layer = layer(index)?;
            return match kind {
                "weight" => Some(TensorName::Weight { layer }),
                "bias" => Some(TensorName::Bias { layer }),
                _ => None,
            };
        }
        let layer = layer(rest)?;
        match head {
            OUTPUT_KEY => Some(TensorName::CouplingOutput { layer }),
            INPUT_KEY => Some(TensorName::CouplingInput { layer }),
            _ => Some(TensorName::Coupling { arity: coupling_arity(head)?, layer }),
        }
    }

    /// The layer l, counted from 1, whose coupling this is part of; `None` for weights and biases.
    pub(super) fn coupled_layer(self) -> Option<usize> {
        match self {
            TensorName::Coupling { layer, .. }
            | TensorName::CouplingOutput { layer }
            | TensorName::CouplingInput { layer } => Some(layer),
            _ => None,
        }
    }

    /// Whether this is of the density of the latent variable.
    pub(super) fn is_latent(self) -> bool {
        LATENT.iter().any(|(_, name)| *name == self)
    }

    /// `chi` for two lower indices, `chi3`, `chi4` .. for more, `chi_out` and `chi_in` for factors; empty for
    /// weights and biases.
    pub(super) fn coupling_key(self) -> String {
        match self {
            TensorName::Coupling { arity: 2, .. } => "chi".to_owned(),
            TensorName::Coupling { arity, .. } => format!("chi{arity}"),
            TensorName::CouplingOutput { .. } => OUTPUT_KEY.to_owned(),
            TensorName::CouplingInput { .. } => INPUT_KEY.to_owned(),
            _ => String::new(),
        }
    }
}

impl fmt::Display for TensorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TensorName::Weight { layer } => write!(f, "linear.{}.weight", layer - 1),
            TensorName::Bias { layer } => write!(f, "linear.{}.bias", layer - 1),
            TensorName::Coupling { layer, .. }
            | TensorName::CouplingOutput { layer }
            | TensorName::CouplingInput { layer } => write!(f, "{}.{}", self.coupling_key(), layer - 1),
            latent => f.write_str(LATENT.iter().find(|(_, name)| name == latent).map_or("", |(key, _)| key)),
        }
    }
}

/// The tensors of the latent density.
const LATENT: [(&str, TensorName); 3] = [
    ("latent.weight", TensorName::LatentWeight),
    ("latent.mean", TensorName::LatentMean),
    ("latent.precision", TensorName::LatentPrecision),
];

const OUTPUT_KEY: &str = "chi_out";
const INPUT_KEY: &str = "chi_in";

/// The sizes (d1, d2) of the two halves of d components, the first one rounded up.
pub(super) fn split(dimension: usize) -> (usize, usize) {
    (dimension.div_ceil(2), dimension / 2)
}

/// Whether this is the key of a tensor of the latent density.
pub(super) fn is_latent_key(key: &str) -> bool {
    LATENT.iter().any(|(own, _)| *own == key)
}

/// Whether this is the first part of the key of a coupling: `chi`, `chi3`, `chi_out` ..
pub(super) fn is_coupling_key(key: &str) -> bool {
    [OUTPUT_KEY, INPUT_KEY].contains(&key) || coupling_arity(key).is_some()
}

fn coupling_arity(key: &str) -> Option<usize> {
    match key.strip_prefix("chi")? {
        "" => Some(2),
        digits => canonical(digits).filter(|&arity| arity >= 3),
    }
}

fn layer(index: &str) -> Option<usize> {
    canonical(index)?.checked_add(1)
}

/// Digits without sign and leading zeros, so that no tensor has two names.
fn canonical(digits: &str) -> Option<usize> {
    let number: usize = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}
