//! The components of a mixture beside each other: what all phases have in common, and what differs.

use std::io::Write;

use ndarray::Array1;

use super::args::{ShowArgs, ShowFormat};
use crate::action::formula::Style;
use crate::action::{Action, SymmetricTensor, independent_entries};
use crate::cli::shared::columns::{ALWAYS, Column, table, tell};
use crate::cli::shared::{Failure, Output, memory, short};
use crate::evaluate::{self, Request};
use crate::network::Mixture;

/// Each component around its own mode, to which the coefficients of a phase belong.
pub(super) fn show(
    args: &ShowArgs,
    mixture: &Mixture,
    format: ShowFormat,
    (highest, limit): (usize, u64),
) -> Result<(), Failure> {
    if format != ShowFormat::Formula(Style::Text) || !args.entry.is_empty() || args.around.is_some() {
        return Failure::usage(
            "a mixture is shown as a table; --component K shows the action of one component",
        );
    }
    let d = mixture.dimension();
    let mut actions = Vec::new();
    let mut rows = Vec::new();
    for (k, weight) in mixture.weights().into_iter().enumerate() {
        let network = mixture.component(k).map_err(Failure::new)?;
        let mode = network.inverse(Array1::zeros(d).view()).map_err(Failure::new)?;
        let network = network.shifted(mode.view());
        let asked = Request { max_rank: Some(highest), memory: limit, ..Request::default() };
        let plan = evaluate::cheapest(&network, &evaluate::usual(&network, &asked))?;
        // Each action is held, and two more while they are compared.
        let ranks = 0..=plan.request.max_rank.unwrap_or(highest);
        let each =
            ranks.map(|rank| independent_entries(d, rank).map_or(u64::MAX, |entries| 8 * entries as u64));
        let needed = each.fold(0, u64::saturating_add).saturating_mul(mixture.len() as u64 + 2);
        memory::expect("the actions of all components take", needed, limit, "a lower --rank needs less")?;
        let action = plan.run(&network)?.into_action(limit, &())?;
        let mut row = vec![k.to_string(), short(weight), short(weight.ln()), short(mode.dot(&mode).sqrt())];
        row.extend(action.tensors().iter().skip(2).map(|tensor| short(tensor.norm())));
        rows.push(row);
        actions.push((weight, action));
    }
    let ranks = 2..=actions[0].1.max_rank();
    let (mut same, mut other): (Vec<_>, Vec<_>) = ["all", "differ"]
        .map(|name| {
            let blank = String::new;
            vec![name.to_owned(), blank(), blank(), blank()]
        })
        .into();
    for rank in ranks.clone() {
        let (mean, deviation) = compared(&actions, rank);
        same.push(short(mean));
        other.push(short(deviation));
    }
    rows.extend([same, other]);
    let mut columns = vec![
        Column::text("component", ALWAYS),
        Column::number("weight", ALWAYS),
        Column::number("ln w", 2),
        Column::number("|mode|", 3),
    ];
    columns.extend(ranks.map(|rank| Column::numbers_of(format!("|A^({rank})|"), ALWAYS)));
    let mut out = Output::open(args.common.output.as_deref())?;
    let path = args.action.display();
    writeln!(out, "{path}: {} components in {d} dimensions, each around its mode\n", actions.len())?;
    let left_out = table(&columns, &rows, &mut out)?;
    writeln!(
        out,
        "\nall: the norm of the mean over components by their weights; differ: the root of their mean square distance from it"
    )?;
    tell(&left_out, &mut out)?;
    out.finish()
}

/// The norm of the mean of a coefficient over components by their weights, and the root of their mean square distance from it.
fn compared(actions: &[(f64, Action<f64>)], rank: usize) -> (f64, f64) {
    let tensor = |action: &Action<f64>| action.tensors()[rank].clone();
    let mut mean = SymmetricTensor::zero(actions[0].1.dimension(), rank);
    for (weight, action) in actions {
        let mut scaled = tensor(action);
        scaled.entries_mut().iter_mut().for_each(|entry| *entry *= weight);
        mean.add(&scaled);
    }
    let distance = |(weight, action): &(f64, Action<f64>)| {
        let mut apart = tensor(action);
        apart.entries_mut().iter_mut().zip(mean.entries()).for_each(|(entry, mean)| *entry -= mean);
        weight * apart.norm().powi(2)
    };
    (mean.norm(), actions.iter().map(distance).sum::<f64>().sqrt())
}
