//! A table that grows while a run goes on.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use super::folder::{Folder, unwritable};
use super::own;
use crate::cli::failure::Failure;

/// A csv file to which lines are appended.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    file: File,
}

impl Table {
    /// A table with these lines, which replaces what is there: lines that a killed process wrote behind its last checkpoint,
    /// and whatever became of the others.
    pub(super) fn new(folder: &Folder, name: &str, header: &str, lines: &str) -> Result<Table, Failure> {
        folder.write(name, format!("{header}\n{lines}").as_bytes())?;
        let path = folder.path().join(name);
        Ok(Table { file: own::append(&path)?, path })
    }

    /// Appends a line.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Makes sure that the lines are on the disk, before a checkpoint that relies on them.
    pub(super) fn sync(&self) -> Result<(), Failure> {
        self.file.sync_data().map_err(|error| unwritable(&self.path, &error))
    }
}
