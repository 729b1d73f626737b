//! The maps of a network against each other, and against a plain reference.

use diagraction::network::{Activation, Coupling, Linear, Network};
use diagraction::{Rational, Scalar};
use ndarray::{Array1, Array2, ArrayD, ArrayView1, ArrayView2, Axis, Dimension, IxDyn};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

/// Takes entries one after the other and shapes them.
struct Entries<I>(I);

impl<I: Iterator<Item = Rational>> Entries<I> {
    fn vector(&mut self, d: usize) -> Array1<Rational> {
        self.0.by_ref().take(d).collect()
    }

    fn tensor(&mut self, shape: &[usize]) -> ArrayD<Rational> {
        let count = shape.iter().product();
        ArrayD::from_shape_vec(IxDyn(shape), self.0.by_ref().take(count).collect()).unwrap()
    }

    fn matrix(&mut self, d: usize) -> Array2<Rational> {
        self.tensor(&[d, d]).into_dimensionality().unwrap()
    }

    fn linear(&mut self, d: usize) -> Linear<Rational> {
        Linear { weight: self.matrix(d), bias: self.vector(d) }
    }

    /// Quadratic for kind 0, cubic for 1, both for 2; 3 and 4 are 0 and 2 with the quadratic one in low-rank form.
    fn activation(&mut self, d: usize, kind: usize) -> Activation<Rational> {
        let (d1, d2) = (d.div_ceil(2), d / 2);
        let mut couplings = Vec::new();
        if kind > 2 {
            let factor = |matrix: ArrayD<Rational>| matrix.into_dimensionality().unwrap();
            let (output, input) = (factor(self.tensor(&[d2, 3])), factor(self.tensor(&[3, d1])));
            couplings.push(Coupling::low_rank(output, input).unwrap());
        } else if kind != 1 {
            couplings.push(Coupling::new(self.tensor(&[d2, d1, d1])).unwrap());
        }
        if [1, 2, 4].contains(&kind) {
            couplings.push(Coupling::new(self.tensor(&[d2, d1, d1, d1])).unwrap());
        }
        Activation::new(couplings).unwrap()
    }
}

/// A network of small rationals and a point, d = 1 .. 5, L = 0 .. 2.
fn model() -> impl Strategy<Value = (Network<Rational>, Array1<Rational>)> {
    const ENTRIES: usize = 250;
    let shape = (1..=5_usize, prop::collection::vec(0..5_usize, 0..=2));
    let entries = prop::collection::vec((-4..=4_i64, 1..=3_i64), ENTRIES);
    (shape, entries).prop_filter_map("a singular weight", |((d, kinds), entries)| {
        let mut entries =
            Entries(entries.into_iter().map(|(p, q)| Rational::new(p.into(), q.into())).cycle());
        let linear = (0..=kinds.len()).map(|_| entries.linear(d)).collect();
        let activations = kinds.iter().map(|&kind| entries.activation(d, kind)).collect();
        let x = entries.vector(d);
        Network::new(linear, activations).ok().map(|network| (network, x))
    })
}

/// The sums of the module page, written out; with `magnitude`, of absolute values.
fn reference(network: &Network<Rational>, x: ArrayView1<'_, Rational>, magnitude: bool) -> Array1<Rational> {
    let value = |number: &Rational| if magnitude { number.abs() } else { number.clone() };
    let (d1, _) = network.split();
    let mut x = x.map(value);
    for layer in 1..=network.depth() + 1 {
        let Linear { weight, bias } = network.linear(layer);
        let mut h = bias.map(value);
        for ((i, j), entry) in weight.indexed_iter() {
            h[i] += value(entry) * &x[j];
        }
        x = h.clone();
        if layer <= network.depth() {
            for coupling in network.activation(layer).couplings() {
                for (index, entry) in coupling.tensor().indexed_iter() {
                    let term = (1..index.ndim()).fold(value(entry), |term, k| term * &h[index[k]]);
                    x[d1 + index[0]] += term;
                }
            }
        }
    }
    x
}

