//! `compare` and `plot` on the command line.

use std::fs;
use std::path::Path;

use super::THEORY;
use crate::command::{MODEL, code, run, stderr, stdout};

fn written(folder: &Path, name: &str) -> (String, std::path::PathBuf) {
    let path = folder.join(name);
    (path.to_str().unwrap().to_string(), path)
}

#[test]
fn tables_and_plots_of_one_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let [(svg, svg_path), (png, png_path), (data, data_path), (json, json_path), (csv, csv_path)] =
        ["a.svg", "a.png", "data.csv", "a.json", "a.csv"].map(|name| written(folder.path(), name));
    let first = run(&["compare", MODEL, THEORY, "--plot", &svg, "--plot-data", &data, "-o", &json]);
    assert_eq!((code(&first), stderr(&first), stdout(&first)), (0, String::new(), String::new()));
    let second = run(&["compare", MODEL, THEORY, "--plot", &png, "-o", &csv, "--max-rank", "2"]);
    assert_eq!(code(&second), 0);
    assert!(
        fs::read_to_string(svg_path)
            .unwrap()
            .contains("<title>lattice16.safetensors over lattice16.action</title>")
    );
    assert!(fs::read(png_path).unwrap().starts_with(b"\x89PNG"));
    assert!(
        fs::read_to_string(data_path).unwrap().starts_with("panel,kind,group,x,y,x_error,y_error,low,high\n")
    );
    let document: serde_json::Value = serde_json::from_slice(&fs::read(json_path).unwrap()).unwrap();
    assert_eq!(document["format"], "diagraction-comparison");
    assert_eq!(document["lattice"]["sides"], serde_json::json!([4, 4]));
    let groups = document["groups"].as_array().unwrap();
    let adjacent = groups.iter().find(|group| group["group"] == "adjacent").unwrap();
    assert_eq!((adjacent["entries"].as_u64(), adjacent["truth"].as_f64()), (Some(32), Some(0.5)));
    let table = fs::read_to_string(csv_path).unwrap();
    let line = table.lines().find(|line| line.starts_with("2,adjacent,32,")).unwrap();
    let cosine: f64 = line.split(',').nth(3).unwrap().parse().unwrap();
    assert_eq!(Some(cosine), adjacent["cosine"].as_f64());
    assert_eq!(table.lines().count(), 1 + 1 + 5);
}

/// Only slope, mean and axes depend on the order.
#[test]
fn the_order_matters_for_the_slope_alone() {
    let column = |arguments: &[&str], place: usize| -> Vec<String> {
        let table = stdout(&run(arguments));
        table.lines().skip(1).map(|line| line.split(',').nth(place).unwrap().to_string()).collect()
    };
    let one = ["compare", MODEL, THEORY, "--max-rank", "2", "--format", "csv"];
    let other = ["compare", THEORY, MODEL, "--max-rank", "2", "--format", "csv"];
    for place in [0, 1, 2, 3, 9, 10, 11] {
        assert_eq!(column(&one, place), column(&other, place), "column {place}");
    }
    assert_ne!(column(&one, 5), column(&other, 5));
}

