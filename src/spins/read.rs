//! Networks of spins from files of named arrays.

use std::io;
use std::path::Path;

use ndarray::{Array1, Array2, Ix1, Ix2};
use thiserror::Error;

use super::network::{Network, Squash, seen};
use crate::arrays::{self, Container, Contents, ZIP_HEADER};
use crate::network::Linear;
use crate::text::joined;
use crate::{Refused, files};

/// A file of a network of spins that was refused.
pub type LoadError = Refused<Fault>;

/// What is wrong in it.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Fault {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error(transparent)]
    Arrays(#[from] arrays::Fault),
    #[error(
        "holds {found}, which make no network of spins: a restricted Boltzmann machine has weight (hidden, visible), visible_bias and hidden_bias; \
         logistic units have weight (N, N) and bias; a masked network has linear.{{l}}.weight, linear.{{l}}.bias and mask.{{l}}"
    )]
    Names { found: String },
    #[error("`{name}` has the shape {found:?}, expected {expected}")]
    Shape { name: String, found: Vec<usize>, expected: String },
    #[error("`{name}` has a number that is not finite, or so large that sums are not")]
    NotFinite { name: String },
    #[error("\"{key}\" is {}; it is {expected}", text.as_ref().map_or("no text".to_owned(), |text| format!("\"{}\"", text.escape_debug())))]
    Word { key: &'static str, text: Option<String>, expected: &'static str },
    #[error("holds `{}`, which this network does not have; rename or drop it", name.escape_debug())]
    Unused { name: String },
    #[error(
        "output {output} depends on spin {input}, which is not before it; an autoregressive network has {what}"
    )]
    Order { output: usize, input: usize, what: &'static str },
}

/// The most layers of a masked network.
const MAX_LAYERS: usize = 1000;

/// The network of spins in an `.npz` or a `.safetensors` file. `units`, metadata or a text without dimensions, is "spin" or "bit", the latter for
/// networks whose variables are 1 and 0; `activation`, of masked networks, is "relu", "tanh" or "sigmoid". Without them they are "spin" and
/// "relu".
///
/// Networks in bits are turned into such of spins, s = 2x - 1: of an RBM w = W/4, b = c/2 + ΣW/4 and fields a/2 + ΣW/4.
///
/// # Errors
/// When the file cannot be read, its arrays make no network of spins, or an output of an autoregressive one depends on a later spin.
pub fn load(path: &Path) -> Result<Network, LoadError> {
    let refused = |fault| Refused::new(path, fault);
    let bytes = files::read(path).map_err(|error| refused(error.into()))?;
    let container = if bytes.starts_with(ZIP_HEADER) { Container::Npz } else { Container::Safetensors };
    let contents = arrays::read(container, &bytes).map_err(|fault| refused(fault.into()))?;
    let network = network(&contents).map_err(refused)?;
    // Numbers of bits are added up on the way to those of spins.
    let is_finite = match &network {
        Network::Rbm { constant, visible, hidden } => {
            constant.is_finite() && visible.iter().chain(&hidden.bias).all(|value| value.is_finite())
        }
        Network::Logistic(units) => units.bias.iter().all(|value| value.is_finite()),
        Network::Made { .. } => true,
    };
    match is_finite {
        true => Ok(network),
        false => Err(refused(Fault::NotFinite { name: "weight".to_owned() })),
    }
}

fn network(contents: &Contents<'_>) -> Result<Network, Fault> {
    let has = |name: &str| contents.get(name).is_some();
    let bits = chosen(contents, "units", "\"spin\" or \"bit\"", &[("spin", false), ("bit", true)])?;
    if has("visible_bias") && has("hidden_bias") && has("weight") {
        rbm(contents, bits)
    } else if has("weight") && has("bias") {
        logistic(contents, bits)
    } else if has("linear.0.weight") {
        made(contents, bits)
    } else {
        let names = contents.arrays.iter().map(|(name, _)| format!("`{}`", name.escape_debug())).take(6);
        Err(Fault::Names { found: joined(names, ", ") })
    }
}

fn rbm(contents: &Contents<'_>, bits: bool) -> Result<Network, Fault> {
    expect_only(contents, |name| ["weight", "visible_bias", "hidden_bias"].contains(&name))?;
    let weight = matrix(contents, "weight", None)?;
    let visible = vector(contents, "visible_bias", weight.ncols())?;
    let bias = vector(contents, "hidden_bias", weight.nrows())?;
    if !bits {
        return Ok(Network::Rbm { constant: 0.0, visible, hidden: Linear { weight, bias } });
    }
    let by_unit = weight.sum_axis(ndarray::Axis(1)) / 4.0;
    let by_spin = weight.sum_axis(ndarray::Axis(0)) / 4.0;
    let hidden = Linear { weight: weight / 4.0, bias: bias / 2.0 + by_unit };
    let constant = visible.sum() / 2.0 + hidden.bias.sum();
    Ok(Network::Rbm { constant, visible: visible / 2.0 + by_spin, hidden })
}

