//! Autocovariances at all lags by Fourier transforms of length 2^k.

use std::f64::consts::TAU;

/// A complex number, real and imaginary part.
type Complex = (f64, f64);

/// Σ_i x_i x_{i+t} / (length · series) for t = 0 .. length - 1, summed over the centred series of this length that stand one
/// after the other. Padding with zeros keeps the ends apart.
pub(super) fn autocovariances(centred: &[f64], length: usize) -> Vec<f64> {
    let size = (2 * length).next_power_of_two();
    let roots: Vec<Complex> = (0..size / 2).map(|k| (-TAU * k as f64 / size as f64).sin_cos()).collect();
    let mut power = vec![(0.0, 0.0); size];
    let mut series = vec![(0.0, 0.0); size];
    for values in centred.chunks_exact(length) {
        series.fill((0.0, 0.0));
        for (slot, &value) in series.iter_mut().zip(values) {
            slot.0 = value;
        }
        transform(&mut series, &roots);
        for (sum, (re, im)) in power.iter_mut().zip(&series) {
            sum.0 += re * re + im * im;
        }
    }
    // The power spectrum is real and even, so that its transform is its inverse but for the factor.
    transform(&mut power, &roots);
    let factor = 1.0 / (size as f64 * centred.len() as f64);
    power[..length].iter().map(|(re, _)| re * factor).collect()
}

/// The bytes that [`autocovariances`] of series of this length take: two series of complex numbers, half as many roots, and the
/// result.
pub(super) fn memory(length: u64) -> u64 {
    let size = length.saturating_mul(2).checked_next_power_of_two().unwrap_or(u64::MAX);
    size.saturating_mul(40).saturating_add(length.saturating_mul(8))
}

/// The discrete Fourier transform in place, by halving. `roots` holds (sin, cos) of -2πk/n for k < n/2.
fn transform(values: &mut [Complex], roots: &[Complex]) {
    let n = values.len();
    reverse_bits(values);
    let mut half = 1;
    while half < n {
        let step = n / (2 * half);
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                let (sin, cos) = roots[k * step];
                let turned = (b.0 * cos - b.1 * sin, b.0 * sin + b.1 * cos);
                *b = (a.0 - turned.0, a.1 - turned.1);
                *a = (a.0 + turned.0, a.1 + turned.1);
            }
        }
        half *= 2;
    }
}

fn reverse_bits(values: &mut [Complex]) {
    let bits = values.len().trailing_zeros();
    for i in 0..values.len() {
        let j = i.reverse_bits() >> (usize::BITS - bits);
        if i < j {
            values.swap(i, j);
        }
    }
}
