//! How many layers few samples bear: ten folds decide.

use super::greedy::{Found, Search, mean};
use super::report::Origin;
use super::rows::{FOLDS, Part, Rows};
use crate::Progress;
use crate::train::TrainError;
use crate::train::real::Real;

impl<T: Real> Search<'_, T> {
    /// Layers from third cumulants, as many as lower the loss of the folds that were not fitted; none of them where the test samples
    /// do not gain.
    ///
    /// # Rule
    /// Depth l takes the place of the best one before where the mean over the rows of what their losses differ by is below minus its
    /// standard error.
    pub(super) fn cross_validated(&self, progress: &dyn Progress) -> Result<Found, TrainError> {
        let gaussian = self.gaussian()?;
        if self.rows.count() < 2 * FOLDS {
            return Ok(gaussian);
        }
        let mut by_depth = vec![Vec::new(); self.depth + 1];
        for fold in 0..FOLDS {
            let others = Rows { part: Part::Others(fold), ..self.rows };
            let losses = self.losses_by_depth(others, Rows { part: Part::Fold(fold), ..self.rows });
            // Samples in a hyperplane, or tails that overflow: no layer is safe.
            let Ok(losses) = losses else { return Ok(gaussian) };
            by_depth.iter_mut().zip(losses).for_each(|(all, own)| all.extend(own));
            progress.advance(1);
            if progress.is_stopped() {
                return Ok(gaussian);
            }
        }
        let mut best = 0;
        for depth in 1..=self.depth {
            if is_better(&by_depth[depth], &by_depth[best]) {
                best = depth;
            }
        }
        let found = self.of(&vec![Origin::ThirdCumulants; best])?;
        match &self.test {
            Some(test) if !is_better(&found.chain.losses(test)?, &gaussian.chain.losses(test)?) => {
                Ok(gaussian)
            }
            _ => Ok(found),
        }
    }

    /// The losses of samples that are not fitted, at all depths from 0; those of the last layer from where no more is found.
    fn losses_by_depth(&self, rows: Rows<'_, T>, test: Rows<'_, T>) -> Result<Vec<Vec<f64>>, TrainError> {
        let search = Search { rows, test: None, ..*self };
        let mut found = search.gaussian()?;
        let mut losses = vec![found.chain.losses(&test)?];
        while losses.len() <= self.depth {
            match search.layer(&found, Origin::ThirdCumulants)? {
                Some(next) => found = next,
                None => break,
            }
            losses.push(found.chain.losses(&test)?);
        }
        let last = losses[losses.len() - 1].clone();
        losses.resize(self.depth + 1, last);
        Ok(losses)
    }
}

/// Whether losses are lower than others of the same samples, by more than a standard error.
fn is_better(losses: &[f64], others: &[f64]) -> bool {
    let differences: Vec<f64> = losses.iter().zip(others).map(|(loss, other)| loss - other).collect();
    let centre = mean(&differences);
    let square =
        mean(&differences.iter().map(|difference| (difference - centre).powi(2)).collect::<Vec<_>>());
    centre < -(square / differences.len() as f64).sqrt()
}
