//! Fewer points that look the same.

use std::collections::BTreeMap;

use super::figure::Point;

/// The finest grid, in cells a side.
const FINEST: usize = 512;

/// Coarser grids.
const SIDES: [usize; 16] = [384, 256, 192, 160, 128, 112, 96, 80, 64, 48, 32, 16, 8, 4, 2, 1];

/// Points of which those that would lie on top of each other are left out.
///
/// The range of the points is cut into cells, and the first point of each cell is kept. Cells are as fine as a bound
/// on the number of points allows, so points far from others are always there. The result depends on the points and
/// their order alone.
#[derive(Clone, Debug)]
pub struct Thinned {
    low: (f64, f64),
    size: (f64, f64),
    cells: BTreeMap<(usize, usize), Point>,
    seen: usize,
}

impl Thinned {
    /// An empty set of points with x and y in these ranges.
    pub fn new(x: (f64, f64), y: (f64, f64)) -> Thinned {
        // Halves keep the difference of large numbers finite.
        let size = |(low, high): (f64, f64)| high / 2.0 - low / 2.0;
        Thinned { low: (x.0, y.0), size: (size(x), size(y)), cells: BTreeMap::new(), seen: 0 }
    }

    /// Adds a point.
    pub fn push(&mut self, point: Point) {
        self.seen += 1;
        let cell = (share(point.x, self.low.0, self.size.0), share(point.y, self.low.1, self.size.1));
        self.cells.entry(cell).or_insert(point);
    }

    /// The number of points that were added.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// At most `most` of the points, at least one, and the number n for which every other point is within 1/n of the
    /// range of one of these.
    pub fn points(self, most: usize) -> (Vec<Point>, usize) {
        if self.cells.len() <= most {
            return (self.cells.into_values().collect(), FINEST);
        }
        let coarser = SIDES.into_iter().map(|side| (self.coarse(side), side));
        let fitting = coarser.into_iter().find(|(cells, side)| cells.len() <= most || *side == 1);
        let (cells, side) = fitting.unwrap_or_default();
        // A cell of the coarse grid may have one row of fine cells more than others.
        (cells.into_values().collect(), (FINEST * side / (FINEST + side)).max(1))
    }

    /// The first point of each cell of a coarser grid.
    fn coarse(&self, side: usize) -> BTreeMap<(usize, usize), Point> {
        let mut cells = BTreeMap::new();
        for (&(column, row), &point) in &self.cells {
            cells.entry((column * side / FINEST, row * side / FINEST)).or_insert(point);
        }
        cells
    }
}

fn share(value: f64, low: f64, half: f64) -> usize {
    if half <= 0.0 {
        return 0;
    }
    let place = (value / 2.0 - low / 2.0) / half;
    ((place * FINEST as f64) as usize).min(FINEST - 1)
}

/// At most `most` numbers that are distributed like the given ones together with `zeros` zeros: evenly spaced in their
/// order, with the smallest and the largest.
pub fn quantiles(mut values: Vec<f64>, zeros: u128, most: usize) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let negative = values.partition_point(|&value| value < 0.0) as u128;
    let total = values.len() as u128 + zeros;
    let at = |place: u128| match place {
        place if place < negative => values.get(usize::try_from(place).ok()?).copied(),
        place if place < negative + zeros => Some(0.0),
        place => values.get(usize::try_from(place - zeros).ok()?).copied(),
    };
    let kept = total.min(most.max(2) as u128);
    match kept {
        0 => Vec::new(),
        1 => at(0).into_iter().collect(),
        _ => (0..kept).filter_map(|place| at(place * (total - 1) / (kept - 1))).collect(),
    }
}
