//! Networks whose parameters are weighed with exp(S_int): the architecture of an interacting theory.

use ndarray::Array2;

use super::draw::{Draws, Units, hidden, output};
use super::means::Means;
use super::{Connected, Ensemble, EnsembleError, closed};
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
    let (width, m) = (ensemble.finite_width()? as usize, points.nrows());
    let known = closed(ensemble, points, 2, draws.memory).ok().map(|found| found[0].value.clone());
    let polynomial = ensemble.deformation.clone().unwrap_or_else(|| SparseAction::zero(m));
    let deviation = (ensemble.strength / width as f64).sqrt();
    let pairs: Vec<Vec<usize>> = Indices::new(m, 2).collect();
    // Sums of w, w², w φφ and φφ.
    let add = |units: &mut Units<'_>, networks: usize, sums: &mut [f64]| {
        let (mut layer, mut phi) = (Array2::zeros((width, m)), vec![0.0; m]);
        for _ in 0..networks {
            hidden(units, &mut layer);
            output(units, layer.view(), deviation, &mut phi);
            let weight = polynomial.value(&phi).exp();
            sums[0] += weight;
            sums[1] += weight * weight;
            let (weighed, free) = sums[2..].split_at_mut(pairs.len());
            for ((weighed, free), pair) in weighed.iter_mut().zip(free).zip(&pairs) {
                let product = phi[pair[0]] * phi[pair[1]];
                *weighed += weight * product;
                *free += product;
            }
        }
    };
    let means = Means::new((ensemble, points), draws, 2 + 2 * pairs.len(), add, progress)?;
    let moment = |place: usize| {
        means.estimate(|means| {
            let mean = means[2 + place] / means[0];
            let free = means[2 + pairs.len() + place];
            known.as_ref().map_or(mean, |known| mean - free + known.entries()[place])
        })
    };
    let (values, errors): (Vec<f64>, Vec<f64>) = (0..pairs.len()).map(moment).unzip();
    let (share, _) = means.estimate(|means| means[0] * means[0] / means[1]);
    let tensor = |values| SymmetricTensor::from_entries(m, 2, values);
    match (tensor(values), tensor(errors)) {
        (Some(value), error)
            if share.is_finite() && value.entries().iter().all(|value| value.is_finite()) =>
        {
            let moments = Connected { order: 2, value, error };
            let ln_z = means.estimate(|means| means[0].ln());
            Ok(Deformed { moments, ln_z, share, networks: draws.networks })
        }
        _ => Err(EnsembleError::NotFinite { what: "the weights exp(S_int)" }),
    }
}

/// The connected correlators of an action of infinite width by diagrams, to so many loops. `None` where it has odd ranks, which move the mean away
/// from zero, or there is no room for them. Four outputs without loops are -λ ∫ GGGG of λφ⁴/4!.
pub fn series(
    infinite: &SparseAction<f64>,
    order: usize,
    loops: usize,
    memory: u64,
) -> Option<SymmetricTensor<f64>> {
    let m = infinite.dimension();
    if (1..=infinite.max_rank()).step_by(2).any(|rank| infinite.entries(rank).next().is_some()) {
        return None;
    }
    let expansion = Expansion::at(infinite, &vec![0.0; m]).ok()?;
    let mut sums = Correlators::new(&expansion).memory(memory);
    (0..=loops).try_fold(SymmetricTensor::zero(m, order), |mut sum, loops| {
        sum.add(&sums.term(order, loops).ok()?);
        Some(sum)
    })
}
