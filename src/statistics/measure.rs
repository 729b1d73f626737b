//! Cumulants or moments with standard errors, in two passes.

use ndarray::{Array2, ArrayView1};

use super::autocorrelation::Autocorrelation;
use super::blocked::Blocked;
use super::blocks::Blocks;
use super::kstatistics::{MAX_ORDER, add_pairings, factor, matrix, unbias};
use super::linear::Linear;
use super::moments::{Moments, chunk_rows};
use super::pieces::{Pieces, parts};
use super::{Estimate, Statistics, StatisticsError};
use crate::Progress;
use crate::action::{SymmetricTensor, unpack};
use crate::data::Samples;
use crate::text::bytes;

/// So many blocks are made where they are long enough.
const USUAL_BLOCKS: usize = 128;

/// What is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The cumulants, by k-statistics.
    Cumulants,
    /// The moments ⟨x^{⊗k}⟩ about the origin.
    Moments,
}

/// How the rows are cut into blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// 128 blocks, or fewer where blocks must be longer to be independent.
    Auto,
    /// Blocks of about so many rows.
    Length(usize),
    /// About so many blocks.
    Count(usize),
}

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// What is estimated.
    pub kind: Kind,
    /// The highest order K, at most 4.
    pub order: usize,
    /// The blocks of the standard errors.
    pub cut: Cut,
    /// The bytes that may be taken.
    pub memory: u64,
}

impl Default for Request {
    fn default() -> Request {
        Request { kind: Kind::Cumulants, order: MAX_ORDER, cut: Cut::Auto, memory: u64::MAX }
    }
}

/// Cumulants or moments of samples up to an order, with standard errors.
///
/// The samples are read twice. The first pass finds the mean, the lower moments and the autocorrelation; the second sums
/// up blocks. Standard errors are those of the means of the linearised statistics over blocks: to leading order in 1/N
/// they are those of the jackknife that leaves out one block at a time, but take the highest order only once, and memory
/// for three numbers an entry, however many blocks there are.
///
/// # Errors
/// A [`StatisticsError`].
///
/// # Cost
/// That of [`Moments`], of the highest order once and of the lower ones twice.
///
/// ```
/// use diagraction::data::Samples;
/// use diagraction::statistics::{Request, measure};
/// use ndarray::Array2;
///
/// let samples = Samples::from_array(Array2::from_shape_fn((1000, 1), |(i, _)| (i % 2) as f64));
/// let found = measure(&samples, &Request::default(), &())?;
/// assert!((found.orders[0].value.entries()[0] - 0.5).abs() < 1e-12);
/// # Ok::<(), diagraction::statistics::StatisticsError>(())
/// ```
pub fn measure(
    samples: &Samples,
    request: &Request,
    progress: &dyn Progress,
) -> Result<Statistics, StatisticsError> {
    check(samples, request)?;
    progress.start("reading the samples", 2 * samples.rows() as u64);
    let FirstPass { moments, autocorrelation, constant } = first_pass(samples, request, progress)?;
    let blocks = cut(samples, request.cut, &autocorrelation);
    if blocks.count() < 2 {
        return Err(StatisticsError::OneBlock { rows: samples.rows() });
    }
    let (centre, linear) = match request.kind {
        Kind::Moments => (vec![0.0; samples.dimension()], None),
        Kind::Cumulants => (moments.mean(), linear(&moments, request.order)),
    };
    let mut sums = Blocked::new(centre.clone(), request.order, linear, blocks.count());
    second_pass(samples, &blocks, &mut sums, progress)?;
    let orders = match request.kind {
        Kind::Moments => {
            let exact = |estimate| with_constants(estimate, moments.point(), &constant);
            (1..=request.order).map(|order| exact(Estimate::from(sums.means(order)))).collect()
        }
        Kind::Cumulants => cumulants(&sums, &centre, request.order, samples.rows()),
    };
    check_range(&orders)?;
    let longest = blocks.range().1;
    Ok(Statistics {
        kind: request.kind,
        rows: samples.rows(),
        chains: samples.chains().to_vec(),
        slowest: autocorrelation.at(longest),
        long_enough: autocorrelation.is_long_enough(longest) && !autocorrelation.is_too_short(longest),
        independent_rows: autocorrelation.is_white(),
        blocks,
        orders,
        probes: (1..=request.order).map(|order| sums.probe(order)).collect(),
    })
}

/// The bytes that [`measure`] takes beside the samples; `None` where they cannot be counted.
pub fn memory(dimension: usize, request: &Request) -> Option<u64> {
    let sums = Blocked::memory(dimension, request.order, request.kind == Kind::Cumulants)?;
    sums.checked_add(Moments::memory(dimension, request.order)?)
}

fn check(samples: &Samples, request: &Request) -> Result<(), StatisticsError> {
    let (dimension, order) = (samples.dimension(), request.order);
    if !(1..=MAX_ORDER).contains(&order) {
        return Err(StatisticsError::Order(order));
    }
    if samples.rows() < order.max(2) {
        return Err(StatisticsError::TooFew { rows: samples.rows(), order: order.max(2) });
    }
    check_memory(dimension, request, Blocked::least_memory(dimension, order))?;
    check_memory(dimension, request, memory(dimension, request))
}

fn check_memory(dimension: usize, request: &Request, needed: Option<u64>) -> Result<(), StatisticsError> {
    match needed {
        Some(needed) if needed <= request.memory => Ok(()),
        _ => Err(StatisticsError::Memory {
            dimension,
            order: request.order,
            needed: needed.map_or("more than can be counted".to_string(), bytes::show),
            limit: bytes::show(request.memory),
        }),
    }
}

