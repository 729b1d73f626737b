//! Any text is read or refused; what is read is printed and read back as the same diagrams.
#![no_main]

use diagraction::diagram::Arena;
use diagraction::notation::{self, Charset, Printer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut arena = Arena::new();
    let Ok(sum) = notation::read(text, &mut arena) else { return };
    for charset in [Charset::Ascii, Charset::Unicode] {
        let mut printer = Printer::new(charset);
        for term in &sum.terms {
            let printed = printer.diagram(&arena, &term.diagram);
            let again = notation::read(&printed, &mut arena).expect("what is printed can be read");
            assert_eq!(again.terms[0].diagram, term.diagram);
        }
    }
});
