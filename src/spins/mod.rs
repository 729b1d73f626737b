//! Actions of spins, s_i = +1 or -1, and the couplings of networks whose variables are spins.
//!
//! S(s) = Σ_A J_A Π_{i in A} s_i over subsets A of the spins is multilinear, as s² = 1. It is a [`SparseAction`](crate::action::SparseAction) of the domain
//! [`Spin`](crate::action::Domain::Spin): J_A = k! A^(k) at the k spins of A.
//!
//! ```
//! use diagraction::spins::{Thermodynamics, couplings, values};
//! use diagraction::theory;
//!
//! // Two spins: ln Z = ln(4 cosh J).
//! let action = theory::read("dimension 2  spins  S = 3/10 * s[0] * s[1]")?.to_f64()?;
//! let all = values(&action)?;
//! assert!((Thermodynamics::of(&all, 1.0).ln_z - (4.0 * 0.3f64.cosh()).ln()).abs() < 1e-15);
//! assert!((couplings(all)[0b11] - 0.3).abs() < 1e-16);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod chains;
mod density;
mod draw;
mod enumerate;
mod flips;
mod integral;
pub mod learn;
mod network;
mod read;
mod sampled;
mod states;
mod walsh;
mod write;

pub use chains::{Moves, Target, chains};
pub use density::Density;
pub use enumerate::Thermodynamics;
pub use flips::{Effective, Flips};
pub use integral::{IntegralError, Read, read_couplings};
pub use network::{Network, Squash};
pub use read::{Fault, LoadError, load};
pub use sampled::{Estimated, Seen};
pub use states::{StatesError, states};
pub use walsh::{MAX_SPINS, TooManySpins, as_action, couplings, values};
pub use write::write;
