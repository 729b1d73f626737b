//! -|z(x)|²/2 expanded in powers of x, layer after layer.

use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewD};
use num_traits::One;

use super::estimate::{Estimate, estimate};
use super::ring::{Polynomial, Ring};
use crate::action::{Action, Truncation};
use crate::network::{Activation, Linear, Network};
use crate::{Rational, Scalar};

/// Expands -z(x)·z(x)/2 in powers of x, or -z·P z/2 where the latent density has a precision.
///
/// The result holds every rank up to the limit, and A^(0) without the constants
/// ln|det W| and -(d/2) ln 2π, which are not polynomial in the weights.
///
/// # Errors
/// The estimate, when the number of monomials is beyond what can be numbered.
pub(crate) fn extract<T: Scalar>(
    network: &Network<T>,
    truncation: &Truncation,
) -> Result<Action<T>, Estimate> {
    on_plane(network, Array2::eye(network.dimension()).view(), truncation)
}

/// The same of x = V y in powers of y, V in (d, variables): along a line through the origin where V is a vector, the entries between a few
/// coordinates where its columns are unit vectors.
///
/// # Errors
/// As [`extract`].
pub(crate) fn on_plane<T: Scalar>(
    network: &Network<T>,
    plane: ArrayView2<'_, T>,
    truncation: &Truncation,
) -> Result<Action<T>, Estimate> {
    let estimate = estimate(network, plane.ncols(), truncation);
    if estimate.monomials >= f64::from(u32::MAX) {
        return Err(estimate);
    }
    let ring = Ring::new(plane.ncols(), estimate.degree, truncation.max_chi);
    let variables: Vec<_> =
        (0..plane.ncols()).map(|variable| Polynomial::variable(&ring, variable)).collect();
    let mut x: Vec<Polynomial<T>> = plane.outer_iter().map(|row| combined(&ring, row, &variables)).collect();
    for layer in 1..=network.depth() {
        let h = linear(&ring, network.linear(layer), &x);
        x = activation(&ring, network.activation(layer), h);
    }
    let z = linear(&ring, network.linear(network.depth() + 1), &x);
    let mut action = Polynomial::zero(&ring);
    let minus_half = T::from_rational(&Rational::new((-1).into(), 2.into()));
    match network.latent() {
        None => {
            z.iter().for_each(|z| action.add_scaled(&ring, &minus_half, &z.times(&ring, z)));
        }
        Some(latent) => {
            for (z_a, row) in z.iter().zip(latent.precision().outer_iter()) {
                action.add_scaled(&ring, &minus_half, &z_a.times(&ring, &combined(&ring, row, &z)));
            }
        }
    }
    Ok(coefficients(&ring, &action, truncation))
}

/// h = W x + b, Eq. (13).
fn linear<T: Scalar>(ring: &Ring, linear: &Linear<T>, x: &[Polynomial<T>]) -> Vec<Polynomial<T>> {
    let rows = linear.weight.outer_iter().zip(&linear.bias);
    rows.map(|(row, bias)| {
        let mut h = combined(ring, row, x);
        h.add_constant(bias);
        h
    })
    .collect()
}

/// Σ_j w_j x_j.
fn combined<T: Scalar>(ring: &Ring, row: ArrayView1<'_, T>, x: &[Polynomial<T>]) -> Polynomial<T> {
    let mut sum = Polynomial::zero(ring);
    row.iter().zip(x).for_each(|(weight, x)| sum.add_scaled(ring, weight, x));
    sum
}

/// x = h + χ · h^{⊗p}, Eq. (22).
fn activation<T: Scalar>(
    ring: &Ring,
    activation: &Activation<T>,
    mut h: Vec<Polynomial<T>>,
) -> Vec<Polynomial<T>> {
    let half = h.len().div_ceil(2);
    let (first, second) = h.split_at_mut(half);
    for coupling in activation.couplings() {
        let mut lower = Vec::with_capacity(coupling.arity());
        add_coupling(ring, coupling.tensor().view(), first, &mut lower, None, second);
    }
    h
}

/// Adds Σ χ_{m j_1 .. j_p} h_{j_1} .. h_{j_p} to component m, for all indices that begin with `lower`.
/// `product` is h_{j_1} .. over these.
fn add_coupling<T: Scalar>(
    ring: &Ring,
    coupling: ArrayViewD<'_, T>,
    h: &[Polynomial<T>],
    lower: &mut Vec<usize>,
    product: Option<&Polynomial<T>>,
    out: &mut [Polynomial<T>],
) {
    if let (true, Some(product)) = (lower.len() + 1 == coupling.ndim(), product) {
        let product = product.clone().times_chi(ring);
        let mut index = vec![0];
        index.extend_from_slice(lower);
        for (m, component) in out.iter_mut().enumerate() {
            index[0] = m;
            component.add_scaled(ring, &coupling[index.as_slice()], &product);
        }
        return;
    }
    for (j, factor) in h.iter().enumerate() {
        let longer = product.map_or_else(|| factor.clone(), |product| product.times(ring, factor));
        lower.push(j);
        add_coupling(ring, coupling.view(), h, lower, Some(&longer), out);
        lower.pop();
    }
}

/// A_α = (coefficient of the monomial α) / (number of permutations of α).
fn coefficients<T: Scalar>(ring: &Ring, polynomial: &Polynomial<T>, truncation: &Truncation) -> Action<T> {
    let degree = ring.degree;
    let mut action = Action::zero(ring.variables, degree, *truncation);
    for rank in 0..=degree {
        let tensor = action.tensor_mut(rank);
        for monomial in ring.of_degree(rank) {
            let variables = ring.variables_of(monomial);
            let entry = polynomial.coefficient(monomial) / permutations::<T>(&variables);
            tensor.set(&variables, entry);
        }
    }
    action
}

/// How many distinct orders the variables of a monomial have.
fn permutations<T: Scalar>(variables: &[usize]) -> T {
    let factorial =
        |n: usize| (1..=n).fold(Rational::one(), |product, k| product * Rational::from_integer(k.into()));
    let repeated = variables.chunk_by(|a, b| a == b).map(|class| factorial(class.len()));
    T::from_rational(&repeated.fold(factorial(variables.len()), |ways, exchange| ways / exchange))
}
