//! Tables that turn their rows into blocks where they are narrow, so that no column is lost.

use maud::{Markup, html};

/// A column: its head, and whether it has numbers.
pub(super) struct Column(&'static str, bool);

pub(super) const fn words(head: &'static str) -> Column {
    Column(head, false)
}

pub(super) const fn numbers(head: &'static str) -> Column {
    Column(head, true)
}

/// Every cell is labelled with the head of its column, which is shown where rows are blocks. Roles are named, as blocks have none.
pub(super) fn table(caption: &Markup, columns: &[Column], rows: Vec<Vec<Markup>>) -> Markup {
    html! {
        table role="table" {
            caption { (caption) }
            thead role="rowgroup" {
                tr role="row" {
                    @for Column(head, is_number) in columns {
                        th scope="col" role="columnheader" class=[is_number.then_some("number")] { (head) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for row in rows {
                    tr role="row" {
                        @for (place, (Column(head, is_number), cell)) in columns.iter().zip(row).enumerate() {
                            @if place == 0 { th scope="row" role="rowheader" { (cell) } }
                            @else { td role="cell" data-label=(head) class=[is_number.then_some("number")] { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

/// Text as a cell.
pub(super) fn cell(text: impl ToString) -> Markup {
    html! { (text.to_string()) }
}
