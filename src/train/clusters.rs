//! The start of a mixture: Gaussians of clusters of the data, by expectation and maximisation from k-means and from peaks of the data.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};
use rand::RngExt;
use rayon::prelude::*;

use super::TrainError;
use super::whiten::inverse_root;
use crate::random::generator;
use crate::shares::shares;

/// Rows that the start is found from.
pub(super) const ROWS: usize = 1 << 14;

/// Starts of k-means; of these and that from peaks the one with the most likely Gaussians is taken.
const STARTS: u64 = 8;

/// Rounds of k-means and then of expectation and maximisation.
const ROUNDS: usize = 30;

/// Starts that are improved at the same time, each with its rows twice; none without components.
pub(super) fn at_once(components: usize) -> usize {
    if components == 0 { 0 } else { rayon::current_num_threads().min(STARTS as usize + 1) }
}

/// The streams of the starts; those of the epochs are numbered from zero.
const STREAM: u64 = 1 << 62;

/// Covariances have this share of that of all rows added, so that no cluster is flat.
const BROADER: f64 = 1e-3;

/// A Gaussian with its weight: u = root · z + shift is standard.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) weight: f64,
    pub(super) root: Array2<f64>,
    pub(super) shift: Array1<f64>,
    ln_det: f64,
}

/// Gaussians of so many clusters of rows.
///
/// # Errors
/// Rows in a hyperplane.
pub(super) fn clusters(
    rows: ArrayView2<'_, f64>,
    number: usize,
    seed: u64,
) -> Result<Vec<Cluster>, TrainError> {
    let all = fitted(rows, Array1::ones(rows.nrows()).view(), None)?;
    // The last is from peaks, where there are enough.
    let starts: Vec<Option<u64>> = (0..STARTS).map(Some).chain([None]).collect();
    let shares = |start: Option<u64>| match start {
        Some(start) => Some(kmeans(rows, number, seed, start)),
        None => peaks(rows, number),
    };
    let found = starts.into_par_iter().filter_map(shares).map(|shares| maximised(rows, shares, &all));
    let mut best: Option<(f64, Vec<Cluster>)> = None;
    for found in found.collect::<Result<Vec<_>, _>>()? {
        if found.0.is_finite() && best.as_ref().is_none_or(|(lowest, _)| found.0 > *lowest) {
            best = Some(found);
        }
    }
    best.map(|(_, found)| found).ok_or(TrainError::Start { loss: f64::NAN })
}

/// The share of each cluster (columns) in each row, one or zero, by k-means with starts far from each other (k-means++).
///
/// # Source
/// D. Arthur and S. Vassilvitskii, SODA 2007, p. 1027.
fn kmeans(rows: ArrayView2<'_, f64>, number: usize, seed: u64, start: u64) -> Array2<f64> {
    let mut random = generator(seed, STREAM + start);
    let n = rows.nrows();
    let mut centres = vec![rows.row(random.random_range(0..n)).to_owned()];
    let mut nearest = vec![f64::INFINITY; n];
    while centres.len() < number {
        let last = &centres[centres.len() - 1];
        for (row, nearest) in rows.outer_iter().zip(&mut nearest) {
            *nearest = nearest.min(distance(row, last.view()));
        }
        let mut left = random.random_range(0.0..1.0) * nearest.iter().sum::<f64>();
        let next = nearest.iter().position(|distance| {
            left -= distance;
            left < 0.0
        });
        centres.push(rows.row(next.unwrap_or(n - 1)).to_owned());
    }
    let mut shares = Array2::zeros((n, number));
    for _ in 0..ROUNDS {
        let before = std::mem::replace(&mut shares, nearest_of(rows, &centres));
        if shares == before {
            break;
        }
        for (centre, share) in centres.iter_mut().zip(shares.columns()) {
            let count = share.sum();
            if count > 0.0 {
                *centre = share.dot(&rows) / count;
            }
        }
    }
    shares
}

