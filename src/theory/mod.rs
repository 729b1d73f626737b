//! Known theories: polynomial actions that are written down and not learned.
//!
//! An action S is the logarithm of a density, up to its normalisation: the weight of x is exp(+S(x)), as in the
//! paper. A theory from a textbook with the weight exp(-H) has S = -H.
//!
//! - [`read`] and [`load`] understand a theory written as text; the grammar is `grammar/action.pest`.
//! - [`LatticeTheory`] is the lattice of Eq. (33), [`RandomTheory`] the random action of Appendix E.
//! - [`Teacher`] is a random network, whose action is known because it can be extracted.

mod error;
mod field;
mod language;
mod lattice;
mod random;
mod teacher;

pub(crate) use error::Complaint;
pub use error::{FieldError, TheoryError, TheoryFileError};
pub use field::{Field, load_field};
pub(crate) use language::networks;
pub use language::{load, read};
pub use lattice::LatticeTheory;
pub use random::RandomTheory;
pub use teacher::{Teacher, TeacherError};
