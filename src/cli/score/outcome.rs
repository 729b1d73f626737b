//! Scores for people and for other programs.

use std::io::{self, Write};

use ndarray::Array1;
use serde_json::{Value, json};

use super::args::{ScoreArgs, ScoreFormat};
use crate::cli::shared::{Failure, Output, number, output};
use crate::data::Samples;
use crate::score::{Score, optimism};
use crate::statistics::Measured;
use crate::text::significant;

/// One density and what it gives the samples.
pub(super) struct Side {
    pub(super) score: Score,
    /// That of an action, where it is known.
    pub(super) ln_z: Option<Measured>,
    pub(super) is_action: bool,
    /// Why ln Z may be wrong.
    pub(super) doubts: Vec<String>,
}

impl Side {
    pub(super) fn is_normalised(&self) -> bool {
        !self.is_action || self.ln_z.is_some()
    }

    /// The mean, whose error has that of ln Z in it.
    fn mean(&self) -> Result<Measured, Failure> {
        Ok(with(self.score.mean()?, self.ln_z))
    }
}

/// A number off which ln Z was taken.
fn with(Measured { value, error }: Measured, ln_z: Option<Measured>) -> Measured {
    Measured { value, error: error.hypot(ln_z.map_or(0.0, |ln_z| ln_z.error)) }
}

/// All that was found.
pub(super) struct Outcome<'a> {
    pub(super) args: &'a ScoreArgs,
    pub(super) samples: &'a Samples,
    pub(super) first: Side,
    pub(super) other: Option<Side>,
    pub(super) gaussian: Option<Score>,
}

/// The means that are shown.
struct Means {
    own: Measured,
    gaussian: Option<(Measured, Measured)>,
    against: Option<(Measured, Measured)>,
}

impl Outcome<'_> {
    fn means(&self) -> Result<Means, Failure> {
        let first = &self.first;
        let gaussian = self.gaussian.as_ref();
        let gaussian = gaussian.map(|other| {
            Ok::<_, Failure>((other.mean()?, with(first.score.beyond(other)?.mean()?, first.ln_z)))
        });
        let against = self.other.as_ref().map(|other| {
            let gain = first.score.beyond(&other.score)?.mean()?;
            Ok::<_, Failure>((other.mean()?, with(with(gain, first.ln_z), other.ln_z)))
        });
        Ok(Means { own: first.mean()?, gaussian: gaussian.transpose()?, against: against.transpose()? })
    }

    fn doubts(&self) -> impl Iterator<Item = &String> {
        self.first.doubts.iter().chain(self.other.iter().flat_map(|other| &other.doubts))
    }

    /// What a row has.
    fn quantity(&self) -> &'static str {
        if self.first.is_normalised() { "ln p" } else { "S" }
    }
}

pub(super) fn write(outcome: &Outcome<'_>, format: ScoreFormat, mut out: Output) -> Result<(), Failure> {
    if format != ScoreFormat::Text {
        outcome.doubts().for_each(|doubt| output::tell(outcome.args.common.quiet, &format!("note: {doubt}")));
    }
    let values = &outcome.first.score.values;
    match format {
        ScoreFormat::Text => text(outcome, &mut out)?,
        ScoreFormat::Json => json(outcome, &mut out)?,
        ScoreFormat::Csv => csv(outcome, &mut out)?,
        ScoreFormat::Npy => npy(values, &mut out)?,
    }
    out.finish()
}

fn text(outcome: &Outcome<'_>, out: &mut Output) -> Result<(), Failure> {
    let Outcome { args, samples, first, .. } = outcome;
    let means = outcome.means()?;
    let (rows, d) = (samples.rows(), samples.dimension());
    let what = if first.is_action { "action" } else { "model" };
    let show = |Measured { value, error }: Measured| match error.is_finite() {
        true => number::with_error(value, error),
        false => number::short(value),
    };
    let each = number::short(means.own.value / d as f64);
    let mut lines = vec![
        (what, args.component.of(&args.density)),
        ("data", format!("{}: N = {rows}, d = {d}", args.data.display())),
        (outcome.quantity(), format!("{} a row, {each} a coordinate", show(means.own))),
    ];
    let known = |ln_z: Measured| match args.proposal.as_deref() {
        Some(path) => format!("{}, by {} draws of {}", show(ln_z), args.draws, path.display()),
        None if args.ln_z.is_none() => format!("{}, by all states", number::short(ln_z.value)),
        None => format!("{}, as given", number::short(ln_z.value)),
    };
    if first.is_action {
        let unknown = || "not known: --proposal MODEL finds it by draws, --ln-z gives it".to_owned();
        lines.push(("ln Z", first.ln_z.map_or_else(unknown, known)));
    }
    if let Some((gaussian, gain)) = means.gaussian {
        lines.push(("Gaussian", format!("{}, with mean and covariance of these rows,", show(gaussian))));
        let lifted = significant(optimism(rows, d), 2, -4..5, 1);
        lines.push(("", format!("a fit to them that lifts it by about {lifted}")));
        lines.push(("gain", format!("{} over the Gaussian", show(gain))));
    }
    if let Some(((mean, gain), path)) = means.against.zip(args.against.as_deref()) {
        lines.push(("against", format!("{}, {}", show(mean), path.display())));
        lines.push(("gain", format!("{} over it", show(gain))));
    }
    if let Some((row, value)) = first.score.lowest() {
        lines.push(("lowest", format!("{} at row {row}", number::short(value))));
    }
    lines.extend(outcome.doubts().map(|doubt| ("note", doubt.clone())));
    Ok(out.named(&lines)?)
}

fn json(outcome: &Outcome<'_>, out: &mut Output) -> Result<(), Failure> {
    let Outcome { samples, first, .. } = outcome;
    let Means { own, gaussian, against } = outcome.means()?;
    let measured = |Measured { value, error }: Measured| json!({"value": value, "error": error});
    let pair = |pair: Option<(Measured, Measured)>| match pair {
        Some((mean, gain)) => json!({"mean": measured(mean), "gain": measured(gain)}),
        None => Value::Null,
    };
    let lowest = first.score.lowest().map(|(row, value)| json!({"row": row, "value": value}));
    let found = json!({
        "format": "diagraction-score", "version": 1, "dimension": samples.dimension(), "rows": samples.rows(),
        "quantity": if first.is_normalised() { "ln_p" } else { "s" },
        "mean": measured(own), "ln_z": first.ln_z.map(measured), "gaussian": pair(gaussian), "against": pair(against),
        "lowest": lowest, "doubts": outcome.doubts().collect::<Vec<_>>(),
        "values": first.score.values.to_vec(),
    });
    Ok(writeln!(out, "{found}")?)
}

fn csv(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "row,{}", if outcome.first.is_normalised() { "ln_p" } else { "s" })?;
    outcome.first.score.values.iter().enumerate().try_for_each(|(row, value)| writeln!(out, "{row},{value}"))
}

fn npy(values: &Array1<f64>, out: &mut Output) -> Result<(), Failure> {
    use ndarray_npy::WriteNpyExt;
    values.write_npy(out).map_err(Failure::new)
}
