//! Thermodynamics of spins by samples, at their own temperature or reweighted to others.

use super::Thermodynamics;
use crate::statistics::{Blocks, jackknife};

/// Blocks of samples, of which the jackknife leaves out one after the other.
const BLOCKS: usize = 64;

/// States as a scan sees them: what is needed of each.
#[derive(Clone, Debug)]
pub struct Seen {
    /// S of each.
    pub values: Vec<f64>,
    /// m of each, the mean of its spins.
    pub magnetisations: Vec<f64>,
    /// The rows of each chain.
    pub chains: Vec<usize>,
}

/// Means by samples with their standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimated {
    /// The means; ln Z is NaN where it is not known.
    pub found: Thermodynamics,
    /// The standard errors of all but β.
    pub errors: Thermodynamics,
    /// The effective share of the samples, (Σ w)²/(n Σ w²).
    pub share: f64,
}

impl Seen {
    /// States with their S, rows of +1 and -1.
    pub fn new(values: Vec<f64>, states: ndarray::ArrayView2<'_, f64>, chains: Vec<usize>) -> Seen {
        let magnetisations = states.outer_iter().map(|state| state.mean().unwrap_or(0.0)).collect();
        Seen { values, magnetisations, chains }
    }

    /// Means at β of samples that were drawn at `drawn_at`, with weights exp((β - drawn_at) S). Where p = exp(drawn_at S) is normalised, ln Z at β is ln ⟨w⟩.
    ///
    /// # Panics
    /// When there are fewer than two blocks of rows, or the chains are not those of the rows.
    pub fn at(&self, beta: f64, drawn_at: f64, is_normalised: bool) -> Estimated {
        let step = beta - drawn_at;
        let highest = self.values.iter().map(|s| step * s).fold(f64::NEG_INFINITY, f64::max);
        let rows = self.values.len();
        let weight = |s: f64| (step * s - highest).exp();
        let (weighed, weights) =
            self.values.iter().fold((0.0, 0.0), |(sum, all), s| (sum + weight(*s) * s, all + weight(*s)));
        let origin = weighed / weights;
        let lengths = Blocks::new(&self.chains, rows.div_ceil(BLOCKS));
        assert!(lengths.count() > 1, "two blocks of rows");
        let mut first = 0;
        let sums = lengths.lengths().iter().map(|&length| {
            let rows = first..first + length;
            first += length;
            let mut sums = [length as f64, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            for (s, m) in self.values[rows.clone()].iter().zip(&self.magnetisations[rows]) {
                let apart = s - origin;
                let terms = [1.0, apart, apart * apart, m.abs(), m * m, m.powi(4)];
                sums[1..].iter_mut().zip(terms).for_each(|(sum, term)| *sum += weight(*s) * term);
            }
            sums
        });
        let sums: Vec<[f64; 7]> = sums.collect();
        let all = sums.iter().fold([0.0; 7], |all, block| std::array::from_fn(|k| all[k] + block[k]));
        let means = |[rows, weights, mean, square, magnetisation, second, fourth]: [f64; 7]| {
            let [mean, square, magnetisation, second, fourth] =
                [mean, square, magnetisation, second, fourth].map(|sum| sum / weights);
            Thermodynamics {
                beta,
                ln_z: if is_normalised { highest + (weights / rows).ln() } else { f64::NAN },
                energy: -(origin + mean),
                heat: beta * beta * (square - mean * mean).max(0.0),
                magnetisation,
                square: second,
                binder: 1.0 - fourth / (3.0 * second * second),
            }
        };
        // Sums of the others, not of all less one: that loses all digits where a block has nearly all of the weight.
        let others = |left_out: usize| {
            let others = sums.iter().enumerate().filter(|(place, _)| *place != left_out);
            others.fold([0.0; 7], |sum, (_, block)| std::array::from_fn(|k| sum[k] + block[k]))
        };
        let without: Vec<Thermodynamics> = (0..sums.len()).map(|block| means(others(block))).collect();
        let error = |number: fn(&Thermodynamics) -> f64| jackknife(without.iter().map(number));
        let squares: f64 = self.values.iter().map(|s| weight(*s).powi(2)).sum();
        Estimated {
            found: means(all),
            errors: Thermodynamics {
                beta,
                ln_z: error(|found| found.ln_z),
                energy: error(|found| found.energy),
                heat: error(|found| found.heat),
                magnetisation: error(|found| found.magnetisation),
                square: error(|found| found.square),
                binder: error(|found| found.binder),
            },
            share: all[1] * all[1] / (rows as f64 * squares),
        }
    }
}
