//! The text as a tree of what it says, with the byte offset of each part.

use pest::iterators::{Pair, Pairs};

use super::super::error::Complaint;
use super::grammar::Rule;
use crate::Rational;
use crate::text::number;

/// One line of a theory.
pub(super) enum Statement {
    Dimension { at: usize, sites: Whole },
    Lattice { at: usize, cell: Word, sides: Vec<Whole>, boundary: Option<Word> },
    Field { name: Word, source: Source },
    Definition { name: Word, value: Expression },
    Spins { at: usize },
}

/// Where the numbers of a field come from.
pub(super) enum Source {
    Random { at: usize, distribution: Word, parameters: Box<[Expression; 2]>, seed: Whole },
    List { at: usize, values: Vec<Expression> },
    File { at: usize, path: String },
}

pub(super) struct Word {
    pub(super) at: usize,
    pub(super) text: String,
}

pub(super) struct Whole {
    pub(super) at: usize,
    pub(super) value: u64,
}

/// A part of the formula and where it stands.
pub(super) struct Expression {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Number(Rational),
    Reference {
        name: String,
        indices: Vec<Index>,
    },
    /// Terms; `true` marks those that are subtracted.
    Terms(Vec<(bool, Expression)>),
    Product(Vec<Factor>),
    Power(Box<Expression>, Box<Expression>),
    Sum(Range, Box<Expression>),
}

pub(super) struct Factor {
    pub(super) at: usize,
    pub(super) divides: bool,
    pub(super) value: Expression,
}

/// What the index of a sum runs over.
pub(super) enum Range {
    Sites(Word),
    Steps { name: Word, from: Index, to: Index },
    Bonds { at: usize, names: [Word; 2] },
}

/// An index: a sum of whole numbers and names.
pub(super) struct Index {
    pub(super) at: usize,
    pub(super) parts: Vec<(bool, Place)>,
}

pub(super) enum Place {
    Whole(u64),
    Name(Word),
}

/// More sums than this within each other are refused.
const MAX_SUMS: usize = 8;

type Result<T> = std::result::Result<T, Complaint>;

pub(super) fn statements(theory: Pairs<'_, Rule>) -> Result<Vec<Statement>> {
    let parts = theory.flat_map(Pair::into_inner).filter(|pair| pair.as_rule() != Rule::EOI);
    parts.map(statement).collect()
}

fn statement(pair: Pair<'_, Rule>) -> Result<Statement> {
    let (at, rule) = (offset(&pair), pair.as_rule());
    let mut parts = Parts(pair.into_inner());
    match rule {
        Rule::dimension => Ok(Statement::Dimension { at, sites: whole(&parts.part()?)? }),
        Rule::lattice => {
            let cell = word(&parts.part()?);
            let (sides, boundary): (Vec<_>, Vec<_>) = parts.partition(|part| part.as_rule() == Rule::natural);
            let sides = sides.iter().map(whole).collect::<Result<_>>()?;
            Ok(Statement::Lattice { at, cell, sides, boundary: boundary.first().map(word) })
        }
        Rule::field => Ok(Statement::Field { name: word(&parts.part()?), source: source(parts.part()?)? }),
        Rule::spins => Ok(Statement::Spins { at }),
        _ => definition(parts),
    }
}

pub(super) fn definition(mut parts: Parts<'_>) -> Result<Statement> {
    Ok(Statement::Definition { name: word(&parts.part()?), value: expression(parts.part()?)? })
}

fn source(pair: Pair<'_, Rule>) -> Result<Source> {
    let (at, rule) = (offset(&pair), pair.as_rule());
    let mut parts = Parts(pair.into_inner());
    match rule {
        Rule::random => {
            let distribution = word(&parts.part()?);
            let parameters = Box::new([expression(parts.part()?)?, expression(parts.part()?)?]);
            Ok(Source::Random { at, distribution, parameters, seed: whole(&parts.part()?)? })
        }
        Rule::list => Ok(Source::List { at, values: parts.map(expression).collect::<Result<_>>()? }),
        _ => {
            let quoted = parts.part()?;
            Ok(Source::File { at: offset(&quoted), path: quoted.as_str().trim_matches('"').to_string() })
        }
    }
}

