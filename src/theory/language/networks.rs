//! The lines of an ensemble of networks, read one by one: numbers and polynomials as in theories, densities by their names.

use super::declarations::Reader;
use super::grammar::{self, Rule};
use super::syntax::{Parts, Statement, Whole, Word, definition, expression, offset, whole, word};
use super::{Complaint, check_text};
use crate::Rational;
use crate::action::SparseAction;

/// What the lines say, with the places of what may be wrong.
pub(crate) struct Described {
    pub(crate) inputs: (usize, u64),
    /// The width that the text has; 1 where it is infinite.
    pub(crate) width: u64,
    pub(crate) infinite: bool,
    pub(crate) activation: (usize, String),
    pub(crate) amplitude: Option<Call>,
    /// Densities by the parameters that have them, in the order of the text.
    pub(crate) densities: Vec<(usize, String, Call)>,
    /// The place of S_int, and this polynomial of the outputs.
    pub(crate) deformation: Option<(usize, SparseAction<Rational>)>,
}

/// A name with numbers, such as normal(0, 1/2).
pub(crate) struct Call {
    pub(crate) at: usize,
    pub(crate) name: String,
    pub(crate) numbers: Vec<Rational>,
}

/// The name of the deformation.
const DEFORMATION: &str = "S_int";

/// Reads an ensemble whose outputs are wanted at so many points, with another width than that of the text where one is given. An
/// infinite one counts as 1 where the text has N. `most` is the largest width.
pub(crate) fn read(
    text: &str,
    (other, most): (Option<u64>, u64),
    points: usize,
) -> Result<Described, Complaint> {
    check_text(text)?;
    let end = text.trim_end().len();
    let mut reader = Reader::new(None);
    reader.declare(end, &Whole { at: end, value: points as u64 }, None)?;
    let pi = num_rational::Ratio::from_float(std::f64::consts::PI).unwrap_or_default();
    reader.constant(end, "pi", pi)?;
    let (mut inputs, mut width, mut activation, mut amplitude) = (None, None, None, None);
    let mut densities: Vec<(usize, String, Call)> = Vec::new();
    let mut deformed_at = end;
    let lines = grammar::parse(Rule::ensemble, text)?.flat_map(pest::iterators::Pair::into_inner);
    for line in lines.filter(|line| line.as_rule() != Rule::EOI) {
        let (at, rule) = (offset(&line), line.as_rule());
        let mut parts = Parts(line.into_inner());
        match rule {
            Rule::inputs => {
                let Whole { at, value } = whole(&parts.part()?)?;
                reader.constant(at, "d", Rational::from_integer(value.into()))?;
                inputs = Some((at, value));
            }
            Rule::width => {
                let part = parts.part()?;
                let at = offset(&part);
                let own = if part.as_rule() == Rule::infinite { None } else { Some(whole(&part)?.value) };
                if own.is_some_and(|own| !(1..=most).contains(&own)) {
                    return Err(Complaint::new(
                        at,
                        format!("a network has 1 to {most} hidden units, or is infinite"),
                    ));
                }
                reader.constant(at, "N", Rational::from_integer(other.or(own).unwrap_or(1).into()))?;
                width = Some(own);
            }
            Rule::activation => once(&mut activation, at, "the activation", {
                let Word { at, text } = word(&parts.part()?);
                (at, text)
            })?,
            Rule::amplitude => once(&mut amplitude, at, "the amplitude", call(&mut reader, parts.part()?)?)?,
            Rule::density => {
                let Word { at, text } = word(&parts.part()?);
                if densities.iter().any(|(_, name, _)| *name == text) {
                    return Err(Complaint::new(at, format!("'{text}' is given twice")));
                }
                densities.push((at, text, call(&mut reader, parts.part()?)?));
            }
            _ => {
                let statement = definition(parts)?;
                if let Statement::Definition { name, .. } = &statement {
                    match name.text.as_str() {
                        DEFORMATION => deformed_at = name.at,
                        other if other.eq_ignore_ascii_case(DEFORMATION) || other == "S" => {
                            let message = format!("'{other}' means nothing here");
                            return Err(
                                Complaint::new(name.at, message).hint("the deformation is called S_int")
                            );
                        }
                        _ => {}
                    }
                }
                reader.read(statement)?;
            }
        }
    }
    let missing = |what: &str, line: &str| {
        Complaint::new(end, format!("{what} is not given")).hint(format!("add a line such as {line}"))
    };
    let width = width.ok_or_else(|| missing("the width", "width 10"))?;
    Ok(Described {
        width: width.unwrap_or(1),
        infinite: width.is_none(),
        inputs: inputs.ok_or_else(|| missing("the number of inputs", "inputs 1"))?,
        activation: activation.ok_or_else(|| missing("the activation", "activation cos"))?,
        amplitude,
        densities,
        deformation: reader.named(DEFORMATION)?.map(|polynomial| (deformed_at, polynomial)),
    })
}

fn once<T>(place: &mut Option<T>, at: usize, what: &str, value: T) -> Result<(), Complaint> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Complaint::new(at, format!("{what} is given twice"))),
    }
}

fn call(reader: &mut Reader<'_>, pair: pest::iterators::Pair<'_, Rule>) -> Result<Call, Complaint> {
    let mut parts = Parts(pair.into_inner());
    let Word { at, text } = word(&parts.part()?);
    let numbers = parts.map(|part| reader.number(&expression(part)?, "a parameter of a density"));
    Ok(Call { at, name: text, numbers: numbers.collect::<Result<_, _>>()? })
}
