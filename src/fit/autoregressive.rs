//! Gaussian conditionals with polynomial means: a normalised polynomial action in closed form.

use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Accum, Mat, Par};
use ndarray::Array2;

use super::features::Features;
use super::monomials::sort;
use super::{FitError, Monomials};
use crate::Threads;
use crate::action::{SparseAction, spread};
use crate::data::Samples;
use crate::product::product;
use crate::statistics::Blocks;
use crate::symmetric::cholesky;

/// Rows whose monomials are held at a time.
const ROWS: usize = 4096;

/// What other monomials leave of one, as a share of its mean square: below this it is rounding.
const SMALL: f64 = 1e-11;

/// Bytes of an entry of the action while it is put together.
const ENTRY: u64 = 184;

/// The monomials of earlier variables whose sum is the mean of each one; a constant is always there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means(Vec<Vec<Vec<usize>>>);

impl Means {
    /// All monomials of earlier variables up to a degree. The action has twice this degree.
    pub fn all(dimension: usize, degree: usize) -> Means {
        let of = |i: usize| if i == 0 { Vec::new() } else { Monomials::all(i, degree).indices().to_vec() };
        Means((0..dimension).map(of).collect())
    }

    /// Those that stand beside a variable in a monomial of a support whose last variable it is, once: x_0² x_3 lets x_0² be in the mean of x_3.
    pub fn on(support: &Monomials) -> Means {
        let mut means = vec![Vec::new(); support.dimension()];
        for index in support.indices() {
            let (last, earlier) = index.split_last().expect("monomials have a variable");
            if earlier.last().is_some_and(|before| before < last) {
                means[*last].push(earlier.to_vec());
            }
        }
        means.iter_mut().for_each(sort);
        Means(means)
    }

    /// All powers up to a degree of the earlier ones of pairs of neighbours.
    pub fn of_neighbours(dimension: usize, bonds: &[(usize, usize)], degree: usize) -> Means {
        let mut means = vec![Vec::new(); dimension];
        for &(i, j) in bonds {
            means[i.max(j)].extend((1..=degree).map(|power| vec![i.min(j); power]));
        }
        means.iter_mut().for_each(sort);
        Means(means)
    }

    /// The number of coefficients, with constants and variances.
    pub fn numbers(&self) -> usize {
        self.0.iter().map(|mean| mean.len() + 2).sum()
    }
}

/// A normalised action and the spread of its entries.
#[derive(Clone, Debug)]
pub struct Autoregressive {
    /// S(x) = ln p(x), A^(0) with it.
    pub action: SparseAction<f64>,
    /// The standard errors of the entries of ranks 1 and up.
    pub errors: SparseAction<f64>,
    /// The mean of ln p over the samples, which fell by about half of the numbers for each row for being fitted to them.
    pub ln_p: f64,
    /// The blocks of samples that errors are from, one left out after the other.
    pub blocks: usize,
}

