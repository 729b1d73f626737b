//! Correlators of drawn networks, whose last layer is integrated out.

use faer::Accum;
use ndarray::{Array2, ArrayViewMut2, s};

use super::draw::{Draws, Units, hidden};
use super::means::Means;
use super::pairings::{Pair, PairMoments, connected};
use super::{Connected, Ensemble, EnsembleError, Field, field};
use crate::Progress;
use crate::action::Action;
use crate::product::on_one_thread;
use crate::statistics::jackknife;
use crate::tensor::{SymmetricTensor, independent_entries, position};

/// Networks whose covariances are multiplied at a time.
const ROWS: usize = 256;

/// Correlators of networks, and what the same networks without one block give.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// The correlators with their standard errors.
    pub correlators: Vec<Connected>,
    without: Vec<Vec<Connected>>,
}

/// Means of the covariances C_ab, a <= b, of networks, of their products and of their products of three, one after the other.
struct OfPairs<'a> {
    points: usize,
    means: &'a [f64],
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
    let m = points.nrows();
    let pairs = m * (m + 1) / 2;
    let numbers = numbers(pairs, order);
    let add = |units: &mut Units<'_>, networks: usize, sums: &mut [f64]| {
        add(units, networks, sums, (m, ensemble, order));
    };
    let means = Means::new((ensemble, points), draws, numbers, add, progress)?;
    let of = |means: &[f64]| -> Vec<Connected> {
        let of_order = |order: usize| {
            let value = connected(m, order, 1.0, &OfPairs { points: m, means })?;
            Some(Connected { order, value, error: None })
        };
        (2..=order).step_by(2).filter_map(of_order).collect()
    };
    let (mut correlators, without) = means.each(of);
    for (place, found) in correlators.iter_mut().enumerate() {
        let each = |entry: usize| without.iter().map(move |others| others[place].value.entries()[entry]);
        let errors = (0..found.value.entries().len()).map(|entry| jackknife(each(entry)));
        found.error = SymmetricTensor::from_entries(m, found.order, errors.collect());
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

/// E[C], E[C C] and E[C C C] as far as an order needs them.
fn numbers(pairs: usize, order: usize) -> usize {
    let squares = if order > 2 { pairs.saturating_mul(pairs) } else { 0 };
    let cubes = if order > 4 { independent_entries(pairs, 3).unwrap_or(usize::MAX) } else { 0 };
    pairs.saturating_add(squares).saturating_add(cubes)
}

/// Adds what the next networks have.
fn add(
    units: &mut Units<'_>,
    networks: usize,
    sums: &mut [f64],
    (m, ensemble, order): (usize, &Ensemble, usize),
) {
    let width = ensemble.width.unwrap_or(1) as usize;
    let pairs = m * (m + 1) / 2;
    let mut layer = Array2::zeros((width, m));
    let mut rows = Array2::zeros((ROWS, pairs));
    let (one, rest) = sums.split_at_mut(pairs);
    let (two, three) = rest.split_at_mut(if order > 2 { pairs * pairs } else { 0 });
    for first in (0..networks).step_by(ROWS) {
        let number = ROWS.min(networks - first);
        for mut row in rows.rows_mut().into_iter().take(number) {
            hidden(units, &mut layer);
            let covariance = layer.t().dot(&layer) * (ensemble.strength / width as f64);
            let pairs = (0..m).flat_map(|a| (a..m).map(move |b| (a, b)));
            row.iter_mut().zip(pairs).for_each(|(place, pair)| *place = covariance[pair]);
        }
        let rows = rows.slice(s![..number, ..]);
        one.iter_mut().zip(rows.columns()).for_each(|(sum, column)| *sum += column.sum());
        if let Ok(two) = ArrayViewMut2::from_shape((pairs, pairs), two) {
            on_one_thread(two, Accum::Add, 1.0, rows.t(), rows);
        }
        if !three.is_empty() {
            for row in rows.rows() {
                let products = (0..pairs).flat_map(|a| (a..pairs).map(move |b| (a, b, row[a] * row[b])));
                let products = products.flat_map(|(_, b, two)| (b..pairs).map(move |c| two * row[c]));
                three.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
            }
        }
    }
}

impl PairMoments for OfPairs<'_> {
    fn moment(&self, pairs: &[Pair]) -> Option<f64> {
        let n = self.points * (self.points + 1) / 2;
        let place = |&(a, b): &Pair| position(self.points, &[a.min(b), a.max(b)]);
        let mut places: Vec<usize> = pairs.iter().map(place).collect();
        places.sort_unstable();
        let start = match places[..] {
            [one] => one,
            [one, two] => n + one * n + two,
            [..] => n + n * n + position(n, &places),
        };
        self.means.get(start).copied()
    }
}
