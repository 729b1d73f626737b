//! What is to be known of a model file that was read.

use std::fmt;

/// Something that a file has or lacks, and how it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The names begin so, as those of a module within another one do.
    Prefix(String),
    /// No layer has a bias.
    NoBias,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Prefix(prefix) => {
                write!(f, "names begin with `{}`, which is left out", prefix.escape_debug())
            }
            Note::NoBias => f.write_str("no layer has a bias, so all are zero"),
        }
    }
}
