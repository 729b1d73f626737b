use super::trainer::Trainer;
use super::{Observer, Options, Precision, TrainError, Trained};
use crate::data::Samples;

/// A training that is done in pieces.
#[derive(Debug)]
pub struct Training(Of);

#[derive(Debug)]
enum Of {
    F32(Trainer<f32>),
    F64(Trainer<f64>),
}

macro_rules! each {
    ($self:expr, $trainer:ident => $result:expr) => {
        match $self {
            Of::F32($trainer) => $result,
            Of::F64($trainer) => $result,
        }
    };
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

    /// Tells the losses of the start and what is seen there.
    pub fn observe_start(&mut self, observer: &mut dyn Observer) {
        each!(&mut self.0, trainer => observer.epoch(&trainer.state.counters.epochs[0]));
    }

    /// Goes on for at most so many steps. Whether there are more to do.
    ///
    /// # Errors
    /// Parameters that are no network, at a recorded step.
    pub fn advance(&mut self, steps: u64, observer: &mut dyn Observer) -> Result<bool, TrainError> {
        each!(&mut self.0, trainer => trainer.advance(steps, observer))
    }

    /// The steps that are done, and all.
    #[must_use]
    pub fn steps(&self) -> (u64, u64) {
        each!(&self.0, trainer => (trainer.state.counters.step, trainer.steps()))
    }

    /// The best network so far.
    ///
    /// # Errors
    /// Parameters that are no invertible network.
    pub fn trained(&self) -> Result<Trained, TrainError> {
        each!(&self.0, trainer => trainer.trained())
    }
}
