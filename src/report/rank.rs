//! One coefficient on the page.

use maud::{Markup, html};

use super::number::brief;
use super::{Rank, couplings, diagrams, shares};
use crate::contributions::Breakdown;

/// A^(k) as a heading has it.
pub(super) fn name(rank: usize) -> Markup {
    html! { var { "A" } sup { "(" (rank) ")" } }
}

pub(super) fn section(rank: &Rank) -> Markup {
    let found = &rank.breakdown;
    let number = found.rank;
    let id = format!("rank-{number}");
    html! {
        section.rank id=(id) data-rank=(number) aria-labelledby=(format!("{id}-title")) {
            h2 id=(format!("{id}-title")) { (name(number)) }
            p { (rank.entries) " independent entries, norm " (brief(found.total)) ". " (sum(found)) }
            (diagrams::symbols(rank))
            @if !rank.couplings.is_empty() { h3 { "Strongest couplings" } (couplings::table(rank)) }
            @if !found.by_layer.is_empty() { h3 { "Layers" } (shares::by_layers(found)) }
            @if !found.diagrams.is_empty() { h3 { "Diagrams" } (diagrams::table(rank)) }
        }
    }
}

/// The norm of the sum is this much below that of orthogonal diagrams where they cancel for the most part.
const CANCELS: f64 = 0.5;

/// How much the diagrams cancel, in words.
fn sum(found: &Breakdown) -> String {
    let count = found.diagrams.len();
    match found.cancellation {
        _ if count == 0 => "No diagram makes it.".into(),
        _ if found.sum_of_norms == 0.0 => "All its diagrams vanish.".into(),
        _ if count == 1 => "One diagram makes it.".into(),
        None => format!("{count} diagrams cancel to zero."),
        Some(ratio) => {
            let cancels = found.total < CANCELS * found.root_of_squares;
            let cancels = if cancels { ", so most of what they add cancels" } else { "" };
            let norms = brief(found.sum_of_norms);
            format!(
                "{count} diagrams make it. Their norms add up to {norms}, {} times the norm of the sum{cancels}.",
                brief(ratio)
            )
        }
    }
}
