//! Correlators of drawn networks, whose last layer is integrated out.

use faer::Accum;
use ndarray::{Array2, s};
use rayon::prelude::*;

use super::draw::{Draws, Units, hidden};
use super::pairings::{Pair, PairMoments, connected};
use super::{Connected, Ensemble, EnsembleError, Field, field, moments};
use crate::Progress;
use crate::action::Action;
use crate::product::on_one_thread;
use crate::tensor::{Indices, SymmetricTensor, independent_entries};

/// Blocks of networks, each with a stream of random numbers of its own; errors are those of the jackknife that leaves out one.
pub(super) const BLOCKS: usize = 64;

/// Networks whose covariances are multiplied at a time.
const ROWS: usize = 256;

/// Correlators of networks, and what the same networks without one block give.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// The correlators with their standard errors.
    pub correlators: Vec<Connected>,
    without: Vec<Vec<Connected>>,
}

/// Means of products of the covariances C_ab, a <= b, of networks: E[C], E[C C], E[C C C].
struct Means {
    points: usize,
    one: Vec<f64>,
    two: Array2<f64>,
    three: Option<SymmetricTensor<f64>>,
}

/// The connected correlators of 2, 4, .. outputs up to an order, 6 at most, of so many networks drawn with a width.
///
/// For a given hidden layer the outputs are Gaussian, with a covariance C that is known. So only joint cumulants of C are left to be
/// sampled, which takes far fewer networks than cumulants of outputs.
///
/// # Errors
/// The width is infinite, there are fewer than 64 networks, or products of covariances take more than so many bytes.
///
/// # Cost
/// N m activations and m²(m + 1)²/4 multiplications a network; for order 6 some m⁶/48 more.
///
/// ```
/// use diagraction::ensemble::{Draws, Ensemble, sampled};
/// use ndarray::array;
///
/// let text = "inputs 1  width 10  activation tanh  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)";
/// let ensemble = Ensemble::read(text, None, 1)?;
/// let found = sampled(&ensemble, &array![[1.0]], 4, &Draws { networks: 20_000, ..Draws::default() }, &())?;
/// let [two, four] = &found.correlators[..] else { panic!("orders 2 and 4") };
/// // E[tanh² z] of a normal z.
/// let error = two.error.as_ref().unwrap().entries()[0];
/// assert!((two.value.entries()[0] - 0.394294).abs() < 4.0 * error && error < 0.002);
/// assert!(four.value.entries()[0] > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sampled(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    order: usize,
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Sampled, EnsembleError> {
    let Draws { networks, seed, memory } = *draws;
    moments::check(ensemble, points)?;
    let width = ensemble.finite_width()? as usize;
    if networks < BLOCKS {
        return Err(EnsembleError::Draws { draws: networks, least: BLOCKS });
    }
    let needed = bytes(points.nrows(), width, order);
    if needed > memory {
        return Err(EnsembleError::Memory { what: "products of covariances", needed, memory });
    }
    let number = |block: usize| networks * (block + 1) / BLOCKS - networks * block / BLOCKS;
    progress.start("drawing networks", BLOCKS as u64);
    let blocks: Vec<Means> = (0..BLOCKS)
        .into_par_iter()
        .map(|block| {
            let mut units = Units::new(ensemble, points, seed, block as u64);
            let means =
                Means::of(&mut units, (points.nrows(), width), ensemble.strength, order, number(block));
            progress.advance(1);
            means
        })
        .collect();
    let mut total = Means::zero(points.nrows(), order);
    for (block, means) in blocks.iter().enumerate() {
        total.add(means, number(block) as f64 / networks as f64);
    }
    let of = |means: &Means| -> Option<Vec<Connected>> {
        (2..=order)
            .step_by(2)
            .map(|order| {
                let value = connected(points.nrows(), order, 1.0, means)?;
                Some(Connected { order, value, error: None })
            })
            .collect()
    };
    let without = blocks.iter().enumerate().map(|(block, means)| {
        let share = number(block) as f64 / networks as f64;
        let mut rest = Means::zero(points.nrows(), order);
        rest.add(&total, 1.0 / (1.0 - share));
        rest.add(means, -share / (1.0 - share));
        of(&rest)
    });
    let without = without.collect::<Option<Vec<_>>>().unwrap_or_default();
    let mut correlators = of(&total).unwrap_or_default();
    for (place, found) in correlators.iter_mut().enumerate() {
        let each = |entry: usize| {
            without.iter().map(move |others: &Vec<Connected>| others[place].value.entries()[entry])
        };
        let errors = (0..found.value.entries().len()).map(|entry| jackknife(each(entry)));
        found.error = SymmetricTensor::from_entries(points.nrows(), found.order, errors.collect());
    }
    let is_finite = |found: &Connected| found.value.entries().iter().all(|value| value.is_finite());
    match correlators.iter().all(is_finite) {
        true => Ok(Sampled { correlators, without }),
        false => Err(EnsembleError::NotFinite { what: "correlators of the networks" }),
    }
}

