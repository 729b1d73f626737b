//! The site that an index refers to.

use super::super::error::Complaint;
use super::syntax::{Index, Place, Word};
use crate::{Cell, Lattice};

/// A whole number that a name stands for within an index.
pub(super) struct Meaning {
    pub(super) value: i64,
    /// Whether it is the index of a sum, which steps around periodic boundaries.
    pub(super) runs: bool,
}

/// The number that an index stands for, and whether it steps away from the index of a sum.
pub(super) fn evaluate(
    index: &Index,
    meaning: impl Fn(&Word) -> Result<Meaning, Complaint>,
) -> Result<(i64, bool), Complaint> {
    let mut sum = 0i64;
    let mut runs = false;
    for (is_negative, place) in &index.parts {
        let value = match place {
            Place::Whole(value) => i64::try_from(*value).ok(),
            Place::Name(name) => {
                let found = meaning(name)?;
                runs |= found.runs;
                Some(found.value)
            }
        };
        let moved = value.and_then(|value| match is_negative {
            true => sum.checked_sub(value),
            false => sum.checked_add(value),
        });
        sum = moved.ok_or_else(|| Complaint::new(index.at, "an index beyond 2^63"))?;
    }
    Ok((sum, runs && index.parts.len() > 1))
}

/// What an index refers to: the number of sites, and the lattice where there is one.
#[derive(Clone, Copy)]
pub(super) struct Sites<'a> {
    pub(super) number: usize,
    pub(super) lattice: Option<&'a Lattice>,
}

impl Sites<'_> {
    /// The site of `x[i]`, or of `x[a, b]` by its coordinates. Steps from the index of a sum go around periodic
    /// boundaries.
    pub(super) fn find(
        self,
        indices: &[Index],
        values: &[(i64, bool)],
        at: usize,
    ) -> Result<usize, Complaint> {
        let sides = self.lattice.map_or(&[][..], Lattice::sides);
        match (indices, values) {
            ([index], [(value, steps)]) => {
                if *steps && sides.len() > 1 {
                    let message =
                        format!("a step along the numbers of the sites of a {} lattice", self.cell());
                    let hint =
                        "sum(<i,j>) runs over neighbours; steps go along coordinates, such as x[a + 1, b]";
                    return Err(Complaint::new(index.at, message).hint(hint));
                }
                self.along(index, *value, *steps, self.number)
            }
            _ if sides.len() > 1 && indices.len() == sides.len() => {
                let places = indices.iter().zip(values).zip(sides);
                places.into_iter().try_fold(0, |site, ((index, (value, steps)), &side)| {
                    Ok(site * side + self.along(index, *value, *steps, side)?)
                })
            }
            _ => Err(self.wrong_number(indices.len(), at)),
        }
    }

    fn along(self, index: &Index, value: i64, steps: bool, side: usize) -> Result<usize, Complaint> {
        let length = i64::try_from(side).unwrap_or(i64::MAX);
        let is_periodic = self.lattice.is_some_and(Lattice::is_periodic);
        let inside = if steps && is_periodic { value.rem_euclid(length) } else { value };
        match usize::try_from(inside) {
            Ok(place) if place < side => Ok(place),
            _ => {
                let message = format!("index {value} is out of range; indices are 0 to {}", length - 1);
                Err(Complaint::new(index.at, message))
            }
        }
    }

    fn wrong_number(self, found: usize, at: usize) -> Complaint {
        let sides = self.lattice.map_or(1, |lattice| lattice.sides().len());
        let wanted =
            if sides > 1 { format!("one index, or {sides} coordinates") } else { "one index".into() };
        Complaint::new(at, format!("{found} indices, expected {wanted}"))
    }

    fn cell(self) -> Cell {
        self.lattice.map_or(Cell::Chain, Lattice::cell)
    }
}
