//! What a fit found, whatever its method: an action with errors, in a file and in words.

use std::io::Write;

use crate::action::{Domain, SparseAction, file};
use crate::arrays::Container;
use crate::statistics::beyond_by_chance;
use crate::tensor::permutations;
use crate::text::joined;

use super::args::FitArgs;
use crate::cli::shared::{ActionFormat, Failure, Output, label, number};

/// From so many standard errors on an entry counts as seen.
const SIGNIFICANT: f64 = 3.0;

pub(super) struct Found {
    /// How it was found.
    pub(super) head: Vec<(&'static str, String)>,
    pub(super) action: SparseAction<f64>,
    pub(super) errors: Option<SparseAction<f64>>,
}

/// An entry, or of spins a coupling: its index, the number, the error.
type Entry<'a> = (&'a [usize], f64, f64);

impl Found {
    /// The action goes to its file, and the report to standard output; either one where it is alone.
    pub(super) fn finish(
        &self,
        args: &FitArgs,
        format: ActionFormat,
        mut out: Output,
    ) -> Result<(), Failure> {
        if format == ActionFormat::Text {
            self.report(args, &mut out)?;
            return out.finish();
        }
        self.write(format, &mut out)?;
        out.finish()?;
        if args.common.output.is_some() && !args.common.quiet {
            let mut out = Output::open(None)?;
            self.report(args, &mut out)?;
            out.finish()?;
        }
        Ok(())
    }

    fn write(&self, format: ActionFormat, out: &mut Output) -> Result<(), Failure> {
        let Found { action, errors, .. } = self;
        match (format, errors) {
            (ActionFormat::Csv, _) => {
                writeln!(out, "rank,index,value,error")?;
                for (rank, index, value) in self.entries() {
                    let error = errors.as_ref().map_or(String::new(), |errors| errors.get(index).to_string());
                    writeln!(out, "{rank},{},{value},{error}", joined(index, " "))?;
                }
            }
            (ActionFormat::Npz | ActionFormat::Safetensors, Some(errors))
                if action.domain == Domain::Real =>
            {
                let container = match format {
                    ActionFormat::Npz => Container::Npz,
                    _ => Container::Safetensors,
                };
                let action = action.to_dense().map_err(Failure::new)?;
                let errors = errors.to_dense().map_err(Failure::new)?;
                out.write_in_any_order(|mut place| {
                    file::binary::write_with_errors(&action, &errors, None, container, &mut place)
                })?;
            }
            (ActionFormat::Npz | ActionFormat::Safetensors, _) => {
                return Failure::usage("actions of spins are written as .json or .csv");
            }
            (ActionFormat::Json | ActionFormat::Text, Some(errors)) => {
                file::json::write_with_errors(action.into(), errors.into(), None, out)?;
            }
            (ActionFormat::Json | ActionFormat::Text, None) => file::json::write_sparse(action, out)?,
        }
        Ok(())
    }

    fn entries(&self) -> impl Iterator<Item = (usize, &[usize], f64)> {
        let of_rank = |rank| self.action.entries(rank).map(move |(index, value)| (rank, index, *value));
        (1..=self.action.max_rank()).flat_map(of_rank)
    }

    fn report(&self, args: &FitArgs, out: &mut Output) -> Result<(), Failure> {
        for (name, text) in &self.head {
            writeln!(out, "{name:8}{text}")?;
        }
        for rank in 1..=self.action.max_rank() {
            self.write_rank(rank, args.top, out)?;
        }
        Ok(())
    }

    fn write_rank(&self, rank: usize, top: usize, out: &mut Output) -> Result<(), Failure> {
        let are_spins = self.action.domain == Domain::Spin;
        let shown =
            |index: &[usize], value: f64| if are_spins { value * permutations::<f64>(index) } else { value };
        let error = |index: &[usize]| self.errors.as_ref().map_or(0.0, |errors| errors.get(index));
        let mut entries: Vec<Entry<'_>> = self
            .action
            .entries(rank)
            .map(|(index, value)| (index, shown(index, *value), shown(index, error(index))))
            .collect();
        if entries.is_empty() {
            return Ok(());
        }
        let name = match (are_spins, rank) {
            (false, _) => format!("A^({rank})"),
            (true, 1) => "fields".to_owned(),
            (true, _) => format!("couplings of {rank}"),
        };
        let number = if are_spins { entries.len().to_string() } else { format!("{} entries", entries.len()) };
        let significance = |value: f64, error: f64| if error > 0.0 { value.abs() / error } else { 0.0 };
        let seen =
            entries.iter().filter(|(_, value, error)| significance(*value, *error) > SIGNIFICANT).count();
        let chance = beyond_by_chance(SIGNIFICANT, f64::INFINITY) * entries.len() as f64;
        match self.errors {
            Some(_) => writeln!(
                out,
                "\n{name}  {number}, {seen} beyond {SIGNIFICANT} standard errors; {chance:.1} if all were zero"
            )?,
            None => writeln!(out, "\n{name}  {number}; --errors N gives errors")?,
        }
        entries.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(b.0)));
        for (index, value, error) in entries.into_iter().take(top) {
            let index = label(index);
            if self.errors.is_some() {
                let shown = number::with_error(value, error);
                writeln!(out, "  {index:<14} {shown:>22}  {:>6.1} sigma", significance(value, error))?;
            } else {
                writeln!(out, "  {index:<14} {:>22}", number::short(value))?;
            }
        }
        Ok(())
    }
}
