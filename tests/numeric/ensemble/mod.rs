//! Networks with random parameters: their correlators and actions beside numbers of quadrature, exact mixtures and a transfer matrix.

mod drawn;
mod theories;

use std::collections::BTreeMap;

use diagraction::action::{Normalisability, SparseAction, SymmetricTensor};
use diagraction::correlators::{Order, invert};
use diagraction::ensemble::{
    Connected, Draws, Ensemble, EnsembleError, Field, chain, closed, deformed, density, edgeworth, exponents,
    interacting, outputs, sampled, series, symmetries,
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
    let odd = theories::PHI_FOUR.replace("x[z]^4", "x[z]^3");
    assert!(matches!(
        outputs(&read(&odd, 5), &theories::slices(), &draws(10, 1), &()),
        Err(EnsembleError::Unbounded)
    ));
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
