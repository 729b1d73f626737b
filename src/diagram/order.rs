//! The canonical order of legs.

use std::cmp::Ordering;

use super::{Arena, Leg, Node, Stage};

impl Arena {
    /// The canonical order of legs: circles, then dressed circles, dressed lines, splits, lines, lines of the
    /// inverse network, and open ends; then by layer; then by what lies below, from left to right.
    ///
    /// It depends on the legs alone, not on the order in which they were stored.
    pub fn compare(&self, a: Leg, b: Leg) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        match (self.node(a), self.node(b)) {
            (Node::Line { layer, below }, Node::Line { layer: other_layer, below: other })
            | (Node::DressedLine { layer, below }, Node::DressedLine { layer: other_layer, below: other })
            | (Node::InverseLine { layer, below }, Node::InverseLine { layer: other_layer, below: other }) => {
                layer.cmp(other_layer).then_with(|| self.compare(*below, *other))
            }
            (Node::Split { layer, legs }, Node::Split { layer: other_layer, legs: others }) => layer
                .cmp(other_layer)
                .then_with(|| legs.len().cmp(&others.len()))
                .then_with(|| self.compare_all(legs, others)),
            (Node::Circle { layer }, Node::Circle { layer: other })
            | (Node::DressedCircle { layer }, Node::DressedCircle { layer: other }) => layer.cmp(other),
            (Node::Open(stage), Node::Open(other)) => stage_key(*stage).cmp(&stage_key(*other)),
            (node, other) => kind(node).cmp(&kind(other)),
        }
    }

    fn compare_all(&self, legs: &[Leg], others: &[Leg]) -> Ordering {
        legs.iter()
            .zip(others)
            .map(|(&leg, &other)| self.compare(leg, other))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

fn kind(node: &Node) -> u8 {
    match node {
        Node::Circle { .. } => 0,
        Node::DressedCircle { .. } => 1,
        Node::DressedLine { .. } => 2,
        Node::Split { .. } => 3,
        Node::Line { .. } => 4,
        Node::InverseLine { .. } => 5,
        Node::Open(_) => 6,
    }
}

fn stage_key(stage: Stage) -> (u32, bool) {
    (stage.layer(), matches!(stage, Stage::B(_)))
}
