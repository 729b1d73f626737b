//! What cannot be fitted, and why.

use diagraction::data::Samples;
use diagraction::fit::{FitError, Monomials, Options, score_matching};
use ndarray::Array2;

use super::MEMORY;
use super::pulls::gaussian;

fn refused(x: Array2<f64>, options: &Options) -> FitError {
    score_matching(&Samples::from_array(x), options).unwrap_err()
}

#[test]
fn a_constant_coordinate_is_named() {
    let mut x = gaussian(100, &[1.0, 1.0, 1.0], 0.0, 1);
    x.column_mut(1).fill(2.5);
    let error = refused(x, &Options::dense(2, MEMORY));
    assert!(matches!(error, FitError::Constant { coordinate: 1, value } if value == 2.5), "{error}");
    assert!(error.to_string().contains("coordinate 1"), "{error}");
}

#[test]
fn a_coordinate_in_units_that_are_out_of_range_is_named() {
    for (factor, rank) in [(1e-200, 2), (1e200, 2), (1e-40, 4), (1e40, 4)] {
        let x = gaussian(100, &[1.0, factor], 0.0, 1);
        let error = refused(x, &Options::dense(rank, MEMORY));
        assert!(matches!(error, FitError::Units { coordinate: 1, .. }), "{error}");
        assert!(error.to_string().contains("rescale"), "{error}");
    }
    let of = |factor: f64| {
        let samples = Samples::from_array(gaussian(100, &[factor, factor], 0.0, 1));
        let fit = score_matching(&samples, &Options::dense(4, MEMORY)).unwrap();
        let last = fit.couplings().last().unwrap();
        (last.value * factor.powi(4), last.error * factor.powi(4))
    };
    let (value, error) = of(1.0);
    // Powers of two, so that the samples scale without rounding. Both coordinates have one unit, since J depends on their ratio.
    for factor in [2f64.powi(-100), 2f64.powi(100)] {
        let scaled = of(factor);
        assert!((scaled.0 - value).abs() < 1e-6 * error, "{} and {value} +- {error}", scaled.0);
        assert!((scaled.1 / error - 1.0).abs() < 1e-6, "{} and {error}", scaled.1);
    }
    let constant = refused(Array2::from_elem((100, 1), 1e-200), &Options::dense(2, MEMORY));
    assert!(matches!(constant, FitError::Constant { coordinate: 0, .. }), "{constant}");
}

#[test]
fn there_are_more_samples_than_coefficients() {
    let error = refused(gaussian(69, &[1.0; 4], 0.0, 2), &Options::dense(4, MEMORY));
    assert!(matches!(error, FitError::TooFew { unknowns: 69, rows: 69 }), "{error}");
    assert!(
        score_matching(&Samples::from_array(gaussian(700, &[1.0; 4], 0.0, 2)), &Options::dense(4, MEMORY))
            .is_ok()
    );
}

/// Equal coordinates, and coordinates with two values, of which x and x³ cannot be told apart.
#[test]
fn singular_equations_name_a_monomial() {
    let one = gaussian(300, &[1.0], 0.0, 3);
    let twice = Array2::from_shape_fn((300, 2), |(i, j)| one[[i, 0]] * (1 + j) as f64);
    let error = refused(twice, &Options::dense(2, MEMORY));
    assert!(matches!(&error, FitError::Singular { index } if index.len() == 2), "{error}");
    let signs = one.mapv(f64::signum);
    let error = refused(signs, &Options::dense(4, MEMORY));
    assert!(matches!(&error, FitError::Singular { index } if index.len() > 2), "{error}");
    assert!(error.to_string().contains("x0^"), "{error}");
}

#[test]
fn what_does_not_fit_is_refused_before_the_work() {
    let x = gaussian(300, &[1.0; 100], 0.0, 4);
    let error = refused(x.clone(), &Options::dense(4, MEMORY));
    assert!(matches!(&error, FitError::Memory { unknowns, .. } if unknowns == "4598125"), "{error}");
    let error = refused(x, &Options::dense(2, 1 << 20));
    assert!(
        matches!(error, FitError::Memory { needed, available: 1_048_576, .. } if needed > 8 * 5150 * 5150)
    );
}

#[test]
fn blocks_and_ridges_that_make_no_sense() {
    let x = gaussian(1000, &[1.0], 0.0, 5);
    let options = Options { block: Some(51), ..Options::dense(2, MEMORY) };
    let error = refused(x.clone(), &options);
    assert!(matches!(error, FitError::Blocks { blocks: 19, length: 51, fewest: 20 }), "{error}");
    for ridge in [-1.0, f64::NAN, f64::INFINITY] {
        let options = Options { ridge: Some(ridge), ..Options::dense(2, MEMORY) };
        assert!(matches!(refused(x.clone(), &options), FitError::Ridge(_)));
    }
}

#[test]
fn supports_that_do_not_fit() {
    assert!(matches!(Monomials::new(2, [vec![0, 2]]), Err(FitError::Index { .. })));
    assert!(matches!(Monomials::new(2, [vec![]]), Err(FitError::EmptySupport)));
    let options = Options::on(Monomials::new(3, [vec![0]]).unwrap(), MEMORY);
    let error = refused(gaussian(100, &[1.0, 1.0], 0.0, 6), &options);
    assert!(matches!(error, FitError::Dimension { expected: 3, found: 2 }), "{error}");
}
