//! Dressed diagrams: undressing all of them is the bare expansion, each bare diagram once.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::common::assert_refused;
use diagraction::Rational;
use diagraction::diagram::{Arena, Diagram, Grade, Stage, Term};
use diagraction::notation::{self, Charset, Printer};
use diagraction::rewrite::{Cutoffs, Expand, ExpandError, Undress, dress};

/// Every stage of small networks of several activations.
fn requests() -> Vec<Expand> {
    let networks = [(0, vec![2]), (1, vec![2]), (2, vec![2]), (1, vec![3]), (2, vec![3]), (1, vec![2, 3])];
    let networks = networks.into_iter().chain([(2, vec![2, 3]), (1, vec![4]), (1, vec![2, 5])]);
    networks
        .flat_map(|(depth, arities)| {
            let request = Expand::new(depth).arities(arities);
            request.stages().map(|stage| request.clone().at(stage)).collect::<Vec<_>>()
        })
        .collect()
}

/// The factors of all diagrams by notation, which is the same in every arena.
fn factors(arena: &Arena, terms: impl IntoIterator<Item = Term>) -> BTreeMap<String, Rational> {
    let mut printer = Printer::new(Charset::Ascii);
    let mut factors = BTreeMap::new();
    for term in terms {
        let previous = factors.insert(printer.diagram(arena, &term.diagram), term.factor);
        assert_eq!(previous, None, "every diagram comes once");
    }
    factors
}

fn undress(request: &Expand) -> Undress {
    Undress { at: request.stage(), arities: request.split_arities().to_vec() }
}

/// Undresses all dressed diagrams, and dresses what comes out of each again.
fn check_sum(request: &Expand) {
    let dressed = request.clone().dressed().generate().unwrap();
    let mut arena = dressed.arena().clone();
    let mut bare = Vec::new();
    for term in dressed.terms() {
        let undressed = undress(request).term(&mut arena, &term, &Cutoffs::none());
        for part in &undressed {
            assert_eq!(dress(&mut arena, &part.diagram), term.diagram);
        }
        bare.extend(undressed);
    }
    let expected = request.generate().unwrap();
    let expected = factors(expected.arena(), expected.terms());
    assert!(factors(&arena, bare) == expected, "{request:?}");
}

#[test]
fn undressed_diagrams_are_the_bare_expansion() {
    for request in requests() {
        check_sum(&request);
    }
    for stage in Expand::new(3).stages() {
        check_sum(&Expand::new(3).at(stage));
    }
}

/// The same under a cutoff on the splits of the bare diagrams.
#[test]
fn undressed_diagrams_are_the_bare_expansion_order_by_order() {
    let two = Cutoffs { max_chi: Some(2), ..Cutoffs::none() };
    for request in [Expand::new(2).arities([3]), Expand::new(2).arities([2, 3]), Expand::new(4)] {
        for stage in [Stage::A(1), Stage::B(1)] {
            let request = request.clone().at(stage).cutoffs(two);
            // Explicit splits are never more than those of the bare diagrams.
            let dressed = request.clone().dressed().generate().unwrap();
            let mut arena = dressed.arena().clone();
            let terms: Vec<Term> = dressed.terms().collect();
            let bare = terms.iter().flat_map(|term| undress(&request).term(&mut arena, term, &two));
            let bare: Vec<Term> = bare.collect();
            let expected = request.generate().unwrap();
            assert!(factors(&arena, bare) == factors(expected.arena(), expected.terms()), "{request:?}");
        }
    }
}

