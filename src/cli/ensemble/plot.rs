//! G2 in colours, couplings over the points, exponents, and ln p of an output.

use ndarray::Array2;

use crate::ensemble::{Density, Exponent};
use crate::files::name;
use crate::plot::{Axis, Curve, Curves, Figure, HeatMap, Look, Panel, Point};

use super::args::EnsembleArgs;
use super::findings::Findings;

pub(super) fn figure(args: &EnsembleArgs, found: &Findings) -> Figure {
    let title = format!("Outputs of {}", name(&args.file));
    let m = found.points.nrows();
    let two = &found.field.correlators[0].value;
    let matrix = Array2::from_shape_fn((m, m), |(i, j)| *two.get(&[i, j]));
    let map = HeatMap { x: "j".into(), y: "i".into(), value: "G₂".into(), matrix, diagonal_apart: false };
    let mut panels = vec![Panel::full("correlator of two outputs", map)];
    panels.extend(couplings(found));
    panels.extend(exponents(&found.exponents));
    panels.extend(density(&found.density, args.density));
    Figure {
        description: format!(
            "{title}: the correlator of two outputs at {m} points, and the couplings of their action."
        ),
        title,
        panels,
        ..Figure::default()
    }
}

/// A^(4) with all legs at one point, and with two at the first, over the points; of one input over their coordinate.
fn couplings(found: &Findings) -> Option<Panel> {
    let tensor = found.field.action.tensor(4).filter(|_| found.points.nrows() > 1)?;
    let is_line = found.points.ncols() == 1;
    let mut along: Vec<(f64, usize)> = (0..found.points.nrows())
        .map(|point| (if is_line { found.points[[point, 0]] } else { point as f64 }, point))
        .collect();
    along.sort_by(|a, b| a.0.total_cmp(&b.0));
    let errors = found.field.errors.as_ref().and_then(|errors| errors.tensor(4));
    let curve = |label: &str, index: &dyn Fn(usize) -> [usize; 4]| {
        let at = |&(x, point): &(f64, usize)| {
            let index = index(point);
            Point {
                y_error: errors.map_or(0.0, |errors| *errors.get(&index)),
                ..Point::new(x, *tensor.get(&index))
            }
        };
        Curve::new(label, Look::Marked, along.iter().map(at).collect())
    };
    let series =
        vec![curve("A⁽⁴⁾ of i, i, i, i", &|i| [i; 4]), curve("A⁽⁴⁾ of 0, 0, i, i", &|i| [0, 0, i, i])];
    let x = Axis::linear(if is_line { "x of point i" } else { "point i" });
    Some(Panel::full("quartic coupling", Curves { x, y: Axis::linear("A⁽⁴⁾"), series }))
}

fn lowered(order: usize) -> char {
    char::from_digit(order as u32, 10)
        .and_then(|digit| char::from_u32(u32::from(digit) - u32::from('0') + 0x2080))
        .unwrap_or(' ')
}

fn exponents(found: &[Exponent]) -> Option<Panel> {
    let series = found.iter().map(|exponent| {
        let point = |&(width, norm, error): &(u64, f64, f64)| Point {
            y_error: error,
            ..Point::new(width as f64, norm)
        };
        let label = format!("G{} ~ N^{:.3}", lowered(exponent.order), exponent.slope);
        Curve::new(label, Look::Marked, exponent.norms.iter().map(point).collect())
    });
    let series: Vec<Curve> = series.collect();
    (!series.is_empty()).then(|| {
        Panel::full("correlators over the width", Curves { x: Axis::log("N"), y: Axis::log("norm"), series })
    })
}

/// ln p as it is, and beside that of a Gaussian, from which it hardly differs on the scale of the whole.
fn density(found: &[Density], point: Option<usize>) -> Vec<Panel> {
    let Some(point) = point else { return Vec::new() };
    let panel = |title: &str, label: &str, zero: &dyn Fn(&Density) -> f64| {
        let curve = |label: &str, look: Look, value: &dyn Fn(&Density) -> (f64, f64)| {
            let at = |at: &Density| {
                let (y, y_error) = value(at);
                Point { y_error, ..Point::new(at.output, y - zero(at)) }
            };
            Curve::new(label, look, found.iter().map(at).collect())
        };
        let series = vec![
            curve("networks", Look::Marked, &|at| at.sampled),
            curve("order 1/N", Look::Line, &|at| (at.action, 0.0)),
            curve("Gaussian", Look::Guide, &|at| (at.gaussian, 0.0)),
        ];
        Panel::half(
            title,
            Curves { x: Axis::linear(format!("φ at point {point}")), y: Axis::linear(label), series },
        )
    };
    vec![
        panel("density of an output", "ln p", &|_| 0.0),
        panel("beside a Gaussian", "ln p − Gaussian", &|at| at.gaussian),
    ]
}