#[test]
fn a_model_is_compared_by_its_action() {
    let folder = tempfile::tempdir().unwrap();
    let (action, _) = written(folder.path(), "action.npz");
    assert_eq!(code(&run(&["evaluate", MODEL, "--max-rank", "4", "-o", &action])), 0);
    let model = stdout(&run(&["compare", MODEL, THEORY, "--format", "csv"]));
    assert_eq!(model, stdout(&run(&["compare", &action, THEORY, "--format", "csv"])));
    let lines = stdout(&run(&["compare", MODEL, &action, "--format", "csv"]));
    assert!(lines.lines().skip(1).all(|line| line.split(',').nth(10) == Some("0")), "{lines}");
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (other, path) = written(folder.path(), "other.json");
    fs::write(&path, fs::read_to_string("tests/cases/d3_L1.action.json").unwrap()).unwrap();
    let refused = run(&["compare", MODEL, &other]);
    assert_eq!(code(&refused), 1);
    assert!(stderr(&refused).contains("other.json has d = 3; give files"), "{}", stderr(&refused));
    let refused = run(&["compare", THEORY, THEORY, "--lattice", "square:3x3"]);
    assert!(code(&refused) == 1 && stderr(&refused).contains("9 sites"), "{}", stderr(&refused));
    let (mode, _) = written(folder.path(), "mode.npz");
    assert_eq!(code(&run(&["evaluate", MODEL, "--around", "mode", "--max-rank", "2", "-o", &mode])), 0);
    let refused = run(&["compare", &mode, THEORY]);
    assert!(code(&refused) == 1 && stderr(&refused).contains("different points"), "{}", stderr(&refused));
    let refused = run(&["plot", MODEL, "--kind", "lattice"]);
    assert!(code(&refused) == 1 && stderr(&refused).contains("--lattice square:4x4"), "{}", stderr(&refused));
    let refused = run(&["compare", "README.md", THEORY]);
    assert!(code(&refused) == 1 && stderr(&refused).contains("hint"), "{}", stderr(&refused));
    for arguments in [
        &["compare", MODEL][..],
        &["compare", MODEL, THEORY, "--lattice", "hexagonal:4x4"],
        &["compare", MODEL, THEORY, "--lattice", "square:4"],
        &["compare", MODEL, THEORY, "--max-rank", "0"],
        &["compare", MODEL, THEORY, "--plot", "a.eps"],
        &["compare", MODEL, THEORY, "-o", "a.svg"],
        &["compare", MODEL, THEORY, "-o", THEORY],
        &["compare", MODEL, THEORY, "-o", "a.csv", "--plot-data", "a.csv"],
        &["plot", THEORY, "-o", THEORY],
        &["plot", THEORY, "--rank", "3"],
        &["plot", THEORY, "--format", "jpeg"],
    ] {
        assert_eq!(code(&run(arguments)), 2, "{arguments:?}");
    }
}

#[test]
fn one_action_is_drawn_in_every_way() {
    let folder = tempfile::tempdir().unwrap();
    for (place, arguments) in [
        &["plot", THEORY][..],
        &["plot", MODEL],
        &["plot", MODEL, "--lattice", "square:4x4"],
        &["plot", THEORY, "--kind", "heatmap"],
        &["plot", MODEL, "--kind", "distribution", "--rank", "2", "--lattice", "square:4x4"],
        &["plot", THEORY, "--kind", "distribution"],
    ]
    .into_iter()
    .enumerate()
    {
        let printed = run(arguments);
        assert_eq!((code(&printed), stderr(&printed)), (0, String::new()), "{arguments:?}");
        assert!(stdout(&printed).starts_with("<svg"));
        for (ending, start) in [("png", &b"\x89PNG"[..]), ("pdf", b"%PDF-")] {
            let (file, path) = written(folder.path(), &format!("{place}.{ending}"));
            assert_eq!(code(&run(&[arguments, &["-o", file.as_str()]].concat())), 0);
            assert!(fs::read(path).unwrap().starts_with(start));
        }
    }
}

/// The images of docs/comparing.md are what its commands write.
#[test]
fn the_images_of_the_manual_are_current() {
    let folder = tempfile::tempdir().unwrap();
    let [(compared, compared_path), (couplings, couplings_path), (table, _)] =
        ["a.svg", "b.svg", "a.csv"].map(|name| written(folder.path(), name));
    assert_eq!(code(&run(&["compare", MODEL, THEORY, "--plot", &compared, "-o", &table])), 0);
    assert_eq!(code(&run(&["plot", MODEL, "--lattice", "square:4x4", "-o", &couplings])), 0);
    for (path, image) in [(compared_path, "compare-lattice16.svg"), (couplings_path, "lattice16.svg")] {
        let shown = fs::read(Path::new("docs/images").join(image)).unwrap();
        assert!(fs::read(path).unwrap() == shown, "docs/images/{image} is made by another version");
    }
}
