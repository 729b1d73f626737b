//! What the paper says about the lattice, held against numbers.

use diagraction::action::Group;

use super::super::phrases::{by_depth, long, share_ordered, short};
use super::super::{Claim, Fault};
use super::study::{Ground, Learned};
use super::{LatticeSettings, Thresholds};

/// What claims are made from: all networks, the shallowest first.
pub(super) struct Evidence<'a> {
    pub(super) settings: &'a LatticeSettings,
    pub(super) ground: &'a Ground<'a>,
    pub(super) learned: &'a [Learned],
}

type Found = Result<Claim, Fault>;

impl Evidence<'_> {
    /// A number of each network.
    fn each(&self, of: impl Fn(&Learned) -> Result<f64, Fault>) -> Result<Vec<(usize, f64)>, Fault> {
        self.learned.iter().map(|learned| Ok((learned.depth, of(learned)?))).collect()
    }

    fn thresholds(&self) -> Thresholds {
        self.settings.thresholds
    }

    /// A^(1) in a field.
    pub(super) fn field(&self) -> Found {
        let least = self.thresholds().cosine;
        let cosines = self.each(|learned| Ok(learned.group(1, Group::All)?.cosine.unwrap_or(0.0)))?;
        let measured = format!(
            "Cosine similarity of A^(1), which is to be at least {}: {}.",
            short(least),
            by_depth(&cosines, short)
        );
        let holds = cosines.iter().all(|(_, cosine)| *cosine >= least);
        Ok(Claim::new("The external field A^(1) is recovered, whatever the depth.", measured, holds))
    }

    /// A^(1) without a field.
    pub(super) fn no_field(&self) -> Found {
        let sizes = self.each(|learned| Ok(learned.group(1, Group::All)?.root_mean_square))?;
        let most = self.thresholds().zero * self.neighbour()?;
        let measured = format!(
            "Root mean square of A^(1), which is to be at most {}: {}.",
            short(most),
            by_depth(&sizes, short)
        );
        let holds = sizes.iter().all(|(_, size)| *size <= most);
        Ok(Claim::new("Without a field A^(1) vanishes.", measured, holds))
    }

    /// A^(2) between neighbours and others.
    pub(super) fn couplings(&self) -> Found {
        let (limits, truth) = (self.thresholds(), self.neighbour()?);
        let means = self.each(|learned| Ok(learned.group(2, Group::Adjacent)?.mean))?;
        let rest = self.each(|learned| Ok(learned.group(2, Group::Distant)?.root_mean_square))?;
        let most = limits.zero * truth;
        let measured = format!(
            "Mean of A^(2) of neighbours, true value {}, to be met within {} %: {}. Root mean square of the others, true \
             value 0, to be at most {}: {}.",
            short(truth),
            short(100.0 * limits.adjacent),
            by_depth(&means, short),
            short(most),
            by_depth(&rest, short)
        );
        let near = |value: f64| (value - truth).abs() <= limits.adjacent * truth;
        let holds = means.iter().all(|(_, mean)| near(*mean)) && rest.iter().all(|(_, size)| *size <= most);
        Ok(Claim::new(
            "The couplings of neighbours and the zeros of A^(2) off the diagonal are recovered, whatever the depth.",
            measured,
            holds,
        ))
    }

    /// The diagonal of A^(2).
    pub(super) fn low_diagonal(&self) -> Found {
        let truth = self.truth(2, Group::Diagonal)?;
        let means = self.each(|learned| Ok(learned.group(2, Group::Diagonal)?.mean))?;
        let measured = format!("Mean of A^(2)_ii, true value {}: {}.", short(truth), by_depth(&means, short));
        let holds = means.iter().all(|(_, mean)| *mean < truth);
        Ok(Claim::new("The self-interaction A^(2)_ii is lower than its true value.", measured, holds))
    }

    /// The diagonal of A^(4) lies above its true value, which is negative.
    pub(super) fn high_quartic(&self) -> Found {
        let (truth, means) = self.quartic()?;
        let measured =
            format!("Mean of A^(4)_iiii, true value {}: {}.", short(truth), by_depth(&means, short));
        let holds = means.iter().all(|(_, mean)| *mean > truth);
        Ok(Claim::new(
            "The self-interaction A^(4)_iiii is larger than its true value, too small in magnitude; the lower A^(2)_ii makes up \
             for it in an effective theory.",
            measured,
            holds,
        ))
    }

    /// The diagonal of A^(4) of the shallowest network.
    pub(super) fn shallow_quartic(&self) -> Found {
        let (truth, means) = self.quartic()?;
        let most = self.thresholds().vanishing;
        let first = means.first().map_or(f64::NAN, |(_, mean)| mean / truth);
        let measured = format!(
            "At the smallest depth the mean of A^(4)_iiii is {} of the true value {}, to be at most {} in magnitude.",
            short(first),
            short(truth),
            short(most)
        );
        Ok(Claim::new("In shallow networks A^(4)_iiii is about zero.", measured, first.abs() <= most))
    }

    /// The diagonal of A^(4) over depth.
    pub(super) fn growing_quartic(&self) -> Found {
        let (truth, means) = self.quartic()?;
        let shares: Vec<(usize, f64)> = means.iter().map(|&(depth, mean)| (depth, mean / truth)).collect();
        let (ordered, least) = (share_ordered(&shares), self.thresholds().ordered);
        let measured = format!(
            "Mean of A^(4)_iiii in units of the true value: {}. It grows in {} of all pairs of depths, to be at least {}.",
            by_depth(&shares, short),
            short(ordered),
            short(least)
        );
        Ok(Claim::new("A^(4)_iiii grows with depth.", measured, ordered >= least))
    }

    /// The test losses over depth.
    pub(super) fn losses(&self) -> Found {
        let losses = self.each(|learned| learned.history.final_loss().ok_or_else(|| "no losses".into()))?;
        let falling: Vec<(usize, f64)> = losses.iter().map(|&(depth, loss)| (depth, -loss)).collect();
        let (ordered, least) = (share_ordered(&falling), self.thresholds().ordered);
        let measured = format!(
            "Lowest test loss of all epochs: {}. It falls in {} of all pairs of depths, to be at least {}.",
            by_depth(&losses, long),
            short(ordered),
            short(least)
        );
        Ok(Claim::new("Deeper networks learn better.", measured, ordered >= least))
    }

    /// In which share of the epochs the deepest network is ahead of the shallowest.
    pub(super) fn speed(&self) -> Found {
        let (shallow, deep) = self.learned.first().zip(self.learned.last()).ok_or("no networks")?;
        let losses =
            |learned: &Learned| learned.history.losses.iter().skip(1).map(|loss| loss.test).collect();
        let (slow, fast): (Vec<_>, Vec<_>) = (losses(shallow), losses(deep));
        let both: Vec<(f64, f64)> = fast.into_iter().zip(slow).filter_map(|(f, s)| f.zip(s)).collect();
        let ahead = both.iter().filter(|(fast, slow)| fast < slow).count();
        let least = self.thresholds().ordered;
        let measured = format!(
            "L = {} has a lower test loss than L = {} after {ahead} of {} epochs, to be at least {} of them.",
            deep.depth,
            shallow.depth,
            both.len(),
            short(least)
        );
        Ok(Claim::new("Depth speeds up learning.", measured, ahead as f64 >= least * both.len() as f64))
    }

    /// The cumulants over depth.
    pub(super) fn cumulants(&self) -> Found {
        let ends = self.learned.first().zip(self.learned.last()).ok_or("no networks")?;
        let noise = self.thresholds().noise;
        let mut words = Vec::new();
        let mut holds = true;
        for (place, order) in self.settings.orders.iter().enumerate() {
            let (first, last) = (ends.0.dissimilarity[place], ends.1.dissimilarity[place]);
            let floor = self.ground.floor[place];
            words.push(format!(
                "order {order}: {} to {} (samples alone: {})",
                short(first),
                short(last),
                short(floor)
            ));
            holds &= last < first || last.max(first) <= noise * floor;
        }
        let measured = format!(
            "1 - cos of cumulants of samples, from L = {} to L = {}: {}. Each is to fall, or to be within {} times what two \
             sets of samples of the theory differ by.",
            ends.0.depth,
            ends.1.depth,
            words.join("; "),
            short(noise)
        );
        Ok(Claim::new("With depth the cumulants approach those of the theory.", measured, holds))
    }

    /// Whether the learned theory is more than Gaussian.
    pub(super) fn beyond_gaussian(&self) -> Found {
        let place = self.settings.orders.iter().position(|order| *order == 3).ok_or("no third cumulants")?;
        let least = self.thresholds().third;
        let cosines = self.each(|learned| Ok(1.0 - learned.dissimilarity[place]))?;
        let measured = format!(
            "Cosine similarity of third cumulants, undefined for a Gaussian, to be at least {} for the deepest network: {}.",
            short(least),
            by_depth(&cosines, short)
        );
        let holds = cosines.last().is_some_and(|(_, cosine)| *cosine >= least);
        Ok(Claim::new(
            "The learned theory is effective, but not Gaussian: its third cumulants are those of the data.",
            measured,
            holds,
        ))
    }

    /// The true A^(2) of neighbours, β/2.
    fn neighbour(&self) -> Result<f64, Fault> {
        self.truth(2, Group::Adjacent)
    }

    fn truth(&self, rank: usize, group: Group) -> Result<f64, Fault> {
        let shallow = self.learned.first().ok_or("no networks")?;
        shallow.group(rank, group)?.truth.ok_or_else(|| "entries of a group differ".into())
    }

    /// The true A^(4)_iiii and the means of the learned ones.
    fn quartic(&self) -> Result<(f64, Vec<(usize, f64)>), Fault> {
        let means = self.each(|learned| Ok(learned.group(4, Group::Diagonal)?.mean))?;
        Ok((self.truth(4, Group::Diagonal)?, means))
    }
}
