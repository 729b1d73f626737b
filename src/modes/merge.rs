//! The ends of several climbs, joined where they are the same point.

use std::cmp::Ordering;

use super::Mode;
use super::climb::norm;

/// Points closer than this share of the length are the same. Climbs end much closer to a maximum, unless it is flat.
const SAME: f64 = 1e-3;

/// Maxima whose values differ by less than this share are equally high.
const EQUAL: f64 = 1e-9;

/// Points of which those close to an earlier one are joined to it. The highest first.
pub(super) fn merged(mut points: Vec<Mode>, spread: f64) -> Vec<Mode> {
    // The sort is stable, so equal values stay in the order of the starts.
    points.sort_by(|a, b| b.value.total_cmp(&a.value));
    let mut distinct: Vec<Mode> = Vec::new();
    for point in points {
        match distinct.iter_mut().find(|other| is_same(&other.position, &point.position, spread)) {
            Some(other) => other.starts += point.starts,
            None => distinct.push(point),
        }
    }
    distinct
}

/// Of equally high points the first is that with the smaller coordinates.
pub(super) fn order(points: &mut [Mode]) {
    let is_equal = |a: &Mode, b: &Mode| (a.value - b.value).abs() <= EQUAL * a.value.abs().max(b.value.abs());
    for equal in points.chunk_by_mut(is_equal) {
        equal.sort_by(|a, b| a.position.partial_cmp(&b.position).unwrap_or(Ordering::Equal));
    }
}

fn is_same(a: &[f64], b: &[f64], spread: f64) -> bool {
    let difference: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    norm(&difference) <= SAME * spread
}
