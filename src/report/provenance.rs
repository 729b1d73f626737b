//! Which model file a report is about.

use crate::text::bytes::show;
use std::io;
use std::path::Path;

use super::Provenance;
use crate::digest::sha256;
use crate::files::{self, name};
use crate::network::file::Model;
use crate::text::joined;

impl Provenance {
    /// What is known of a model file: its name, its content, its numbers.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(path: &Path, model: &Model) -> io::Result<Provenance> {
        let bytes = files::read(path)?;
        let (dimension, depth) = (model.dimension(), model.depth());
        let (first, second) = (dimension.div_ceil(2), dimension / 2);
        let numbers = match model {
            Model::Exact(_) => "exact rational numbers, rounded to 64-bit floats here",
            Model::Float(_) => "floats, computed with in 64 bits",
        };
        let facts = [
            ("file", format!("{}, {}", name(path), show(bytes.len() as u64))),
            ("SHA-256", sha256(&[&bytes])),
            ("variables", format!("d = {dimension}, halves of {first} and {second}")),
            (
                "layers",
                format!(
                    "{} linear maps, {depth} activations of degree {}",
                    depth + 1,
                    joined(model.arities(), " and ")
                ),
            ),
            ("numbers", numbers.to_string()),
        ];
        let facts = facts.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        Ok(Provenance { name: name(path), dimension, depth, facts })
    }
}
