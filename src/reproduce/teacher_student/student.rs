//! One student: its training and what is measured of it.

use crate::action::{Action, compare};
use crate::data::Samples;
use crate::network::{EvaluationError, Network};
use crate::train::Options;
use ndarray::{Array1, ArrayView2, s};

use super::parameters::{Similarity, deviation, mean};
use super::{DEPTH, TeacherStudentSettings};
use crate::reproduce::settings::of_steps;
use crate::reproduce::{Fault, Record, Step, Training, Workshop};

/// The highest rank of a network of depth 1, and of the figure.
pub(super) const MAX_RANK: usize = 4;

/// The loss <-ln p> at a step of the training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Loss {
    /// The steps so far.
    pub(super) step: u64,
    /// Over the training set, or as many of its first samples as the test set has.
    pub(super) train: f64,
    /// Over the test set.
    pub(super) test: f64,
    /// By how much the test loss is larger than the training loss, the same difference of the teacher taken off: both
    /// networks see the same samples, whose noise is left out that way.
    pub(super) gap: f64,
    /// The standard error of the gap.
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
    /// The average cosine with the parameters of the teacher behind a rotation of its latent space.
    pub(super) rotated: f64,
}

impl Student {
    /// Trains a student on the first `samples` of the data, to the end: nothing is selected by the test set, so that a
    /// student may overfit.
    pub(super) fn learn(
        workshop: &Workshop<'_>,
        settings: &TeacherStudentSettings,
        data: &Step<Samples>,
        test: &Step<Samples>,
        teacher: &Network<f64>,
        samples: usize,
    ) -> Result<Training, Fault> {
        let seed = workshop.seed_of("teacher-student batches");
        let options = of_steps(DEPTH, settings.steps, samples, seed);
        let text = format!(
            "training {options:?}, recorded: losses and their gap\non the first {samples} of {}tested on {}",
            data.settings, test.settings
        );
        let name = format!("student-{samples}");
        let step = workshop.step(&name, &text, || {
            let (data, test) = (data.value.range(0, samples)?, test.value.range(0, test.value.rows())?);
            let options = Options { memory: workshop.memory, ..options };
            let mut losses = losses(teacher, data.view(), test.view())?;
            let data = Samples::from_array(data.clone());
            let mut training = workshop.follow(&name, &data, None, &options, Some(&mut losses))?;
            let history = &mut training.history;
            let last = history.losses.last().map_or(0, |loss| loss.step);
            if history.records.last().is_none_or(|record| record.step < last) {
                history.records.push(Record { step: last, values: losses(&training.network)? });
            }
            // Those at recorded steps say more.
            history.losses.clear();
            Ok(training)
        })?;
        Ok(step.value)
    }

    /// Looks at a trained network, beside the teacher and the teacher behind a rotation.
    pub(super) fn measure(
        training: &Training,
        teachers: [&Network<f64>; 2],
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
            parameters: Similarity::of(&training.network, teachers[0]),
            rotated: Similarity::of(&training.network, teachers[1]).average,
        })
    }

    /// The last losses.
    pub(super) fn last(&self) -> Option<&Loss> {
        self.losses.last()
    }
}

impl Loss {
    fn recorded(record: &Record) -> Option<Loss> {
        let [train, test, gap, error] = record.values[..] else { return None };
        Some(Loss { step: record.step, train, test, gap, error })
    }
}

/// The packed entries of A^(1), .., A^(4).
pub(super) fn coefficients(action: &Action<f64>) -> Vec<Vec<f64>> {
    (1..=MAX_RANK).filter_map(|rank| Some(action.tensor(rank)?.entries().to_vec())).collect()
}

/// The training loss, the test loss, their gap and its standard error of any network.
fn losses<'a>(
    teacher: &Network<f64>,
    train: ArrayView2<'a, f64>,
    test: ArrayView2<'a, f64>,
) -> Result<impl FnMut(&Network<f64>) -> Result<Vec<f64>, Fault> + 'a, EvaluationError> {
    let rows = train.nrows().min(test.nrows());
    let with = |set: ArrayView2<'a, f64>| Ok((set, teacher.log_density_batch(set)?));
    let sets = [with(train.slice_move(s![..rows, ..]))?, with(test)?];
    let of = |network: &Network<f64>, (set, teacher): &(ArrayView2<'_, f64>, Array1<f64>)| {
        let own = network.log_density_batch(*set)?;
        Ok::<_, EvaluationError>((-mean(&own.to_vec()), (teacher - own).to_vec()))
    };
    Ok(move |network: &Network<f64>| {
        let [(train, over_train), (test, over_test)] = [of(network, &sets[0])?, of(network, &sets[1])?];
        let gap = mean(&over_test) - mean(&over_train);
        Ok(vec![train, test, gap, standard_error(&over_train).hypot(standard_error(&over_test))])
    })
}

fn standard_error(values: &[f64]) -> f64 {
    deviation(values) / (values.len() as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{Loss, Student, losses};
    use crate::reproduce::{History, Record, Training, Workshop};
    use crate::theory::Teacher;

    #[test]
    fn the_teacher_is_its_own_best_student() {
        let folder = tempfile::tempdir().expect("a folder");
        let workshop = Workshop::new(folder.path(), 1, u64::MAX, &()).expect("a folder");
        let network = |seed| Teacher { depth: 1, seed, ..Teacher::new(4) }.network().expect("a network");
        let (teacher, other) = (network(1), network(2));
        let samples = |n, seed| teacher.sample(n, seed).expect("room");
        let (train, test) = (samples(2000, 1), samples(1000, 2));
        let mut of = losses(&teacher, train.view(), test.view()).expect("finite");
        let records = [(1, &other), (10, &teacher)]
            .map(|(step, network)| Record { step, values: of(network).expect("finite losses") });
        let history = History { records: records.to_vec(), ..History::default() };
        let training = Training { network: teacher.clone(), history };
        let losses: Vec<Loss> = training.history.records.iter().filter_map(Loss::recorded).collect();
        // A network that has not seen the samples has no gap.
        assert!(losses[0].gap.abs() < 4.0 * losses[0].error && losses[0].error > 0.0);
        assert_eq!((losses[1].gap, losses[1].error), (0.0, 0.0));
        // Of a Gaussian latent space, |z|²/2 is d/2 ± sqrt(d/2) on average, and the rest is a constant of the network.
        let entropy = 2.0 + 2.0 * std::f64::consts::TAU.ln() - teacher.ln_abs_det();
        assert!((losses[1].test - entropy).abs() < 4.0 * (2.0f64 / 1000.0).sqrt());
        assert!(losses[0].test > losses[1].test && losses[0].train > losses[1].train);
        let action = workshop.action(&teacher).expect("an action");
        let own = Student::measure(&training, [&teacher; 2], [&action; 2], 2000).expect("equal dimensions");
        assert_eq!(own.coefficients.iter().map(Vec::len).collect::<Vec<_>>(), [4, 10, 20, 35]);
        assert!(own.cosines.len() == 4 && own.cosines.iter().all(|cosine| (cosine - 1.0).abs() < 1e-14));
        assert!((own.parameters.average - 1.0).abs() < 1e-14 && own.rotated == own.parameters.average);
        assert_eq!(own.last().map(|loss| loss.step), Some(10));
    }
}
