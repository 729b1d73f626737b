//! A^(3) and A^(4) as multilinear forms: entries, rows, value and gradient.

use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use super::LowRankAction;
use crate::Scalar;

/// Vectors that fill one index of a coefficient, as the factors see them: column n belongs to vector n.
#[derive(Clone)]
pub(super) struct Slots<T> {
    /// w_r · x, shape (R, vectors).
    pub(super) w: Array2<T>,
    /// g_r · x.
    pub(super) g: Array2<T>,
    /// t_r · x.
    pub(super) t: Array2<T>,
}

/// Two filled indices of A^(4), with p = w_a w_b and q = t_a w_b + w_a t_b term by term:
///
/// ```text
/// y = k · p + mᵀ · q / 2     z = m · p / 2
/// ```
pub(super) struct Pairs<T> {
    pub(super) y: Array2<T>,
    pub(super) z: Array2<T>,
}

/// A coefficient of which one index is left open: rows Σ_r α_r w_r + β_r f_r, where f is g or t.
pub(super) struct Open<T> {
    pub(super) alpha: Array2<T>,
    pub(super) beta: Array2<T>,
}

impl<T: Scalar> LowRankAction<T> {
    /// The entry of A^(k) at a multi-index of length k ≤ 4, in any order.
    ///
    /// # Panics
    /// When the multi-index is longer, or an entry is beyond the dimension.
    ///
    /// # Cost
    /// O(R²) for rank four, O(R) for rank three.
    pub fn entry(&self, index: &[usize]) -> T {
        let mut sorted = index.to_vec();
        sorted.sort_unstable();
        match *sorted.as_slice() {
            [] => self.a0.clone(),
            [i] => self.a1[i].clone(),
            [i, j] => self.a2[[i, j]].clone(),
            [.., last] => {
                let (open, other) = self.open(&sorted[..sorted.len() - 1]);
                inner(open.alpha.column(0), self.w.column(last))
                    + inner(open.beta.column(0), other.column(last))
            }
        }
    }

    /// The d entries of A^(k) whose first k - 1 indices are given: A^(1) for none, up to A^(4) for three.
    ///
    /// # Panics
    /// When more than three are given, or one is beyond the dimension.
    ///
    /// # Cost
    /// O(R² + R d) for rank four, O(R d) for rank three.
    pub fn row(&self, prefix: &[usize]) -> Array1<T> {
        match *prefix {
            [] => self.a1.clone(),
            [i] => self.a2.row(i).to_owned(),
            _ => {
                let (open, other) = self.open(prefix);
                open.rows(self.w.view(), other.view()).remove_axis(Axis(0))
            }
        }
    }

    /// Σ_k A^(k) · x^{⊗k} over the ranks 0 to 4.
    ///
    /// # Panics
    /// When x has another length than the dimension.
    ///
    /// # Cost
    /// O(d² + R d + R²).
    pub fn value(&self, x: ArrayView1<'_, T>) -> T {
        let [linear, quadratic, cubic, quartic] = self.contracted(x);
        let sum = linear + quadratic + cubic + quartic;
        self.a0.clone() + inner(sum.view(), x)
    }

    /// The gradient of [`LowRankAction::value`], Σ_k k A^(k) · x^{⊗(k-1)}, at the same cost.
    ///
    /// # Panics
    /// When x has another length than the dimension.
    pub fn gradient(&self, x: ArrayView1<'_, T>) -> Array1<T> {
        let mut rank = T::zero();
        self.contracted(x).into_iter().fold(Array1::zeros(self.dimension()), |gradient, vector| {
            rank += T::one();
            gradient + vector.mapv(|entry| entry * rank.clone())
        })
    }

    /// A^(k) · x^{⊗(k-1)} for k = 1 .. 4.
    fn contracted(&self, x: ArrayView1<'_, T>) -> [Array1<T>; 4] {
        assert_eq!(x.len(), self.dimension(), "components of the point");
        let columns = x.insert_axis(Axis(1));
        let slots = self.slots(columns.to_owned());
        let quadratic = T::matrix_product(self.a2.view(), columns).remove_axis(Axis(1));
        let cubic = third(&slots, &slots).rows(self.w.view(), self.g.view()).remove_axis(Axis(0));
        let quartic = self.fourth([&slots; 3]).rows(self.w.view(), self.t.view()).remove_axis(Axis(0));
        [self.a1.clone(), quadratic, cubic, quartic]
    }

