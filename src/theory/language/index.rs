//! The site that an index refers to.

use super::super::error::Complaint;
use super::syntax::{Index, Place, Word};
use crate::action::Domain;
use crate::{Cell, Lattice};

/// The variables of a theory, by their number, and the lattice that they sit on.
pub(super) struct Variables {
    pub(super) number: usize,
    pub(super) lattice: Option<Lattice>,
    pub(super) bonds: Vec<(usize, usize)>,
    pub(super) domain: Domain,
}

/// The number that an index stands for, and whether it steps away from the index of a sum. `meaning` gives the whole number
/// that a name stands for, and whether it is the index of a sum, which steps around periodic boundaries.
pub(super) fn evaluate(
    index: &Index,
    meaning: impl Fn(&Word) -> Result<(i64, bool), Complaint>,
) -> Result<(i64, bool), Complaint> {
    let mut sum = 0i64;
    let mut runs = false;
    for (is_negative, place) in &index.parts {
        let value = match place {
            Place::Whole(value) => i64::try_from(*value).ok(),
            Place::Name(name) => {
                let (value, is_running) = meaning(name)?;
                runs |= is_running;
                Some(value)
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

impl Variables {
    /// The site of `x[i]`, or of `x[a, b]` by its coordinates. Steps from the index of a sum go around periodic
    /// boundaries.
    pub(super) fn site(
        &self,
        indices: &[Index],
        values: &[(i64, bool)],
        at: usize,
    ) -> Result<usize, Complaint> {
        let sides = self.lattice.as_ref().map_or(&[][..], Lattice::sides);
        match (indices, values) {
            ([index], [(value, steps)]) => {
                if *steps && sides.len() > 1 {
                    let cell = self.lattice.as_ref().map_or(Cell::Chain, Lattice::cell);
                    let message = format!("a step along the numbers of the sites of a {cell} lattice");
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
            _ => {
                let wanted = match sides.len() {
                    0 | 1 => "one index".to_string(),
                    number => format!("one index, or {number} coordinates"),
                };
                Err(Complaint::new(at, format!("{} indices, expected {wanted}", indices.len())))
            }
        }
    }

    fn along(&self, index: &Index, value: i64, steps: bool, side: usize) -> Result<usize, Complaint> {
        let length = i64::try_from(side).unwrap_or(i64::MAX);
        let is_periodic = self.lattice.as_ref().is_some_and(Lattice::is_periodic);
        let inside = if steps && is_periodic { value.rem_euclid(length) } else { value };
        match usize::try_from(inside) {
            Ok(place) if place < side => Ok(place),
            _ => {
                let message = format!("index {value} is out of range; indices are 0 to {}", length - 1);
                Err(Complaint::new(index.at, message))
            }
        }
    }
}
