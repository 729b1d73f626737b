//! Any bytes are a model or refused. The first byte chooses the ending.
#![no_main]

use diagraction::network::file::load;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let ending = ["safetensors", "npz", "json", "bin"][usize::from(choice % 4)];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("model.{ending}"));
    std::fs::write(&path, content).expect("a file");
    if let Err(error) = load(&path) {
        assert!(!error.to_string().is_empty());
    }
});
