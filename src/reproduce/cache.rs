//! Finished steps in a folder.

use std::path::{Path, PathBuf};

use super::Fault;
use super::storage::{Stored, write};

/// Finished steps, each under a readable name and a fingerprint of its settings: `NAME-FINGERPRINT.ENDING`. The settings
/// themselves stand beside in `NAME-FINGERPRINT.settings.txt`; this file is written last, so a step without it is not finished.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// A cache in a folder, which is made where it is missing.
    pub(super) fn new(folder: PathBuf) -> std::io::Result<Cache> {
        std::fs::create_dir_all(&folder)?;
        Ok(Cache { folder })
    }

    /// What was kept under these settings; `None` where there is nothing, or nothing that can be read.
    pub(super) fn find<T: Stored>(&self, name: &str, settings: &str) -> Option<T> {
        let base = self.base(name, settings);
        let written = std::fs::read_to_string(described(&base)).ok()?;
        if written != settings {
            return None;
        }
        T::recall(&base).ok()
    }

    /// Keeps a value, and reads it again: what later steps see is the same whether a step was just made or found.
    pub(super) fn keep<T: Stored>(&self, name: &str, settings: &str, value: &T) -> Result<T, Fault> {
        let base = self.base(name, settings);
        value.keep(&base)?;
        write(&described(&base), settings)?;
        T::recall(&base)
    }

    fn base(&self, name: &str, settings: &str) -> PathBuf {
        self.folder.join(format!("{name}-{:016x}", fingerprint(settings)))
    }
}

fn described(base: &Path) -> PathBuf {
    base.with_extension("settings.txt")
}

/// FNV-1a of 64 bits.
pub(super) fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::super::storage::Json;
    use super::*;

    fn cache(folder: &Path) -> Cache {
        Cache::new(folder.join("cache")).expect("a folder")
    }

    #[test]
    fn a_step_is_found_under_its_own_settings_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        let kept = cache.keep("losses", "depth 1", &Json(vec![1.5, 0.1 + 0.2])).expect("room");
        assert_eq!(kept.0, [1.5, 0.1 + 0.2]);
        assert_eq!(cache.find::<Json<Vec<f64>>>("losses", "depth 1").expect("kept").0, kept.0);
        assert!(cache.find::<Json<Vec<f64>>>("losses", "depth 2").is_none());
        assert!(cache.find::<Json<Vec<f64>>>("draws", "depth 1").is_none());
    }

    #[test]
    fn what_is_not_finished_or_damaged_is_not_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        cache.keep("losses", "depth 1", &Json(vec![1.5])).expect("room");
        let base = cache.base("losses", "depth 1");
        std::fs::write(base.with_extension("json"), "[1.").expect("room");
        assert!(cache.find::<Json<Vec<f64>>>("losses", "depth 1").is_none());
        cache.keep("losses", "depth 1", &Json(vec![1.5])).expect("room");
        std::fs::remove_file(described(&base)).expect("a file");
        assert!(cache.find::<Json<Vec<f64>>>("losses", "depth 1").is_none());
    }

    #[test]
    fn fingerprints_are_those_of_the_reference() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
