//! Options whose effect on the numbers can be foretold.

use std::fs;
use std::path::Path;

use diagraction::data::Samples;
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::file::load;
use diagraction::render::Format;
use ndarray::{Array1, Array2, s};
use ndarray_npy::{NpzWriter, read_npy, write_npy};

use crate::command::*;

/// Arguments of a command, of which those with a `.` and the folder `run` are names within a folder.
fn within(folder: &Path, arguments: &str) -> std::process::Output {
    let named = |word: &str| match word.split_once('.') {
        Some((_, "npy" | "npz" | "safetensors" | "json")) if !word.contains('/') => {
            folder.join(word).display().to_string()
        }
        None if word == "run" => folder.join(word).display().to_string(),
        _ => word.to_string(),
    };
    let arguments: Vec<String> = arguments.split_whitespace().map(named).collect();
    run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

fn done(folder: &Path, arguments: &str) -> String {
    let output = within(folder, arguments);
    assert_eq!(code(&output), 0, "{arguments}: {}", stderr(&output));
    stdout(&output)
}

/// Draws of a small theory, once as `draws.npy` and once in `both.npz` beside other ones.
fn samples(folder: &Path) -> Array2<f64> {
    done(folder, "sample examples/theories/double_well.action -n 2000 --seed 5 -o draws.npy -q");
    let draws: Array2<f64> = read_npy(folder.join("draws.npy")).unwrap();
    let mut both = NpzWriter::new(fs::File::create(folder.join("both.npz")).unwrap());
    both.add_array("mirrored", &draws.mapv(|x| 3.0 - x)).unwrap();
    both.add_array("draws", &draws).unwrap();
    both.finish().unwrap();
    draws
}

#[test]
fn a_key_chooses_one_of_several_arrays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    samples(folder);
    let single = done(folder, "stats draws.npy --format csv");
    assert_eq!(done(folder, "stats both.npz --key draws --format csv"), single);
    assert_ne!(done(folder, "stats both.npz --key mirrored --format csv"), single);
    let fit = |samples: &str| done(folder, &format!("fit {samples} --max-rank 2 --format csv"));
    assert_eq!(fit("both.npz --key draws"), fit("draws.npy"));
    let same = done(folder, "stats draws.npy --against both.npz --against-key draws");
    let other = done(folder, "stats draws.npy --against both.npz --against-key mirrored");
    assert!(!same.contains("DO NOT AGREE") && other.contains("DO NOT AGREE"), "{same}\n{other}");
    for (arguments, array) in [("both.npz", "--key"), ("draws.npy --against both.npz", "--against-key")] {
        let output = within(folder, &format!("stats {arguments}"));
        let text = stderr(&output);
        assert!(code(&output) != 0 && text.contains(array) && text.contains("mirrored"), "{text}");
    }
}

/// A^(1) and A^(2) of one variable without a bias taken off are those of the Gaussian with the mean and the variance of the
/// samples.
#[test]
fn a_bias_is_kept_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let x = samples(folder).slice(s![..300, 1..]).to_owned();
    write_npy(folder.join("x.npy"), &x).unwrap();
    let fit = |options: &str| -> Vec<f64> {
        let csv = done(folder, &format!("fit x.npy --max-rank 2 --format csv {options}"));
        csv.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect()
    };
    let (mean, variance) = (x.mean().unwrap(), x.var(0.0));
    let (kept, usual) = (fit("--keep-bias"), fit(""));
    for (place, expected) in [mean / variance, -0.5 / variance].into_iter().enumerate() {
        assert!((kept[place] / expected - 1.0).abs() < 1e-9, "{kept:?} {expected}");
        assert!((usual[place] / expected - 1.0).abs() > 1e-4, "{usual:?} {expected}");
    }
}

#[test]
fn moments_are_about_the_origin() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let draws = samples(folder);
    let second = |options: &str| -> f64 {
        let csv = done(folder, &format!("stats draws.npy --order 2 --format csv {options}"));
        let line = csv.lines().find(|line| line.starts_with("2,0 0,")).unwrap();
        line.split(',').nth(2).unwrap().parse().unwrap()
    };
    let x = draws.column(0);
    assert!((second("--moments") - x.mapv(|x| x * x).mean().unwrap()).abs() < 1e-9);
    assert!((second("") - x.var(1.0)).abs() < 1e-9);
}

#[test]
fn blocks_are_as_many_as_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let draws = samples(folder);
    let json = |blocks: usize| -> serde_json::Value {
        serde_json::from_str(&done(folder, &format!("stats draws.npy --blocks {blocks} --format json")))
            .unwrap()
    };
    let (few, many) = (json(8), json(50));
    assert_eq!((few["blocks"].as_u64(), many["blocks"].as_u64()), (Some(8), Some(50)));
    assert_ne!(few, many);
    let rows = draws.nrows();
    let text = done(folder, &format!("stats draws.npy --blocks {}", rows + 1));
    assert!(text.contains(&format!("from {rows} blocks of 1 rows")), "{text}");
}

