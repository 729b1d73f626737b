//! The colours of numbers, and the bars beside a panel that say which.

use super::area::Area;
use super::canvas::{Anchor, Canvas, Stroke};
use super::scale::{Span, range};
use super::style::{Colour, INK, SMALL, TEXT, THIN, TICK, diverging, text_width};

/// Numbers that differ by less than this share of the largest have one colour.
const ALIKE: f64 = 1e-3;

/// White is zero: a range that stays away from zero begins with this share of the full colour.
const PALEST: f64 = 0.3;

/// The colours of numbers: white at zero, blue below, red above. Numbers of one sign that leave out more than half of the
/// way from zero to the largest share the colours among them, and none of them is white.
pub(super) struct Colours {
    low: f64,
    high: f64,
    /// The absolute values with the palest and with the full colour.
    from: f64,
    to: f64,
    in_greys: bool,
}

impl Colours {
    pub(super) fn of(numbers: impl Iterator<Item = f64>) -> Colours {
        let (mut low, high) = range(numbers).unwrap_or((0.0, 0.0));
        let to = low.abs().max(high.abs());
        if high - low <= ALIKE * to {
            low = high;
        }
        let nearest = low.max(0.0).max(-high);
        let from = if nearest > to / 2.0 && low < high { nearest } else { 0.0 };
        Colours { low, high, from, to, in_greys: false }
    }

    /// Greys instead, for what has a scale of its own beside colours.
    pub(super) fn in_greys(self) -> Colours {
        Colours { in_greys: true, ..self }
    }

    pub(super) fn colour(&self, number: f64) -> Colour {
        let share = match self.from {
            0.0 => self.share(number),
            from => PALEST + (1.0 - PALEST) * (number.abs() - from) / (self.to - from),
        };
        let grey = |share: f64| INK.over_white(0.8 * share);
        match self.in_greys {
            false => diverging(share * number.signum()),
            // Greys have no sign.
            true if self.low < 0.0 && self.high > 0.0 => grey(0.5 + share * number.signum() / 2.0),
            true => grey(share),
        }
    }

    /// The number as a share of the largest.
    pub(super) fn share(&self, number: f64) -> f64 {
        if self.to == 0.0 { 0.0 } else { number.abs() / self.to }
    }

    /// A bar with the colours of the numbers that occur; this area is that of the bar. What the numbers are stands `aside`.
    fn bar(&self, canvas: &mut Canvas, area: Area, label: &str, aside: f64) {
        const STEPS: u8 = 48;
        let height = area.height / f64::from(STEPS);
        for step in 0..STEPS {
            let share = (f64::from(step) + 0.5) / f64::from(STEPS);
            let (x, y) = area.at(0.0, f64::from(step + 1) / f64::from(STEPS));
            // A little overlap leaves no gaps.
            let overlap = if step == 0 { 0.0 } else { 0.4 };
            let colour = self.colour(self.low * (1.0 - share) + self.high * share);
            canvas.block((x, y), (area.width, height + overlap), colour);
        }
        area.outline(canvas);
        let span = self.span();
        for tick in span.ticks_to_ends(area.height) {
            let (x, y) = area.at(1.0, tick.place);
            canvas.line((x, y), (x + TICK, y), Stroke::solid(INK, THIN));
            canvas.text((x + TICK + 2.0, y + 3.5), &tick.label, SMALL, Anchor::Start);
        }
        let (x, y) = area.at(1.0, 0.5);
        canvas.upward((x + aside, y), &span.label(label), TEXT);
    }

    fn span(&self) -> Span {
        Span::linear([self.low, self.high].into_iter(), 0.0)
    }
}

/// The width of a bar, and its distance from the panel.
const BAR_WIDTH: f64 = 9.0;
const BAR_GAP: f64 = 10.0;
/// What bars take right of their panel at least, so that panels have the same width where labels are short.
const COLOUR_BAR: f64 = 72.0;

/// What bars take right of their panel.
pub(super) fn room(all: &[&Colours]) -> f64 {
    // The ends have the longest labels, at any height.
    (BAR_GAP + BAR_WIDTH + aside(all, 100.0) + 3.0).max(COLOUR_BAR)
}

/// The distance from bars of this height to what their numbers are.
fn aside(all: &[&Colours], height: f64) -> f64 {
    let ticks = all.iter().flat_map(|colours| colours.span().ticks_to_ends(height));
    TICK + 15.0 + ticks.map(|tick| text_width(&tick.label, SMALL)).fold(0.0, f64::max)
}

/// Bars above each other, right of this area.
pub(super) fn bars(canvas: &mut Canvas, area: Area, bars: &[(&Colours, &str)]) {
    let space = if bars.len() > 1 { 14.0 } else { 0.0 };
    let height = area.height / bars.len() as f64 - space;
    let all: Vec<&Colours> = bars.iter().map(|&(colours, _)| colours).collect();
    let aside = aside(&all, height);
    for (place, (colours, label)) in bars.iter().enumerate() {
        let top = area.top + space / 2.0 + place as f64 * (height + space);
        let left = area.right() + BAR_GAP;
        colours.bar(canvas, Area { left, top, width: BAR_WIDTH, height }, label, aside);
    }
}
