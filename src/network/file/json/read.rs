//! JSON to the exact tensors of a network.

use std::collections::BTreeMap;
use std::fmt;

use ndarray::ArrayD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::Rational;
use crate::arrays::Entries;
use crate::network::TensorName;
use crate::network::file::assemble::{Assembled, assemble};
use crate::network::file::inventory::Inventory;
use crate::network::file::{Fault, Note};
use crate::network::name::{is_coupling_key, is_latent_key};
use crate::text::number;

pub(in crate::network::file) fn read(
    bytes: &[u8],
    tell: &mut dyn FnMut(&Note),
) -> Result<Assembled<Rational>, Fault> {
    let document: Document =
        serde_json::from_slice(bytes).map_err(|error| Fault::malformed("the JSON text", error))?;
    let Inventory { tensors, depth, notes } = Inventory::new(document.keyed()?)?;
    notes.iter().for_each(tell);
    let first = tensors.get(&TensorName::Weight { layer: 1 }).and_then(Value::as_array);
    let dimension = first.map_or(1, Vec::len);
    let mut decoded = BTreeMap::new();
    for (&name, value) in &tensors {
        let shape = name.shape(dimension, terms(name, &tensors)?);
        decoded.insert(name, decode(name, value, shape)?);
    }
    assemble(Inventory { tensors: decoded, depth, notes })
}

/// The number of terms of the low-rank coupling that a tensor belongs to, or of components; of no meaning for others.
fn terms(name: TensorName, tensors: &BTreeMap<TensorName, Value>) -> Result<usize, Fault> {
    let (counted, what) = match name {
        TensorName::CouplingOutput { layer } | TensorName::CouplingInput { layer } => {
            (TensorName::CouplingInput { layer }, "term")
        }
        _ if name.is_latent() => (TensorName::LatentWeight, "component"),
        _ => return Ok(1),
    };
    match tensors.get(&counted) {
        Some(Value::Array(list)) => Ok(list.len()),
        other => Err(structure(
            &counted,
            other.unwrap_or(&Value::Null),
            format!("a list with one entry for each {what}"),
        )),
    }
}

/// The members of the outermost object.
#[derive(Default)]
struct Document {
    linear: Vec<Vec<Entries<Value>>>,
    others: Vec<(String, Value)>,
}

impl Document {
    /// The tensors under the keys that they have in tensor files.
    fn keyed(self) -> Result<Vec<(String, Value)>, Fault> {
        if self.linear.len() > 1 {
            return Err(Fault::Duplicate { name: "linear".to_owned() });
        }
        // Within another object, as `{"state_dict": {..}}`; what stands beside it is refused by name.
        if self.linear.is_empty() && self.others.iter().any(|(_, value)| value.is_object()) {
            let mut keyed = Vec::new();
            for (name, value) in self.others {
                match value {
                    Value::Object(inner) => {
                        keyed.extend(inner.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)))
                    }
                    value => keyed.push((name, value)),
                }
            }
            return Ok(keyed);
        }
        // The flat keys of a `state_dict`.
        if self.linear.is_empty() && self.others.iter().any(|(key, _)| key.contains('.')) {
            return Ok(self.others);
        }
        let (latent, others): (Vec<_>, Vec<_>) =
            self.others.into_iter().partition(|(key, _)| is_latent_key(key));
        let unknown = others.iter().map(|(key, _)| key).filter(|key| !is_coupling_key(key));
        let names: Vec<_> = unknown.cloned().collect();
        if !names.is_empty() {
            return Err(Fault::Unknown { names });
        }
        let layers = self.linear.into_iter().flatten().enumerate();
        let mut keyed: Vec<_> = layers
            .flat_map(|(l, Entries(layer))| {
                layer.into_iter().map(move |(kind, value)| (format!("linear.{l}.{kind}"), value))
            })
            .collect();
        keyed.extend(latent);
        for (key, value) in others {
            let Value::Array(layers) = value else {
                return Err(structure(&key, &value, "a list with one entry for each activation".to_owned()));
            };
            let present = layers.into_iter().enumerate().filter(|(_, chi)| !chi.is_null());
            keyed.extend(present.map(|(l, chi)| (format!("{key}.{l}"), chi)));
        }
        Ok(keyed)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the key \"linear\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut document = Document::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "linear" => document.linear.push(map.next_value()?),
                _ => document.others.push((key, map.next_value()?)),
            }
        }
        Ok(document)
    }
}

fn decode(name: TensorName, value: &Value, shape: Vec<usize>) -> Result<ArrayD<Rational>, Fault> {
    let mut entries = Vec::new();
    collect(value, &shape, &mut Place { name, index: Vec::new() }, &mut entries)?;
    ArrayD::from_shape_vec(shape, entries).map_err(|error| Fault::malformed(name.to_string(), error))
}

/// Where a value stands; prints as `linear.0.weight[1][2]`.
struct Place {
    name: TensorName,
    index: Vec<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        self.index.iter().try_for_each(|index| write!(f, "[{index}]"))
    }
}

/// Appends the entries of nested lists of the given lengths.
fn collect(value: &Value, shape: &[usize], place: &mut Place, out: &mut Vec<Rational>) -> Result<(), Fault> {
    let [length, inner @ ..] = shape else {
        out.push(entry(value, place)?);
        return Ok(());
    };
    let list = value.as_array().filter(|list| list.len() == *length);
    let list = list.ok_or_else(|| structure(&place, value, format!("a list of {length}")))?;
    for (index, value) in list.iter().enumerate() {
        place.index.push(index);
        collect(value, inner, place, out)?;
        place.index.pop();
    }
    Ok(())
}

fn entry(value: &Value, place: &Place) -> Result<Rational, Fault> {
    let text = match value {
        Value::Number(number) => number.as_str(),
        Value::String(text) => text,
        _ => return Err(structure(place, value, "a number, or text that holds one".to_owned())),
    };
    number::parse(text).map_err(|reason| Fault::Number {
        place: place.to_string(),
        text: number::shortened(text),
        reason,
    })
}

fn structure(place: &impl ToString, value: &Value, expected: String) -> Fault {
    let found = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_owned(),
    };
    Fault::Structure { place: place.to_string(), found, expected }
}
