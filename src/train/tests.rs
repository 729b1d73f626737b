//! Gradients against differences, and trainings that learn, explode and end.

use ndarray::{Array1, Array2};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::batch::Batch;
use super::layout::Layout;
use super::trainer::Trainer;
use super::*;
use crate::data::Samples;
use crate::network::Mixture;

/// Numbers in (-1, 1).
fn numbers(n: usize, seed: usize) -> Vec<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed as u64);
    (0..n).map(|_| generator.random_range(-1.0..1.0)).collect()
}

fn parameters(layout: &Layout) -> Vec<f64> {
    let mut parameters: Vec<f64> = numbers(layout.len(), 1).iter().map(|x| 0.3 * x).collect();
    for layer in 0..=layout.depth {
        layout.linear_mut(&mut parameters, layer).0.diag_mut().mapv_inplace(|w| w + 1.0);
    }
    for head in 0..layout.heads() {
        layout.head_mut(&mut parameters, head).0.diag_mut().mapv_inplace(|w| w + 1.0);
    }
    parameters
}

fn layouts() -> impl Iterator<Item = Layout> {
    let sizes = [(1, 0), (1, 2), (2, 1), (3, 2), (5, 3), (6, 1)];
    let forms = [Couplings::Full, Couplings::LowRank(4)];
    sizes.into_iter().flat_map(move |(dimension, depth)| {
        let forms = forms.into_iter().flat_map(|couplings| [1, 3].map(|components| (couplings, components)));
        forms.map(move |(couplings, components)| Layout { dimension, depth, couplings, components })
    })
}

/// More samples than a shard holds, and not a multiple.
const ROWS: usize = 300;

fn data(layout: &Layout) -> Array2<f64> {
    Array2::from_shape_vec((ROWS, layout.dimension), numbers(ROWS * layout.dimension, 2)).unwrap()
}

#[test]
fn the_loss_is_that_of_the_network() {
    for layout in layouts() {
        let (parameters, data) = (parameters(&layout), data(&layout));
        let network = super::parameters::network(&layout, &parameters, None).unwrap();
        let components = super::heads::components(&layout, &parameters).unwrap();
        let expected = match components.is_empty() {
            true => network.log_density_batch(data.view()).unwrap(),
            false => Mixture::new(network, components).unwrap().log_density_batch(data.view()).unwrap(),
        };
        let expected = -expected.mean().unwrap();
        let mut batch = Batch::new(layout, 200);
        let loss = batch.loss(&parameters, data.view());
        assert!((loss - expected).abs() < 1e-12 * expected.abs(), "{layout:?}: {loss} {expected}");
    }
}

#[test]
fn gradients_agree_with_finite_differences() {
    for layout in layouts() {
        let (parameters, data) = (parameters(&layout), data(&layout));
        let rows: Vec<u32> = (0..ROWS as u32).rev().collect();
        let mut batch = Batch::new(layout, ROWS);
        batch.gradient(&parameters, data.view(), &rows);
        let gradient = Array1::from(batch.gradient.clone());
        let mut loss = |parameters: &[f64]| batch.loss(parameters, data.view());
        let step = 1e-4;
        let difference = |place: usize, step: f64, loss: &mut dyn FnMut(&[f64]) -> f64| {
            let mut moved = parameters.clone();
            moved[place] += step;
            let above = loss(&moved);
            moved[place] = parameters[place] - step;
            (above - loss(&moved)) / (2.0 * step)
        };
        // Steps of two lengths remove the error of second order.
        let numeric = (0..parameters.len()).map(|place| {
            (4.0 * difference(place, step, &mut loss) - difference(place, 2.0 * step, &mut loss)) / 3.0
        });
        // A stored χ_mjk with j < k stands for two entries, and its derivative is that of one.
        let entries = multiplicities(&layout);
        let numeric: Array1<f64> = numeric.zip(&entries).map(|(slope, entries)| slope / entries).collect();
        let largest = gradient.iter().fold(0.0f64, |largest, g| largest.max(g.abs()));
        let deviation = (&gradient - &numeric).iter().fold(0.0f64, |largest, g| largest.max(g.abs()));
        assert!(deviation < 1e-7 * largest, "{layout:?}: {deviation} of {largest}");
    }
}

