//! Text to joined trees.

use std::collections::BTreeMap;

use num_traits::One;
use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::pairing::{FREE, Pairing};
use super::trees::{MAX_SPLITS, Term, Trees};
use crate::Rational;
use crate::diagram::{Arena, Leg, MAX_DEPTH, Stage};
use crate::notation::{self, NotationError};
use crate::text::excerpt::check_nesting;

#[derive(Parser)]
#[grammar = "../grammar/joined.pest"]
struct Grammar;

/// The longest text that is read, in bytes. Reading takes some hundred times as much memory, for a moment.
const MAX_BYTES: u64 = 1 << 20;

/// The deepest nesting of splits that is read.
const MAX_NESTING: usize = 256;

/// Reads a sum of joined trees with their factors.
///
/// White space is free, `#` starts a comment, legs of a split stand in any order, and the Unicode dressing of the printer is
/// understood.
///
/// # Errors
/// Anything that is not a connected diagram, with the position: a leg that breaks the order of the layers, leaves behind different
/// layers, a letter that does not stand twice, or more than [`MAX_SPLITS`] splits.
///
/// # Example
/// ```
/// use diagraction::diagram::Arena;
/// use diagraction::joined;
/// use diagraction::notation::Charset;
///
/// let mut arena = Arena::new();
/// let sum = joined::read("2 * K(U1.chi1(U2.b, U2.c), U1.chi1(U2.c, U2.b)) + K(C0)", &mut arena)?;
/// let mut text = String::new();
/// sum[0].trees.push(&arena, Charset::Ascii, &mut text);
/// assert_eq!(text, "K(U1.chi1(U2.a, U2.b), U1.chi1(U2.a, U2.b))");
///
/// let error = joined::read("K(U1.D1.U2.a, U1.D2.U2.a)", &mut arena).unwrap_err();
/// assert_eq!((error.line, error.column), (1, 18));
/// # Ok::<(), diagraction::notation::NotationError>(())
/// ```
pub fn read(text: &str, arena: &mut Arena) -> Result<Vec<Term>, NotationError> {
    NotationError::expect_length(text, MAX_BYTES)?;
    check_nesting(text, MAX_NESTING).map_err(|(offset, message)| NotationError::at(text, offset, message))?;
    let parsed = Grammar::parse(Rule::expression, text)
        .map_err(|error| NotationError::syntax(text, 0, error, name))?;
    let mut sum = Vec::new();
    let mut factor = Rational::one();
    for pair in parsed.flat_map(Pair::into_inner) {
        match pair.as_rule() {
            Rule::sign if pair.as_str() != "+" => factor = -Rational::one(),
            Rule::term => {
                for part in pair.into_inner() {
                    let trees = match part.as_rule() {
                        Rule::factor => {
                            let read = notation::factor(part.as_str());
                            factor *= read.map_err(|message| error(text, &part, message))?;
                            continue;
                        }
                        Rule::mode => Trees::mode(arena),
                        Rule::diagram => diagram(text, part, arena)?,
                        _ => continue,
                    };
                    sum.push(Term { factor: std::mem::replace(&mut factor, Rational::one()), trees });
                }
            }
            _ => {}
        }
    }
    Ok(sum)
}

fn diagram(text: &str, diagram: Pair<'_, Rule>, arena: &mut Arena) -> Result<Trees, NotationError> {
    let whole = diagram.clone();
    let mut reader = Reader { text, arena, last: None };
    let (mut roots, mut names) = (Vec::new(), Vec::new());
    for tree in diagram.into_inner().filter(|pair| pair.as_rule() == Rule::tree) {
        let (root, leaves) = reader.leg(tree, 1)?;
        roots.push(root);
        names.extend(leaves);
    }
    let splits: usize = roots.iter().map(|&root| reader.arena.grade(root).chi).sum();
    if splits > MAX_SPLITS {
        let message = format!("a diagram of {splits} splits; at most {MAX_SPLITS} are supported");
        return Err(error(text, &whole, message));
    }
    let is_not_connected = || error(text, &whole, "the diagram is not connected");
    // So few splits connect far fewer leaves.
    if names.len() > usize::from(FREE) {
        return Err(is_not_connected());
    }
    let mut pairing: Pairing = std::iter::repeat_n(FREE, names.len()).collect();
    let mut once = BTreeMap::new();
    for (leaf, name) in names.iter().enumerate() {
        match once.insert(name.as_str(), leaf) {
            None => {}
            Some(partner) if pairing[partner] == FREE => {
                (pairing[leaf], pairing[partner]) = (partner as u8, leaf as u8);
            }
            Some(_) => return Err(error(text, name, format!("a third leaf {}", name.as_str()))),
        }
    }
    if let Some(leaf) = pairing.iter().position(|&partner| partner == FREE) {
        let name = &names[leaf];
        let message = format!("leaf {} stands once; each letter stands twice", name.as_str());
        return Err(error(text, name, message));
    }
    Trees::new(reader.arena, roots, &pairing).ok_or_else(is_not_connected)
}

