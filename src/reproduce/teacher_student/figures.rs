//! Figs. 3 and 7.

use super::Reference;
use super::student::{Loss, MAX_RANK, Student};
use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point, Points, Scatter};

/// Student over teacher coefficients for the smallest and the largest D, losses over steps, dissimilarity over D.
pub(super) fn coefficients(truth: &[Vec<f64>], students: &[Student]) -> Figure {
    let mut panels: Vec<Panel> = (1..=MAX_RANK).map(|rank| scatter(rank, truth, students)).collect();
    panels.push(Panel::full("loss over steps", losses(students)));
    panels.push(Panel::full("dissimilarity of coefficients", dissimilarities(students)));
    Figure {
        title: "Teacher and student, Fig. 3".into(),
        description: "Student over teacher coefficients to fourth order for two sizes of the training set; training and \
                      test losses over steps; 1 - cosine of the coefficients over the size of the training set."
            .into(),
        note: "Lines of losses: training set; with markers: test set.".into(),
        panels,
    }
}

/// Cosines of parameters and of coefficients over D, and what random networks have.
pub(super) fn parameters(students: &[Student], references: &[Reference]) -> Figure {
    let over = |label: String, value: &dyn Fn(&Student) -> f64| Curve {
        label,
        look: Look::Marked,
        points: students.iter().map(|student| Point::new(float(student.samples), value(student))).collect(),
        band: Vec::new(),
    };
    let mut series = vec![over("parameters".into(), &|student| student.parameters.average)];
    series.push(over("parameters, rotated teacher".into(), &|student| student.rotated));
    for rank in 1..=MAX_RANK {
        series.push(over(name(rank), &|student| student.cosines[rank - 1]));
    }
    series.extend(references.iter().map(|reference| level(reference, students)));
    let curves = Curves { x: Axis::log("samples D"), y: Axis::linear("cosine with the teacher"), series };
    Figure {
        title: "Parameters and coefficients, Fig. 7".into(),
        description: "Cosine similarity of teacher and student over the size of the training set: the average over all \
                      parameters, the coefficients by rank, and the average over parameters of random networks with its \
                      standard deviation."
            .into(),
        note: String::new(),
        panels: vec![Panel::full("", curves)],
    }
}

/// A horizontal line with the deviation as its band.
fn level(reference: &Reference, students: &[Student]) -> Curve {
    let (mean, deviation) = (reference.mean.average, reference.deviation.average);
    let ends = [students.first(), students.last()].into_iter().flatten();
    let points: Vec<Point> = ends.map(|student| Point::new(float(student.samples), mean)).collect();
    let band = vec![(mean - deviation, mean + deviation); points.len()];
    Curve { label: reference.name.clone(), look: Look::Line, points, band }
}

fn scatter(rank: usize, truth: &[Vec<f64>], students: &[Student]) -> Panel {
    let ends: Vec<&Student> = match students {
        [] => Vec::new(),
        [only] => vec![only],
        [first, .., last] => vec![first, last],
    };
    let group = |student: &&Student| {
        let pairs = truth[rank - 1].iter().zip(&student.coefficients[rank - 1]);
        let points = pairs.map(|(truth, learned)| Point::new(*truth, *learned)).collect();
        Points { label: size(student), points }
    };
    let groups = ends.iter().map(group).collect();
    let content = Scatter { x: "teacher".into(), y: "student".into(), groups };
    Panel::half(name(rank), content)
}

fn losses(students: &[Student]) -> Curves {
    let curve = |student: &Student, look: Look, side: &str, value: fn(&Loss) -> f64| {
        // The start has no place on a logarithmic axis.
        let steps = student.losses.iter().filter(|loss| loss.step > 0);
        let points = steps.map(|loss| Point::new(float(loss.step as usize), value(loss))).collect();
        Curve { label: format!("{}, {side}", size(student)), look, points, band: Vec::new() }
    };
    let ends = students.iter().enumerate().filter(|(i, _)| *i == 0 || *i + 1 == students.len());
    let series = ends
        .flat_map(|(_, student)| {
            [
                curve(student, Look::Line, "training", |loss| loss.train),
                curve(student, Look::Marked, "test", |loss| loss.test),
            ]
        })
        .collect();
    Curves { x: Axis::log("step"), y: Axis::linear("loss -ln p"), series }
}

fn dissimilarities(students: &[Student]) -> Curves {
    let curve = |rank: usize| Curve {
        label: name(rank),
        look: Look::Marked,
        points: students
            .iter()
            .map(|student| (student, 1.0 - student.cosines[rank - 1]))
            .filter(|(_, dissimilarity)| *dissimilarity > 0.0)
            .map(|(student, dissimilarity)| Point::new(float(student.samples), dissimilarity))
            .collect(),
        band: Vec::new(),
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
        let samples = float(student.samples);
        Point::new(samples, start * float(first.samples) / samples)
    };
    (start > 0.0).then(|| Curve {
        label: "1/D".into(),
        look: Look::Guide,
        points: students.iter().map(point).collect(),
        band: Vec::new(),
    })
}

fn size(student: &Student) -> String {
    format!("D = {}", student.samples)
}

fn name(rank: usize) -> String {
    const NAMES: [&str; MAX_RANK] = ["A⁽¹⁾", "A⁽²⁾", "A⁽³⁾", "A⁽⁴⁾"];
    NAMES[rank - 1].to_string()
}

#[allow(clippy::cast_precision_loss, reason = "numbers of samples and steps")]
fn float(value: usize) -> f64 {
    value as f64
}
