//! Figures as images within a page.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, html};

use crate::plot::{self, Figure, PlotError};

/// A figure as an image within the page. Its description is the caption.
pub(super) fn figure(figure: &Figure) -> Result<Markup, PlotError> {
    let encoded = BASE64_STANDARD.encode(plot::svg(figure)?);
    Ok(html! {
        figure {
            img src={ "data:image/svg+xml;base64," (encoded) } alt=(figure.description);
            figcaption aria-hidden="true" { (figure.description) }
        }
    })
}
