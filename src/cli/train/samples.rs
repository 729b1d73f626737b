//! The data of a run: what is trained on, what is tested on, and that it is what it was.

use std::path::{Path, PathBuf};

use crate::data::Samples;
use crate::run::{Config, DataFile};

use super::args::TrainArgs;
use super::config::absolute;
use crate::cli::shared::{Failure, Reading, memory};

/// Training and test data.
pub(super) struct Data {
    pub(super) training: Samples,
    pub(super) test: Option<Samples>,
}

/// Opens a file and says what tells it from others. The name of an array is for archives alone.
pub(super) fn open(path: &Path, reading: &Reading, limit: u64) -> Result<(Samples, DataFile), Failure> {
    let is_archive = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("npz"));
    let key = reading.key.clone();
    let samples = Reading { key: key.clone().filter(|_| is_archive), ..*reading }.open(path, limit)?;
    let file = DataFile {
        path: absolute(path),
        key,
        chains: reading.chains,
        rows: samples.rows(),
        dimension: samples.dimension(),
        checksum: format!("{:08x}", samples.checksum().map_err(Failure::new)?),
    };
    Ok((samples, file))
}

/// The samples of a file, or of two.
pub(super) fn split(samples: &Samples, validation: Option<Samples>, holdout: usize) -> Result<Data, Failure> {
    let rows = samples.rows();
    if holdout >= rows {
        let message = format!("--holdout {holdout} leaves nothing of the {rows} samples to train on");
        return Err(Failure::new(message));
    }
    let test = validation.or_else(|| (holdout > 0).then(|| samples.part(0, holdout)));
    Ok(Data { training: samples.part(holdout, rows), test })
}

/// The data of a run that is taken up again. A file that is given beside --resume may have moved, but not changed.
pub(super) fn reopen<O>(config: &Config<O>, args: &TrainArgs) -> Result<Data, Failure> {
    let limit = memory::limit(args.memory_limit);
    let samples = same(&config.data, args.data.as_ref(), "the data", limit)?;
    let validation = config.validation.as_ref();
    let validation = validation
        .map(|file| same(file, args.validation.as_ref(), "the validation data", limit))
        .transpose()?;
    split(&samples, validation, config.holdout)
}

fn same(file: &DataFile, given: Option<&PathBuf>, what: &str, limit: u64) -> Result<Samples, Failure> {
    let path = given.unwrap_or(&file.path);
    let reading = Reading { key: file.key.clone(), chains: file.chains };
    let (samples, found) = open(path, &reading, limit)?;
    let differences = [
        ("rows", file.rows.to_string(), found.rows.to_string()),
        ("dimension", file.dimension.to_string(), found.dimension.to_string()),
        ("checksum", file.checksum.clone(), found.checksum),
    ];
    match differences.into_iter().find(|(_, expected, found)| expected != found) {
        None => Ok(samples),
        Some((name, expected, found)) => Err(Failure::with_hint(
            format!("{}: {what} are not those of the run: {name} {found}, was {expected}", path.display()),
            "a run goes on with the data that it began with; begin another one with these",
        )),
    }
}
