//! An action out of any file that one can be taken from.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use super::{Kind, SourceError, rounded};
use crate::action::{Action, ActionError, Held, SparseAction, Truncation, file};
use crate::correlators::{self, file::Summed};
use crate::each::each;
use crate::evaluate::{self, Plan, Request};
use crate::network::file::{Model, Note, load_component};
use crate::{Lattice, files, theory};

/// An action from a file, and where it comes from. In words it is its dimension, its ranks, and the depth of its network.
#[derive(Clone, Debug)]
pub struct Loaded {
    action: Stored,
    /// The depth of the network it was taken from.
    depth: Option<usize>,
    /// Of errors the number of replicas.
    replicas: Option<u32>,
}

/// What is told while an action is taken from the network in a file.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// Something about the file.
    Note(&'a Note),
    /// What is asked for, and what it takes.
    Plan(&'a Plan),
}

#[derive(Clone, Debug)]
enum Stored {
    Dense(Action<f64>),
    Sparse(SparseAction<f64>),
}

/// About the memory of an entry of a sparse action.
const ENTRY_BYTES: u64 = 184;

impl Loaded {
    /// The action in a file, or that of the network in it up to a rank, of which it is told what is to be known of the file and,
    /// before it is extracted, what that takes.
    ///
    /// # Errors
    /// When the file cannot be read or holds samples, numbers are beyond the range of floats, or the extraction does not fit into
    /// so many bytes.
    ///
    /// # Example
    /// ```
    /// use diagraction::action::compare_groups;
    /// use diagraction::source::Loaded;
    ///
    /// let load = |path: &str| Loaded::load(path.as_ref(), 2, 1 << 30, &mut |_| {});
    /// let learned = load("examples/models/lattice16.safetensors")?;
    /// let truth = load("examples/theories/lattice16.action")?;
    /// assert_eq!(learned.to_string(), "d = 16, ranks 0 to 2, of a network with L = 3");
    /// let found = compare_groups(learned.held(), truth.held(), None)?;
    /// assert_eq!(found.lattice.as_ref(), truth.lattice());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(
        path: &Path,
        max_rank: usize,
        memory: u64,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Result<Loaded, SourceError> {
        Loaded::of_component(path, None, max_rank, memory, tell)
    }

    /// The same of one component of a mixture, counted from 0.
    ///
    /// # Errors
    /// As [`Loaded::load`], and where there is no such component.
    pub fn of_component(
        path: &Path,
        component: Option<usize>,
        max_rank: usize,
        memory: u64,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Result<Loaded, SourceError> {
        let action = match Kind::of(path) {
            Kind::Theory => Stored::Sparse(theory::load(path)?.to_f64()?),
            Kind::Model => {
                let model = load_component(path, component, &mut |note| tell(Told::Note(note)))?;
                return Loaded::of_network(path, model, max_rank, memory, tell);
            }
            kind if component.is_some() => return Err(SourceError::holds(path, kind, "a mixture")),
            kind @ (Kind::Data | Kind::Cumulants | Kind::Ensemble | Kind::Spins | Kind::SpinModel) => {
                return Err(SourceError::holds(path, kind, "an action"));
            }
            Kind::Action | Kind::Unknown if files::ending(path).as_deref() == Some("json") => {
                Stored::Sparse(file::load_sparse(path)?.into_f64()?)
            }
            Kind::Action | Kind::Unknown => Stored::Dense(file::load(path)?.into_f64()?),
        };
        Ok(Loaded { action, depth: None, replicas: None })
    }

    /// The standard errors of the entries of the action in a file, where it has them, in the place of its coefficients.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn errors(path: &Path) -> Result<Option<Loaded>, SourceError> {
        let (action, replicas) = match (Kind::of(path), files::ending(path).as_deref()) {
            (Kind::Action, Some("json")) => match file::load_sparse_errors(path)? {
                Some(found) => (Stored::Sparse(found.entries), found.replicas),
                None => return Ok(None),
            },
            (Kind::Action, _) => match file::load_errors(path)? {
                Some(found) => (Stored::Dense(found.entries), found.replicas),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(Loaded { action, depth: None, replicas }))
    }

    /// The same errors as the spread of so many networks, or sets of samples.
    #[must_use]
    pub fn of_replicas(self, replicas: u32) -> Loaded {
        Loaded { replicas: Some(replicas), ..self }
    }

    /// Of errors the number of networks, or sets of samples, whose spread they are, where it is known.
    pub fn replicas(&self) -> Option<u32> {
        self.replicas
    }

    /// The cumulants in a file in the place of coefficients, κ_n as A^(n), to be compared with others; and which orders they have.
    ///
    /// # Errors
    /// When the file cannot be read or holds something else, or they take more than so many bytes.
    pub fn cumulants(path: &Path, memory: u64) -> Result<(Loaded, Vec<usize>), SourceError> {
        let Summed { dimension, orders } = correlators::file::load(path, memory)?;
        let held: Vec<usize> = orders.keys().copied().collect();
        let highest = held.last().copied().unwrap_or(0);
        let truncation = Truncation { max_rank: Some(highest), max_chi: None };
        let mut action = Action::zero(dimension, highest, truncation);
        orders.into_iter().for_each(|(order, tensor)| *action.tensor_mut(order) = tensor);
        Ok((Loaded { action: Stored::Dense(action), depth: None, replicas: None }, held))
    }

    /// The action of a network, with all its entries.
    fn of_network(
        path: &Path,
        model: Model,
        max_rank: usize,
        memory: u64,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Result<Loaded, SourceError> {
        let asked = Request { max_rank: Some(max_rank), memory, ..Request::default() };
        let request = each!(&model, Model::Float | Model::Exact, network => evaluate::usual(network, &asked));
        let network = rounded(path, model)?;
        let plan = evaluate::cheapest(&network, &request)?;
        tell(Told::Plan(&plan));
        let action = Stored::Dense(plan.run(&network)?.into_action(memory, &())?);
        Ok(Loaded { action, depth: Some(network.depth()), replicas: None })
    }

    /// The bytes that the action takes.
    pub fn bytes(&self) -> u64 {
        match &self.action {
            Stored::Dense(action) => action.bytes(),
            Stored::Sparse(action) => action.number_of_entries() as u64 * ENTRY_BYTES,
        }
    }

    /// The action as others compare and draw it.
    pub fn held(&self) -> Held<'_> {
        match &self.action {
            Stored::Dense(action) => action.into(),
            Stored::Sparse(action) => action.into(),
        }
    }

    /// The lattice that the file names.
    pub fn lattice(&self) -> Option<&Lattice> {
        self.held().lattice()
    }

    /// The action with all its entries.
    ///
    /// # Errors
    /// When these are too many.
    pub fn to_dense(&self) -> Result<Cow<'_, Action<f64>>, ActionError> {
        match &self.action {
            Stored::Dense(action) => Ok(Cow::Borrowed(action)),
            Stored::Sparse(action) => action.to_dense().map(Cow::Owned),
        }
    }

    /// The action by its entries that are not zero.
    ///
    /// # Errors
    /// When these do not fit into so many bytes.
    pub fn into_sparse(self, memory: u64) -> Result<SparseAction<f64>, SourceError> {
        match self.action {
            Stored::Sparse(action) => Ok(action),
            Stored::Dense(action) => match action.bytes() * (1 + ENTRY_BYTES / 8) {
                needed if needed > memory => Err(SourceError::Memory { needed, memory }),
                _ => Ok(SparseAction::from(&action)),
            },
        }
    }
}

impl From<SparseAction<f64>> for Loaded {
    fn from(action: SparseAction<f64>) -> Loaded {
        Loaded { action: Stored::Sparse(action), depth: None, replicas: None }
    }
}

impl From<Action<f64>> for Loaded {
    fn from(action: Action<f64>) -> Loaded {
        Loaded { action: Stored::Dense(action), depth: None, replicas: None }
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.held();
        let from = self.depth.map_or_else(String::new, |depth| format!(", of a network with L = {depth}"));
        let around = if held.around().is_some() { ", around another point than zero" } else { "" };
        write!(f, "d = {}, ranks 0 to {}{from}{around}", held.dimension(), held.max_rank())
    }
}
