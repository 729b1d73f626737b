//! Comparisons and checks as tables and in words.

use maud::{Markup, html};

use super::number::{brief, index, maybe};
use super::rank::name;
use super::table::{columns, table};
use super::{Cumulants, Truth};
use crate::action::Group;
use crate::check::{Found, Test};
use crate::reweight::Measured;

/// Every group of entries, learned beside true.
pub(super) fn truth(truth: &Truth) -> Markup {
    let head = ["Rank", "Group", "Entries", "Cosine", "Slope", "Mean", "True", "Largest deviation", "At"];
    let rows = html! {
        @for group in &truth.comparison.groups {
            tr {
                th scope="row" { (name(group.rank)) }
                td { (group.group) } td.number { (group.entries) } td.number { (cosine(group.cosine)) }
                td.number { (maybe(group.slope)) } td.number { (brief(group.mean)) }
                td.number { (maybe(group.truth)) } td.number { (brief(group.largest_deviation)) }
                td { (index(&group.at)) }
            }
        }
    };
    let caption =
        html! { "Learned and true entries. Cosine is Eq. (30); slope is that of learned = slope · true." };
    table("Learned and true coefficients", None, &caption, &columns(&head), &rows)
}

fn cosine(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |cosine| format!("{cosine:.4}"))
}

pub(super) fn truth_in_words(truth: &Truth) -> Markup {
    let all = truth.comparison.groups.iter().filter(|group| group.group == Group::All);
    html! {
        a href="#truth" { "Cosine similarity with " (truth.name) } ": "
        @for (place, group) in all.enumerate() {
            @if place > 0 { ", " }
            (name(group.rank)) " "
            @match (group.cosine, group.slope) {
                (Some(cosine), Some(slope)) => { (format!("{cosine:.4}")) " (slope " (brief(slope)) ")" }
                (Some(cosine), None) => { (format!("{cosine:.4}")) }
                (None, _) => "undefined, as one side vanishes"
            }
        }
        "."
    }
}

/// What draws of the network say about the theory as a whole.
pub(super) fn drawn_in_words(truth: &Truth) -> Markup {
    html! {
        @match &truth.drawn {
            None => {}
            Some(Err(reason)) => p { "ln Z of the theory is not known by draws of the network: " (reason) "." }
            Some(Ok(found)) => p {
                "ln Z of the theory is " (with_error(found.ln_z)) " by " (found.draws) " draws of the network, of which a share of "
                (format!("{:.3}", found.share)) " is effective (Pareto k " (found.pareto.map_or_else(|| "–".into(), |k| format!("{k:.2}"))) "). The divergence of the network from the theory, KL(q|p) = ⟨ln q − S⟩ + ln Z, is "
                (with_error(found.divergence)) "."
                @for doubt in found.doubts() { " " strong { "Not to be trusted: " } (doubt) "." }
            }
        }
    }
}

/// To the second digit of the error.
fn with_error(Measured { value, error }: Measured) -> String {
    let decimals = if error > 0.0 { (1.0 - error.log10().floor()).clamp(0.0, 9.0) as usize } else { 9 };
    format!("{value:.decimals$} ± {error:.decimals$}")
}

/// Every order of cumulants.
pub(super) fn cumulants(cumulants: &Cumulants) -> Markup {
    let head = ["Order", "Entries", "Cosine", "Slope", "Largest deviation", "Expected", "At"];
    let rows = html! {
        @for order in &cumulants.orders {
            tr {
                th scope="row" { (order.order) }
                td.number { (order.entries) } td.number { (cosine(order.cosine)) } td.number { (maybe(order.slope)) }
                td.number { (format!("{:.1} σ", order.largest)) } td.number { (format!("{:.1} σ", order.expected)) }
                td { (index(&order.at)) }
            }
        }
    };
    let caption = html! { (cumulants.words) " σ is the standard error of a difference." };
    html! {
        (table("Cumulants of data and network", None, &caption, &columns(&head), &rows))
        @if !cumulants.notes.is_empty() { ul { @for note in &cumulants.notes { li { (note) } } } }
    }
}

pub(super) fn cumulants_in_words(cumulants: &Cumulants) -> Markup {
    html! { "Cumulants of data and network: " (cumulants.verdict.words) "." }
}

/// Every test of the engine.
pub(super) fn checks(tests: &[Test]) -> Markup {
    let rows = html! {
        @for test in tests {
            tr {
                th scope="row" { (test.name) }
                td { (test.rank.map_or_else(|| "–".into(), |rank| rank.to_string())) }
                td { (found(&test.found)) }
                td.number { @if test.holds.is_some() { (bound(test.bound)) } }
                td { (match test.holds { Some(true) => "holds", Some(false) => "FAILS", None => "not made" }) }
            }
        }
    };
    let caption = html! { "Deviations are in units of the largest entry of a rank, or of the largest diagram; on lines of the sum of the sizes of all terms there." };
    table("Checks", None, &caption, &columns(&["Test", "Rank", "Found", "Bound", "Verdict"]), &rows)
}

fn found(found: &Found) -> String {
    match found {
        Found::Deviation { relative: 0.0, .. } => "equal".into(),
        Found::Deviation { relative, .. } => format!("{relative:.1e}"),
        Found::Order(order) if order.is_infinite() => "no remainder above rounding".into(),
        Found::Order(order) => format!("remainder of order {order:.2}"),
        Found::Errors(largest) => format!("{largest:.1} standard errors"),
        found @ (Found::Nothing(_) | Found::Late(_)) => found.reason().unwrap_or_default(),
    }
}

fn bound(bound: f64) -> String {
    if bound < 0.01 { format!("{bound:.0e}") } else { brief(bound) }
}

/// The outcome of all tests in a sentence.
pub(super) fn verdict(tests: &[Test]) -> Markup {
    let made = tests.iter().filter(|test| test.holds.is_some()).count();
    let failed = tests.iter().filter(|test| test.holds == Some(false)).count();
    html! {
        a href="#checks" {
            @if made == 0 { "No check could be made." }
            @else if failed == 0 { "All " (made) " checks of the extraction hold" }
            @else { strong { (failed) " of " (made) " checks FAIL" } }
        }
        @if made > 0 { ": methods that share no code agree with each other and with the network. They say that the action is that of the network, not that it is true." }
    }
}
