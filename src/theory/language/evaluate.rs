//! What expressions stand for: numbers, polynomials, fields.

use std::collections::BTreeMap;

use num_traits::{One, ToPrimitive, Zero};

use super::super::error::Complaint;
use super::budget::Budget;
use super::index::{self, Variables};
use super::polynomial::Polynomial;
use super::syntax::{Expression, Factor, Index, Kind, Place, Range, Word};
use crate::Rational;
use crate::action::Domain;

/// What a name stands for.
pub(super) enum Value {
    Polynomial(Polynomial),
    Field(Vec<Rational>),
}

impl Value {
    /// Whether variables are in it.
    pub(super) fn has_variables(&self) -> bool {
        matches!(self, Value::Polynomial(value) if value.as_constant().is_none())
    }
}

/// What helps where there are no variables.
pub(super) const BEGIN: &str = "begin with a line such as dimension 2 or lattice square 4 4 periodic";

/// The largest exponent of a number.
const MAX_EXPONENT: u32 = 1 << 16;

/// The longest run of a sum.
const MAX_RUN: u64 = 1 << 24;

/// The work of one round of a sum, beside that of its terms.
const ROUND: u64 = 4;

/// Computes what expressions stand for.
pub(super) struct Evaluator<'a> {
    pub(super) names: &'a BTreeMap<String, Value>,
    pub(super) variables: Option<&'a Variables>,
    pub(super) budget: &'a mut Budget,
    /// The indices of the sums around an expression.
    running: Vec<(String, i64)>,
}

type Result<T> = std::result::Result<T, Complaint>;

