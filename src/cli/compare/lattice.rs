use crate::{Cell, Lattice};

/// Reads `square:4x4` or `chain:10:open`.
pub(super) fn parse_lattice(text: &str) -> Result<Lattice, String> {
    let (text, periodic) = match text.strip_suffix(":open") {
        Some(closed) => (closed, false),
        None => (text.strip_suffix(":periodic").unwrap_or(text), true),
    };
    let complaint = || format!("'{text}' is not a lattice such as square:4x4 or chain:10:open");
    let (cell, sides) = text.split_once(':').ok_or_else(complaint)?;
    let cell = match cell {
        "chain" => Cell::Chain,
        "square" => Cell::Square,
        "cubic" => Cell::Cubic,
        "triangular" => Cell::Triangular,
        _ => return Err(format!("'{cell}' is not chain, square, cubic or triangular")),
    };
    let sides: Result<Vec<usize>, _> = sides.split('x').map(str::parse).collect();
    Lattice::new(cell, sides.map_err(|_| complaint())?, periodic).map_err(|error| error.to_string())
}

/// A lattice in words.
pub(super) fn words(lattice: &Lattice) -> String {
    let sides = lattice.sides().iter().map(ToString::to_string).collect::<Vec<_>>().join(" x ");
    let boundary = if lattice.is_periodic() { "periodic" } else { "open" };
    format!("{} {sides}, {boundary}", lattice.cell())
}
