//! Where results go, and when no file may be written.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek, SeekFrom, Write};
use std::iter;
use std::path::Path;

use crate::WholeFile;
use crate::text::bytes::show;

use super::failure::{Failure, Unwritten};
use super::print::Visible;
use super::{inside, manner, print};

pub(crate) use crate::files::is_same;

/// Where results go: standard output, or a file that appears complete or not at all.
pub(crate) struct Output {
    /// For messages.
    name: String,
    /// What it holds, where that is not what the command is for.
    noun: Option<&'static str>,
    to: Target,
}

enum Target {
    Standard(BufWriter<Visible>),
    File(WholeFile),
    Device(BufWriter<File>),
}

/// What can be written in any order, as archives are.
pub(crate) trait Place: Write + Seek {}

impl<T: Write + Seek> Place for T {}

impl Output {
    pub(crate) fn open(path: Option<&Path>) -> Result<Output, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Output {
                name: "standard output".into(),
                noun: None,
                to: Target::Standard(print::results()),
            });
        };
        if path.is_dir() {
            return Err(Failure::new(format!("{} is a folder; give the path of a file", path.display())));
        }
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            // A pipe or a device is written as it is: it has no half-written state to hide.
            let file = File::options().write(true).open(path).map_err(|error| unwritable(path, &error))?;
            let to = Target::Device(BufWriter::new(file));
            return Ok(Output { name: path.display().to_string(), noun: None, to });
        }
        Output::whole(path)
    }

    /// A file that appears complete or not at all, and can be written in any order.
    pub(crate) fn whole(path: &Path) -> Result<Output, Failure> {
        let file = WholeFile::create(path).map_err(|error| unwritable(path, &error))?;
        Ok(Output { name: path.display().to_string(), noun: None, to: Target::File(file) })
    }

    /// The same, which holds something else than the results of the command.
    pub(crate) fn holding(self, noun: &'static str) -> Output {
        Output { noun: Some(noun), ..self }
    }

    /// Writes what is written in any order; for pipes and devices it is made in memory.
    pub(crate) fn write_in_any_order(
        &mut self,
        write: impl FnOnce(&mut dyn Place) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Target::File(_) = self.to {
            return write(self);
        }
        let mut bytes = Cursor::new(Vec::new());
        write(&mut bytes)?;
        self.write_all(bytes.get_ref())
    }

    /// Writes lines that have names.
    pub(crate) fn named(&mut self, lines: &[(&str, String)]) -> io::Result<()> {
        lines.iter().try_for_each(|(name, text)| writeln!(self, "{name:18}{text}"))
    }

    /// Completes the output.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.flush()?;
        match self.to {
            Target::Standard(_) | Target::Device(_) => Ok(()),
            Target::File(file) => {
                file.finish().map_err(|error| unwritten(&self.name, error))?;
                let path = Path::new(&self.name);
                written(path, self.noun.unwrap_or(manner::noun(path)));
                Ok(())
            }
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.to {
            Target::Standard(out) => out,
            Target::Device(out) => out,
            Target::File(file) => file,
        }
    }
}

/// Says on a terminal which file was written, what it holds and its size.
pub(crate) fn written(path: &Path, noun: &str) {
    if print::is_terminal() {
        let size = std::fs::metadata(path).map_or(0, |found| found.len());
        print::note(&format!("wrote {}: {}, {}", path.display(), noun, show(size)));
    }
}

fn unwritten(name: &str, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), Unwritten { name: name.to_string(), error })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes).map_err(|error| unwritten(&self.name, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush().map_err(|error| unwritten(&self.name, error))
    }
}

impl Seek for Output {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let found = match &mut self.to {
            Target::File(file) => file.seek(position),
            Target::Standard(_) | Target::Device(_) => Err(io::ErrorKind::NotSeekable.into()),
        };
        found.map_err(|error| unwritten(&self.name, error))
    }
}

/// Why a file cannot be written: the folder that is missing, where one is.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let missing = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    match missing {
        Some(folder) => {
            Failure::new(format!("{}: the folder {} does not exist", path.display(), folder.display()))
        }
        None => Failure::new(format!("{} cannot be written: {error}", path.display())),
    }
}

/// No file is written twice, and none that is read is written. `first` is standard output unless it is given.
pub(crate) fn check_distinct<'a>(
    first: Option<&'a Path>,
    written: impl IntoIterator<Item = Option<&'a Path>>,
    read: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Failure> {
    let mut taken: Vec<&Path> = read.into_iter().collect();
    for path in iter::once(Some(first.unwrap_or(Path::new("-")))).chain(written).flatten() {
        if let Some(other) = taken.iter().find(|other| is_same(path, other)) {
            return Failure::usage(format!("{} is given twice; name another file", other.display()));
        }
        taken.push(path);
    }
    Ok(())
}

/// Refuses an output that replaces what is read.
pub(crate) fn refuse(output: Option<&Path>, read: &Path, message: &str) -> Result<(), Failure> {
    if output.is_some_and(|output| is_same(output, read)) { Failure::usage(message) } else { Ok(()) }
}

/// The ending of a path in lower case, which names a format.
pub(crate) fn ending(path: Option<&Path>) -> Option<String> {
    Some(path?.extension()?.to_str()?.to_ascii_lowercase())
}

/// A message for the person at the terminal; nothing where standard error goes elsewhere.
pub(crate) fn tell(quiet: bool, message: &str) {
    if is_heard(quiet) {
        print::message(message);
    }
}

/// Whether there is a person at the terminal, or a program, that wants messages.
pub(crate) fn is_heard(quiet: bool) -> bool {
    !quiet && (inside::is_inside() || print::is_terminal())
}
