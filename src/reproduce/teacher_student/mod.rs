//! Figs. 3 and 7: a student learns the density of a teacher network from D samples.
//!
//! The teacher is known, so its coefficients are too. Students start at the identity and are trained on the first D of
//! the same draws.

mod claims;
mod figures;
mod parameters;
mod student;

use crate::action::{Action, compare};
use crate::network::Network;
use crate::theory::Teacher;

use self::claims::Rotation;
use self::parameters::{Similarity, deviation, gaussian, mean, rotated};
use self::student::{Student, coefficients as packed};
use super::phrases::short;
use super::settings::{BATCH, LEARNING_RATE};
use super::{Fault, Figure, Page, Plot, Step, Table, Workshop};

/// The number of variables d.
const DIMENSION: usize = 10;

/// The depth L of teacher and students.
const DEPTH: usize = 1;

/// The variances of the entries of W - 1, b and χ of the teacher.
const WEIGHT: f64 = 0.02;
const BIAS: f64 = 0.04;
const CHI: f64 = 0.01;

/// The samples of the test set.
const TEST: usize = 10_000;

/// Random networks that parameters are held against (Appendix C).
const RANDOM_NETWORKS: usize = 100;

/// The sizes of the study.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TeacherStudentSettings {
    /// The sizes D of the training sets, rising.
    pub(crate) samples: Vec<usize>,
    /// The steps of each training, whatever D.
    pub(crate) steps: usize,
}

impl TeacherStudentSettings {
    /// Seconds on two cores.
    pub(crate) fn usual() -> TeacherStudentSettings {
        TeacherStudentSettings { samples: vec![1000, 3000, 10_000, 30_000, 100_000], steps: 20_000 }
    }

    /// The sizes of the paper and beyond, to D = 10^6.
    pub(crate) fn full() -> TeacherStudentSettings {
        let samples = vec![1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
        TeacherStudentSettings { samples, steps: 100_000 }
    }
}

fn teacher(seed: u64) -> Teacher {
    let d = DIMENSION as f64;
    let (weight, bias, chi) = ((WEIGHT * d).sqrt(), BIAS.sqrt(), CHI.sqrt() * d);
    Teacher { dimension: DIMENSION, depth: DEPTH, weight, bias, chi, seed }
}

/// Fig. 3.
pub(super) fn coefficients(
    workshop: &Workshop<'_>,
    settings: &TeacherStudentSettings,
) -> Result<Page, Fault> {
    let class = Class::teach(workshop, settings)?;
    Ok(Page {
        figure: Figure::Fig3,
        title: "a student learns the coefficients of its teacher".into(),
        text: vec![class.setting(settings)],
        claims: claims::coefficients(&class.students),
        plots: vec![
            Plot::new(
                "coefficients",
                "Student over teacher coefficients for the smallest and the largest training set.",
                figures::coefficients(&packed(&class.action), &class.students),
            ),
            Plot::new(
                "losses",
                "Training and test losses, and their gap without that of the teacher.",
                figures::course(&class.students),
            ),
            Plot::new(
                "cosines",
                "1 - cosine of the coefficients over the size of the training set.",
                figures::approach(&class.students),
            ),
        ],
        tables: vec![class.cosines(), class.losses()],
        differences: differences(),
    })
}

/// Fig. 7.
pub(super) fn parameters(workshop: &Workshop<'_>, settings: &TeacherStudentSettings) -> Result<Page, Fault> {
    let class = Class::teach(workshop, settings)?;
    let references = references(workshop, &class.teacher)?;
    let rotation = class.rotation(workshop)?;
    let mut differences = differences();
    differences.push(
        "The teacher here is close to the identity, and so is where students start. Of all parameters with the same action \
         they may then find some that are near those of the teacher. The teacher behind a rotation of its latent space \
         draws the same samples; students are held against its parameters, too."
            .into(),
    );
    differences.push(
        "The paper does not say how its random networks are drawn. A network with normal parameters has W far from the \
         identity, where teacher and students begin; so networks drawn as the teacher was stand beside."
            .into(),
    );
    Ok(Page {
        figure: Figure::Fig7,
        title: "parameters differ where coefficients agree".into(),
        text: vec![class.setting(settings)],
        claims: claims::parameters(&class.students, &references, &rotation),
        plots: vec![Plot::new(
            "parameters",
            "Cosines with the teacher over the size of the training set: parameters, averaged over b, W and χ of \
             all layers, and coefficients. Bands: random networks, mean and standard deviation.",
            figures::parameters(&class.students, &references),
        )],
        tables: vec![class.parameters(&references)],
        differences,
    })
}

/// The teacher and its students.
struct Class {
    teacher: Network<f64>,
    /// The teacher behind a rotation of its latent space.
    rotated: Network<f64>,
    action: Action<f64>,
    students: Vec<Student>,
}

impl Class {
    fn teach(workshop: &Workshop<'_>, settings: &TeacherStudentSettings) -> Result<Class, Fault> {
        let recipe = teacher(workshop.seed_of("teacher-student teacher"));
        let teacher: Step<Network<f64>> =
            workshop.step("teacher", &format!("{recipe:?}"), || Ok(recipe.network()?))?;
        let most = settings.samples.iter().copied().max().ok_or("no sizes of training sets")?;
        let draws = |name: &str, draws: usize| {
            let seed = workshop.seed_of(&format!("teacher-student {name}"));
            workshop.draws_of_network(name, &teacher, draws, seed)
        };
        let (data, test) = (draws("teacher-draws", most)?, draws("teacher-test", TEST)?);
        let action = workshop.action(&teacher.value)?;
        let rotated = rotated(&teacher.value, workshop.seed_of("teacher-student rotation"))?;
        let student = |&samples: &usize| {
            let training = Student::learn(workshop, settings, &data, &test, &teacher.value, samples)?;
            let learned = workshop.action(&training.network)?;
            Student::measure(&training, [&teacher.value, &rotated], [&learned, &action], samples)
        };
        let students = settings.samples.iter().map(student).collect::<Result<_, Fault>>()?;
        Ok(Class { teacher: teacher.value, rotated, action, students })
    }

