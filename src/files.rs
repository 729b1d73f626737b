//! Files that are read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Opens a file that has an end and can be read more than once.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    // Not even opened: a pipe waits for somebody who writes into it.
    match std::fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other(
            "it is not a regular file; what a pipe or a device gives can be saved as one",
        )),
    }
}

/// A whole file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A whole text of at most so many bytes.
pub(crate) fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let file = open(path)?;
    match file.metadata()?.len() > most {
        true => Err(io::Error::other(format!("it has more than {most} bytes"))),
        false => file.take(most).read_to_string(&mut text).map(|_| text),
    }
}
