//! Figures of statistics.

use crate::Lattice;
use crate::action::{Action, ActionError, Truncation};
use crate::files::name;
use crate::plot::{self, Content, Estimates, Figure, Panel};
use crate::statistics::{Kind, OrderComparison, Statistics, Verdict};

use super::args::StatsArgs;
use super::text::Named;
use crate::cli::shared::{Failure, Output, PlotFormat, drawing};

/// Where a figure is drawn.
pub(super) struct Target {
    format: PlotFormat,
    out: Output,
}

/// What is asked for by --plot.
pub(super) fn target(args: &StatsArgs) -> Result<Option<Target>, Failure> {
    let Some(path) = args.plot.as_deref() else { return Ok(None) };
    let format = drawing::of_file(path)?;
    Ok(Some(Target { format, out: Output::open(Some(path))? }))
}

impl Target {
    /// The entries of each order by group, and the second in colours.
    pub(super) fn one(self, args: &StatsArgs, named: &Named) -> Result<(), Failure> {
        let statistics = &named.statistics;
        let title = format!("{} of {}", kind(statistics), name(&args.data));
        let description = format!("{title}: the entries of each order by group.");
        let figure = Figure { title, description, panels: panels(args, statistics)?, ..Figure::default() };
        drawing::write(&figure, self.format, self.out)
    }

    /// Those of the data over those that they are compared with, order by order.
    pub(super) fn two(
        self,
        args: &StatsArgs,
        (a, b): (&Named, &Named),
        (found, agrees): (&[OrderComparison], Option<bool>),
        lattice: Option<&Lattice>,
    ) -> Result<(), Failure> {
        let mut panels = Vec::new();
        let mut notes = vec!["Bars are one standard error.".to_string()];
        for (order, (a, b)) in found.iter().zip(a.statistics.orders.iter().zip(&b.statistics.orders)) {
            let label = label(args.kind(), order.order);
            let y = Estimates { label: "data", value: &a.value, error: &a.error };
            let x = Estimates { label: "against", value: &b.value, error: &b.error };
            let (scatter, note) = plot::estimates(&label, y, x, lattice)?;
            panels.push(Panel::half(format!("{label}, {}", apart(order.largest)), scatter));
            notes.extend(note);
        }
        let other = args.against.as_deref().map(name).unwrap_or_default();
        let what = kind(&a.statistics);
        let title = format!("{what} of {} against {other}: {}", name(&args.data), headline(found, agrees));
        let description = found.iter().map(sentence).collect::<Vec<_>>().join(" ");
        let figure = Figure { title, description, note: notes.join(" "), panels };
        drawing::write(&figure, self.format, self.out)
    }
}

fn kind(statistics: &Statistics) -> &'static str {
    match statistics.kind {
        Kind::Cumulants => "Cumulants",
        Kind::Moments => "Moments",
    }
}

/// ⟪x³⟫ for a cumulant, ⟨x³⟩ for a moment.
fn label(kind: Kind, order: usize) -> String {
    let power = if order > 1 { crate::text::raised(order) } else { String::new() };
    match kind {
        Kind::Cumulants => format!("⟪x{power}⟫"),
        Kind::Moments => format!("⟨x{power}⟩"),
    }
}

/// The deviation of all orders in a few words.
fn headline(found: &[OrderComparison], agrees: Option<bool>) -> String {
    match agrees {
        None => "whether they agree cannot be told".into(),
        Some(true) => "they agree within errors".into(),
        Some(false) => {
            let orders: Vec<String> = Verdict::differing(found).map(|order| order.to_string()).collect();
            format!("they do not agree in order {}", orders.join(", "))
        }
    }
}

/// The largest deviation of an order.
fn apart(largest: f64) -> String {
    if largest < 100.0 { format!("up to {largest:.1} σ") } else { format!("up to {largest:.0} σ") }
}

fn sentence(order: &OrderComparison) -> String {
    let OrderComparison { order, entries, largest, expected, .. } = order;
    format!(
        "Order {order}: the largest deviation of {entries} entries is {largest:.1} standard errors, and {expected:.1} are \
         expected."
    )
}

fn panels(args: &StatsArgs, statistics: &Statistics) -> Result<Vec<Panel>, Failure> {
    let (kind, dimension) = (statistics.kind, statistics.dimension());
    let nothing = Action::zero(dimension, 0, Truncation::none());
    let tensors = statistics.orders.iter().map(|estimate| estimate.value.clone());
    let tensors = tensors.fold(nothing, Action::with_next);
    let mut panels = Vec::new();
    for order in 1..=statistics.orders.len() {
        let mut panel = plot::distributions(&tensors, args.lattice.as_ref(), order)?;
        named(&mut panel.content, label(kind, order));
        panels.push(panel);
    }
    match plot::heat_map(&tensors) {
        _ if statistics.orders.len() < 2 => Ok(panels),
        Ok(mut panel) => {
            named(&mut panel.content, label(kind, 2));
            panels.push(panel);
            Ok(panels)
        }
        // There are more variables than an image has pixels.
        Err(ActionError::HeatMap { .. }) => Ok(panels),
        Err(error) => Err(error.into()),
    }
}

/// Values are not coefficients of an action here.
fn named(content: &mut Content, label: String) {
    match content {
        Content::Separate(groups) => groups.0.y = label,
        Content::HeatMap(map) => map.value = label,
        _ => {}
    }
}
