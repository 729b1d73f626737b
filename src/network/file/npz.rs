//! The npz format: a zip archive with one npy file per tensor.

use std::io::Cursor;

use ndarray_npy::NpzWriter;

use super::assemble::assemble;
use super::inventory::Inventory;
use super::save::tensors;
use super::{Fault, SaveFault, npy, zip};
use crate::network::{Network, TensorName};

pub(super) fn read(bytes: &[u8]) -> Result<Network<f64>, Fault> {
    let entries = zip::entries(bytes)?;
    let keyed = entries.into_iter().map(|entry| {
        let key = entry.name.strip_suffix(".npy").unwrap_or(&entry.name).to_owned();
        (key, entry)
    });
    let Inventory { tensors, depth } = Inventory::new(keyed.collect())?;
    let decode = |(name, entry): (TensorName, zip::Entry<'_>)| {
        Ok((name, npy::decode(&name.to_string(), &entry.content()?)?))
    };
    assemble(Inventory { tensors: tensors.into_iter().map(decode).collect::<Result<_, Fault>>()?, depth })
}

pub(super) fn write(network: &Network<f64>) -> Result<Vec<u8>, SaveFault> {
    let encode = |error: ndarray_npy::WriteNpzError| SaveFault::Encode(error.to_string());
    let mut archive = NpzWriter::new(Cursor::new(Vec::new()));
    for (name, entries) in tensors(network) {
        archive.add_array(name.to_string(), &entries).map_err(encode)?;
    }
    Ok(archive.finish().map_err(encode)?.into_inner())
}
