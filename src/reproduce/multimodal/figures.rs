//! Figs. 4 and 8.

use crate::plot::{
    Axis, Curve, Curves, Distribution, Distributions, Figure, Look, Panel, Point, Points, Scatter,
};
use crate::statistics::{Estimate, Statistics};

use super::orders::MAX_ORDER;
use super::theory::Theory;
use crate::reproduce::Record;
use crate::reproduce::density::{Density, Grid};

/// Points of the profile of S between two maxima.
const PROFILE: usize = 201;

/// Fig. 4 (a): densities side by side.
pub(super) fn densities(grid: &Grid, truth: &Density, learned: &Density, rival: &Density) -> Figure {
    Figure {
        title: "A density with several maxima".into(),
        description: "A density of two variables with several maxima, what a network has learned of it, and what score \
                      matching has fitted."
            .into(),
        note: "Axes count the points of the grid; rows from the top.".into(),
        panels: vec![
            Panel::half("true", truth.map(grid)),
            Panel::half("network", learned.map(grid)),
            Panel::half("score matching", rival.map(grid)),
        ],
    }
}

/// Fig. 4 (e-g): cumulants of draws of the network over those of the truth.
pub(super) fn cumulants(learned: &Statistics, truth: &Statistics) -> Figure {
    let panel = |(learned, truth): (&Estimate, &Estimate)| {
        let mut groups =
            ["diagonal", "off-diagonal"].map(|label| Points { label: label.into(), points: vec![] });
        for (place, (index, x)) in truth.value.iter().enumerate() {
            let point = Point {
                x: *x,
                y: learned.value.entries()[place],
                x_error: truth.error.entries()[place],
                y_error: learned.error.entries()[place],
            };
            let group = usize::from(index.first() != index.last());
            groups[group].points.push(point);
        }
        let content = Scatter { x: "true".into(), y: "learned".into(), groups: groups.into() };
        Panel::half(format!("cumulants of order {}", truth.value.rank()), content)
    };
    Figure {
        title: "Cumulants of the effective theory".into(),
        description:
            "Cumulants to third order of draws of the network over those of true draws, with standard errors."
                .into(),
        panels: learned.orders.iter().zip(&truth.orders).map(panel).collect(),
        ..Figure::default()
    }
}

/// Fig. 4 (h): dissimilarity over steps, and what it is between two sets of true draws.
pub(super) fn course(records: &[Record], floor: &[f64]) -> Figure {
    let recorded: Vec<&Record> = records.iter().filter(|record| record.step > 0).collect();
    let points = |value: &dyn Fn(&Record) -> f64| {
        let positive = recorded.iter().filter(|record| value(record) > 0.0);
        positive.map(|record| Point::new(record.step as f64, value(record))).collect::<Vec<_>>()
    };
    let mut series: Vec<Curve> = (0..MAX_ORDER)
        .map(|order| {
            let points = points(&|record| record.values.get(order).copied().unwrap_or(0.0));
            Curve::new(format!("order {}", order + 1), Look::Marked, points)
        })
        .collect();
    series.extend(floor.iter().enumerate().map(|(order, &value)| {
        Curve::new(format!("true draws, order {}", order + 1), Look::Guide, points(&|_| value))
    }));
    let curves = Curves { x: Axis::log("step"), y: Axis::log("1 - cosine of cumulants"), series };
    Figure {
        title: "Higher orders are learned later".into(),
        description: "Dissimilarity of learned and true cumulants of order 1 to 3 over training steps."
            .into(),
        note: "Dashed: two sets of true draws of the same size.".into(),
        panels: vec![Panel::full("", curves)],
    }
}

/// Fig. 8: S between the two highest maxima, and the eigenvalues of the Hessian at each maximum.
pub(super) fn maxima(theory: &Theory) -> Figure {
    let mut panels = Vec::new();
    if let Some(mut line) = theory.line() {
        let points = line.profile(PROFILE).into_iter().map(|(t, value)| Point::new(t, value)).collect();
        let series = vec![Curve::new("S", Look::Line, points)];
        let x = Axis::linear("place between the maxima");
        panels.push(Panel::full("S between two maxima", Curves { x, y: Axis::linear("S"), series }));
    }
    let group = |(number, mode): (usize, &crate::modes::Mode)| Distribution {
        label: format!("maximum {number}"),
        values: mode.eigenvalues.clone(),
        targets: Vec::new(),
    };
    let groups: Vec<Distribution> = theory.found.modes.iter().enumerate().map(group).collect();
    if !groups.is_empty() {
        let content = Distributions { y: "eigenvalue".into(), groups };
        panels.push(Panel::full("eigenvalues of the Hessian", content));
    }
    Figure {
        title: "Several maxima of a random action".into(),
        description: "The action along the straight line between its two highest maxima, and the eigenvalues of its Hessian \
                      at each maximum."
            .into(),
        panels,
        ..Figure::default()
    }
}
