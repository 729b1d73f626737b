//! Networks and actions, and their files.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod actions;
mod files;
mod hostile;
mod network;
mod refusals;
mod support;
