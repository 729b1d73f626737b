//! What does not fit is refused, with the need and what would fit.

use crate::command::{MODEL, code, run, stderr, stdout};

#[test]
fn what_does_not_fit_is_refused_with_what_would() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("action.npz");
    let arguments =
        ["evaluate", MODEL, "--max-rank", "4", "--memory-limit", "50K", "-o", target.to_str().unwrap()];
    let output = run(&arguments);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("memory"), "{}", stderr(&output));
    assert!(!target.exists());
}

/// The model itself counts: its file while it is read, and what is held while a method runs.
#[test]
fn models_that_do_not_fit_are_refused() {
    let length = std::fs::metadata(MODEL).unwrap().len();
    for (limit, says) in [(2 * length, "reading"), (3 * length, "the method")] {
        let limit = limit.to_string();
        let output = run(&["evaluate", MODEL, "--max-rank", "2", "--memory-limit", &limit]);
        assert_eq!(code(&output), 1);
        assert!(stderr(&output).contains(says), "{}", stderr(&output));
    }
}

/// All actions of `check` are held together, and both of `compare`.
#[test]
fn what_is_held_counts() {
    let at = |command: &[&str], limit: u64| {
        let limit = format!("{limit}K");
        run(&[command, &["--max-rank", "4", "--memory-limit", &limit]].concat())
    };
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("action.npz");
    let evaluate = ["evaluate", MODEL, "-o", target.to_str().unwrap()];
    // What a single action takes, and its entries.
    let single = (0..).map(|step| 100 + 10 * step).find(|&limit| code(&at(&evaluate, limit)) == 0).unwrap();
    let held = std::fs::metadata(&target).unwrap().len() / 1024;
    let compare = ["compare", MODEL, MODEL];
    assert_eq!(code(&at(&compare, single)), 1);
    assert_eq!(code(&at(&compare, single + held + 10)), 0);
    let direct = ["evaluate", MODEL, "--method", "direct", "-o", target.to_str().unwrap()];
    let single = (0..).map(|step| 1000 + 10 * step).find(|&limit| code(&at(&direct, limit)) == 0).unwrap();
    let skips = |limit| stdout(&at(&["check", MODEL], limit)).contains("method direct");
    assert!(skips(single) && !skips(single + 4 * held));
}

/// A diagram whose contraction cannot fit is refused before any memory is taken.
#[test]
fn contributions_that_do_not_fit_are_refused() {
    let split = |leg: &str, layer: u32| format!("W{}.chi{layer}({leg}, {leg})", layer + 1);
    let leg = split(&split(&split("W1.x", 1), 2), 3);
    let output = run(&["evaluate", MODEL, "--diagram", &format!("Z({leg}, {leg})")]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("of memory"), "{}", stderr(&output));
}
