//! Networks with random parameters: their correlators and actions beside numbers of quadrature, exact mixtures and a transfer matrix.

use std::collections::BTreeMap;

use diagraction::action::{Normalisability, SparseAction, SymmetricTensor};
use diagraction::correlators::{Order, invert};
use diagraction::ensemble::{
    Connected, Draws, Ensemble, EnsembleError, Field, chain, closed, deformed, density, edgeworth, exponents,
    interacting, outputs, sampled, symmetries, tree_of_four,
};
use diagraction::{Rational, Scalar};
use ndarray::{Array2, array};

const COS: &str =
    "inputs 1  width 10  activation cos  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1/d)  b ~ uniform(-pi, pi)";

fn read(text: &str, points: usize) -> Ensemble {
    Ensemble::read(text, None, points).unwrap()
}

fn draws(networks: usize, seed: u64) -> Draws {
    Draws { networks, seed, ..Draws::default() }
}

fn line() -> Array2<f64> {
    array![[-2.0], [0.0], [1.5], [3.5]]
}

fn space() -> Array2<f64> {
    array![[1.0, 0.0, 0.5], [0.0, 1.0, -0.5], [-0.5, 0.25, 1.0], [0.5, 1.0, 1.0]]
}

fn in_space(activation: &str) -> String {
    format!(
        "inputs 3  width 10  activation {activation}  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1/d)  b ~ normal(0, 1/4)"
    )
}

fn close(found: f64, expected: f64, bound: f64) {
    assert!((found - expected).abs() <= bound, "{found} instead of {expected}");
}

/// G2 of the first point with all, N G4c at 0000, 0011, 0001, 0123, and of the action at N = 10 A0, A2[00], A2[01], A4[0000], A4[0123].
type Row = ([f64; 4], [f64; 4], [f64; 5]);

const ROWS: [Row; 3] = [
    (
        [0.5, 0.0676676416183, 0.00109374555909, 1.34978925e-7],
        [0.375, 0.490967979041, 0.050750731214, 0.370545670582],
        [-1.804069082797, -1.438959974673, 0.359080519351, 0.029503836253, 0.037115404866],
    ),
    (
        [0.387221161989, 0.091257896686, 0.136254450783, 0.290722850198],
        [0.311704533805, 0.297010701321, 0.087909744459, 0.067762186334],
        [-0.610603726259, -4.071913783383, -0.632789006288, 0.637629465927, -0.065313830054],
    ),
    (
        [1.0 / 3.0, 0.151103292615, 0.177682010765, 0.310643100447],
        [5.0 / 3.0, 0.432648557268, 0.562890074305, 0.421894141020],
        [0.659288941516, -7.936952219982, -0.038542423484, 3.057089565212, 0.040783885057],
    ),
];

fn rows() -> [(Ensemble, Array2<f64>, Row); 3] {
    let [cos, erf, relu] = ROWS;
    [
        (read(COS, 4), line(), cos),
        (read(&in_space("erf"), 4), space(), erf),
        (read(&in_space("relu"), 4), space(), relu),
    ]
}

const FOUR: [[usize; 4]; 4] = [[0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 2, 3]];

#[test]
fn closed_forms_are_those_of_quadrature() {
    for (ensemble, points, (two, four, action)) in rows() {
        let found = closed(&ensemble, &points, 4, u64::MAX).unwrap();
        for (b, expected) in two.into_iter().enumerate() {
            close(*found[0].value.get(&[0, b]), expected, 1e-12);
        }
        for (index, expected) in FOUR.iter().zip(four) {
            close(10.0 * found[1].value.get(index), expected, 1e-10);
        }
        let field = Field::new(&ensemble, found, 1, u64::MAX).unwrap();
        let tensors = field.action.tensors();
        let entries = [
            tensors[0].entries()[0],
            *tensors[2].get(&[0, 0]),
            *tensors[2].get(&[0, 1]),
            *tensors[4].get(&[0; 4]),
            *tensors[4].get(&[0, 1, 2, 3]),
        ];
        for (found, expected) in entries.into_iter().zip(action) {
            close(found, expected, 1e-10);
        }
        assert_eq!([1, 3].map(|rank| tensors[rank].norm()), [0.0, 0.0]);
    }
}

