//! `show`: an action as a formula.

mod args;
mod phases;
mod point;

use std::io::Write;

use crate::Rational;
use crate::action::formula::{Coefficient, Formula, Names, Selection, Style, TERM_BYTES, write};
use crate::action::{Held, SparseAction};
use crate::files;
use crate::source::{self, Loaded};
use crate::tensor::permutations;
use crate::text::{counted, grouped, joined, significant};

use self::args::{FORMATS, ShowFormat};
use crate::cli::shared::args::expect_indices;
use crate::cli::shared::source::load_mixture;
use crate::cli::shared::{Failure, Output, format, label, memory, number, output};

pub(super) use args::ShowArgs;

/// The highest rank that is taken from a network unless told otherwise.
const USUAL_RANK: usize = 4;

/// The terms that people read unless told otherwise.
const USUAL_TOP: usize = 20;

pub(crate) fn run(args: &ShowArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let path = args.common.output.as_deref();
    output::refuse(path, &args.action, "the output names the action itself; give another file")?;
    let limit = memory::limit(args.common.memory_limit);
    if let Some(mixture) = load_mixture(&args.action, args.component.component, limit)? {
        let highest = args.ranks.highest().unwrap_or(USUAL_RANK);
        return phases::show(args, &mixture, format, (highest, limit));
    }
    let shown = load(args, limit)?;
    let held = shown.action.held();
    let mut out = Output::open(path)?;
    if !args.entry.is_empty() {
        entries(args, held, shown.errors.as_ref().map(Loaded::held), &mut out)?;
        return out.finish();
    }
    let names = match args.names.clone().unwrap_or_default() {
        Names::Numbered(name) if args.names.is_some() && held.dimension() == 1 => Names::Each(vec![name]),
        Names::Numbered(_) if args.names.is_none() => held.domain().into(),
        names => names,
    };
    if let Names::Each(names) = &names
        && names.len() != held.dimension()
    {
        let (count, d) = (names.len(), held.dimension());
        return Err(Failure::new(format!("--names has {count} names, and the action has d = {d}")));
    }
    if matches!(format, ShowFormat::Formula(Style::Sympy | Style::Python)) {
        names.expect_source().map_err(|reason| Failure::Usage(format!("--names: {reason}")))?;
    }
    let selection = selection(args, format);
    let terms = u64::try_from(selection.top).unwrap_or(u64::MAX).min(shown.action.bytes() / 8);
    let hint = "--top or --threshold or a lower --rank leave terms out";
    memory::expect("the terms of the formula take", terms.saturating_mul(TERM_BYTES), limit, hint)?;
    let mut formula = Formula::new(held, shown.errors.as_ref().map(Loaded::held), &selection)?;
    if let Some(exact) = &shown.exact {
        formula = formula.exact(exact);
    }
    match format {
        ShowFormat::Formula(style) => {
            write(&formula, style, &names, &mut out)?;
            if matches!(style, Style::Text | Style::Unicode) {
                left_out(&formula, &mut out)?;
            }
        }
        ShowFormat::Csv => csv(&formula, &mut out)?,
    }
    out.finish()
}

/// What is shown, with the exact numbers that it is rounded from and the errors of its entries, where they are known.
struct Shown {
    action: Loaded,
    exact: Option<SparseAction<Rational>>,
    errors: Option<Loaded>,
}

fn load(args: &ShowArgs, limit: u64) -> Result<Shown, Failure> {
    let path = &args.action;
    let highest = match args.entry.iter().map(|entry| entry.0.len()).max() {
        Some(highest) => highest,
        None => args.ranks.highest().unwrap_or(USUAL_RANK),
    };
    let action = point::load(args, highest, limit)?;
    // Where a point is asked for, floats are expanded.
    let exact = match args.around {
        Some(_) => None,
        None => source::exact(path)?,
    };
    let errors = match args.around {
        Some(_) if args.errors.errors.is_some() => {
            return Failure::usage("--errors are those of the point of the file; leave --around out");
        }
        Some(_) => None,
        None => args.errors.of(path, args.component.component, action.held(), limit)?,
    };
    Ok(Shown { action, exact, errors })
}

fn selection(args: &ShowArgs, format: ShowFormat) -> Selection {
    let is_read = matches!(format, ShowFormat::Formula(Style::Text | Style::Unicode | Style::Latex));
    let usual = if is_read && args.threshold.is_none() { USUAL_TOP } else { usize::MAX };
    Selection {
        lowest: args.ranks.lowest(),
        highest: args.ranks.highest().unwrap_or(usize::MAX),
        threshold: args.threshold.unwrap_or(0.0),
        top: args.top.unwrap_or(usual),
    }
}

fn left_out(formula: &Formula, out: &mut dyn Write) -> std::io::Result<()> {
    let ranks = formula.ranks_in_words().map_or_else(String::new, |ranks| format!(" of {ranks}"));
    let all = formula.left_out + formula.terms.len() as u64;
    if formula.left_out == 0 {
        return if ranks.is_empty() {
            Ok(())
        } else {
            writeln!(out, "\n{}{ranks}", counted(all, "term", "terms"))
        };
    }
    writeln!(
        out,
        "\n{} of {} terms{ranks}; the largest that is left out is {}. --top N shows more",
        formula.terms.len(),
        grouped(all),
        significant(formula.largest_left_out, 3, -3..5, 2)
    )
}

fn csv(formula: &Formula, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "rank,index,value,term,error")?;
    for term in &formula.terms {
        let (rank, index) = (term.index.len(), joined(&term.index, " "));
        let ways: f64 = permutations(&term.index);
        let error = term.error.map_or_else(String::new, |error| (error / ways).to_string());
        match &term.coefficient {
            Coefficient::Float(c) => writeln!(out, "{rank},{index},{},{c},{error}", c / ways)?,
            Coefficient::Exact(c) => {
                let value = c / permutations::<Rational>(&term.index);
                writeln!(out, "{rank},{index},{value},{c},{error}")?;
            }
        }
    }
    Ok(())
}

/// Single entries, each with its error where it is known, and with its term in S.
fn entries(
    args: &ShowArgs,
    action: Held<'_>,
    errors: Option<Held<'_>>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for entry in &args.entry {
        let index = &entry.0;
        expect_indices(&format!("--entry {}", joined(index, ",")), index, action.dimension())?;
        if !action.knows(index.len()) {
            let (path, rank) = (args.action.display(), index.len());
            return Err(Failure::new(format!("{path}: A^({rank}) is not there; the action was cut before")));
        }
        let (value, error) = (action.get(index), errors.map(|errors| errors.get(index)));
        let term = number::short(value * permutations::<f64>(index));
        let value = error.map_or_else(|| number::short(value), |error| number::with_error(value, error));
        writeln!(out, "A^({}){}  {value}, term in S {term}", index.len(), label(index))?;
    }
    Ok(())
}

fn format(args: &ShowArgs) -> Result<ShowFormat, Failure> {
    let path = args.common.output.as_deref();
    // .py may be SymPy as well; --format tells.
    let usual = match files::ending(path.unwrap_or(std::path::Path::new(""))).as_deref() {
        Some("py") => return Ok(args.format.unwrap_or(ShowFormat::Formula(Style::Python))),
        _ => ShowFormat::Formula(Style::Text),
    };
    format::format(args.format, path, usual, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of a formula; use {all}, .py, or --format")
    })
}