/// Without the factors of D and of circles the sum would be another one: the test above can fail.
#[test]
fn undressing_has_the_factors_of_the_bare_diagrams() {
    let mut arena = Arena::new();
    let mut diagram =
        |text: &str| -> Diagram { notation::read(text, &mut arena).unwrap().terms.remove(0).diagram };
    let cases = [
        ("Z(C2, W2.D1.W1.x)", vec![2], "4 Z(W2.b1, W2.chi1(b1, W1.x))"),
        ("Z(W2.D1.W1.x, W2.D1.W1.x)", vec![2], "4 Z(W2.chi1(b1, W1.x), W2.chi1(b1, W1.x))"),
        ("Z(C2, W2.D1.W1.x)", vec![3], "6 Z(b2, W2.chi3_1(b1, b1, W1.x))"),
        ("Z(C2, W2.chi3_1(C1, W1.x, W1.x))", vec![3], "6 Z(b2, W2.chi3_1(b1, W1.x, W1.x))"),
    ];
    let cases: Vec<_> = cases.map(|(text, arities, part)| (diagram(text), arities, part)).into();
    for (diagram, arities, part) in cases {
        let factor = arena.symmetry_factor(&diagram);
        let undress = Undress { at: Stage::A(1), arities };
        let terms = undress.term(&mut arena, &Term { factor, diagram }, &Cutoffs::none());
        let mut printer = Printer::new(Charset::Ascii);
        let mut parts =
            terms.iter().map(|term| format!("{} {}", term.factor, printer.diagram(&arena, &term.diagram)));
        assert!(parts.any(|found| found == part), "{part}");
    }
}

#[test]
fn factors_are_arity_factorials_over_automorphisms() {
    for request in requests() {
        let dressed = request.dressed().generate().unwrap();
        for term in dressed.terms() {
            assert_eq!(term.factor, dressed.arena().symmetry_factor(&term.diagram));
        }
    }
}

/// What is generated is what is counted, grade by grade, and cutting while generating is filtering afterwards.
#[test]
fn counts_equal_enumeration() {
    let cutoffs = [
        Cutoffs::none(),
        Cutoffs { max_rank: Some(3), ..Cutoffs::none() },
        Cutoffs { min_rank: 2, max_rank: Some(4), ..Cutoffs::none() },
        Cutoffs { max_chi: Some(1), ..Cutoffs::none() },
        Cutoffs { max_circles: Some(1), ..Cutoffs::none() },
        Cutoffs { min_rank: 3, max_rank: Some(5), max_chi: Some(2), max_circles: Some(1) },
    ];
    for request in requests() {
        let full = request.clone().dressed().generate().unwrap();
        for cut in cutoffs {
            let request = request.clone().dressed().cutoffs(cut);
            let expansion = request.generate().unwrap();
            let kept = full.terms().filter(|term| cut.keep(term.grade(full.arena())));
            let kept = factors(full.arena(), kept);
            assert_eq!(factors(expansion.arena(), expansion.terms()), kept, "{request:?}");
            let mut by_grade = BTreeMap::<Grade, u64>::new();
            for term in expansion.terms() {
                *by_grade.entry(term.grade(expansion.arena())).or_default() += 1;
            }
            let counts = request.count().unwrap();
            assert_eq!(counts.total().to_f64(), kept.len() as f64, "{request:?}");
            let counted = counts.by_grade().unwrap().iter();
            let counted: BTreeMap<Grade, u64> =
                counted.map(|(&grade, number)| (grade, u64::try_from(number).unwrap())).collect();
            assert_eq!(counted, by_grade, "{request:?}");
        }
    }
}

/// h_2(1 + f) with f -> f + h_2(f): 1, 2, 5, 20, 230 legs with open ends.
#[test]
fn numbers_of_dressed_diagrams() {
    for (depth, diagrams) in [(0, 3), (1, 6), (2, 21), (3, 231), (4, 26_796)] {
        assert_eq!(Expand::new(depth).dressed().generate().unwrap().terms().count(), diagrams);
    }
}

/// All orders in χ and in the biases, up to rank four, through 34 activations.
#[test]
fn deep_expansions_are_small_up_to_rank_four() {
    let four = Cutoffs { max_rank: Some(4), ..Cutoffs::none() };
    let request = Expand::new(34).dressed().cutoffs(four);
    let start = Instant::now();
    let counts = request.count().unwrap();
    let expansion = request.generate().unwrap();
    let mut by_rank = BTreeMap::<usize, u64>::new();
    for term in expansion.terms() {
        *by_rank.entry(term.grade(expansion.arena()).rank).or_default() += 1;
    }
    assert!(start.elapsed().as_secs() < 30);
    let counted = counts.by_rank().unwrap().iter();
    let counted: BTreeMap<usize, u64> =
        counted.map(|(&rank, number)| (rank, u64::try_from(number).unwrap())).collect();
    assert_eq!(by_rank, counted);
    assert_eq!(by_rank[&0], 1);
    assert_eq!(by_rank[&1], 1);
    // Z(C, split) at 34 layers, and Z(leg, leg).
    assert_eq!(by_rank[&2], 35);
}

