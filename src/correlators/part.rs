//! A part of a diagram as a tensor, and the product of two of them.

use std::rc::Rc;

use ndarray::{Array2, ArrayD, Axis, IxDyn, Slice};

use crate::Scalar;

/// A part of a diagram with the lines that its indices belong to, in their order. The external index of a leg is the line of its
/// vertex behind all others.
pub(super) struct Part<T> {
    pub(super) tensor: Rc<ArrayD<T>>,
    pub(super) lines: Vec<usize>,
}

/// The lines of one that the other has not.
pub(super) fn apart(one: &[usize], other: &[usize]) -> Vec<usize> {
    one.iter().copied().filter(|line| !other.contains(line)).collect()
}

impl<T: Scalar> Part<T> {
    /// From a matrix with as many entries.
    pub(super) fn new(matrix: Array2<T>, shape: &[usize], lines: Vec<usize>) -> Part<T> {
        let tensor = matrix.into_dyn().into_shape_with_order(shape).expect("as many entries");
        Part { tensor: Rc::new(tensor), lines }
    }

    /// The sum over the lines that two parts share.
    pub(super) fn joined(&self, other: &Part<T>, weights: &[T]) -> Part<T> {
        let (rows, columns) = (apart(&self.lines, &other.lines), apart(&other.lines, &self.lines));
        let shared = apart(&self.lines, &rows);
        let a = self.matrix(&rows, &shared, &[]);
        let b = other.matrix(&shared, &columns, weights);
        let shape = [self.lengths(&rows), other.lengths(&columns)].concat();
        Part::new(T::matrix_product(a.view(), b.view()), &shape, [rows, columns].concat())
    }

    /// The tensor with its indices in the order of `lines`.
    pub(super) fn arranged(&self, lines: &[usize]) -> ArrayD<T> {
        let order: Vec<usize> = lines.iter().map(|&line| self.axis(line)).collect();
        self.tensor.view().permuted_axes(IxDyn(&order)).as_standard_layout().into_owned()
    }

    /// The tensor as a matrix, with the lines of its rows weighted if there are weights.
    pub(super) fn matrix(&self, rows: &[usize], columns: &[usize], weights: &[T]) -> Array2<T> {
        let mut tensor = self.arranged(&[rows, columns].concat());
        for axis in 0..rows.len() {
            for (value, weight) in weights.iter().enumerate().filter(|(_, weight)| !weight.is_one()) {
                let mut slice = tensor.slice_axis_mut(Axis(axis), Slice::from(value..value + 1));
                slice.iter_mut().for_each(|entry| *entry *= weight.clone());
            }
        }
        let shape = [rows, columns].map(|lines| self.lengths(lines).into_iter().product::<usize>());
        tensor.into_shape_with_order((shape[0], shape[1])).expect("as many entries")
    }

    /// The number of values of lines.
    pub(super) fn lengths(&self, lines: &[usize]) -> Vec<usize> {
        lines.iter().map(|&line| self.tensor.shape()[self.axis(line)]).collect()
    }

    /// The part for a few values of a line at a time.
    pub(super) fn slices(&self, line: usize, width: usize) -> impl Iterator<Item = Part<T>> + '_ {
        let parts = self.tensor.axis_chunks_iter(Axis(self.axis(line)), width);
        parts.map(|slice| Part { tensor: Rc::new(slice.to_owned()), lines: self.lines.clone() })
    }

    fn axis(&self, line: usize) -> usize {
        self.lines.iter().position(|&other| other == line).expect("a line of the part")
    }
}
