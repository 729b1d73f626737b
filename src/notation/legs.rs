//! Text to legs, with the order of their layers checked.

use pest::iterators::Pair;

use super::NotationError;
use super::charset::SUPERSCRIPTS;
use super::read::Rule;
use crate::diagram::{Arena, Leg, MAX_DEPTH, Stage};

pub(super) struct LegReader<'a> {
    pub(super) text: &'a str,
    /// Where the term begins that is read.
    pub(super) start: usize,
    pub(super) arena: &'a mut Arena,
}

/// A leg with the stage at which it starts, and the one at which its open ends lie, if it has any.
///
/// A leg that starts at B_l is `b{l}`, `C{l}`, `W{l}. ..` or `h{l}`; one that starts at A_l is what a line W_l is
/// followed by.
pub(super) struct FoundLeg {
    pub(super) leg: Leg,
    pub(super) start: Stage,
    pub(super) end: Option<Stage>,
}

impl LegReader<'_> {
    /// Reads a leg that must start at `expected`, where that is known.
    pub(super) fn leg(
        &mut self,
        pair: Pair<'_, Rule>,
        expected: Option<Stage>,
    ) -> Result<FoundLeg, NotationError> {
        let mut items = items(pair);
        let mut expected = expected;
        for item in &items {
            let start = self.start(item)?;
            self.check_start(item, start, expected)?;
            expected = Some(match start {
                Stage::B(layer) => Stage::A(layer),
                // Behind D_l, which stands at A_{l+1}.
                Stage::A(layer) => Stage::B(layer - 1),
            });
        }
        let Some(tip) = items.pop() else { unreachable!("a leg ends in a split, a circle or an open end") };
        let mut found = self.tip(tip)?;
        for line in items.into_iter().rev() {
            found.start = self.start(&line)?;
            found.leg = match found.start {
                Stage::B(layer) => self.arena.line(layer, found.leg),
                Stage::A(layer) => self.arena.dressed_line(layer - 1, found.leg),
            };
        }
        Ok(found)
    }

    /// Where an item of a chain stands: lines and circles of layer l at B_l, D_l and splits of layer l at
    /// A_{l+1}.
    fn start(&self, pair: &Pair<'_, Rule>) -> Result<Stage, NotationError> {
        match pair.as_rule() {
            Rule::split => {
                let Some(coupling) = pair.clone().into_inner().next() else {
                    unreachable!("a split begins with its coupling")
                };
                let (layer, _) = self.coupling(coupling)?;
                Ok(Stage::A(layer + 1))
            }
            Rule::open => self.open_stage(pair.clone()),
            Rule::dressed_line => Ok(Stage::A(self.layer(pair.clone().into_inner().next())? + 1)),
            _ => Ok(Stage::B(self.layer(pair.clone().into_inner().next())?)),
        }
    }

    fn tip(&mut self, pair: Pair<'_, Rule>) -> Result<FoundLeg, NotationError> {
        match pair.as_rule() {
            Rule::split => self.split(pair),
            rule @ (Rule::circle | Rule::dressed_circle) => {
                let layer = self.layer(pair.into_inner().next())?;
                let is_dressed = rule == Rule::dressed_circle;
                let leg =
                    if is_dressed { self.arena.dressed_circle(layer) } else { self.arena.circle(layer) };
                Ok(FoundLeg { leg, start: Stage::B(layer), end: None })
            }
            _ => {
                let stage = self.open_stage(pair)?;
                let leg = self.arena.open(stage);
                Ok(FoundLeg { leg, start: stage, end: Some(stage) })
            }
        }
    }

    fn open_stage(&self, pair: Pair<'_, Rule>) -> Result<Stage, NotationError> {
        let is_x = pair.as_str().starts_with('x');
        let index = pair.clone().into_inner().nth(1);
        match (is_x, index) {
            (true, None) => Ok(Stage::A(1)),
            (true, index) => self.layer(index).map(Stage::A),
            (false, None) => Err(self.error(&pair, "an open end h needs its layer, such as h1")),
            (false, index) => self.layer(index).map(Stage::B),
        }
    }

    fn split(&mut self, pair: Pair<'_, Rule>) -> Result<FoundLeg, NotationError> {
        let whole = pair.clone();
        let mut inner = pair.into_inner();
        let Some(coupling) = inner.next() else { unreachable!("a split begins with its coupling") };
        let (layer, arity) = self.coupling(coupling)?;
        let legs: Vec<FoundLeg> = inner
            .filter(|pair| pair.as_rule() == Rule::leg)
            .map(|leg| self.leg(leg, Some(Stage::B(layer))))
            .collect::<Result<_, _>>()?;
        if legs.len() as u64 != arity {
            let message = format!("this split has arity {arity}, but {} legs", legs.len());
            return Err(self.error(&whole, message));
        }
        let end = self.check_ends(&whole, legs.iter().map(|leg| leg.end))?;
        let leg = self.arena.split(layer, legs.into_iter().map(|leg| leg.leg));
        Ok(FoundLeg { leg, start: Stage::A(layer + 1), end })
    }

    fn coupling(&self, pair: Pair<'_, Rule>) -> Result<(u32, u64), NotationError> {
        let (mut layer, mut arity) = (1, 2);
        for part in pair.into_inner() {
            if part.as_rule() == Rule::index {
                layer = self.layer(Some(part))?;
            } else {
                arity = self.number(&part)?;
                if arity < 2 {
                    return Err(self.error(&part, "a split has at least two legs"));
                }
            }
        }
        Ok((layer, arity))
    }

    /// The open ends of one diagram all lie at one stage.
    pub(super) fn check_ends(
        &self,
        pair: &Pair<'_, Rule>,
        ends: impl Iterator<Item = Option<Stage>>,
    ) -> Result<Option<Stage>, NotationError> {
        let mut ends = ends.flatten();
        let Some(first) = ends.next() else { return Ok(None) };
        match ends.find(|&end| end != first) {
            None => Ok(Some(first)),
            Some(other) => {
                let message = format!("open legs end at different stages, {} and {}", end(first), end(other));
                Err(self.error(pair, message))
            }
        }
    }

    /// A leg that starts at B_l may also stand at A_{l+1}, where the activation lets it pass unchanged.
    /// A leg of Z, for which nothing is expected, starts at some B_l.
    fn check_start(
        &self,
        pair: &Pair<'_, Rule>,
        start: Stage,
        expected: Option<Stage>,
    ) -> Result<(), NotationError> {
        let Some(expected) = expected else {
            return match start {
                Stage::B(_) => Ok(()),
                Stage::A(_) => {
                    Err(self
                        .error(pair, "a leg of Z starts with a line W, a circle b or C, or an open end h"))
                }
            };
        };
        let passes = match (start, expected) {
            (Stage::B(layer), Stage::A(below)) => layer + 1 == below,
            _ => start == expected,
        };
        if passes { Ok(()) } else { Err(self.error(pair, format!("expected {}", choices(expected)))) }
    }

    pub(super) fn layer(&self, pair: Option<Pair<'_, Rule>>) -> Result<u32, NotationError> {
        let Some(pair) = pair else { unreachable!("the grammar demands a layer number here") };
        match u32::try_from(self.number(&pair)?) {
            Ok(layer @ 1..=MAX_LAYER) => Ok(layer),
            _ => Err(self.error(&pair, format!("layer numbers run from 1 to {MAX_LAYER}"))),
        }
    }

    fn number(&self, pair: &Pair<'_, Rule>) -> Result<u64, NotationError> {
        let digits: String = pair.as_str().chars().map(plain_digit).collect();
        digits.parse().map_err(|_| self.error(pair, "this number is too large"))
    }

    pub(super) fn error(&self, pair: &Pair<'_, Rule>, message: impl Into<String>) -> NotationError {
        NotationError::at(self.text, self.start + pair.as_span().start(), message)
    }
}

