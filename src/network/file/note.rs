//! What is to be known of a model file that was read.

use std::fmt;

/// Something that a file has or lacks, and how it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// All names begin so, as those of a module within another one do.
    Prefix(String),
    /// These linear layers, counted from 0, have no bias.
    NoBias(Vec<usize>),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Prefix(prefix) => {
                write!(f, "all names begin with `{}`, which is left out", prefix.escape_debug())
            }
            Note::NoBias(layers) => {
                let names: Vec<String> = layers.iter().map(|layer| format!("linear.{layer}")).collect();
                let has = if names.len() == 1 { "has no bias, so b" } else { "have no bias, so it" };
                write!(f, "{} {has} is zero", names.join(", "))
            }
        }
    }
}