#[test]
fn drawn_networks_agree_with_closed_forms() {
    for (ensemble, points, _) in rows() {
        let exact = closed(&ensemble, &points, 4, u64::MAX).unwrap();
        let drawn = sampled(&ensemble, &points, 4, &draws(20_000, 5), &()).unwrap();
        for (a, b) in exact.iter().zip(&drawn.correlators) {
            let error = b.error.as_ref().unwrap();
            for (index, value) in a.value.iter() {
                let apart = (value - b.value.get(&index)).abs();
                assert!(apart < 4.0 * error.get(&index), "{index:?}: {value} {}", b.value.get(&index));
            }
            assert!(error.norm() < 0.1 * b.value.norm());
        }
        let field = drawn.field(&ensemble, exact[..1].to_vec(), 1, u64::MAX).unwrap();
        let whole = Field::new(&ensemble, exact, 1, u64::MAX).unwrap();
        let errors = field.errors.unwrap();
        for index in FOUR {
            let apart = field.action.tensors()[4].get(&index) - whole.action.tensors()[4].get(&index);
            assert!(apart.abs() < 4.0 * errors.tensors()[4].get(&index));
        }
    }
}

#[test]
fn one_point_of_cosines() {
    let ensemble = read(COS, 1);
    let found = closed(&ensemble, &array![[0.0]], 6, u64::MAX).unwrap();
    let values: Vec<f64> = found.iter().map(|found| found.value.entries()[0]).collect();
    close(values[0], 0.5, 1e-15);
    close(values[1], 3.0 / 80.0, 1e-15);
    close(values[2], 0.0, 1e-15);
    let field = Field::new(&ensemble, found, 1, u64::MAX).unwrap();
    let tensors = field.action.tensors();
    close(tensors[0].entries()[0], -0.553614942925, 1e-12);
    close(tensors[2].entries()[0], -1.075, 1e-14);
    close(tensors[4].entries()[0], 0.025, 1e-14);
    let (drawn, silent) =
        density(&ensemble, &array![[0.0]], (&field, 0), &[0.0, 0.5, 1.0, 1.5], &draws(50_000, 3), &())
            .unwrap();
    let exact = [(-0.55144, 0.00013), (-0.82232, 0.00005), (-1.60563, 0.00014), (-2.83966, 0.00038)];
    let order = [-0.553615, -0.820802, -1.603615, -2.845802];
    assert_eq!(silent, 0.0);
    for ((found, (exact, error)), order) in drawn.iter().zip(exact).zip(order) {
        close(found.sampled.0, exact, 3.0 * found.sampled.1.hypot(error));
        assert!(found.sampled.1 < 0.002);
        close(found.action, order, 1e-6);
    }
}

#[test]
fn six_outputs_and_the_second_order() {
    // One point of ReLU units with one input and bias: K of rank 1, and in two points of rank 2.
    let text =
        "inputs 1  width 10  activation relu  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ normal(0, 1/4)";
    let (ensemble, points) = (read(text, 2), array![[0.5], [-1.0]]);
    let exact = closed(&ensemble, &points, 6, u64::MAX).unwrap();
    let drawn = sampled(&ensemble, &points, 6, &draws(60_000, 2), &()).unwrap();
    for (a, b) in exact.iter().zip(&drawn.correlators) {
        for (index, value) in a.value.iter() {
            let error = b.error.as_ref().unwrap().get(&index);
            close(*b.value.get(&index), *value, 4.0 * error);
        }
    }
    // A^(6) = (G6 - 10 G4 P G4) P^6/720 at one point, with loops in A^(4).
    let one = closed(&ensemble, &array![[0.5]], 6, u64::MAX).unwrap();
    let [two, four, six] = [0, 1, 2].map(|k: usize| one[k].value.entries()[0]);
    let field = Field::new(&ensemble, one, 2, u64::MAX).unwrap();
    let expected = (six / two.powi(6) - 10.0 * four * four / two.powi(7)) / 720.0;
    close(field.action.tensors()[6].entries()[0], expected, 1e-10 * expected.abs());
}

