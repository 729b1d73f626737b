//! The page as a whole.

use base64::prelude::{BASE64_STANDARD, Engine};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::number::{brief, name};
use super::{Report, couplings, folded, graph, groups, summary, tables};
use crate::plot::{self, Figure, PlotError};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

pub(super) fn page(report: &Report) -> Result<Markup, PlotError> {
    let Report { model, ranks, .. } = report;
    let title = format!("{}: the action it has learned", model.name);
    let pictures = pictures(report)?;
    let cumulants = report.cumulants.as_ref().map(|found| Ok((found, image(&found.figure)?))).transpose()?;
    let folded = folded::sections(report)?;
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
                    p {
                        "A network with d = " (model.dimension) " and L = " (model.depth)
                        @if let Some(date) = &report.date { " · " span.date { (date) } }
                        " · diagraction " (env!("CARGO_PKG_VERSION"))
                    }
                }
                main #main {
                    (summary::section(report))
                    nav aria-label="Contents" {
                        ul {
                            @if pictures.is_some() { li { a href="#pictures" { "Pictures" } } }
                            li { a href="#couplings" { "Couplings" } }
                            @for one in ranks { li { a href=(format!("#rank-{}", one.breakdown.rank)) { (name(one.breakdown.rank)) } } }
                            @if cumulants.is_some() { li { a href="#cumulants" { "Cumulants" } } }
                            li { a href="#checks" { "Checks" } }
                            li { a href="#model" { "Model" } }
                            li { a href="#reading" { "How to read this" } }
                        }
                    }
                    @if let Some(pictures) = pictures {
                        section #pictures aria-labelledby="pictures-title" {
                            h2 #pictures-title { "Pictures" }
                            div.figures { (pictures) }
                        }
                    }
                    section #couplings aria-labelledby="couplings-title" {
                        h2 #couplings-title { "Couplings" }
                        p {
                            var { "S" } "(" var { "x" } ") = Σ" sub { "k" } " " var { "A" } sup { "(k)" } " · " var { "x" } sup { "⊗k" }
                            " to rank " (ranks.len()) "; " (name(0)) " = " (brief(report.constant)) ". The density of the network is normalised. Of " var { "S" } " with these ranks: "
                            (report.normalisability.to_string()) ". Each coupling below unfolds to its diagrams with their values and shares, the largest first."
                        }
                        (groups::list(report))
                        div #tools hidden {}
                        @for one in ranks { (couplings::section(one)) }
                    }
                    @if let Some((found, image)) = cumulants {
                        section #cumulants aria-labelledby="cumulants-title" {
                            h2 #cumulants-title { "Cumulants of network and data" }
                            (tables::cumulants(found, report.seed, &image))
                        }
                    }
                    (folded)
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    })
}

/// The lattice or the graph, A^(2), and learned over true entries.
fn pictures(report: &Report) -> Result<Option<Markup>, PlotError> {
    let shown = report.figures.iter().map(|(heading, figure)| Ok((heading, image(figure)?)));
    let shown = shown.collect::<Result<Vec<_>, PlotError>>()?;
    let truth = report.truth.as_ref().map(|truth| image(&truth.figure)).transpose()?;
    let is_empty = shown.is_empty() && truth.is_none() && report.pairs.is_empty();
    let own = html! {
        @if !report.pairs.is_empty() { div { h3 { "Strongest pairs" } (graph::circle(report.model.dimension, &report.pairs)) } }
        @for (heading, image) in &shown { div { h3 { (heading) } (image) } }
    };
    let all = match truth {
        // The last is as high as the others together.
        Some(image) => html! { div.stack { (own) } div { h3 { "Learned over true entries" } (image) } },
        None => own,
    };
    Ok((!is_empty).then_some(all))
}

/// A figure as an image within the page. Its description is the caption.
pub(super) fn image(figure: &Figure) -> Result<Markup, PlotError> {
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