pub(super) fn expression(pair: Pair<'_, Rule>) -> Result<Expression> {
    let at = offset(&pair);
    let mut terms = signed(pair, term)?;
    Ok(match terms.pop() {
        Some((false, only)) if terms.is_empty() => only,
        last => {
            terms.extend(last);
            Expression { at, kind: Kind::Terms(terms) }
        }
    })
}

/// A product. What follows a sum within the term is summed over, so the product is built from its end.
fn term(pair: Pair<'_, Rule>) -> Result<Expression> {
    let mut items = Vec::new();
    let mut operator = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::item => items.push((operator.take(), part)),
            _ => operator = Some((offset(&part), part.as_rule() == Rule::divide)),
        }
    }
    let mut factors: Vec<Factor> = Vec::new();
    let mut sums = 0;
    for (operator, item) in items.into_iter().rev() {
        let start = offset(&item);
        let (at, divides) = operator.unwrap_or((start, false));
        let (mut heads, mut value) = split(item)?;
        if matches!(heads.last(), Some(Head::Minus)) {
            heads.pop();
            value = negative(vec![Factor { at: start, divides: false, value }], start);
        }
        sums += heads.iter().filter(|head| matches!(head, Head::Sum(..))).count();
        if sums > MAX_SUMS {
            return Err(Complaint::new(start, format!("more than {MAX_SUMS} sums within each other")));
        }
        if divides && !heads.is_empty() {
            return Err(Complaint::new(at, "a division by a sum").hint("put the sum into parentheses"));
        }
        factors.push(Factor { at: start, divides: false, value });
        for head in heads.into_iter().rev() {
            factors = vec![apply(head, factors, start)];
        }
        if let Some(first) = factors.last_mut() {
            (first.at, first.divides) = (at, divides);
        }
    }
    factors.reverse();
    Ok(product(factors))
}

/// What stands before a factor.
enum Head {
    Minus,
    Sum(usize, Range),
}

/// `factors` are in reverse order.
fn apply(head: Head, mut factors: Vec<Factor>, at: usize) -> Factor {
    factors.reverse();
    let value = match head {
        Head::Minus => negative(factors, at),
        Head::Sum(at, range) => Expression { at, kind: Kind::Sum(range, Box::new(product(factors))) },
    };
    Factor { at, divides: false, value }
}

fn negative(mut factors: Vec<Factor>, at: usize) -> Expression {
    let minus = Expression { at, kind: Kind::Number(-Rational::from_integer(1.into())) };
    factors.insert(0, Factor { at, divides: false, value: minus });
    product(factors)
}

fn product(mut factors: Vec<Factor>) -> Expression {
    let at = factors.first().map_or(0, |factor| factor.value.at);
    match factors.pop() {
        Some(only) if factors.is_empty() && !only.divides => only.value,
        last => {
            factors.extend(last);
            Expression { at, kind: Kind::Product(factors) }
        }
    }
}

fn split(item: Pair<'_, Rule>) -> Result<(Vec<Head>, Expression)> {
    let mut heads = Vec::new();
    for part in item.into_inner() {
        match part.as_rule() {
            Rule::sign if part.as_str() == "+" => {}
            Rule::sign if matches!(heads.last(), Some(Head::Minus)) => drop(heads.pop()),
            Rule::sign => heads.push(Head::Minus),
            Rule::sum => heads.push(Head::Sum(offset(&part), range(part)?)),
            _ => return Ok((heads, power(part)?)),
        }
    }
    Err(incomplete())
}

fn power(pair: Pair<'_, Rule>) -> Result<Expression> {
    let at = offset(&pair);
    let mut parts = Parts(pair.into_inner());
    let base = atom(parts.part()?)?;
    match parts.next() {
        None => Ok(base),
        Some(exponent) => Ok(Expression { at, kind: Kind::Power(Box::new(base), Box::new(atom(exponent)?)) }),
    }
}

