//! What can be wrong in a file of arrays.

use thiserror::Error;

use crate::text::bytes::show;

/// What is wrong in a file of arrays.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Fault {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The file ends early.
    #[error(
        "is cut short: {part} needs {} and {} are there; copy or save the file again", show(*expected), show(*found)
    )]
    Truncated { part: String, expected: u64, found: u64 },
    /// The file breaks the rules of its format.
    #[error("is damaged or not of this format: {part}: {reason}; save the file again")]
    Malformed { part: String, reason: String },
    /// Two arrays have one name.
    #[error("holds `{}` more than once; keep one of them", name.escape_debug())]
    Duplicate { name: String },
    /// A checksum does not hold.
    #[error("is damaged: the checksum of `{entry}` does not hold; copy or save the file again")]
    Checksum { entry: String },
    /// An archive would fill the memory.
    #[error(
        "holds {} once it is decompressed, more than the {} that are accepted for its size; save it without compression",
        show(*claimed), show(*limit)
    )]
    Inflated { claimed: u64, limit: u64 },
    /// The numbers of a tensor are of a type that is not read.
    #[error("{tensor} has the type {found}, {remedy}; floats of 16, 32 and 64 bits and integers are read")]
    NumberType { tensor: String, found: String, remedy: &'static str },
    /// An integer that is no 64-bit float.
    #[error(
        "{tensor} holds integers beyond 2^53 that no float64 is; save array.astype(numpy.float64), which rounds them"
    )]
    Inexact { tensor: String },
}

impl Fault {
    /// A broken rule of the format.
    pub(crate) fn malformed(part: impl Into<String>, reason: impl ToString) -> Fault {
        Fault::Malformed { part: part.into(), reason: reason.to_string() }
    }

    pub(super) fn truncated(
        part: impl Into<String>,
        expected: impl TryInto<u64>,
        found: impl TryInto<u64>,
    ) -> Fault {
        let [expected, found] =
            [expected.try_into().ok(), found.try_into().ok()].map(|size| size.unwrap_or(u64::MAX));
        Fault::Truncated { part: part.into(), expected, found }
    }
}
