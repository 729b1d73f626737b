//! Places in a text, for errors that point at them.

/// The part of a long line that is shown around the mark.
const CONTEXT: usize = 36;

/// A place in a text: line and column, counted from 1, and the line with a mark below the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) marked: String,
}

impl Excerpt {
    /// The place at a byte offset of `text`. Columns are characters.
    pub(crate) fn at(text: &str, offset: usize) -> Excerpt {
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_text = text[start..].lines().next().unwrap_or("");
        let column = before[start..].chars().count();
        Excerpt {
            line: before.matches('\n').count() + 1,
            column: column + 1,
            marked: marked(line_text, column),
        }
    }
}

fn marked(line: &str, column: usize) -> String {
    let first = column.saturating_sub(CONTEXT);
    let shown: String = line.chars().skip(first).take(2 * CONTEXT).collect();
    let (head, tail) = (if first > 0 { "…" } else { "" }, line.chars().count() > first + 2 * CONTEXT);
    let mark = " ".repeat(column - first + head.chars().count());
    format!("  {head}{shown}{}\n  {mark}^", if tail { "…" } else { "" })
}

/// "a", "a or b", "a, b or c".
pub(crate) fn alternatives(mut names: Vec<&str>) -> Option<String> {
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    match names.split_last()? {
        (last, []) => Some((*last).to_string()),
        (last, others) => Some(format!("{} or {last}", others.join(", "))),
    }
}

/// Refuses text whose parentheses are nested more deeply than `most`, with the offset where they are. Those in
/// comments and in quotes do not count.
pub(crate) fn check_nesting(text: &str, most: usize) -> Result<(), (usize, String)> {
    let mut depth = 0usize;
    let mut skipped_to = None;
    for (offset, character) in text.char_indices() {
        match (skipped_to, character) {
            (Some(end), _) if character == end || character == '\n' => skipped_to = None,
            (Some(_), _) => {}
            (None, '#') => skipped_to = Some('\n'),
            (None, '"') => skipped_to = Some('"'),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return Err((offset, format!("more than {most} nested parentheses")));
        }
    }
    Ok(())
}
