//! Joined trees: counted, summed up, and contracted, each by another way to the same numbers.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::time::Instant;

use crate::common::rational;
use crate::inverse::{Inverse, zero};
use diagraction::Rational;
use diagraction::diagram::{Arena, GraphNode};
use diagraction::joined::{self, Generate, JoinError, Sheet, Term};
use diagraction::network::Network;
use diagraction::network::file::{Model, load};
use diagraction::notation::Charset;
use diagraction::render::Format;
use ndarray::Array1;
use petgraph::algo::subgraph_isomorphisms_iter;

fn terms(request: &Generate) -> (Arena, Vec<Term>) {
    let (mut arena, mut terms) = (Arena::new(), Vec::new());
    let visit = |store: &Arena, term| {
        if terms.is_empty() {
            arena = store.clone();
        }
        terms.push(term);
        ControlFlow::Continue(())
    };
    request.each(visit).unwrap();
    (arena, terms)
}

fn text(arena: &Arena, term: &Term) -> String {
    let mut text = format!("{} * ", term.factor);
    term.trees.push(arena, Charset::Ascii, &mut text);
    text
}

/// Numbers of diagrams, and the sums of the sizes of their factors, from so many loops on.
#[track_caller]
fn check(depth: u32, order: usize, first: usize, diagrams: &[u128], sums: &[i64]) {
    let most = diagrams.len().max(1) - 1 + first;
    let request = Generate::new(order, depth, first..=most);
    let count = request.count().unwrap();
    let found: Vec<u128> = count.orders.iter().map(|order| order.diagrams).collect();
    assert_eq!(found, diagrams, "depth {depth}, order {order}");
    // All diagrams with so many trees and loops have as many splits.
    let sign = if order.is_multiple_of(2) { 1 } else { -1 };
    let known = request.sums().unwrap();
    for ((order, sum), known) in count.orders.iter().zip(sums).zip(known) {
        assert_eq!(order.sum, rational(sign * sum, 1), "depth {depth}, {} loops", order.loops);
        assert_eq!(order.sum, Rational::from_integer(known));
    }
}

#[test]
fn known_numbers_and_sums() {
    check(0, 2, 0, &[1], &[1]);
    check(1, 1, 1, &[1], &[1]);
    check(1, 2, 0, &[1, 1], &[1, 2]);
    check(1, 3, 0, &[3, 1], &[6, 8]);
    check(1, 4, 0, &[12, 3], &[48, 48]);
    check(2, 1, 1, &[2, 2], &[2, 3]);
    check(2, 2, 0, &[1, 8, 14, 6], &[1, 20, 108, 96]);
    check(2, 3, 0, &[6, 62, 210], &[12, 388, 4176]);
    check(3, 1, 1, &[3, 10, 13, 8], &[3, 27, 120, 105]);
    check(3, 2, 0, &[1, 21, 164, 795], &[1, 54, 1488, 25_536]);
    check(3, 3, 0, &[9, 294], &[18, 1836]);
}

#[test]
fn sums_of_higher_orders() {
    let sums = |order, depth, loops| -> Vec<u64> {
        let sums = Generate::new(order, depth, 0..=loops).sums().unwrap();
        sums.iter().map(|sum| u64::try_from(sum.magnitude()).unwrap()).collect()
    };
    assert_eq!(sums(4, 2, 9), [240, 11_136, 191_808, 1_431_936, 3_988_224, 1_880_064]);
    assert_eq!(sums(3, 2, 9), [12, 388, 4176, 15_408, 9504]);
    assert_eq!(sums(2, 3, 9), [1, 54, 1488, 25_536, 274_500, 1_663_920, 4_299_120, 2_016_000]);
    assert_eq!(sums(3, 3, 2), [18, 1836, 96_120]);
    // The mode; then Wick's theorem for z - z^2.
    assert_eq!(sums(1, 1, 9), [1, 1]);
}

