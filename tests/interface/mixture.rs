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
        let compared = succeed(&["compare", &model, &one, "--component", component]);
        assert!(compared.contains(&format!("m.json, component {component}")), "{compared}");
        assert!(compared.contains("1.0000        0  1.000") && !compared.contains("0.99"), "{compared}");
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

/// Cumulants to order 4 by a sum over a grid of the density that is written above, which knows no network.
fn by_grid() -> Vec<(Vec<usize>, f64)> {
    let step = 0.05;
    let mut moments = [[0.0; 5]; 5];
    let places = || (-300..=300).map(|place| f64::from(place) * step);
    for x in places() {
        for y in places() {
            let weight = ln_p([x, y]).exp() * step * step;
            let mut power = weight;
            for row in &mut moments {
                let mut both = power;
                for moment in row {
                    *moment += both;
                    both *= y;
                }
                power *= x;
            }
        }
    }
    let moment = |index: &[usize]| {
        let ones = index.iter().sum::<usize>();
        moments[index.len() - ones][ones]
    };
    assert!((moment(&[]) - 1.0).abs() < 1e-9, "{moments:?}");
    // κ of a set of indices: over all partitions, m of each part and (-1)^(b-1) (b-1)! for b parts.
    let cumulant = |index: &[usize]| {
        let mut sum = 0.0;
        let mut partitions: Vec<Vec<Vec<usize>>> = vec![vec![]];
        for &i in index {
            let grown = partitions.iter().flat_map(|parts| {
                (0..=parts.len()).map(|place| {
                    let mut parts = parts.clone();
                    match parts.get_mut(place) {
                        Some(part) => part.push(i),
                        None => parts.push(vec![i]),
                    }
                    parts
                })
            });
            partitions = grown.collect();
        }
        for parts in partitions {
            let sign = (1..parts.len()).map(|b| -(b as f64)).product::<f64>();
            sum += sign * parts.iter().map(|part| moment(part)).product::<f64>();
        }
        sum
    };
    let indices = (1..=4)
        .flat_map(|order| (0..=order).map(move |ones| [vec![0; order - ones], vec![1; ones]].concat()));
    indices.map(|index| (index.clone(), cumulant(&index))).collect()
}

#[test]
fn cumulants_of_a_mixture_are_those_of_its_density() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [model, table] = ["m.json", "k.csv"].map(path);
    fs::write(&model, MODEL).unwrap();
    succeed(&["correlators", &model, "--order", "1..4", "--loops", "all", "-o", &table]);
    let text = fs::read_to_string(&table).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    for (index, expected) in by_grid() {
        let name = index.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        let terms = lines.iter().filter(|line| line[2] == name);
        let sum: f64 = terms.map(|line| line[3].parse::<f64>().unwrap()).sum();
        assert!((sum - expected).abs() < 1e-8 * expected.abs().max(1.0), "{name}: {sum}, {expected}");
    }
    let text = succeed(&["correlators", &model, "--loops", "all"]);
    assert!(text.contains("2 components of weights 0.25") && text.contains("no loops are left"), "{text}");
    // One entry alone, and a window of loops, are parts of the same.
    let among = |args: &[&str], index: &str| {
        let found = succeed(&[&["correlators", &model, "--format", "csv"], args].concat());
        for line in found.lines().skip(1) {
            let parts: Vec<&str> = line.split(',').collect();
            let index = if index.is_empty() { parts[2] } else { index };
            let same = lines.iter().find(|other| other[..2] == parts[..2] && other[2] == index).unwrap();
            let [one, other] = [parts[3], same[3]].map(|number| number.parse::<f64>().unwrap());
            assert!((one - other).abs() < 1e-12, "{line} {same:?}");
        }
        found.lines().count()
    };
    assert_eq!(among(&["--entry", "1,0,1", "--loops", "0..1"], "0 1 1"), 3);
    assert_eq!(among(&["--order", "2", "--loops", "1..1"], ""), 4);
    for (options, message) in [
        ("--exact", "is of one theory"),
        ("--diagrams", "is of one theory"),
        ("--draws 1000", "several"),
        ("--entry 2", "2"),
        ("--loops 500..600", "ends at"),
        ("--order 50", "these end at order 6"),
    ] {
        let words: Vec<&str> = ["correlators", &model].into_iter().chain(options.split(' ')).collect();
        let output = run(&words);
        assert_ne!(code(&output), 0, "{options}");
        assert!(stderr(&output).contains(message), "{options}: {}", stderr(&output));
    }
}
