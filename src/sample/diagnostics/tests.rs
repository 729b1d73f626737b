//! The same series through ArviZ 0.23.4: `rhat(method="rank")`, `ess(method="bulk" | "tail" | "mean")`. Of an odd number of draws
//! the middle one was taken out first, since ArviZ leaves it out of all but the quantiles.

use super::*;
use ndarray::Array2;

/// x_t = a x_{t-1} + e_t with e_t uniform in [-1/2, 1/2), from SplitMix64 started at 12345; each chain lies `shift` above the
/// one before.
fn chains(count: usize, length: usize, a: f64, shift: f64) -> Vec<Vec<f64>> {
    let mut state = 12345u64;
    let mut noise = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 * 2f64.powi(-53) - 0.5
    };
    (0..count)
        .map(|chain| {
            let mut value = 0.0;
            let mut next = || {
                value = a * value + noise();
                value + shift * chain as f64
            };
            (0..length).map(|_| next()).collect()
        })
        .collect()
}

/// Chains, draws, a, shift, whether the values are rounded to quarters (many are then equal); R-hat, bulk, tail, mean.
type Case = (usize, usize, f64, f64, bool, [f64; 4]);

const CASES: [Case; 10] = [
    (4, 101, 0.3, 0.0, false, [1.03917366167, 116.339652572, 329.921856159, 131.760627629]),
    (4, 101, 0.3, 0.0, true, [1.02870711974, 140.414116021, 161.808215174, 147.790329638]),
    (4, 250, 0.9, 0.0, false, [1.17418848991, 17.5336572804, 102.771767024, 17.5682630015]),
    (4, 250, 0.9, 0.0, true, [1.16919967544, 17.9231210651, 93.1035272899, 17.9426846987]),
    (3, 200, -0.6, 0.0, false, [1.01334756985, 1603.17566897, 487.200553336, 1488.5599271]),
    (3, 200, -0.6, 0.0, true, [1.01200924972, 1666.89075023, 469.042010997, 1666.89075023]),
    (4, 150, 0.5, 0.4, false, [1.85051624596, 6.1412072849, 27.7163853971, 5.89025364398]),
    (4, 150, 0.5, 0.4, true, [1.81284092741, 6.26441306539, 23.9643440678, 6.0611320959]),
    (2, 1000, 0.98, 0.0, false, [1.06511425985, 23.3565718392, 52.571422301, 22.5947930827]),
    (2, 1000, 0.98, 0.0, true, [1.0643456094, 23.3966606375, 47.8865565379, 22.6347725823]),
];

#[test]
fn numbers_are_those_of_arviz() {
    for (count, length, a, shift, rounded, [rhat, bulk, tail, mean]) in CASES {
        let mut chains = chains(count, length, a, shift);
        if rounded {
            chains.iter_mut().flatten().for_each(|value| *value = (4.0 * *value).round());
        }
        let chains: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
        let found = convergence(&chains);
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-9 * expected;
        assert!(close(found.rhat, rhat), "R-hat {} is {rhat}", found.rhat);
        assert!(close(found.bulk, bulk), "bulk {} is {bulk}", found.bulk);
        assert!(close(found.tail, tail), "tail {} is {tail}", found.tail);
        let (_, error) = standard_error(&chains).expect("enough values");
        let values: Vec<f64> = Split::new(&chains).expect("enough values").values().to_vec();
        let variance = rhat::mean_and_variance(&values).1;
        assert!(close(variance / (error * error), mean), "mean {} is {mean}", variance / (error * error));
    }
}

#[test]
fn coordinates_are_looked_at_alone() {
    let series: Vec<Vec<Vec<f64>>> =
        (0..19).map(|j| chains(3, 80, 0.05 * f64::from(j), 0.01 * f64::from(j))).collect();
    let draws = Array2::from_shape_fn((240, 19), |(t, j)| series[j][t / 80][t % 80]);
    let draws = Samples::from_array(draws).in_chains(vec![80; 3]).expect("three chains");
    let found = convergences(&draws).expect("draws in memory");
    for (series, found) in series.iter().zip(&found) {
        let chains: Vec<&[f64]> = series.iter().map(Vec::as_slice).collect();
        assert_eq!(*found, convergence(&chains));
    }
    assert_eq!(found.len(), 19);
}

#[test]
fn nothing_is_said_about_what_says_nothing() {
    assert!(convergence(&[&[1.0, 2.0, 3.0]]).rhat.is_nan());
    assert!(convergence(&[&[1.0, 2.0, 3.0, f64::NAN]]).bulk.is_nan());
    assert!(convergence(&[&[1.0; 10], &[1.0; 10]]).rhat.is_nan());
    assert_eq!(convergence(&[&[1.0; 10], &[1.0; 10]]).bulk, 20.0);
    assert!(convergences(&Samples::from_array(Array2::zeros((0, 0)))).expect("no draws").is_empty());
}
