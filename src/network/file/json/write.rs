//! A network to JSON, in floats or exact.

use std::collections::BTreeMap;

use ndarray::{ArrayViewD, Axis};
use num_traits::One;

use crate::network::file::SaveFault;
use crate::network::file::save::stacked;
use crate::network::structure::tensors;
use crate::network::{Latent, Network, TensorName};
use crate::text::number;
use crate::{Rational, Scalar};

/// The JSON text of a network; `print` turns an entry into a JSON value.
pub(in crate::network::file) fn write<T: Scalar>(
    network: &Network<T>,
    components: &[(T, Latent<T>)],
    print: impl Fn(TensorName, &T) -> Result<String, SaveFault>,
) -> Result<Vec<u8>, SaveFault> {
    let mut layers = vec![Vec::new(); network.depth() + 1];
    // "null" stands for layers without a χ of this key. Shorter keys come first, so that chi9 is before chi10.
    let absent = || vec!["null".to_owned(); network.depth()];
    let mut couplings: BTreeMap<(usize, String), Vec<String>> = BTreeMap::new();
    for (name, entries) in tensors(&network.linear, &network.activations) {
        let text = nested(entries, &|entry| print(name, entry))?;
        match name {
            TensorName::Weight { layer } => layers[layer - 1].push(format!("\"weight\": {text}")),
            TensorName::Bias { layer } => layers[layer - 1].push(format!("\"bias\": {text}")),
            TensorName::Coupling { layer, .. }
            | TensorName::CouplingOutput { layer }
            | TensorName::CouplingInput { layer } => {
                let key = name.coupling_key();
                couplings.entry((key.len(), key)).or_insert_with(absent)[layer - 1] = text;
            }
            _ => unreachable!("layers have no latent density"),
        }
    }
    let layers: Vec<_> = layers.iter().map(|members| format!("{{{}}}", members.join(",\n "))).collect();
    let mut members = vec![format!("\"linear\": [\n{}]", layers.join(",\n"))];
    members.extend(
        couplings.iter().map(|((_, key), tensors)| format!("\"{key}\": [\n{}]", tensors.join(",\n"))),
    );
    for (name, entries) in stacked(components) {
        members.push(format!("\"{name}\": {}", nested(entries.view(), &|entry| print(name, entry))?));
    }
    Ok(format!("{{{}}}\n", members.join(",\n")).into_bytes())
}

/// The JSON text of an exact network: every entry is text, `"p"` or `"p/q"`.
pub(in crate::network::file) fn write_exact(network: &Network<Rational>) -> Result<Vec<u8>, SaveFault> {
    let (network, latent) = network.apart();
    let components: Vec<_> = latent.map(|latent| (Rational::one(), latent)).into_iter().collect();
    write(&network, &components, |name, entry| {
        let text = entry.to_string();
        match number::digits(&text) {
            digits if digits > number::MAX_DIGITS => {
                Err(SaveFault::Digits { place: name.to_string(), digits, limit: number::MAX_DIGITS })
            }
            _ => Ok(format!("\"{text}\"")),
        }
    })
}

/// Nested lists, the outer index first.
fn nested<T>(
    entries: ArrayViewD<'_, T>,
    print: &impl Fn(&T) -> Result<String, SaveFault>,
) -> Result<String, SaveFault> {
    if let (0, Some(entry)) = (entries.ndim(), entries.first()) {
        return print(entry);
    }
    let lists: Result<Vec<_>, _> = entries.axis_iter(Axis(0)).map(|inner| nested(inner, print)).collect();
    Ok(format!("[{}]", lists?.join(", ")))
}
