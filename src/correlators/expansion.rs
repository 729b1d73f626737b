//! An action around a point: its line and its vertices.

use ndarray::{Array2, ArrayD, ArrayView2};

use super::CorrelatorsError;
use super::line::Line;
use crate::Scalar;
use crate::action::{Action, ActionError, Pairs, Places, SparseAction, SymmetricTensor, estimated_entries};
use crate::dense::mapped;

/// Up to so many variables a vertex of rank 4 is held by all of its entries.
pub const DENSE: usize = 32;

/// An action around a point at which A^(1) vanishes: the line Δ = (-2 A^(2))^{-1} and the vertices V_k = k! A^(k).
///
/// # Example
/// ```
/// use diagraction::correlators::Expansion;
/// use diagraction::theory;
///
/// let action = theory::read("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48")?;
/// let expansion = Expansion::at(&action, &[Default::default()])?;
/// assert_eq!(expansion.ranks(), [4]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Expansion<T> {
    action: Action<T>,
    quartic: Option<Pairs<T>>,
    line: Line<T>,
    dressed: bool,
}

impl<T: Scalar> Expansion<T> {
    /// The expansion of an action that is given around its mode: A^(1) is not looked at.
    ///
    /// # Errors
    /// When -A^(2) is not positive definite.
    pub fn new(action: Action<T>) -> Result<Expansion<T>, CorrelatorsError> {
        Ok(Expansion { line: Line::new(precision(&action).view())?, action, quartic: None, dressed: false })
    }

    /// As [`new`](Expansion::new), with A^(4) as pairs beside ranks 0 to 3. No diagram makes an array of all entries of A^(4).
    ///
    /// # Errors
    /// As for [`new`](Expansion::new), and when the dimensions differ, or the action has a rank above 3.
    ///
    /// # Example
    /// ```
    /// use diagraction::correlators::{Correlators, Expansion};
    /// use diagraction::evaluate::factored::{Factored, factor};
    /// use diagraction::network::file;
    /// use ndarray::Array1;
    ///
    /// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
    /// let mode = network.inverse(Array1::zeros(16).view())?;
    /// let Factored { lower, quartic: Some(quartic) } = factor(&network.shifted(mode.view()), 4, None)? else { unreachable!() };
    /// let expansion = Expansion::with_pairs(lower, quartic)?;
    /// let one_loop = Correlators::new(&expansion).term(2, 1)?;
    /// assert!((one_loop.norm() - 1.86608e-3).abs() < 5e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_pairs(lower: Action<T>, quartic: Pairs<T>) -> Result<Expansion<T>, CorrelatorsError> {
        if lower.dimension() != quartic.dimension() {
            return Err(ActionError::Dimensions(lower.dimension(), quartic.dimension()).into());
        }
        if lower.max_rank() > 3 {
            return Err(CorrelatorsError::TwoQuartics { rank: lower.max_rank() });
        }
        Ok(Expansion { quartic: Some(quartic), ..Expansion::new(lower)? })
    }

    /// The expansion of an action at a point, whose gradient there is not looked at.
    ///
    /// # Errors
    /// When -A^(2) is not positive definite there, or the tensors would be too large.
    pub fn at(action: &SparseAction<T>, point: &[T]) -> Result<Expansion<T>, CorrelatorsError> {
        Expansion::of(&action.expanded(point))
    }

    /// About the bytes that [`at`](Expansion::at) takes.
    pub fn memory(action: &SparseAction<T>) -> u64 {
        let d = action.dimension();
        let with_pairs = Expansion::has_pairs(action);
        let packed: f64 =
            (0..=if with_pairs { 3 } else { action.max_rank() }).map(|rank| estimated_entries(d, rank)).sum();
        let pairs = if with_pairs { Pairs::number_of(action) * d * (d + 1) } else { 0 };
        (size_of::<T>() as f64 * (packed + (2 * pairs + 4 * d * d) as f64)) as u64
    }

    /// Whether pairs are fewer numbers than the entries of A^(4).
    fn has_pairs(action: &SparseAction<T>) -> bool {
        let d = action.dimension();
        let few = |pairs: usize| (pairs * d * (d + 1)) as f64 <= estimated_entries(d, 4);
        d > DENSE && action.max_rank() == 4 && few(Pairs::number_of(action))
    }

    /// Of an action around the point, with A^(4) as pairs where these are fewer numbers than its entries.
    fn of(action: &SparseAction<T>) -> Result<Expansion<T>, CorrelatorsError> {
        match Expansion::has_pairs(action) {
            true => Expansion::with_pairs(action.up_to(3).to_dense()?, Pairs::of(action)?),
            false => Expansion::new(action.to_dense()?),
        }
    }

    /// An expansion whose vertices and line have all self-loops in them.
    pub(super) fn dressed(action: &SparseAction<T>) -> Result<Expansion<T>, CorrelatorsError> {
        Ok(Expansion { dressed: true, ..Expansion::of(action)? })
    }

    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        self.action.dimension()
    }

    /// The coefficients A^(k) at the point, to rank 3 where A^(4) is held as pairs.
    pub fn action(&self) -> &Action<T> {
        &self.action
    }

    /// A^(4), where it is held as pairs.
    pub fn quartic(&self) -> Option<&Pairs<T>> {
        self.quartic.as_ref()
    }

    /// The point.
    pub fn point(&self) -> Vec<T> {
        self.action.around.clone().unwrap_or_else(|| vec![T::zero(); self.dimension()])
    }

    /// The line.
    pub fn line(&self) -> &Line<T> {
        &self.line
    }

    /// Δ^{-1} = -2 A^(2).
    pub(super) fn precision(&self) -> Array2<T> {
        precision(&self.action)
    }

    /// Whether self-loops are in the line and the vertices already.
    pub fn is_dressed(&self) -> bool {
        self.dressed
    }

    /// The ranks from 3 on whose vertices do not vanish.
    pub fn ranks(&self) -> Vec<usize> {
        let tensors = self.action.tensors().iter().skip(3);
        let present = tensors.filter(|tensor| tensor.entries().iter().any(|entry| !entry.is_zero()));
        let pairs = self.quartic.iter().filter(|pairs| !pairs.is_empty()).map(|_| 4);
        present.map(SymmetricTensor::rank).chain(pairs).collect()
    }

    /// The vertex of a rank with so many self-loops, in the basis of the line: all entries of
    /// Σ k! A^(k)_{.. aa' bb' ..} Δ_aa' Δ_bb' .., every index that is left contracted with L.
    pub(super) fn vertex(&self, rank: usize, self_loops: usize) -> ArrayD<T> {
        let (mut closed, left) = match (&self.quartic, self.action.tensor(rank)) {
            (Some(pairs), None) if rank == 4 && self_loops > 0 => (
                SymmetricTensor::symmetrised(
                    self.dimension(),
                    pairs.closed(self.line.matrix()).into_dyn().view(),
                ),
                self_loops - 1,
            ),
            (_, Some(tensor)) => (tensor.clone(), self_loops),
            (_, None) => return ArrayD::zeros(vec![self.dimension(); rank - 2 * self_loops]),
        };
        for _ in 0..left {
            closed = with_self_loop(&closed, self.line.matrix());
        }
        let factorial = (2..=rank).fold(T::one(), |product, n| product * T::natural(n));
        closed.entries_mut().iter_mut().for_each(|entry| *entry *= factorial.clone());
        mapped(closed.to_dense(), self.line.factor().t())
    }

    /// Σ_ab V_ijab X_ab of pairs, all indices in the basis of the line.
    pub(super) fn quartic_with(&self, pairs: &Pairs<T>, matrix: Array2<T>) -> Array2<T> {
        let half = T::half();
        let symmetric = (&matrix + &matrix.t()).mapv(|entry| half.clone() * entry);
        let closed = pairs.closed(mapped(symmetric, self.line.factor()).view());
        mapped(closed, self.line.factor().t()).mapv(|entry| T::natural(24) * entry)
    }
}

