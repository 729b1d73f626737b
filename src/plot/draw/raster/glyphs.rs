//! The outlines of letters, from a table that was made of DejaVu Sans once, so that no font is read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tiny_skia::{Path, PathBuilder};

/// Units of the table in an em.
const EM: f32 = 2048.0;

/// What stands for a character that the table does not have.
const UNKNOWN: char = '\u{FFFD}';

/// How far a letter moves the pen, and its outline.
#[derive(Clone, Copy)]
struct Letter {
    advance: f32,
    outline: &'static str,
}

static LETTERS: LazyLock<BTreeMap<char, Letter>> =
    LazyLock::new(|| include_str!("glyphs.txt").lines().filter_map(letter).collect());

/// A line of the table: a code point, the advance and the outline. Lines that begin with `#` are words.
fn letter(line: &'static str) -> Option<(char, Letter)> {
    let mut parts = line.splitn(3, ' ');
    let code = u32::from_str_radix(parts.next()?, 16).ok()?;
    let advance = parts.next()?.parse().ok()?;
    Some((char::from_u32(code)?, Letter { advance, outline: parts.next().unwrap_or("") }))
}

/// The outline of a text that starts at the origin, with y up, and its width, in ems.
pub(super) fn outline(text: &str) -> (Option<Path>, f32) {
    let mut pen = 0.0;
    let mut path = PathBuilder::new();
    for letter in text.chars().filter_map(|c| LETTERS.get(&c).or_else(|| LETTERS.get(&UNKNOWN))) {
        for (start, command) in letter.outline.match_indices(char::is_alphabetic) {
            let rest = &letter.outline[start + command.len()..];
            let end = rest.find(char::is_alphabetic).unwrap_or(rest.len());
            let numbers: Vec<f32> = rest[..end].split(' ').filter_map(|number| number.parse().ok()).collect();
            match (command, numbers.as_slice()) {
                ("M", &[x, y]) => path.move_to((pen + x) / EM, y / EM),
                ("L", &[x, y]) => path.line_to((pen + x) / EM, y / EM),
                ("Q", &[x, y, x2, y2]) => path.quad_to((pen + x) / EM, y / EM, (pen + x2) / EM, y2 / EM),
                _ => path.close(),
            }
        }
        pen += letter.advance;
    }
    (path.finish(), pen / EM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_letter() {
        let lines = include_str!("glyphs.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((LETTERS.len(), LETTERS.contains_key(&UNKNOWN)), (lines, true));
        for (letter, Letter { outline, .. }) in LETTERS.iter() {
            assert!(outline.is_empty() || outline.ends_with('Z'), "{letter}");
        }
    }
}
