//! Runs `report`.

use super::provenance::name;
use super::{cumulants, provenance, ranks};
use std::io::Write;
use std::path::Path;

use super::args::ReportArgs;
use crate::cli::shared::args::Part;
use crate::cli::shared::drawing::expect_plot;
use crate::cli::shared::failure::Failure;
use crate::cli::shared::model::load_model;
use crate::cli::shared::model::{request, rounded};
use crate::cli::shared::output::Output;
use crate::cli::shared::progress::Bar;
use crate::cli::shared::subject::{Subject, of_network};
use crate::cli::shared::{memory, output};
use diagraction::Lattice;
use diagraction::action::{Held, compare_groups};
use diagraction::check::{self, Points};
use diagraction::evaluate::Request;
use diagraction::network::{Network, spectrum};
use diagraction::plot::{self, Distribution, Distributions, Figure, Panel, quantiles};
use diagraction::report::{self, Report, Truth};
use diagraction::rewrite::DEFAULT_LIMIT;

/// The most eigenvalues of a layer that are drawn.
const EIGENVALUES: usize = 400;

/// The most couplings between pairs that are drawn on a circle.
const PAIRS: usize = 60;

/// The points at which the action is held against the network, as many as `check` takes.
const POINTS: usize = 8;

/// A method that takes more seconds than this is left to `check`.
const LONGEST_CHECK: f64 = 5.0;

pub(in crate::cli) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let Some(path) = args.common.output.as_deref() else {
        return Err(Failure::Usage("a report is a file; add -o FILE.html".into()));
    };
    if !matches!(output::ending(Some(path)).as_deref(), Some("html" | "htm")) {
        return Err(Failure::Usage(format!(
            "a report is a web page, and '{}' does not end in .html",
            path.display()
        )));
    }
    let read = [Some(args.model.as_path()), args.theory.as_deref(), args.data.as_deref()];
    output::check_distinct(Some(path), [], read.into_iter().flatten())?;
    let mut out = Output::open(Some(path))?;
    let page = report::html(&made(args)?)?;
    out.write_all(page.as_bytes())?;
    out.finish()
}

fn made(args: &ReportArgs) -> Result<Report, Failure> {
    let (common, rank) = (&args.common, usize::from(args.max_rank));
    let limit = memory::limit(common.memory_limit);
    memory::expect_file(&args.model, limit)?;
    let model = load_model(&args.model)?;
    let facts = provenance::of(&args.model, &model)?;
    let part = Part { model: args.model.clone(), max_rank: Some(rank), max_chi: None };
    let request = request(&part, &model, DEFAULT_LIMIT, limit);
    let network = rounded(&args.model, model)?;
    let beside = limit.saturating_sub(network.bytes());
    let truth =
        args.theory.as_deref().map(|path| Subject::load(path, rank, beside, common.quiet)).transpose()?;
    let left = limit.saturating_sub(truth.as_ref().map_or(0, Subject::bytes));
    let bar = Bar::new(common.quiet, "cumulants");
    let lattice = args.lattice.as_ref().or_else(|| truth.as_ref()?.lattice());
    let cumulants = args.data.as_deref();
    let cumulants =
        cumulants.map(|path| cumulants::of(args, path, &network, lattice, left, &bar)).transpose()?;
    drop(bar);
    let learned = of_network(&args.model, &network, &Request { memory: left, ..request }, common.quiet)?;
    let left = left.saturating_sub(learned.bytes());
    let held = Held::Dense(&learned);
    let compared = args.theory.as_deref().zip(truth.as_ref());
    let compared =
        compared.map(|(path, truth)| compared_with(path, held, truth.held(), lattice, left)).transpose()?;
    let bar = Bar::new(common.quiet, "comparing the methods");
    let points = Points { count: POINTS, seed: args.seed };
    let checks = check::all(&network, &Request { memory: left, ..request }, points, Some(LONGEST_CHECK))?;
    drop(bar);
    let bar = Bar::new(common.quiet, "diagrams");
    let subject = ranks::Compared { learned: &learned, truth: truth.as_ref().map(Subject::held), lattice };
    let found = ranks::of(args, &network, &subject, left, &bar)?;
    let figures = figures(&network, held, lattice)?;
    let pairs = if lattice.is_none() { ranks::strongest_pairs(held, PAIRS)? } else { Vec::new() };
    let mut constant = 0.0;
    held.for_each(0, |_, value| constant = value)?;
    Ok(Report {
        model: facts,
        command: command(args),
        constant,
        ranks: found,
        figures,
        pairs,
        truth: compared,
        cumulants,
        checks,
    })
}

