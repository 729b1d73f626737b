use std::fmt;

/// A tensor of a network. Prints as its key in model files, where layers count from 0:
/// `linear.0.weight` is W_1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TensorName {
    /// W_l, shape (d, d).
    Weight {
        /// The layer l, counted from 1.
        layer: usize,
    },
    /// b_l, shape (d).
    Bias {
        /// The layer l, counted from 1.
        layer: usize,
    },
    /// The χ_l with `arity` lower indices, shape (d2, d1, .., d1).
    Coupling {
        /// The layer l, counted from 1.
        layer: usize,
        /// The number of lower indices.
        arity: usize,
    },
}

impl TensorName {
    /// The shape of this tensor in a network of dimension d.
    #[must_use]
    pub fn shape(self, dimension: usize) -> Vec<usize> {
        match self {
            TensorName::Weight { .. } => vec![dimension; 2],
            TensorName::Bias { .. } => vec![dimension],
            TensorName::Coupling { arity, .. } => {
                let (first, second) = split(dimension);
                std::iter::once(second).chain(std::iter::repeat_n(first, arity)).collect()
            }
        }
    }

    /// The tensor that a key of a model file names, `None` where it names none.
    ///
    /// ```
    /// use diagraction::network::TensorName;
    ///
    /// assert_eq!(TensorName::parse("chi.0"), Some(TensorName::Coupling { layer: 1, arity: 2 }));
    /// assert_eq!(TensorName::parse("chi3.0"), Some(TensorName::Coupling { layer: 1, arity: 3 }));
    /// assert_eq!(TensorName::parse("linear.01.bias"), None);
    /// ```
    #[must_use]
    pub fn parse(key: &str) -> Option<TensorName> {
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
        Some(TensorName::Coupling { arity: coupling_arity(head)?, layer: layer(rest)? })
    }
}

impl fmt::Display for TensorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TensorName::Weight { layer } => write!(f, "linear.{}.weight", layer - 1),
            TensorName::Bias { layer } => write!(f, "linear.{}.bias", layer - 1),
            TensorName::Coupling { layer, arity } => write!(f, "{}.{}", coupling_key(*arity), layer - 1),
        }
    }
}

/// The sizes (d1, d2) of the two halves of d components, the first one rounded up.
pub(super) fn split(dimension: usize) -> (usize, usize) {
    (dimension.div_ceil(2), dimension / 2)
}

/// `chi` for two lower indices, `chi3`, `chi4` .. for more.
pub(super) fn coupling_key(arity: usize) -> String {
    if arity == 2 { "chi".to_owned() } else { format!("chi{arity}") }
}

/// The inverse of [`coupling_key`].
pub(super) fn coupling_arity(key: &str) -> Option<usize> {
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
