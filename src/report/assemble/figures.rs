//! The drawings of a report.

use super::ReportError;
use crate::Lattice;
use crate::action::Held;
use crate::network::{Network, spectrum};
use crate::plot::{self, Distribution, Distributions, Figure, Panel, quantiles};

/// The most eigenvalues of a layer that are drawn.
const EIGENVALUES: usize = 400;

/// The couplings on the lattice, and A^(2) in colours.
pub(super) fn figures(
    learned: Held<'_>,
    lattice: Option<&Lattice>,
) -> Result<Vec<(String, Figure)>, ReportError> {
    let one = |heading: &str, description: &str, panel: Panel| (heading.to_string(), of(description, panel));
    let mut figures = Vec::new();
    if learned.max_rank() < 2 {
        return Ok(figures);
    }
    if let Some(lattice) = lattice {
        let panel = plot::couplings(learned, lattice)?;
        let words = "A⁽¹⁾ on the sites and A⁽²⁾ between neighbours.";
        figures.push(one("Couplings on the lattice", words, panel));
    }
    let words = "All entries of A⁽²⁾, rows i and columns j.";
    figures.push(one("Heat map of A⁽²⁾", words, plot::heat_map(learned)?));
    Ok(figures)
}

fn of(description: &str, panel: Panel) -> Figure {
    Figure { description: description.into(), panels: vec![panel], ..Figure::default() }
}

/// The eigenvalues of χ, where there are any.
pub(super) fn spectra(network: &Network<f64>) -> Result<Option<Figure>, ReportError> {
    let groups = spectrum(network)?.into_iter().map(|layer| {
        let values: Vec<f64> = layer.eigenvalues.iter().map(|found| found.value).collect();
        let label = format!("layer {}", layer.layer);
        Distribution { label, values: quantiles(values, 0, EIGENVALUES), targets: Vec::new() }
    });
    let groups: Vec<Distribution> = groups.filter(|group| !group.values.is_empty()).collect();
    let words = "The eigenvalues of all slices of the couplings χ, by layer, as in Fig. 6 of the paper.";
    let panel = |groups| Panel::full("", Distributions { y: "eigenvalue of χ".into(), groups });
    Ok((!groups.is_empty()).then(|| of(words, panel(groups))))
}