const MAX_LAYER: u32 = MAX_DEPTH + 1;

/// What a leg consists of, without the dots.
pub(super) fn items<'a>(leg: Pair<'a, Rule>) -> Vec<Pair<'a, Rule>> {
    leg.into_inner().filter(|pair| pair.as_rule() != Rule::dot).collect()
}

/// What may stand at a stage, in words.
fn choices(stage: Stage) -> String {
    match stage {
        Stage::A(1) => "the open end x below W1".to_string(),
        Stage::A(layer) => {
            let lower = layer - 1;
            format!(
                "W{lower}, b{lower}, chi{lower} or x{layer} below W{layer} (dressed: D{lower}, chi{lower} or x{layer})"
            )
        }
        Stage::B(layer) => format!(
            "a leg of layer {layer}: b{layer}, W{layer} or h{layer} (dressed: C{layer}, W{layer} or h{layer})"
        ),
    }
}

fn end(stage: Stage) -> String {
    match stage {
        Stage::A(1) => "x".to_string(),
        Stage::A(layer) => format!("x{layer}"),
        Stage::B(layer) => format!("h{layer}"),
    }
}

fn plain_digit(character: char) -> char {
    let value = match character {
        '₀'..='₉' => Some(character as u32 - '₀' as u32),
        _ => SUPERSCRIPTS.iter().position(|&superscript| superscript == character).map(|value| value as u32),
    };
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(character)
}
