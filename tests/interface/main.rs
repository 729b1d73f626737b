//! What users meet: the command, the sessions of the documentation, the examples.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod check;
mod cli;
mod cli_evaluate;
mod combine;
mod command;
#[path = "../common/mod.rs"]
mod common;
mod compare_and_plot;
mod contributions;
mod correlators;
mod docs;
mod ensemble;
mod errors;
mod examples;
mod feynman;
mod feynman_refusals;
mod flow;
mod foreign_text;
mod hand;
mod inputs;
mod invert;
mod joined;
mod memory;
mod mixture;
mod options;
mod outputs;
mod report;
mod reweight;
mod score;
mod show;
mod spins;
mod watch;
