//! Networks whose parameters are weighed with exp(S_int): the architecture of an interacting theory.

use ndarray::Array2;
use rayon::prelude::*;

use super::draw::{Draws, Units, expect_room, hidden, output};
use super::sampled::{BLOCKS, jackknife};
use super::{Connected, Ensemble, EnsembleError, closed, moments};
use crate::Progress;
use crate::action::SparseAction;
use crate::correlators::{Correlators, Expansion};
use crate::tensor::{Indices, SymmetricTensor};

/// Means over networks that are weighed with exp(S_int).
#[derive(Clone, Debug, PartialEq)]
pub struct Deformed {
    /// E[φ_a φ_b] with standard errors.
    pub moments: Connected,
    /// ln E[exp S_int], and its standard error.
    pub ln_z: (f64, f64),
    /// (Σ w)²/(n Σ w²): the share of the networks that is left by their weights w.
    pub share: f64,
    /// The number of networks.
    pub networks: usize,
}

/// Sums over the networks of a block: of w, w², w φφ, φφ.
#[derive(Clone)]
struct Sums {
    number: f64,
    weight: f64,
    squares: f64,
    weighed: Vec<f64>,
    free: Vec<f64>,
}

/// Second moments of the outputs of so many networks with their weights.
///
/// Where the moments without S_int have a closed form, their deviation in the same networks is taken out: ⟨φφ⟩ = G2 + Cov(w, φφ)/⟨w⟩.
///
/// # Errors
/// The width is infinite, there are fewer than 64 networks, or weights are beyond the range of floats.
pub fn deformed(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Deformed, EnsembleError> {
    let Draws { networks, seed, .. } = *draws;
    moments::check(ensemble, points)?;
    let (width, m) = (ensemble.finite_width()? as usize, points.nrows());
    if networks < BLOCKS {
        return Err(EnsembleError::Draws { draws: networks, least: BLOCKS });
    }
    expect_room(width, m, 0, draws)?;
    let known = closed(ensemble, points, 2).ok().map(|found| found[0].value.clone());
    let number = networks.div_ceil(BLOCKS);
    let polynomial = ensemble.deformation.clone().unwrap_or_else(|| SparseAction::zero(m));
    let deviation = (ensemble.strength / width as f64).sqrt();
    progress.start("drawing networks", BLOCKS as u64);
    let blocks: Vec<Sums> = (0..BLOCKS)
        .into_par_iter()
        .map(|block| {
            let mut units = Units::new(ensemble, points, seed, block as u64);
            let (mut layer, mut phi) = (Array2::zeros((width, m)), vec![0.0; m]);
            let mut sums = Sums::zero(m);
            for _ in 0..number {
                hidden(&mut units, &mut layer);
                output(&mut units, layer.view(), deviation, &mut phi);
                sums.push(&phi, polynomial.value(&phi).exp());
            }
            progress.advance(1);
            sums
        })
        .collect();
    let total = blocks.iter().fold(Sums::zero(m), |sum, block| sum.plus(block, 1.0));
    let without: Vec<Sums> = blocks.iter().map(|block| total.plus(block, -1.0)).collect();
    let entries: Vec<usize> = (0..total.free.len()).collect();
    let value = |sums: &Sums, entry: usize| {
        let mean = sums.weighed[entry] / sums.weight;
        known.as_ref().map_or(mean, |known| mean - sums.free[entry] / sums.number + known.entries()[entry])
    };
    let error = |entry: &usize| jackknife(without.iter().map(|sums| value(sums, *entry)));
    let tensor = |values: Vec<f64>| {
        SymmetricTensor::from_entries(m, 2, values).unwrap_or_else(|| SymmetricTensor::zero(m, 2))
    };
    let ln_z = |sums: &Sums| (sums.weight / sums.number).ln();
    let found = Deformed {
        moments: Connected {
            order: 2,
            value: tensor(entries.iter().map(|&entry| value(&total, entry)).collect()),
            error: Some(tensor(entries.iter().map(error).collect())),
        },
        ln_z: (ln_z(&total), jackknife(without.iter().map(ln_z))),
        share: total.weight * total.weight / (total.number * total.squares),
        networks: number * BLOCKS,
    };
    match found.share.is_finite() && found.moments.value.entries().iter().all(|value| value.is_finite()) {
        true => Ok(found),
        false => Err(EnsembleError::NotFinite { what: "the weights exp(S_int)" }),
    }
}

/// The connected correlators of four outputs that S_int makes of the infinitely wide networks, without loops: -λ ∫ GGGG of λφ⁴/4!.
/// `None` where S_int moves the mean away from zero.
pub fn tree_of_four(infinite: &SparseAction<f64>) -> Option<SymmetricTensor<f64>> {
    let origin = vec![0.0; infinite.dimension()];
    let expansion = Expansion::at(infinite, &origin).ok()?;
    Correlators::new(&expansion).term(4, 0).ok()
}

impl Sums {
    fn zero(m: usize) -> Sums {
        let pairs = m * (m + 1) / 2;
        Sums { number: 0.0, weight: 0.0, squares: 0.0, weighed: vec![0.0; pairs], free: vec![0.0; pairs] }
    }

    fn push(&mut self, phi: &[f64], weight: f64) {
        self.number += 1.0;
        self.weight += weight;
        self.squares += weight * weight;
        let sums = self.weighed.iter_mut().zip(&mut self.free);
        for ((weighed, free), index) in sums.zip(Indices::new(phi.len(), 2)) {
            let product = phi[index[0]] * phi[index[1]];
            *weighed += weight * product;
            *free += product;
        }
    }

    fn plus(&self, other: &Sums, sign: f64) -> Sums {
        let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + sign * b).collect();
        Sums {
            number: self.number + sign * other.number,
            weight: self.weight + sign * other.weight,
            squares: self.squares + sign * other.squares,
            weighed: sum(&self.weighed, &other.weighed),
            free: sum(&self.free, &other.free),
        }
    }
}
