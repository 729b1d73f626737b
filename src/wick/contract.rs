//! The value of a graph: powers joined one after the other.

use std::ops::Range;

use ndarray::{Array2, ArrayD, ArrayView2, Axis, s};

use super::Powers;
use super::graph::Graph;
use crate::tensor::{Indices, Places, estimated_entries, independent_entries};
use crate::{Scalar, Threads};

/// The multiplications of a graph over all values of its roots, and the numbers that are held for each value of the first.
pub(super) fn cost(graph: &Graph, dimension: usize, values: usize) -> (f64, f64) {
    let d = values as f64;
    let (mut outer, mut work, mut held) = (1.0, 0.0, 0.0f64);
    for root in 0..graph.order() {
        let Ends { joined, left, new } = Ends::at(graph, root);
        let sizes = |lines: &[Group]| -> f64 {
            lines.iter().map(|group| estimated_entries(dimension, group.lines)).product()
        };
        let (joined, left, new) = (sizes(&joined), sizes(&left), sizes(&new));
        work += outer * left * joined * d * new;
        // What goes in and out twice, since both are turned; the root itself is as large for all values of the first.
        let root_itself = if root == 0 { 0.0 } else { joined * new };
        let before = if root == 0 { 0.0 } else { outer / d * left * joined };
        outer *= d;
        held = held.max(2.0 * (before + outer / d * left * new) + root_itself);
    }
    (work, held)
}

/// Lines between a root that is there and one that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Group {
    to: usize,
    lines: usize,
}

/// The lines that end at a root, those that pass it, and those that begin there.
struct Ends {
    joined: Vec<Group>,
    left: Vec<Group>,
    new: Vec<Group>,
}

impl Ends {
    fn at(graph: &Graph, root: usize) -> Ends {
        let groups = |from: usize| {
            let all =
                (root.max(from + 1)..graph.order()).map(move |to| Group { to, lines: graph.lines(from, to) });
            all.filter(|group| group.lines > 0)
        };
        let (joined, left) = (0..root).flat_map(groups).partition(|group| group.to == root);
        let new = groups(root).filter(|group| group.to > root).collect();
        Ends { joined, left, new }
    }
}

/// The values for some values of the first root, in rows, and all values of the others, the last running fastest.
pub(super) fn value<T: Scalar>(powers: &Powers<T>, graph: &Graph, first: Range<usize>) -> Array2<T> {
    let (d, values, count) = (powers.dimension, powers.values(), first.len());
    let mut open = Ends::at(graph, 0).new;
    let part = powers.parts[&graph.roots[0]].slice(s![.., first]);
    let mut state: ArrayD<T> = unfolded(part, d, &[], &open).into_dyn();
    let mut outer = count;
    for root in 1..graph.order() {
        let Ends { joined, left, new } = Ends::at(graph, root);
        let sizes = open.iter().map(|group| size(d, group.lines));
        let shape: Vec<usize> = [outer].into_iter().chain(sizes).collect();
        // The lines that end here go last.
        let (ending, passing): (Vec<usize>, Vec<usize>) =
            (1..=open.len()).partition(|&place| open[place - 1].to == root);
        let order: Vec<usize> = [0].into_iter().chain(passing).chain(ending).collect();
        let columns: usize = joined.iter().map(|group| size(d, group.lines)).product();
        let passed = state.len() / (outer * columns);
        let turned = shaped(turned(state, &shape, &order), (outer * passed, columns));
        let power = unfolded(powers.parts[&graph.roots[root]].view(), d, &joined, &new);
        let mut product = Array2::zeros((outer * passed, power.ncols()));
        T::set_product(product.view_mut(), turned.view(), power.view(), Threads::All);
        // The value of this root joins those of the others.
        state =
            self::turned(product.into_dyn(), &[outer, passed, values, power.ncols() / values], &[0, 2, 1, 3]);
        outer *= values;
        open = left.into_iter().chain(new).collect();
    }
    shaped(state, (count, outer / count))
}

fn size(dimension: usize, lines: usize) -> usize {
    independent_entries(dimension, lines).expect("powers that were estimated")
}

fn shaped<T>(array: ArrayD<T>, shape: (usize, usize)) -> Array2<T> {
    array.into_shape_with_order(shape).expect("as many numbers")
}

fn turned<T: Scalar>(state: ArrayD<T>, shape: &[usize], order: &[usize]) -> ArrayD<T> {
    let state = state.into_shape_with_order(shape).expect("as many numbers");
    state.permuted_axes(order).as_standard_layout().into_owned()
}

/// γ! X_γ / Π δ! with the lines δ that end at the root in rows, and its value and the lines that begin there in columns. The first root,
/// where no line ends, has its value in rows.
fn unfolded<T: Scalar>(
    part: ArrayView2<'_, T>,
    dimension: usize,
    joined: &[Group],
    new: &[Group],
) -> Array2<T> {
    let (rows, columns) = (tuples(dimension, joined), tuples(dimension, new));
    let legs = joined.iter().chain(new).map(|group| group.lines).sum();
    let places = Places::new(dimension, legs);
    let values = part.ncols();
    let mut unfolded = Array2::zeros((rows.len(), values * columns.len()));
    let mut union = Vec::new();
    for (row, mut entries) in rows.iter().zip(unfolded.outer_iter_mut()) {
        let below = row.iter().fold(T::one(), |product, delta| product * factorial::<T>(delta));
        for (place, column) in columns.iter().enumerate() {
            union.clear();
            union.extend(row.iter().chain(column).flatten().copied());
            union.sort_unstable();
            let factor = factorial::<T>(&union) / below.clone();
            let coefficients = part.index_axis(Axis(0), places.of(&union));
            for (value, coefficient) in coefficients.iter().enumerate() {
                entries[value * columns.len() + place] = factor.clone() * coefficient.clone();
            }
        }
    }
    unfolded
}

/// All values of the lines of some groups.
fn tuples(dimension: usize, groups: &[Group]) -> Vec<Vec<Vec<usize>>> {
    groups.iter().fold(vec![Vec::new()], |tuples, group| {
        let longer = |tuple: &Vec<Vec<usize>>| -> Vec<Vec<Vec<usize>>> {
            Indices::new(dimension, group.lines).map(|index| [tuple.clone(), vec![index]].concat()).collect()
        };
        tuples.iter().flat_map(longer).collect()
    })
}

/// Π m! over the classes of equal entries.
fn factorial<T: Scalar>(index: &[usize]) -> T {
    index.chunk_by(|a, b| a == b).flat_map(|class| 1..=class.len()).fold(T::one(), |product, n| match n {
        1 => product,
        n => product * T::natural(n),
    })
}
