//! The sum of every family, coupling by coupling, against the theory in zero dimensions.
//!
//! Solved here by the Schwinger-Dyson equation, which shares nothing with the moments of the library. With
//! D = h d/dj the mean f(j) of the field obeys f = j + Σ_k g_k/(k-1)! (f + D)^(k-1) 1; as a function of the mean the source is
//! j = f - Σ_k g_k/(k-1)! (f + D)^(k-1) 1 with D = h (dj/df)^(-1) d/df, and f - j is the derivative of the irreducible diagrams.
//! Without self-loops, powers of x become Hermite polynomials. A coupling g_k is attached to each vertex, so
//! Σ_k g_k <x^k>/k! weighs vacuum diagrams with their number of vertices.

use std::collections::BTreeMap;

use diagraction::Rational;
use diagraction::feynman::{Family, Generate};
use num_traits::One;

use crate::ring::{Poly, settled};
use crate::terms;

type ByCouplings = BTreeMap<Vec<usize>, Rational>;

struct Theory {
    ranks: Vec<usize>,
    self_loops: bool,
    weight: usize,
}

fn factorial(n: usize) -> Rational {
    (1..=n).map(|n| Rational::from_integer(n.into())).product()
}

impl Theory {
    /// <x^m>/m! or its Hermite counterpart for every m, where `mean` is the field and `D` acts as given.
    fn powers(&self, mean: &Poly, derivative: &dyn Fn(&Poly) -> Poly) -> Vec<Poly> {
        let highest = self.ranks.last().copied().unwrap_or(0);
        let mut plain = vec![Poly::one(self.weight)];
        for m in 0..highest {
            let next = mean.times(&plain[m]).plus(&Rational::one(), &derivative(&plain[m]));
            plain.push(next);
        }
        let hermite = |m: usize| {
            (0..=if self.self_loops { 0 } else { m / 2 }).fold(Poly::zero(self.weight), |sum, j| {
                let size =
                    (factorial(j) * factorial(m - 2 * j) * Rational::from_integer((1 << j).into())).recip();
                sum.plus(&(if j % 2 == 0 { size } else { -size }), &plain[m - 2 * j].times_h(j))
            })
        };
        (0..=highest).map(hermite).collect()
    }

    /// Σ_k g_k <x^(k - down)>/(k - down)!.
    fn vertices(&self, powers: &[Poly], down: usize) -> Poly {
        self.ranks.iter().fold(Poly::zero(self.weight), |sum, &rank| {
            sum.plus(&Rational::one(), &powers[rank - down].times_coupling(rank))
        })
    }

    /// The mean as a function of the source.
    fn mean(&self) -> Poly {
        let source = Poly::field(self.weight);
        settled(source.clone(), |mean| {
            let powers = self.powers(mean, &|p| p.slope().times_h(1));
            source.clone().plus(&Rational::one(), &self.vertices(&powers, 1))
        })
    }

    /// The derivative of the irreducible diagrams, as a function of the mean; with what D means there.
    fn irreducible(&self) -> (Poly, Poly) {
        let mean = Poly::field(self.weight);
        let line = |rest: &Poly| Poly::one(self.weight).minus(&rest.slope()).inverse();
        let rest = settled(Poly::zero(self.weight), |rest| {
            let line = line(rest);
            self.vertices(&self.powers(&mean, &|p| line.times(&p.slope()).times_h(1)), 1)
        });
        let line = line(&rest);
        (rest, line)
    }

    fn sums(&self, family: Family, points: usize, loops: usize) -> ByCouplings {
        match (family, points) {
            (Family::Connected, 0) => {
                let mean = self.mean();
                let powers = self.powers(&mean, &|p| p.slope().times_h(1));
                vacuum(&self.vertices(&powers, 0), loops)
            }
            (Family::OneParticleIrreducible | Family::NoTadpoles, 0) => {
                let (_, line) = self.irreducible();
                let mean = Poly::field(self.weight);
                let powers = self.powers(&mean, &|p| line.times(&p.slope()).times_h(1));
                vacuum(&self.vertices(&powers, 0), loops)
            }
            (Family::Connected, _) => cumulant(&self.mean(), points, loops),
            (Family::SelfEnergy, _) => {
                let kappa = self.mean().slope();
                let free = Poly {
                    terms: kappa.terms.into_iter().filter(|((f, ..), _)| *f == 0).collect(),
                    ..Poly::zero(self.weight)
                };
                Poly::one(self.weight).minus(&free.inverse()).at(0, loops, &Rational::one())
            }
            (Family::OneParticleIrreducible, _) | (Family::NoTadpoles, 1) => {
                cumulant(&self.irreducible().0, points, loops)
            }
            (Family::NoTadpoles, _) => cumulant(&self.trees(self.irreducible().0), points, loops),
        }
    }

