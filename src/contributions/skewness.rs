//! Which layers and which couplings make the third cumulant.

use ndarray::{Array1, Array2, Array3, ArrayView2, ArrayView3, ArrayViewD, Axis, s};

use crate::Scalar;
use crate::evaluate::EvaluateError;
use crate::network::{Network, Weight};
use crate::tensor::{SymmetricTensor, permutations};

/// κ_3 of a network without loops, taken apart. Every diagram of it has one split, so that it is a sum over the entries of all χ_l.
///
/// # Formula
/// With the constant parts c_l at the mode and D_l = 1 - 2 χ_l(c_l, ·),
///
/// ```text
/// κ_3 = Σ_l Σ_{m,j,k} -6 χ_l,mjk sym(M_m ⊗ u_j ⊗ u_k)
/// M  = W_1⁻¹ D_1 .. D_{l-1} W_l⁻¹           of the second half
/// u  = (∂h_l/∂z) (∂x/∂z)ᵀ                   of the first half
/// ```
///
/// The share of an entry is the scalar product of its term with κ_3, over the square of κ_3. Shares add up to one.
#[derive(Clone, Debug)]
pub struct Skewness<T> {
    /// κ_3.
    pub total: SymmetricTensor<T>,
    /// Layer by layer, from the first.
    pub layers: Vec<SkewLayer<T>>,
}

/// The part of a layer.
#[derive(Clone, Debug)]
pub struct SkewLayer<T> {
    /// The layer l.
    pub layer: usize,
    /// What its entries add to κ_3.
    pub part: SymmetricTensor<T>,
    /// The entries of χ_l that do not vanish, j ≤ k.
    pub entries: Vec<SkewEntry<T>>,
}

/// An entry χ_mjk of a layer, together with χ_mkj.
#[derive(Clone, Debug)]
pub struct SkewEntry<T> {
    /// m, j and k.
    pub index: [usize; 3],
    /// The average of χ_mjk and χ_mkj.
    pub value: T,
    /// The scalar product of its part with κ_3.
    pub product: T,
}

impl<T: Weight> Skewness<T> {
    /// Takes κ_3 of a network apart.
    ///
    /// # Errors
    /// When a coupling has more than two lower indices, or this takes more than so many bytes.
    ///
    /// # Cost
    /// d³ d1 multiplications for each layer, and some arrays of d³ numbers.
    ///
    /// # Example
    /// ```
    /// use diagraction::contributions::Skewness;
    /// use diagraction::network::file;
    ///
    /// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
    /// let found = Skewness::new(&network, u64::MAX)?;
    /// assert!((found.total.norm() - 0.0386495053).abs() < 1e-9);
    /// let shares: f64 = found.layers.iter().map(|layer| layer.product() / found.square()).sum();
    /// assert!((shares - 1.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(network: &Network<T>, memory: u64) -> Result<Skewness<T>, EvaluateError> {
        EvaluateError::expect_quadratic(network)?;
        let (d, depth) = (network.dimension(), network.depth());
        let needed = ((6 + depth) as f64) * (d as f64).powi(3) * size_of::<T>() as f64;
        EvaluateError::expect_memory(|| "kappa_3 layer by layer".to_owned(), needed, memory)?;
        let inverses: Vec<Array2<T>> =
            (1..=depth + 1).map(|layer| network.inverse_transposed(layer)).collect();
        let constants = constants(network, &inverses);
        let half = network.split().0;
        // ∂h_l/∂x and the transpose of ∂x/∂h_l, layer after layer.
        let (mut forward, mut backward) = (Array2::eye(d), Array2::eye(d));
        let mut stages = Vec::new();
        for (layer, inverse) in (1..).zip(&inverses) {
            forward = T::matrix_product(network.linear(layer).weight.view(), forward.view());
            backward = T::matrix_product(inverse.view(), backward.view());
            let Some(constant) = constants.get(layer - 1) else { break };
            let coupling = symmetric(network, layer);
            let slope = slope(coupling.view(), constant, half);
            let (first, second) = (forward.slice(s![..half, ..]), backward.slice(s![half.., ..]));
            stages.push((layer, coupling, first.to_owned(), second.to_owned()));
            // Both halves of h pass, and the second has what the first adds to it.
            let passed = T::matrix_product(slope.view(), forward.slice(s![..half, ..]));
            forward.slice_mut(s![half.., ..]).zip_mut_with(&passed, |entry, passed| *entry += passed.clone());
            let passed = T::matrix_product(slope.t(), backward.slice(s![half.., ..]));
            backward
                .slice_mut(s![..half, ..])
                .zip_mut_with(&passed, |entry, passed| *entry -= passed.clone());
        }
        let covariance = T::matrix_product(backward.t(), backward.view());
        let mut total = SymmetricTensor::zero(d, 3);
        let parts: Vec<_> = stages
            .into_iter()
            .map(|(layer, coupling, first, second)| {
                let legs = T::matrix_product(first.view(), covariance.view());
                let part = part(coupling.view(), second.view(), legs.view());
                total.add(&part);
                (layer, coupling, second, legs, part)
            })
            .collect();
        let full = total.to_dense();
        let layers = parts.into_iter().map(|(layer, coupling, second, legs, part)| SkewLayer {
            layer,
            part,
            entries: entries(coupling.view(), full.view(), second.view(), legs.view()),
        });
        Ok(Skewness { layers: layers.collect(), total })
    }
}

