//! Loops that compilers turn into vector instructions: sums run in four lanes.

const LANES: usize = 4;

/// Σ_i a_i b_i over the shorter of the two.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    let (a, a_rest) = a[..n].as_chunks::<LANES>();
    let (b, b_rest) = b[..n].as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    total(sums) + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// Adds factor · c to `out` and gives Σ_i c_i x_i, in one pass over c.
pub(crate) fn dot_and_add(c: &[f64], x: &[f64], factor: f64, out: &mut [f64]) -> f64 {
    sum_and_add(c, x, out, |c, x| (c * x, factor * c))
}

/// Adds factor · c to `out`.
pub(crate) fn add(c: &[f64], factor: f64, out: &mut [f64]) {
    for (out, c) in out.iter_mut().zip(c) {
        *out += factor * c;
    }
}

/// Σ_i of the first results of `term(c_i, x_i)`; the second are added to `out`.
#[inline(always)]
pub(crate) fn sum_and_add(
    c: &[f64],
    x: &[f64],
    out: &mut [f64],
    term: impl Fn(f64, f64) -> (f64, f64),
) -> f64 {
    let n = c.len();
    let (c, c_rest) = c.as_chunks::<LANES>();
    let (x, x_rest) = x[..n].as_chunks::<LANES>();
    let (out, out_rest) = out[..n].as_chunks_mut::<LANES>();
    let mut sums = [0.0; LANES];
    for ((c, x), out) in c.iter().zip(x).zip(out) {
        for lane in 0..LANES {
            let (value, slope) = term(c[lane], x[lane]);
            sums[lane] += value;
            out[lane] += slope;
        }
    }
    let mut sum = total(sums);
    for ((c, x), out) in c_rest.iter().zip(x_rest).zip(out_rest) {
        let (value, slope) = term(*c, *x);
        sum += value;
        *out += slope;
    }
    sum
}

fn total(sums: [f64; LANES]) -> f64 {
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}