    /// The mean as a function of the source, from irreducible diagrams of two or more points.
    fn trees(&self, mut rest: Poly) -> Poly {
        rest.terms.retain(|(field, ..), _| *field > 0);
        let source = Poly::field(self.weight);
        settled(source.clone(), |mean| {
            let mut powers = Poly::one(self.weight);
            let mut next = source.clone();
            for field in 0..=self.weight {
                let part = rest.terms.iter().filter(|((f, ..), _)| *f == field);
                let part = part.map(|((_, h, g), term)| ((0, *h, *g), term.clone())).collect();
                next = next
                    .plus(&Rational::one(), &powers.times(&Poly { terms: part, ..Poly::zero(self.weight) }));
                powers = powers.times(mean);
            }
            next
        })
    }
}

fn cumulant(mean: &Poly, points: usize, loops: usize) -> ByCouplings {
    mean.at(points - 1, loops, &factorial(points - 1))
}

fn vacuum(weighted: &Poly, loops: usize) -> ByCouplings {
    let all = weighted.at(0, loops, &Rational::one());
    all.into_iter()
        .map(|(couplings, sum)| {
            let vertices = Rational::from_integer(couplings.len().into());
            (couplings, sum / vertices)
        })
        .collect()
}

/// The sums of the generator, by the ranks of the vertices.
fn generated(request: &Generate) -> ByCouplings {
    let mut sums = ByCouplings::new();
    for term in terms(request) {
        let mut ranks: Vec<usize> = (0..term.graph.vertices()).map(|v| term.graph.rank(v)).collect();
        ranks.sort_unstable();
        *sums.entry(ranks).or_default() += term.factor();
    }
    sums
}

fn check(points: usize, loops: usize, ranks: &[usize]) {
    for self_loops in [true, false] {
        let theory = Theory { ranks: ranks.to_vec(), self_loops, weight: points.max(1) + 2 * loops };
        for family in
            [Family::Connected, Family::OneParticleIrreducible, Family::SelfEnergy, Family::NoTadpoles]
        {
            if family == Family::SelfEnergy && points != 2 {
                continue;
            }
            let request = Generate::new(points, loops..=loops).ranks(ranks).family(family);
            let request = if self_loops { request } else { request.dressed() };
            assert_eq!(generated(&request), theory.sums(family, points, loops), "{request:?}");
        }
    }
}

#[test]
fn every_family_of_ranks_three_and_four() {
    for (points, most) in [(0, 4), (1, 3), (2, 3), (3, 2), (4, 1)] {
        (usize::from(points < 2)..=most)
            .filter(|&loops| points > 0 || loops > 1)
            .for_each(|loops| check(points, loops, &[3, 4]));
    }
}

#[test]
fn every_family_of_other_ranks() {
    for (points, loops) in [(0, 2), (0, 3), (1, 2), (2, 1), (2, 2), (3, 1), (4, 0), (4, 1), (5, 0), (5, 1)] {
        check(points, loops, &[3, 4, 5, 6, 7]);
    }
    check(0, 3, &[3, 5]);
    check(2, 4, &[4]);
    check(2, 4, &[4, 6]);
    check(1, 3, &[3, 5]);
}

#[test]
fn known_series() {
    let theory = Theory { ranks: vec![3, 4, 5, 6], self_loops: true, weight: 8 };
    let expected = [
        (vec![3, 3, 3, 3], "25/8"),
        (vec![3, 3, 4], "109/24"),
        (vec![4, 4], "2/3"),
        (vec![3, 5], "25/24"),
        (vec![6], "1/8"),
    ];
    let expected: ByCouplings =
        expected.into_iter().map(|(ranks, sum)| (ranks, crate::rational(sum))).collect();
    assert_eq!(theory.sums(Family::Connected, 2, 2), expected);
    assert_eq!(generated(&Generate::new(2, 2..=2)), expected);
}
