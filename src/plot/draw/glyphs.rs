//! The outlines of letters, from a table that was made of DejaVu Sans once, so that no font is read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// A piece of an outline, in ems with y up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    Move(f32, f32),
    Line(f32, f32),
    /// A parabola by its control point and its end.
    Curve([f32; 4]),
    Close,
}

/// The outline of a text that starts at the origin, and its width.
pub(super) fn outline(text: &str) -> (Vec<Piece>, f32) {
    let mut pen = 0.0;
    let mut pieces = Vec::new();
    for letter in text.chars().filter_map(|c| LETTERS.get(&c).or_else(|| LETTERS.get(&UNKNOWN))) {
        for (start, command) in letter.outline.match_indices(char::is_alphabetic) {
            let rest = &letter.outline[start + command.len()..];
            let end = rest.find(char::is_alphabetic).unwrap_or(rest.len());
            let numbers: Vec<f32> = rest[..end].split(' ').filter_map(|number| number.parse().ok()).collect();
            pieces.push(match (command, numbers.as_slice()) {
                ("M", &[x, y]) => Piece::Move((pen + x) / EM, y / EM),
                ("L", &[x, y]) => Piece::Line((pen + x) / EM, y / EM),
                ("Q", &[x, y, x2, y2]) => Piece::Curve([(pen + x) / EM, y / EM, (pen + x2) / EM, y2 / EM]),
                _ => Piece::Close,
            });
        }
        pen += letter.advance;
    }
    (pieces, pen / EM)
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
