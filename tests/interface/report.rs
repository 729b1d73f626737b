//! The page of `report`.

use std::collections::HashSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::{MODEL, code, command, run, stderr, succeed};

fn report(folder: &Path, name: &str, options: &[&str], threads: &str) -> String {
    let path = folder.join(name);
    let arguments = [&["report", MODEL], options, &["-o", path.to_str().unwrap()]].concat();
    let output = command(&arguments)
        .env("RAYON_NUM_THREADS", threads)
        .env("SOURCE_DATE_EPOCH", "1000000000")
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    std::fs::read_to_string(path).unwrap()
}

/// What stands in quotes behind a name.
fn attributes<'a>(page: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(&format!(" {name}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect::<Vec<_>>()
        .into_iter()
}

#[test]
fn a_report_stands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let theory = folder.path().join("lattice.json");
    let (theory, data) = (theory.to_str().unwrap(), folder.path().join("draws.npy"));
    succeed(&["theory", "examples/theories/lattice16.action", "-o", theory]);
    succeed(&["sample", MODEL, "-n", "4000", "--seed", "7", "-o", data.to_str().unwrap()]);
    let options = ["--theory", theory, "--data", data.to_str().unwrap()];
    let page = report(folder.path(), "page.html", &options, "2");
    assert_eq!(page, report(folder.path(), "page.html", &options, "1"));
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    // The same draws and the same judge as those of `stats`.
    let compared = run(&["stats", data.to_str().unwrap(), "--against", MODEL, "--format", "json"]);
    let compared: serde_json::Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert!(page.contains(compared["verdict"].as_str().unwrap()), "{}", compared["verdict"]);
    for source in attributes(&page, "src").chain(attributes(&page, "href")) {
        assert!(source.starts_with("data:") || source.starts_with('#'), "{source}");
    }
    let ids: Vec<&str> = attributes(&page, "id").collect();
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id is there twice");
    for target in attributes(&page, "href").filter_map(|href| href.strip_prefix('#')) {
        assert!(known.contains(target), "#{target} leads nowhere");
    }
    for id in
        ["summary", "rank-1", "rank-4", "pictures", "couplings", "truth", "cumulants", "checks", "model"]
    {
        assert!(known.contains(id), "no section {id}");
    }
    assert!(
        page.contains("checks of the extraction hold") && !page.contains("NaN") && !page.contains("FAIL")
    );
    // What fails comes first: the network has no quartic couplings, and its own draws agree with it.
    let [trust, fit, couplings] = answers(&page)[..] else { panic!("three answers") };
    assert!(trust.contains("Fails:") && trust.contains("times the true one"), "{trust}");
    assert!(trust.contains("cumulants of order 1, 2, 3, 4 agree with the data"), "{trust}");
    assert!(fit.contains("4,000") && fit.matches('±').count() == 4, "{fit}");
    assert!(couplings.contains("(48 of the 48 true ones)"), "{couplings}");
    assert!(page.contains("2001-09-09") && page.contains("NOT normalisable: along x["));
}

