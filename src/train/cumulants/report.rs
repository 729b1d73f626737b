//! What a start from cumulants tells of its layers.

use serde::{Deserialize, Serialize};

/// What a layer of a start from cumulants was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Third cumulants between the halves.
    ThirdCumulants,
    /// Fourth cumulants, by two layers: squares, and what they are used for.
    FourthCumulants,
}

/// A layer of a start from cumulants, or two that belong together, with the losses of the network that ends behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CumulantLayer {
    /// The layer, or the second of two, counted from 1.
    pub number: usize,
    /// What it was made of.
    pub origin: Origin,
    /// The entries j ≤ k of χ that are not zero.
    pub entries: usize,
    /// How many entries chance alone would keep, N · 2 (1 - Φ(Z)) of the N that were looked at.
    pub by_chance: f64,
    /// The mean of -ln p over the training samples.
    pub train: f64,
    /// The mean of -ln p over the test samples.
    pub test: Option<f64>,
}
