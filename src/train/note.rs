//! What is noted about a training.

use std::fmt::{self, Display, Formatter};

/// Something about a training that its losses alone do not say. As text it is a fact, without advice.
///
/// Losses are in nats for a sample; "the Gaussian" is the one with the mean and the covariance of the training samples.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// The training samples lie in a hyperplane and the test samples do not: the likelihood of the latter alone has a bound.
    Flat {
        /// The first coordinate that is constant or follows from those before it.
        coordinate: usize,
    },
    /// No test data, and no more samples than parameters.
    Untested {
        /// The training samples.
        samples: usize,
        /// The numbers that are trained.
        parameters: usize,
    },
    /// An epoch leaves out a tenth of the samples or more.
    LeftOut {
        /// The training samples.
        samples: usize,
        /// Those of one step.
        batch: usize,
    },
    /// The start is so far above the Gaussian that a training hardly gets there.
    Far {
        /// The loss at the start.
        loss: f64,
        /// The loss of the Gaussian.
        gaussian: f64,
    },
    /// The gradient of the couplings at the start vanishes within its noise.
    Saddle,
    /// A step back.
    StepBack {
        /// The step.
        step: u64,
        /// The loss of its batch.
        loss: f64,
        /// What the learning rate is multiplied by from now on.
        factor: f64,
    },
    /// The end after too many steps back.
    GaveUp,
    /// The loss of the test data was never below that of the start.
    NothingLearned {
        /// The epochs.
        epochs: usize,
        /// Whether the start was the Gaussian, by whitening, and not the identity.
        whitened: bool,
    },
    /// The end is above what linear layers reach.
    AboveGaussian {
        /// The lowest loss of the test data, or the last one of the training data where there are none.
        loss: f64,
        /// The loss of the Gaussian on the same data.
        gaussian: f64,
        /// Whether the start was the Gaussian.
        whitened: bool,
    },
    /// The loss fell in the last quarter of the epochs.
    StillFalling {
        /// By so much.
        fall: f64,
        /// In so many epochs.
        epochs: usize,
    },
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Note::Flat { coordinate } => write!(
                f,
                "the training samples lie in a hyperplane (coordinate {coordinate} is constant or follows from those before \
                 it), so that their likelihood has no bound; the test data alone tell when to end"
            ),
            Note::Untested { samples, parameters } => write!(
                f,
                "without test data nothing tells what {parameters} parameters learn from what they memorise of {samples} \
                 samples"
            ),
            Note::LeftOut { samples, batch } => write!(
                f,
                "an epoch leaves out {} of the {samples} samples, other ones each time: they are no multiple of the batch, \
                 {batch}",
                samples % batch
            ),
            Note::Far { loss, gaussian } => write!(
                f,
                "the loss at the start is {loss:.3e}; a Gaussian with the mean and covariance of the samples has \
                 {gaussian:.4}, which is a long way"
            ),
            Note::Saddle => f.write_str(
                "the gradient of the couplings at the start vanishes within its noise, as that of symmetric data does, for \
                 which the identity is a saddle",
            ),
            Note::StepBack { step, loss, factor } => write!(
                f,
                "step {step}: the loss of a batch is {loss:.3e}; back to the last good state, learning rate times {factor}"
            ),
            Note::GaveUp => f.write_str("the training ends here: smaller steps do not help"),
            Note::NothingLearned { epochs, whitened } => write!(
                f,
                "nothing was learned: in {epochs} epochs the test loss was never below that of the start, and the network is \
                 the start, {}",
                if *whitened { "a Gaussian" } else { "the identity" }
            ),
            Note::AboveGaussian { loss, gaussian, .. } => write!(
                f,
                "the loss of {loss:.4} is above {gaussian:.4}, that of a Gaussian with the mean and covariance of the \
                 samples, which linear layers alone reach"
            ),
            Note::StillFalling { fall, epochs } => {
                write!(f, "the loss was still falling at the end: by {fall:.4} in the last {epochs} epochs")
            }
        }
    }
}
