//! One coefficient on the page.

use maud::{Markup, html};

use super::number::{brief, maybe};
use super::{Rank, couplings, diagrams, shares};

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
            p {
                (rank.entries) " independent entries, norm " (brief(found.total)) ". "
                (count(found.diagrams.len())) " of norms that add up to " (brief(found.sum_of_norms)) ": "
                (maybe(found.cancellation)) " times the norm of the sum"
                @if found.cancellation.is_some_and(|ratio| ratio > 2.0) { ", so most of what they are cancels" } "."
            }
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

fn count(diagrams: usize) -> String {
    if diagrams == 1 { "One diagram".into() } else { format!("{diagrams} diagrams") }
}
