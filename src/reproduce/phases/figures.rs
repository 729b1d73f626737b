//! Densities side by side: on a plane, and along the line between two maxima.

use ndarray::ArrayView1;

use super::study::{Learned, Study};
use crate::data::Samples;
use crate::modes::Mode;
use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point};
use crate::reproduce::Fault;
use crate::reproduce::density::Grid;

/// The points of a side of a grid, and the bins of a histogram.
const GRID: usize = 64;
const BINS: usize = 60;

/// So far beyond the two maxima histograms reach, in units of their distance.
const BEYOND: f64 = 1.0;

/// Two variables: all densities on a grid.
pub(super) fn plane(study: &Study) -> Result<Figure, Fault> {
    let grid = Grid::around(&study.samples, GRID)?;
    let panel = |(name, learned): (&str, &Learned)| -> Result<Panel, Fault> {
        Ok(Panel::half(name, grid.of(learned.density())?.map(&grid)))
    };
    let panels = ["true", "one Gaussian", "mixture", "fit"].into_iter().zip(&study.densities).map(panel);
    Ok(Figure {
        title: format!("Densities: {}", study.case.title),
        description: "The true density of two variables and those that were learned of it.".into(),
        note: "Axes count the points of the grid; rows from the top.".into(),
        panels: panels.collect::<Result<_, _>>()?,
    })
}

/// The distribution of the place along the line from the highest maximum, at 0, to the next, at 1; a panel for each theory.
pub(super) fn lines(studies: &[Study]) -> Figure {
    let panel = |study: &Study| {
        let series = study.densities.iter();
        let series = series.map(|one| Curve::new(one.name.clone(), Look::Line, one.line.clone())).collect();
        let x = Axis::linear("place on the line between two maxima");
        Panel::full(study.case.title.clone(), Curves { x, y: Axis::linear("density"), series })
    };
    Figure {
        title: "Along the line between two maxima".into(),
        description: "Densities of draws along the line from the highest maximum, at 0, to the next, at 1."
            .into(),
        panels: studies.iter().map(panel).collect(),
        ..Figure::default()
    }
}

/// The distribution of draws along the line between the two highest maxima.
pub(super) fn histogram(maxima: &[Mode], samples: &Samples) -> Result<Vec<Point>, Fault> {
    let [first, second, ..] = maxima else { return Err("a single maximum".into()) };
    let from = ArrayView1::from(&first.position[..]);
    let line = &ArrayView1::from(&second.position[..]) - &from;
    let line = &line / line.dot(&line);
    let width = (1.0 + 2.0 * BEYOND) / BINS as f64;
    let mut counts = [0usize; BINS];
    for chunk in samples.chunks(1 << 14) {
        for t in (chunk? - from).dot(&line) {
            let bin = ((t + BEYOND) / width).floor();
            if (0.0..BINS as f64).contains(&bin) {
                counts[bin as usize] += 1;
            }
        }
    }
    let middle = |bin: usize| width * (bin as f64 + 0.5) - BEYOND;
    let density = |count: usize| count as f64 / (samples.rows() as f64 * width);
    Ok(counts.iter().enumerate().map(|(bin, count)| Point::new(middle(bin), density(*count))).collect())
}
