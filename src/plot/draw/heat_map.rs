//! A matrix in colours.

use ndarray::Array2;

use super::area::{Area, BOTTOM, Margins, left_margin};
use super::canvas::Canvas;
use super::colours::{Colours, bars, room};
use super::legend::Styles;
use super::page::Draw;
use super::scale::Tick;
use super::style::diverging;
use crate::plot::figure::HeatMap;

/// The most cells along a side. Of a larger matrix a cell shows the largest of several entries.
const MOST_CELLS: usize = 120;
/// The distance of labels of indices.
const LABEL: f64 = 22.0;
/// The highest panel.
const HIGHEST: f64 = 300.0;

pub(super) struct HeatMapPanel<'a> {
    map: &'a HeatMap,
    cells: Array2<f64>,
    colours: Colours,
    /// Those of the diagonal, where it has colours of its own.
    diagonal: Option<Colours>,
}

impl<'a> HeatMapPanel<'a> {
    pub(super) fn new(map: &'a HeatMap) -> HeatMapPanel<'a> {
        let cells = coarse(&map.matrix);
        let entries = cells.indexed_iter().filter(|((i, j), _)| i != j || !map.diagonal_apart);
        let colours = Colours::of(entries.map(|(_, &value)| value));
        let diagonal = map.diagonal_apart.then(|| Colours::of(cells.diag().iter().copied()).in_greys());
        HeatMapPanel { map, cells, colours, diagonal }
    }

    /// Cells of a row that have the same colour are one block.
    fn row(&self, canvas: &mut Canvas, area: &Area, row: usize) {
        let (height, width) = self.cell(area.width);
        let colours: Vec<_> = self
            .cells
            .row(row)
            .iter()
            .enumerate()
            .map(|(column, &value)| {
                let diagonal = self.diagonal.as_ref().filter(|_| row == column);
                diagonal.unwrap_or(&self.colours).colour(value)
            })
            .collect();
        let mut column = 0;
        for same in colours.chunk_by(|a, b| a == b) {
            if same[0] != diverging(0.0) {
                let corner = (area.left + column as f64 * width, area.top + row as f64 * height);
                canvas.block(corner, (same.len() as f64 * width, height), same[0]);
            }
            column += same.len();
        }
    }

    fn row_ticks(&self, height: f64) -> Vec<Tick> {
        index_ticks(self.map.matrix.nrows(), self.cells.nrows(), height)
    }

    /// The height and width of a cell, in whole quarters of a unit, where edges are sharp.
    fn cell(&self, width: f64) -> (f64, f64) {
        let (rows, columns) = self.cells.dim();
        let quarters = |length: f64| ((4.0 * length).floor() / 4.0).max(0.25);
        let width = quarters(width / columns as f64);
        let height = quarters((HIGHEST / rows as f64).min(width));
        (height, if rows == columns { height } else { width })
    }
}

impl Draw for HeatMapPanel<'_> {
    fn margins(&self, _width: f64) -> Margins {
        let ticks = self.row_ticks(HIGHEST);
        let right = room(&[self.diagonal.as_ref().unwrap_or(&self.colours), &self.colours]);
        Margins { left: left_margin(&ticks), right, bottom: BOTTOM }
    }

    fn height(&self, width: f64) -> f64 {
        self.cell(width).0 * self.cells.nrows() as f64
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, _styles: &Styles<'_>, margins: Margins) {
        let left = area.left.round();
        let area = Area { left, width: self.cell(area.width).1 * self.cells.ncols() as f64, ..area };
        let top = area.top.round();
        let area = Area { top, ..area };
        canvas.block((area.left, area.top), (area.width, area.height), diverging(0.0));
        (0..self.cells.nrows()).for_each(|row| self.row(canvas, &area, row));
        area.outline(canvas);
        let mut rows = self.row_ticks(area.height);
        rows.iter_mut().for_each(|tick| tick.place = 1.0 - tick.place);
        area.y_ticks(canvas, &rows);
        area.y_label(canvas, &self.map.y, margins.left);
        area.x_ticks(canvas, &index_ticks(self.map.matrix.ncols(), self.cells.ncols(), area.width));
        area.x_label(canvas, &self.map.x);
        let HeatMap { x, y, value, .. } = self.map;
        match &self.diagonal {
            None => bars(canvas, area, &[(&self.colours, value)]),
            Some(diagonal) => {
                let [on, off] = ['=', '≠'].map(|sign| format!("{value}, {y} {sign} {x}"));
                bars(canvas, area, &[(diagonal, &on), (&self.colours, &off)]);
            }
        }
    }
}

/// The matrix itself, or the entry of largest absolute value of each of at most 120 × 120 blocks.
fn coarse(matrix: &Array2<f64>) -> Array2<f64> {
    let block = matrix.nrows().max(matrix.ncols()).div_ceil(MOST_CELLS);
    let shape = (matrix.nrows().div_ceil(block), matrix.ncols().div_ceil(block));
    let mut cells = Array2::zeros(shape);
    for ((i, j), &value) in matrix.indexed_iter() {
        let cell: &mut f64 = &mut cells[[i / block, j / block]];
        if value.abs() > cell.abs() {
            *cell = value;
        }
    }
    cells
}

/// Indices at the middle of their cells, as many as fit.
fn index_ticks(length: usize, cells: usize, room: f64) -> Vec<Tick> {
    // The last cell of a coarse matrix may stand for fewer entries than the others.
    let shown = length.div_ceil(cells) * cells;
    let place = |index: usize| (index as f64 + 0.5) / shown as f64;
    let step = (0..9).flat_map(|power| [1, 2, 5].map(|digit| digit * 10usize.pow(power)));
    let step = step.into_iter().find(|&step| room * step as f64 / shown as f64 >= LABEL).unwrap_or(length);
    (0..length).step_by(step).map(|index| Tick { place: place(index), label: index.to_string() }).collect()
}
