//! What is not a file is not read, and long texts are refused.

use std::fs;
use std::process::Command;

use crate::command::*;

/// A device without end and a pipe that nobody writes into, under the names of files.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let arguments = [
        ("npy", "stats FILE"),
        ("npz", "stats FILE"),
        ("csv", "stats FILE"),
        ("csv", "fit examples/data/double_wells.npy --support FILE"),
        ("json", "modes FILE"),
        ("safetensors", "modes FILE"),
        ("npz", "sample FILE -n 1 -o x.npy"),
        ("safetensors", "evaluate FILE"),
        ("json", "compare FILE FILE"),
        ("action", "theory FILE"),
        ("action", "theory THEORY"),
        ("npy", "evaluate examples/models/lattice16.safetensors --around FILE"),
        ("txt", "evaluate examples/models/lattice16.safetensors --diagram @FILE"),
    ];
    for (ending, command) in arguments {
        let [device, pipe] = ["device", "pipe"].map(|name| place(&format!("{name}.{ending}")));
        let _ = std::os::unix::fs::symlink("/dev/zero", &device);
        assert!(fs::exists(&pipe).unwrap() || Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for file in [device, pipe] {
            fs::write(
                place("theory.action"),
                format!("dimension 1\nfield h = file \"{file}\"\nS = h[0] * x[0]"),
            )
            .unwrap();
            let command = command.replace("FILE", &file).replace("THEORY", &place("theory.action"));
            let output = run(&command.split(' ').collect::<Vec<_>>());
            assert_eq!(code(&output), 1, "{command}");
            assert!(stderr(&output).contains("is not a regular file"), "{command}: {}", stderr(&output));
        }
    }
}

#[test]
fn long_notations_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sum.txt");
    let term = "+ Z(b1, b1)\n";
    for (terms, expected) in [((1 << 20) / term.len(), 0), ((1 << 20) / term.len() + 1, 1)] {
        fs::write(&path, term.repeat(terms)).unwrap();
        let output =
            run(&["evaluate", "tests/cases/d1_L0.model.json", "--diagram", &format!("@{}", path.display())]);
        assert_eq!(code(&output), expected, "{}", stderr(&output));
        assert_eq!(stderr(&output).contains("more than 1048576 bytes"), expected == 1, "{}", stderr(&output));
    }
}