fn cofactor_determinant(matrix: ArrayView2<'_, Rational>) -> Rational {
    if matrix.nrows() == 0 {
        return Rational::one();
    }
    let mut determinant = Rational::zero();
    for j in 0..matrix.ncols() {
        let columns: Vec<usize> = (0..matrix.ncols()).filter(|&k| k != j).collect();
        let minor = matrix.slice_axis(Axis(0), (1..).into());
        let term = &matrix[[0, j]] * cofactor_determinant(minor.select(Axis(1), &columns).view());
        determinant = if j % 2 == 0 { determinant + term } else { determinant - term };
    }
    determinant
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn forward_is_the_sum_of_the_definition((network, x) in model()) {
        prop_assert_eq!(network.forward(x.view()), reference(&network, x.view(), false));
    }

    #[test]
    fn inverse_undoes_forward_exactly((network, x) in model()) {
        prop_assert_eq!(network.inverse(network.forward(x.view()).view()).unwrap(), x);
    }

    #[test]
    fn determinant_is_that_of_cofactors((network, _) in model()) {
        let layers = 1..=network.depth() + 1;
        let product: Rational =
            layers.map(|layer| cofactor_determinant(network.linear(layer).weight.view())).product();
        prop_assert_eq!(network.abs_det(), product.abs());
    }

    #[test]
    fn floating_point_follows_exact_arithmetic((network, x) in model()) {
        /// More rounding errors than any entry of these networks collects.
        const ROUNDINGS: f64 = 400.0;
        let float = network.to_f64().unwrap();
        let x = x.map(Scalar::to_f64);
        let exact = float.to_exact();
        let exact_x = x.map(|entry| Rational::from_float(*entry).unwrap());
        let z = float.forward(x.view());
        let exact_z = exact.forward(exact_x.view());
        let scale = reference(&exact, exact_x.view(), true);
        for ((z, exact), scale) in z.iter().zip(&exact_z).zip(&scale) {
            prop_assert!((z - exact.to_f64()).abs() <= ROUNDINGS * f64::EPSILON * scale.to_f64());
        }
        let ln_abs_det = exact.abs_det().to_f64().ln();
        prop_assert!((float.ln_abs_det() - ln_abs_det).abs() < 1e-11);
        let layers: f64 = (1..=float.depth() + 1).map(|layer| float.ln_abs_det_of(layer)).sum();
        prop_assert!((float.ln_abs_det() - layers).abs() < 1e-12);
    }
}

/// Reproducible numbers between -1 and 1.
fn numbers(mut state: u64) -> impl Iterator<Item = f64> {
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    })
}

/// Weights near the identity, couplings of size `chi`.
fn float_network(d: usize, arities: &[&[usize]], chi: f64) -> Network<f64> {
    let mut numbers = numbers(7);
    let linear = (0..=arities.len()).map(|_| {
        let weight =
            Array2::from_shape_simple_fn((d, d), || 0.2 * numbers.next().unwrap()) + Array2::<f64>::eye(d);
        Linear { weight, bias: (0..d).map(|_| numbers.next().unwrap()).collect() }
    });
    let linear = linear.collect();
    let activations = arities.iter().map(|arities| {
        let coupling = |&arity: &usize| {
            let shape: Vec<_> =
                std::iter::once(d / 2).chain(std::iter::repeat_n(d.div_ceil(2), arity)).collect();
            Coupling::new(ArrayD::from_shape_simple_fn(shape, || chi * numbers.next().unwrap())).unwrap()
        };
        Activation::new(arities.iter().map(coupling).collect()).unwrap()
    });
    let activations = activations.collect();
    Network::new(linear, activations).unwrap()
}

