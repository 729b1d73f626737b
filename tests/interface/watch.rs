//! The command `watch`, where its output is no terminal.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{code, command, run, stderr, stdout};

/// A sample of three numbers a line, without a random generator.
fn samples(path: &Path) {
    let line = |row: u32| {
        let x = |factor: f64| (f64::from(row) * factor).sin();
        format!("{},{},{}\n", x(1.1), x(2.3) + x(1.1), x(3.7))
    };
    fs::write(path, (0..500).map(line).collect::<String>()).unwrap();
}

fn train(folder: &Path, epochs: &str) -> Command {
    let (data, run) = (folder.join("data.csv"), folder.join("run"));
    samples(&data);
    let [data, run] = [data, run].map(|path| path.display().to_string());
    command(&["train", &data, "--depth", "1", "--batch", "50", "--epochs", epochs, "--quiet", "--run", &run])
}

fn watch(folder: &Path, option: &str) -> std::process::Output {
    run(&["watch", &folder.join("run").display().to_string(), option])
}

/// Ends a process when a test fails.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_finished_run_is_told_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    assert!(train(folder.path(), "3").status().unwrap().success());
    let files = || -> Vec<_> {
        let names = fs::read_dir(folder.path().join("run")).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = names.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        files.sort();
        files
    };
    let before = files();
    let output = watch(folder.path(), "--interval=0.1");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "data.csv: 450 + 50 test, d = 3, depth 1; 3 epochs, 27 steps");
    assert!(lines[1].starts_with("step 0, epoch 0, train ") && lines[1].contains(", test "), "{text}");
    assert_eq!(
        lines.iter().filter(|line| line.contains("epoch ") && line.contains("train ")).count(),
        4,
        "{text}"
    );
    let records = fs::read_to_string(folder.path().join("run/records.csv")).unwrap().lines().count() - 1;
    assert_eq!(lines.iter().filter(|line| line.contains(", 1 - cosine ")).count(), records, "{text}");
    assert!(lines.last().unwrap().starts_with("finished at step 27 of 27, best epoch "), "{text}");
    assert!(stdout(&watch(folder.path(), "--once")).contains("finished"));
    assert!(before == files(), "the run is as it was");
}

#[test]
fn a_run_is_told_while_it_goes_on_and_after_it_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let trained = Killed(train(folder.path(), "10000000").spawn().unwrap());
    let begun = Instant::now();
    let metrics = folder.path().join("run/metrics.csv");
    let has_epochs = || fs::read_to_string(&metrics).is_ok_and(|text| text.lines().count() > 2);
    while !has_epochs() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the training begins");
        std::thread::sleep(Duration::from_millis(20));
    }
    let name = folder.path().join("run").display().to_string();
    let watched = command(&["watch", &name, "--interval", "0.1"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut watched = Killed(watched);
    let mut output = BufReader::new(watched.0.stdout.take().unwrap());
    let mut text = String::new();
    // Further epochs come while the run goes on.
    while text.matches(", epoch ").count() < 5 {
        assert!(output.read_line(&mut text).unwrap() > 0, "it waits while the run goes on: {text}");
    }
    drop(trained);
    output.read_to_string(&mut text).unwrap();
    assert!(watched.0.wait().unwrap().success());
    assert!(text.lines().last().unwrap().starts_with("killed after step "), "{text}");
    let epochs: Vec<&str> = text.lines().filter(|line| line.contains(", epoch ")).collect();
    let rows = fs::read_to_string(&metrics).unwrap().matches('\n').count() - 1;
    assert_eq!(epochs.len(), rows, "every epoch, each once");
    // A line that the process did not complete.
    fs::write(&metrics, format!("{}9999999,1", fs::read_to_string(&metrics).unwrap())).unwrap();
    let again = watch(folder.path(), "--interval=0.1");
    // What belongs to one step may come in two looks, in either order.
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        lines.sort();
        lines
    };
    assert!(sorted(&stdout(&again)) == sorted(&text), "the same lines");
}

#[test]
fn what_is_no_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display().to_string();
    for name in [name.as_str(), "no-such-folder"] {
        let output = run(&["watch", name]);
        assert_eq!(code(&output), 1);
        assert!(stderr(&output).contains("is no run") && stdout(&output).is_empty(), "{}", stderr(&output));
    }
    for interval in ["0", "0.05", "4000", "nan", "x"] {
        assert_eq!(code(&run(&["watch", &name, "--interval", interval])), 2, "{interval}");
    }
}
