//! Values of groups side by side.

use super::area::{Area, Margins, RIGHT, left_margin};
use super::canvas::{Anchor, Canvas, Place, Stroke};
use super::legend::{Styles, cross, guide};
use super::page::Draw;
use super::scale::{Along, Span, Tick};
use super::scatter::marker;
use super::style::{BLACK, LINE, PALE, SMALL, THIN, TICK, text_width, wrapped};
use crate::plot::figure::{Distribution, Distributions, Scale};

/// The most crosses of a group; of more targets a part that spans all of them is shown.
const MOST_CROSSES: usize = 7;

/// Points spread sideways by how many are within the same one of these many steps of the axis.
const STEPS: usize = 40;

pub(super) struct DistributionsPanel<'a> {
    distributions: &'a Distributions,
    /// One for all groups, or one for each.
    axes: Vec<Span>,
    separate: bool,
}

impl<'a> DistributionsPanel<'a> {
    /// All groups on one axis.
    pub(super) fn shared(distributions: &'a Distributions) -> DistributionsPanel<'a> {
        let numbers = distributions.groups.iter().flat_map(numbers);
        let axes = vec![Span::of(Scale::Linear, numbers)];
        DistributionsPanel { distributions, axes, separate: false }
    }

    /// Each group on an axis of its own.
    pub(super) fn separate(distributions: &'a Distributions) -> DistributionsPanel<'a> {
        let axes = distributions.groups.iter().map(|group| Span::of(Scale::Linear, numbers(group))).collect();
        DistributionsPanel { distributions, axes, separate: true }
    }

    fn ticks(&self, height: f64) -> Vec<Vec<Tick>> {
        self.axes.iter().map(|axis| axis.ticks(height, Along::Upward)).collect()
    }

    /// The room of a power of ten above each axis.
    fn above(&self) -> f64 {
        if self.separate && self.axes.iter().any(|axis| !axis.label("").is_empty()) { LINE } else { 0.0 }
    }

    /// The axes of groups side by side, or the one of all.
    fn frames(&self, area: Area) -> Vec<Area> {
        let ticks = self.ticks(area.height);
        let gap = ticks.iter().skip(1).map(|ticks| left_margin(ticks) - LINE + 2.0).fold(0.0, f64::max);
        let width = (area.width + gap) / ticks.len() as f64 - gap;
        let (top, height) = (area.top + self.above(), area.height - self.above());
        let left = |place| area.left + place as f64 * (width + gap);
        (0..ticks.len()).map(|place| Area { left: left(place), top, width, height }).collect()
    }

    /// Where each group stands, with its axis.
    fn slots(&self, frames: &[Area]) -> Vec<(Area, &Span)> {
        let groups = self.distributions.groups.len();
        match (self.separate, frames, self.axes.as_slice()) {
            (false, &[frame], [axis]) => {
                let width = frame.width / groups as f64;
                let slot = |place| Area { left: frame.left + place as f64 * width, width, ..frame };
                (0..groups).map(|place| (slot(place), axis)).collect()
            }
            (_, frames, axes) => frames.iter().copied().zip(axes).collect(),
        }
    }

    fn group(
        &self,
        canvas: &mut Canvas,
        (slot, axis): (Area, &Span),
        group: &Distribution,
        styles: &Styles<'_>,
    ) {
        if self.separate {
            for target in some_of(&group.targets, MOST_CROSSES) {
                let place = axis.place(target);
                canvas.line(slot.at(0.0, place), slot.at(1.0, place), guide());
            }
        }
        let places: Vec<Place> = spread(&group.values, axis)
            .into_iter()
            .map(|(aside, share)| slot.at(0.5 + 0.38 * aside, share))
            .collect();
        let (radius, opacity) = marker(places.len());
        styles.of(&group.label).markers(canvas, &places, radius, opacity);
        let mean = axis.place(mean(&group.values));
        if !group.values.is_empty() {
            canvas.line(slot.at(0.2, mean), slot.at(0.8, mean), Stroke::solid(BLACK, 1.0));
        }
        if !self.separate {
            for target in some_of(&group.targets, MOST_CROSSES) {
                cross(canvas, slot.at(0.5, axis.place(target)));
            }
        }
    }

    fn label_lines(&self, width: f64) -> Vec<Vec<String>> {
        let slot = width / self.distributions.groups.len() as f64;
        self.distributions.groups.iter().map(|group| wrapped(&group.label, SMALL, slot)).collect()
    }
}

impl Draw for DistributionsPanel<'_> {
    fn margins(&self, width: f64) -> Margins {
        let ticks = self.ticks(self.height(width - 60.0));
        let left = ticks.first().map_or(LINE, |ticks| left_margin(ticks));
        let labels = self.label_lines(width - left - RIGHT);
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1);
        Margins { left, right: RIGHT, bottom: TICK + 3.0 + lines as f64 * LINE }
    }

