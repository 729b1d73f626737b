//! The command line.

use std::process::{Command, Output};

use diagraction::action::{SparseAction, file};
use diagraction::data::Samples;
use diagraction::sample::Settings;
use ndarray::Array2;

use super::{double_well, teacher};

fn command(folder: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diagraction"));
    command.arg("sample").args(arguments).current_dir(folder.path()).env("LC_ALL", "C");
    command
}

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command(folder, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, action: &SparseAction<f64>| {
        let mut out = std::fs::File::create(folder.path().join(name)).unwrap();
        file::json::write_sparse(action, &mut out).unwrap();
    };
    write("easy.json", &double_well(0.5));
    write("well.json", &double_well(6.0));
    let mut hill = SparseAction::zero(1);
    hill.add_monomial(&[0, 0], 0.5);
    write("hill.json", &hill);
    diagraction::network::file::save(folder.path().join("net.safetensors"), &teacher()).unwrap();
    folder
}

fn read(folder: &tempfile::TempDir, name: &str) -> Array2<f64> {
    let samples = Samples::open(folder.path().join(name), None).unwrap();
    samples.range(0, samples.rows()).unwrap()
}

#[test]
fn draws_are_written_and_judged() {
    let folder = folder();
    let arguments = ["easy.json", "-n", "4000", "--tune", "300", "--strict", "--verify", "-o", "easy.npy"];
    let (code, out, err) = run(&folder, &arguments);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("verdict           the chains agree: R-hat is at most 1.0"), "{out}");
    assert!(out.contains("E[x dS/dx] = -1 and E[dS/dx] = 0 hold: of 4 means"), "{out}");
    assert_eq!(read(&folder, "easy.npy").dim(), (4000, 2));
    let arguments =
        ["easy.json", "-n", "4000", "--tune", "300", "--keep-chains", "--format", "json", "-o", "easy.npz"];
    let (code, out, _) = run(&folder, &arguments);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &report["agree"], &report["coordinates"][1].as_array().unwrap().len()),
        (0, &true.into(), &3)
    );
    let chains = Samples::open(folder.path().join("easy.npz"), None).unwrap();
    assert_eq!(chains.chains(), [1000; 4]);
    // The diagnostics of an array are made from its file.
    let arguments = ["easy.json", "-n", "4000", "--tune", "300", "--format", "json", "-o", "again.npy"];
    let (_, out, _) = run(&folder, &arguments);
    let of_file: serde_json::Value = serde_json::from_str(&out).unwrap();
    for key in ["coordinates", "action", "maxima", "draws", "agree"] {
        assert_eq!(of_file[key], report[key], "{key}");
    }
    assert_eq!(read(&folder, "easy.npz"), read(&folder, "easy.npy"));
}

#[test]
fn strict_fails_on_modes_that_chains_do_not_leave() {
    let folder = folder();
    let common = ["well.json", "-n", "2000", "--tune", "300", "--spread", "6", "-o", "well.npy"];
    let (code, out, _) = run(&folder, &common);
    assert!(code == 0 && out.contains("do not use these draws: the chains do not agree"), "{code} {out}");
    let (code, out, err) = run(&folder, &[&common[..], &["--strict"]].concat());
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("the draws are in well.npy all the same"), "{out}");
    assert_eq!(read(&folder, "well.npy").dim(), (2000, 2));
}

#[test]
fn networks_are_sampled_exactly() {
    let folder = folder();
    let (code, out, err) =
        run(&folder, &["net.safetensors", "-n", "9000", "--verify", "--strict", "-o", "net.npy"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("9000 in 4 dimensions, independent") && out.contains("hold: of 8 means"), "{out}");
    assert_eq!(read(&folder, "net.npy"), teacher().sample(9000, 1).unwrap());
}

#[test]
fn errors_are_one_line_and_leave_nothing() {
    let folder = folder();
    for (arguments, code, says) in [
        (&["hill.json", "-n", "100", "-o", "x.npy"][..], 1, "cannot be normalised"),
        (&["none.json", "-n", "100", "-o", "x.npy"], 1, "none.json"),
        (&["easy.json", "-n", "3", "-o", "x.npy"], 2, "at least one draw for each"),
        (&["easy.json", "-n", "100", "-o", "x.txt"], 2, "written as .npy"),
        (&["easy.json", "-n", "100", "-o", "x.npz"], 2, "--keep-chains"),
        (&["easy.json", "-n", "100", "--keep-chains", "-o", "x.npy"], 2, "FILE.npz"),
        (&["easy.json", "-n", "0", "-o", "x.npy"], 2, "number of draws"),
        (&["easy.json", "-n", "10", "--accept", "1", "-o", "x.npy"], 2, "between 0 and 1"),
        (&["easy.json", "-n", "9999999999", "-o", "x.npy"], 1, "may be taken"),
        (&["easy.json", "-n", "100", "-o", "no/x.npy"], 1, "no/x.npy: the folder no does not exist"),
    ] {
        let (found, out, err) = run(&folder, arguments);
        assert!(found == code && out.is_empty() && err.contains(says), "{arguments:?}: {found} {out} {err}");
        assert!(err.starts_with("error: "), "{err}");
    }
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
}

/// Processor time that a process has taken, in hundredths of a second.
#[cfg(target_os = "linux")]
fn processor_time(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11].parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_keeps_what_was_drawn() {
    let folder = folder();
    let mut child = command(
        &folder,
        &["easy.json", "-n", "10000000", "--tune", "50", "-o", "cut.npy", "--memory-limit", "2G"],
    )
    .stdout(std::process::Stdio::piped())
    .spawn()
    .unwrap();
    // By then the few steps of tuning are over, however busy the machine is.
    while processor_time(child.id()) < 100 {
        std::thread::yield_now();
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let rows = read(&folder, "cut.npy").nrows();
    assert!((100..10_000_000).contains(&rows), "{rows}");
}

#[test]
fn memory_of_diagnostics_counts() {
    let settings = Settings { draws: 800_000, ..Settings::default() };
    // Draws take 32 bytes each, and what is held of them while they are looked at more than twice as many.
    assert!(settings.memory(2, 2) > 800_000 * 80, "{}", settings.memory(2, 2));
    let folder = folder();
    let arguments = ["easy.json", "-n", "800000", "--memory-limit", "30M", "-o", "x.npy"];
    let (code, _, err) = run(&folder, &arguments);
    assert!(code == 1 && err.contains("may be taken"), "{code} {err}");
}
