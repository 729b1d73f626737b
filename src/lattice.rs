//! Lattices whose sites are the variables of an action.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::text::joined;

/// The kinds of lattice, by how a site is joined to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// One dimension, two neighbours.
    Chain,
    /// Two dimensions, four neighbours.
    Square,
    /// Three dimensions, six neighbours.
    Cubic,
    /// Two dimensions, six neighbours: those of the square, and (+1, -1), (-1, +1).
    Triangular,
}

impl Cell {
    /// The number of dimensions.
    pub fn dimensions(self) -> usize {
        match self {
            Cell::Chain => 1,
            Cell::Square | Cell::Triangular => 2,
            Cell::Cubic => 3,
        }
    }

    /// The steps to half of the neighbours; the others are their negatives.
    fn steps(self) -> &'static [&'static [isize]] {
        match self {
            Cell::Chain => &[&[1]],
            Cell::Square => &[&[1, 0], &[0, 1]],
            Cell::Cubic => &[&[1, 0, 0], &[0, 1, 0], &[0, 0, 1]],
            Cell::Triangular => &[&[1, 0], &[0, 1], &[1, -1]],
        }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Cell::Chain => "chain",
            Cell::Square => "square",
            Cell::Cubic => "cubic",
            Cell::Triangular => "triangular",
        })
    }
}

/// Reads the name that is displayed.
impl FromStr for Cell {
    type Err = LatticeError;

    fn from_str(name: &str) -> Result<Cell, LatticeError> {
        let cells = [Cell::Chain, Cell::Square, Cell::Cubic, Cell::Triangular];
        let found = cells.into_iter().find(|cell| cell.to_string() == name);
        found.ok_or_else(|| LatticeError::Cell { name: name.to_string() })
    }
}

/// Sites in row-major (C) order, and which of them are neighbours.
///
/// Neighbours are distinct sites and never the site itself, so that the adjacency matrix a_ij of Eq. (33) holds 0
/// and 1 also where a side has length 1 or 2.
///
/// # Example
/// ```
/// use diagraction::{Cell, Lattice};
///
/// let lattice = Lattice::new(Cell::Square, vec![4, 4], true)?;
/// assert_eq!(lattice.neighbours(0), [1, 3, 4, 12]);
/// assert_eq!(lattice.bonds().len(), 32);
/// # Ok::<(), diagraction::LatticeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Lattice {
    cell: Cell,
    sides: Vec<usize>,
    periodic: bool,
}

/// A lattice as a file holds it, not yet checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    cell: Cell,
    sides: Vec<usize>,
    periodic: bool,
}

impl TryFrom<Stored> for Lattice {
    type Error = LatticeError;

    fn try_from(Stored { cell, sides, periodic }: Stored) -> Result<Lattice, LatticeError> {
        Lattice::new(cell, sides, periodic)
    }
}

/// Reads `square:4x4`, which is periodic, or `square:4x4:open`.
impl FromStr for Lattice {
    type Err = LatticeError;

    fn from_str(text: &str) -> Result<Lattice, LatticeError> {
        let parts: Vec<&str> = text.split(':').collect();
        let (cell, sides, periodic) = match parts[..] {
            [cell, sides] | [cell, sides, "periodic"] => (cell, sides, true),
            [cell, sides, "open"] => (cell, sides, false),
            _ => return Err(LatticeError::Text { text: text.to_string() }),
        };
        let cell = cell.parse()?;
        let length = |side: &str| side.parse().map_err(|_| LatticeError::Side { text: side.to_string() });
        Lattice::new(cell, sides.split('x').map(length).collect::<Result<_, _>>()?, periodic)
    }
}

/// The text that [`FromStr`] reads.
impl std::fmt::Display for Lattice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sides = joined(&self.sides, "x");
        write!(f, "{}:{sides}{}", self.cell, if self.periodic { "" } else { ":open" })
    }
}

/// Why there is no such lattice.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum LatticeError {
    /// A text that is no lattice.
    #[error("'{text}' is not a lattice such as square:4x4 or chain:10:open")]
    Text { text: String },
    /// An unknown kind of lattice.
    #[error("'{name}' is not a lattice; take chain, square, cubic or triangular")]
    Cell { name: String },
    /// A side that is no number.
    #[error("'{text}' is not the length of a side; lengths are numbers with an x between them, such as 4x4")]
    Side { text: String },
    /// Too few or too many sides.
    #[error("a {cell} lattice has {} sides, and {found} are given", cell.dimensions())]
    Sides { cell: Cell, found: usize },
    /// A lattice without sites.
    #[error("a side of a lattice is at least 1")]
    Empty,
    /// A lattice whose sites cannot be listed.
    #[error("a lattice has at most {MAX_SITES} sites")]
    TooLarge,
}

/// The most sites of a lattice.
const MAX_SITES: usize = 1 << 24;

impl Lattice {
    /// A lattice by the lengths of its sides, periodic or open in all directions.
    ///
    /// # Errors
    /// When the number of sides is not that of the dimensions, a side is 0, or there are more than 2^24 sites.
    pub fn new(cell: Cell, sides: Vec<usize>, periodic: bool) -> Result<Lattice, LatticeError> {
        if sides.len() != cell.dimensions() {
            return Err(LatticeError::Sides { cell, found: sides.len() });
        }
        let sites = sides.iter().try_fold(1usize, |product, &side| product.checked_mul(side));
        match sites {
            _ if sides.contains(&0) => Err(LatticeError::Empty),
            Some(sites) if sites <= MAX_SITES => Ok(Lattice { cell, sides, periodic }),
            _ => Err(LatticeError::TooLarge),
        }
    }

