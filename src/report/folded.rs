//! What is folded at the end of the page: all diagrams, tables of comparisons, checks, the model, how to read it.

use maud::{Markup, html};

use super::number::{brief, name};
use super::page::image;
use super::{Provenance, Rank, Report, diagrams, shares, tables};
use crate::contributions::Breakdown;
use crate::plot::PlotError;

pub(super) fn sections(report: &Report) -> Result<Markup, PlotError> {
    let spectra = report.spectra.as_ref().map(image).transpose()?;
    Ok(html! {
        @for rank in report.ranks.iter().filter(|rank| !rank.breakdown.diagrams.is_empty()) {
            (folded(&format!("diagrams-{}", rank.breakdown.rank), &html! { "Layers and diagrams of all of " (name(rank.breakdown.rank)) }, &whole(rank)))
        }
        @if let Some(image) = &spectra { (folded("spectra", &html! { "Spectra of χ" }, image)) }
        @if let Some(truth) = report.truth.as_ref().filter(|truth| truth.drawn.is_some()) {
            (folded("truth", &html! { "The theory by draws of the network: " (truth.name) }, &tables::drawn_in_words(truth)))
        }
        (folded("checks", &html! { "Checks" }, &tables::checks(&report.checks)))
        (folded("model", &html! { "The model, and the command that makes this page again" }, &provenance(&report.model, &report.command)))
        (folded("reading", &html! { "How to read this" }, &how_to_read()))
    })
}

fn folded(id: &str, heading: &Markup, content: &Markup) -> Markup {
    html! { section id=(id) { details { summary { h2 { (heading) } } (content) } } }
}

/// The diagrams and layers of a whole coefficient.
fn whole(rank: &Rank) -> Markup {
    let found = &rank.breakdown;
    html! {
        p { "The norm is " (brief(found.total)) ". " (sum(found)) }
        @if !found.by_layer.is_empty() { (shares::by_layers(found)) }
        (diagrams::list(rank))
    }
}

/// How much the diagrams cancel, in words.
fn sum(found: &Breakdown) -> String {
    match (found.diagrams.len(), found.cancellation) {
        _ if found.sum_of_norms == 0.0 => "All its diagrams vanish.".into(),
        (1, _) => "One diagram makes it.".into(),
        (count, None) => format!("{count} diagrams cancel to zero."),
        (count, Some(ratio)) => format!(
            "{count} diagrams make it, whose norms add up to {}, {} times the norm of the sum.",
            brief(found.sum_of_norms),
            brief(ratio)
        ),
    }
}

fn provenance(model: &Provenance, command: &str) -> Markup {
    html! {
        dl {
            @for (name, value) in &model.facts { dt { (name) } dd { (value) } }
            @if !command.is_empty() { dt { "made by" } dd { code { (command) } " with diagraction " (env!("CARGO_PKG_VERSION")) } }
        }
    }
}

fn how_to_read() -> Markup {
    html! {
        p { "An entry is that of the symmetric tensor. Its term in " var { "S" } " is the entry times the number of permutations of its indices, times \
            the product of the variables; couplings are ordered by the size of that number. Indices count from 0. An entry stands out of \
            the noise where it is larger than three of its standard errors, as one of 370 does by chance if errors are normal and well known; with errors of few networks more do. \
            Entries that depend on each other stand out together. Errors out of a difference from the truth have all that the network \
            got wrong in them, so what is wrong everywhere stands out nowhere. Samples that the network was trained on are likelier under it than others." }
        p { "A coefficient is a sum of diagrams, by the rules of arXiv:2304.00599 with all bias trees summed up. The black dot is the \
            latent vertex, worth −1/2; a grey circle is the constant part of its layer; " var { "W" } " are linear maps, " var { "D" }
            " what a line picks up where it passes an activation, χ splits a leg in two; open ends carry the indices of the coefficient." }
        p { "The share of a diagram is its scalar product with the sum of all, over the square of that sum. Shares add up to 100 %; a \
            negative one belongs to a diagram that others cancel. Layers are those of the splits that are drawn: a split shares \
            equally with the others of its diagram." }
    }
}