fn multiplicities(layout: &Layout) -> Vec<f64> {
    let mut entries = vec![1.0; layout.len()];
    if layout.couplings == Couplings::Full {
        for layer in 0..layout.depth {
            let (mut chi, _) = layout.activation_mut(&mut entries, layer);
            let pairs = (0..layout.first()).flat_map(|j| (j..layout.first()).map(move |k| (j, k)));
            for (mut row, (j, k)) in chi.outer_iter_mut().zip(pairs) {
                row.fill(if j == k { 1.0 } else { 2.0 });
            }
        }
    }
    entries
}

fn cubes(rows: usize) -> Samples {
    // A skewed variable beside its square, so that the couplings have something to learn.
    let raw = numbers(3 * rows, rows);
    let gaussian = |i: usize| raw[i] + raw[rows + i] + raw[2 * rows + i];
    let sample = |(n, i): (usize, usize)| match i {
        0 => gaussian(n),
        _ => 3.0 + 0.5 * gaussian(rows - 1 - n) + 0.4 * gaussian(n).powi(2),
    };
    Samples::from_array(Array2::from_shape_fn((rows, 2), sample))
}

fn fast(depth: usize) -> Options {
    Options { epochs: 20, batch: 64, learning_rate: 0.01, ..Options::new(depth) }
}

#[test]
fn couplings_learn_a_square() {
    for couplings in [Couplings::Full, Couplings::LowRank(2)] {
        for precision in [Precision::F32, Precision::F64] {
            let options = Options { couplings, precision, ..fast(1) };
            let trained = train(&cubes(4000), None, &options, &mut ()).unwrap();
            let linear =
                train(&cubes(4000), None, &Options { couplings, precision, ..fast(0) }, &mut ()).unwrap();
            let last = |trained: &Trained| trained.epochs.last().unwrap().train;
            assert!(last(&trained) < last(&linear) - 0.1, "{couplings:?} {precision:?}");
        }
    }
}

#[test]
fn whitened_training_gives_a_model_of_the_original_data() {
    let data = cubes(4000);
    let test = cubes(1000);
    let trained = train(&data, Some(&test), &Options { start: Start::Whitened, ..fast(1) }, &mut ()).unwrap();
    let x = test.range(0, 1000).unwrap();
    let expected = -trained.network.log_density_batch(x.view()).unwrap().mean().unwrap();
    let loss = trained.epochs[trained.best].test.unwrap();
    assert!((loss - expected).abs() < 1e-5, "{loss} {expected}");
    assert!(trained.epochs[0].test.unwrap() > loss + 0.05);
}

#[test]
fn threads_do_not_change_the_result() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = Options { epochs: 2, batch: 500, records: 2, ..fast(2) };
        pool.install(|| train(&cubes(3000), None, &options, &mut ()).unwrap())
    };
    let (one, three) = (run(1), run(3));
    assert_eq!(one.network, three.network);
    assert_eq!(one.epochs, three.epochs);
}

struct Notes(Vec<Note>, Vec<u64>);

impl Observer for Notes {
    fn note(&mut self, note: &Note) {
        self.0.push(note.clone());
    }

    fn record(&mut self, step: u64, _learned: &crate::network::Mixture) {
        self.1.push(step);
    }
}

#[test]
fn a_training_that_explodes_steps_back() {
    let mut notes = Notes(Vec::new(), Vec::new());
    let data = Samples::from_array(cubes(2000).range(0, 2000).unwrap() * 10.0);
    let options = Options {
        learning_rate: 3.0,
        optimizer: Optimizer::Sgd { momentum: 0.9 },
        schedule: Schedule::Constant,
        epochs: 3,
        records: 1,
        ..fast(4)
    };
    let trained = train(&data, None, &options, &mut notes).unwrap();
    assert!(notes.0.iter().any(|note| matches!(note, Note::StepBack { .. })), "{:?}", notes.0);
    assert!(trained.epochs.iter().all(|epoch| epoch.train.is_finite()));
    let x = data.range(0, 2000).unwrap();
    let density = trained.network.log_density_batch(x.view()).unwrap();
    assert!(density.iter().all(|value| value.is_finite()));
    assert_eq!(notes.1, [1, 10]);
}

