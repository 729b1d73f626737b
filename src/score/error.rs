//! Why samples have no score.

use thiserror::Error;

use crate::data::DataError;
use crate::network::EvaluationError;
use crate::statistics::StatisticsError;

/// Why samples have no score.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "said by the messages")]
pub enum ScoreError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    #[error("the samples have d = {samples}, and the density has d = {density}")]
    Dimension { samples: usize, density: usize },
    #[error("ln p of row {row} is beyond the range of floats")]
    NotFinite { row: usize },
    #[error("{one} rows cannot be set beside {other}")]
    Rows { one: usize, other: usize },
}
