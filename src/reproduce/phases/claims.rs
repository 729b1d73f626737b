//! What is expected of mixtures, and what is found.

use super::study::{GAUSSIAN, MIXTURE, Placed, Study};
use crate::reproduce::phrases::{long, short};
use crate::reproduce::{Claim, Fault};
use crate::statistics::Measured;

/// A gain of so many standard errors is none by chance.
const ERRORS: f64 = 10.0;

/// A mode that is less than this from a maximum, in standard deviations, is at it.
const AT: f64 = 0.5;

/// Cumulants that differ by up to so many times what two sets of draws differ by are the same as far as these tell.
const NOISE: f64 = 3.0;

/// All of one theory.
pub(super) fn of(study: &Study) -> Result<[Claim; 3], Fault> {
    let title = &study.case.title;
    let [one, many] = [GAUSSIAN, MIXTURE].map(|place| &study.densities[place]);
    let (below, gain) = (one.mean()?.value, many.gain(one)?);
    Ok([
        likelihood(title, below, gain),
        modes(title, &study.placed()?),
        cumulants(study, &one.dissimilarity, &many.dissimilarity),
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
        format!("{title}: each component has its mode at a maximum of the true density, each at another."),
        format!("The mode of {}; each should be less than {AT}.", words.join(", that of ")),
        maxima.len() == placed.len() && placed.iter().all(|component| component.distance < AT),
    )
}

fn cumulants(study: &Study, one: &[f64], many: &[f64]) -> Claim {
    let title = &study.case.title;
    let higher =
        study.orders.iter().zip(one.iter().zip(many).zip(&study.floor)).filter(|(order, _)| **order > 2);
    let words = higher.clone().map(|(order, ((one, many), floor))| {
        let [one, many, floor] = [one, many, floor].map(|value| short(*value));
        format!("order {order}: {one} with one Gaussian, {many} with the mixture, {floor} between two sets of true draws")
    });
    let words: Vec<String> = words.collect();
    Claim::new(
        format!("{title}: cumulants beyond the second are nearer to the true ones than with one Gaussian."),
        format!(
            "1 - cos to the true ones, {}. Those of the mixture should be lower, or within {NOISE} times the last.",
            words.join("; ")
        ),
        higher.clone().all(|(_, ((one, many), floor))| many < one || *many <= NOISE * floor),
    )
}

#[cfg(test)]
mod tests {
    use super::{likelihood, modes};
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
        assert!(at([(0, 0.1), (1, 0.2)]) && !at([(0, 0.1), (0, 0.2)]) && !at([(0, 0.1), (1, 0.6)]));
    }
}
