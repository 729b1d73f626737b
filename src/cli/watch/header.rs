//! The first lines of a screen: which run, how far, how fast.

use crate::run::State;

use super::line::{Line, Tone};
use super::read::{Look, word};
use crate::cli::shared::human;

/// Two lines where the window is wide, up to four where it is narrow, and only the most important ones where it is low.
pub(super) fn lines(look: &Look, width: usize, is_low: bool) -> Vec<Line> {
    let name =
        Line::default().and(Tone::Strong, &look.name).and(Tone::Plain, format!("  {}", word(look.state)));
    let place = format!(
        "epoch {} of {}, step {} of {}",
        epoch(look),
        look.plan.epochs,
        look.step(),
        look.plan.steps()
    );
    let data = Line::plain(data(look));
    if is_low {
        let far = format!("epoch {} of {}, {}", epoch(look), look.plan.epochs, time(look));
        return both(name, &far, width);
    }
    let mut lines = both(name, &place, width);
    let pace = [rate(look), Some(time(look))].into_iter().flatten().collect::<Vec<_>>().join(", ");
    lines.extend(both(data, &pace, width));
    lines
}

/// One line, or two where they do not fit beside each other.
fn both(mut left: Line, right: &str, width: usize) -> Vec<Line> {
    let length = right.chars().count();
    if left.width() + 2 + length > width {
        return vec![left, Line::plain(right)];
    }
    left.pad(width - length);
    vec![left.and(Tone::Plain, right)]
}

fn epoch(look: &Look) -> u64 {
    look.epochs.last().map_or(0, |epoch| epoch.number)
}

/// What is trained on.
pub(super) fn data(look: &Look) -> String {
    let plan = &look.plan;
    let test = if plan.test > 0 { format!(" + {} test", plan.test) } else { String::new() };
    format!("{}: {}{test}, d = {}, depth {}", plan.data, plan.training, plan.dimension, plan.depth)
}

fn rate(look: &Look) -> Option<String> {
    look.rate().map(|rate| format!("{rate:.0} samples/s"))
}

fn time(look: &Look) -> String {
    match look.state {
        State::Training => format!("{} left", look.left().map_or("-".to_string(), human)),
        _ => look.pace.map_or("-".to_string(), |pace| format!("took {}", human(pace.seconds))),
    }
}
