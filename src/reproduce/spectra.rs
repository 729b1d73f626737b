//! The eigenvalues of the couplings (Fig. 6).

use diagraction::network::spectrum;
use diagraction::plot::{self, Distribution, Distributions, Panel, quantiles};

use super::phrases::short;
use super::{Claim, Fault, Figure, LatticeSettings, Page, Plot, Settings, Table, Workshop, lattice};

/// The most eigenvalues of a layer that are drawn.
const MOST: usize = 400;

/// Bins of the histogram in which the peak is looked for, over the middle of the eigenvalues.
const BINS: usize = 21;

/// The eigenvalues of one layer, in rising order.
struct Layer {
    number: usize,
    eigenvalues: Vec<f64>,
}

/// The eigenvalues of one network.
struct Spectrum {
    depth: usize,
    layers: Vec<Layer>,
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
    let found = lattice::trainings(workshop, settings)?;
    let spectra = found.into_iter().map(|(depth, training)| {
        let layers = spectrum(&training.value.network)?;
        let layers = layers.into_iter().map(|layer| {
            let mut eigenvalues: Vec<f64> = layer.eigenvalues.iter().map(|found| found.value).collect();
            eigenvalues.sort_by(f64::total_cmp);
            Layer { number: layer.layer, eigenvalues }
        });
        Ok(Spectrum { depth, layers: layers.collect() })
    });
    let spectra = spectra.collect::<Result<Vec<_>, Fault>>()?;
    page.claims.push(peak(&spectra, d, settings.thresholds.peak));
    page.claims.push(broadens(&spectra, d, settings.thresholds.ordered));
    page.plots.push(drawn(&spectra, d));
    page.tables.push(table(&spectra, d));
    Ok(())
}

/// The middle of the fullest of equal bins over the middle nine tenths of the eigenvalues, in units of their width.
fn mode(eigenvalues: &[f64]) -> f64 {
    let (low, high) = (at(eigenvalues, 0.05), at(eigenvalues, 0.95));
    let width = high - low;
    if width <= 0.0 {
        return 0.0;
    }
    // Bins are centred on zero.
    let bin = |value: f64| (value / width * BINS as f64).round();
    let mut counts = std::collections::BTreeMap::new();
    for value in eigenvalues.iter().filter(|value| (low..=high).contains(*value)) {
        let place = bin(*value) as i64;
        *counts.entry(place).or_insert(0usize) += 1;
    }
    let fullest =
        counts.iter().max_by_key(|(place, count)| (**count, -place.abs())).map_or(0, |(place, _)| *place);
    let fullest = fullest as f64;
    fullest / BINS as f64
}

/// The standard deviation about zero.
fn width(values: &[f64]) -> f64 {
    (values.iter().map(|value| value * value).sum::<f64>() / values.len().max(1) as f64).sqrt()
}

fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1) as f64 * share) as usize;
    sorted.get(place).copied().unwrap_or(0.0)
}

fn peak(spectra: &[Spectrum], d: usize, most: f64) -> Claim {
    let layers =
        spectra.iter().flat_map(|spectrum| spectrum.layers.iter().map(move |layer| (spectrum.depth, layer)));
    let worst = layers
        .map(|(depth, layer)| (mode(&layer.eigenvalues), depth, layer.number))
        .max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let Some((place, depth, layer)) = worst else { return Claim::new("", "There are no couplings.", false) };
    let measured = format!(
        "In units of the range that holds nine tenths of the eigenvalues, the peak that is furthest from zero lies at {} (L = {depth}, \
         layer {layer}); it is to be within {}.",
        short(place),
        short(most)
    );
    Claim::new(
        format!("d = {d}: the distributions of eigenvalues have their peak at zero."),
        measured,
        place.abs() <= most,
    )
}

fn broadens(spectra: &[Spectrum], d: usize, least: f64) -> Claim {
    let widths: Vec<(usize, f64)> = spectra
        .iter()
        .map(|spectrum| {
            let all: Vec<f64> = spectrum.layers.iter().flat_map(|layer| layer.eigenvalues.clone()).collect();
            (spectrum.depth, width(&all))
        })
        .collect();
    let ordered = super::phrases::share_ordered(&widths);
    let measured = format!(
        "Root mean square of all eigenvalues: {}. It grows in {} of all pairs of depths, to be at least {}.",
        super::phrases::by_depth(&widths, short),
        short(ordered),
        short(least)
    );
    Claim::new(
        format!("d = {d}: the distributions broaden with increasing depth."),
        measured,
        ordered >= least,
    )
}

fn drawn(spectra: &[Spectrum], d: usize) -> Plot {
    let panels = spectra.iter().map(|spectrum| {
        let groups = spectrum.layers.iter().map(|layer| Distribution {
            label: format!("l = {}", layer.number),
            values: quantiles(layer.eigenvalues.clone(), 0, MOST),
            targets: Vec::new(),
        });
        let content = Distributions { y: "λ".into(), groups: groups.collect() };
        Panel::full(format!("L = {}", spectrum.depth), content)
    });
    let caption = format!("Eigenvalues of χ by layer l for networks of each depth L, d = {d}.");
    let figure =
        plot::Figure { description: caption.clone(), panels: panels.collect(), ..plot::Figure::default() };
    Plot::new(format!("d{d}"), caption, figure)
}

fn table(spectra: &[Spectrum], d: usize) -> Table {
    let header = ["L", "layer", "eigenvalues", "root mean square", "smallest", "largest"];
    let rows = spectra.iter().flat_map(|spectrum| {
        spectrum.layers.iter().map(|layer| {
            let values = &layer.eigenvalues;
            vec![
                spectrum.depth.to_string(),
                layer.number.to_string(),
                values.len().to_string(),
                short(width(values)),
                short(at(values, 0.0)),
                short(at(values, 1.0)),
            ]
        })
    });
    Table::new(format!("Eigenvalues at d = {d}"), header, rows)
}
