//! The points of a scatter plot by group, of which those that would lie on others are left out.

use super::super::figure::{Point, Points};
use super::super::thin::Thinned;
use crate::action::Group;
use crate::text::grouped;

/// The most points of a scatter plot.
const MOST_POINTS: usize = 2000;

/// The points of a group.
pub(super) struct Cloud<P> {
    pub(super) group: Group,
    /// The number of points, also of those at the origin that `points` has only once.
    pub(super) size: u128,
    pub(super) points: P,
}

/// The points of a panel of this name, and what to say about those that are left out.
pub(super) fn drawn<P>(name: &str, clouds: Vec<Cloud<P>>) -> (Vec<Points>, Option<String>)
where
    P: Iterator<Item = Point> + Clone,
{
    let all = clouds.iter().map(|cloud| cloud.size).sum::<u128>();
    if all <= MOST_POINTS as u128 {
        let whole =
            |cloud: Cloud<P>| Points { label: cloud.group.to_string(), points: cloud.points.collect() };
        return (clouds.into_iter().map(whole).collect(), None);
    }
    let most = MOST_POINTS / clouds.len();
    let grid = Thinned::new(range(&clouds, |point| point.x), range(&clouds, |point| point.y));
    let thinned = clouds.into_iter().map(|Cloud { group, points, .. }| {
        let mut thinned = grid.clone();
        points.for_each(|point| thinned.push(point));
        let (points, cells) = thinned.points(most);
        (Points { label: group.to_string(), points }, cells)
    });
    let (groups, cells): (Vec<Points>, Vec<usize>) = thinned.unzip();
    let drawn = groups.iter().map(|group| group.points.len() as u128).sum::<u128>();
    let cells = cells.into_iter().min().unwrap_or(1);
    let note = (drawn < all).then(|| {
        let (drawn, all) = (grouped(drawn), grouped(all));
        format!("{name}: {drawn} of {all} points, and none of the others is further than 1/{cells} of the axes from these.")
    });
    (groups, note)
}

fn range<P: Iterator<Item = Point> + Clone>(clouds: &[Cloud<P>], pick: fn(&Point) -> f64) -> (f64, f64) {
    let points = clouds.iter().flat_map(|cloud| cloud.points.clone());
    points.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
        let value = pick(&point);
        (value.min(low), value.max(high))
    })
}
