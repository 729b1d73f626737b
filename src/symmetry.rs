//! Symmetries of actions on a lattice: what they change, and the part of an action that they leave.
//!
//! ```
//! use diagraction::symmetry::{Group, elements, projected};
//! use diagraction::{Lattice, theory};
//!
//! let action = theory::read("lattice square 4 4  spins  S = sum(<i,j>) s[i] * s[j] + 3 * s[0] * s[1] + s[2]")?.to_f64()?;
//! let lattice: Lattice = "square:4x4".parse()?;
//! let all = elements(16, 1, Some(&lattice), &[Group::Sign, Group::Translations, Group::Point]);
//! // Eight of the square, of which one changes nothing.
//! assert_eq!(all.len(), 1 + 2 + 7);
//! let found = projected(&action, &all);
//! // The bond that stood out is shared by all 32, as halves at two places; the field is gone.
//! assert!((found.get(&[5, 6]) - (1.0 + 3.0 / 32.0) / 2.0).abs() < 1e-15);
//! assert_eq!(found.get(&[2]), 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeSet;
use std::f64::consts::{FRAC_PI_4, TAU};

use ndarray::{Array2, ArrayView2};

use crate::action::SparseAction;
use crate::tensor::permutations;
use crate::{Cell, Lattice};

/// A group of symmetries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// x → -x.
    Sign,
    /// Steps of one site along each side of a periodic lattice.
    Translations,
    /// Turns and reflections of the lattice that keep neighbours neighbours.
    Point,
    /// The same rotation of the components of all sites.
    Rotations,
}

/// A symmetry.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its name, such as `(x,y) -> (-y,x)`.
    pub name: String,
    motion: Motion,
}

#[derive(Clone, Debug, PartialEq)]
enum Motion {
    /// x → -x.
    Sign,
    /// (g x) at `places[i]` is x_i.
    Places(Vec<usize>),
    /// Two components of each site, of so many, turned by an angle in the plane of both.
    Turn { components: usize, plane: [usize; 2], angle: f64 },
}

/// The elements of these groups but the one that changes nothing; of translations those that make all others, and of rotations an eighth of a turn in each plane.
/// Without a lattice sites stay where they are. Variables are the `components` of the first site, then those of the next.
///
/// # Panics
/// When the sites of the lattice have not as many components.
pub fn elements(
    dimension: usize,
    components: usize,
    lattice: Option<&Lattice>,
    groups: &[Group],
) -> Vec<Element> {
    let mut found = Vec::new();
    if groups.contains(&Group::Sign) {
        found.push(Element { name: "x -> -x".to_owned(), motion: Motion::Sign });
    }
    if groups.contains(&Group::Rotations) {
        let planes = (0..components).flat_map(|a| (a + 1..components).map(move |b| [a, b]));
        found.extend(planes.map(|plane| Element {
            name: format!("components {}, {} by 45 degrees", plane[0], plane[1]),
            motion: Motion::Turn { components, plane, angle: FRAC_PI_4 },
        }));
    }
    let Some(lattice) = lattice else { return found };
    assert_eq!(dimension, lattice.sites() * components, "as many components at each site");
    found.extend(motions(lattice, groups).into_iter().map(|(name, sites)| {
        let places = sites.iter().flat_map(|site| (0..components).map(move |c| site * components + c));
        Element { name, motion: Motion::Places(places.collect()) }
    }));
    found
}

/// What moves sites: names, and where each site goes.
fn motions(lattice: &Lattice, groups: &[Group]) -> Vec<(String, Vec<usize>)> {
    let mut found = Vec::new();
    let axes = lattice.sides().len();
    if groups.contains(&Group::Translations) && lattice.is_periodic() {
        for axis in (0..axes).filter(|&axis| lattice.sides()[axis] > 1) {
            let mut shift = vec![0; axes];
            shift[axis] = 1;
            let name = named(|row| (0..axes).map(|k| isize::from(k == row)).collect(), &shift);
            let moved = |at: &[isize]| at.iter().zip(&shift).map(|(at, shift)| at + shift).collect();
            found.extend(motion(lattice, moved).map(|sites| (name, sites)));
        }
    }
    if groups.contains(&Group::Point) {
        found.extend(point_group(lattice));
    }
    found
}

