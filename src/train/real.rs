//! The floats that training computes with, and their products.

use std::fmt::Debug;

use faer::Accum;
use faer::traits::RealField;
use ndarray::{ArrayView2, ArrayViewMut2};
use num_traits::{Float, NumAssign, NumCast, ToPrimitive};
use safetensors::tensor::Dtype;

use crate::product::on_one_thread;

pub(super) trait Real: RealField + Float + NumAssign + Debug + Send + Sync + 'static {
    /// How checkpoints name these numbers.
    const DTYPE: Dtype;
    /// Little-endian bytes.
    fn bytes(numbers: &[Self]) -> Vec<u8>;
    /// The numbers that [`Real::bytes`] wrote.
    fn read(bytes: &[u8]) -> Vec<Self>;
    /// The nearest number.
    fn of(value: f64) -> Self {
        NumCast::from(value).unwrap_or_else(Float::nan)
    }
    fn wide(self) -> f64 {
        ToPrimitive::to_f64(&self).unwrap_or(f64::NAN)
    }
}

macro_rules! real {
    ($number:ident, $dtype:ident) => {
        impl Real for $number {
            const DTYPE: Dtype = Dtype::$dtype;

            fn bytes(numbers: &[$number]) -> Vec<u8> {
                numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
            }

            fn read(bytes: &[u8]) -> Vec<$number> {
                bytes.as_chunks().0.iter().map(|&chunk| $number::from_le_bytes(chunk)).collect()
            }
        }
    };
}

real!(f32, F32);
real!(f64, F64);

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
