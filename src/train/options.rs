//! What is trained, and how.

/// What is trained, and how.
///
/// ```
/// use diagraction::train::{Options, Schedule};
///
/// let options = Options { epochs: 20, schedule: Schedule::Constant, ..Options::new(3) };
/// assert_eq!((options.depth, options.batch), (3, 256));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The depth L: the number of activations.
    pub depth: usize,
    /// Passes over the data.
    pub epochs: usize,
    /// Samples of one step.
    pub batch: usize,
    /// How gradients become steps.
    pub optimizer: Optimizer,
    /// The learning rate η, the highest of the schedule.
    pub learning_rate: f64,
    /// The course of the learning rate.
    pub schedule: Schedule,
    /// The parameters of χ shrink by this times the learning rate in every step; of low-rank couplings these are `out` and
    /// `in`, whose product shrinks by three times as much.
    pub weight_decay: f64,
    /// The largest norm of a gradient; longer ones are shortened to it.
    pub clip: Option<f64>,
    /// The standard deviation of the Gaussian noise that is added to χ at a start where it is zero.
    pub noise: f64,
    /// The numbers that are computed with.
    pub precision: Precision,
    /// Where a training begins.
    pub start: Start,
    /// The standard errors beyond which a start from cumulants keeps an entry of χ; 4, or 3 for fewer than 10,000 samples,
    /// without.
    pub errors: Option<f64>,
    /// The form of the couplings.
    pub couplings: Couplings,
    /// The components K of the latent density, each with an action of its own.
    pub components: usize,
    /// After so many epochs without a lower loss on the test data the training ends.
    pub patience: Option<usize>,
    /// Of the order of the samples, of the noise and of the start of low-rank couplings.
    pub seed: u64,
    /// Recorded steps in a factor of ten, on a logarithmic scale; none if zero.
    pub records: usize,
    /// Whether recorded steps tell how fast each A^(k) still moves.
    pub learning_rule: bool,
    /// The memory that may be taken, in bytes.
    pub memory: u64,
}

impl Options {
    /// The defaults, for a depth.
    pub fn new(depth: usize) -> Options {
        Options {
            depth,
            epochs: 10,
            batch: 256,
            optimizer: Optimizer::Adam,
            learning_rate: 2e-3,
            schedule: Schedule::Cosine,
            weight_decay: 0.0,
            clip: None,
            noise: 0.0,
            precision: Precision::F32,
            start: Start::Identity,
            errors: None,
            couplings: Couplings::Full,
            components: 1,
            patience: None,
            seed: 1,
            records: 0,
            learning_rule: false,
            memory: u64::MAX,
        }
    }
}

/// How gradients become steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimizer {
    /// D. P. Kingma and J. Ba, arXiv:1412.6980, with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
    Adam,
    /// Stochastic gradient descent, Eq. (31): v ← μ v + g, θ ← θ - η v with the momentum μ.
    #[allow(missing_docs, reason = "the line above says what it is")]
    Sgd { momentum: f64 },
}

/// Where a training begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// W = 1, b = 0 and χ = 0.
    Identity,
    /// The same, of whitened data: the Gaussian with their mean and covariance. The model is of the original coordinates.
    Whitened,
    /// Layer after layer from the third and fourth cumulants of the data, in closed form, as long as samples that were not fitted gain.
    /// A training from there leaves entries of χ that are zero, and compares the mean of its parameters with them.
    Cumulants,
}

/// The course of the learning rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// η in all steps.
    Constant,
    /// η (1 + cos π t) / 2, where t runs from 0 to 1 over all steps.
    Cosine,
}

/// The numbers that are computed with. Losses are summed in `f64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// `f32`.
    F32,
    /// `f64`.
    F64,
}

/// The form of the couplings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Couplings {
    /// All entries of χ_l.
    Full,
    /// χ_mjk = Σ_r out_mr in_rj in_rk with so many terms (Appendix B).
    LowRank(usize),
}
