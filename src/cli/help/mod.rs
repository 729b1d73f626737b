//! What help, manual pages and completion scripts add to the arguments themselves: descriptions, headings, examples, the version.

mod examples;
mod manual;
mod scripts;
mod suggestion;
mod text;

pub(super) use scripts::{completions, man};
pub(super) use suggestion::mended;
pub(super) use text::command;