/// A common scale of all outputs, s² = ν/χ²_ν: p is that of Student, and its action is known.
#[test]
fn a_common_scale_gives_the_density_of_student() {
    let nu = 1e6;
    let kernel = array![[1.0, 0.4], [0.4, 0.8]];
    let sum = |a: usize, b: usize, c: usize, d: usize| {
        kernel[[a, b]] * kernel[[c, d]] + kernel[[a, c]] * kernel[[b, d]] + kernel[[a, d]] * kernel[[b, c]]
    };
    let mut two = SymmetricTensor::zero(2, 2);
    let mut four = SymmetricTensor::zero(2, 4);
    for (a, b) in [(0, 0), (0, 1), (1, 1)] {
        two.set(&[a, b], nu / (nu - 2.0) * kernel[[a, b]]);
    }
    for (index, _) in four.clone().iter() {
        let [a, b, c, d] = index[..] else { panic!("four") };
        four.set(&index, 2.0 * nu * nu / ((nu - 2.0) * (nu - 2.0) * (nu - 4.0)) * sum(a, b, c, d));
    }
    let action =
        invert(&BTreeMap::from([(2, two), (4, four)]), 4, Order::Width(1), u64::MAX).unwrap().action();
    let determinant = 1.0 * 0.8 - 0.4 * 0.4;
    let inverse = array![[0.8, -0.4], [-0.4, 1.0]] / determinant;
    for (a, b) in [(0, 0), (0, 1), (1, 1)] {
        let exact = -(nu + 2.0) / (2.0 * nu) * inverse[[a, b]];
        close(*action.tensors()[2].get(&[a, b]), exact, 30.0 / (nu * nu));
    }
    let exact = (nu + 2.0) / (4.0 * nu * nu) * inverse[[0, 0]] * inverse[[0, 0]];
    close(*action.tensors()[4].get(&[0; 4]), exact, 100.0 / (nu * nu));
    assert!(exact > 1e-7);
}

/// Two scales, s² = c with the small probability a: every cumulant is of the first order in a, and the loops of one vertex sum up to
/// a (c - 1)² c^(-5/2)/8, power by power of c - 1.
#[test]
fn two_scales_sum_up_with_alternating_signs() {
    let (a, c) = (1e-9, 1.05f64);
    let double_factorial = |n: i32| (1..=n).map(|k| f64::from(2 * k - 1)).product::<f64>();
    let cumulants: BTreeMap<usize, SymmetricTensor<f64>> = (1..=5)
        .map(|n| {
            let own = if n == 1 { 1.0 } else { 0.0 };
            let value = own + a * (c - 1.0).powi(n) * double_factorial(n);
            (2 * n as usize, SymmetricTensor::from_entries(1, 2 * n as usize, vec![value]).unwrap())
        })
        .collect();
    let found = invert(&cumulants, 4, Order::Loops(3), u64::MAX).unwrap();
    let coupling = found.ranks[4].sum().entries()[0] / a;
    let exact = (c - 1.0).powi(2) * c.powf(-2.5) / 8.0;
    // The term of four loops, (c - 1)^6 · 1155/128/8, is left out.
    close(coupling, exact, 1.2 * (c - 1.0).powi(6) * 1155.0 / 1024.0);
    let [tree, one] = [0, 1].map(|k: usize| found.ranks[4].terms[k].1.entries()[0] / a);
    close(tree, (c - 1.0).powi(2) / 8.0, 1e-8);
    close(one, -(c - 1.0).powi(3) * 5.0 / 16.0, 1e-8);
}

