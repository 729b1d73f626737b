//! Text to the rules of the grammar, with errors in sentences.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pairs;
use pest_derive::Parser;

use super::super::error::Complaint;
use crate::text::excerpt::alternatives;

#[derive(Parser)]
#[grammar = "../grammar/action.pest"]
#[grammar = "../grammar/ensemble.pest"]
struct Grammar;

/// The text, a theory or an ensemble, as a tree of rules.
pub(super) fn parse(language: Rule, text: &str) -> Result<Pairs<'_, Rule>, Complaint> {
    Grammar::parse(language, text).map_err(|error| expectation(text, error))
}

/// Turns a syntax error into a sentence with a position.
fn expectation(text: &str, error: pest::error::Error<Rule>) -> Complaint {
    let offset = match error.location {
        InputLocation::Pos(offset) | InputLocation::Span((offset, _)) => offset,
    };
    let message = match error.variant {
        ErrorVariant::ParsingError { positives, .. } if positives == [Rule::equals] => {
            if let Some(factor) = second_factor(text, offset) {
                let message = format!("expected '*' or another operator, but found '{}'", word(text, factor));
                let hint = "products are written with '*', such as 2 * x[0]";
                return Complaint::new(factor, message).hint(hint);
            }
            expected(&positives)
        }
        ErrorVariant::ParsingError { positives, .. } => expected(&positives),
        ErrorVariant::CustomError { message } => message,
    };
    let word = word(text, offset);
    let found = match text[offset..].chars().next() {
        None => "the text ends".to_string(),
        Some(_) if !word.is_empty() => format!("found '{word}'"),
        Some(character) => format!("found '{}'", character.escape_debug()),
    };
    let message = format!("{message}, but {found}");
    let complaint = Complaint::new(offset, message.clone());
    // Where a density is to follow, its name is right and the '~' is missing.
    match KEYWORDS.contains(&word) && !message.contains('~') {
        true => complaint.hint(format!("'{word}' is a word of the language; take another name")),
        false => complaint,
    }
}

const KEYWORDS: [&str; 10] =
    ["dimension", "lattice", "field", "sum", "periodic", "open", "normal", "uniform", "seed", "file"];

/// The longest word of a message.
const SHOWN: usize = 40;

/// The name or number at an offset.
fn word(text: &str, offset: usize) -> &str {
    let rest = &text[offset..];
    let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
    &rest[..end.min(SHOWN)]
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Two factors side by side, as in `S = 2 x[0]`: the second one was read as the name of a new line. Gives its offset.
fn second_factor(text: &str, offset: usize) -> Option<usize> {
    let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let before = text[line_start..offset].trim_end();
    let start = before.trim_end_matches(is_letter).len();
    let first = before[..start].trim_end();
    let is_factor = first.contains('=') && first.ends_with(|c: char| is_letter(c) || matches!(c, ')' | ']'));
    (is_factor && start < before.len()).then_some(line_start + start)
}

fn expected(rules: &[Rule]) -> String {
    let names = rules.iter().map(|rule| name(*rule)).collect();
    alternatives(names).map_or("this cannot be read".to_string(), |names| format!("expected {names}"))
}

fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::theory | Rule::statement | Rule::definition | Rule::field | Rule::lattice | Rule::dimension => {
            "a line such as dimension 2, lattice square 4 4 periodic, u = 1/10 or S = -x[0]^2"
        }
        Rule::ensemble
        | Rule::item_of_networks
        | Rule::inputs
        | Rule::width
        | Rule::activation
        | Rule::amplitude => "a line such as inputs 1, width 10, activation cos, or b ~ uniform(-pi, pi)",
        Rule::spins | Rule::spins_word => "",
        Rule::density | Rule::tilde => "'~'",
        Rule::call => "a density such as normal(0, 1/N)",
        Rule::infinite => "infinite",
        Rule::dimension_word | Rule::lattice_word | Rule::field_word => "",
        Rule::inputs_word | Rule::width_word | Rule::activation_word | Rule::amplitude_word => "",
        Rule::cell | Rule::word => "chain, square, cubic or triangular",
        Rule::boundary => "periodic or open",
        Rule::random | Rule::distribution => "normal(mean, deviation) or uniform(from, to)",
        Rule::seed_word => "seed and a number, which fix the draws",
        Rule::list => "a list such as [0.1, -0.2]",
        Rule::file | Rule::file_word => "file \"field.csv\"",
        Rule::path => "a path in quotes",
        Rule::expression | Rule::term | Rule::item | Rule::power | Rule::atom | Rule::reference => {
            "a number, a name or '('"
        }
        Rule::number | Rule::exponent => "a number",
        Rule::natural => "a whole number",
        Rule::index | Rule::place => "an index",
        Rule::sum | Rule::sum_word => "a sum such as sum(i) or sum(<i,j>)",
        Rule::bond | Rule::range => "i, i = 0..3 or <i,j>",
        Rule::name => "a name",
        Rule::sign => "'+' or '-'",
        Rule::times | Rule::divide => "'*' or '/'",
        Rule::caret => "'^'",
        Rule::equals => "'='",
        Rule::comma => "','",
        Rule::dots => "'..'",
        Rule::less => "'<'",
        Rule::greater => "'>'",
        Rule::open_list => "'('",
        Rule::close => "')'",
        Rule::open_bracket => "'['",
        Rule::close_bracket => "']'",
        Rule::EOI => "the end of the text",
        Rule::keyword | Rule::letter | Rule::WHITESPACE | Rule::COMMENT => "",
    }
}
