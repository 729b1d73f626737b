//! Figures: what is drawn, and what is refused.

use std::collections::BTreeMap;

use diagraction::action::compare_groups;
use diagraction::plot::{
    Axis, Content, Couplings, Curve, Curves, Distribution, Distributions, Figure, HeatMap, Look, Panel,
    PlotError, Point, Points, Scatter, Separate, Thinned, Width, comparison, couplings, csv, heat_map, pdf,
    png, quantiles, svg,
};
use diagraction::{Cell, Lattice};
use ndarray::Array2;

use super::{lattice16, learned16};

/// The elements of a drawing by name, after a check that they are closed in order.
fn elements(svg: &str) -> BTreeMap<String, usize> {
    let mut open: Vec<&str> = Vec::new();
    let mut found = BTreeMap::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("every tag ends");
        assert!(!text.contains('>'), "text is escaped: {text}");
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        match tag {
            comment if comment.starts_with("!--") => {}
            closing if closing.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            _ => {
                *found.entry(name.to_string()).or_default() += 1;
                assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
                if !tag.ends_with('/') {
                    open.push(name);
                }
            }
        }
    }
    assert!(open.is_empty() && svg.starts_with("<svg"));
    for bad in ["NaN", "inf\"", "inf "] {
        assert!(!svg.contains(bad), "{bad}");
    }
    found
}

fn one(content: impl Into<Content>) -> Figure {
    Figure { panels: vec![Panel::full("a panel", content)], ..Figure::default() }
}

fn scatter(points: &[(f64, f64)]) -> Figure {
    let points = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
    let groups = vec![Points { label: "all".into(), points }];
    one(Scatter { x: "true".into(), y: "learned".into(), groups })
}

fn matrix(matrix: Array2<f64>) -> Figure {
    one(HeatMap { x: "j".into(), y: "i".into(), value: "A".into(), matrix, diagonal_apart: false })
}

fn curve(x: Axis, points: &[(f64, f64)]) -> Figure {
    let points: Vec<Point> = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
    let band = points.iter().map(|point| (point.y / 2.0, point.y * 1.5)).collect();
    let series = vec![Curve { label: "c".into(), look: Look::Marked, points, band }];
    one(Curves { x, y: Axis::log("y"), series })
}

fn on_lattice(cell: Cell, sides: &[usize], periodic: bool) -> Figure {
    let lattice = Lattice::new(cell, sides.to_vec(), periodic).unwrap();
    let sites = vec![0.5; lattice.sites()];
    let bonds = vec![-0.5; lattice.bonds().len()];
    one(Couplings { lattice, site: "h".into(), sites, bond: "J".into(), bonds })
}

/// All drawings of a figure are well formed, of the same size, and the same every time.
fn check(figure: &Figure) -> BTreeMap<String, usize> {
    let drawing = svg(figure).unwrap();
    assert_eq!(drawing, svg(figure).unwrap());
    let image = png(figure).unwrap();
    assert_eq!(image, png(figure).unwrap());
    assert_eq!(image[..8], *b"\x89PNG\r\n\x1a\n");
    let page = pdf(figure).unwrap();
    assert!(page.starts_with(b"%PDF-") && page == pdf(figure).unwrap());
    let number = |place: usize| u32::from_be_bytes(image[place..place + 4].try_into().unwrap());
    let height: u32 = drawing.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert_eq!((number(16), number(20)), (1288, 4 * height));
    elements(&drawing)
}