#[test]
fn what_is_too_large_is_refused_with_the_rank_that_would_help() {
    match Expand::new(6).dressed().generate().unwrap_err() {
        ExpandError::TooMany { suggestions, limit, .. } => {
            assert_eq!(suggestions.len(), 1);
            assert!(suggestions[0].cutoffs.max_rank.is_some(), "{suggestions:?}");
            assert!(suggestions[0].size.at_most(limit));
        }
        other => panic!("{other}"),
    }
    let error = Expand::new(4).dressed().memory(1000).generate().unwrap_err();
    assert!(matches!(error, ExpandError::Memory { .. }), "{error}");
}

/// Dressed diagrams of every stage are printed and read back, and read as dressed in any order of legs.
#[test]
fn printed_diagrams_are_read_back() {
    for charset in [Charset::Ascii, Charset::Unicode] {
        for request in requests() {
            let expansion = request.dressed().generate().unwrap();
            let mut arena = expansion.arena().clone();
            let mut printer = Printer::new(charset);
            for term in expansion.terms() {
                let text = printer.diagram(&arena, &term.diagram);
                let sum = notation::read(&text, &mut arena).unwrap();
                assert_eq!(sum.terms[0].diagram, term.diagram, "{text}");
            }
        }
    }
    let mut arena = Arena::new();
    let sum = notation::read("Z(W2.chi1(W1.x, W1.x), C2) + Z(W2.chi1(W1.x,W1.x), W2.D1.W1.x)", &mut arena);
    let mut printer = Printer::new(Charset::Ascii);
    let text: Vec<String> =
        sum.unwrap().terms.iter().map(|term| printer.diagram(&arena, &term.diagram)).collect();
    assert_eq!(text, ["Z(C2, W2.chi1(W1.x, W1.x))", "Z(W2.D1.W1.x, W2.chi1(W1.x, W1.x))"]);
}

#[test]
fn what_is_not_dressed_throughout_is_refused_at_its_position() {
    let cases = [
        ("Z(C2, b2)", 7, "no bare circle: C2 holds all trees of b"),
        ("Z(C2, W2.chi1(b1, W1.x))", 15, "no bare circle: C1"),
        ("Z(C2, W2.C1)", 10, "W2.C1 is part of C2"),
        ("Z(C2, W2.W1.x)", 10, "passes activation 1 as W2.D1.W1"),
        ("Z(C2, W2.D1.C1)", 13, "expected W1 below D1"),
        ("Z(C2, W2.D1.b1)", 13, "expected W1 below D1"),
        ("Z(C2, W2.D1.h1)", 13, "expected W1 below D1"),
        ("Z(C2, W2.D1.x2)", 13, "expected a leg of layer 1"),
        ("Z(C2, W2.D1.chi1(W1.x, W1.x))", 13, "expected a leg of layer 1"),
        ("Z(C2, W2.D1.D1.W1.x)", 13, "expected a leg of layer 1"),
        ("Z(C2, W2.D2.W1.x)", 10, "expected W1, b1, chi1 or x2 below W2 (dressed: D1"),
        ("Z(C3, D2.W2.x2)", 7, "expected a leg of layer 3"),
        ("Z(D2.W2.x2, C3)", 3, "a leg of Z starts with"),
        ("Z(C2, W2.chi1(C1, W1.x))", 10, "at least two legs with open ends"),
        ("Z(C2, W2.chi1(C1, C1))", 10, "at least two legs with open ends"),
        ("Z(C2, W2.chi3_1(C1, C1, W1.x))", 10, "at least two legs with open ends"),
        ("Z(C3, W3.D2.W2.chi1(W1.b1, W1.x))", 24, "expected the open end x below W1"),
        ("B2(C2, W2.x2)", 4, "vertex Z only"),
        ("Z(C1, C2)", 7, "expected a leg of layer 1"),
    ];
    assert_refused(&cases);
    // A diagram without C and D is bare, and a sum may have both kinds.
    let both = "Z(W2.W1.x, W2.chi1(W1.x, W1.x)) + Z(C2, W2.chi3_1(C1, W1.x, W1.x))";
    assert_eq!(notation::read(both, &mut Arena::new()).unwrap().terms.len(), 2);
}
