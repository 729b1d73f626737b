use std::path::Path;

use super::super::failure::Failure;
use super::FitArgs;
use super::RANK;
use crate::action::file;
use crate::fit::Monomials;
use crate::{Cell, Lattice};

/// The monomials of `--support`, up to the highest rank that is wanted.
pub(super) fn read(args: &FitArgs, source: &Path, dimension: usize) -> Result<Monomials, Failure> {
    if source == Path::new("neighbours") {
        return neighbours(args, dimension);
    }
    if args.lattice.is_some() {
        return Err(Failure::Usage("--lattice goes with --support neighbours".into()));
    }
    let monomials = match source.extension().and_then(|ending| ending.to_str()) {
        Some("json" | "npz" | "safetensors") => {
            let action = file::load_sparse(source).map_err(Failure::new)?.to_f64().map_err(Failure::new)?;
            Monomials::of_action(&action)
        }
        _ => {
            let named = |reason: String| Failure::new(format!("{}: {reason}", source.display()));
            let text = std::fs::read_to_string(source).map_err(|error| named(error.to_string()))?;
            Monomials::new(dimension, parse(&text).map_err(named)?)
        }
    }?;
    Ok(match args.max_rank {
        Some(max_rank) => monomials.up_to(max_rank)?,
        None => monomials,
    })
}

fn neighbours(args: &FitArgs, dimension: usize) -> Result<Monomials, Failure> {
    let Some(lattice) = &args.lattice else {
        let message = "--support neighbours needs the lattice, such as --lattice square:4x4";
        return Err(Failure::Usage(message.into()));
    };
    if lattice.sites() != dimension {
        let sites = lattice.sites();
        return Err(Failure::new(format!(
            "the lattice has {sites} sites, and the samples have d = {dimension}"
        )));
    }
    Ok(Monomials::neighbours(lattice, args.max_rank.unwrap_or(RANK)))
}

/// A multi-index a line, or the csv of an action. `#` starts a comment.
fn parse(text: &str) -> Result<Vec<Vec<usize>>, String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let mut lines = lines.enumerate().filter(|(_, line)| !line.is_empty()).peekable();
    let is_action = lines.next_if(|(_, line)| line.starts_with("rank,index")).is_some();
    let read = |(place, line): (usize, &str)| {
        let index = if is_action { line.split(',').nth(1).unwrap_or_default() } else { line };
        let entries = index.split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
        let wrong = |entry| format!("line {}: '{entry}' is not the number of a coordinate", place + 1);
        entries.map(|entry| entry.parse().map_err(|_| wrong(entry))).collect::<Result<Vec<usize>, _>>()
    };
    lines.map(read).collect()
}

/// Reads `square:4x4` or `chain:10:open`.
pub(super) fn parse_lattice(text: &str) -> Result<Lattice, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (cell, sides, periodic) = match parts[..] {
        [cell, sides] | [cell, sides, "periodic"] => (cell, sides, true),
        [cell, sides, "open"] => (cell, sides, false),
        _ => return Err("give a cell and sides, such as square:4x4 or chain:10:open".to_string()),
    };
    let cells = [Cell::Chain, Cell::Square, Cell::Cubic, Cell::Triangular];
    let cell = cells.into_iter().find(|known| known.to_string() == cell);
    let cell = cell.ok_or("the cell is chain, square, cubic or triangular")?;
    let number = |side: &str| side.parse().map_err(|_| format!("'{side}' is not the length of a side"));
    let sides = sides.split('x').map(number).collect::<Result<Vec<usize>, _>>()?;
    Lattice::new(cell, sides, periodic).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multi_indices_are_read() {
        let expected = vec![vec![0, 0], vec![1, 3], vec![2]];
        assert_eq!(parse("# support\n0 0\n1,3 # a bond\n\n2\n").unwrap(), expected);
        assert_eq!(parse("rank,index,value\n2,0 0,1e-3\n2,1 3,7\n1,2,0.5\n").unwrap(), expected);
        assert_eq!(parse("0\n1 x\n").unwrap_err(), "line 2: 'x' is not the number of a coordinate");
    }

    #[test]
    fn lattices_are_read() {
        let square = parse_lattice("square:4x4").unwrap();
        assert_eq!((square.sites(), square.is_periodic()), (16, true));
        let chain = parse_lattice("chain:10:open").unwrap();
        assert_eq!((chain.sites(), chain.is_periodic()), (10, false));
        for wrong in ["square", "square:4", "ring:4", "chain:x", "chain:4:closed"] {
            assert!(parse_lattice(wrong).is_err(), "{wrong}");
        }
    }
}
