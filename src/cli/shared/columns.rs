//! Tables that drop columns where a terminal is too narrow for them.

use std::borrow::Cow;
use std::io::{self, Write};

use super::manner::{Stream, width};

/// A column of a table.
pub(crate) struct Column {
    head: Cow<'static, str>,
    is_text: bool,
    /// The columns with the lowest go first; those of the highest stay.
    worth: u8,
}

/// What stays at any width.
pub(crate) const ALWAYS: u8 = u8::MAX;

impl Column {
    /// Numbers, to the right.
    pub(crate) const fn number(head: &'static str, worth: u8) -> Column {
        Column { head: Cow::Borrowed(head), is_text: false, worth }
    }

    /// Numbers below a head that is made.
    pub(crate) fn numbers_of(head: String, worth: u8) -> Column {
        Column { head: Cow::Owned(head), is_text: false, worth }
    }

    /// Words, to the left.
    pub(crate) const fn text(head: &'static str, worth: u8) -> Column {
        Column { head: Cow::Borrowed(head), is_text: true, worth }
    }
}

/// Writes a table whose rows have a cell for each column, as wide as the terminal of results, and tells the heads that were left
/// out.
pub(crate) fn table(
    columns: &[Column],
    rows: &[Vec<String>],
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    within(width(Stream::Results), columns, rows, out)
}

/// Says which columns a terminal was too narrow for.
pub(crate) fn tell(left_out: &[String], out: &mut dyn Write) -> io::Result<()> {
    match left_out {
        [] => Ok(()),
        heads => writeln!(out, "\nleft out at this width: {}", heads.join(", ")),
    }
}

fn within(
    width: Option<usize>,
    columns: &[Column],
    rows: &[Vec<String>],
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let heads: Vec<String> = columns.iter().map(|column| column.head.to_string()).collect();
    let lines: Vec<&Vec<String>> = std::iter::once(&heads).chain(rows).collect();
    let length = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let lengths: Vec<usize> = (0..columns.len()).map(length).collect();
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let needed =
        |kept: &[usize]| kept.iter().map(|&column| lengths[column] + 2).sum::<usize>().saturating_sub(2);
    while width.is_some_and(|width| needed(&kept) > width) {
        let least = kept.iter().copied().min_by_key(|&column| columns[column].worth);
        let Some(least) = least.filter(|&column| columns[column].worth < ALWAYS) else { break };
        kept.retain(|&column| column != least);
    }
    for line in &lines {
        let cells = kept.iter().map(|&column| match columns[column].is_text {
            true => format!("{:<1$}", line[column], lengths[column]),
            false => format!("{:>1$}", line[column], lengths[column]),
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok((0..columns.len())
        .filter(|column| !kept.contains(column))
        .map(|column| columns[column].head.to_string())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{ALWAYS, Column, within};

    #[test]
    fn the_least_columns_go_first() {
        let columns = [Column::text("name", ALWAYS), Column::number("a", 2), Column::number("b", 1)];
        let rows = [vec!["x".to_owned(), "1.25".to_owned(), "10.5".to_owned()]];
        let shown = |width| {
            let mut out = Vec::new();
            let left = within(width, &columns, &rows, &mut out).expect("room");
            (String::from_utf8(out).expect("text"), left)
        };
        assert_eq!(shown(None), ("name     a     b\nx     1.25  10.5\n".to_owned(), vec![]));
        assert_eq!(shown(Some(12)), ("name     a\nx     1.25\n".to_owned(), vec!["b".to_owned()]));
        assert_eq!(shown(Some(1)).0, "name\nx\n");
    }
}
