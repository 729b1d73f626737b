//! The shares as tables to read.

use std::io::{self, Write};

use crate::contributions::{Breakdown, DiagramShare};
use crate::network::Network;
use crate::text::joined;

use super::args::ContributionsArgs;
use crate::cli::shared::{Around, Failure, Output, label, short};

const LEGEND: &str = "\
share is the scalar product with the sum over its square; shares add up to
100 %, a negative one is cancelled by others. layers are those of the splits chi
that are drawn; a diagram shares equally among its splits, and among pairs of
them. W4..W1 are the layers between; csv and json have diagrams in full.";

pub(super) fn write(
    mut out: Output,
    args: &ContributionsArgs,
    network: &Network<f64>,
    breakdowns: &[Breakdown],
) -> Result<(), Failure> {
    writeln!(
        out,
        "model     {}: d = {}, L = {}",
        args.model.display(),
        network.dimension(),
        network.depth()
    )?;
    match args.max_chi {
        None => writeln!(out, "diagrams  dressed, all orders in chi")?,
        Some(chi) => writeln!(out, "diagrams  bare, at most {chi} chi; what is beyond is not in the sums")?,
    }
    if let Some(words) = args.around.words() {
        writeln!(out, "around    {words}")?;
    }
    if breakdowns.iter().any(|found| found.rank == 0) {
        writeln!(out, "note      A^(0) is without its constants, ln|det W| and the Gaussian normalisation")?;
    }
    if args.around == Around::Mode && breakdowns.iter().any(|found| found.rank == 1) {
        writeln!(out, "note      at the mode A^(1) vanishes; what is left of it is rounding")?;
    }
    for breakdown in breakdowns {
        block(&mut out, breakdown, args.top)?;
    }
    writeln!(out, "\n{LEGEND}")?;
    out.finish()
}

fn block(out: &mut dyn Write, found: &Breakdown, top: usize) -> io::Result<()> {
    let count = found.diagrams.len();
    let name = format!("A^({})", found.rank);
    let (what, total) = match &found.index {
        None => (name, format!("norm {}", short(found.total))),
        Some(index) => (format!("{name}{}", label(index)), short(found.total)),
    };
    writeln!(out, "\n{what}  {total}, {count} {}{}", plural(count, "diagram"), cancellation(found))?;
    if count == 0 {
        return Ok(());
    }
    let shown = &found.diagrams[..count.min(top)];
    let head = [if found.index.is_some() { "value" } else { "norm" }, "share", "layers", "diagram"]
        .map(str::to_string);
    let lines: Vec<[String; 4]> = std::iter::once(head).chain(shown.iter().map(cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
    let [size, share, layers] = [0, 1, 2].map(width);
    for line in &lines {
        writeln!(out, "  {:>size$}  {:>share$}  {:<layers$}  {}", line[0], line[1], line[2], line[3])?;
    }
    if count > top {
        writeln!(
            out,
            "  and {} smaller {}; --top {count} shows all",
            count - top,
            plural(count - top, "diagram")
        )?;
    }
    let layer = |layer: Option<u32>| layer.map_or("none".to_string(), |layer| layer.to_string());
    let by_layer = found.by_layer.iter().map(|one| (layer(one.layer), one.share));
    shares(out, "by layer", by_layer)?;
    if found.by_pair.iter().any(|pair| pair.layers.len() == 2) {
        let by_pair = found.by_pair.iter().map(|pair| (dashed(&pair.layers), pair.share));
        shares(out, "by pair", by_pair)?;
    }
    Ok(())
}

fn shares(out: &mut dyn Write, what: &str, shares: impl Iterator<Item = (String, f64)>) -> io::Result<()> {
    let shares: Vec<String> =
        shares.map(|(name, share)| format!("{name} {}", percent(Some(share)))).collect();
    if shares.is_empty() { Ok(()) } else { writeln!(out, "  {what}: {}", shares.join(", ")) }
}

fn cells(diagram: &DiagramShare) -> [String; 4] {
    [short(diagram.size), percent(diagram.share), dashed(&diagram.layers), shortened(&diagram.diagram)]
}

/// A diagram in which a chain of linear layers is its ends, as in drawings: `W4..W1` for `W4.D3.W3.D2.W2.D1.W1`.
fn shortened(diagram: &str) -> String {
    let mut out = String::new();
    // Legs end where a bracket, a comma or a space stands.
    for leg in diagram.split_inclusive(['(', ')', ',', ' ']) {
        let parts: Vec<&str> = leg.split('.').collect();
        let is_linear = |part: &&&str| {
            part.strip_prefix(['W', 'D'])
                .is_some_and(|layer| layer.bytes().all(|digit| digit.is_ascii_digit()))
        };
        let chain = parts.iter().take_while(is_linear).count();
        let kept = parts[..chain].iter().filter(|part| part.starts_with('W')).count();
        match (kept, parts.get(chain.saturating_sub(1))) {
            (2.., Some(last)) if last.starts_with('W') => {
                out += &format!("{}..{last}", parts[0]);
                parts[chain..].iter().for_each(|part| out += &format!(".{part}"));
            }
            _ => out += leg,
        }
    }
    out
}

/// Layers of splits, `1-2-2`; `none` where there is no split.
pub(super) fn dashed(layers: &[u32]) -> String {
    match layers {
        [] => "none".to_string(),
        layers => joined(layers, "-"),
    }
}

fn percent(share: Option<f64>) -> String {
    match share {
        None => "-".to_string(),
        Some(share) if share.abs() < 0.0005 => "0.0 %".to_string(),
        Some(share) => format!("{:+.1} %", 100.0 * share),
    }
}

fn cancellation(found: &Breakdown) -> String {
    let Some(ratio) = found.cancellation.filter(|_| found.diagrams.len() > 1) else { return String::new() };
    let sum = short(found.sum_of_norms);
    match found.index {
        None => format!("; their norms add up to {sum}, {ratio:.2} times that of the sum"),
        Some(_) => format!("; without their signs they add up to {sum}, {ratio:.2} times the sum"),
    }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_string() } else { format!("{word}s") }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn chains_are_their_ends() {
        for (full, short) in [
            ("2 * Z(C4, W4.D3.W3.D2.W2.D1.W1.x)", "2 * Z(C4, W4..W1.x)"),
            (
                "Z(W2.x, W4.chi3(W3.D2.W2.chi1(W1.x, W1.x), b3))",
                "Z(W2.x, W4.chi3(W3..W2.chi1(W1.x, W1.x), b3))",
            ),
        ] {
            assert_eq!(shortened(full), short);
        }
    }
}
