//! Counting diagrams by generating function.
//!
//! # Formula
//! With one variable each for rank, splits (q) and circles (s), the legs of layer l have
//!
//! ```text
//! leg_l      = s + stem_{l-1}              stem_0 = t (an open leg)
//! stem_l     = leg_l + q Σ_p h_p(leg_l)
//! diagrams   = h_2(leg_{L+1})
//! ```
//!
//! where h_p counts unordered choices of p legs, repetitions allowed (the cycle index of the symmetric
//! group; h_2(f) = (f(x)² + f(x²))/2). Nothing is enumerated: depth 34 takes milliseconds.
//!
//! Dressed legs with open ends, without the circle of the vertex, follow
//!
//! ```text
//! leg_{l+1}  = leg_l + q Σ_p Σ_{k=2}^p s^{p-k} h_k(leg_l)          leg_1 = t
//! diagrams   = h_2(s + leg_{L+1})
//! ```
//!
//! ```
//! use diagraction::rewrite::{Cutoffs, Expand};
//!
//! assert_eq!(Expand::new(4).count()?.total().to_string(), "4,537,853,011");
//! let two_chi = Cutoffs { max_chi: Some(2), ..Cutoffs::none() };
//! assert_eq!(Expand::new(3).cutoffs(two_chi).count()?.total().to_string(), "525");
//! # Ok::<(), diagraction::rewrite::ExpandError>(())
//! ```

mod dressed;
mod number;
mod series;
mod size;
mod table;

pub use size::Size;
pub use table::Counts;

pub(super) use table::{count, legs, legs_by_rank, total};
