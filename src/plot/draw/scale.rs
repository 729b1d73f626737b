//! From numbers to places on an axis, and the ticks.

use super::style::{LINE, SMALL, text_width};
use crate::plot::figure::Scale;
use crate::text::raised;

/// The part of an axis that is shown.
#[derive(Clone, Debug)]
pub(super) struct Span {
    low: f64,
    high: f64,
    kind: Kind,
    /// The one number that it was made of, as `low` and `high` are.
    only: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Numbers are divided by this power of ten.
    Linear(i32),
    Log,
}

/// A tick: its place between 0 and 1, and its label. Minor ticks have none.
pub(super) struct Tick {
    pub(super) place: f64,
    pub(super) label: String,
}

/// The share of a span that stays free at each end.
const MARGIN: f64 = 0.05;

/// Within these exponents numbers are written out.
const PLAIN: std::ops::RangeInclusive<i32> = -2..=3;

impl Span {
    /// The span of numbers, with a margin.
    pub(super) fn of(scale: Scale, numbers: impl Iterator<Item = f64> + Clone) -> Span {
        match scale {
            Scale::Linear => Span::linear(numbers, MARGIN),
            Scale::Log => {
                let logs = numbers.filter(|&number| number > 0.0).map(f64::log10);
                let (low, high) = widened(range(logs).unwrap_or((0.0, 0.0)), MARGIN, |_| 0.5);
                Span { low, high, kind: Kind::Log, only: None }
            }
        }
    }

    /// The span of numbers on a linear axis. A single number stands in the middle.
    pub(super) fn linear(numbers: impl Iterator<Item = f64>, margin: f64) -> Span {
        let (low, high) = range(numbers).unwrap_or((0.0, 0.0));
        let exponent = exponent(low.abs().max(high.abs()));
        let scaled = (divided(low, exponent), divided(high, exponent));
        let (low, high) =
            widened(scaled, margin, |middle| if middle == 0.0 { 1.0 } else { middle.abs() / 2.0 });
        let only = (scaled.0 == scaled.1).then_some(scaled.0);
        Span { low, high, kind: Kind::Linear(exponent), only }
    }

    /// The place of a number: 0 at the lower end, 1 at the upper. Outside of the span where the number is.
    pub(super) fn place(&self, number: f64) -> f64 {
        let scaled = match self.kind {
            Kind::Linear(exponent) => divided(number, exponent),
            Kind::Log if number > 0.0 => number.log10(),
            Kind::Log => return -1.0,
        };
        (scaled - self.low) / (self.high - self.low)
    }

    /// The label of the axis, with the power of ten that its numbers are divided by.
    pub(super) fn label(&self, label: &str) -> String {
        match self.kind {
            Kind::Linear(exponent) if exponent != 0 => {
                let space = if label.is_empty() { "" } else { " " };
                format!("{label}{space}(×{})", power(exponent))
            }
            Kind::Linear(_) | Kind::Log => label.to_string(),
        }
    }

    /// As many ticks as have room for their labels on an axis of this length.
    pub(super) fn ticks(&self, length: f64, along: Along) -> Vec<Tick> {
        match self.kind {
            Kind::Linear(_) => self.even_ticks(length, along),
            Kind::Log => self.log_ticks(length, along),
        }
    }

    fn even_ticks(&self, length: f64, along: Along) -> Vec<Tick> {
        let span = self.high - self.low;
        let candidates = even_steps(span).map(|(step, decimals)| {
            let numbers = steps((self.low / step - 1e-9).ceil(), (self.high / step + 1e-9).floor());
            let tick = |number: f64| Tick {
                place: (number * step - self.low) / span,
                label: signed(number * step, decimals),
            };
            numbers.map(tick).collect()
        });
        first_that_fits(candidates, length, along)
    }

    /// Upward ticks on a linear axis of this length with one at each of its ends, or one at the only number.
    pub(super) fn ticks_to_ends(&self, length: f64) -> Vec<Tick> {
        let span = self.high - self.low;
        if let Some(only) = self.only {
            return vec![Tick { place: (only - self.low) / span, label: plain(only) }];
        }
        // To a hundredth of the span or finer.
        let decimals = usize::try_from(whole((2.3 - span.log10()).floor())).unwrap_or(0);
        let end = |place: f64, number: f64| Tick { place, label: signed(number, decimals) };
        let mut ticks = vec![end(0.0, self.low), end(1.0, self.high)];
        for tick in self.even_ticks(length, Along::Upward) {
            let from_end = tick.place.min(1.0 - tick.place);
            if from_end < 1e-6 {
                // The end is a round number.
                ticks[usize::from(tick.place > 0.5)].label = tick.label;
            } else if length * from_end > 1.1 * LINE {
                ticks.push(tick);
            }
        }
        ticks
    }

