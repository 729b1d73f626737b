//! The fit from samples to coefficients, bias and errors.

use ndarray::{Array1, Array2, Axis};

use super::basis::{Basis, Grouping};
use super::blocks::{Blocks, FEWEST};
use super::estimate::Size;
use super::normal::{Averages, assemble};
use super::scaling::Scaling;
use super::system::{Singular, System};
use super::{Fit, FitError, Monomials, estimate, moments, outcome, sandwich};
use crate::data::Samples;
use crate::statistics::Moments;

/// Equations whose condition number is above this share of 1/(n ε) are called singular: what is solved then is rounding.
const SINGULAR: f64 = 0.1;

/// What is fitted, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The coefficients that are wanted.
    pub unknowns: Unknowns,
    /// What is added to the diagonal of G, once the unknowns are scaled so that this is one. By default n 2^-52 for n
    /// unknowns, the size of rounding.
    pub ridge: Option<f64>,
    /// The number of consecutive samples whose sum counts as independent of others, several autocorrelation times;
    /// by default 1/200 of all samples. There are at most 1000 blocks: shorter ones are made longer, and of more chains
    /// than that several whole ones make a block.
    pub block: Option<usize>,
    /// Whether the coefficients stay as they minimise J. Otherwise their bias of order 1/N is estimated from the
    /// blocks by the jackknife, and taken off.
    pub keep_bias: bool,
    /// The memory that may be taken, in bytes.
    pub memory: u64,
}

/// The coefficients that are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum Unknowns {
    /// All of ranks 1 to `max_rank`.
    Dense { max_rank: usize },
    /// Those of these monomials; all others are zero.
    On(Monomials),
}

impl Options {
    /// All coefficients to a rank, with the default ridge and blocks and so much memory.
    pub fn dense(max_rank: usize, memory: u64) -> Options {
        Options { unknowns: Unknowns::Dense { max_rank }, ridge: None, block: None, keep_bias: false, memory }
    }

    /// The coefficients of a support.
    pub fn on(support: Monomials, memory: u64) -> Options {
        Options { unknowns: Unknowns::On(support), ridge: None, block: None, keep_bias: false, memory }
    }
}

/// Fits a polynomial action to samples by score matching.
///
/// # Formula
/// The minimum of J = <|∇S|²/2 + ΔS> over the samples, less its bias of order 1/N. It is computed in y_i = (x_i - mean_i) / deviation_i with the
/// weights that make J that of x, and written in x again; where the support does not allow another origin, in
/// y_i = x_i / rms_i.
///
/// # Errors
/// Samples that do not determine the coefficients, and what does not fit into memory, before it is taken.
///
/// # Cost
/// Four passes over the samples. Each of them costs a multiplication with each moment of order 2K-2, or a product of
/// the features of each site on a sparse support; n³/3 for n unknowns. Memory: 8 n² bytes, and 8 n for each block.
///
/// # Determinism
/// The number of threads does not change the result.
///
/// # Example
/// ```
/// use diagraction::data::Samples;
/// use diagraction::fit::{Options, score_matching};
/// use ndarray::Array2;
///
/// // Quantiles of the standard Gaussian with every sign: S = -x²/2.
/// let quantiles = [0.1257, 0.3853, 0.6745, 1.0364, 1.6449].iter().flat_map(|x| [-*x, *x]);
/// let samples: Vec<f64> = quantiles.cycle().take(1000).collect();
/// let samples = Samples::from_array(Array2::from_shape_vec((1000, 1), samples)?);
/// let fit = score_matching(&samples, &Options::dense(2, 1 << 30))?;
/// let curvature = fit.couplings().last().expect("two coefficients");
/// assert!((curvature.value + 0.5).abs() < 0.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn score_matching(samples: &Samples, options: &Options) -> Result<Fit, FitError> {
    let blocks = Blocks::new(samples.chains(), options.block);
    let (monomials, grouping) = unknowns(samples, options, blocks.len())?;
    let ridge = ridge(&monomials, options)?;
    check_numbers(samples, &monomials, &blocks, options)?;
    let task = Task::new(samples, &blocks, monomials, grouping)?;
    let (system, rhs) = task.system(ridge)?;
    let solution = system.solve_one(-rhs.clone());
    // Solutions for the condition number, one after the other, beside a pass over the samples.
    let (condition, sums) = rayon::join(|| task.condition(&system, options), || task.block_sums(&solution));
    let condition = condition?;
    let (mut shares, slope) = sandwich::centre(sums?, &blocks);
    system.solve(shares.view_mut());
    let bias = task.bias(&system, &shares, options)?;
    let (errors, longer_blocks) = sandwich::errors(&task.scaling.unfold(&task.monomials, shares));
    // θ · (G θ + b) is the first term, so J = θ · G θ / 2 + b · θ is half of both.
    let objective = 0.5 * (solution.dot(&slope) + solution.dot(&rhs));
    let bias = task.unfold(bias);
    let fit = Fit {
        coefficients: task.unfold(solution) - &bias,
        largest_bias: outcome::largest(&bias, &errors),
        errors,
        rows: samples.rows(),
        ridge,
        condition,
        objective,
        centred: task.monomials.is_closed(),
        blocks: blocks.len(),
        block_lengths: blocks.lengths(),
        longer_blocks,
        monomials: task.monomials,
    };
    fit.check_finite()?;
    Ok(fit)
}

/// Samples and what is asked of them.
pub(super) struct Task<'a> {
    pub(super) samples: &'a Samples,
    pub(super) blocks: &'a Blocks,
    monomials: Monomials,
    grouping: Grouping,
    pub(super) basis: Basis,
    pub(super) scaling: Scaling,
    /// The rows that are read at once.
    pub(super) chunk: usize,
}