/// κ_1 and κ_2 of x = p_L(z), p_l = p_{l-1} - p_{l-1}^2, from averages of powers instead of cumulants: with the Wick coefficients
/// p^(s) = Δ^s p/(2^s s!) of a polynomial, κ_2 = Σ_{m>0, s, s'} m! p^(s)_m p^(s')_m hbar^{m+s+s'}.
#[test]
fn signed_series_of_one_variable() {
    for depth in 1..=3u32 {
        let mut tree = vec![0i128, 1];
        for _ in 0..depth {
            let mut square = vec![0; 2 * tree.len() - 1];
            for (i, a) in tree.iter().enumerate() {
                tree.iter().enumerate().for_each(|(j, b)| square[i + j] -= a * b);
            }
            tree.iter().enumerate().for_each(|(i, a)| square[i] += a);
            tree = square;
        }
        let factorial = |n: usize| (1..=n as i128).product::<i128>();
        // The coefficient of z^m in p^(s): p_{m+2s} (m+2s)!/(m! 2^s s!).
        let wick = |s: usize, m: usize| {
            let power = tree.get(m + 2 * s).copied().unwrap_or(0);
            power * factorial(m + 2 * s) / (factorial(m) * factorial(s) * (1 << s))
        };
        let lines = tree.len();
        let first: Vec<i128> = (1..lines).map(|s| wick(s, 0)).collect();
        let second: Vec<i128> = (1..lines)
            .map(|power| {
                let terms = (1..=power).flat_map(|m| (0..=power - m).map(move |s| (m, s)));
                terms.map(|(m, s)| factorial(m) * wick(s, m) * wick(power - m - s, m)).sum()
            })
            .collect();
        let found = |order, first| Generate::new(order, depth, first..=3).count().unwrap().orders;
        for order in found(1, 1) {
            assert_eq!(order.sum, rational(first[order.loops - 1] as i64, 1));
        }
        for order in found(2, 0) {
            assert_eq!(order.sum, rational(second[order.loops] as i64, 1));
        }
    }
}

/// The factor is (-2)^splits over the number of isomorphisms of the graph onto itself that keep the roots.
#[test]
fn factors_by_brute_force() {
    let requests =
        [(1, 1, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1), (1, 2, 2), (2, 2, 2), (3, 2, 0), (1, 3, 3), (2, 3, 1)];
    for (order, depth, loops) in requests {
        let (arena, terms) = terms(&Generate::new(order, depth, loops..=loops));
        assert!(!terms.is_empty());
        for term in &terms {
            let graph = term.trees.graph(&arena);
            let graph = graph.map(
                |index, node| match node {
                    GraphNode::Vertex(_) => (*node, index.index()),
                    _ => (*node, 0),
                },
                |_, links| links.clone(),
            );
            let (mut nodes, mut edges) = (|a: &_, b: &_| a == b, |a: &_, b: &_| a == b);
            let view = &graph;
            let maps = subgraph_isomorphisms_iter(&view, &view, &mut nodes, &mut edges);
            let order = maps.expect("a graph maps onto itself").count() as i64;
            let splits = term.trees.splits(&arena) as u32;
            assert_eq!(term.factor, rational((-2i64).pow(splits), order), "{}", text(&arena, term));
        }
    }
}

/// Every diagram is made once, and is the one that is read from any way to write it.
#[test]
fn diagrams_are_distinct_and_read_back() {
    for (order, depth, loops) in [(1, 3, 4), (2, 2, 3), (3, 2, 1), (4, 1, 1), (2, 3, 1)] {
        let (mut arena, terms) = terms(&Generate::new(order, depth, 0..=loops));
        let mut seen = HashSet::new();
        for term in terms {
            let printed = text(&arena, &term);
            let again = joined::read(&printed, &mut arena).unwrap();
            assert_eq!(again, [term], "{printed}");
            // The same letters from the end on, legs of splits exchanged.
            let reversed: String = printed.replace("chi", "CHI").chars().map(reverse_letter).collect();
            let other = joined::read(&reversed.replace("CHI", "chi"), &mut arena).unwrap();
            assert_eq!(other, again, "{printed}");
            assert!(seen.insert(printed));
        }
    }
    let mut arena = Arena::new();
    let pairs = [
        ("K(U1.chi1(U2.a, U2.b), U1.D1.U2.b, U1.D1.U2.a)", "K(U1.chi1(U2.c, U2.d), U1.D1.U2.c, U1.D1.U2.d)"),
        (
            "-8*K(U1.chi1(U2.chi2(U3.a,U3.b),U2.D2.U3.b),U1.D1.U2.D2.U3.a)",
            "- 8 · K(U₁·χ₁(U₂·D₂·U₃·z, U₂·χ₂(U₃·z, U₃·ab)), U₁·D₁·U₂·D₂·U₃·ab) # a comment",
        ),
    ];
    for (text, other) in pairs {
        assert_eq!(joined::read(text, &mut arena).unwrap(), joined::read(other, &mut arena).unwrap());
    }
}

fn reverse_letter(c: char) -> char {
    if c.is_ascii_lowercase() { char::from(b'a' + b'z' - c as u8) } else { c }
}

