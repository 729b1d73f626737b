//! `train --autoregressive`: networks of spins by their likelihood.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde_json::json;

use super::args::{HOLDOUT, TrainArgs};
use super::new_run::check_output;
use super::samples::split;
use crate::Progress;
use crate::action::{SparseAction, file};
use crate::arrays::Container;
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::{Bar, Failure, Output, Watch, human, memory, output, reading, short};
use crate::data::Samples;
use crate::files;
use crate::score::{Density, score};
use crate::spins::learn::{Hidden, LearnError, logistic, masked, spread};
use crate::spins::{self, MAX_SPINS, Network, as_action, couplings, read_couplings, write};
use crate::text::{counted, joined};

/// Arrays of the size of the states that learning holds, about.
const COPIES: u64 = 5;

/// Vectors of all numbers that the search holds.
const VECTORS: u64 = 30;

pub(super) fn run(args: &TrainArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let path = args.data.as_deref().unwrap_or(Path::new(""));
    let Some(output) = args.output.as_deref() else {
        return Failure::usage("the network needs a place: -o FILE");
    };
    let container = match files::ending(output).as_deref() {
        Some("npz") => Container::Npz,
        Some("safetensors") => Container::Safetensors,
        _ => {
            return Failure::usage(format!(
                "{}: networks of spins are written as .safetensors or .npz",
                output.display()
            ));
        }
    };
    check_output(args, [None; 2], None)?;
    let limit = memory::limit(args.memory_limit);
    let open = |path: &Path| args.reading.open(path, limit);
    let samples = open(path)?;
    let (n, widths): (u64, Vec<u64>) =
        (samples.dimension() as u64, args.hidden.iter().map(|width| width.0 as u64).collect());
    let layers = [&[n][..], &widths, &[n]].concat();
    let numbers: u64 = layers.windows(2).map(|pair| pair[0].saturating_mul(pair[1]) + pair[1]).sum();
    let each = COPIES * 8 * layers.iter().sum::<u64>();
    let replicas = u64::from(args.errors.unwrap_or(0)).saturating_mul(92 * n * n);
    let needed = each
        .saturating_mul(samples.rows() as u64)
        .saturating_add(VECTORS * 8 * numbers)
        .saturating_add(replicas);
    memory::expect("learning takes", needed, limit, "fewer rows need less, and so do narrower layers")?;
    if args.errors.is_some() && !args.hidden.is_empty() && samples.dimension() > MAX_SPINS {
        return Failure::usage(format!(
            "--errors of masked networks needs all states, of up to {MAX_SPINS} spins; `couplings --data` measures larger ones"
        ));
    }
    let validation = args.validation.as_deref().map(open).transpose()?;
    if let (Some(test), Some(samples_of)) = (&args.validation, &validation) {
        expect_alike((path, samples.dimension()), (test, samples_of.dimension()))?;
    }
    let holdout = if validation.is_some() { 0 } else { args.holdout.unwrap_or(HOLDOUT).rows(samples.rows()) };
    let notes = reading::notes(&samples);
    let samples = reading::as_states(&samples, limit)?;
    let validation = validation.map(|samples| reading::as_states(&samples, limit)).transpose()?;
    let data = split(&samples, validation, holdout)?;
    let all = |samples: &Samples| samples.range(0, samples.rows());
    let test = data.test.as_ref().map(all).transpose()?;
    let seed = args.seed.unwrap_or(1).unsigned_abs();
    let watch = Watch::new();
    let bar = Bar::counting(args.quiet || args.is_json(), "learning");
    let learn = |samples: &Samples, seed: u64| -> Result<Network, Failure> {
        let own = all(samples)?;
        let widths: Vec<usize> = args.hidden.iter().map(|width| width.0).collect();
        Ok(match widths.is_empty() {
            true => logistic(own.view(), &bar)?,
            false => {
                masked(own.view(), test.as_ref().map(|test| test.view()), &Hidden { widths, seed }, &bar)?
            }
        })
    };
    let network = learn(&data.training, seed)?;
    let mut out = Output::whole(output)?;
    write(&network, container, &mut out)?;
    out.finish()?;
    output::written(output, "network");
    // What is learned so far is written, and nothing else.
    if bar.is_stopped() {
        return Err(Failure::Interrupted);
    }
    let errors = match args.errors {
        None => None,
        Some(replicas) => {
            let again = |samples: &Samples, replica: u64| {
                let network = learn(samples, seed + 1 + replica)?;
                if bar.is_stopped() { Err(Failure::Interrupted) } else { pairs(&network, limit) }
            };
            let found = spread(&data.training, replicas, seed, again)?;
            let (path, action) = (output.with_extension("errors.json"), pairs(&network, limit)?);
            let mut out = Output::whole(&path)?.holding("couplings with errors");
            file::json::write_with_errors(
                (&action).into(),
                (&found).into(),
                Some(replicas.into()),
                &mut out,
            )?;
            out.finish()?;
            Some((replicas, path, largest(&found)))
        }
    };
    drop((bar, watch));
    let density = spins::Density::Network(network);
    let loss = |samples: &Samples| -> Result<_, Failure> {
        Ok(score(Density::Spins(&density, 0.0), samples, &())?.mean()?)
    };
    let (training, tested) = (loss(&data.training)?, data.test.as_ref().map(loss).transpose()?);
    let alone = independent(&data.training)?;
    let mut to = Output::open(None)?;
    if args.is_json() {
        let found = json!({
            "event": "end", "spins": samples.dimension(), "loss": -training.value, "test_loss": tested.map(|tested| -tested.value),
            "independent": alone, "seconds": begun.elapsed().as_secs_f64(), "file": output.display().to_string(),
            "errors": errors.as_ref().map(|(replicas, path, _)| json!({"replicas": replicas, "file": path.display().to_string()})),
        });
        writeln!(to, "{found}")?;
        return to.finish();
    }
    if args.quiet {
        return Ok(());
    }
    let n = samples.dimension();
    let kept = data.test.as_ref().map_or(0, Samples::rows);
    let layers = |widths: &[_]| joined(widths, " and ");
    let what = match &args.hidden[..] {
        [] => "logistic units, of largest likelihood".to_owned(),
        hidden => format!(
            "masked network with {} hidden units",
            layers(&hidden.iter().map(|width| width.0).collect::<Vec<_>>())
        ),
    };
    let shown =
        |mean: crate::statistics::Measured| crate::cli::shared::number::with_error(-mean.value, mean.error);
    let tested = tested.map_or(String::new(), |tested| {
        format!(", {} on {}", shown(tested), counted(kept, "test state", "test states"))
    });
    let mut lines = vec![
        (
            "data",
            format!(
                "{}: {} of {}",
                path.display(),
                counted(data.training.rows(), "state", "states"),
                counted(n, "spin", "spins")
            ),
        ),
        ("network", format!("{what}, in {}", human(begun.elapsed().as_secs_f64()))),
        ("loss", format!("{} nats a state{tested}", shown(training))),
        ("", format!("{} if spins were independent", short(alone))),
        ("written", output.display().to_string()),
    ];
    if let Some((replicas, path, [field, pair])) = errors {
        lines.push((
            "errors",
            format!("of {replicas} networks learned on states drawn anew: {}", path.display()),
        ));
        lines.push(("", format!("at most {} of fields, {} of pairs", short(field), short(pair))));
    }
    lines.extend(notes.into_iter().map(|note| ("note", note)));
    to.named(&lines)?;
    to.finish()
}

