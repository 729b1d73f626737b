//! One theory for each phase: mixtures beside one Gaussian and score matching, on densities with several maxima.

mod case;
mod claims;
mod figures;
mod study;

use self::case::Case;
use self::study::{Learned, Study};
use super::phrases::{long, short};
use super::settings::BATCH;
use super::{Fault, Figure, MultimodalSettings, Page, Plot, Table, Workshop};
use crate::statistics::Measured;

/// The outlook of the paper.
pub(super) fn phases(workshop: &Workshop<'_>, settings: &MultimodalSettings) -> Result<Page, Fault> {
    let cases = Case::all(workshop)?;
    let studies = cases.into_iter().map(|case| Study::learn(workshop, settings, case));
    let studies = studies.collect::<Result<Vec<Study>, Fault>>()?;
    let mut text = vec![done(settings)];
    text.extend(studies.iter().map(setting));
    let mut page = Page::new(Figure::Phases, "one theory for each maximum of a density", text, Vec::new());
    for study in &studies {
        page.claims.extend(claims::of(study)?);
    }
    for study in studies.iter().filter(|study| study.mixture.dimension() == 2) {
        let caption = format!("Densities of two variables: {}; the fit is score matching.", study.case.title);
        page.plots.push(Plot::new(study.case.prefix.clone(), caption, figures::plane(study)?));
    }
    page.plots.push(Plot::new(
        "lines",
        "Draws along the line from the highest maximum, at 0, to the next, at 1.",
        figures::lines(&studies),
    ));
    page.tables = vec![likelihoods(&studies)?, components(&studies)?, cumulants(&studies)];
    Ok(page)
}

fn done(settings: &MultimodalSettings) -> String {
    let MultimodalSettings { draws, steps } = settings;
    format!(
        "Networks were trained from the Gaussian of the data on {draws} draws by the no-U-turn sampler, {steps} steps of {BATCH} \
         samples, tested on as many others, and judged by a third set. Score matching fits all coefficients to rank 4 to the same \
         draws. ln Z of actions is that of weights of draws of the mixture."
    )
}

fn setting(study: &Study) -> String {
    let case = &study.case;
    let values: Vec<String> = case.maxima.iter().map(|mode| short(mode.value)).collect();
    let refuted = study.refuted.as_ref().map_or(String::new(), |why| {
        format!(
            " With all coefficients score matching has no density ({why}), so it is shown with those that S has alone."
        )
    });
    let doubts: Vec<&str> = study.densities.iter().flat_map(|one| &one.doubts).map(String::as_str).collect();
    let doubts = if doubts.is_empty() { String::new() } else { format!(" Of ln Z: {}.", doubts.join("; ")) };
    format!(
        "{}: S has maxima with S = {}; networks of depth L = {}. {}{refuted}{doubts}",
        case.title,
        values.join(", "),
        case.depth,
        study.chains.words()
    )
}

fn with_error(found: Measured, number: fn(f64) -> String) -> String {
    format!("{} ± {}", number(found.value), short(found.error))
}

fn rows(
    studies: &[Study],
    row: impl Fn(&Study, &Learned) -> Result<Vec<String>, Fault>,
) -> Result<Vec<Vec<String>>, Fault> {
    let each = studies.iter().flat_map(|study| study.densities.iter().map(move |one| (study, one)));
    each.map(|(study, one)| {
        let names = [study.case.title.clone(), one.name.clone()];
        Ok(names.into_iter().chain(row(study, one)?).collect())
    })
    .collect()
}

fn likelihoods(studies: &[Study]) -> Result<Table, Fault> {
    let rows = rows(studies, |study, one| {
        Ok(vec![with_error(one.mean()?, long), with_error(study.divergence(one)?, short)])
    })?;
    let header = ["theory", "density", "ln p of a draw", "divergence from the truth in nats"];
    Ok(Table::new("Likelihoods", header, rows))
}

fn components(studies: &[Study]) -> Result<Table, Fault> {
    let header = [
        "theory",
        "component",
        "weight",
        "nearest maximum",
        "distance in standard deviations",
        "true draws that climb to this maximum",
    ];
    let mut rows = Vec::new();
    for study in studies {
        for one in study.placed()? {
            let numbers = [one.component, one.maximum].map(|number| number.to_string());
            let [component, maximum] = numbers;
            let [weight, distance, share] = [one.weight, one.distance, one.share].map(short);
            rows.push(vec![study.case.title.clone(), component, weight, maximum, distance, share]);
        }
    }
    Ok(Table::new("Components", header, rows))
}

/// Of the truth what two sets of its draws differ by.
fn cumulants(studies: &[Study]) -> Table {
    let mut rows = Vec::new();
    for study in studies {
        let others = study.densities[1..].iter().map(|one| (one.name.as_str(), &one.distances));
        for (name, values) in others.chain(std::iter::once(("other true draws", &study.floor))) {
            let names = [study.case.title.clone(), name.to_string()];
            rows.push(
                names.into_iter().chain(values.iter().map(|value| with_error(*value, short))).collect(),
            );
        }
    }
    let header = ["theory", "density", "order 1", "order 2", "order 3", "order 4"];
    Table::new(
        "Distance of cumulants from those of true draws, over the norm of these (of odd orders of the lattice, which vanish, over |κ₂|^(n/2))",
        header,
        rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use study::{GAUSSIAN, MIXTURE, TRUTH};

    #[test]
    fn the_wells_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let workshop = Workshop::new(folder.path(), 1, u64::MAX, &()).expect("a folder");
        let settings = MultimodalSettings { draws: 6000, steps: 300 };
        let well = case::wells(&workshop).expect("two maxima");
        let study = Study::learn(&workshop, &settings, well).expect("draws");
        let divergence = |place: usize| study.divergence(&study.densities[place]).expect("numbers").value;
        assert!(divergence(TRUTH) == 0.0 && divergence(MIXTURE) > 0.0);
        assert!(divergence(GAUSSIAN) > 2.0 * divergence(MIXTURE));
        let [likelihood, ..] = claims::of(&study).expect("numbers");
        assert!(likelihood.holds, "{likelihood:?}");
        for placed in study.placed().expect("modes") {
            assert!(
                (placed.weight - placed.share).abs() < 0.05 && placed.distance < 2.0,
                "{}",
                placed.distance
            );
        }
        let page = cumulants(&[study]);
        assert_eq!(page.rows.len(), 4);
    }
}