const PHI_FOUR: &str = "
    inputs 1
    width 10
    activation cos
    m = 1
    lambda = 1/2
    w = 1/2
    W1 ~ normal(0, 1/(m*N))
    W0 ~ propagator(m)
    b ~ uniform(-pi, pi)
    S_int = -lambda/24 * w * sum(z) x[z]^4
";

fn slices() -> Array2<f64> {
    array![[0.0], [0.5], [1.0], [1.5], [2.0]]
}

fn infinite() -> (Ensemble, Field) {
    let ensemble = Ensemble::read(PHI_FOUR, Some(None), 5).unwrap();
    let field =
        Field::new(&ensemble, closed(&ensemble, &slices(), 4, u64::MAX).unwrap(), 1, u64::MAX).unwrap();
    (ensemble, field)
}

#[test]
fn a_phi_four_theory_of_infinite_width_is_that_of_the_transfer_matrix() {
    let (_, field) = infinite();
    let covariance = Array2::from_shape_fn((5, 5), |(i, j)| *field.correlators[0].value.get(&[i, j]));
    close(covariance[[0, 4]], (-2f64).exp() / 2.0, 1e-15);
    let action = SparseAction::from(&field.action);
    assert_eq!((action.get(&[3; 4]), field.action.max_rank()), (-1.0 / 96.0, 4));
    let found = chain(&action, &[0, 1, 2, 3, 4], covariance.view()).unwrap();
    close(found.ln_z, -0.036695541988, 1e-11);
    close(*found.moments.get(&[2, 2]), 0.472939880803, 1e-11);
    close(*found.moments.get(&[0, 4]), 0.058750029798, 1e-11);
    close(*found.moments.get(&[0, 0]), 0.478401656488, 1e-11);
    // Out of order the neighbours are no neighbours.
    assert_eq!(chain(&action, &[1, 0, 2, 3, 4], covariance.view()), None);
}

#[test]
fn deformed_networks_approach_infinite_width_like_one_over_n() {
    let exact = 0.472939880803;
    let ensemble = read(PHI_FOUR, 5);
    let mut scaled = Vec::new();
    for (width, networks) in [(10, 400_000), (40, 100_000), (160, 50_000)] {
        let ensemble = Ensemble { width: Some(width), ..ensemble.clone() };
        let found = deformed(&ensemble, &slices(), &draws(networks, 7), &()).unwrap();
        let (value, error) =
            (found.moments.value.get(&[2, 2]), found.moments.error.as_ref().unwrap().get(&[2, 2]));
        if width == 10 {
            close(*value, 0.4669, 3.0 * error.hypot(0.0006));
            assert!(*error < 0.0006 && (value - exact).abs() > 5.0 * error);
            close(found.share, 0.995, 0.001);
            close(found.ln_z.0, -0.0367, 0.005);
        }
        scaled.push((width as f64 * (value - exact), width as f64 * error));
    }
    let (first, _) = scaled[0];
    for (value, error) in &scaled[1..] {
        close(*value, first, 3.0 * error);
    }
    // Draws are those of the weights.
    let draws = outputs(&ensemble, &slices(), &draws(100_000, 11), &()).unwrap();
    close(draws.column(2).mapv(|phi| phi * phi).mean().unwrap(), 0.4669, 0.007);
}

#[test]
fn the_free_field_of_few_units_outweighs_a_weak_coupling() {
    let (_, field) = infinite();
    let tree = tree_of_four(&SparseAction::from(&field.action), u64::MAX).unwrap();
    // -λ Σ_z w G(2, z)^4.
    let sum: f64 = slices().iter().map(|z| ((-(1.0 - z).abs()).exp() / 2.0).powi(4)).sum();
    close(*tree.get(&[2; 4]), -0.25 * sum, 1e-14);
    let free = closed(&read(PHI_FOUR, 5), &slices(), 4, u64::MAX).unwrap();
    // (1/N) [(3/2) G(0) 3 G(0) - 3 G(0)²].
    close(*free[1].value.get(&[2; 4]), 0.1 * 1.5 * 0.25, 1e-15);
    assert!(free[1].value.norm() > tree.norm());
}

