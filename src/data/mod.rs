//! Samples: files of data, read in pieces.
//!
//! | format | content |
//! |---|---|
//! | npy | an array of shape (N, d), or (N, side, side) with equal sides, or of chains: (chains, draws, d); floats or integers |
//! | npz | the array that is named, or the only one, or the chains `chain.0`, `chain.1`, .. one after the other |
//! | csv | one sample a line |

mod checksum;
mod csv;
mod error;
mod shape;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndarray::{Array2, ArrayD, Axis, concatenate, s};

use crate::arrays::{self, Container, Contents, NpyFile};
use crate::files;

pub use error::{DataError, Fault};
use shape::Axes;

/// A set of N samples in d dimensions, of which parts are read when they are wanted.
///
/// # Example
/// ```
/// use diagraction::data::Samples;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("data.csv");
/// std::fs::write(&path, "a,b\n1,2\n3,4\n5,6\n")?;
/// let samples = Samples::open(&path, None)?;
/// assert_eq!((samples.rows(), samples.dimension()), (3, 2));
/// let pieces: Vec<_> = samples.chunks(2).collect::<Result<_, _>>()?;
/// assert_eq!(pieces[1], ndarray::array![[5.0, 6.0]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Samples {
    source: Source,
    /// The row of the source that is the first here.
    first: usize,
    rows: usize,
    dimension: usize,
    chains: Vec<usize>,
    may_be_cut: bool,
}

#[derive(Clone, Debug)]
enum Source {
    Memory(Arc<Array2<f64>>, PathBuf),
    /// With the shape of its array.
    Npy(PathBuf, Vec<usize>),
    Csv(PathBuf),
}

impl Samples {
    /// Opens a file of samples; the ending names the format. `key` names the array of an npz file.
    ///
    /// # Errors
    /// A [`DataError`] with the file and what is wrong in it.
    ///
    /// # Cost
    /// Of an npy file the header is read, a csv file is read once, an npz file is held in memory.
    pub fn open(path: impl AsRef<Path>, key: Option<&str>) -> Result<Samples, DataError> {
        Samples::open_as(path.as_ref(), key, Axes::Samples)
    }

    /// About the bytes that are taken while a file is opened: an archive, its arrays, and the samples; an array in Fortran order. Other
    /// files are read in pieces.
    #[must_use]
    pub fn opening_bytes(path: &Path) -> u64 {
        let ends_in = |ending: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
        let is_archive = ends_in("npz");
        let spread = ends_in("npy").then(|| NpyFile::open(path).ok()).flatten().filter(NpyFile::is_spread);
        if let Some(file) = spread {
            return file.bytes().saturating_mul(3);
        }
        let length = std::fs::metadata(path).map_or(0, |found| found.len());
        let arrays = files::open(path).ok().filter(|_| is_archive).map(arrays::npz_bytes);
        arrays.and_then(Result::ok).map_or(0, |arrays| arrays.saturating_mul(2).saturating_add(length))
    }

    /// As [`open`](Samples::open), for an array of chains, of shape (chains, draws, d) or (chains, draws, side, side).
    ///
    /// # Errors
    /// As [`open`](Samples::open), and when the array has fewer axes.
    pub fn open_chains(path: impl AsRef<Path>, key: Option<&str>) -> Result<Samples, DataError> {
        Samples::open_as(path.as_ref(), key, Axes::Chains)
    }

    fn open_as(path: &Path, key: Option<&str>, axes: Axes) -> Result<Samples, DataError> {
        let named = |fault| DataError::new(path, fault);
        let samples = open(path, key, axes).map_err(named)?;
        match samples.rows == 0 || samples.dimension == 0 {
            true => Err(named(Fault::Empty)),
            false => Ok(samples),
        }
    }

    /// Samples that are in memory, shape (N, d).
    pub fn from_array(samples: Array2<f64>) -> Samples {
        Samples::in_memory(samples, Path::new("samples"))
    }

    /// The same samples as those of several chains, one after the other.
    ///
    /// # Errors
    /// When there are not as many samples.
    pub fn in_chains(self, chains: Vec<usize>) -> Result<Samples, DataError> {
        match chains.iter().sum::<usize>() == self.rows {
            true => Ok(Samples { chains, ..self }),
            false => Err(DataError::new(self.path(), Fault::Changed)),
        }
    }

    /// The number of samples N.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The dimension d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The bytes that the samples take in memory, where they are not read from their file.
    pub fn held(&self) -> usize {
        match self.source {
            Source::Memory(..) => self.rows * self.dimension * size_of::<f64>(),
            Source::Npy(..) | Source::Csv(_) => 0,
        }
    }

