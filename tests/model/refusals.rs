//! What is not a network, and points at which one has no value.

use diagraction::Rational;
use diagraction::network::{
    Activation, Coupling, EvaluationError, Linear, Network, NetworkError, TensorName,
};
use ndarray::{Array1, Array2, Array3, Array4, array};

fn linear(weight: Array2<f64>) -> Linear<f64> {
    let bias = Array1::zeros(weight.nrows());
    Linear { weight, bias }
}

fn affine(weight: Array2<f64>) -> Result<Network<f64>, NetworkError> {
    Network::new(vec![linear(weight)], vec![])
}

fn quadratic(shape: (usize, usize, usize), entry: f64) -> Activation<f64> {
    Activation::new(vec![Coupling::new(Array3::from_elem(shape, entry)).unwrap()]).unwrap()
}

fn is_singular(weight: Array2<f64>) -> bool {
    affine(weight) == Err(NetworkError::Singular { layer: 1 })
}

#[test]
fn singular_weights_are_told_from_badly_scaled_ones() {
    assert!(!is_singular(array![[1.0, 0.0], [0.0, 1e-30]]));
    assert!(!is_singular(array![[0.0, 1e-200], [1e200, 0.0]]));
    assert!(!is_singular(array![[5e-324, 0.0], [0.0, 1.7e308]]));
    assert!(!is_singular(array![[1e300, 1e-300], [1e300, 2e-300]]));
    assert!(!is_singular(array![[1.0, 1.0], [1.0, 1.0 + 1e-14]]));
    assert!(!is_singular(Array2::from_shape_fn((8, 8), |(i, j)| 1.0 / (i + j + 1) as f64)));

    assert!(is_singular(array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]));
    assert!(is_singular(array![[1e-9, 2e-9], [3e9, 6e9]]));
    assert!(is_singular(array![[0.0]]));
    assert!(is_singular(array![[1.0, 0.0], [3.0, 0.0]]));
    assert!(is_singular(array![[0.0, 0.0], [3.0, 1.0]]));
    assert!(is_singular(Array2::ones((40, 40))));
}

#[test]
fn the_log_determinant_holds_at_any_scale() {
    let ln = |weight| affine(weight).unwrap().ln_abs_det();
    assert!((ln(array![[1e300, 1e-300], [1e300, 2e-300]]) - 0.0).abs() < 1e-13);
    assert!((ln(array![[5e-324]]) - 5e-324_f64.ln()).abs() < 1e-12);
    assert_eq!(ln(array![[0.0, -4.0], [0.5, 7.0]]), 2.0_f64.ln());
}

#[test]
fn the_inverse_holds_at_any_scale() {
    let network = affine(array![[1e300, 1e-300], [1e300, 2e-300]]).unwrap();
    let x = network.inverse(array![1.0, 1.0].view()).unwrap();
    assert!((x[0] * 1e300 - 1.0).abs() < 1e-14 && x[1].abs() < 1e285);
    let network = affine(array![[0.0, 1e-200], [1e200, 0.0]]).unwrap();
    assert_eq!(network.inverse(array![2e-200, 3e200].view()).unwrap(), array![3.0, 2.0]);
}

#[test]
fn shapes_must_fit() {
    assert_eq!(Network::<f64>::new(vec![], vec![]), Err(NetworkError::Empty));
    let eye = || linear(Array2::eye(3));
    assert_eq!(
        Network::new(vec![eye()], vec![quadratic((1, 2, 2), 0.0)]),
        Err(NetworkError::LayerCount { linear: 1, activations: 1 })
    );
    assert!(matches!(affine(Array2::zeros((0, 0))), Err(NetworkError::ZeroDimension { .. })));
    let tensor = TensorName::Weight { layer: 1 };
    assert_eq!(
        affine(Array2::ones((2, 3))),
        Err(NetworkError::Shape { tensor, found: vec![2, 3], expected: vec![2, 2] })
    );
    let tensor = TensorName::Coupling { layer: 1, arity: 2 };
    assert_eq!(
        Network::new(vec![eye(), eye()], vec![quadratic((1, 1, 1), 0.0)]),
        Err(NetworkError::Shape { tensor, found: vec![1, 1, 1], expected: vec![1, 2, 2] })
    );
    let mut short = eye();
    short.bias = array![0.0];
    let error = Network::new(vec![short], vec![]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`linear.0.bias` has shape (1,), expected (3,); `linear.0.weight` sets the dimension, and all other shapes \
         follow from it"
    );
}

#[test]
fn couplings_must_be_couplings() {
    for shape in [(2, 1, 1), (1, 3, 3), (1, 1, 2), (0, 0, 0)] {
        assert!(Coupling::new(Array3::<f64>::zeros(shape)).is_err(), "{shape:?}");
    }
    assert!(Coupling::new(Array2::<f64>::zeros((1, 1))).is_err());
    for (output, input) in
        [((1, 2), (3, 1)), ((2, 1), (1, 1)), ((1, 0), (0, 1)), ((0, 1), (1, 2)), ((0, 0), (0, 0))]
    {
        let factors = Coupling::low_rank(Array2::<f64>::zeros(output), Array2::zeros(input));
        assert!(matches!(factors, Err(NetworkError::LowRankShape { .. })), "{output:?} {input:?}");
    }
    let factors = Coupling::low_rank(Array2::<f64>::zeros((1, 3)), Array2::zeros((3, 2))).unwrap();
    let dense = Coupling::new(Array3::<f64>::zeros((1, 2, 2))).unwrap();
    assert_eq!(Activation::new(vec![dense, factors]), Err(NetworkError::RepeatedArity { arity: 2 }));
    assert_eq!(Activation::<f64>::new(vec![]), Err(NetworkError::NoCoupling));
    let chi = || Coupling::new(Array4::<f64>::zeros((1, 2, 2, 2))).unwrap();
    assert_eq!(Activation::new(vec![chi(), chi()]), Err(NetworkError::RepeatedArity { arity: 3 }));
}

