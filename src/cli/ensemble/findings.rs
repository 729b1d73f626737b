//! All that is computed of an ensemble, and what is to be known about it.

use ndarray::Array2;

use crate::action::{Normalisability, SparseAction};
use crate::correlators::{Correlators, Expansion};
use crate::ensemble::{
    Activation, Chain, Deformed, Density, Draws, Edgeworth, Ensemble, Exponent, Field, Symmetry, chain,
    closed_orders, deformed, density, edgeworth, exponents, sampled, symmetries, tree_of_four,
};
use crate::tensor::SymmetricTensor;

use super::args::EnsembleArgs;
use crate::cli::shared::{Bar, Failure, number};

/// Loops of the series of an infinite width.
const LOOPS: usize = 2;

/// More points are too many to search for the smallest factor of Edgeworth's density.
const MOST_SEARCHED: usize = 24;

/// The condition of a covariance from which on lost digits are told.
const NOTABLE: f64 = 1e4;

/// E[h⁴] of a unit over E[h²]² from which on means of few units say nothing.
const WILD: f64 = 1e3;

pub(super) struct Findings {
    pub(super) ensemble: Ensemble,
    pub(super) points: Array2<f64>,
    pub(super) field: Field,
    /// Orders in closed form; the others are drawn.
    pub(super) closed: usize,
    pub(super) normalisable: Normalisability,
    pub(super) edgeworth: Option<Edgeworth>,
    pub(super) symmetries: Vec<Symmetry>,
    pub(super) exponents: Vec<Exponent>,
    pub(super) density: Vec<Density>,
    pub(super) interacting: Option<Interacting>,
    pub(super) notes: Vec<String>,
}

/// What S_int makes of the networks.
pub(super) struct Interacting {
    /// At the width of the ensemble, where this is finite.
    pub(super) weighed: Option<Deformed>,
    /// E[φφ] of infinite width, by diagrams to two loops, where S_int leaves the mean at zero.
    pub(super) series: Option<SymmetricTensor<f64>>,
    /// Of infinite width, where only neighbours on a line interact.
    pub(super) exact: Option<Chain>,
    /// The norms of the connected correlators of four outputs: of few units without S_int, and of S_int without loops.
    pub(super) rivals: Option<(f64, f64)>,
}

impl Findings {
    pub(super) fn new(
        args: &EnsembleArgs,
        ensemble: Ensemble,
        points: Array2<f64>,
        memory: u64,
        bar: &Bar,
    ) -> Result<Findings, Failure> {
        if let Some(point) = args.density.filter(|&point| point >= points.nrows()) {
            let (path, last) = (args.points.display(), points.nrows().saturating_sub(1));
            return Err(Failure::new(format!("--density {point}: {path} has points 0 to {last}")));
        }
        let draws = Draws { networks: args.networks, seed: args.seed, memory };
        let order = usize::from(args.order);
        let (field, closed) = field(args, &ensemble, &points, &draws, bar)?;
        let is_finite = ensemble.width.is_some();
        let edgeworth = match is_finite && order > 0 && points.nrows() <= MOST_SEARCHED {
            true => edgeworth(&ensemble, &field, memory, bar)?,
            false => None,
        };
        let highest = 2 + 2 * order;
        let symmetries = match args.symmetries {
            true => symmetries(&ensemble, &points, highest, &draws, bar)?,
            false => Vec::new(),
        };
        let exponents = match args.widths.is_empty() {
            true => Vec::new(),
            false => exponents(&ensemble, &points, highest, &args.widths, &draws, bar)?,
        };
        let density = match args.density {
            Some(point) => {
                density(&ensemble, &points, (&field, point), &outputs(args, &field, point), &draws, bar)?
            }
            None => Vec::new(),
        };
        let interacting = match &ensemble.deformation {
            Some(_) => Some(Interacting::new(&ensemble, &points, &field, &draws, bar)?),
            None => None,
        };
        let normalisable = SparseAction::from(&field.action).normalisability();
        let mut found = Findings {
            ensemble,
            points,
            field,
            closed,
            normalisable,
            edgeworth,
            symmetries,
            exponents,
            density,
            interacting,
            notes: Vec::new(),
        };
        found.notes = found.to_be_known(args);
        Ok(found)
    }