/// The outputs of files are logits 2u.
fn logistic(contents: &Contents<'_>, bits: bool) -> Result<Network, Fault> {
    expect_only(contents, |name| ["weight", "bias"].contains(&name))?;
    let weight = matrix(contents, "weight", None)?;
    let n = weight.nrows();
    let weight = if weight.ncols() == n { weight } else { matrix(contents, "weight", Some((n, n)))? };
    if let Some(((output, input), _)) = weight.indexed_iter().find(|((i, j), value)| j >= i && **value != 0.0)
    {
        return Err(Fault::Order { output, input, what: "weights below the diagonal alone" });
    }
    let bias = vector(contents, "bias", n)?;
    let (weight, bias) = match bits {
        true => (&weight / 4.0, bias / 2.0 + weight.sum_axis(ndarray::Axis(1)) / 4.0),
        false => (weight / 2.0, bias / 2.0),
    };
    Ok(Network::Logistic(Linear { weight, bias }))
}

fn made(contents: &Contents<'_>, bits: bool) -> Result<Network, Fault> {
    let squash = chosen(
        contents,
        "activation",
        "\"relu\", \"tanh\" or \"sigmoid\"",
        &[("relu", Squash::Relu), ("tanh", Squash::Tanh), ("sigmoid", Squash::Sigmoid)],
    )?;
    let mut layers: Vec<Linear<f64>> = Vec::new();
    let there = |layer: &usize| contents.get(&format!("linear.{layer}.weight")).is_some();
    for layer in (0..MAX_LAYERS).take_while(there) {
        let inputs = layers.last().map(|before| before.weight.nrows());
        let name = format!("linear.{layer}.weight");
        let weight = matrix(contents, &name, None)?;
        if let Some(inputs) = inputs.filter(|&inputs| inputs != weight.ncols()) {
            let expected = format!("{:?}", [weight.nrows(), inputs]);
            return Err(Fault::Shape { name, found: weight.shape().to_vec(), expected });
        }
        let bias = vector(contents, &format!("linear.{layer}.bias"), weight.nrows())?;
        let mask = format!("mask.{layer}");
        let weight = match contents.get(&mask) {
            Some(_) => weight.clone() * matrix(contents, &mask, Some(weight.dim()))?,
            None => weight,
        };
        layers.push(Linear { weight, bias });
    }
    let n = layers[0].weight.ncols();
    if let Some(last) = layers.last().filter(|last| last.weight.nrows() != n) {
        let name = format!("linear.{}.weight", layers.len() - 1);
        return Err(Fault::Shape {
            name,
            found: last.weight.shape().to_vec(),
            expected: format!("{:?}", [n, last.weight.ncols()]),
        });
    }
    let number = layers.len();
    expect_only(contents, |name| {
        (0..number).any(|layer| {
            [format!("linear.{layer}.weight"), format!("linear.{layer}.bias"), format!("mask.{layer}")]
                .iter()
                .any(|known| known == name)
        })
    })?;
    match seen(&layers).last().into_iter().flatten().enumerate().find(|(output, last)| **last > *output) {
        Some((output, last)) => {
            let what = "masks that let output i see the spins before i";
            Err(Fault::Order { output, input: last - 1, what })
        }
        None => Ok(Network::Made { layers, squash, bits }),
    }
}

/// What a word of the file chooses; the first without one.
fn chosen<T: Copy>(
    contents: &Contents<'_>,
    key: &'static str,
    expected: &'static str,
    choices: &[(&str, T)],
) -> Result<T, Fault> {
    let text = match (contents.metadata.get(key), contents.get(key)) {
        (Some(text), _) => Some(text.clone()),
        (None, Some(stored)) => stored.text(),
        (None, None) => return Ok(choices[0].1),
    };
    let found = choices.iter().find(|(word, _)| text.as_deref() == Some(word));
    found.map(|(_, choice)| *choice).ok_or(Fault::Word { key, text, expected })
}

/// Refuses arrays beside those that were read.
fn expect_only(contents: &Contents<'_>, is_known: impl Fn(&str) -> bool) -> Result<(), Fault> {
    let known = |name: &str| name == "units" || name == "activation" || is_known(name);
    match contents.arrays.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(Fault::Unused { name: name.clone() }),
        None => Ok(()),
    }
}

fn matrix(contents: &Contents<'_>, name: &str, shape: Option<(usize, usize)>) -> Result<Array2<f64>, Fault> {
    let found = decoded(contents, name)?;
    let is_right = found.ndim() == 2 && shape.is_none_or(|(rows, columns)| found.shape() == [rows, columns]);
    let shape = shape.map_or("a matrix of a row and a column at least".to_owned(), |(rows, columns)| {
        format!("{:?}", [rows, columns])
    });
    let refused = Fault::Shape { name: name.to_owned(), found: found.shape().to_vec(), expected: shape };
    match found.into_dimensionality::<Ix2>() {
        Ok(matrix) if is_right && !matrix.is_empty() => Ok(matrix),
        _ => Err(refused),
    }
}

fn vector(contents: &Contents<'_>, name: &str, length: usize) -> Result<Array1<f64>, Fault> {
    let found = decoded(contents, name)?;
    let refused = Fault::Shape {
        name: name.to_owned(),
        found: found.shape().to_vec(),
        expected: format!("[{length}]"),
    };
    match found.into_dimensionality::<Ix1>() {
        Ok(vector) if vector.len() == length => Ok(vector),
        _ => Err(refused),
    }
}

fn decoded(contents: &Contents<'_>, name: &str) -> Result<ndarray::ArrayD<f64>, Fault> {
    let stored = contents.get(name).ok_or_else(|| Fault::Names { found: format!("no `{name}`") })?;
    let array = stored.decode(name)?;
    match array.iter().all(|value| value.is_finite()) {
        true => Ok(array),
        false => Err(Fault::NotFinite { name: name.to_owned() }),
    }
}