impl<T: Scalar> Skewness<T> {
    /// ⟨κ_3, κ_3⟩ over all d³ entries.
    pub fn square(&self) -> T {
        let squares =
            self.total.iter().map(|(index, entry)| permutations::<T>(&index) * entry.clone() * entry.clone());
        squares.fold(T::zero(), |sum, square| sum + square)
    }
}

impl<T: Scalar> SkewLayer<T> {
    /// The scalar product of its part with κ_3.
    pub fn product(&self) -> T {
        self.entries.iter().fold(T::zero(), |sum, entry| sum + entry.product.clone())
    }
}

/// h_1, h_2, .. h_L at the mode.
fn constants<T: Scalar>(network: &Network<T>, inverses: &[Array2<T>]) -> Vec<Array1<T>> {
    let mut point: Array1<T> = Array1::zeros(network.dimension());
    let mut constants = Vec::new();
    for (place, inverse) in inverses.iter().enumerate().rev() {
        let layer = place + 1;
        if layer <= network.depth() {
            point = network.activation(layer).inverse(point.view());
            constants.push(point.clone());
        }
        let centred: Array1<T> =
            point.iter().zip(&network.linear(layer).bias).map(|(h, b)| h.clone() - b.clone()).collect();
        let row = centred.insert_axis(Axis(0));
        point = T::matrix_product(row.view(), inverse.view()).remove_axis(Axis(0));
    }
    constants.reverse();
    constants
}

/// The symmetric part of χ_l, shape (d2, d1, d1).
fn symmetric<T: Scalar>(network: &Network<T>, layer: usize) -> Array3<T> {
    let coupling = network.activation(layer).couplings()[0].symmetric();
    coupling.into_dimensionality().expect("two lower indices")
}

/// 2 χ(c, ·), shape (d2, d1).
fn slope<T: Scalar>(coupling: ArrayView3<'_, T>, constant: &Array1<T>, half: usize) -> Array2<T> {
    let (second, first, _) = coupling.dim();
    let entry = |(m, j)| {
        (0..half).fold(T::zero(), |sum, k| sum + coupling[[m, j, k]].clone() * constant[k].clone()) * T::two()
    };
    Array2::from_shape_fn((second, first), entry)
}

/// Σ_mjk -6 χ_mjk sym(M_m ⊗ u_j ⊗ u_k), with M in rows, as u.
fn part<T: Scalar>(
    coupling: ArrayView3<'_, T>,
    second: ArrayView2<'_, T>,
    legs: ArrayView2<'_, T>,
) -> SymmetricTensor<T> {
    let ((m, j, _), d) = (coupling.dim(), legs.ncols());
    let flat = |array: Array2<T>, shape: (usize, usize)| {
        array.into_shape_with_order(shape).expect("as many numbers")
    };
    let coupling = coupling.to_shape((m, j * j)).expect("as many numbers");
    // i and (j, k), then (i, j) and b, then (i, b) and a.
    let all = flat(T::matrix_product(second.t(), coupling.view()), (d * j, j));
    let all = T::matrix_product(all.view(), legs).into_shape_with_order((d, j, d)).expect("as many numbers");
    let all = all.permuted_axes([0, 2, 1]);
    let all = T::matrix_product(all.to_shape((d * d, j)).expect("as many numbers").view(), legs);
    let all = all.into_shape_with_order(vec![d; 3]).expect("as many numbers");
    let mut part = SymmetricTensor::symmetrised(d, all.view());
    part.entries_mut().iter_mut().for_each(|entry| *entry *= -T::natural(6));
    part
}

/// The scalar products of all entries with κ_3.
fn entries<T: Scalar>(
    coupling: ArrayView3<'_, T>,
    total: ArrayViewD<'_, T>,
    second: ArrayView2<'_, T>,
    legs: ArrayView2<'_, T>,
) -> Vec<SkewEntry<T>> {
    let d = legs.ncols();
    let total = total.to_shape((d, d * d)).expect("as many numbers");
    let mut entries = Vec::new();
    for (m, row) in T::matrix_product(second, total.view()).outer_iter().enumerate() {
        let matrix = row.to_shape((d, d)).expect("as many numbers");
        let products = T::matrix_product(T::matrix_product(legs, matrix.view()).view(), legs.t());
        for ((j, k), value) in coupling.index_axis(Axis(0), m).indexed_iter().filter(|((j, k), _)| j <= k) {
            if !value.is_zero() {
                let orders = T::natural(if j == k { 6 } else { 12 });
                let product = -(orders * value.clone() * products[[j, k]].clone());
                entries.push(SkewEntry { index: [m, j, k], value: value.clone(), product });
            }
        }
    }
    entries
}
