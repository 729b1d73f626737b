//! Files that are written: whole or not at all, with nothing left beside them, and errors that name them.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use diagraction::WholeFile;

use crate::command::*;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn write(target: &Path, text: &str) {
    let mut file = WholeFile::create(target).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.finish().unwrap();
    assert_eq!(fs::read_to_string(target).unwrap(), text);
}

/// A process that is killed drops nothing.
#[cfg(target_os = "linux")]
#[test]
fn what_is_killed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = WholeFile::create(folder.path().join("a.json")).unwrap();
    file.write_all(b"half of it").unwrap();
    file.flush().unwrap();
    std::mem::forget(file);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn what_was_left_aside_is_collected_unless_somebody_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::write(place(".diagraction-killed.unfinished"), "half of it").unwrap();
    let own = [".diagraction-notes.md", ".diagraction-1234.unfinished", ".diagraction-config.toml"];
    own.iter().for_each(|name| fs::write(place(name), "of the user").unwrap());
    fs::create_dir(place(".diagraction-folder.unfinished")).unwrap();
    let held = File::create(place(".diagraction-held00.unfinished")).unwrap();
    held.lock().unwrap();
    write(&place("a.json"), "{}");
    own.iter().for_each(|name| fs::remove_file(place(name)).unwrap());
    assert_eq!(
        names(folder.path()),
        [".diagraction-folder.unfinished", ".diagraction-held00.unfinished", "a.json"]
    );
    drop(held);
    write(&place("a.json"), "[]");
    assert_eq!(names(folder.path()), [".diagraction-folder.unfinished", "a.json"]);
}

/// A link that leads nowhere yet is followed.
#[cfg(unix)]
#[test]
fn a_link_names_the_file_that_comes_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::create_dir(place("inner")).unwrap();
    std::os::unix::fs::symlink("inner/b.json", place("a.json")).unwrap();
    write(&place("a.json"), "{}");
    assert!(fs::symlink_metadata(place("a.json")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(place("inner/b.json")).unwrap(), "{}");
}

#[cfg(unix)]
#[test]
fn replaced_files_keep_their_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    for mode in [0o600, 0o444, 0o755] {
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        write(&path, "{}");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        fs::remove_file(&path).unwrap();
    }
}

/// The errors of a command that may write files of one block only.
#[cfg(target_os = "linux")]
#[test]
fn errors_name_what_was_to_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let theory = folder.path().join("theory.json");
    assert_eq!(code(&run(&["theory", "lattice", "--side", "2", "-o", theory.to_str().unwrap()])), 0);
    let theory = theory.to_str().unwrap();
    for (arguments, name) in [
        (&["evaluate", MODEL, "--max-rank", "3"][..], "a.json"),
        (&["evaluate", MODEL, "--max-rank", "3"], "a.csv"),
        (&["evaluate", MODEL, "--max-rank", "3"], "a.npz"),
        (&["evaluate", MODEL, "--max-rank", "3"], "a.safetensors"),
        (&["sample", theory, "-n", "400", "--tune", "50", "--keep-chains"], "a.npz"),
        (&["sample", theory, "-n", "400", "--tune", "50"], "a.npy"),
        (&["sample", MODEL, "-n", "4000"], "a.npy"),
        (&["theory", "teacher", "--dimension", "12", "--depth", "2"], "a.safetensors"),
    ] {
        let path = folder.path().join(name);
        let limited =
            ["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_diagraction")];
        let output = std::process::Command::new("sh")
            .args([&limited[..], arguments, &["-o", path.to_str().unwrap()]].concat())
            .output()
            .unwrap();
        let (start, message) = (format!("error: {}", path.display()), stderr(&output));
        assert_eq!(code(&output), 1, "{arguments:?}");
        assert!(message.starts_with(&start) && message.lines().count() == 1, "{message}");
        assert!(message.ends_with(" cannot be written: File too large (os error 27)\n"), "{message}");
    }
    assert_eq!(names(folder.path()), ["theory.json"]);
    let full = run(&["expand", "--depth", "1", "-o", "/dev/full"]);
    let expected = "error: /dev/full cannot be written: No space left on device (os error 28)\n";
    assert_eq!((code(&full), stderr(&full)), (1, expected.to_string()));
    let mut command = command(&["expand", "--depth", "1"]);
    let full = command.stdout(File::options().write(true).open("/dev/full").unwrap()).output().unwrap();
    let expected = "error: standard output cannot be written: No space left on device (os error 28)\n";
    assert_eq!((code(&full), stderr(&full)), (1, expected.to_string()));
}