/// All integer matrices of entries -1, 0, 1 that map the lattice onto itself.
fn point_group(lattice: &Lattice) -> Vec<(String, Vec<usize>)> {
    let axes = lattice.sides().len();
    let numbers = axes * axes;
    let mut seen = BTreeSet::from([(0..lattice.sites()).collect::<Vec<_>>()]);
    let mut found = Vec::new();
    for code in 0..3usize.pow(numbers as u32) {
        let entry = |place: usize| (code / 3usize.pow(place as u32) % 3) as isize - 1;
        let row = |row: usize| -> Vec<isize> { (0..axes).map(|k| entry(row * axes + k)).collect() };
        // Cells but the triangular one have no shears.
        let is_shear = |row: &[isize]| row.iter().filter(|entry| **entry != 0).count() != 1;
        if lattice.cell() != Cell::Triangular && (0..axes).any(|k| is_shear(&row(k))) {
            continue;
        }
        // About the middle of an open lattice, in half steps; a periodic one has no middle.
        let middle = |axis: usize| if lattice.is_periodic() { 0 } else { lattice.sides()[axis] as isize - 1 };
        let moved = |at: &[isize]| -> Vec<isize> {
            let turned = |axis: usize| -> isize {
                row(axis)
                    .iter()
                    .zip(at)
                    .enumerate()
                    .map(|(k, (entry, at))| entry * (2 * at - middle(k)))
                    .sum()
            };
            (0..axes).map(|axis| (turned(axis) + middle(axis)).div_euclid(2)).collect()
        };
        let sites = motion(lattice, moved).filter(|sites| seen.insert(sites.clone()));
        found.extend(sites.map(|sites| (named(row, &vec![0; axes]), sites)));
    }
    found
}

/// A motion of sites, where it is one: onto the lattice, and neighbours stay neighbours.
fn motion(lattice: &Lattice, moved: impl Fn(&[isize]) -> Vec<isize>) -> Option<Vec<usize>> {
    let place = |site: usize| -> Option<usize> {
        let at: Vec<isize> = lattice.coordinates(site).into_iter().map(|at| at as isize).collect();
        let mut place = 0;
        for (at, &side) in moved(&at).into_iter().zip(lattice.sides()) {
            let at = if lattice.is_periodic() { at.rem_euclid(side as isize) } else { at };
            let at = usize::try_from(at).ok().filter(|at| *at < side)?;
            place = place * side + at;
        }
        Some(place)
    };
    let sites: Vec<usize> = (0..lattice.sites()).map(place).collect::<Option<_>>()?;
    let images: BTreeSet<usize> = sites.iter().copied().collect();
    let are_kept = images.len() == sites.len()
        && lattice.bonds().into_iter().all(|(i, j)| lattice.are_adjacent(sites[i], sites[j]));
    are_kept.then_some(sites)
}

/// `(x,y) -> (-y,x)` by the rows of a matrix and a shift.
fn named(row: impl Fn(usize) -> Vec<isize>, shift: &[isize]) -> String {
    const LETTERS: [&str; 3] = ["x", "y", "z"];
    let axes = shift.len();
    let coordinate = |k: usize| {
        let mut text = String::new();
        for (entry, letter) in row(k).into_iter().zip(LETTERS) {
            match entry {
                1 if text.is_empty() => text.push_str(letter),
                1 => text.push_str(&format!("+{letter}")),
                -1 => text.push_str(&format!("-{letter}")),
                _ => {}
            }
        }
        if shift[k] != 0 { format!("{text}+{}", shift[k]) } else { text }
    };
    let after: Vec<String> = (0..axes).map(coordinate).collect();
    format!("({}) -> ({})", LETTERS[..axes].join(","), after.join(","))
}

impl Element {
    /// Samples that are moved, a row each.
    pub fn applied(&self, rows: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut moved = rows.to_owned();
        match &self.motion {
            Motion::Sign => moved.mapv_inplace(|x| -x),
            Motion::Places(places) => {
                for (column, &target) in rows.columns().into_iter().zip(places) {
                    moved.column_mut(target).assign(&column);
                }
            }
            Motion::Turn { components, plane: [a, b], angle } => {
                for site in (0..rows.ncols()).step_by(*components) {
                    let (x, y) = (rows.column(site + a), rows.column(site + b));
                    moved.column_mut(site + a).assign(&(&x * angle.cos() - &y * angle.sin()));
                    moved.column_mut(site + b).assign(&(&x * angle.sin() + &y * angle.cos()));
                }
            }
        }
        moved
    }
}

/// The part of an action that no element of the group changes: the mean over the group that they generate.
///
/// # Cost
/// Each element once for each entry and its images, not each of the group. Rotations in a plane: at each of k + 1 angles an entry of rank k becomes as many terms as
/// powers of its two components at each site; with three components or more this is repeated over all planes until nothing changes.
///
/// # Panics
/// When an element has another number of sites than the action variables.
pub fn projected(action: &SparseAction<f64>, elements: &[Element]) -> SparseAction<f64> {
    let planes: Vec<(usize, [usize; 2])> = elements
        .iter()
        .filter_map(|element| match element.motion {
            Motion::Turn { components, plane, .. } => Some((components, plane)),
            _ => None,
        })
        .collect();
    let mut found = kept_by_motions(action, elements);
    for _ in 0..MOST_ROUNDS {
        let before = found.clone();
        for &(components, plane) in &planes {
            found = kept_by_turns(&found, components, plane);
        }
        // One plane is done at once.
        if planes.len() < 2 || is_still(&before, &found, action) {
            break;
        }
    }
    if planes.is_empty() { found } else { without_rounding(&found, action) }
}

/// More than projections onto what each plane keeps take to stand still, each of which leaves a share of what is to go.
const MOST_ROUNDS: usize = 200;

/// Of the root of the sum of squares of a rank.
const ROUNDING: f64 = 1e-14;