    /// What a physicist must know.
    fn to_be_known(&self, args: &EnsembleArgs) -> Vec<String> {
        let mut notes = Vec::new();
        let power = self.field.order;
        if self.field.condition > NOTABLE {
            let digits = self.field.condition.log10();
            notes.push(format!(
                "couplings lose about {digits:.0} of 16 digits to the condition of G2, as the outputs hardly change between points"
            ));
        }
        if let Normalisability::Refuted { .. } = self.normalisable {
            notes.push(format!(
                "exp of the action to this order is no density, and `sample` refuses it; `sample {} --points {}` draws networks",
                args.file.display(),
                args.points.display()
            ));
        }
        if let Some(found) = self.edgeworth.as_ref().filter(|found| found.factor < 0.0) {
            let at = found.at.iter().map(|x| number::short(*x)).collect::<Vec<_>>().join(", ");
            notes.push(format!(
                "Edgeworth's density is negative at phi = {at}: the width is too small for this order"
            ));
        }
        if self.ensemble.width.is_some() {
            notes.push(format!(
                "left out is all of order 1/N^{}: A^({}) and more, and parts of the lower ranks",
                power + 1,
                2 * power + 4
            ));
        }
        let [two, four] = [0, 1].map(|place: usize| self.field.correlators.get(place));
        if let (Some(two), Some(four), Some(width)) = (two, four, self.ensemble.width) {
            let excess = |point: usize| {
                let own = *two.value.get(&[point; 2]);
                (four.value.get(&[point; 4]) * width as f64 / (own * own) + 3.0) / 3.0
            };
            let worst = (0..self.points.nrows()).map(excess).fold(0.0, f64::max);
            if worst > WILD {
                let why = match self.ensemble.activation {
                    Activation::Gauss => "; of gauss it grows like exp(4 s0^2 x^2/d) away from 0",
                    _ => "",
                };
                notes.push(format!(
                    "E[h^4] is up to {} E[h^2]^2{why}: draws and powers of 1/N say nothing there",
                    number::short(worst)
                ));
            }
        }
        if let Some((free, tree)) = self.interacting.as_ref().and_then(|found| found.rivals)
            && free > tree
        {
            notes.push(format!(
                "few units interact more than S_int does: the connected correlator of four outputs is {} without S_int, and S_int makes {} of \
                 it; a larger width helps",
                number::short(free),
                number::short(tree)
            ));
        }
        notes
    }
}

fn field(
    args: &EnsembleArgs,
    ensemble: &Ensemble,
    points: &Array2<f64>,
    draws: &Draws,
    bar: &Bar,
) -> Result<(Field, usize), Failure> {
    let order = usize::from(args.order);
    let half = if ensemble.width.is_some() { order + 1 } else { 1 };
    let closed = if args.drawn { Vec::new() } else { closed_orders(ensemble, points, 2 * half) };
    let known = closed.len();
    if known == half {
        return Ok((Field::new(ensemble, closed, order, draws.memory)?, known));
    }
    let drawn = sampled(ensemble, points, 2 * half, draws, bar)?;
    Ok((drawn.field(ensemble, closed, order, draws.memory)?, known))
}

/// The outputs that are asked for, or 25 up to three standard deviations.
fn outputs(args: &EnsembleArgs, field: &Field, point: usize) -> Vec<f64> {
    let deviation = field.correlators[0].value.get(&[point; 2]).sqrt();
    match args.outputs.is_empty() {
        true => (0..25).map(|k| 3.0 * deviation * f64::from(k - 12) / 12.0).collect(),
        false => args.outputs.clone(),
    }
}

impl Interacting {
    fn new(
        ensemble: &Ensemble,
        points: &Array2<f64>,
        field: &Field,
        draws: &Draws,
        bar: &Bar,
    ) -> Result<Interacting, Failure> {
        let weighed = ensemble.width.map(|_| deformed(ensemble, points, draws, bar)).transpose()?;
        let infinite = Ensemble { width: None, ..ensemble.clone() };
        let two = field.correlators[..1].to_vec();
        let covariance = two[0].value.clone();
        let limit = SparseAction::from(&Field::new(&infinite, two, 0, draws.memory)?.action);
        let m = points.nrows();
        let matrix = Array2::from_shape_fn((m, m), |(i, j)| *covariance.get(&[i, j]));
        let mut along: Vec<usize> = (0..m).collect();
        along.sort_by(|&i, &j| points[[i, 0]].total_cmp(&points[[j, 0]]));
        let exact = (points.ncols() == 1).then(|| chain(&limit, &along, matrix.view())).flatten();
        let expansion = Expansion::at(&limit, &vec![0.0; m]).ok();
        let series = expansion.and_then(|expansion| {
            let mut sums = Correlators::new(&expansion).memory(draws.memory);
            (0..=LOOPS).try_fold(SymmetricTensor::zero(m, 2), |mut sum, loops| {
                sum.add(&sums.term(2, loops).ok()?);
                Some(sum)
            })
        });
        let free = field.correlators.get(1).map(|found| found.value.norm());
        let rivals = free.zip(tree_of_four(&limit).map(|tree| tree.norm()));
        Ok(Interacting { weighed, series, exact, rivals })
    }
}
