//! The cumulants of a known action against its Schwinger-Dyson equations.

use super::{Checked, Test, schwinger_dyson};
use crate::action::SparseAction;
use crate::action::file::SparseFile;
use crate::correlators::{Correlators, CorrelatorsError, Expansion, mode};
use crate::each::each;
use crate::{Progress, Rational};

/// The highest orders of loops of κ_1, κ_2, ..: together all terms to ħ² of ⟨S_i⟩ and to ħ³ of ⟨x_j S_i⟩.
const LOOPS: [usize; 4] = [2, 2, 1, 0];

/// The ranks of the vertices in these diagrams end here.
const MAX_RANK: usize = 6;

/// What was found out about an action.
#[derive(Clone, Debug, PartialEq)]
pub struct TheoryTests {
    /// The tests.
    pub tests: Vec<Test>,
    /// Whether they were made in exact numbers.
    pub is_exact: bool,
    /// What is to be known about the point at which the action was expanded.
    pub notes: Vec<String>,
}

/// Holds the cumulants of an action around its highest maximum, by their diagrams, against its
/// [Schwinger-Dyson equations](schwinger_dyson): in exact numbers where the action and its maximum are rational, in floats otherwise.
///
/// # Example
/// ```
/// use diagraction::action::file::SparseFile;
/// use diagraction::{check, theory};
///
/// let action = theory::read("dimension 2  S = -x[0]^2 - x[1]^2 + x[0] * x[1]^2 - x[0]^4 - x[1]^4")?;
/// let found = check::theory(&SparseFile::Exact(action), u64::MAX, &());
/// assert!(found.is_exact);
/// assert!(found.tests.iter().all(|test| test.holds == Some(true)));
/// # Ok::<(), diagraction::theory::TheoryError>(())
/// ```
pub fn theory(action: &SparseFile, memory: u64, progress: &dyn Progress) -> TheoryTests {
    expanded(action, memory, progress).unwrap_or_else(|reason| {
        let tests = vec![Test::skipped("Schwinger-Dyson equations", reason)];
        TheoryTests { tests, is_exact: false, notes: Vec::new() }
    })
}

fn expanded(action: &SparseFile, memory: u64, progress: &dyn Progress) -> Result<TheoryTests, String> {
    let d = each!(action, SparseFile::Float | SparseFile::Exact, action => action.dimension());
    if d > f64::THEORY_DIMENSION {
        return Err(format!("done up to d = {}", f64::THEORY_DIMENSION));
    }
    let float = action.clone().into_f64().map_err(|error| error.to_string())?;
    let found = mode(&float, progress).map_err(|error| error.to_string())?;
    let mut notes = Vec::new();
    if found.others > 0 {
        let others = found.others;
        notes.push(format!("the series does not see other maxima of S, of which there are {others}"));
    }
    if found.unbounded > 0 {
        notes.push("S grows without bound, and has a series around a local maximum alone".to_owned());
    }
    progress.start("adding up diagrams", 1);
    let exact = match action {
        SparseFile::Exact(action) if d <= Rational::THEORY_DIMENSION => {
            found.exactly(action).ok().map(|mode| (action, mode.point))
        }
        _ => None,
    };
    if exact.is_none() && matches!(action, SparseFile::Exact(_)) {
        let most = Rational::THEORY_DIMENSION;
        notes.push(format!(
            "exact numbers need a maximum at simple fractions, and are taken up to d = {most}"
        ));
    }
    let (tests, is_exact) = match exact {
        Some((action, point)) => (around(action, &point, memory), true),
        None => (around(&float, &found.point, memory), false),
    };
    Ok(TheoryTests { tests: tests.map_err(|error| error.to_string())?, is_exact, notes })
}

fn around<T: Checked>(
    action: &SparseAction<T>,
    point: &[T],
    memory: u64,
) -> Result<Vec<Test>, CorrelatorsError> {
    let action = action.expanded(point).to_dense()?.up_to(MAX_RANK);
    let expansion = Expansion::new(action)?;
    let mut correlators = Correlators::new(&expansion).memory(memory);
    let mut cumulants = Vec::new();
    for (order, most) in (1..).zip(LOOPS) {
        let terms = (0..=most).map(|loops| correlators.term(order, loops));
        cumulants.push(terms.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(schwinger_dyson(expansion.action(), &cumulants))
}