/// The amplitudes of the slides and a constant one have the same free field; the quartic correlator of the former grows with the cutoff.
#[test]
fn two_architectures_of_the_free_field() {
    for d in [1, 2, 3] {
        let points = Array2::from_shape_fn((3, d), |(i, k)| 0.4 * i as f64 + 0.1 * k as f64);
        let mut quartic = Vec::new();
        for cutoff in [5, 20] {
            let text = |amplitude: &str, weight: &str| {
                format!(
                    "inputs {d}  width 10  activation cos  {amplitude} W1 ~ normal(0, 1/N)  W0 ~ {weight}  b ~ uniform(0, 2*pi)"
                )
            };
            let constant = read(&text("", &format!("propagator(1, {cutoff})")), 3);
            let slides = read(&text("amplitude propagator(1) ", &format!("ball({cutoff})")), 3);
            let [a, b] = [&constant, &slides].map(|ensemble| closed(ensemble, &points, 4, u64::MAX).unwrap());
            let shape =
                |found: &[Connected], b: usize| found[0].value.get(&[0, b]) / found[0].value.get(&[0, 0]);
            for other in [1, 2] {
                close(shape(&a, other), shape(&b, other), 1e-12);
            }
            quartic.push(
                [&a, &b].map(|found| found[1].value.get(&[0; 4]) / found[0].value.get(&[0, 0]).powi(2)),
            );
            let drawn = sampled(&slides, &points, 4, &draws(6400, 1), &()).unwrap();
            for (exact, found) in b.iter().zip(&drawn.correlators) {
                for (index, value) in exact.value.iter() {
                    close(*found.value.get(&index), *value, 4.5 * found.error.as_ref().unwrap().get(&index));
                }
            }
        }
        close(quartic[0][0], quartic[1][0], 1e-12);
        assert!(quartic[1][1] > 2.0 * quartic[0][1]);
    }
}

#[test]
fn exponents_are_those_of_independent_units() {
    let at = |width| Ensemble::read(COS, Some(Some(width)), 4).unwrap();
    let ensembles = [5, 10, 20, 40].map(at);
    let found = exponents(&ensembles, &line(), 4, &draws(20_000, 1), &()).unwrap();
    for (exponent, expected) in found.iter().zip([0.0, -1.0]) {
        assert!((exponent.slope - expected).abs() < 3.5 * exponent.error, "{exponent:?}");
        assert!(exponent.error < 0.03);
    }
}

#[test]
fn symmetries_are_those_of_the_density_of_the_parameters() {
    let verdicts = |text: &str, points: &Array2<f64>| -> Vec<(String, usize, bool)> {
        let found = symmetries(&read(text, points.nrows()), points, 4, &draws(6400, 1), &()).unwrap();
        found.into_iter().map(|found| (found.motion.to_string(), found.order, found.holds)).collect()
    };
    let named = |list: [(&str, usize, bool); 4]| {
        list.map(|(name, order, holds)| (name.to_owned(), order, holds)).to_vec()
    };
    let (shift, turn) = ("translation", "x to -x");
    assert_eq!(
        verdicts(COS, &line()),
        named([(shift, 2, true), (shift, 4, true), (turn, 2, true), (turn, 4, true)])
    );
    let gauss =
        "inputs 1  width 10  activation gauss  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ normal(0, 1/4)";
    let near = array![[0.0], [0.4]];
    assert_eq!(
        verdicts(gauss, &near),
        named([(shift, 2, true), (shift, 4, false), (turn, 2, true), (turn, 4, true)])
    );
    let tanh = "inputs 1  width 10  activation tanh  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)";
    assert_eq!(
        verdicts(tanh, &array![[0.2], [0.9]]),
        named([(shift, 2, false), (shift, 4, false), (turn, 2, true), (turn, 4, true)])
    );
    let rotated = verdicts(&in_space("relu"), &space());
    assert!(
        rotated.contains(&("rotation".to_owned(), 4, true))
            && rotated.contains(&(shift.to_owned(), 2, false))
    );
}

