//! Moments and cumulants against what they must be: exactly, and within their own errors.

mod plots;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use diagraction::action::{Indices, SymmetricTensor};
use diagraction::arrays::{self, Container};
use diagraction::data::Samples;
use diagraction::statistics::{Answer, Cut, Kind, Moments, Request, Statistics, Verdict, compare, measure};
use diagraction::{Rational, Scalar};
use ndarray::{Array2, ArrayView2, s};
use rand::distr::Distribution;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::StandardNormal;

fn rational(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}

/// Three points of the plane with unequal probabilities.
fn distribution() -> Vec<([Rational; 2], Rational)> {
    vec![
        ([rational(1, 2), rational(-1, 1)], rational(1, 6)),
        ([rational(-2, 1), rational(1, 3)], rational(1, 3)),
        ([rational(1, 1), rational(2, 1)], rational(1, 2)),
    ]
}

/// The cumulants of a distribution by their definition: joint cumulants are sums over the partitions π of the indices,
/// Σ_π (-1)^{|π|-1} (|π|-1)! Π_{B∈π} ⟨x_B⟩.
fn exact_cumulant(index: &[usize]) -> Rational {
    partitions(index)
        .iter()
        .map(|blocks| {
            let count = blocks.len() as i64;
            let factor: i64 = (1..count).map(|n| -n).product();
            blocks.iter().fold(rational(factor, 1), |product, block| product * exact_moment(block))
        })
        .sum()
}

fn exact_moment(index: &[usize]) -> Rational {
    let term = |(point, weight): &([Rational; 2], Rational)| {
        index.iter().fold(weight.clone(), |product, &i| product * point[i].clone())
    };
    distribution().iter().map(term).sum()
}

fn partitions(index: &[usize]) -> Vec<Vec<Vec<usize>>> {
    let Some((last, rest)) = index.split_last() else { return vec![vec![]] };
    let mut found = Vec::new();
    for smaller in partitions(rest) {
        for block in 0..smaller.len() {
            let mut joined = smaller.clone();
            joined[block].push(*last);
            found.push(joined);
        }
        found.push([smaller, vec![vec![*last]]].concat());
    }
    found
}

/// The mean of the k-statistics over all samples of five points, each with its probability, is the cumulant.
#[test]
fn estimators_are_unbiased() {
    const ROWS: u32 = 5;
    let points = distribution();
    let mut expectations: Vec<SymmetricTensor<Rational>> =
        (1..=4).map(|order| SymmetricTensor::zero(2, order)).collect();
    for choice in 0..3usize.pow(ROWS) {
        let chosen: Vec<usize> = (0..ROWS).map(|row| choice / 3usize.pow(row) % 3).collect();
        let sample = Array2::from_shape_fn((ROWS as usize, 2), |(row, i)| points[chosen[row]].0[i].clone());
        let probability: Rational = chosen.iter().map(|&point| points[point].1.clone()).product();
        let mut moments = Moments::new(2, 4, vec![rational(0, 1), rational(0, 1)]);
        moments.add(sample.view());
        for (expectation, found) in expectations.iter_mut().zip(moments.cumulants(4)) {
            for (sum, entry) in expectation.entries_mut().iter_mut().zip(found.entries()) {
                *sum += probability.clone() * entry.clone();
            }
        }
    }
    for expectation in expectations {
        for (index, found) in expectation.iter() {
            assert_eq!(*found, exact_cumulant(&index), "{index:?}");
        }
    }
}

/// Rows of independent chains x' = ρ x + noise, each stationary from the start with variance 1.
fn autoregression(rows: usize, dimension: usize, memory: f64, seed: u64) -> Array2<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut x: Vec<f64> = (0..dimension).map(|_| StandardNormal.sample(&mut random)).collect();
    let spread = (1.0 - memory * memory).sqrt();
    Array2::from_shape_fn((rows, dimension), |(_, i)| {
        let noise: f64 = StandardNormal.sample(&mut random);
        x[i] = memory * x[i] + spread * noise;
        x[i]
    })
}

