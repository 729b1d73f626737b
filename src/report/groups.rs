//! All interactions by groups: how many, how strong, how many stand out.

use maud::{Markup, html};

use super::number::{brief, expected, maybe, name};
use super::table::{Column, cell, numbers, table, words};
use super::{Members, Report};
use crate::action::Group;
use crate::text::grouped;

/// A row for every group of every rank.
pub(super) fn list(report: &Report) -> Markup {
    let has_noise = report.ranks.iter().any(|rank| rank.all.judged > 0);
    let has_truth = report.truth.is_some();
    let columns = [
        (true, words("Entries of")),
        (true, numbers("Number")),
        (has_noise, numbers("Stand out")),
        (has_noise, numbers("By chance")),
        (has_truth, numbers("Truly not zero")),
        (true, numbers("Mean")),
        (has_truth, numbers("True mean")),
        (has_truth, numbers("Slope")),
        (true, numbers("Rms")),
        (has_noise, numbers("Noise")),
    ];
    let is_shown = columns.each_ref().map(|(is_shown, _)| *is_shown);
    let columns: Vec<Column> =
        columns.into_iter().filter_map(|(is_shown, one)| is_shown.then_some(one)).collect();
    let row = |rank: usize, group: &Group, one: &Members| {
        let known = |known: bool, text: String| cell(if known { text } else { "–".into() });
        let cells = [
            html! { (name(rank)) @if *group != Group::All { " " (group) } },
            cell(grouped(one.entries)),
            known(one.judged > 0, grouped(one.outstanding)),
            known(one.judged > 0, expected(one.by_chance)),
            known(one.true_mean.is_some(), grouped(one.true_ones)),
            cell(brief(one.mean)),
            cell(maybe(one.true_mean)),
            cell(maybe(slope(report, rank, *group))),
            cell(brief(one.rms)),
            known(one.judged > 0, brief(one.noise)),
        ];
        cells.into_iter().zip(is_shown).filter_map(|(cell, is_shown)| is_shown.then_some(cell)).collect()
    };
    let rows = report
        .ranks
        .iter()
        .flat_map(|rank| rank.groups.iter().map(move |(group, one)| row(rank.breakdown.rank, group, one)));
    table(
        &html! { "Independent entries by rank and group; slope is that of learned = slope · true, noise is the rms of their errors." },
        &columns,
        rows.collect(),
    )
}

fn slope(report: &Report, rank: usize, group: Group) -> Option<f64> {
    let mut groups = report.truth.iter().flat_map(|truth| &truth.comparison.groups);
    groups.find(|found| (found.rank, found.group) == (rank, group))?.slope
}
