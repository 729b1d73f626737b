//! The floats that training computes with, and their products.

use std::fmt::Debug;

use faer::Accum;
use faer::traits::RealField;
use ndarray::{ArrayView2, ArrayViewMut2};
use num_traits::{Float, NumAssign};
use safetensors::tensor::Dtype;

use crate::product::on_one_thread;

/// The floats that training computes with, `f32` and `f64`.
pub(super) trait Real: RealField + Float + NumAssign + Debug + Send + Sync + 'static {
    /// The nearest number.
    fn of(value: f64) -> Self;
    fn wide(self) -> f64;
    /// How checkpoints name these numbers.
    const DTYPE: Dtype;
    /// Little-endian bytes.
    fn bytes(numbers: &[Self]) -> Vec<u8>;
    /// The numbers that [`Real::bytes`] wrote.
    fn read(bytes: &[u8]) -> Vec<Self>;
}

impl Real for f32 {
    fn of(value: f64) -> f32 {
        value as f32
    }

    fn wide(self) -> f64 {
        f64::from(self)
    }

    const DTYPE: Dtype = Dtype::F32;

    fn bytes(numbers: &[f32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn read(bytes: &[u8]) -> Vec<f32> {
        bytes.as_chunks().0.iter().map(|&chunk| f32::from_le_bytes(chunk)).collect()
    }
}

impl Real for f64 {
    fn of(value: f64) -> f64 {
        value
    }

    fn wide(self) -> f64 {
        self
    }

    const DTYPE: Dtype = Dtype::F64;

    fn bytes(numbers: &[f64]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn read(bytes: &[u8]) -> Vec<f64> {
        bytes.as_chunks().0.iter().map(|&chunk| f64::from_le_bytes(chunk)).collect()
    }
}

/// out = a · b on one thread, or out += a · b.
pub(super) fn product<T: Real>(
    out: ArrayViewMut2<'_, T>,
    accumulate: Accum,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
) {
    on_one_thread(out, accumulate, T::of(1.0), a, b);
}

/// Runs loops over slices with the widest vectors of the processor; they must be inlined into `work`. Every operation is
/// rounded as without.
#[inline(always)]
pub(super) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}
