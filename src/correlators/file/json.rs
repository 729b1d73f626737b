//! Cumulants by loops as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::Rational;
use crate::action::{Constants, SymmetricTensor};
use crate::correlators::{Cumulants, LnZ, Number, Route};

/// A number as JSON shows it.
pub trait Written: Number {
    /// Whether values are strings.
    const EXACT: bool;

    /// The value.
    fn written(&self) -> Value;
}

impl Written for f64 {
    const EXACT: bool = false;

    fn written(&self) -> Value {
        json!(self)
    }
}

impl Written for Rational {
    const EXACT: bool = true;

    fn written(&self) -> Value {
        json!(self.to_string())
    }
}

/// Writes cumulants by loops. Entries that are zero are left out.
///
/// # Errors
/// When writing fails.
pub fn write<T: Written>(cumulants: &Cumulants<T>, out: &mut dyn Write) -> io::Result<()> {
    let around =
        cumulants.around.as_ref().map(|point| point.iter().map(Written::written).collect::<Vec<_>>());
    write!(
        out,
        "{{\"format\": \"diagraction-cumulants\", \"version\": 1, \"dimension\": {}, \"exact\": {}, \"route\": \"{}\", \
         \"dressed\": {}, \"around\": {}, \"complete\": {}, \"orders\": [",
        cumulants.dimension,
        T::EXACT,
        match cumulants.route {
            Route::Diagrams => "diagrams",
            Route::Network => "network",
        },
        cumulants.dressed,
        json!(around),
        cumulants.complete
    )?;
    for (place, order) in cumulants.orders.iter().enumerate() {
        let separator = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}  {{\"order\": {}, \"loops\": [", order.order)?;
        for (place, (loops, term)) in order.terms.iter().enumerate() {
            let separator = if place == 0 { "" } else { ",\n    " };
            write!(out, "{separator}{{\"loops\": {loops}, \"entries\": [")?;
            entries(term, out)?;
            write!(out, "]}}")?;
        }
        write!(out, "]}}")?;
    }
    let ln_z: Vec<Value> = cumulants.ln_z.iter().map(ln_z).collect();
    writeln!(out, "\n], \"ln_z\": {}}}", Value::from(ln_z))
}

fn entries<T: Written>(term: &SymmetricTensor<T>, out: &mut dyn Write) -> io::Result<()> {
    let mut separator = "";
    for (index, value) in term.iter().filter(|(_, value)| !value.is_zero()) {
        write!(out, "{separator}{{\"index\": {index:?}, \"value\": {}}}", value.written())?;
        separator = ", ";
    }
    Ok(())
}

fn ln_z<T: Written>(LnZ { loops, value, constants }: &LnZ<T>) -> Value {
    match (loops, constants) {
        (1, Some(Constants { abs_det, gaussian_dimension, .. })) => {
            json!({"loops": 1, "determinant": abs_det.to_string(), "gaussian_dimension": gaussian_dimension})
        }
        (_, Some(Constants { abs_det, gaussian_dimension, .. })) => {
            let constants =
                json!({"ln_abs_det": abs_det.to_string(), "gaussian_dimension": gaussian_dimension});
            json!({"loops": loops, "value": value.written(), "constants": constants})
        }
        (_, None) => json!({"loops": loops, "value": value.written()}),
    }
}
