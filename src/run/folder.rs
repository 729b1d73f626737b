//! The folder of a run.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Config, RunError, own, state};
use crate::files::is_same;
use crate::whole_file::{WholeFile, is_unfinished};

pub(super) const CONFIG: &str = "config.toml";
/// The state to go on from.
pub const CHECKPOINT: &str = "checkpoint.safetensors";
/// The step and the seconds of the last checkpoint.
pub(super) const PROGRESS: &str = "progress.json";
/// What happened, line by line; locked while the run is trained.
pub(super) const LOG: &str = "log.txt";
/// The network.
pub const MODEL: &str = "model.safetensors";
/// The table of losses.
pub const METRICS: &str = "metrics.csv";
/// The table of what was measured of the network.
pub const RECORDS: &str = "records.csv";

/// The networks of trainings on samples drawn anew, with their numbers.
const REPLICA: &str = "replica-";

/// How often the lock is tried, and the time between.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// All files of a run that a resume reads or writes.
const FILES: [&str; 7] = [CONFIG, CHECKPOINT, PROGRESS, LOG, MODEL, METRICS, RECORDS];

/// A run on disk. What is written is whole files, or lines at the end of tables that a resume makes anew.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Open, and locked while the run is trained.
    log: File,
}

impl Folder {
    /// A new run. The lock comes first, then the configuration, then all else: of several processes one begins it.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is none of the run.
    pub fn create<O: Serialize + DeserializeOwned>(
        path: &Path,
        config: &Config<O>,
    ) -> Result<Folder, RunError> {
        fs::create_dir_all(path).map_err(|error| RunError::unwritable(path, error))?;
        let folder = Folder::open(path)?;
        check_new(path)?;
        let text = config.text().map_err(|error| RunError::Content(error.into()))?;
        folder.write(CONFIG, text.as_bytes())?;
        Ok(folder)
    }

    /// A run that is there, for this process alone.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is none of the run.
    pub fn open(path: &Path) -> Result<Folder, RunError> {
        FILES.iter().try_for_each(|name| own::check(&path.join(name)))?;
        let log = own::append(&path.join(LOG))?;
        if !is_ours(&log) {
            return Err(RunError::Trained { path: path.to_owned() });
        }
        Ok(Folder { path: path.to_owned(), log })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a path names a file of the run that is none of its results.
    pub fn is_inner(folder: &Path, path: &Path) -> bool {
        let is_replica = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(REPLICA));
        let is_in_folder = path.parent().is_some_and(|parent| is_same(parent, folder));
        is_replica && is_in_folder
            || FILES.iter().any(|name| *name != MODEL && is_same(path, &folder.join(name)))
    }

    /// A line in the log, with the time in seconds since 1970.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is none of the run.
    pub fn log(&mut self, text: &str) -> Result<(), RunError> {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let line = format!("{:.3} {text}\n", time.as_secs_f64());
        self.log.write_all(line.as_bytes()).map_err(|error| RunError::unwritable(&self.path.join(LOG), error))
    }

    /// The state to go on from, and the seconds until then. None where the run was killed before its first checkpoint.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is none of the run.
    pub fn checkpoint(&self, limit: u64) -> Result<Option<(Vec<u8>, f64)>, RunError> {
        let bytes = own::read(&self.path.join(CHECKPOINT), limit)?;
        // The time is of no consequence but for what is left, so that a missing number is none.
        let seconds = state::pace(&self.path).map_or(0.0, |pace| pace.seconds);
        Ok(bytes.map(|bytes| (bytes, seconds)))
    }

    /// Replaces the state to go on from, after so many seconds of the run.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is none of the run.
    pub fn write_checkpoint(&self, bytes: &[u8], seconds: f64, step: u64) -> Result<(), RunError> {
        self.write(CHECKPOINT, bytes)?;
        let progress = serde_json::json!({ "seconds": seconds, "step": step });
        self.write(PROGRESS, format!("{progress}\n").as_bytes())
    }

    /// Replaces a file as a whole.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is none of the run.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        let path = self.path.join(name);
        own::check(&path)?;
        let write = || {
            let mut file = WholeFile::create(&path)?;
            file.write_all(bytes)?;
            file.finish()
        };
        write().map_err(|error| RunError::unwritable(&path, error))
    }

    /// The path of a file of the run.
    ///
    /// # Errors
    /// When what is there is none of the run.
    pub fn own(&self, name: &str) -> Result<PathBuf, RunError> {
        let path = self.path.join(name);
        own::check(&path)?;
        Ok(path)
    }

    /// The number of replicas that were trained, up to the first that is missing.
    pub fn replicas(&self) -> u16 {
        (0..u16::MAX).find(|&number| !self.path.join(replica(number)).exists()).unwrap_or(u16::MAX)
    }
}

/// The name of the network of a replica.
#[must_use]
pub fn replica(number: u16) -> String {
    format!("{REPLICA}{number:04}.safetensors")
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
///
/// # Errors
/// When a file cannot be read or written, or is none of the run.
pub fn read_config<O: Serialize + DeserializeOwned>(path: &Path) -> Result<Config<O>, RunError> {
    let name = path.join(CONFIG);
    let bytes = own::read(&name, own::MOST_TEXT)?.ok_or_else(|| RunError::NoRun { path: path.to_owned() })?;
    Config::read(&String::from_utf8_lossy(&bytes)).map_err(|reason| RunError::Damaged { path: name, reason })
}

/// Whether a run is of a network of spins.
///
/// # Errors
/// As of [`read_config`].
pub fn is_of_spins(path: &Path) -> Result<bool, RunError> {
    Ok(read_config::<toml::Table>(path)?.options.contains_key("hidden"))
}

/// Refuses a folder with something in it.
///
/// # Errors
/// When a file cannot be read or written, or is none of the run.
pub fn check_new(path: &Path) -> Result<(), RunError> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(RunError::unwritable(path, error)),
    };
    match entries.flatten().find(|entry| !is_nothing(&entry.path())) {
        None => Ok(()),
        Some(_) if path.join(CONFIG).exists() => Err(RunError::Taken { path: path.to_owned() }),
        Some(_) => Err(RunError::NotEmpty { path: path.to_owned() }),
    }
}

/// What a process leaves that was killed before it began a run.
fn is_nothing(path: &Path) -> bool {
    let is_empty = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == 0);
    is_unfinished(path) || (is_empty && path.file_name().is_some_and(|name| name == LOG))
}