#[test]
fn a_batch_agrees_with_its_rows() {
    let network = float_network(7, &[&[2], &[3, 2], &[4]], 0.1);
    let x = Array2::from_shape_vec((2500, 7), numbers(3).take(2500 * 7).collect()).unwrap();
    let z = network.forward_batch(x.view()).unwrap();
    let back = network.inverse_batch(z.view()).unwrap();
    let density = network.log_density_batch(x.view()).unwrap();
    for row in (0..2500).step_by(99) {
        let single = network.forward(x.row(row));
        assert!((&single - &z.row(row)).iter().all(|error| error.abs() < 1e-12));
        let single = network.inverse(z.row(row)).unwrap();
        assert!((&single - &back.row(row)).iter().all(|error| error.abs() < 1e-12));
        assert!((network.log_density(x.row(row)).unwrap() - density[row]).abs() < 1e-12);
    }
    assert!((back - x).iter().all(|error| error.abs() < 1e-11));
}

/// The same network with its quadratic couplings as sums of products, and the other way round.
#[test]
fn low_rank_couplings_are_the_tensors_that_they_multiply_out_to() {
    let mut numbers = numbers(5);
    for d in [1_usize, 2, 7, 8] {
        let (d1, d2) = (d.div_ceil(2), d / 2);
        let mut factor = |shape| Array2::from_shape_simple_fn(shape, || 0.3 * numbers.next().unwrap());
        let mut low_rank = || Coupling::low_rank(factor((d2, 5)), factor((5, d1))).unwrap();
        let plain = float_network(d, &[&[2], &[2, 3]], 0.1);
        let linear = (1..=3).map(|layer| plain.linear(layer).clone()).collect::<Vec<_>>();
        let cubic = plain.activation(2).coupling(3).unwrap();
        let factors = vec![vec![low_rank()], vec![low_rank(), cubic.clone()]];
        let dense = factors.iter().map(|couplings| {
            let tensors =
                couplings.iter().map(|coupling| Coupling::new(coupling.tensor().into_owned()).unwrap());
            Activation::new(tensors.collect()).unwrap()
        });
        let dense = Network::new(linear.clone(), dense.collect()).unwrap();
        let factors = factors.into_iter().map(|couplings| Activation::new(couplings).unwrap());
        let factors = Network::new(linear, factors.collect()).unwrap();
        assert_eq!(factors.activation(1).couplings()[0].chi_rank(), Some(5));
        assert_eq!(dense.activation(1).couplings()[0].chi_rank(), None);

        let x = Array2::from_shape_simple_fn((1500, d), || 0.5 * factor((1, 1))[[0, 0]]);
        let (of_factors, of_dense) =
            (factors.forward_batch(x.view()).unwrap(), dense.forward_batch(x.view()).unwrap());
        assert!((&of_factors - &of_dense).iter().all(|error| error.abs() < 1e-13));
        for row in (0..1500).step_by(131) {
            let single = factors.forward(x.row(row));
            assert!((&single - &of_factors.row(row)).iter().all(|error| error.abs() < 1e-13));
        }
        let back = factors.inverse_batch(of_factors.view()).unwrap();
        assert!((back - x).iter().all(|error| error.abs() < 1e-12));
    }
}

#[test]
fn batches_in_any_memory_order_and_empty_ones() {
    let network = float_network(4, &[&[2]], 0.5);
    let x = Array2::from_shape_vec((4, 3), numbers(1).take(12).collect()).unwrap();
    let z = network.forward_batch(x.t()).unwrap();
    assert_eq!(z, network.forward_batch(x.t().as_standard_layout().view()).unwrap());
    assert_eq!(network.forward_batch(Array2::zeros((0, 4)).view()).unwrap().dim(), (0, 4));
    assert_eq!(network.sample(0, 1).unwrap().dim(), (0, 4));
}

