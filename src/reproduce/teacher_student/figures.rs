//! Figs. 3 and 7.

use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point, Points, Scatter};

use super::Reference;
use super::student::{Loss, MAX_RANK, Student};

/// Student over teacher coefficients for the smallest and the largest D, Fig. 3 (a-d).
pub(super) fn coefficients(truth: &[Vec<f64>], students: &[Student]) -> Figure {
    Figure {
        title: "Student over teacher coefficients".into(),
        description: "Student over teacher coefficients to fourth order for two sizes of the training set."
            .into(),
        panels: (1..=MAX_RANK).map(|rank| scatter(rank, truth, students)).collect(),
        ..Figure::default()
    }
}

/// Losses over steps, Fig. 3 (e), and how far that of the test set is above that of the training set.
pub(super) fn course(students: &[Student]) -> Figure {
    Figure {
        title: "Training and test losses".into(),
        description: "Training and test losses over steps for two sizes of the training set, and their gap without that of \
                      the teacher."
            .into(),
        note: "Bands: a standard error.".into(),
        panels: vec![
            Panel::full("loss over steps", losses(students)),
            Panel::full("test less training loss", gaps(students)),
        ],
    }
}

/// 1 - cosine over D, Fig. 3 (f).
pub(super) fn approach(students: &[Student]) -> Figure {
    Figure {
        title: "More samples, better coefficients".into(),
        description: "1 - cosine of student and teacher coefficients over the size of the training set."
            .into(),
        panels: vec![Panel::full("", dissimilarities(students))],
        ..Figure::default()
    }
}

/// Cosines of parameters and of coefficients over D, and what random networks have.
pub(super) fn parameters(students: &[Student], references: &[Reference]) -> Figure {
    let mut series = vec![
        over(students, "parameters", |student| student.parameters.average),
        over(students, "parameters, rotated teacher", |student| student.rotated),
    ];
    series.extend((1..=MAX_RANK).map(|rank| over(students, name(rank), |student| student.cosines[rank - 1])));
    series.extend(references.iter().map(|reference| level(reference, students)));
    let curves = Curves { x: Axis::log("samples D"), y: Axis::linear("cosine with the teacher"), series };
    Figure {
        title: "Parameters and coefficients, Fig. 7".into(),
        description: "Cosine similarity of teacher and student over the size of the training set: the average over all \
                      parameters, the coefficients by rank, and the average over parameters of random networks with its \
                      standard deviation."
            .into(),
        panels: vec![Panel::full("", curves)],
        ..Figure::default()
    }
}

/// A number of each student over D.
fn over(students: &[Student], label: &str, value: impl Fn(&Student) -> f64) -> Curve {
    let points = students.iter().map(|student| Point::new(student.samples as f64, value(student)));
    Curve::new(label, Look::Marked, points.collect())
}

/// A horizontal line with the deviation as its band.
fn level(reference: &Reference, students: &[Student]) -> Curve {
    let (mean, deviation) = (reference.mean.average, reference.deviation.average);
    let ends = [students.first(), students.last()].into_iter().flatten();
    let points: Vec<Point> = ends.map(|student| Point::new(student.samples as f64, mean)).collect();
    let band = vec![(mean - deviation, mean + deviation); points.len()];
    Curve { label: reference.name.clone(), look: Look::Line, points, band }
}

fn scatter(rank: usize, truth: &[Vec<f64>], students: &[Student]) -> Panel {
    let group = |student: &Student| {
        let pairs = truth[rank - 1].iter().zip(&student.coefficients[rank - 1]);
        let points = pairs.map(|(truth, learned)| Point::new(*truth, *learned)).collect();
        Points { label: size(student), points }
    };
    let groups = ends(students).map(group).collect();
    let content = Scatter { x: "teacher".into(), y: "student".into(), groups };
    Panel::half(name(rank), content)
}

/// The smallest and the largest D.
fn ends(students: &[Student]) -> impl Iterator<Item = &Student> {
    students.iter().step_by(students.len().saturating_sub(1).max(1))
}

/// Test loss less training loss, without that of the teacher on the same samples.
fn gaps(students: &[Student]) -> Curves {
    let curve = |student: &Student| {
        let steps = || student.losses.iter().filter(|loss| loss.step > 0);
        Curve {
            label: size(student),
            look: Look::Line,
            points: steps().map(|loss| Point::new(loss.step as f64, loss.gap)).collect(),
            band: steps().map(|loss| (loss.gap - loss.error, loss.gap + loss.error)).collect(),
        }
    };
    let series = ends(students).map(curve).collect();
    Curves { x: Axis::log("step"), y: Axis::linear("gap"), series }
}

fn losses(students: &[Student]) -> Curves {
    let curve = |student: &Student, look: Look, side: &str, value: fn(&Loss) -> f64| {
        // The start has no place on a logarithmic axis.
        let steps = student.losses.iter().filter(|loss| loss.step > 0);
        let points = steps.map(|loss| Point::new(loss.step as f64, value(loss))).collect();
        Curve::new(format!("{}, {side}", size(student)), look, points)
    };
    let series = ends(students).flat_map(|student| {
        [
            curve(student, Look::Line, "training", |loss| loss.train),
            curve(student, Look::Marked, "test", |loss| loss.test),
        ]
    });
    Curves { x: Axis::log("step"), y: Axis::linear("loss -ln p"), series: series.collect() }
}

fn dissimilarities(students: &[Student]) -> Curves {
    let curve = |rank: usize| {
        let mut curve = over(students, name(rank), |student| 1.0 - student.cosines[rank - 1]);
        curve.points.retain(|point| point.y > 0.0);
        curve
    };
    let mut series: Vec<Curve> = (1..=MAX_RANK).map(curve).collect();
    series.extend(inverse(students));
    Curves { x: Axis::log("samples D"), y: Axis::log("1 - cosine"), series }
}

/// The slope that errors of size D^(-1/2) give, through the first point of A^(4).
fn inverse(students: &[Student]) -> Option<Curve> {
    let first = students.first()?;
    let start = 1.0 - first.cosines[MAX_RANK - 1];
    let point = |student: &Student| {
        let samples = student.samples as f64;
        Point::new(samples, start * first.samples as f64 / samples)
    };
    (start > 0.0).then(|| Curve::new("1/D", Look::Guide, students.iter().map(point).collect()))
}

fn size(student: &Student) -> String {
    format!("D = {}", student.samples)
}

fn name(rank: usize) -> &'static str {
    ["A⁽¹⁾", "A⁽²⁾", "A⁽³⁾", "A⁽⁴⁾"][rank - 1]
}