impl<'a> Task<'a> {
    fn new(
        samples: &'a Samples,
        blocks: &'a Blocks,
        monomials: Monomials,
        grouping: Grouping,
    ) -> Result<Task<'a>, FitError> {
        let chunk = estimate::chunk_rows(samples.dimension());
        let scaling = Scaling::measure(samples, &monomials, chunk)?;
        let basis = Basis::new(&monomials, grouping);
        Ok(Task { samples, blocks, monomials, grouping, basis, scaling, chunk })
    }

    /// The normal equations with their ridge, factored, and b.
    fn system(&self, ridge: f64) -> Result<(System, Array1<f64>), FitError> {
        let equations = assemble(&self.basis, &self.averages()?, &self.scaling.weights());
        System::new(equations, ridge).map_err(|singular| self.singular(singular))
    }

    fn averages(&self) -> Result<Averages<f64>, FitError> {
        let chunks = self.samples.chunks(self.chunk);
        match self.grouping {
            Grouping::Together => {
                let (d, order) = (self.samples.dimension(), moments::order(self.monomials.max_rank()));
                let mut moments = Moments::new(d, order, vec![0.0; d]);
                for chunk in chunks {
                    moments.add(self.scaling.apply(chunk?.view()).t());
                }
                let tensors: Vec<_> = (0..=order).map(|order| moments.tensor(order)).collect();
                Ok(moments::averages(&self.basis, d, &tensors))
            }
            Grouping::BySite => {
                let mut sums = Averages::zero(&self.basis);
                for chunk in chunks {
                    sums.add(&self.basis, self.scaling.apply(chunk?.view()).view());
                }
                Ok(sums.mean(self.samples.rows()))
            }
        }
    }

    /// The bias of order 1/N by the jackknife: without block B the solution moves by (G - H_B)^-1 G u_B, which is
    /// u_B + G^-1 H_B u_B + .. on average (B - 1)/B times the sum of the second term is the bias.
    fn bias(
        &self,
        system: &System,
        shares: &Array2<f64>,
        options: &Options,
    ) -> Result<Array1<f64>, FitError> {
        if options.keep_bias {
            return Ok(Array1::zeros(self.monomials.len()));
        }
        let blocks = shares.nrows() as f64;
        Ok(system.solve_one(self.second_order(shares)?) * ((blocks - 1.0) / blocks))
    }

    /// Coefficients of x.
    fn unfold(&self, coefficients: Array1<f64>) -> Array1<f64> {
        self.scaling.unfold(&self.monomials, coefficients.insert_axis(Axis(0))).remove_axis(Axis(0))
    }

    /// The condition number; equations that are singular but for rounding are refused, unless a ridge was asked for.
    fn condition(&self, system: &System, options: &Options) -> Result<f64, FitError> {
        let condition = system.condition();
        let rounding = self.monomials.len() as f64 * f64::EPSILON;
        match options.ridge.is_none() && condition * rounding > SINGULAR {
            true => Err(self.singular(Singular(system.weakest()))),
            false => Ok(condition),
        }
    }

    fn singular(&self, Singular(unknown): Singular) -> FitError {
        FitError::Singular { index: self.monomials.indices()[unknown].clone() }
    }
}

/// The monomials and the way to their averages, once they fit into memory.
fn unknowns(samples: &Samples, options: &Options, blocks: usize) -> Result<(Monomials, Grouping), FitError> {
    let (rows, d) = (samples.rows(), samples.dimension());
    let size = |unknowns, max_rank| Size { rows, dimension: d, max_rank, unknowns, blocks };
    match &options.unknowns {
        Unknowns::Dense { max_rank: 0 } => Err(FitError::Rank),
        Unknowns::Dense { max_rank } => {
            let number = estimate::unknowns(d, *max_rank);
            let needed = number.and_then(|number| size(number, *max_rank).together());
            estimate::check(number, needed, options.memory)?;
            Ok((Monomials::all(d, *max_rank), Grouping::Together))
        }
        Unknowns::On(support) if support.dimension() != d => {
            Err(FitError::Dimension { expected: support.dimension(), found: d })
        }
        Unknowns::On(support) => {
            let size = size(support.len(), support.max_rank());
            let fits = |needed: Option<u64>| needed.is_some_and(|needed| needed <= options.memory);
            if estimate::grouping(support) == Grouping::Together && fits(size.together()) {
                return Ok((support.clone(), Grouping::Together));
            }
            let needed = size.by_site(&estimate::features(support));
            estimate::check(Some(support.len()), needed, options.memory)?;
            Ok((support.clone(), Grouping::BySite))
        }
    }
}

fn ridge(monomials: &Monomials, options: &Options) -> Result<f64, FitError> {
    match options.ridge {
        None => Ok(monomials.len() as f64 * f64::EPSILON),
        Some(ridge) if ridge >= 0.0 && ridge.is_finite() => Ok(ridge),
        Some(ridge) => Err(FitError::Ridge(ridge)),
    }
}

/// Refuses too few samples and too few blocks.
fn check_numbers(
    samples: &Samples,
    monomials: &Monomials,
    blocks: &Blocks,
    options: &Options,
) -> Result<(), FitError> {
    if options.ridge.is_none() && samples.rows() <= monomials.len() {
        return Err(FitError::TooFew { unknowns: monomials.len(), rows: samples.rows() });
    }
    match blocks.len() < FEWEST {
        true => Err(FitError::Blocks { blocks: blocks.len(), length: blocks.length, fewest: FEWEST }),
        false => Ok(()),
    }
}
