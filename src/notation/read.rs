//! Text to a sum of diagrams, term by term.

use std::ops::Range;

use num_bigint::BigInt;
use num_traits::{One, Zero};
use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::legs::LegReader;
use super::{NotationError, dressed};
use crate::Rational;
use crate::diagram::{Arena, Constant, Diagram, Stage, Term, Vertex};
use crate::text::excerpt::check_nesting;
use crate::text::number;

#[derive(Parser)]
#[grammar = "../grammar/diagram.pest"]
pub(super) struct Grammar;

/// A sum of diagrams and rank-0 constants, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The diagrams with their factors, in the order of the text.
    pub terms: Vec<Term>,
    /// The constants with their factors.
    pub constants: Vec<(Rational, Constant)>,
}

/// The longest text that is read, in bytes.
pub const MAX_BYTES: u64 = 1 << 28;

/// The longest term, in bytes. Reading one takes some hundred times as much memory, for a moment.
const MAX_TERM_BYTES: usize = 1 << 20;

/// The deepest nesting of splits that is read.
const MAX_NESTING: usize = 256;

/// Reads a sum of diagrams.
///
/// White space is free, `#` starts a comment, and the Unicode dressing of the printer is understood. A term
/// may have a factor, an integer or p/q, before `*`.
///
/// # Errors
/// Anything that is not a diagram, a leg that breaks the order of the layers, legs that do not end at one
/// stage: with the position. So are diagrams that are dressed in part: one with C or D has no bare circle, carries D
/// wherever a line passes an activation, and has two legs with open ends at every split.
///
/// # Example
/// ```
/// use diagraction::diagram::Arena;
/// use diagraction::notation;
///
/// let mut arena = Arena::new();
/// let sum = notation::read("2 * Z(b2, W2.chi1(W1.x, W1.x)) - 1/2*Z(W2.b1,b2)", &mut arena)?;
/// assert_eq!(sum.terms[1].factor.to_string(), "-1/2");
///
/// let error = notation::read("Z(b2, W2.W2.x)", &mut arena).unwrap_err();
/// assert_eq!((error.line, error.column), (1, 10));
/// # Ok::<(), notation::NotationError>(())
/// ```
pub fn read(text: &str, arena: &mut Arena) -> Result<Sum, NotationError> {
    NotationError::expect_length(text, MAX_BYTES)?;
    check_nesting(text, MAX_NESTING).map_err(|(offset, message)| NotationError::at(text, offset, message))?;
    let mut sum = Sum::default();
    for part in parts(text) {
        if part.len() > MAX_TERM_BYTES {
            let message = format!("a term of more than {MAX_TERM_BYTES} bytes");
            return Err(NotationError::at(text, part.start, message));
        }
        let parsed = Grammar::parse(Rule::expression, &text[part.clone()]);
        let parsed = parsed.map_err(|error| NotationError::syntax(text, part.start, error, name))?;
        let mut sign = Rational::one();
        for pair in parsed.flat_map(Pair::into_inner) {
            match pair.as_rule() {
                Rule::sign => {
                    let is_minus = pair.into_inner().any(|pair| pair.as_rule() == Rule::minus);
                    sign = if is_minus { -Rational::one() } else { Rational::one() };
                }
                Rule::term => {
                    let mut reader = LegReader { text, start: part.start, arena };
                    read_term(&mut reader, std::mem::replace(&mut sign, Rational::one()), pair, &mut sum)?;
                }
                _ => {}
            }
        }
    }
    Ok(sum)
}

/// The text cut before every sign that stands between terms, so that it is parsed term by term.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let (mut depth, mut in_comment, mut is_begun) = (0usize, false, false);
    let mut cuts = vec![0];
    for (offset, character) in text.char_indices() {
        match character {
            '\n' => in_comment = false,
            _ if in_comment => {}
            '#' => in_comment = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '+' | '-' | '−' if depth == 0 && is_begun => {
                cuts.push(offset);
                is_begun = false;
            }
            // A sign that follows a sign stays with it, where the grammar refuses it.
            _ => is_begun |= !character.is_whitespace() && !matches!(character, '+' | '-' | '−'),
        }
    }
    cuts.push(text.len());
    (1..cuts.len()).map(move |place| cuts[place - 1]..cuts[place])
}

