//! One theory, learned in three ways.

use std::ops::Range;

use ndarray::{Array1, ArrayView1, Axis, s};

use crate::action::{Kernel, Normalisability, SparseAction, SymmetricTensor};
use crate::data::Samples;
use crate::modes::{natural_length, search_from};
use crate::network::Mixture;
use crate::plot::Point;
use crate::reproduce::cumulants::of_samples;
use crate::reproduce::draws::{Chains, Draws};
use crate::reproduce::rival::Rival;
use crate::reproduce::settings::of_steps;
use crate::reproduce::{Fault, MultimodalSettings, Step, Workshop};
use crate::reweight::{Weights, doubts_of};
use crate::score::{Density, Score, score};
use crate::statistics::{Measured, Moments, jackknife};
use crate::train::{Options, Start};

use super::case::Case;
use super::figures;

/// The learning rate at the start, and the noise in χ there: S of the data may be even, so that the gradient of χ vanishes.
const RATE: f64 = 1e-2;
const NOISE: f64 = 0.1;

/// The highest order of cumulants.
const MAX_ORDER: usize = 4;

/// Errors of cumulants are by leaving out one of so many parts of the draws, each a chain where there are chains.
const PARTS: usize = 8;

/// True draws that climb to their maximum, about.
const CLIMBS: usize = 10_000;

/// A theory and everything that was learned of it.
pub(super) struct Study {
    pub(super) case: Case,
    /// Draws that all is judged by.
    pub(super) samples: Samples,
    /// What their chains say.
    pub(super) chains: Chains,
    /// The theory itself, one Gaussian, the mixture, and score matching.
    pub(super) densities: Vec<Learned>,
    pub(super) mixture: Mixture,
    /// Why score matching of all coefficients has no density.
    pub(super) refuted: Option<String>,
    /// The distance between two sets of true draws.
    pub(super) floor: Vec<Measured>,
}

/// A normalised density.
pub(super) struct Learned {
    pub(super) name: String,
    model: Model,
    /// Of an action the weight over the mean weight, less one, of each draw that ln Z is from.
    ln_z: Option<Array1<f64>>,
    /// Why ln Z may be wrong.
    pub(super) doubts: Vec<String>,
    /// The distribution of its draws along the line between the two highest maxima.
    pub(super) line: Vec<Point>,
    /// ln p of the draws that all is judged by.
    score: Score,
    /// |κ - κ'|/|κ| of cumulants, order by order.
    pub(super) distances: Vec<Measured>,
}

enum Model {
    Mixture(Mixture),
    Action(Kernel, f64),
}

/// What is in a study at these places.
pub(super) const TRUTH: usize = 0;
pub(super) const GAUSSIAN: usize = 1;
pub(super) const MIXTURE: usize = 2;

impl Study {
    pub(super) fn learn(
        workshop: &Workshop<'_>,
        settings: &MultimodalSettings,
        case: Case,
    ) -> Result<Study, Fault> {
        let prefix = &case.prefix;
        let draws = |part: &str| {
            let name = format!("{prefix}-{part}");
            Draws::make(workshop, &name, &case.theory, &settings.sampler(workshop.seed_of(&name)))
        };
        let [data, test, judge] = [draws("train")?, draws("test")?, draws("judge")?];
        let chains = judge.value.chains.clone();
        let [data, test, judge] = [data, test, judge].map(|draws| draws.map(|draws| draws.samples));
        let mixture = |components: usize| -> Result<Mixture, Fault> {
            let name = format!("{prefix}-mixture{components}");
            let options = Options {
                components,
                start: Start::Whitened,
                learning_rate: RATE,
                noise: NOISE,
                records: 0,
                ..of_steps(case.depth, settings.steps, settings.draws, workshop.seed_of(&name))
            };
            Ok(workshop.mixture(&name, &data, &test, &options)?.value)
        };
        let (one, many) = (mixture(1)?, mixture(case.maxima.len())?);

        let judged = Judge::new(workshop, settings, &case, &judge.value, &many)?;
        let mut densities = vec![judged.theory(&case.theory.value)?];
        densities.push(judged.mixture("one Gaussian", one)?);
        densities.push(judged.mixture(&format!("{} components", many.len()), many.clone())?);
        let name = format!("{prefix}-score-matching");
        let fitted = Rival::fit(workshop, &name, &data)?.map(|fitted| fitted.action);
        let refuted = match fitted.value.normalisability() {
            Normalisability::Refuted { why, .. } => Some(why),
            _ => None,
        };
        densities.push(match refuted {
            None => judged.fitted("score matching", &fitted)?,
            Some(_) => {
                let fitted = Rival::of_terms(workshop, &format!("{name}-terms"), &case.theory, &data)?;
                judged.fitted("score matching of the terms of S", &fitted.map(|fitted| fitted.action))?
            }
        });
        let floor = judged.distances(&test.value)?;
        let samples = judge.value;
        Ok(Study { case, samples, chains, densities, mixture: many, refuted, floor })
    }

