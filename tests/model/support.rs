//! Builds model files byte by byte, right and wrong ones.

use std::io::Cursor;

use diagraction::network::file::{Fault, LoadError, Model, load};
use ndarray::ArrayD;
use ndarray_npy::NpzWriter;

/// Loads these bytes as a file with this ending.
pub(crate) fn load_bytes(ending: &str, bytes: &[u8]) -> Result<Model, LoadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("model.{ending}"));
    std::fs::write(&path, bytes).unwrap();
    load(path)
}

/// The fault of these bytes. Its message names the file and has a beginning and an end.
pub(crate) fn fault(ending: &str, bytes: &[u8]) -> Fault {
    let error = load_bytes(ending, bytes).expect_err("a refusal");
    let message = error.to_string();
    assert!(message.contains(&format!("model.{ending}: ")), "{message}");
    *error.fault
}

pub(crate) fn message(ending: &str, bytes: &[u8]) -> String {
    fault(ending, bytes).to_string()
}

pub(crate) struct Tensor {
    pub(crate) name: &'static str,
    pub(crate) shape: Vec<usize>,
    pub(crate) entries: Vec<f64>,
}

pub(crate) fn tensor(name: &'static str, shape: &[usize], entries: &[f64]) -> Tensor {
    Tensor { name, shape: shape.to_vec(), entries: entries.to_vec() }
}

/// A sound network, d = 2, L = 1.
pub(crate) fn sound() -> Vec<Tensor> {
    vec![
        tensor("linear.0.weight", &[2, 2], &[1.0, 2.0, 3.0, 5.0]),
        tensor("linear.0.bias", &[2], &[0.5, -0.5]),
        tensor("linear.1.weight", &[2, 2], &[2.0, 0.0, 0.0, 1.0]),
        tensor("linear.1.bias", &[2], &[0.0, 0.0]),
        tensor("chi.0", &[1, 1, 1], &[0.25]),
    ]
}

/// The sound network with one tensor replaced.
pub(crate) fn with(name: &str, replacement: Tensor) -> Vec<Tensor> {
    let mut tensors = sound();
    let place = tensors.iter().position(|tensor| tensor.name == name).unwrap();
    tensors[place] = replacement;
    tensors
}

/// The sound network without one tensor.
pub(crate) fn without(name: &str) -> Vec<Tensor> {
    sound().into_iter().filter(|tensor| tensor.name != name).collect()
}

pub(crate) fn safetensors_raw(header: &[u8], numbers: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header, numbers].concat()
}

pub(crate) fn safetensors(tensors: &[Tensor]) -> Vec<u8> {
    let (mut header, mut numbers) = (Vec::new(), Vec::new());
    for Tensor { name, shape, entries } in tensors {
        let begin = numbers.len();
        numbers.extend(entries.iter().flat_map(|entry| entry.to_le_bytes()));
        let end = numbers.len();
        header
            .push(format!(r#""{name}":{{"dtype":"F64","shape":{shape:?},"data_offsets":[{begin},{end}]}}"#));
    }
    safetensors_raw(format!("{{{}}}", header.join(",")).as_bytes(), &numbers)
}

fn write_npz(mut archive: NpzWriter<Cursor<Vec<u8>>>, tensors: &[Tensor]) -> Vec<u8> {
    for Tensor { name, shape, entries } in tensors {
        let array = ArrayD::from_shape_vec(shape.clone(), entries.clone()).unwrap();
        archive.add_array(*name, &array).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(crate) fn npz(tensors: &[Tensor]) -> Vec<u8> {
    write_npz(NpzWriter::new(Cursor::default()), tensors)
}

pub(crate) fn npz_deflated(tensors: &[Tensor]) -> Vec<u8> {
    write_npz(NpzWriter::new_compressed(Cursor::default()), tensors)
}

/// A zip archive of stored files with these bytes.
pub(crate) fn zip(files: &[(&[u8], &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let start = archive.len() as u32;
        let size = (content.len() as u32).to_le_bytes();
        let name_length = (name.len() as u16).to_le_bytes();
        let common =
            [&[0; 4][..], &[0; 4], &crc32(content).to_le_bytes(), &size, &size, &name_length].concat();
        archive.extend([&b"PK\x03\x04\x14\0"[..], &common, &[0; 2], name, content].concat());
        directory.extend([&b"PK\x01\x02\x14\0\x14\0"[..], &common, &[0; 12]].concat());
        directory.extend([&start.to_le_bytes()[..], name].concat());
    }
    let (start, length) = (archive.len() as u32, directory.len() as u32);
    let count = (files.len() as u16).to_le_bytes();
    archive.extend(directory);
    archive.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &length.to_le_bytes()].concat());
    archive.extend([&start.to_le_bytes()[..], &[0; 2]].concat());
    archive
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)))
}

/// An npy file with this header text.
pub(crate) fn npy(header: &str, numbers: &[u8]) -> Vec<u8> {
    let length = (header.len() as u16).to_le_bytes();
    [&b"\x93NUMPY\x01\x00"[..], &length, header.as_bytes(), numbers].concat()
}

pub(crate) const SOUND_JSON: &str = r#"{"linear": [{"weight": [[1, 2], [3, 5]], "bias": [0.5, -0.5]},
    {"weight": [["2/1", 0], [0, 1]], "bias": [0, 0]}], "chi": [[[[0.25]]]]}"#;
