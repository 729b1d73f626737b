//! What hands type and files of real life, and what a terminal shows.

use std::fs;

use ndarray::{Array2, ArrayD, ShapeBuilder};
use ndarray_npy::{NpzWriter, write_npy};

use crate::command::*;

const LARGE: &str = "examples/models/lattice100.safetensors";
const THEORY: &str = "examples/theories/lattice16.action";

/// A network with two variables and one layer, whose names begin with something; without biases where these are not wanted.
fn network(path: &str, prefix: &str, with_bias: bool) {
    let mut file = NpzWriter::new(fs::File::create(path).unwrap());
    let mut add = |name: &str, shape: &[usize], numbers: &[f64]| {
        let array = ArrayD::from_shape_vec(shape, numbers.to_vec()).unwrap();
        file.add_array(format!("{prefix}{name}"), &array).unwrap();
    };
    for layer in 0..2 {
        add(&format!("linear.{layer}.weight"), &[2, 2], &[1.0, 0.5, 0.0, 2.0]);
        if with_bias {
            add(&format!("linear.{layer}.bias"), &[2], &[0.0, 0.0]);
        }
    }
    add("chi.0", &[1, 1, 1], &[0.25]);
    file.finish().unwrap();
}

#[test]
fn a_large_model_is_checked_on_lines_within_its_time() {
    let table = succeed(&["check", LARGE, "--rank", "2", "--draws", "2", "--time-limit", "0.5s"]);
    let rows = |name: &str| {
        table.lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect::<Vec<_>>()
    };
    let (lines, entries) = (rows("factored = direct on 2 lines"), rows("factored = direct at entries"));
    // Of rank 2 alone.
    assert!(lines.len() == 1 && entries.len() == 1, "{table}");
    assert!(lines.iter().chain(&entries).all(|row| row.ends_with("holds")), "{table}");
    assert!(table.contains("method direct                     -  skipped: takes about"), "{table}");
    assert!(table.contains("of 0.5 s that are allowed"), "{table}");
    let none = run(&["check", LARGE, "--rank", "2", "--time-limit", "0"]);
    assert!(code(&none) == 1 && stderr(&none).contains("no test fits into the time"), "{}", stderr(&none));
}

#[test]
fn ranks_are_asked_for_in_one_way() {
    let of = |arguments: &[&str]| succeed(&[&["evaluate", MODEL], arguments].concat());
    assert_eq!(of(&["--rank", "0..2"]), of(&["--max-rank", "2"]));
    let third = of(&["--rank", "3"]);
    assert!(third.contains("\nA^(3)") && !third.contains("\nA^(2)"), "{third}");
    let window = succeed(&["contributions", MODEL, "--rank", "1..2"]);
    assert!(window.contains("A^(1)") && window.contains("A^(2)") && !window.contains("A^(3)"), "{window}");
    let compared = succeed(&["compare", MODEL, THEORY, "--rank", "2", "--format", "csv"]);
    assert!(compared.lines().skip(1).all(|line| line.starts_with("2,")), "{compared}");
    let flow = succeed(&["flow", MODEL, "--rank", "3..4", "--format", "text"]);
    assert!(!flow.contains("|A^(2)|") && flow.contains("|A^(4)|"), "{flow}");
    for (arguments, words) in [
        (&["evaluate", MODEL, "--rank", "3..2"][..], "3..2 is empty"),
        (&["evaluate", MODEL, "--rank", "2", "--max-rank", "2"], "cannot be used with"),
        (&["fit", "examples/data/double_wells.npy", "--rank", "2..4"], "give 1..4"),
    ] {
        let output = run(arguments);
        assert!(code(&output) == 2 && stderr(&output).contains(words), "{}", stderr(&output));
    }
}

