//! The folder of a run: one of foreign origin, a damaged one, and the model beside it.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use sha2::{Digest, Sha256};

use super::train::Bench;

const OPTIONS: &str = "data.npy --depth 1 --epochs 3 --batch 100 --records 2";

/// The files of a run.
pub(super) const FILES: [&str; 7] = [
    "config.toml",
    "checkpoint.safetensors",
    "progress.json",
    "log.txt",
    "model.safetensors",
    "metrics.csv",
    "records.csv",
];

/// The configuration of a run, changed and with a checksum again.
pub(super) fn change_config(run: &Path, change: impl FnOnce(&str) -> String) {
    let path = run.join("config.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = change(text.split_once('\n').unwrap().1);
    let checksum: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(path, format!("checksum = \"{checksum}\"\n{text}")).unwrap();
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_refused() {
    let bench = Bench::new();
    let victim = bench.path("victim");
    for name in FILES {
        bench.done(&format!("{OPTIONS} --run {name}"));
        let path = bench.path(name).join(name);
        let links = [(std::os::unix::fs::symlink as fn(_, _) -> _, false), (fs::hard_link, true)];
        for (link, is_hard) in links {
            // What is read stays what it was.
            fs::copy(&path, &victim).unwrap();
            let before = fs::read(&victim).unwrap();
            fs::remove_file(&path).unwrap();
            link(victim.as_path(), path.as_path()).unwrap();
            if is_hard && name != "log.txt" {
                bench.done(&format!("--resume {name}"));
            } else {
                let message = bench.refused(&format!("--resume {name}"), 1);
                assert!(message.contains(name) && message.contains("are its own"), "{message}");
            }
            assert_eq!(fs::read(&victim).unwrap(), before, "{name}");
            fs::remove_file(&path).unwrap();
            fs::copy(&victim, &path).unwrap();
            fs::remove_file(&victim).unwrap();
        }
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        assert!(bench.refused(&format!("--resume {name}"), 1).contains("are its own"));
    }
    // The folder itself may be a link.
    std::os::unix::fs::symlink(bench.path("log.txt"), bench.path("link")).unwrap();
    fs::remove_file(bench.path("log.txt/log.txt")).unwrap();
    bench.done("--resume link");
}

#[test]
fn a_resume_writes_beside_the_folder_only_what_it_is_asked_for() {
    let bench = Bench::new();
    bench.done(&format!("{OPTIONS} --run run -o beside.npz"));
    fs::remove_file(bench.path("beside.npz")).unwrap();
    let told = bench.done("--resume run");
    assert!(!bench.path("beside.npz").exists());
    assert!(told.contains("model             run/model.safetensors\n"), "{told}");
    let note = told.lines().find(|line| line.starts_with("note ")).unwrap();
    assert!(note.contains("beside.npz, which is written where -o is given again"), "{note}");
    assert!(bench.done("--resume run --json").contains("given again"));
    let told = bench.done("--resume run -o beside.npz");
    assert!(told.contains("model             beside.npz\n") && !told.contains("note "), "{told}");
    assert!(bench.path("beside.npz").exists());
    bench.done("--resume run -o another.json");
    assert!(bench.path("another.json").exists());

    fs::write(bench.path("victim.json"), "precious").unwrap();
    change_config(&bench.path("run"), |text| text.replace("beside.npz", "victim.json"));
    assert!(bench.done("--resume run").contains("victim.json, which is written where"));
    assert_eq!(fs::read_to_string(bench.path("victim.json")).unwrap(), "precious");
    assert!(bench.refused("--resume run -o data.npy", 2).contains(".safetensors"));
    assert!(bench.refused("--resume run -o nowhere/m.json", 1).contains("does not exist"));
    let inner = bench.refused("--resume run -o run/progress.json", 2);
    assert!(inner.contains("names a file of the run"), "{inner}");
}

#[test]
fn damaged_tables_are_made_anew_and_a_damaged_configuration_is_refused() {
    let bench = Bench::new();
    bench.done(&format!("{OPTIONS} --run run"));
    let before = bench.bytes("run");
    for name in ["metrics.csv", "records.csv"] {
        let path = bench.path("run").join(name);
        let text = fs::read_to_string(&path).unwrap();
        for damaged in [text.replacen('1', "2", 1), text.replace(",1", ""), String::new()] {
            fs::write(&path, damaged).unwrap();
            bench.done("--resume run");
            assert!(bench.bytes("run") == before, "{name}");
        }
        fs::remove_file(&path).unwrap();
        bench.done("--resume run");
        assert!(bench.bytes("run") == before, "{name}");
    }
    let config = bench.path("run/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("learning-rate = 0.00003", "learning-rate = 0.0003")).unwrap();
    assert!(bench.refused("--resume run", 1).contains("its checksum is not that of its content"));
    fs::write(&config, text.split_once('\n').unwrap().1).unwrap();
    assert!(bench.refused("--resume run", 1).contains("it has no checksum"));
    fs::write(&config, &text).unwrap();
    bench.done("--resume run");
}

#[test]
fn of_two_processes_one_begins_a_run() {
    let bench = Bench::new();
    bench.write("few.npy", &super::train::samples(60, 1));
    for round in 0..80 {
        let name = format!("run{round}");
        if round % 2 == 0 {
            fs::create_dir(bench.path(&name)).unwrap();
        }
        let begin = || bench.command(&format!("few.npy --depth 1 --epochs 1 -q --run {name}"));
        let both = [begin(), begin()].map(|mut command| command.stderr(Stdio::piped()).spawn().unwrap());
        let ended = both.map(|child| child.wait_with_output().unwrap());
        let begun = ended.iter().filter(|output| output.status.success()).count();
        assert_eq!(begun, 1, "round {round}: {ended:?}");
    }
}
