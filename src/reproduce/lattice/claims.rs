//! What the paper says about the lattice, held against numbers.

use crate::action::Group;

use super::super::phrases::{ORDERED, by_depth, grows, long, short};
use super::super::{Claim, Fault, Workshop};
use super::LatticeSettings;
use super::study::{Ground, Learned};

/// A^(1) is right where its cosine similarity, Eq. (30), is at least this.
const COSINE: f64 = 0.99;

/// The mean of A^(2) of neighbours is right within this share of its true value.
const ADJACENT: f64 = 0.1;

/// Entries whose true value is zero are right where their root mean square is at most this share of β/2.
const ZERO: f64 = 0.1;

/// A^(4)_iiii of the shallowest network is about zero where its mean is at most this share of the true value.
const VANISHING: f64 = 0.1;

/// The third cumulants of the deepest network are those of the data where their cosine similarity is at least this.
const THIRD: f64 = 0.9;

/// Cumulants are as good as samples can tell within so many times the dissimilarity of two sets of samples of the theory.
/// 3/2 is expected of a perfect network, which has the errors of its training samples and those of its own.
const NOISE: f64 = 3.0;

/// What claims and plots are made from: all networks, the shallowest first.
pub(super) struct Evidence<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) learned: Vec<Learned>,
}

pub(super) type Found = Result<Claim, Fault>;

