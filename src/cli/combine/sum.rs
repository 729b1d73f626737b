//! A sum of files with weights, read.

use pest::Parser;
use pest_derive::Parser;

use super::args::{PARTS, Part};
use crate::Rational;
use crate::cli::shared::Failure;
use crate::text::number;

#[derive(Parser)]
#[grammar = "../grammar/combine.pest"]
struct Grammar;

/// The parts of a sum; signs are in the weights, and a part without either has none.
pub(super) fn parts(text: &str) -> Result<Vec<Part>, Failure> {
    let refused = |why: &str| Failure::Usage(format!("'{text}': {why}; {PARTS}"));
    let pairs = Grammar::parse(Rule::combination, text).map_err(|error| {
        let (pest::error::InputLocation::Pos(place) | pest::error::InputLocation::Span((place, _))) =
            error.location;
        refused(&format!("a part is expected at character {}", text[..place].chars().count() + 1))
    })?;
    let mut is_negative = false;
    let mut found = Vec::new();
    for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
        match pair.as_rule() {
            Rule::sign => is_negative = pair.as_str() != "+",
            Rule::part => {
                let (mut weight, mut path) = (None, String::new());
                for inner in pair.into_inner() {
                    match inner.as_rule() {
                        Rule::weight => weight = Some(inner.as_str().to_owned()),
                        Rule::quoted | Rule::path => inner.as_str().trim_matches('"').clone_into(&mut path),
                        _ => {}
                    }
                }
                let weight =
                    weight.map(|text| number::parse(text.trim())).transpose().map_err(|why| refused(&why))?;
                let one = Rational::from_integer(1.into());
                let weight = match (weight, std::mem::take(&mut is_negative)) {
                    (weight, true) => Some(-weight.unwrap_or(one)),
                    (weight, false) => weight,
                };
                found.push((weight, path.into()));
            }
            _ => {}
        }
    }
    Ok(found)
}
