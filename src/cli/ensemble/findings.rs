//! All that is computed of an ensemble, and what is to be known about it.

use ndarray::Array2;

use crate::action::{Normalisability, SparseAction};
use crate::ensemble::{
    Activation, Density, Draws, Edgeworth, Ensemble, Exponent, Field, Interacting, Symmetry, closed_orders,
    density, edgeworth, exponents, interacting, sampled, symmetries,
};

use super::args::EnsembleArgs;
use crate::cli::shared::{Bar, Failure, number};

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
    /// The share of networks whose output there is 0.
    pub(super) silent: f64,
    pub(super) interacting: Option<Interacting>,
    pub(super) notes: Vec<String>,
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
            false => {
                let at = |&width: &u64| Ensemble::load(&args.file, Some(Some(width)), points.nrows());
                let ensembles = args.widths.iter().map(at).collect::<Result<Vec<_>, _>>()?;
                exponents(&ensembles, &points, highest, &draws, bar)?
            }
        };
        let (density, silent) = match args.density {
            Some(point) => {
                density(&ensemble, &points, (&field, point), &outputs(args, &field, point), &draws, bar)?
            }
            None => (Vec::new(), 0.0),
        };
        let interacting = match &ensemble.deformation {
            Some(_) => Some(interacting(&ensemble, &points, &field, &draws, bar)?),
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
            silent,
            interacting,
            notes: Vec::new(),
        };
        found.notes = found.to_be_known(args);
        Ok(found)
    }

    /// What a physicist must know.
    fn to_be_known(&self, args: &EnsembleArgs) -> Vec<String> {
        let notes = [
            self.lost_digits(),
            self.no_density(args),
            self.negative_edgeworth(),
            self.silent_units(),
            self.no_theory(),
            self.left_out(),
            self.wild_units(),
            self.few_units(),
        ];
        notes.into_iter().flatten().collect()
    }

    fn lost_digits(&self) -> Option<String> {
        let digits = self.field.condition.log10();
        (self.field.condition > NOTABLE).then(|| {
            format!(
                "couplings lose about {digits:.0} of 16 digits to the condition of G2, as the outputs hardly change between points"
            )
        })
    }

    fn no_density(&self, args: &EnsembleArgs) -> Option<String> {
        let Normalisability::Refuted { .. } = self.normalisable else { return None };
        let is_drawn = self.ensemble.width.is_some() && self.ensemble.is_accepted();
        let (file, points) = (args.file.display(), args.points.display());
        let instead = is_drawn.then(|| format!("; `sample {file} --points {points}` draws networks"));
        let what = if self.field.order == 0 { "the action" } else { "the action to this order" };
        let instead = instead.unwrap_or_default();
        Some(format!("exp of {what} is no density, and `sample` refuses it{instead}"))
    }

    fn negative_edgeworth(&self) -> Option<String> {
        let is_negative = self.edgeworth.as_ref().is_some_and(|found| found.factor < 0.0);
        let note = "Edgeworth's density is negative in places: the width is too small for this order";
        is_negative.then(|| note.to_owned())
    }

    fn silent_units(&self) -> Option<String> {
        let share = number::short(100.0 * self.silent);
        (self.silent > 0.0).then(|| {
            format!("the output is exactly 0 in {share} % of the networks, as all their units are; ln p is of the others")
        })
    }

    fn no_theory(&self) -> Option<String> {
        let Normalisability::Refuted { .. } = self.interacting.as_ref()?.limit else { return None };
        Some("exp(S_int) has no mean over the networks, so the interacting theory does not exist".to_owned())
    }

    fn left_out(&self) -> Option<String> {
        let order = self.field.order;
        self.ensemble.width.map(|_| {
            let (power, rank) = (power(order + 1), 2 * order + 4);
            format!("left out is all of {power}: A^({rank}) and more, and parts of the lower ranks")
        })
    }

    /// E[h⁴] of a unit, over E[h²]², where powers of 1/N do not fall.
    fn wild_units(&self) -> Option<String> {
        let (two, four) = (self.field.correlators.first()?, self.field.correlators.get(1)?);
        let width = self.ensemble.width? as f64;
        let ratio = |point: usize| {
            let own = *two.value.get(&[point; 2]);
            (four.value.get(&[point; 4]) * width / (own * own) + 3.0) / 3.0
        };
        let worst = (0..self.points.nrows()).map(ratio).fold(0.0, f64::max);
        let why = match self.ensemble.activation {
            Activation::Gauss => "; of gauss it grows like exp(4 s0^2 x^2/d) away from 0",
            _ => "",
        };
        let worst_in_words = number::short(worst);
        (worst > WILD).then(|| {
            format!(
                "E[h^4] is up to {worst_in_words} E[h^2]^2{why}: draws and powers of 1/N say nothing there"
            )
        })
    }

    /// Where few units interact more than S_int does.
    fn few_units(&self) -> Option<String> {
        let (free, tree) = self.interacting.as_ref()?.rivals?;
        let (few, made) = (number::short(free), number::short(tree));
        (free > tree).then(|| {
            format!(
                "few units interact more than S_int does: the connected correlator of four outputs is {few} without S_int, and S_int makes {made} of it; a larger width helps"
            )
        })
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
    let closed =
        if args.drawn { Vec::new() } else { closed_orders(ensemble, points, 2 * half, draws.memory)? };
    let known = closed.len();
    if known == half {
        return Ok((Field::new(ensemble, closed, order, draws.memory)?, known));
    }
    let drawn = sampled(ensemble, points, 2 * half, draws, bar)?;
    Ok((drawn.field(ensemble, closed, order, draws.memory)?, known))
}

/// The order of a power of 1/N in words.
pub(super) fn power(order: usize) -> String {
    match order {
        0 => "infinite width".to_owned(),
        1 => "order 1/N".to_owned(),
        _ => format!("order 1/N^{order}"),
    }
}

/// The outputs that are asked for, or 25 up to three standard deviations.
fn outputs(args: &EnsembleArgs, field: &Field, point: usize) -> Vec<f64> {
    let deviation = field.correlators[0].value.get(&[point; 2]).sqrt();
    match args.outputs.is_empty() {
        true => (0..25).map(|k| 3.0 * deviation * f64::from(k - 12) / 12.0).collect(),
        false => args.outputs.clone(),
    }
}