fn measured(samples: ArrayView2<'_, f64>, cut: Cut) -> Statistics {
    let request = Request { cut, ..Request::default() };
    measure(&Samples::from_array(samples.to_owned()), &request, &()).unwrap()
}

/// Two passes over blocks give the k-statistics that one pass gives.
#[test]
fn blocks_do_not_change_the_values() {
    // Cubed, so that cumulants of order 3 and 4 do not vanish; far from the origin.
    let samples = autoregression(3001, 5, 0.5, 3).mapv(|x| x + 0.1 * x * x * x + 0.3 * x * x + 7.0);
    let mut moments = Moments::new(5, 4, vec![7.0; 5]);
    moments.add(samples.view());
    let expected = moments.cumulants(4);
    for cut in [Cut::Auto, Cut::Length(1), Cut::Length(40), Cut::Count(2)] {
        let found = measured(samples.view(), cut);
        assert!(cut != Cut::Count(2) || found.blocks.count() == 2);
        for (expected, found) in expected.iter().zip(&found.orders) {
            for (a, b) in expected.entries().iter().zip(found.value.entries()) {
                assert!((a - b).abs() <= 1e-10 * expected.largest(), "{a} {b}");
            }
        }
    }
}

/// The jackknife that leaves out one block at a time, by its definition.
fn jackknife(samples: &Array2<f64>, length: usize, order: usize) -> SymmetricTensor<f64> {
    let (rows, d) = samples.dim();
    let blocks = rows / length;
    let without = |block: usize| {
        let mut moments = Moments::new(d, order, vec![0.0; d]);
        moments.add(samples.slice(s![..block * length, ..]));
        moments.add(samples.slice(s![(block + 1) * length.., ..]));
        moments.cumulants(order).remove(order - 1)
    };
    let found: Vec<_> = (0..blocks).map(without).collect();
    let mut errors = SymmetricTensor::zero(d, order);
    let count = blocks as f64;
    for (place, error) in errors.entries_mut().iter_mut().enumerate() {
        let mean = found.iter().map(|tensor| tensor.entries()[place]).sum::<f64>() / count;
        let squares = found.iter().map(|tensor| (tensor.entries()[place] - mean).powi(2)).sum::<f64>();
        *error = ((count - 1.0) / count * squares).sqrt();
    }
    errors
}

/// The errors are those of the jackknife up to the next order in 1/N: with N = 40 000 the difference is small.
#[test]
fn errors_are_those_of_the_jackknife() {
    let samples = autoregression(40_000, 3, 0.0, 11).mapv(|x| x + 0.3 * x * x + 2.0);
    let found = measured(samples.view(), Cut::Length(1000));
    for (order, estimate) in (1..).zip(&found.orders) {
        let expected = jackknife(&samples, 1000, order);
        for (a, b) in expected.entries().iter().zip(estimate.error.entries()) {
            assert!((a / b - 1.0).abs() < 0.02, "order {order}: {a} {b}");
        }
    }
}

