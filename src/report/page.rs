//! The page as a whole.

use base64::prelude::{BASE64_STANDARD, Engine};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{Provenance, Report, graph, rank, summary, tables};
use crate::plot::{self, Figure, PlotError};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

pub(super) fn page(report: &Report) -> Result<Markup, PlotError> {
    let Report { model, ranks, .. } = report;
    let title = format!("{}: the action it has learned", model.name);
    let shown = report.figures.iter().map(|(heading, figure)| Ok((heading, image(figure)?)));
    let shown = shown.collect::<Result<Vec<_>, PlotError>>()?;
    let truth = report.truth.as_ref().map(|truth| Ok((truth, image(&truth.figure)?))).transpose()?;
    let cumulants = report.cumulants.as_ref().map(|found| Ok((found, image(&found.figure)?))).transpose()?;
    Ok(html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("diagraction ", env!("CARGO_PKG_VERSION")));
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "To the content" }
                header {
                    h1 { (model.name) }
                    p { "The action that a network of d = " (model.dimension) " variables and depth L = " (model.depth) " has learned: "
                        var { "S" } "(" var { "x" } ") = Σ" sub { "k" } " " var { "A" } sup { "(k)" } " · " var { "x" } sup { "⊗k" } "." }
                }
                nav aria-label="Contents" {
                    ul {
                        li { a href="#summary" { "In short" } }
                        @for one in ranks { li { a href=(format!("#rank-{}", one.breakdown.rank)) { (rank::name(one.breakdown.rank)) } } }
                        @if !shown.is_empty() || !report.pairs.is_empty() { li { a href="#pictures" { "Pictures" } } }
                        @if truth.is_some() { li { a href="#truth" { "Truth" } } }
                        @if cumulants.is_some() { li { a href="#cumulants" { "Cumulants" } } }
                        li { a href="#checks" { "Checks" } }
                        li { a href="#model" { "Model" } }
                    }
                }
                main #main {
                    (summary::section(report))
                    div #tools hidden {}
                    @for one in ranks { (rank::section(one)) }
                    @if !shown.is_empty() || !report.pairs.is_empty() {
                        section #pictures aria-labelledby="pictures-title" {
                            h2 #pictures-title { "Pictures" }
                            div.figures {
                                @for (heading, image) in &shown { div { h3 { (heading) } (image) } }
                                @if !report.pairs.is_empty() {
                                    div { h3 { "Strongest pairs" } (graph::circle(model.dimension, &report.pairs)) }
                                }
                            }
                        }
                    }
                    @if let Some((found, image)) = truth {
                        section #truth aria-labelledby="truth-title" {
                            h2 #truth-title { "Learned and true: " (found.name) }
                            div.figures { (image) div { (tables::truth(found)) (tables::drawn_in_words(found)) } }
                        }
                    }
                    @if let Some((found, image)) = cumulants {
                        section #cumulants aria-labelledby="cumulants-title" {
                            h2 #cumulants-title { "Cumulants of network and data" }
                            div.figures { (image) div { (tables::cumulants(found)) } }
                        }
                    }
                    section #checks aria-labelledby="checks-title" {
                        h2 #checks-title { "Checks" }
                        p { (tables::verdict(&report.checks)) }
                        (tables::checks(&report.checks))
                    }
                    (provenance(model, &report.command))
                    (how_to_read())
                }
                aside #panel aria-hidden="true" hidden {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    })
}

/// A figure as an image within the page. Its description is the caption.
fn image(figure: &Figure) -> Result<Markup, PlotError> {
    let encoded = BASE64_STANDARD.encode(plot::svg(figure)?);
    Ok(html! {
        figure {
            img src={ "data:image/svg+xml;base64," (encoded) } alt=(figure.description);
            figcaption aria-hidden="true" { (figure.description) }
        }
    })
}

/// What a browser may do with the page: run the one script that it is shipped with and show what is on it. No request leaves
/// it, whatever a name in it may contain.
fn policy() -> String {
    let script = BASE64_STANDARD.encode(Sha256::digest(SCRIPT));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}

fn provenance(model: &Provenance, command: &str) -> Markup {
    html! {
        section #model aria-labelledby="model-title" {
            h2 #model-title { "Model" }
            dl {
                @for (name, value) in &model.facts { dt { (name) } dd { (value) } }
                dt { "made by" } dd { code { (command) } " with diagraction " (env!("CARGO_PKG_VERSION")) }
            }
        }
    }
}

fn how_to_read() -> Markup {
    html! {
        section #reading aria-labelledby="reading-title" {
            h2 #reading-title { "How to read this" }
            p { "A coefficient is a sum of diagrams, by the rules of arXiv:2304.00599 with all bias trees summed up. The black dot is the \
                latent vertex, worth −1/2; a grey circle is the constant part of its layer; " var { "W" } " are linear maps, " var { "D" }
                " what a line picks up where it passes an activation, χ splits a leg in two; open ends carry the indices of the coefficient." }
            p { "The share of a diagram is its scalar product with the sum of all, over the square of that sum. Shares add up to 100 %; a \
                negative one belongs to a diagram that others cancel. Cancellation is the sum of all norms over the norm of the sum. Layers are \
                those of the splits that are drawn: a split shares equally with the others of its diagram." }
            p { "An entry is that of the symmetric tensor. Its term in " var { "S" } " is the entry times the number of permutations of its indices, times \
                the product of the variables; couplings are ordered by the size of that number. Indices count from 0." }
        }
    }
}
