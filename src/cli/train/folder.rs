//! The folder of a run.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::config::Config;
use crate::WholeFile;
use crate::cli::failure::Failure;

const CONFIG: &str = "config.toml";
const CHECKPOINT: &str = "checkpoint.safetensors";
pub(super) const PROGRESS: &str = "progress.json";
pub(super) const LOG: &str = "log.txt";
pub(super) const MODEL: &str = "model.safetensors";

/// How often the lock is tried, and the time between.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// A run on disk. What is written is whole files, or lines at the end of tables that a resume cuts back.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Open, and locked while the run is trained.
    log: File,
}

impl Folder {
    /// A new run. Its configuration is there before anything else is.
    pub(super) fn create(path: &Path, config: &Config) -> Result<Folder, Failure> {
        check_new(path)?;
        fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
        let text = toml::to_string(config).map_err(Failure::new)?;
        write_whole(&path.join(CONFIG), text.as_bytes())?;
        Folder::open(path)
    }

    /// A run that is there, for this process alone.
    pub(super) fn open(path: &Path) -> Result<Folder, Failure> {
        let name = path.join(LOG);
        let log = OpenOptions::new().create(true).append(true).open(&name);
        let log = log.map_err(|error| unwritable(&name, &error))?;
        if !is_ours(&log) {
            let message = format!("{} is being trained by another process", path.display());
            return Err(Failure::with_hint(message, "wait for it to end, or stop it"));
        }
        Ok(Folder { path: path.to_owned(), log })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A line in the log, with the time in seconds since 1970.
    pub(super) fn log(&mut self, text: &str) -> Result<(), Failure> {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let line = format!("{:.3} {text}\n", time.as_secs_f64());
        self.log.write_all(line.as_bytes()).map_err(|error| unwritable(&self.file(LOG), &error))
    }

    /// The state to go on from, and the seconds until then. None where the run was killed before its first checkpoint.
    pub(super) fn checkpoint(&self) -> Result<Option<(Vec<u8>, f64)>, Failure> {
        let path = self.file(CHECKPOINT);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some((bytes, self.seconds()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::new(format!("{} cannot be read: {error}", path.display()))),
        }
    }

    pub(super) fn write_checkpoint(&self, bytes: &[u8], seconds: f64, step: u64) -> Result<(), Failure> {
        write_whole(&self.file(CHECKPOINT), bytes)?;
        let progress = serde_json::json!({ "seconds": seconds, "step": step });
        write_whole(&self.file(PROGRESS), format!("{progress}\n").as_bytes())
    }

    /// Of no consequence but for the time that is left, so that a missing number is none.
    fn seconds(&self) -> f64 {
        let text = fs::read_to_string(self.file(PROGRESS)).unwrap_or_default();
        let value: Option<serde_json::Value> = serde_json::from_str(&text).ok();
        value.and_then(|value| value.get("seconds")?.as_f64()).unwrap_or_default()
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
    let text = fs::read_to_string(&name).map_err(|error| {
        let message = format!("{} is no run: {} cannot be read: {error}", path.display(), name.display());
        Failure::with_hint(message, "train DATA --depth L --run DIR begins one")
    })?;
    toml::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", name.display())))
}

/// Refuses a folder with something in it.
pub(super) fn check_new(path: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(path, &error)),
    };
    match entries.flatten().find(|entry| !is_unfinished(&entry.path())) {
        None => Ok(()),
        Some(_) if path.join(CONFIG).exists() => {
            let message = format!("{} holds a run already", path.display());
            Err(Failure::with_hint(message, "train --resume goes on with it; or give another folder"))
        }
        Some(_) => Err(Failure::new(format!("{} is not empty; give a new folder", path.display()))),
    }
}

/// A file that a killed process left aside.
fn is_unfinished(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".diagraction-"))
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        let mut file = WholeFile::create(path)?;
        file.write_all(bytes)?;
        file.finish()
    };
    write().map_err(|error| unwritable(path, &error))
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", path.display()))
}
