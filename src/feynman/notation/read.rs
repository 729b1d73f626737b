//! Text to diagrams.

use std::collections::BTreeMap;

use num_traits::One;
use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use crate::Rational;
use crate::feynman::canonical;
use crate::feynman::graph::Graph;
use crate::notation::{self, NotationError};

#[derive(Parser)]
#[grammar = "../grammar/feynman.pest"]
struct Grammar;

/// The longest text that is read, in bytes. Reading takes some hundred times as much memory, for a moment.
const MAX_BYTES: u64 = 1 << 22;

/// Reads a sum of diagrams with their factors.
///
/// White space is free, `#` starts a comment, ends and vertices stand in any order, and the Unicode dressing of the
/// printer is understood.
///
/// # Errors
/// Anything that is not a connected diagram, with the position: a vertex with other than its number of ends, a line that does
/// not end twice, labels that are not 1, 2, .. each once, or legs with labels beside legs without.
///
/// # Example
/// ```
/// use diagraction::feynman;
///
/// let sum = feynman::read("1/6 * V4(c,1,b,a).V4(a,2,b,c) - G(1,2)")?;
/// assert_eq!((sum[0].0.to_string(), sum[0].1.loops()), ("1/6".to_owned(), 2));
///
/// let error = feynman::read("V3(1,a,a).V3(2,b,c)").unwrap_err();
/// assert_eq!((error.line, error.column), (1, 16));
/// # Ok::<(), diagraction::notation::NotationError>(())
/// ```
pub fn read(text: &str) -> Result<Vec<(Rational, Graph)>, NotationError> {
    NotationError::expect_length(text, MAX_BYTES)?;
    let parsed = Grammar::parse(Rule::expression, text)
        .map_err(|error| NotationError::syntax(text, 0, error, name))?;
    let mut sum = Vec::new();
    let mut sign = Rational::one();
    for pair in parsed.flat_map(Pair::into_inner) {
        match pair.as_rule() {
            Rule::sign if pair.as_str() != "+" => sign = -Rational::one(),
            Rule::term => {
                let (factor, graph) = read_term(text, pair)?;
                sum.push((factor * std::mem::replace(&mut sign, Rational::one()), graph));
            }
            _ => {}
        }
    }
    Ok(sum)
}

fn read_term(text: &str, term: Pair<'_, Rule>) -> Result<(Rational, Graph), NotationError> {
    let mut factor = Rational::one();
    let mut ends = Ends { text, start: term.as_span().start(), ..Ends::default() };
    for pair in term.into_inner() {
        match pair.as_rule() {
            Rule::factor => {
                factor = notation::factor(pair.as_str()).map_err(|message| error(text, &pair, message))?;
            }
            Rule::bare => {
                for end in pair.into_inner().filter(|pair| pair.as_rule() == Rule::end) {
                    if end.as_str() != "x" && end.as_str().starts_with(|c: char| c.is_ascii_lowercase()) {
                        return Err(error(text, &end, "the bare line joins two legs, such as G(1,2)"));
                    }
                    ends.end(&end, 0)?;
                }
            }
            Rule::diagram => {
                for vertex in pair.into_inner().filter(|pair| pair.as_rule() == Rule::vertex) {
                    ends.vertex(vertex)?;
                }
            }
            _ => {}
        }
    }
    Ok((factor, ends.graph()?))
}

/// The ends of one diagram, as they are met.
#[derive(Default)]
struct Ends<'a> {
    text: &'a str,
    start: usize,
    vertices: usize,
    /// The vertices of each line, and where its last end stands.
    lines: BTreeMap<&'a str, (Vec<usize>, usize)>,
    /// The vertex of each label, and where it stands.
    labels: BTreeMap<usize, (usize, usize)>,
    unlabelled: Vec<usize>,
}

