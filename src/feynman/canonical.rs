//! The canonical form of a multigraph, and its symmetry.

use super::cells::{Cells, below};
use super::error::GraphError;
use super::graph::{Graph, MAX_EXCESS, MAX_POINTS, MAX_VERTICES};
use super::matrix::Matrix;
use super::symmetry::{Chain, Order, UNMOVED};

/// What an order of the vertices keeps: more legs first, then higher ranks.
pub(super) fn colour(legs: usize, rank: usize) -> std::cmp::Reverse<(usize, usize)> {
    std::cmp::Reverse((legs, rank))
}

/// Builds a diagram from lines and legs in any order.
pub(super) fn graph(
    n: usize,
    lines: &[(usize, usize)],
    legs: &[usize],
    labelled: bool,
) -> Result<Graph, GraphError> {
    if (n, lines.len(), legs) == (0, 0, &[0, 0]) {
        let line = Graph::line();
        return Ok(if labelled { line } else { line.unlabelled() });
    }
    let ends = lines.iter().flat_map(|&(u, v)| [u, v]).chain(legs.iter().copied());
    let ranks = check(n, ends, legs.len())?;
    let mut matrix = Matrix::new(n);
    for &(u, v) in lines {
        matrix.a[u][v] += 1;
        if u != v {
            matrix.a[v][u] += 1;
        }
    }
    let at = |v| legs.iter().filter(|&&leg| leg == v).count();
    let colours: Vec<_> = (0..n).map(|v| colour(at(v), ranks[v])).collect();
    let mut order: Vec<u8> = (0..n as u8).collect();
    order.sort_by_key(|&v| colours[usize::from(v)]);
    let sorted: Vec<_> = order.iter().map(|&v| colours[usize::from(v)]).collect();
    let cells = Cells::of_runs(&sorted);
    let (matrix, order, chain) = settle(matrix.permuted(&order), order, cells);
    if matrix.waves(1, u16::MAX).last() != Some(below(n)) {
        return Err(GraphError::NotConnected);
    }
    let places = places(&order);
    let mut word: Vec<u8> = legs.iter().map(|&v| places[v]).collect();
    if labelled {
        lower(&chain, &mut word);
    } else {
        word.sort_unstable();
    }
    Ok(Graph::from_canonical(&matrix, &word, labelled))
}

/// The place of each vertex in an order.
fn places(order: &[u8]) -> Order {
    let mut places = UNMOVED;
    order.iter().zip(UNMOVED).for_each(|(&vertex, place)| places[usize::from(vertex)] = place);
    places
}

/// The ranks of the vertices, where there may be such a diagram.
fn check(
    n: usize,
    ends: impl Iterator<Item = usize>,
    points: usize,
) -> Result<[usize; MAX_VERTICES], GraphError> {
    if n > MAX_VERTICES {
        return Err(GraphError::TooManyVertices(n));
    }
    if points > MAX_POINTS {
        return Err(GraphError::TooManyPoints(points));
    }
    let mut ranks = [0usize; MAX_VERTICES];
    for vertex in ends {
        match ranks.get_mut(vertex) {
            Some(rank) if vertex < n => *rank += 1,
            _ => return Err(GraphError::NoVertex { vertex, vertices: n }),
        }
    }
    let excess: usize = ranks.iter().map(|rank| rank.saturating_sub(2)).sum();
    if excess > MAX_EXCESS {
        return Err(GraphError::TooManyLines(excess));
    }
    if n == 0 || (n > 1 && ranks[..n].contains(&0)) {
        return Err(GraphError::NotConnected);
    }
    Ok(ranks)
}

/// Goes to orders with larger words until there is none.
fn settle(mut matrix: Matrix, mut order: Vec<u8>, cells: Cells) -> (Matrix, Vec<u8>, Box<Chain>) {
    let mut chain = Box::new(Chain::new());
    loop {
        let better = match partitions(&matrix, cells) {
            Ok(path) => match chain.find(&matrix, &path, matrix.n) {
                Ok(()) => return (matrix, order, chain),
                Err(beaten) => (beaten.order, beaten.placed),
            },
            Err(level) => (UNMOVED, level + 1),
        };
        let step = complete(&matrix, cells, better.0, better.1);
        order = step.iter().map(|&place| order[usize::from(place)]).collect();
        matrix = matrix.permuted(&step);
    }
}

/// The partitions along the present order; fails at the level whose row is not sorted within the cells.
pub(super) fn partitions(matrix: &Matrix, cells: Cells) -> Result<[Cells; MAX_VERTICES + 1], usize> {
    let mut path = [Cells::default(); MAX_VERTICES + 1];
    path[0] = cells;
    for level in 0..matrix.n {
        let mut refined = Cells::default();
        if matrix.place(level, &path[level], level, &mut refined).is_ne() {
            return Err(level);
        }
        path[level + 1] = refined;
    }
    Ok(path)
}

/// All places, when the first ones are given: cells in their order, each by the rows placed so far.
fn complete(matrix: &Matrix, mut cells: Cells, mut order: Order, placed: usize) -> Vec<u8> {
    for (at, place) in order[..matrix.n].iter_mut().enumerate() {
        if at >= placed {
            *place = cells.first().trailing_zeros() as u8;
        }
        cells = matrix.refined(&cells, usize::from(*place));
    }
    order[..matrix.n].to_vec()
}

/// Brings, place by place, the vertex with the lowest label into the place that an automorphism allows it. The labels of
/// different vertices differ, so this leads to one image alone.
fn lower(chain: &Chain, word: &mut [u8]) {
    for place in 0..MAX_VERTICES {
        let label = |vertex: u8| word.iter().position(|&at| at == vertex).unwrap_or(usize::MAX);
        let best = chain.moves(place).iter().min_by_key(|step| label(step[place]));
        if let Some(step) = best.filter(|step| label(step[place]) < label(place as u8)) {
            let places = places(step);
            word.iter_mut().for_each(|at| *at = places[usize::from(*at)]);
        }
    }
}
