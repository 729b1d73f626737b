//! Starts from cumulants: what they gain, keep and leave out, and that a run with one ends with the same bytes.

use std::fs;

use diagraction::data::Samples;
use diagraction::train::{
    CumulantLayer, Observer, Options, Origin, Precision, Start, TrainError, Trained, Training, train,
};
use ndarray::{Array2, s};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, StandardNormal};

use super::train::{Bench, samples};

#[derive(Default)]
struct Layers(Vec<CumulantLayer>);

impl Observer for Layers {
    fn layer(&mut self, layer: &CumulantLayer) {
        self.0.push(layer.clone());
    }
}

fn options(depth: usize) -> Options {
    Options { start: Start::Cumulants, epochs: 0, precision: Precision::F64, ..Options::new(depth) }
}

/// The network from the first nine tenths of the data, tested on the others.
fn started(data: &Array2<f64>, options: &Options) -> (Trained, Vec<CumulantLayer>) {
    let rows = data.nrows() * 9 / 10;
    let part = |range: std::ops::Range<usize>| Samples::from_array(data.slice(s![range, ..]).to_owned());
    let mut layers = Layers::default();
    let trained = train(&part(0..rows), Some(&part(rows..data.nrows())), options, &mut layers).unwrap();
    (trained, layers.0)
}

/// By how much a network is better than the Gaussian of the whitened start, in nats.
fn gain(data: &Array2<f64>, trained: &Trained) -> f64 {
    let (gaussian, _) = started(data, &Options { start: Start::Whitened, ..options(1) });
    gaussian.epochs[0].test.unwrap() - trained.epochs[trained.best].test.unwrap()
}

/// Independent coordinates, mixed by a map that is no rotation.
fn mixed(rows: usize, d: usize, mut draw: impl FnMut(usize) -> f64) -> Array2<f64> {
    let independent = Array2::from_shape_fn((rows, d), |(_, i)| draw(i));
    let map =
        Array2::from_shape_fn((d, d), |(i, j)| if i == j { 1.0 } else { 0.3 / (1.0 + (i + 2 * j) as f64) });
    independent.dot(&map)
}

fn skewed(rows: usize, d: usize) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
    mixed(rows, d, |i| {
        let (normal, skewed): (f64, f64) =
            (StandardNormal.sample(&mut generator), Exp1.sample(&mut generator));
        normal + skewed * (1.0 + 0.2 * i as f64)
    })
}

/// Flat densities: no third cumulants, fourth ones of -1.2.
fn symmetric(rows: usize, d: usize) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(2);
    mixed(rows, d, |_| generator.random_range(-1.0..1.0))
}

#[test]
fn skew_is_learned_and_deeper_networks_learn_more() {
    let data = skewed(20_000, 4);
    let gains: Vec<f64> = (1..=3).map(|depth| gain(&data, &started(&data, &options(depth)).0)).collect();
    assert!(gains[0] > 0.15 && gains[1] > gains[0] + 0.03 && gains[2] >= gains[1], "{gains:?}");
}

#[test]
fn fourth_cumulants_take_two_layers() {
    let data = symmetric(20_000, 4);
    let (one, layers) = started(&data, &options(1));
    assert_eq!((layers.len(), one.best), (0, 0));
    let (two, layers) = started(&data, &options(2));
    assert_eq!((layers.len(), layers[0].number, layers[0].origin), (1, 2, Origin::FourthCumulants));
    // Without a rotation for fourth cumulants it is 0.021.
    assert!(gain(&data, &two) > 0.0225, "{layers:?}");
}

/// What is not kept is zero, and a training from there leaves it so and never ends worse.
#[test]
fn zeros_stay_and_a_training_never_ends_worse() {
    let data = skewed(12_000, 4);
    let entries = |trained: &Trained| -> Vec<f64> {
        (1..=2).flat_map(|l| trained.network.activation(l).couplings()[0].tensor().into_iter()).collect()
    };
    let (start, layers) = started(&data, &options(2));
    for learning_rate in [1e-4, 1e-1] {
        let options = Options { epochs: 4, learning_rate, ..options(2) };
        let (refined, again) = started(&data, &options);
        assert_eq!(layers, again);
        let zeros = |trained: &Trained| entries(trained).iter().map(|chi| *chi == 0.0).collect::<Vec<_>>();
        assert_eq!(zeros(&start), zeros(&refined));
        assert!(zeros(&start).contains(&true) && zeros(&start).contains(&false));
        let test = |trained: &Trained| trained.epochs[trained.best].test.unwrap();
        assert!(test(&refined) <= test(&start), "{learning_rate}");
    }
}