/// What the first pass finds.
struct FirstPass {
    /// The moments of lower orders about a point near the mean.
    moments: Moments<f64>,
    /// How rows depend on each other.
    autocorrelation: Autocorrelation,
    /// The coordinates that never change. The point is exactly their value, so that they have no cumulants made of rounding.
    constant: Vec<bool>,
}

fn first_pass(
    samples: &Samples,
    request: &Request,
    progress: &dyn Progress,
) -> Result<FirstPass, StatisticsError> {
    let order = match request.kind {
        Kind::Moments => 1,
        Kind::Cumulants => (request.order - 1).max(1),
    };
    let rows = chunk_rows(samples.dimension(), order);
    let near = centre(&Pieces::new(samples).take(rows)?);
    let mut constant = vec![true; near.len()];
    let mut moments = Moments::new(samples.dimension(), order, near.clone());
    let mut autocorrelation = Autocorrelation::new(near.clone());
    let mut pieces = Pieces::new(samples);
    for &chain in samples.chains() {
        for length in (0..chain).step_by(rows).map(|first| rows.min(chain - first)) {
            let piece = pieces.take(length)?;
            moments.add(piece.view());
            autocorrelation.add(piece.view());
            for (same, (column, near)) in constant.iter_mut().zip(piece.columns().into_iter().zip(&near)) {
                *same &= column.iter().all(|x| x == near);
            }
            progress.advance(length as u64);
        }
        autocorrelation.end_chain();
    }
    Ok(FirstPass { moments, autocorrelation, constant })
}

/// The mean of each coordinate; the value itself where all are equal, of which a mean may be off by rounding.
fn centre(piece: &Array2<f64>) -> Vec<f64> {
    let of_coordinate = |column: ArrayView1<'_, f64>| {
        let first = column.first().copied().unwrap_or_default();
        let is_constant = column.iter().all(|x| *x == first);
        if is_constant { first } else { column.mean().unwrap_or_default() }
    };
    piece.columns().into_iter().map(of_coordinate).collect()
}

/// Moments of coordinates that never change are products of their values and have no error.
fn with_constants(mut estimate: Estimate, values: &[f64], constant: &[bool]) -> Estimate {
    if !constant.contains(&true) {
        return estimate;
    }
    let places: Vec<_> = estimate.value.iter().map(|(index, _)| index).enumerate().collect();
    for (place, index) in places.into_iter().filter(|(_, index)| index.iter().all(|&i| constant[i])) {
        estimate.value.entries_mut()[place] = index.iter().map(|&i| values[i]).product();
        estimate.error.entries_mut()[place] = 0.0;
    }
    estimate
}

fn cut(samples: &Samples, cut: Cut, autocorrelation: &Autocorrelation) -> Blocks {
    let of_count = |count: usize| samples.rows() / count.max(1);
    let length = match cut {
        Cut::Length(rows) => rows,
        Cut::Count(count) => of_count(count),
        Cut::Auto => autocorrelation.block_length(of_count(USUAL_BLOCKS)),
    };
    Blocks::new(samples.chains(), length)
}

/// What the parts of lower orders in a cumulant of this order are.
fn linear(moments: &Moments<f64>, order: usize) -> Option<Linear> {
    if order < 3 {
        return None;
    }
    let central = moments.central(order - 1);
    Some(Linear::new(&central[2], central.get(3)))
}

fn second_pass(
    samples: &Samples,
    blocks: &Blocks,
    sums: &mut Blocked,
    progress: &dyn Progress,
) -> Result<(), StatisticsError> {
    let longest = chunk_rows(samples.dimension(), sums.order());
    let mut pieces = Pieces::new(samples);
    for &block in blocks.lengths() {
        let mut left = block;
        for length in parts(block, longest) {
            left -= length;
            sums.add(pieces.take(length)?.view(), left == 0);
            progress.advance(length as u64);
        }
    }
    Ok(())
}

/// From the means of the linearised statistics to k-statistics with their errors.
fn cumulants(sums: &Blocked, mean: &[f64], order: usize, rows: usize) -> Vec<Estimate> {
    let (mut values, mut errors): (Vec<_>, Vec<_>) = (1..=order).map(|order| sums.means(order)).unzip();
    values[0].entries_mut().iter_mut().zip(mean).for_each(|(entry, mean)| *entry += mean);
    if let [_, m2, _, m4] = values.as_mut_slice() {
        // Of y_ijkl the mean of each of six y_A m_{α∖A} was taken away.
        add_pairings(2.0, &matrix(m2), m4);
    }
    unbias(rows, &mut values);
    for (error, order) in errors.iter_mut().zip(1..) {
        let factor: f64 = factor(rows, order);
        error.entries_mut().iter_mut().for_each(|entry| *entry *= factor);
    }
    values.into_iter().zip(errors).map(Estimate::from).collect()
}

/// Squares of smaller numbers lose digits or vanish, and standard errors with them.
const SMALLEST: f64 = 1e-146;

fn check_range(orders: &[Estimate]) -> Result<(), StatisticsError> {
    let find = |tensor: &SymmetricTensor<f64>, is_wrong: fn(f64) -> bool| {
        let place = tensor.entries().iter().position(|&entry| is_wrong(entry))?;
        Some((tensor.rank(), unpack(tensor.dimension(), tensor.rank(), place)))
    };
    let mut both = orders.iter().flat_map(|estimate| [&estimate.value, &estimate.error]);
    if let Some((order, index)) = both.find_map(|tensor| find(tensor, |entry| !entry.is_finite())) {
        return Err(StatisticsError::NotFinite { order, index });
    }
    let is_small = |entry: f64| entry != 0.0 && entry.abs() < SMALLEST;
    match orders.iter().find_map(|estimate| find(&estimate.value, is_small)) {
        Some((order, index)) => Err(StatisticsError::TooSmall { order, index }),
        None => Ok(()),
    }
}