fn atom(pair: Pair<'_, Rule>) -> Result<Expression> {
    let at = offset(&pair);
    let inner = Parts(pair.into_inner()).part()?;
    match inner.as_rule() {
        Rule::number => {
            let text = inner.as_str();
            let value = number::parse(text).map_err(|reason| {
                Complaint::new(at, format!("a number \"{}\", {reason}", number::shortened(text)))
            })?;
            Ok(Expression { at, kind: Kind::Number(value) })
        }
        Rule::reference => {
            let mut parts = Parts(inner.into_inner());
            let name = parts.part()?.as_str().to_string();
            let indices = parts.map(index).collect::<Result<_>>()?;
            Ok(Expression { at, kind: Kind::Reference { name, indices } })
        }
        _ => expression(inner),
    }
}

fn index(pair: Pair<'_, Rule>) -> Result<Index> {
    Ok(Index { at: offset(&pair), parts: signed(pair, place)? })
}

/// Parts with signs between them, each with whether it is subtracted.
fn signed<'i, T>(pair: Pair<'i, Rule>, read: impl Fn(Pair<'i, Rule>) -> Result<T>) -> Result<Vec<(bool, T)>> {
    let mut parts = Vec::new();
    let mut is_negative = false;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::sign => is_negative = part.as_str() != "+",
            _ => parts.push((std::mem::take(&mut is_negative), read(part)?)),
        }
    }
    Ok(parts)
}

fn place(pair: Pair<'_, Rule>) -> Result<Place> {
    let inner = Parts(pair.into_inner()).part()?;
    match inner.as_rule() {
        Rule::natural => Ok(Place::Whole(whole(&inner)?.value)),
        _ => Ok(Place::Name(word(&inner))),
    }
}

fn range(sum: Pair<'_, Rule>) -> Result<Range> {
    let over = Parts(sum.into_inner()).part()?;
    let (at, rule) = (offset(&over), over.as_rule());
    let mut parts = Parts(over.into_inner());
    let name = word(&parts.part()?);
    if rule == Rule::bond {
        return Ok(Range::Bonds { at, names: [name, word(&parts.part()?)] });
    }
    match (parts.next(), parts.next()) {
        (Some(from), Some(to)) => Ok(Range::Steps { name, from: index(from)?, to: index(to)? }),
        _ => Ok(Range::Sites(name)),
    }
}

/// The parts of a rule, one after the other, without punctuation and the words that begin it.
pub(super) struct Parts<'a>(pub(super) Pairs<'a, Rule>);

impl<'a> Parts<'a> {
    pub(super) fn part(&mut self) -> Result<Pair<'a, Rule>> {
        self.next().ok_or_else(incomplete)
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Pair<'a, Rule>;

    fn next(&mut self) -> Option<Pair<'a, Rule>> {
        let is_content = |pair: &Pair<'a, Rule>| {
            !matches!(
                pair.as_rule(),
                Rule::dimension_word
                    | Rule::lattice_word
                    | Rule::field_word
                    | Rule::seed_word
                    | Rule::file_word
                    | Rule::sum_word
                    | Rule::inputs_word
                    | Rule::width_word
                    | Rule::activation_word
                    | Rule::amplitude_word
                    | Rule::tilde
                    | Rule::equals
                    | Rule::comma
                    | Rule::dots
                    | Rule::less
                    | Rule::greater
                    | Rule::caret
                    | Rule::open_list
                    | Rule::close
                    | Rule::open_bracket
                    | Rule::close_bracket
            )
        };
        self.0.find(is_content)
    }
}

pub(super) fn word(pair: &Pair<'_, Rule>) -> Word {
    Word { at: offset(pair), text: pair.as_str().to_string() }
}

pub(super) fn whole(pair: &Pair<'_, Rule>) -> Result<Whole> {
    let at = offset(pair);
    let value = pair.as_str().parse().map_err(|_| Complaint::new(at, "a whole number beyond 2^64"))?;
    Ok(Whole { at, value })
}

pub(super) fn offset(pair: &Pair<'_, Rule>) -> usize {
    pair.as_span().start()
}

/// The grammar guarantees the parts; this keeps the reader free of panics.
fn incomplete() -> Complaint {
    Complaint::new(0, "this is not complete")
}
