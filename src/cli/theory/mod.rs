//! `theory`: known actions, from text or built in.

mod args;
mod run;
mod summary;
mod teacher;

pub(super) use args::TheoryArgs;
pub(super) use run::run;