impl Sampled {
    /// The action of the first orders given in closed form and of the others sampled, with errors.
    ///
    /// # Errors
    /// As for [`Field::new`].
    pub fn field(
        &self,
        ensemble: &Ensemble,
        closed: Vec<Connected>,
        order: usize,
        memory: u64,
    ) -> Result<Field, EnsembleError> {
        let with = |sampled: &[Connected]| -> Vec<Connected> {
            closed.iter().chain(&sampled[closed.len().min(sampled.len())..]).cloned().collect()
        };
        let mut found = Field::new(ensemble, with(&self.correlators), order, memory)?;
        let actions =
            self.without.iter().map(|others| field::action(ensemble, &with(others), found.order, memory));
        let actions = actions.collect::<Result<Vec<Action<f64>>, _>>()?;
        let mut errors = found.action.clone();
        for rank in 0..=errors.max_rank() {
            for (entry, error) in errors.tensor_mut(rank).entries_mut().iter_mut().enumerate() {
                *error = jackknife(actions.iter().map(|action| action.tensors()[rank].entries()[entry]));
            }
        }
        found.errors = Some(errors);
        Ok(found)
    }

    /// The standard error of a number that a function of the correlators gives.
    pub(super) fn error_of(&self, f: impl Fn(&[Connected]) -> f64) -> f64 {
        jackknife(self.without.iter().map(|others| f(others)))
    }
}

/// The standard error of a statistic by its values without each block.
pub(super) fn jackknife(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
    (squares * (n - 1.0) / n).sqrt()
}

/// About the bytes that all blocks take.
fn bytes(points: usize, width: usize, order: usize) -> u64 {
    let pairs = independent_entries(points, 2).map_or(u64::MAX, |pairs| pairs as u64);
    let triples = if order > 4 { pairs.saturating_pow(3) / 6 } else { 0 };
    let entries = independent_entries(points, order).map_or(u64::MAX, |entries| entries as u64);
    let block = pairs.saturating_mul(pairs.saturating_add(ROWS as u64)).saturating_add(triples);
    let layer = (width as u64).saturating_mul(points as u64);
    (block.saturating_add(layer).saturating_add(entries)).saturating_mul(8 * (BLOCKS as u64 + 2))
}

impl Means {
    fn zero(points: usize, order: usize) -> Means {
        let pairs = points * (points + 1) / 2;
        let squares = if order > 2 { pairs } else { 0 };
        Means {
            points,
            one: vec![0.0; pairs],
            two: Array2::zeros((squares, squares)),
            three: (order > 4).then(|| SymmetricTensor::zero(pairs, 3)),
        }
    }

    fn of(
        units: &mut Units<'_>,
        (m, width): (usize, usize),
        strength: f64,
        order: usize,
        networks: usize,
    ) -> Means {
        let mut means = Means::zero(m, order);
        let mut layer = Array2::zeros((width, m));
        let mut rows = Array2::zeros((ROWS, means.one.len()));
        let triples: Vec<Vec<usize>> =
            if means.three.is_some() { Indices::new(means.one.len(), 3).collect() } else { Vec::new() };
        for first in (0..networks).step_by(ROWS) {
            let number = ROWS.min(networks - first);
            for mut row in rows.rows_mut().into_iter().take(number) {
                hidden(units, &mut layer);
                let covariance = layer.t().dot(&layer) * (strength / width as f64);
                let pairs = (0..m).flat_map(|a| (a..m).map(move |b| (a, b)));
                row.iter_mut().zip(pairs).for_each(|(place, pair)| *place = covariance[pair]);
            }
            let rows = rows.slice(s![..number, ..]);
            means.one.iter_mut().zip(rows.columns()).for_each(|(sum, column)| *sum += column.sum());
            if order > 2 {
                on_one_thread(means.two.view_mut(), Accum::Add, 1.0, rows.t(), rows);
            }
            if let Some(three) = &mut means.three {
                for (sum, index) in three.entries_mut().iter_mut().zip(&triples) {
                    let product =
                        |row: ndarray::ArrayView1<'_, f64>| row[index[0]] * row[index[1]] * row[index[2]];
                    *sum += rows.rows().into_iter().map(product).sum::<f64>();
                }
            }
        }
        means.scale(1.0 / networks as f64);
        means
    }

    fn scale(&mut self, factor: f64) {
        self.one.iter_mut().chain(&mut self.two).for_each(|value| *value *= factor);
        self.three
            .iter_mut()
            .for_each(|three| three.entries_mut().iter_mut().for_each(|value| *value *= factor));
    }

    fn add(&mut self, other: &Means, factor: f64) {
        self.one.iter_mut().zip(&other.one).for_each(|(sum, value)| *sum += factor * value);
        self.two.scaled_add(factor, &other.two);
        if let (Some(three), Some(other)) = (&mut self.three, &other.three) {
            three
                .entries_mut()
                .iter_mut()
                .zip(other.entries())
                .for_each(|(sum, value)| *sum += factor * value);
        }
    }

    fn place(&self, (a, b): Pair) -> usize {
        let (a, b) = (a.min(b), a.max(b));
        a * self.points - a * (a + 1) / 2 + b
    }
}

impl PairMoments for Means {
    fn moment(&self, pairs: &[Pair]) -> Option<f64> {
        match *pairs {
            [one] => Some(self.one[self.place(one)]),
            [one, two] => Some(self.two[[self.place(one), self.place(two)]]),
            [one, two, three] => {
                self.three.as_ref().map(|means| *means.get(&[one, two, three].map(|pair| self.place(pair))))
            }
            _ => None,
        }
    }
}
