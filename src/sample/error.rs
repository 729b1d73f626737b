//! Why an action could not be sampled.

use thiserror::Error;

/// Why an action could not be sampled.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SampleError {
    /// The settings do not make sense.
    #[error("{0}")]
    Settings(&'static str),
    /// A chain without a draw, or no chain.
    #[error("there is at least one chain, and at least one draw for each")]
    FewDraws,
    /// More draws than are counted.
    #[error("fewer than 2^32 draws are made at a time")]
    ManyDraws,
    /// The action has no variables.
    #[error("the action has no variables")]
    Empty,
    /// S or its gradient is not finite where a chain begins.
    #[error("S(x) overflows at the starting point of chain {chain}; start closer to the origin")]
    Start {
        /// The chain, counted from 0.
        chain: usize,
    },
    /// A chain ran to infinity.
    #[error(
        "chain {chain} ran away: |x| passed {bound:.1e} at step {step}. Either exp S(x) cannot be normalised and has no \
         samples, or it is far wider than the spread of the starting points"
    )]
    Runaway {
        /// The chain, counted from 0.
        chain: usize,
        step: usize,
        bound: f64,
    },
    /// Every trajectory of a chain diverged, so that it never moved as it should.
    #[error(
        "every trajectory of chain {chain} diverged. Either exp S(x) cannot be normalised, or its scales differ so much that \
         no step size fits; rescale the variables"
    )]
    Stuck {
        /// The chain, counted from 0.
        chain: usize,
    },
    /// The draws do not fit into memory.
    #[error("{draws} draws in {dimension} dimensions do not fit into memory")]
    Memory { draws: usize, dimension: usize },
    /// It was stopped before there was a draw.
    #[error("stopped before the first draw: the chains were still tuning")]
    NothingDrawn,
    /// The sampler itself failed.
    #[error("chain {chain}: {message}")]
    Sampler {
        /// The chain, counted from 0.
        chain: usize,
        message: String,
    },
}
