//! One student: its training and what is measured of it.

use ndarray::{Array2, ArrayView2, s};

use super::TeacherStudentSettings;
use super::parameters::Similarity;
use crate::action::{Action, compare};
use crate::data::Samples;
use crate::network::{EvaluationError, Network};
use crate::reproduce::{Fault, History, Record, Step, Studio, Training};
use crate::train::{Epoch, Observer, Options, train};

/// The highest rank of a network of depth 1, and of the figure.
pub(super) const MAX_RANK: usize = 4;

/// Recorded steps in a factor of ten.
const RECORDS: usize = 8;

/// The loss <-ln p> at a step of the training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Loss {
    /// The steps so far.
    pub(super) step: u64,
    /// Over the training set, or as many of its first samples as the test set has.
    pub(super) train: f64,
    /// Over the test set.
    pub(super) test: f64,
    /// The standard error of the difference, as both sets are independent.
    pub(super) error: f64,
}

/// What is known of a student.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Student {
    /// The size D of the training set.
    pub(super) samples: usize,
    /// The losses at recorded steps.
    pub(super) losses: Vec<Loss>,
    /// The coefficients A^(1), .., A^(4), each by packed entries.
    pub(super) coefficients: Vec<Vec<f64>>,
    /// The cosine of each with that of the teacher, Eq. (30); 0 where a side vanishes.
    pub(super) cosines: Vec<f64>,
    /// The cosines of its parameters with those of the teacher.
    pub(super) parameters: Similarity,
}

impl Student {
    /// Trains a student on the first `samples` of the data, to the end: nothing is selected by the test set, so that a
    /// student may overfit.
    pub(super) fn learn(
        studio: &Studio<'_>,
        settings: &TeacherStudentSettings,
        data: &Step<Samples>,
        test: &Step<Samples>,
        samples: usize,
    ) -> Result<Training, Fault> {
        let options = settings.options(samples, RECORDS, studio.seed_of("teacher-student batches"));
        let text = format!(
            "training {options:?}\non the first {samples} of {}tested on {}",
            data.settings, test.settings
        );
        let name = format!("student-{samples}");
        let step = studio.step(&name, &text, || {
            let (data, test) = (data.value.range(0, samples)?, test.value.range(0, test.value.rows())?);
            studio.observer().progress().start(&name, options.epochs as u64);
            let options = Options { memory: studio.memory(), ..options };
            let mut recorder = Recorder::new(studio, data.view(), test);
            let trained = train(&Samples::from_array(data.clone()), None, &options, &mut recorder)?;
            recorder.end(trained.network, trained.best)
        })?;
        Ok(step.value)
    }

    /// Looks at a trained network.
    pub(super) fn measure(
        training: &Training,
        teacher: &Network<f64>,
        actions: [&Action<f64>; 2],
        samples: usize,
    ) -> Result<Student, Fault> {
        let [learned, truth] = actions;
        let ranks = compare(learned, truth)?;
        Ok(Student {
            samples,
            losses: training.history.records.iter().filter_map(Loss::recorded).collect(),
            cosines: ranks.iter().skip(1).map(|rank| rank.cosine.unwrap_or(0.0)).collect(),
            coefficients: coefficients(learned),
            parameters: Similarity::of(&training.network, teacher),
        })
    }

    /// The last losses.
    pub(super) fn last(&self) -> Option<&Loss> {
        self.losses.last()
    }
}

impl Loss {
    fn recorded(record: &Record) -> Option<Loss> {
        let [train, test, error] = record.values[..] else { return None };
        Some(Loss { step: record.step, train, test, error })
    }
}

/// The packed entries of A^(1), .., A^(4).
pub(super) fn coefficients(action: &Action<f64>) -> Vec<Vec<f64>> {
    (1..=MAX_RANK).filter_map(|rank| Some(action.tensor(rank)?.entries().to_vec())).collect()
}

