//! One sample a line.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::Fault;
use crate::files;
use crate::text::number;

/// The samples of a text file, one after the other.
///
/// Numbers are separated by commas, semicolons or white space. Skipped are a byte order mark, lines that are empty or begin
/// with `#`, and one line of names, the first of the others.
pub(super) struct Lines {
    reader: BufReader<File>,
    line: usize,
    /// Whether names may still come.
    is_begun: bool,
    width: Option<usize>,
    /// Whether the last line so far has a newline.
    is_whole: bool,
    buffer: String,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Lines, Fault> {
        let reader = BufReader::with_capacity(1 << 18, files::open(path)?);
        Ok(Lines { reader, line: 0, is_begun: false, width: None, is_whole: true, buffer: String::new() })
    }

    /// The number of samples, their dimension, and whether the last line has a newline.
    pub(super) fn measure(mut self) -> Result<(usize, usize, bool), Fault> {
        let (mut rows, mut sample) = (0, Vec::new());
        while self.next_into(&mut sample)? {
            rows += 1;
            sample.clear();
        }
        Ok((rows, self.width.unwrap_or(0), self.is_whole))
    }

    /// Reads over so many samples.
    pub(super) fn skip(&mut self, samples: usize) -> Result<(), Fault> {
        let mut sample = Vec::new();
        for _ in 0..samples {
            self.next_into(&mut sample)?;
            sample.clear();
        }
        Ok(())
    }

    /// Appends the next sample; `false` at the end.
    pub(super) fn next_into(&mut self, out: &mut Vec<f64>) -> Result<bool, Fault> {
        loop {
            self.buffer.clear();
            if self.reader.read_line(&mut self.buffer)? == 0 {
                return Ok(false);
            }
            self.line += 1;
            self.is_whole = self.buffer.ends_with('\n');
            let text = self.buffer.trim();
            let text = if self.line == 1 { text.trim_start_matches('\u{feff}').trim_start() } else { text };
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if text.contains(',') && text.contains(';') {
                return Err(Fault::Separators { line: self.line });
            }
            if !std::mem::replace(&mut self.is_begun, true) && is_names(text) {
                self.width = Some(fields(text).count());
                continue;
            }
            let found = read_fields(text, self.line, out)?;
            let expected = *self.width.get_or_insert(found);
            if found != expected {
                return Err(Fault::Width { line: self.line, found, expected });
            }
            return Ok(true);
        }
    }
}

/// A line of names: no field is a number.
fn is_names(text: &str) -> bool {
    fields(text).all(|field| field.parse::<f64>().is_err())
}

fn read_fields(text: &str, line: usize, out: &mut Vec<f64>) -> Result<usize, Fault> {
    let before = out.len();
    for (place, field) in fields(text).enumerate() {
        let value = field.parse();
        out.push(value.map_err(|_| Fault::Field {
            line,
            field: place + 1,
            text: number::shortened(field),
        })?);
    }
    Ok(out.len() - before)
}

fn fields(text: &str) -> impl Iterator<Item = &str> {
    let separated = text.contains([',', ';']);
    text.split(move |c: char| if separated { matches!(c, ',' | ';') } else { c.is_whitespace() })
        .map(str::trim)
        .filter(move |field| separated || !field.is_empty())
}
