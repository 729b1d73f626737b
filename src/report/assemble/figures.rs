//! The drawings of a report.

use super::ReportError;
use crate::Lattice;
use crate::action::Held;
use crate::network::{Network, spectrum};
use crate::plot::{self, Distribution, Distributions, Figure, Panel, quantiles};

/// The most eigenvalues of a layer that are drawn.
const EIGENVALUES: usize = 400;

/// A^(2), the couplings on the lattice, and the eigenvalues of χ.
pub(super) fn figures(
    network: &Network<f64>,
    learned: Held<'_>,
    lattice: Option<&Lattice>,
) -> Result<Vec<(String, Figure)>, ReportError> {
    let one = |heading: &str, description: &str, panel: Panel| {
        let figure = Figure { description: description.into(), panels: vec![panel], ..Figure::default() };
        (heading.to_string(), figure)
    };
    let mut figures = Vec::new();
    if let Some(lattice) = lattice {
        let panel = plot::couplings(learned, lattice)?;
        figures.push(one(
            "Couplings on the lattice",
            "A⁽¹⁾ on the sites and A⁽²⁾ between neighbours.",
            panel,
        ));
    }
    figures.push(one(
        "Heat map of A⁽²⁾",
        "All entries of A⁽²⁾, rows i and columns j.",
        plot::heat_map(learned)?,
    ));
    let layers = spectrum(network)?;
    let groups = layers.into_iter().map(|layer| {
        let values: Vec<f64> = layer.eigenvalues.iter().map(|found| found.value).collect();
        let label = format!("layer {}", layer.layer);
        Distribution { label, values: quantiles(values, 0, EIGENVALUES), targets: Vec::new() }
    });
    let groups: Vec<Distribution> = groups.filter(|group| !group.values.is_empty()).collect();
    if !groups.is_empty() {
        let panel = Panel::full("", Distributions { y: "eigenvalue of χ".into(), groups });
        figures.push(one(
            "Spectra of χ",
            "The eigenvalues of all slices of the couplings χ, by layer, as in Fig. 6 of the paper.",
            panel,
        ));
    }
    Ok(figures)
}