/// Notes the losses at recorded steps.
struct Recorder<'a> {
    studio: &'a Studio<'a>,
    train: ArrayView2<'a, f64>,
    test: Array2<f64>,
    records: Vec<Record>,
    fault: Option<Fault>,
}

impl<'a> Recorder<'a> {
    fn new(studio: &'a Studio<'a>, train: ArrayView2<'a, f64>, test: Array2<f64>) -> Recorder<'a> {
        let rows = train.nrows().min(test.nrows());
        Recorder { studio, train: train.slice_move(s![..rows, ..]), test, records: Vec::new(), fault: None }
    }

    fn losses(&self, network: &Network<f64>) -> Result<Vec<f64>, EvaluationError> {
        let [train, test] = [mean_loss(network, self.train)?, mean_loss(network, self.test.view())?];
        Ok(vec![train.0, test.0, train.1.hypot(test.1)])
    }

    fn end(self, network: Network<f64>, best: usize) -> Result<Training, Fault> {
        match self.fault {
            Some(fault) => Err(fault),
            None => {
                Ok(Training { network, history: History { losses: Vec::new(), best, records: self.records } })
            }
        }
    }
}

impl Observer for Recorder<'_> {
    fn epoch(&mut self, epoch: &Epoch) {
        self.studio.observer().progress().advance(u64::from(epoch.number > 0));
    }

    fn record(&mut self, step: u64, network: &Network<f64>) {
        match self.losses(network) {
            Ok(values) => self.records.push(Record { step, values }),
            Err(error) => self.fault = Some(error.into()),
        }
    }

    fn note(&mut self, text: &str) {
        self.studio.observer().note(text);
    }
}

/// <-ln p> with its standard error.
#[allow(clippy::cast_precision_loss, reason = "numbers of samples")]
fn mean_loss(network: &Network<f64>, samples: ArrayView2<'_, f64>) -> Result<(f64, f64), EvaluationError> {
    let densities = network.log_density_batch(samples)?;
    let n = densities.len() as f64;
    let mean = densities.sum() / n;
    let variance = densities.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Ok((-mean, (variance / n).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::{Loss, Recorder, Student};
    use crate::reproduce::Studio;
    use crate::theory::Teacher;
    use crate::train::Observer;

    #[test]
    fn the_teacher_is_its_own_best_student() {
        let folder = tempfile::tempdir().expect("a folder");
        let studio = Studio::new(folder.path(), 1, u64::MAX, &()).expect("a folder");
        let network = |seed| Teacher { depth: 1, seed, ..Teacher::new(4) }.network().expect("a network");
        let (teacher, other) = (network(1), network(2));
        let samples = |n, seed| teacher.sample(n, seed).expect("room");
        let (train, test) = (samples(2000, 1), samples(1000, 2));
        let mut recorder = Recorder::new(&studio, train.view(), test);
        recorder.record(1, &other);
        recorder.record(10, &teacher);
        let training = recorder.end(teacher.clone(), 0).expect("finite losses");
        let losses: Vec<Loss> = training.history.records.iter().filter_map(Loss::recorded).collect();
        assert!(losses[1].test + 4.0 * losses[1].error < losses[0].test);
        assert!((losses[1].test - losses[1].train).abs() < 4.0 * losses[1].error);
        // Of a Gaussian latent space, <|z|²>/2 = d/2, and the rest is a constant of the network.
        let entropy = 2.0 + 2.0 * std::f64::consts::TAU.ln() - teacher.ln_abs_det();
        assert!((losses[1].test - entropy).abs() < 4.0 * losses[1].error);
        let action = studio.action(&teacher).expect("an action");
        let own = Student::measure(&training, &teacher, [&action, &action], 2000).expect("equal dimensions");
        assert_eq!(own.coefficients.iter().map(Vec::len).collect::<Vec<_>>(), [4, 10, 20, 35]);
        assert!(own.cosines.len() == 4 && own.cosines.iter().all(|cosine| (cosine - 1.0).abs() < 1e-14));
        assert_eq!(own.last().map(|loss| loss.step), Some(10));
    }
}
