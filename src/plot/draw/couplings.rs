//! Numbers on the sites and bonds of a lattice.

use super::area::{Area, Margins};
use super::canvas::{Anchor, Canvas, DIGIT, Place, Stroke};
use super::colours::{Colours, bars, room};
use super::legend::Styles;
use super::page::Draw;
use super::style::{PALE, SMALL, text_width};
use crate::plot::figure::Couplings;
use crate::{Cell, Lattice};

/// The highest drawing, and the lowest that has room for two colour bars.
const HIGHEST: f64 = 300.0;
const LOWEST: f64 = 150.0;
/// The largest distance of neighbours.
const WIDEST_STEP: f64 = 46.0;
/// Free space around the outermost sites, in steps: halves of bonds reach into it.
const AROUND: f64 = 0.55;
/// The length of half a bond, in steps.
const HALF: f64 = 0.45;
/// The largest radius of a site, and the largest in steps.
const LARGEST_DISC: f64 = 10.0;
const WIDEST_DISC: f64 = 0.37;
/// The smallest numbers of sites, 5.25 points, and their distance from the edge.
const SMALLEST: u32 = 7;
const EDGE: f64 = 0.8;
/// The step from a layer of a cubic lattice to the next.
const UPWARD: Place = (0.4, -0.4);
/// Chains longer than this are written in lines.
const LONGEST_LINE: usize = 12;

pub(super) struct CouplingsPanel<'a> {
    couplings: &'a Couplings,
    on_sites: Colours,
    on_bonds: Colours,
    /// Where the sites are, in steps.
    sites: Vec<Place>,
    corner: Place,
    size: (f64, f64),
}

impl<'a> CouplingsPanel<'a> {
    pub(super) fn new(couplings: &'a Couplings) -> CouplingsPanel<'a> {
        let lattice = &couplings.lattice;
        let sites: Vec<Place> = (0..lattice.sites()).map(|site| position(lattice, site)).collect();
        let bound = |pick: fn(f64, f64) -> f64, start: f64| {
            sites.iter().fold((start, start), |bound, site| (pick(bound.0, site.0), pick(bound.1, site.1)))
        };
        let (low, high) = (bound(f64::min, f64::MAX), bound(f64::max, f64::MIN));
        let size = (high.0 - low.0 + 2.0 * AROUND, high.1 - low.1 + 2.0 * AROUND + title(lattice));
        let corner = (low.0 - AROUND, low.1 - AROUND - title(lattice));
        let [on_sites, on_bonds] =
            [&couplings.sites, &couplings.bonds].map(|numbers| Colours::of(numbers.iter().copied()));
        CouplingsPanel { couplings, on_sites, on_bonds, sites, corner, size }
    }

    fn step(&self, width: f64) -> f64 {
        (width / self.size.0).min(HIGHEST / self.size.1).min(WIDEST_STEP)
    }

    fn bond(&self, canvas: &mut Canvas, at: impl Fn(Place) -> Place, ends: (usize, usize), stroke: Stroke) {
        let (from, to) = (self.sites[ends.0], self.sites[ends.1]);
        match run(&self.couplings.lattice, ends.0, ends.1) {
            Run::Straight => canvas.line(at(from), at(to), stroke),
            Run::Halves((x, y)) => {
                canvas.line(at(from), at((from.0 + x, from.1 + y)), stroke);
                canvas.line(at(to), at((to.0 - x, to.1 - y)), stroke);
            }
        }
    }

    fn layers(&self, canvas: &mut Canvas, at: impl Fn(Place) -> Place) {
        let lattice = &self.couplings.lattice;
        if lattice.cell() != Cell::Cubic {
            return;
        }
        let within = lattice.sides()[1] * lattice.sides()[2];
        for (layer, first) in (0..lattice.sites()).step_by(within).enumerate() {
            let (x, y) = self.sites[first];
            canvas.text(at((x - HALF, y - AROUND - 0.1)), &format!("layer {layer}"), SMALL, Anchor::Start);
        }
    }

    /// The radius of the sites, and the size of the numbers in them where these can be read.
    fn discs(&self, step: f64) -> (f64, Option<u32>) {
        let widest = (self.sites.len() - 1).to_string();
        let around = |size: u32| text_width(&widest, size).hypot(DIGIT * f64::from(size)) / 2.0 + EDGE;
        let radius = (0.3 * step).max(around(SMALLEST)).min(LARGEST_DISC);
        match (SMALLEST..=SMALL).rev().find(|&size| around(size) <= radius) {
            Some(size) if radius <= WIDEST_DISC * step => (radius, Some(size)),
            _ => ((0.25 * step).min(LARGEST_DISC), None),
        }
    }
}

impl Draw for CouplingsPanel<'_> {
    fn margins(&self, _width: f64) -> Margins {
        Margins { left: 4.0, right: room(&[&self.on_sites, &self.on_bonds]), bottom: 6.0 }
    }