#[test]
fn edgeworth_is_negative_where_the_excess_is_large() {
    let at = |width: u64| {
        let text =
            "inputs 1  width 10  activation relu  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ normal(0, 1/4)";
        let ensemble = Ensemble { width: Some(width), ..read(text, 1) };
        let field =
            Field::new(&ensemble, closed(&ensemble, &array![[1.0]], 4, u64::MAX).unwrap(), 1, u64::MAX)
                .unwrap();
        (edgeworth(&ensemble, &field, u64::MAX, &()).unwrap().unwrap(), field)
    };
    // 1 - κ_4/(4 κ_2²) at φ² = 3 κ_2: 1 - 15/(4 N).
    let (found, field) = at(10);
    close(found.factor, 1.0 - 0.375, 1e-12);
    close(found.at[0].abs(), (3.0 * field.correlators[0].value.entries()[0]).sqrt(), 1e-6);
    assert!(at(3).0.factor < 0.0);
}

#[test]
fn units_that_are_silent_are_left_out_of_ln_p() {
    let text = "inputs 1  width 3  activation relu  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)";
    let (ensemble, points) = (read(text, 1), array![[1.0]]);
    let field = Field::new(&ensemble, closed(&ensemble, &points, 4, u64::MAX).unwrap(), 1, u64::MAX).unwrap();
    let (found, silent) =
        density(&ensemble, &points, (&field, 0), &[0.5, -1.0], &draws(20_000, 1), &()).unwrap();
    assert!(found.iter().all(|at| at.sampled.0.is_finite() && at.sampled.1 < 0.05));
    close(silent, 0.125, 0.01);
}

/// Two points with S_int that narrows the outputs, beside a quadrature in two dimensions; and integrals that do not exist.
#[test]
fn transfer_matrices_agree_with_finer_ones_or_are_none() {
    let theory = |deformation: &str| {
        let text = PHI_FOUR.lines().filter(|line| !line.contains("S_int")).collect::<Vec<_>>().join("\n");
        let ensemble = Ensemble::read(&format!("{text}\nS_int = {deformation}"), Some(None), 2).unwrap();
        let points = array![[0.0], [1.0]];
        let found = closed(&ensemble, &points, 2, u64::MAX).unwrap();
        let field = Field::new(&ensemble, found, 0, u64::MAX).unwrap();
        interacting(&ensemble, &points, &field, &draws(64, 1), &()).unwrap()
    };
    let exact = theory("-1000 * sum(z) x[z]^4").exact.unwrap();
    close(exact.ln_z, -3.3606516868390, 1e-11);
    close(*exact.moments.get(&[0, 0]), 0.010533269879297168, 1e-11);
    close(*exact.moments.get(&[0, 1]), 9.440240282135594e-05, 1e-11);
    // A maximum so far out that no grid sees it.
    let far = theory("sum(z) (x[z]^4 / 500 - x[z]^6 / 1000000)");
    assert!(far.exact.is_none() && matches!(far.limit, Normalisability::Proved { .. }));
    let grows = theory("sum(z) x[z]^4 / 100");
    assert!(matches!(grows.limit, Normalisability::Refuted { .. }) && grows.exact.is_none());
    let odd = theory("-sum(z) (x[z]^3 / 10 + x[z]^4 / 20)");
    assert!(odd.series.is_none() && odd.rivals.is_none());
    close(*odd.exact.unwrap().moments.get(&[0, 0]), 0.45645903272821603, 1e-9);
}