impl<'a> Evidence<'a> {
    pub(super) fn new(workshop: &Workshop<'_>, settings: &'a LatticeSettings) -> Result<Evidence<'a>, Fault> {
        let ground = Ground::new(workshop, settings)?;
        let learned = settings.depths.iter().map(|&depth| ground.learned(workshop, depth));
        let learned = learned.collect::<Result<_, _>>()?;
        Ok(Evidence { ground, learned })
    }

    /// The shallowest and the deepest network.
    pub(super) fn ends(&self) -> Result<(&Learned, &Learned), Fault> {
        self.learned.first().zip(self.learned.last()).ok_or_else(|| "no depths are given".into())
    }

    /// A number of each network.
    fn each(&self, of: impl Fn(&Learned) -> Result<f64, Fault>) -> Result<Vec<(usize, f64)>, Fault> {
        self.learned.iter().map(|learned| Ok((learned.depth, of(learned)?))).collect()
    }

    /// A^(1) in a field.
    pub(super) fn field(&self) -> Found {
        let cosines = self.each(|learned| Ok(learned.group(1, Group::All)?.cosine.unwrap_or(0.0)))?;
        let measured = format!(
            "Cosine similarity of A^(1), which is to be at least {COSINE}: {}.",
            by_depth(&cosines, short)
        );
        let holds = cosines.iter().all(|(_, cosine)| *cosine >= COSINE);
        Ok(Claim::new("The external field A^(1) is recovered, whatever the depth.", measured, holds))
    }

    /// A^(1) without a field.
    pub(super) fn no_field(&self) -> Found {
        let sizes = self.each(|learned| Ok(learned.group(1, Group::All)?.root_mean_square))?;
        let most = ZERO * self.neighbour()?;
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
        let truth = self.neighbour()?;
        let means = self.each(|learned| Ok(learned.group(2, Group::Adjacent)?.mean))?;
        let rest = self.each(|learned| Ok(learned.group(2, Group::Distant)?.root_mean_square))?;
        let most = ZERO * truth;
        let measured = format!(
            "Mean of A^(2) of neighbours, true value {}, to be met within {} %: {}. Root mean square of the others, true \
             value 0, to be at most {}: {}.",
            short(truth),
            short(100.0 * ADJACENT),
            by_depth(&means, short),
            short(most),
            by_depth(&rest, short)
        );
        let near = |value: f64| (value - truth).abs() <= ADJACENT * truth;
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
        let first = means.first().map_or(f64::NAN, |(_, mean)| mean / truth);
        let measured = format!(
            "At the smallest depth the mean of A^(4)_iiii is {} of the true value {}, to be at most {VANISHING} in magnitude.",
            short(first),
            short(truth)
        );
        Ok(Claim::new("In shallow networks A^(4)_iiii is about zero.", measured, first.abs() <= VANISHING))
    }

    /// The diagonal of A^(4) over depth.
    pub(super) fn growing_quartic(&self) -> Found {
        let (truth, means) = self.quartic()?;
        let shares: Vec<(usize, f64)> = means.iter().map(|&(depth, mean)| (depth, mean / truth)).collect();
        let (ordered, holds) = grows(&shares);
        let measured = format!(
            "Mean of A^(4)_iiii in units of the true value: {}. It grows in {ordered}.",
            by_depth(&shares, short)
        );
        Ok(Claim::new("A^(4)_iiii grows with depth.", measured, holds))
    }

    /// The test losses over depth.
    pub(super) fn losses(&self) -> Found {
        let losses = self.each(|learned| learned.history.final_loss().ok_or_else(|| "no losses".into()))?;
        let falling: Vec<(usize, f64)> = losses.iter().map(|&(depth, loss)| (depth, -loss)).collect();
        let (ordered, holds) = grows(&falling);
        let measured = format!(
            "Lowest test loss: {}. It falls in {ordered}. A Gaussian with the mean and covariance of the training samples has {}.",
            by_depth(&losses, long),
            long(self.ground.gaussian)
        );
        Ok(Claim::new("Deeper networks learn better.", measured, holds))
    }

    /// In which share of the epochs the deepest network is ahead of the shallowest.
    pub(super) fn speed(&self) -> Found {
        let (shallow, deep) = self.ends()?;
        let losses =
            |learned: &Learned| learned.history.losses.iter().skip(1).map(|loss| loss.test).collect();
        let (slow, fast): (Vec<_>, Vec<_>) = (losses(shallow), losses(deep));
        let both: Vec<(f64, f64)> = fast.into_iter().zip(slow).filter_map(|(f, s)| f.zip(s)).collect();
        let ahead = both.iter().filter(|(fast, slow)| fast < slow).count();
        let measured = format!(
            "L = {} has a lower test loss than L = {} after {ahead} of {} epochs, to be at least {ORDERED} of them.",
            deep.depth,
            shallow.depth,
            both.len()
        );
        Ok(Claim::new("Depth speeds up learning.", measured, ahead as f64 >= ORDERED * both.len() as f64))
    }

    /// The cumulants over depth.
    pub(super) fn cumulants(&self) -> Found {
        let (shallow, deep) = self.ends()?;
        let mut words = Vec::new();
        let mut holds = true;
        for (place, order) in self.ground.settings.orders.iter().enumerate() {
            let (first, last) = (shallow.dissimilarity[place], deep.dissimilarity[place]);
            let floor = self.ground.floor[place];
            words.push(format!(
                "order {order}: {} to {} (samples alone: {})",
                short(first),
                short(last),
                short(floor)
            ));
            holds &= last < first || last.max(first) <= NOISE * floor;
        }
        let measured = format!(
            "1 - cos of cumulants of samples, from L = {} to L = {}: {}. Each is to fall, or to be within {NOISE} times what two \
             sets of samples of the theory differ by.",
            shallow.depth,
            deep.depth,
            words.join("; ")
        );
        Ok(Claim::new("With depth the cumulants approach those of the theory.", measured, holds))
    }

    /// Whether the learned theory is more than Gaussian.
    pub(super) fn beyond_gaussian(&self) -> Found {
        let place =
            self.ground.settings.orders.iter().position(|order| *order == 3).ok_or("no third cumulants")?;
        let cosines = self.each(|learned| Ok(1.0 - learned.dissimilarity[place]))?;
        let measured = format!(
            "Cosine similarity of third cumulants, undefined for a Gaussian, to be at least {THIRD} for the deepest network: {}.",
            by_depth(&cosines, short)
        );
        let holds = cosines.last().is_some_and(|(_, cosine)| *cosine >= THIRD);
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
        let (shallow, _) = self.ends()?;
        shallow.group(rank, group)?.truth.ok_or_else(|| "entries of a group differ".into())
    }

    /// The true A^(4)_iiii and the means of the learned ones.
    fn quartic(&self) -> Result<(f64, Vec<(usize, f64)>), Fault> {
        let means = self.each(|learned| Ok(learned.group(4, Group::Diagonal)?.mean))?;
        Ok((self.truth(4, Group::Diagonal)?, means))
    }
}
