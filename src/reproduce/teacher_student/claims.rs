//! What the paper says of teacher and student, and what is found.

use super::Reference;
use super::student::{MAX_RANK, Student};
use crate::reproduce::Claim;

/// Coefficients above this cosine are called equal.
const EQUAL: f64 = 0.999;

/// Coefficients above this cosine are called approximated well.
const WELL: f64 = 0.95;

/// Differences of so many standard errors are no chance.
const CERTAIN: f64 = 4.0;

/// A gap between the losses that is smaller by this factor has gone; a hundred times as many samples make it a hundred times
/// smaller.
const SHRINKS: f64 = 10.0;

/// Coefficients that agree may go with parameters of any cosine; above this one parameters are called similar.
const SIMILAR: f64 = 0.9;

/// A student within so many standard deviations of random networks is called one of them.
const RANDOM: f64 = 2.0;

/// What rounding leaves of 1.
const ROUNDING: f64 = 1e-12;

/// The claims of Fig. 3. Students come by rising D.
pub(super) fn coefficients(students: &[Student]) -> Vec<Claim> {
    let [first, .., last] = students else { return Vec::new() };
    let mut claims = vec![many_samples(last), few_samples(first), more_samples(students)];
    claims.extend(overfitting(first, last));
    claims
}

/// The claims of Fig. 7. `rotation` holds what a rotated teacher has in common with the teacher.
pub(super) fn parameters(students: &[Student], references: &[Reference], rotation: &Rotation) -> Vec<Claim> {
    let [first, .., last] = students else { return Vec::new() };
    let mut claims = vec![dissimilar(first, last)];
    claims.extend(references.iter().map(|reference| as_random(last, reference)));
    claims.push(rotation.claim());
    claims
}

fn many_samples(last: &Student) -> Claim {
    Claim::new(
        "For a sufficiently large data set the student learns the teacher coefficients arbitrarily well.",
        format!(
            "At D = {} the cosines of A^(1) to A^(4) are {}; all should exceed {EQUAL}.",
            last.samples,
            list(&last.cosines)
        ),
        last.cosines.iter().all(|cosine| *cosine > EQUAL),
    )
}

fn few_samples(first: &Student) -> Claim {
    let (low, high) = first.cosines.split_at(MAX_RANK / 2);
    let lowest = low.iter().copied().fold(f64::INFINITY, f64::min);
    Claim::new(
        "With little training data the coefficients of first and second order are approximated well, those of \
         third and fourth order deviate clearly.",
        format!(
            "At D = {} the cosines of A^(1) to A^(4) are {}; the first two should exceed {WELL}, and the others be lower.",
            first.samples,
            list(&first.cosines)
        ),
        lowest > WELL && high.iter().all(|cosine| *cosine < lowest),
    )
}

fn more_samples(students: &[Student]) -> Claim {
    let falls = |rank: usize| students.windows(2).all(|pair| pair[0].cosines[rank] < pair[1].cosines[rank]);
    let falling: Vec<bool> = (0..MAX_RANK).map(falls).collect();
    let words = |rank: usize| {
        let all = students.iter().map(|student| format!("{:.2e}", 1.0 - student.cosines[rank]));
        let verb = if falling[rank] { "falls at every step" } else { "does not fall at every step" };
        format!("of A^({}) {} ({verb})", rank + 1, all.collect::<Vec<_>>().join(", "))
    };
    Claim::new(
        "The cosine similarity of the coefficients increases with the size of the training set.",
        format!(
            "From D = {} to D = {} the dissimilarity 1 - cosine is {}.",
            students.first().map_or(0, |student| student.samples),
            students.last().map_or(0, |student| student.samples),
            (0..MAX_RANK).map(words).collect::<Vec<_>>().join("; ")
        ),
        falling.iter().all(|falls| *falls),
    )
}

fn overfitting(first: &Student, last: &Student) -> Option<Claim> {
    let (few, many) = (first.last()?, last.last()?);
    Some(Claim::new(
        "For a small training set the student overfits: the test loss is significantly larger than the training \
         loss. For a large one it does not.",
        format!(
            "After training, test loss less training loss is {:.4} at D = {} and {:.4} at D = {}. With the same difference \
             of the teacher on the same samples taken off, which is noise, it is {:.4} ± {:.4} and {:.4} ± {:.4}. The \
             first should be above {CERTAIN} standard errors, the second less than 1/{SHRINKS} of it.",
            few.test - few.train,
            first.samples,
            many.test - many.train,
            last.samples,
            few.gap,
            few.error,
            many.gap,
            many.error
        ),
        few.gap > CERTAIN * few.error && many.gap < few.gap / SHRINKS,
    ))
}

fn dissimilar(first: &Student, last: &Student) -> Claim {
    let (before, after) = (&first.parameters, &last.parameters);
    let weakest = last.cosines.iter().copied().fold(f64::INFINITY, f64::min);
    Claim::new(
        "The coefficients approach those of the teacher, the parameters remain dissimilar.",
        format!(
            "At D = {} the lowest cosine of the coefficients is {weakest:.5}, the average one of the parameters {:.3} \
             (b {:.3}, W {:.3}, chi {:.3}; W - 1 alone {:.3}). At D = {} the average one of the parameters is {:.3}. \
             It should stay below {SIMILAR}.",
            last.samples,
            after.average,
            after.bias,
            after.weight,
            after.chi,
            after.weight_change,
            first.samples,
            before.average
        ),
        weakest > EQUAL && after.average < SIMILAR,
    )
}

