//! The measures of a drawing. One unit is a pixel in SVG; TikZ scales it.

/// The size of the letters of labels.
pub(in crate::render) const LETTER: f64 = 13.0;
/// The size of their indices.
pub(in crate::render) const INDEX: f64 = 9.5;
/// How far a letter rises above its baseline.
pub(super) const ASCENT: f64 = 9.5;
/// How far an index drops below the baseline of its letter.
pub(super) const DESCENT: f64 = 3.5;

pub(in crate::render) const VERTEX_RADIUS: f64 = 4.5;
pub(in crate::render) const CIRCLE_RADIUS: f64 = 4.2;
pub(in crate::render) const STROKE: f64 = 1.3;

/// From a line up to the baseline of a label above it.
pub(super) const BASELINE_ABOVE: f64 = -9.5;
/// From a line down to the baseline of a label below it.
pub(super) const BASELINE_BELOW: f64 = 16.5;
/// From the vertex up to the baseline of its own label.
pub(super) const VERTEX_BASELINE: f64 = -12.0;

/// A line without a label.
pub(super) const SHORT_LINE: f64 = 16.0;
/// A line with a label is at least this long.
pub(super) const LABELLED_LINE: f64 = 26.0;
/// Free line on both sides of a label.
pub(super) const LABEL_MARGIN: f64 = 5.5;
/// The least distance between the lines of neighbouring legs.
pub(super) const LEG_DISTANCE: f64 = 20.0;
/// Free space between the boxes of neighbouring legs.
pub(super) const LEG_GAP: f64 = 5.0;

/// The width of a fan of legs whose outermost leg is `rise` away from the axis.
pub(super) fn fan_width(rise: f64) -> f64 {
    (10.0 + 0.45 * rise).min(56.0)
}
