//! Diagrams to text.

use smallvec::SmallVec;

use crate::feynman::graph::{Graph, MAX_VERTICES};
use crate::feynman::term::Term;
use crate::notation::{Charset, push_letter};

/// The vertices in the order in which they are printed: from the first leg on, outwards.
fn order(graph: &Graph) -> SmallVec<[usize; MAX_VERTICES]> {
    let mut order = SmallVec::new();
    order.extend((graph.vertices() > 0).then(|| graph.legs().next().unwrap_or(0)));
    let mut at = 0;
    while at < order.len() {
        let next = (0..graph.vertices()).filter(|&v| graph.lines_between(order[at], v) > 0);
        let next: SmallVec<[usize; MAX_VERTICES]> = next.filter(|v| !order.contains(v)).collect();
        order.extend(next);
        at += 1;
    }
    order
}

/// Appends a diagram in canonical notation: equal diagrams print equal.
///
/// ```
/// use diagraction::feynman::{Graph, push_graph};
/// use diagraction::notation::Charset;
///
/// let sunset = Graph::new(2, &[(0, 1), (0, 1), (0, 1)], &[0, 1])?;
/// let mut text = String::new();
/// push_graph(&sunset, Charset::Ascii, &mut text);
/// assert_eq!(text, "V4(1,a,b,c).V4(2,a,b,c)");
/// # Ok::<(), diagraction::feynman::GraphError>(())
/// ```
pub fn push_graph(graph: &Graph, charset: Charset, text: &mut String) {
    if graph.vertices() == 0 {
        text.push_str(if graph.is_labelled() { "G(1,2)" } else { "G(x,x)" });
        return;
    }
    let order = order(graph);
    // The names of the lines that end at each vertex.
    let mut ends: [SmallVec<[usize; 8]>; MAX_VERTICES] = Default::default();
    let mut names = 0..;
    for (place, &v) in order.iter().enumerate() {
        for &w in &order[place..] {
            for name in names.by_ref().take(graph.lines_between(v, w)) {
                [v, w].iter().for_each(|&end| ends[end].push(name));
            }
        }
    }
    let mut separator = "";
    for &v in &order {
        text.push_str(separator);
        separator = if charset == Charset::Ascii { "." } else { "·" };
        text.push('V');
        charset.push_index(graph.rank(v) as u32, text);
        text.push('(');
        for label in graph.legs().zip(1u32..).filter(|(at, _)| *at == v).map(|(_, label)| label) {
            match graph.is_labelled() {
                true => Charset::Ascii.push_index(label, text),
                false => text.push('x'),
            }
            text.push(',');
        }
        for &name in &ends[v] {
            push_letter(name, text);
            text.push(',');
        }
        // Every vertex has an end.
        text.pop();
        text.push(')');
    }
}

impl Term {
    /// Appends factor and diagram, such as `1/6 * V4(1,a,b,c).V4(2,a,b,c)`.
    pub fn push(&self, charset: Charset, text: &mut String) {
        use std::fmt::Write as _;
        if self.automorphisms != 1 {
            let times = if charset == Charset::Ascii { '*' } else { '·' };
            // Writing to a String cannot fail.
            let _ = write!(text, "1/{} {times} ", self.automorphisms);
        }
        push_graph(&self.graph, charset, text);
    }
}