/// (value - truth)² / error² over all entries of an order and many seeds: the mean, and its standard error.
fn squared_pulls(order: usize, runs: &[Statistics]) -> (f64, f64) {
    let pulls = runs.iter().flat_map(|run| {
        let estimate = &run.orders[order - 1];
        let entries = Indices::new(run.dimension(), order).zip(estimate.value.entries());
        // Standard normal coordinates: of all cumulants only k_ii = 1 is not zero.
        let pull = |((index, value), error): ((Vec<usize>, &f64), &f64)| {
            let truth = if order == 2 && index[0] == index[1] { 1.0 } else { 0.0 };
            ((value - truth) / error).powi(2)
        };
        entries.zip(estimate.error.entries()).map(pull).collect::<Vec<_>>()
    });
    let pulls: Vec<f64> = pulls.collect();
    let count = pulls.len() as f64;
    let mean = pulls.iter().sum::<f64>() / count;
    let variance = pulls.iter().map(|pull| (pull - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

fn runs(rows: usize, memory: f64, cut: Cut) -> Vec<Statistics> {
    (0..200).map(|seed| measured(autoregression(rows, 2, memory, seed).view(), cut)).collect()
}

/// Errors are honest: pulls have unit width, for independent rows and for chains. Cumulants of independent Gaussians
/// are uncorrelated, so every entry of every seed counts.
#[test]
fn pulls_have_unit_width() {
    for (rows, memory) in [(3000, 0.0), (20_000, 0.8)] {
        let runs = runs(rows, memory, Cut::Auto);
        assert!(runs.iter().all(|run| run.long_enough));
        for order in 1..=4 {
            let (mean, error) = squared_pulls(order, &runs);
            assert!((mean - 1.0).abs() <= 4.0 * error, "rho {memory}, order {order}: {mean} +- {error}");
        }
    }
}

/// What the test above would show if blocks were too short: the time of this chain is 9 rows, so errors of the mean are
/// too small by a factor of 3.
#[test]
fn short_blocks_are_not_honest() {
    let runs = runs(1000, 0.8, Cut::Length(1));
    let (mean, error) = squared_pulls(1, &runs);
    assert!((mean - 9.0).abs() <= 4.0 * error, "{mean} +- {error}");
    assert!(runs.iter().all(|run| !run.long_enough));
}

#[test]
fn moments_have_errors_too() {
    let samples = autoregression(5000, 2, 0.0, 5);
    let request = Request { kind: Kind::Moments, cut: Cut::Length(1), ..Request::default() };
    let found = measure(&Samples::from_array(samples.clone()), &request, &()).unwrap();
    let products: Vec<f64> = samples.outer_iter().map(|x| x[0] * x[0] * x[1]).collect();
    let mean = products.iter().sum::<f64>() / 5000.0;
    let variance = products.iter().map(|product| (product - mean).powi(2)).sum::<f64>() / 4999.0;
    let estimate = &found.orders[2];
    assert!((estimate.value.get(&[0, 0, 1]) - mean).abs() < 1e-12);
    assert!((estimate.error.get(&[0, 0, 1]) - (variance / 5000.0).sqrt()).abs() < 1e-12);
}

/// From a file in pieces, from memory, with one thread or several: the same bytes.
#[test]
fn the_source_does_not_matter() {
    let samples = autoregression(30_000, 6, 0.3, 8);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.npy");
    ndarray_npy::write_npy(&path, &samples).unwrap();
    let from_file = Samples::open(&path, None).unwrap();
    let with = |samples: &Samples, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| measure(samples, &Request::default(), &()).unwrap())
    };
    let expected = with(&Samples::from_array(samples), 1);
    assert_eq!(with(&from_file, 1), expected);
    assert_eq!(with(&from_file, 3), expected);
}

/// Chains are not joined: no block has rows of two of them.
#[test]
fn chains_of_an_archive_are_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chains.npz");
    let chains = [autoregression(900, 2, 0.0, 1), autoregression(500, 2, 0.0, 2)];
    let named = chains.iter().enumerate();
    let named = named.map(|(chain, samples)| (format!("chain.{chain}"), samples.clone().into_dyn().into()));
    arrays::write(Container::Npz, named, &[], &mut std::fs::File::create(&path).unwrap()).unwrap();
    let samples = Samples::open(&path, None).unwrap();
    let request = Request { cut: Cut::Length(400), ..Request::default() };
    let found = measure(&samples, &request, &()).unwrap();
    assert_eq!(found.chains, [900, 500]);
    assert_eq!(found.blocks.lengths(), [450, 450, 500]);
}

