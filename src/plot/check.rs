//! What is refused before anything is drawn.

use super::PlotError;
use super::figure::{Axis, Content, Couplings, Curve, Figure, Panel, Point, Scale, Separate};

/// Refuses what cannot be drawn: numbers that are not finite, counts that do not fit, panels without content.
pub(super) fn figure(figure: &Figure) -> Result<(), PlotError> {
    if figure.panels.is_empty() {
        return Err(PlotError::NoPanels);
    }
    figure.panels.iter().try_for_each(|panel| Checker(panel).content())
}

struct Checker<'a>(&'a Panel);

impl Checker<'_> {
    fn content(&self) -> Result<(), PlotError> {
        match &self.0.content {
            Content::Scatter(scatter) => {
                let groups = scatter.groups.iter();
                self.some(groups.clone().map(|group| group.points.len()).sum())?;
                groups.flat_map(|group| &group.points).try_for_each(|point| self.point(point))
            }
            Content::Distributions(distributions) | Content::Separate(Separate(distributions)) => {
                self.some(distributions.groups.iter().map(|group| group.values.len()).sum())?;
                distributions.groups.iter().try_for_each(|group| {
                    self.all(&format!("a value of '{}'", group.label), &group.values)?;
                    self.all(&format!("a target of '{}'", group.label), &group.targets)
                })
            }
            Content::HeatMap(map) => {
                self.some(map.matrix.len())?;
                map.matrix
                    .indexed_iter()
                    .try_for_each(|((i, j), &value)| self.finite(|| format!("entry ({i}, {j})"), value))
            }
            Content::Couplings(couplings) => self.couplings(couplings),
            Content::Curves(curves) => {
                self.some(curves.series.iter().map(|curve| curve.points.len()).sum())?;
                curves.series.iter().try_for_each(|curve| self.curve(curve, &curves.x, &curves.y))
            }
        }
    }

    fn couplings(&self, couplings: &Couplings) -> Result<(), PlotError> {
        self.count("numbers on sites", couplings.lattice.sites(), couplings.sites.len())?;
        self.count("numbers on bonds", couplings.lattice.bonds().len(), couplings.bonds.len())?;
        self.all("the number on a site", &couplings.sites)?;
        self.all("the number on a bond", &couplings.bonds)
    }

    fn curve(&self, curve: &Curve, x: &Axis, y: &Axis) -> Result<(), PlotError> {
        if !curve.band.is_empty() {
            self.count("limits of a band", curve.points.len(), curve.band.len())?;
        }
        let on = |axis: &Axis, name: &str, value: f64| match axis.scale {
            Scale::Log if value <= 0.0 => {
                let what = format!("{name} of '{}'", curve.label);
                Err(PlotError::NotPositive { panel: self.title(), what, value })
            }
            Scale::Linear | Scale::Log => Ok(()),
        };
        for point in &curve.points {
            self.point(point)?;
            on(x, "x", point.x)?;
            on(y, "y", point.y)?;
        }
        // A lower limit may lie at or below zero: the band is then drawn to the edge.
        curve
            .band
            .iter()
            .flat_map(|&(low, high)| [low, high])
            .try_for_each(|limit| self.finite(|| format!("the limit of a band of '{}'", curve.label), limit))
    }

    fn point(&self, point: &Point) -> Result<(), PlotError> {
        let numbers = [
            ("x of a point", point.x),
            ("y of a point", point.y),
            ("the error of x of a point", point.x_error),
            ("the error of y of a point", point.y_error),
        ];
        numbers.into_iter().try_for_each(|(what, value)| self.finite(|| what.to_string(), value))
    }

    fn all(&self, what: &str, values: &[f64]) -> Result<(), PlotError> {
        values.iter().try_for_each(|&value| self.finite(|| what.to_string(), value))
    }

    fn finite(&self, what: impl FnOnce() -> String, value: f64) -> Result<(), PlotError> {
        match value.is_finite() {
            true => Ok(()),
            false => Err(PlotError::NotFinite { panel: self.title(), what: what(), value }),
        }
    }

    fn count(&self, what: &'static str, expected: usize, found: usize) -> Result<(), PlotError> {
        match expected == found {
            true => Ok(()),
            false => Err(PlotError::Count { panel: self.title(), what, expected, found }),
        }
    }

    fn some(&self, found: usize) -> Result<(), PlotError> {
        match found {
            0 => Err(PlotError::Empty { panel: self.title() }),
            _ => Ok(()),
        }
    }

    fn title(&self) -> String {
        self.0.title.clone()
    }
}
