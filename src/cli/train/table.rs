//! A table that grows while a run goes on.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folder::unwritable;
use crate::cli::failure::Failure;

/// A csv file to which lines are appended. One column is `step`.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    file: File,
}

impl Table {
    /// Opens a table, and cuts off what is of later steps than `last`: lines that a killed process wrote behind its last
    /// checkpoint, and a line that it did not complete. Without `last` the table begins anew.
    pub(super) fn open(path: &Path, header: &str, last: Option<u64>) -> Result<Table, Failure> {
        let found = match last {
            Some(_) => fs::read_to_string(path).unwrap_or_default(),
            None => String::new(),
        };
        let kept = kept(&found, header, last.unwrap_or(0));
        let write = || {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            file.set_len(kept as u64)?;
            if kept == 0 {
                writeln!(file, "{header}")?;
            }
            Ok(file)
        };
        let file = write().map_err(|error| unwritable(path, &error))?;
        Ok(Table { path: path.to_owned(), file })
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

/// The bytes of the lines up to a step; none where the header is another.
fn kept(text: &str, header: &str, last: u64) -> usize {
    let Some(column) = header.split(',').position(|name| name == "step") else { return 0 };
    let mut lines = text.split_inclusive('\n').take_while(|line| line.ends_with('\n'));
    let Some(first) = lines.next().filter(|line| line.trim_end() == header) else { return 0 };
    let is_kept = |line: &&str| {
        let step = line.trim_end().split(',').nth(column).and_then(|cell| cell.parse::<u64>().ok());
        step.is_some_and(|step| step <= last)
    };
    first.len() + lines.take_while(is_kept).map(str::len).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn lines_of_later_steps_and_cut_lines_go() {
        let header = "epoch,step,train";
        let text = "epoch,step,train\n0,0,1.5\n1,10,1.25\n2,20,1";
        let of = |last| &text[..kept(text, header, last)];
        assert_eq!(of(0), "epoch,step,train\n0,0,1.5\n");
        assert_eq!(of(19), "epoch,step,train\n0,0,1.5\n1,10,1.25\n");
        assert_eq!(of(20), of(10), "the last line was not completed");
        assert_eq!(kept("other\n0,0\n", header, 5), 0);
        assert_eq!(kept("", header, 5), 0);
    }
}
