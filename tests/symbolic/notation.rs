//! What is printed can be read, and what cannot be read is explained with its position.

use crate::common::assert_refused;
use diagraction::diagram::{Arena, Stage};
use diagraction::notation::{self, Charset, NotationError, Printer};
use diagraction::rewrite::{Expand, by_layer};
use proptest::prelude::*;

fn read(text: &str) -> Result<notation::Sum, NotationError> {
    notation::read(text, &mut Arena::new())
}

/// Every diagram of every stage, in both charsets, is read back as the same object.
#[test]
fn printed_diagrams_are_read_back() {
    for charset in [Charset::Ascii, Charset::Unicode] {
        for (depth, arities) in [(0, vec![2]), (2, vec![2]), (1, vec![2, 3]), (1, vec![12])] {
            let request = Expand::new(depth).arities(arities);
            for stage in request.stages() {
                let expansion = request.clone().at(stage).generate().unwrap();
                let mut arena = expansion.arena().clone();
                let mut printer = Printer::new(charset);
                for term in expansion.terms() {
                    let text = printer.diagram(&arena, &term.diagram);
                    let sum = notation::read(&text, &mut arena).unwrap();
                    assert_eq!(sum.terms[0].diagram, term.diagram, "{text}");
                }
            }
        }
    }
}

#[test]
fn coefficient_vertices_are_read_back() {
    let mut arena = Arena::new();
    let mut printer = Printer::new(Charset::Ascii);
    let request = Expand::new(3).arities([2, 3]);
    for stage in [Stage::A(2), Stage::B(2), Stage::A(4), Stage::B(3)] {
        for rank in 0..4 {
            let request = request.clone().at(stage);
            for term in by_layer::update(&request, rank, &mut arena).unwrap().terms {
                let text = printer.diagram(&arena, &term.diagram);
                let sum = notation::read(&text, &mut arena).unwrap();
                assert_eq!(sum.terms[0].diagram, term.diagram, "{text}");
            }
        }
    }
}

#[test]
fn any_order_and_dressing_reads_the_same() {
    let mut arena = Arena::new();
    let mut diagram = |text: &str| notation::read(text, &mut arena).unwrap().terms.remove(0);
    let canonical = diagram("2 * Z(b2, W2.chi1(b1, W1.x))");
    for text in [
        "2*Z(W2.chi1(W1.x,b1),b2)",
        "  2 * Z ( W2 . chi1 ( W1 . x , b1 ) , b2 )  # a comment",
        "2 · Z(b₂, W₂·χ₁(b₁, W₁·x))",
        "2 · Z(b₂, W₂·χ²₁(b₁, W₁·x))",
        "+ 4/2 * Z(b2, W2.chi2_1(b1, W1.x1))",
    ] {
        assert_eq!(diagram(text), canonical, "{text}");
    }
}

#[test]
fn legs_of_a_coefficient_read_in_any_order() {
    let mut arena = Arena::new();
    let mut diagram = |text: &str| notation::read(text, &mut arena).unwrap().terms.remove(0);
    assert_eq!(diagram("A3(h2, chi2(h2, h2))"), diagram("A3(chi2(h2, h2), h2)"));
}

#[test]
fn errors_have_positions_and_expectations() {
    let cases = [
        ("Z(b2, W2.W2.x)", 10, "expected W1, b1, chi1 or x2 below W2"),
        ("Z(b2, W2.chi2(b2, b2))", 10, "expected W1, b1, chi1 or x2 below W2"),
        ("Z(b2, W1.x)", 7, "expected a leg of layer 2"),
        ("Z(b2, W2.x)", 10, "expected W1, b1, chi1 or x2 below W2"),
        ("Z(b2, b2, b2)", 1, "the latent vertex Z has one or two legs, found 3"),
        ("Z(b2, W2.chi1(b1))", 10, "this split has arity 2, but 1 legs"),
        ("Z(W1.x, h1)", 1, "open legs end at different stages, x and h1"),
        ("1/0 * Z(b1, b1)", 1, "denominator 0"),
        ("Z(b0, b0)", 4, "layer numbers run from 1 to 1001"),
        ("Z(b99999999999999999999, b1)", 4, "this number is too large"),
        ("Z(b1, W1.y)", 10, "but found 'y'"),
        ("Z(b1, b1) Z(b1, b1)", 11, "'+' or '-'"),
        ("Z(b1, b1", 9, "expected ')' or ',', but the text ends"),
        ("", 1, "expected"),
        ("chi1_1", 1, "but found 'c'"),
    ];
    assert_refused(&cases);
    let error = read("Z(b1, b1)\n  + Z(b1, b2)").unwrap_err();
    assert_eq!((error.line, error.column), (2, 11), "{error}");
}

#[test]
fn deep_nesting_is_refused() {
    let error = read(&"Z(".repeat(100_000)).unwrap_err();
    assert!(error.message.contains("nested"), "{error}");
    let chain: String = (1..=1000).rev().map(|layer| format!("W{layer}.")).collect();
    assert_eq!(read(&format!("Z(b1000, {chain}x)")).unwrap().terms.len(), 1);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[ZbCWDxhchi0-9₁²χ·.,()*+/# -]{0,60}") {
        let _ = read(&text);
    }
}
