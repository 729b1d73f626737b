//! Estimates with standard errors, as several commands show and write them.

use std::io::{self, Write};

use crate::action::SymmetricTensor;
use crate::statistics::{Estimate, largest_of};
use crate::text::joined;
use ndarray::{ArrayD, ArrayView1, CowArray, IxDyn};

use super::number::{self, label};

/// The largest entries of an order, whose errors have so many degrees of freedom.
pub(crate) fn text(
    letter: char,
    estimate: &Estimate,
    free: f64,
    top: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let summary = estimate.value.summary(top);
    let entries = estimate.value.entries().len();
    let norm = number::short(summary.norm());
    writeln!(
        out,
        "\n{letter}^({})  {entries} independent entries, norm {norm}; {}",
        summary.rank(),
        significant(estimate, free)
    )?;
    for (index, value) in summary.top() {
        let error = *estimate.error.get(&index);
        let shown = number::with_error(value, error);
        writeln!(out, "  {:<16} {shown:>24}  {}", label(&index), sigma(value, error, free))?;
    }
    Ok(())
}

/// How many entries are further from zero than chance takes any of them.
fn significant(estimate: &Estimate, free: f64) -> String {
    let entries = estimate.value.entries().len();
    let bound = largest_of(entries, 0.99, free);
    let pairs = estimate.value.entries().iter().zip(estimate.error.entries());
    let beyond = pairs.filter(|(value, error)| value.abs() > bound * **error).count();
    format!("{beyond} beyond {bound:.1} sigma")
}

/// The distance from zero in standard errors. Only what is given without errors, from no blocks, is exact.
fn sigma(value: f64, error: f64, free: f64) -> String {
    match error > 0.0 {
        true => format!("{:>8.1} sigma", (value / error).abs()),
        false if free > 0.0 => "   no spread".to_string(),
        false => "   exact".to_string(),
    }
}

/// All entries, as a list of orders in JSON.
pub(crate) fn json(orders: &[Estimate], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[")?;
    for (place, estimate) in orders.iter().enumerate() {
        let separator = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}  {{\"order\": {}, \"entries\": [", estimate.value.rank())?;
        let entries = estimate.value.iter().zip(estimate.error.entries());
        for (entry, ((index, value), error)) in entries.enumerate() {
            let separator = if entry == 0 { "" } else { ", " };
            write!(out, "{separator}{{\"index\": {index:?}, \"value\": {value:?}, \"error\": {error:?}}}")?;
        }
        write!(out, "]}}")?;
    }
    write!(out, "\n]")
}

/// All entries, one a line.
pub(crate) fn csv(orders: &[Estimate], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "order,index,value,error")?;
    for estimate in orders {
        for ((index, value), error) in estimate.value.iter().zip(estimate.error.entries()) {
            writeln!(out, "{},{},{value},{error}", index.len(), joined(&index, " "))?;
        }
    }
    Ok(())
}

/// All entries as arrays with their names: k1, k1.error, ..
pub(crate) fn arrays(
    letter: char,
    orders: &[Estimate],
) -> impl Iterator<Item = (String, CowArray<'_, f64, IxDyn>)> {
    orders.iter().flat_map(move |estimate| {
        let name = format!("{letter}{}", estimate.value.rank());
        [(name.clone(), array(&estimate.value)), (format!("{name}.error"), array(&estimate.error))]
    })
}

/// Rank 2 as a matrix, others packed.
fn array(tensor: &SymmetricTensor<f64>) -> CowArray<'_, f64, IxDyn> {
    if tensor.rank() != 2 {
        return ArrayView1::from(tensor.entries()).into_dyn().into();
    }
    let d = tensor.dimension();
    ArrayD::from_shape_fn(IxDyn(&[d, d]), |index| *tensor.get(&[index[0], index[1]])).into()
}