#[test]
fn the_comparison_of_a_model_is_drawn() {
    let (learned, truth) = (learned16(), lattice16());
    let compared = compare_groups(&learned, &truth, None).unwrap();
    let figure = Figure { title: "a < b & c".into(), ..comparison(&learned, &truth, &compared).unwrap() };
    let widths: Vec<Width> = figure.panels.iter().map(|panel| panel.width).collect();
    assert_eq!(
        widths,
        [Width::Half, Width::Half, Width::Half, Width::Half, Width::Full, Width::Half, Width::Half]
    );
    let Content::Scatter(second) = &figure.panels[1].content else { panic!("a scatter plot") };
    let groups: Vec<_> =
        second.groups.iter().map(|group| (group.label.as_str(), group.points.len())).collect();
    assert_eq!(groups, [("diagonal", 16), ("adjacent", 32), ("not adjacent", 88)]);
    let Content::Separate(by_group) = &figure.panels[4].content else { panic!("groups") };
    let targets: Vec<_> = by_group.0.groups.iter().map(|group| group.targets.clone()).collect();
    assert_eq!(targets, [vec![0.0], vec![0.0], vec![0.0]]);
    // Learned minus true: the diagonal is too low by 0.16.
    let values = &by_group.0.groups[0].values;
    assert!(values.len() == 16 && values.iter().all(|value| (-0.19..-0.12).contains(value)), "{values:?}");
    let found = check(&figure);
    assert_eq!((found["title"], found["desc"]), (1, 1));
    // A^(1) has discs; other groups have markers of their own. One disc is that of the legend.
    assert_eq!(found["circle"], 16 + 1);
    let lines = csv(&figure).unwrap();
    assert_eq!(lines.lines().filter(|line| line.starts_with("2,point,adjacent,")).count(), 32);
    // The true entries lie along x.
    assert_eq!(lines.lines().filter(|line| line.starts_with("2,point,diagonal,-2.25,")).count(), 16);
    assert_eq!(lines.lines().filter(|line| line.contains(",target,")).count(), 7);
}

#[test]
fn an_action_is_drawn() {
    let theory = lattice16();
    let lattice = theory.lattice.clone().unwrap();
    let picture = Figure { panels: vec![couplings(&theory, &lattice).unwrap()], ..Figure::default() };
    assert_eq!(check(&picture)["circle"], 16);
    let lines = csv(&picture).unwrap();
    assert!(lines.contains("1,bond,,0 12,0.5,"), "a bond across the boundary");
    let map = Figure { panels: vec![heat_map(&theory).unwrap()], ..Figure::default() };
    let lines = csv(&map).unwrap();
    assert!(lines.contains("1,entry,,3,3,,,-2.25,") && lines.contains("1,entry,,12,0,,,0.5,"));
    // Of the 256 cells, those that are zero lie in the background; the two colour bars have 48 steps each.
    let found = check(&map);
    assert!((80..=80 + 2 * 48 + 3).contains(&found["rect"]), "{found:?}");
}

#[test]
fn every_lattice_is_drawn() {
    for (cell, sides) in [
        (Cell::Chain, &[1][..]),
        (Cell::Chain, &[2]),
        (Cell::Chain, &[200]),
        (Cell::Square, &[1, 1]),
        (Cell::Square, &[2, 3]),
        (Cell::Triangular, &[2, 2]),
        (Cell::Triangular, &[3, 5]),
        (Cell::Cubic, &[2, 3, 4]),
    ] {
        for periodic in [false, true] {
            let found = check(&on_lattice(cell, sides, periodic));
            assert_eq!(found["circle"], sides.iter().product::<usize>(), "{cell} {sides:?}");
        }
    }
}

/// A periodic square of side 4 has 24 bonds inside and 8 across, which are two halves each.
#[test]
fn bonds_across_the_boundary_are_halves() {
    let paths = |periodic| check(&on_lattice(Cell::Square, &[4, 4], periodic))["path"];
    assert_eq!(paths(true), paths(false) + 2 * 8);
}

