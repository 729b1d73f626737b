//! Tests as a table that grows.

use std::io::{self, Write};

use crate::check::{Found, Test};

use crate::cli::shared::number::label;

/// The columns of names and of what was found.
const NAME: usize = 29;
const FOUND: usize = 24;

/// The rows that were printed, and how they ended.
pub(in crate::cli) struct Table {
    /// What a lone index counts.
    place: &'static str,
    made: usize,
    failed: usize,
    skipped: usize,
    /// Whether a test was left out for its time.
    is_late: bool,
}

impl Table {
    /// Begins with the names of the columns.
    pub(in crate::cli) fn new(place: &'static str, out: &mut dyn Write) -> io::Result<Table> {
        writeln!(out, "{:<NAME$}  rank  {:<FOUND$}  {:<8}  verdict", "test", "found", "bound")?;
        Ok(Table { place, made: 0, failed: 0, skipped: 0, is_late: false })
    }

    /// Adds rows, those of ranks that are equal in one.
    pub(in crate::cli) fn add(&mut self, tests: &[Test], out: &mut dyn Write) -> io::Result<()> {
        let rank = |test: &Test| test.rank.map_or("-".to_string(), |rank| rank.to_string());
        for group in tests.chunk_by(|a, b| a.name == b.name && is_equal(a) && is_equal(b)) {
            match group {
                [first, .., last] => self.row(first, &format!("{}-{}", rank(first), rank(last)), out)?,
                others => others.iter().try_for_each(|test| self.row(test, &rank(test), out))?,
            }
        }
        for test in tests {
            match test.holds {
                Some(holds) => (self.made, self.failed) = (self.made + 1, self.failed + usize::from(!holds)),
                None => {
                    self.skipped += 1;
                    self.is_late |= matches!(test.found, Found::Late(_));
                }
            }
        }
        out.flush()
    }

    /// Whether no test was made, and some would take too long.
    pub(in crate::cli) fn is_out_of_time(&self) -> bool {
        self.made == 0 && self.is_late
    }

    /// How many tests fail.
    pub(in crate::cli) fn failed(&self) -> usize {
        self.failed
    }

    /// The outcome in a sentence.
    pub(in crate::cli) fn verdict(&self, out: &mut dyn Write) -> io::Result<()> {
        let Table { made, failed, skipped, .. } = *self;
        let left = if skipped == 0 { String::new() } else { format!("; {skipped} skipped") };
        let sentence = match failed {
            0 if made == 0 => "no test could be made".to_owned(),
            0 if made == 1 => format!("the one test that could be made holds{left}"),
            0 => format!("all {made} tests hold{left}"),
            failed => format!("{failed} of {made} tests FAIL{left}"),
        };
        writeln!(out, "\n{sentence}")
    }

    fn row(&self, test: &Test, ranks: &str, out: &mut dyn Write) -> io::Result<()> {
        let verdict = match test.holds {
            Some(true) => "holds",
            Some(false) => "FAILS",
            None => "skipped",
        };
        if let Some(reason) = test.found.reason() {
            return writeln!(out, "{:<NAME$}  {ranks:>4}  {verdict}: {reason}", test.name);
        }
        let (found, bound) = self.columns(test);
        writeln!(out, "{:<NAME$}  {ranks:>4}  {found:<FOUND$}  {bound:<8}  {verdict}", test.name)
    }

    fn columns(&self, test: &Test) -> (String, String) {
        match &test.found {
            found @ (Found::Nothing(_) | Found::Late(_)) => {
                (found.reason().unwrap_or_default(), "-".to_string())
            }
            Found::Order(order) if order.is_infinite() => {
                ("none above rounding".to_string(), format!(">= {}", test.bound))
            }
            Found::Order(order) => (format!("order {order:.3}"), format!(">= {}", test.bound)),
            Found::Errors(largest) => {
                (format!("{largest:.1} standard errors"), format!("p > {:.0e}", test.bound))
            }
            Found::Deviation { .. } if is_equal(test) => ("equal".to_string(), bound(test.bound)),
            Found::Deviation { relative, at } => {
                let place = match at[..] {
                    [] => String::new(),
                    [number] if test.name.ends_with(" lines") => format!(" at line {number}"),
                    [number] if test.rank.is_none() => format!(" at {} {number}", self.place),
                    _ => format!(" at {}", label(at)),
                };
                (format!("{relative:.1e}{place}"), bound(test.bound))
            }
        }
    }
}

/// Whether two methods agree to the last digit.
fn is_equal(test: &Test) -> bool {
    matches!(test.found, Found::Deviation { relative: 0.0, .. }) && test.holds == Some(true)
}

fn bound(bound: f64) -> String {
    if bound == 0.0 { "equality".to_string() } else { format!("<= {bound:.0e}") }
}
