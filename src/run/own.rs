//! Files of a run that are the run's own. A folder of foreign origin may have links in their place, which lead elsewhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::RunError;
use crate::text::bytes;

/// Refuses what is there and no regular file.
pub(super) fn check(path: &Path) -> Result<(), RunError> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(foreign(path, "a link or no file")),
        _ => Ok(()),
    }
}

/// Opens a file to append to it.
pub(super) fn append(path: &Path) -> Result<File, RunError> {
    check(path)?;
    let file = open(path, OpenOptions::new().create(true).append(true));
    let file = file.map_err(|error| RunError::unwritable(path, error))?;
    #[cfg(unix)]
    if file.metadata().is_ok_and(|found| std::os::unix::fs::MetadataExt::nlink(&found) > 1) {
        return Err(foreign(path, "a file that has other names, too"));
    }
    Ok(file)
}

/// More bytes than any text of a run has.
pub(super) const MOST_TEXT: u64 = 256 << 20;

/// The content of a file of at most so many bytes, where it is there.
pub(super) fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>, RunError> {
    check(path)?;
    let mut bytes = Vec::new();
    let mut read = || {
        let file = open(path, OpenOptions::new().read(true))?;
        match file.metadata()?.len() > most {
            true => Err(io::Error::other(format!("it has more than {}", bytes::show(most)))),
            false => file.take(most).read_to_end(&mut bytes),
        }
    };
    match read() {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(RunError::Unreadable { path: path.to_owned(), error }),
    }
}

/// Opens a regular file and follows no link, also one that was put there since it was looked at.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options.open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is no regular file")),
    }
}

fn foreign(path: &Path, what: &'static str) -> RunError {
    RunError::Foreign { path: path.to_owned(), what }
}
