//! A lattice in words.

use diagraction::Lattice;

/// A lattice in words.
pub(super) fn words(lattice: &Lattice) -> String {
    let sides = lattice.sides().iter().map(ToString::to_string).collect::<Vec<_>>().join(" x ");
    let boundary = if lattice.is_periodic() { "periodic" } else { "open" };
    format!("{} {sides}, {boundary}", lattice.cell())
}
