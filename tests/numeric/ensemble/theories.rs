//! Architectures for a theory: the free field, and what S_int makes of it.

use super::*;

pub(super) const PHI_FOUR: &str = "
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

pub(super) fn slices() -> Array2<f64> {
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
    let tree = series(&SparseAction::from(&field.action), 4, 0, u64::MAX).unwrap();
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
