//! What is noted about a training, and what is refused because it cannot work.

use std::fs::File;

use diagraction::data::Samples;
use diagraction::train::{
    Couplings, Note, Observer, Options, Precision, Schedule, Start, TrainError, Trained, Training, train,
};
use ndarray::{Array2, s};
use ndarray_npy::NpzWriter;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};

use super::train::{Bench, samples};

#[derive(Default)]
struct Notes(Vec<Note>);

impl Observer for Notes {
    fn note(&mut self, note: &Note) {
        self.0.push(note.clone());
    }
}

fn options() -> Options {
    Options { epochs: 40, batch: 50, learning_rate: 0.01, ..Options::new(1) }
}

fn trained(data: &Array2<f64>, test: Option<&Array2<f64>>, options: &Options) -> (Trained, Vec<Note>) {
    let mut notes = Notes::default();
    let [data, test] = [Some(data), test].map(|it| it.map(|it| Samples::from_array(it.clone())));
    let trained = train(&data.unwrap(), test.as_ref(), options, &mut notes).unwrap();
    (trained, notes.0)
}

fn noted(data: &Array2<f64>, test: Option<&Array2<f64>>, options: &Options) -> Vec<Note> {
    trained(data, test, options).1
}

fn refused(data: &Array2<f64>, test: Option<&Array2<f64>>, options: &Options) -> TrainError {
    let test = test.map(|test| Samples::from_array(test.clone()));
    Training::new(&Samples::from_array(data.clone()), test.as_ref(), options).unwrap_err()
}

#[test]
fn a_training_that_works_has_no_notes() {
    let (data, test) = (samples(2000, 1), samples(400, 2));
    for start in [Start::Identity, Start::Whitened] {
        let options = Options { start, ..options() };
        assert_eq!(noted(&data, Some(&test), &options), []);
        assert_eq!(noted(&data, None, &options), []);
    }
}

/// The sample `n` of dependent columns: a constant, a sum, a copy in other units.
fn flat(rows: usize, which: usize) -> Array2<f64> {
    let mut data = samples(rows, 3);
    for mut x in data.outer_iter_mut() {
        match which {
            0 => x[1] = 0.1,
            1 => x[3] = x[0] - 2.0 * x[1] + 7.0,
            _ => x[3] = 1e6 * x[2],
        }
    }
    data
}

#[test]
fn a_likelihood_without_bound_is_refused() {
    let of = |data: &Array2<f64>, test: Option<&Array2<f64>>| match refused(data, test, &options()) {
        TrainError::Flat { coordinate, samples } => (coordinate, samples),
        other => panic!("{other:?}"),
    };
    for (rows, coordinate) in [(1, 0), (2, 1), (3, 2), (4, 3)] {
        assert_eq!(of(&samples(rows, 1), None), (coordinate, rows));
    }
    let whitened = refused(&flat(400, 0), None, &Options { start: Start::Whitened, ..options() });
    assert!(matches!(whitened, TrainError::Flat { coordinate: 1, .. }), "{whitened}");
    for (which, coordinate) in [(0, 1), (1, 3), (2, 3)] {
        let (data, test) = (flat(400, which), flat(40, which));
        assert_eq!(of(&data, None), (coordinate, 400));
        assert_eq!(of(&data, Some(&test)), (coordinate, 400));
        // Where test samples lie outside, their loss has a bound.
        let notes = noted(&data, Some(&samples(40, 1)), &Options { epochs: 1, ..options() });
        assert_eq!(notes[0], Note::Flat, "{notes:?}");
    }
    let notes = noted(&samples(4, 1), Some(&samples(40, 2)), &options());
    assert_eq!(notes[0], Note::Flat, "{notes:?}");
    // One part in 100,000 is enough.
    let mut nearly = flat(400, 1);
    let column = &nearly.column(3) + &samples(400, 5).column(0) * 1e-5;
    nearly.column_mut(3).assign(&column);
    assert!(!noted(&nearly, None, &Options { precision: Precision::F64, ..options() }).contains(&Note::Flat));
}

#[test]
fn offsets_and_sizes_that_are_a_long_way_are_told() {
    let (data, wide) = (samples(400, 1), Options { precision: Precision::F64, ..options() });
    let far = &data + 1e12;
    assert!(matches!(refused(&far, None, &options()), TrainError::Rounded));
    for data in [&far, &(&data * 1e6)] {
        let notes = noted(data, None, &wide);
        assert!(matches!(notes[..], [Note::Far { .. }, .., Note::AboveGaussian { .. }]), "{notes:?}");
    }
    assert_eq!(noted(&far, None, &Options { start: Start::Whitened, ..options() }), []);
}

#[test]
fn data_of_other_sizes_are_trained_without_steps_back() {
    for size in [1e-2, 1e2] {
        let (trained, notes) = trained(&(samples(4000, 1) * size), None, &Options { epochs: 5, ..options() });
        // So few steps do not get there, and nothing else is to be told.
        assert!(matches!(notes[..], [Note::AboveGaussian { .. }]), "{size}: {notes:?}");
        assert!(trained.epochs[5].train < trained.epochs[0].train);
    }
}

