//! Every factor by brute force: all pairings of labelled half-lines, sorted by the diagram that they make.
//!
//! The half-lines of the vertices may be permuted, and so may vertices of equal rank; the permutations that lead to the
//! same pairing are the automorphisms. So a diagram is made by Π k_v! Π n_k! / |Aut| pairings.

use std::collections::HashMap;

use diagraction::feynman::{Generate, Graph};

use crate::terms;

/// The connected diagrams from all pairings, with the number of pairings. Half-line h belongs to `owner[h]`, a vertex or, from
/// `n` on, a leg.
fn pairings(n: usize, owner: &[usize]) -> HashMap<Graph, u128> {
    let mut found = HashMap::new();
    pair(n, owner, &mut vec![false; owner.len()], &mut Vec::new(), &mut found);
    found
}

fn pair(
    n: usize,
    owner: &[usize],
    taken: &mut [bool],
    pairs: &mut Vec<(usize, usize)>,
    found: &mut HashMap<Graph, u128>,
) {
    let Some(first) = taken.iter().position(|taken| !taken) else {
        let points = owner.iter().filter(|&&owner| owner >= n).count();
        let mut legs = vec![usize::MAX; points];
        let mut lines = Vec::new();
        for &(a, b) in &*pairs {
            match (a < n, b < n) {
                (true, true) => lines.push((a, b)),
                (true, false) => legs[b - n] = a,
                (false, true) => legs[a - n] = b,
                (false, false) => return,
            }
        }
        if let Ok(graph) = Graph::new(n, &lines, &legs) {
            *found.entry(graph).or_default() += 1;
        }
        return;
    };
    taken[first] = true;
    for second in first + 1..owner.len() {
        if !taken[second] {
            taken[second] = true;
            pairs.push((owner[first], owner[second]));
            pair(n, owner, taken, pairs, found);
            pairs.pop();
            taken[second] = false;
        }
    }
    taken[first] = false;
}

fn factorial(n: usize) -> u128 {
    (1..=n as u128).product()
}

/// Compares with the generator all diagrams of `points` legs with vertices of these ranks.
fn check(points: usize, ranks: &[usize]) {
    let n = ranks.len();
    let mut owner: Vec<usize> = ranks.iter().enumerate().flat_map(|(v, &rank)| vec![v; rank]).collect();
    owner.extend(n..n + points);
    let found = pairings(n, &owner);
    let excess: usize = ranks.iter().map(|rank| rank - 2).sum();
    let loops = (excess + 2 - points) / 2;
    let all: u128 = ranks.chunk_by(|a, b| a == b).map(|equal| factorial(equal.len())).product::<u128>()
        * ranks.iter().map(|&rank| factorial(rank)).product::<u128>();
    let of_ranks = |graph: &Graph| {
        let mut own: Vec<usize> = (0..graph.vertices()).map(|v| graph.rank(v)).collect();
        own.sort_unstable();
        own == ranks
    };
    let request = Generate::new(points, loops..=loops).ranks(ranks);
    let generated: HashMap<Graph, u128> = terms(&request)
        .into_iter()
        .filter(|term| of_ranks(&term.graph))
        .map(|term| (term.graph, all / term.automorphisms))
        .collect();
    assert_eq!(generated, found, "{points} points, ranks {ranks:?}");
    let mut unlabelled = HashMap::<Graph, u128>::new();
    found.iter().for_each(|(graph, number)| *unlabelled.entry(graph.unlabelled()).or_default() += number);
    let generated: HashMap<Graph, u128> = terms(&request.unlabelled())
        .into_iter()
        .filter(|term| of_ranks(&term.graph))
        .map(|term| (term.graph, all * factorial(points) / term.automorphisms))
        .collect();
    assert_eq!(generated, unlabelled, "{points} unlabelled points, ranks {ranks:?}");
}

#[test]
fn vacuum() {
    for ranks in [
        &[4][..],
        &[3, 3],
        &[6],
        &[4, 4],
        &[3, 5],
        &[3, 3, 4],
        &[3, 3, 3, 3],
        &[8],
        &[5, 5],
        &[3, 7],
        &[4, 6],
        &[4, 4, 4],
        &[3, 3, 6],
        &[3, 4, 5],
        &[3, 3, 4, 4],
        &[3, 3, 3, 5],
    ] {
        check(0, ranks);
    }
}

#[test]
fn one_point() {
    for ranks in [&[3][..], &[5], &[3, 4], &[3, 3, 3], &[7], &[3, 6], &[4, 5], &[3, 3, 5], &[3, 4, 4]] {
        check(1, ranks);
    }
}

#[test]
fn two_points() {
    for ranks in [
        &[4][..],
        &[3, 3],
        &[6],
        &[4, 4],
        &[3, 5],
        &[3, 3, 4],
        &[4, 4, 4],
        &[3, 3, 3, 3],
        &[3, 4, 5],
        &[5, 7],
    ] {
        check(2, ranks);
    }
}

#[test]
fn three_and_more_points() {
    for (points, ranks) in [
        (3, &[3][..]),
        (3, &[5]),
        (3, &[3, 4]),
        (3, &[3, 3, 3]),
        (3, &[3, 4, 4]),
        (4, &[4]),
        (4, &[3, 3]),
        (4, &[4, 4]),
        (4, &[3, 5]),
        (4, &[3, 3, 4]),
        (5, &[3, 3, 3]),
        (6, &[4, 4]),
        (6, &[3, 5]),
    ] {
        check(points, ranks);
    }
}