    /// A^(3) or A^(4) with all indices but the last given, and the f of its rows.
    fn open(&self, prefix: &[usize]) -> (Open<T>, &Array2<T>) {
        let slots: Vec<_> = prefix.iter().map(|&i| self.basis(i..i + 1)).collect();
        match slots.as_slice() {
            [a, b] => (third(a, b), &self.g),
            [a, b, c] => (self.fourth([a, b, c]), &self.t),
            _ => panic!("a multi-index of more than four entries; the low-rank action has ranks 0 to 4"),
        }
    }

    /// The vectors in the columns of a (d, vectors) matrix.
    pub(super) fn slots(&self, x: Array2<T>) -> Slots<T> {
        let [w, g, t] = [&self.w, &self.g, &self.t].map(|factor| T::matrix_product(factor.view(), x.view()));
        Slots { w, g, t }
    }

    /// The unit vectors of these indices.
    pub(super) fn basis(&self, indices: Range<usize>) -> Slots<T> {
        let columns = |factor: &Array2<T>| factor.slice(s![.., indices.clone()]).to_owned();
        Slots { w: columns(&self.w), g: columns(&self.g), t: columns(&self.t) }
    }

    pub(super) fn pairs(&self, a: &Slots<T>, b: &Slots<T>) -> Pairs<T> {
        let halved = |matrix: Array2<T>| matrix.mapv(|entry| entry * T::half());
        let p = &a.w * &b.w;
        let q = halved(&a.t * &b.w + &a.w * &b.t);
        let y = T::matrix_product(self.k.view(), p.view()) + T::matrix_product(self.m.t(), q.view());
        Pairs { y, z: halved(T::matrix_product(self.m.view(), p.view())) }
    }

    /// A^(4) with three indices filled.
    pub(super) fn fourth(&self, [a, b, c]: [&Slots<T>; 3]) -> Open<T> {
        let pairs = [self.pairs(a, b), self.pairs(a, c), self.pairs(b, c)];
        fourth([(&pairs[0], c), (&pairs[1], b), (&pairs[2], a)])
    }
}

/// A^(3) with two indices filled: the average over the three places of g.
pub(super) fn third<T: Scalar>(a: &Slots<T>, b: &Slots<T>) -> Open<T> {
    let alpha = &a.g * &b.w + &a.w * &b.g;
    Open { alpha: third_of(alpha), beta: third_of(&a.w * &b.w) }
}

/// A^(4) from the three ways to pair one of three filled indices with the open one.
pub(super) fn fourth<T: Scalar>(pairings: [(&Pairs<T>, &Slots<T>); 3]) -> Open<T> {
    let [(alpha, beta), second, last] =
        pairings.map(|(pair, single)| (&pair.y * &single.w + &pair.z * &single.t, &pair.z * &single.w));
    let alpha = alpha + second.0 + last.0;
    let beta = beta + second.1 + last.1;
    Open { alpha: third_of(alpha), beta: third_of(beta) }
}

impl<T: Scalar> Pairs<T> {
    pub(super) fn columns(&self, columns: Range<usize>) -> Pairs<T> {
        let part = |matrix: &Array2<T>| matrix.slice(s![.., columns.clone()]).to_owned();
        Pairs { y: part(&self.y), z: part(&self.z) }
    }
}

impl<T: Scalar> Open<T> {
    /// Σ_r α_r w_r + β_r f_r, one row for each column of α.
    pub(super) fn rows(&self, w: ArrayView2<'_, T>, f: ArrayView2<'_, T>) -> Array2<T> {
        T::matrix_product(self.alpha.t(), w) + T::matrix_product(self.beta.t(), f)
    }
}

fn third_of<T: Scalar>(matrix: Array2<T>) -> Array2<T> {
    let share = T::third();
    matrix.mapv(|entry| entry * share.clone())
}

fn inner<T: Scalar>(a: ArrayView1<'_, T>, b: ArrayView1<'_, T>) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (a, b)| sum + a.clone() * b.clone())
}
