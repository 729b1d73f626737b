//! The strongest couplings with what made them.

use maud::{Markup, html};

use super::diagrams::drawn;
use super::number::{brief, index, maybe};
use super::shares::{bar, layer};
use super::table::columns;
use super::{Coupling, Rank, table};
use crate::contributions::DiagramShare;
use crate::text::joined;

/// The most diagrams that are shown of a coupling.
pub(super) const MOST: usize = 6;

/// All couplings that were taken apart.
pub(super) fn table(rank: &Rank) -> Markup {
    let has_truth = rank.couplings.iter().any(|coupling| coupling.truth.is_some());
    let head = html! {
        (columns(&["Indices", "Group", "Term", "Entry"]))
        @if has_truth { th scope="col" { "True entry" } }
        @for one in &rank.breakdown.by_layer { th scope="col" { (layer(one)) } }
        th scope="col" { "Cancellation" }
    };
    let rows = html! { @for coupling in &rank.couplings { (row(rank, coupling, has_truth)) } };
    let label = format!("Strongest couplings of rank {}", rank.breakdown.rank);
    let caption = html! { "The couplings of each group with the largest terms in S, the largest first, and which layers made them." };
    table::table(&label, Some("couplings"), &caption, &head, &rows)
}

fn row(rank: &Rank, coupling: &Coupling, has_truth: bool) -> Markup {
    let found = &coupling.breakdown;
    let entry = found.index.as_deref().unwrap_or_default();
    let shown: Vec<&DiagramShare> = found.diagrams.iter().take(MOST).collect();
    let share =
        |wanted: Option<u32>| found.by_layer.iter().find(|one| one.layer == wanted).map(|one| one.share);
    html! {
        tr.coupling data-group=(coupling.group) data-index=(joined(entry, ",")) {
            th scope="row" {
                details {
                    summary aria-label=(format!("{}: its diagrams", index(entry))) { (index(entry)) }
                    ul.made-of {
                        @for one in &shown {
                            li { (drawn(rank, one, 0.6)) span.number { (brief(one.size)) } (bar(one.share)) }
                        }
                    }
                    @if found.diagrams.len() > shown.len() {
                        p { (found.diagrams.len() - shown.len()) " smaller ones are not shown." }
                    }
                }
            }
            td { (coupling.group) }
            td.number { (brief(coupling.term())) }
            td.number { (brief(found.total)) }
            @if has_truth { td.number { (maybe(coupling.truth)) } }
            @for one in &rank.breakdown.by_layer { td { (bar(share(one.layer))) } }
            td.number { (maybe(found.cancellation)) }
        }
    }
}
