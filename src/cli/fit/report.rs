//! Score matching in words: what was solved, and how sure it is.

use crate::fit::Fit;

use super::args::FitArgs;
use crate::cli::shared::number;

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
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let fit = self.fit;
        let monomials = fit.monomials();
        let (d, rank) = (monomials.dimension(), monomials.max_rank());
        let which = if self.args.support.is_some() { "of the support" } else { "all of them" };
        let origin = if fit.centred { "the mean" } else { "zero" };
        let solved = format!(
            "in {:.2} s around {origin}, condition {:.1e}, ridge {:.1e} of the diagonal",
            self.seconds, fit.condition, fit.ridge
        );
        let lengths = number::range(fit.block_lengths);
        let mut lines = vec![
            ("data", format!("{}: N = {}, d = {d}", self.args.data.display(), fit.rows)),
            (
                "fit",
                format!("score matching, {} coefficients of ranks 1 to {rank}, {which}", monomials.len()),
            ),
            ("solved", solved),
            ("errors", format!("from {} blocks of {lengths} samples", fit.blocks)),
        ];
        if !self.args.keep_bias {
            let bias = fit.largest_bias;
            lines.push(("bias", format!("of order 1/N taken off, at most {bias:.2} standard errors")));
        }
        lines.extend([
            ("J", format!("{} at its minimum", number::short(fit.objective))),
            ("A^(0)", "is not determined by score matching, and left out".to_owned()),
            ("action", fit.action().normalisability().to_string()),
        ]);
        lines.extend(self.warnings().into_iter().map(|warning| ("note", warning)));
        lines
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
}