fn read_term(
    reader: &mut LegReader<'_>,
    sign: Rational,
    term: Pair<'_, Rule>,
    sum: &mut Sum,
) -> Result<(), NotationError> {
    let mut factor = sign;
    for pair in term.into_inner() {
        match pair.as_rule() {
            Rule::factor => {
                factor *= self::factor(pair.as_str()).map_err(|message| reader.error(&pair, message))?;
            }
            Rule::gaussian => sum.constants.push((factor.clone(), Constant::Gaussian)),
            Rule::volume => {
                let layer = reader.layer(pair.into_inner().next())?;
                sum.constants.push((factor.clone(), Constant::LnDet(layer)));
            }
            Rule::diagram => {
                sum.terms.push(Term { factor: factor.clone(), diagram: read_diagram(reader, pair)? });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads an integer or p/q.
pub(crate) fn factor(text: &str) -> Result<Rational, String> {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    if number::digits(text) > 2 * number::MAX_DIGITS {
        return Err(format!("a factor of more than {} digits; round it", 2 * number::MAX_DIGITS));
    }
    let integer = |digits: &str| digits.parse::<BigInt>().unwrap_or_default();
    let denominator = integer(denominator);
    match denominator.is_zero() {
        true => Err("a factor with denominator 0".to_owned()),
        false => Ok(Rational::new(integer(numerator), denominator)),
    }
}

fn read_diagram(reader: &mut LegReader<'_>, pair: Pair<'_, Rule>) -> Result<Diagram, NotationError> {
    let whole = pair.clone();
    let mut inner = pair.into_inner();
    let vertex = read_vertex(reader, inner.next())?;
    let mut legs = Vec::new();
    let mut start = match vertex {
        Vertex::Latent => None,
        Vertex::Coefficient(stage) => Some(stage),
    };
    for leg in inner.filter(|pair| pair.as_rule() == Rule::leg) {
        let found = reader.leg(leg, start)?;
        if vertex == Vertex::Latent {
            start = Some(found.start);
        }
        legs.push(found);
    }
    if vertex == Vertex::Latent && !matches!(legs.len(), 1 | 2) {
        let message = format!("the latent vertex Z has one or two legs, found {}", legs.len());
        return Err(reader.error(&whole, message));
    }
    reader.check_ends(&whole, legs.iter().map(|leg| leg.end))?;
    dressed::check(reader, vertex, &whole)?;
    Ok(Diagram::new(reader.arena, vertex, legs.into_iter().map(|leg| leg.leg)))
}

fn read_vertex(reader: &LegReader<'_>, pair: Option<Pair<'_, Rule>>) -> Result<Vertex, NotationError> {
    let Some(coefficient) = pair.and_then(|vertex| vertex.into_inner().next()) else {
        return Ok(Vertex::Latent);
    };
    if coefficient.as_rule() == Rule::latent {
        return Ok(Vertex::Latent);
    }
    let is_a = coefficient.as_str().starts_with('A');
    let layer = reader.layer(coefficient.into_inner().nth(1))?;
    Ok(Vertex::Coefficient(if is_a { Stage::A(layer) } else { Stage::B(layer) }))
}

fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::expression | Rule::term | Rule::diagram | Rule::vertex | Rule::latent => {
            "a diagram such as Z(b1, W1.x)"
        }
        Rule::coefficient | Rule::tensor | Rule::gaussian | Rule::volume => "",
        Rule::sign | Rule::plus | Rule::minus => "'+' or '-'",
        Rule::factor => "a factor such as 2 or 1/2",
        Rule::leg => "a leg such as b1 or W1.x",
        Rule::line | Rule::dressed_line => "a line W",
        Rule::split | Rule::coupling => "a split chi",
        Rule::circle | Rule::dressed_circle => "a circle b",
        Rule::open | Rule::variable => "an open end x",
        Rule::index | Rule::subscript => "a layer number",
        Rule::arity | Rule::power | Rule::superscript => "an arity",
        Rule::EOI => "the end of the text",
        Rule::open_list => "'('",
        Rule::comma => "','",
        Rule::close => "')'",
        Rule::times => "'*'",
        Rule::dot => "'.'",
        Rule::WHITESPACE | Rule::COMMENT => "",
    }
}