/// An array of chains is what the chains are in an archive: for every command, and in a run that is resumed.
#[test]
fn arrays_of_chains_are_read_with_chains() {
    let folder = tempfile::tempdir().unwrap();
    let chains: Vec<Array2<f64>> = (0..4).map(|seed| autoregression(500, 2, 0.3, seed)).collect();
    let named = chains.iter().enumerate();
    let named = named.map(|(chain, samples)| (format!("chain.{chain}"), samples.clone().into_dyn().into()));
    let mut archive = fs::File::create(folder.path().join("chains.npz")).unwrap();
    arrays::write(Container::Npz, named, &[], &mut archive).unwrap();
    let views: Vec<_> = chains.iter().map(|chain| chain.view()).collect();
    let stacked = ndarray::stack(ndarray::Axis(0), &views).unwrap();
    ndarray_npy::write_npy(folder.path().join("chains.npy"), &stacked).unwrap();
    let out = |arguments: &str| {
        let found = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        (found.status.code(), [found.stdout, found.stderr].map(|text| String::from_utf8(text).unwrap()))
    };
    let train = "train --depth 1 --epochs 1 --seed 1 --quiet";
    for command in ["stats", "fit --max-rank 2 -o fit.json", train] {
        let (model, resumed) = if command == train { (" -o model.npz --run run", true) } else { ("", false) };
        let (code, [_, err]) = out(&format!("{command} chains.npy{model}"));
        assert_eq!(code, Some(1), "{command}");
        assert!(err.contains("x.reshape(-1, 2)") && err.contains("hint: --chains reads it"), "{err}");
        let read = |more: &str| {
            let (code, [out, err]) = out(&format!("{command} {more}{model}"));
            assert_eq!(code, Some(0), "{command}: {err}");
            out
        };
        let from_array = read("chains.npy --chains").replace("chains.npy", "chains.npz");
        if resumed {
            fs::rename(folder.path().join("run"), folder.path().join("of_array")).unwrap();
            assert_eq!(out("train --resume of_array --quiet --chains").0, Some(0));
        }
        let without_time = |text: &str| {
            text.lines().filter(|line| !line.starts_with("solved")).map(str::to_string).collect::<Vec<_>>()
        };
        assert_eq!(without_time(&from_array), without_time(&read("chains.npz")), "{command}");
    }
    let models =
        ["of_array", "run"].map(|run| fs::read(folder.path().join(run).join("model.safetensors")).unwrap());
    assert_eq!(models[0], models[1]);
    let (code, [_, err]) = out("stats chains.npz --against chains.npy --chains");
    assert_eq!(code, Some(1));
    assert!(err.contains("x.reshape(-1, 2)") && !err.contains("hint"), "{err}");
    assert_eq!(out("report run/model.safetensors --chains -o report.html").0, Some(2));
    assert_eq!(out("report run/model.safetensors --data chains.npy --chains -o report.html").0, Some(0));
}

/// 0.5 of 0.55 is a number, too: a text without a last newline is read, and everybody says so who has a place for it.
#[test]
fn a_text_without_its_last_newline_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let rows = autoregression(300, 1, 0.0, 1);
    let lines: Vec<String> = rows.iter().map(f64::to_string).collect();
    fs::write(folder.path().join("cut.csv"), lines.join("\n")).unwrap();
    fs::write(folder.path().join("whole.csv"), lines.join("\n") + "\n").unwrap();
    let note = "the last line has no newline; the file may be cut short";
    for command in [
        "stats FILE",
        "stats whole.csv --against FILE --order 2",
        "fit FILE",
        "train FILE --depth 1 --epochs 1 --json -o model.json",
        "train whole.csv --validation FILE --depth 1 --epochs 1 --json -o model.json",
    ] {
        let of = |name: &str| {
            let arguments = command.replace("FILE", name);
            let found = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
            assert!(found.status.success(), "{arguments}");
            String::from_utf8(found.stdout).unwrap()
        };
        assert!(of("cut.csv").contains(note) && !of("whole.csv").contains(note), "{command}");
    }
}

