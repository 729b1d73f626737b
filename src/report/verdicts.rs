//! What the numbers of a report say, in words: what fails, and what holds.

use maud::{Markup, html};

use super::number::{brief, expected, index, measured, name};
use super::{Cumulants, Likelihood, Members, Rank, Report, Truth};
use crate::action::Group;
use crate::check::Test;
use crate::reweight::Reweighting;
use crate::score::optimism;
use crate::statistics::{Answer, Measured, OrderComparison, Verdict, at_least};
use crate::text::{counted, grouped, joined, significant};

/// Ranks whose slope is further than this from 1 are missed.
const MISSED: f64 = 0.5;

/// Deviations of so many errors, by their mean square, are none of errors that few networks have measured roughly.
const FAR: f64 = 2.0;

/// What does not agree, each in a few words; the worst comes first.
pub(super) fn failures(report: &Report) -> Vec<Markup> {
    let tests = report.checks.iter().filter(|test| test.holds == Some(false)).map(|test| {
        html! { "check " (test.name) @if let Some(rank) = test.rank { " of rank " (rank) } }
    });
    let cumulants = report.cumulants.iter().flat_map(of_cumulants);
    let theory = report.truth.iter().flat_map(of_theory);
    let unknown = report.likelihood.iter().filter_map(|found| found.as_ref().err());
    let unknown = unknown.map(|why| html! { "the log-likelihood is not known: " (why) });
    let worse = report.likelihood.iter().flatten().filter(|found| found.is_worse(report.model.dimension));
    let worse = worse.map(|_| html! { "a Gaussian gives the samples a larger ln p" });
    let over = report.likelihood.iter().flatten().filter_map(|found| found.truth.as_ref()?.as_ref().ok());
    let over = over.filter(|other| other.gain.value > 2.0 * other.gain.error);
    let over = over.map(|_| html! { "the samples are likelier under the network than under the truth, as if it were trained on them" });
    tests.chain(cumulants).chain(theory).chain(worse).chain(over).chain(unknown).collect()
}

fn of_cumulants(cumulants: &Cumulants) -> Vec<Markup> {
    match cumulants.verdict.answer {
        Answer::Differ => {
            differing(cumulants).map(|order| html! { "cumulants of " (deviation(order)) }).collect()
        }
        _ => Vec::new(),
    }
}

/// The orders that differ.
pub(super) fn differing(cumulants: &Cumulants) -> impl Iterator<Item = &OrderComparison> {
    let found: Vec<usize> = match cumulants.verdict.answer {
        Answer::Differ => Verdict::differing(&cumulants.orders).collect(),
        _ => Vec::new(),
    };
    cumulants.orders.iter().filter(move |order| found.contains(&order.order))
}

fn deviation(order: &OrderComparison) -> String {
    let OrderComparison { order: k, largest, at, expected, entries, mean_square, .. } = order;
    let (at, entries) = (index(at), grouped(entries));
    // The largest deviation shows it, or all of them together do.
    match order.chance_of_largest < 0.01 {
        true => format!(
            "order {k}, {largest:.1} σ at [{at}] where {expected:.1} σ are expected of {entries} entries"
        ),
        false => {
            format!("order {k}, mean square {mean_square:.2} σ² over {entries} entries where 1 is expected")
        }
    }
}

fn of_theory(truth: &Truth) -> Vec<Markup> {
    let all = || truth.comparison.groups.iter().filter(|group| group.group == Group::All);
    let wrong = all().filter_map(|group| {
        let slope = group.slope.filter(|slope| (slope - 1.0).abs() > MISSED)?;
        Some(html! { (name(group.rank)) " is " strong { (brief(slope)) " times the true one" } " (slope)" })
    });
    let far = all().filter_map(|group| {
        let pull = group.pull.filter(|pull| *pull > FAR)?;
        Some(html! { (name(group.rank)) " differs from the truth by " strong { (format!("{pull:.1}")) " errors" } " (rms)" })
    });
    let doubts = truth.drawn.iter().flat_map(|drawn| match drawn {
        Ok(found) => found.doubts(),
        Err(why) => vec![why.clone()],
    });
    let doubts = doubts.map(|why| html! { "ln Z of the theory is not to be trusted: " (why) });
    wrong.chain(far).chain(doubts).collect()
}

