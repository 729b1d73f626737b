//! Kept pictures: a figure with a panel of every kind, as SVG and as darkness of its pixels; those of a report.

use base64::prelude::{BASE64_STANDARD, Engine};
use diagraction::plot::{
    Axis, Couplings, Curve, Curves, Distribution, Distributions, Figure, HeatMap, Look, Panel, Point, Points,
    Scatter, png, svg,
};
use diagraction::{Cell, Lattice};
use ndarray::array;

use super::THEORY;
use crate::command::{MODEL, code, run, stderr};

fn figure() -> Figure {
    let point = |x: f64, y: f64| Point { x, y, x_error: 0.0, y_error: 0.1 };
    let groups = vec![
        Points { label: "diagonal".into(), points: vec![point(-2.0, -1.9), point(1.0, 1.2)] },
        Points { label: "other".into(), points: vec![point(0.5, 0.4), point(0.0, 0.1)] },
    ];
    let spread = |label: &str, values: &[f64], targets: &[f64]| Distribution {
        label: label.into(),
        values: values.to_vec(),
        targets: targets.to_vec(),
    };
    let groups_of_values =
        vec![spread("site", &[-2.4, -2.3, -2.1], &[-2.25]), spread("bond", &[0.45, 0.5, 0.6], &[0.5])];
    let series = |label: &str, look, factor: f64| Curve {
        label: label.into(),
        look,
        points: [1.0, 10.0, 100.0].map(|x| Point::new(x, factor / x)).to_vec(),
        band: Vec::new(),
    };
    let curves = vec![
        series("L = 1", Look::Marked, 1.0),
        series("L = 2", Look::Line, 3.0),
        series("1/x", Look::Guide, 2.0),
    ];
    let lattice = Lattice::new(Cell::Square, vec![2, 3], false).unwrap();
    let bonds = (0..lattice.bonds().len()).map(|bond| 0.25 * bond as f64 - 0.5).collect();
    let panels = vec![
        Panel::half("A⁽¹⁾", Scatter { x: "true".into(), y: "learned".into(), groups }),
        Panel::half(
            "A⁽²⁾",
            HeatMap {
                x: "j".into(),
                y: "i".into(),
                value: "A".into(),
                matrix: array![[1.0, -0.5, 0.75], [0.25, 0.0, -1.0]],
                diagonal_apart: false,
            },
        ),
        Panel::full("by group", Distributions { y: "value".into(), groups: groups_of_values }),
        Panel::full("course", Curves { x: Axis::log("samples"), y: Axis::log("loss"), series: curves }),
        Panel::half(
            "lattice",
            Couplings {
                lattice,
                site: "h".into(),
                sites: vec![-1.0, 0.0, 1.0, 0.5, -0.5, 0.25],
                bond: "J".into(),
                bonds,
            },
        ),
    ];
    Figure {
        title: "Every kind of panel".into(),
        description: "For a test".into(),
        note: "a note".into(),
        panels,
    }
}

#[test]
fn a_drawing_is_as_it_was() {
    insta::assert_snapshot!(svg(&figure()).unwrap());
}

/// Blocks of 16 x 32 pixels by their darkness, from white to black in ten steps.
#[test]
fn pixels_are_as_they_were() {
    let image = png(&figure()).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let darkness = |x: usize, y: usize| -> usize {
        let at = (y * width + x) * 4;
        pixels[at..at + 3].iter().map(|&part| usize::from(255 - part)).sum()
    };
    let block = |left: usize, top: usize| {
        let sum: usize = (0..512).map(|place| darkness(left + place % 16, top + place / 16)).sum();
        char::from(b" .:-=+*#%@"[(sum * 10 / (512 * 766)).min(9)])
    };
    let rows = (0..height / 32)
        .map(|row| (0..width / 16).map(|column| block(16 * column, 32 * row)).collect::<String>());
    insta::assert_snapshot!(rows.map(|row| row.trim_end().to_string() + "\n").collect::<String>());
}

/// The figures of a report, and the shapes and calls of its diagrams.
#[test]
fn pictures_of_a_report_are_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let output = run(&["report", "tests/cases/d3_L2_rank4.model.json", "-q", "-o", page.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let page = std::fs::read_to_string(page).unwrap();
    let figures = page.split("data:image/svg+xml;base64,").skip(1).map(|rest| {
        let (encoded, _) = rest.split_once('"').unwrap();
        String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap()
    });
    let diagrams =
        page.split("<svg class=").skip(1).map(|rest| rest.split_once("</svg>").unwrap().0.to_string() + "\n");
    insta::assert_snapshot!(figures.chain(diagrams).collect::<String>());
}

/// What headings, captions and heads of columns say, and the numbers beside the true ones.
#[test]
fn words_of_a_report_are_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let [page, draws] = ["report.html", "x.npy"].map(|name| folder.path().join(name).display().to_string());
    let drawn = run(&["sample", MODEL, "-n", "200", "--seed", "7", "-o", &draws, "-q"]);
    assert_eq!(code(&drawn), 0, "{}", stderr(&drawn));
    let options = ["--theory", THEORY, "--data", &draws, "--max-rank", "2", "-q", "-o", &page];
    let output = run(&[&["report", MODEL], &options[..]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let page = std::fs::read_to_string(page).unwrap();
    let mut words = String::new();
    for section in page.split("<section ").skip(1) {
        let tags = ["<h2", "<h3", "<caption", "<figcaption", "<th scope=\"col\"", "<dt", "<td"];
        let last = if section.starts_with("id=\"couplings\"") { tags.len() } else { tags.len() - 1 };
        for opening in &tags[..last] {
            let tag = opening[1..].split(' ').next().unwrap();
            let found = section.split(opening).skip(1).filter(|rest| rest.starts_with([' ', '>']));
            let found: Vec<String> = found.map(|rest| text(rest.split_once('>').unwrap().1, tag)).collect();
            if !found.is_empty() {
                words += &format!("{tag}: {}\n", found.join(" | "));
            }
        }
        words += "\n";
    }
    insta::assert_snapshot!(words);
}

/// The text of an element without its tags.
fn text(rest: &str, tag: &str) -> String {
    let inner = rest.split_once(&format!("</{tag}>")).unwrap().0;
    inner.split('<').enumerate().fold(String::new(), |text, (place, part)| match place {
        0 => part.to_string(),
        _ => text + part.split_once('>').unwrap().1,
    })
}
