//! The norms and couplings drawn over the layers.

use crate::diagram::Stage;
use crate::evaluate::StageNorms;
use crate::files;
use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point};

use super::args::FlowArgs;

pub(super) fn figure(args: &FlowArgs, highest: usize, flow: &[StageNorms]) -> Figure {
    let title = format!("Flow of couplings through {}", files::name(&args.model));
    // A single curve has no legend.
    let alone =
        if args.ranks.lowest().max(1) == highest { format!(", k = {highest}") } else { String::new() };
    let panel = |title: &str, label: &str, value: &dyn Fn(&StageNorms, usize) -> Option<f64>| {
        let series: Vec<Curve> = (args.ranks.lowest().max(1)..=highest)
            .filter_map(|rank| {
                // What vanishes has no place on a logarithmic axis.
                let at = |found| value(found, rank).filter(|&value| value > 0.0).map(|y| (found, y));
                let points = flow.iter().filter_map(at);
                let points: Vec<Point> = points.map(|(found, y)| Point::new(place(found.stage), y)).collect();
                (!points.is_empty()).then(|| Curve::new(format!("k = {rank}"), Look::Marked, points))
            })
            .collect();
        let x = Axis::linear("layer l: h at l, x at l - 1/2");
        (!series.is_empty())
            .then(|| Panel::full(format!("{title}{alone}"), Curves { x, y: Axis::log(label), series }))
    };
    let panels = [
        panel("in the units of each stage", "norm |A|", &|found, rank| found.norms.get(rank - 1).copied()),
        panel("without units", "coupling g", &StageNorms::coupling),
    ];
    Figure {
        description: format!("{title}: the norm of the coefficients of every stage, by rank."),
        title,
        panels: panels.into_iter().flatten().collect(),
        ..Figure::default()
    }
}

/// Where a stage stands between the data, on the left, and the latent space.
fn place(stage: Stage) -> f64 {
    match stage {
        Stage::A(layer) => f64::from(layer) - 0.5,
        Stage::B(layer) => f64::from(layer),
    }
}