    fn height(&self, width: f64) -> f64 {
        width.min(130.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, styles: &Styles<'_>, margins: Margins) {
        let frames = self.frames(area);
        for (frame, axis) in frames.iter().zip(&self.axes) {
            let zero = axis.place(0.0);
            if (0.0..=1.0).contains(&zero) {
                canvas.line(frame.at(0.0, zero), frame.at(1.0, zero), Stroke::solid(PALE, THIN));
            }
        }
        let slots = self.slots(&frames);
        let groups = self.distributions.groups.iter().zip(self.label_lines(area.width));
        for ((group, label), slot) in groups.zip(slots) {
            self.group(canvas, slot, group, styles);
            let (x, y) = slot.0.at(0.5, 0.0);
            for (line, text) in label.iter().enumerate() {
                let half = text_width(text, SMALL) / 2.0;
                let x = x.max(area.left - margins.left + half);
                canvas.text((x, y + TICK + 10.0 + line as f64 * LINE), text, SMALL, Anchor::Middle);
            }
        }
        let ticks = self.ticks(frames[0].height);
        for ((frame, axis), ticks) in frames.iter().zip(&self.axes).zip(&ticks) {
            frame.outline(canvas);
            frame.y_ticks(canvas, ticks);
            if self.separate {
                let (x, y) = frame.at(0.0, 1.0);
                canvas.text((x, y - 4.0), &axis.label(""), SMALL, Anchor::Start);
            }
        }
        let label = &self.distributions.y;
        let label = if self.separate { label.clone() } else { self.axes[0].label(label) };
        frames[0].y_label(canvas, &label, margins.left);
    }
}

/// What must have a place on the axis.
fn numbers(group: &Distribution) -> impl Iterator<Item = f64> + Clone {
    group.values.iter().chain(&group.targets).copied()
}

/// For each value its place aside, between -1 and 1, and along the axis. Where values are dense they reach far.
fn spread(values: &[f64], span: &Span) -> Vec<(f64, f64)> {
    let shares: Vec<f64> = values.iter().map(|&value| span.place(value)).collect();
    let mut dense = [0usize; STEPS];
    shares.iter().for_each(|&share| dense[step(share)] += 1);
    let most = dense.iter().copied().max().unwrap_or(1) as f64;
    let mut seen = [0usize; STEPS];
    shares
        .into_iter()
        .map(|share| {
            let step = step(share);
            seen[step] += 1;
            let reach = (dense[step] - 1) as f64 / most;
            (reach * (2.0 * halving(seen[step]) - 1.0), share)
        })
        .collect()
}

fn step(share: f64) -> usize {
    ((share * STEPS as f64) as usize).min(STEPS - 1)
}

/// The sequence 1/2, 1/4, 3/4, 1/8, .. of van der Corput, which fills the interval evenly from the first on.
fn halving(mut number: usize) -> f64 {
    let (mut value, mut unit) = (0.0, 0.5);
    while number > 0 {
        value += if number % 2 == 1 { unit } else { 0.0 };
        number /= 2;
        unit /= 2.0;
    }
    value
}

fn mean(values: &[f64]) -> f64 {
    values.iter().map(|value| value / values.len().max(1) as f64).sum()
}

/// The different numbers, or `most` of them, the smallest and the largest among them.
fn some_of(numbers: &[f64], most: usize) -> Vec<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    if sorted.len() <= most {
        return sorted;
    }
    (0..most).map(|place| sorted[place * (sorted.len() - 1) / (most - 1)]).collect()
}
