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
    distributions: &'a Distributions,
    y: Span,
}

impl<'a> DistributionsPanel<'a> {
    pub(super) fn new(distributions: &'a Distributions) -> DistributionsPanel<'a> {
        let numbers = distributions.groups.iter().flat_map(|group| group.values.iter().chain(&group.targets));
        DistributionsPanel { distributions, y: Span::of(Scale::Linear, numbers.copied()) }
    }

    fn group(&self, canvas: &mut Canvas, slot: Area, group: &Distribution, styles: &Styles<'_>) {
        let places: Vec<Place> = spread(&group.values, &self.y)
            .into_iter()
            .map(|(aside, share)| slot.at(0.5 + 0.38 * aside, share))
            .collect();
        let (radius, opacity) = marker(places.len());
        styles.of(&group.label).markers(canvas, &places, radius, opacity);
        let mean = self.y.place(mean(&group.values));
        if !group.values.is_empty() {
            canvas.line(slot.at(0.2, mean), slot.at(0.8, mean), Stroke::solid(BLACK, 1.0));
        }
        for target in some_of(&group.targets, MOST_CROSSES) {
            cross(canvas, slot.at(0.5, self.y.place(target)));
        }
    }

    fn label_lines(&self, width: f64) -> Vec<Vec<String>> {
        let slot = width / self.distributions.groups.len() as f64;
        self.distributions.groups.iter().map(|group| wrapped(&group.label, SMALL, slot)).collect()
    }
}

impl Draw for DistributionsPanel<'_> {
    fn margins(&self, width: f64) -> Margins {
        let ticks = self.y.ticks(self.height(width - 60.0), Along::Upward);
        let left = left_margin(&ticks);
        let labels = self.label_lines(width - left - RIGHT);
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1);
        Margins { left, right: RIGHT, bottom: TICK + 3.0 + lines as f64 * LINE }
    }

    fn height(&self, width: f64) -> f64 {
        width.min(130.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, styles: &Styles<'_>, margins: Margins) {
        let zero = self.y.place(0.0);
        if (0.0..=1.0).contains(&zero) {
            canvas.line(area.at(0.0, zero), area.at(1.0, zero), Stroke::solid(PALE, THIN));
        }
        let labels = self.label_lines(area.width);
        let width = area.width / labels.len() as f64;
        for (place, (group, label)) in self.distributions.groups.iter().zip(labels).enumerate() {
            let slot = Area { left: area.left + place as f64 * width, width, ..area };
            self.group(canvas, slot, group, styles);
            let (x, y) = slot.at(0.5, 0.0);
            for (line, text) in label.iter().enumerate() {
                let half = text_width(text, SMALL) / 2.0;
                let x = x.max(area.left - margins.left + half);
                canvas.text((x, y + TICK + 10.0 + line as f64 * LINE), text, SMALL, Anchor::Middle);
            }
        }
        area.outline(canvas);
        let ticks = self.y.ticks(area.height, Along::Upward);
        area.y_axis(canvas, &self.y, &ticks, &self.distributions.y, margins.left);
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