/// Fits p(x) = Π_i N(x_i; μ_i(x_<i), σ_i²) by maximum likelihood: linear regression of each variable on monomials of earlier ones.
///
/// # Formula
/// S(x) = -Σ_i [(x_i - μ_i)²/(2 σ_i²) + ln(2π σ_i²)/2], of twice the degree of the means, with ln Z = 0. Errors are those of the jackknife over blocks.
///
/// # Errors
/// Samples that do not determine the coefficients, fewer than two blocks, and what does not fit into memory.
///
/// # Cost
/// One pass over the samples with a product of all monomials, and for each variable and block k³/3 multiplications of its k monomials.
///
/// ```
/// use diagraction::data::Samples;
/// use diagraction::fit::{Means, autoregressive};
/// use ndarray::Array2;
///
/// // x_1 = x_0²/2 - 1 and a residue of ±1/10.
/// let rows = Array2::from_shape_fn((64, 2), |(row, i)| {
///     let x = row as f64 % 16.0 / 8.0 - 1.0;
///     if i == 0 { x } else { x * x / 2.0 - 1.0 + if row / 16 % 2 == 0 { 0.1 } else { -0.1 } }
/// });
/// let found = autoregressive(&Samples::from_array(rows), &Means::all(2, 2), 4, u64::MAX)?;
/// // -(x_1 - x_0²/2 + 1)²/(2 · 0.01): the coefficient of x_0² x_1 is 50, an entry of A^(3) a third of it.
/// assert!((found.action.get(&[0, 0, 1]) - 50.0 / 3.0).abs() < 1e-9);
/// # Ok::<(), diagraction::fit::FitError>(())
/// ```
pub fn autoregressive(
    samples: &Samples,
    means: &Means,
    blocks: usize,
    memory: u64,
) -> Result<Autoregressive, FitError> {
    let (rows, d) = (samples.rows(), samples.dimension());
    if means.0.len() != d {
        return Err(FitError::Dimension { expected: means.0.len(), found: d });
    }
    let mut list: Vec<Vec<usize>> = means.0.concat();
    list.extend((0..d).map(|i| vec![i]).chain([Vec::new()]));
    sort(&mut list);
    let features = Features::new(list);
    let lengths = Blocks::new(samples.chains(), rows.div_ceil(blocks.max(1)));
    let count = lengths.count();
    if count < 2 || rows <= means.numbers() {
        return Err(FitError::TooFew { unknowns: means.numbers(), rows });
    }
    let k = features.len() as u64;
    let entries: u64 = means.0.iter().map(|mean| (mean.len() as u64 + 2).pow(2) / 2).sum();
    let needed = 8 * k * k * (count as u64 + 2) + 8 * k * ROWS as u64 + ENTRY * entries * (count as u64 + 1);
    if needed > memory {
        let unknowns = format!("{} coefficients in {count} blocks", means.numbers());
        return Err(FitError::Memory { unknowns, needed, available: memory });
    }
    let mut moments = Vec::new();
    let mut first = 0;
    for &length in lengths.lengths() {
        let mut sum = Array2::zeros((features.len(), features.len()));
        for piece in samples.part(first, length).chunks(ROWS) {
            let values = features.evaluate(piece?.t());
            product(sum.view_mut(), Accum::Add, 1.0, values.view(), values.t(), Threads::All);
        }
        first += length;
        moments.push(sum);
    }
    let mut all = Array2::<f64>::zeros((features.len(), features.len()));
    moments.iter().for_each(|moments| all += moments);
    let (action, ln_p) = solve(&features, means, &all, rows)?;
    let without = moments.into_iter().zip(lengths.lengths());
    let without =
        without.map(|(block, length)| Ok(solve(&features, means, &(&all - &block), rows - length)?.0));
    let without = without.collect::<Result<Vec<_>, FitError>>()?;
    Ok(Autoregressive { action, errors: spread(&without, count as f64 - 1.0), ln_p, blocks: count })
}

/// The action by sums of products of monomials over so many rows, and the mean of ln p.
fn solve(
    features: &Features,
    means: &Means,
    sums: &Array2<f64>,
    rows: usize,
) -> Result<(SparseAction<f64>, f64), FitError> {
    let place = |index: &[usize]| features.position(index).expect("all monomials are there");
    let mut action = SparseAction::zero(means.0.len());
    let mut ln_p = 0.0;
    for (i, mean) in means.0.iter().enumerate() {
        let indices: Vec<&[usize]> = [&[][..]].into_iter().chain(mean.iter().map(Vec::as_slice)).collect();
        let places: Vec<usize> = indices.iter().map(|index| place(index)).collect();
        let own = place(&[i]);
        let (k, scale) = (places.len(), |place: usize| sums[[place, place]].sqrt().max(f64::MIN_POSITIVE));
        let scaled = |a: usize, b: usize| sums[[a, b]] / (scale(a) * scale(b));
        let singular = |at: usize| FitError::Singular { index: indices[at].to_vec() };
        let factor = cholesky(Mat::from_fn(k, k, |a, b| scaled(places[a], places[b]))).map_err(singular)?;
        if let Some(at) = (0..k).find(|&at| factor[(at, at)].powi(2) < SMALL) {
            return Err(singular(at));
        }
        let mut solution = Mat::from_fn(k, 1, |a, _| scaled(places[a], own));
        solve_lower_triangular_in_place(factor.as_ref(), solution.as_mut(), Par::Seq);
        let explained: f64 = (0..k).map(|a| solution[(a, 0)].powi(2)).sum();
        if 1.0 - explained < SMALL {
            return Err(FitError::Singular { index: vec![i] });
        }
        solve_upper_triangular_in_place(factor.transpose(), solution.as_mut(), Par::Seq);
        let variance = sums[[own, own]] * (1.0 - explained) / rows as f64;
        // x_i - μ_i as a sum over monomials.
        let residue: Vec<(Vec<usize>, f64)> = [(vec![i], 1.0)]
            .into_iter()
            .chain((0..k).map(|a| (indices[a].to_vec(), -solution[(a, 0)] * scale(own) / scale(places[a]))))
            .collect();
        for (place, (one, factor)) in residue.iter().enumerate() {
            for (other, second) in &residue[place..] {
                let twice = if one == other { 1.0 } else { 2.0 };
                action.add_monomial(&[&one[..], other].concat(), -twice * factor * second / (2.0 * variance));
            }
        }
        let norm = 0.5 * (std::f64::consts::TAU * variance).ln();
        action.add(&[], -norm);
        ln_p -= norm + 0.5;
    }
    Ok((action, ln_p))
}
