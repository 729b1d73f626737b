//! Formulas as text, for LaTeX, and as source code.

use std::io::{self, Write};

use super::names::Names;
use super::number::{point, signed};
use super::{Coefficient, Formula, Term};
use crate::text::joined;

/// How a formula is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `S = -0.703 x_7 - 2.43 x_2^2`, four digits, or as many as the error leaves.
    Text,
    /// `S = −0.703 x₇ − 2.43 x₂²`.
    Unicode,
    /// The lines of an `align*`.
    Latex,
    /// Statements that define `S` in SymPy, with all digits.
    Sympy,
    /// A function of Python, which takes numbers and arrays, with all digits.
    Python,
}

/// Lines are broken before this width.
const WIDTH: usize = 78;

/// Terms of a line of LaTeX.
const TERMS: usize = 5;

/// Writes S(x). Where terms were left out, text ends in `..`, and source code begins with a comment that says so.
///
/// # Errors
/// When writing fails.
///
/// # Panics
/// When there are names for fewer variables than the formula has.
pub fn write(formula: &Formula, style: Style, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    match style {
        Style::Text | Style::Unicode => text(formula, style, names, out),
        Style::Latex => latex(formula, names, out),
        Style::Sympy => sympy(formula, names, out),
        Style::Python => python(formula, names, out),
    }
}

/// What a term is multiplied with.
fn monomial(formula: &Formula, term: &Term, style: Style, names: &Names) -> Vec<String> {
    let is_shifted = formula.around.is_some();
    let classes = term.index.chunk_by(|a, b| a == b);
    classes.map(|class| names.power(class[0], class.len(), is_shifted, style)).collect()
}

/// The sign of a term, and the rest of it.
fn parts(formula: &Formula, term: &Term, style: Style, names: &Names) -> (bool, String) {
    let (is_negative, size) = signed(&term.coefficient, term.error, !term.index.is_empty(), style);
    let (space, between) = match style {
        Style::Text => (" ", " "),
        Style::Unicode => (" ", ""),
        Style::Latex => ("\\,", " "),
        Style::Sympy | Style::Python => ("*", "*"),
    };
    let monomial = monomial(formula, term, style, names).join(between);
    let is_both = !size.is_empty() && !monomial.is_empty();
    (is_negative, format!("{size}{}{monomial}", if is_both { space } else { "" }))
}

fn text(formula: &Formula, style: Style, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    let minus = if style == Style::Unicode { "−" } else { "-" };
    let mut line = String::from("S =");
    let mut width = line.len();
    for (place, term) in formula.terms.iter().enumerate() {
        let (is_negative, rest) = parts(formula, term, style, names);
        let sign = match (place, is_negative) {
            (0, false) => " ".to_owned(),
            (0, true) => format!(" {minus}"),
            (_, false) => " + ".to_owned(),
            (_, true) => format!(" {minus} "),
        };
        let added = sign.chars().count() + rest.chars().count();
        if width + added > WIDTH && place > 0 {
            writeln!(out, "{line}")?;
            line = "   ".to_owned();
            width = line.len();
        }
        line.push_str(&sign);
        line.push_str(&rest);
        width += added;
    }
    if formula.terms.is_empty() {
        line.push_str(" 0");
    }
    writeln!(out, "{line}{}", if formula.left_out > 0 { " + .." } else { "" })?;
    match &formula.around {
        Some(around) => point_in_words(around, style, names, out),
        None => Ok(()),
    }
}

/// What the distances are from.
fn point_in_words(
    around: &[Coefficient],
    style: Style,
    names: &Names,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (letter, name) = match (style, names) {
        (_, Names::Each(names)) => ("d", format!("({})", joined(names, ", "))),
        (Style::Unicode, Names::Numbered(name)) => ("δ", name.clone()),
        (_, Names::Numbered(name)) => ("d", name.clone()),
    };
    let mut line = format!("{letter}{name} = {name} - (");
    for (place, number) in around.iter().enumerate() {
        let text = point(number, style);
        let end = if place + 1 == around.len() { ")" } else { ", " };
        if line.chars().count() + text.len() + 1 > WIDTH {
            writeln!(out, "{}", line.trim_end())?;
            line = "   ".to_owned();
        }
        line.push_str(&text);
        line.push_str(end);
    }
    writeln!(out, "{line}")
}