#[test]
fn bad_requests_are_refused() {
    let data = samples(100, 1);
    let of = |options: Options| refused(&data, None, &options).to_string();
    assert!(of(Options { batch: 0, ..options() }).contains("batch"));
    assert!(of(Options { learning_rate: f64::NAN, ..options() }).contains("learning rate"));
    assert!(of(Options { clip: Some(0.0), ..options() }).contains("clip"));
    assert!(of(Options { memory: 10, ..options() }).ends_with("MiB, and 10 B may be taken"));
    assert!(of(Options { depth: usize::MAX, memory: 1 << 40, ..options() }).contains("1.0 TiB may be taken"));
    let of = |data: &Array2<f64>, options: Options| refused(data, None, &options).to_string();
    assert!(of(&(&data * 1e39), options()).contains("32-bit"));
    let overflow = of(&(&data * 1e160), Options { precision: Precision::F64, ..options() });
    assert!(overflow.contains("at the start overflows"), "{overflow}");
    let mut units = samples(100, 1);
    units.column_mut(0).mapv_inplace(|x| 1e-9 * x);
    assert!(of(&units, Options { start: Start::Whitened, ..options() }).contains("cannot be whitened"));
    let narrow = data.slice(s![.., 1..]).to_owned();
    assert!(refused(&data, Some(&narrow), &options()).to_string().contains("dimension"));
}

#[test]
fn the_gaussian_is_the_whitened_start() {
    let (data, test) = (samples(500, 1) * 30.0 + 4.0, samples(100, 2) * 30.0 + 5.0);
    for test in [Some(&test), None] {
        let slow = Options { epochs: 1, batch: 500, precision: Precision::F64, ..options() };
        let notes = noted(&data, test, &slow);
        let [.., Note::AboveGaussian { gaussian, loss }] = notes[..] else { panic!("{notes:?}") };
        let (whitened, _) = trained(&data, test, &Options { start: Start::Whitened, ..slow.clone() });
        let start = &whitened.epochs[0];
        assert!((gaussian - start.test.unwrap_or(start.train)).abs() < 1e-9, "{gaussian}");
        assert!(loss > gaussian + 0.04);
    }
}

#[test]
fn what_an_epoch_leaves_out_is_told() {
    let of =
        |rows, batch| noted(&samples(rows, 1), None, &Options { batch, start: Start::Whitened, ..options() });
    assert_eq!(of(426, 256), [Note::LeftOut { samples: 426, batch: 256 }]);
    assert_eq!(of(426, 213), []);
    assert_eq!(of(439, 100), [], "39 of 439 are left out");
}

#[test]
fn ends_that_are_none_are_told() {
    let (data, test) = (samples(2000, 1), samples(400, 2));
    let last = |options: Options| noted(&data, Some(&test), &options).pop();
    let few = last(Options { epochs: 1, batch: 2000, ..options() });
    assert!(matches!(few, Some(Note::AboveGaussian { .. })), "{few:?}");
    let (schedule, start) = (Schedule::Constant, Start::Whitened);
    let slow = last(Options { learning_rate: 3e-4, schedule, start, ..options() });
    assert!(matches!(slow, Some(Note::StillFalling { epochs: 10, .. })), "{slow:?}");
    // Few samples of a Gaussian are learned by heart.
    let gaussian = normal(60, 8, 0.0, 1).range(0, 60).unwrap();
    let (data, test) = (gaussian.slice(s![..30, ..]).to_owned(), gaussian.slice(s![30.., ..]).to_owned());
    let nothing = noted(&data, Some(&test), &Options { start, ..options() });
    assert_eq!(nothing, [Note::NothingLearned { epochs: 40 }]);
}

#[test]
fn few_samples_without_test_data_are_told() {
    let parameters = 2 * (16 + 4) + 3 * 2;
    let is_told = |rows, test| {
        let notes = noted(&samples(rows, 1), test, &options());
        notes.contains(&Note::Untested { samples: rows, parameters })
    };
    assert!(is_told(parameters, None));
    assert!(!is_told(parameters + 1, None));
    assert!(!is_told(parameters, Some(&samples(30, 2))));
}

