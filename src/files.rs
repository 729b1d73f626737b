//! Files that are read.

use crate::text::bytes::show;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Opens a file that has an end and can be read more than once.
pub fn open(path: &Path) -> io::Result<File> {
    // Not even opened: a pipe waits for somebody who writes into it.
    match std::fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other(
            "it is not a regular file; what a pipe or a device gives can be saved as one",
        )),
    }
}

/// A whole file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_most(path, u64::MAX)
}

/// A whole file of at most so many bytes.
pub(crate) fn read_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(io::Error::other(format!("it has more than {}", show(most)))),
        false => Ok(bytes),
    }
}

/// A whole text of at most so many bytes.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_most(path, most)?).map_err(|_| io::Error::other("it is not text in UTF-8"))
}

/// The ending of a path in lower case, which names a format.
pub fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// The name of a file without its folders.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether two paths name the same file, also where it is not there yet.
pub fn is_same(a: &Path, b: &Path) -> bool {
    let folder = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::canonicalize(folder.unwrap_or(Path::new(".")))
    };
    let resolved = |path: &Path| {
        std::fs::canonicalize(path)
            .or_else(|_| Ok::<_, io::Error>(folder(path)?.join(path.file_name().unwrap_or_default())))
    };
    matches!((resolved(a), resolved(b)), (Ok(a), Ok(b)) if a == b)
}

/// The file beside a model that its action with errors is in: `model.errors.npz`, of a component of a mixture
/// `model.component0.errors.npz`.
pub fn errors_beside(model: &Path, component: Option<usize>) -> PathBuf {
    match component {
        Some(component) => model.with_extension(format!("component{component}.errors.npz")),
        None => model.with_extension("errors.npz"),
    }
}