#[test]
fn reports_are_pages_of_what_fits_together() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["report", MODEL]);
    assert!(code(&output) == 2 && stderr(&output).contains("-o FILE.html"), "{}", stderr(&output));
    let path = folder.path().join("page.html");
    let (path, other) = (path.to_str().unwrap(), folder.path().join("other.json"));
    std::fs::write(&other, r#"{"format": "diagraction-action", "version": 1, "dimension": 2, "max_rank": 2, "max_chi": null, "exact": false, "coefficients": [{"rank": 2, "entries": [{"index": [0, 0], "value": -0.5}]}]}"#).unwrap();
    let output = run(&["report", MODEL, "--theory", other.to_str().unwrap(), "-o", path]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("16") && !Path::new(path).exists(), "{}", stderr(&output));
    // A network without activations has a page too.
    let linear = folder.path().join("linear.json");
    std::fs::write(&linear, r#"{"linear": [{"weight": [[2.0]], "bias": [0.5]}], "chi": []}"#).unwrap();
    let output = run(&["report", linear.to_str().unwrap(), "-o", path]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

/// What the page says first, a paragraph each.
fn answers(page: &str) -> Vec<&str> {
    page.split("<p class=\"answer").skip(1).map(|rest| rest.split("</p>").next().unwrap()).collect()
}

/// The indices of the couplings that are listed of a rank, and whether they are folded.
fn listed(page: &str, rank: usize) -> Vec<(&str, bool)> {
    let (_, section) = page.split_once(&format!("id=\"rank-{rank}\"")).unwrap();
    let section = section.split("</section>").next().unwrap();
    let folded = section.find("within the noise").unwrap_or(section.len());
    let items = section
        .match_indices("data-index=\"")
        .map(|(place, found)| (section[place + found.len()..].split('"').next().unwrap(), place > folded));
    items.collect()
}

#[test]
fn without_errors_nothing_is_said_to_stand_out() {
    let folder = tempfile::tempdir().unwrap();
    let page = report(folder.path(), "page.html", &["--max-rank", "3"], "2");
    let [_, fit, couplings] = answers(&page)[..] else { panic!("three answers") };
    assert!(fit.contains("No samples were given"), "{fit}");
    assert!(couplings.contains("No errors of the couplings are known"), "{couplings}");
    assert!(
        couplings.contains("968") && couplings.contains("the largest terms of S by rank are"),
        "{couplings}"
    );
    assert!(page.contains("No errors are known") && !page.contains("Stand out"));
    assert!(listed(&page, 3).iter().all(|(_, is_folded)| !is_folded));
}

/// With errors as large as the entries one that is known better stands out, however small it is.
#[test]
fn what_stands_out_of_the_noise_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let model = "tests/cases/d3_L2_rank4.model.json";
    let text = succeed(&["evaluate", model, "--max-rank", "4", "--format", "json"]);
    let mut action: Value = serde_json::from_str(&text).unwrap();
    let mut errors = action["coefficients"].clone();
    let mut smallest = (f64::INFINITY, Vec::new());
    for one in errors.as_array_mut().unwrap() {
        let is_third = one["rank"] == 3;
        for entry in one["entries"].as_array_mut().unwrap() {
            let value = entry["value"].as_f64().unwrap().abs();
            if is_third && value > 0.0 && value < smallest.0 {
                smallest = (value, serde_json::from_value::<Vec<usize>>(entry["index"].clone()).unwrap());
            }
            entry["value"] = json!(value);
        }
    }
    for one in errors.as_array_mut().unwrap() {
        for entry in one["entries"].as_array_mut().unwrap() {
            if entry["index"] == json!(smallest.1) {
                entry["value"] = json!(smallest.0 / 10.0);
            }
        }
    }
    action["errors"] = errors;
    let path = folder.path().join("errors.json");
    std::fs::write(&path, action.to_string()).unwrap();
    let html = folder.path().join("page.html");
    let [path, html] = [&path, &html].map(|path| path.to_str().unwrap());
    succeed(&["report", model, "--errors", path, "-o", html]);
    let page = std::fs::read_to_string(html).unwrap();
    let third = listed(&page, 3);
    let planted = smallest.1.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    assert_eq!(third[0], (planted.as_str(), false));
    assert!(third.len() > 1 && third[1..].iter().all(|(_, is_folded)| *is_folded), "{third:?}");
    assert!(page.contains("<strong>1 of 10 entries stands out</strong>"));
    assert!(answers(&page)[2].contains("<strong>1</strong> of 10"), "{}", answers(&page)[2]);
    assert!(listed(&page, 2).iter().all(|(_, is_folded)| *is_folded));
    // Errors of another action are none of this one.
    let output = run(&["report", MODEL, "--errors", path, "-o", html]);
    assert!(code(&output) == 1 && stderr(&output).contains("another action"), "{}", stderr(&output));
}

/// The day is that of the build, where one is given.
#[test]
fn the_day_is_an_input() {
    let folder = tempfile::tempdir().unwrap();
    let html = folder.path().join("page.html");
    let arguments = ["report", MODEL, "--max-rank", "1", "-o", html.to_str().unwrap()];
    let with = |seconds: &str| command(&arguments).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
    let made = || std::fs::read(&html).unwrap();
    assert_eq!(code(&with("86399")), 0);
    let page = made();
    assert!(String::from_utf8_lossy(&page).contains("1970-01-01"));
    assert_eq!((code(&with("0")), made() == page), (0, true));
    assert_eq!((code(&with("86400")), made() == page), (0, false));
    for wrong in ["yesterday", "-1", "253402300800"] {
        let output = with(wrong);
        assert!(code(&output) == 1 && stderr(&output).contains("SOURCE_DATE_EPOCH"), "{}", stderr(&output));
    }
}
