#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    diagraction_fuzz::spin_files(bytes);
});