/// What depends on N beside W1, or otherwise than 1/N, is measured and refused.
#[test]
fn widths_are_those_of_the_text() {
    let text = COS.replace("1/N", "1/N^2");
    let ensembles = [5, 20].map(|width| Ensemble::read(&text, Some(Some(width)), 1).unwrap());
    let found = exponents(&ensembles, &array![[0.0]], 2, &draws(6400, 1), &()).unwrap();
    close(found[0].slope, -1.0, 0.02);
    for text in [text, COS.replace("normal(0, 1/d)", "normal(0, N)")] {
        assert!(Ensemble::read(&text, Some(None), 1).unwrap_err().message.contains("no limit"));
    }
    let same = [5, 5].map(|width| Ensemble::read(COS, Some(Some(width)), 1).unwrap());
    assert_eq!(exponents(&same, &array![[0.0]], 2, &draws(64, 1), &()), Err(EnsembleError::Widths));
}

/// In two dimensions the transform of a ball is J_1(r)/r, far out and near.
#[test]
fn balls_have_their_bessel_functions() {
    let text =
        "inputs 2  width 10  activation cos  W1 ~ normal(0, 1/N)  W0 ~ ball(100)  b ~ uniform(0, 2*pi)";
    let points = array![[0.0, 0.0], [10.0, 0.0], [3.0, 4.0]];
    let found = closed(&read(text, 3), &points, 2, u64::MAX).unwrap();
    for (other, exact) in [(1, 4.728311907089523e-6), (2, 2.09452269407446e-5)] {
        close(*found[0].value.get(&[0, other]), exact, 1e-14);
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let dense = array![[0.0], [0.1], [0.2], [0.3]];
    let ensemble = read(COS, 4);
    let found = Field::new(&ensemble, closed(&ensemble, &dense, 4, u64::MAX).unwrap(), 1, u64::MAX).unwrap();
    close(found.condition, 1.3e7, 0.1e7);
    let found = Field::new(
        &ensemble,
        closed(&ensemble, &array![[-1.0], [0.0], [0.5], [2.0]], 4, u64::MAX).unwrap(),
        1,
        u64::MAX,
    )
    .unwrap();
    close(found.condition, 46.0, 1.0);
    let denser = array![[0.0], [0.05], [0.1], [0.15]];
    match Field::new(&ensemble, closed(&ensemble, &denser, 4, u64::MAX).unwrap(), 1, u64::MAX) {
        Err(EnsembleError::Condition { condition, advice }) => {
            assert!(condition > 1e8 && advice.contains("about 1.000 apart"))
        }
        other => panic!("{other:?}"),
    }
    let grid = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.5]];
    let relu = read(
        "inputs 2  width 10  activation relu  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1/d)  b ~ normal(0, 1)",
        4,
    );
    assert!(matches!(closed(&relu, &grid, 4, u64::MAX), Err(EnsembleError::NoClosedForm { order: 4, .. })));
    assert!(closed(&relu, &grid, 2, u64::MAX).is_ok());
    let odd = PHI_FOUR.replace("x[z]^4", "x[z]^3");
    assert!(matches!(outputs(&read(&odd, 5), &slices(), &draws(10, 1), &()), Err(EnsembleError::Unbounded)));
}

#[test]
fn the_density_of_exact_numbers_is_exact() {
    // The same diagrams in rationals: A^(4) = G4/(24 G2⁴) of cosines at one point.
    let number = |p: i64, q: i64| Rational::new(p.into(), q.into());
    let tensor = |order: usize, value| (order, SymmetricTensor::from_entries(1, order, vec![value]).unwrap());
    let cumulants = BTreeMap::from([tensor(2, number(1, 2)), tensor(4, number(3, 80))]);
    let found = invert(&cumulants, 4, Order::Width(1), u64::MAX).unwrap();
    assert_eq!(found.ranks[4].sum().entries(), [number(1, 40)]);
    assert_eq!(found.ranks[2].sum().entries(), [number(-43, 40)]);
    assert_eq!(Scalar::to_f64(&found.ranks[0].sum().entries()[0]), 3.0 / 160.0);
}
