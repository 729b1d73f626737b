//! Damaged run folders: what is damaged is refused, or the run ends as the undamaged one.
//!
//! `DIAGRACTION_FUZZ_ROUNDS=20000 cargo test --release --test data damage` damages more of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use ciborium::Value;
use diagraction::data::Samples;
use diagraction::spins::learn;
use diagraction::train::{Options, TrainError, Training};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::checkpoint::signed;
use super::run::{FILES, change_config};
use super::train::{Bench, text};

const ROUNDS: u64 = 150;

fn rounds() -> u64 {
    std::env::var("DIAGRACTION_FUZZ_ROUNDS").ok().map_or(ROUNDS, |rounds| rounds.parse().unwrap())
}

/// Some changes of the bytes of a file. `other` is the content of another.
fn damage(bytes: &mut Vec<u8>, other: &[u8], random: &mut Xoshiro256PlusPlus) {
    for _ in 0..random.random_range(1..4) {
        let [from, to] = {
            let mut ends = [0; 2].map(|_| random.random_range(0..=bytes.len()));
            ends.sort_unstable();
            ends
        };
        let near = to.min(from + 8);
        match random.random_range(0..9) {
            0 | 1 if from < bytes.len() => bytes[from] ^= 1 << random.random_range(0..8),
            2 if from < bytes.len() => bytes[from] = random.random_range(0..=255),
            3 => bytes.truncate(to),
            4 => drop(bytes.drain(from..near)),
            5 => drop(bytes.splice(from..near, other.iter().copied().take(near - from + 3))),
            6 => {
                let copied = bytes[from..near].to_vec();
                drop(bytes.splice(to..to, copied));
            }
            7 => bytes[from..near]
                .iter_mut()
                .filter(|byte| byte.is_ascii_digit())
                .for_each(|byte| *byte = b'9'),
            8 => drop(bytes.splice(from..near, *b"-1e999")),
            _ => {}
        }
    }
}

fn options() -> Options {
    Options { epochs: 3, batch: 100, records: 2, ..Options::new(1) }
}

const OPTIONS: &str =
    "data.npy --depth 1 --start identity --epochs 3 --learning-rate 0.002 --batch 100 --records 2 -q";

/// A run whose last checkpoint is in the middle, the bytes of its end, and a training that is not begun.
fn killed() -> (Bench, Vec<(&'static str, Vec<u8>)>, Training) {
    let bench = Bench::new();
    bench.done(&format!("{OPTIONS} --run run"));
    let end = bench.bytes("run");
    let data = Samples::open(bench.path("data.npy"), None).unwrap();
    let new = || Training::new(&data.part(120, 1080), Some(&data.part(0, 120)), &options()).unwrap();
    let mut training = new();
    training.advance(13, &mut ()).unwrap();
    let records = fs::read_to_string(bench.path("run/records.csv")).unwrap();
    let step = |line: &&str| line.split(',').next().unwrap().parse::<u64>().unwrap() <= 13;
    let kept: String = records.split_inclusive('\n').skip(1).filter(step).collect();
    fs::write(bench.path("run/checkpoint.safetensors"), training.checkpoint(&kept)).unwrap();
    (bench, end, new())
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir(to).unwrap();
    for name in FILES {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

#[test]
fn a_damaged_folder_is_refused_or_ends_as_it_would() {
    let (bench, end, _) = killed();
    let (run, damaged) = (bench.path("run"), bench.path("damaged"));
    let mut counts = [0; 2];
    for round in 0..rounds() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(round);
        copy(&run, &damaged);
        let [name, other] = [0; 2].map(|_| FILES[random.random_range(0..FILES.len())]);
        let mut bytes = fs::read(run.join(name)).unwrap();
        damage(&mut bytes, &fs::read(run.join(other)).unwrap(), &mut random);
        fs::write(damaged.join(name), &bytes).unwrap();
        if random.random_range(0..20) == 0 {
            fs::remove_file(damaged.join(name)).unwrap();
        }
        let output = bench.run("--resume damaged -q");
        let told = text(&output.stderr);
        if output.status.success() {
            assert!(bench.bytes("damaged") == end, "round {round}: {name}");
        } else {
            assert_eq!(output.status.code(), Some(1), "round {round}: {name}: {told}");
            assert!(told.starts_with("error: ") && told.contains(name.split('.').next().unwrap()), "{told}");
            assert!(
                ["config.toml", "checkpoint.safetensors"].contains(&name),
                "round {round}: {name}: {told}"
            );
        }
        counts[usize::from(output.status.success())] += 1;
    }
    assert!(counts.iter().all(|&count| count > 10), "{counts:?}");
}

#[test]
fn a_checkpoint_of_foreign_origin_is_refused_or_taken_up() {
    let (bench, _, mut training) = killed();
    let own = fs::read(bench.path("run/checkpoint.safetensors")).unwrap();
    let config = fs::read(bench.path("run/config.toml")).unwrap();
    let before = training.checkpoint("");
    for round in 0..4 * rounds() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(round);
        let mut bytes = own.clone();
        damage(&mut bytes, &config, &mut random);
        match training.restore(&bytes) {
            Ok(_) => assert_eq!(bytes, own, "round {round}"),
            Err(error) => assert!(matches!(error, TrainError::State(_)), "round {round}: {error}"),
        }
        // One with a checksum may be of any state, and goes on.
        if training.restore(&signed(bytes)).is_ok() {
            let _ = training.advance(20, &mut ());
            let _ = training.trained();
        }
        training.restore(&before).unwrap();
    }
}

#[test]
fn a_checkpoint_of_spins_of_foreign_origin_is_refused_or_taken_up() {
    let states = super::train::samples(40, 1).mapv(f64::signum);
    let hidden = learn::Hidden { widths: vec![3], seed: 1 };
    let mut training = learn::Training::new(states.view(), None, &hidden).unwrap();
    (0..4).for_each(|_| assert!(training.advance()));
    let own = training.checkpoint("");
    let mut counts = [0; 2];
    for round in 0..10 * rounds() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(round);
        let mut bytes = own.clone();
        damage(&mut bytes, b"fastened", &mut random);
        assert!(training.restore(&bytes).is_err() || bytes == own, "round {round}");
        let is_taken = training.restore(&signed(bytes)).is_ok();
        counts[usize::from(is_taken)] += 1;
        if is_taken {
            (0..3).for_each(|_| _ = training.advance());
            let _ = training.trained();
        }
        training.restore(&own).unwrap();
    }
    assert!(counts.iter().all(|&count| count > 10), "{counts:?}");
    assert!(training.checkpoint("") == own);
    // What fits into the format and is no state of this search.
    for (key, vector) in
        [("param", vec![]), ("grad", vec![]), ("param", vec![f64::NAN; 35]), ("param", vec![0.0; 3])]
    {
        assert!(training.restore(&signed(forged(&own, key, &vector))).is_err(), "{key}: {vector:?}");
    }
    let kept = ciborium_vector(&own, "param");
    training.restore(&signed(forged(&own, "param", &kept))).unwrap();
}