#[test]
fn counts_threads_and_aliases() {
    for threads in ["0", "100000", "many"] {
        assert_eq!(code(&run(&["evaluate", MODEL, "--threads", threads])), 2, "{threads}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let drawn = |name: &str, words: &[&str]| {
        succeed(&[&["sample", THEORY, "--tune", "50", "-o", &path(name)], words].concat());
        fs::read(path(name)).unwrap()
    };
    let once = drawn("a.npy", &["-n", "200"]);
    assert_eq!(drawn("b.npy", &["-n", "2e2", "--threads", "1"]), once);
    assert_eq!(drawn("c.npy", &["--draws=2e2", "--threads=2"]), once);
    let trained = |words: &[&str]| {
        let out = path("m.safetensors");
        let line: &[&str] =
            &["train", "examples/data/double_wells.npy", "--depth", "1", "--epochs", "2", "-o", &out];
        let printed = succeed(&[line, &["--start", "identity"], words].concat());
        (printed, fs::read(&out).unwrap())
    };
    let (_, named) = trained(&["--learning-rate", "0.004", "--batch", "100", "--seed", "1"]);
    assert_eq!(trained(&["--lr", "0.004", "--batch-size", "100"]).1, named);
    let (json, other) = trained(&["--format", "json", "--batch", "50"]);
    assert!(json.lines().all(|line| line.starts_with('{')) && other != named, "{json}");
    let fitted = |words: &[&str]| {
        succeed(&[&["fit", "examples/data/double_wells.npy", "--rank", "1..2"], words].concat())
    };
    let lines = |text: String| {
        text.lines().filter(|line| !line.starts_with("solved")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(fitted(&["--blocks", "50"])), lines(fitted(&["--block", "100"])));
}

#[test]
fn actions_that_differ_are_told_by_the_exit_code() {
    let same = succeed(&["compare", THEORY, THEORY, "--strict"]);
    assert!(same.contains("agree: no entry differs by more than 1e-9"), "{same}");
    let other = run(&["compare", MODEL, THEORY, "--strict", "--tolerance", "0.5"]);
    assert!(
        code(&other) == 1 && stdout(&other).contains("DO NOT AGREE: rank 4 differs by"),
        "{}",
        stdout(&other)
    );
    assert_eq!(
        code(&run(&["compare", MODEL, THEORY, "--rank", "1..2", "--strict", "--tolerance", "0.2"])),
        0
    );
}

#[test]
fn networks_of_other_modules_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    network(&path("plain.npz"), "", true);
    let plain = stdout(&run(&["evaluate", &path("plain.npz"), "--format", "csv"]));
    for (name, prefix, with_bias, note) in [
        ("module.npz", "module.", true, "names begin with `module.`"),
        ("nested.npz", "_orig_mod.net.", true, "names begin with `_orig_mod.net.`"),
        ("bare.npz", "", false, "no layer has a bias, so all are zero"),
    ] {
        network(&path(name), prefix, with_bias);
        let output = run(&["evaluate", &path(name), "--format", "csv"]);
        assert_eq!(stdout(&output), plain, "{name}: {}", stderr(&output));
        assert!(stderr(&output).contains(note), "{}", stderr(&output));
        let quiet = run(&["evaluate", &path(name), "--format", "csv", "-q"]);
        assert_eq!(stderr(&quiet), "");
    }
    let mut odd = NpzWriter::new(fs::File::create(path("odd.npz")).unwrap());
    for name in ["net.linear.0.weight", "net.linear.0.bias", "net.linear.1.weight", "net.head.weight"] {
        odd.add_array(name, &Array2::<f64>::eye(2)).unwrap();
    }
    odd.finish().unwrap();
    let refused = stderr(&run(&["evaluate", &path("odd.npz")]));
    assert!(refused.contains("`net.head.weight`") && !refused.contains("linear.0.weight`,"), "{refused}");
    let flat = r#"{"state_dict": {"linear.0.weight": [[1, 0.5], [0, 2]], "linear.1.weight": [[1, 0.5], [0, 2]], "chi.0": [[[0.25]]]}}"#;
    fs::write(path("flat.json"), flat).unwrap();
    let exact = stdout(&run(&["evaluate", &path("flat.json"), "--format", "csv"]));
    let numbers = |text: &str| -> Vec<f64> {
        text.lines().filter_map(|line| line.rsplit_once(',')?.1.parse().ok()).collect()
    };
    assert_eq!(numbers(&exact)[1..], numbers(&plain)[1..]);
}

#[test]
fn samples_of_real_life_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let rows = Array2::from_shape_fn((60, 3), |(n, i)| ((n * (2 * i + 3)) % 17) as f64 - 8.0);
    write_npy(path("rows.npy"), &rows).unwrap();
    let mut columns = Array2::zeros((60, 3).f());
    columns.assign(&rows);
    write_npy(path("columns.npy"), &columns).unwrap();
    write_npy(path("whole.npy"), &rows.mapv(|x| x as i64)).unwrap();
    write_npy(path("turned.npy"), &rows.t().to_owned()).unwrap();
    write_npy(path("line.npy"), &rows.column(0).to_owned()).unwrap();
    let csv = |name: &str| run(&["stats", &path(name), "--format", "csv"]);
    let expected = stdout(&csv("rows.npy"));
    assert!(expected.lines().count() > 10, "{expected}");
    for name in ["columns.npy", "whole.npy"] {
        assert_eq!(stdout(&csv(name)), expected, "{name}: {}", stderr(&csv(name)));
    }
    let turned = stderr(&csv("turned.npy"));
    assert!(
        turned.contains("3 rows of 60 columns; a sample is a row, so if this is transposed save array.T"),
        "{turned}"
    );
    assert!(stderr(&csv("line.npy")).contains("save x[:, None]"), "{}", stderr(&csv("line.npy")));
    let both = run(&["reweight", THEORY, "--proposal", LARGE, "-n", "2000"]);
    assert!(
        stderr(&both)
            .contains("lattice16.action has d = 16, and examples/models/lattice100.safetensors has d = 100")
    );
}