impl<'a> Ends<'a> {
    fn vertex(&mut self, vertex: Pair<'a, Rule>) -> Result<(), NotationError> {
        let (whole, mut found) = (vertex.clone(), 0);
        let mut rank = 0;
        for pair in vertex.into_inner() {
            match pair.as_rule() {
                Rule::symbol => rank = digits(pair.as_str()),
                Rule::end => {
                    self.end(&pair, self.vertices)?;
                    found += 1;
                }
                _ => {}
            }
        }
        if found != rank {
            return Err(error(self.text, &whole, format!("a vertex of rank {rank} with {found} ends")));
        }
        self.vertices += 1;
        Ok(())
    }

    fn end(&mut self, end: &Pair<'a, Rule>, vertex: usize) -> Result<(), NotationError> {
        let at = end.as_span().start();
        match end.as_str() {
            "x" => self.unlabelled.push(vertex),
            name if name.starts_with(|c: char| c.is_ascii_digit()) => {
                if self.labels.insert(digits(name), (vertex, at)).is_some() {
                    return Err(error(self.text, end, format!("a second leg {name}")));
                }
            }
            name => {
                let (vertices, last) = self.lines.entry(name).or_default();
                vertices.push(vertex);
                *last = at;
                if vertices.len() > 2 {
                    return Err(error(self.text, end, format!("a third end of line {name}")));
                }
            }
        }
        if !self.labels.is_empty() && !self.unlabelled.is_empty() {
            return Err(error(self.text, end, "legs with and without labels in one diagram"));
        }
        Ok(())
    }

    fn graph(&self) -> Result<Graph, NotationError> {
        if let Some((name, (_, at))) = self.lines.iter().find(|(_, (ends, _))| ends.len() == 1) {
            return Err(NotationError::at(self.text, *at, format!("line {name} ends once; lines end twice")));
        }
        for (expected, (label, (_, at))) in (1..).zip(&self.labels) {
            if expected != *label {
                let message = format!("leg {label} without a leg {expected}; legs are 1, 2, .. each once");
                return Err(NotationError::at(self.text, *at, message));
            }
        }
        let lines: Vec<(usize, usize)> = self.lines.values().map(|(ends, _)| (ends[0], ends[1])).collect();
        let labelled = self.unlabelled.is_empty();
        let labels = self.labels.values().map(|(vertex, _)| *vertex);
        let legs: Vec<usize> = labels.chain(self.unlabelled.iter().copied()).collect();
        canonical::graph(self.vertices, &lines, &legs, labelled)
            .map_err(|error| NotationError::at(self.text, self.start, error.to_string()))
    }
}

/// The number that the digits of a text make, plain or lowered; the largest where it is larger.
fn digits(text: &str) -> usize {
    let lowered = |c: char| ('₀'..='₉').contains(&c).then(|| c as usize - '₀' as usize);
    let digits = text.chars().filter_map(|c| c.to_digit(10).map(|digit| digit as usize).or(lowered(c)));
    digits.fold(0usize, |number, digit| number.saturating_mul(10).saturating_add(digit))
}

fn error(text: &str, pair: &Pair<'_, Rule>, message: impl Into<String>) -> NotationError {
    NotationError::at(text, pair.as_span().start(), message)
}

fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::expression | Rule::term | Rule::diagram | Rule::bare | Rule::propagator => {
            "a diagram such as V4(1,2,a,a)"
        }
        Rule::vertex | Rule::symbol => "a vertex such as V3(1,2,a)",
        Rule::sign | Rule::plus | Rule::minus => "'+' or '-'",
        Rule::factor => "a factor such as 2 or 1/2",
        Rule::end | Rule::label | Rule::line => "a leg such as 1 or a line such as a",
        Rule::index | Rule::subscript => "a rank",
        Rule::EOI => "the end of the text",
        Rule::open_list => "'('",
        Rule::comma => "','",
        Rule::close => "')'",
        Rule::times => "'*'",
        Rule::dot => "'.'",
        Rule::WHITESPACE | Rule::COMMENT => "",
    }
}
