use std::path::Path;

use super::super::content::Content;
use super::super::failure::Failure;
use super::super::output;
use super::FitArgs;
use super::RANK;
use crate::action::{SparseAction, file};
use crate::fit::Monomials;
use crate::theory;

/// The monomials of `--support`, up to the highest rank that is wanted.
pub(super) fn read(args: &FitArgs, source: &Path, dimension: usize) -> Result<Monomials, Failure> {
    if source == Path::new("neighbours") {
        return neighbours(args, dimension);
    }
    if args.lattice.is_some() {
        return Err(Failure::Usage("--lattice goes with --support neighbours".into()));
    }
    let monomials = match action(source)? {
        Some(action) => Monomials::of_action(&action),
        None => {
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

/// The action or theory in a file, or nothing where it is a text of multi-indices.
fn action(source: &Path) -> Result<Option<SparseAction<f64>>, Failure> {
    match (Content::of(source), output::ending(Some(source)).as_deref()) {
        (Content::Theory, _) => Ok(Some(theory::load(source)?.to_f64()?)),
        (Content::Model, _) => Err(Failure::with_hint(
            format!("{}: a network, and no support", source.display()),
            "read its action with diagraction evaluate, and give that",
        )),
        (_, Some("json" | "npz" | "safetensors")) => Ok(Some(file::load_sparse(source)?.into_f64()?)),
        _ => Ok(None),
    }
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
}
