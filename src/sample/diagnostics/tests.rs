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
    (
        4,
        101,
        0.3,
        0.0,
        false,
        [1.0391736616650928, 116.33965257187215, 329.9218561594861, 131.76062762936493],
    ),
    (4, 101, 0.3, 0.0, true, [1.028707119735843, 140.4141160213222, 161.80821517381713, 147.79032963802305]),
    (
        4,
        250,
        0.9,
        0.0,
        false,
        [1.1741884899074957, 17.533657280405894, 102.77176702389349, 17.56826300152067],
    ),
    (4, 250, 0.9, 0.0, true, [1.1691996754388398, 17.923121065123773, 93.10352728994293, 17.942684698652386]),
    (
        3,
        200,
        -0.6,
        0.0,
        false,
        [1.0133475698513221, 1603.1756689694284, 487.20055333574277, 1488.5599270986409],
    ),
    (3, 200, -0.6, 0.0, true, [1.0120092497170647, 1666.890750230186, 469.04201099748235, 1666.890750230186]),
    (4, 150, 0.5, 0.4, false, [1.8505162459641427, 6.141207284899657, 27.716385397067107, 5.89025364397852]),
    (4, 150, 0.5, 0.4, true, [1.8128409274088881, 6.264413065393598, 23.964344067813673, 6.0611320958979755]),
    (
        2,
        1000,
        0.98,
        0.0,
        false,
        [1.0651142598517185, 23.356571839162655, 52.571422301033515, 22.59479308273569],
    ),
    (
        2,
        1000,
        0.98,
        0.0,
        true,
        [1.0643456093995907, 23.39666063751049, 47.886556537945715, 22.634772582273015],
    ),
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
