//! The tables of a run, as far as they are written.

use std::str::FromStr;

/// A line of `metrics.csv`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Epoch {
    pub(super) number: u64,
    pub(super) step: u64,
    pub(super) train: f64,
    pub(super) test: Option<f64>,
}

/// A line of `records.csv`: for k = 1, .., 4 what exists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) step: u64,
    pub(super) dissimilarity: [Option<f64>; 4],
    pub(super) norms: [Option<f64>; 4],
}

pub(super) fn epochs(text: &str) -> Vec<Epoch> {
    rows(text, |row| {
        Some(Epoch {
            number: row.get("epoch")?,
            step: row.get("step")?,
            train: row.get("train")?,
            test: row.get("test"),
        })
    })
}

pub(super) fn records(text: &str) -> Vec<Record> {
    rows(text, |row| {
        let four = |name: &str| [1, 2, 3, 4].map(|k| row.get(&format!("{name}{k}")));
        Some(Record { step: row.get("step")?, dissimilarity: four("dissimilarity"), norms: four("norm") })
    })
}

struct Row<'a> {
    names: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl Row<'_> {
    /// The cell of a column; `None` where it is empty.
    fn get<T: FromStr>(&self, name: &str) -> Option<T> {
        let column = self.names.iter().position(|other| *other == name)?;
        self.cells[column].parse().ok()
    }
}

/// The rows that are complete: a table may be read while a line is written.
fn rows<R>(text: &str, read: impl Fn(&Row<'_>) -> Option<R>) -> Vec<R> {
    let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let row = |line: &str| {
        let row = Row { names: &names, cells: line.split(',').collect() };
        if row.cells.len() == names.len() { read(&row) } else { None }
    };
    lines.map_while(row).collect()
}

#[cfg(test)]
mod tests {
    use super::{Epoch, Record, epochs, records};

    #[test]
    fn a_line_that_is_not_complete_waits() {
        let text = "epoch,step,train,test,learning_rate\n0,0,7.5,7.25,0.1\n1,10,6.5,,0.1\n2,20,5.5,6.0,0.";
        let first = Epoch { number: 0, step: 0, train: 7.5, test: Some(7.25) };
        let second = Epoch { number: 1, step: 10, train: 6.5, test: None };
        assert_eq!(epochs(text), [first.clone(), second]);
        assert_eq!(epochs(&text[..55]), [first]);
        assert_eq!(epochs(""), []);
        assert_eq!(epochs("epoch,step,tra"), []);
    }

    #[test]
    fn what_does_not_exist_is_none() {
        let header =
            "step,dissimilarity1,dissimilarity2,dissimilarity3,dissimilarity4,norm1,norm2,norm3,norm4,rate1";
        let found = records(&format!("{header}\n5,0.5,0.25,,,1.5,2.5,1e-3,,\n6,0.5\n"));
        let expected = Record {
            step: 5,
            dissimilarity: [Some(0.5), Some(0.25), None, None],
            norms: [Some(1.5), Some(2.5), Some(0.001), None],
        };
        assert_eq!(found, [expected]);
    }
}
