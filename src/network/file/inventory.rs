//! The names of the tensors in a file, checked to be those of a network.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Note};
use crate::network::{MAX_ARITY, NetworkError, TensorName};

/// So many missing tensors are named.
const MISSING_NAMED: usize = 6;

pub(super) struct Inventory<V> {
    pub(super) tensors: BTreeMap<TensorName, V>,
    /// The depth L.
    pub(super) depth: usize,
    /// What was left out of names, and whether there are no biases.
    pub(super) notes: Vec<Note>,
}

impl<V> Inventory<V> {
    /// Refuses keys that no network has, keys that occur twice, keys that are missing.
    pub(super) fn new(mut keyed: Vec<(String, V)>) -> Result<Inventory<V>, Fault> {
        let mut notes = Vec::new();
        if let Some(prefix) = prefix(&keyed) {
            for (key, _) in &mut keyed {
                if key.strip_prefix(&prefix).and_then(TensorName::parse).is_some() {
                    key.drain(..prefix.len());
                }
            }
            notes.push(Note::Prefix(prefix));
        }
        let mut tensors = BTreeMap::new();
        let mut unknown = Vec::new();
        for (key, value) in keyed {
            match TensorName::parse(&key) {
                None => unknown.push(key),
                Some(name) if tensors.insert(name, value).is_some() => {
                    return Err(Fault::Duplicate { name: key });
                }
                Some(_) => {}
            }
        }
        let depth = depth(&tensors);
        let is_beyond = |name: &&TensorName| name.coupled_layer().is_some_and(|layer| layer > depth);
        unknown.extend(tensors.keys().filter(is_beyond).map(TensorName::to_string));
        if !unknown.is_empty() {
            return Err(Fault::Unknown { names: unknown });
        }
        check_arities(&tensors)?;
        check_forms(&tensors)?;
        check_complete(&tensors, depth)?;
        if !has_biases(&tensors) {
            notes.push(Note::NoBias);
        }
        Ok(Inventory { tensors, depth, notes })
    }
}

/// What stands before the names of a network in most keys, as `module.` does, where none of them is a name itself. The others are refused.
fn prefix<V>(keyed: &[(String, V)]) -> Option<String> {
    if keyed.iter().any(|(key, _)| TensorName::parse(key).is_some()) {
        return None;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, _) in keyed {
        let dots = key.match_indices('.').map(|(dot, _)| key.split_at(dot + 1));
        for (prefix, _) in dots.filter(|(_, rest)| TensorName::parse(rest).is_some()) {
            *counts.entry(prefix).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| 2 * count > keyed.len()).map(|(prefix, _)| prefix.to_owned())
}

/// One less than the number of linear layers that the highest index asks for.
fn depth<V>(tensors: &BTreeMap<TensorName, V>) -> usize {
    let linear = tensors.keys().map(|name| match *name {
        TensorName::Weight { layer } | TensorName::Bias { layer } => layer - 1,
        _ => 0,
    });
    linear.max().unwrap_or(0)
}

/// Where no layer has a bias, none was lost.
fn has_biases<V>(tensors: &BTreeMap<TensorName, V>) -> bool {
    tensors.keys().any(|name| matches!(name, TensorName::Bias { .. }))
}

fn check_arities<V>(tensors: &BTreeMap<TensorName, V>) -> Result<(), NetworkError> {
    let too_high = tensors.keys().find_map(|name| match *name {
        TensorName::Coupling { arity, .. } if arity > MAX_ARITY => Some((*name, arity)),
        _ => None,
    });
    too_high.map_or(Ok(()), |(tensor, arity)| Err(NetworkError::Arity { tensor, arity }))
}

/// A layer has its quadratic coupling in one form.
fn check_forms<V>(tensors: &BTreeMap<TensorName, V>) -> Result<(), Fault> {
    let factor_of_dense = tensors.keys().find(|name| {
        let dense = |layer| tensors.contains_key(&TensorName::Coupling { layer, arity: 2 });
        partner(**name).is_some() && name.coupled_layer().is_some_and(dense)
    });
    factor_of_dense.map_or(Ok(()), |factor| {
        let layer = factor.coupled_layer().unwrap_or(1);
        let dense = TensorName::Coupling { layer, arity: 2 }.to_string();
        Err(Fault::TwoForms { dense, factor: factor.to_string() })
    })
}

/// The other factor of a low-rank coupling.
fn partner(name: TensorName) -> Option<TensorName> {
    match name {
        TensorName::CouplingOutput { layer } => Some(TensorName::CouplingInput { layer }),
        TensorName::CouplingInput { layer } => Some(TensorName::CouplingOutput { layer }),
        _ => None,
    }
}

/// Lists what is missing lazily: a single key may claim any number of layers.
fn check_complete<V>(tensors: &BTreeMap<TensorName, V>, depth: usize) -> Result<(), Fault> {
    let has_biases = has_biases(tensors);
    let coupled: BTreeSet<usize> = tensors.keys().filter_map(|name| name.coupled_layer()).collect();
    let linear = (0..=depth)
        .flat_map(|index| [TensorName::Weight { layer: index + 1 }, TensorName::Bias { layer: index + 1 }])
        .filter(|name| has_biases || !matches!(name, TensorName::Bias { .. }))
        .filter(|name| !tensors.contains_key(name));
    let chi = (1..=depth)
        .filter(|layer| !coupled.contains(layer))
        .map(|layer| TensorName::Coupling { layer, arity: 2 });
    let partners =
        tensors.keys().filter_map(|name| partner(*name)).filter(|name| !tensors.contains_key(name));
    let latent = [TensorName::LatentWeight, TensorName::LatentMean, TensorName::LatentPrecision];
    let is_mixture = latent.iter().any(|name| tensors.contains_key(name));
    let latent = latent.into_iter().filter(|name| is_mixture && !tensors.contains_key(name));
    let mut missing = linear.chain(chi).chain(partners).chain(latent).map(|name| name.to_string());
    let names: Vec<_> = missing.by_ref().take(MISSING_NAMED).collect();
    match names.is_empty() {
        true => Ok(()),
        false => Err(Fault::Missing { names, more: missing.next().is_some() }),
    }
}
