//! An action or a network to draw from, out of a file.

use std::path::Path;

use super::{Kind, SourceError, Trained, rounded, trained};
use crate::action::{Kernel, Normalisability, SparseAction, file, independent_entries};
use crate::network::file::Note;
use crate::network::{Mixture, Network};
use crate::{Lattice, files, theory};

/// Dense actions with more entries of rank 4 are sampled unseen: looking at them would take longer than sampling.
const FEW_ENTRIES: usize = 100_000;

/// What there is to sample.
#[derive(Clone, Debug)]
pub enum Sampled {
    /// With the lattice that it knows.
    Action(Kernel, Option<Lattice>),
    /// By its inverse.
    Network(Network<f64>),
    /// By a component for each sample.
    Mixture(Mixture),
}

impl Sampled {
    /// Reads an action, a theory as text or a model, of which notes are told, or one component of a mixture, counted from 0. The names within the file tell a model from an action.
    ///
    /// # Errors
    /// When the file cannot be read or holds samples, numbers are beyond the range of floats, or the action is known to have no
    /// samples, since exp S(x) cannot be normalised.
    ///
    /// # Example
    /// ```
    /// use diagraction::source::Sampled;
    ///
    /// let Sampled::Action(kernel, _) = Sampled::load("examples/theories/double_well.action".as_ref(), None, &mut |_| {})? else { panic!() };
    /// assert_eq!(kernel.dimension(), 2);
    /// # Ok::<(), diagraction::source::SourceError>(())
    /// ```
    pub fn load(
        path: &Path,
        component: Option<usize>,
        tell: &mut dyn FnMut(&Note),
    ) -> Result<Sampled, SourceError> {
        let action = match Kind::of(path) {
            Kind::Model => return Sampled::of_model(path, component, tell),
            kind if component.is_some() => return Err(SourceError::holds(path, kind, "a mixture")),
            Kind::Theory => theory::load(path)?.to_f64()?,
            kind @ (Kind::Data | Kind::Cumulants | Kind::Ensemble | Kind::Spins | Kind::SpinModel) => {
                return Err(SourceError::holds(path, kind, "a network or an action"));
            }
            _ => match files::ending(path).as_deref() {
                Some("npz" | "safetensors") => return Sampled::dense(path),
                _ => file::load_sparse(path)?.into_f64()?,
            },
        };
        expect_samples(path, &action)?;
        Ok(Sampled::Action(Kernel::new(&action), action.lattice))
    }

    fn of_model(
        path: &Path,
        component: Option<usize>,
        tell: &mut dyn FnMut(&Note),
    ) -> Result<Sampled, SourceError> {
        Ok(match trained(path, component, tell)? {
            Trained::One(model) => Sampled::Network(rounded(path, model)?),
            Trained::Several(mixture) => Sampled::Mixture(mixture),
        })
    }

    fn dense(path: &Path) -> Result<Sampled, SourceError> {
        let kernel = file::load_kernel(path)?;
        if independent_entries(kernel.dimension(), 4).is_some_and(|entries| entries <= FEW_ENTRIES) {
            let action = file::load_sparse(path)?.into_f64()?;
            expect_samples(path, &action)?;
        }
        Ok(Sampled::Action(kernel, None))
    }
}

fn expect_samples(path: &Path, action: &SparseAction<f64>) -> Result<(), SourceError> {
    match action.normalisability() {
        Normalisability::Refuted { why, .. } => {
            let (path, max_rank) = (path.to_owned(), action.truncation.max_rank);
            Err(SourceError::NoSamples { path, why, max_rank })
        }
        Normalisability::Proved { .. } | Normalisability::Unknown { .. } => Ok(()),
    }
}
