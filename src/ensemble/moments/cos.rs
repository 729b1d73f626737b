//! Cosines with uniform phases.

use std::collections::HashMap;
use std::f64::consts::PI;
use std::sync::Mutex;

use ndarray::{Array1, Array2};

use super::square;
use crate::ensemble::description::{Ensemble, Law};
use crate::quadrature::integral;

/// A hidden unit A(W) cos(W · x + b) whose phase b is uniform over full periods, so that only sums of as many x as there are differences
/// matter: E[Π cos] = 2^(1-2n) Σ over halves of the points of χ(Σ one half - Σ the other), χ(r) = E[A^(2n) cos(W · r)].
pub(in crate::ensemble) struct Cosine<'a> {
    ensemble: &'a Ensemble,
    points: &'a Array2<f64>,
    /// The integral of the density.
    norm: f64,
    /// Integrals by their power and the bits of their distance.
    made: Mutex<HashMap<(usize, u64), f64>>,
}

/// The largest Λ|x| whose integrals are made; beyond it cosines oscillate too fast.
const FURTHEST: f64 = 3000.0;

impl<'a> Cosine<'a> {
    /// Where the densities have such a form.
    pub(super) fn new(ensemble: &'a Ensemble, points: &'a Array2<f64>) -> Option<Cosine<'a>> {
        let is_uniform = match ensemble.bias {
            Law::Uniform { from, to } => {
                let periods = (to - from) / (2.0 * PI);
                periods > 0.5 && (periods - periods.round()).abs() < 1e-12
            }
            _ => false,
        };
        let norm = match (ensemble.weight, ensemble.amplitude) {
            (Law::Normal { mean: 0.0, .. } | Law::Propagator { cutoff: None, .. }, None) => 1.0,
            (Law::Propagator { cutoff: Some(cutoff), .. } | Law::Ball { cutoff }, _) => {
                let furthest = points.rows().into_iter().map(|x| square(x).sqrt()).fold(0.0, f64::max);
                if cutoff * furthest > FURTHEST {
                    return None;
                }
                radial(ensemble, 0, 0.0)?
            }
            _ => return None,
        };
        is_uniform.then_some(Cosine { ensemble, points, norm, made: Mutex::default() })
    }

    pub(super) fn moment(&self, places: &[usize]) -> f64 {
        let (number, half) = (places.len(), places.len() / 2);
        let mut sum = 0.0;
        // The first point is in the first half.
        for chosen in
            (0..1usize << number).filter(|chosen| chosen & 1 == 1 && chosen.count_ones() as usize == half)
        {
            let sign = |k: usize| if chosen >> k & 1 == 1 { 1.0 } else { -1.0 };
            let zero = Array1::zeros(self.points.ncols());
            let apart = places
                .iter()
                .enumerate()
                .fold(zero, |sum: Array1<f64>, (k, &place)| sum + sign(k) * &self.points.row(place));
            sum += self.transform(number, square(apart.view()).sqrt());
        }
        sum * 2f64.powi(1 - number as i32)
    }

    /// χ at a distance, with the power of A.
    fn transform(&self, power: usize, distance: f64) -> f64 {
        match self.ensemble.weight {
            Law::Normal { variance, .. } => (-variance * distance * distance / 2.0).exp(),
            Law::Propagator { mass, cutoff: None } => (-mass * distance).exp(),
            _ => self.integral(power, distance),
        }
    }
}

impl Cosine<'_> {
    fn integral(&self, power: usize, distance: f64) -> f64 {
        let key = (power, distance.to_bits());
        if let Some(found) = self.made.lock().ok().and_then(|made| made.get(&key).copied()) {
            return found;
        }
        let found = radial(self.ensemble, power, distance).map_or(f64::NAN, |value| value / self.norm);
        if let Ok(mut made) = self.made.lock() {
            made.insert(key, found);
        }
        found
    }
}

/// ∫_0^Λ k^(d-1) ρ(k) A(k)^power j(kr) dk of a density ρ in a ball, with the mean j of cos(k · r) over directions.
fn radial(ensemble: &Ensemble, power: usize, distance: f64) -> Option<f64> {
    let (cutoff, mass) = match ensemble.weight {
        Law::Propagator { mass, cutoff: Some(cutoff) } => (cutoff, Some(mass)),
        Law::Ball { cutoff } => (cutoff, None),
        _ => return None,
    };
    let amplitude = ensemble.amplitude;
    let propagator = |mass: f64, k: f64| 1.0 / (k * k + mass * mass);
    let weight = |k: f64| {
        mass.map_or(1.0, |mass| propagator(mass, k))
            * amplitude.map_or(1.0, |mass| propagator(mass, k).powi(power as i32 / 2))
    };
    let directions: fn(f64) -> f64 = match ensemble.inputs {
        1 => f64::cos,
        2 => bessel,
        _ => |z| if z == 0.0 { 1.0 } else { z.sin() / z },
    };
    let measure = |k: f64| k.powi(ensemble.inputs as i32 - 1);
    let integrand = |k: f64| measure(k) * weight(k) * directions(k * distance);
    // Parts grow with k, as the poles at the masses are then as far as a part is long; none has more than ten periods.
    let shortest = mass.into_iter().chain(amplitude).fold(f64::INFINITY, f64::min);
    let (mut from, mut sum) = (0.0, 0.0);
    while from < cutoff {
        let to = (GROWTH * f64::max(from, shortest)).min(cutoff);
        let parts = ((to - from) * distance / 60.0).ceil().max(1.0);
        let edge = |part: f64| from + (to - from) * part / parts;
        sum += (0..parts as usize)
            .map(|part| integral(edge(part as f64), edge(part as f64 + 1.0), integrand))
            .sum::<f64>();
        from = to;
    }
    Some(sum)
}

/// A part of a radial integral ends at so many times its beginning.
const GROWTH: f64 = 20.0;

/// J_0(z): the mean of cos(z sin θ) by the trapezoidal rule, which is exact to rounding with enough points of a period, and far out
/// Hankel's asymptotic series.
fn bessel(z: f64) -> f64 {
    if z < 25.0 {
        const POINTS: usize = 60;
        let angle = |k: usize| PI * (k as f64 + 0.5) / POINTS as f64;
        return (0..POINTS).map(|k| (z * angle(k).sin()).cos()).sum::<f64>() / POINTS as f64;
    }
    let (mut even, mut odd, mut term) = (1.0, 0.0, 1.0);
    for k in 1..=20 {
        let (two, k) = (f64::from(2 * k - 1), f64::from(k));
        term *= -two * two / (8.0 * k * z);
        // The signs of i^k.
        match k as u32 % 4 {
            0 => even += term,
            1 => odd += term,
            2 => even -= term,
            _ => odd -= term,
        }
    }
    let phase = z - PI / 4.0;
    (2.0 / (PI * z)).sqrt() * (even * phase.cos() - odd * phase.sin())
}

#[cfg(test)]
mod tests {
    use super::bessel;

    #[test]
    fn bessel_has_its_zeros() {
        for zero in [2.404825557695773, 21.21163662987926, 30.634606468431975, 55.76551075501998] {
            assert!(bessel(zero).abs() < 1e-14);
        }
        for (z, value) in [
            (0.0, 1.0),
            (24.0, -0.05623027416685915),
            (26.0, 0.15599931552242113),
            (1000.0, 0.0247866861524288),
        ] {
            assert!((bessel(z) - value).abs() < 1e-14, "{z}: {}", bessel(z));
        }
    }
}
