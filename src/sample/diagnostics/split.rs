//! Chains cut into halves, with their quantiles.

/// The values of all chains, each chain cut into two halves of equal length, one half after the other.
///
/// Halves show a chain that is still drifting as two chains that do not agree.
pub(super) struct Split {
    values: Vec<f64>,
    /// The number of values in a half.
    length: usize,
}

impl Split {
    /// `None` for fewer than four values in a chain, or values that are not finite. An odd value in the middle is left out.
    pub(super) fn new(chains: &[&[f64]]) -> Option<Split> {
        let rows = chains.iter().map(|chain| chain.len()).min()?;
        let length = rows / 2;
        if 2 * length < super::FEWEST {
            return None;
        }
        let halves = chains.iter().flat_map(|chain| [&chain[..length], &chain[rows - length..rows]]);
        let values: Vec<f64> = halves.flatten().copied().collect();
        values.iter().all(|value| value.is_finite()).then_some(Split { values, length })
    }

    /// Other values in the place of these.
    pub(super) fn with(&self, values: Vec<f64>) -> Split {
        Split { values, length: self.length }
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The number of all values.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The number of values in a half.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn halves(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.length)
    }

    /// The places of the values in rising order.
    pub(super) fn order(&self) -> Vec<u32> {
        let count = u32::try_from(self.values.len()).expect("fewer than 2^32 draws");
        let mut keyed: Vec<(f64, u32)> = self.values.iter().copied().zip(0..count).collect();
        keyed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    /// |x - median| for every value.
    pub(super) fn folded(&self, order: &[u32]) -> Vec<f64> {
        let median = self.quantile(order, 0.5);
        self.values.iter().map(|value| (value - median).abs()).collect()
    }

    /// The places of the folded values in rising order: those of both sides of the median, merged.
    pub(super) fn folded_order(&self, order: &[u32]) -> Vec<u32> {
        let median = self.quantile(order, 0.5);
        let distance = |place: &u32| (self.values[*place as usize] - median).abs();
        let (below, above) = order.split_at(order.len() / 2);
        let (mut below, mut above) = (below.iter().rev().peekable(), above.iter().peekable());
        let next = || match (below.peek(), above.peek()) {
            (Some(&a), Some(&b)) if distance(a) <= distance(b) => below.next().copied(),
            (_, Some(_)) => above.next().copied(),
            _ => below.next().copied(),
        };
        std::iter::from_fn(next).collect()
    }

    /// The quantile of probability p, linear between neighbouring values.
    pub(super) fn quantile(&self, order: &[u32], p: f64) -> f64 {
        let place = p * (order.len() - 1) as f64;
        let value = |place: usize| self.values[order[place.min(order.len() - 1)] as usize];
        let (lower, upper) = (value(place as usize), value(place as usize + 1));
        lower + place.fract() * (upper - lower)
    }

    /// 1 where a value is at most the bound, 0 where it is more.
    pub(super) fn below(&self, bound: f64) -> Split {
        self.with(self.values.iter().map(|&value| f64::from(u8::from(value <= bound))).collect())
    }
}
