//! A run taken up again from its folder.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use crate::run;
use crate::run::{CHECKPOINT, Config, Folder};
use crate::train::Training;

use super::args::TrainArgs;
use super::config::{Difference, difference};
use super::new_run::{all_errors, check_output};
use super::samples::Data;
use super::steps::Run;
use super::{samples, steps};
use crate::cli::shared::failure::RESTORE;
use crate::cli::shared::{Failure, memory};

/// Goes on with a run.
pub(super) fn run(args: &TrainArgs, path: &Path) -> Result<(), Failure> {
    let config: Config = run::read_config(path)?;
    let beside = |path: &Path| all_errors(path, config.options.components);
    let (folder, data) = open(args, path, &config, difference(&config, args), beside)?;
    let options = config.options.options(memory::limit(args.memory_limit));
    let mut training = Training::new(&data.training, data.test.as_ref(), &options)?;
    let restore = |(bytes, seconds): (Vec<u8>, f64)| {
        training.restore(&bytes).map(|records| (seconds, records)).map_err(|error| damaged(path, &error))
    };
    let resumed = folder.checkpoint(options.memory)?.map(restore).transpose()?;
    steps::run(Run { args, config: &config, data, training, folder: Some(folder), resumed })
}

/// The folder of a run and its data, where the options that are given are those of the run.
pub(super) fn open<O>(
    args: &TrainArgs,
    path: &Path,
    config: &Config<O>,
    difference: Option<Difference>,
    errors_beside: impl Fn(&Path) -> Vec<PathBuf>,
) -> Result<(Folder, Data), Failure> {
    check_version(path, &config.version)?;
    if let Some((name, own, given)) = difference {
        return Err(Failure::new(format!(
            "{name} {given} is not that of the run in {}: {own}. A run goes on with the options that it began with; leave \
             {name} out, or begin another one",
            path.display()
        )));
    }
    let files = [Some(&config.data), config.validation.as_ref()];
    check_output(args, files.map(|file| file.map(|file| &*file.path)), Some(path), errors_beside)?;
    Ok((Folder::open(path)?, samples::reopen(config, args)?))
}

/// A checkpoint that cannot be taken up.
pub(super) fn damaged(path: &Path, error: &dyn Display) -> Failure {
    Failure::with_hint(format!("{}: {error}", path.join(CHECKPOINT).display()), RESTORE)
}

/// Another version may round otherwise, and end otherwise.
fn check_version(path: &Path, version: &str) -> Result<(), Failure> {
    if version == env!("CARGO_PKG_VERSION") {
        return Ok(());
    }
    Err(Failure::with_hint(
        format!(
            "{} was begun by diagraction {version}, this is {}: it might end otherwise",
            path.display(),
            env!("CARGO_PKG_VERSION")
        ),
        format!("go on with version {version}, or begin another run"),
    ))
}
