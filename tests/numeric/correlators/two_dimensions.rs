//! Two variables against a quadrature.

use diagraction::theory;

use super::{assert_close, both, terms};

#[test]
fn weak_couplings_agree_with_quadrature() {
    let text = "dimension 2  S = -3/4 * x[0]^2 + 1/3 * x[0] * x[1] - 1/2 * x[1]^2 + 1/100 * x[0]^2 * x[1] - 1/120 * x[1]^3 \
                - 1/1200 * x[0]^4 - 1/600 * x[0]^2 * x[1]^2 - 1/1600 * x[1]^4 + 1/20 * x[0]";
    let action = theory::read(text).unwrap().to_f64().unwrap();
    let (steps, end) = (160, 11.0f64);
    let h = 2.0 * end / f64::from(steps);
    let place = |k: i32| -end + h * f64::from(k);
    // The trapezoid rule, exact to rounding for what vanishes at the ends.
    let average = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        let line = |i: i32| {
            (0..=steps)
                .map(|j| of(place(i), place(j)) * action.value(&[place(i), place(j)]).exp())
                .sum::<f64>()
        };
        (0..=steps).map(line).sum::<f64>() * h * h
    };
    let z = average(&|_, _| 1.0);
    let mean = [average(&|x, _| x) / z, average(&|_, y| y) / z];
    let central = |p: i32, q: i32| average(&|x, y| (x - mean[0]).powi(p) * (y - mean[1]).powi(q)) / z;
    let second = [central(2, 0), central(1, 1), central(0, 2)];
    let third = [central(3, 0), central(2, 1), central(1, 2), central(0, 3)];
    let fourth = [
        central(4, 0) - 3.0 * second[0] * second[0],
        central(3, 1) - 3.0 * second[0] * second[1],
        central(2, 2) - second[0] * second[2] - 2.0 * second[1] * second[1],
        central(1, 3) - 3.0 * second[1] * second[2],
        central(0, 4) - 3.0 * second[2] * second[2],
    ];
    let exact: [&[f64]; 5] = [&[z.ln()], &mean, &second, &third, &fourth];
    for expansion in both(&action) {
        for (order, (exact, loops)) in exact.iter().zip([4, 4, 3, 3, 2]).enumerate() {
            let terms = terms(&expansion, order, loops);
            let (classical, gaussian) = expansion.ln_z();
            for (entry, exact) in exact.iter().enumerate() {
                let sum: f64 = terms.iter().map(|term| term[entry]).sum();
                let found = if order == 0 { sum + classical + gaussian } else { sum };
                // The last term is the error.
                let last = terms.last().unwrap()[entry].abs();
                assert_close(found, *exact, (3.0 * last).max(1e-9));
                assert!(last < 1e-4, "order {order}: {last:e}");
            }
        }
    }
}
