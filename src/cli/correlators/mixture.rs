//! Cumulants of a mixture out of those of its components.

use std::io::Write;

use super::args::{CorrelatorsArgs, Loops, RouteChoice};
use super::files::{float_binary, written};
use super::network::{Asked, verdict};
use super::windows::{USUAL_LOOPS, orders};
use super::{entry, text};
use crate::cli::shared::source::LONG_SECONDS;
use crate::cli::shared::{ActionFormat, Around, Bar, Failure, Output, Window, memory, output, short};
use crate::correlators::Cumulants;
use crate::network::Mixture;
use crate::tensor::estimated_entries;
use crate::text::joined;
use crate::wick::{degree, last_loop};

/// Products of a cumulant and a moment in a second, about.
const PRODUCTS: f64 = 3e7;

pub(super) fn run(
    args: &CorrelatorsArgs,
    mixture: &Mixture,
    format: ActionFormat,
    limit: u64,
) -> Result<(), Failure> {
    refuse(args)?;
    let orders = orders(args)?;
    let asked = Asked { args, is_compared: false, components: mixture.len(), limit };
    let component = |k| mixture.component(k).map_err(Failure::new);
    let first = component(0)?;
    let (d, degree, count) = (first.dimension(), degree(&first), mixture.len());
    // Cumulants of the mixture mix all lower orders and numbers of loops of its components, which share their network.
    let last = last_loop(orders.max, degree);
    let loops = args.loops.map(|loops| match loops {
        Loops::Window(loops) => Loops::Window(Window { min: 0, max: loops.max.min(last) }),
        Loops::All => Loops::All,
    });
    if let Some(Loops::Window(asked)) = args.loops
        && asked.min > last
    {
        return Failure::usage(format!("the series of kappa_{} ends at {last} loops", orders.max));
    }
    let plan = asked.plan(&first, Window { min: 1, ..orders }, loops)?;
    let terms = 1 + match loops {
        Some(Loops::Window(loops)) => loops.max,
        Some(Loops::All) => last,
        None => last.min(USUAL_LOOPS),
    };
    let dimension = if args.entry.is_empty() { d } else { entry::sites(&args.entry).0.len() };
    let entries = |order| estimated_entries(dimension, order);
    // Those of all components and of the mixture by loops, and their moments to one number of loops.
    let tensors = ((count + 1) * terms + 3 * count) as f64;
    let held = 8.0 * tensors * (1..=orders.max).map(entries).sum::<f64>();
    let hint = "fewer --loops or a lower --order need less; --memory-limit raises the bound";
    let what = format!("the cumulants of {count} components take");
    memory::expect(&what, (held as u64).saturating_add(plan.bytes()), limit, hint)?;
    let products = |order: usize| entries(order) * (1_u64 << (order - 1)) as f64;
    let mixing = ((count + 1) * terms) as f64 * (1..=orders.max).map(products).sum::<f64>() / PRODUCTS;
    let seconds = plan.seconds() * count as f64 + mixing;
    if seconds > LONG_SECONDS {
        output::tell(args.common.quiet, &format!("the cumulants take about {seconds:.0} s"));
    }
    let mut out = Output::open(args.common.output.as_deref())?;
    let bar = Bar::new(args.common.quiet, "inverting layers");
    let parts = mixture
        .weights()
        .into_iter()
        .enumerate()
        .map(|(k, weight)| Ok((weight, Cumulants::by_network(&component(k)?, &plan, &bar)?)));
    let mut found = Cumulants::mixed(&parts.collect::<Result<Vec<_>, Failure>>()?);
    drop(bar);
    found.orders.drain(..orders.min - 1);
    // What the rest of a series is worth, before its beginning is left out.
    let verdicts: Vec<String> = found.orders.iter().map(|order| verdict(order, degree)).collect();
    if let Some(Loops::Window(loops)) = args.loops {
        found.orders.iter_mut().for_each(|order| order.terms.retain(|(own, _)| *own >= loops.min));
    }
    let head = |out: &mut Output| -> Result<(), Failure> {
        let weights = joined(mixture.weights().into_iter().map(short), ", ");
        let (path, depth) = (args.action.display(), first.depth());
        writeln!(out, "model   {path}: d = {d}, L = {depth}, {count} components of weights {weights}")?;
        asked.route(&first, &plan, out)
    };
    if !args.entry.is_empty() {
        if format == ActionFormat::Text {
            head(&mut out)?;
        }
        let (_, index) = entry::sites(&args.entry);
        let terms = found.orders[0].terms.iter();
        let terms: Vec<(usize, f64)> = terms.map(|(loops, term)| (*loops, *term.get(&index))).collect();
        entry::table(args, &terms, (format, &mut out), |_| verdicts[0].clone())?;
        return out.finish();
    }
    written(&found, (format, out), float_binary, |out| {
        head(out)?;
        for (order, verdict) in found.orders.iter().zip(&verdicts) {
            text::kappa(args, order, (&order.convergence(false), verdict), out)?;
        }
        Ok(())
    })
}

/// What one component alone has.
fn refuse(args: &CorrelatorsArgs) -> Result<(), Failure> {
    if args.draws.is_some() {
        let path = args.action.display();
        return Err(Failure::with_hint(
            format!("--draws are beside the polynomial of one component, and {path} has several"),
            format!("--component K takes one; sample {path} draws of all of them, and stats measures"),
        ));
    }
    let of_one = [
        (args.dressed, "--dressed"),
        (args.diagrams, "--diagrams"),
        (args.momentum, "--momentum"),
        (args.effective.is_some(), "--effective"),
        (args.incomplete, "--incomplete"),
        (args.exact, "--exact"),
        (args.around.as_ref().is_some_and(|around| *around != Around::Mode), "--around"),
        (args.route.is_some_and(|route| route != RouteChoice::Network), "--route diagrams"),
    ];
    match of_one.iter().find(|(given, _)| *given) {
        Some((_, option)) => Err(Failure::with_hint(
            format!("{option} is of one theory, and {} has several components", args.action.display()),
            "--component K takes one; cumulants of the mixture are by --route network, in floats",
        )),
        None => Ok(()),
    }
}
