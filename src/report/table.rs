//! Tables that scroll on their own.

use maud::{Markup, html};

pub(super) fn table(
    label: &str,
    class: Option<&str>,
    caption: &Markup,
    head: &Markup,
    rows: &Markup,
) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table class=[class] { caption { (caption) } thead { tr { (head) } } tbody { (rows) } }
        }
    }
}

/// The heads of columns.
pub(super) fn columns(names: &[&str]) -> Markup {
    html! { @for name in names { th scope="col" { (name) } } }
}
