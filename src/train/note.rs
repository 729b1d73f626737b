//! What is noted about a training.

use std::fmt::{self, Display, Formatter};

/// Something about a training that its losses alone do not say. As text it is a fact, without advice. "The Gaussian" has the
/// mean and the covariance of the training samples.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say what their numbers are")]
pub enum Note {
    /// The training samples lie in a hyperplane, and the test samples do not.
    Flat,
    /// No test data, and no more training samples than parameters.
    Untested { samples: usize, parameters: usize },
    /// Of the training samples at least a tenth is no multiple of the batch.
    LeftOut { samples: usize, batch: usize },
    /// The loss at the start is so far above that of the Gaussian that a training hardly gets there.
    Far { loss: f64, gaussian: f64 },
    /// The gradient of the couplings at the start vanishes within its noise.
    Saddle,
    /// A start from cumulants has no layer: none lowers the loss of samples that were not fitted.
    NoLayer,
    /// After a step with this loss of its batch, a step back. The learning rate is multiplied by the factor from now on.
    StepBack { step: u64, loss: f64, factor: f64 },
    /// The end after too many steps back.
    GaveUp,
    /// A component had next to no samples, or had shrunk to a point, and was set back to a Gaussian around a sample.
    Reset { component: usize, epoch: usize, weight: f64, is_flat: bool },
    /// The network has no lower loss than the start, after so many epochs.
    NothingLearned { epochs: usize },
    /// The loss of the network, on the test data where there are some, is above that of the Gaussian.
    AboveGaussian { loss: f64, gaussian: f64 },
    /// After so many epochs the map has added nothing to the Gaussian mixture of the start.
    NothingAdded { epochs: usize },
    /// By how much the loss fell in the last quarter of the epochs, which are so many.
    StillFalling { fall: f64, epochs: usize },
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Note::Flat => f.write_str(
                "the training samples lie in a hyperplane, so that their likelihood has no bound; the test data alone tell \
                 when to end",
            ),
            Note::Untested { samples, parameters } => write!(
                f,
                "without test data nothing tells what {parameters} parameters learn from what they memorise of {samples} \
                 samples"
            ),
            Note::LeftOut { samples, batch } => write!(
                f,
                "an epoch leaves out {} of the {samples} samples, other ones each time: they are no multiple of {batch}",
                samples % batch
            ),
            Note::Far { loss, gaussian } => write!(
                f,
                "the loss at the start is {loss:.3e}, a long way from the {gaussian:.4} of a Gaussian with the mean and \
                 covariance of the samples"
            ),
            Note::Saddle => f.write_str(
                "the gradient of the couplings at the start vanishes within its noise, as that of symmetric data does, for \
                 which the identity is a saddle",
            ),
            Note::NoLayer => f.write_str(
                "no coupling lowers the loss of samples that were not fitted; the start is the Gaussian with the mean and covariance \
                 of the samples",
            ),
            Note::StepBack { step, loss, factor } => write!(
                f,
                "step {step}: the loss of a batch is {loss:.3e}; back to the last good state, learning rate times {factor}"
            ),
            Note::Reset { component, epoch, weight, is_flat } => write!(
                f,
                "epoch {epoch}: component {component}, of weight {weight:.2e}, {}; it begins anew around a sample",
                if *is_flat { "has shrunk to a point" } else { "has next to no samples" }
            ),
            Note::GaveUp => f.write_str("the training ends here: smaller steps do not help"),
            Note::NothingLearned { epochs } => {
                write!(f, "nothing was learned: after {epochs} epochs the network has no lower loss than the start")
            }
            Note::NothingAdded { epochs } => {
                write!(f, "after {epochs} epochs the network adds nothing to the Gaussian mixture of its start")
            }
            Note::AboveGaussian { loss, gaussian } => write!(
                f,
                "the loss of {loss:.4} is above the {gaussian:.4} of a Gaussian with the mean and covariance of the samples, \
                 which linear layers alone reach"
            ),
            Note::StillFalling { fall, epochs } => {
                write!(f, "the loss was still falling at the end, by {fall:.4} in the last {epochs} epochs")
            }
        }
    }
}
