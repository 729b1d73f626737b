//! The refusal of diagrams that are dressed in part only.

use pest::iterators::Pair;

use super::NotationError;
use super::legs::{LegReader, items};
use super::read::Rule;
use crate::diagram::Vertex;

/// Refuses a diagram that is dressed in part only, whose trees would be counted twice or not at all.
///
/// The layers are in order already. A diagram is dressed when it has a C or a D.
pub(super) fn check(
    reader: &LegReader<'_>,
    vertex: Vertex,
    diagram: &Pair<'_, Rule>,
) -> Result<(), NotationError> {
    let is_mark = |rule| matches!(rule, Rule::dressed_circle | Rule::dressed_line);
    let parts = diagram.clone().into_inner().flatten();
    let Some(mark) = parts.into_iter().find(|pair| is_mark(pair.as_rule())) else { return Ok(()) };
    if vertex != Vertex::Latent {
        return Err(reader.error(&mark, "C and D stand in diagrams with the vertex Z only"));
    }
    legs(diagram).try_for_each(|leg| check_leg(reader, leg))
}

/// The legs of a joint.
fn legs<'a>(joint: &Pair<'a, Rule>) -> impl Iterator<Item = Pair<'a, Rule>> + use<'a> {
    joint.clone().into_inner().filter(|pair| pair.as_rule() == Rule::leg)
}

fn check_leg(reader: &LegReader<'_>, leg: Pair<'_, Rule>) -> Result<(), NotationError> {
    let items = items(leg);
    for pair in items.windows(2) {
        check_neighbours(reader, &pair[0], &pair[1])?;
    }
    match items.last() {
        Some(tip) if tip.as_rule() == Rule::circle => Err(reader.error(
            tip,
            format!("a diagram with C or D has no bare circle: C{} holds all trees of b", index(tip)),
        )),
        Some(tip) if tip.as_rule() == Rule::split => check_split(reader, tip),
        _ => Ok(()),
    }
}

fn check_neighbours(
    reader: &LegReader<'_>,
    above: &Pair<'_, Rule>,
    below: &Pair<'_, Rule>,
) -> Result<(), NotationError> {
    let (layer, lower) = (index(above), index(below));
    match (above.as_rule(), below.as_rule()) {
        (Rule::dressed_line, Rule::line) => Ok(()),
        (Rule::dressed_line, _) => {
            let message = format!("expected W{layer} below D{layer}, with an open end further down");
            Err(reader.error(below, message))
        }
        (_, Rule::line) => {
            let message = format!(
                "in a diagram with C or D a line passes activation {lower} as W{layer}.D{lower}.W{lower}"
            );
            Err(reader.error(below, message))
        }
        (_, Rule::dressed_circle) => {
            let message = format!("W{layer}.C{lower} is part of C{layer}; C is a leg of Z or of a split");
            Err(reader.error(below, message))
        }
        _ => Ok(()),
    }
}

/// A split with fewer than two legs that have open ends is part of a C or of a D.
fn check_split(reader: &LegReader<'_>, split: &Pair<'_, Rule>) -> Result<(), NotationError> {
    legs(split).try_for_each(|leg| check_leg(reader, leg))?;
    let is_circle = |leg| items(leg).first().is_some_and(|item| item.as_rule() == Rule::dressed_circle);
    let open = legs(split).filter(|leg| !is_circle(leg.clone())).count();
    if open >= 2 {
        return Ok(());
    }
    let message = "in a diagram with C or D a split has at least two legs with open ends; with one it is part \
                   of D, with none of C";
    Err(reader.error(split, message))
}

/// The layer of a line or circle, as it is written.
fn index<'a>(pair: &Pair<'a, Rule>) -> &'a str {
    pair.clone().into_inner().next().map_or("", |index| index.as_str())
}
