//! The sums of the factors without any diagram, from the network of one variable.

use num_bigint::BigInt;
use num_traits::{One, Zero};

/// A polynomial by powers, cut off behind the last one that is held.
type Series = Vec<BigInt>;

/// The sums of the factors of κ_n at 0 to so many loops.
///
/// # Formula
/// With all tensors equal to 1 a diagram is worth its factor: x = p_L(z), p_0 = z, p_l = p_{l-1} - p_{l-1}^2 for D_l = 1, and κ_n of
/// p_L(z), z ~ N(0, hbar), has the diagrams with l loops at hbar^(n-1+l). Cumulants follow from the moments by
/// m_n = Σ_k (n-1 choose k-1) κ_k m_{n-k}.
pub(super) fn sums(order: usize, depth: u32, loops: usize) -> Vec<BigInt> {
    let lines = order - 1 + loops;
    let mut tree = vec![BigInt::zero(); 2 * lines + 1];
    tree.iter_mut().skip(1).take(1).for_each(|first| *first = BigInt::one());
    for _ in 0..depth {
        let square = product(&tree, &tree);
        tree.iter_mut().zip(square).for_each(|(term, square)| *term -= square);
    }
    let mut power = vec![BigInt::zero(); 2 * lines + 1];
    power[0] = BigInt::one();
    let mut moments: Vec<Series> = Vec::new();
    for _ in 0..=order {
        moments.push(gaussian(&power));
        power = product(&power, &tree);
    }
    let mut cumulants: Vec<Series> = vec![Series::new()];
    for n in 1..=order {
        let mut cumulant = moments[n].clone();
        let mut ways = BigInt::one();
        for k in 1..n {
            for (sum, term) in cumulant.iter_mut().zip(product(&cumulants[k], &moments[n - k])) {
                *sum -= &ways * term;
            }
            ways = ways * (n - k) / k;
        }
        cumulants.push(cumulant);
    }
    let mut sums = cumulants.swap_remove(order).split_off(order - 1);
    if order == 1 {
        // The mode, which is 0 here.
        sums[0] = BigInt::one();
    }
    sums
}

/// The average over z by powers of hbar: (2m - 1)!! for z^{2m}.
fn gaussian(series: &Series) -> Series {
    let mut odd = BigInt::one();
    let average = |(m, term): (usize, &BigInt)| {
        if m > 0 {
            odd *= 2 * m - 1;
        }
        term * &odd
    };
    series.iter().step_by(2).enumerate().map(average).collect()
}

fn product(a: &Series, b: &Series) -> Series {
    let mut product = vec![BigInt::zero(); a.len().min(b.len())];
    for (i, a) in a.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
        product.iter_mut().skip(i).zip(b).for_each(|(sum, b)| *sum += a * b);
    }
    product
}