    /// The number of samples of each chain, in the order in which they are read.
    pub fn chains(&self) -> &[usize] {
        &self.chains
    }

    /// Whether the last line of a text has no newline. One that was cut short within its last number looks like this.
    #[doc(hidden)]
    pub fn may_be_cut(&self) -> bool {
        self.may_be_cut
    }

    /// The samples from `first` on, at most `count` of them, shape (n, d).
    ///
    /// # Errors
    /// When the file cannot be read, or holds a number that is not finite.
    ///
    /// # Cost
    /// A csv file is read from its beginning.
    pub fn range(&self, first: usize, count: usize) -> Result<Array2<f64>, DataError> {
        let count = count.min(self.rows.saturating_sub(first));
        let mut chunks = Chunks { samples: self, at: 0, rows: count, reader: None };
        if let Source::Csv(_) = self.source {
            chunks.rows = 1;
            chunks.by_ref().take(first).try_for_each(|sample| sample.map(drop))?;
            chunks.rows = count;
        }
        chunks.at = first;
        chunks.next().unwrap_or_else(|| Ok(Array2::zeros((0, self.dimension))))
    }

    /// The samples from `first` on, at most `count` of them, as samples of their own. Nothing is copied or read.
    pub fn part(&self, first: usize, count: usize) -> Samples {
        let first = first.min(self.rows);
        let rows = count.min(self.rows - first);
        let mut start = 0;
        let inside = self.chains.iter().map(|&length| {
            let (begin, end) = (start.max(first), (start + length).min(first + rows));
            start += length;
            end.saturating_sub(begin)
        });
        let chains = inside.filter(|&length| length > 0).collect();
        Samples {
            source: self.source.clone(),
            first: self.first + first,
            rows,
            dimension: self.dimension,
            chains,
            may_be_cut: self.may_be_cut,
        }
    }

    /// All samples in pieces of so many rows, each of shape (n, d); the last may be shorter.
    ///
    /// # Panics
    /// When `rows` is 0.
    pub fn chunks(&self, rows: usize) -> impl Iterator<Item = Result<Array2<f64>, DataError>> + '_ {
        assert!(rows > 0, "pieces of at least one row");
        Chunks { samples: self, at: 0, rows, reader: None }
    }

    fn in_memory(samples: Array2<f64>, path: &Path) -> Samples {
        let (rows, dimension) = samples.dim();
        Samples::new(Source::Memory(Arc::new(samples), path.to_owned()), vec![rows], dimension)
    }

    fn new(source: Source, chains: Vec<usize>, dimension: usize) -> Samples {
        Samples { source, first: 0, rows: chains.iter().sum(), dimension, chains, may_be_cut: false }
    }

    fn path(&self) -> &Path {
        match &self.source {
            Source::Memory(_, path) | Source::Npy(path, _) | Source::Csv(path) => path,
        }
    }
}

/// The pieces of a set of samples, in order.
struct Chunks<'a> {
    samples: &'a Samples,
    at: usize,
    rows: usize,
    reader: Option<Reader>,
}

/// A file while it is read.
enum Reader {
    Npy(NpyFile),
    Csv(csv::Lines),
}

impl Chunks<'_> {
    fn piece(&mut self, count: usize) -> Result<Array2<f64>, Fault> {
        let at = self.samples.first + self.at;
        let piece = match &self.samples.source {
            Source::Memory(samples, _) => samples.slice(s![at..at + count, ..]).to_owned(),
            Source::Npy(path, shape) => {
                if self.reader.is_none() {
                    let file = NpyFile::open(path)?;
                    if file.shape() != shape {
                        return Err(Fault::Changed);
                    }
                    self.reader = Some(Reader::Npy(file.in_rows_of(self.samples.dimension)));
                }
                self.read(count)?
            }
            Source::Csv(path) => {
                if self.reader.is_none() {
                    let mut lines = csv::Lines::open(path)?;
                    lines.skip(self.samples.first)?;
                    self.reader = Some(Reader::Csv(lines));
                }
                self.read(count)?
            }
        };
        check_finite(&piece, at)?;
        Ok(piece)
    }

    fn read(&mut self, count: usize) -> Result<Array2<f64>, Fault> {
        let numbers = match &mut self.reader {
            Some(Reader::Npy(file)) => file.rows(self.samples.first + self.at, count)?,
            Some(Reader::Csv(lines)) => {
                let mut numbers = Vec::new();
                for _ in 0..count {
                    lines.next_into(&mut numbers)?;
                }
                numbers
            }
            None => Vec::new(),
        };
        Array2::from_shape_vec((count, self.samples.dimension), numbers).map_err(|_| Fault::Changed)
    }
}

