//! `invert`: an action out of cumulants, by the diagrams of an action read backwards.

mod args;

use std::collections::BTreeMap;
use std::io::Write;

use crate::Progress;
use crate::action::formula::{Formula, Names, Selection, Style, write};
use crate::action::{Action, Held, SparseAction, SymmetricTensor};
use crate::correlators::{self, Inverted, Order, invert};
use crate::data::Samples;
use crate::source::{Kind, Loaded};
use crate::statistics::{Request, measure};
use crate::text::counted;
use crate::train::{Spread, resampled, resampling_bytes};

use self::args::{FORMATS, Point};
use crate::cli::shared::errors::write_action;
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, format, memory, output, print, short};

pub(super) use args::InvertArgs;

/// The highest rank unless told otherwise.
const USUAL_RANK: usize = 4;

/// The highest order that is measured of samples.
const MEASURED: usize = 4;

type Known = BTreeMap<usize, SymmetricTensor<f64>>;

pub(crate) fn run(args: &InvertArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let order = args.order.map_or(Order::Loops(args.loops.into()), |order| Order::Width(order.into()));
    let rank = match order {
        Order::Loops(_) => args.ranks.highest_within(USUAL_RANK, 1..=8)?,
        Order::Width(power) => 2 + 2 * power,
    };
    let limit = memory::limit(args.common.memory_limit);
    let (known, samples) = match Kind::of(&args.source) {
        Kind::Cumulants => (correlators::file::load(&args.source, limit)?.orders, None),
        _ => {
            let samples = args.reading.open(&args.source, limit)?;
            (measured(&samples, limit)?, Some(samples))
        }
    };
    let known = without_odd(known, order);
    let mut out = Output::open(args.common.output.as_deref())?;
    let bar = Bar::counting(args.common.quiet, "inverting");
    let found = invert(&known, rank, order, limit)?;
    let action = placed(args, &found)?;
    let errors = samples.as_ref().filter(|_| args.errors > 1);
    let errors =
        errors.map(|samples| errors_of(args, samples, (rank, order), limit, &bar)).transpose()?.flatten();
    drop(bar);
    let highest = known.keys().last().copied().unwrap_or(0);
    match order {
        Order::Loops(loops) if rank + 2 * loops > highest => print::note(&format!(
            "note: A^({rank}) to {} needs cumulants to order {}; those above {highest} count as zero",
            counted(loops, "loop", "loops"),
            rank + 2 * loops
        )),
        Order::Width(_) if rank > highest => print::note(&format!(
            "note: A^({rank}) needs cumulants to order {rank}; those above {highest} count as zero"
        )),
        _ => {}
    }
    let errors = errors.map(|errors| Loaded::from(errors).of_replicas(args.errors.into()));
    match format {
        ActionFormat::Text => text(args, &found, &action, errors.as_ref().map(Loaded::held), &mut out)?,
        _ => write_action(&mut out, format, &action, errors.as_ref())?,
    }
    out.finish()
}

/// The action around the point that is asked for, with all ranks.
fn placed(args: &InvertArgs, found: &Inverted<f64>) -> Result<Action<f64>, Failure> {
    let mut action = found.action();
    let highest = action.max_rank();
    if args.around == Point::Zero {
        action = SparseAction::from(&action).expanded(&vec![0.0; action.dimension()]).to_dense()?;
        action.around = None;
    }
    // Ranks that vanish are ranks all the same.
    while action.max_rank() < highest {
        let next = SymmetricTensor::zero(action.dimension(), action.max_rank() + 1);
        action = action.with_next(next);
    }
    action.check_finite()?;
    Ok(action)
}

/// Powers of 1/N are those of even cumulants alone, around the mean.
fn without_odd(mut known: Known, order: Order) -> Known {
    if let Order::Width(_) = order {
        known.retain(|order, _| *order == 1 || order.is_multiple_of(2));
    }
    known
}

fn measured(samples: &Samples, limit: u64) -> Result<Known, Failure> {
    let request = Request { order: MEASURED, memory: limit, ..Request::default() };
    let found = measure(samples, &request, &())?;
    Ok((1..).zip(found.orders.into_iter().map(|order| order.value)).collect())
}

/// The spread of the actions of samples drawn anew.
fn errors_of(
    args: &InvertArgs,
    samples: &Samples,
    (rank, order): (usize, Order),
    limit: u64,
    bar: &Bar,
) -> Result<Option<Action<f64>>, Failure> {
    memory::expect("samples drawn anew take", resampling_bytes(samples), limit, "--errors 0 draws none")?;
    bar.start("drawing samples anew", args.errors.into());
    let mut spread = Spread::default();
    for replica in 0..args.errors {
        let known = without_odd(measured(&resampled(samples, args.seed, replica.into())?, limit)?, order);
        spread.add(&placed(args, &invert(&known, rank, order, limit)?)?);
        bar.advance(1);
    }
    Ok(spread.errors())
}

fn text(
    args: &InvertArgs,
    found: &Inverted<f64>,
    action: &Action<f64>,
    errors: Option<Held<'_>>,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut lines = vec![("cumulants", args.source.display().to_string())];
    for rank in &found.ranks[1..] {
        let norms: Vec<String> = rank.terms.iter().map(|(_, term)| short(term.norm())).collect();
        lines.push(("", format!("A^({}) around the mean, norms by loops: {}", rank.order, norms.join(", "))));
    }
    lines.push(("action", SparseAction::from(action).normalisability().to_string()));
    out.named(&lines)?;
    writeln!(out)?;
    let selection = Selection { lowest: args.ranks.lowest(), top: args.top, ..Selection::default() };
    let formula = Formula::new(action.into(), errors, &selection)?;
    write(&formula, Style::Text, &Names::default(), out)?;
    Ok(())
}

fn format(args: &InvertArgs) -> Result<ActionFormat, Failure> {
    let path = args.common.output.as_deref();
    output::refuse(path, &args.source, "the output names the file that is read; give another one")?;
    let format = format::format(args.format, path, ActionFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of an action; use {all}, or --format")
    })?;
    format::expect_place(format, path)?;
    Ok(format)
}