    fn log_ticks(&self, length: f64, along: Along) -> Vec<Tick> {
        let (first, last) = ((self.low - 1e-9).ceil(), (self.high + 1e-9).floor());
        if last - first < 1.0 {
            return self.ticks_within_a_decade(length, along);
        }
        let at = |log: f64| (log - self.low) / (self.high - self.low);
        let candidates = STRIDES.into_iter().map(|stride| {
            let numbers =
                steps((first / stride).ceil(), (last / stride).floor()).map(|number| number * stride);
            numbers.map(|log| Tick { place: at(log), label: power(whole(log)) }).collect()
        });
        let mut ticks = first_that_fits(candidates, length, along);
        if self.high - self.low < 6.0 {
            let minor = steps(first - 1.0, last)
                .flat_map(|decade| (1..10).map(move |digit| at(decade + f64::from(digit).log10())));
            let inside = minor.filter(|place| (0.0..=1.0).contains(place));
            ticks.extend(inside.map(|place| Tick { place, label: String::new() }));
        }
        ticks
    }

    /// Even ticks of the numbers themselves, where there are not two powers of ten.
    fn ticks_within_a_decade(&self, length: f64, along: Along) -> Vec<Tick> {
        let exponent = whole(self.low.floor());
        let suffix = if PLAIN.contains(&exponent) { String::new() } else { format!("·{}", power(exponent)) };
        let (low, high) =
            (10f64.powf(self.low - f64::from(exponent)), 10f64.powf(self.high - f64::from(exponent)));
        let candidates = even_steps(high - low).map(|(step, decimals)| {
            let digits =
                steps((low / step).ceil().max(1.0), (high / step).floor()).map(|number| number * step);
            let label = |digits: f64| match suffix.as_str() {
                "" => plain(digits * 10f64.powi(exponent)),
                suffix => format!("{}{suffix}", signed(digits, decimals)),
            };
            let log = |digits: f64| digits.log10() + f64::from(exponent);
            let place = |digits: f64| (log(digits) - self.low) / (self.high - self.low);
            digits.map(|digits| Tick { place: place(digits), label: label(digits) }).collect()
        });
        first_that_fits(candidates, length, along)
    }
}

/// The direction of an axis, which decides how much room a label takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Along {
    Across,
    Upward,
}

/// The room of a label along the axis, with the space to the next.
fn room(label: &str, along: Along) -> f64 {
    match along {
        Along::Across => text_width(label, SMALL) + 7.0,
        Along::Upward => 1.4 * LINE,
    }
}

/// Decades between the labels of a logarithmic axis.
const STRIDES: [f64; 9] = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];

/// The first of several sets of ticks whose labels do not come too close, or the last of at least two.
fn first_that_fits(candidates: impl Iterator<Item = Vec<Tick>>, length: f64, along: Along) -> Vec<Tick> {
    let mut chosen = Vec::new();
    for ticks in candidates {
        let fits = ticks.windows(2).all(|pair| {
            let needed = (room(&pair[0].label, along) + room(&pair[1].label, along)) / 2.0;
            length * (pair[1].place - pair[0].place) >= needed
        });
        if ticks.len() < 2 && chosen.len() >= 2 && length > 60.0 {
            break;
        }
        chosen = ticks;
        if fits {
            break;
        }
    }
    chosen
}

/// The power of ten to divide by: none where numbers can be written out.
fn exponent(largest: f64) -> i32 {
    if largest == 0.0 {
        return 0;
    }
    let exponent = whole(largest.log10().floor());
    if PLAIN.contains(&exponent) { 0 } else { exponent }
}

/// A number over a power of ten, also where the power is too small for a float.
fn divided(number: f64, exponent: i32) -> f64 {
    match exponent {
        ..-300 => number * 1e300 / 10f64.powi(exponent + 300),
        _ => number / 10f64.powi(exponent),
    }
}

pub(super) fn range(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.fold(None, |range: Option<(f64, f64)>, number| {
        let (low, high) = range.unwrap_or((number, number));
        Some((low.min(number), high.max(number)))
    })
}

/// A range with margins, and one of a single number made wide enough to be seen.
fn widened((low, high): (f64, f64), margin: f64, half: impl Fn(f64) -> f64) -> (f64, f64) {
    let middle = low / 2.0 + high / 2.0;
    let span = high - low;
    if span <= 1e-12 * low.abs().max(high.abs()) {
        let half = half(middle);
        return (middle - half, middle + half);
    }
    (low - margin * span, high + margin * span)
}

/// Steps of 1, 2 and 5 times powers of ten, from a twentieth of the span up, with the decimals that they need.
fn even_steps(span: f64) -> impl Iterator<Item = (f64, usize)> {
    let lowest = whole((span / 20.0).log10().ceil());
    (lowest..lowest + 3).flat_map(|exponent| {
        let decimals = usize::try_from(-exponent).unwrap_or(0);
        [1.0, 2.0, 5.0].map(|digit| (digit * 10f64.powi(exponent), decimals))
    })
}

/// The numbers first, first + 1, .. last.
fn steps(first: f64, last: f64) -> impl Iterator<Item = f64> {
    // They may be beyond 32 bits, but there are few of them.
    (0..=whole(last - first)).map(move |number| first + f64::from(number))
}

fn whole(number: f64) -> i32 {
    number.round() as i32
}

/// A number with a true minus.
fn signed(number: f64, decimals: usize) -> String {
    // Without negative zeros.
    format!("{:.decimals$}", number + 0.0).replace('-', "−")
}

fn plain(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

/// 10ⁿ.
pub(super) fn power(exponent: i32) -> String {
    format!("10{}", raised(exponent))
}
