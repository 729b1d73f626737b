//! The command `check` on networks, theories and actions.

use std::fs;

use crate::command::{MODEL, code, run, stderr, succeed};

/// Standard output of a command that succeeds.
#[test]
fn vacuum_diagrams_are_rows_of_the_table() {
    let rows = |arguments: &[&str]| -> Vec<String> {
        let table = succeed(&[&["check"], arguments].concat());
        table.lines().filter(|line| line.starts_with("vacuum")).map(str::to_owned).collect()
    };
    for model in ["d2_L1", "d2_L2", "d3_L1"] {
        let found = rows(&[&format!("tests/cases/{model}.model.json")]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|row| row.contains("equal ") && row.ends_with("holds")), "{found:?}");
    }
    let cut = rows(&["tests/cases/d2_L2.model.json", "--max-rank", "4"]);
    assert!(cut[0].ends_with("holds") && cut[1].contains("skipped: needs ranks to 6"));
    let floats = rows(&[MODEL]);
    assert!(floats[0].contains("<= 1e-9") && floats[0].ends_with("holds"), "{floats:?}");
    assert!(floats[1].contains("  skipped: "), "{floats:?}");
}

#[test]
fn theories_and_actions_are_checked() {
    let table = succeed(&["check", "examples/theories/gaussian.action"]);
    assert!(table.starts_with("theory  examples/theories/gaussian.action: d = 2, ranks 0 to 2\n"), "{table}");
    assert!(table.contains("exact rational numbers") && table.contains("all 5 tests hold"), "{table}");
    let wells = succeed(&["check", "examples/theories/oscillator.action"]);
    assert!(wells.contains("note    the series does not see other maxima"), "{wells}");
    let folder = tempfile::tempdir().unwrap();
    let theory: &[&str] = &["theory", "examples/theories/double_well.action", "-o"];
    let network: &[&str] = &["evaluate", "tests/cases/d2_L1.model.json", "-o"];
    for (made, name, numbers) in [(theory, "a.json", "exact rational"), (network, "a.npz", "64-bit floats")] {
        let file = folder.path().join(name);
        succeed(&[made, &[file.to_str().unwrap()]].concat());
        let table = succeed(&["check", file.to_str().unwrap()]);
        assert!(table.contains(numbers) && table.contains("all 5 tests hold"), "{table}");
    }
    let cubic = folder.path().join("cubic.action");
    fs::write(&cubic, "dimension 1\nS = x[0]^3\n").unwrap();
    let table = succeed(&["check", cubic.to_str().unwrap()]);
    assert!(table.contains("no propagator") && table.ends_with("no test could be made\n"), "{table}");
}

#[test]
fn options_of_networks_are_refused_with_theories() {
    for (option, value) in [
        ("--rank", "2"),
        ("--max-chi", "1"),
        ("--draws", "3"),
        ("--seed", "2"),
        ("--limit", "5"),
        ("--time-limit", "5m"),
    ] {
        let output = run(&["check", "examples/theories/gaussian.action", option, value]);
        assert_eq!(code(&output), 1);
        let message = stderr(&output);
        assert!(message.contains(option) && message.contains("is for networks"), "{message}");
    }
    let help = succeed(&["check", "--help"]);
    assert!(help.contains("check [OPTIONS] <FILE>") && help.contains("theory as text (.action)"), "{help}");
}

#[test]
fn damaged_theories_are_refused_and_samples_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("damaged.action");
    fs::write(&file, "dimension 1\nS = -v * x[0]^2\n").unwrap();
    let output = run(&["check", file.to_str().unwrap()]);
    assert!(code(&output) == 1 && stderr(&output).contains("line 2"), "{}", stderr(&output));
    let output = run(&["check", "examples/data/double_wells.npy"]);
    assert!(code(&output) == 1 && stderr(&output).contains("holds samples"), "{}", stderr(&output));
}

/// Both routes to the cumulants of a network, and draws of it, are rows of the table.
#[test]
fn routes_and_draws_are_compared() {
    let table = succeed(&["check", "tests/cases/d2_L2.model.json"]);
    let of_routes: Vec<&str> = table.lines().filter(|line| line.contains("both routes")).collect();
    assert_eq!(of_routes.len(), 9, "{table}");
    assert!(of_routes.iter().all(|row| row.contains("equal ") && row.ends_with("holds")), "{table}");
    let draws = table.lines().find(|line| line.contains("and draws"));
    assert!(draws.is_some_and(|row| row.ends_with("holds")), "{table}");
}
