//! The number of diagrams of an expansion, as finely as is affordable.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use super::dressed;
use super::number::{Ln, Number};
use super::series::{Ring, Series, Tracked};
use super::size::Size;
use crate::diagram::{Grade, Stage};
use crate::rewrite::{Cutoffs, Expand};

/// The number of diagrams of an expansion, in all and by grade.
#[derive(Clone, Debug)]
pub struct Counts {
    total: Size,
    by_grade: Option<BTreeMap<Grade, BigUint>>,
    by_rank: Option<BTreeMap<usize, BigUint>>,
}

impl Counts {
    /// The number of diagrams under the cutoffs.
    pub fn total(&self) -> &Size {
        &self.total
    }

    /// The numbers by rank, where they can be written.
    pub fn by_rank(&self) -> Option<&BTreeMap<usize, BigUint>> {
        self.by_rank.as_ref()
    }

    /// The numbers by rank, splits and circles, where there are not too many of them.
    pub fn by_grade(&self) -> Option<&BTreeMap<Grade, BigUint>> {
        self.by_grade.as_ref()
    }
}

/// Numbers of more bits are given by their magnitude alone (about 300,000 digits).
const MAX_BITS: f64 = 1e6;

/// Larger numbers are beyond every limit, and their magnitude is enough.
const EXACT_LOG10: f64 = 20.0;

/// The work, in limb products, that a finer table may cost.
const MAX_WORK: f64 = 2e8;

/// The work, in products of logarithms, that the count under cutoffs may cost.
const MAX_LOGARITHMS: f64 = 2e7;

/// An upper bound where the cutoffs are so wide that counting under them takes too long: the number without
/// them.
fn too_wide(expand: &Expand) -> Option<f64> {
    let tracked = Tracked::needed(expand.wanted());
    let layers = f64::from(expand.depth() + 1);
    let arity = f64::from(expand.split_arities().iter().copied().max().unwrap_or(2));
    let is_too_wide = work(expand, tracked, 0.0) * layers * arity * arity > MAX_LOGARITHMS;
    is_too_wide.then(|| log10_total(&expand.clone().cutoffs(Cutoffs::none())))
}

pub(in crate::rewrite) fn count(expand: &Expand) -> Counts {
    let bare = |total| Counts { total, by_grade: None, by_rank: None };
    if let Some(bound) = too_wide(expand) {
        return bare(Size::AtMost(bound));
    }
    let cutoffs = expand.wanted();
    let bits = log10_total(expand) / std::f64::consts::LOG10_2;
    if bits > MAX_BITS {
        return bare(Size::Log10(bits * std::f64::consts::LOG10_2));
    }
    let needed = Tracked::needed(cutoffs);
    let tiers = [Tracked::ALL, Tracked { rank: true, ..needed }];
    let tier = tiers.into_iter().find(|&tracked| work(expand, tracked, bits) <= MAX_WORK);
    let tracked = tier.unwrap_or(needed);
    let mut diagrams = diagrams::<BigUint>(expand, tracked).0;
    diagrams.retain(|grade, _| grade.rank >= cutoffs.min_rank);
    let total = Size::from_sum(diagrams.values());
    let by_rank = tracked.rank.then(|| sum_by_rank(&diagrams));
    let complete = tracked.rank && tracked.chi && tracked.circles;
    Counts { total, by_rank, by_grade: complete.then_some(diagrams) }
}

/// The number of diagrams of an expansion, without a table.
pub(in crate::rewrite) fn total(expand: &Expand) -> Size {
    if let Some(bound) = too_wide(expand) {
        return Size::AtMost(bound);
    }
    let log10 = log10_total(expand);
    if log10 > EXACT_LOG10 {
        return Size::Log10(log10);
    }
    let mut diagrams = diagrams::<BigUint>(expand, Tracked::needed(expand.wanted())).0;
    diagrams.retain(|grade, _| grade.rank >= expand.wanted().min_rank);
    Size::from_sum(diagrams.values())
}

/// The number of distinct legs that start with any layer, whatever the lower end of the rank window.
pub(in crate::rewrite) fn legs(expand: &Expand) -> Size {
    if let Some(bound) = too_wide(expand) {
        return Size::AtMost(bound);
    }
    let tracked = Tracked::needed(expand.wanted());
    let ring = Ring { tracked, cutoffs: *expand.wanted() };
    let all = layers::<Ln>(expand, &ring).into_iter().reduce(|sum, legs| ring.sum(sum, &legs));
    let log10 = all.map_or(0.0, |legs| log10_of(&legs));
    if log10 > EXACT_LOG10 {
        return Size::Log10(log10);
    }
    Size::from_sum(layers::<BigUint>(expand, &ring).iter().flat_map(|legs| legs.0.values()))
}

