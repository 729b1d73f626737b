//! The numbers of a figure as CSV, for those who plot them with something else.

use std::fmt::Write;

use super::figure::{Content, Couplings, Curves, Distributions, Figure, HeatMap, Scatter, Separate};

/// One line a number or point, under the header `panel,kind,group,x,y,x_error,y_error,low,high`. Panels count from 1;
/// cells without meaning for a kind are empty.
///
/// | kind | group | x | y |
/// |---|---|---|---|
/// | point | the group | x | y |
/// | value, target | the group | | the number |
/// | entry | | column | row, and the entry in `low` |
/// | site | | the site | the number |
/// | bond | | the two sites, separated by a space | the number |
/// | curve | the curve | x | y, and its band in `low` and `high` |
pub(super) fn csv(figure: &Figure) -> String {
    let mut out = String::from("panel,kind,group,x,y,x_error,y_error,low,high\n");
    for (place, panel) in figure.panels.iter().enumerate() {
        let lines = match &panel.content {
            Content::Scatter(scatter) => points(scatter),
            Content::Distributions(groups) | Content::Separate(Separate(groups)) => values(groups),
            Content::HeatMap(map) => entries(map),
            Content::Couplings(lattice) => couplings(lattice),
            Content::Curves(functions) => curves(functions),
        };
        for line in lines {
            // Writing to a string does not fail.
            let _ = writeln!(out, "{},{line}", place + 1);
        }
    }
    out
}

fn points(scatter: &Scatter) -> Vec<String> {
    let all = scatter.groups.iter().flat_map(|group| group.points.iter().map(move |point| (group, point)));
    all.map(|(group, point)| {
        let (x_error, y_error) = (error(point.x_error), error(point.y_error));
        format!("point,{},{},{},{x_error},{y_error},,", quoted(&group.label), point.x, point.y)
    })
    .collect()
}

fn values(distributions: &Distributions) -> Vec<String> {
    let lines = |kind: &str, label: &str, values: &[f64]| -> Vec<String> {
        values.iter().map(|value| format!("{kind},{},,{value},,,,", quoted(label))).collect()
    };
    let groups = distributions.groups.iter();
    groups
        .flat_map(|group| {
            [lines("value", &group.label, &group.values), lines("target", &group.label, &group.targets)]
                .concat()
        })
        .collect()
}

fn entries(map: &HeatMap) -> Vec<String> {
    map.matrix
        .indexed_iter()
        .map(|((row, column), value)| format!("entry,,{column},{row},,,{value},"))
        .collect()
}

fn couplings(couplings: &Couplings) -> Vec<String> {
    let sites = couplings.sites.iter().enumerate().map(|(site, value)| format!("site,,{site},{value},,,,"));
    let bonds = couplings.lattice.bonds().into_iter().zip(&couplings.bonds);
    sites.chain(bonds.map(|((i, j), value)| format!("bond,,{i} {j},{value},,,,"))).collect()
}

fn curves(curves: &Curves) -> Vec<String> {
    let series = curves.series.iter();
    series
        .flat_map(|curve| {
            curve.points.iter().enumerate().map(|(place, point)| {
                let band = curve.band.get(place);
                let (low, high) =
                    band.map_or_else(Default::default, |(low, high)| (low.to_string(), high.to_string()));
                let (x_error, y_error) = (error(point.x_error), error(point.y_error));
                let label = quoted(&curve.label);
                format!("curve,{label},{},{},{x_error},{y_error},{low},{high}", point.x, point.y)
            })
        })
        .collect()
}

fn error(value: f64) -> String {
    if value == 0.0 { String::new() } else { value.to_string() }
}

/// A cell of text, in quotes where it needs them.
fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}