/// A^(2), the couplings on the lattice, and the eigenvalues of χ.
fn figures(
    network: &Network<f64>,
    learned: Held<'_>,
    lattice: Option<&Lattice>,
) -> Result<Vec<(String, Figure)>, Failure> {
    let one = |heading: &str, description: &str, panel: Panel| {
        let figure = Figure { description: description.into(), panels: vec![panel], ..Figure::default() };
        (heading.to_string(), figure)
    };
    let mut figures = Vec::new();
    if let Some(lattice) = lattice {
        let panel = plot::couplings(learned, lattice)?;
        figures.push(one(
            "Couplings on the lattice",
            "A⁽¹⁾ on the sites and A⁽²⁾ between neighbours.",
            panel,
        ));
    }
    figures.push(one(
        "Heat map of A⁽²⁾",
        "All entries of A⁽²⁾, rows i and columns j.",
        plot::heat_map(learned)?,
    ));
    let layers = spectrum(network).map_err(Failure::new)?;
    let groups = layers.into_iter().map(|layer| {
        let values: Vec<f64> = layer.eigenvalues.iter().map(|found| found.value).collect();
        let label = format!("layer {}", layer.layer);
        Distribution { label, values: quantiles(values, 0, EIGENVALUES), targets: Vec::new() }
    });
    let groups: Vec<Distribution> = groups.filter(|group| !group.values.is_empty()).collect();
    if !groups.is_empty() {
        let panel = Panel::full("", Distributions { y: "eigenvalue of χ".into(), groups });
        figures.push(one(
            "Spectra of χ",
            "The eigenvalues of all slices of the couplings χ, by layer, as in Fig. 6 of the paper.",
            panel,
        ));
    }
    Ok(figures)
}

fn compared_with(
    path: &Path,
    learned: Held<'_>,
    truth: Held<'_>,
    lattice: Option<&Lattice>,
    left: u64,
) -> Result<Truth, Failure> {
    let mut comparison = compare_groups(learned, truth, lattice)?;
    comparison.groups.retain(|group| group.rank <= learned.max_rank());
    if comparison.groups.is_empty() {
        return Err(Failure::new(format!(
            "{}: no rank is known of both actions, so there is nothing to compare",
            path.display()
        )));
    }
    expect_plot(&comparison, left)?;
    let figure = plot::comparison(learned, truth, &comparison)?;
    Ok(Truth { name: name(path), comparison, figure })
}

/// The command that makes the page again, with the names of its files alone.
fn command(args: &ReportArgs) -> String {
    let mut words = vec!["diagraction".to_string(), "report".to_string(), name(&args.model)];
    let mut push = |flag: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([flag.to_string(), value]);
        }
    };
    push("--theory", args.theory.as_deref().map(name));
    push("--data", args.data.as_deref().map(name));
    push("--key", args.reading.key.clone());
    push("--lattice", args.lattice.as_ref().map(ToString::to_string));
    push("--max-rank", (args.max_rank != 4).then(|| args.max_rank.to_string()));
    push("--top", (args.top != 12).then(|| args.top.to_string()));
    push("--seed", (args.seed != 1).then(|| args.seed.to_string()));
    push("-o", args.common.output.as_deref().map(name));
    words.extend(args.reading.chains.then(|| "--chains".to_string()));
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,+=".contains(c);
    match word.chars().all(is_plain) && !word.is_empty() {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