impl<'a> Evaluator<'a> {
    pub(super) fn new(
        names: &'a BTreeMap<String, Value>,
        variables: Option<&'a Variables>,
        budget: &'a mut Budget,
    ) -> Evaluator<'a> {
        Evaluator { names, variables, budget, running: Vec::new() }
    }

    fn letter(&self) -> &'static str {
        self.variables.map_or_else(Domain::default, |variables| variables.domain).letter()
    }

    /// A number, where the expression must be one.
    pub(super) fn constant(&mut self, expression: &Expression, what: &str) -> Result<Rational> {
        let value = self.polynomial(expression)?;
        value
            .as_constant()
            .ok_or_else(|| Complaint::new(expression.at, format!("{what} is a number, without x")))
    }

    pub(super) fn polynomial(&mut self, expression: &Expression) -> Result<Polynomial> {
        let at = expression.at;
        self.budget.spend_plain(1).map_err(|reason| Complaint::new(at, reason))?;
        match &expression.kind {
            Kind::Number(value) => self.number(at, value),
            Kind::Reference { name, indices } => self.reference(at, name, indices),
            Kind::Terms(terms) => self.terms(terms),
            Kind::Product(factors) => self.product(factors),
            Kind::Power(base, exponent) => self.power(base, exponent),
            Kind::Sum(range, body) => self.sum(at, range, body),
        }
    }

    fn number(&mut self, at: usize, value: &Rational) -> Result<Polynomial> {
        self.budget.spend(1, value).map_err(|reason| Complaint::new(at, reason))?;
        Ok(Polynomial::constant(value.clone()))
    }

    fn terms(&mut self, terms: &[(bool, Expression)]) -> Result<Polynomial> {
        let mut sum = Polynomial::default();
        for (is_negative, term) in terms {
            let value = self.polynomial(term)?;
            let value = if *is_negative { value.negated() } else { value };
            sum.add(value, self.budget).map_err(|reason| Complaint::new(term.at, reason))?;
        }
        Ok(sum)
    }

    fn product(&mut self, factors: &[Factor]) -> Result<Polynomial> {
        let mut product = Polynomial::constant(Rational::one());
        for factor in factors {
            let value = self.polynomial(&factor.value)?;
            let value = if factor.divides { inverse(&value, factor)? } else { value };
            product =
                product.times(&value, self.budget).map_err(|reason| Complaint::new(factor.at, reason))?;
        }
        Ok(product)
    }

    fn power(&mut self, base: &Expression, exponent: &Expression) -> Result<Polynomial> {
        let value = self.constant(exponent, "an exponent")?;
        let whole = if value.is_integer() { value.to_integer().to_u32() } else { None };
        let exponent = whole.filter(|&exponent| exponent <= MAX_EXPONENT).ok_or_else(|| {
            let message = format!("exponents are whole numbers from 0 to {MAX_EXPONENT}");
            Complaint::new(exponent.at, message).hint("S is a polynomial; 1/a^2 divides by a power")
        })?;
        let base_value = self.polynomial(base)?;
        base_value.to_the(exponent, self.budget).map_err(|reason| Complaint::new(base.at, reason))
    }

    fn reference(&mut self, at: usize, name: &str, indices: &[Index]) -> Result<Polynomial> {
        self.budget.spend_on_name(name).map_err(|reason| Complaint::new(at, reason))?;
        if let Some((_, value)) = self.running.iter().find(|(running, _)| running == name) {
            return match indices {
                [] => Ok(Polynomial::constant(Rational::from_integer((*value).into()))),
                _ => {
                    Err(Complaint::new(at, format!("'{name}' is the index of a sum and has no index itself")))
                }
            };
        }
        if name == self.letter() {
            let site = self.site(at, name, indices)?;
            let number = u32::try_from(site).map_err(|_| Complaint::new(at, "a site beyond 2^32"))?;
            return Ok(Polynomial::variable(number));
        }
        match (self.names.get(name), indices) {
            (None, _) => Err(self.unknown(at, name)),
            (Some(Value::Polynomial(value)), []) => {
                let work = value.len() as u64;
                self.budget.spend_plain(work).map_err(|reason| Complaint::new(at, reason))?;
                Ok(value.clone())
            }
            (Some(Value::Polynomial(_)), _) => {
                Err(Complaint::new(at, format!("'{name}' is not a field and has no index")))
            }
            (Some(Value::Field(values)), _) => {
                let site = self.site(at, name, indices)?;
                self.number(at, &values[site])
            }
        }
    }

    fn site(&mut self, at: usize, name: &str, indices: &[Index]) -> Result<usize> {
        let variables = self.variables.ok_or_else(|| undeclared(at))?;
        if indices.is_empty() {
            let hint = format!("write {name}[0], or {name}[i] within sum(i)");
            return Err(Complaint::new(at, format!("'{name}' has an index")).hint(hint));
        }
        let values = indices.iter().map(|index| self.index(index)).collect::<Result<Vec<_>>>()?;
        variables.site(indices, &values, at)
    }

    /// A whole number by its name, and whether it is the index of a sum.
    fn meaning(&self, word: &Word) -> Result<(i64, bool)> {
        if let Some((_, value)) = self.running.iter().find(|(running, _)| *running == word.text) {
            return Ok((*value, true));
        }
        match self.names.get(&word.text) {
            Some(Value::Polynomial(value)) => {
                let whole = value.as_constant().filter(Rational::is_integer);
                let value = whole.and_then(|whole| whole.to_integer().to_i64());
                let complaint =
                    || Complaint::new(word.at, format!("'{}' is not a whole number, so no index", word.text));
                Ok((value.ok_or_else(complaint)?, false))
            }
            Some(Value::Field(_)) => {
                Err(Complaint::new(word.at, format!("'{}' is a field, so no index", word.text)))
            }
            None => Err(self.unknown(word.at, &word.text)),
        }
    }

    fn sum(&mut self, at: usize, range: &Range, body: &Expression) -> Result<Polynomial> {
        match range {
            Range::Sites(name) => {
                let number = self.variables.ok_or_else(|| undeclared(name.at))?.number;
                self.check_free(name)?;
                self.over(at, &[&name.text], (0..number).map(|site| [signed(site)]), body)
            }
            Range::Steps { name, from, to } => {
                self.check_free(name)?;
                let ((from, _), (to, _)) = (self.index(from)?, self.index(to)?);
                if to < from || from.abs_diff(to) >= MAX_RUN {
                    let message = format!("the sum runs from {from} to {to}");
                    let hint = format!("both ends are included; at most {MAX_RUN} steps are summed");
                    return Err(Complaint::new(name.at, message).hint(hint));
                }
                self.over(at, &[&name.text], (from..=to).map(|step| [step]), body)
            }
            Range::Bonds { at: place, names: [first, second] } => {
                let variables = self.variables.filter(|variables| variables.lattice.is_some());
                let variables = variables.ok_or_else(|| {
                    Complaint::new(*place, "neighbours without a lattice")
                        .hint("begin with a line such as lattice chain 10 open")
                })?;
                self.check_free(first)?;
                self.check_free(second)?;
                if first.text == second.text {
                    let message = format!("'{}' is both ends of the bond", second.text);
                    return Err(Complaint::new(second.at, message));
                }
                let bonds = variables.bonds.iter().map(|&(i, j)| [signed(i), signed(j)]);
                self.over(at, &[&first.text, &second.text], bonds, body)
            }
        }
    }

    fn over<const N: usize>(
        &mut self,
        at: usize,
        names: &[&String; N],
        values: impl Iterator<Item = [i64; N]>,
        body: &Expression,
    ) -> Result<Polynomial> {
        let mut sum = Polynomial::default();
        let outer = self.running.len();
        for values in values {
            self.running.extend(names.iter().map(ToString::to_string).zip(values));
            let spent = names.iter().try_for_each(|name| self.budget.spend_on_name(name));
            spent
                .and_then(|()| self.budget.spend_plain(ROUND))
                .map_err(|reason| Complaint::new(at, reason))?;
            let term = self.polynomial(body)?;
            sum.add(term, self.budget).map_err(|reason| Complaint::new(at, reason))?;
            self.running.truncate(outer);
        }
        Ok(sum)
    }

    /// The number that an index stands for, and whether it steps away from the index of a sum.
    fn index(&mut self, index: &Index) -> Result<(i64, bool)> {
        for (_, place) in &index.parts {
            let spent = match place {
                Place::Whole(_) => self.budget.spend_plain(1),
                Place::Name(name) => self.budget.spend_on_name(&name.text),
            };
            spent.map_err(|reason| Complaint::new(index.at, reason))?;
        }
        index::evaluate(index, |word| self.meaning(word))
    }

    fn check_free(&self, name: &Word) -> Result<()> {
        let taken = name.text == self.letter()
            || self.names.contains_key(&name.text)
            || self.running.iter().any(|(running, _)| *running == name.text);
        match taken {
            true => {
                let message = format!("'{}' already stands for something else", name.text);
                Err(Complaint::new(name.at, message).hint("take another letter as the index of the sum"))
            }
            false => Ok(()),
        }
    }

    fn unknown(&self, at: usize, name: &str) -> Complaint {
        const LISTED: usize = 12;
        let complaint = Complaint::new(at, format!("unknown name '{name}'"));
        let known: Vec<&str> = self
            .names
            .keys()
            .map(String::as_str)
            .chain(self.running.iter().map(|(running, _)| running.as_str()))
            .take(LISTED)
            .collect();
        match known.is_empty() {
            true => complaint.hint(format!("give it above, such as {name} = 1/2")),
            false => {
                complaint.hint(format!("a name is given above its use; known here: {}", known.join(", ")))
            }
        }
    }
}

fn undeclared(at: usize) -> Complaint {
    Complaint::new(at, "the number of variables is not given yet").hint(BEGIN)
}

fn inverse(value: &Polynomial, factor: &Factor) -> Result<Polynomial> {
    let complaint = |message: &str| Complaint::new(factor.at, message);
    match value.as_constant() {
        None => Err(complaint("a division by x; S is a polynomial")),
        Some(value) if value.is_zero() => Err(complaint("a division by zero")),
        Some(value) => Ok(Polynomial::constant(value.recip())),
    }
}

fn signed(site: usize) -> i64 {
    i64::try_from(site).unwrap_or(i64::MAX)
}
