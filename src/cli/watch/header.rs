//! The first lines of a screen: which run, how far, how fast.

use crate::run::{State, Trained};

use super::line::{Line, Tone};
use super::read::{Look, word};
use crate::cli::shared::human;
use crate::text::joined;

/// Two lines where the window is wide, up to four where it is narrow, and only the most important ones where it is low.
pub(super) fn lines(look: &Look, width: usize, is_low: bool) -> Vec<Line> {
    let name =
        Line::default().and(Tone::Strong, &look.name).and(Tone::Plain, format!("  {}", word(look.state)));
    let place = match look.plan.network {
        Trained::Spins(_) => far(look),
        Trained::Depth(_) => format!("{}, step {} of {}", far(look), look.step(), look.plan.steps()),
    };
    let data = Line::plain(data(look));
    if is_low {
        return both(name, &format!("{}, {}", far(look), time(look)), width);
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

fn far(look: &Look) -> String {
    let epoch = look.epochs.last().map_or(0, |epoch| epoch.number);
    match look.plan.network {
        Trained::Spins(_) => format!("step {epoch} of at most {}", look.plan.epochs),
        Trained::Depth(_) => format!("epoch {epoch} of {}", look.plan.epochs),
    }
}

/// What is trained on.
pub(super) fn data(look: &Look) -> String {
    let plan = &look.plan;
    let test = if plan.test > 0 { format!(" + {} test", plan.test) } else { String::new() };
    let (d, start) = (plan.dimension, format!("{}: {}{test}", plan.data, plan.training));
    match &plan.network {
        Trained::Depth(depth) => format!("{start}, d = {d}, depth {depth}"),
        Trained::Spins(hidden) if hidden.is_empty() => format!("{start}, {d} spins, logistic units"),
        Trained::Spins(hidden) => format!("{start}, {d} spins, {} hidden units", joined(hidden, " and ")),
    }
}

fn rate(look: &Look) -> Option<String> {
    look.rate().map(|rate| format!("{rate:.0} samples/s"))
}

fn time(look: &Look) -> String {
    match (look.state, &look.plan.network) {
        (State::Training, Trained::Depth(_)) => {
            format!("{} left", look.left().map_or("-".to_string(), human))
        }
        (State::Training, Trained::Spins(_)) => {
            look.pace.map_or("-".to_string(), |pace| format!("{} so far", human(pace.seconds)))
        }
        _ => look.pace.map_or("-".to_string(), |pace| format!("took {}", human(pace.seconds))),
    }
}
