//! Cumulants of samples, and how far they are from those of others.

use crate::action::{SymmetricTensor, compare_tensors};
use crate::data::Samples;
use crate::plot::Point;
use crate::statistics::Moments;
use ndarray::Axis;

use super::{Fault, Record};

/// Rows that are read at a time.
const ROWS: usize = 1 << 14;

/// The cumulants of order 1 to `order` of some coordinates, or of all of them.
pub(super) fn of_samples(
    samples: &Samples,
    order: usize,
    sites: Option<&[usize]>,
) -> Result<Vec<SymmetricTensor<f64>>, Fault> {
    let mut moments: Option<Moments<f64>> = None;
    for chunk in samples.chunks(ROWS) {
        let chunk = chunk?;
        let chunk = sites.map_or_else(|| chunk.clone(), |sites| chunk.select(Axis(1), sites));
        let near = || chunk.mean_axis(Axis(0)).unwrap_or_default().to_vec();
        moments.get_or_insert_with(|| Moments::new(chunk.ncols(), order, near())).add(chunk.view());
    }
    let moments = moments.filter(|moments| moments.rows() > order).ok_or("there are too few samples")?;
    Ok(moments.cumulants(order))
}

/// 1 - cos ∠(a, b) of Eq. (30) for these orders, where tensors of order 1, 2, .. are given; 1 where one side vanishes.
pub(super) fn dissimilarities(
    a: &[SymmetricTensor<f64>],
    b: &[SymmetricTensor<f64>],
    orders: &[usize],
) -> Vec<f64> {
    let one = |&order: &usize| {
        let cosine = compare_tensors(&a[order - 1], &b[order - 1]).cosine;
        1.0 - cosine.unwrap_or(0.0)
    };
    orders.iter().map(one).collect()
}

/// The numbers at `place` of recorded steps, as means over `window` adjacent records, and the band of one standard deviation
/// within them. Step 0 and means that are not positive have no place on a logarithmic axis and are left out.
pub(super) fn smoothed(records: &[Record], place: usize, window: usize) -> (Vec<Point>, Vec<(f64, f64)>) {
    let records: Vec<&Record> = records.iter().filter(|record| record.step > 0).collect();
    let window = window.clamp(1, records.len().max(1));
    let means = records.windows(window).map(|window| mean(window, place));
    means.filter(|(point, _)| point.y > 0.0).unzip()
}

fn mean(window: &[&Record], place: usize) -> (Point, (f64, f64)) {
    let (n, step) = (window.len() as f64, |record: &Record| record.step as f64);
    let average = |of: &dyn Fn(&Record) -> f64| window.iter().map(|record| of(record)).sum::<f64>() / n;
    let value = average(&|record| record.values[place]);
    let variance = average(&|record| (record.values[place] - value).powi(2));
    let middle = average(&|record| step(record).ln()).exp();
    (Point::new(middle, value), (value - variance.sqrt(), value + variance.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cumulants_of_chosen_coordinates() {
        let samples = Samples::from_array(ndarray::Array2::from_shape_fn((100, 3), |(i, j)| {
            ((i * (j + 1)) % 7) as f64
        }));
        let all = of_samples(&samples, 2, None).expect("samples");
        let some = of_samples(&samples, 2, Some(&[2, 0])).expect("samples");
        assert!((some[0].get(&[0]) - all[0].get(&[2])).abs() < 1e-12);
        assert!((some[1].get(&[0, 1]) - all[1].get(&[0, 2])).abs() < 1e-12);
        assert!(dissimilarities(&all, &all, &[1, 2]).iter().all(|d| d.abs() < 1e-12));
    }

    #[test]
    fn records_are_averaged_in_windows() {
        let record = |step, value| Record { step, values: vec![0.0, value] };
        let records = [record(0, 9.0), record(1, 1.0), record(4, 3.0), record(16, 5.0)];
        let (points, band) = smoothed(&records, 1, 2);
        assert_eq!(points.len(), 2);
        assert!((points[0].x - 2.0).abs() < 1e-12 && (points[0].y - 2.0).abs() < 1e-12);
        assert_eq!(band[1], (3.0, 5.0));
    }
}
