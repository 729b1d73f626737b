//! A figure from beginning to end, at a size for tests.

use std::cell::RefCell;

use crate::train::Options;

use super::{
    Figure, LatticeSettings, Observer, Page, Settings, Workshop, page::verdicts, reproduce, write_index,
};

/// A lattice of nine sites, two depths, a few seconds.
fn tiny() -> Settings {
    let usual = LatticeSettings::in_field(3);
    let options = Options { epochs: 3, batch: 128, records: 4, ..usual.options.clone() };
    let lattice16 = LatticeSettings {
        draws: 6000,
        test_draws: 1000,
        depths: vec![1, 2],
        cumulant_draws: 4000,
        record_draws: 1000,
        smoothing: 2,
        options,
        ..usual
    };
    Settings { lattice16, ..Settings::default() }
}

/// Remembers which steps were made, and which were found.
#[derive(Default)]
struct Memory(RefCell<Vec<(String, bool)>>);

impl Observer for Memory {
    fn step(&self, name: &str, is_kept: bool) {
        self.0.borrow_mut().push((name.to_string(), is_kept));
    }
}

fn run(folder: &std::path::Path) -> (Page, Vec<(String, bool)>) {
    let memory = Memory::default();
    let workshop = Workshop::new(folder, 1, u64::MAX, &memory).unwrap();
    let page = reproduce(Figure::Fig9, &tiny(), &workshop).unwrap();
    drop(workshop);
    (page, memory.0.into_inner())
}

#[test]
fn a_lattice_figure_is_made_and_goes_on_from_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (page, steps) = run(folder.path());
    let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["theory", "training", "test", "reference", "gaussian", "L1", "L2"]
        .map(|part| format!("lattice9-{part}"));
    assert_eq!(names, expected);
    assert!(steps.iter().all(|(_, is_kept)| !is_kept), "{steps:?}");
    // The coupling of neighbours is learned even by little training; at the start there is none.
    let table = &page.tables[0];
    let column = table.header.iter().position(|name| name == "A⁽²⁾ neighbours").unwrap();
    for row in &table.rows {
        let mean: f64 = row[column].split_once(" ± ").unwrap().0.parse().unwrap();
        assert!((mean - 0.5).abs() < 0.25, "{table:?}");
    }

    // An interrupt before the last network was complete.
    for entry in std::fs::read_dir(folder.path().join("cache")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("lattice9-L2") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let (again, steps) = run(folder.path());
    let made: Vec<&str> =
        steps.iter().filter(|(_, is_kept)| !is_kept).map(|(name, _)| name.as_str()).collect();
    assert_eq!(made, ["lattice9-L2"]);
    assert_eq!(again, page);

    page.write(folder.path(), "diagraction reproduce fig9").unwrap();
    write_index(folder.path()).unwrap();
    assert_eq!(verdicts(folder.path()).unwrap(), [(Figure::Fig9, page.verdict())]);
    for plot in ["field", "action", "losses", "quartic", "cumulants"] {
        let svg = std::fs::read_to_string(folder.path().join(format!("fig9-{plot}.svg"))).unwrap();
        assert!(svg.starts_with("<svg"), "{plot}");
    }
}
