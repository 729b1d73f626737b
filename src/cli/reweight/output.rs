//! What was found, for people and for other programs.

use std::io::{self, Write};

use crate::arrays::{self, Container};
use crate::reweight::{Measured, Reweighting};
use ndarray::arr1;
use serde_json::{Value, json};

use super::args::ReweightArgs;
use crate::cli::shared::{ActionFormat, Failure, Output, estimates, number, output};

pub(super) fn write(
    args: &ReweightArgs,
    found: &Reweighting,
    doubts: &[String],
    (format, mut out): (ActionFormat, Output),
) -> Result<(), Failure> {
    if format != ActionFormat::Text {
        doubts.iter().for_each(|doubt| output::tell(args.common.quiet, &format!("note: {doubt}")));
    }
    match format {
        ActionFormat::Text => text(args, found, doubts, &mut out)?,
        ActionFormat::Json => json(args, found, doubts, &mut out)?,
        ActionFormat::Csv => estimates::csv(&found.orders, &mut out)?,
        ActionFormat::Npz => binary(found, Container::Npz, &mut out)?,
        ActionFormat::Safetensors => binary(found, Container::Safetensors, &mut out)?,
    }
    out.finish()
}

fn text(args: &ReweightArgs, found: &Reweighting, doubts: &[String], out: &mut Output) -> io::Result<()> {
    let show = |Measured { value, error }| number::with_error(value, error);
    let draws = match found.draws < args.draws {
        true => format!("{} of {}, interrupted", found.draws, args.draws),
        false => found.draws.to_string(),
    };
    let tail = found.pareto.map_or("-".to_string(), |k| format!("{k:.2}"));
    let mut lines = vec![
        ("draws", format!("{draws}, in {} dimensions", found.dimension)),
        (
            "effective draws",
            format!("{:.0}, a share of {}", found.effective_draws(), number::ratio(found.share)),
        ),
        ("Pareto k", format!("{tail}, to be below 0.7")),
        ("ln Z", show(found.ln_z)),
        ("KL(q|p)", show(found.divergence)),
    ];
    lines.extend(doubts.iter().map(|doubt| ("note", doubt.clone())));
    out.named(&lines)?;
    let free = found.blocks as f64 - 1.0;
    found.orders.iter().try_for_each(|estimate| estimates::text('k', estimate, free, args.top, out))
}

fn json(args: &ReweightArgs, found: &Reweighting, doubts: &[String], out: &mut Output) -> io::Result<()> {
    let measured = |Measured { value, error }: Measured| json!({"value": value, "error": error});
    write!(
        out,
        "{{\"format\": \"diagraction-reweighting\", \"version\": 1, \"kind\": \"cumulants\", \"dimension\": {}, \"draws\": {}, \
         \"seed\": {}, \"blocks\": {}, \"share\": {:?}, \"pareto\": {}, \"ln_z\": {}, \"divergence\": {}, \"doubts\": {}, \
         \"orders\": ",
        found.dimension,
        found.draws,
        args.seed,
        found.blocks,
        found.share,
        // Null where it is infinite, too.
        json!(found.pareto),
        measured(found.ln_z),
        measured(found.divergence),
        Value::from(doubts)
    )?;
    estimates::json(&found.orders, out)?;
    writeln!(out, "}}")
}

fn binary(found: &Reweighting, container: Container, out: &mut Output) -> io::Result<()> {
    let numbers = [
        ("ln_z", found.ln_z.value),
        ("ln_z.error", found.ln_z.error),
        ("share", found.share),
        ("pareto", found.pareto.unwrap_or(f64::NAN)),
    ];
    let numbers = numbers.map(|(name, number)| (name.to_string(), arr1(&[number]).into_dyn().into()));
    let integers = [("dimension", found.dimension), ("draws", found.draws), ("blocks", found.blocks)];
    let integers = integers.map(|(name, number)| (name, i64::try_from(number).unwrap_or(i64::MAX)));
    let arrays: Vec<_> = estimates::arrays('k', &found.orders).chain(numbers).collect();
    out.write_in_any_order(|mut place| arrays::write(container, arrays, &integers, &mut place))
}
