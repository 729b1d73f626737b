//! Cumulants of a network by its inverse, and beside the diagrams of its action.

use std::io::Write;

use crate::Scalar;
use crate::arrays::Container;
use crate::check;
use crate::correlators::file::Written;
use crate::correlators::{Cumulants, Legs, is_complete};
use crate::evaluate::{self, Request};
use crate::network::Network;
use crate::network::file::Model;
use crate::tensor::ByLoops;
use crate::wick::{Plan, Wanted, WickError, degree, last_loop, plan};

use super::args::{CorrelatorsArgs, Loops, RouteChoice};
use super::entry;
use super::files::{exact_binary, float_binary, written};
use super::source::{self, Source};
use super::text::{self, Shown};
use super::windows::{USUAL_LOOPS, Windows, orders};
use crate::cli::check::Table;
use crate::cli::shared::source::LONG_SECONDS;
use crate::cli::shared::{ActionFormat, Around, Bar, Failure, Output, Window, output, rounded};

/// Loops that take longer than this are left out unless they are asked for.
const USUAL_SECONDS: f64 = 2.0;

/// How cumulants of a file are computed. What is asked for may have diagrams alone.
pub(super) fn route(args: &CorrelatorsArgs, source: &Source) -> Result<RouteChoice, Failure> {
    let of_diagrams = [
        (args.dressed, "--dressed"),
        (args.diagrams, "--diagrams"),
        (args.momentum, "--momentum"),
        (args.effective.is_some(), "--effective"),
        (args.incomplete, "--incomplete"),
        (args.around.as_ref().is_some_and(|around| *around != Around::Mode), "--around"),
    ];
    let needing = of_diagrams.iter().find(|(given, _)| *given).map(|(_, option)| option);
    if args.draws.is_some() && !matches!(source, Source::Model(_)) {
        let file = args.action.display();
        return Err(Failure::with_hint(
            format!("{file} holds an action, and --draws are those of a network"),
            format!("sample {file} draws from an action, and stats measures"),
        ));
    }
    match (args.route, source, needing) {
        (Some(RouteChoice::Diagrams), ..) | (None, _, Some(_)) => Ok(RouteChoice::Diagrams),
        (Some(_), _, Some(option)) => {
            Failure::usage(format!("{option} is of diagrams of the action; leave it out, or --route"))
        }
        (Some(route), Source::Model(_), None) => Ok(route),
        (Some(_), _, None) => Err(Failure::with_hint(
            format!("{} holds an action, and the network route needs a network", args.action.display()),
            "--route diagrams, or a model file",
        )),
        (None, Source::Model(model), None) if is_quadratic(model) => Ok(RouteChoice::Network),
        (None, ..) => Ok(RouteChoice::Diagrams),
    }
}

fn is_quadratic(model: &Model) -> bool {
    let arities = match model {
        Model::Float(network) => network.arities(),
        Model::Exact(network) => network.arities(),
    };
    arities.iter().all(|&arity| arity == 2)
}

pub(super) fn run(
    args: &CorrelatorsArgs,
    model: Model,
    route: RouteChoice,
    format: ActionFormat,
    limit: u64,
) -> Result<(), Failure> {
    let out = Output::open(args.common.output.as_deref())?;
    let asked = Asked { args, is_compared: route == RouteChoice::Both, components: 1, limit };
    match (model, args.exact) {
        (Model::Exact(network), true) => {
            asked.write(&network, Around::exact_point, (format, out), exact_binary)
        }
        (Model::Float(network), true) => {
            asked.write(&network.to_exact(), Around::exact_point, (format, out), exact_binary)
        }
        (model, false) => {
            asked.write(&rounded(&args.action, model)?, Around::point, (format, out), float_binary)
        }
    }
}

pub(super) struct Asked<'a> {
    pub(super) args: &'a CorrelatorsArgs,
    pub(super) is_compared: bool,
    /// The components whose cumulants are computed.
    pub(super) components: usize,
    pub(super) limit: u64,
}

