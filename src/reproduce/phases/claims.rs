//! What is expected of mixtures, and what is found.

use super::study::{GAUSSIAN, MIXTURE, Placed, Study};
use super::with_error;
use crate::reproduce::phrases::{long, short};
use crate::reproduce::{Claim, Fault};
use crate::statistics::Measured;

/// A gain of so many standard errors is none by chance.
const ERRORS: f64 = 10.0;

/// A mode that is less than this from a maximum, in standard deviations, is at it.
const AT: f64 = 0.5;

/// Cumulants are nearer where their distance is smaller by more than this many standard errors.
const NEARER: f64 = 2.0;

/// All of one theory.
pub(super) fn of(study: &Study) -> Result<[Claim; 3], Fault> {
    let title = &study.case.title;
    let [one, many] = [GAUSSIAN, MIXTURE].map(|place| &study.densities[place]);
    let (below, gain) = (one.mean()?.value, many.gain(one)?);
    Ok([
        likelihood(title, below, gain),
        modes(title, &study.placed()?),
        cumulants(study, &one.distances, &many.distances),
    ])
}

fn likelihood(title: &str, below: f64, gain: Measured) -> Claim {
    Claim::new(
        format!(
            "{title}: a mixture with a component for each maximum has a higher likelihood than one Gaussian."
        ),
        format!(
            "ln p of other draws is {} with one Gaussian and {} ± {} more with the mixture, {:.0} standard errors, which should be more \
             than {ERRORS}.",
            long(below),
            short(gain.value),
            short(gain.error),
            gain.value / gain.error
        ),
        gain.value > ERRORS * gain.error,
    )
}

fn modes(title: &str, placed: &[Placed]) -> Claim {
    let mut maxima: Vec<usize> = placed.iter().map(|component| component.maximum).collect();
    maxima.sort_unstable();
    maxima.dedup();
    let words = |one: &Placed| {
        format!(
            "component {} is {} standard deviations from maximum {}",
            one.component,
            short(one.distance),
            one.maximum
        )
    };
    let words: Vec<String> = placed.iter().map(words).collect();
    Claim::new(
        format!(
            "{title}: each component has its mode at a maximum of the true density, within half a standard deviation, each at another."
        ),
        format!("The mode of {}; each should be less than {AT}.", words.join(", that of ")),
        maxima.len() == placed.len() && placed.iter().all(|component| component.distance < AT),
    )
}

fn cumulants(study: &Study, one: &[Measured], many: &[Measured]) -> Claim {
    let title = &study.case.title;
    let higher: Vec<(usize, Measured, Measured)> =
        (1..).zip(one.iter().zip(many)).skip(2).map(|(order, (one, many))| (order, *one, *many)).collect();
    let words = higher.iter().map(|(order, one, many)| {
        let [one, many] = [one, many].map(|distance| with_error(*distance, short));
        format!("order {order}: {one} with one Gaussian, {many} with the mixture")
    });
    let words: Vec<String> = words.collect();
    let symmetry = if study.case.is_even() { " (of order 3, which vanish, over |κ₂|^(3/2))" } else { "" };
    Claim::new(
        format!("{title}: cumulants beyond the second are nearer to the true ones than with one Gaussian."),
        format!(
            "Their distance over the norm of the true ones{symmetry}, {}. That of the mixture should be smaller in one order at least and larger in none, by more than {NEARER} standard errors.",
            words.join("; ")
        ),
        higher.iter().any(|(_, one, many)| is_nearer(*one, *many))
            && !higher.iter().any(|(_, one, many)| is_nearer(*many, *one)),
    )
}

fn is_nearer(one: Measured, many: Measured) -> bool {
    one.value - many.value > NEARER * one.error.hypot(many.error)
}

#[cfg(test)]
mod tests {
    use super::{is_nearer, likelihood, modes};
    use crate::reproduce::phases::study::Placed;
    use crate::statistics::Measured;

    #[test]
    fn gains_and_places_are_judged() {
        let gain = |value| likelihood("a theory", -1.0, Measured { value, error: 0.01 }).holds;
        assert!(gain(0.11) && !gain(0.09) && !gain(-1.0) && !gain(f64::NAN));
        let at = |places: [(usize, f64); 2]| {
            let placed = places.map(|(maximum, distance)| Placed {
                component: 0,
                weight: 0.5,
                maximum,
                distance,
                share: 0.5,
            });
            modes("a theory", &placed).holds
        };
        let distance = |value, error| Measured { value, error };
        assert!(is_nearer(distance(0.5, 0.1), distance(0.1, 0.1)));
        // Draws far out tell nothing.
        assert!(!is_nearer(distance(1e9, 1e9), distance(0.1, 0.1)));
        assert!(at([(0, 0.1), (1, 0.2)]) && !at([(0, 0.1), (0, 0.2)]) && !at([(0, 0.1), (1, 0.6)]));
    }
}