/// The first step of plain descent from the identity has no schedule yet, the last has: with a gradient of one batch
/// that is the whole of the data, the step is the learning rate times the gradient, shortened to the norm of `--clip`.
#[test]
fn steps_are_clipped_decayed_and_scheduled() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    samples(folder);
    let trained = |options: &str| -> Vec<u8> {
        let common = "train draws.npy --depth 1 --start identity --optimizer sgd --learning-rate 0.01 --batch 2000 --seed 1 --precision f64";
        done(folder, &format!("{common} {options} -o model.safetensors -q"));
        fs::read(folder.join("model.safetensors")).unwrap()
    };
    let norm = |clip: &str| {
        trained(&format!("--epochs 1 --schedule constant {clip}"));
        distance_from_start(folder)
    };
    let (free, clipped) = (norm(""), norm("--clip 0.001"));
    assert!(free > 1e-4, "{free}");
    assert!((clipped - 1e-5).abs() < 1e-14, "the step is 0.01 times the norm 0.001: {clipped}");
    assert_ne!(trained("--epochs 5 --schedule constant"), trained("--epochs 5 --schedule cosine"));
    let chi = |decay: &str| {
        trained(&format!("--epochs 40 --schedule constant {decay}"));
        coupling(folder)
    };
    let (kept, shrunk) = (chi("--weight-decay 0"), chi("--weight-decay 20"));
    assert!(shrunk < 0.5 * kept && kept > 0.0, "{shrunk} {kept}");
}

/// With plain descent a coefficient moves in a short step by the learning rate times its rate.
#[test]
fn rates_are_those_of_the_steps() {
    const ETA: f64 = 3e-4;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    samples(folder);
    let trained = |options: &str| {
        let common = "train draws.npy --depth 1 --start identity --optimizer sgd --schedule constant --batch 2000 --holdout 0";
        let text = format!("{common} --precision f64 --learning-rate {ETA} --records 1 --json {options}");
        let told = done(folder, &format!("{text} -o model.safetensors"));
        let network = load(folder.join("model.safetensors")).unwrap().to_f64().unwrap();
        let request = Request { max_rank: Some(2), ..Request::default() };
        let action = evaluate::extract(&network, &request, Method::Direct).unwrap();
        let line = told.lines().rfind(|line| line.contains("\"record\"")).unwrap();
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["step"], 10);
        (action, record["rates"].clone())
    };
    let (first, rates) = trained("--epochs 10 --learning-rule");
    let (second, untold) = trained("--epochs 11");
    assert!(untold.as_array().unwrap().iter().all(serde_json::Value::is_null), "{untold}");
    for rank in [1, 2] {
        let (first, second) = (first.tensor(rank).unwrap(), second.tensor(rank).unwrap());
        let mut moved = second.clone();
        moved.entries_mut().iter_mut().zip(first.entries()).for_each(|(moved, first)| *moved -= first);
        let expected = moved.norm() / first.norm() / ETA;
        let rate = rates[rank - 1].as_f64().unwrap();
        assert!((rate / expected - 1.0).abs() < 0.02, "rank {rank}: {rate} {expected}");
    }
}

/// Without a step chi is the noise.
#[test]
fn noise_has_the_size_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    done(folder, "sample examples/theories/lattice16.action -n 400 --seed 5 -o x.npy -q");
    let size = |noise: &str| {
        let options = format!("--depth 2 --epochs 0 {noise} --precision f64 -q");
        done(folder, &format!("train x.npy --start identity {options} -o model.safetensors"));
        let chi: Vec<f64> = arrays(folder)
            .into_iter()
            .filter(|(name, _)| name.contains("chi"))
            .flat_map(|(_, numbers)| numbers)
            .collect();
        (chi.iter().map(|x| x * x).sum::<f64>() / chi.len() as f64).sqrt()
    };
    assert_eq!(size(""), 0.0);
    let found = size("--noise 0.05");
    assert!((found / 0.05 - 1.0).abs() < 0.2, "{found}");
}

