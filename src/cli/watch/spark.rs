//! The course of a number, one character a record.

use crate::notation::Charset;

const UNICODE: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 5] = ['_', '.', '-', '=', '#'];

/// Draws values between their lowest and their highest in at most so many characters. Where there are more values, some are
/// left out, never the last one. What does not exist is a gap; on a logarithmic scale so is what is not positive.
pub(super) fn draw(values: &[Option<f64>], width: usize, is_logarithmic: bool, charset: Charset) -> String {
    let scaled: Vec<Option<f64>> = thin(values, width)
        .into_iter()
        .map(|value| {
            value.map(|value| if is_logarithmic { value.ln() } else { value }).filter(|v| v.is_finite())
        })
        .collect();
    let found = || scaled.iter().flatten().copied();
    let (low, high) = (found().fold(f64::INFINITY, f64::min), found().fold(f64::NEG_INFINITY, f64::max));
    let levels: &[char] = match charset {
        Charset::Unicode => &UNICODE,
        Charset::Ascii => &ASCII,
    };
    let character =
        |value: Option<f64>| value.map_or(' ', |value| levels[level(value, low, high, levels.len())]);
    scaled.into_iter().map(character).collect()
}

fn level(value: f64, low: f64, high: f64, levels: usize) -> usize {
    let share = if high > low { (value - low) / (high - low) } else { 0.0 };
    ((share * levels as f64) as usize).min(levels - 1)
}

fn thin(values: &[Option<f64>], width: usize) -> Vec<Option<f64>> {
    if values.len() <= width {
        return values.to_vec();
    }
    (1..=width).map(|place| values[place * values.len() / width - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::notation::Charset;

    #[test]
    fn heights_are_between_lowest_and_highest() {
        let values: Vec<_> = [0.0, 1.0, 2.0, 4.0, 8.0].map(Some).to_vec();
        assert_eq!(draw(&values, 9, false, Charset::Unicode), "▁▂▃▅█");
        assert_eq!(draw(&values, 9, false, Charset::Ascii), "__.-#");
        assert_eq!(draw(&values, 2, false, Charset::Unicode), "▁█", "the last one is kept");
        assert_eq!(draw(&values, 0, false, Charset::Unicode), "");
    }

    #[test]
    fn gaps_and_logarithms() {
        let values = [Some(1.0), None, Some(0.01), Some(0.0), Some(1e-4), Some(f64::NAN)];
        assert_eq!(draw(&values, 9, true, Charset::Unicode), "█ ▅ ▁ ");
        assert_eq!(draw(&[None, None], 9, true, Charset::Unicode), "  ");
        assert_eq!(draw(&[Some(3.0), Some(3.0)], 9, false, Charset::Unicode), "▁▁");
    }
}
