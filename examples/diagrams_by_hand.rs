//! Build a diagram, look at its symmetry, and let a rule act on it.
//!
//! Run with `cargo run --release --example diagrams_by_hand`.
#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and the tests run it")]

use diagraction::diagram::{Arena, Diagram, Stage, Term};
use diagraction::notation::{Charset, Printer};
use diagraction::rewrite::{Activation, Cutoffs, apply};

/// The example; it is also run by the tests.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arena = Arena::new();
    let mut printer = Printer::new(Charset::Unicode);

    // A_2^(2) of a network of depth 1: the vertex with two lines W_2.
    let open = arena.open(Stage::A(2));
    let line = arena.line(2, open);
    let diagram = Diagram::latent(&arena, line, line);
    println!("{} has {} automorphisms", printer.diagram(&arena, &diagram), arena.automorphisms(&diagram));

    // The activation splits none, one or both of its legs, Eqs. (27) to (29).
    let rule = Activation { layer: 1, arities: vec![2] };
    for term in apply(&rule, &mut arena, &Term::unit(diagram), &Cutoffs::none()) {
        let rank = term.grade(&arena).rank;
        println!("  B_1^({rank}) += {} {}", term.factor, printer.diagram(&arena, &term.diagram));
        assert_eq!(term.factor, arena.symmetry_factor(&term.diagram));
    }
    Ok(())
}