/// Folds decide where rows are few: noise gives no layer.
#[test]
fn few_samples_of_noise_give_the_gaussian() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
    let noise = Array2::from_shape_simple_fn((200, 6), || StandardNormal.sample(&mut generator));
    let (trained, layers) = started(&noise, &Options { errors: Some(1.0), ..options(3) });
    assert_eq!(layers, []);
    assert!(gain(&noise, &trained).abs() < 1e-9);
    let (few, layers) = started(&skewed(1000, 4), &options(3));
    assert!(!layers.is_empty() && gain(&skewed(1000, 4), &few) > 0.15, "{layers:?}");
    assert!(started(&noise.slice(s![..12, ..]).to_owned(), &options(2)).1.is_empty());
}

/// Columns in any units.
#[test]
fn units_do_not_matter() {
    let data = skewed(12_000, 4);
    let mut scaled = data.clone();
    scaled.column_mut(1).mapv_inplace(|x| 1e-9 * x + 1e-7);
    scaled.column_mut(2).mapv_inplace(|x| 1e6 * x);
    let losses = [&data, &scaled].map(|data| started(data, &options(2)).0.epochs[0].test.unwrap());
    let expected = losses[0] + (1e-9f64 * 1e6).ln();
    assert!((losses[1] - expected).abs() < 1e-6, "{losses:?}");
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let data = Samples::from_array(samples(100, 1));
    let of = |options: Options| Training::new(&data, None, &options).unwrap_err();
    assert!(matches!(of(Options { noise: 0.1, ..options(1) }), TrainError::Cumulants));
    assert!(of(Options { errors: Some(0.0), ..options(1) }).to_string().contains("standard errors"));
    assert!(of(Options { memory: 10 << 20, ..options(1) }).to_string().contains("may be taken"));
}

#[test]
fn threads_and_kills_change_no_byte() {
    let bench = Bench::new();
    bench.write("skewed.npy", &skewed(12_000, 5));
    let of = |threads: &str| {
        let options = format!("skewed.npy --depth 3 --epochs 2 -o {threads}.safetensors");
        let mut command = bench.command(&options);
        assert!(command.env("RAYON_NUM_THREADS", threads).output().unwrap().status.success());
        fs::read(bench.path(&format!("{threads}.safetensors"))).unwrap()
    };
    assert!(of("1") == of("3"));
    // A run that was killed before its first checkpoint begins anew.
    bench.done("skewed.npy --depth 3 --epochs 2 --run run");
    let expected = bench.bytes("run");
    for name in ["checkpoint.safetensors", "model.safetensors", "metrics.csv", "progress.json"] {
        fs::remove_file(bench.path("run").join(name)).unwrap();
    }
    bench.done("--resume run");
    assert!(bench.bytes("run") == expected);
    let log = fs::read_to_string(bench.path("run/log.txt")).unwrap();
    assert!(log.matches("layer 1, third cumulants").count() == 2, "{log}");
}

#[test]
fn layers_are_told() {
    let bench = Bench::new();
    bench.write("skewed.npy", &skewed(12_000, 4));
    let told = bench.done("skewed.npy --depth 2 --select 5 --start cumulants -o m.json");
    assert!(
        told.contains("layer") && told.contains("third cumulants") && told.contains("by chance"),
        "{told}"
    );
    let json = bench.done("skewed.npy --depth 2 --select 5 --json -o m.json");
    let layer: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    let end: serde_json::Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    let last = json.lines().rfind(|line| line.contains("\"layer\"")).unwrap();
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    // In single precision.
    let difference = last["test"].as_f64().unwrap() - end["best"]["test"].as_f64().unwrap();
    assert!(difference.abs() < 1e-4, "{json}");
    assert_eq!((&layer["event"], &layer["origin"]), (&"layer".into(), &"third-cumulants".into()), "{json}");
    // The more standard errors, the fewer entries, and of Gaussian noise the share 2 (1 - Phi(Z)).
    let selected = |errors: &str| -> (u64, f64) {
        let json = bench.done(&format!("skewed.npy --depth 1 --select {errors} --json -o m.json"));
        let of = |line: Option<&str>| -> serde_json::Value { serde_json::from_str(line.unwrap()).unwrap() };
        let (layer, end) = (of(json.lines().next()), of(json.lines().last()));
        // Products of two coordinates are kept, too, and the network has them all.
        let difference = layer["test"].as_f64().unwrap() - end["best"]["test"].as_f64().unwrap();
        assert!(difference.abs() < 1e-4, "{json}");
        (layer["entries"].as_u64().unwrap(), layer["by_chance"].as_f64().unwrap())
    };
    let ((many, one), (few, two)) = (selected("1"), selected("2"));
    assert!(many > few && (one / two - 0.317_310_5 / 0.045_500_3).abs() < 1e-4, "{many} {one}, {few} {two}");
    assert!(bench.done("data.npy --depth 1 --noise 0.01 --epochs 1 -o m.json").contains("identity"));
}
