//! The packages that this one stands on: their licences, known faults, doubled versions and the compiler they need.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use semver::{Version, VersionReq};
use serde_json::Value;

/// Licences under which a binary may be passed on as this one is.
const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Zlib",
    "Unlicense",
    "0BSD",
    "CC0-1.0",
    "ISC",
    "Unicode-3.0",
    "BSL-1.0",
    "NCSA",
];

/// Advisories that stay: `paste` is finished and nobody maintains it; the linear algebra needs it.
const ACCEPTED: &[&str] = &["RUSTSEC-2024-0436"];

/// Packages of which several versions are built, because what needs them asks for different ones.
const DOUBLED: &[&str] = &[
    "equator",
    "equator-macro",
    "foldhash",
    "getrandom",
    "hashbrown",
    "itertools",
    "miniz_oxide",
    "rand",
    "rand_core",
    "shlex",
    "similar",
    "syn",
];

/// The packages for this machine. They were fetched for this test, so no network is needed.
fn packages() -> Vec<Value> {
    let host = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no packages") };
    packages.into_iter().filter(|package| !package["source"].is_null()).collect()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

/// One of the alternatives has only licences of the list.
fn may_be_passed_on(licence: &str) -> bool {
    let known = |word: &str| {
        let word = word.trim_matches(['(', ')', ' ']);
        LICENCES.contains(&word.split(" WITH ").next().unwrap())
    };
    let alternatives = licence.replace(" / ", " OR ").replace('/', " OR ");
    alternatives.split(" AND ").all(|part| part.trim_matches(['(', ')']).split(" OR ").any(known))
}

#[test]
fn licences_and_compilers_fit() {
    let ours = env!("CARGO_PKG_RUST_VERSION");
    let number =
        |version: &str| -> Vec<u32> { version.split('.').map(|part| part.parse().unwrap()).collect() };
    for package in packages() {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(may_be_passed_on(licence), "{}: {licence}", name(&package));
        if let Some(theirs) = package["rust_version"].as_str() {
            let fits = number(theirs)[..2] <= number(ours)[..2];
            assert!(fits, "{} needs Rust {theirs}, and Cargo.toml promises {ours}", name(&package));
        }
    }
    assert!(
        !may_be_passed_on("GPL-3.0")
            && !may_be_passed_on("MIT AND GPL-3.0")
            && may_be_passed_on("MIT/GPL-3.0")
    );
}

#[test]
fn doubled_versions_are_the_known_ones() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages() {
        versions.entry(name(&package).into()).or_default().insert(package["version"].to_string());
    }
    let doubled: Vec<&str> =
        versions.iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name.as_str()).collect();
    assert_eq!(doubled, DOUBLED);
}

/// `tests/fixtures/advisories.txt` holds the advisories for these packages that were known at its date.
#[test]
fn no_locked_package_has_a_known_fault() {
    let lock: toml::Table = include_str!("../Cargo.lock").parse().unwrap();
    let mut concerned = Vec::new();
    for line in include_str!("fixtures/advisories.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.splitn(3, ' ');
        let (name, advisory) = (words.next().unwrap(), words.next().unwrap());
        let sound: Vec<VersionReq> = words
            .next()
            .into_iter()
            .flat_map(|ranges| ranges.split(" | "))
            .map(|range| range.parse().unwrap())
            .collect();
        for package in lock["package"].as_array().unwrap() {
            let version: Version = package["version"].as_str().unwrap().parse().unwrap();
            if package["name"].as_str() == Some(name) && !sound.iter().any(|range| range.matches(&version)) {
                concerned.push(advisory);
            }
        }
    }
    assert_eq!(concerned, ACCEPTED);
}
