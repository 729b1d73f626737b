//! Maxima and barriers to read.

use std::io::{self, Write};

use crate::modes::{Found, MAX_MODES, Mode};

use super::outcome::{Between, Outcome};
use crate::cli::shared::short;

/// The most maxima of the table.
const SHOWN: usize = 10;

/// Positions of up to this many variables are shown.
const COORDINATES: usize = 6;

pub(super) fn write(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Outcome { args, starts, dimension, what, found, barriers } = outcome;
    writeln!(out, "{what}")?;
    let seed = args.seed;
    writeln!(out, "starts  {starts}, seed {seed}, spread {}", short(found.spread))?;
    if !found.modes.is_empty() {
        table(*dimension, &found.modes, out)?;
        positions(*dimension, &found.modes, out)?;
    }
    between(barriers, out)?;
    writeln!(out)?;
    sentences(found).iter().try_for_each(|sentence| writeln!(out, "{sentence}"))
}

fn table(dimension: usize, modes: &[Mode], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nmaximum  starts             S  |gradient|  curvatures")?;
    for (number, mode) in modes.iter().take(SHOWN).enumerate() {
        let (first, last) = (mode.eigenvalues[0], mode.eigenvalues[mode.eigenvalues.len() - 1]);
        let curvatures = match dimension {
            1 => short(first),
            _ => format!("{} .. {}", short(first), short(last)),
        };
        let flat = match mode.flat_directions() {
            0 => String::new(),
            1 => ", flat in 1 direction".to_string(),
            flat => format!(", flat in {flat} directions"),
        };
        let (starts, value, norm) = (mode.starts, short(mode.value), mode.gradient_norm);
        writeln!(out, "{number:>7}  {starts:>6}  {value:>12}  {norm:>10.1e}  {curvatures}{flat}")?;
    }
    match modes.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "         and {more} more; --format json or csv has all"),
    }
}

fn positions(dimension: usize, modes: &[Mode], out: &mut dyn Write) -> io::Result<()> {
    if dimension > COORDINATES {
        return Ok(());
    }
    writeln!(out, "\nmaximum  position")?;
    for (number, mode) in modes.iter().take(SHOWN).enumerate() {
        let position: Vec<String> = mode.position.iter().map(|x| short(*x)).collect();
        writeln!(out, "{number:>7}  {}", position.join("  "))?;
    }
    Ok(())
}

fn between(barriers: &[Between], out: &mut dyn Write) -> io::Result<()> {
    if barriers.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n   line     lowest S      at t  below the lower end by")?;
    for Between { from, to, barrier } in barriers {
        let line = format!("{from} - {to}");
        let (value, height) = (short(barrier.value), short(barrier.height));
        writeln!(out, "{line:>7}  {value:>11}  {:>8.4}  {height}", barrier.at)?;
    }
    Ok(())
}

fn sentences(found: &Found) -> Vec<String> {
    let mut sentences = vec![match found.modes.len() {
        0 => "no maximum was found".to_string(),
        1 => "one maximum was found".to_string(),
        number => format!("{number} distinct maxima were found"),
    }];
    let mut ended = |starts: usize, how: &str| {
        if starts > 0 {
            let noun = if starts == 1 { "start" } else { "starts" };
            sentences.push(format!("{starts} {noun} {how}"));
        }
    };
    ended(
        found.unbounded,
        "ran off along directions in which S grows without bound: exp(S) is not normalisable",
    );
    ended(found.saddles, "ended at stationary points that are no maxima");
    ended(found.failed, "ended nowhere");
    ended(found.beyond, &format!("ended below the {MAX_MODES} highest points, which alone were looked at"));
    sentences
}
