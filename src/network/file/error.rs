//! What can be wrong in a model file, read or written.

use std::io;

use thiserror::Error;

use crate::Refused;
use crate::arrays;
use crate::network::{NetworkError, TensorName};

/// A model file that was refused.
pub type LoadError = Refused<Fault>;

/// What is wrong in a model file.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Fault {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The path is a folder, a pipe or a device.
    #[error("is not a regular file; give the path of a model file")]
    NotAFile,
    /// Neither the ending nor the content is that of a model file.
    #[error(
        "is not a model file: neither its ending nor its content is that of a .safetensors, .npz or .json file"
    )]
    UnknownFormat,
    /// A pickle as `torch.save` writes it.
    #[error(
        "is a PyTorch pickle, which can run code when it is read; save the model with \
         safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")"
    )]
    Pickle,
    /// The arrays cannot be read.
    #[error(transparent)]
    Arrays(arrays::Fault),
    /// A tensor appears twice.
    #[error("holds `{}` more than once; keep one of them", name.escape_debug())]
    Duplicate { name: String },
    /// Tensors that no network has.
    #[error(
        "holds {} that no network has: {}; the names are linear.{{l}}.weight, linear.{{l}}.bias, chi.{{l}}, \
         chi{{p}}.{{l}}, chi_out.{{l}} with chi_in.{{l}}, and latent.weight, latent.mean and latent.precision, with l counted from 0 and one chi less than linear layers, \
         so rename or drop these",
        if names.len() == 1 { "a tensor" } else { "tensors" },
        quoted(names)
    )]
    Unknown { names: Vec<String> },
    /// Tensors that are not there.
    #[error("lacks {}{}; save the whole network", quoted(names), if *more { " and more" } else { "" })]
    Missing { names: Vec<String>, more: bool },
    /// A layer has its quadratic coupling as a dense tensor and as factors.
    #[error("holds `{dense}` and `{factor}`, two forms of the coupling of one layer; keep one of them")]
    TwoForms { dense: String, factor: String },
    /// The weights of components are none.
    #[error("`{}` sums to {sum}; the weights of components sum to 1", TensorName::LatentWeight)]
    Weights { sum: f64 },
    /// A weight that is none.
    #[error("`{}` is {weight} for component {component}; weights are positive", TensorName::LatentWeight)]
    Weight { component: usize, weight: f64 },
    /// A density that is none.
    #[error("component {component}: {error}")]
    Component { component: usize, error: NetworkError },
    /// More components than there may be.
    #[error("holds {components} components; {most} are the most")]
    TooManyComponents { components: usize, most: usize },
    /// There is more than one network.
    #[error("holds {number} components, each with an action of its own, counted from 0; name one of them")]
    Components { number: usize },
    /// There is no such component.
    #[error("has no component {component}; it holds {number}, counted from 0")]
    NoComponent { component: usize, number: usize },
    /// A JSON value of the wrong kind or length.
    #[error("`{place}` is {found}, expected {expected}")]
    Structure { place: String, found: String, expected: String },
    /// A JSON entry that is no number.
    #[error("`{place}` is \"{text}\", {reason}")]
    Number { place: String, text: String, reason: String },
    /// The tensors do not make a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

impl From<arrays::Fault> for Fault {
    fn from(fault: arrays::Fault) -> Fault {
        match fault {
            arrays::Fault::Duplicate { name } => Fault::Duplicate { name },
            fault => Fault::Arrays(fault),
        }
    }
}

impl Fault {
    pub(super) fn malformed(part: impl Into<String>, reason: impl ToString) -> Fault {
        Fault::Arrays(arrays::Fault::malformed(part, reason))
    }
}

/// A model file that could not be written. Nothing is left behind, and an older file is as it was.
pub type SaveError = Refused<SaveFault>;

/// Why a model file could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SaveFault {
    /// The operating system refused.
    #[error("cannot be written: {0}")]
    Unwritable(#[from] io::Error),
    /// The ending names no format.
    #[error("has no ending of a model file; end it in .safetensors, .npz or .json")]
    Ending,
    /// Exact numbers are kept by JSON alone.
    #[error("would round exact numbers; end it in .json, or convert the network to floating point first")]
    Inexact,
    /// A number is too long to be read back.
    #[error("`{place}` has {digits} digits, more than the {limit} that are read back; round it first")]
    Digits { place: String, digits: usize, limit: usize },
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>().join(", ")
}
