//! A training that is done in pieces, kept and taken up again.

use super::trainer::Trainer;
use super::{CumulantLayer, Epoch, Observer, Options, Precision, TrainError, Trained};
use crate::Progress;
use crate::data::Samples;
use crate::each::each;

/// A training that is done in pieces.
#[derive(Debug)]
pub struct Training(Of);

#[derive(Debug)]
enum Of {
    F32(Trainer<f32>),
    F64(Trainer<f64>),
}

impl Training {
    /// A training that has not begun.
    ///
    /// # Errors
    /// See [`TrainError`].
    pub fn new(data: &Samples, test: Option<&Samples>, options: &Options) -> Result<Training, TrainError> {
        Ok(Training(match options.precision {
            Precision::F32 => Of::F32(Trainer::new(data, test, options)?),
            Precision::F64 => Of::F64(Trainer::new(data, test, options)?),
        }))
    }

    /// Finds the start from cumulants where [`Options::start`](super::Options) asks for it. It is for a training without a step, and
    /// one that takes up a checkpoint has it there.
    ///
    /// # Errors
    /// [`TrainError::Whitening`] where samples of a fold, or what follows a layer, lie in a hyperplane.
    pub fn find_start(&mut self, progress: &dyn Progress) -> Result<(), TrainError> {
        each!(&mut self.0, Of::F32 | Of::F64, trainer => trainer.find_start(progress))
    }

    /// What the start was made of, where it is one from cumulants.
    pub fn layers(&self) -> &[CumulantLayer] {
        each!(&self.0, Of::F32 | Of::F64, trainer => &trainer.state.counters.layers)
    }

    /// Tells the losses of the start and what is seen there.
    pub fn observe_start(&mut self, observer: &mut dyn Observer) {
        each!(&mut self.0, Of::F32 | Of::F64, trainer => {
            trainer.tell_layers(observer);
            observer.epoch(&trainer.state.counters.epochs[0]);
            trainer.start_notes().iter().for_each(|note| observer.note(note));
        });
    }

    /// Goes on for at most so many steps. Whether there are more to do.
    ///
    /// # Errors
    /// Parameters that are no network, at a recorded step.
    pub fn advance(&mut self, steps: u64, observer: &mut dyn Observer) -> Result<bool, TrainError> {
        each!(&mut self.0, Of::F32 | Of::F64, trainer => trainer.advance(steps, observer))
    }

    /// The steps that are done, and all.
    pub fn steps(&self) -> (u64, u64) {
        each!(&self.0, Of::F32 | Of::F64, trainer => (trainer.state.counters.step, trainer.steps()))
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        each!(&self.0, Of::F32 | Of::F64, trainer => trainer.state.counters.finished)
    }

    /// The epochs so far, from the start (0) on.
    pub fn epochs(&self) -> &[Epoch] {
        each!(&self.0, Of::F32 | Of::F64, trainer => &trainer.state.counters.epochs)
    }

    /// How often the training stepped back to an earlier state.
    pub fn steps_back(&self) -> u32 {
        each!(&self.0, Of::F32 | Of::F64, trainer => trainer.state.counters.backs)
    }

    /// Everything that changes while a network is trained, as a safetensors file: the parameters, those to step back to and
    /// the best so far, the moments of the optimiser, and counters as JSON among the metadata, with a checksum of the whole.
    ///
    /// The same state gives the same bytes. A training with the same data and options that takes it up by
    /// [`Training::restore`] ends bit for bit as this one. `attached` is kept in it for whoever takes it up.
    pub fn checkpoint(&self, attached: &str) -> Vec<u8> {
        each!(&self.0, Of::F32 | Of::F64, trainer => trainer.checkpoint(attached))
    }

    /// Takes up the state of a checkpoint, and gives back what was attached to it.
    ///
    /// # Errors
    /// [`TrainError::State`] when these bytes are no checkpoint, a damaged one, or one of another network, optimiser or
    /// number type. Then nothing has changed.
    pub fn restore(&mut self, checkpoint: &[u8]) -> Result<String, TrainError> {
        each!(&mut self.0, Of::F32 | Of::F64, trainer => trainer.restore(checkpoint))
    }

    /// The best network so far.
    ///
    /// # Errors
    /// Parameters that are no invertible network.
    pub fn trained(&self) -> Result<Trained, TrainError> {
        each!(&self.0, Of::F32 | Of::F64, trainer => trainer.trained())
    }
}