    fn setting(&self, settings: &TeacherStudentSettings) -> String {
        let steps = settings.steps;
        format!(
            "The teacher is a random network of depth L = {DEPTH} in d = {DIMENSION} dimensions: W = 1 + N(0, {WEIGHT}), \
             b ~ N(0, {BIAS}), χ ~ N(0, {CHI}), by variances of entries. Each student has the same architecture, starts at \
             the identity and is trained on the first D of the same draws of the teacher by Adam, {steps} steps of {BATCH} \
             samples, whatever D. It is trained to the end: the test set of {TEST} draws selects nothing."
        )
    }

    /// What a rotation of the latent space leaves.
    fn rotation(&self, workshop: &Workshop<'_>) -> Result<Rotation, Fault> {
        let ranks = compare(&workshop.action(&self.rotated)?, &self.action)?;
        let cosines = ranks.iter().skip(1).filter_map(|rank| rank.cosine);
        Ok(Rotation {
            coefficients: cosines.fold(1.0, f64::min),
            parameters: Similarity::of(&self.rotated, &self.teacher).average,
            last_weight: parameters::last_weight(&self.rotated, &self.teacher),
            student: self.students.last().map_or(0.0, |student| student.rotated),
        })
    }

    fn cosines(&self) -> Table {
        let header = ["D", "A^(1)", "A^(2)", "A^(3)", "A^(4)"];
        let row = |student: &Student| {
            let cosines = student.cosines.iter().map(|cosine| format!("{cosine:.6}"));
            std::iter::once(student.samples.to_string()).chain(cosines).collect()
        };
        let rows = self.students.iter().map(row);
        Table::new("Cosines of student and teacher coefficients, Eq. (30)", header, rows)
    }

    fn losses(&self) -> Table {
        let header =
            ["D", "training loss", "test loss", "difference less that of the teacher", "its standard error"];
        let row = |student: &Student| {
            let last = student.last()?;
            let numbers = [last.train, last.test, last.gap, last.error].map(|value| format!("{value:.4}"));
            Some(std::iter::once(student.samples.to_string()).chain(numbers).collect())
        };
        Table::new("Losses after training", header, self.students.iter().filter_map(row))
    }

    fn parameters(&self, references: &[Reference]) -> Table {
        let header = ["beside the teacher", "b", "W", "W - 1", "χ", "average of b, W, χ"];
        let row = |name: String, numbers: [String; 5]| std::iter::once(name).chain(numbers).collect();
        let students = self.students.iter().map(|student| {
            row(format!("student, D = {}", student.samples), student.parameters.all().map(short))
        });
        let others = references.iter().map(|reference| {
            let pairs = reference.mean.all().into_iter().zip(reference.deviation.all());
            let cells: Vec<String> = pairs.map(|(mean, error)| format!("{mean:.3} ± {error:.3}")).collect();
            std::iter::once(format!("{} {}", reference.number, reference.name)).chain(cells).collect()
        });
        Table::new("Cosines of parameters, averaged over layers", header, students.chain(others))
    }
}

/// The cosines of parameters of random networks with those of the teacher.
#[derive(Clone, Debug, PartialEq)]
struct Reference {
    name: String,
    number: usize,
    mean: Similarity,
    deviation: Similarity,
}

impl Reference {
    fn new(name: &str, teacher: &Network<f64>, networks: &[Network<f64>]) -> Reference {
        let all: Vec<[f64; 5]> = networks.iter().map(|other| Similarity::of(teacher, other).all()).collect();
        let each = |statistic: fn(&[f64]) -> f64| {
            Similarity::from(std::array::from_fn(|part| {
                statistic(&all.iter().map(|one| one[part]).collect::<Vec<_>>())
            }))
        };
        Reference { name: name.into(), number: all.len(), mean: each(mean), deviation: each(deviation) }
    }
}

/// Networks with normal parameters, and networks drawn as the teacher was.
fn references(workshop: &Workshop<'_>, teacher_network: &Network<f64>) -> Result<Vec<Reference>, Fault> {
    let seed = |what: &str, number: usize| workshop.seed_of(&format!("teacher-student {what} {number}"));
    let normal = |number| gaussian(DIMENSION, DEPTH, seed("normal", number));
    let other = |number| teacher(seed("other teacher", number)).network();
    let normal = (0..RANDOM_NETWORKS).map(normal).collect::<Result<Vec<_>, _>>()?;
    let others = (0..RANDOM_NETWORKS).map(other).collect::<Result<Vec<_>, _>>()?;
    Ok(vec![
        Reference::new("networks with normal parameters", teacher_network, &normal),
        Reference::new("other teachers", teacher_network, &others),
    ])
}

fn differences() -> Vec<String> {
    vec![
        "The paper does not give the sizes of the teacher's parameters; those above are our choice.".into(),
        format!(
            "Students are trained by Adam with a learning rate that falls from {LEARNING_RATE} to zero, and the paper by \
             stochastic gradient descent."
        ),
        "The coefficients hold all orders in χ, the paper's at most two factors; at depth 1 that is the same to rank 4."
            .into(),
    ]
}
