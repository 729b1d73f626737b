//! A run taken up again from its folder.

use std::path::Path;

use crate::run;
use crate::run::{CHECKPOINT, Folder};
use crate::train::Training;

use super::args::TrainArgs;
use super::config::difference;
use super::new_run::check_output;
use super::steps::Run;
use super::{samples, steps};
use crate::cli::shared::failure::RESTORE;
use crate::cli::shared::{Failure, memory};

/// Goes on with a run.
pub(super) fn run(args: &TrainArgs, path: &Path) -> Result<(), Failure> {
    let config = run::read_config(path)?;
    check_version(path, &config.version)?;
    if let Some((name, own, given)) = difference(&config, args) {
        return Err(Failure::new(format!(
            "{name} {given} is not that of the run in {}: {own}. A run goes on with the options that it began with; leave \
             {name} out, or begin another one",
            path.display()
        )));
    }
    let files = [Some(&config.data), config.validation.as_ref()];
    check_output(args, files.map(|file| file.map(|file| &*file.path)), Some(path))?;
    let folder = Folder::open(path)?;
    let data = samples::reopen(&config, args)?;
    let options = config.options.options(memory::limit(args.memory_limit));
    let mut training = Training::new(&data.training, data.test.as_ref(), &options)?;
    let damaged = |error| {
        let message = format!("{}: {error}", path.join(CHECKPOINT).display());
        Failure::with_hint(message, RESTORE)
    };
    let restore = |(bytes, seconds): (Vec<u8>, f64)| {
        training.restore(&bytes).map(|records| (seconds, records)).map_err(damaged)
    };
    let resumed = folder.checkpoint(options.memory)?.map(restore).transpose()?;
    steps::run(Run { args, config: &config, data, training, folder: Some(folder), resumed })
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
