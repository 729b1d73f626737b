//! What kind of thing a file holds.

use std::fmt;
use std::io::Read;
use std::path::Path;

use serde::de::IgnoredAny;

use crate::action::Domain;
use crate::arrays::{self, Container, Entries, ZIP_HEADER};
use crate::{files, theory};

/// What a file holds, as far as its ending and the names within tell. What cannot be read is left to the reader of such
/// files to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A theory as text.
    Theory,
    /// An action of spins, as text or coefficients.
    Spins,
    /// A network of spins.
    SpinModel,
    /// Networks with random parameters, as text.
    Ensemble,
    /// The coefficients of an action.
    Action,
    /// The weights of a network.
    Model,
    /// Cumulants, by loops or of samples.
    Cumulants,
    /// Samples.
    Data,
    /// What neither ending nor names tell.
    Unknown,
}

impl Kind {
    /// What a file holds.
    pub fn of(path: &Path) -> Kind {
        match files::ending(path).as_deref() {
            Some("action") => match theory::load(path) {
                Ok(action) if action.domain == Domain::Spin => Kind::Spins,
                _ => Kind::Theory,
            },
            Some("ensemble") => Kind::Ensemble,
            Some("npy" | "csv" | "txt") => Kind::Data,
            _ => Kind::within(path).unwrap_or(Kind::Unknown),
        }
    }

    /// An archive may be large, so only its names are read.
    fn within(path: &Path) -> Option<Kind> {
        let mut file = files::open(path).ok()?;
        let mut start = [0; ZIP_HEADER.len()];
        if file.read_exact(&mut start).is_err() || start != ZIP_HEADER {
            return Some(Kind::of_bytes(&files::read(path).ok()?));
        }
        let names = arrays::npz_names(file).ok()?;
        let is_action = names.iter().any(|name| name == "A0")
            || names.iter().any(|name| name == "dimension") && names.iter().any(|name| is_coefficient(name));
        let are_cumulants =
            || names.iter().any(|name| name == "dimension") && names.iter().any(|name| is_cumulant(name));
        Some(match is_model(&names) {
            _ if is_spin_model(&names) => Kind::SpinModel,
            true => Kind::Model,
            false if is_action => Kind::Action,
            false if are_cumulants() => Kind::Cumulants,
            false => Kind::Data,
        })
    }

    fn of_bytes(bytes: &[u8]) -> Kind {
        if bytes.trim_ascii_start().starts_with(b"{") {
            let keys = serde_json::from_slice::<Entries<IgnoredAny>>(bytes);
            let has =
                |name: &str| keys.as_ref().is_ok_and(|Entries(keys)| keys.iter().any(|(key, _)| key == name));
            return match ["linear", "coefficients", "domain", "orders"].map(has) {
                [true, ..] => Kind::Model,
                [_, true, true, _] if is_of_spins(bytes) => Kind::Spins,
                [_, true, ..] => Kind::Action,
                [.., true] => Kind::Cumulants,
                _ => Kind::Unknown,
            };
        }
        let Ok(contents) = arrays::read(Container::Safetensors, bytes) else { return Kind::Unknown };
        let names: Vec<String> = contents.arrays.into_iter().map(|(name, _)| name).collect();
        match is_model(&names) {
            _ if is_spin_model(&names) => Kind::SpinModel,
            true => Kind::Model,
            false if names.iter().any(|name| is_coefficient(name)) => Kind::Action,
            false if names.iter().any(|name| is_cumulant(name)) => Kind::Cumulants,
            false => Kind::Unknown,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Theory => "a theory as text",
            Kind::Spins => "an action of spins",
            Kind::SpinModel => "a network of spins",
            Kind::Ensemble => "an ensemble of networks",
            Kind::Action => "an action",
            Kind::Model => "a trained network",
            Kind::Cumulants => "cumulants",
            Kind::Data => "samples",
            Kind::Unknown => "something else",
        })
    }
}

/// Whether the domain of an action in JSON is that of spins.
fn is_of_spins(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        domain: Domain,
    }
    serde_json::from_slice::<Head>(bytes).is_ok_and(|head| head.domain == Domain::Spin)
}

fn is_model(names: &[String]) -> bool {
    names.iter().any(|name| name.starts_with("linear."))
}

/// Weights without a layer, or with masks.
fn is_spin_model(names: &[String]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    has("mask.0") || has("weight") && (has("bias") || has("visible_bias"))
}

/// k1, k2, ..
fn is_cumulant(name: &str) -> bool {
    name.strip_prefix('k').is_some_and(|order| !order.is_empty() && order.bytes().all(|c| c.is_ascii_digit()))
}

/// A1, A2, .., or the pairs of A4. Statistics have a dimension, too, so it alone does not make an action.
fn is_coefficient(name: &str) -> bool {
    let rank = name.strip_prefix('A');
    name == "A4.left" || rank.is_some_and(|rank| !rank.is_empty() && rank.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use ndarray::ArrayD;

    use super::Kind;
    use crate::arrays::{self, Container};

    #[test]
    fn names_tell_what_an_archive_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.npz");
        for (names, content) in [
            (["x", "linear.0.weight"], Kind::Model),
            (["x", "A0"], Kind::Action),
            (["dimension", "A2"], Kind::Action),
            (["dimension", "A4.left"], Kind::Action),
            (["dimension", "k2"], Kind::Cumulants),
            (["dimension", "k3"], Kind::Cumulants),
            (["x", "k2"], Kind::Data),
            (["x", "A2"], Kind::Data),
            (["x", "chain.0"], Kind::Data),
        ] {
            let named = names.map(|name| (name.to_owned(), ArrayD::zeros(vec![2, 2]).into()));
            let mut file = File::create(&path).expect("a file");
            arrays::write(Container::Npz, named, &[], &mut file).expect("an archive");
            assert_eq!(Kind::of(&path), content);
        }
    }
}
