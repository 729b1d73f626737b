//! Two curves with axes.

use crate::notation::Charset;

use super::line::{Line, Tone};
use super::raster::Raster;

/// Columns between the labels and the curves.
const AXIS: usize = 2;

/// Draws curves through points (x, y) in width x height characters, the last line of which is the axis of x. Points
/// that share a column of dots are drawn as their mean. High values of the first quarter of x are at the upper edge, which then
/// has an arrow. Empty where there is no point.
pub(super) fn draw(curves: [&[(f64, f64)]; 2], width: usize, height: usize, charset: Charset) -> Vec<Line> {
    let curves = curves.map(finite);
    let Some(frame) = Frame::new(&curves) else { return Vec::new() };
    let rows = height.saturating_sub(1);
    let labels: Vec<String> = (0..rows).map(|row| frame.label(row, rows)).collect();
    let margin = labels.iter().map(String::len).max().unwrap_or(0);
    let inner = width.saturating_sub(margin + AXIS + 1);
    if rows == 0 || inner < 2 {
        return Vec::new();
    }
    let mut raster = Raster::new(inner, rows, charset);
    for (number, points) in curves.iter().enumerate() {
        let dots = frame.dots(points, raster.dots());
        raster.draw(number, &dots);
    }
    let characters = Characters::new(charset);
    let mut lines = Vec::new();
    for (row, label) in labels.iter().enumerate() {
        let arrow = if row == 0 && frame.is_cut { characters.arrow } else { ' ' };
        let tick = if label.is_empty() { characters.side } else { characters.tick };
        let mut line = Line::default().and(Tone::Faint, format!("{label:>margin$}{arrow}{tick}"));
        line.append(raster.row(row));
        lines.push(line);
    }
    lines.push(frame.bottom(margin + 1, inner, &characters));
    lines
}

fn finite(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    points.iter().copied().filter(|(_, y)| y.is_finite()).collect()
}

struct Characters {
    arrow: char,
    side: char,
    tick: char,
    corner: char,
    line: char,
}

impl Characters {
    fn new(charset: Charset) -> Characters {
        match charset {
            Charset::Unicode => {
                Characters { arrow: '↑', side: '│', tick: '┤', corner: '└', line: '─' }
            }
            Charset::Ascii => Characters { arrow: '^', side: '|', tick: '+', corner: '+', line: '-' },
        }
    }
}

/// The part of the plane that is shown.
struct Frame {
    x: [f64; 2],
    y: [f64; 2],
    /// Whether points are above.
    is_cut: bool,
}

impl Frame {
    fn new(curves: &[Vec<(f64, f64)>; 2]) -> Option<Frame> {
        let points = || curves.iter().flatten();
        let x = range(points().map(|point| point.0))?;
        let start = x[0] + (x[1] - x[0]) / 4.0;
        let all = range(points().map(|point| point.1))?;
        let late = range(points().filter(|point| point.0 >= start).map(|point| point.1))?;
        // A start that fits is shown whole.
        let top = if all[1] - late[1] > late[1] - late[0] { late[1] } else { all[1] };
        let [low, high] = [all[0], top];
        let pad = if high > low { 0.0 } else { (high.abs() * 1e-3).max(1e-3) };
        Some(Frame { x, y: [low - pad, high + pad], is_cut: top < all[1] })
    }

    fn dots(&self, points: &[(f64, f64)], (columns, rows): (usize, usize)) -> Vec<(usize, usize)> {
        let place = |value: f64, [low, high]: [f64; 2], count: usize| {
            let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
            (share * (count - 1) as f64).round() as usize
        };
        let column = |point: &(f64, f64)| place(point.0, self.x, columns);
        let dot = |together: &[(f64, f64)]| {
            let mean = together.iter().map(|point| point.1).sum::<f64>() / together.len() as f64;
            (column(&together[0]), rows - 1 - place(mean, self.y, rows))
        };
        points.chunk_by(|a, b| column(a) == column(b)).map(dot).collect()
    }

    /// The value in the middle of the first and last row, and of one between them.
    fn label(&self, row: usize, rows: usize) -> String {
        let is_shown = row == 0 || row + 1 == rows || (rows >= 5 && row == rows / 2);
        if !is_shown {
            return String::new();
        }
        let share = row as f64 / (rows.max(2) - 1) as f64;
        let [low, high] = self.y;
        let value = high + (low - high) * share;
        let exponent = (high - low).log10().floor();
        if !(-6.0..6.0).contains(&exponent) || value.abs() >= 1e7 {
            return format!("{value:.3e}");
        }
        let decimals = (2.0 - exponent).max(0.0) as usize;
        format!("{value:.decimals$}")
    }

    fn bottom(&self, margin: usize, inner: usize, characters: &Characters) -> Line {
        let [first, last] = [format!(" {} ", self.x[0]), format!(" epoch {}", self.x[1])];
        let free = inner.checked_sub(first.len() + last.len());
        // Labels that do not fit are left out.
        let (first, last) = if free.is_some() { (first, last) } else { Default::default() };
        let line: String = std::iter::repeat_n(characters.line, free.unwrap_or(inner)).collect();
        Line::default().and(Tone::Faint, format!("{:margin$}{}{first}{line}{last}", "", characters.corner))
    }
}

/// The lowest and the highest value.
fn range(values: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    values.fold(None, |range, value| match range {
        None => Some([value, value]),
        Some([low, high]) => Some([low.min(value), high.max(value)]),
    })
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::notation::Charset;

    fn text(curves: [&[(f64, f64)]; 2], width: usize, height: usize, charset: Charset) -> Vec<String> {
        draw(curves, width, height, charset).iter().map(super::Line::text).collect()
    }

    const TRAIN: [(f64, f64); 3] = [(0.0, 3.0), (1.0, 2.0), (2.0, 1.0)];
    const TEST: [(f64, f64); 3] = [(0.0, 3.0), (1.0, 2.0), (2.0, 2.0)];

    #[test]
    fn axes_have_labels() {
        let small = text([&TRAIN, &[]], 14, 3, Charset::Unicode);
        assert_eq!(small, ["3.00 ┤⠉⠒⠤⣀", "1.00 ┤    ⠉⠢⢄", "     └───────"]);
        let expected = [
            "3.00 +@@",
            "     |  @@@@",
            "2.00 +      @@@@oooooo",
            "     |          ****",
            "1.00 +              **",
            "     + 0 ----- epoch 2",
        ];
        assert_eq!(text([&TRAIN, &TEST], 23, 6, Charset::Ascii), expected);
    }

    #[test]
    fn a_high_start_is_at_the_upper_edge() {
        let steep = [(0.0, 1000.0), (1.0, 3.0), (2.0, 2.0), (3.0, 2.5), (4.0, 2.25)];
        let lines = text([&steep, &[]], 20, 4, Charset::Ascii);
        assert!(lines[0].starts_with("3.00^+"), "{lines:?}");
        assert!(lines[2].starts_with("2.00 +"), "{lines:?}");
    }

    #[test]
    fn what_cannot_be_drawn_is_empty() {
        assert_eq!(text([&[], &[]], 40, 10, Charset::Unicode).len(), 0);
        assert_eq!(text([&[(0.0, f64::NAN)], &[]], 40, 10, Charset::Unicode).len(), 0);
        assert_eq!(text([&TRAIN, &[]], 5, 10, Charset::Unicode).len(), 0);
        assert_eq!(text([&TRAIN, &[]], 40, 1, Charset::Unicode).len(), 0);
        assert_eq!(text([&[(0.0, 1.0)], &[]], 20, 3, Charset::Ascii).len(), 3);
    }
}
