//! Figures: one description, drawn as SVG, PDF and PNG, or written as CSV.
//!
//! A [`Figure`] is plain data: panels with points, distributions, matrices, lattices or curves. It is 85 mm wide, the
//! column of a journal, with letters of 8 points. Colours are told apart with any kind of colour vision, and groups have
//! markers of their own besides. The same description gives the same bytes.
//!
//! ```
//! use diagraction::plot::{Figure, Panel, Point, Points, Scatter, svg};
//!
//! let points = vec![Point::new(0.5, 0.48), Point::new(-2.0, -1.97)];
//! let groups = vec![Points { label: "off-diagonal".into(), points }];
//! let scatter = Scatter { x: "true".into(), y: "learned".into(), groups };
//! let figure = Figure { panels: vec![Panel::full("A⁽²⁾", scatter)], ..Figure::default() };
//! assert!(svg(&figure)?.starts_with("<svg"));
//! # Ok::<(), diagraction::plot::PlotError>(())
//! ```

mod check;
mod data;
mod draw;
mod error;
mod figure;
mod thin;
mod views;

pub use error::PlotError;
pub use figure::{
    Axis, Content, Couplings, Curve, Curves, Distribution, Distributions, Figure, HeatMap, Look, Panel,
    Point, Points, Scale, Scatter, Separate, Width,
};
pub use thin::{Thinned, quantiles};
pub use views::{Estimates, comparison, comparison_bytes, couplings, distributions, estimates, heat_map};

/// The figure as SVG, with its title and description for screen readers.
///
/// # Errors
/// Numbers that are not finite, counts that do not fit, and panels with nothing in them.
pub fn svg(figure: &Figure) -> Result<String, PlotError> {
    check::figure(figure)?;
    Ok(draw::svg(figure))
}

/// The figure as PDF of one page of its size, with letters as outlines, so that it needs no font.
///
/// # Errors
/// As [`svg`].
pub fn pdf(figure: &Figure) -> Result<Vec<u8>, PlotError> {
    check::figure(figure)?;
    Ok(draw::pdf(figure))
}

/// The figure as PNG, 1288 pixels wide.
///
/// # Errors
/// As [`svg`], and when the image has no room in memory.
#[cfg(feature = "png")]
pub fn png(figure: &Figure) -> Result<Vec<u8>, PlotError> {
    check::figure(figure)?;
    draw::png(figure).map_err(PlotError::Image)
}

/// The numbers of the figure as CSV with the header `panel,kind,group,x,y,x_error,y_error,low,high`.
///
/// # Errors
/// As [`svg`].
pub fn csv(figure: &Figure) -> Result<String, PlotError> {
    check::figure(figure)?;
    Ok(data::csv(figure))
}