#[test]
fn like_agrees_with_like_and_not_with_other() {
    let a = measured(autoregression(20_000, 4, 0.0, 1).view(), Cut::Auto);
    let b = measured(autoregression(20_000, 4, 0.5, 2).view(), Cut::Auto);
    let other = measured(autoregression(20_000, 4, 0.0, 3).mapv(|x| x + 0.02 * x * x * x).view(), Cut::Auto);
    let same = compare(&a, &b).unwrap();
    assert_eq!(Verdict::differing(&same).count(), 0);
    // Of 35 entries at most three are further off than three standard errors.
    assert!(same[3].within.is_sorted() && same[3].within[2] > 0.9);
    // The covariances are near the unit matrix, of which the slope is 1.
    assert!((same[1].slope.unwrap() - 1.0).abs() < 0.03 && same[1].dissimilarity().unwrap() < 1e-3);
    let different = compare(&a, &other).unwrap();
    let orders: Vec<usize> = Verdict::differing(&different).collect();
    assert!(orders.contains(&2) && orders.contains(&4), "{orders:?}");
    assert_eq!(different[1].at.len(), 2);
}

/// Rows of sixteen coordinates with one mode in common, whose mean is shifted.
fn with_common_mode(seed: u64, shift: f64) -> Statistics {
    let (own, mode) = (autoregression(1600, 16, 0.0, seed), autoregression(1600, 1, 0.0, seed + 1_000_000));
    let request = Request { order: 2, ..Request::default() };
    measure(&Samples::from_array(own * 0.3 + (mode + shift)), &request, &()).unwrap()
}

/// One mode that all entries share is one deviation, not sixteen: chance makes all means large together as often as one
/// number, and the verdict knows it.
#[test]
fn a_mode_that_all_entries_share_counts_once() {
    let seeds = 0..100;
    let answer = |seed: u64, shift| {
        let sides = [with_common_mode(seed, 0.0), with_common_mode(seed + 500, shift)];
        let found = compare(&sides[0], &sides[1]).unwrap();
        assert!(found[0].effective < 1.6, "{}", found[0].effective);
        let verdict = Verdict::new(&found, [&sides[0], &sides[1]], true);
        (verdict, found[0].clone())
    };
    let alarms = seeds.clone().filter(|&seed| answer(seed, 0.0).0.answer == Answer::Differ).count();
    assert!(alarms <= 4, "{alarms} of 100 where 1 is expected");
    // A shift of the mode by five standard errors.
    let shift = 5.0 * (2.0 * 1.09 / 1600.0f64).sqrt();
    let seen = seeds.clone().filter(|&seed| answer(seed, shift).0.answer == Answer::Differ).count();
    assert!(seen >= 85, "{seen} of 100");
    let (verdict, order) = (0..100)
        .map(|seed| answer(seed, 0.6 * shift))
        .find(|(verdict, _)| verdict.answer == Answer::Doubtful)
        .expect("a shift of three standard errors");
    assert!(verdict.words.contains("hardly") && verdict.words.contains("of 100 cases"), "{}", verdict.words);
    assert!(order.mean_square > 4.0);
}

#[test]
fn refusals_say_what_is_wrong() {
    let samples = |rows: usize| Samples::from_array(autoregression(rows, 3, 0.0, 1));
    let message =
        |samples: &Samples, request: Request| measure(samples, &request, &()).unwrap_err().to_string();
    let usual = Request::default();
    assert!(message(&samples(3), usual).contains("3 samples are too few for order 4"));
    assert!(message(&samples(10), Request { order: 5, ..usual }).contains("order 5"));
    assert!(message(&samples(10), Request { memory: 10, ..usual }).contains("memory"));
    assert!(message(&samples(10), Request { cut: Cut::Count(1), ..usual }).contains("one block"));
    let huge = Samples::from_array(autoregression(10, 1, 0.0, 1) * 1e120);
    assert!(message(&huge, Request { cut: Cut::Length(1), ..usual }).contains("beyond the range"));
    let tiny = Samples::from_array(autoregression(100, 1, 0.0, 1) * 1e-60);
    assert!(message(&tiny, usual).contains("scale the samples"));
    assert!(measure(&tiny, &Request { order: 2, ..usual }, &()).is_ok());
    let two = Samples::from_array(autoregression(50, 2, 0.0, 1));
    let error = compare(&measure(&two, &usual, &()).unwrap(), &measure(&samples(50), &usual, &()).unwrap());
    assert!(error.unwrap_err().to_string().contains("2 and 3"));
}