#[test]
fn the_command_names_the_options_that_help() {
    let bench = Bench::new();
    bench.write("426.npy", &samples(426, 1));
    let told = bench.done("426.npy --depth 1 --holdout 0 --start identity -o m.json");
    let notes: Vec<&str> = told.lines().filter(|line| line.starts_with("note  ")).collect();
    assert_eq!(notes.len(), 2, "{told}");
    assert!(notes[0].contains("leaves out 170 of the 426") && notes[0].contains("--batch 213 takes all"));
    assert!(notes[1].contains("--whiten starts there"), "{told}");
    assert!(!bench.done("426.npy --depth 1 --holdout 0 --start identity -o m.json --quiet").contains("note"));
    bench.write("401.npy", &samples(401, 1));
    let told = bench.done("401.npy --depth 1 --holdout 0 -o m.json --batch 200 --whiten --epochs 0 --json");
    assert!(!told.contains("leaves out"), "one of 401: {told}");
    bench.write("constant.npy", &flat(400, 0));
    bench.write("two.npy", &samples(2, 1));
    for (options, words) in [
        ("constant.npy", "leave out coordinates"),
        ("constant.npy --whiten", "leave out coordinates"),
        ("two.npy", "more samples than dimensions"),
        ("two.npy --whiten", "more samples than dimensions"),
        ("data.npy --memory-limit 1M", "takes about"),
    ] {
        let message = bench.refused(&format!("{options} --depth 1 --run run"), 1);
        assert!(message.contains(words), "{message}");
        assert!(!bench.path("run").exists());
    }
    assert!(
        bench
            .refused("data.npy --depth 1 -o m.json --memory-limit 1M", 1)
            .contains("and 1.0 MiB may be taken")
    );
}

#[test]
fn estimates_of_memory_count_archives_and_records() {
    let bench = Bench::new();
    let data = samples(200_000, 1);
    bench.write("large.npy", &data);
    let mut archive = NpzWriter::new(File::create(bench.path("large.npz")).unwrap());
    archive.add_array("x", &data).unwrap();
    archive.finish().unwrap();
    let within = |options: &str, limit: f64| -> f64 {
        let told = bench.refused(&format!("{options} --depth 1 --precision f64 --memory-limit {limit}M"), 1);
        let size = told.split_once("takes about ").unwrap().1.split_once(" MiB").unwrap().0;
        size.parse().unwrap()
    };
    let mebibytes = |options: &str| within(options, 1.0);
    let file = mebibytes("large.npy -o m.json");
    let held = 200_000.0 * 4.0 * 8.0 / f64::from(1 << 20);
    // The archive, its array, the samples; then the samples and the training.
    let opened = mebibytes("large.npz -o m.json");
    assert!((opened - 3.0 * held).abs() < 0.2, "{opened}");
    assert!((within("large.npz -o m.json", 3.0 * held + 0.1) - file - held).abs() < 0.2);
    // Draws of 10,000 samples, twice, and moments to order four.
    assert!(mebibytes("large.npy --run run") > file + 2.0 * 10_000.0 * 4.0 * 8.0 / f64::from(1 << 20) + 2.0);
    assert!(file > 12.0, "the program itself");
}

/// x_i + skew (x_{i+1}² - 1) of normal x.
fn normal(rows: usize, dimension: usize, skew: f64, seed: u64) -> Samples {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let x = Array2::from_shape_simple_fn((rows, dimension), || StandardNormal.sample(&mut generator));
    Samples::from_array(Array2::from_shape_fn((rows, dimension), |(n, i)| {
        let next: f64 = x[[n, (i + 1) % dimension]];
        x[[n, i]] + skew * (next * next - 1.0)
    }))
}

fn start(samples: &Samples, options: &Options) -> Vec<Note> {
    let mut notes = Notes::default();
    Training::new(samples, None, options).unwrap().observe_start(&mut notes);
    notes.0
}

/// In how many of 24 data sets and starts a saddle is told.
fn saddles(couplings: Couplings, begin: Start, dimension: usize, rows: usize, skew: f64) -> usize {
    let told = |&seed: &u64| {
        let options = Options { couplings, start: begin, batch: 64, seed, ..Options::new(2) };
        start(&normal(rows, dimension, skew, seed), &options) == [Note::Saddle]
    };
    (1..=24).filter(told).count()
}

#[test]
fn symmetric_data_start_at_a_saddle_and_skewed_ones_do_not() {
    for (start, dimension) in [(Start::Whitened, 2), (Start::Identity, 3), (Start::Whitened, 9)] {
        let at = |couplings, rows, skew| saddles(couplings, start, dimension, rows, skew);
        for couplings in [Couplings::Full, Couplings::LowRank(5)] {
            assert_eq!(at(couplings, 2000, 0.0), 24, "{couplings:?} {start:?} {dimension}");
        }
        assert_eq!(at(Couplings::Full, 4000, 0.3), 0, "{start:?} {dimension}");
        // Five random products of nine coordinates may have little of the one that is skewed.
        let missed = at(Couplings::LowRank(5), 4000, 0.3);
        assert!(missed <= if dimension == 9 { 14 } else { 4 }, "{start:?} {dimension}: {missed}");
    }
}

#[test]
fn noise_is_no_saddle_and_linear_networks_have_none() {
    let symmetric = normal(4000, 3, 0.0, 1);
    assert!(start(&symmetric, &Options { noise: 0.01, ..Options::new(2) }).is_empty());
    assert!(start(&symmetric, &Options::new(0)).is_empty());
}
