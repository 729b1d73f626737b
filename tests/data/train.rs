//! The command `train`: what it writes, what it refuses, and that a killed run ends as one that was not.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use diagraction::data::Samples;
use diagraction::network::file::load;
use ndarray::Array2;
use ndarray_npy::write_npy;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use tempfile::TempDir;

use super::run::change_config;

/// The files of a run that are the same bytes for the same options, however often it was interrupted.
pub(super) const SAME: [&str; 4] =
    ["model.safetensors", "metrics.csv", "records.csv", "checkpoint.safetensors"];

pub(super) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(super) fn new() -> Bench {
        let bench = Bench { folder: tempfile::tempdir().unwrap() };
        bench.write("data.npy", &samples(1200, 1));
        bench
    }

    pub(super) fn write(&self, name: &str, samples: &Array2<f64>) {
        write_npy(self.path(name), samples).unwrap();
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diagraction"));
        command.current_dir(self.folder.path()).arg("train").args(arguments.split_whitespace());
        command
    }

    pub(super) fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(super) fn done(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// The message of a refusal with this exit code.
    pub(super) fn refused(&self, arguments: &str, code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {}", text(&output.stderr));
        text(&output.stderr)
    }

    /// What is there of [`SAME`], with its names.
    pub(super) fn bytes(&self, run: &str) -> Vec<(&'static str, Vec<u8>)> {
        SAME.iter().filter_map(|name| Some((*name, fs::read(self.path(run).join(name)).ok()?))).collect()
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Three uniform variables, and a sum of two of them with a square.
pub(super) fn samples(rows: usize, seed: u64) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut samples = Array2::from_shape_simple_fn((rows, 4), || generator.random_range(-2.0..2.0));
    for mut x in samples.outer_iter_mut() {
        x[2] += 0.5 * x[0] * x[0] + x[1];
    }
    samples
}

const OPTIONS: &str = "data.npy --depth 2 --epochs 40 --batch 20 --learning-rate 0.005 --seed 7";

#[test]
fn ten_kills_change_no_byte() {
    let bench = Bench::new();
    kill_ten_times(&bench, OPTIONS, 7);
}

#[test]
fn kills_of_mixtures_change_no_byte() {
    let bench = Bench::new();
    bench.write("mixed.npy", &mixed(1200));
    kill_ten_times(&bench, "mixed.npy --depth 1 --components 3 --epochs 30 --batch 20", 7);
    assert!(
        bench.refused("--resume killed --components 2", 1).contains("--components 2 is not that of the run")
    );
    // One component is what there was before.
    let one = |words: &str| {
        bench.done(&format!("mixed.npy --depth 1 --start whitened --epochs 2 {words}-o m.safetensors"));
        fs::read(bench.path("m.safetensors")).unwrap()
    };
    assert!(one("--components 1 ") == one(""));
    for (odd, message) in [
        ("--learning-rule", "--learning-rule is of one component"),
        ("--start cumulants", "--start whitened goes"),
    ] {
        let refused = bench.refused(&format!("mixed.npy --depth 1 --components 2 {odd} --json -o m.npz"), 2);
        assert!(refused.contains(message), "{refused}");
    }
    // What is measured on the way, and a replica that was lost.
    let records = fs::read_to_string(bench.path("whole/records.csv")).unwrap();
    let last: Vec<f64> =
        records.lines().last().unwrap().split(',').take(4).map(|cell| cell.parse().unwrap()).collect();
    assert!(last[1] < 0.1 && last[2] < 0.01 && last[3] < 0.1, "{records}");
    let text = bench.done("--resume whole --errors 2");
    assert!(text.contains("0, of weight 0.") && text.contains(" +- 0.0"), "{text}");
    let errors = |k: usize| fs::read(bench.path(&format!("whole/model.component{k}.errors.npz"))).unwrap();
    let expected = [0, 1, 2].map(errors);
    fs::remove_file(bench.path("whole/replica-0001.safetensors")).unwrap();
    bench.done("--resume whole --errors 2");
    assert!(expected == [0, 1, 2].map(errors));
}

#[test]
fn kills_of_searches_change_no_byte() {
    let bench = Bench::new();
    bench.write("spins.npy", &samples(6000, 2).mapv(f64::signum));
    kill_ten_times(&bench, SPINS, 6);
    let refused = bench.refused("--resume killed --hidden 13", 1);
    assert!(refused.contains("--hidden 13 is not that of the run in killed: 12"), "{refused}");
    for odd in ["--epochs 20", "--depth 3", "--learning-rule"] {
        let refused = bench.refused(&format!("--resume killed {odd}"), 1);
        assert!(refused.contains("is not that of the run"), "{refused}");
    }
    // Replicas that are there are kept, and one that was lost is learned again.
    bench.done("--resume whole --errors 2");
    let errors = || fs::read(bench.path("whole/model.errors.json")).unwrap();
    let expected = errors();
    fs::remove_file(bench.path("whole/replica-0001.safetensors")).unwrap();
    bench.done("--resume whole --errors 2");
    assert!(expected == errors());
    assert!(bench.done("--resume whole").contains("of 2 networks"), "without being asked for again");
    let convex = bench.done("spins.npy --autoregressive --run units -o units.npz");
    assert!(convex.contains("logistic units") && bench.path("units.npz").exists(), "{convex}");
    fs::copy(bench.path("units/model.safetensors"), bench.path("whole/replica-0001.safetensors")).unwrap();
    assert!(
        bench.refused("--resume whole --errors 2", 1).contains("replica 1 in the folder is of another run")
    );
    let again = bench.done("--resume units");
    assert!(again.contains("the run was at its end") && again.contains("written where -o is given again"));
    assert!(bench.refused("--resume units -o units.json", 2).contains(".safetensors or .npz"));
}

/// Three clusters of samples, of which one is small.
fn mixed(rows: usize) -> Array2<f64> {
    let mut found = samples(rows, 3);
    for (row, mut x) in found.outer_iter_mut().enumerate() {
        let shift = [8.0, -8.0, 0.0][[0, 0, 0, 1, 1, 2][row % 6]];
        x.mapv_inplace(|x| x + shift);
    }
    found
}

const SPINS: &str = "spins.npy --autoregressive --hidden 12 --seed 7";

/// Leaves the folders `whole` and `killed`, with so many files.
fn kill_ten_times(bench: &Bench, options: &str, files: usize) {
    for folder in ["whole", "killed"] {
        let _ = fs::remove_dir_all(bench.path(folder));
    }
    bench.done(&format!("{options} --run whole"));
    let expected = bench.bytes("whole");
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(11);
    for kill in 0..10 {
        let begin = if bench.path("killed/config.toml").exists() {
            "--resume killed".to_string()
        } else {
            format!("{options} --run killed")
        };
        let mut child = bench
            .command(&format!("{begin} --json --checkpoint 0.01"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Every third is killed while it starts, the others some time after one or two more epochs with a step.
        let epochs = if kill % 3 == 0 { 0 } else { generator.random_range(1..3) };
        let out = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let trained = out.filter(|line| line.contains("\"epoch\":") && !line.contains("\"epoch\":0,"));
        if trained.take(epochs).count() < epochs {
            assert!(kill > 4, "the run goes on");
            break;
        }
        sleep(Duration::from_micros(generator.random_range(0..20_000)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    bench.done("--resume killed --quiet");
    let log = fs::read_to_string(bench.path("killed/log.txt")).unwrap();
    let resumed = log.matches("resumed at step").count() - log.matches("resumed at step 0 ").count();
    assert!(resumed >= 5, "{log}");
    let found = bench.bytes("killed");
    assert_eq!(expected.len(), found.len());
    for ((name, expected), (_, found)) in expected.iter().zip(found) {
        assert!(*expected == found, "{name} differs\n{log}");
    }
    let left: Vec<_> =
        fs::read_dir(bench.path("killed")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), files, "{left:?}");
}

/// Another process writes into the folder of a run: what it holds is its own, what nobody holds was left by one that is gone.
#[test]
fn a_resume_leaves_the_files_of_others_alone() {
    let bench = Bench::new();
    bench.done("data.npy --depth 1 --epochs 1 --run run");
    let [held, left] =
        ["held00", "left00"].map(|name| bench.path("run").join(format!(".diagraction-{name}.unfinished")));
    fs::write(&left, "half of it").unwrap();
    let file = fs::File::create(&held).unwrap();
    file.lock().unwrap();
    bench.done("--resume run");
    assert_eq!((held.exists(), left.exists()), (true, false));
}

/// What a file of a run claims to hold is bounded before it is read.
#[test]
fn files_of_a_run_that_are_too_large_are_refused() {
    let bench = Bench::new();
    bench.done("data.npy --depth 1 --epochs 1 --run run");
    for name in ["checkpoint.safetensors", "config.toml"] {
        let file = fs::File::options().write(true).open(bench.path("run").join(name)).unwrap();
        file.set_len(1 << 40).unwrap();
        let message = bench.refused("--resume run --memory-limit 100M", 1);
        assert!(message.contains(name) && message.contains("it has more than"), "{message}");
    }
}

#[test]
fn a_finished_run_says_so_and_others_are_refused() {
    let bench = Bench::new();
    bench.write("other.npy", &samples(1200, 2));
    bench.done("data.npy --depth 1 --epochs 2 --run run --patience 5");
    let before = bench.bytes("run");
    let finished = bench.done("--resume run --depth 1 --seed 1 --holdout 0.1 data.npy");
    assert!(finished.contains("nothing was left to do"), "{finished}");
    assert_eq!(bench.bytes("run"), before);

    let refused = bench.refused("--resume run --learning-rate 0.1", 1);
    assert!(refused.contains("--learning-rate 0.1") && refused.contains("0.00003"), "{refused}");
    let refused = bench.refused("--resume run --whiten", 1);
    assert!(refused.contains("--start whitened") && refused.contains("cumulants"), "{refused}");
    let refused = bench.refused("--resume run --low-rank 3", 1);
    assert!(refused.contains("--low-rank 3") && refused.contains("not given"), "{refused}");
    let refused = bench.refused("--resume run other.npy", 1);
    assert!(refused.contains("other.npy") && refused.contains("checksum"), "{refused}");
    fs::copy(bench.path("other.npy"), bench.path("data.npy")).unwrap();
    assert!(bench.refused("--resume run", 1).contains("checksum"));
    assert!(bench.refused("data.npy --depth 1 --run run", 1).contains("holds a run already"));
    assert!(bench.refused("--resume nowhere", 1).contains("no run"));
    let config = fs::read_to_string(bench.path("run/config.toml")).unwrap();
    let version = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(config.contains(&version), "{config}");
    change_config(&bench.path("run"), |text| text.replace(&version, "version = \"0.0.1\""));
    assert!(bench.refused("--resume run", 1).contains("was begun by diagraction 0.0.1"));
}

#[test]
fn arguments_that_do_not_fit_are_refused() {
    let bench = Bench::new();
    for (arguments, words) in [
        ("data.npy --depth 1", "-o FILE"),
        ("data.npy -o m.json", "--depth"),
        ("data.npy --depth 1 -o m.txt", ".safetensors"),
        ("data.npy --depth 1 -o m.json --records 3", "--run DIR"),
        ("data.npy --depth 1 -o m.json --momentum 0.9", "sgd"),
        ("data.npy --depth 1 -o m.json --batch 0", "batch"),
        ("data.npy --depth 1 -o m.json --holdout 1.5", "share"),
        ("data.npy --depth 1 -o m.json --select 0", "standard errors"),
        ("data.npy --depth 1 -o m.json --start identity --select 3", "--start cumulants"),
        ("data.npy --depth 1 -o m.json --low-rank 2 --select 3", "--start cumulants"),
        ("data.npy --depth 1 -o m.json --low-rank 2 --start cumulants", "with all their entries"),
        ("data.npy --depth 1 -o m.json --noise 0.1 --start cumulants", "without noise"),
        ("data.npy --depth 1 -o m.json --whiten --start whitened", "--start"),
    ] {
        let message = bench.refused(arguments, 2);
        assert!(message.contains(words), "{arguments}: {message}");
    }
    assert!(bench.refused("data.npy --depth 1 -o nowhere/m.json", 1).contains("does not exist"));
    let nothing_left = bench.refused("data.npy --depth 1 -o m.json --holdout 1200", 1);
    assert!(nothing_left.contains("--holdout 1200"), "{nothing_left}");
    assert!(bench.refused("missing.npy --depth 1 -o m.json", 1).contains("missing.npy"));
    assert!(!bench.path("m.json").exists());
    bench.refused("data.npy --depth 1 --run run --batch 0", 2);
    assert!(!bench.path("run").exists(), "nothing is left of what is refused");
}

#[test]
fn losses_and_models_are_those_of_the_network() {
    let bench = Bench::new();
    bench.write("test.npy", &samples(500, 3));
    let options = "data.npy --depth 2 --epochs 12 --batch 64 --learning-rate 0.01 --precision f64";
    let out =
        bench.done(&format!("{options} --whiten --validation test.npy -o m.safetensors --json --records 2"));
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |event: &str| lines.iter().filter(|line| line["event"] == event).cloned().collect::<Vec<_>>();
    assert_eq!(of("epoch").len(), 13);
    let [end] = &of("end")[..] else { panic!("{out}") };
    let network = load(bench.path("m.safetensors")).unwrap().into_f64().unwrap();
    let expected = -network.log_density_batch(samples(500, 3).view()).unwrap().mean().unwrap();
    let best = end["best"]["test"].as_f64().unwrap();
    assert!((best - expected).abs() < 1e-9, "{best} {expected}");
    assert!(best < end["start"]["test"].as_f64().unwrap() - 0.1);
    // What is recorded: the third cumulants of the data are learned.
    let third = |record: &serde_json::Value| record["dissimilarity"][2].as_f64().unwrap();
    let records = of("record");
    assert!(third(&records[records.len() - 1]) < 0.2 * third(&records[0]), "{records:?}");
    assert!(records.iter().all(|record| record["norms"][1].as_f64().unwrap() > 0.0));
    // The summary for reading, SGD and low-rank couplings.
    let summary = bench.done(&format!("{options} --optimizer sgd --momentum 0.5 --low-rank 3 -o r.npz"));
    assert!(summary.contains("diagraction evaluate r.npz"), "{summary}");
    assert!(load(bench.path("r.npz")).is_ok());
    assert_eq!(bench.done(&format!("{options} --quiet -o q.json")), "");
}

#[test]
fn the_first_rows_are_held_out() {
    let bench = Bench::new();
    let all = samples(1200, 1);
    bench.write("head.npy", &all.slice(ndarray::s![..300, ..]).to_owned());
    bench.write("tail.npy", &all.slice(ndarray::s![300.., ..]).to_owned());
    let options = "--depth 1 --epochs 2 --batch 50";
    bench.done(&format!("data.npy --holdout 0.25 {options} -o a.safetensors"));
    bench.done(&format!("data.npy --holdout 300 {options} -o b.safetensors"));
    bench.done(&format!("tail.npy --validation head.npy {options} -o c.safetensors"));
    let read = |name: &str| fs::read(bench.path(name)).unwrap();
    assert_eq!(read("a.safetensors"), read("b.safetensors"));
    assert_eq!(read("a.safetensors"), read("c.safetensors"));
    let samples = Samples::open(Path::new(&bench.path("data.npy")), None).unwrap();
    assert_eq!(
        samples.part(300, 900).checksum().unwrap(),
        Samples::open(bench.path("tail.npy"), None).unwrap().checksum().unwrap()
    );
}

#[test]
fn saddles_are_told() {
    let bench = Bench::new();
    let half = samples(2000, 4);
    let mut symmetric = Array2::zeros((4000, 4));
    symmetric.slice_mut(ndarray::s![..;2, ..]).assign(&half);
    symmetric.slice_mut(ndarray::s![1..;2, ..]).assign(&-&half);
    bench.write("symmetric.npy", &symmetric);
    let options = "--depth 1 --epochs 1 --json -o m.json --holdout 0 --start identity";
    assert!(bench.done(&format!("symmetric.npy {options}")).contains("the identity is a saddle"));
    assert!(!bench.done(&format!("symmetric.npy --noise 0.01 {options}")).contains("saddle"));
    assert!(!bench.done(&format!("data.npy {options}")).contains("saddle"));
}
