//! The folder of a run.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::config::Config;
use super::{look, own};
use crate::cli::failure::Failure;
use crate::cli::output::is_same;
use diagraction::network::{Network, file};
use diagraction::{WholeFile, is_unfinished};

const CONFIG: &str = "config.toml";
pub(super) const CHECKPOINT: &str = "checkpoint.safetensors";
pub(super) const PROGRESS: &str = "progress.json";
pub(super) const LOG: &str = "log.txt";
pub(super) const MODEL: &str = "model.safetensors";
pub(in crate::cli) const METRICS: &str = "metrics.csv";
pub(in crate::cli) const RECORDS: &str = "records.csv";

/// What to do about a damaged file.
pub(super) const RESTORE: &str = "restore it from a copy, or begin another run";

/// How often the lock is tried, and the time between.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// All files of a run that a resume reads or writes.
const FILES: [&str; 7] = [CONFIG, CHECKPOINT, PROGRESS, LOG, MODEL, METRICS, RECORDS];

/// A run on disk. What is written is whole files, or lines at the end of tables that a resume makes anew.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Open, and locked while the run is trained.
    log: File,
}

impl Folder {
    /// A new run. The lock comes first, then the configuration, then all else: of several processes one begins it.
    pub(super) fn create(path: &Path, config: &Config) -> Result<Folder, Failure> {
        fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
        let folder = Folder::open(path)?;
        check_new(path)?;
        let text = config.text().map_err(Failure::new)?;
        folder.write(CONFIG, text.as_bytes())?;
        Ok(folder)
    }

    /// A run that is there, for this process alone.
    pub(super) fn open(path: &Path) -> Result<Folder, Failure> {
        FILES.iter().try_for_each(|name| own::check(&path.join(name)))?;
        let log = own::append(&path.join(LOG))?;
        if !is_ours(&log) {
            let message = format!("{} is being trained by another process", path.display());
            return Err(Failure::with_hint(message, "wait for it to end, or stop it"));
        }
        Ok(Folder { path: path.to_owned(), log })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a path names a file of the run that is none of its results.
    pub(super) fn is_inner(folder: &Path, path: &Path) -> bool {
        FILES.iter().any(|name| *name != MODEL && is_same(path, &folder.join(name)))
    }

    /// A line in the log, with the time in seconds since 1970.
    pub(super) fn log(&mut self, text: &str) -> Result<(), Failure> {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let line = format!("{:.3} {text}\n", time.as_secs_f64());
        self.log.write_all(line.as_bytes()).map_err(|error| unwritable(&self.path.join(LOG), &error))
    }

    /// The state to go on from, and the seconds until then. None where the run was killed before its first checkpoint.
    pub(super) fn checkpoint(&self, limit: u64) -> Result<Option<(Vec<u8>, f64)>, Failure> {
        let bytes = own::read(&self.path.join(CHECKPOINT), limit)?;
        // The time is of no consequence but for what is left, so that a missing number is none.
        let seconds = look::pace(&self.path).map_or(0.0, |pace| pace.seconds);
        Ok(bytes.map(|bytes| (bytes, seconds)))
    }

    pub(super) fn write_checkpoint(&self, bytes: &[u8], seconds: f64, step: u64) -> Result<(), Failure> {
        self.write(CHECKPOINT, bytes)?;
        let progress = serde_json::json!({ "seconds": seconds, "step": step });
        self.write(PROGRESS, format!("{progress}\n").as_bytes())
    }

    /// Replaces a file as a whole.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(name);
        own::check(&path)?;
        let write = || {
            let mut file = WholeFile::create(&path)?;
            file.write_all(bytes)?;
            file.finish()
        };
        write().map_err(|error| unwritable(&path, &error))
    }

    /// Writes the model.
    pub(super) fn save(&self, network: &Network<f64>) -> Result<(), Failure> {
        let path = self.path.join(MODEL);
        own::check(&path)?;
        file::save(path, network).map_err(Failure::new)
    }
}

/// Takes the lock. One who asks for the state of a run holds it for a moment, one who trains for longer.
fn is_ours(log: &File) -> bool {
    (0..TRIES).any(|attempt| {
        if attempt > 0 {
            sleep(PAUSE);
        }
        !matches!(log.try_lock(), Err(TryLockError::WouldBlock))
    })
}

/// The configuration of a run.
pub(super) fn read_config(path: &Path) -> Result<Config, Failure> {
    let name = path.join(CONFIG);
    let bytes = own::read(&name, own::MOST_TEXT)?.ok_or_else(|| {
        let message = format!("{} is no run: it has no {CONFIG}", path.display());
        Failure::with_hint(message, "train DATA --depth L --run DIR begins one")
    })?;
    Config::read(&String::from_utf8_lossy(&bytes)).map_err(|reason| {
        let message = format!("{} cannot be used: {reason}", name.display());
        Failure::with_hint(message, RESTORE)
    })
}

/// Refuses a folder with something in it.
pub(super) fn check_new(path: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(path, &error)),
    };
    match entries.flatten().find(|entry| !is_nothing(&entry.path())) {
        None => Ok(()),
        Some(_) if path.join(CONFIG).exists() => {
            let message = format!("{} holds a run already", path.display());
            Err(Failure::with_hint(message, "train --resume goes on with it; or give another folder"))
        }
        Some(_) => Err(Failure::new(format!("{} is not empty; give a new folder", path.display()))),
    }
}

/// What a process leaves that was killed before it began a run.
fn is_nothing(path: &Path) -> bool {
    let is_empty = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == 0);
    is_unfinished(path) || (is_empty && path.file_name().is_some_and(|name| name == LOG))
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", path.display()))
}
