//! A table that grows while a run goes on.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use super::{Folder, RunError, own};

/// A csv file to which lines are appended.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    file: File,
}

impl Table {
    /// A table with these lines, which replaces what is there: lines that a killed process wrote behind its last checkpoint,
    /// and whatever became of the others.
    ///
    /// # Errors
    /// When the file cannot be written, or is none of the run.
    pub fn new(folder: &Folder, name: &str, header: &str, lines: &str) -> Result<Table, RunError> {
        folder.write(name, format!("{header}\n{lines}").as_bytes())?;
        let path = folder.path().join(name);
        Ok(Table { file: own::append(&path)?, path })
    }

    /// Appends a line.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn line(&mut self, line: &str) -> Result<(), RunError> {
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        written.map_err(|error| RunError::unwritable(&self.path, error))
    }

    /// Makes sure that the lines are on the disk, before a checkpoint that relies on them.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn sync(&self) -> Result<(), RunError> {
        self.file.sync_data().map_err(|error| RunError::unwritable(&self.path, error))
    }
}
