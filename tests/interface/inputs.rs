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

/// A sum is read term by term, so it takes no more memory than its terms; a term that is itself as long is refused.
#[cfg(target_os = "linux")]
#[test]
fn long_notations_take_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sum.txt");
    let evaluate = |text: String| {
        fs::write(&path, text).unwrap();
        let limited = ["-c", "ulimit -v 1000000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_diagraction")];
        let diagram = format!("@{}", path.display());
        let arguments = ["evaluate", "tests/cases/d1_L0.model.json", "--diagram", &diagram];
        std::process::Command::new("sh").args([&limited[..], &arguments].concat()).output().unwrap()
    };
    let output = evaluate("+ Z(b1, b1)\n".repeat(800_000));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let output = evaluate(format!("Z(b1, b1)\n- {} * Z(b1, b1)", "1".repeat(1 << 20)));
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("line 2, column 1: a term of more than 1048576 bytes"),
        "{}",
        stderr(&output)
    );
}

/// An archive of samples is held in memory, so its arrays count before it is opened.
#[test]
fn archives_of_samples_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    let mut archive = ndarray_npy::NpzWriter::new_compressed(fs::File::create(&path).unwrap());
    archive.add_array("x", &ndarray::Array2::<f64>::zeros((20_000, 10))).unwrap();
    archive.finish().unwrap();
    for command in ["stats FILE --order 1", "fit FILE --max-rank 1", "train FILE --depth 1 -o m.json"] {
        let command = command.replace("FILE", path.to_str().unwrap()) + " --memory-limit 1M";
        let output = run(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(code(&output), 1, "{command}");
        assert!(stderr(&output).contains("data.npz takes about 3.1 MiB of memory"), "{}", stderr(&output));
    }
}

/// Numbers of any length would take hours to be read.
#[test]
fn factors_with_too_many_digits_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sum.txt");
    fs::write(&path, format!("{} * Z(b1, b1)", "2".repeat(100_000))).unwrap();
    let diagram = format!("@{}", path.display());
    let output = run(&["evaluate", "tests/cases/d1_L0.model.json", "--diagram", &diagram]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("a factor of more than 20000 digits"), "{}", stderr(&output));
}
