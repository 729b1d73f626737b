//! An action as a formula: its terms, each an entry times the number of its permutations times a monomial.

mod names;
mod number;
mod write;

pub use names::Names;
pub use write::{Style, write};

use std::cmp::Ordering;

use super::{ActionError, Held, SparseAction};
use crate::Rational;
use crate::tensor::permutations;

/// A coefficient of a monomial.
#[derive(Clone, Debug, PartialEq)]
pub enum Coefficient {
    /// A float.
    Float(f64),
    /// An exact number.
    Exact(Rational),
}

/// One term of S, c x_i x_j ..
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The variables, in non-decreasing order; none of A^(0).
    pub index: Vec<usize>,
    /// c, the entry times the number of permutations of its index.
    pub coefficient: Coefficient,
    /// The size |c|.
    size: f64,
    /// The standard error of c, where it is known.
    pub error: Option<f64>,
}

/// Which terms are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// The lowest rank.
    pub lowest: usize,
    /// The highest rank.
    pub highest: usize,
    /// Only terms with |c| from here on.
    pub threshold: f64,
    /// At most so many terms, the largest.
    pub top: usize,
}

impl Default for Selection {
    fn default() -> Selection {
        Selection { lowest: 0, highest: usize::MAX, threshold: 0.0, top: usize::MAX }
    }
}

/// Terms of S(x), rank by rank.
///
/// ```
/// use diagraction::action::SparseAction;
/// use diagraction::action::formula::{Formula, Names, Selection, Style, write};
///
/// let mut action = SparseAction::<f64>::zero(12);
/// action.add_monomial(&[7], -0.703);
/// action.add_monomial(&[2, 2], -2.43);
/// action.add_monomial(&[10, 11], 1.05);
/// let formula = Formula::new((&action).into(), None, &Selection::default())?;
/// let mut text = Vec::new();
/// write(&formula, Style::Text, &Names::default(), &mut text)?;
/// assert_eq!(text, b"S = -0.703 x_7 - 2.43 x_2^2 + 1.05 x_10 x_11\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Formula {
    /// The number of variables d.
    pub dimension: usize,
    /// The terms that were selected, by rank and index.
    pub terms: Vec<Term>,
    /// The point x* where S is a polynomial in x - x*.
    pub around: Option<Vec<Coefficient>>,
    /// The lowest and the highest rank that were looked at, where S has, or may have, others.
    pub ranks: Option<(usize, usize)>,
    /// How many terms of these ranks that are not zero were not selected.
    pub left_out: u64,
    /// The size of the largest of them.
    pub largest_left_out: f64,
}

/// By rank and index.
fn by_place(a: &Term, b: &Term) -> Ordering {
    (a.index.len(), &a.index).cmp(&(b.index.len(), &b.index))
}

/// So many times more terms than wanted are kept before the smallest are dropped.
const SLACK: usize = 8;

/// The bytes that a term takes, about.
pub const TERM_BYTES: u64 = 160;

impl Formula {
    /// The terms of an action that are selected, with the standard errors of its entries where they are known.
    ///
    /// # Errors
    /// When an entry is not finite.
    pub fn new(
        action: Held<'_>,
        errors: Option<Held<'_>>,
        selection: &Selection,
    ) -> Result<Formula, ActionError> {
        let highest = selection.highest.min(action.max_rank());
        let is_whole = selection.lowest == 0 && highest == action.max_rank() && action.knows(highest + 1);
        let mut found = Formula {
            ranks: (!is_whole).then_some((selection.lowest, highest)),
            dimension: action.dimension(),
            terms: Vec::new(),
            around: action.around().map(|point| point.iter().copied().map(Coefficient::Float).collect()),
            left_out: 0,
            largest_left_out: 0.0,
        };
        for rank in selection.lowest..=highest {
            action.for_each(rank, |index, value| found.take(index, value, selection))?;
        }
        found.cut(selection.top);
        found.terms.sort_by(by_place);
        for term in found.terms.iter_mut().filter(|_| errors.is_some()) {
            let error = errors.map(|errors| errors.get(&term.index) * permutations::<f64>(&term.index));
            term.error = error.filter(|error| *error > 0.0);
        }
        Ok(found)
    }

    fn take(&mut self, index: &[usize], value: f64, selection: &Selection) {
        let coefficient = value * permutations::<f64>(index);
        let size = coefficient.abs();
        if size == 0.0 {
            return;
        }
        if size < selection.threshold {
            self.leave(size);
            return;
        }
        let coefficient = Coefficient::Float(coefficient);
        self.terms.push(Term { index: index.to_vec(), coefficient, size, error: None });
        if self.terms.len() > selection.top.saturating_mul(SLACK).saturating_add(SLACK) {
            self.cut(selection.top);
        }
    }

    fn leave(&mut self, size: f64) {
        self.left_out += 1;
        self.largest_left_out = self.largest_left_out.max(size);
    }

    /// Keeps the largest terms; equal ones by rank and index.
    fn cut(&mut self, top: usize) {
        if self.terms.len() <= top {
            return;
        }
        self.terms.sort_by(|a, b| b.size.total_cmp(&a.size).then_with(|| by_place(a, b)));
        for term in self.terms.split_off(top) {
            self.leave(term.size);
        }
    }

    /// The ranks that were looked at, where S has, or may have, others: `ranks 0 to 4`.
    pub fn ranks_in_words(&self) -> Option<String> {
        self.ranks.map(|(lowest, highest)| match lowest == highest {
            true => format!("rank {lowest}"),
            false => format!("ranks {lowest} to {highest}"),
        })
    }

    /// The same terms with the exact coefficients of the action that these are rounded from.
    #[must_use]
    pub fn exact(mut self, action: &SparseAction<Rational>) -> Formula {
        // The logarithm in A^(0) is no rational number.
        let is_rational = |term: &&mut Term| !(term.index.is_empty() && action.constants.is_some());
        for term in self.terms.iter_mut().filter(is_rational) {
            let ways: Rational = permutations(&term.index);
            term.coefficient = Coefficient::Exact(action.get(&term.index) * ways);
        }
        if self.around.is_some() {
            let point = action.around.iter().flatten();
            self.around = Some(point.cloned().map(Coefficient::Exact).collect());
        }
        self
    }
}
