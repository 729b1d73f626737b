//! Sums of factors without any diagram: the theory in zero dimensions.
//!
//! # Formula
//! With all couplings and lines equal to 1 a diagram is worth its factor, and the cumulants of the density
//!
//! ```text
//! p(x) = exp(h^-1 (-x²/2 + Σ_k x^k/k!)) / Z
//! ```
//!
//! over one variable are the sums of 1/|Aut| by power of h. With x = h^(1/2) y and t = h^(1/2) they follow from moments of a
//! Gaussian, E[y^n exp(Σ_k t^(k-2) y^k/k!)], term by term. Without self-loops, y^k is the Hermite polynomial He_k(y). The
//! other families follow from the cumulants: without tadpoles, a source makes κ_1 vanish; irreducible diagrams are derivatives of
//! the source by the mean.

mod power;

use num_traits::{One, Zero};

use self::power::{Power, factorial, natural};
use super::properties::Family;
use crate::Rational;

/// The sums of 1/|Aut| over the diagrams with labelled legs of a family, for 0 to `loops` loops.
pub(super) fn sums(
    points: usize,
    loops: usize,
    ranks: &[usize],
    (family, self_loops): (Family, bool),
) -> Vec<Rational> {
    let has_source = matches!(family, Family::OneParticleIrreducible | Family::NoTadpoles);
    let orders = points.max(1) + if has_source { loops } else { 0 };
    let excess = (points + 2 * loops).saturating_sub(2);
    let bare = cumulants(ranks, self_loops, (orders, loops, excess));
    let tadpoles = if has_source { tadpoles(&bare) } else { Power::zero(loops) };
    let without = |n| without(&tadpoles, &bare[n..]);
    let sum = match (family, points) {
        (Family::Connected, _) => bare[points].clone(),
        (Family::SelfEnergy, _) => irreducible(&bare[2..=2]),
        (_, 1) => tadpoles,
        (Family::OneParticleIrreducible, 2..) => irreducible(&(2..=points).map(without).collect::<Vec<_>>()),
        _ => without(points),
    };
    sum.0
}

/// The cumulants of order 0 to `orders` with h^0 to h^loops, cut off behind t^excess; cumulant 0 is ln Z.
fn cumulants(
    ranks: &[usize],
    self_loops: bool,
    (orders, loops, excess): (usize, usize, usize),
) -> Vec<Power> {
    let weights = weights(ranks, self_loops, excess);
    let moment = |n: usize| Power(weights.iter().map(|weight| gaussian(weight, n)).collect());
    let norm = moment(0);
    let inverse = norm.inverse();
    let moments: Vec<Power> = (0..=orders).map(|n| moment(n).times(&inverse)).collect();
    let mut all = vec![norm.logarithm()];
    for n in 1..=orders {
        let mut cumulant = moments[n].clone();
        for k in 1..n {
            let ways = factorial(n - 1) / (factorial(k - 1) * factorial(n - k));
            cumulant.add(&-ways, &all[k].times(&moments[n - k]));
        }
        all.push(cumulant);
    }
    // The coefficient of h^l of cumulant n stands at t^(n + 2l - 2).
    let at = |n: usize, l: usize| (n + 2 * l).checked_sub(2).filter(|_| (n, l) != (0, 1));
    let coefficient = |n: usize, l: usize| at(n, l).and_then(|power| all[n].0.get(power)).cloned();
    (0..=orders)
        .map(|n| Power((0..=loops).map(|l| coefficient(n, l).unwrap_or_default()).collect()))
        .collect()
}

/// exp(Σ_k t^(k-2) P_k(y)/k!) as polynomials in y, one for each power of t.
fn weights(ranks: &[usize], self_loops: bool, excess: usize) -> Vec<Vec<Rational>> {
    let mut weights = vec![vec![Rational::one()]];
    for power in 1..=excess {
        let mut weight = vec![Rational::zero(); 3 * power + 1];
        for &rank in ranks.iter().filter(|&&rank| rank - 2 <= power) {
            let share = Rational::new((rank - 2).into(), power.into());
            for (degree, coefficient) in vertex(rank, self_loops) {
                let factor = &share * coefficient;
                let rest = weights[power - (rank - 2)].iter().enumerate();
                for (at, term) in rest.filter(|(_, term)| !term.is_zero()) {
                    weight[at + degree] += &factor * term;
                }
            }
        }
        weights.push(weight);
    }
    weights
}

/// y^k/k!, or He_k(y)/k! = Σ_j (-1/2)^j y^(k-2j) / (j! (k-2j)!).
fn vertex(k: usize, self_loops: bool) -> Vec<(usize, Rational)> {
    let term = |j: usize| {
        let size = (factorial(j) * factorial(k - 2 * j) * natural(1 << j)).recip();
        (k - 2 * j, if j.is_multiple_of(2) { size } else { -size })
    };
    (0..=if self_loops { 0 } else { k / 2 }).map(term).collect()
}

/// E[y^n weight(y)] for a standard normal y.
fn gaussian(weight: &[Rational], n: usize) -> Rational {
    let mut moment = Rational::one();
    let mut sum = Rational::zero();
    for degree in (0..n + weight.len()).step_by(2) {
        if degree > 0 {
            moment *= natural(degree - 1);
        }
        if let Some(coefficient) = degree.checked_sub(n).map(|at| &weight[at]) {
            sum += coefficient * &moment;
        }
    }
    sum
}

/// Σ_m κ_(n+m) (-t)^m/m!: a cumulant without its tadpoles t. They are of order h, so as many terms as loops are enough.
fn without(tadpoles: &Power, kappa: &[Power]) -> Power {
    let loops = tadpoles.0.len() - 1;
    let (mut sum, mut power, mut size) = (Power::zero(loops), Power::one(loops), Rational::one());
    for (m, term) in kappa.iter().enumerate().take(loops + 1) {
        sum.add(&size, &term.times(&power));
        power = power.times(tadpoles);
        size /= -natural(m + 1);
    }
    sum
}

/// The source against which the first cumulant vanishes. Each round settles one more order of h.
fn tadpoles(kappa: &[Power]) -> Power {
    let loops = kappa[0].0.len() - 1;
    (0..loops).fold(Power::zero(loops), |mut tadpoles, _| {
        let mean = without(&tadpoles, &kappa[1..]);
        tadpoles.add(&Rational::one(), &mean);
        tadpoles
    })
}

/// The irreducible diagrams of n points from the cumulants 2 to n at mean 0.
///
/// The mean is f(j) = Σ_m κ_(m+1) j^m/m!, and by Lagrange's inversion the source has the derivative
/// (n-2)! [j^(n-2)] (j/f)^(n-1) of order n - 1 by the mean. The power of a series comes term by term.
fn irreducible(kappa: &[Power]) -> Power {
    let (k, loops) = (kappa.len(), kappa[0].0.len() - 1);
    let first = kappa[0].inverse();
    let mut power = vec![(0..k).fold(Power::one(loops), |power, _| power.times(&first))];
    for n in 1..k {
        let mut sum = Power::zero(loops);
        for i in 1..=n {
            let weight = natural(i * k + n - i) / (natural(n) * factorial(i + 1));
            sum.add(&-weight, &kappa[i].times(&power[n - i]));
        }
        power.push(first.times(&sum));
    }
    let mut irreducible = if k == 1 { Power::one(loops) } else { Power::zero(loops) };
    irreducible.add(&-factorial(k - 1), &power[k - 1]);
    irreducible
}
