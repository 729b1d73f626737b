//! What a reader takes from a figure: numbers of sites, ends of colour bars, axes of groups, bonds that are there.

use diagraction::plot::{
    Content, Couplings, Distribution, Distributions, Figure, HeatMap, Panel, Separate, couplings, heat_map,
    svg,
};
use diagraction::{Cell, Lattice};
use ndarray::{Array2, array};

use super::{lattice16, square};

fn drawn(content: impl Into<Content>) -> String {
    svg(&Figure { panels: vec![Panel::full("", content)], ..Figure::default() }).unwrap()
}

/// Zeros on the bonds of a lattice, and these numbers on its sites.
fn on_sites(lattice: Lattice, sites: Vec<f64>) -> Couplings {
    let bonds = vec![0.0; lattice.bonds().len()];
    Couplings { lattice, site: "h".into(), sites, bond: "J".into(), bonds }
}

fn map(matrix: Array2<f64>, diagonal_apart: bool) -> String {
    drawn(HeatMap { x: "j".into(), y: "i".into(), value: "A".into(), matrix, diagonal_apart })
}

/// The labels right of a bar, from its upper end to its lower one.
fn ticks(svg: &str) -> Vec<String> {
    let texts = svg.lines().filter(|line| line.contains("text-anchor=\"start\""));
    let mut ticks: Vec<(f64, String)> = texts
        .map(|line| {
            let y = line.split("y=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
            (y, line.split('>').nth(1).unwrap().replace("</text", ""))
        })
        .collect();
    ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
    ticks.into_iter().map(|(_, label)| label).collect()
}

/// White on the darkest sites, dark on the others, and none where they would be smaller than 5 points.
#[test]
fn sites_have_their_numbers() {
    let numbered = |lattice: Lattice| {
        let last = (lattice.sites() - 1).to_string();
        let mut sites = vec![0.0; lattice.sites()];
        *sites.last_mut().unwrap() = -1.0;
        let svg = drawn(on_sites(lattice, sites));
        let numbers = svg.lines().filter(|line| line.contains("\"middle\">") || line.contains("#ffffff"));
        let numbers: Vec<&str> = numbers.collect();
        let white = |line: &&&str| line.contains("fill=\"#ffffff\"");
        let whites: Vec<&&str> = numbers.iter().filter(white).collect();
        assert!(numbers.is_empty() || (whites.len() == 1 && whites[0].contains(&format!(">{last}<"))));
        numbers.len()
    };
    for lattice in ["square:4x4", "square:10x10", "triangular:10x10", "chain:40:open", "cubic:3x3x3"] {
        let lattice: Lattice = lattice.parse().unwrap();
        assert_eq!(numbered(lattice.clone()), lattice.sites(), "{lattice}");
    }
    assert_eq!(numbered(square(20)), 0);
}

#[test]
fn colour_bars_span_what_occurs() {
    // Of one sign and far from zero: pale to dark, and nothing from 0 to 0.9.
    let far = map(array![[0.9, 1.0], [1.05, 1.1]], false);
    assert_eq!((ticks(&far).first().unwrap().as_str(), ticks(&far).last().unwrap().as_str()), ("1.1", "0.9"));
    assert!(far.contains("#b2182b"), "the largest has the full colour");
    // Of both signs: white is zero, and the smaller side ends where its numbers do.
    let both = map(array![[-1.0, 0.25], [0.0, 0.25]], false);
    assert_eq!(
        (ticks(&both).first().unwrap().as_str(), ticks(&both).last().unwrap().as_str()),
        ("0.25", "−1.0")
    );
    assert!(both.contains("#fddbc7") && !both.contains("#b2182b"), "a quarter has the colour of a quarter");
    // Of one sign: from zero, where zero occurs.
    assert_eq!(ticks(&map(array![[0.0, 2.0]], false)), ["2.0", "1.5", "1.0", "0.5", "0.0"]);
    // One number, and that is all.
    assert_eq!(ticks(&map(array![[-2.25, -2.25]], false)), ["−2.25"]);
    assert_eq!(ticks(&map(Array2::zeros((3, 3)), false)), ["0"]);
}

#[test]
fn a_diagonal_that_dwarfs_the_rest_has_its_own_scale() {
    let theory = lattice16();
    let panel = heat_map(&theory).unwrap();
    let Content::HeatMap(found) = &panel.content else { panic!("a heat map") };
    assert!(found.diagonal_apart);
    let svg = drawn(panel.content.clone());
    assert!(svg.contains(">A⁽²⁾, i = j<") && svg.contains(">A⁽²⁾, i ≠ j<"));
    // Neighbours have the full colour, although the diagonal is four times as large.
    assert!(svg.contains("#b2182b") && !svg.contains("#2166ac"));
    assert_eq!(ticks(&svg), ["−2.25", "0.50", "0.4", "0.2", "0.0"]);
    assert_eq!(ticks(&map(array![[4.0, 0.5], [0.5, -4.0]], true)).len(), 5 + 1);
}

#[test]
fn groups_have_axes_of_their_own() {
    let group = |label: &str, values: &[f64]| Distribution {
        label: label.into(),
        values: values.to_vec(),
        targets: Vec::new(),
    };
    let groups = vec![group("small", &[0.001, 0.002]), group("large", &[-300.0, 200.0])];
    let all = Distributions { y: "y".into(), groups };
    let apart = |svg: &str| {
        let discs = svg.split("<circle ").skip(1).map(|rest| rest.split("cy=\"").nth(1).unwrap());
        let places: Vec<f64> = discs.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
        (places[1] - places[0]).abs()
    };
    assert!(apart(&drawn(all.clone())) < 0.1);
    let separate = drawn(Separate(all));
    assert!(apart(&separate) > 80.0, "{}", apart(&separate));
    // Each axis has its own power of ten.
    assert_eq!((separate.matches("(×10⁻³)").count(), separate.contains(">−200<")), (1, true));
}

/// Within a layer of a periodic cubic lattice bonds are drawn from site to site, also at side 3.
#[test]
fn bonds_within_layers_are_straight() {
    let paths = |periodic| {
        let lattice = Lattice::new(Cell::Cubic, vec![3, 3, 3], periodic).unwrap();
        let sites = vec![0.0; 27];
        drawn(on_sites(lattice, sites)).matches("<path").count()
    };
    // 27 bonds cross a boundary, in two halves each.
    assert_eq!(paths(true), paths(false) + 2 * 27);
}

/// The couplings of the theory are the same everywhere: one number at the bar, and one width.
#[test]
fn equal_couplings_look_equal() {
    let theory = lattice16();
    let panel = couplings(&theory, &theory.lattice.clone().unwrap()).unwrap();
    let svg = drawn(panel.content);
    assert_eq!(ticks(&svg).last().unwrap(), "0.5");
    assert_eq!(svg.matches("stroke=\"#b2182b\" stroke-width=\"7\"").count(), 24 + 2 * 8);
}
