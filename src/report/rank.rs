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
            h3 { "Strongest couplings" }
            (couplings::table(rank))
            h3 { "Layers" }
            (shares::by_layers(found))
            h3 { "Diagrams" }
            (diagrams::table(rank))
        }
    }
}

/// How much the diagrams cancel, in words.
fn sum(found: &Breakdown) -> String {
    match (found.diagrams.len(), found.cancellation) {
        (0, _) => "No diagram makes it.".into(),
        (1, _) => "One diagram makes it.".into(),
        (count, None) => format!("{count} diagrams cancel to zero."),
        (count, Some(ratio)) => {
            let cancels = if ratio > 2.0 { ", so most of them cancels" } else { "" };
            let norms = brief(found.sum_of_norms);
            format!(
                "{count} diagrams make it. Their norms add up to {norms}, {} times the norm of the sum{cancels}.",
                brief(ratio)
            )
        }
    }
}
