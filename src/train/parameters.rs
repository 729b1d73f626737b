//! The way from parameters to a network, and the start.

use ndarray::{Array1, Array2, Array3, s};
use rand_distr::{Distribution, StandardNormal};

use super::layout::Layout;
use super::real::Real;
use super::whiten::Whitening;
use super::{Couplings, Options, TrainError, clusters};
use crate::network::{Activation, Coupling, Linear, Network, NetworkError};
use crate::random::generator;

/// The stream of the start; the others are numbered as the epochs.
const START: u64 = u64::MAX;

/// W = 1, b = 0 and χ = 0, or Gaussian noise of this standard deviation. The vectors `in` of low-rank couplings are random
/// with norms near one, and what they add is zero or noise.
pub(super) fn start<T: Real>(layout: &Layout, options: &Options) -> Vec<T> {
    let mut generator = generator(options.seed, START);
    let mut normal = || -> f64 { StandardNormal.sample(&mut generator) };
    let mut parameters = vec![T::zero(); layout.len()];
    for layer in 0..=layout.depth {
        layout.linear_mut(&mut parameters, layer).0.diag_mut().fill(T::one());
    }
    for layer in 0..layout.depth {
        let (mut output, mut input) = layout.activation_mut(&mut parameters, layer);
        let length = (layout.first() as f64).sqrt();
        input.mapv_inplace(|_| T::of(normal() / length));
        if options.noise > 0.0 {
            output.mapv_inplace(|_| T::of(normal() * options.noise));
        }
    }
    parameters
}

/// Heads that are Gaussians of clusters of the data, which z is at the start.
pub(super) fn start_heads<T: Real>(
    layout: &Layout,
    parameters: &mut [T],
    data: &Array2<T>,
    seed: u64,
) -> Result<(), TrainError> {
    // Rows from everywhere: those of a chain follow each other.
    let stride = data.nrows().div_ceil(clusters::ROWS);
    let some = data.slice(s![..;stride, ..]).mapv(Real::wide);
    let found = clusters::clusters(some.view(), layout.components, seed)?;
    for (k, cluster) in found.iter().enumerate() {
        let (mut root, mut shift) = layout.head_mut(parameters, k);
        root.assign(&cluster.root.mapv(T::of));
        shift.assign(&cluster.shift.mapv(T::of));
        layout.logits_mut(parameters)[k] = T::of(cluster.weight.ln());
    }
    Ok(())
}

/// The network with these parameters; a whitening of the data goes into W_1 and b_1.
pub(super) fn network<T: Real>(
    layout: &Layout,
    parameters: &[T],
    whitening: Option<&Whitening>,
) -> Result<Network<f64>, NetworkError> {
    let linear = (0..=layout.depth).map(|layer| {
        let weight = layout.weight(parameters, layer).mapv(Real::wide);
        let bias = layout.bias(parameters, layer).mapv(Real::wide);
        match whitening.filter(|_| layer == 0) {
            Some(whitening) => folded(weight, bias, whitening),
            None => Linear { weight, bias },
        }
    });
    let activations =
        (0..layout.depth).map(|layer| Activation::new(vec![coupling(layout, parameters, layer)?]));
    Network::new(linear.collect(), activations.collect::<Result<_, _>>()?)
}

/// W (V (x - m)) + b.
fn folded(weight: Array2<f64>, bias: Array1<f64>, whitening: &Whitening) -> Linear<f64> {
    let weight = weight.dot(&whitening.weight);
    let bias = bias - weight.dot(&whitening.mean);
    Linear { weight, bias }
}

fn coupling<T: Real>(layout: &Layout, parameters: &[T], layer: usize) -> Result<Coupling<f64>, NetworkError> {
    let output = layout.output(parameters, layer);
    match layout.couplings {
        Couplings::LowRank(_) => {
            let input = layout.input(parameters, layer).mapv(Real::wide);
            Coupling::low_rank(output.t().mapv(Real::wide), input)
        }
        Couplings::Full => {
            let (first, second) = (layout.first(), layout.second());
            let place = |j: usize, k: usize| j * (2 * first + 1 - j) / 2 + (k - j);
            let entry = |(m, j, k): (usize, usize, usize)| output[[place(j.min(k), j.max(k)), m]].wide();
            Coupling::new(Array3::from_shape_fn((second, first, first), entry))
        }
    }
}
