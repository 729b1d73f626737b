//! The tolerances of floating-point checks, and why they are what they are.

/// Two methods agree on a rank when no entry deviates by more than this times the largest entry of the rank.
///
/// An entry is a sum of some thousand products, each rounded at 2^-53 = 1.1e-16; the methods add them up in
/// different orders. Trained networks show 1e-15; a wrong factor shows 1e-3 or more.
pub const METHODS: f64 = 1e-12;

/// The action and ln p(x) agree at a point when they deviate by at most this times the sum of the absolute
/// values of all monomials at the point, which is what cancellation can amplify.
pub const FORWARD: f64 = 1e-12;

/// Rounding errors in ln p(x) minus action are taken to be at most this times the sum of the absolute values of
/// all monomials: 2^-53 with room for a few hundred additions.
pub const ROUNDING: f64 = 1e-14;

/// A remainder is used to measure an order only where it exceeds the rounding errors by this factor.
pub(crate) const ABOVE_ROUNDING: f64 = 100.0;

/// A measured order may stay this much below the expected integer, since the next orders contaminate it. A
/// wrong coefficient lowers it by one or more.
pub(crate) const ORDER: f64 = 0.5;

/// Diagrams cancel when their sum is at most this times the largest of them.
///
/// They are added up in variables in which the Hessian at the mode is -1, so that each is rounded by some 1e-15. A wrong symmetry
/// factor or entry leaves 1e-3 or more.
pub const VACUUM: f64 = 1e-9;

/// A Schwinger-Dyson equation holds at a power of ħ when no entry deviates by more than this times the largest sum of the absolute
/// values of all terms.
///
/// Theories on lattices show 1e-15. Rounding grows with the condition of the Hessian at the mode; a wrong symmetry factor leaves
/// 1e-3 or more.
pub const IDENTITIES: f64 = 1e-9;

/// Two routes to a cumulant agree at a number of loops when no entry deviates by more than this times the largest entry of the cumulant.
///
/// Both are sums of products, each rounded by 1e-16, of the propagator on one side and of the inverse weights on the other. Trained
/// networks show 1e-14; a wrong factor at two loops of the shipped lattice, where a loop is 1e-3, leaves 1e-6 or more.
pub const ROUTES: f64 = 1e-11;

/// Draws of a network disagree with its cumulants where chance makes as large deviations in fewer cases than this.
///
/// A correct network fails in one of ten thousand seeds. An error of five percent in a variance is seen.
pub const DRAWS: f64 = 1e-4;
