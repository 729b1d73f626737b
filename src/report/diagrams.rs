//! Diagrams drawn beside their shares.

use maud::{Markup, PreEscaped, html};

use super::number::{brief, layers};
use super::shares::bar;
use super::table::{cell, numbers, table, words};
use super::{Rank, couplings};
use crate::contributions::DiagramShare;
use crate::render;

/// The most diagrams of a table; more are counted.
const MOST: usize = 40;

/// The drawings of a rank, once, to be used by name wherever a diagram is shown.
pub(super) fn symbols(rank: &Rank) -> Markup {
    let found = &rank.diagrams;
    html! {
        svg.symbols aria-hidden="true" width="0" height="0" {
            @for one in used(rank) {
                @let (body, [x, y, width, height]) = render::drawing(found.arena(), &found.contributions()[one.place].term.diagram);
                symbol id=(name(found.rank(), one.place)) viewBox=(format!("{x:.1} {y:.1} {width:.1} {height:.1}")) {
                    (PreEscaped(body))
                }
            }
        }
    }
}

/// The diagrams of the table, and those of the couplings.
fn used(rank: &Rank) -> Vec<&DiagramShare> {
    let couplings = rank.couplings.iter().flat_map(|one| one.breakdown.diagrams.iter().take(couplings::MOST));
    let mut used: Vec<&DiagramShare> = rank.breakdown.diagrams.iter().take(MOST).chain(couplings).collect();
    used.sort_by_key(|one| one.place);
    used.dedup_by_key(|one| one.place);
    used
}

fn name(rank: usize, place: usize) -> String {
    format!("g{rank}-{place}")
}

/// A diagram drawn, at most at a share of its natural size.
pub(super) fn drawn(rank: &Rank, one: &DiagramShare, scale: f64) -> Markup {
    let found = &rank.diagrams;
    let (_, [.., width, height]) =
        render::drawing(found.arena(), &found.contributions()[one.place].term.diagram);
    let [width, height] = [width, height].map(|side| format!("{:.0}", scale * side));
    html! {
        svg.diagram role="img" aria-label=(one.diagram) width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } {
            title { (one.diagram) }
            use href={ "#" (name(found.rank(), one.place)) } {}
        }
    }
}

/// All diagrams of a rank with their shares, the largest first.
pub(super) fn list(rank: &Rank) -> Markup {
    let diagrams = &rank.breakdown.diagrams;
    let columns = [words("Factor"), words("Diagram"), words("Layers"), numbers("Norm"), words("Share")];
    let row = |one: &DiagramShare| {
        let factor = rank.diagrams.contributions()[one.place].term.factor.to_string();
        vec![
            cell(factor),
            html! { div { (drawn(rank, one, 0.8)) code { (one.diagram) } } },
            cell(layers(&one.layers)),
            cell(brief(one.size)),
            bar(one.share),
        ]
    };
    let caption = html! { "Diagrams with their factors, the largest norm first." };
    html! {
        (table(&caption, &columns, diagrams.iter().take(MOST).map(row).collect()))
        @if diagrams.len() > MOST { p { (diagrams.len() - MOST) " diagrams with smaller norms are not shown." } }
    }
}
