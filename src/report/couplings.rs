//! The couplings of a rank, each with what made it.

use maud::{Markup, html};

use super::diagrams::{drawn, symbols};
use super::number::{brief, maybe, measured, monomial, name};
use super::shares::{bar, in_words};
use super::{Coupling, Entry, Rank, verdicts};
use crate::contributions::DiagramShare;
use crate::text::{grouped, joined};

/// The most diagrams that are shown of a coupling.
pub(super) const MOST: usize = 6;

/// The couplings of a rank that are not folded.
const SHOWN: usize = 5;

/// The verdict on a rank, what stands out of its noise, and the rest folded.
pub(super) fn section(rank: &Rank) -> Markup {
    let number = rank.breakdown.rank;
    let all = rank.all;
    let (out, within): (Vec<&Coupling>, Vec<&Coupling>) =
        rank.couplings.iter().partition(|one| all.judged == 0 || one.entry.stands_out());
    let (first, rest) = out.split_at(out.len().min(SHOWN));
    html! {
        section.rank id=(format!("rank-{number}")) aria-labelledby=(format!("rank-{number}-title")) {
            h3 id=(format!("rank-{number}-title")) { (name(number)) }
            p { (verdicts::of_rank(rank)) }
            (symbols(rank))
            (list(rank, first))
            @if !rest.is_empty() {
                details {
                    summary {
                        @if all.judged > 0 { (grouped(rest.len())) " more of the " (grouped(all.outstanding)) " that stand out" }
                        @else { (grouped(rest.len())) " smaller ones" }
                    }
                    (list(rank, rest))
                }
            }
            @if !within.is_empty() {
                details { summary { "The largest " (grouped(within.len())) " within the noise" } (list(rank, &within)) }
            }
        }
    }
}

fn list(rank: &Rank, couplings: &[&Coupling]) -> Markup {
    let has_errors = couplings.iter().any(|one| one.entry.error.is_some());
    let has_truth = couplings.iter().any(|one| one.entry.truth.is_some());
    let part = |label: &str, text: String| html! { span { span.label { (label) " " } (text) } };
    html! {
        @if !couplings.is_empty() {
            ul.couplings {
                li.head aria-hidden="true" {
                    span { "Term of " var { "S" } } span { "Entry" }
                    @if has_truth { span { "True entry" } }
                    @if has_errors { span { "Over error" } }
                    span { "Layers that made it" }
                }
                @for one in couplings {
                    @let Entry { index, value, error, truth, .. } = &one.entry;
                    li data-index=(joined(index, ",")) {
                        details {
                            summary {
                                span.term { (measured(one.entry.term())) (monomial(index)) }
                                (part("entry", brief(*value)))
                                @if has_truth { (part("true", maybe(*truth))) }
                                @if has_errors { (part("over error", error.map_or("–".into(), |error| format!("{:.1}", value.abs() / error)))) }
                                (part("made by", in_words(&one.breakdown, 3)))
                            }
                            (made_of(rank, one))
                        }
                    }
                }
            }
        }
    }
}

/// The diagrams of a coupling, as wide as the page.
fn made_of(rank: &Rank, coupling: &Coupling) -> Markup {
    let found = &coupling.breakdown;
    let shown: Vec<&DiagramShare> = found.diagrams.iter().take(MOST).collect();
    html! {
        ul.made-of {
            @for one in &shown { li { (drawn(rank, one, 0.9)) span { (brief(one.size)) " " (bar(one.share)) } } }
        }
        @if found.diagrams.len() > 1 {
            p {
                "Their sizes add up to " (maybe(found.cancellation)) " times that of the entry"
                @if found.diagrams.len() > shown.len() { "; " (found.diagrams.len() - shown.len()) " smaller ones are not shown" }
                "."
            }
        }
    }
}
