//! Generating functions by rank, splits and circles, truncated.

use std::collections::BTreeMap;

use super::number::Number;
use crate::diagram::Grade;
use crate::rewrite::Cutoffs;

/// Which of the three variables of the generating function are kept apart. A variable that is not
/// tracked is set to one, which sums over it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tracked {
    pub(super) rank: bool,
    pub(super) chi: bool,
    pub(super) circles: bool,
}

impl Tracked {
    pub(super) const ALL: Tracked = Tracked { rank: true, chi: true, circles: true };

    /// The variables that the cutoffs need.
    pub(super) fn needed(cutoffs: &Cutoffs) -> Tracked {
        Tracked {
            rank: cutoffs.max_rank.is_some() || cutoffs.min_rank > 0,
            chi: cutoffs.max_chi.is_some(),
            circles: cutoffs.max_circles.is_some(),
        }
    }

    fn project(self, grade: Grade) -> Grade {
        Grade {
            rank: if self.rank { grade.rank } else { 0 },
            chi: if self.chi { grade.chi } else { 0 },
            circles: if self.circles { grade.circles } else { 0 },
        }
    }
}

/// The ring in which the generating function is computed: tracked variables, truncated above.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring {
    pub(super) tracked: Tracked,
    /// Only the upper cutoffs are used.
    pub(super) cutoffs: Cutoffs,
}

/// A truncated power series: the number of legs or diagrams of each grade.
#[derive(Clone, Debug)]
pub(super) struct Series<N>(pub(super) BTreeMap<Grade, N>);

impl Ring {
    /// The series of a single object of this grade.
    pub(super) fn monomial<N: Number>(&self, grade: Grade) -> Series<N> {
        let mut series = Series(BTreeMap::new());
        self.insert(&mut series, self.tracked.project(grade), N::one());
        series
    }

    pub(super) fn sum<N: Number>(&self, mut a: Series<N>, b: &Series<N>) -> Series<N> {
        for (&grade, number) in &b.0 {
            self.insert(&mut a, grade, number.clone());
        }
        a
    }

    pub(super) fn product<N: Number>(&self, a: &Series<N>, b: &Series<N>) -> Series<N> {
        let mut product = Series(BTreeMap::new());
        for (&grade, number) in &a.0 {
            for (&other_grade, other) in &b.0 {
                let grade = grade + other_grade;
                if self.keeps(grade) {
                    self.insert(&mut product, grade, number.product(other));
                }
            }
        }
        product
    }

    /// h_p(f): unordered choices of p objects, by p h_p = Σ_{k=1}^p f(x^k) h_{p-k}.
    pub(super) fn unordered<N: Number>(&self, series: &Series<N>, p: u32) -> Series<N> {
        let mut choices: Vec<Series<N>> = vec![self.monomial(Grade::default())];
        for n in 1..=p {
            let mut sum = Series(BTreeMap::new());
            for k in 1..=n {
                let part = self.product(&self.stretched(series, k), &choices[(n - k) as usize]);
                sum = self.sum(sum, &part);
            }
            sum.0.values_mut().for_each(|number| number.divide(n));
            choices.push(sum);
        }
        choices.swap_remove(p as usize)
    }

    /// f(x^k).
    fn stretched<N: Number>(&self, series: &Series<N>, k: u32) -> Series<N> {
        let mut stretched = Series(BTreeMap::new());
        for (&grade, number) in &series.0 {
            let grade = (0..k).map(|_| grade).sum();
            self.insert(&mut stretched, grade, number.clone());
        }
        stretched
    }

    fn insert<N: Number>(&self, series: &mut Series<N>, grade: Grade, number: N) {
        if self.keeps(grade) {
            series.0.entry(grade).and_modify(|sum| sum.add(&number)).or_insert(number);
        }
    }

    fn keeps(&self, grade: Grade) -> bool {
        self.cutoffs.max_rank.is_none_or(|max| grade.rank <= max) && self.cutoffs.allow_more(grade)
    }
}
