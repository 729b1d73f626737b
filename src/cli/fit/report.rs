//! A fit in words: what was solved, how sure it is, and the largest entries.

use std::io::{self, Write};

use crate::fit::{Coupling, Fit};
use crate::statistics::beyond_by_chance;

use super::args::FitArgs;
use crate::cli::shared::{label, number};

/// From so many standard errors on an entry counts as seen.
const SIGNIFICANT: f64 = 3.0;

/// Errors that grow more than this with longer blocks are too small.
const GROWTH: f64 = 1.2;

/// Fewer samples for each coefficient than this, and standard errors are too small.
const SAMPLES: usize = 10;

/// What the fit found, for people.
pub(super) struct Report<'a> {
    pub(super) args: &'a FitArgs,
    pub(super) fit: &'a Fit,
    pub(super) seconds: f64,
    /// What is to be said about the samples.
    pub(super) notes: Vec<String>,
}

impl Report<'_> {
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_head(out)?;
        for rank in 1..=self.fit.monomials().max_rank() {
            self.write_rank(rank, out)?;
        }
        Ok(())
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let fit = self.fit;
        let monomials = fit.monomials();
        let (d, rank) = (monomials.dimension(), monomials.max_rank());
        writeln!(out, "data    {}: N = {}, d = {d}", self.args.data.display(), fit.rows)?;
        let which = if self.args.support.is_some() { "of the support" } else { "all of them" };
        writeln!(
            out,
            "fit     score matching, {} coefficients of ranks 1 to {rank}, {which}",
            monomials.len()
        )?;
        let origin = if fit.centred { "the mean" } else { "zero" };
        writeln!(
            out,
            "solved  in {:.2} s around {origin}, condition {:.1e}, ridge {:.1e} of the diagonal",
            self.seconds, fit.condition, fit.ridge
        )?;
        let lengths = number::range(fit.block_lengths);
        writeln!(out, "errors  from {} blocks of {lengths} samples", fit.blocks)?;
        if !self.args.keep_bias {
            writeln!(out, "bias    of order 1/N taken off, at most {:.2} standard errors", fit.largest_bias)?;
        }
        writeln!(out, "J       {} at its minimum", number::short(fit.objective))?;
        writeln!(out, "A^(0)   is not determined by score matching, and left out")?;
        writeln!(out, "action  {}", fit.action().normalisability())?;
        self.warnings().iter().try_for_each(|warning| writeln!(out, "note    {warning}"))
    }

    /// What the reader has to know before the numbers.
    fn warnings(&self) -> Vec<String> {
        let fit = self.fit;
        let mut warnings = self.notes.clone();
        if fit.longer_blocks > GROWTH {
            warnings.push(format!(
                "blocks twice as long make the errors {:.2} times as large: successive samples are correlated, \
                 so give a longer --block",
                fit.longer_blocks
            ));
        }
        if fit.rows < SAMPLES * fit.monomials().len() {
            warnings.push(format!(
                "there are fewer than {SAMPLES} samples for each coefficient, so the errors are too small"
            ));
        }
        if self.args.ridge.is_some_and(|ridge| ridge > 0.0) {
            warnings
                .push("the errors do not contain the bias towards zero that the ridge brings".to_string());
        }
        warnings
    }

    fn write_rank(&self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut entries: Vec<Coupling<'_>> =
            self.fit.couplings().filter(|coupling| coupling.index.len() == rank).collect();
        if entries.is_empty() {
            return Ok(());
        }
        let seen = entries.iter().filter(|one| one.significance() > SIGNIFICANT).count();
        let chance = beyond_by_chance(SIGNIFICANT, f64::INFINITY) * entries.len() as f64;
        writeln!(
            out,
            "\nA^({rank})  {} entries, {seen} beyond {SIGNIFICANT} standard errors; {chance:.1} if all were zero",
            entries.len()
        )?;
        entries.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()).then_with(|| a.index.cmp(b.index)));
        for one in entries.iter().take(self.args.top) {
            let index = label(one.index);
            let value = number::with_error(one.value, one.error);
            writeln!(out, "  {index:<14} {value:>22}  {:>6.1} sigma", one.significance())?;
        }
        Ok(())
    }
}
