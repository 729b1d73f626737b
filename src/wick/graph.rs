//! How the legs of n powers are joined.

use std::collections::BTreeMap;

use super::Grade;

/// Powers of z as roots, and the numbers of lines between any two of them. No line begins and ends at one root: such are in its grade.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Graph {
    /// The grades of the roots.
    pub(super) roots: Vec<Grade>,
    /// The upper triangle, row by row: (0, 1), (0, 2), .., (1, 2), ..
    lines: Vec<usize>,
}

impl Graph {
    pub(super) fn order(&self) -> usize {
        self.roots.len()
    }

    /// The number of lines between two roots.
    pub(super) fn lines(&self, one: usize, other: usize) -> usize {
        let (low, high) = (one.min(other), one.max(other));
        self.lines[place(self.order(), low, high)]
    }

    fn permuted(&self, permutation: &[usize]) -> Graph {
        let roots = permutation.iter().map(|&root| self.roots[root]).collect();
        let lines = ends(self.order()).map(|(i, j)| self.lines(permutation[i], permutation[j])).collect();
        Graph { roots, lines }
    }

    fn is_connected(&self) -> bool {
        let mut reached = vec![0];
        let mut next = 0;
        while let Some(&root) = reached.get(next) {
            next += 1;
            for other in 0..self.order() {
                if other != root && self.lines(root, other) > 0 && !reached.contains(&other) {
                    reached.push(other);
                }
            }
        }
        reached.len() == self.order()
    }
}

/// All connected graphs whose lines and loops of roots add up to a power of ħ, up to the names of the roots, each with the number of
/// ways to name them. Of the equal ones the one that is the cheapest is taken. `None` beyond so many graphs with names, or ten times as
/// many steps.
///
/// # Formula
/// m_i = Σ_j a_ij legs of root i, Σ_{i<j} a_ij + Σ_i s_i = n - 1 + l.
pub(super) fn graphs(
    order: usize,
    power: usize,
    degree: usize,
    holds: impl Fn(Grade) -> bool,
    cost: impl Fn(&Graph) -> f64,
    limit: usize,
) -> Option<Vec<(Graph, usize)>> {
    let mut search = Search { order, degree, holds, found: Vec::new(), steps: 0, limit };
    search.lines(&mut vec![0; order * order.saturating_sub(1) / 2], 0, power)?;
    let mut classes: BTreeMap<Graph, usize> = BTreeMap::new();
    let permutations = permutations(order);
    let mut known: BTreeMap<Graph, Graph> = BTreeMap::new();
    for graph in search.found {
        if !known.contains_key(&graph) {
            let mut named: Vec<Graph> = permutations.iter().map(|p| graph.permuted(p)).collect();
            named.sort();
            named.dedup();
            let cheapest = named.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)));
            let cheapest = cheapest.expect("a graph").clone();
            classes.insert(cheapest.clone(), named.len());
            known.extend(named.into_iter().map(|graph| (graph, cheapest.clone())));
        }
    }
    Some(classes.into_iter().collect())
}

struct Search<H> {
    order: usize,
    degree: usize,
    holds: H,
    found: Vec<Graph>,
    steps: usize,
    limit: usize,
}

impl<H: Fn(Grade) -> bool> Search<H> {
    /// All numbers of lines from a pair of roots on, with so much of the power left. `None` beyond the limit.
    fn lines(&mut self, lines: &mut Vec<usize>, pair: usize, left: usize) -> Option<()> {
        self.steps += 1;
        if self.steps / 10 > self.limit {
            return None;
        }
        let Some((one, other)) = ends(self.order).nth(pair) else {
            let graph = Graph { roots: Vec::new(), lines: lines.clone() };
            return self.loops(graph, left);
        };
        let room = self.degree - self.legs(lines, one).max(self.legs(lines, other));
        for number in 0..=room.min(left) {
            lines[pair] = number;
            self.lines(lines, pair + 1, left - number)?;
        }
        lines[pair] = 0;
        Some(())
    }

    /// Shares what is left of the power among the roots as their loops.
    fn loops(&mut self, graph: Graph, left: usize) -> Option<()> {
        let root = graph.roots.len();
        let is_last = root + 1 == self.order;
        let legs = self.legs(&graph.lines, root);
        for loops in if is_last { left..=left } else { 0..=left } {
            let grade = Grade { legs, loops };
            if !(self.holds)(grade) {
                continue;
            }
            let mut graph = graph.clone();
            graph.roots.push(grade);
            if !is_last {
                self.loops(graph, left - loops)?;
            } else if graph.is_connected() {
                self.found.push(graph);
                if self.found.len() > self.limit {
                    return None;
                }
            }
        }
        Some(())
    }

    fn legs(&self, lines: &[usize], root: usize) -> usize {
        let at = ends(self.order).zip(lines).filter(|((i, j), _)| *i == root || *j == root);
        at.map(|(_, lines)| lines).sum()
    }
}

fn ends(order: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..order).flat_map(move |i| (i + 1..order).map(move |j| (i, j)))
}

fn place(order: usize, low: usize, high: usize) -> usize {
    low * (2 * order - low - 1) / 2 + high - low - 1
}

fn permutations(order: usize) -> Vec<Vec<usize>> {
    (0..order).fold(vec![Vec::new()], |all, last| {
        let longer = |known: &Vec<usize>| -> Vec<Vec<usize>> {
            (0..=known.len())
                .map(|place| {
                    let mut permutation = known.clone();
                    permutation.insert(place, last);
                    permutation
                })
                .collect()
        };
        all.iter().flat_map(longer).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of polynomials of degree 2 only chains and circles are left: n!/2 and (n-1)!/2 with names.
    #[test]
    fn quadratic_powers_make_chains_and_circles() {
        let holds = |grade: Grade| grade.legs + 2 * grade.loops <= 2;
        for (order, chains, circles) in [(3, 3, 1), (4, 12, 3), (5, 60, 12)] {
            let number = |power| -> usize {
                let all = graphs(order, power, 2, holds, |_| 0.0, 10_000).unwrap_or_default();
                all.iter().map(|(_, names)| names).sum()
            };
            assert_eq!((number(order - 1), number(order), number(order + 1)), (chains, circles, 0));
        }
        assert_eq!(graphs(4, 3, 2, holds, |_| 0.0, 11), None);
    }
}
