//! The command `evaluate`.

mod action_file;
mod action_format;
mod action_text;
mod args;
mod contribution;
mod cut;
mod entries;
mod glance;
mod index;
mod planned;
mod run;
mod spectrum;

pub(super) use args::EvaluateArgs;
pub(super) use run::run;