fn as_random(last: &Student, reference: &Reference) -> Claim {
    let (mean, deviation) = (reference.mean, reference.deviation);
    let distance = (last.parameters.average - mean.average) / deviation.average;
    let part = |name: &str, own: f64, mean: f64, deviation: f64| {
        format!("{name} {own:.3} beside {mean:.3} ± {deviation:.3}")
    };
    let own = &last.parameters;
    let parts = [
        part("b", own.bias, mean.bias, deviation.bias),
        part("W", own.weight, mean.weight, deviation.weight),
        part("chi", own.chi, mean.chi, deviation.chi),
    ];
    Claim::new(
        "The parameters of the student are not more like those of the teacher than those of a random network.",
        format!(
            "Beside {} {}: the average cosine is {:.3} ± {:.3} there and {:.3} for the student, {distance:+.1} standard \
             deviations away ({}). The claim is taken to hold below {RANDOM}.",
            reference.number,
            reference.name,
            mean.average,
            deviation.average,
            own.average,
            parts.join(", ")
        ),
        distance < RANDOM,
    )
}

/// The teacher with a rotated latent space, beside the teacher.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rotation {
    /// The lowest cosine of the coefficients.
    pub(super) coefficients: f64,
    /// The average cosine of the parameters.
    pub(super) parameters: f64,
    /// That of the last layer's W.
    pub(super) last_weight: f64,
    /// The average cosine of its parameters with those of the student of the largest D.
    pub(super) student: f64,
}

impl Rotation {
    fn claim(&self) -> Claim {
        Claim::new(
            "Equal coefficients do not imply equal parameters, since a rotation of the latent space leaves the \
             action as it is.",
            format!(
                "The teacher behind a random rotation: 1 - cosine of the coefficients is at most {:.0e}, the average \
                 cosine of the parameters {:.3}, that of the last W {:.3}. It draws the same samples, and the student of the \
                 largest D has the average cosine {:.3} with it. Both averages should be below {SIMILAR}.",
                (1.0 - self.coefficients).abs(),
                self.parameters,
                self.last_weight,
                self.student
            ),
            (1.0 - self.coefficients).abs() < ROUNDING && self.parameters < SIMILAR && self.student < SIMILAR,
        )
    }
}

fn list(cosines: &[f64]) -> String {
    cosines.iter().map(|cosine| format!("{cosine:.5}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::parameters::Similarity;
    use super::super::student::{Loss, Student};
    use super::{Rotation, coefficients, parameters};

    fn student(samples: usize, cosines: [f64; 4], gap: f64) -> Student {
        let one = Similarity { bias: 0.2, weight: 0.8, weight_change: 0.1, chi: 0.2, average: 0.4 };
        let losses = vec![Loss { step: 10, train: 1.0, test: 1.0 + gap, gap, error: 0.01 }];
        Student {
            samples,
            losses,
            coefficients: Vec::new(),
            cosines: cosines.to_vec(),
            parameters: one,
            rotated: 0.3,
        }
    }

    fn verdicts(few: [f64; 4], many: [f64; 4], gaps: [f64; 2]) -> Vec<bool> {
        let students = [student(1000, few, gaps[0]), student(100_000, many, gaps[1])];
        coefficients(&students).iter().map(|claim| claim.holds).collect()
    }

    #[test]
    fn claims_of_coefficients_hold_and_fail_by_what_was_measured() {
        let (few, many) = ([0.99, 0.98, 0.7, 0.5], [0.9999, 0.9999, 0.9995, 0.9993]);
        assert_eq!(verdicts(few, many, [0.2, 0.01]), [true, true, true, true]);
        assert_eq!(verdicts(few, [0.9999, 0.9999, 0.9995, 0.99], [0.2, 0.01]), [false, true, true, true]);
        assert_eq!(verdicts([0.99, 0.9, 0.7, 0.5], many, [0.2, 0.01]), [true, false, true, true]);
        assert_eq!(verdicts([1.0, 0.98, 0.7, 0.5], many, [0.02, 0.01]), [true, true, false, false]);
        assert_eq!(verdicts(few, many, [0.2, 0.1]), [true, true, true, false]);
    }

    #[test]
    fn parameters_that_agree_are_said_to_agree() {
        let rotation = Rotation { coefficients: 1.0, parameters: 0.5, last_weight: 0.2, student: 0.3 };
        let mut students = [student(1000, [0.5; 4], 0.0), student(100_000, [0.9995; 4], 0.0)];
        assert!(parameters(&students, &[], &rotation).iter().all(|claim| claim.holds));
        students[1].parameters.average = 0.95;
        assert!(!parameters(&students, &[], &rotation)[0].holds);
        assert!(!Rotation { coefficients: 0.99, ..rotation }.claim().holds);
        assert!(!Rotation { student: 0.95, ..rotation }.claim().holds);
    }
}