#[test]
fn extreme_inputs_are_drawn() {
    for points in [
        &[(0.0, 0.0)][..],
        &[(3.7, 3.7)],
        &[(0.0, 0.0), (0.0, 0.0)],
        &[(-1.7e308, 1.7e308), (1.7e308, 0.0)],
        &[(5e-324, -5e-324)],
        &[(1e10, 1e10 + 1.0)],
    ] {
        assert_eq!(check(&scatter(points))["circle"], points.len(), "{points:?}");
    }
    check(&matrix(Array2::zeros((1, 1))));
    check(&matrix(Array2::zeros((7, 7))));
    check(&matrix(Array2::from_elem((3, 5), 1e-310)));
    check(&matrix(Array2::from_diag_elem(1000, -2.0)));
    check(&matrix(ndarray::array![[1.7e308, -1.7e308], [5e-324, 1.0]]));
    check(&matrix(ndarray::array![[-5e-324, 5e-324], [0.0, -0.0]]));
    check(&matrix(ndarray::array![[1.0, 1.002], [1.0 + 1e-15, 1.001]]));
    let many = |label: i32| {
        let values = vec![10f64.powi(label), -1.7e308, 1.7e308];
        Distribution { label: label.to_string(), values, targets: vec![0.0] }
    };
    check(&one(Separate(Distributions { y: "y".into(), groups: (0..30).map(many).collect() })));
    check(&curve(Axis::log("x"), &[(1e-300, 1e-300), (1.0, 1e-5), (1e300, 1e307)]));
    check(&curve(Axis::log("x"), &[(150.0, 3e-7), (154.0, 3.4e-7)]));
    check(&curve(Axis::linear("x"), &[(0.0, 1.0)]));
    let long = "a label that is far too long for a column, and a $dollar$ ".repeat(4);
    let groups = vec![Distribution { label: long.clone(), values: vec![1.0], targets: vec![] }];
    check(&Figure { title: long.clone(), note: long, ..one(Distributions { y: "y".into(), groups }) });
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let not_finite = |figure: &Figure| matches!(svg(figure), Err(PlotError::NotFinite { .. }));
    assert!(not_finite(&scatter(&[(0.0, f64::NAN)])));
    assert!(not_finite(&scatter(&[(f64::INFINITY, 0.0)])));
    assert!(not_finite(&matrix(Array2::from_elem((2, 2), f64::NAN))));
    assert!(matches!(png(&scatter(&[(0.0, f64::NAN)])), Err(PlotError::NotFinite { .. })));
    assert!(matches!(svg(&scatter(&[])), Err(PlotError::Empty { .. })));
    assert_eq!(svg(&Figure::default()), Err(PlotError::NoPanels));
    let zero = curve(Axis::log("x"), &[(0.0, 1.0)]);
    let message = svg(&zero).unwrap_err().to_string();
    assert_eq!(message, "panel 'a panel': x of 'c' is 0, and a logarithmic axis has positive numbers only");
    let mut few = on_lattice(Cell::Chain, &[4], true);
    let Content::Couplings(couplings) = &mut few.panels[0].content else { panic!("couplings") };
    couplings.bonds.pop();
    assert!(matches!(svg(&few), Err(PlotError::Count { expected: 4, found: 3, .. })));
}

#[test]
fn thinned_points_keep_what_stands_out() {
    let far = [(-1.0, 1.0), (1.0, -1.0), (0.5, -0.9)];
    let dense = (0..200_000).map(|step| (f64::from(step) * 1e-6, f64::from(step % 1000) * 1e-4));
    let mut thinned = Thinned::new((-1.0, 1.0), (-1.0, 1.0));
    dense.clone().chain(far).for_each(|(x, y)| thinned.push(Point::new(x, y)));
    assert_eq!(thinned.seen(), 200_003);
    let (points, cells) = thinned.points(500);
    assert!(points.len() <= 500 && cells >= 64, "{} {cells}", points.len());
    for (x, y) in far {
        assert!(points.contains(&Point::new(x, y)));
    }
    for (x, y) in dense.step_by(997) {
        let near = |point: &&Point| {
            let reach = 2.0 / cells as f64 + 1e-12;
            (point.x - x).abs() <= reach && (point.y - y).abs() <= reach
        };
        assert!(points.iter().find(near).is_some(), "({x}, {y})");
    }
}

#[test]
fn quantiles_stand_for_all() {
    assert_eq!(quantiles(vec![3.0, -1.0, 2.0], 0, 10), [-1.0, 2.0, 3.0]);
    assert_eq!(quantiles(vec![3.0, -1.0], 2, 10), [-1.0, 0.0, 0.0, 3.0]);
    assert_eq!(quantiles(vec![3.0, -1.0], 1_000_000, 5), [-1.0, 0.0, 0.0, 0.0, 3.0]);
    assert_eq!(quantiles((0..101).map(f64::from).collect(), 0, 5), [0.0, 25.0, 50.0, 75.0, 100.0]);
    assert_eq!(quantiles(Vec::new(), 0, 5), Vec::<f64>::new());
}
