//! The surface that is drawn on: a list of marks, which know no file format.

use super::style::{Colour, INK};

/// A place on the canvas; y points down.
pub(super) type Place = (f64, f64);

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) colour: Colour,
    pub(super) width: f64,
    pub(super) dash: Option<&'static [f64]>,
}

impl Stroke {
    pub(super) fn solid(colour: Colour, width: f64) -> Stroke {
        Stroke { colour, width, dash: None }
    }
}

/// Which part of a text is at its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// Where a text of this width begins, seen from its place.
    pub(super) fn left(self, width: f32) -> f32 {
        match self {
            Anchor::Start => 0.0,
            Anchor::Middle => -width / 2.0,
            Anchor::End => -width,
        }
    }
}

/// What is drawn, in the order in which it lies on the paper.
pub(super) enum Mark {
    /// Open lines through their points.
    Lines { lines: Vec<Vec<Place>>, colour: Colour, width: f64 },
    /// Filled areas with a common colour, each bounded by its corners.
    Areas { areas: Vec<Vec<Place>>, fill: Colour, opacity: f64 },
    /// Filled discs of one size.
    Discs { centres: Vec<Place>, radius: f64, fill: Colour, opacity: f64 },
    /// A filled disc with an outline.
    Ring { centre: Place, radius: f64, fill: Colour },
    /// A filled rectangle.
    Block { corner: Place, size: (f64, f64), fill: Colour },
    /// A line of text, turned upwards or not.
    Text { at: Place, text: String, size: u32, anchor: Anchor, upward: bool, colour: Colour },
}

/// The width of the outline of a ring.
pub(super) const OUTLINE: f64 = 0.6;

/// The height of a digit, in the size of its letters.
pub(super) const DIGIT: f64 = 0.73;

pub(super) struct Canvas {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) marks: Vec<Mark>,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        Canvas { width, height, marks: Vec::new() }
    }

    pub(super) fn line(&mut self, from: Place, to: Place, stroke: Stroke) {
        self.polyline(vec![from, to], stroke);
    }

    pub(super) fn polyline(&mut self, points: Vec<Place>, Stroke { colour, width, dash }: Stroke) {
        let lines = match dash {
            Some(dash) => dashes(&points, dash),
            None => vec![points],
        };
        self.marks.push(Mark::Lines { lines, colour, width });
    }

    /// Many solid lines of one look.
    pub(super) fn segments(&mut self, ends: &[[Place; 2]], stroke: Stroke) {
        let lines = ends.iter().map(|ends| ends.to_vec()).collect();
        self.marks.push(Mark::Lines { lines, colour: stroke.colour, width: stroke.width });
    }

    pub(super) fn areas(&mut self, areas: Vec<Vec<Place>>, fill: Colour, opacity: f64) {
        self.marks.push(Mark::Areas { areas, fill, opacity });
    }

    pub(super) fn discs(&mut self, centres: &[Place], radius: f64, fill: Colour, opacity: f64) {
        self.marks.push(Mark::Discs { centres: centres.to_vec(), radius, fill, opacity });
    }

    pub(super) fn ring(&mut self, centre: Place, radius: f64, fill: Colour) {
        self.marks.push(Mark::Ring { centre, radius, fill });
    }

    pub(super) fn block(&mut self, corner: Place, size: (f64, f64), fill: Colour) {
        self.marks.push(Mark::Block { corner, size, fill });
    }

    pub(super) fn text(&mut self, at: Place, text: &str, size: u32, anchor: Anchor) {
        self.any_text(at, text, size, anchor, false, INK);
    }

    /// A text in the middle of a place, in black or white, whichever is read on this colour.
    pub(super) fn text_on(&mut self, ground: Colour, (x, y): Place, text: &str, size: u32) {
        let baseline = y + DIGIT / 2.0 * f64::from(size);
        let colour = if ground.is_dark() { Colour(255, 255, 255) } else { INK };
        self.any_text((x, baseline), text, size, Anchor::Middle, false, colour);
    }

    /// A text that runs upwards, centred at its place.
    pub(super) fn upward(&mut self, at: Place, text: &str, size: u32) {
        self.any_text(at, text, size, Anchor::Middle, true, INK);
    }

    fn any_text(&mut self, at: Place, text: &str, size: u32, anchor: Anchor, upward: bool, colour: Colour) {
        if !text.is_empty() {
            self.marks.push(Mark::Text { at, text: text.to_string(), size, anchor, upward, colour });
        }
    }
}

/// The dashes along a line: lengths of dashes and gaps in turn.
fn dashes(points: &[Place], pattern: &[f64]) -> Vec<Vec<Place>> {
    let mut dashes = Vec::new();
    let (mut part, mut left) = (0, pattern[0]);
    let mut dash: Vec<Place> = points.first().copied().into_iter().collect();
    for ends in points.windows(2) {
        let ((x, y), (x2, y2)) = (ends[0], ends[1]);
        let length = (x2 - x).hypot(y2 - y);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let place = (x + (x2 - x) * done / length, y + (y2 - y) * done / length);
            dash.push(place);
            if part % 2 == 0 {
                dashes.push(std::mem::take(&mut dash));
            }
            dash = vec![place];
            part = (part + 1) % pattern.len();
            left = pattern[part];
        }
        left -= length - done;
        dash.push((x2, y2));
    }
    if part % 2 == 0 {
        dashes.push(dash);
    }
    dashes
}
