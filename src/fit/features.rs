//! Monomials evaluated on many samples, each from an earlier one.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, Zip};

use crate::Scalar;

#[derive(Debug)]
pub(super) struct Features {
    indices: Vec<Vec<usize>>,
    steps: Vec<Step>,
}

/// A feature is an earlier feature, or one, times coordinates.
#[derive(Debug)]
struct Step {
    from: Option<usize>,
    times: Vec<usize>,
}

impl Features {
    /// From multi-indices in the order of [`super::Monomials`], each once.
    pub(super) fn new(indices: Vec<Vec<usize>>) -> Features {
        let place = |wanted: &[usize]| position(&indices, wanted);
        let steps = indices.iter().map(|index| match index.split_last() {
            Some((last, rest)) if place(rest).is_some() => Step { from: place(rest), times: vec![*last] },
            _ => Step { from: None, times: index.clone() },
        });
        let steps = steps.collect();
        Features { indices, steps }
    }

    pub(super) fn len(&self) -> usize {
        self.indices.len()
    }

    pub(super) fn indices(&self) -> &[Vec<usize>] {
        &self.indices
    }

    /// The place of a feature.
    pub(super) fn position(&self, index: &[usize]) -> Option<usize> {
        position(&self.indices, index)
    }

    /// The values, shape (features, samples), at samples x of shape (d, samples).
    pub(super) fn evaluate<T: Scalar>(&self, x: ArrayView2<'_, T>) -> Array2<T> {
        let mut values = Array2::zeros((self.len(), x.ncols()));
        self.evaluate_into(x, values.view_mut());
        values
    }

    /// The same, into memory that is there.
    pub(super) fn evaluate_into<T: Scalar>(&self, x: ArrayView2<'_, T>, mut values: ArrayViewMut2<'_, T>) {
        for (place, step) in self.steps.iter().enumerate() {
            let (done, mut rest) = values.view_mut().split_at(Axis(0), place);
            let mut value = rest.row_mut(0);
            let mut times = step.times.iter();
            match (step.from, times.next()) {
                (Some(from), Some(&factor)) => Zip::from(&mut value)
                    .and(done.row(from))
                    .and(x.row(factor))
                    .for_each(|value: &mut T, from, factor| *value = from.clone() * factor.clone()),
                (None, Some(&factor)) => value.assign(&x.row(factor)),
                _ => value.fill(T::one()),
            }
            for &factor in times {
                value.zip_mut_with(&x.row(factor), |value, factor| *value *= factor.clone());
            }
        }
    }
}

fn position(indices: &[Vec<usize>], wanted: &[usize]) -> Option<usize> {
    indices.binary_search_by(|other| super::monomials::by_rank(other, wanted)).ok()
}
