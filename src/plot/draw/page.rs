//! Panels in rows, under the title and the legend.

use super::area::{Area, Margins};
use super::canvas::{Anchor, Canvas};
use super::couplings::CouplingsPanel;
use super::curves::CurvesPanel;
use super::distributions::DistributionsPanel;
use super::heat_map::HeatMapPanel;
use super::legend::{Legend, Styles};
use super::scatter::ScatterPanel;
use super::style::{LINE, PAGE, SMALL, TEXT, wrapped};
use crate::plot::figure::{Content, Figure, Panel, Separate, Width};

/// A panel that knows how large it wants to be.
pub(super) trait Draw {
    /// What it needs around its area, if the area and the margins have this width.
    fn margins(&self, width: f64) -> Margins;
    /// The height of its area at a width.
    fn height(&self, width: f64) -> f64;
    /// Draws it. The area has the width and height asked for; the left margin may be wider than needed.
    fn draw(&self, canvas: &mut Canvas, area: Area, styles: &Styles<'_>, margins: Margins);
}

/// Around everything, between the panels of a row, and between rows.
const BORDER: f64 = 4.0;
const GAP: f64 = 6.0;
const ROW_GAP: f64 = 4.0;

/// A panel with its place on the page.
struct Placed<'a> {
    panel: &'a Panel,
    drawn: Box<dyn Draw + 'a>,
    area: Area,
    margins: Margins,
}

pub(super) fn draw(figure: &Figure) -> Canvas {
    let styles = Styles::new(figure);
    let inner = PAGE - 2.0 * BORDER;
    let title = wrapped(&figure.title, TEXT, inner);
    let legend = Legend::new(figure, inner);
    let note = wrapped(&figure.note, SMALL - 1, inner);
    let title_height = lines(title.len());
    let top = BORDER + title_height + legend.height() + 2.0;
    let (placed, bottom) = arranged(figure, top);
    let mut canvas = Canvas::new(PAGE, (bottom + lines(note.len()) + BORDER).ceil());
    for (place, line) in title.iter().enumerate() {
        canvas.text((BORDER, BORDER + lines(place) + 10.0), line, TEXT, Anchor::Start);
    }
    legend.draw(&mut canvas, &styles, (BORDER, BORDER + title_height));
    for Placed { panel, drawn, area, margins } in &placed {
        canvas.text((area.left, area.top - 4.0), &panel.title, TEXT, Anchor::Start);
        drawn.draw(&mut canvas, *area, &styles, *margins);
    }
    for (place, line) in note.iter().enumerate() {
        canvas.text((BORDER, bottom + lines(place) + 10.0), line, SMALL - 1, Anchor::Start);
    }
    canvas
}

/// All panels with their places, and the lower end of the last row.
fn arranged(figure: &Figure, top: f64) -> (Vec<Placed<'_>>, f64) {
    let mut placed: Vec<Placed<'_>> = figure.panels.iter().map(prepared).collect();
    // Panels of the same width have the same left margin, so that they line up.
    for width in [Width::Half, Width::Full] {
        let same = |placed: &&mut Placed<'_>| placed.panel.width == width;
        let left = placed.iter_mut().filter(same).map(|panel| panel.margins.left).fold(0.0, f64::max);
        placed.iter_mut().filter(same).for_each(|panel| panel.margins.left = left);
    }
    let mut top = top;
    let mut rest = placed.as_mut_slice();
    while !rest.is_empty() {
        let pair = rest.len() > 1 && rest[..2].iter().all(|placed| placed.panel.width == Width::Half);
        let (row, following) = rest.split_at_mut(if pair { 2 } else { 1 });
        top = arrange_row(row, top) + ROW_GAP;
        rest = following;
    }
    (placed, top)
}

/// Places a row and gives its lower end.
fn arrange_row(row: &mut [Placed<'_>], top: f64) -> f64 {
    let titled = row.iter().any(|placed| !placed.panel.title.is_empty());
    let top = top + if titled { LINE + 3.0 } else { 4.0 };
    let mut left = BORDER;
    let mut bottom = top;
    for Placed { panel, drawn, area, margins } in row {
        let cell = cell_width(panel.width);
        area.left = left + margins.left;
        area.top = top;
        area.width = cell - margins.left - margins.right;
        area.height = drawn.height(area.width);
        bottom = bottom.max(area.bottom() + margins.bottom);
        left += cell + GAP;
    }
    bottom
}

fn prepared(panel: &Panel) -> Placed<'_> {
    let drawn: Box<dyn Draw + '_> = match &panel.content {
        Content::Scatter(scatter) => Box::new(ScatterPanel::new(scatter)),
        Content::Distributions(groups) => Box::new(DistributionsPanel::new(groups, groups.groups.len())),
        Content::Separate(Separate(groups)) => Box::new(DistributionsPanel::new(groups, 1)),
        Content::HeatMap(map) => Box::new(HeatMapPanel::new(map)),
        Content::Couplings(couplings) => Box::new(CouplingsPanel::new(couplings)),
        Content::Curves(curves) => Box::new(CurvesPanel::new(curves)),
    };
    let margins = drawn.margins(cell_width(panel.width));
    Placed { panel, drawn, area: Area { left: 0.0, top: 0.0, width: 0.0, height: 0.0 }, margins }
}

fn cell_width(width: Width) -> f64 {
    let page = PAGE - 2.0 * BORDER;
    match width {
        Width::Half => (page - GAP) / 2.0,
        Width::Full => page,
    }
}

fn lines(number: usize) -> f64 {
    number as f64 * LINE
}
