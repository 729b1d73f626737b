//! Which group has which style, and the lines above the panels that say so.

use super::canvas::{Anchor, Canvas, Place, Stroke};
use super::style::{BLACK, GREY, LINE, SMALL, Style, text_width};
use crate::plot::figure::{Content, Curve, Figure, Look, Separate};

/// The styles of the groups of a figure: the same label looks the same in all panels.
pub(super) struct Styles<'a>(Vec<&'a str>);

impl<'a> Styles<'a> {
    pub(super) fn new(figure: &'a Figure) -> Styles<'a> {
        let mut labels: Vec<&str> = Vec::new();
        for label in figure.panels.iter().flat_map(|panel| labels_of(&panel.content)) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        Styles(labels)
    }

    pub(super) fn of(&self, label: &str) -> Style {
        Style::of(self.0.iter().position(|known| *known == label).unwrap_or(0))
    }
}

fn labels_of(content: &Content) -> Vec<&str> {
    match content {
        Content::Scatter(scatter) => scatter.groups.iter().map(|group| group.label.as_str()).collect(),
        Content::Distributions(all) | Content::Separate(Separate(all)) => {
            all.groups.iter().map(|group| group.label.as_str()).collect()
        }
        Content::Curves(curves) => {
            let drawn = curves.series.iter().filter(|curve| curve.look != Look::Guide);
            drawn.map(|curve| curve.label.as_str()).collect()
        }
        Content::HeatMap(_) | Content::Couplings(_) => Vec::new(),
    }
}

/// The entries of a legend, in lines.
pub(super) struct Legend(Vec<Vec<Entry>>);

#[derive(Clone)]
struct Entry {
    label: String,
    symbol: Symbol,
}

#[derive(Clone, Copy, PartialEq)]
enum Symbol {
    Marker,
    Line { marked: bool },
    Guide,
    Target,
    Mean,
}

/// The width of a symbol, and the space behind an entry.
const SYMBOL: f64 = 20.0;
const SPACE: f64 = 12.0;

impl Legend {
    pub(super) fn new(figure: &Figure, width: f64) -> Legend {
        let mut lines: Vec<(f64, Vec<Entry>)> = Vec::new();
        for entry in entries(figure) {
            let needed = SYMBOL + text_width(&entry.label, SMALL) + SPACE;
            match lines.last_mut() {
                Some((taken, line)) if *taken + needed <= width => {
                    *taken += needed;
                    line.push(entry);
                }
                _ => lines.push((needed, vec![entry])),
            }
        }
        Legend(lines.into_iter().map(|(_, line)| line).collect())
    }

    pub(super) fn height(&self) -> f64 {
        self.0.iter().map(|_| LINE).sum()
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, styles: &Styles<'_>, corner: Place) {
        let mut baseline = corner.1 + 10.0;
        for line in &self.0 {
            let mut left = corner.0;
            for entry in line {
                symbol(canvas, entry, styles.of(&entry.label), (left, baseline - 3.5));
                canvas.text((left + SYMBOL, baseline), &entry.label, SMALL, Anchor::Start);
                left += SYMBOL + text_width(&entry.label, SMALL) + SPACE;
            }
            baseline += LINE;
        }
    }
}

/// One entry a label. A single group needs none.
fn entries(figure: &Figure) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut add = |label: &str, symbol: Symbol| {
        if !label.is_empty() && !entries.iter().any(|entry| entry.label == label) {
            entries.push(Entry { label: label.to_string(), symbol });
        }
    };
    for panel in &figure.panels {
        match &panel.content {
            Content::Scatter(scatter) => {
                scatter.groups.iter().for_each(|group| add(&group.label, Symbol::Marker));
            }
            Content::Curves(curves) => curves.series.iter().for_each(|curve| add(&curve.label, look(curve))),
            _ => {}
        }
    }
    if entries.len() == 1 {
        entries.clear();
    }
    entries.extend(marks(figure));
    entries
}

/// The marks of distributions.
fn marks(figure: &Figure) -> Vec<Entry> {
    let groups = figure.panels.iter().filter_map(|panel| match &panel.content {
        Content::Distributions(all) | Content::Separate(Separate(all)) => Some(&all.groups),
        _ => None,
    });
    let groups: Vec<_> = groups.flatten().collect();
    let mut marks = Vec::new();
    if !groups.is_empty() {
        marks.push(Entry { label: "mean".to_string(), symbol: Symbol::Mean });
    }
    if groups.iter().any(|group| !group.targets.is_empty()) {
        marks.push(Entry { label: "target".to_string(), symbol: Symbol::Target });
    }
    marks
}

fn look(curve: &Curve) -> Symbol {
    match curve.look {
        Look::Marked => Symbol::Line { marked: true },
        Look::Line => Symbol::Line { marked: false },
        Look::Guide => Symbol::Guide,
    }
}

fn symbol(canvas: &mut Canvas, entry: &Entry, style: Style, left: Place) {
    let (x, y) = left;
    let middle = (x + 8.0, y);
    let mut line = |stroke| canvas.line((x, y), (x + 16.0, y), stroke);
    match entry.symbol {
        Symbol::Marker => style.markers(canvas, &[middle], 2.8, 0.9),
        Symbol::Line { marked } => {
            line(Stroke { colour: style.colour, width: 1.3, dash: style.dash });
            if marked {
                style.markers(canvas, &[middle], 2.5, 1.0);
            }
        }
        Symbol::Guide => line(guide()),
        Symbol::Mean => line(Stroke::solid(BLACK, 1.0)),
        Symbol::Target => cross(canvas, middle),
    }
}

/// The line of what is expected.
pub(super) fn guide() -> Stroke {
    Stroke { colour: GREY, width: 1.0, dash: Some(&[3.0, 2.0]) }
}

/// The cross of a target.
pub(super) fn cross(canvas: &mut Canvas, (x, y): Place) {
    const ARM: f64 = 3.2;
    canvas.line((x - ARM, y - ARM), (x + ARM, y + ARM), Stroke::solid(BLACK, 1.4));
    canvas.line((x - ARM, y + ARM), (x + ARM, y - ARM), Stroke::solid(BLACK, 1.4));
}
