//! What is to be known first: whether to trust the network, how likely it makes the data, and which couplings are there.

use maud::{Markup, html};

use super::number::{brief, expected, measured, monomial, name};
use super::verdicts::{failures, fit, holds, undecided};
use super::{Members, Report};
use crate::text::{grouped, joined};

/// The answers, each a paragraph.
pub(super) fn section(report: &Report) -> Markup {
    html! {
        section #summary aria-labelledby="summary-title" {
            h2 #summary-title { "In short" }
            (trust(report))
            p.answer { (likelihood(report)) }
            p.answer { (couplings(report)) }
        }
    }
}

/// What fails, before what holds.
fn trust(report: &Report) -> Markup {
    let (fails, holds) = (failures(report), joined(holds(report), "; "));
    html! {
        p class=(if fails.is_empty() { "answer" } else { "answer fails" }) {
            @if !fails.is_empty() {
                strong { "Fails: " }
                @for (place, one) in fails.iter().enumerate() { @if place > 0 { "; " } (one) }
                ". "
            }
            strong { "Holds: " } (holds) "."
            @if let Some(why) = undecided(report) { " " strong { "Cumulants: " } (why) "." }
        }
    }
}

fn likelihood(report: &Report) -> Markup {
    let drawn = report.truth.as_ref().and_then(|truth| truth.drawn.as_ref()?.as_ref().ok());
    match (&report.likelihood, &report.cumulants, drawn) {
        (Some(Ok(found)), Some(cumulants), _) => fit(found, &cumulants.name, report.model.dimension),
        (Some(Err(why)), ..) => html! { "The log-likelihood of the samples is not known: " (why) "." },
        (_, _, Some(drawn)) => html! {
            "The divergence of the network from the theory, KL(q|p), is " strong { (measured(drawn.divergence)) } " by "
            (grouped(drawn.draws)) " draws of the network; no samples were given."
        },
        _ => html! { "No samples were given, so it is not known how well the network fits any." },
    }
}

fn couplings(report: &Report) -> Markup {
    let all = report.ranks.iter().map(|rank| (rank.breakdown.rank, rank.all));
    let judged: Vec<(usize, Members)> = all.clone().filter(|(_, all)| all.judged > 0).collect();
    let last = judged.len().saturating_sub(1);
    let between = |place: usize| match place {
        0 => "",
        place if place == last => " and ",
        _ => ", ",
    };
    html! {
        @if judged.is_empty() {
            "No errors of the couplings are known, so it cannot be said which of the "
            (grouped(all.map(|(_, all)| all.entries).sum::<usize>())) " entries are more than noise"
            @for (place, one) in report.ranks.iter().filter_map(|rank| rank.couplings.first()).enumerate() {
                (if place == 0 { "; the largest terms of S by rank are " } else { ", " }) strong { (brief(one.entry.term().value)) }
                (monomial(&one.entry.index))
            }
            "."
        } @else {
            "Out of the noise stand "
            @for (place, (rank, all)) in judged.iter().enumerate() {
                (between(place)) strong { (grouped(all.outstanding)) } " of " (grouped(all.judged))
                @if place == 0 { " entries" } " of " (name(*rank))
                @if all.true_ones > 0 { " (" (grouped(all.found)) " of the " (grouped(all.true_ones)) " true ones)" }
                @else if all.true_mean.is_some() && all.outstanding > 0 { " (none is true)" }
            }
            "; by chance "
            @for (place, (_, all)) in judged.iter().enumerate() { (between(place)) (expected(all.by_chance)) }
            " would."
        }
    }
}
