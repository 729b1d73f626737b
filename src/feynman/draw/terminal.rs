//! Diagrams for the terminal.

use super::scene::Drawing;
use crate::notation::Charset;

/// Characters of a usual line.
const COLUMNS: f64 = 9.0;
const LINES: f64 = 4.5;
/// Dots of a braille character, by column and line.
const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The drawing in characters: braille dots, or plain points in ASCII.
pub(super) fn lines(drawing: &Drawing, labelled: bool, charset: Charset) -> Vec<String> {
    let [left, top, right, bottom] = drawing.extent();
    let margin = if labelled { 2.0 } else { 0.0 };
    let columns = ((right - left) * COLUMNS + 2.0 * margin).round() as usize + 1;
    let rows = ((bottom - top) * LINES).round() as usize + 1;
    let place = |x: f64, y: f64| ((x - left) * COLUMNS + margin, (y - top) * LINES);
    let mut dots = vec![vec![0u8; columns]; rows];
    let pieces = drawing.strokes.iter().map(|stroke| stroke.sampled(16));
    let pieces =
        pieces.flat_map(|line| line.windows(2).map(|piece| [piece[0], piece[1]]).collect::<Vec<_>>());
    let fine = pieces.flat_map(|[a, b]| (0..=64).map(move |i| a.along(f64::from(i) / 64.0, b.minus(a))));
    for point in fine {
        let (x, y) = place(point.x, point.y);
        let (x, y) = ((2.0 * x + 0.5).round() as usize, (4.0 * y + 1.5).round() as usize);
        if let Some(cell) = dots.get_mut(y / 4).and_then(|row| row.get_mut(x / 2)) {
            *cell |= DOTS[x % 2][y % 4];
        }
    }
    let dot = |bits: u8| match (bits, charset) {
        (0, _) => ' ',
        (_, Charset::Ascii) => '.',
        (bits, Charset::Unicode) => char::from_u32(0x2800 + u32::from(bits)).unwrap_or('·'),
    };
    let mut grid: Vec<Vec<char>> =
        dots.iter().map(|row| row.iter().map(|&bits| dot(bits)).collect()).collect();
    let mut put = |x: f64, y: f64, text: &str| {
        for (at, character) in text.chars().enumerate() {
            let (x, y) = (x.round().max(0.0) as usize + at, y.round().max(0.0) as usize);
            if let Some(cell) = grid.get_mut(y).and_then(|row| row.get_mut(x)) {
                *cell = character;
            }
        }
    };
    for vertex in &drawing.vertices {
        let (x, y) = place(vertex.x, vertex.y);
        put(x, y, if charset == Charset::Ascii { "o" } else { "●" });
    }
    for (leg, end) in drawing.legs.iter().enumerate().filter(|_| labelled) {
        let (x, y) = place(end.x, end.y);
        let label = (leg + 1).to_string();
        let x = if end.x > 0.0 { x + 1.0 } else { x - label.len() as f64 };
        put(x, y, &label);
    }
    grid.into_iter().map(|row| row.into_iter().collect::<String>().trim_end().to_owned()).collect()
}