    /// What a density lacks in ln p of a draw: its divergence from the truth.
    pub(super) fn divergence(&self, of: &Learned) -> Result<Measured, Fault> {
        self.densities[TRUTH].gain(of)
    }
}

/// What densities are judged by.
struct Judge<'a> {
    workshop: &'a Workshop<'a>,
    settings: &'a MultimodalSettings,
    case: &'a Case,
    samples: &'a Samples,
    cumulants: Vec<SymmetricTensor<f64>>,
    /// Draws of the mixture and its ln p of them, by which actions are normalised.
    proposal: (Samples, Score),
}

impl<'a> Judge<'a> {
    fn new(
        workshop: &'a Workshop<'_>,
        settings: &'a MultimodalSettings,
        case: &'a Case,
        samples: &'a Samples,
        mixture: &Mixture,
    ) -> Result<Judge<'a>, Fault> {
        let seed = workshop.seed_of(&format!("{} weights", case.prefix));
        let draws = Samples::from_array(mixture.sample(settings.draws, seed)?);
        let ln_q = score(Density::Mixture(mixture), &draws, &())?;
        let mut cumulants = of_samples(samples, MAX_ORDER, None)?;
        if case.is_even() {
            cumulants.iter_mut().step_by(2).for_each(|odd| odd.entries_mut().fill(0.0));
        }
        let proposal = (draws, ln_q);
        Ok(Judge { workshop, settings, case, samples, cumulants, proposal })
    }

    /// |κ' - κ|/|κ| of the cumulants of other draws, with errors by leaving out parts of these; where κ vanishes by symmetry over
    /// |κ_2|^(n/2).
    fn distances(&self, samples: &Samples) -> Result<Vec<Measured>, Fault> {
        let all = samples.range(0, samples.rows())?;
        let near = all.mean_axis(Axis(0)).ok_or("no draws")?.to_vec();
        let without = |left_out: Range<usize>| -> Vec<f64> {
            let mut moments = Moments::new(all.ncols(), MAX_ORDER, near.clone());
            moments.add(all.slice(s![..left_out.start, ..]));
            moments.add(all.slice(s![left_out.end.., ..]));
            let found = moments.cumulants(MAX_ORDER);
            found.iter().zip(&self.cumulants).map(|(found, own)| self.distance(found, own)).collect()
        };
        let part = all.nrows() / PARTS;
        let parts: Vec<Vec<f64>> =
            (0..PARTS).map(|place| without(place * part..(place + 1) * part)).collect();
        let whole = without(0..0).into_iter().enumerate();
        let measured =
            |(place, value)| Measured { value, error: jackknife(parts.iter().map(|part| part[place])) };
        Ok(whole.map(measured).collect())
    }

    fn distance(&self, found: &SymmetricTensor<f64>, own: &SymmetricTensor<f64>) -> f64 {
        let mut difference = found.clone();
        difference.add(&own.scaled(&-1.0));
        let norm = own.norm();
        let scale = if norm == 0.0 { self.cumulants[1].norm().powf(own.rank() as f64 / 2.0) } else { norm };
        difference.norm() / scale
    }

    fn learned(&self, name: &str, normalised: Normalised, samples: &Samples) -> Result<Learned, Fault> {
        let Normalised { model, ln_z, doubts } = normalised;
        let score = score(model.density(), self.samples, &())?;
        let distances = self.distances(samples)?;
        let line = figures::histogram(&self.case.maxima, samples)?;
        Ok(Learned { name: name.into(), model, ln_z, doubts, line, score, distances })
    }

    fn theory(&self, action: &SparseAction<f64>) -> Result<Learned, Fault> {
        self.learned("true", self.normalised(action)?, self.samples)
    }

    fn mixture(&self, name: &str, mixture: Mixture) -> Result<Learned, Fault> {
        let seed = self.workshop.seed_of(&format!("{} draws of {name}", self.case.prefix));
        let samples = Samples::from_array(mixture.sample(self.settings.draws, seed)?);
        let model = Model::Mixture(mixture);
        self.learned(name, Normalised { model, ln_z: None, doubts: Vec::new() }, &samples)
    }

    fn fitted(&self, who: &str, action: &Step<SparseAction<f64>>) -> Result<Learned, Fault> {
        let name = format!("{}-score-matching-draws", self.case.prefix);
        let settings = self.settings.sampler(self.workshop.seed_of(&name));
        let samples = self.workshop.draws(&name, action, &settings)?.value;
        self.learned(who, self.normalised(&action.value)?, &samples)
    }

    /// S - ln Z by weights of draws of the mixture.
    fn normalised(&self, action: &SparseAction<f64>) -> Result<Normalised, Fault> {
        let kernel = Kernel::new(action);
        let (draws, ln_q) = &self.proposal;
        let ln_w = score(Density::Action(&kernel, 0.0), draws, &())?.beyond(ln_q)?.values;
        let weights = Weights::new(ln_w.to_vec());
        let ln_z = weights.ln_z().value;
        let deviations = ln_w.mapv(|ln| (ln - ln_z).exp_m1());
        let model = Model::Action(kernel, ln_z);
        Ok(Normalised { model, ln_z: Some(deviations), doubts: doubts_of(&weights) })
    }
}

