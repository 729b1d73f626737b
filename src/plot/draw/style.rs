//! Sizes, colours and markers. One unit is 1/96 inch, so that the page is 85 mm wide.

use super::canvas::{Canvas, Place};

/// 85 mm, the column of a journal.
pub(super) const PAGE: f64 = 322.0;
/// Pixels of a PNG a unit, about 380 a 25 mm.
#[cfg(feature = "png")]
pub(super) const PIXELS: f32 = 4.0;
/// 8 points.
pub(super) const TEXT: u32 = 11;
/// 7.5 points, for ticks and legends.
pub(super) const SMALL: u32 = 10;
/// From one line of text to the next.
pub(super) const LINE: f64 = 13.0;
/// Lines of axes.
pub(super) const THIN: f64 = 0.7;
/// The length of a tick.
pub(super) const TICK: f64 = 3.0;

/// A picture in pixels has the letters of the first.
pub(super) const FONTS: &str = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

impl Colour {
    /// What it looks like on white paper with this opacity. Not every format has lines that shine through.
    pub(super) fn over_white(self, opacity: f64) -> Colour {
        mixed(Colour(255, 255, 255), self, opacity)
    }

    /// Whether white letters have more contrast on it than black ones.
    pub(super) fn is_dark(self) -> bool {
        let [red, green, blue] = [self.0, self.1, self.2].map(|part| (f64::from(part) / 255.0).powi(2));
        0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.22
    }
}

pub(super) const INK: Colour = Colour(26, 26, 26);
pub(super) const BLACK: Colour = Colour(0, 0, 0);
pub(super) const GREY: Colour = Colour(140, 140, 140);
pub(super) const PALE: Colour = Colour(225, 225, 225);

/// Colours that people with any kind of colour vision tell apart (Wong, Nature Methods 8, 441, 2011), without its
/// black and its yellow, which is too pale for points.
const GROUPS: [Colour; 6] = [
    Colour(0, 114, 178),
    Colour(213, 94, 0),
    Colour(0, 158, 115),
    Colour(204, 121, 167),
    Colour(230, 159, 0),
    Colour(86, 180, 233),
];

/// The diverging map of Tol's technical note (BuRd), from negative over zero to positive.
const DIVERGING: [Colour; 9] = [
    Colour(33, 102, 172),
    Colour(67, 147, 195),
    Colour(146, 197, 222),
    Colour(209, 229, 240),
    Colour(247, 247, 247),
    Colour(253, 219, 199),
    Colour(244, 165, 130),
    Colour(214, 96, 77),
    Colour(178, 24, 43),
];

/// The colour of a number between -1 and 1.
pub(super) fn diverging(value: f64) -> Colour {
    let place = (value.clamp(-1.0, 1.0) + 1.0) * 4.0;
    let below = (place.floor() as usize).min(7);
    let share = place - below as f64;
    mixed(DIVERGING[below], DIVERGING[below + 1], share)
}

/// The colour between two others, `from` at share 0 and `to` at share 1.
fn mixed(Colour(r, g, b): Colour, Colour(r2, g2, b2): Colour, share: f64) -> Colour {
    let mix = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    Colour(mix(r, r2), mix(g, g2), mix(b, b2))
}

/// The look of a group: its colour and its marker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) colour: Colour,
    marker: Marker,
    /// The dashes of its line.
    pub(super) dash: Option<&'static [f64]>,
}

#[derive(Clone, Copy, Debug)]
enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
    Inverted,
}

impl Style {
    /// The style of the group at a place. Colours and markers have different periods, so that thirty groups differ.
    pub(super) fn of(place: usize) -> Style {
        const MARKERS: [Marker; 5] =
            [Marker::Disc, Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Inverted];
        const DASHES: [Option<&[f64]>; 4] =
            [None, Some(&[5.0, 2.0]), Some(&[2.0, 2.0]), Some(&[6.0, 2.0, 2.0, 2.0])];
        Style { colour: GROUPS[place % 6], marker: MARKERS[place % 5], dash: DASHES[place % 4] }
    }

    /// Markers of this style at all places.
    pub(super) fn markers(self, canvas: &mut Canvas, places: &[Place], radius: f64, opacity: f64) {
        if places.is_empty() {
            return;
        }
        // Markers of equal area look equally large.
        let corners: &[Place] = match self.marker {
            Marker::Disc => return canvas.discs(places, radius, self.colour, opacity),
            Marker::Square => &[(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
            Marker::Triangle => &[(0.0, -1.45), (1.25, 0.75), (-1.25, 0.75)],
            Marker::Diamond => &[(0.0, -1.3), (1.2, 0.0), (0.0, 1.3), (-1.2, 0.0)],
            Marker::Inverted => &[(0.0, 1.45), (1.25, -0.75), (-1.25, -0.75)],
        };
        let around = |&(x, y): &Place| {
            corners.iter().map(|corner| (x + radius * corner.0, y + radius * corner.1)).collect()
        };
        canvas.areas(places.iter().map(around).collect(), self.colour, opacity);
    }
}

/// About how wide a text is in DejaVu Sans.
pub(super) fn text_width(text: &str, size: u32) -> f64 {
    let width = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | '|' | '\'' | ' ' => 0.32,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' | 'I' => 0.4,
        '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁻' | '⁽' | '⁾' => 0.42,
        'm' | 'w' | 'M' | 'W' | '−' | '×' | '=' | '<' | '>' | '+' => 0.88,
        _ => 0.63,
    };
    f64::from(size) * text.chars().map(width).sum::<f64>()
}

/// Lines no wider than `width`, broken at spaces and behind hyphens.
pub(super) fn wrapped(text: &str, size: u32, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_inclusive([' ', '-', '/']) {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line}{}", word.trim_end()), size) <= width => {
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}
