//! Diagrams printed and read.

use diagraction::feynman::{Family, Generate, Term, push_graph, read};
use diagraction::notation::Charset;

use crate::terms;

fn text(term: &Term, charset: Charset) -> String {
    let mut text = String::new();
    term.push(charset, &mut text);
    text
}

#[test]
fn what_is_printed_is_read() {
    for request in [
        Generate::new(2, 0..=2),
        Generate::new(0, 2..=4).ranks([3, 4]),
        Generate::new(4, 0..=1).unlabelled(),
        Generate::new(2, 0..=0).unlabelled(),
        Generate::new(3, 0..=1),
    ] {
        let terms = terms(&request);
        for charset in [Charset::Ascii, Charset::Unicode] {
            let sum: Vec<String> = terms.iter().map(|term| text(term, charset)).collect();
            let read = read(&sum.join(" + ")).unwrap();
            assert_eq!(read.len(), terms.len());
            for (term, (factor, graph)) in terms.iter().zip(read) {
                assert_eq!((term.factor(), term.graph), (factor, graph));
            }
        }
    }
}

#[test]
fn printing() {
    let request = Generate::new(2, 1..=2).ranks([4]).family(Family::SelfEnergy);
    let printed: Vec<String> = terms(&request).iter().map(|term| text(term, Charset::Ascii)).collect();
    assert_eq!(
        printed,
        ["1/2 * V4(1,2,a,a)", "1/4 * V4(1,2,a,b).V4(a,b,c,c)", "1/6 * V4(1,a,b,c).V4(2,a,b,c)"]
    );
    let unicode = text(&terms(&request)[2], Charset::Unicode);
    assert_eq!(unicode, "1/6 · V₄(1,a,b,c)·V₄(2,a,b,c)");
}

/// More than 25 lines have names of two letters, and no line is called x.
#[test]
fn long_names() {
    let lines: Vec<(usize, usize)> =
        (0..14).flat_map(|v| [(v, v + 1), (v, v + 1)]).chain([(0, 0), (14, 14)]).collect();
    let graph = diagraction::feynman::Graph::new(15, &lines, &[]).unwrap();
    let mut text = String::new();
    push_graph(&graph, Charset::Ascii, &mut text);
    assert!(text.contains("aa") && !text.contains('x'), "{text}");
    assert_eq!(read(&text).unwrap()[0].1, graph);
}

#[test]
fn errors_have_positions() {
    for (text, column, message) in [
        ("", 1, "expected"),
        ("V3(1,a,a", 9, "expected"),
        ("V4(1,a,a)", 1, "a vertex of rank 4 with 3 ends"),
        ("V3(1,a,b)", 6, "line a ends once"),
        ("V3(a,a,a)", 8, "a third end of line a"),
        ("V3(1,1,2)", 6, "a second leg 1"),
        ("V3(1,3,4)", 6, "leg 3 without a leg 2"),
        ("V3(1,x,2)", 6, "legs with and without labels"),
        ("2 * V3(1,a,a).V4(b,b,c,c)", 1, "not connected"),
        ("1/0 * G(1,2)", 1, "denominator 0"),
        ("G(a,a)", 3, "the bare line"),
        ("G(1,3)", 5, "leg 3 without"),
        ("V99999999999999999999999(1,2,3)", 1, "a vertex of rank"),
        ("V3(1,2,0)", 8, "leg 0"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!((error.line, error.column), (1, column), "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

/// Whatever the symmetry, reading ends soon.
#[test]
fn symmetric_diagrams_are_read_at_once() {
    let star = |inner: &str| {
        let names: Vec<String> = ('a'..='o').map(String::from).collect();
        let satellites: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(i, name)| {
                inner
                    .replace('#', name)
                    .replace('1', &(2 * i + 1).to_string())
                    .replace('2', &(2 * i + 2).to_string())
            })
            .collect();
        format!("V15({}).{}", names.join(","), satellites.join("."))
    };
    assert_eq!(read(&star("V3(x,x,#)")).unwrap()[0].1.automorphisms(), (1..=15u128).product::<u128>() << 15);
    assert_eq!(
        read(&star("V3(#,z#,z#)")).unwrap()[0].1.automorphisms(),
        (1..=15u128).product::<u128>() << 15
    );
    let labelled: Vec<String> =
        ('a'..='o').rev().enumerate().map(|(i, name)| format!("V3({},{name},{})", 30 - i, i + 1)).collect();
    let text = format!("V15(a,b,c,d,e,f,g,h,i,j,k,l,m,n,o).{}", labelled.join("."));
    assert_eq!(read(&text).unwrap()[0].1.automorphisms(), 1);
}
