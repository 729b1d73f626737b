//! What the variables of an action are.

use serde::{Deserialize, Serialize};

/// What the variables of an action are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Domain {
    /// Real numbers.
    #[default]
    Real,
    /// Spins, +1 or -1: S is multilinear, and k! A^(k) at different indices are the couplings J.
    Spin,
}

impl Domain {
    /// The letter of the variables.
    pub fn letter(self) -> &'static str {
        match self {
            Domain::Real => "x",
            Domain::Spin => "s",
        }
    }
}
