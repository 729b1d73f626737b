//! Mixtures: files with several latent densities, and what commands make of their components.

use std::fs;

use serde_json::Value;

use crate::command::{code, run, stderr, succeed};

/// Two components of one network in two dimensions, in exact numbers.
const MODEL: &str = r#"{"linear": [
    {"weight": [["1", "1/2"], ["0", "1"]], "bias": ["1/3", "0"]},
    {"weight": [["2", "0"], ["1", "1"]], "bias": ["0", "1"]}],
 "chi": [[[["1/4"]]]],
 "latent.weight": ["1/4", "3/4"],
 "latent.mean": [["-1", "2"], ["1", "0"]],
 "latent.precision": [[["2", "1"], ["1", "3"]], [["1", "0"], ["0", "1/2"]]]}"#;

/// z, W = 2 · 1 and the rest of the model in floats.
fn z([x, y]: [f64; 2]) -> [f64; 2] {
    let h = [x + y / 2.0 + 1.0 / 3.0, y];
    let second = h[1] + h[0] * h[0] / 4.0;
    [2.0 * h[0], h[0] + second + 1.0]
}

fn ln_p(x: [f64; 2]) -> f64 {
    let [a, b] = z(x);
    let part = |weight: f64, mean: [f64; 2], p: [[f64; 2]; 2]| {
        let (u, v) = (a - mean[0], b - mean[1]);
        let square = p[0][0] * u * u + 2.0 * p[0][1] * u * v + p[1][1] * v * v;
        let det = p[0][0] * p[1][1] - p[0][1] * p[1][0];
        weight * (-square / 2.0).exp() * det.sqrt() * 2.0 / std::f64::consts::TAU
    };
    let first = part(0.25, [-1.0, 2.0], [[2.0, 1.0], [1.0, 3.0]]);
    (first + part(0.75, [1.0, 0.0], [[1.0, 0.0], [0.0, 0.5]])).ln()
}

#[test]
fn components_are_actions_and_the_mixture_a_density() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [model, data, draws, one] = ["m.json", "x.csv", "s.npy", "a.json"].map(path);
    fs::write(&model, MODEL).unwrap();
    let points = [[0.0, 0.0], [1.5, -0.5], [-2.0, 1.0], [0.3, 3.0]];
    fs::write(&data, points.map(|[x, y]| format!("{x},{y}\n")).concat()).unwrap();
    let score: Value = serde_json::from_str(&succeed(&["score", &model, &data, "--format", "json"])).unwrap();
    let rows = score["values"].as_array().unwrap_or_else(|| panic!("{score}"));
    for (row, x) in rows.iter().zip(points) {
        assert!((row.as_f64().unwrap() - ln_p(x)).abs() < 1e-12, "{score}");
    }
    // Each component by every method, exactly.
    for component in ["0", "1"] {
        let checked = succeed(&["check", &model, "--component", component]);
        assert!(checked.contains("dressed = diagrams") && checked.contains("all "), "{checked}");
        succeed(&["evaluate", &model, "--component", component, "--exact", "-o", &one]);
        let action: Value = serde_json::from_str(&fs::read_to_string(&one).unwrap()).unwrap();
        assert_eq!(action["constants"]["ln_abs_det"], "2");
        let det = if component == "0" { "5" } else { "1/2" };
        assert_eq!(action["constants"]["half_ln_det"], det);
        let again = succeed(&["score", &model, &data, "--component", component]);
        assert!(again.contains("ln p"), "{again}");
    }
    // -m·P m/2 of Z(b2) and Z(b2, b2) is a part of it: here B^(1) · b_2 with b_2 = (0, 1) and P m = (0, 5).
    let vertex = succeed(&["evaluate", &model, "--component", "0", "--exact", "--diagram", "Z(b2)"]);
    assert!(vertex.contains("A^(0)  5\n"), "{vertex}");
    let shown = succeed(&["show", &model]);
    assert!(shown.contains("2 components in 2 dimensions") && shown.contains("differ"), "{shown}");
    succeed(&["sample", &model, "-n", "4000", "-o", &draws]);
    let told = succeed(&["stats", &draws, "--against", &model, "--order", "2"]);
    assert!(told.contains("agree within errors"), "{told}");
}

#[test]
fn mixtures_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.json").display().to_string();
    for (from, to, line, message) in [
        ("", "", "evaluate", "holds 2 components"),
        ("", "", "evaluate --component 2", "has no component 2"),
        ("\"3/4\"]", "\"1/2\"]", "evaluate --component 0", "sums to 0.75"),
        ("\"1/4\", \"3/4\"", "\"-1/4\", \"5/4\"", "evaluate --component 0", "is -0.25 for component 0"),
        (
            "[\"1\", \"3\"]]",
            "[\"1\", \"1/2\"]]",
            "evaluate --component 0",
            "component 0: `latent.precision` is not positive definite",
        ),
        ("[\"1\", \"3\"]]", "[\"2\", \"3\"]]", "evaluate --component 0", "not symmetric"),
        (
            "\"latent.mean\": [[\"-1\", \"2\"], ",
            "\"latent.mean\": [",
            "evaluate --component 0",
            "latent.mean",
        ),
        (
            ",\n \"latent.mean\": [[\"-1\", \"2\"], [\"1\", \"0\"]]",
            "",
            "evaluate --component 0",
            "lacks `latent.mean`",
        ),
        ("", "", "evaluate --component 0 --diagram Z(b2)", "linear part of the latent density"),
        ("", "", "sample --verify -n 3 -o x.npy", "--component"),
    ] {
        fs::write(&path, MODEL.replacen(from, to, 1)).unwrap();
        let mut words = line.split(' ');
        let name = words.next().unwrap();
        let line: Vec<&str> = [name, &path].into_iter().chain(words).collect();
        let output = run(&line);
        assert!(code(&output) != 0 && stderr(&output).contains(message), "{line:?}: {}", stderr(&output));
    }
}
