//! The lines of a theory, read one by one into an action.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::error::Complaint;
use super::budget::{Budget, MAX_TERMS};
use super::evaluate::{BEGIN, Evaluator, Value};
use super::fields;
use super::index::Variables;
use super::polynomial::Polynomial;
use super::syntax::{Expression, Statement, Whole, Word};
use crate::action::{Domain, SparseAction};
use crate::{Cell, Lattice, Rational};

/// The name of the action.
const ACTION: &str = "S";

/// The most variables.
const MAX_VARIABLES: u64 = 1 << 17;

/// Reads a theory line by line.
pub(super) struct Reader<'a> {
    folder: Option<&'a Path>,
    names: BTreeMap<String, Value>,
    variables: Option<Variables>,
    budget: Budget,
    /// The terms of all names together.
    terms: usize,
}

type Result<T> = std::result::Result<T, Complaint>;

impl<'a> Reader<'a> {
    /// Without a folder, fields from files are refused.
    pub(super) fn new(folder: Option<&'a Path>) -> Reader<'a> {
        Reader { folder, names: BTreeMap::new(), variables: None, budget: Budget::new(), terms: 0 }
    }

    pub(super) fn read(&mut self, statement: Statement) -> Result<()> {
        match statement {
            Statement::Dimension { at, sites } => self.declare(at, &sites, None),
            Statement::Lattice { at, cell, sides, boundary } => {
                let lattice = lattice(&cell, &sides, boundary.as_ref())?;
                let sites = Whole { at: cell.at, value: lattice.sites() as u64 };
                self.declare(at, &sites, Some(lattice))
            }
            Statement::Field { name, source } => {
                if name.text == ACTION {
                    let message = "S is the name of the action and cannot be a field";
                    return Err(Complaint::new(name.at, message).hint("take another name for the field"));
                }
                let variables = self.variables.as_ref().ok_or_else(|| {
                    Complaint::new(name.at, "a field before the number of sites is given").hint(BEGIN)
                })?;
                let sites = variables.number;
                let mut evaluator = Evaluator::new(&self.names, Some(variables), &mut self.budget);
                let values = fields::values(&mut evaluator, source, sites, self.folder)?;
                self.name(name, sites, Value::Field(values))
            }
            Statement::Spins { at } => match &mut self.variables {
                Some(_) if self.names.contains_key("s") => {
                    Err(Complaint::new(at, "'s' has a meaning before spins are declared"))
                }
                Some(_) if self.names.values().any(Value::has_variables) => {
                    Err(Complaint::new(at, "a name stands for a polynomial of x before spins are declared"))
                }
                Some(variables) => {
                    variables.domain = Domain::Spin;
                    Ok(())
                }
                None => Err(Complaint::new(at, "spins before their number is given").hint(BEGIN)),
            },
            Statement::Definition { name, value } => {
                let mut evaluator = Evaluator::new(&self.names, self.variables.as_ref(), &mut self.budget);
                let value = evaluator.polynomial(&value)?;
                self.name(name, value.len(), Value::Polynomial(value))
            }
        }
    }

    pub(super) fn declare(&mut self, at: usize, sites: &Whole, lattice: Option<Lattice>) -> Result<()> {
        let found = sites.value;
        if !(1..=MAX_VARIABLES).contains(&found) {
            let message = format!("{found} variables; a theory has 1 to {MAX_VARIABLES}");
            return Err(Complaint::new(sites.at, message));
        }
        if self.variables.is_some() {
            return Err(Complaint::new(at, "the number of variables is given twice")
                .hint("a theory has one dimension or one lattice"));
        }
        let bonds = lattice.as_ref().map_or_else(Vec::new, Lattice::bonds);
        self.variables = Some(Variables { number: found as usize, lattice, bonds, domain: Domain::Real });
        Ok(())
    }

    fn name(&mut self, name: Word, terms: usize, value: Value) -> Result<()> {
        let domain = self.variables.as_ref().map_or_else(Domain::default, |variables| variables.domain);
        let letter = domain.letter();
        if name.text == letter {
            let message = format!("'{letter}' stands for the variables; take another name");
            return Err(Complaint::new(name.at, message));
        }
        if self.names.contains_key(&name.text) {
            return Err(Complaint::new(name.at, format!("'{}' is given twice", name.text)));
        }
        self.terms += terms;
        if self.terms > MAX_TERMS {
            let message = format!("all names together have more than {MAX_TERMS} terms");
            return Err(Complaint::new(name.at, message));
        }
        self.names.insert(name.text, value);
        Ok(())
    }

    /// A number that an expression stands for.
    pub(super) fn number(&mut self, expression: &Expression, what: &str) -> Result<Rational> {
        Evaluator::new(&self.names, self.variables.as_ref(), &mut self.budget).constant(expression, what)
    }

    /// Gives a number a name.
    pub(super) fn constant(&mut self, at: usize, name: &str, value: Rational) -> Result<()> {
        self.name(Word { at, text: name.to_owned() }, 1, Value::Polynomial(Polynomial::constant(value)))
    }

    /// The action, when everything is read.
    pub(super) fn finish(self, text: &str) -> Result<SparseAction<Rational>> {
        let end = text.trim_end().len();
        if !self.names.contains_key(ACTION) {
            return Err(Complaint::new(end, "the theory has no S")
                .hint("end it with S = .., the logarithm of the density, such as S = -1/2 * x[0]^2"));
        }
        self.named(ACTION)?.ok_or_else(|| Complaint::new(end, "the theory has no variables").hint(BEGIN))
    }

    /// The polynomial of a name, where it has been given.
    pub(super) fn named(mut self, name: &str) -> Result<Option<SparseAction<Rational>>> {
        let (Some(variables), Some(Value::Polynomial(polynomial))) =
            (self.variables, self.names.remove(name))
        else {
            return Ok(None);
        };
        let mut action = SparseAction::zero(variables.number);
        for (index, value) in polynomial.into_terms() {
            match variables.domain {
                Domain::Real => action.add_monomial(&index, value),
                Domain::Spin => action.add_monomial(&without_pairs(&index), value),
            }
        }
        action.domain = variables.domain;
        action.lattice = variables.lattice;
        Ok(Some(action))
    }
}

/// What is left of a product of spins, whose squares are 1.
fn without_pairs(index: &[usize]) -> Vec<usize> {
    let runs = index.chunk_by(|a, b| a == b);
    runs.filter(|run| !run.len().is_multiple_of(2)).map(|run| run[0]).collect()
}

fn lattice(cell: &Word, sides: &[Whole], boundary: Option<&Word>) -> Result<Lattice> {
    let kind = cell.text.parse::<Cell>().map_err(|_| {
        let message = format!("'{}' is not a lattice", cell.text);
        Complaint::new(cell.at, message).hint("take chain, square, cubic or triangular")
    })?;
    let lengths = sides.iter().map(|side| usize::try_from(side.value).unwrap_or(usize::MAX)).collect();
    let at = sides.first().map_or(cell.at, |side| side.at);
    let is_periodic = boundary.is_none_or(|word| word.text == "periodic");
    Lattice::new(kind, lengths, is_periodic).map_err(|error| Complaint::new(at, error.to_string()))
}
