use thiserror::Error;

/// Why a network cannot be trained.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrainError {
    /// Being built.
    #[error("not there yet")]
    Unfinished,
}
