//! A whole screen as lines.

use crate::notation::Charset;

use super::line::{Line, Tone};
use super::read::Look;
use super::{curve, header, panel};
use crate::cli::shared::short;
use crate::run::Trained;

/// Below these there are numbers without courses, and fewer lines at the top.
const WIDE: usize = 60;
const HIGH: usize = 20;

/// Lines of a plot that is worth drawing.
const LEAST: usize = 4;

/// The screen of a run in width x height characters; never more than that.
pub(super) fn lines(look: &Look, width: usize, height: usize, charset: Charset) -> Vec<Line> {
    let mut top = header::lines(look, width, height < HIGH);
    top.push(legend(look, width, charset));
    let panel = match look.plan.network {
        Trained::Spins(_) => Vec::new(),
        Trained::Depth(_) if width >= WIDE && height >= HIGH => panel::courses(&look.records, width, charset),
        Trained::Depth(_) => panel::numbers(&look.records),
    };
    let free = height.saturating_sub(top.len() + panel.len());
    let mut lines = top;
    if free >= LEAST {
        lines.extend(plot(look, width, free, charset));
    }
    lines.extend(panel);
    lines.truncate(height);
    lines.into_iter().map(|line| line.cut(width)).collect()
}

fn plot(look: &Look, width: usize, height: usize, charset: Charset) -> Vec<Line> {
    let train: Vec<_> = look.epochs.iter().map(|epoch| (epoch.number as f64, epoch.train)).collect();
    let test: Vec<_> =
        look.epochs.iter().filter_map(|epoch| Some((epoch.number as f64, epoch.test?))).collect();
    curve::draw([&train, &test], width, height, charset)
}

