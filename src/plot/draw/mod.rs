//! From the description to a drawing.

mod area;
mod canvas;
mod colours;
mod couplings;
mod curves;
mod distributions;
mod glyphs;
mod heat_map;
mod legend;
mod page;
mod pdf;
#[cfg(feature = "png")]
mod raster;
mod scale;
mod scatter;
mod style;
mod svg;

use super::figure::Figure;

/// The figure as SVG.
pub(super) fn svg(figure: &Figure) -> String {
    svg::written(&page::draw(figure), &figure.title, &figure.description)
}

/// The figure as PDF.
pub(super) fn pdf(figure: &Figure) -> Vec<u8> {
    pdf::written(&page::draw(figure), &figure.title)
}

/// The figure as PNG.
#[cfg(feature = "png")]
pub(super) fn png(figure: &Figure) -> Result<Vec<u8>, String> {
    raster::png(&page::draw(figure), style::PIXELS)
}
