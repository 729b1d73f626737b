//! Densities in two dimensions on a grid.

use crate::action::SparseAction;
use crate::data::Samples;
use crate::plot::HeatMap;
use crate::score;
use ndarray::Array2;

use super::Fault;

/// A square grid of so many points a side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    low: [f64; 2],
    step: [f64; 2],
    side: usize,
}

/// So many standard deviations of the samples the grid reaches on each side of their mean.
const REACH: f64 = 4.0;

impl Grid {
    /// A grid that samples in two dimensions lie well within.
    pub(super) fn around(samples: &Samples, side: usize) -> Result<Grid, Fault> {
        let all = samples.range(0, samples.rows())?;
        let [first, second] = [0, 1].map(|axis| {
            let column = all.column(axis);
            let (mean, reach) = (column.mean().unwrap_or(0.0), REACH * column.std(1.0));
            (mean - reach, 2.0 * reach / (side - 1) as f64)
        });
        Ok(Grid { low: [first.0, second.0], step: [first.1, second.1], side })
    }

    /// The name of an axis with its ends.
    fn axis(&self, axis: usize) -> String {
        let high = self.low[axis] + self.step[axis] * (self.side - 1) as f64;
        let name = if axis == 0 { "x₁" } else { "x₂" };
        format!("{name}, {:.1} to {high:.1}", self.low[axis])
    }

    /// All points, the second coordinate changing fastest, shape (side², 2).
    fn points(&self) -> Array2<f64> {
        let place = |axis: usize, number: usize| self.low[axis] + self.step[axis] * number as f64;
        Array2::from_shape_fn((self.side * self.side, 2), |(row, axis)| match axis {
            0 => place(0, row / self.side),
            _ => place(1, row % self.side),
        })
    }

    /// A density that is normalised.
    pub(super) fn of(&self, density: score::Density<'_>) -> Result<Density, Fault> {
        let found = score::score(density, &Samples::from_array(self.points()), &())?;
        Ok(self.density(found.values.iter().map(|value| value.exp()).collect()))
    }

    /// exp S, normalised on the grid.
    pub(super) fn of_action(&self, action: &SparseAction<f64>) -> Density {
        let points = self.points();
        let values: Vec<f64> = points.outer_iter().map(|x| action.value(&x.to_vec())).collect();
        let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = values.iter().map(|value| (value - highest).exp()).collect();
        let total = weights.iter().sum::<f64>() * self.area();
        self.density(weights.into_iter().map(|weight| weight / total).collect())
    }

    fn area(&self) -> f64 {
        self.step[0] * self.step[1]
    }

    fn density(&self, values: Vec<f64>) -> Density {
        let at = |(i, j): (usize, usize)| values[i * self.side + j];
        Density { values: Array2::from_shape_fn((self.side, self.side), at), area: self.area() }
    }
}

/// A density on a grid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Density {
    values: Array2<f64>,
    area: f64,
}

impl Density {
    /// Its maxima on the grid: points that are higher than their eight neighbours, the border left out.
    pub(super) fn maxima(&self) -> usize {
        self.values.windows((3, 3)).into_iter().filter(|around| is_peak(around)).count()
    }

    /// The integral over the grid.
    pub(super) fn total(&self) -> f64 {
        self.values.sum() * self.area
    }

    /// ∫ p ln(p/q), the Kullback-Leibler divergence of another density from this one.
    pub(super) fn divergence(&self, other: &Density) -> f64 {
        let pairs = self.values.iter().zip(&other.values).filter(|(p, _)| **p > 0.0);
        pairs.map(|(p, q)| p * (p / q.max(f64::MIN_POSITIVE)).ln()).sum::<f64>() * self.area
    }

    /// In colours; x₂ points up.
    pub(super) fn map(&self, grid: &Grid) -> HeatMap {
        let side = self.values.nrows();
        let matrix =
            Array2::from_shape_fn((side, side), |(row, column)| self.values[[column, side - 1 - row]]);
        HeatMap { x: grid.axis(0), y: grid.axis(1), value: "density".into(), matrix, diagonal_apart: false }
    }
}

fn is_peak(around: &ndarray::ArrayView2<'_, f64>) -> bool {
    let top = around[[1, 1]];
    top > 0.0 && around.indexed_iter().all(|(place, value)| place == (1, 1) || *value < top)
}

#[cfg(test)]
mod tests {
    use super::Grid;
    use crate::action::SparseAction;
    use crate::data::Samples;
    use crate::network::{Linear, Network};
    use crate::score;
    use ndarray::{Array2, array};

    fn grid() -> Grid {
        // Standard deviations of 1.5 and 1.75.
        let (x, y) = (1.5 * 0.5f64.sqrt(), 1.75 * 0.5f64.sqrt());
        Grid::around(&Samples::from_array(array![[-x, -y], [x, y]]), 121).expect("in memory")
    }

    #[test]
    fn a_gaussian_is_found_in_both_ways() {
        let network = Network::new(vec![Linear { weight: Array2::eye(2), bias: array![1.0, 0.0] }], vec![])
            .expect("regular");
        let mut action = SparseAction::zero(2);
        action.add_monomial(&[0, 0], -0.5);
        action.add_monomial(&[1, 1], -0.5);
        let (moved, centred) =
            (grid().of(score::Density::Network(&network)).expect("finite"), grid().of_action(&action));
        assert!((moved.total() - 1.0).abs() < 1e-4 && (centred.total() - 1.0).abs() < 1e-12);
        assert_eq!((moved.maxima(), centred.maxima()), (1, 1));
        // Of Gaussians that are a unit apart: 1/2.
        assert!((centred.divergence(&moved) - 0.5).abs() < 1e-3);
        assert!(centred.divergence(&centred).abs() < 1e-15);
    }

    #[test]
    fn maps_have_the_second_axis_upwards() {
        let mut action = SparseAction::zero(2);
        action.add_monomial(&[0], 1.0);
        action.add_monomial(&[1], 2.0);
        let map = grid().of_action(&action).map(&grid()).matrix;
        assert!(
            map[[0, 120]] > map[[0, 0]] && map[[0, 120]] > map[[120, 120]] && map[[0, 0]] > map[[120, 120]]
        );
    }

    #[test]
    fn the_grid_reaches_four_deviations() {
        assert_eq!((grid().axis(0), grid().axis(1)), ("x₁, -6.0 to 6.0".into(), "x₂, -7.0 to 7.0".into()));
    }

    #[test]
    fn two_wells_are_two_maxima() {
        let mut action = SparseAction::zero(2);
        for i in 0..2 {
            action.add_monomial(&[i; 2], if i == 0 { 1.0 } else { -1.0 });
            action.add_monomial(&[i; 4], -0.1);
        }
        assert_eq!(grid().of_action(&action).maxima(), 2);
    }
}
