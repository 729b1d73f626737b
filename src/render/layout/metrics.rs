//! How much room each leg of a drawing needs.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::diagram::{Arena, Leg, Node};
use crate::render::chain::{Chain, Symbol, Symbols};

use super::scene::{CircleKind, Offsets, label_width};
use super::style;

/// On which side of a leg its labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

impl Side {
    /// In a fan of `count` legs the labels of the upper ones stand above, of the lower ones below.
    pub(super) fn of(position: usize, count: usize) -> Side {
        if 2 * position < count { Side::Above } else { Side::Below }
    }

    pub(super) fn baseline(self) -> f64 {
        match self {
            Side::Above => style::BASELINE_ABOVE,
            Side::Below => style::BASELINE_BELOW,
        }
    }

    /// How far a labelled line reaches to both sides.
    fn reach(self) -> Reach {
        let (above, below) = match self {
            Side::Above => (style::ASCENT - style::BASELINE_ABOVE, style::CIRCLE_RADIUS),
            Side::Below => (style::CIRCLE_RADIUS, style::BASELINE_BELOW + style::DESCENT),
        };
        Reach { above, below }
    }
}

/// How far something reaches above and below its line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reach {
    pub(super) above: f64,
    pub(super) below: f64,
}

impl Reach {
    pub(super) fn with(self, other: Reach) -> Reach {
        Reach { above: self.above.max(other.above), below: self.below.max(other.below) }
    }
}

/// A leg, measured.
#[derive(Clone, Debug)]
pub(super) struct Metrics {
    /// The label of the line.
    pub(super) label: Symbols,
    /// The length of the line.
    pub(super) line: f64,
    /// The length of the leg with everything below it.
    pub(super) length: f64,
    /// What the line ends at.
    pub(super) end: End,
}

#[derive(Clone, Debug)]
pub(super) enum End {
    Open,
    Circle { kind: CircleKind, label: Symbol, half_width: f64 },
    Split { legs: SmallVec<[Leg; 2]>, fan: Fan },
}

/// The legs of a joint, stacked: how far each is from the axis of the joint.
#[derive(Clone, Debug, Default)]
pub(super) struct Fan {
    pub(super) offsets: Offsets,
    pub(super) reach: Reach,
    pub(super) width: f64,
    pub(super) length: f64,
}

impl Metrics {
    /// How far the leg reaches, with its labels on `side`.
    pub(super) fn reach(&self, side: Side) -> Reach {
        let labelled = !self.label.is_empty() || matches!(self.end, End::Circle { .. });
        let line = if labelled { side.reach() } else { Reach { above: style::STROKE, below: style::STROKE } };
        match &self.end {
            End::Split { fan, .. } => line.with(fan.reach),
            End::Open | End::Circle { .. } => line,
        }
    }
}

/// Measures legs, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Measure {
    legs: HashMap<Leg, Metrics>,
}

impl Measure {
    /// The metrics of a leg that has been measured.
    pub(super) fn get(&self, leg: Leg) -> Option<&Metrics> {
        self.legs.get(&leg)
    }

    /// Measures `legs` and stacks them.
    pub(super) fn fan(&mut self, arena: &Arena, legs: &[Leg]) -> Fan {
        for &leg in legs {
            if !self.legs.contains_key(&leg) {
                let metrics = self.leg(arena, leg);
                self.legs.insert(leg, metrics);
            }
        }
        self.stack(legs)
    }

    fn leg(&mut self, arena: &Arena, leg: Leg) -> Metrics {
        let (chain, end) = Chain::follow(arena, leg);
        let label = chain.symbols();
        let line = line_length(&label);
        let (end, rest) = self.end(arena, end);
        Metrics { label, line, length: line + rest, end }
    }

    fn end(&mut self, arena: &Arena, end: Leg) -> (End, f64) {
        match arena.node(end) {
            Node::Open(_) | Node::Line { .. } | Node::DressedLine { .. } | Node::InverseLine { .. } => {
                (End::Open, 0.0)
            }
            Node::Circle { layer } => circle(CircleKind::Bias, Symbol::Letter('b', *layer)),
            Node::DressedCircle { layer } => circle(CircleKind::Dressed, Symbol::Letter('C', *layer)),
            Node::Split { legs, .. } => {
                let fan = self.fan(arena, legs);
                let length = fan.length;
                (End::Split { legs: legs.clone(), fan }, length)
            }
        }
    }

    /// Stacks measured legs with the least gaps that keep them apart, the same above and below.
    fn stack(&self, legs: &[Leg]) -> Fan {
        let metrics: SmallVec<[&Metrics; 2]> = legs.iter().filter_map(|leg| self.legs.get(leg)).collect();
        let count = metrics.len();
        let reach = |i: usize| metrics.get(i).map_or(Reach::default(), |leg| leg.reach(Side::of(i, count)));
        let gap = |i: usize| style::LEG_DISTANCE.max(reach(i).below + style::LEG_GAP + reach(i + 1).above);
        let mut offsets: Offsets = (0..count)
            .scan(0.0, |line, i| {
                if i > 0 {
                    *line += gap(i - 1).max(gap(count - 1 - i));
                }
                Some(*line)
            })
            .collect();
        let rise = offsets.last().map_or(0.0, |last| last / 2.0);
        offsets.iter_mut().for_each(|offset| *offset -= rise);
        let width = style::fan_width(rise);
        let longest = metrics.iter().map(|leg| leg.length).fold(0.0, f64::max);
        Fan {
            offsets,
            reach: Reach { above: reach(0).above + rise, below: reach(count.saturating_sub(1)).below + rise },
            width,
            length: width + longest,
        }
    }
}

fn circle(kind: CircleKind, label: Symbol) -> (End, f64) {
    let half_width = (label_width(&[label]) / 2.0).max(style::CIRCLE_RADIUS);
    (End::Circle { kind, label, half_width }, 2.0 * half_width)
}

fn line_length(label: &[Symbol]) -> f64 {
    if label.is_empty() {
        return style::SHORT_LINE;
    }
    style::LABELLED_LINE.max(label_width(label) + 2.0 * style::LABEL_MARGIN)
}
