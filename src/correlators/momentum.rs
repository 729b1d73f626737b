//! The second cumulant on a lattice in momentum space.

use std::f64::consts::TAU;

use crate::Lattice;
use crate::action::SymmetricTensor;

/// κ_2 at one momentum.
#[derive(Clone, Debug, PartialEq)]
pub struct Momentum {
    /// The numbers n of waves along the sides: the momentum is 2π n/L.
    pub waves: Vec<usize>,
    /// The structure factor (1/N) Σ_xy κ_2(x, y) cos k·(x - y).
    pub value: f64,
}

/// κ_2 at every momentum of a periodic lattice, averaged over its translations; of k and -k one is listed, and k = 0 comes first.
/// `None` where the lattice is open or has another number of sites.
///
/// # Cost
/// About 2 N² operations for N sites.
///
/// ```
/// use diagraction::Lattice;
/// use diagraction::action::SymmetricTensor;
/// use diagraction::correlators::momentum::structure_factor;
///
/// // Sites that do not know of each other.
/// let lattice: Lattice = "chain:3".parse()?;
/// let kappa = SymmetricTensor::from_entries(3, 2, vec![2.0, 0.0, 0.0, 2.0, 0.0, 2.0]).unwrap();
/// let found = structure_factor(&kappa, &lattice).unwrap();
/// assert_eq!(found.iter().map(|mode| mode.waves[0]).collect::<Vec<_>>(), [0, 1]);
/// assert!(found.iter().all(|mode| (mode.value - 2.0).abs() < 1e-14));
/// # Ok::<(), diagraction::LatticeError>(())
/// ```
pub fn structure_factor(kappa: &SymmetricTensor<f64>, lattice: &Lattice) -> Option<Vec<Momentum>> {
    if !lattice.is_periodic() || lattice.sites() != kappa.dimension() {
        return None;
    }
    let (sites, sides) = (lattice.sites(), lattice.sides());
    let places: Vec<Vec<usize>> = (0..sites).map(|site| lattice.coordinates(site)).collect();
    // The sum over pairs of sites that are equally far apart, by the site that is as far from the first one.
    let mut by_distance = vec![0.0; sites];
    for (x, place) in places.iter().enumerate() {
        for (y, other) in places.iter().enumerate() {
            let apart = place.iter().zip(other).zip(sides).map(|((x, y), side)| (x + side - y) % side);
            let site = apart.zip(sides).fold(0, |site, (step, side)| site * side + step);
            by_distance[site] += kappa.get(&[x, y]);
        }
    }
    let opposite = |waves: &[usize]| -> Vec<usize> {
        waves.iter().zip(sides).map(|(n, side)| (side - n) % side).collect()
    };
    let listed = places.iter().filter(|waves| **waves <= opposite(waves));
    let value = |waves: &[usize]| {
        places
            .iter()
            .zip(&by_distance)
            .map(|(place, sum)| sum * phase(waves, place, sides).cos())
            .sum::<f64>()
            / sites as f64
    };
    Some(listed.map(|waves| Momentum { waves: waves.clone(), value: value(waves) }).collect())
}

/// The square of the momentum on the lattice, the eigenvalue of its Laplacian: the sum of 1 - cos k·r over the neighbours r of a site,
/// 4 Σ sin²(k/2) on a square lattice.
pub fn momentum_squared(waves: &[usize], lattice: &Lattice) -> f64 {
    let neighbours = lattice.neighbours(0).into_iter().map(|site| lattice.coordinates(site));
    neighbours.map(|place| 1.0 - phase(waves, &place, lattice.sides()).cos()).sum()
}

/// k·r.
fn phase(waves: &[usize], place: &[usize], sides: &[usize]) -> f64 {
    let turns = waves.iter().zip(place).zip(sides).map(|((n, x), side)| (n * x % side) as f64 / *side as f64);
    turns.sum::<f64>() * TAU
}

/// The correlation length along one side, in lattice spacings, from k = 0 and the smallest momentum of that side. The mass is its
/// inverse. `None` where κ_2 does not fall from k = 0 on.
///
/// # Formula
/// ξ = sqrt((κ(0)/κ(k) - 1)/k²) with k² on the lattice: the length of the propagator Z/(m² + k²).
pub fn correlation_length(found: &[Momentum], lattice: &Lattice, side: usize) -> Option<f64> {
    lattice.sides().get(side).filter(|&&length| length > 1)?;
    let is_smallest =
        |mode: &&Momentum| mode.waves.iter().enumerate().all(|(other, &n)| n == usize::from(other == side));
    let (zero, first) = (found.first()?, found.iter().find(is_smallest)?);
    let excess = zero.value / first.value - 1.0;
    let sound = excess > 0.0 && first.value > 0.0;
    sound.then(|| (excess / momentum_squared(&first.waves, lattice)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::{correlation_length, momentum_squared, structure_factor};
    use crate::action::SymmetricTensor;
    use crate::correlators::Line;
    use ndarray::Array2;

    /// The free field with mass m: κ(k) = 1/(m² + k²), and ξ = 1/m exactly, also where a side is 2 or there are six neighbours.
    #[test]
    fn the_free_field() {
        for name in ["square:4x6", "square:2x6", "triangular:6x4", "chain:5"] {
            let lattice: crate::Lattice = name.parse().expect("a lattice");
            let d = lattice.sites();
            let mut precision = Array2::<f64>::eye(d) * 0.49;
            for (i, j) in lattice.bonds() {
                for (a, b, term) in [(i, i, 1.0), (j, j, 1.0), (i, j, -1.0), (j, i, -1.0)] {
                    precision[[a, b]] += term;
                }
            }
            let line = Line::new(precision.view()).expect("a positive matrix");
            let places = (0..d).flat_map(|i| (i..d).map(move |j| (i, j)));
            let entries = places.map(|place| line.matrix()[place]).collect();
            let kappa = SymmetricTensor::from_entries(d, 2, entries).expect("all entries");
            let found = structure_factor(&kappa, &lattice).expect("a periodic lattice");
            for mode in &found {
                let exact = 1.0 / (0.49 + momentum_squared(&mode.waves, &lattice));
                assert!((mode.value - exact).abs() < 1e-13, "{name}, {:?}", mode.waves);
            }
            for side in 0..lattice.sides().len() {
                let length = correlation_length(&found, &lattice, side).expect("it falls");
                assert!((length - 1.0 / 0.7).abs() < 1e-12, "{name}");
            }
        }
        let square: crate::Lattice = "square:4x6".parse().expect("a lattice");
        let sine = (std::f64::consts::PI / 6.0).sin();
        assert!((momentum_squared(&[0, 1], &square) - 4.0 * sine * sine).abs() < 1e-15);
    }
}