/// Fields and pairs of ln p, and of masked networks of few spins all ranks up to the second.
fn pairs(network: &Network, limit: u64) -> Result<SparseAction<f64>, Failure> {
    match network {
        Network::Made { .. } => {
            let values = network.values()?;
            Ok(as_action(&couplings(values), 2))
        }
        _ => Ok(read_couplings(network, &[], limit, &()).map_err(Failure::new)?.action),
    }
}

/// The largest errors of fields and of couplings of pairs.
fn largest(errors: &SparseAction<f64>) -> [f64; 2] {
    [1, 2].map(|rank| errors.entries(rank).map(|(_, error)| rank as f64 * error).fold(0.0, f64::max))
}

/// The loss of independent spins with the means of these.
fn independent(samples: &Samples) -> Result<f64, Failure> {
    let means = samples.range(0, samples.rows())?.mean_axis(ndarray::Axis(0)).unwrap_or_default();
    let term = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    Ok(means.iter().map(|mean| term((1.0 + mean) / 2.0) + term((1.0 - mean) / 2.0)).sum())
}

impl From<LearnError> for Failure {
    fn from(error: LearnError) -> Failure {
        match error {
            LearnError::Stopped => Failure::Interrupted,
            LearnError::Flat { .. } => Failure::with_hint(
                error,
                "--method pseudo-likelihood has a prior, which bounds such couplings",
            ),
            error => Failure::new(error),
        }
    }
}
