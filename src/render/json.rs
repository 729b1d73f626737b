//! Diagrams as JSON, one term a line.

use std::fmt::Write as _;
use std::io::{self, Write};

use num_traits::ToPrimitive;

use crate::Rational;
use crate::diagram::{Arena, Constant, Stage, Term};
use crate::notation::{Charset, Printer};

use super::text::push_constant;
use super::{Backend, Header};

/// The expansion for other programs, one term a line.
///
/// Every string is plain notation, so nothing needs escaping. Constants are kept until the end, where
/// the format has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Json {
    printer: Printer,
    line: String,
    constants: Vec<Constant>,
    empty: bool,
}

impl Json {
    /// The version of the format.
    pub(crate) const VERSION: u32 = 1;
}

impl Backend for Json {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.printer = Printer::new(Charset::Ascii);
        self.constants.clear();
        self.empty = true;
        write!(out, "{{\"format\": \"diagraction-expansion\", \"version\": {}", Json::VERSION)?;
        write!(out, ", \"depth\": {}", header.depth)?;
        if header.at != Stage::A(1) {
            write!(out, ", \"at\": \"{}\"", header.at)?;
        }
        if header.arities != [2] {
            write!(out, ", \"arities\": {:?}", header.arities)?;
        }
        write!(out, ", \"max_chi\": {}", or_null(header.max_chi))?;
        if header.max_circles.is_some() {
            write!(out, ", \"max_circles\": {}", or_null(header.max_circles))?;
        }
        if header.min_rank > 0 {
            write!(out, ", \"min_rank\": {}", header.min_rank)?;
        }
        write!(out, ", \"max_rank\": {}", or_null(header.max_rank))?;
        write!(out, ",\n \"dressed\": {}", header.dressed)?;
        if header.linear {
            write!(out, ", \"linear\": true")?;
        }
        write!(out, ", \"terms\": [")
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        let grade = term.grade(arena);
        let line = &mut self.line;
        line.clear();
        line.push_str(if self.empty { "\n" } else { ",\n" });
        self.empty = false;
        let _ = write!(
            line,
            "{{\"rank\": {}, \"chi\": {}, \"circles\": {}",
            grade.rank, grade.chi, grade.circles
        );
        line.push_str(", \"factor\": \"");
        push_rational(&term.factor, line);
        line.push_str("\", \"diagram\": \"");
        self.printer.push_diagram(arena, &term.diagram, line);
        line.push_str("\"}");
        out.write_all(line.as_bytes())
    }

    fn constant(&mut self, constant: Constant, _out: &mut dyn Write) -> io::Result<()> {
        self.constants.push(constant);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}],\n \"constants\": [", if self.empty { "" } else { "\n" })?;
        for (i, &constant) in self.constants.iter().enumerate() {
            let mut text = String::new();
            push_constant(constant, Charset::Ascii, &mut text);
            write!(out, "{}\"{text}\"", if i == 0 { "" } else { ", " })?;
        }
        writeln!(out, "]}}")
    }
}

fn or_null(number: Option<usize>) -> String {
    number.map_or_else(|| String::from("null"), |number| number.to_string())
}

/// Small integers, which nearly all factors are, take the short way.
fn push_rational(number: &Rational, text: &mut String) {
    let small = number.is_integer().then(|| number.numer().to_i64()).flatten();
    let _ = match small {
        Some(small) => write!(text, "{small}"),
        None => write!(text, "{number}"),
    };
}
