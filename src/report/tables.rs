//! Cumulants and checks as tables, and the theory by draws in words.

use maud::{Markup, html};

use super::number::{brief, index, maybe, measured};
use super::table::{cell, numbers, table, words};
use super::verdicts::differing;
use super::{Cumulants, Truth};
use crate::check::{Found, Test};
use crate::text::grouped;

fn cosine(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |cosine| format!("{cosine:.4}"))
}

/// What draws of the network say about the theory as a whole.
pub(super) fn drawn_in_words(truth: &Truth) -> Markup {
    html! {
        @match &truth.drawn {
            None => {}
            Some(Err(reason)) => p { "ln Z of the theory is not known by draws of the network: " (reason) "." }
            Some(Ok(found)) => p {
                "ln Z of the theory is " (measured(found.ln_z)) " by " (grouped(found.draws)) " draws of the network, of which a share of "
                (format!("{:.3}", found.share)) " is effective (Pareto k " (found.pareto.map_or_else(|| "–".into(), |k| format!("{k:.2}"))) "). The divergence of the network from the theory, KL(q|p) = ⟨ln q − S⟩ + ln Z, is "
                (measured(found.divergence)) "."
            }
        }
    }
}

/// What the comparison of cumulants says, and every order of them.
pub(super) fn cumulants(cumulants: &Cumulants, seed: u64, image: &Markup) -> Markup {
    let wrong: Vec<usize> = differing(cumulants).map(|order| order.order).collect();
    let judged = cumulants.verdict.agrees().is_some();
    let columns = [
        words("Order"),
        words("Verdict"),
        numbers("Largest deviation"),
        numbers("Expected"),
        numbers("At"),
        numbers("Entries"),
        numbers("Cosine"),
        numbers("Slope"),
    ];
    let rows = cumulants.orders.iter().map(|order| {
        vec![
            cell(order.order),
            match wrong.contains(&order.order) {
                true => html! { strong.fails { "DIFFERS" } },
                false => cell(if judged { "agrees" } else { "not judged" }),
            },
            cell(format!("{:.1} σ", order.largest)),
            cell(format!("{:.1} σ", order.expected)),
            cell(index(&order.at)),
            cell(grouped(order.entries)),
            cell(cosine(order.cosine)),
            cell(maybe(order.slope)),
        ]
    });
    let caption = html! { (cumulants.words) " σ is the standard error of a difference; slope is that of data = slope · network; all draws are of seed " (seed) "." };
    html! {
        p class=[(!wrong.is_empty()).then_some("fails")] { "Network and data " (cumulants.verdict.words) "." }
        div.beside { (table(&caption, &columns, rows.collect())) (image) }
        @if !cumulants.notes.is_empty() { ul { @for note in &cumulants.notes { li { (note) } } } }
    }
}

/// Every test of the engine.
pub(super) fn checks(tests: &[Test]) -> Markup {
    let columns = [words("Test"), numbers("Rank"), numbers("Found"), numbers("Bound"), words("Verdict")];
    let rows = tests.iter().map(|test| {
        vec![
            cell(&test.name),
            cell(test.rank.map_or_else(|| "–".into(), |rank| rank.to_string())),
            cell(found(&test.found)),
            cell(test.holds.map_or_else(|| "–".into(), |_| bound(test.bound))),
            cell(match test.holds {
                Some(true) => "holds",
                Some(false) => "FAILS",
                None => "not made",
            }),
        ]
    });
    let caption = html! { "Methods that share no code, beside each other and beside the network. They say that the action is that of the network, not that \
    it is true. Deviations are in units of the largest entry of a rank, or of the largest diagram; on lines of the sum of the sizes of all terms there." };
    table(&caption, &columns, rows.collect())
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
