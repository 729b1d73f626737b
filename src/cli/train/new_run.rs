//! A new training, from options to the first step.

use std::path::{Path, PathBuf};

use crate::files;
use crate::run;
use crate::run::{Config, Folder, OptimizerName};
use crate::train::{Start, Training};

use super::args::{HOLDOUT, TrainArgs};
use super::config::{absolute, components, settings};
use super::samples::Data;
use super::steps::Run;
use super::{samples, steps};
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::{Failure, memory, output};

/// A new training.
pub(super) fn run(args: &TrainArgs) -> Result<(), Failure> {
    check(args)?;
    let limit = memory::limit(args.memory_limit);
    let (data, config) = open(args, settings(args), limit)?;
    let options = config.options.options(limit);
    // Bad options and data are refused before there is a folder.
    let training = Training::new(&data.training, data.test.as_ref(), &options)?;
    let folder = args.run.as_ref().map(|path| Folder::create(path, &config)).transpose()?;
    steps::run(Run { args, config: &config, data, training, folder, resumed: None })
}

/// The data of a new training, and what decides how it ends.
pub(super) fn open<O>(args: &TrainArgs, options: O, limit: u64) -> Result<(Data, Config<O>), Failure> {
    // Clap asks for the data where nothing is resumed.
    let path = args.data.as_deref().unwrap_or(Path::new(""));
    let open = |path: &Path| samples::open(path, &args.reading, limit);
    let (data, data_file) = open(path)?;
    let validation = args.validation.as_deref().map(open).transpose()?;
    let (validation, validation_file) = validation.unzip();
    if let (Some(test), Some(file)) = (&args.validation, &validation_file) {
        expect_alike((path, data.dimension()), (test, file.dimension))?;
    }
    let holdout = match validation_file {
        Some(_) => 0,
        None => args.holdout.unwrap_or(HOLDOUT).rows(data.rows()),
    };
    let config = Config {
        version: env!("CARGO_PKG_VERSION").to_string(),
        output: args.output.as_deref().map(absolute),
        holdout,
        options,
        data: data_file,
        validation: validation_file,
    };
    Ok((samples::split(&data, validation, holdout)?, config))
}

fn check(args: &TrainArgs) -> Result<(), Failure> {
    check_place(args)?;
    if args.momentum.is_some() && args.optimizer != Some(OptimizerName::Sgd) {
        return Failure::usage("--momentum is of --optimizer sgd");
    }
    if args.records.is_some_and(|records| records > 0) && args.run.is_none() && !args.is_json() {
        return Failure::usage("--records go to the folder of --run DIR, or to --json");
    }
    if args.learning_rule && args.run.is_none() && !args.is_json() {
        return Failure::usage("--learning-rule goes to the folder of --run DIR, or to --json");
    }
    if args.select.is_some() && settings(args).start != Start::Cumulants {
        return Failure::usage("--select is of --start cumulants");
    }
    if components(args).is_some() && args.learning_rule {
        return Failure::usage("--learning-rule is of one component");
    }
    if args.patience == Some(0) {
        return Failure::usage("--patience is at least one epoch");
    }
    let is_tested =
        args.validation.is_some() || args.holdout.as_ref().is_none_or(|holdout| holdout.rows(usize::MAX) > 0);
    if args.patience.is_some() && !is_tested {
        return Failure::usage("--patience needs test data: --validation FILE, or a --holdout");
    }
    check_output(args, [None; 2], args.run.as_deref(), |path| all_errors(path, components(args)))
}

/// The files of errors beside a model, one for each component.
pub(super) fn all_errors(model: &Path, components: Option<usize>) -> Vec<PathBuf> {
    match components {
        Some(count) if count > 1 => (0..count).map(|k| files::errors_beside(model, Some(k))).collect(),
        _ => vec![files::errors_beside(model, None)],
    }
}

/// Refuses a new training without a place for its model, or with one that is taken.
pub(super) fn check_place(args: &TrainArgs) -> Result<(), Failure> {
    if args.output.is_none() && args.run.is_none() {
        return Failure::usage("the model needs a place: -o FILE, --run DIR, or both");
    }
    args.run.as_ref().map_or(Ok(()), |path| Ok(run::check_new(path)?))
}

/// Refuses a place for the model before hours of work.
pub(super) fn check_output(
    args: &TrainArgs,
    samples: [Option<&Path>; 2],
    folder: Option<&Path>,
    errors_beside: impl Fn(&Path) -> Vec<PathBuf>,
) -> Result<(), Failure> {
    let Some(path) = &args.output else { return Ok(()) };
    if !matches!(files::ending(path).as_deref(), Some("safetensors" | "npz" | "json")) {
        return Failure::usage(format!(
            "{}: models are written as .safetensors, .npz or .json",
            path.display()
        ));
    }
    let given = [args.data.as_deref(), args.validation.as_deref()];
    if given.into_iter().chain(samples).flatten().any(|input| output::is_same(path, input)) {
        return Failure::usage("--output names the samples; give another file");
    }
    if folder.is_some_and(|folder| Folder::is_inner(folder, path)) {
        return Failure::usage("--output names a file of the run; give another file");
    }
    // An unfinished file is removed when it is dropped.
    let writable = |path: &Path| {
        crate::WholeFile::create(path).map(drop).map_err(|error| output::unwritable(path, &error))
    };
    writable(path)?;
    match args.errors {
        Some(_) => errors_beside(path).iter().try_for_each(|path| writable(path)),
        None => Ok(()),
    }
}
