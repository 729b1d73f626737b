//! Symmetries of actions on a lattice: what they change, and the part of an action that they leave.
//!
//! ```
//! use diagraction::symmetry::{Group, elements, projected};
//! use diagraction::{Lattice, theory};
//!
//! let action = theory::read("lattice square 4 4  spins  S = sum(<i,j>) s[i] * s[j] + 3 * s[0] * s[1] + s[2]")?.to_f64()?;
//! let lattice: Lattice = "square:4x4".parse()?;
//! let all = elements(16, Some(&lattice), &[Group::Sign, Group::Translations, Group::Point]);
//! // Eight of the square, of which one changes nothing.
//! assert_eq!(all.len(), 1 + 2 + 7);
//! let found = projected(&action, &all);
//! // The bond that stood out is shared by all 32, as halves at two places; the field is gone.
//! assert!((found.get(&[5, 6]) - (1.0 + 3.0 / 32.0) / 2.0).abs() < 1e-15);
//! assert_eq!(found.get(&[2]), 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeSet;

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
}

/// A symmetry: (g x) at `sites[i]` is `sign` x_i.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its name, such as `(x,y) -> (-y,x)`.
    pub name: String,
    /// Where each site goes.
    sites: Vec<usize>,
    /// +1 or -1, the latter with all sites where they are.
    sign: f64,
}

/// The elements of these groups but the one that changes nothing; of translations those that make all others. Without a lattice there is the sign alone.
pub fn elements(dimension: usize, lattice: Option<&Lattice>, groups: &[Group]) -> Vec<Element> {
    let mut found = Vec::new();
    if groups.contains(&Group::Sign) {
        found.push(Element { name: "x -> -x".to_owned(), sites: (0..dimension).collect(), sign: -1.0 });
    }
    let Some(lattice) = lattice else { return found };
    let axes = lattice.sides().len();
    if groups.contains(&Group::Translations) && lattice.is_periodic() {
        for axis in (0..axes).filter(|&axis| lattice.sides()[axis] > 1) {
            let mut shift = vec![0; axes];
            shift[axis] = 1;
            let name = named(|row| (0..axes).map(|k| isize::from(k == row)).collect(), &shift);
            let moved = |at: &[isize]| at.iter().zip(&shift).map(|(at, shift)| at + shift).collect();
            found.extend(element(lattice, name, moved));
        }
    }
    if groups.contains(&Group::Point) {
        found.extend(point_group(lattice));
    }
    found
}

/// All integer matrices of entries -1, 0, 1 that map the lattice onto itself.
fn point_group(lattice: &Lattice) -> Vec<Element> {
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
        let element = element(lattice, named(row, &vec![0; axes]), moved);
        found.extend(element.filter(|element| seen.insert(element.sites.clone())));
    }
    found
}

/// A motion of sites, where it is one: onto the lattice, and neighbours stay neighbours.
fn element(lattice: &Lattice, name: String, moved: impl Fn(&[isize]) -> Vec<isize>) -> Option<Element> {
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
    are_kept.then_some(Element { name, sites, sign: 1.0 })
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
        let mut moved = Array2::zeros(rows.dim());
        for (site, &target) in self.sites.iter().enumerate() {
            moved.column_mut(target).assign(&(&rows.column(site) * self.sign));
        }
        moved
    }

    fn index(&self, index: &[usize]) -> Vec<usize> {
        let mut moved: Vec<usize> = index.iter().map(|&site| self.sites[site]).collect();
        moved.sort_unstable();
        moved
    }
}

/// The part of an action that no element of the group changes: the mean over the group that they generate.
///
/// # Cost
/// Each element once for each entry and its images, not each of the group.
///
/// # Panics
/// When an element has another number of sites than the action variables.
pub fn projected(action: &SparseAction<f64>, elements: &[Element]) -> SparseAction<f64> {
    let mut found = SparseAction::zero(action.dimension());
    (found.domain, found.truncation) = (action.domain, action.truncation);
    found.constants.clone_from(&action.constants);
    found.lattice.clone_from(&action.lattice);
    let is_even = elements.iter().any(|element| element.sign < 0.0);
    found.add(&[], action.get(&[]));
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
                for element in elements {
                    let image = element.index(&orbit[next]);
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