    /// The kind of lattice.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// The lengths of its sides.
    pub fn sides(&self) -> &[usize] {
        &self.sides
    }

    /// Whether opposite sides are joined.
    pub fn is_periodic(&self) -> bool {
        self.periodic
    }

    /// The number of sites d.
    pub fn sites(&self) -> usize {
        self.sides.iter().product()
    }

    /// The coordinates of a site; the last runs fastest.
    pub fn coordinates(&self, site: usize) -> Vec<usize> {
        let mut rest = site;
        let mut coordinates: Vec<usize> = Vec::with_capacity(self.sides.len());
        for &side in self.sides.iter().rev() {
            coordinates.push(rest % side);
            rest /= side;
        }
        coordinates.reverse();
        coordinates
    }

    /// The neighbours of a site in rising order.
    pub fn neighbours(&self, site: usize) -> Vec<usize> {
        let at = self.coordinates(site);
        let steps = self.cell.steps().iter();
        let mut found: Vec<usize> = steps
            .flat_map(|step| [1, -1].map(|sign| self.moved(&at, step, sign)))
            .flatten()
            .filter(|&other| other != site)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The pairs of neighbours (i, j), i < j, each once, in lexicographic order.
    pub fn bonds(&self) -> Vec<(usize, usize)> {
        let above = |site| self.neighbours(site).into_iter().filter(move |&other| other > site);
        (0..self.sites()).flat_map(|site| above(site).map(move |other| (site, other))).collect()
    }

    /// Whether two sites are neighbours.
    pub fn are_adjacent(&self, i: usize, j: usize) -> bool {
        self.neighbours(i).binary_search(&j).is_ok()
    }

    /// The site one step away; `None` beyond an open boundary.
    fn moved(&self, at: &[usize], step: &[isize], sign: isize) -> Option<usize> {
        let mut site = 0;
        for ((&here, &along), &side) in at.iter().zip(step).zip(&self.sides) {
            let target = here.checked_add_signed(sign * along);
            let inside = match (target, self.periodic) {
                (Some(place), _) if place < side => place,
                (Some(_), true) => 0,
                (None, true) => side - 1,
                (_, false) => return None,
            };
            site = site * side + inside;
        }
        Some(site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lattice(cell: Cell, sides: &[usize], periodic: bool) -> Lattice {
        Lattice::new(cell, sides.to_vec(), periodic).expect("a lattice")
    }

    #[test]
    fn periodic_lattices_have_the_bonds_of_their_kind() {
        for (cell, sides, per_site) in [
            (Cell::Chain, &[7][..], 1),
            (Cell::Square, &[3, 5], 2),
            (Cell::Cubic, &[3, 4, 5], 3),
            (Cell::Triangular, &[4, 3], 3),
        ] {
            let lattice = lattice(cell, sides, true);
            assert_eq!(lattice.bonds().len(), per_site * lattice.sites(), "{cell}");
            for (i, j) in lattice.bonds() {
                assert!(lattice.are_adjacent(j, i));
            }
        }
    }

    #[test]
    fn open_boundaries_have_fewer() {
        assert_eq!(lattice(Cell::Chain, &[7], false).bonds().len(), 6);
        assert_eq!(lattice(Cell::Square, &[3, 5], false).bonds().len(), 2 * 5 + 3 * 4);
        assert_eq!(lattice(Cell::Triangular, &[3, 5], false).bonds().len(), 2 * 5 + 3 * 4 + 2 * 4);
    }

    #[test]
    fn short_sides_make_no_double_bonds() {
        assert_eq!(lattice(Cell::Chain, &[2], true).bonds(), [(0, 1)]);
        assert_eq!(lattice(Cell::Square, &[1, 1], true).bonds(), []);
        assert_eq!(lattice(Cell::Square, &[2, 2], true).neighbours(0), [1, 2]);
    }

    #[test]
    fn lattices_are_read_from_text() {
        assert_eq!("square:4x3".parse(), Lattice::new(Cell::Square, vec![4, 3], true));
        assert_eq!("square:4x3:periodic".parse(), Lattice::new(Cell::Square, vec![4, 3], true));
        assert_eq!("chain:10:open".parse(), Lattice::new(Cell::Chain, vec![10], false));
        for cell in [Cell::Chain, Cell::Square, Cell::Cubic, Cell::Triangular] {
            assert_eq!(cell.to_string().parse(), Ok(cell));
        }
        let refused = |text: &str| text.parse::<Lattice>().unwrap_err();
        for text in ["square", "", "chain:4:closed", "chain:4:open:open"] {
            assert_eq!(refused(text), LatticeError::Text { text: text.to_string() });
        }
        assert_eq!(refused("ring:4"), LatticeError::Cell { name: "ring".to_string() });
        assert_eq!(refused("chain:x"), LatticeError::Side { text: String::new() });
        assert_eq!(refused("square:4"), LatticeError::Sides { cell: Cell::Square, found: 1 });
        assert_eq!(refused("square:4x0"), LatticeError::Empty);
    }

    #[test]
    fn what_is_no_lattice_is_refused() {
        assert!(Lattice::new(Cell::Square, vec![4], true).is_err());
        assert_eq!(Lattice::new(Cell::Chain, vec![0], true), Err(LatticeError::Empty));
        assert_eq!(Lattice::new(Cell::Square, vec![1 << 40, 1 << 40], true), Err(LatticeError::TooLarge));
        assert!(serde_json::from_str::<Lattice>(r#"{"cell":"chain","sides":[0],"periodic":true}"#).is_err());
    }
}
