//! The strongest couplings between pairs of variables, on a circle.

use std::f64::consts::TAU;

use maud::{Markup, html};

use super::number::brief;

/// The radius of the circle, and that of its labels, in a box of 400 by 400.
const RADIUS: f64 = 160.0;
const LABELS: f64 = 180.0;

/// Variables as points on a circle; couplings as chords, thick where they are strong, broken where they are negative.
pub(super) fn circle(dimension: usize, pairs: &[([usize; 2], f64)]) -> Markup {
    let largest = pairs.iter().fold(0.0_f64, |largest, (_, value)| largest.max(value.abs()));
    let at = |site: usize, radius: f64| {
        let angle = TAU * site as f64 / dimension as f64;
        (200.0 + radius * angle.sin(), 200.0 - radius * angle.cos())
    };
    html! {
        figure {
            svg.graph viewBox="0 0 400 400" role="img" aria-label="Strongest off-diagonal entries of A2 as chords between variables" {
                @for (ends, value) in pairs.iter().rev() {
                    @let ((x1, y1), (x2, y2)) = (at(ends[0], RADIUS), at(ends[1], RADIUS));
                    line class=(if *value < 0.0 { "minus" } else { "plus" })
                        x1=(format!("{x1:.1}")) y1=(format!("{y1:.1}")) x2=(format!("{x2:.1}")) y2=(format!("{y2:.1}"))
                        stroke-width=(format!("{:.2}", 0.5 + 5.0 * value.abs() / largest)) {
                        title { "[" (ends[0]) ", " (ends[1]) "] " (brief(*value)) }
                    }
                }
                @for site in 0..dimension {
                    @let ((x, y), (left, top)) = (at(site, RADIUS), at(site, LABELS));
                    circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="3" {}
                    @if dimension <= 40 || site % 10 == 0 {
                        text x=(format!("{left:.1}")) y=(format!("{:.1}", top + 4.0)) text-anchor="middle" { (site) }
                    }
                }
            }
            figcaption {
                "The " (pairs.len()) " strongest off-diagonal entries of " (super::number::name(2))
                ": width is strength, broken lines are negative."
            }
        }
    }
}
