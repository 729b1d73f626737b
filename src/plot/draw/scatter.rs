//! One quantity over another, with the diagonal.

use super::area::{Area, BOTTOM, Margins, RIGHT, left_margin};
use super::canvas::{Canvas, Place, Stroke};
use super::legend::{Styles, guide};
use super::page::Draw;
use super::scale::{Along, Span, Tick};
use crate::plot::figure::{Point, Points, Scale, Scatter};

pub(super) struct ScatterPanel<'a> {
    scatter: &'a Scatter,
    /// The same for both axes.
    span: Span,
}

impl<'a> ScatterPanel<'a> {
    pub(super) fn new(scatter: &'a Scatter) -> ScatterPanel<'a> {
        let points = scatter.groups.iter().flat_map(|group| &group.points);
        let numbers = points.flat_map(|point| ends(point).into_iter().flat_map(|(x, y)| [x, y]));
        ScatterPanel { scatter, span: Span::of(Scale::Linear, numbers) }
    }

    /// The same for both axes: what fits below fits at the side.
    fn ticks(&self, side: f64) -> Vec<Tick> {
        self.span.ticks(side, Along::Across)
    }

    fn place(&self, area: &Area, x: f64, y: f64) -> Place {
        area.at(self.span.place(x), self.span.place(y))
    }

    fn bars(&self, area: &Area, point: &Point) -> impl Iterator<Item = [Place; 2]> {
        let [left, right, low, high] = ends(point).map(|(x, y)| self.place(area, x, y));
        let across = (point.x_error > 0.0).then_some([left, right]);
        across.into_iter().chain((point.y_error > 0.0).then_some([low, high]))
    }

    fn group(&self, canvas: &mut Canvas, area: &Area, group: &Points, styles: &Styles<'_>) {
        let style = styles.of(&group.label);
        let bars: Vec<[Place; 2]> = group.points.iter().flat_map(|point| self.bars(area, point)).collect();
        let places: Vec<Place> =
            group.points.iter().map(|point| self.place(area, point.x, point.y)).collect();
        let (radius, opacity) = marker(places.len());
        if !bars.is_empty() {
            // Of many points the bars stay behind the markers.
            let colour = style.colour.over_white(if places.len() > FEW { 0.35 } else { 1.0 });
            canvas.segments(&bars, Stroke::solid(colour, 0.6));
        }
        style.markers(canvas, &places, radius, opacity);
    }
}

/// Left, right, lower and upper end of the bars of a point.
fn ends(point: &Point) -> [(f64, f64); 4] {
    let Point { x, y, x_error, y_error } = *point;
    [(x - x_error, y), (x + x_error, y), (x, y - y_error), (x, y + y_error)]
}

/// So many points have room on a panel.
const FEW: usize = 60;

/// Many points are small and let each other shine through.
pub(super) fn marker(points: usize) -> (f64, f64) {
    match points {
        few if few <= FEW => (2.2, 0.85),
        0..=600 => (1.7, 0.7),
        _ => (1.2, 0.5),
    }
}

impl Draw for ScatterPanel<'_> {
    fn margins(&self, width: f64) -> Margins {
        let ticks = self.ticks(self.height(width - 60.0));
        Margins { left: left_margin(&ticks), right: RIGHT, bottom: BOTTOM }
    }

    fn height(&self, width: f64) -> f64 {
        width.min(190.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, styles: &Styles<'_>, margins: Margins) {
        let side = area.height;
        let area = Area { width: side, ..area };
        canvas.line(area.at(0.0, 0.0), area.at(1.0, 1.0), guide());
        let mut groups: Vec<&Points> = self.scatter.groups.iter().collect();
        // Small groups lie above large ones.
        groups.sort_by_key(|group| std::cmp::Reverse(group.points.len()));
        groups.into_iter().for_each(|group| self.group(canvas, &area, group, styles));
        area.outline(canvas);
        let ticks = self.ticks(side);
        area.y_axis(canvas, &self.span, &ticks, &self.scatter.y, margins.left);
        area.x_ticks(canvas, &ticks);
        area.x_label(canvas, &self.span.label(&self.scatter.x));
    }
}