/// The arrays of `model.safetensors`, by name.
fn arrays(folder: &Path) -> Vec<(String, Vec<f64>)> {
    let file = fs::read(folder.join("model.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&file).unwrap();
    let numbers = |bytes: &[u8]| bytes.chunks(8).map(|x| f64::from_le_bytes(x.try_into().unwrap())).collect();
    tensors.iter().map(|(name, tensor)| (name.to_string(), numbers(tensor.data()))).collect()
}

/// How far the parameters are from the identity start, W = 1, b = 0, chi = 0.
fn distance_from_start(folder: &Path) -> f64 {
    let squares = arrays(folder).into_iter().map(|(name, numbers)| {
        let side = numbers.len().isqrt();
        let start =
            |place: usize| if name.contains("weight") && place.is_multiple_of(side + 1) { 1.0 } else { 0.0 };
        numbers.iter().enumerate().map(|(place, number)| (number - start(place)).powi(2)).sum::<f64>()
    });
    squares.sum::<f64>().sqrt()
}

fn coupling(folder: &Path) -> f64 {
    let chi = arrays(folder).into_iter().filter(|(name, _)| name.contains("chi"));
    chi.flat_map(|(_, numbers)| numbers).map(f64::abs).sum()
}

#[test]
fn draws_do_not_depend_on_threads_and_do_on_the_mass_matrix() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let drawn = |options: &str| -> Array2<f64> {
        let common = "sample examples/theories/double_well.action -n 400 --seed 2 -o x.npy -q";
        done(folder, &format!("{common} {options}"));
        read_npy(folder.join("x.npy")).unwrap()
    };
    let usual = drawn("");
    for threads in [1, 2, 3] {
        assert_eq!(drawn(&format!("--threads {threads}")), usual);
    }
    assert_eq!(drawn("--mass diagonal"), usual);
    assert_ne!(drawn("--mass dense"), usual);
    assert_ne!(drawn("--max-depth 2"), usual);
    let chains = |options: &str| {
        let common = "sample examples/theories/double_well.action -n 400 --keep-chains -o x.npz -q";
        done(folder, &format!("{common} {options}"));
        Samples::open(folder.join("x.npz"), None).unwrap().chains().to_vec()
    };
    assert_eq!((chains(""), chains("--chains 3")), (vec![100; 4], vec![134, 133, 133]));
    assert_ne!(code(&within(folder, "sample examples/theories/double_well.action -o x.npz --threads 0")), 0);
}

/// Trees of a depth have less than 2^depth steps: of depth 1 there is one step, so neighbours in a chain are close.
#[test]
fn shallow_trees_move_slowly() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let step = |depth: usize| {
        let options = format!("-n 2000 --chains 1 --seed 2 --max-depth {depth} -o x.npy -q");
        done(folder, &format!("sample examples/theories/lattice16.action {options}"));
        let draws: Array2<f64> = read_npy(folder.join("x.npy")).unwrap();
        let (before, after) = (draws.slice(s![..-1, ..]), draws.slice(s![1.., ..]));
        (&after - &before).mapv(|x| x * x).mean().unwrap()
    };
    let (shallow, deep) = (step(1), step(10));
    assert!(2.0 * shallow < deep, "{shallow} {deep}");
}

/// A stage leaves out the layers before it, and a flow has the ranks and the points that are asked for.
#[test]
fn stages_and_points_of_a_flow() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = "examples/models/lattice16.safetensors";
    let plain = done(folder, &format!("evaluate {file} --max-rank 2"));
    assert_eq!(done(folder, &format!("evaluate {file} --max-rank 2 --at A1")), plain);
    let norms = |arguments: &str| -> Vec<(String, f64)> {
        let csv = done(folder, &format!("flow {file} --max-rank 2 --format csv {arguments}"));
        let number = |line: &str| line.split(',').nth(2).unwrap().parse().unwrap();
        csv.lines().skip(1).map(|line| (line.split(',').take(2).collect(), number(line))).collect()
    };
    let zero = norms("--around zero");
    assert_eq!(zero.len(), 2 * 8);
    assert!(plain.contains(&format!("norm {:.4}", zero.last().unwrap().1)), "{plain}\n{zero:?}");
    let point = Array1::from_elem(16, 0.25);
    ndarray_npy::write_npy(folder.join("point.npy"), &point).unwrap();
    let (mode, moved) = (norms("--around mode"), norms("--around point.npy"));
    assert!(mode.iter().step_by(2).all(|(_, norm)| *norm == 0.0));
    assert_eq!(norms(""), mode);
    // The image of the point at the last stage is z, and A^(1) there is -z.
    let z = load(file).unwrap().to_f64().unwrap().forward(point.view());
    assert!(moved[0].0 == "B41" && (moved[0].1 - z.dot(&z).sqrt()).abs() < 1e-12, "{moved:?} {z}");
}

/// A word for each of them, and the command takes it.
#[test]
fn every_method_and_every_format_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    for method in Method::ALL {
        let answer =
            within(folder.path(), &format!("evaluate tests/cases/d2_L1.model.json --method {method}"));
        let refusal = "has a dense coupling";
        assert!(code(&answer) == 0 || stderr(&answer).contains(refusal), "{}", stderr(&answer));
    }
    for format in Format::ALL {
        done(folder.path(), &format!("expand --depth 1 --format {}", format!("{format:?}").to_lowercase()));
    }
}
