//! Cumulants by loops as a table.

use std::fmt::Display;
use std::io::{self, Write};

use crate::Scalar;
use crate::correlators::Cumulants;
use crate::text::joined;

/// Writes `order,loops,index,value`, one entry a line.
///
/// # Errors
/// When writing fails.
pub fn write<T: Scalar + Display>(cumulants: &Cumulants<T>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "order,loops,index,value")?;
    for order in &cumulants.orders {
        for (loops, term) in &order.terms {
            for (index, value) in term.iter() {
                writeln!(out, "{},{loops},{},{value}", order.order, joined(&index, " "))?;
            }
        }
    }
    Ok(())
}
