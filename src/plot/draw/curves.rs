//! Functions of one variable.

use super::area::{Area, BOTTOM, Margins, RIGHT, left_margin};
use super::canvas::{Canvas, Place, Stroke};
use super::legend::{Styles, guide};
use super::page::Draw;
use super::scale::{Along, Span};
use crate::plot::figure::{Curve, Curves, Look};

pub(super) struct CurvesPanel<'a> {
    curves: &'a Curves,
    x: Span,
    y: Span,
}

impl<'a> CurvesPanel<'a> {
    pub(super) fn new(curves: &'a Curves) -> CurvesPanel<'a> {
        let points = || curves.series.iter().flat_map(|curve| &curve.points);
        let bands = curves.series.iter().flat_map(|curve| &curve.band).flat_map(|&(low, high)| [low, high]);
        // A bar to zero and below has no lower end on a logarithmic axis.
        let bars = points().flat_map(|point| [point.y - point.y_error, point.y, point.y + point.y_error]);
        CurvesPanel {
            curves,
            x: Span::of(curves.x.scale, points().map(|point| point.x)),
            y: Span::of(curves.y.scale, bars.chain(bands)),
        }
    }

    fn place(&self, area: &Area, x: f64, y: f64) -> Place {
        // Only what has no place on a logarithmic axis lies outside.
        area.at(self.x.place(x), self.y.place(y).max(0.0))
    }

    fn band(&self, canvas: &mut Canvas, area: &Area, curve: &Curve, styles: &Styles<'_>) {
        if curve.band.is_empty() {
            return;
        }
        let xs = || curve.points.iter().map(|point| point.x).zip(&curve.band);
        let upper = xs().map(|(x, &(_, high))| self.place(area, x, high));
        let lower = xs().rev().map(|(x, &(low, _))| self.place(area, x, low));
        canvas.areas(vec![upper.chain(lower).collect()], styles.of(&curve.label).colour, 0.2);
    }

    fn curve(&self, canvas: &mut Canvas, area: &Area, curve: &Curve, styles: &Styles<'_>) {
        let places: Vec<Place> =
            curve.points.iter().map(|point| self.place(area, point.x, point.y)).collect();
        let style = styles.of(&curve.label);
        let stroke = match curve.look {
            Look::Guide => guide(),
            Look::Marked | Look::Line => Stroke { colour: style.colour, width: 1.3, dash: style.dash },
        };
        for point in curve.points.iter().filter(|point| point.y_error > 0.0) {
            let [low, high] =
                [-1.0, 1.0].map(|sign| self.place(area, point.x, point.y + sign * point.y_error));
            canvas.line(low, high, Stroke::solid(stroke.colour, 0.8));
        }
        canvas.polyline(places.clone(), stroke);
        if curve.look == Look::Marked {
            style.markers(canvas, &places, 2.3, 1.0);
        }
    }
}

impl Draw for CurvesPanel<'_> {
    fn margins(&self, width: f64) -> Margins {
        let ticks = self.y.ticks(self.height(width - 60.0), Along::Upward);
        Margins { left: left_margin(&ticks), right: RIGHT + 2.0, bottom: BOTTOM }
    }

    fn height(&self, width: f64) -> f64 {
        if width < 150.0 { width } else { 0.62 * width }
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, styles: &Styles<'_>, margins: Margins) {
        let series = &self.curves.series;
        series.iter().for_each(|curve| self.band(canvas, &area, curve, styles));
        let is_guide = |curve: &&Curve| curve.look == Look::Guide;
        let guides = series.iter().filter(is_guide);
        let others = series.iter().filter(|curve| !is_guide(curve));
        guides.chain(others).for_each(|curve| self.curve(canvas, &area, curve, styles));
        area.outline(canvas);
        let ticks = self.y.ticks(area.height, Along::Upward);
        area.y_axis(canvas, &self.y, &ticks, &self.curves.y.label, margins.left);
        area.x_ticks(canvas, &self.x.ticks(area.width, Along::Across));
        area.x_label(canvas, &self.x.label(&self.curves.x.label));
    }
}
