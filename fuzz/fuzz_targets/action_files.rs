//! Any bytes are an action or refused; a JSON action that is read is written and read back the same.
#![no_main]

use diagraction::action::file::{ActionFile, json, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let ending = ["json", "npz", "safetensors"][usize::from(choice % 3)];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("action.{ending}"));
    std::fs::write(&path, content).expect("a file");
    let Ok(action) = load(&path) else { return };
    let mut text = Vec::new();
    match &action {
        ActionFile::Float(action) => json::write(action, &mut text),
        ActionFile::Exact(action) => json::write_exact(action, &mut text),
    }
    .expect("memory can be written");
    json::read(&text).expect("what is written can be read");
});