/// -2 A^(2) as a matrix.
fn precision<T: Scalar>(action: &Action<T>) -> Array2<T> {
    let d = action.dimension();
    match action.tensor(2) {
        None => Array2::zeros((d, d)),
        Some(tensor) => Array2::from_shape_fn((d, d), |(i, j)| -(T::two() * tensor.get(&[i, j]).clone())),
    }
}

/// Σ_ab T_{β ab} Δ_ab.
///
/// # Cost
/// About k²/2 multiplications for each entry.
fn with_self_loop<T: Scalar>(tensor: &SymmetricTensor<T>, line: ArrayView2<'_, T>) -> SymmetricTensor<T> {
    let mut closed = SymmetricTensor::zero(tensor.dimension(), tensor.rank() - 2);
    let places = Places::new(tensor.dimension(), tensor.rank() - 2);
    let mut rest = Vec::with_capacity(tensor.rank());
    for (index, value) in tensor.iter().filter(|(_, value)| !value.is_zero()) {
        for first in 0..index.len() {
            for second in first + 1..index.len() {
                let starts = |place: usize, from: usize| place == from || index[place - 1] != index[place];
                // Every pair of values once.
                if !starts(first, 0) || !starts(second, first + 1) {
                    continue;
                }
                let (a, b) = (index[first], index[second]);
                rest.clear();
                rest.extend(
                    (0..index.len())
                        .filter(|&place| place != first && place != second)
                        .map(|place| index[place]),
                );
                let ways = if a == b { T::one() } else { T::two() };
                closed.entries_mut()[places.of(&rest)] += ways * line[[a, b]].clone() * value.clone();
            }
        }
    }
    closed
}