impl Asked<'_> {
    fn write<T: Written + Shown + check::Checked>(
        &self,
        network: &Network<T>,
        point: impl Fn(&Around, &Network<T>) -> Result<Option<Vec<T>>, Failure>,
        (format, mut out): (ActionFormat, Output),
        binary: impl FnOnce(&Cumulants<T>, Container, Output) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let args = self.args;
        let plan = self.plan(network, orders(args)?, args.loops)?;
        if plan.seconds() > LONG_SECONDS {
            output::tell(args.common.quiet, &format!("the cumulants take about {:.0} s", plan.seconds()));
        }
        let bar = Bar::new(args.common.quiet, "inverting layers");
        let found = Cumulants::by_network(network, &plan, &bar)?;
        drop(bar);
        let tests = match self.is_compared {
            true => self.compared(network, &found, point)?,
            false => Vec::new(),
        };
        let verdict = |order: &ByLoops<T>| verdict(order, degree(network));
        if !args.entry.is_empty() {
            if format == ActionFormat::Text {
                self.head(network, &plan, &mut out)?;
            }
            let (_, index) = entry::sites(&args.entry);
            let terms = &found.orders[0].terms;
            let terms: Vec<(usize, T)> =
                terms.iter().map(|(loops, term)| (*loops, term.get(&index).clone())).collect();
            entry::table(args, &terms, (format, &mut out), verdict)?;
            if self.is_compared && format == ActionFormat::Text {
                writeln!(out)?;
                Table::new("entry", &mut out)?.add(&tests, &mut out)?;
            }
            out.finish()?;
        } else {
            written(&found, (format, out), binary, |out| {
                self.head(network, &plan, out)?;
                for order in &found.orders {
                    text::kappa(args, order, (&order.convergence(false), &verdict(order)), out)?;
                }
                if self.is_compared {
                    writeln!(out)?;
                    Table::new("entry", out)?.add(&tests, out)?;
                }
                Ok(())
            })?;
        }
        let failed: Vec<&str> =
            tests.iter().filter(|test| test.holds == Some(false)).map(|test| test.name.as_str()).collect();
        match (failed.is_empty(), format) {
            (true, _) => Ok(()),
            (false, ActionFormat::Text) => Err(Failure::Disagreement),
            (false, _) => Err(Failure::new(format!("the routes DO NOT AGREE: {}", failed.join("; ")))),
        }
    }

    /// To the loops that are asked for, or to those that take no time.
    pub(super) fn plan<T: Scalar>(
        &self,
        network: &Network<T>,
        orders: Window,
        loops: Option<Loops>,
    ) -> Result<Plan, Failure> {
        let args = self.args;
        let of = |loops| {
            let sites = (!args.entry.is_empty()).then(|| entry::sites(&args.entry).0);
            plan(network, &Wanted { orders: orders.min..=orders.max, loops, sites, memory: self.limit })
        };
        match loops {
            Some(Loops::All) => Ok(of(None)?),
            Some(Loops::Window(loops)) => Ok(of(Some(loops.min..=loops.max))?),
            None => {
                let usual = (1..=USUAL_LOOPS).rev().filter_map(|loops| of(Some(0..=loops)).ok());
                let usual =
                    usual.into_iter().find(|plan| plan.seconds() * self.components as f64 <= USUAL_SECONDS);
                usual.map_or_else(|| Ok(of(Some(0..=0))?), Ok)
            }
        }
    }

    fn head<T: Scalar>(&self, network: &Network<T>, plan: &Plan, out: &mut dyn Write) -> Result<(), Failure> {
        let (args, d, depth) = (self.args, network.dimension(), network.depth());
        writeln!(out, "model   {}: d = {d}, L = {depth}", args.component.of(&args.action))?;
        self.route(network, plan, out)
    }

    pub(super) fn route<T: Scalar>(
        &self,
        network: &Network<T>,
        plan: &Plan,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let loops = match plan.is_whole() {
            true => "all loops".to_owned(),
            false => {
                let last = last_loop(orders(self.args)?.max, degree(network));
                format!("{last} loops in all, which --loops all takes")
            }
        };
        Ok(writeln!(out, "route   x = f^-1(z) of the network, in powers of z to {}; {loops}", plan.degree())?)
    }

    /// The same terms by diagrams of the action, as far as these reach.
    fn compared<T: check::Checked>(
        &self,
        network: &Network<T>,
        found: &Cumulants<T>,
        point: impl Fn(&Around, &Network<T>) -> Result<Option<Vec<T>>, Failure>,
    ) -> Result<Vec<check::Test>, Failure> {
        let orders = orders(self.args)?;
        let usual = evaluate::usual(network, &Request::default()).truncation();
        let asked = match self.args.loops {
            Some(Loops::Window(loops)) => Some(loops),
            _ => None,
        };
        // As far as the usual ranks reach.
        let reach = found.orders.iter().flat_map(|order| &order.terms).map(|(loops, _)| *loops);
        let reach = reach.filter(|&loops| is_complete(orders.max, loops, usual)).max().unwrap_or(0);
        let windows = Windows { orders, loops: asked.unwrap_or(Window { min: 0, max: reach }) };
        let expansion = source::of_network(network, point, self.args, &windows, self.limit)?;
        let bar = Bar::new(self.args.common.quiet, "contracting diagrams");
        let legs = match self.args.entry.as_slice() {
            [] => Legs::Lines,
            entry => Legs::Sites(entry::sites(entry).0),
        };
        Ok(check::routes(&expansion, &found.orders, legs, (self.limit, self.args.limit), &bar))
    }
}

pub(super) fn verdict<T: Scalar>(order: &ByLoops<T>, degree: usize) -> String {
    let loops: Vec<usize> = order.terms.iter().map(|(loops, _)| *loops).collect();
    let last = last_loop(order.order, degree);
    match loops.first() == Some(&0) && loops.last() >= Some(&last) {
        true => "no loops are left: the sum is exact".to_owned(),
        false => text::verdict(order, &order.convergence(false)),
    }
}

impl From<WickError> for Failure {
    fn from(error: WickError) -> Failure {
        let hint = match error {
            WickError::Arity { .. } => "--route diagrams takes couplings of any kind",
            WickError::Memory { .. } => {
                "fewer --loops or a lower --order need less, --entry less for high orders; --memory-limit raises the bound"
            }
            WickError::Graphs { .. } | WickError::Degree { .. } => "fewer --loops, or a lower --order",
            WickError::Order { .. } => "--route diagrams takes any order of which there are few diagrams",
            WickError::NotFinite => "another scale of the data may help; --exact takes rational numbers",
            _ => return Failure::new(error),
        };
        Failure::with_hint(&error, hint)
    }
}
