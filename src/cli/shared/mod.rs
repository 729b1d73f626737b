//! What commands share: files and streams, failures, bounds, and how numbers look.

pub(super) mod args;
pub(super) mod around;
pub(super) mod charset;
pub(super) mod choice;
pub(super) mod diagrams;
pub(super) mod drawing;
pub(super) mod estimates;
pub(super) mod failure;
pub(super) mod format;
pub(super) mod inside;
pub(super) mod interrupt;
pub(super) mod memory;
pub(super) mod number;
pub(super) mod output;
pub(super) mod print;
pub(super) mod progress;
pub(super) mod reading;
pub(super) mod source;
pub(super) mod stage;
pub(super) mod stop;
pub(super) mod window;

pub(super) use args::{Common, Part, parse_count, parse_top};
pub(super) use around::Around;
pub(super) use choice::{Choice, alternatives, choice};
pub(super) use diagrams::{Diagrams, is_drawn};
pub(super) use drawing::PlotFormat;
pub(super) use failure::Failure;
pub(super) use format::{ActionFormat, ReportFormat, TableFormat};
pub(super) use interrupt::Watch;
pub(super) use number::{human, label, ratio, short};
pub(super) use output::Output;
pub(super) use progress::Bar;
pub(super) use reading::Reading;
pub(super) use source::{load_action, load_kernel, load_model, request, rounded};
pub(super) use window::Window;
