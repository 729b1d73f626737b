//! Every method against every other and against the network itself, and diagrams against the identities that they obey.
//!
//! - [`Checks`] makes those of these tests that fit into some time, the cheapest first; [`all`] makes all of them.
//! - [`methods`] compares the actions that two methods give, entry by entry.
//! - [`lines`] and [`entries`] compare an action of any size with the direct expansion on lines and between a few variables.
//! - [`forward`] compares a complete action with ln p(x) of the forward map at points.
//! - [`remainder`] measures the order at which a truncated action leaves ln p(x).
//! - [`vacuum`] adds up the vacuum diagrams of the action, which cancel, since a network is normalised.
//! - [`routes`] compares the cumulants of a network by its inverse with those by diagrams of its action.
//! - [`draws`] holds the cumulants of a network by its inverse against draws of it.
//! - [`theory`] holds the cumulants of any action, by their diagrams, against its [`schwinger_dyson`] equations.
//!
//! In exact arithmetic agreement means equality; in floating point the tolerances of [`tolerance`] hold.

mod all;
mod draws;
mod error;
mod forward;
mod lines;
mod methods;
mod moments;
mod number;
mod remainder;
mod routes;
mod schwinger_dyson;
mod theory;
pub mod tolerance;
mod vacuum;

pub use all::{Checks, Points, all};
pub use draws::draws;
pub use error::CheckError;
pub use forward::forward;
pub use lines::{entries, lines};
pub use methods::methods;
pub use number::Checked;
pub use remainder::remainder;
pub use routes::routes;
pub use schwinger_dyson::schwinger_dyson;
pub use theory::{TheoryTests, theory};
pub use vacuum::{vacuum, vacuum_sum};

/// What a test found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The largest deviation, relative to a scale, and where it is.
    Deviation {
        /// The largest deviation over the scale; 0 when equal.
        relative: f64,
        /// The multi-index or the number of the point; empty for a single number.
        at: Vec<usize>,
    },
    /// The order at which a remainder vanishes; infinite where there is none.
    Order(f64),
    /// The largest deviation in standard errors, of numbers with errors.
    Errors(f64),
    /// The test could not be made.
    Nothing(String),
    /// It was left out, as it takes about so many seconds, more than there are.
    Late(f64),
}

impl Found {
    /// Why there is no number, where there is none.
    pub fn reason(&self) -> Option<String> {
        match self {
            Found::Nothing(reason) => Some(reason.clone()),
            Found::Late(seconds) => {
                let digits = usize::from(*seconds < 10.0);
                Some(format!("takes about {seconds:.digits$} s, more than is left of the time"))
            }
            Found::Deviation { .. } | Found::Order(_) | Found::Errors(_) => None,
        }
    }
}

/// The result of one test.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What was compared.
    pub name: String,
    /// The rank that was compared, if it was one.
    pub rank: Option<usize>,
    /// What was found.
    pub found: Found,
    /// The bound that holds or does not: an upper one on deviations, a lower one on orders, of numbers with errors a lower one on
    /// the chance of such a deviation.
    pub bound: f64,
    /// Whether the bound holds; `None` where the test could not be made.
    pub holds: Option<bool>,
}

impl Test {
    /// A test that could not be made.
    pub fn skipped(name: impl Into<String>, reason: impl Into<String>) -> Test {
        let found = Found::Nothing(reason.into());
        Test { name: name.into(), rank: None, found, bound: 0.0, holds: None }
    }

    /// A test that was left out for its time.
    fn late(name: String, seconds: f64) -> Test {
        Test { found: Found::Late(seconds), ..Test::skipped(name, "") }
    }

    /// The largest of some numbers over the largest of their sizes, which is to be at most so much.
    fn vanishing<T: Checked>(
        name: String,
        numbers: impl IntoIterator<Item = (Vec<usize>, T, T)>,
        bound: f64,
    ) -> Test {
        let (mut worst, mut scale) = ((T::zero(), Vec::new()), T::zero());
        for (at, number, size) in numbers {
            if number.abs() > worst.0 || number.to_f64().is_nan() {
                worst = (number.abs(), at);
            }
            if size > scale {
                scale = size;
            }
        }
        let (number, at) = worst;
        let is_zero = number.is_zero();
        let relative = if is_zero { 0.0 } else { (number / scale).to_f64() };
        let holds = Some(is_zero || bound > 0.0 && relative <= bound);
        Test { name, rank: None, found: Found::Deviation { relative, at }, bound, holds }
    }
}
