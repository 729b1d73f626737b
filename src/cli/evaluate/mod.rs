//! The command `evaluate`.

mod action_file;
mod action_format;
mod action_text;
mod args;
mod contribution;
mod cut;
mod entries;
mod index;
mod planned;
mod run;
mod spectrum;
mod text_output;

pub(super) use args::EvaluateArgs;
pub(super) use run::run;
