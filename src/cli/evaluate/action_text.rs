//! An action as text: head, norms and largest entries.

use std::io::{self, Write};

use crate::action::{Action, Summary, SymmetricTensor, independent_entries, unpack};
use crate::diagram::Stage;
use crate::evaluate::Plan;
use crate::evaluate::low_rank::Affordable;
use crate::network::file::Model;
use crate::source::Loaded;
use crate::text::Magnitude;
use crate::{Rational, Scalar};
use num_traits::{One, Zero};

use super::args::EvaluateArgs;
use super::cut::CutText;
use crate::cli::shared::source::{model_line, orders};
use crate::cli::shared::{label, number};

/// What is said about an action besides its entries.
pub(crate) struct Report {
    pub(crate) name: String,
    pub(crate) dimension: usize,
    /// That of the model, of which the layers before the stage are left out.
    pub(crate) depth: usize,
    pub(crate) stage: Stage,
    pub(crate) full_degree: Option<usize>,
    pub(crate) top: usize,
    /// The lowest rank that is shown.
    pub(crate) lowest: usize,
    /// The expansion point, where it is not the origin.
    pub(crate) around: Option<String>,
    /// How a whole action was computed; `None` for the contribution of given diagrams.
    pub(crate) plan: Option<Plan>,
    /// The cutoff in the number of factors of χ.
    pub(crate) max_chi: Option<usize>,
    /// How the couplings were cut before.
    pub(crate) cut: Option<CutText>,
    /// The standard errors of the entries, where they are known.
    pub(crate) errors: Option<Loaded>,
}

impl Report {
    pub(crate) fn new(args: &EvaluateArgs, model: &Model) -> Report {
        Report {
            name: args.part.component.of(&args.part.model),
            dimension: model.dimension(),
            depth: model.depth() + args.at.layer() as usize - 1,
            stage: args.at,
            full_degree: model.degree(),
            top: args.top,
            lowest: args.part.ranks.lowest(),
            around: args.around.words(),
            plan: None,
            max_chi: None,
            cut: None,
            errors: None,
        }
    }

    /// An entry with its error, where it is known.
    pub(crate) fn value(&self, index: &[usize], value: f64) -> String {
        let error = self.errors.as_ref().map(|errors| errors.held().get(index)).filter(|error| *error > 0.0);
        error.map_or_else(|| number::short(value), |error| number::with_error(value, error))
    }

    /// All ranks of an action that are wanted, and of given diagrams those that they contribute to.
    fn shows<T: Scalar>(&self, tensor: &SymmetricTensor<T>) -> bool {
        tensor.rank() >= self.lowest
            && (self.plan.is_some() || tensor.entries().iter().any(|entry| !entry.is_zero()))
    }

