//! Actions to JSON, dense or sparse, in floats or exact.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{FORMAT, VERSION};
use crate::action::{Action, Constants, Domain, Held, SparseAction, Truncation};
use crate::{Lattice, Rational, Scalar};
use num_traits::One;

/// Writes an action of floats. Entries that are zero are left out.
///
/// # Errors
/// When writing fails.
pub fn write(action: &Action<f64>, out: &mut dyn Write) -> io::Result<()> {
    Head::of(action).write(dense(action), |value| json!(value), out)
}

/// How a network was cut before its action was taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChiCutoff {
    /// The eigenvalues with |λ| from here on are kept.
    pub lambda: f64,
    /// How many they are, layer by layer.
    pub kept: Vec<usize>,
    /// How many there were.
    pub of: Vec<usize>,
}

/// As [`write()`], with the cut beside the action as `chi_cutoff`.
///
/// # Errors
/// When writing fails.
pub fn write_cut(action: &Action<f64>, cutoff: &ChiCutoff, out: &mut dyn Write) -> io::Result<()> {
    let head = Head { cutoff: Some(cutoff), ..Head::of(action) };
    head.write(dense(action), |value| json!(value), out)
}

/// Writes an exact action; values are strings "p/q", and the irrational part of A^(0) stands apart.
///
/// # Errors
/// When writing fails.
pub fn write_exact(action: &Action<Rational>, out: &mut dyn Write) -> io::Result<()> {
    let head = Head { exact: true, ..Head::of(action) };
    head.write(dense(action), |value| json!(value.to_string()), out)
}

/// As [`write()`], with the lattice as `lattice` where there is one.
///
/// # Errors
/// When writing fails.
pub fn write_sparse(action: &SparseAction<f64>, out: &mut dyn Write) -> io::Result<()> {
    Head::of_sparse(action).write(sparse(action), |value| json!(value), out)
}

/// As [`write_exact`], with the lattice as `lattice` where there is one.
///
/// # Errors
/// When writing fails.
pub fn write_sparse_exact(action: &SparseAction<Rational>, out: &mut dyn Write) -> io::Result<()> {
    let head = Head { exact: true, ..Head::of_sparse(action) };
    head.write(sparse(action), |value| json!(value.to_string()), out)
}

/// As [`write()`] and [`write_sparse`], with the standard errors of the entries as `errors`, in the shape of the coefficients, and the
/// number of `replicas` whose spread they are.
///
/// # Errors
/// When writing fails.
pub fn write_with_errors(
    action: Held<'_>,
    errors: Held<'_>,
    replicas: Option<u32>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = match action {
        Held::Dense(action) => Head::of(action),
        Held::Sparse(action) => Head::of_sparse(action),
    };
    head.begin(float, out)?;
    write_held(action, out)?;
    write!(out, ", \"errors\": [")?;
    write_held(errors, out)?;
    if let Some(replicas) = replicas {
        write!(out, ", \"replicas\": {replicas}")?;
    }
    head.end(out)
}

fn write_held(action: Held<'_>, out: &mut dyn Write) -> io::Result<()> {
    match action {
        Held::Dense(action) => write_ranks(dense(action), float, out),
        Held::Sparse(action) => write_ranks(sparse(action), float, out),
    }
}

fn float(value: &f64) -> Value {
    json!(value)
}

/// What stands beside the coefficients.
#[derive(Default)]
struct Head<'a, T> {
    dimension: usize,
    truncation: Truncation,
    exact: bool,
    cutoff: Option<&'a ChiCutoff>,
    around: Option<&'a [T]>,
    lattice: Option<&'a Lattice>,
    domain: Domain,
    constants: Option<&'a Constants>,
}

impl<'a, T: Scalar + Default> Head<'a, T> {
    fn of(action: &'a Action<T>) -> Head<'a, T> {
        let (dimension, truncation) = (action.dimension(), action.truncation);
        let (around, constants) = (action.around.as_deref(), action.constants.as_ref());
        Head { dimension, truncation, around, constants, ..Head::default() }
    }

    fn of_sparse(action: &'a SparseAction<T>) -> Head<'a, T> {
        let (dimension, truncation, lattice) =
            (action.dimension(), action.truncation, action.lattice.as_ref());
        let (around, constants) = (action.around.as_deref(), action.constants.as_ref());
        let domain = action.domain;
        Head { dimension, truncation, around, lattice, domain, constants, ..Head::default() }
    }

    /// Writes the action, given the entries that are not zero, rank by rank.
    fn write<'b, E: Iterator<Item = Entry<'b, T>>>(
        &self,
        ranks: impl Iterator<Item = E>,
        show: impl Fn(&T) -> Value,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.begin(&show, out)?;
        write_ranks(ranks, &show, out)?;
        self.end(out)
    }

    fn begin(&self, show: impl Fn(&T) -> Value, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{{\"format\": \"{FORMAT}\", \"version\": {VERSION}, \"dimension\": {}, \"max_rank\": {}, \
             \"max_chi\": {}, \"exact\": {}, ",
            self.dimension,
            json!(self.truncation.max_rank),
            json!(self.truncation.max_chi),
            self.exact,
        )?;
        if let Some(cutoff) = self.cutoff {
            write!(out, "\"chi_cutoff\": {}, ", serde_json::to_string(cutoff)?)?;
        }
        if self.domain == Domain::Spin {
            write!(out, "\"domain\": \"spin\", ")?;
        }
        if let Some(lattice) = self.lattice {
            write!(out, "\"lattice\": {}, ", serde_json::to_string(lattice)?)?;
        }
        if let Some(point) = self.around {
            write!(out, "\"around\": {}, ", Value::from(point.iter().map(show).collect::<Vec<_>>()))?;
        }
        write!(out, "\"coefficients\": [")
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(constants) = self.constants {
            let abs_det = json!(constants.abs_det.to_string());
            let dimension = constants.gaussian_dimension;
            write!(out, ", \"constants\": {{\"ln_abs_det\": {abs_det}, ")?;
            if !constants.precision_det.is_one() {
                write!(out, "\"half_ln_det\": {}, ", json!(constants.precision_det.to_string()))?;
            }
            write!(out, "\"gaussian_dimension\": {dimension}}}")?;
        }
        writeln!(out, "}}")
    }
}

/// The entries of all ranks, to the end of the list.
fn write_ranks<'a, T: 'a, E: Iterator<Item = Entry<'a, T>>>(
    ranks: impl Iterator<Item = E>,
    show: impl Fn(&T) -> Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (rank, entries) in ranks.enumerate() {
        let separator = if rank == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}  {{\"rank\": {rank}, \"entries\": [")?;
        let mut separator = "";
        for (index, value) in entries {
            write!(out, "{separator}{{\"index\": {index:?}, \"value\": {}}}", show(value))?;
            separator = ", ";
        }
        write!(out, "]}}")?;
    }
    write!(out, "\n]")
}

/// A multi-index and its entry.
type Entry<'a, T> = (Cow<'a, [usize]>, &'a T);

fn dense<T: Scalar>(action: &Action<T>) -> impl Iterator<Item = impl Iterator<Item = Entry<'_, T>>> {
    action.tensors().iter().map(|tensor| {
        let entries = tensor.iter().filter(|(_, value)| !value.is_zero());
        entries.map(|(index, value)| (Cow::Owned(index), value))
    })
}

fn sparse<T: Scalar>(action: &SparseAction<T>) -> impl Iterator<Item = impl Iterator<Item = Entry<'_, T>>> {
    (0..=action.max_rank())
        .map(|rank| action.entries(rank).map(|(index, value)| (Cow::Borrowed(index), value)))
}
