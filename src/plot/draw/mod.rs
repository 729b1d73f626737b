//! From the description to a drawing.

mod area;
mod canvas;
mod couplings;
mod curves;
mod distributions;
mod heat_map;
mod legend;
mod page;
mod scale;
mod scatter;
mod style;

use super::figure::Figure;

/// The figure as SVG.
pub(super) fn svg(figure: &Figure) -> String {
    page::draw(figure).svg(&figure.title, &figure.description)
}

/// The figure as PNG.
pub(super) fn png(figure: &Figure) -> Result<Vec<u8>, String> {
    page::draw(figure).png(style::PIXELS)
}
