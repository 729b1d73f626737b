//! What is to be known first.

use maud::{Markup, html};

use super::number::{brief, index, maybe};
use super::rank::name;
use super::shares::in_words;
use super::table::{columns, table};
use super::{Rank, Report};

/// The strongest entries that are named at the head of the page.
const NAMED: usize = 3;

pub(super) fn section(report: &Report) -> Markup {
    let head = [
        "Rank",
        "Norm",
        "Strongest couplings, by their terms in S",
        "Layers that made all of it",
        "Cancellation",
    ];
    let caption =
        html! { "The coefficients. " (name(0)) " = " (brief(report.constant)) " normalises the density." };
    let rows = html! { @for rank in &report.ranks { (row(rank)) } };
    html! {
        section #summary aria-labelledby="summary-title" {
            h2 #summary-title { "In short" }
            (table("All ranks", None, &caption, &columns(&head), &rows))
            ul {
                li { (super::tables::verdict(&report.checks)) }
                @if let Some(truth) = &report.truth { li { (super::tables::truth_in_words(truth)) } }
                @if let Some(cumulants) = &report.cumulants { li { (super::tables::cumulants_in_words(cumulants)) } }
            }
        }
    }
}

fn row(rank: &Rank) -> Markup {
    let found = &rank.breakdown;
    html! {
        tr {
            th scope="row" { a href=(format!("#rank-{}", found.rank)) { (name(found.rank)) } }
            td.number { (brief(found.total)) }
            td {
                ul.plain {
                    @for coupling in rank.couplings.iter().take(NAMED) {
                        li {
                            "[" (index(coupling.breakdown.index.as_deref().unwrap_or_default())) "] "
                            (brief(coupling.term())) span.made { ": " (in_words(&coupling.breakdown, 3)) }
                        }
                    }
                }
            }
            td { (in_words(found, 6)) }
            td.number { (maybe(found.cancellation)) }
        }
    }
}
