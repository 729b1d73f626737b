//! The last record in numbers, and how they came about.

use crate::notation::Charset;

use super::line::{Line, Tone};
use super::spark;
use super::table::Record;
use crate::cli::shared::{ratio, short};

const TITLES: [&str; 2] = ["1 - cosine of cumulants", "norm of A^(k)"];

/// A column of the table without courses.
const COLUMN: usize = 8;

/// A number of a record.
type Number = fn(&Record, usize) -> Option<f64>;

const NUMBERS: [Number; 2] = [|record, k| record.dissimilarity[k], |record, k| record.norms[k]];

/// One line for each k with the courses over the recorded steps, which are evenly spaced on a logarithmic scale.
pub(super) fn courses(records: &[Record], width: usize, charset: Charset) -> Vec<Line> {
    let Some(last) = records.last() else { return none() };
    let half = width / 2;
    let mut title = Line::default().and(Tone::Strong, TITLES[0]);
    title.pad(half);
    title.push(Tone::Strong, TITLES[1]);
    let mut lines = vec![title];
    for k in (0..4).filter(|&k| NUMBERS.iter().any(|number| number(last, k).is_some())) {
        let mut line = course(records, k, 0, half - 2, charset);
        line.pad(half);
        line.append(course(records, k, 1, width - half, charset));
        lines.push(line);
    }
    let first = records[0].step;
    let steps = format!("at step {}; courses over {} records from step {first} on", last.step, records.len());
    lines.push(Line::default().and(Tone::Faint, steps));
    lines
}

/// A number and its course.
fn course(records: &[Record], k: usize, which: usize, width: usize, charset: Charset) -> Line {
    let values: Vec<Option<f64>> = records.iter().map(|record| NUMBERS[which](record, k)).collect();
    let shown =
        values.last().copied().flatten().map_or("-".to_string(), if which == 0 { ratio } else { short });
    let mut line = Line::plain(format!("k = {}  {shown:<10} ", k + 1));
    let free = width.saturating_sub(line.width());
    line.push(Tone::Plain, spark::draw(&values, free, which == 0, charset));
    line
}

/// The numbers alone.
pub(super) fn numbers(records: &[Record]) -> Vec<Line> {
    let Some(last) = records.last() else { return none() };
    let row = |name: &str, cell: &dyn Fn(usize) -> String| {
        let cells: String = (0..4).map(|k| format!("{:>COLUMN$}", cell(k))).collect();
        format!("{name:7}{cells}")
    };
    let value = |which: usize, k: usize| NUMBERS[which](last, k).map_or("-".to_string(), brief);
    vec![
        Line::default().and(Tone::Strong, row("order k", &|k| (k + 1).to_string())),
        Line::plain(row("1 - cos", &|k| value(0, k))),
        Line::plain(row("norm A", &|k| value(1, k))),
    ]
}

/// A number of at most seven characters.
fn brief(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (0.01..1000.0).contains(&size) { format!("{value:.3}") } else { format!("{value:.1e}") }
}

fn none() -> Vec<Line> {
    vec![Line::default().and(Tone::Faint, "no record yet")]
}
