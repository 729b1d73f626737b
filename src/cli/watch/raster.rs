//! Curves as dots in characters.

use crate::notation::Charset;

use super::line::{Line, Tone};

/// The bits of the dots in a character of braille, by row and column.
const DOTS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// The first character of braille, without a dot.
const BRAILLE: u32 = 0x2800;

/// Dots in width x height characters, two by four in each where there is braille. The first curve is solid, the second one
/// has every second dot.
pub(super) struct Raster {
    width: usize,
    height: usize,
    charset: Charset,
    /// The bits of each character, curve by curve.
    curves: [Vec<u32>; 2],
}

impl Raster {
    pub(super) fn new(width: usize, height: usize, charset: Charset) -> Raster {
        let empty = vec![0; width * height];
        Raster { width, height, charset, curves: [empty.clone(), empty] }
    }

    /// The number of dots from left to right, and from top to bottom.
    pub(super) fn dots(&self) -> (usize, usize) {
        match self.charset {
            Charset::Unicode => (2 * self.width, 4 * self.height),
            Charset::Ascii => (self.width, self.height),
        }
    }

    /// Draws a curve through dots (column, row).
    pub(super) fn draw(&mut self, curve: usize, points: &[(usize, usize)]) {
        let thinning = if curve == 1 && self.charset == Charset::Unicode { 2 } else { 1 };
        for (column, row) in path(points).into_iter().step_by(thinning) {
            let (place, bit) = match self.charset {
                Charset::Unicode => (row / 4 * self.width + column / 2, DOTS[row % 4][column % 2]),
                Charset::Ascii => (row * self.width + column, 1),
            };
            self.curves[curve][place] |= bit;
        }
    }

    /// A row of characters.
    pub(super) fn row(&self, row: usize) -> Line {
        let mut line = Line::default();
        for place in row * self.width..(row + 1) * self.width {
            let bits = [self.curves[0][place], self.curves[1][place]];
            let tone = match bits.map(|bits| bits != 0) {
                [true, false] => Tone::Train,
                [false, true] => Tone::Test,
                _ => Tone::Plain,
            };
            let character = self.character(bits);
            match line.0.last_mut() {
                Some((last, text)) if *last == tone => text.push(character),
                _ => line.push(tone, character),
            }
        }
        line
    }

    fn character(&self, bits: [u32; 2]) -> char {
        match (self.charset, bits.map(|bits| bits != 0)) {
            (_, [false, false]) => ' ',
            (Charset::Unicode, _) => char::from_u32(BRAILLE + (bits[0] | bits[1])).unwrap_or(' '),
            (Charset::Ascii, [true, false]) => '*',
            (Charset::Ascii, [false, true]) => 'o',
            (Charset::Ascii, [true, true]) => '@',
        }
    }
}

/// The dots on straight lines between points, each once.
fn path(points: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut dots: Vec<(usize, usize)> = points.iter().take(1).copied().collect();
    for pair in points.windows(2) {
        let steps = pair[0].0.abs_diff(pair[1].0).max(pair[0].1.abs_diff(pair[1].1));
        // Rounded to the nearest dot.
        let between =
            |a: usize, b: usize, step: usize| (2 * (a * (steps - step) + b * step) + steps) / (2 * steps);
        dots.extend(
            (1..=steps)
                .map(|step| (between(pair[0].0, pair[1].0, step), between(pair[0].1, pair[1].1, step))),
        );
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::Raster;
    use crate::notation::Charset;

    fn drawn(charset: Charset, curves: [&[(usize, usize)]; 2]) -> Vec<String> {
        let mut raster = Raster::new(4, 2, charset);
        raster.draw(0, curves[0]);
        raster.draw(1, curves[1]);
        (0..2).map(|row| raster.row(row).text()).collect()
    }

    #[test]
    fn a_curve_is_solid_and_the_other_one_dotted() {
        let fall = [(0, 0), (7, 7)];
        assert_eq!(drawn(Charset::Unicode, [&fall, &[]]), ["⠑⢄", "  ⠑⢄"]);
        let flat = [(0, 0), (7, 0)];
        assert_eq!(drawn(Charset::Unicode, [&flat, &[]]), ["⠉⠉⠉⠉", ""]);
        assert_eq!(drawn(Charset::Unicode, [&[], &flat]), ["⠁⠁⠁⠁", ""]);
        assert_eq!(drawn(Charset::Unicode, [&[(3, 5)], &[]]), ["", " ⠐"]);
    }

    #[test]
    fn ascii_has_a_character_for_each_curve() {
        assert_eq!(drawn(Charset::Ascii, [&[(0, 0), (3, 1)], &[(0, 1), (3, 1)]]), ["**", "oo@@"]);
    }
}
