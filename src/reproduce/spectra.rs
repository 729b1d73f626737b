//! The eigenvalues of the couplings (Fig. 6).

use crate::network::spectrum;
use crate::plot::{Distribution, Distributions, Panel, quantiles};

use super::phrases::{by_depth, grows, short};
use super::{Claim, Fault, Figure, LatticeSettings, Page, Plot, Settings, Table, Workshop, lattice};

/// The most eigenvalues of a layer that are drawn.
const MOST: usize = 400;

/// The peak of a distribution is at zero within this share of the range that holds nine tenths of the eigenvalues.
const PEAK: f64 = 0.1;

/// Bins of the histogram in which the peak is looked for, over the middle of the eigenvalues.
const BINS: usize = 21;

/// The eigenvalues of one layer, in rising order.
struct Layer {
    /// The depth of the network.
    depth: usize,
    number: usize,
    eigenvalues: Vec<f64>,
}

/// Fig. 6: eigenvalues of the slices of χ_l, by layer, of the networks of Figs. 9 and 5.
pub(super) fn spectra(workshop: &Workshop<'_>, settings: &Settings) -> Result<Page, Fault> {
    let mut page = Page::new(
        Figure::Fig6,
        "eigenvalues of the couplings χ",
        vec![
            "The slices χ^m of every coupling of the networks of Figs. 5 and 9 are symmetric matrices, whose eigenvalues λ decide \
             how many terms a coupling needs in the form of Eq. (B2)."
                .into(),
        ],
        vec![
            "The paper shows histograms of the networks of Section IV C; here distributions, with means, of the networks of Fig. 5 \
             and of the smaller ones of Fig. 9, which have six depths."
                .into(),
        ],
    );
    for study in [&settings.lattice100, &settings.lattice16] {
        add(&mut page, workshop, study)?;
    }
    Ok(page)
}

fn add(page: &mut Page, workshop: &Workshop<'_>, settings: &LatticeSettings) -> Result<(), Fault> {
    let d = settings.side * settings.side;
    let mut layers = Vec::new();
    for (depth, training) in lattice::trainings(workshop, settings)? {
        for layer in spectrum(&training.value.network)? {
            let mut eigenvalues: Vec<f64> = layer.eigenvalues.iter().map(|found| found.value).collect();
            eigenvalues.sort_by(f64::total_cmp);
            layers.push(Layer { depth, number: layer.layer, eigenvalues });
        }
    }
    page.claims.push(peak(&layers, d));
    page.claims.push(broadens(&layers, d));
    page.plots.push(drawn(&layers, d));
    page.tables.push(table(&layers, d));
    Ok(())
}

/// The layers of each network.
fn networks(layers: &[Layer]) -> impl Iterator<Item = &[Layer]> {
    layers.chunk_by(|a, b| a.depth == b.depth)
}

/// The middle of the fullest of equal bins over the middle nine tenths of the eigenvalues, in units of their width.
fn mode(eigenvalues: &[f64]) -> f64 {
    let (low, high) = (at(eigenvalues, 0.05), at(eigenvalues, 0.95));
    let width = high - low;
    if width <= 0.0 {
        return 0.0;
    }
    let mut counts = std::collections::BTreeMap::new();
    for value in eigenvalues.iter().filter(|value| (low..=high).contains(*value)) {
        // Bins are centred on zero.
        *counts.entry((value / width * BINS as f64).round() as i64).or_insert(0usize) += 1;
    }
    let fullest = counts.iter().max_by_key(|(place, count)| (**count, -place.abs()));
    fullest.map_or(0, |(place, _)| *place) as f64 / BINS as f64
}

/// The standard deviation about zero.
fn width(values: &[f64]) -> f64 {
    (values.iter().map(|value| value * value).sum::<f64>() / values.len().max(1) as f64).sqrt()
}

fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1) as f64 * share) as usize;
    sorted.get(place).copied().unwrap_or(0.0)
}

fn peak(layers: &[Layer], d: usize) -> Claim {
    let modes = layers.iter().map(|layer| (mode(&layer.eigenvalues), layer.depth, layer.number));
    let worst = modes.max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let Some((place, depth, layer)) = worst else { return Claim::new("", "There are no couplings.", false) };
    let measured = format!(
        "In units of the range that holds nine tenths of the eigenvalues, the peak that is furthest from zero lies at {} (L = {depth}, \
         layer {layer}); it is to be within {PEAK}.",
        short(place)
    );
    Claim::new(
        format!("d = {d}: the distributions of eigenvalues have their peak at zero."),
        measured,
        place.abs() <= PEAK,
    )
}

fn broadens(layers: &[Layer], d: usize) -> Claim {
    let of_network = |layers: &[Layer]| {
        let all: Vec<f64> = layers.iter().flat_map(|layer| layer.eigenvalues.clone()).collect();
        (layers[0].depth, width(&all))
    };
    let widths: Vec<(usize, f64)> = networks(layers).map(of_network).collect();
    let (ordered, holds) = grows(&widths);
    let measured =
        format!("Root mean square of all eigenvalues: {}. It grows in {ordered}.", by_depth(&widths, short));
    Claim::new(format!("d = {d}: the distributions broaden with increasing depth."), measured, holds)
}

fn drawn(layers: &[Layer], d: usize) -> Plot {
    let panels = networks(layers).map(|layers| {
        let groups = layers.iter().map(|layer| Distribution {
            label: format!("l = {}", layer.number),
            values: quantiles(layer.eigenvalues.clone(), 0, MOST),
            targets: Vec::new(),
        });
        let content = Distributions { y: "λ".into(), groups: groups.collect() };
        Panel::full(format!("L = {}", layers[0].depth), content)
    });
    let caption = format!("Eigenvalues of χ by layer l for networks of each depth L, d = {d}.");
    Plot::of_panels(format!("d{d}"), caption, panels.collect())
}

fn table(layers: &[Layer], d: usize) -> Table {
    let header = ["L", "layer", "eigenvalues", "root mean square", "smallest", "largest"];
    let rows = layers.iter().map(|Layer { depth, number, eigenvalues }| {
        vec![
            depth.to_string(),
            number.to_string(),
            eigenvalues.len().to_string(),
            short(width(eigenvalues)),
            short(at(eigenvalues, 0.0)),
            short(at(eigenvalues, 1.0)),
        ]
    });
    Table::new(format!("Eigenvalues at d = {d}"), header, rows)
}