#[test]
fn what_is_no_diagram_is_refused_with_its_place() {
    let cases = [
        ("K()", 3, "expected a tree such as U1.a or the constant C0"),
        ("K(U1.a)", 6, "leaf a stands once"),
        ("K(U1.a, U1.a, U1.a)", 18, "a third leaf a"),
        ("K(U1.a, U1.a, U1.b, U1.b)", 1, "not connected"),
        ("K(U2.a, U2.a)", 3, "expected U1"),
        ("K(U1.D1.a, U1.D1.a)", 9, "expected U2"),
        ("K(U1.U2.a, U1.U2.a)", 6, "expected D1, chi1 or a leaf behind U1"),
        ("K(U1.D1.U2.a, U1.a)", 18, "a leaf behind U1, where others are behind U2"),
        ("K(U1.chi2(U2.a, U2.a))", 6, "expected chi1"),
        ("K(U1.chi1(U2.a))", 15, "expected"),
        ("K(D1.U2.a, U1.a)", 3, "expected U1"),
        ("K(C0, C0)", 5, "expected ')'"),
        ("0/0 * K(C0)", 1, "denominator 0"),
        ("Z(U1.a, U1.a)", 1, "a diagram such as K(U1.a, U1.a)"),
    ];
    for (text, column, message) in cases {
        let error = joined::read(text, &mut Arena::new()).unwrap_err();
        assert_eq!((error.line, error.column), (1, column), "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
    let pairs = |splits: usize| -> String {
        let tree = |i: usize| {
            format!("U1.chi1(U2.l{}, U2.l{})", char::from(b'a' + i as u8), char::from(b'b' + i as u8))
        };
        let trees: Vec<String> = (0..splits).map(tree).collect();
        let last = char::from(b'a' + splits as u8);
        format!("K(U1.D1.U2.la, {}, U1.D1.U2.l{last})", trees.join(", "))
    };
    assert!(joined::read(&pairs(14), &mut Arena::new()).is_ok());
    let error = joined::read(&pairs(15), &mut Arena::new()).unwrap_err();
    assert!(error.message.contains("a diagram of 15 splits; at most 14"), "{error}");
    let many = |tree: &str, count| format!("K({})", vec![tree; count].join(", "));
    for (text, message) in [
        (many("U1.chi1(U2.a, U2.a)", 200), "a diagram of 200 splits; at most 14"),
        (many("U1.a", 256), "not connected"),
    ] {
        let error = joined::read(&text, &mut Arena::new()).unwrap_err();
        assert!(error.message.contains(message), "{error}");
    }
}

fn written(request: &Generate, format: Format, charset: Charset) -> String {
    let mut sheet = Sheet::begin(format, charset, request, Vec::new()).unwrap();
    request
        .each(|arena, term| {
            sheet.term(arena, &term).unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
    String::from_utf8(sheet.end().unwrap()).unwrap()
}

#[test]
fn every_format_gives_the_stored_answer() {
    let mut page = String::new();
    for request in [Generate::new(1, 1, 0..=1), Generate::new(2, 2, 0..=1)] {
        for format in Format::ALL {
            let charset = if format == Format::Tree { Charset::Unicode } else { Charset::Ascii };
            page += &format!("──── {format:?}\n{}", written(&request, format, charset));
        }
    }
    insta::assert_snapshot!("joined_trees", page);
}

#[test]
fn text_and_json_keep_everything() {
    for request in [Generate::new(1, 2, 0..=2), Generate::new(2, 2, 0..=3), Generate::new(3, 1, 0..=1)] {
        let (mut arena, terms) = terms(&request);
        for charset in [Charset::Ascii, Charset::Unicode] {
            let text = written(&request, Format::Text, charset);
            assert_eq!(joined::read(&text, &mut arena).unwrap(), terms, "{text}");
        }
        let json: serde_json::Value =
            serde_json::from_str(&written(&request, Format::Json, Charset::Ascii)).unwrap();
        assert_eq!(json["format"], "diagraction-joined-trees");
        assert_eq!(
            (json["order"].as_u64(), json["depth"].as_u64()),
            (Some(request.order as u64), Some(request.depth.into()))
        );
        let entries = json["terms"].as_array().unwrap();
        assert_eq!(entries.len(), terms.len());
        for (entry, term) in entries.iter().zip(&terms) {
            assert_eq!(entry["loops"], term.trees.loops());
            assert_eq!(entry["splits"], term.trees.splits(&arena));
            assert_eq!(entry["lines"], term.trees.lines());
            assert_eq!(entry["factor"], term.factor.to_string());
            assert_eq!(
                joined::read(entry["diagram"].as_str().unwrap(), &mut arena).unwrap()[0].trees,
                term.trees
            );
        }
    }
}

#[test]
fn requests_that_are_too_large_are_refused_at_once() {
    let start = Instant::now();
    match Generate::new(2, 34, 0..=5).check().unwrap_err() {
        JoinError::TooMany { suggestion: Some(loops), .. } => {
            assert!(Generate::new(2, 34, 0..=loops).check().is_ok());
            assert!(Generate::new(2, 34, 0..=loops + 1).check().is_err());
        }
        other => panic!("{other}"),
    }
    assert!(matches!(Generate::new(0, 1, 0..=1).check(), Err(JoinError::NoOrder)));
    assert!(matches!(Generate::new(12, 1, 0..=1).check(), Err(JoinError::TooMany { .. })));
    assert!(matches!(Generate::new(40, 1, 0..=1).check(), Err(JoinError::TooLarge { most: None, .. })));
    assert!(matches!(
        Generate::new(2, 5, 0..=9).check(),
        Err(JoinError::TooMany { .. } | JoinError::TooLarge { .. })
    ));
    assert!(matches!(Generate::new(2, 1001, 0..=0).check(), Err(JoinError::Trees(_))));
    let little = Generate { memory: 1000, ..Generate::new(2, 34, 0..=1) };
    assert!(matches!(little.check(), Err(JoinError::Trees(_))));
    // The expansion ends, however many loops are asked for.
    assert_eq!(Generate::new(2, 1, 0..=usize::MAX).count().unwrap().diagrams(), 2);
    assert_eq!(Generate::new(2, 1, 5..=9).count().unwrap().diagrams(), 0);
    assert!(start.elapsed().as_secs() < 20);
}

/// The value of a diagram for every multi-index of its roots, in the order of counting: a sum over an index for each line.
fn contract(inverse: &Inverse<'_>, arena: &Arena, term: &Term) -> Vec<Rational> {
    let (d, letters) = (inverse.0.dimension(), term.trees.letters());
    let order = term.trees.roots().len();
    let mut sum = vec![rational(0, 1); d.pow(order as u32)];
    if letters.is_empty() {
        return inverse.variable(&zero(d), diagraction::diagram::Stage::A(1)).to_vec();
    }
    for choice in 0..d.pow(term.trees.lines() as u32) {
        let ends: Vec<usize> = letters.iter().map(|&letter| choice / d.pow(letter as u32) % d).collect();
        let mut leaves = ends.iter().map(|&at| {
            let mut unit = zero(d);
            unit[at] = rational(1, 1);
            unit
        });
        let trees: Vec<Array1<Rational>> =
            term.trees.roots().iter().map(|&root| inverse.tree(arena, root, &mut leaves)).collect();
        for (place, sum) in sum.iter_mut().enumerate() {
            let index = |root: usize| place / d.pow((order - 1 - root) as u32) % d;
            let product = trees.iter().enumerate().map(|(root, tree)| &tree[index(root)]);
            *sum += product.fold(term.factor.clone(), |product, component| product * component);
        }
    }
    sum
}

/// The cumulants of rational networks by loops, as an independent oracle has them.
fn oracle(name: &str) -> BTreeMap<(usize, usize), BTreeMap<Vec<usize>, Rational>> {
    let text = std::fs::read_to_string(format!("tests/cases/{name}.cumulants.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let whole = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
    let mut found = BTreeMap::new();
    for order in list(&file["orders"]) {
        for loops in list(&order["loops"]) {
            let entry = |entry: &serde_json::Value| {
                let index = list(&entry["index"]).iter().map(whole).collect();
                (index, entry["value"].as_str().unwrap().parse().unwrap())
            };
            let entries = list(&loops["entries"]).iter().map(entry).collect();
            found.insert((whole(&order["order"]), whole(&loops["loops"])), entries);
        }
    }
    found
}

fn exact(name: &str) -> Network<Rational> {
    let Ok(Model::Exact(network)) = load(format!("tests/cases/{name}.model.json")) else {
        panic!("a rational model")
    };
    network
}

#[test]
fn diagrams_are_the_cumulants_of_the_oracle() {
    let most = [("d2_L1", [1, 1, 1, 1]), ("d2_L2", [2, 3, 1, 0]), ("d3_L1", [1, 1, 1, 0])];
    for (name, most) in most {
        let (network, oracle) = (exact(name), oracle(name));
        let (inverse, d) = (Inverse(&network), network.dimension());
        let mut compared = 0;
        for (order, most) in (1..).zip(most) {
            for loops in 0..=most {
                let (arena, terms) = terms(&Generate::new(order, network.depth() as u32, loops..=loops));
                let mut sum = vec![rational(0, 1); d.pow(order as u32)];
                for term in &terms {
                    sum.iter_mut()
                        .zip(contract(&inverse, &arena, term))
                        .for_each(|(sum, value)| *sum += value);
                }
                let expected = oracle.get(&(order, loops));
                for (place, value) in sum.iter().enumerate() {
                    let mut index: Vec<usize> =
                        (0..order).map(|root| place / d.pow((order - 1 - root) as u32) % d).collect();
                    index.sort_unstable();
                    let entry = expected.and_then(|entries| entries.get(&index)).cloned();
                    assert_eq!(*value, entry.unwrap_or_default(), "{name}, {index:?}, {loops} loops");
                }
                compared += usize::from(expected.is_some_and(|entries| !entries.is_empty()));
            }
        }
        assert!(compared >= 7, "{name}: {compared}");
    }
}