/// Means of many coordinates take no matrix; fourth cumulants of as many are refused before anything is made.
#[test]
fn memory_is_what_an_order_takes() {
    let samples = Samples::from_array(autoregression(4, 20_000, 0.0, 1));
    let means = Request { order: 1, cut: Cut::Length(1), memory: 64 << 20, ..Request::default() };
    assert_eq!(measure(&samples, &means, &()).unwrap().orders[0].value.entries().len(), 20_000);
    let refusal = measure(&samples, &Request { order: 4, ..means }, &()).unwrap_err().to_string();
    assert!(refusal.contains("order 4 in 20000 dimensions takes at least"), "{refusal}");
}

/// A coordinate that never changes has cumulants without errors, and no time.
#[test]
fn constants_are_legal() {
    let mut samples = autoregression(400, 2, 0.0, 1);
    samples.column_mut(1).fill(3.0);
    let found = measured(samples.view(), Cut::Auto);
    assert_eq!((found.orders[0].value.get(&[1]), found.orders[0].error.get(&[1])), (&3.0, &0.0));
    assert_eq!(found.orders[3].error.get(&[0, 0, 1, 1]), &0.0);
    let exact = Rational::from_integer(3.into()).to_f64();
    assert_eq!(*found.orders[0].value.get(&[1]), exact);
}

/// 0.1 is no sum of powers of two, so means of it are off by rounding, and differently so for different numbers of rows.
#[test]
fn constants_agree_with_themselves() {
    let found = |kind: Kind, rows: usize, seed: u64| {
        let mut samples = autoregression(rows, 2, 0.0, seed);
        samples.column_mut(1).fill(0.1);
        measure(&Samples::from_array(samples), &Request { kind, ..Request::default() }, &()).unwrap()
    };
    for kind in [Kind::Cumulants, Kind::Moments] {
        let (a, b) = (found(kind, 5000, 1), found(kind, 7000, 2));
        assert_eq!((a.orders[0].value.get(&[1]), a.orders[0].error.get(&[1])), (&0.1, &0.0));
        assert_eq!(Verdict::differing(&compare(&a, &b).unwrap()).count(), 0);
    }
}

/// Independent rows beside rows of another mean, as numbers only: why the exit code is 1 is said all the same. Blocks of one row of
/// a chain are no ground for a difference.
#[test]
fn verdicts_are_said_beside_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, samples: Array2<f64>| {
        let rows: Vec<String> = samples.outer_iter().map(|row| row[0].to_string()).collect();
        std::fs::write(folder.path().join(name), rows.join("\n")).unwrap();
    };
    write("a.csv", autoregression(4000, 1, 0.0, 1));
    write("b.csv", autoregression(4000, 1, 0.0, 2) + 1.0);
    write("c.csv", autoregression(4000, 1, 0.9, 3) + 1.0);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diagraction"));
        let output = command.arg("stats").args(arguments).current_dir(folder.path()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, out, err) = run(&["a.csv", "--against", "b.csv", "--strict", "--format", "csv"]);
    assert!(
        code == 1 && out.starts_with("order,") && err.starts_with("error: DO NOT AGREE in order 1"),
        "{err}"
    );
    let (code, out, err) = run(&["a.csv", "--against", "b.csv", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, err.as_str(), &found["agrees"]), (0, "", &false.into()));
    assert!(found["verdict"].as_str().unwrap().starts_with("DO NOT AGREE in order 1"), "{out}");
    let (code, out, err) = run(&["a.csv", "--against", "c.csv", "--block", "1", "--strict"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("CANNOT BE TOLD: blocks are short against the autocorrelation"), "{out}");
    let (code, _, err) = run(&["a.csv", "--against", "a.csv", "--strict", "--format", "csv"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diagraction"));
    command.current_dir(folder).args(arguments).output().unwrap()
}