#[test]
fn odd_and_trivial_dimensions() {
    let one = float_network(1, &[&[2], &[3]], 1.0);
    assert_eq!(one.split(), (1, 0));
    assert_eq!(one.arities(), [2, 3]);
    let x = ndarray::array![[0.3], [-2.0]];
    let z = one.forward_batch(x.view()).unwrap();
    assert!((one.inverse_batch(z.view()).unwrap() - &x).iter().all(|error| error.abs() < 1e-14));
    assert!((one.forward(x.row(0))[0] - z[[0, 0]]).abs() < 1e-14);

    let affine = float_network(3, &[], 0.0);
    assert_eq!((affine.depth(), affine.split(), affine.arities()), (0, (2, 1), vec![]));
}

#[test]
fn the_density_of_an_affine_network_is_gaussian() {
    let network = float_network(3, &[], 0.0);
    let x = ndarray::array![0.4, -1.0, 0.2];
    let z = network.linear(1).weight.dot(&x) + &network.linear(1).bias;
    let determinant = network.to_exact().abs_det().to_f64();
    let expected = -0.5 * z.dot(&z) - 1.5 * std::f64::consts::TAU.ln() + determinant.ln();
    assert!((network.log_density(x.view()).unwrap() - expected).abs() < 1e-14);
}

#[test]
fn the_density_of_a_nonlinear_network_integrates_to_one() {
    /// The density falls below 1e-30 outside [-RANGE, RANGE]².
    const RANGE: f64 = 24.0;
    const STEPS: usize = 600;
    let network = float_network(2, &[&[2]], 0.4);
    let step = 2.0 * RANGE / STEPS as f64;
    let points = Array2::from_shape_fn((STEPS * STEPS, 2), |(row, axis)| {
        let index = if axis == 0 { row / STEPS } else { row % STEPS };
        (index as f64 + 0.5) * step - RANGE
    });
    let total: f64 = network.log_density_batch(points.view()).unwrap().iter().map(|s| s.exp()).sum();
    assert!((total * step * step - 1.0).abs() < 1e-9, "{}", total * step * step);
}

#[test]
fn samples_of_an_affine_network_have_its_mean_and_covariance() {
    const N: usize = 40_000;
    /// So many standard errors are exceeded once in two million checks.
    const SIGMAS: f64 = 5.0;
    let network = float_network(3, &[], 0.0);
    let samples = network.sample(N, 11).unwrap();
    let mean = network.inverse(Array1::zeros(3).view()).unwrap();
    let root = network.inverse_batch(Array2::eye(3).view()).unwrap() - &mean;
    let covariance = root.t().dot(&root);
    for i in 0..3 {
        let sampled = samples.column(i).mean().unwrap();
        assert!((sampled - mean[i]).abs() < SIGMAS * (covariance[[i, i]] / N as f64).sqrt());
        for j in 0..3 {
            let products = (&samples.column(i) - mean[i]) * (&samples.column(j) - mean[j]);
            let variance = covariance[[i, i]] * covariance[[j, j]] + covariance[[i, j]].powi(2);
            let error = products.mean().unwrap() - covariance[[i, j]];
            assert!(error.abs() < SIGMAS * (variance / N as f64).sqrt());
        }
    }
}

#[test]
fn a_seed_fixes_the_samples() {
    let network = float_network(5, &[&[2]], 0.2);
    let samples = network.sample(2000, 5).unwrap();
    assert_eq!(samples, network.sample(2000, 5).unwrap());
    assert_eq!(samples.slice_axis(Axis(0), (..7).into()), network.sample(7, 5).unwrap());
    assert_ne!(samples, network.sample(2000, 6).unwrap());
}

#[test]
fn the_stream_of_random_numbers_is_pinned() {
    let identity = Linear { weight: Array2::eye(2), bias: Array1::zeros(2) };
    let samples = Network::new(vec![identity], vec![]).unwrap().sample(2, 42).unwrap();
    assert_eq!(
        samples,
        ndarray::array![[0.8343975468437959, -0.514962928147295], [1.40772757311975, 0.46445486122523566]]
    );
}
