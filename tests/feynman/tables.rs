//! Known numbers of diagrams and sums of their factors.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use diagraction::feynman::{Family, Generate};

use crate::{rational, terms};

use Family::{Connected, NoTadpoles, OneParticleIrreducible, SelfEnergy};

fn check(request: &Generate, diagrams: &[u128], sums: &[&str]) {
    let count = request.count().unwrap();
    let found: Vec<u128> = count.orders.iter().map(|order| order.diagrams).collect();
    assert_eq!(found, diagrams, "{request:?}");
    for (order, sum) in count.orders.iter().zip(sums) {
        assert_eq!(order.sum, rational(sum), "{request:?}, {} loops", order.loops);
    }
    let sums: Vec<_> = count.orders.into_iter().map(|order| order.sum).collect();
    assert_eq!(sums, request.sums().unwrap(), "{request:?}");
}

fn cubic_and_quartic(points: usize, loops: RangeInclusive<usize>) -> Generate {
    Generate::new(points, loops).ranks([3, 4])
}

#[test]
fn connected() {
    check(&cubic_and_quartic(0, 2..=4), &[3, 12, 73], &["1/3", "11/12", "1493/288"]);
    check(&cubic_and_quartic(1, 1..=3), &[1, 6, 46], &["1/2", "31/24", "341/48"]);
    check(&cubic_and_quartic(2, 0..=3), &[1, 3, 29, 351], &["1", "3/2", "25/3", "1741/24"]);
    check(&cubic_and_quartic(3, 0..=2), &[1, 14, 217], &["1", "15/2", "1777/24"]);
    check(&cubic_and_quartic(4, 0..=3), &[4, 99, 2214, 50051], &["4", "57", "5057/6", "167621/12"]);
}

#[test]
fn unlabelled() {
    check(&cubic_and_quartic(0, 2..=3).unlabelled(), &[3, 12], &[]);
    check(&cubic_and_quartic(1, 1..=3).unlabelled(), &[1, 6, 46], &[]);
    check(&cubic_and_quartic(2, 1..=2).unlabelled(), &[3, 24], &["3/4", "25/6"]);
    check(&cubic_and_quartic(3, 0..=2).unlabelled(), &[1, 6, 70], &[]);
    check(&cubic_and_quartic(4, 0..=2).unlabelled(), &[2, 16, 245], &["1/6", "57/24", "5057/144"]);
}

#[test]
fn irreducible() {
    let check = |points, loops, diagrams: &[u128], sums: &[&str]| {
        check(&cubic_and_quartic(points, loops).family(OneParticleIrreducible), diagrams, sums);
    };
    check(0, 2..=3, &[2, 6], &["5/24", "7/16"]);
    check(1, 1..=3, &[1, 3, 15], &["1/2", "2/3", "25/8"]);
    check(2, 1..=2, &[2, 9], &["1", "41/12"]);
    check(3, 0..=2, &[1, 4, 40], &["1", "5/2", "89/4"]);
    check(4, 0..=2, &[1, 12, 265], &["1", "21/2", "709/4"]);
}

#[test]
fn without_tadpoles() {
    let check = |points, loops, diagrams: &[u128]| {
        check(&cubic_and_quartic(points, loops).family(NoTadpoles), diagrams, &[]);
    };
    check(0, 2..=3, &[2, 6]);
    check(1, 1..=3, &[1, 3, 15]);
    check(2, 1..=2, &[2, 13]);
    check(3, 0..=2, &[1, 10, 115]);
    check(4, 0..=2, &[4, 74, 1280]);
}

#[test]
fn self_energy() {
    check(&cubic_and_quartic(2, 1..=3).family(SelfEnergy), &[3, 20, 204], &["3/2", "73/12"]);
    check(&Generate::new(2, 1..=2).ranks([4]).family(SelfEnergy), &[1, 2], &["1/2", "5/12"]);
}

#[test]
fn all_ranks() {
    check(&Generate::new(0, 3..=3), &[15], &["13/12"]);
    check(&Generate::new(1, 2..=3), &[7, 64], &["17/12", "35/4"]);
    check(&Generate::new(2, 2..=2), &[35], &["19/2"]);
    check(&Generate::new(4, 1..=2), &[111, 2876], &["63", "1037"]);
}