/// The number of distinct legs by rank, possibly infinite: those that start with W, and what stands below it, D or χ. Below a bare
/// W stands a χ, unless it is a leg of the layer before.
pub(in crate::rewrite) fn legs_by_rank(expand: &Expand) -> BTreeMap<usize, f64> {
    let tracked = Tracked { rank: true, ..Tracked::needed(expand.wanted()) };
    let ring = Ring { tracked, cutoffs: *expand.wanted() };
    let mut by_rank = BTreeMap::new();
    let mut add = |series: Series<Ln>, times: f64| {
        for (grade, Ln(ln)) in series.0 {
            *by_rank.entry(grade.rank).or_insert(0.0) += times * ln.exp();
        }
    };
    if !expand.is_dressed() {
        add(leg_series(expand, &ring), 1.0);
    }
    let times = if expand.is_dressed() { 2.0 } else { 1.0 };
    layers(expand, &ring).into_iter().for_each(|legs| add(legs, times));
    by_rank
}

fn diagrams<N: Number>(expand: &Expand, tracked: Tracked) -> Series<N> {
    let ring = Ring { tracked, cutoffs: *expand.wanted() };
    let legs = leg_series(expand, &ring);
    let pairs = ring.unordered(&legs, 2);
    if expand.has_linear() { ring.sum(pairs, &legs) } else { pairs }
}

/// The legs of the vertex.
fn leg_series<N: Number>(expand: &Expand, ring: &Ring) -> Series<N> {
    let mut layers = layers(expand, ring);
    layers.swap_remove(layers.len() - 1)
}

/// The legs that start with each layer, leg_l, from the stage of the open legs to L + 1.
fn layers<N: Number>(expand: &Expand, ring: &Ring) -> Vec<Series<N>> {
    if expand.is_dressed() { dressed::layers(expand, ring) } else { bare_layers(expand, ring) }
}

fn bare_layers<N: Number>(expand: &Expand, ring: &Ring) -> Vec<Series<N>> {
    let circle: Series<N> = ring.monomial(Grade::CIRCLE);
    let open: Series<N> = ring.monomial(Grade::OPEN);
    let lowest = expand.stage().layer();
    let mut leg = match expand.stage() {
        Stage::A(_) => ring.sum(open, &circle),
        Stage::B(_) => open,
    };
    let mut layers = vec![leg.clone()];
    for _ in lowest..=expand.depth() {
        let mut stem = leg.clone();
        for &arity in expand.split_arities() {
            let splits = ring.product(&ring.monomial(Grade::SPLIT), &ring.unordered(&leg, arity));
            stem = ring.sum(stem, &splits);
        }
        leg = ring.sum(stem, &circle);
        layers.push(leg.clone());
    }
    layers
}

fn log10_total(expand: &Expand) -> f64 {
    let mut series = diagrams::<Ln>(expand, Tracked::needed(expand.wanted()));
    series.0.retain(|grade, _| grade.rank >= expand.wanted().min_rank);
    log10_of(&series)
}

fn log10_of(series: &Series<Ln>) -> f64 {
    let total = series.0.values().copied().reduce(|mut sum, number| {
        sum.add(&number);
        sum
    });
    total.map_or(0.0, |Ln(ln)| ln / std::f64::consts::LN_10)
}

/// An estimate of the limb products that the last multiplication takes with these variables.
fn work(expand: &Expand, tracked: Tracked, bits: f64) -> f64 {
    let Cutoffs { max_rank, max_chi, max_circles, .. } = *expand.wanted();
    let activations = expand.depth() + 1 - expand.stage().layer();
    let arity = f64::from(expand.split_arities().iter().copied().max().unwrap_or(2));
    let capped = |ends: f64, max: Option<usize>| max.map_or(ends, |max| ends.min(max as f64)) + 1.0;
    // Every split of a dressed diagram raises the rank.
    let max_chi = if expand.is_dressed() { max_chi.into_iter().chain(max_rank).min() } else { max_chi };
    // The ends of a diagram, open or circles, are 2 and p - 1 more for each split.
    let splits = capped(arity.powf(f64::from(activations)), max_chi);
    let ends = splits * (arity - 1.0) + 2.0;
    let range = |tracked: bool, size: f64| if tracked { size } else { 1.0 };
    let (rank, chi) = (range(tracked.rank, capped(ends, max_rank)), range(tracked.chi, splits));
    // With a single arity the number of circles follows from rank and splits.
    let follows = !expand.is_dressed() && expand.split_arities().len() == 1 && tracked.rank && tracked.chi;
    let most_circles = if expand.is_dressed() { splits * (arity - 2.0) + 2.0 } else { ends };
    let circles = if follows { 1.0 } else { range(tracked.circles, capped(most_circles, max_circles)) };
    let terms = rank * chi * circles;
    let limbs = (bits / 128.0).max(1.0);
    terms * terms * limbs * limbs
}

fn sum_by_rank(diagrams: &BTreeMap<Grade, BigUint>) -> BTreeMap<usize, BigUint> {
    let mut by_rank = BTreeMap::<usize, BigUint>::new();
    for (grade, number) in diagrams {
        *by_rank.entry(grade.rank).or_default() += number;
    }
    by_rank
}