fn search(checkpoint: &[u8]) -> Value {
    let tensors = SafeTensors::deserialize(checkpoint).unwrap();
    ciborium::from_reader(tensors.tensor("search").unwrap().data()).unwrap()
}

/// A member of the state of a search.
fn member<'a>(search: &'a mut Value, key: &str) -> &'a mut Value {
    let state = search.as_map_mut().unwrap().iter_mut().find(|(name, _)| name.as_text() == Some("state"));
    let members = state.unwrap().1.as_map_mut().unwrap();
    &mut members.iter_mut().find(|(name, _)| name.as_text() == Some(key)).unwrap().1
}

fn ciborium_vector(checkpoint: &[u8], key: &str) -> Vec<f64> {
    let mut search = search(checkpoint);
    member(&mut search, key).as_array().unwrap().iter().map(|entry| entry.as_float().unwrap()).collect()
}

/// A checkpoint with another vector in the state of its search.
fn forged(checkpoint: &[u8], key: &str, vector: &[f64]) -> Vec<u8> {
    let mut search = search(checkpoint);
    *member(&mut search, key) = Value::Array(vector.iter().map(|entry| Value::Float(*entry)).collect());
    let mut bytes = Vec::new();
    ciborium::into_writer(&search, &mut bytes).unwrap();
    let tensors = SafeTensors::deserialize(checkpoint).unwrap();
    let (_, header) = SafeTensors::read_metadata(checkpoint).unwrap();
    let best = tensors.tensor("best").unwrap();
    let search = TensorView::new(Dtype::U8, vec![bytes.len()], &bytes).unwrap();
    safetensors::serialize([("search", search), ("best", best)], header.metadata().clone()).unwrap()
}

#[test]
fn a_configuration_of_foreign_origin_is_refused_or_taken_up() {
    let (bench, _, _) = killed();
    let (run, damaged) = (bench.path("run"), bench.path("damaged"));
    fs::remove_file(bench.path("data.npy")).unwrap();
    for round in 0..rounds() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(round);
        copy(&run, &damaged);
        change_config(&damaged, |config| {
            let mut bytes = config.as_bytes().to_vec();
            damage(&mut bytes, b"output = \"victim\"\n", &mut random);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        // It is read to its end, and then there are no data.
        for arguments in [["train", "--resume"], ["watch", "--once"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_diagraction"));
            let output = command.args(arguments).arg(&damaged).output().unwrap();
            let told = text(&output.stderr);
            assert!(matches!(output.status.code(), Some(0..=2)), "round {round}: {told}");
            assert!(!told.contains("panicked"), "round {round}: {told}");
        }
    }
}