#[test]
fn quartic_to_seven_loops() {
    let sums = ["1/2", "2/3", "11/8", "34/9", "619/48", "1418/27", "858437/3456"];
    check(&Generate::new(2, 1..=7).ranks([4]), &[1, 3, 10, 39, 174, 853, 4632], &sums);
}

#[test]
fn dressed() {
    let check = |points, loops: usize, diagrams, sums: &[&str]| {
        check(&cubic_and_quartic(points, loops..=loops).dressed(), &[diagrams], sums);
    };
    check(0, 2, 1, &["1/12"]);
    check(0, 3, 4, &["1/4"]);
    check(1, 2, 2, &["5/12"]);
    check(2, 1, 1, &["1/2"]);
    check(2, 2, 10, &["10/3"]);
    check(3, 1, 7, &["4"]);
    check(4, 0, 4, &["4"]);
    check(4, 1, 55, &["35"]);
}

#[test]
fn speed_goals_are_complete() {
    check(&cubic_and_quartic(2, 4..=5), &[5076, 84749], &[]);
}

#[test]
fn no_diagram_is_an_empty_list() {
    check(&Generate::new(0, 0..=1), &[0, 0], &["0", "0"]);
    check(&Generate::new(1, 0..=0), &[0], &["0"]);
    check(&Generate::new(2, 1..=1).ranks([5]), &[0], &["0"]);
    check(&Generate::new(2, 0..=0).family(OneParticleIrreducible), &[0], &["0"]);
    check(&Generate::new(2, 0..=0).family(NoTadpoles).unlabelled(), &[1], &["1/2"]);
}

/// What streams is what is counted, in order, each diagram once, in canonical form and in its family.
#[test]
fn streams() {
    for family in [Connected, OneParticleIrreducible, SelfEnergy, NoTadpoles] {
        for request in [
            cubic_and_quartic(2, 0..=3),
            Generate::new(2, 0..=2).dressed(),
            cubic_and_quartic(2, 1..=3).unlabelled(),
        ] {
            let request = request.family(family);
            let terms = terms(&request);
            assert_eq!(terms.len() as u128, request.count().unwrap().diagrams());
            assert!(terms.is_sorted_by_key(|term| (term.graph.loops(), term.graph.vertices())));
            let distinct: HashSet<_> = terms.iter().map(|term| term.graph).collect();
            assert_eq!(distinct.len(), terms.len());
            for term in &terms {
                let has_self_loops = term.graph.joined().any(|(u, v, _)| u == v);
                assert!(term.graph.is_in(family) && !(request.dressed && has_self_loops));
                assert_eq!(term.automorphisms, term.graph.automorphisms(), "{:?}", term.graph);
            }
        }
    }
}

/// The order does not depend on the number of threads.
#[test]
fn threads() {
    let request = cubic_and_quartic(3, 0..=2);
    let by = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (terms(&request), request.count().unwrap()))
    };
    let alone = by(1);
    assert_eq!(alone, by(2));
    assert_eq!(alone, by(7));
}

/// Canonical forms are found from any order of vertices, lines and legs.
#[test]
fn shuffled() {
    use diagraction::feynman::Graph;
    let mut state = 1u64;
    let mut random = |n: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % n
    };
    for request in [cubic_and_quartic(4, 1..=1), cubic_and_quartic(0, 4..=4), cubic_and_quartic(6, 0..=0)] {
        for term in terms(&request) {
            let graph = term.graph;
            let n = graph.vertices();
            let mut names: Vec<usize> = (0..n).collect();
            (1..n).for_each(|i| names.swap(i, random(i + 1)));
            let mut lines: Vec<(usize, usize)> = graph
                .joined()
                .flat_map(|(u, v, lines)| std::iter::repeat_n((names[v], names[u]), lines))
                .collect();
            (1..lines.len()).for_each(|i| lines.swap(i, random(i + 1)));
            let legs: Vec<usize> = graph.legs().map(|leg| names[leg]).collect();
            assert_eq!(Graph::new(n, &lines, &legs).unwrap(), graph);
        }
    }
}
