//! How the sampler runs, and the memory that this takes.

use super::maxima::{self, MAX_DIMENSION};
use super::{SampleError, diagnostics};

/// How the no-U-turn sampler runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The number of draws over all chains. Where it is no multiple of the chains, the first ones draw one more.
    pub draws: usize,
    /// The number of chains.
    pub chains: usize,
    /// The steps of each chain in which step size and mass matrix are fitted. They are thrown away.
    pub tune: usize,
    /// The mean acceptance that the step size is fitted to.
    pub accept: f64,
    /// The form of the mass matrix.
    pub mass: Mass,
    /// A trajectory has less than 2^max_depth steps.
    pub max_depth: u64,
    /// Each chain starts at a normal draw of this standard deviation around the origin, or around the point that the action
    /// is expanded around.
    pub spread: f64,
    /// All randomness follows from it.
    pub seed: u64,
    /// The number of chains that run at the same time; the others take turns. The draws do not depend on it.
    pub threads: usize,
}

/// The form of the mass matrix of the Hamiltonian.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mass {
    /// The scale of each coordinate.
    #[default]
    Diagonal,
    /// Scales and all directions that the tuning draws and their gradients span: diag(σ) (1 + U (Λ - 1) Uᵀ) diag(σ). It takes
    /// up to 2 d² multiplications a step.
    Dense,
}

impl Default for Settings {
    /// Four chains, 1000 steps of tuning, target acceptance 0.95 (Appendix F of the paper).
    fn default() -> Settings {
        Settings {
            draws: 4000,
            chains: 4,
            tune: 1000,
            accept: 0.95,
            mass: Mass::Diagonal,
            max_depth: 10,
            spread: 1.0,
            seed: 1,
            threads: 4,
        }
    }
}

/// The vectors that a chain holds at a time: the points of a trajectory and of the tree, five vectors each.
const VECTORS: u64 = 150;

/// The tuning draws that the dense mass matrix is fitted to, at most, roughly; they, their gradients and what the fit makes of
/// them are ten vectors each.
const WINDOW: u64 = 600;

impl Settings {
    /// The memory in bytes that the draws, the chains and then the [`Report`](super::Report) on them take in d dimensions,
    /// without that of the action. `kept` are so many numbers for each draw while the report is made: d where the draws are still
    /// in memory.
    pub fn memory(&self, dimension: usize, kept: usize) -> u64 {
        let (d, chains) = (dimension as u64, self.chains as u64);
        let numbers = |each: u64| (self.draws as u64).saturating_mul(each).saturating_mul(8);
        let dense = match self.mass {
            Mass::Diagonal => 0,
            Mass::Dense => d.saturating_mul(10 * WINDOW).saturating_add(3 * d.min(2 * WINDOW).pow(2)),
        };
        let each = d.saturating_mul(VECTORS).saturating_add(dense);
        let drawing = numbers(d).saturating_add(chains.saturating_mul(each).saturating_mul(8));
        let search = if dimension <= MAX_DIMENSION { maxima::memory(dimension, self.chains) } else { 0 };
        let looking = diagnostics::memory(self.draws, self.chains, dimension).max(search);
        // S and the energy of every draw are kept in any case.
        numbers(2).saturating_add(drawing.max(looking.saturating_add(numbers(kept as u64))))
    }

    /// The number of draws of one chain.
    pub(crate) fn draws_of(&self, chain: usize) -> usize {
        self.draws / self.chains + usize::from(chain < self.draws % self.chains)
    }

    pub(super) fn check(&self) -> Result<(), SampleError> {
        let refuse = |reason| Err(SampleError::Settings(reason));
        if self.chains == 0 || self.draws < self.chains {
            return Err(SampleError::FewDraws);
        }
        if u32::try_from(self.draws).is_err() {
            return Err(SampleError::ManyDraws);
        }
        if !(self.accept > 0.0 && self.accept < 1.0) {
            return refuse("the target acceptance lies between 0 and 1");
        }
        if !(self.spread > 0.0 && self.spread.is_finite()) {
            return refuse("the spread of the starting points is a positive number");
        }
        if self.threads == 0 || self.max_depth == 0 || self.max_depth > 20 {
            return refuse("there is at least one thread, and trees have a depth of 1 to 20");
        }
        Ok(())
    }
}
