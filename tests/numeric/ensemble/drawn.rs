//! Networks that are drawn, beside closed forms.

use super::*;

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
fn units_that_are_silent_are_left_out_of_ln_p() {
    let text = "inputs 1  width 3  activation relu  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)";
    let (ensemble, points) = (read(text, 1), array![[1.0]]);
    let field = Field::new(&ensemble, closed(&ensemble, &points, 4, u64::MAX).unwrap(), 1, u64::MAX).unwrap();
    let (found, silent) =
        density(&ensemble, &points, (&field, 0), &[0.5, -1.0], &draws(20_000, 1), &()).unwrap();
    assert!(found.iter().all(|at| at.sampled.0.is_finite() && at.sampled.1 < 0.05));
    close(silent, 0.125, 0.01);
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