/// Whether no entry changed by more than rounding of the whole action.
fn is_still(before: &SparseAction<f64>, after: &SparseAction<f64>, whole: &SparseAction<f64>) -> bool {
    (1..=after.max_rank()).all(|rank| {
        let least = ROUNDING * square(whole, rank).sqrt();
        after.entries(rank).all(|(index, value)| (value - before.get(index)).abs() <= least)
    })
}

/// Without entries that are rounding of the whole action.
fn without_rounding(action: &SparseAction<f64>, whole: &SparseAction<f64>) -> SparseAction<f64> {
    let mut found = empty_like(action);
    for rank in 1..=action.max_rank() {
        let least = ROUNDING * square(whole, rank).sqrt();
        action
            .entries(rank)
            .filter(|(_, value)| value.abs() > least)
            .for_each(|(index, value)| found.add(index, *value));
    }
    found
}

/// Nothing but terms.
fn empty_like(action: &SparseAction<f64>) -> SparseAction<f64> {
    let mut found = SparseAction::zero(action.dimension());
    (found.domain, found.truncation) = (action.domain, action.truncation);
    found.constants.clone_from(&action.constants);
    found.lattice.clone_from(&action.lattice);
    found.add(&[], action.get(&[]));
    found
}

/// The mean over all rotations in a plane: over so many of equal steps that no term of this rank is left but those of the mean.
fn kept_by_turns(action: &SparseAction<f64>, components: usize, plane: [usize; 2]) -> SparseAction<f64> {
    let mut found = empty_like(action);
    for rank in 1..=action.max_rank() {
        let steps = rank + 1;
        for (index, value) in action.entries(rank) {
            let coefficient = value * permutations::<f64>(index) / steps as f64;
            for step in 0..steps {
                let (sin, cos) = (TAU * step as f64 / steps as f64).sin_cos();
                let mut terms = vec![(coefficient, Vec::new())];
                for variables in index.chunk_by(|i, j| i / components == j / components) {
                    let site = variables[0] - variables[0] % components;
                    let [p, q] = plane.map(|c| variables.iter().filter(|i| **i == site + c).count());
                    let others: Vec<usize> =
                        variables.iter().copied().filter(|i| !plane.contains(&(i - site))).collect();
                    let before = std::mem::take(&mut terms);
                    for (power, weight) in turned_powers(p, q, cos, sin).into_iter().enumerate() {
                        for (factor, index) in &before {
                            let mut index: Vec<usize> = [&index[..], &others].concat();
                            index.extend(std::iter::repeat_n(site + plane[0], power));
                            index.extend(std::iter::repeat_n(site + plane[1], p + q - power));
                            terms.push((factor * weight, index));
                        }
                    }
                }
                terms.iter().for_each(|(factor, index)| found.add_monomial(index, *factor));
            }
        }
    }
    found
}

/// The coefficients of a^0 b^(p+q), a^1 b^(p+q-1), .. in (cos a - sin b)^p (sin a + cos b)^q.
fn turned_powers(p: usize, q: usize, cos: f64, sin: f64) -> Vec<f64> {
    let factors = std::iter::repeat_n((cos, -sin), p).chain(std::iter::repeat_n((sin, cos), q));
    factors.fold(vec![1.0], |powers, (a, b)| {
        let mut next = vec![0.0; powers.len() + 1];
        for (power, coefficient) in powers.into_iter().enumerate() {
            next[power] += b * coefficient;
            next[power + 1] += a * coefficient;
        }
        next
    })
}

/// What sign and motions of sites keep: the mean over each orbit of indices.
fn kept_by_motions(action: &SparseAction<f64>, elements: &[Element]) -> SparseAction<f64> {
    let mut found = empty_like(action);
    let is_even = elements.iter().any(|element| element.motion == Motion::Sign);
    let motions: Vec<&[usize]> = elements
        .iter()
        .filter_map(|element| match &element.motion {
            Motion::Places(places) => Some(&places[..]),
            _ => None,
        })
        .collect();
    for rank in (1..=action.max_rank()).filter(|rank| !is_even || rank % 2 == 0) {
        let mut done = BTreeSet::new();
        for (index, _) in action.entries(rank) {
            if done.contains(index) {
                continue;
            }
            let mut orbit = vec![index.to_vec()];
            done.insert(index.to_vec());
            let mut next = 0;
            while next < orbit.len() {
                for places in &motions {
                    let mut image: Vec<usize> = orbit[next].iter().map(|&place| places[place]).collect();
                    image.sort_unstable();
                    if done.insert(image.clone()) {
                        orbit.push(image);
                    }
                }
                next += 1;
            }
            let mean = orbit.iter().map(|index| action.get(index)).sum::<f64>() / orbit.len() as f64;
            orbit.iter().for_each(|index| found.add(index, mean));
        }
    }
    found
}

/// The sum of squares of all entries of a rank, each as often as it stands in the tensor.
pub fn square(action: &SparseAction<f64>, rank: usize) -> f64 {
    action.entries(rank).map(|(index, value)| value * value * permutations::<f64>(index)).sum()
}