/// A leg with its leaves, in its canonical order.
type Found<'a> = (Leg, Vec<Pair<'a, Rule>>);

struct Reader<'a, 'b> {
    text: &'a str,
    arena: &'b mut Arena,
    /// The layer of the leaves, once one has been read.
    last: Option<u32>,
}

impl<'a> Reader<'a, '_> {
    /// Reads what starts with U of this layer.
    fn leg(&mut self, leg: Pair<'a, Rule>, first: u32) -> Result<Found<'a>, NotationError> {
        let items = leg.into_inner().filter(|pair| pair.as_rule() != Rule::dot);
        let (mut layer, mut is_behind_line) = (first, false);
        let mut tip = None;
        for item in items {
            let expected = match (is_behind_line, item.as_rule()) {
                (false, Rule::line) => layer,
                (true, Rule::dressed_line | Rule::split) => layer,
                (true, Rule::leaf) => {
                    tip = Some(self.leaf(item, layer)?);
                    break;
                }
                (false, _) => return Err(self.error(&item, format!("expected U{layer}"))),
                (true, _) => {
                    let message = format!("expected D{layer}, chi{layer} or a leaf behind U{layer}");
                    return Err(self.error(&item, message));
                }
            };
            let found = number(&item);
            if found != Some(expected) {
                let symbol = match item.as_rule() {
                    Rule::line => "U",
                    Rule::split => "chi",
                    _ => "D",
                };
                return Err(self.error(&item, format!("expected {symbol}{expected}")));
            }
            match item.as_rule() {
                Rule::line => is_behind_line = true,
                Rule::dressed_line => (layer, is_behind_line) = (layer + 1, false),
                _ => tip = Some(self.split(item, layer)?),
            }
        }
        let Some((mut leg, leaves)) = tip else { unreachable!("a tree ends in a split or in a leaf") };
        leg = self.arena.inverse_line(layer, leg);
        for layer in (first..layer).rev() {
            leg = self.arena.dressed_line(layer, leg);
            leg = self.arena.inverse_line(layer, leg);
        }
        Ok((leg, leaves))
    }

    fn leaf(&mut self, leaf: Pair<'a, Rule>, layer: u32) -> Result<Found<'a>, NotationError> {
        let last = *self.last.get_or_insert(layer);
        if layer != last {
            let message = format!("a leaf behind U{layer}, where others are behind U{last}");
            return Err(self.error(&leaf, message));
        }
        if layer > MAX_DEPTH + 1 {
            return Err(self.error(&leaf, format!("layer numbers run from 1 to {}", MAX_DEPTH + 1)));
        }
        Ok((self.arena.open(Stage::B(layer)), vec![leaf]))
    }

    fn split(&mut self, split: Pair<'a, Rule>, layer: u32) -> Result<Found<'a>, NotationError> {
        let legs = split.into_inner().filter(|pair| pair.as_rule() == Rule::tree);
        let mut legs = legs.map(|leg| self.leg(leg, layer + 1)).collect::<Result<Vec<_>, _>>()?;
        legs.sort_by(|(a, _), (b, _)| self.arena.compare(*a, *b));
        let leg = self.arena.split(layer, legs.iter().map(|(leg, _)| *leg));
        Ok((leg, legs.into_iter().flat_map(|(_, leaves)| leaves).collect()))
    }

    fn error(&self, pair: &Pair<'_, Rule>, message: impl Into<String>) -> NotationError {
        error(self.text, pair, message)
    }
}

/// The layer of a line or of a split.
fn number(pair: &Pair<'_, Rule>) -> Option<u32> {
    let index = pair.clone().into_inner().flatten().find(|pair| pair.as_rule() == Rule::index)?;
    let lowered = |c: char| ('₀'..='₉').contains(&c).then(|| c as u32 - '₀' as u32);
    let plain = index.as_str().chars().map(|c| c.to_digit(10).or_else(|| lowered(c)));
    plain.flatten().try_fold(0u32, |number, digit| number.checked_mul(10)?.checked_add(digit))
}

fn error(text: &str, pair: &Pair<'_, Rule>, message: impl Into<String>) -> NotationError {
    NotationError::at(text, pair.as_span().start(), message)
}

fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::expression | Rule::term | Rule::diagram | Rule::joint | Rule::mode => {
            "a diagram such as K(U1.a, U1.a)"
        }
        Rule::sign | Rule::plus | Rule::minus => "'+' or '-'",
        Rule::factor => "a factor such as 2 or 1/2",
        Rule::tree => "a tree such as U1.a",
        Rule::constant => "the constant C0",
        Rule::line => "a line U",
        Rule::dressed_line => "a factor D",
        Rule::split | Rule::coupling => "a split chi",
        Rule::leaf => "a leaf a",
        Rule::index | Rule::subscript => "a layer number",
        Rule::EOI => "the end of the text",
        Rule::open_list => "'('",
        Rule::comma => "','",
        Rule::close => "')'",
        Rule::times => "'*'",
        Rule::dot => "'.'",
        Rule::WHITESPACE | Rule::COMMENT => "",
    }
}
