//! Values of groups side by side.

use super::area::{Area, Margins, RIGHT, left_margin};
use super::canvas::{Anchor, Canvas, Place, Stroke};
use super::legend::{Styles, cross};
use super::page::Draw;
use super::scale::{Along, Span};
use super::scatter::marker;
use super::style::{BLACK, LINE, PALE, SMALL, THIN, TICK, text_width, wrapped};
use crate::plot::figure::{Distribution, Distributions, Scale};

/// The most crosses of a group; of more targets a part that spans all of them is shown.
const MOST_CROSSES: usize = 7;

/// Points spread sideways by how many are within the same one of these many steps of the axis.
const STEPS: usize = 40;

pub(super) struct DistributionsPanel<'a> {
    y: &'a str,
    groups: &'a [Distribution],
    /// One for all groups, or one for each.
    axes: Vec<Span>,
}

impl<'a> DistributionsPanel<'a> {
    /// With so many groups on an axis.
    pub(super) fn new(Distributions { y, groups }: &'a Distributions, shared: usize) -> Self {
        let numbers = |group: &'a Distribution| group.values.iter().chain(&group.targets).copied();
        let axis = |part: &'a [Distribution]| Span::of(Scale::Linear, part.iter().flat_map(numbers));
        DistributionsPanel { y, groups, axes: groups.chunks(shared.max(1)).map(axis).collect() }
    }

    /// The axes side by side. Above several of them powers of ten have room.
    fn frames(&self, area: Area) -> Vec<Area> {
        let number = self.axes.len();
        let ticks = self.axes.iter().skip(1).map(|axis| axis.ticks(area.height, Along::Upward));
        let gap = ticks.map(|ticks| left_margin(&ticks) - LINE + 2.0).fold(0.0, f64::max);
        let gap = gap.min(0.85 * area.width / number as f64);
        let width = (area.width + gap) / number as f64 - gap;
        let powers = self.axes.iter().any(|axis| !axis.label("").is_empty());
        let above = if number > 1 && powers { LINE } else { 0.0 };
        let (top, height) = (area.top + above, area.height - above);
        let frame = |place| Area { left: area.left + place as f64 * (width + gap), top, width, height };
        (0..number).map(frame).collect()
    }

    fn label_lines(&self, width: f64) -> Vec<Vec<String>> {
        let slot = width / self.groups.len() as f64;
        self.groups.iter().map(|group| wrapped(&group.label, SMALL, slot)).collect()
    }
}

impl Draw for DistributionsPanel<'_> {
    fn margins(&self, width: f64) -> Margins {
        let left = left_margin(&self.axes[0].ticks(self.height(width - 60.0), Along::Upward));
        let labels = self.label_lines(width - left - RIGHT);
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1);
        Margins { left, right: RIGHT, bottom: TICK + 3.0 + lines as f64 * LINE }
    }

    fn height(&self, width: f64) -> f64 {
        width.min(130.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, styles: &Styles<'_>, margins: Margins) {
        let frames = self.frames(area);
        let shared = self.groups.len() / frames.len();
        let mut labels = self.label_lines(area.width).into_iter();
        for ((frame, axis), groups) in frames.iter().zip(&self.axes).zip(self.groups.chunks(shared)) {
            let zero = axis.place(0.0);
            if (0.0..=1.0).contains(&zero) {
                canvas.line(frame.at(0.0, zero), frame.at(1.0, zero), Stroke::solid(PALE, THIN));
            }
            let width = frame.width / shared as f64;
            for (place, (group, label)) in groups.iter().zip(&mut labels).enumerate() {
                let slot = Area { left: frame.left + place as f64 * width, width, ..*frame };
                draw_group(canvas, slot, axis, group, styles);
                let (x, y) = slot.at(0.5, 0.0);
                for (line, text) in label.iter().enumerate() {
                    let half = text_width(text, SMALL) / 2.0;
                    let x = x.max(area.left - margins.left + half);
                    canvas.text((x, y + TICK + 10.0 + line as f64 * LINE), text, SMALL, Anchor::Middle);
                }
            }
            frame.outline(canvas);
            frame.y_ticks(canvas, &axis.ticks(frame.height, Along::Upward));
            if frames.len() > 1 {
                let (x, y) = frame.at(0.0, 1.0);
                canvas.text((x, y - 4.0), &axis.label(""), SMALL, Anchor::Start);
            }
        }
        let label = if frames.len() > 1 { self.y.to_string() } else { self.axes[0].label(self.y) };
        frames[0].y_label(canvas, &label, margins.left);
    }
}

fn draw_group(canvas: &mut Canvas, slot: Area, axis: &Span, group: &Distribution, styles: &Styles<'_>) {
    let places = spread(&group.values, axis).into_iter();
    let places: Vec<Place> = places.map(|(aside, share)| slot.at(0.5 + 0.38 * aside, share)).collect();
    let (radius, opacity) = marker(places.len());
    styles.of(&group.label).markers(canvas, &places, radius, opacity);
    let mean = axis.place(mean(&group.values));
    if !group.values.is_empty() {
        canvas.line(slot.at(0.2, mean), slot.at(0.8, mean), Stroke::solid(BLACK, 1.0));
    }
    for target in some_of(&group.targets, MOST_CROSSES) {
        cross(canvas, slot.at(0.5, axis.place(target)));
    }
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
