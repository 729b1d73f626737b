//! Autocovariances of chains at any lag.

use super::fourier;
use super::split::Split;
use crate::lanes::dot;

/// Lags up to here are summed directly. Longer correlations are cheaper by Fourier transforms.
const DIRECT: usize = 64;

/// The autocovariances of the halves, ρ(t) = Σ_i (x_i - mean)(x_{i+t} - mean) / n, averaged over the halves.
pub(super) struct Autocovariance {
    centred: Vec<f64>,
    length: usize,
    /// All lags, once a long one was asked for.
    all: Option<Vec<f64>>,
}

impl Autocovariance {
    pub(super) fn new(split: &Split) -> Autocovariance {
        let length = split.length();
        let centred = split.halves().flat_map(|half| {
            let mean = half.iter().sum::<f64>() / length as f64;
            half.iter().map(move |value| value - mean)
        });
        Autocovariance { centred: centred.collect(), length, all: None }
    }

    /// The mean over the halves at lag t, below their length.
    pub(super) fn at(&mut self, lag: usize) -> f64 {
        if lag <= DIRECT {
            return self.directly(lag);
        }
        if self.all.is_none() {
            self.all = Some(fourier::autocovariances(&self.centred, self.length));
        }
        self.all.as_ref().map_or(f64::NAN, |all| all[lag])
    }

    fn directly(&self, lag: usize) -> f64 {
        let halves = self.centred.chunks_exact(self.length);
        halves.map(|half| dot(&half[lag..], half)).sum::<f64>() / self.centred.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_and_sums_agree() {
        for length in [3, 70, 127, 128, 129] {
            let chains: Vec<Vec<f64>> = (0..3)
                .map(|chain| {
                    (0..2 * length).map(|i| ((i * i + 5 * chain) % 17) as f64 + 0.1 * i as f64).collect()
                })
                .collect();
            let chains: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
            let split = Split::new(&chains).expect("enough values");
            let found = Autocovariance::new(&split);
            let all = fourier::autocovariances(&found.centred, length);
            for (lag, by_transform) in all.iter().enumerate() {
                let directly = found.directly(lag);
                assert!((by_transform - directly).abs() < 1e-12 * all[0], "{length}, {lag}");
            }
            assert_eq!(all.len(), length);
        }
    }
}