    /// What the model is, and how which part of its action was computed.
    pub(crate) fn head(&self, part: &str, numbers: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", model_line(&self.name, self.dimension, self.depth))?;
        match self.stage {
            Stage::A(1) => {}
            Stage::A(layer) => writeln!(out, "stage   A{layer}, where S is a function of x_{layer}")?,
            Stage::B(layer) => writeln!(out, "stage   B{layer}, where S is a function of h_{layer}")?,
        }
        match self.plan {
            None => writeln!(out, "part    the given diagrams, in {numbers}")?,
            Some(plan) => {
                let orders = orders(self.max_chi);
                writeln!(out, "action  {part}, {orders}, in {numbers}, method {}", plan.method)?;
            }
        }
        if let Some(point) = &self.around {
            writeln!(out, "around  {point}")?;
        }
        if self.errors.is_some() {
            writeln!(out, "errors  of trainings on samples drawn anew")?;
        }
        let lines = self.cut.iter().flat_map(|cut| &cut.lines);
        lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}

fn ranks(highest: usize, full: Option<usize>) -> String {
    match full {
        Some(full) if full == highest => format!("all ranks, 0 to {full}"),
        Some(full) => format!("ranks 0 to {highest} of {full}"),
        None => format!("ranks 0 to {highest}"),
    }
}

/// What is said about a coefficient that is not held as entries.
pub(crate) enum Beyond {
    /// An A^(4) whose entries were looked at in passing.
    Summary(Summary),
    /// The number of pairs of an A^(4).
    Pairs(usize),
    /// The coefficient of a rank that is held in factors.
    Affordable(usize, Affordable),
}

/// Per rank the norm, the number of independent entries and the largest ones. What is not held as entries is of the
/// ranks that follow.
pub(crate) fn float(
    action: &Action<f64>,
    beyond: &[Beyond],
    report: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    let highest = action.max_rank() + beyond.len();
    report.head(&ranks(highest, report.full_degree), "64-bit floats", out)?;
    for tensor in action.tensors().iter().filter(|tensor| report.shows(tensor)) {
        if let [value] = tensor.entries() {
            writeln!(out, "\nA^({})  {}", tensor.rank(), number::short(*value))?;
            continue;
        }
        summary(&tensor.summary(report.top), report, out)?;
    }
    for coefficient in beyond {
        match coefficient {
            Beyond::Summary(quartic) => summary(quartic, report, out)?,
            Beyond::Pairs(number) => writeln!(out, "\nA^(4)  kept as {number} pairs of matrices")?,
            Beyond::Affordable(rank, found) if *rank >= report.lowest => {
                affordable(*rank, found, report, out)?
            }
            Beyond::Affordable(..) => {}
        }
    }
    Ok(())
}

/// A coefficient in factors: its entries where they were made, and else its norm.
fn affordable(rank: usize, found: &Affordable, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let norm = match found {
        Affordable::Entries(found) => return summary(found, report, out),
        Affordable::Norm(norm) => format!("norm {}", number::short(*norm)),
        Affordable::Estimate(estimate) => format!(
            "norm {} (estimated from {} samples)",
            number::with_error(estimate.norm, estimate.standard_error),
            estimate.samples
        ),
        Affordable::Nothing(reason) => format!("norm not computed: {reason}"),
    };
    let entries = independent_entries(report.dimension, rank);
    writeln!(out, "\nA^({rank})  {} independent entries, {norm}", count(entries))?;
    writeln!(out, "  too many to look at all of them; --entry prints single ones")
}

/// As [`float`], with exact entries, which may be beyond the range of floats.
pub(crate) fn exact(action: &Action<Rational>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.head(&ranks(action.max_rank(), report.full_degree), "exact rational numbers", out)?;
    for tensor in action.tensors().iter().filter(|tensor| report.shows(tensor)) {
        if let [value] = tensor.entries() {
            writeln!(out, "\nA^({})  {}", tensor.rank(), number::rational(value))?;
            continue;
        }
        let sizes: Vec<Magnitude> = tensor.entries().iter().map(Magnitude::of).collect();
        rank_line(tensor.rank(), Some(sizes.len()), &number::magnitude(norm(tensor, &sizes)), out)?;
        for (index, value) in largest(tensor, &sizes, report.top) {
            writeln!(out, "  {:<16} {}", label(&index), number::rational(value))?;
        }
    }
    match &action.constants {
        None => Ok(()),
        Some(constants) => writeln!(
            out,
            "\nbeside A^(0)  ln({}){} - ({}/2) ln(2 pi) = {}",
            number::rational(&constants.abs_det),
            match constants.precision_det.is_one() {
                true => String::new(),
                false => format!(" + ln({})/2", number::rational(&constants.precision_det)),
            },
            constants.gaussian_dimension,
            number::short(constants.value())
        ),
    }
}

/// The norm of a tensor, whose entries have these sizes.
fn norm(tensor: &SymmetricTensor<Rational>, sizes: &[Magnitude]) -> Magnitude {
    let unit = sizes.iter().max_by(|a, b| a.compare(b)).map_or(0, |size| size.exponent());
    let scaled = sizes.iter().map(|size| size.over(unit)).collect();
    let scaled = SymmetricTensor::from_entries(tensor.dimension(), tensor.rank(), scaled);
    Magnitude::new(scaled.map_or(0.0, |scaled| scaled.norm()), unit)
}

/// The largest entries that do not vanish; ties in packed order.
fn largest<'a>(
    tensor: &'a SymmetricTensor<Rational>,
    sizes: &[Magnitude],
    top: usize,
) -> Vec<(Vec<usize>, &'a Rational)> {
    let mut places: Vec<usize> =
        (0..sizes.len()).filter(|&place| !tensor.entries()[place].is_zero()).collect();
    places.sort_by(|&a, &b| sizes[b].compare(&sizes[a]));
    let (dimension, rank) = (tensor.dimension(), tensor.rank());
    places
        .into_iter()
        .take(top)
        .map(|place| (unpack(dimension, rank, place), &tensor.entries()[place]))
        .collect()
}

fn summary(summary: &Summary, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    rank_line(summary.rank(), summary.entries(), &number::short(summary.norm()), out)?;
    for (index, value) in summary.top() {
        writeln!(out, "  {:<16} {:>13}", label(&index), report.value(&index, value))?;
    }
    Ok(())
}

fn rank_line(rank: usize, entries: Option<usize>, norm: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nA^({rank})  {} independent entries, norm {norm}", count(entries))
}

fn count(entries: Option<usize>) -> String {
    entries.map_or("countless".to_string(), |entries| entries.to_string())
}