#[test]
fn entries_must_be_finite() {
    let eye = || linear(Array2::eye(2));
    let error = Network::new(vec![eye(), eye()], vec![quadratic((1, 1, 1), f64::NAN)]).unwrap_err();
    let NetworkError::NotFinite { tensor, index, .. } = error else { panic!("{error}") };
    assert_eq!((tensor.to_string(), index), ("chi.0".to_owned(), vec![0, 0, 0]));
    let factors = Coupling::low_rank(array![[1.0, 2.0]], array![[0.0], [f64::INFINITY]]).unwrap();
    let error = Network::new(vec![eye(), eye()], vec![Activation::new(vec![factors]).unwrap()]).unwrap_err();
    assert!(error.to_string().contains("`chi_in.0` has the entry inf at [1, 0]"), "{error}");
    let factors = Coupling::low_rank(array![[1.0]], array![[1.0]]).unwrap();
    let activation = Activation::new(vec![factors]).unwrap();
    let wide = || linear(Array2::eye(3));
    let tensor = TensorName::CouplingInput { layer: 1 };
    assert_eq!(
        Network::new(vec![wide(), wide()], vec![activation]),
        Err(NetworkError::Shape { tensor, found: vec![1, 1], expected: vec![1, 2] })
    );
    let mut infinite = eye();
    infinite.bias[1] = f64::NEG_INFINITY;
    let error = Network::new(vec![infinite], vec![]).unwrap_err();
    assert!(error.to_string().contains("`linear.0.bias` has the entry -inf at [1]"), "{error}");
}

#[test]
fn exact_numbers_beyond_doubles_are_not_converted() {
    let huge = num_traits::pow(Rational::from_integer(10.into()), 400);
    let weight = Array2::from_elem((1, 1), huge);
    let network =
        Network::new(vec![Linear { weight, bias: Array1::from_elem(1, Rational::default()) }], vec![]);
    assert!(matches!(network.unwrap().to_f64(), Err(NetworkError::NotFinite { .. })));
}

#[test]
fn doubles_survive_the_way_through_exact_numbers() {
    let entries = [5e-324, -2.5e-310, 0.1, 1.0 / 3.0, f64::MAX, f64::MIN_POSITIVE];
    let network = Network::new(vec![linear(Array2::from_diag(&Array1::from_iter(entries)))], vec![]).unwrap();
    assert_eq!(network.to_exact().to_f64().unwrap(), network);
}

#[test]
fn overflow_is_an_error() {
    let eye = || linear(Array2::eye(2));
    let network = Network::new(vec![eye(), eye()], vec![quadratic((1, 1, 1), 1.0)]).unwrap();
    let far = array![[0.0, 0.0], [1e200, 0.0]];
    let refused = |operation, row| EvaluationError::NotFinite { operation, row };
    assert_eq!(network.forward_batch(far.view()), Err(refused("image", 1)));
    assert_eq!(network.inverse_batch(far.view()), Err(refused("inverse", 1)));
    assert_eq!(network.log_density_batch(far.view()), Err(refused("image", 1)));
    assert_eq!(network.log_density(far.row(1)), Err(refused("log-density", 0)));
    assert_eq!(network.inverse(array![f64::NAN, 0.0].view()), Err(refused("inverse", 0)));
    let edge = array![[1e160, -1e300]];
    assert_eq!(
        affine(Array2::eye(2)).unwrap().log_density_batch(edge.view()),
        Err(refused("log-density", 0))
    );
}

#[test]
fn points_of_another_dimension_are_refused() {
    let network = affine(Array2::eye(2)).unwrap();
    let refused = EvaluationError::Length { found: 3, expected: 2 };
    assert_eq!(network.inverse(Array1::zeros(3).view()), Err(refused.clone()));
    assert_eq!(network.log_density(Array1::zeros(3).view()), Err(refused.clone()));
    assert_eq!(network.forward_batch(Array2::zeros((5, 3)).view()), Err(refused.clone()));
    assert_eq!(network.to_exact().inverse(Array1::from_elem(3, Rational::default()).view()), Err(refused));
    assert!(matches!(network.sample(usize::MAX, 0), Err(EvaluationError::Memory { .. })));
}

/// Rank d - 1 by construction. Rounding leaves a last pivot of up to a hundred times the usual.
#[test]
fn weights_of_deficient_rank_are_singular() {
    let mut state = 7_u64;
    let mut small = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 19) as f64 - 9.0
    };
    for trial in 0..2000 {
        let d = 2 + trial % 7;
        let tall = Array2::from_shape_simple_fn((d, d - 1), &mut small);
        let wide = Array2::from_shape_simple_fn((d - 1, d), &mut small);
        assert!(is_singular(tall.dot(&wide)));
    }
}
