//! What the variables of a formula are called.

use super::write::Style;
use crate::action::Domain;
use crate::text::joined;

/// What the variables are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// One letter or word with the number of the variable, from 0 on.
    Numbered(String),
    /// A name for each.
    Each(Vec<String>),
}

impl Default for Names {
    fn default() -> Names {
        Domain::Real.into()
    }
}

impl From<Domain> for Names {
    /// The letter of the variables, numbered.
    fn from(domain: Domain) -> Names {
        Names::Numbered(domain.letter().to_owned())
    }
}

/// Words that mean something else in Python, or in the source code of a formula.
const TAKEN: &str = "False None True and as assert async await break class continue def del elif else except finally for from global if \
import in is lambda nonlocal not or pass raise return try while with yield S Add Rational symbols sum shifted_ variables_";

impl Names {
    /// Reads a word such as `phi`, or as many names as there are variables, separated by commas.
    ///
    /// # Errors
    /// What is wrong with them, in words.
    pub fn parse(text: &str) -> Result<Names, String> {
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        for (place, name) in names.iter().enumerate() {
            if !is_identifier(name) {
                let wanted = "names have letters, digits and _, and begin with a letter";
                return Err(format!("'{name}' is no name; {wanted}"));
            }
            if names[..place].contains(name) {
                return Err(format!("'{name}' is there twice"));
            }
        }
        Ok(match <[String; 1]>::try_from(names) {
            Ok([name]) => Names::Numbered(name),
            Err(names) => Names::Each(names),
        })
    }

    /// Refuses names that mean something else in source code.
    ///
    /// # Errors
    /// Which one, in words.
    pub fn expect_source(&self) -> Result<(), String> {
        let names = match self {
            Names::Numbered(name) => std::slice::from_ref(name),
            Names::Each(names) => names,
        };
        match names.iter().find(|name| TAKEN.split(' ').any(|taken| taken == **name)) {
            Some(name) => Err(format!("'{name}' means something else in Python or in the formula")),
            None => Ok(()),
        }
    }

    /// The power of a variable; of its distance from the expansion point where there is one.
    pub(super) fn power(&self, variable: usize, power: usize, is_shifted: bool, style: Style) -> String {
        let raised = |base: String| match (power, style) {
            (1, _) => base,
            (_, Style::Text) => format!("{base}^{power}"),
            (_, Style::Unicode) => format!("{base}{}", crate::text::raised(power)),
            (_, Style::Latex) => format!("{base}^{{{power}}}"),
            (_, Style::Sympy | Style::Python) => format!("{base}**{power}"),
        };
        raised(match is_shifted {
            false => self.variable(variable, style),
            true => self.shifted(variable, style),
        })
    }

    /// A variable.
    pub(super) fn variable(&self, variable: usize, style: Style) -> String {
        match (self, style) {
            (Names::Each(names), Style::Latex) => latex(&names[variable]),
            (Names::Each(names), _) => names[variable].clone(),
            (Names::Numbered(name), Style::Text) => format!("{name}_{variable}"),
            (Names::Numbered(name), Style::Unicode) => format!("{name}{}", lowered(variable)),
            (Names::Numbered(name), Style::Latex) => format!("{}_{{{variable}}}", latex(name)),
            (Names::Numbered(name), Style::Sympy | Style::Python) => format!("{name}[{variable}]"),
        }
    }

    /// A variable less its value at the expansion point.
    fn shifted(&self, variable: usize, style: Style) -> String {
        match style {
            Style::Text => format!("d{}", self.variable(variable, style)),
            Style::Unicode => format!("δ{}", self.variable(variable, style)),
            Style::Latex => format!("\\delta {}", self.variable(variable, style)),
            Style::Sympy | Style::Python => format!("{}[{variable}]", self.shifts()),
        }
    }

    /// The list of all distances from the expansion point, in source code.
    pub(super) fn shifts(&self) -> String {
        match self {
            Names::Numbered(name) => format!("d{name}"),
            Names::Each(_) => "shifted_".to_owned(),
        }
    }

    /// The variables as SymPy makes them.
    pub(super) fn symbols(&self, dimension: usize) -> String {
        match self {
            Names::Numbered(name) => {
                // A name that ends in a digit would run into the numbers.
                let between = if name.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
                format!("{name} = symbols('{name}{between}0:{dimension}')")
            }
            Names::Each(names) => format!("{} = symbols('{}')", joined(names, ", "), joined(names, " ")),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// A number as a subscript.
fn lowered(number: usize) -> String {
    let digits = number.to_string();
    digits.bytes().filter_map(|digit| char::from_u32(0x2080 + u32::from(digit - b'0'))).collect()
}

/// Greek letters by their names, and the others upright where they are words.
fn latex(name: &str) -> String {
    const GREEK: &str = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega";
    match name {
        name if GREEK.split(' ').any(|greek| greek == name) => format!("\\{name}"),
        name if name.len() == 1 => name.to_owned(),
        name => format!("\\mathrm{{{}}}", name.replace('_', "\\_")),
    }
}