fn latex(formula: &Formula, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\\begin{{align*}}")?;
    write!(out, "S(x) ={{}}& ")?;
    for (place, term) in formula.terms.iter().enumerate() {
        let (is_negative, rest) = parts(formula, term, Style::Latex, names);
        if place > 0 && place % TERMS == 0 {
            write!(out, " \\\\\n& ")?;
        } else if place > 0 {
            write!(out, " ")?;
        }
        let sign = if is_negative {
            "- "
        } else if place > 0 {
            "+ "
        } else {
            ""
        };
        write!(out, "{sign}{rest}")?;
    }
    if formula.terms.is_empty() {
        write!(out, "0")?;
    }
    if formula.left_out > 0 {
        write!(out, " + \\dots")?;
    }
    if let Some(around) = &formula.around {
        let shift = |(variable, number): (usize, &Coefficient)| {
            let style = Style::Latex;
            let (shift, name) =
                (names.power(variable, 1, true, style), names.power(variable, 1, false, style));
            let (is_negative, size) = signed(number, None, false, style);
            format!("{shift} ={{}}& {name} {} {size}", if is_negative { "+" } else { "-" })
        };
        write!(out, " \\\\\n{}", joined(around.iter().enumerate().map(shift), " \\\\\n"))?;
    }
    writeln!(out, "\n\\end{{align*}}")
}

/// The terms of source code, one a line.
fn terms(
    formula: &Formula,
    style: Style,
    names: &Names,
    indent: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for term in &formula.terms {
        let (is_negative, rest) = parts(formula, term, style, names);
        writeln!(out, "{indent}{}{rest},", if is_negative { "-" } else { "" })?;
    }
    Ok(())
}

/// The distances from the expansion point.
fn shifts(
    formula: &Formula,
    style: Style,
    names: &Names,
    indent: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(around) = &formula.around else { return Ok(()) };
    let shift = |(variable, number): (usize, &Coefficient)| {
        format!("{} - ({})", names.variable(variable, style), point(number, style))
    };
    writeln!(out, "{indent}{} = [{}]", names.shifts(), joined(around.iter().enumerate().map(shift), ", "))
}

fn comment(formula: &Formula, out: &mut dyn Write) -> io::Result<()> {
    if let Some(ranks) = formula.ranks_in_words() {
        writeln!(out, "# Only {ranks} of S; there may be others.")?;
    }
    match formula.left_out {
        0 => Ok(()),
        left_out => {
            let largest = formula.largest_left_out;
            writeln!(
                out,
                "# Not the whole of S: {left_out} smaller terms are left out, the largest {largest:.3e}."
            )
        }
    }
}

fn sympy(formula: &Formula, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    comment(formula, out)?;
    writeln!(out, "from sympy import Add, Rational, symbols\n\n{}", names.symbols(formula.dimension))?;
    shifts(formula, Style::Sympy, names, "", out)?;
    writeln!(out, "S = Add(*[")?;
    terms(formula, Style::Sympy, names, "    ", out)?;
    writeln!(out, "])")
}

fn python(formula: &Formula, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    comment(formula, out)?;
    let argument = match names {
        Names::Numbered(name) => name,
        Names::Each(_) => "variables_",
    };
    writeln!(out, "def S({argument}):")?;
    writeln!(out, "    \"\"\"S of {} variables, each a number or an array.\"\"\"", formula.dimension)?;
    if let Names::Each(names) = names {
        writeln!(out, "    {} = {argument}", joined(names, ", "))?;
    }
    shifts(formula, Style::Python, names, "    ", out)?;
    writeln!(out, "    return sum((")?;
    terms(formula, Style::Python, names, "        ", out)?;
    writeln!(out, "    ))")
}