impl Iterator for Chunks<'_> {
    type Item = Result<Array2<f64>, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        let count = self.rows.min(self.samples.rows.saturating_sub(self.at));
        if count == 0 {
            return None;
        }
        let piece = self.piece(count);
        // Nothing follows a piece that could not be read.
        self.at = if piece.is_ok() { self.at + count } else { self.samples.rows };
        Some(piece.map_err(|fault| DataError::new(self.samples.path(), fault)))
    }
}

fn open(path: &Path, key: Option<&str>, axes: Axes) -> Result<Samples, Fault> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match (ending.as_str(), key) {
        ("npz", key) => open_npz(path, key, axes),
        ("npy" | "csv" | "txt", Some(_)) => Err(Fault::NoNames),
        ("npy", None) => {
            let file = NpyFile::open(path)?;
            let (chains, dimension) = axes.split(file.shape())?;
            if file.is_spread() {
                let (samples, chains) = matrix(file.whole()?, axes)?;
                return Ok(Samples { chains, ..Samples::in_memory(samples, path) });
            }
            Ok(Samples::new(Source::Npy(path.to_owned(), file.shape().to_vec()), chains, dimension))
        }
        ("csv" | "txt", None) => {
            let (rows, dimension, is_whole) = csv::Lines::open(path)?.measure()?;
            let (chains, dimension) = axes.split(&[rows, dimension])?;
            let samples = Samples::new(Source::Csv(path.to_owned()), chains, dimension);
            Ok(Samples { may_be_cut: !is_whole, ..samples })
        }
        _ => Err(Fault::Ending),
    }
}

/// The array `key`, or the only one, or all chains.
fn open_npz(path: &Path, key: Option<&str>, axes: Axes) -> Result<Samples, Fault> {
    let bytes = files::read(path)?;
    let contents = arrays::read(Container::Npz, &bytes)?;
    let names = || contents.arrays.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (name, stored) = match (key, contents.arrays.as_slice()) {
        (Some(key), _) => match contents.get(key) {
            Some(stored) => (key, stored),
            None => return Err(Fault::NoKey { key: key.to_owned(), found: names() }),
        },
        (None, [(name, stored)]) if *name != chain_key(0) => (name.as_str(), stored),
        (None, arrays) if arrays.iter().all(|(name, _)| is_chain(name)) => {
            return join_chains(&contents, path);
        }
        (None, _) => return Err(Fault::Ambiguous(names())),
    };
    let (samples, chains) = matrix(stored.decode(name)?, axes)?;
    Ok(Samples { chains, ..Samples::in_memory(samples, path) })
}

/// The name of a chain in an npz file.
#[doc(hidden)]
pub fn chain_key(chain: usize) -> String {
    format!("chain.{chain}")
}

/// Whether a name is that of a chain.
fn is_chain(name: &str) -> bool {
    let number = name.strip_prefix("chain.").and_then(|number| number.parse().ok());
    number.is_some_and(|number| chain_key(number) == name)
}

/// The arrays of an archive that holds chains alone.
fn join_chains(contents: &Contents<'_>, path: &Path) -> Result<Samples, Fault> {
    let mut parts: Vec<Array2<f64>> = Vec::new();
    for chain in 0..contents.arrays.len() {
        let name = chain_key(chain);
        let stored = contents.get(&name).ok_or_else(|| Fault::Gap(name.clone()))?;
        let (part, _) = matrix(stored.decode(&name)?, Axes::Samples)?;
        let expected = parts.first().map_or(part.ncols(), |first| first.ncols());
        if part.ncols() != expected {
            return Err(Fault::Chains { chain, found: part.ncols(), expected });
        }
        parts.push(part);
    }
    let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
    let joined = concatenate(Axis(0), &views).map_err(|_| Fault::Empty)?;
    let chains = parts.iter().map(|part| part.nrows()).collect();
    Ok(Samples { chains, ..Samples::in_memory(joined, path) })
}

fn matrix(array: ArrayD<f64>, axes: Axes) -> Result<(Array2<f64>, Vec<usize>), Fault> {
    let (chains, dimension) = axes.split(array.shape())?;
    let matrix = array.into_shape_with_order((chains.iter().sum(), dimension));
    Ok((matrix.map_err(|_| Fault::Empty)?, chains))
}

fn check_finite(piece: &Array2<f64>, first: usize) -> Result<(), Fault> {
    match piece.indexed_iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some(((row, column), &value)) => Err(Fault::NotFinite { row: first + row, column, value }),
    }
}

#[cfg(test)]
mod tests;
