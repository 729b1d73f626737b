//! Trainings that are kept in a folder, looked at by others, and gone on with.
//!
//! - [`Config`] is everything that decides how a run ends.
//! - [`Folder`] is the run on disk, of which one process is the owner at a time.
//! - [`Table`] grows line by line.
//! - [`state`], [`pace`] and [`read_text`] tell those who do not train it how far it is.

mod config;
mod error;
mod folder;
mod own;
mod state;
mod table;

pub use config::{Config, DataFile, OptimizerName, Settings, SpinSettings};
pub use error::RunError;
pub use folder::{CHECKPOINT, Folder, METRICS, MODEL, RECORDS, check_new, is_of_spins, read_config, replica};
pub use state::{Pace, Plan, State, Trained, pace, read_text, state};
pub use table::Table;
