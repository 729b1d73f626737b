//! `train --errors`: errors of what was learned, and the commands that carry them.

use std::fs;
use std::path::Path;

use ndarray::ArrayD;
use ndarray_npy::NpzReader;
use tempfile::TempDir;

use crate::command::{code, run, stderr, succeed};

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// Draws of a teacher of two variables, and its action.
fn drawn(folder: &TempDir, seed: u32) -> [String; 2] {
    let [model, action, data] =
        ["teacher.safetensors", "teacher.npz", "draws.npy"].map(|name| path(folder, name));
    let (seed, of_draws) = (seed.to_string(), (seed + 100).to_string());
    let line = ["theory", "teacher", "--dimension", "2", "--depth", "1", "--seed", &seed, "-o", &model];
    succeed(&[&line[..], &["--action", &action]].concat());
    succeed(&["sample", &model, "-n", "4000", "--seed", &of_draws, "-o", &data]);
    [data, action]
}

fn array(file: &str, name: &str) -> ArrayD<f64> {
    let mut archive = NpzReader::new(fs::File::open(file).expect("a file")).expect("an archive");
    archive.by_name(name).expect("an array")
}

/// Student's t with seven degrees of freedom has the median 0.711 of its size, and twice that or half of it would be errors that are
/// wrong by a factor of two.
#[test]
fn deviations_from_a_teacher_are_as_large_as_their_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let student = path(&folder, "student.safetensors");
    let mut pulls = Vec::new();
    for seed in 1..=10 {
        let [data, action] = drawn(&folder, seed);
        succeed(&["train", &data, "--depth", "1", "--errors", "8", "-o", &student, "-q"]);
        let found = path(&folder, "student.errors.npz");
        for rank in 1..=4 {
            let [learned, error] = ["", ".error"].map(|end| array(&found, &format!("A{rank}{end}")));
            let truth = array(&action, &format!("A{rank}"));
            let each = learned.iter().zip(&truth).zip(&error).filter(|(_, error)| **error > 0.0);
            pulls.extend(each.map(|((learned, truth), error)| ((learned - truth) / error).abs()));
        }
    }
    pulls.sort_by(f64::total_cmp);
    let median = pulls[pulls.len() / 2];
    assert!(pulls.len() > 100 && (0.4..1.2).contains(&median), "{median} of {}", pulls.len());
}

/// A run that lost a part of its replicas, as one that was killed, ends with the same bytes, whatever the number of threads.
#[test]
fn a_run_goes_on_to_the_same_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let [data, _] = drawn(&folder, 1);
    let run_folder = path(&folder, "run");
    let line =
        ["train", &data, "--depth", "1", "--errors", "4", "--run", &run_folder, "-q", "--threads", "1"];
    succeed(&line);
    let errors = Path::new(&run_folder).join("model.errors.npz");
    let before = fs::read(&errors).expect("errors");
    for name in ["replica-0002.safetensors", "model.errors.npz"] {
        fs::remove_file(Path::new(&run_folder).join(name)).expect("a file of the run");
    }
    succeed(&["train", "--resume", &run_folder, "-q", "--threads", "2"]);
    assert!(before == fs::read(&errors).expect("errors"), "other bytes");
    // More replicas of the same run.
    let text = succeed(&["train", "--resume", &run_folder, "--errors", "5"]);
    assert!(text.contains("of 5 trainings on samples drawn anew"), "{text}");
    assert!(before != fs::read(&errors).expect("errors"));
    let output =
        run(&["train", "--resume", &run_folder, "-o", &path(&folder, "run/replica-0001.safetensors")]);
    assert!(code(&output) == 2 && stderr(&output).contains("a file of the run"), "{}", stderr(&output));
}

#[test]
fn commands_carry_the_errors_of_a_model_and_leave_out_those_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let [data, action] = drawn(&folder, 2);
    let student = path(&folder, "student.safetensors");
    let text = succeed(&["train", &data, "--depth", "1", "--errors", "4", "-o", &student]);
    assert!(text.contains("student.errors.npz") && text.contains("A^(2): rms entry"), "{text}");
    assert!(succeed(&["evaluate", &student]).contains(" +- "));
    assert!(succeed(&["evaluate", &student, "--entry", "1,0"]).contains(" +- "));
    assert!(succeed(&["evaluate", &student, "--format", "csv"]).starts_with("rank,index,value,error\n"));
    assert!(succeed(&["show", &student]).contains('('));
    assert!(succeed(&["compare", &student, &action]).contains("pull"));
    assert!(!succeed(&["compare", &action, &action]).contains("pull"));
    let written = path(&folder, "action.npz");
    succeed(&["evaluate", &student, "-o", &written]);
    assert_eq!(array(&written, "A2.error"), array(&path(&folder, "student.errors.npz"), "A2.error"));
    // Beside another model of the same name.
    fs::copy(path(&folder, "teacher.safetensors"), &student).expect("a file");
    let output = run(&["evaluate", &student]);
    assert!(code(&output) == 0 && stderr(&output).contains("they are left out"), "{}", stderr(&output));
    let given = path(&folder, "student.errors.npz");
    let output = run(&["evaluate", &student, "--errors", &given]);
    assert!(
        code(&output) == 1 && stderr(&output).contains("errors of another action"),
        "{}",
        stderr(&output)
    );
    let output = run(&["evaluate", &student, "--errors", &action]);
    assert!(
        code(&output) == 1 && stderr(&output).contains("has no errors of its entries"),
        "{}",
        stderr(&output)
    );
}
