//! How many samples are kept back as test data.

/// How many samples are kept back as test data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::cli) enum Holdout {
    Rows(usize),
    Share(f64),
}

/// A tenth.
pub(super) const DEFAULT: Holdout = Holdout::Share(0.1);

impl Holdout {
    /// Of so many rows.
    pub(super) fn rows(self, rows: usize) -> usize {
        match self {
            Holdout::Rows(rows) => rows,
            Holdout::Share(share) => (share * rows as f64) as usize,
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Holdout, String> {
    if let Ok(rows) = text.parse() {
        return Ok(Holdout::Rows(rows));
    }
    match text.parse() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(Holdout::Share(share)),
        _ => Err("it is a number of rows, or a share between 0 and 1 such as 0.1".to_string()),
    }
}
