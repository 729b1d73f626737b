//! Draws from exp S(x) by Hamiltonian Monte Carlo, and whether they can be trusted.
//!
//! - [`nuts`] runs several chains of the no-U-turn sampler on an action.
//! - [`Transfer`] draws chains of neighbours independently.
//! - [`diagnostics`] says whether the chains agree; [`Report`] gathers everything that a careful reader asks for.
//! - [`maxima`] looks for modes that no chain has visited.
//! - [`identity`] holds draws against their action: E\[x_i ∂S/∂x_i\] = -1.
//!
//! A network is sampled exactly, by its inverse: [`Network::sample_pieces`](crate::network::Network::sample_pieces).

mod chain;
mod density;
pub mod diagnostics;
mod drawn;
mod error;
pub mod identity;
pub mod maxima;
mod nuts;
mod report;
mod settings;
mod transfer;

pub use drawn::{ChainDraws, Drawn};
pub use error::SampleError;
pub use nuts::nuts;
pub use report::{Extreme, Report, Verdict, coordinate_name};
pub use settings::{Mass, Settings};
pub use transfer::{Transfer, TransferError};
