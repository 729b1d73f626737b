//! What a Feynman diagram is: a connected multigraph with external legs, in canonical form.

use std::fmt;

use super::canonical;
use super::error::GraphError;
use super::matrix::Matrix;

/// The most vertices of a diagram.
pub const MAX_VERTICES: usize = 16;

/// The most external legs of a diagram.
pub const MAX_POINTS: usize = 32;

/// The most lines that the vertices of a diagram may have in excess of two each, summed: Σ max(rank - 2, 0).
///
/// A connected diagram has at most 2E Π (rank - 1)! automorphisms: they are known from where they take one half of a
/// line, and how they permute the others at each vertex. Up to this excess that is below 2^128.
pub const MAX_EXCESS: usize = 31;

/// The entries of an upper triangle.
const TRIANGLE: usize = MAX_VERTICES * (MAX_VERTICES + 1) / 2;

/// A connected multigraph with external legs, which are labelled or not, in canonical form: equal diagrams are equal
/// values.
///
/// Vertices have any number of lines; two vertices may be joined by several, and a line may join a vertex with itself.
/// A diagram without vertices is the bare line between two legs. It knows no action and no number, and takes 171 bytes.
///
/// # Canonical form
/// Vertices are sorted by their number of legs and by their rank, both descending. Of all orders that keep this, the
/// one with the largest upper triangle of multiplicities is taken, row by row, and of its automorphic images the one that has,
/// vertex by vertex, the lowest label.
///
/// # Example
/// ```
/// use diagraction::feynman::Graph;
///
/// // The sunset: three parallel lines.
/// let sunset = Graph::new(2, &[(0, 1), (0, 1), (1, 0)], &[1, 0])?;
/// assert_eq!(sunset, Graph::new(2, &[(0, 1), (0, 1), (0, 1)], &[0, 1])?);
/// assert_eq!((sunset.loops(), sunset.rank(0), sunset.lines_between(0, 1)), (2, 4, 3));
/// assert_eq!((sunset.automorphisms(), sunset.unlabelled().automorphisms()), (6, 12));
/// # Ok::<(), diagraction::feynman::GraphError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Graph {
    vertices: u8,
    points: u8,
    labelled: bool,
    /// What stands behind the legs and lines that there are is 0.
    legs: [u8; MAX_POINTS],
    lines: [u8; TRIANGLE],
}

impl Graph {
    /// A diagram with labelled legs: `lines` are pairs of vertices counted from 0, `legs[k]` is the vertex of leg k + 1.
    /// Two legs without any vertex are the bare line.
    ///
    /// # Errors
    /// When a vertex does not exist, the diagram is not connected, or it has more vertices, legs or lines than
    /// [`MAX_VERTICES`], [`MAX_POINTS`] and [`MAX_EXCESS`] allow.
    ///
    /// # Cost
    /// Microseconds; the canonical form is found by search, and symmetric vertices are searched once.
    pub fn new(vertices: usize, lines: &[(usize, usize)], legs: &[usize]) -> Result<Graph, GraphError> {
        canonical::graph(vertices, lines, legs, true)
    }

    /// The bare line from leg 1 to leg 2.
    ///
    /// ```
    /// use diagraction::feynman::Graph;
    ///
    /// assert_eq!((Graph::line().loops(), Graph::line().lines()), (0, 1));
    /// ```
    pub fn line() -> Graph {
        Graph { vertices: 0, points: 2, labelled: true, legs: [0; MAX_POINTS], lines: [0; TRIANGLE] }
    }

    /// The same diagram with legs that are not told apart.
    #[must_use]
    pub fn unlabelled(&self) -> Graph {
        let mut legs = self.legs;
        legs[..self.points()].sort_unstable();
        Graph { labelled: false, legs, ..*self }
    }

    /// Packs a matrix whose order is canonical already, as are the legs.
    pub(super) fn from_canonical(matrix: &Matrix, legs: &[u8], labelled: bool) -> Graph {
        let mut graph = Graph { labelled, points: legs.len() as u8, ..Graph::line() };
        graph.vertices = matrix.n as u8;
        graph.legs[..legs.len()].copy_from_slice(legs);
        let mut at = 0;
        for (i, row) in matrix.a[..matrix.n].iter().enumerate() {
            let row = &row[i..matrix.n];
            graph.lines[at..at + row.len()].copy_from_slice(row);
            at += row.len();
        }
        graph
    }

    /// The same lines with legs at other vertices.
    pub(super) fn with_legs(&self, legs: &[u8]) -> Graph {
        let mut graph = *self;
        graph.legs[..legs.len()].copy_from_slice(legs);
        graph
    }

    /// The multiplicities as a matrix, all rows closed.
    pub(super) fn matrix(&self) -> Matrix {
        let mut matrix = Matrix::new(self.vertices());
        for i in 0..matrix.n {
            for j in 0..matrix.n {
                matrix.a[i][j] = self.lines_between(i, j) as u8;
            }
        }
        (0..matrix.n).for_each(|i| matrix.close_row(i));
        matrix
    }

    /// The number of vertices.
    pub fn vertices(&self) -> usize {
        usize::from(self.vertices)
    }

    /// The number of external legs.
    pub fn points(&self) -> usize {
        usize::from(self.points)
    }

    /// Whether the legs are told apart.
    pub fn is_labelled(&self) -> bool {
        self.labelled
    }

    /// The vertex of each leg, in the order of the labels; empty for the bare line.
    pub fn legs(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        let len = if self.vertices == 0 { 0 } else { self.points() };
        self.legs[..len].iter().map(|&vertex| usize::from(vertex))
    }

    /// The number of legs at a vertex.
    pub fn legs_at(&self, vertex: usize) -> usize {
        self.legs().filter(|&at| at == vertex).count()
    }

    /// How many lines join two vertices; for one vertex with itself, the number of its self-loops.
    pub fn lines_between(&self, u: usize, v: usize) -> usize {
        let (u, v, n) = (u.min(v), u.max(v), self.vertices());
        if v < n { usize::from(self.lines[u * (2 * n + 1 - u) / 2 + v - u]) } else { 0 }
    }

    /// The number of lines that end at a vertex, legs included; a self-loop ends twice.
    pub fn rank(&self, vertex: usize) -> usize {
        let ends: usize = (0..self.vertices()).map(|other| self.lines_between(vertex, other)).sum();
        ends + self.lines_between(vertex, vertex) + self.legs_at(vertex)
    }

    /// The number of lines between vertices.
    pub fn internal_lines(&self) -> usize {
        self.lines.iter().map(|&lines| usize::from(lines)).sum()
    }

    /// The number of lines, legs included.
    pub fn lines(&self) -> usize {
        if self.vertices == 0 { 1 } else { self.internal_lines() + self.points() }
    }

    /// The number of loops, lines - vertices + 1 without the legs.
    pub fn loops(&self) -> usize {
        if self.vertices == 0 { 0 } else { self.internal_lines() + 1 - self.vertices() }
    }

    /// The pairs of vertices that are joined, with the number of lines; a vertex with self-loops is paired with itself.
    pub fn joined(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        let pairs = (0..self.vertices()).flat_map(move |u| (u..self.vertices()).map(move |v| (u, v)));
        pairs.map(|(u, v)| (u, v, self.lines_between(u, v))).filter(|&(_, _, lines)| lines > 0)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lines, legs): (Vec<_>, Vec<_>) = (self.joined().collect(), self.legs().collect());
        f.debug_struct("Graph").field("lines", &lines).field("legs", &legs).finish_non_exhaustive()
    }
}
