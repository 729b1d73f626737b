use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, html};

use crate::plot::{self, Figure, PlotError};

/// A figure as an image within the page, with its description for screen readers.
pub(super) fn figure(figure: &Figure) -> Result<Markup, PlotError> {
    let encoded = BASE64_STANDARD.encode(plot::svg(figure)?);
    let description = format!("{}. {}", figure.title, figure.description);
    Ok(html! {
        figure {
            img src={ "data:image/svg+xml;base64," (encoded) } alt=(description.trim_start_matches(". "));
            @if !figure.description.is_empty() { figcaption { (figure.description) } }
        }
    })
}