struct Normalised {
    model: Model,
    ln_z: Option<Array1<f64>>,
    doubts: Vec<String>,
}

impl Model {
    fn density(&self) -> Density<'_> {
        match self {
            Model::Mixture(mixture) => Density::Mixture(mixture),
            Model::Action(kernel, ln_z) => Density::Action(kernel, *ln_z),
        }
    }
}

impl Learned {
    pub(super) fn density(&self) -> Density<'_> {
        self.model.density()
    }

    /// The mean of ln p of the draws that all is judged by.
    pub(super) fn mean(&self) -> Result<Measured, Fault> {
        let mean = self.score.mean()?;
        Ok(Measured { error: mean.error.hypot(self.ln_z_error(None)), ..mean })
    }

    /// The mean of ln p that this has more than another.
    pub(super) fn gain(&self, other: &Learned) -> Result<Measured, Fault> {
        let gain = self.score.beyond(&other.score)?.mean()?;
        Ok(Measured { error: gain.error.hypot(self.ln_z_error(other.ln_z.as_ref())), ..gain })
    }

    /// The error of ln Z, or of its difference to another that is from the same draws.
    fn ln_z_error(&self, other: Option<&Array1<f64>>) -> f64 {
        let difference = match (&self.ln_z, other) {
            (Some(own), Some(other)) => own - other,
            (one, other) => match one.as_ref().or(other) {
                Some(one) => one.clone(),
                None => return 0.0,
            },
        };
        difference.std(1.0) / (difference.len() as f64).sqrt()
    }
}

/// A component beside the maximum that is nearest to its mode.
pub(super) struct Placed {
    pub(super) component: usize,
    pub(super) weight: f64,
    pub(super) maximum: usize,
    /// How far its mode is from the maximum, in standard deviations of the Gaussian with the curvature of S there.
    pub(super) distance: f64,
    /// The share of true draws that climb to this maximum.
    pub(super) share: f64,
}

impl Study {
    /// Where the components are.
    pub(super) fn placed(&self) -> Result<Vec<Placed>, Fault> {
        let theory = &self.case.theory.value;
        let maxima: Vec<&[f64]> = self.case.maxima.iter().map(|mode| mode.position.as_slice()).collect();
        let shares = self.basins(&maxima)?;
        let place = |(component, weight): (usize, f64)| -> Result<Placed, Fault> {
            let mode = self.mixture.mode(component)?;
            let distance = |maximum: &[f64]| {
                let step = &mode - &ArrayView1::from(maximum);
                step.dot(&-theory.hessian(maximum).dot(&step)).max(0.0).sqrt()
            };
            let distances = maxima.iter().map(|maximum| distance(maximum)).enumerate();
            let (maximum, distance) = distances.min_by(|a, b| a.1.total_cmp(&b.1)).ok_or("no maximum")?;
            Ok(Placed { component, weight, maximum, distance, share: shares[maximum] })
        };
        self.mixture.weights().into_iter().enumerate().map(place).collect()
    }

    /// The share of true draws that climb to each maximum.
    fn basins(&self, maxima: &[&[f64]]) -> Result<Vec<f64>, Fault> {
        let theory = &self.case.theory.value;
        let all = self.samples.range(0, self.samples.rows())?;
        let some = all.slice(s![..;all.nrows().div_ceil(CLIMBS), ..]);
        let starts: Vec<Vec<f64>> = some.outer_iter().map(|row| row.to_vec()).collect();
        let found = search_from(&Kernel::new(theory), starts, natural_length(theory), &());
        let mut shares = vec![0.0; maxima.len()];
        for mode in &found.modes {
            let squares = maxima.iter().map(|maximum| square(&mode.position, maximum));
            let nearest = squares.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
            shares[nearest.map_or(0, |(place, _)| place)] += mode.starts as f64 / some.nrows() as f64;
        }
        Ok(shares)
    }
}

fn square(x: &[f64], maximum: &[f64]) -> f64 {
    x.iter().zip(maximum).map(|(x, y)| (x - y).powi(2)).sum()
}
