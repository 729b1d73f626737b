//! Figures of cumulants.

use std::fs;
use std::path::Path;

use super::{autoregression, run};

/// A folder with samples of this dimension, and with others that are twice as wide.
fn two_files(rows: usize, dimension: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let samples = |seed| autoregression(rows, dimension, 0.0, seed);
    ndarray_npy::write_npy(folder.path().join("a.npy"), &samples(1)).unwrap();
    ndarray_npy::write_npy(folder.path().join("b.npy"), &(2.0 * samples(2))).unwrap();
    folder
}

/// The lines of a file of numbers without their header.
fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().skip(1).map(str::to_string).collect()
}

#[test]
fn plots_have_both_sides_with_their_errors() {
    let folder = two_files(400, 3);
    let place = |name: &str| folder.path().join(name);
    let both = ["stats", "a.npy", "--against", "b.npy", "--order", "3", "--plot"];
    let with = |more: &[&str]| run(folder.path(), &[&both[..], more].concat());
    assert!(with(&["plot.csv", "-o", "table.csv"]).status.success());
    let expected = lines(&place("table.csv")).into_iter().map(|line| {
        let [order, index, value, error, other, other_error] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let group = match index.split(' ').collect::<Vec<_>>()[..] {
            [_] => "all",
            [first, .., last] if first == last => "diagonal",
            _ => "off-diagonal",
        };
        format!("{order},point,{group},{other},{value},{other_error},{error},,")
    });
    let (mut expected, mut found) = (expected.collect::<Vec<_>>(), lines(&place("plot.csv")));
    expected.sort();
    found.sort();
    assert_eq!((found.len(), found), (3 + 6 + 10, expected));
    assert!(with(&["plot.svg"]).stdout.starts_with(b"data "));
    let title = "<title>Cumulants of a.npy against b.npy: they do not agree in order 2</title>";
    assert!(fs::read_to_string(place("plot.svg")).unwrap().contains(title));
    assert!(with(&["plot.png"]).status.success());
    assert!(fs::read(place("plot.png")).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn plots_thin_out_points_and_know_neighbours() {
    let folder = two_files(300, 16);
    let plot = folder.path().join("plot.csv");
    let against = |other| ["stats", "a.npy", "--against", other, "--plot", "plot.csv"];
    assert!(run(folder.path(), &against("b.npy")).status.success());
    let of_order = |order: &str| lines(&plot).iter().filter(|line| line.starts_with(order)).count();
    assert_eq!((of_order("1,"), of_order("2,"), of_order("3,")), (16, 136, 816));
    assert!((100..=2000).contains(&of_order("4,")), "{} of 3876 points", of_order("4,"));
    let theory = ["theory", "lattice", "--side", "4", "-o", "theory.json"];
    assert!(run(folder.path(), &theory).status.success());
    let drawn = run(folder.path(), &[&against("theory.json")[..], &["--order", "2"]].concat());
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    let of_group = |group: &str| lines(&plot).iter().filter(|line| line.starts_with(group)).count();
    assert_eq!((of_group("2,point,adjacent,"), of_group("2,point,not adjacent,")), (32, 120 - 32));
}

#[test]
fn one_side_is_drawn_by_group_and_no_input_is_overwritten() {
    let folder = two_files(300, 3);
    let before = fs::read(folder.path().join("a.npy")).unwrap();
    assert!(run(folder.path(), &["stats", "a.npy", "--plot", "one.csv"]).status.success());
    let lines = lines(&folder.path().join("one.csv"));
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(
        (count("1,value,all,"), count("2,value,diagonal,"), count("4,value,off-diagonal,")),
        (3, 3, 12)
    );
    assert_eq!(count("5,entry,"), 9);
    let both = ["stats", "a.npy", "--against", "b.npy"];
    for more in [
        &["--plot", "a.npy"][..],
        &["--plot", "./b.npy"],
        &["--plot", "c.eps"],
        &["--plot", "-"],
        &["--plot", "c.csv", "-o", "c.csv"],
        &["--format", "csv", "-o", "b.npy"],
    ] {
        assert_eq!(run(folder.path(), &[&both[..], more].concat()).status.code(), Some(2), "{more:?}");
    }
    assert_eq!(fs::read(folder.path().join("a.npy")).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}