/// What agrees, each in a few words.
pub(super) fn holds(report: &Report) -> Vec<String> {
    let cumulants = report.cumulants.as_ref().and_then(|cumulants| {
        let wrong: Vec<usize> = differing(cumulants).map(|order| order.order).collect();
        let right = cumulants.orders.iter().map(|order| order.order).filter(|order| !wrong.contains(order));
        let right: Vec<usize> = right.collect();
        let judged = cumulants.verdict.agrees().is_some() && !right.is_empty();
        judged.then(|| format!("cumulants of order {} agree with the data", joined(right, ", ")))
    });
    let drawn = report.truth.as_ref().and_then(|truth| truth.drawn.as_ref()?.as_ref().ok());
    let drawn = drawn.filter(|found| found.doubts().is_empty());
    let drawn = drawn.map(|Reweighting { draws, share, .. }| {
        format!("{:.0} % of {} draws count towards ln Z", 100.0 * share, grouped(draws))
    });
    cumulants.into_iter().chain([checks(&report.checks)]).chain(drawn).collect()
}

/// What the cumulants cannot tell.
pub(super) fn undecided(report: &Report) -> Option<&str> {
    let verdict = report.cumulants.as_ref().map(|cumulants| &cumulants.verdict);
    verdict.filter(|verdict| verdict.agrees().is_none()).map(|verdict| verdict.words.as_str())
}

/// How many checks hold.
fn checks(tests: &[Test]) -> String {
    let count = |holds: bool| tests.iter().filter(|test| test.holds == Some(holds)).count();
    match (count(true), count(false)) {
        (0, 0) => "no check could be made".to_string(),
        (holding, 0) => format!("all {holding} checks of the extraction hold"),
        (holding, failed) => format!("{holding} of {} checks", holding + failed),
    }
}

/// More events than chance makes are those that it makes in one of a hundred cases at most.
const SURE: f64 = 0.01;

/// What stands out of the noise of a rank, and what that means.
pub(super) fn of_rank(rank: &Rank) -> Markup {
    let Members { entries, rms, judged, noise, outstanding, by_chance, true_ones, found, true_mean, .. } =
        rank.all;
    let from = match rank.is_given {
        true => format!(" of the noise, errors of {} (rms)", brief(noise)),
        false => " of the noise, the rms of learned − true over entries with as many permutations".to_owned(),
    };
    let chance = match at_least(outstanding, by_chance) < SURE {
        true => "so these are more than chance makes",
        false => "so these are no more than chance makes",
    };
    html! {
        @if rms == 0.0 { "All " (counted(grouped(entries), "entry vanishes", "entries vanish")) "." }
        @else if judged == 0 {
            (counted(grouped(entries), "entry", "entries")) ", rms " (brief(rms))
            ". No errors are known, so it cannot be said which are more than noise; the largest terms come first."
        } @else {
            strong { (grouped(outstanding)) " of " (counted(grouped(judged), "entry", "entries")) " stand" @if outstanding == 1 { "s" } " out" }
            (from) "; by chance " (expected(by_chance)) " would, " (chance)
            ". The rms of all entries is " (brief(rms)) "."
            @if judged < entries { " " (grouped(entries - judged)) " entries have no error and are not judged." }
            @if true_ones > 0 { " Of " (counted(grouped(true_ones), "true coupling", "true couplings")) " " strong { (grouped(found)) } " stand" @if found == 1 { "s" } " out." }
            @else if true_mean.is_some() { " Truly all are zero." }
            @if true_ones > 0 && outstanding > found { " Of those that stand out " (grouped(outstanding - found)) @if outstanding == found + 1 { " is" } @else { " are" } " truly zero." }
        }
    }
}

impl Likelihood {
    /// Whether the Gaussian gives more beyond errors and what its fit is worth.
    fn is_worse(&self, dimension: usize) -> bool {
        let gain = self.gaussian.as_ref().map(|other| other.gain);
        gain.is_ok_and(|gain| gain.value + optimism(self.rows, dimension) < -2.0 * gain.error)
    }
}

/// What the network gives more or less than something else.
fn more(gain: Measured) -> Markup {
    let word = if gain.value < 0.0 { " less" } else { " more" };
    html! { strong { (measured(Measured { value: gain.value.abs(), ..gain })) (word) } }
}

/// How likely the data are, in a sentence.
pub(super) fn fit(found: &Likelihood, name: &str, dimension: usize) -> Markup {
    html! {
        "The mean ln " var { "p" } " of the " (counted(grouped(found.rows), "sample", "samples")) " of " (name) " is " strong { (measured(found.network)) }
        @match &found.gaussian {
            Ok(other) => {
                ", " (more(other.gain)) " than that of the Gaussian with their mean and covariance (whose fit to them is worth about "
                (significant(optimism(found.rows, dimension), 2, -4..3, 0)) ")"
            }
            Err(why) => { "; there is no Gaussian beside it: " (why) }
        }
        @match &found.truth {
            Some(Ok(other)) => { ", and " (more(other.gain)) " than that of the truth, " var { "S" } " − ln " var { "Z" } " = " (measured(other.mean)) }
            Some(Err(why)) => { "; that of the truth is not known: " (why) }
            None => {}
        }
        "."
    }
}
