//! Frobenius norms from scalar products of the factors, without any entry.

use ndarray::{Array2, ArrayView1, Axis, concatenate};

use super::{LowRankAction, add, scale_rows};
use crate::Scalar;

impl<T: Scalar> LowRankAction<T> {
    /// |A^(3)|², with H = w wᵀ, E = g wᵀ and F = g gᵀ:
    ///
    /// ```text
    /// 1/3 Σ_rs H_rs (F_rs H_rs + 2 E_rs E_sr)
    /// ```
    pub(super) fn cubic_gram(&self) -> T {
        let h = products(&self.w, &self.w);
        let e = products(&self.g, &self.w);
        let f = products(&self.g, &self.g);
        let cross = &e * &e.t();
        sum(&(&h * &(&f * &h + &cross + &cross))) / three()
    }

    /// |A^(4)|² = (|B|² + 2 X) / 3, where A^(4) is the average of B_ijkl, B_ikjl and B_iljk, and X = Σ B_ijkl B_ikjl.
    ///
    /// # Formula
    /// B = Σ_rs k_rs p_r p_s + n_rs (q_r p_s + p_s q_r) with the symmetric matrices p_r = w_r ⊗ w_r,
    /// q_r = t_r ⊗ w_r + w_r ⊗ t_r and n = m / 2. Its norm needs the scalar products of p and q alone; X is a sum over
    /// four terms, in which every two are linked:
    ///
    /// ```text
    /// X = Σ_abcd [k_ab k_cd H_ac H_cb H_bd H_da + 8 k_ab n_cd T_ca H_cb H_bd H_da
    ///             + 4 n_ab n_cd H_bd (T_ad T_cb H_ac + 2 T_ad H_cb T_ca + H_ad H_cb Θ_ac)]
    /// ```
    ///
    /// with H = w wᵀ, T = t wᵀ and Θ = t tᵀ.
    pub(super) fn quartic_gram(&self) -> T {
        let gram = Gram {
            h: products(&self.w, &self.w),
            t: products(&self.t, &self.w),
            theta: products(&self.t, &self.t),
            k: &self.k,
            n: self.m.mapv(|entry| entry * T::half()),
        };
        let crossed = (0..self.terms()).fold(T::zero(), |sum, b| sum + gram.crossed(b));
        (gram.straight() + crossed.clone() + crossed) / three()
    }
}

/// Scalar products of the factors of A^(4).
struct Gram<'a, T> {
    h: Array2<T>,
    t: Array2<T>,
    theta: Array2<T>,
    k: &'a Array2<T>,
    n: Array2<T>,
}

impl<T: Scalar> Gram<'_, T> {
    /// |B|² = tr (C S C S) with C = [[k, nᵀ], [n, 0]] and the scalar products S of all p and q.
    fn straight(&self) -> T {
        let double = |matrix: Array2<T>| &matrix + &matrix;
        let pp = &self.h * &self.h;
        let pq = double(&self.t.t() * &self.h);
        let qq = double(&self.theta * &self.h + &self.t * &self.t.t());
        let inner = square(&pp, &pq, &pq.t().to_owned(), &qq);
        let outer = square(self.k, &self.n.t().to_owned(), &self.n, &Array2::zeros(self.k.raw_dim()));
        let product = T::matrix_product(outer.view(), inner.view());
        sum(&(&product * &product.t()))
    }

    /// The part of X that one b makes: sums over triangles a, c, d, one matrix product each.
    fn crossed(&self, b: usize) -> T {
        let (h_b, t_b) = (self.h.row(b), self.t.column(b));
        let (k_b, n_b) = (self.k.column(b), self.n.column(b));
        let twice = |matrix: &Array2<T>| matrix + matrix;
        let from_t = T::matrix_product(self.t.t(), scale_rows(&self.n, h_b).view());
        let from_k = T::matrix_product(self.h.view(), scale_rows(self.k, h_b).view());
        let eight = twice(&twice(&twice(&from_t)));
        let with_k = weighted(&(&(from_k + eight) * &self.h), k_b, h_b);
        if n_b.iter().all(T::is_zero) {
            return with_k;
        }
        let from_h = T::matrix_product(self.h.view(), scale_rows(&self.n, t_b).view());
        let from_theta = T::matrix_product(self.theta.view(), scale_rows(&self.n, h_b).view());
        let with_n = &(from_h + twice(&from_t)) * &self.t + &from_theta * &self.h;
        with_k + weighted(&twice(&twice(&with_n)), n_b, h_b)
    }
}

/// a bᵀ.
fn products<T: Scalar>(a: &Array2<T>, b: &Array2<T>) -> Array2<T> {
    T::matrix_product(a.view(), b.t())
}

/// [[a, b], [c, d]].
fn square<T: Scalar>(a: &Array2<T>, b: &Array2<T>, c: &Array2<T>, d: &Array2<T>) -> Array2<T> {
    let row = |a: &Array2<T>, b: &Array2<T>| {
        concatenate(Axis(1), &[a.view(), b.view()]).expect("blocks of equal height")
    };
    concatenate(Axis(0), &[row(a, b).view(), row(c, d).view()]).expect("blocks of equal width")
}

/// Σ_ad left_a matrix_ad right_d.
fn weighted<T: Scalar>(matrix: &Array2<T>, left: ArrayView1<'_, T>, right: ArrayView1<'_, T>) -> T {
    let rows = matrix.outer_iter().zip(left);
    rows.fold(T::zero(), |total, (row, left)| {
        let inner = row.iter().zip(right).fold(T::zero(), |sum, (a, b)| sum + a.clone() * b.clone());
        total + left.clone() * inner
    })
}

fn sum<T: Scalar>(matrix: &Array2<T>) -> T {
    let mut total = T::zero();
    matrix.iter().for_each(|entry| add(&mut total, entry));
    total
}

fn three<T: Scalar>() -> T {
    T::two() + T::one()
}