#[test]
fn a_step_back_returns_to_the_last_good_state() {
    let data = Samples::from_array(cubes(2000).range(0, 2000).unwrap() * 10.0);
    let optimizer = Optimizer::Sgd { momentum: 0.9 };
    let options =
        Options { learning_rate: 3.0, optimizer, schedule: Schedule::Constant, epochs: 3, ..fast(4) };
    let mut trainer = Trainer::<f64>::new(&data, None, &options).unwrap();
    let start = trainer.state.parameters.clone();
    let mut notes = Notes(Vec::new(), Vec::new());
    trainer.advance(1, &mut notes).unwrap();
    assert!(trainer.state.parameters != start && notes.0.is_empty());
    while notes.0.is_empty() {
        assert!(trainer.advance(1, &mut notes).unwrap());
    }
    assert!(trainer.state.counters.step < 100, "no state after the start was good");
    assert!(trainer.state.parameters == start && trainer.state.moments.first.iter().all(|m| *m == 0.0));
    assert_eq!(trainer.state.counters.factor, 0.5);
}

/// Of the parameters and their mean over the second half of the steps the ones with the lower loss count.
#[test]
fn the_better_of_parameters_and_their_mean_counts() {
    // Tested on what is fitted, short steps lead down, and of long ones the mean is better.
    let data = cubes(4000);
    let x = data.range(0, 4000).unwrap();
    let lower = [1e-5, 1e-2].map(|learning_rate| {
        let (start, precision, schedule) = (Start::Cumulants, Precision::F64, Schedule::Constant);
        let options = Options { learning_rate, start, precision, schedule, epochs: 4, ..fast(1) };
        let mut trainer = Trainer::<f64>::new(&data, Some(&data), &options).unwrap();
        trainer.find_start(&()).unwrap();
        while trainer.advance(1, &mut ()).unwrap() {}
        let last = -trainer.network().unwrap().log_density_batch(x.view()).unwrap().mean().unwrap();
        let (_, mean) = trainer.averaged().unwrap();
        let told = trainer.state.counters.epochs[4].test.unwrap();
        assert!((told - last.min(mean)).abs() < 1e-9, "{told}: {last} {mean}");
        (last - mean).signum()
    });
    assert_eq!(lower, [-1.0, 1.0], "each is the better one once");
}

#[test]
fn an_outlier_leaves_a_network_that_is_no_worse_than_the_start() {
    for seed in 0..4 {
        let mut x = Array2::from_shape_vec((6400, 4), numbers(4 * 6400, 7)).unwrap() * 2.0;
        x.row_mut(0).fill(60.0);
        let options = Options {
            epochs: 6,
            batch: 64,
            seed,
            learning_rate: 0.01,
            optimizer: Optimizer::Sgd { momentum: 0.0 },
            schedule: Schedule::Constant,
            ..Options::new(3)
        };
        let samples = Samples::from_array(x.clone());
        let loss = |test| {
            let trained = train(&samples, test, &options, &mut ()).unwrap();
            let loss = -trained.network.log_density_batch(x.view()).unwrap().mean().unwrap();
            (loss, trained.epochs[0].train)
        };
        // With test data the best network is kept, and the start is one of them; without, the last, which is near it.
        let (tested, start) = loss(Some(&samples));
        assert!(tested <= start * (1.0 + 1e-6), "{seed}: {tested}, {start}");
        let (last, start) = loss(None);
        assert!(last < 1.2 * start, "{seed}: {last}, {start}");
    }
}

#[test]
fn patience_ends_a_training_with_its_best_network() {
    // Few samples and large steps: the network learns them by heart.
    let (data, test) = (cubes(70), cubes(400));
    let options = Options { epochs: 400, patience: Some(5), schedule: Schedule::Constant, ..fast(3) };
    let trained = train(&data, Some(&test), &options, &mut ()).unwrap();
    assert!(trained.epochs.len() < 400);
    assert_eq!(trained.epochs.len(), trained.best + 6);
    let best = trained.epochs.iter().filter_map(|epoch| epoch.test).fold(f64::INFINITY, f64::min);
    assert_eq!(trained.epochs[trained.best].test, Some(best));
}
