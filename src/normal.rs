//! The quantiles and tails of the normal distribution.

use statrs::function::erf::{erfc, erfc_inv};

/// The x with Φ(x) = p for the standard normal distribution function Φ; infinite for p = 0 and 1, NaN
/// beyond.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    match p {
        0.0..=1.0 => -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p),
        _ => f64::NAN,
    }
}

/// 2 (1 - Φ(x)): how often chance is beyond x standard deviations, on either side.
pub(crate) fn two_sided_tail(x: f64) -> f64 {
    erfc(x / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::normal_quantile;

    #[test]
    fn quantiles_are_those_of_tables() {
        for (p, x) in [
            (0.5, 0.0),
            (0.3, -0.524_400_512_708_040_7),
            (0.975, 1.959_963_984_540_054),
            (0.9, 1.281_551_565_544_600_4),
            (1e-3, -3.090_232_306_167_813_5),
            (1e-9, -5.997_807_015_007_686_9),
            (1e-20, -9.262_340_089_798_408),
            (1e-300, -37.047_096_299_361_2),
        ] {
            assert!((normal_quantile(p) - x).abs() <= 1e-14 * x.abs(), "{p}: {}", normal_quantile(p));
        }
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }
}
