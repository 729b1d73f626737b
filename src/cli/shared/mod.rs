//! What commands share: files and streams, failures, bounds, and how numbers look.

pub(super) mod args;
pub(super) mod around;
pub(super) mod charset;
pub(super) mod clock;
pub(super) mod drawing;
pub(super) mod failure;
pub(super) mod file_kind;
pub(super) mod format;
pub(super) mod interrupt;
pub(super) mod loaded_action;
pub(super) mod memory;
pub(super) mod model;
pub(super) mod number;
pub(super) mod output;
pub(super) mod print;
pub(super) mod progress;
pub(super) mod reading;
pub(super) mod source;
