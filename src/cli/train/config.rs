//! The options of a run: those that are given, and those that it began with.

use std::path::{Path, PathBuf};

use crate::run::{Config, OptimizerName, Settings, SpinSettings};
use crate::text::joined;
use crate::train::{Options, Precision, Schedule, Start};
use serde::Serialize;

use super::args::TrainArgs;

/// Recorded steps in a factor of ten, where they are kept.
const RECORDS: usize = 5;

/// The learning rate that refines a start from cumulants.
const REFINING: f64 = 3e-5;

/// The components, where there are several.
pub(super) fn components(args: &TrainArgs) -> Option<usize> {
    args.components.map(usize::from).filter(|&components| components > 1)
}

/// Where a training begins: where nothing is said, at cumulants if couplings have all entries and no noise, and several components in whitened
/// data.
fn start(args: &TrainArgs) -> Start {
    let usual = match (args.low_rank, args.noise) {
        _ if components(args).is_some() => Start::Whitened,
        (None, None | Some(0.0)) => Start::Cumulants,
        _ => Start::Identity,
    };
    args.start.unwrap_or(if args.whiten { Start::Whitened } else { usual })
}

/// What was given, and defaults.
pub(super) fn settings(args: &TrainArgs) -> Settings {
    let mut usual = Options { start: start(args), ..Options::new(args.depth.unwrap_or_default()) };
    if usual.start == Start::Cumulants {
        (usual.epochs, usual.learning_rate) = (0, REFINING);
    }
    Settings {
        depth: usual.depth,
        epochs: args.epochs.unwrap_or(usual.epochs),
        batch: args.batch.unwrap_or(usual.batch),
        learning_rate: args.learning_rate.unwrap_or(usual.learning_rate),
        optimizer: args.optimizer.unwrap_or(OptimizerName::Adam),
        momentum: args.momentum.unwrap_or(0.0),
        schedule: args.schedule.unwrap_or(Schedule::Cosine),
        weight_decay: args.weight_decay.unwrap_or(usual.weight_decay),
        clip: args.clip,
        noise: args.noise.unwrap_or(usual.noise),
        precision: args.precision.unwrap_or(Precision::F32),
        start: usual.start,
        select: args.select,
        low_rank: args.low_rank,
        components: components(args),
        patience: args.patience,
        seed: args.seed.unwrap_or(1),
        replicas: args.errors,
        records: args.records.unwrap_or(if args.run.is_some() { RECORDS } else { 0 }),
        learning_rule: args.learning_rule,
    }
}

/// An option beside --resume that is another in the run: its name, its value there, the one given.
pub(super) type Difference = (&'static str, String, String);

/// Options with what is given, and what the run has.
type Pairs = Vec<(&'static str, Option<String>, Option<String>)>;

/// The options of networks of real variables that are given.
fn given(args: &TrainArgs) -> [(&'static str, Option<String>); 18] {
    let start = args.start.or(args.whiten.then_some(Start::Whitened));
    [
        ("--depth", text(args.depth)),
        ("--epochs", text(args.epochs)),
        ("--batch", text(args.batch)),
        ("--learning-rate", text(args.learning_rate)),
        ("--optimizer", args.optimizer.map(word)),
        ("--momentum", text(args.momentum)),
        ("--schedule", args.schedule.map(word)),
        ("--weight-decay", text(args.weight_decay)),
        ("--clip", text(args.clip)),
        ("--noise", text(args.noise)),
        ("--precision", args.precision.map(word)),
        ("--start", start.map(word)),
        ("--select", text(args.select)),
        ("--low-rank", text(args.low_rank)),
        ("--components", text(args.components)),
        ("--patience", text(args.patience)),
        ("--records", text(args.records)),
        ("--learning-rule", args.learning_rule.then(|| true.to_string())),
    ]
}

/// The first option beside --resume that is another in the run.
pub(super) fn difference(config: &Config, args: &TrainArgs) -> Option<Difference> {
    let own = &config.options;
    let values = [
        text(Some(own.depth)),
        text(Some(own.epochs)),
        text(Some(own.batch)),
        text(Some(own.learning_rate)),
        Some(word(own.optimizer)),
        text(Some(own.momentum)),
        Some(word(own.schedule)),
        text(Some(own.weight_decay)),
        text(own.clip),
        text(Some(own.noise)),
        Some(word(own.precision)),
        Some(word(own.start)),
        text(own.select),
        text(own.low_rank),
        text(Some(own.components.unwrap_or(1))),
        text(own.patience),
        text(Some(own.records)),
        text(Some(own.learning_rule)),
    ];
    let pairs = given(args).into_iter().zip(values).map(|((name, given), own)| (name, given, own));
    first(pairs.collect(), config, args, own.seed)
}

/// The same of a network of spins, which has no options of others.
pub(super) fn difference_of_spins(config: &Config<SpinSettings>, args: &TrainArgs) -> Option<Difference> {
    let hidden = args.hidden.iter().map(|width| width.0);
    let hidden = (!args.hidden.is_empty()).then(|| joined(hidden, ","));
    let own = Some(joined(&config.options.hidden, ",")).filter(|own| !own.is_empty());
    let mut pairs: Pairs = given(args).into_iter().map(|(name, given)| (name, given, None)).collect();
    pairs.push(("--hidden", hidden, own));
    first(pairs, config, args, config.options.seed)
}

/// The first difference of these options and of those that all runs have.
fn first<O>(mut pairs: Pairs, config: &Config<O>, args: &TrainArgs, seed: i64) -> Option<Difference> {
    let of = |path: &PathBuf| absolute(path).display().to_string();
    let holdout = args.holdout.map(|holdout| holdout.rows(config.data.rows));
    pairs.extend([
        ("--holdout", text(holdout), text(Some(config.holdout))),
        ("--seed", text(args.seed), text(Some(seed))),
        ("--key", args.reading.key.clone(), config.data.key.clone()),
        ("--chains", args.reading.chains.then(|| true.to_string()), text(Some(config.data.chains))),
        ("--validation", args.validation.as_ref().filter(|_| config.validation.is_none()).map(of), None),
    ]);
    let mut different = pairs.into_iter().filter(|(_, given, own)| given.is_some() && given != own);
    let (name, given, own) = different.next()?;
    Some((name, own.unwrap_or_else(|| "not given".to_string()), given?))
}

/// The word for a choice.
fn word(choice: impl Serialize) -> String {
    toml::Value::try_from(choice).ok().and_then(|word| Some(word.as_str()?.to_owned())).unwrap_or_default()
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// A path that does not depend on the current folder.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
