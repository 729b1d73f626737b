//! The rectangle of a panel and its axes.

use super::canvas::{Anchor, Canvas, Place, Stroke};
use super::scale::{Span, Tick};
use super::style::{INK, LINE, SMALL, TEXT, THIN, TICK, text_width};

/// The inner rectangle of a panel, without ticks and labels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What lies between the rectangle and its cell of the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Margins {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// Below an axis: ticks, their labels, and the label of the axis.
pub(super) const BOTTOM: f64 = TICK + 2.0 * LINE + 5.0;
/// Right of an axis: half of the last label of a tick.
pub(super) const RIGHT: f64 = 8.0;

/// Left of an axis with these labels.
pub(super) fn left_margin(ticks: &[Tick]) -> f64 {
    let widest = ticks.iter().map(|tick| text_width(&tick.label, SMALL)).fold(0.0, f64::max);
    LINE + widest + TICK + 4.0
}

impl Area {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The place of shares of the width and of the height, counted from below.
    pub(super) fn at(&self, x: f64, y: f64) -> Place {
        (self.left + x * self.width, self.bottom() - y * self.height)
    }

    pub(super) fn outline(&self, canvas: &mut Canvas) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let places = corners.iter().map(|&(x, y)| self.at(x, y)).collect();
        canvas.polyline(places, Stroke::solid(INK, THIN));
    }

    pub(super) fn x_ticks(&self, canvas: &mut Canvas, ticks: &[Tick]) {
        for tick in ticks {
            let (x, y) = self.at(tick.place, 0.0);
            canvas.line((x, y), (x, y + length(tick)), Stroke::solid(INK, THIN));
            canvas.text((x, y + TICK + 10.0), &tick.label, SMALL, Anchor::Middle);
        }
    }

    pub(super) fn x_label(&self, canvas: &mut Canvas, label: &str) {
        let (x, y) = self.at(0.5, 0.0);
        canvas.text((x, y + TICK + LINE + 11.0), label, TEXT, Anchor::Middle);
    }

    pub(super) fn y_axis(&self, canvas: &mut Canvas, span: &Span, ticks: &[Tick], label: &str, margin: f64) {
        self.y_ticks(canvas, ticks);
        self.y_label(canvas, &span.label(label), margin);
    }

    pub(super) fn y_ticks(&self, canvas: &mut Canvas, ticks: &[Tick]) {
        for tick in ticks {
            let (x, y) = self.at(0.0, tick.place);
            canvas.line((x, y), (x - length(tick), y), Stroke::solid(INK, THIN));
            canvas.text((x - TICK - 2.0, y + 3.5), &tick.label, SMALL, Anchor::End);
        }
    }

    pub(super) fn y_label(&self, canvas: &mut Canvas, label: &str, margin: f64) {
        let (x, y) = self.at(0.0, 0.5);
        canvas.upward((x - margin + 10.0, y), label, TEXT);
    }
}

fn length(tick: &Tick) -> f64 {
    if tick.label.is_empty() { TICK / 2.0 } else { TICK }
}
