//! The store of legs, in which equal legs are one.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::{Grade, Stage};

/// A handle to a leg in an [`Arena`]. Equal legs of one arena have equal handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Leg(u32);

impl Leg {
    /// A dense index below [`Arena::len`], for tables that hold something per leg.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a leg starts with, seen from the vertex.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum Node {
    /// An open leg. It carries an index of the coefficient at this stage.
    Open(Stage),
    /// The bias circle b_l.
    Circle { layer: u32 },
    /// The dressed circle C_l: the constant part of h_l, which is the sum of all legs of layer l without an
    /// open end.
    DressedCircle { layer: u32 },
    /// A factor D_l, and below it a leg that starts with layer l: what the leg picks up where activation l does
    /// not split it, 1 + Σ_p p χ_l(C_l, .., C_l, ·).
    DressedLine { layer: u32, below: Leg },
    /// A factor W_l, and below it what its lower end does.
    Line { layer: u32, below: Leg },
    /// A factor U_l = W_l^{-1} of the inverse network, and below it what its far end does. There D_l stands for
    /// 1 - Σ_p p χ_l(C_l, .., C_l, ·), with C_l the constant part of h_l around z = 0.
    InverseLine { layer: u32, below: Leg },
    /// A split χ_l into two or more legs, in canonical order; their number is the arity.
    Split { layer: u32, legs: SmallVec<[Leg; 2]> },
}

/// The store of legs. Each distinct leg is held once (hash-consing).
///
/// ```
/// use diagraction::diagram::{Arena, Diagram, Stage};
///
/// let mut arena = Arena::new();
/// let x = arena.open(Stage::A(1));
/// let line = arena.line(1, x);
/// let circle = arena.circle(1);
/// // The order in which legs are given does not matter.
/// assert_eq!(arena.split(1, [line, circle]), arena.split(1, [circle, line]));
/// assert_eq!(Diagram::latent(&arena, line, circle), Diagram::latent(&arena, circle, line));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Arena {
    nodes: Vec<Node>,
    grades: Vec<Grade>,
    handles: HashMap<Node, Leg>,
}

impl Arena {
    /// An empty store.
    pub fn new() -> Arena {
        Arena::default()
    }

    /// The number of distinct legs stored.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether no leg is stored.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What a leg starts with.
    ///
    /// # Panics
    /// When the leg belongs to another, larger arena.
    pub fn node(&self, leg: Leg) -> &Node {
        &self.nodes[leg.index()]
    }

    /// Rank, splits and circles of a leg.
    pub fn grade(&self, leg: Leg) -> Grade {
        self.grades[leg.index()]
    }

    /// An open leg at `stage`.
    pub fn open(&mut self, stage: Stage) -> Leg {
        self.intern(Node::Open(stage), Grade::OPEN)
    }

    /// The bias circle b_l.
    pub fn circle(&mut self, layer: u32) -> Leg {
        self.intern(Node::Circle { layer }, Grade::CIRCLE)
    }

    /// The dressed circle C_l. It counts as one circle.
    pub fn dressed_circle(&mut self, layer: u32) -> Leg {
        self.intern(Node::DressedCircle { layer }, Grade::CIRCLE)
    }

    /// D_l followed by `below`. It adds nothing to the grade.
    pub fn dressed_line(&mut self, layer: u32, below: Leg) -> Leg {
        let grade = self.grade(below);
        self.intern(Node::DressedLine { layer, below }, grade)
    }

    /// W_l followed by `below`.
    pub fn line(&mut self, layer: u32, below: Leg) -> Leg {
        let grade = self.grade(below);
        self.intern(Node::Line { layer, below }, grade)
    }

    /// U_l followed by `below`.
    pub fn inverse_line(&mut self, layer: u32, below: Leg) -> Leg {
        let grade = self.grade(below);
        self.intern(Node::InverseLine { layer, below }, grade)
    }

    /// χ_l with the given lower legs, in any order.
    pub fn split(&mut self, layer: u32, legs: impl IntoIterator<Item = Leg>) -> Leg {
        let mut legs: SmallVec<[Leg; 2]> = legs.into_iter().collect();
        legs.sort_by(|a, b| self.compare(*a, *b));
        let below: Grade = legs.iter().map(|&leg| self.grade(leg)).sum();
        self.intern(Node::Split { layer, legs }, Grade::SPLIT + below)
    }

    fn intern(&mut self, node: Node, grade: Grade) -> Leg {
        if let Some(&leg) = self.handles.get(&node) {
            return leg;
        }
        let leg = Leg(u32::try_from(self.nodes.len()).expect("fewer than 2^32 legs"));
        self.nodes.push(node.clone());
        self.grades.push(grade);
        self.handles.insert(node, leg);
        leg
    }
}
