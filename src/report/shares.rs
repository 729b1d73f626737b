//! Shares as bars, in words and as tables.

use maud::{Markup, html};

use super::number::percent;
use super::table::{cell, table, words};
use crate::contributions::{Breakdown, LayerShare};

/// A share as a bar from the middle, to the left where it is negative, with the number beside it.
pub(super) fn bar(share: Option<f64>) -> Markup {
    let width = 50.0 * share.unwrap_or(0.0).abs().min(1.0);
    let left = if share.is_some_and(|share| share < 0.0) { 50.0 - width } else { 50.0 };
    let class = match share {
        Some(share) if share < -1.0 => "fill minus over",
        Some(share) if share < 0.0 => "fill minus",
        Some(share) if share > 1.0 => "fill over",
        _ => "fill",
    };
    html! {
        span.share {
            span.bar aria-hidden="true" { span class=(class) style=(format!("left:{left:.1}%;width:{width:.1}%")) {} }
            span.number { (percent(share)) }
        }
    }
}

/// The name of what a split made, or none.
fn layer(one: &LayerShare) -> String {
    one.layer.map_or_else(|| "no split".into(), |layer| format!("layer {layer}"))
}

/// The layers in a few words, the largest share first: `layer 3 59.5 %, layer 2 23.3 %`.
pub(super) fn in_words(breakdown: &Breakdown, most: usize) -> String {
    let mut found: Vec<&LayerShare> = breakdown.by_layer.iter().collect();
    found.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()));
    let words = found.iter().take(most).map(|one| format!("{} {}", layer(one), percent(Some(one.share))));
    let rest: f64 = found.iter().skip(most).map(|one| one.share).sum();
    let rest = (found.len() > most).then(|| format!("others {}", percent(Some(rest))));
    words.chain(rest).collect::<Vec<_>>().join(", ")
}

/// Shares by layer.
pub(super) fn by_layers(breakdown: &Breakdown) -> Markup {
    let rows = breakdown.by_layer.iter().map(|one| vec![cell(layer(one)), bar(Some(one.share))]);
    let caption = html! { "By layer. A diagram shares equally among its splits." };
    table(&caption, &[words("Splits of"), words("Share")], rows.collect())
}
