//! The ends of several climbs, joined where they are the same point.

use std::cmp::Ordering;

use super::Mode;
use super::climb::norm;

/// Points closer than this share of the length are the same. Climbs end much closer to a maximum, unless it is flat.
const SAME: f64 = 1e-3;

/// Maxima whose values differ by less than this share are equally high.
const EQUAL: f64 = 1e-9;

/// Points with their values and counts; those close to an earlier one are joined to it. The highest first.
pub(super) fn merged(mut points: Vec<(Vec<f64>, f64, usize)>, spread: f64) -> Vec<(Vec<f64>, f64, usize)> {
    // The sort is stable, so equal values stay in the order of the starts.
    points.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut distinct: Vec<(Vec<f64>, f64, usize)> = Vec::new();
    for (position, value, starts) in points {
        match distinct.iter_mut().find(|(other, ..)| is_same(other, &position, spread)) {
            Some(other) => other.2 += starts,
            None => distinct.push((position, value, starts)),
        }
    }
    distinct
}

/// The same for maxima. Of equally high ones the first is that with the smaller coordinates.
pub(super) fn merged_modes(mut modes: Vec<Mode>, spread: f64) -> Vec<Mode> {
    modes.sort_by(|a, b| b.value.total_cmp(&a.value));
    let mut distinct: Vec<Mode> = Vec::new();
    for mode in modes {
        match distinct.iter_mut().find(|other| is_same(&other.position, &mode.position, spread)) {
            Some(other) => other.starts += mode.starts,
            None => distinct.push(mode),
        }
    }
    let is_equal = |a: &Mode, b: &Mode| (a.value - b.value).abs() <= EQUAL * a.value.abs().max(b.value.abs());
    for equal in distinct.chunk_by_mut(is_equal) {
        equal.sort_by(|a, b| a.position.partial_cmp(&b.position).unwrap_or(Ordering::Equal));
    }
    distinct
}

fn is_same(a: &[f64], b: &[f64], spread: f64) -> bool {
    let difference: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    norm(&difference) <= SAME * spread
}