#[test]
fn drawings_scripts_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for _ in 0..2 {
        succeed(&["compare", MODEL, THEORY, "--plot", &path("a.pdf")]);
        if !folder.path().join("b.pdf").exists() {
            fs::rename(path("a.pdf"), path("b.pdf")).unwrap();
        }
    }
    let pdf = fs::read(path("a.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf == fs::read(path("b.pdf")).unwrap());
    let grouped = |lattice: &[&str]| {
        let line: &[&str] = &["stats", "examples/data/double_wells.npy", "--plot", &path("s.csv")];
        succeed(&[line, lattice].concat());
        fs::read_to_string(path("s.csv")).unwrap()
    };
    assert!(grouped(&["--lattice", "chain:2"]).contains("adjacent") && !grouped(&[]).contains("adjacent"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(succeed(&["completions", shell]).contains("# Goes to "), "{shell}");
    }
    assert!(succeed(&["completions", "zsh"]).starts_with("#compdef"));
    succeed(&["man", "-o", &path("man")]);
    let pages: Vec<_> = fs::read_dir(path("man")).unwrap().map(|page| page.unwrap().path()).collect();
    assert_eq!(pages.len(), 34);
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for section in ["SYNOPSIS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"] {
            assert!(text.contains(section), "{}: {section}", page.display());
        }
    }
}

/// Rows of numbers are no wider than a terminal of 80 columns; words are broken there.
#[test]
fn tables_fit_into_80_columns() {
    let double_wells = "examples/data/double_wells.npy";
    for line in [
        &["check", MODEL][..],
        &["check", THEORY],
        &["check", "tests/cases/d2_L2.model.json"],
        &["flow", MODEL],
        &["contributions", MODEL, "--cumulant", "3"],
        &["correlators", MODEL, "--order", "1..2", "--loops", "1", "--route", "both"],
        &["modes", THEORY, "--starts", "50"],
        &["fit", double_wells],
        &["stats", double_wells],
        &["reweight", THEORY, "--proposal", MODEL, "-n", "2000"],
    ] {
        for row in stdout(&run(line)).lines() {
            // Four columns and numbers in most of them.
            let columns = row.split("  ").filter(|cell| !cell.trim().is_empty()).count();
            assert!(columns < 4 || row.chars().count() <= 80, "{line:?}: {row}");
        }
    }
}