    fn height(&self, width: f64) -> f64 {
        (self.step(width) * self.size.1).max(LOWEST)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, _styles: &Styles<'_>, _margins: Margins) {
        let step = self.step(area.width);
        // In the middle of the area.
        let left = area.left + (area.width - step * self.size.0) / 2.0;
        let top = area.top + (area.height - step * self.size.1) / 2.0;
        let at = |(x, y): Place| (left + step * (x - self.corner.0), top + step * (y - self.corner.1));
        let Couplings { lattice, sites, site, bonds, bond } = self.couplings;
        let mut order: Vec<_> = lattice.bonds().into_iter().zip(bonds).collect();
        // Strong bonds lie above weak ones.
        order.sort_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        for (ends, &value) in order {
            let colour = if value == 0.0 { PALE } else { self.on_bonds.colour(value) };
            let width = (0.22 * step).min(7.0) * self.on_bonds.share(value);
            self.bond(canvas, at, ends, Stroke::solid(colour, width.max(0.6)));
        }
        let (radius, numbered) = self.discs(step);
        for (number, (&site, &value)) in self.sites.iter().zip(sites).enumerate() {
            let colour = self.on_sites.colour(value);
            canvas.ring(at(site), radius, colour);
            if let Some(size) = numbered {
                canvas.text_on(colour, at(site), &number.to_string(), size);
            }
        }
        self.layers(canvas, at);
        let both = [(&self.on_sites, site.as_str()), (&self.on_bonds, bond)];
        bars(canvas, area, &both[..if bonds.is_empty() { 1 } else { 2 }]);
    }
}

/// Where a site is drawn, in steps; y points down.
fn position(lattice: &Lattice, site: usize) -> Place {
    let at: Vec<f64> = lattice.coordinates(site).into_iter().map(|place| place as f64).collect();
    match lattice.cell() {
        Cell::Chain => {
            let line = line_length(lattice.sites());
            ((site % line) as f64, 1.5 * (site / line) as f64)
        }
        Cell::Square => (at[1], at[0]),
        Cell::Triangular => (at[1] + at[0] / 2.0, at[0] * 0.75f64.sqrt()),
        Cell::Cubic => {
            let columns = line_of_layers(lattice.sides()[0]);
            let layer = lattice.coordinates(site)[0];
            let (rows, width) = (lattice.sides()[1] as f64, lattice.sides()[2] as f64);
            let (right, down) = ((layer % columns) as f64, (layer / columns) as f64);
            (at[2] + right * (width + 0.8), at[1] + down * (rows + 0.8 + title(lattice)))
        }
    }
}

/// The sites in a line of a chain.
fn line_length(sites: usize) -> usize {
    let lines = sites.div_ceil(LONGEST_LINE);
    // Of long chains as many lines as make the drawing about square.
    let most = if lines > 8 {
        (1..).find(|line| line * line * 2 >= 3 * sites).unwrap_or(sites)
    } else {
        LONGEST_LINE
    };
    sites.div_ceil(sites.div_ceil(most))
}

/// The layers of a cubic lattice side by side.
fn line_of_layers(layers: usize) -> usize {
    (1..).find(|columns| columns * columns >= layers).unwrap_or(1)
}

/// The height of the title of a layer, in steps.
fn title(lattice: &Lattice) -> f64 {
    if lattice.cell() == Cell::Cubic { 0.6 } else { 0.0 }
}

/// How a bond is drawn.
enum Run {
    /// From site to site.
    Straight,
    /// In two halves, this one at the first site and its negative at the second.
    Halves(Place),
}

/// The shortest of the ways from a site to its neighbour, across boundaries too.
fn run(lattice: &Lattice, from: usize, to: usize) -> Run {
    let signed = |site: usize| lattice.coordinates(site).into_iter().map(|place| place as f64);
    let direct: Vec<f64> = signed(to).zip(signed(from)).map(|(to, from)| to - from).collect();
    let ways = (0..1 << direct.len()).map(|across: usize| {
        let sides = lattice.sides().iter().enumerate();
        let step: Vec<f64> = direct
            .iter()
            .zip(sides)
            .map(|(&step, (axis, &side))| match across >> axis & 1 {
                // A bond crosses no boundary along an axis on which it does not move.
                0 => step,
                _ if step == 0.0 => step,
                _ => step - side as f64 * step.signum(),
            })
            .collect();
        (across, shift(lattice.cell(), &step))
    });
    let length = |&(_, (x, y)): &(usize, Place)| x * x + y * y;
    // The first of the shortest: the direct one where it is among them.
    let (across, (x, y)) = ways
        .reduce(|best, next| if length(&next) < length(&best) - 1e-9 { next } else { best })
        .unwrap_or_default();
    let same_line = match lattice.cell() {
        Cell::Chain => from / line_length(lattice.sites()) == to / line_length(lattice.sites()),
        Cell::Cubic => direct[0] == 0.0,
        Cell::Square | Cell::Triangular => true,
    };
    match across == 0 && same_line {
        true => Run::Straight,
        false => Run::Halves((HALF * x, HALF * y)),
    }
}

/// A step on the lattice as a step of the drawing.
fn shift(cell: Cell, step: &[f64]) -> Place {
    match cell {
        Cell::Chain => (step[0], 0.0),
        Cell::Square => (step[1], step[0]),
        Cell::Triangular => (step[1] + step[0] / 2.0, step[0] * 0.75f64.sqrt()),
        Cell::Cubic => (step[2] + 2.0 * step[0] * UPWARD.0, step[1] + 2.0 * step[0] * UPWARD.1),
    }
}
