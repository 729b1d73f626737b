use std::fmt::Debug;

use faer::linalg::matmul::matmul;
use faer::traits::RealField;
use faer::{Accum, Par};
use faer_ext::IntoFaer;
use ndarray::{ArrayView2, ArrayViewMut2};
use num_traits::{Float, NumAssign};

/// The floats that training computes with, `f32` and `f64`.
pub(super) trait Real: RealField + Float + NumAssign + Debug + Send + Sync + 'static {
    /// The nearest number.
    fn of(value: f64) -> Self;
    fn wide(self) -> f64;
}

impl Real for f32 {
    fn of(value: f64) -> f32 {
        value as f32
    }

    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn of(value: f64) -> f64 {
        value
    }

    fn wide(self) -> f64 {
        self
    }
}

/// out = a · b on one thread, or out += a · b.
pub(super) fn product<T: Real>(
    out: ArrayViewMut2<'_, T>,
    accumulate: Accum,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
) {
    matmul(out.into_faer(), accumulate, a.into_faer(), b.into_faer(), T::of(1.0), Par::Seq);
}
