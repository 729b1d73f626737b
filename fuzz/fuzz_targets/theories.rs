//! Any text is a theory or refused; a theory that is read is written as JSON and read back the same, and its
//! normalisability is decided without a panic.
#![no_main]

use diagraction::action::file::{SparseFile, json};
use diagraction::action::normalisability;
use diagraction::theory;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(action) = theory::read(text) else { return };
    let mut written = Vec::new();
    json::write_sparse_exact(&action, &mut written).expect("memory can be written");
    if let Ok(SparseFile::Exact(again)) = json::read_sparse(&written) {
        assert_eq!(again, action);
    }
    if action.dimension() <= 64 {
        normalisability(&action);
    }
});