/// Which curve is which, and where they are. What does not fit is left out.
fn legend(look: &Look, width: usize, charset: Charset) -> Line {
    let [solid, dotted] = match charset {
        Charset::Unicode => ["⠒⠒", "⠂⠂"],
        Charset::Ascii => ["**", "oo"],
    };
    let Some(last) = look.epochs.last() else {
        return Line::default().and(Tone::Faint, "no epoch yet");
    };
    let mut parts = vec![
        Line::plain("train ").and(Tone::Train, solid).and(Tone::Plain, format!(" {}", short(last.train))),
    ];
    if let Some(test) = last.test {
        parts
            .push(Line::plain("test ").and(Tone::Test, dotted).and(Tone::Plain, format!(" {}", short(test))));
    }
    if let Some((epoch, test)) = look.best() {
        parts.push(Line::plain(format!("lowest test {} at epoch {}", short(test), epoch.number)));
    }
    let needed: usize = parts.iter().take(2).map(|part| 2 + part.width()).sum();
    let title = if "loss".len() + needed <= width { "loss  " } else { "" };
    let mut line = Line::default().and(Tone::Strong, title);
    for part in parts {
        if line.width() + part.width() <= width {
            line.append(part);
            line.push(Tone::Plain, "  ");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::cli::watch::line::Line;
    use crate::cli::watch::read::Look;
    use crate::cli::watch::table::{Epoch, Record};
    use crate::notation::Charset;
    use crate::run::{Pace, Plan, State, Trained};

    fn look() -> Look {
        let epoch = |number: u32| {
            let loss = 5.0 + 1.0 / f64::from(1 + number);
            Epoch {
                number: number.into(),
                step: u64::from(10 * number),
                train: loss,
                test: Some(loss + 0.25),
            }
        };
        let record = |step: u32| {
            let fall = 0.5 / f64::from(1 + step);
            Record {
                step: step.into(),
                dissimilarity: [Some(fall), Some(fall * fall), None, None],
                norms: [Some(1.5), Some(f64::from(step)), None, None],
            }
        };
        let data = "x.npy".to_string();
        Look {
            name: "run1".to_string(),
            plan: Plan {
                data,
                dimension: 4,
                training: 90,
                test: 10,
                network: Trained::Depth(2),
                epochs: 8,
                batch: 9,
            },
            state: State::Training,
            pace: Some(Pace { step: 30, seconds: 6.0 }),
            epochs: (0..4).map(epoch).collect(),
            records: [0, 1, 2, 4, 6, 10, 16, 25].map(record).to_vec(),
        }
    }

    fn text(look: &Look, width: usize, height: usize) -> Vec<String> {
        lines(look, width, height, Charset::Unicode).iter().map(Line::text).collect()
    }

    #[test]
    fn a_small_screen() {
        let expected = [
            "run1  training",
            "epoch 3 of 8, 10.0 s left",
            "loss  train ⠒⠒ 5.25000  test ⠂⠂ 5.50000",
            "6.25 ┤⠁⠂⠄⠄⡀",
            "     │⠒⠤⣀⡀ ⠁⠂⠄⡀⡀",
            "5.75 ┤   ⠈⠑⠢⠤⣀  ⠁⠂⠂⠄⠄⡀⡀⡀",
            "     │        ⠉⠑⠢⠤⠤⣀⣀⣀⡀ ⠁⠁⠁⠂⠂⠂⠂⠂⠂⠄⠄⠄⠄⠄⠄",
            "5.25 ┤                ⠈⠉⠉⠉⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⣀⣀⣀",
            "     └ 0 ────────────────────── epoch 3",
            "order k       1       2       3       4",
            "1 - cos   0.019  3.7e-4       -       -",
            "norm A    1.500  25.000       -       -",
        ];
        assert_eq!(text(&look(), 40, 12), expected);
    }

    #[test]
    fn a_large_screen() {
        let expected = [
            "run1  training                               epoch 3 of 8, step 30 of 80",
            "x.npy: 90 + 10 test, d = 4, depth 2            45 samples/s, 10.0 s left",
            "loss  train ⠒⠒ 5.25000  test ⠂⠂ 5.50000  lowest test 5.50000 at epoch 3",
            "6.25 ┤⠁⠂⠄⡀",
            "     │    ⠁⠂⠄⡀",
            "     │        ⠂⠄⡀",
            "     │⠑⠢⢄⡀       ⠁⠂⠄⡀",
            "     │   ⠈⠑⠢⢄⡀       ⠁⠂⠄⡀",
            "     │       ⠈⠒⠤⣀        ⠁⠂⠄⡀",
            "5.70 ┤           ⠉⠒⠤⡀        ⠁⠁⠁⠂⠂⠂⠄⠄⡀⡀⡀",
            "     │              ⠈⠑⠢⢄⡀               ⠁⠁⠁⠂⠂⠄⠄⠄⡀⡀⡀⡀",
            "     │                  ⠈⠑⠢⢄⣀                       ⠁⠁⠁⠁⠁⠁⠂⠂⠂⠂⠂⠄⠄⠄⠄⠄⡀⡀⡀",
            "     │                       ⠉⠉⠉⠒⠒⠢⠤⠤⣀⣀⣀",
            "     │                                  ⠉⠉⠑⠒⠒⠤⠤⠤⣀⣀⣀⣀",
            "5.25 ┤                                              ⠉⠉⠉⠉⠉⠑⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⣀⣀⣀",
            "     └ 0 ────────────────────────────────────────────────────── epoch 3",
            "1 - cosine of cumulants             norm of A^(k)",
            "k = 1  0.0192     █▇▆▅▄▃▂▁          k = 1  1.50000    ▁▁▁▁▁▁▁▁",
            "k = 2  3.70e-4    █▇▆▅▄▃▂▁          k = 2  25.0000    ▁▁▁▂▂▄▆█",
            "at step 25; courses over 8 records from step 0 on",
        ];
        assert_eq!(text(&look(), 72, 20), expected);
    }

    #[test]
    fn no_window_is_too_small() {
        let empty = Look { epochs: Vec::new(), records: Vec::new(), pace: None, ..look() };
        for look in [look(), empty] {
            for (width, height) in (0..100).flat_map(|width| (0..40).map(move |height| (width, height))) {
                for charset in [Charset::Unicode, Charset::Ascii] {
                    let lines = lines(&look, width, height, charset);
                    assert!(lines.len() <= height, "{width} x {height}");
                    assert!(lines.iter().all(|line| line.width() <= width), "{width} x {height}");
                }
            }
        }
    }
}