fn distance(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

/// The share of each centre in each row: one for the nearest.
fn nearest_of(rows: ArrayView2<'_, f64>, centres: &[Array1<f64>]) -> Array2<f64> {
    let mut shares = Array2::zeros((rows.nrows(), centres.len()));
    for (row, mut share) in rows.outer_iter().zip(shares.outer_iter_mut()) {
        let far: Vec<f64> = centres.iter().map(|centre| distance(row, centre.view())).collect();
        let nearest = (0..centres.len()).min_by(|&a, &b| far[a].total_cmp(&far[b])).unwrap_or(0);
        share[nearest] = 1.0;
    }
    shares
}

/// Rows that peaks are climbed to, and rows that the density is estimated from.
const CLIMBS: usize = 100;
const KERNELS: usize = 1000;

/// The shares of the highest peaks of the density of the rows, estimated with Gaussian kernels, by mean shift; none where there are
/// fewer peaks than clusters. The width of kernels is Silverman's for rows of unit covariance.
///
/// # Source
/// D. Comaniciu and P. Meer, IEEE Trans. Pattern Anal. Mach. Intell. 24, 603 (2002).
fn peaks(rows: ArrayView2<'_, f64>, number: usize) -> Option<Array2<f64>> {
    let kernels = rows.slice(s![..;rows.nrows().div_ceil(KERNELS), ..]);
    let starts = kernels.slice(s![..;kernels.nrows().div_ceil(CLIMBS), ..]);
    let (count, d) = kernels.dim();
    let width = (4.0 / ((d as f64 + 2.0) * count as f64)).powf(1.0 / (d as f64 + 4.0));
    let weights = |x: &Array1<f64>| -> Array1<f64> {
        let kernel = |row| (-distance(row, x.view()) / (2.0 * width * width)).exp();
        kernels.outer_iter().map(kernel).collect()
    };
    let mut peaks: Vec<(f64, Array1<f64>)> = Vec::new();
    for start in starts.outer_iter() {
        let mut x = start.to_owned();
        for _ in 0..ROUNDS {
            let weights = weights(&x);
            let next = weights.dot(&kernels) / weights.sum();
            let step = distance(next.view(), x.view());
            x = next;
            if step < 1e-6 * width * width {
                break;
            }
        }
        if peaks.iter().all(|(_, peak)| distance(peak.view(), x.view()) > width * width) {
            peaks.push((weights(&x).sum(), x));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let centres: Vec<Array1<f64>> = peaks.into_iter().map(|(_, peak)| peak).take(number).collect();
    (centres.len() == number).then(|| nearest_of(rows, &centres))
}

/// Gaussians of these shares, made more likely; with the mean of ln p.
fn maximised(
    rows: ArrayView2<'_, f64>,
    mut taken: Array2<f64>,
    all: &Cluster,
) -> Result<(f64, Vec<Cluster>), TrainError> {
    let number = taken.ncols();
    let mut found = Vec::new();
    let mut ln_p = f64::NAN;
    for _ in 0..ROUNDS {
        found = taken
            .columns()
            .into_iter()
            .map(|share| fitted(rows, share, Some(all)))
            .collect::<Result<Vec<_>, _>>()?;
        for (cluster, mut column) in found.iter().zip(taken.columns_mut()) {
            let u = rows.dot(&cluster.root.t()) + &cluster.shift;
            let ln = cluster.weight.ln() + cluster.ln_det;
            column.assign(&u.map_axis(Axis(1), |u| ln - u.dot(&u) / 2.0));
        }
        let mut sum = 0.0;
        for row in taken.as_slice_mut().expect("rows in standard layout").chunks_exact_mut(number) {
            sum += shares(row);
        }
        ln_p = sum / rows.nrows() as f64;
    }
    Ok((ln_p, found))
}

/// The Gaussian of rows by their shares, a little broader.
fn fitted(
    rows: ArrayView2<'_, f64>,
    share: ArrayView1<'_, f64>,
    all: Option<&Cluster>,
) -> Result<Cluster, TrainError> {
    let (n, d) = rows.dim();
    let count = share.sum();
    // A cluster without rows is as broad as all of them.
    if let Some(all) = all.filter(|_| count < d as f64 + 1.0) {
        return Ok(Cluster { weight: 1.0 / n as f64, ..all.clone() });
    }
    let mean = share.dot(&rows) / count;
    let apart = &rows - &mean;
    let weighted = &apart * &share.insert_axis(Axis(1));
    let mut covariance = weighted.t().dot(&apart) / count;
    if all.is_some() {
        covariance.diag_mut().mapv_inplace(|entry| entry + BROADER);
    }
    let (root, ln_det) = inverse_root(covariance.view())?;
    let shift = -root.dot(&mean);
    Ok(Cluster { weight: count / n as f64, root, shift, ln_det })
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::{clusters, peaks};

    #[test]
    fn peaks_are_where_the_rows_are_dense() {
        // Three of four rows are spread evenly, and one in four is close to one of two points.
        let rows = Array2::from_shape_fn((2000, 2), |(n, i)| {
            let even = |step: f64| ((n as f64 * step).fract() - 0.5) * 4.0;
            let at = |place: f64| place + 0.05 * even(0.618_034 + i as f64 * 0.1);
            match (n % 8, i) {
                (0, _) => at(1.2),
                (1, _) => at(-1.2),
                (_, 0) => even(0.618_034),
                _ => even(0.754_878),
            }
        });
        let shares = peaks(rows.view(), 2).expect("two peaks");
        assert!((shares[[0, 0]] - shares[[1, 0]]).abs() == 1.0, "{shares}");
        assert!((shares.column(0).sum() - 1000.0).abs() < 60.0, "{}", shares.column(0).sum());
    }

    #[test]
    fn separate_clusters_are_found() {
        // Two squares, of which one has three quarters of the rows.
        let rows = Array2::from_shape_fn((800, 2), |(n, i)| {
            let cell = if i == 0 { n % 20 } else { n / 20 } as f64 / 20.0;
            if n % 4 == 0 { cell - 4.0 } else { cell + 3.0 }
        });
        let mut found = clusters(rows.view(), 2, 1).expect("two clusters");
        found.sort_by(|a, b| a.weight.total_cmp(&b.weight));
        assert!((found[0].weight - 0.25).abs() < 1e-6 && (found[1].weight - 0.75).abs() < 1e-6, "{found:?}");
        let own = rows.dot(&found[0].root.t()) + &found[0].shift;
        let inner: Vec<f64> = (0..800).step_by(4).map(|n| own[[n, 0]]).collect();
        let mean = inner.iter().sum::<f64>() / 200.0;
        let variance = inner.iter().map(|u| (u - mean).powi(2)).sum::<f64>() / 200.0;
        assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
