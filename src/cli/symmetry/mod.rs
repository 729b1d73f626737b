//! `symmetry`: what a density keeps of the symmetries of its lattice.

mod args;

use std::io::Write;

use serde_json::json;

use crate::Lattice;
use crate::action::{Domain, Kernel, SparseAction, file};
use crate::data::Samples;
use crate::files;
use crate::score::score;
use crate::source::{Kind, Sampled};
use crate::spins;
use crate::statistics::Measured;
use crate::symmetry::{Element, Group, elements, projected, square};

use self::args::FORMATS;
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::source::{Source, load_any_action};
use crate::cli::shared::{Bar, Failure, Output, ReportFormat, format, memory, number, output, short};

pub(super) use args::SymmetryArgs;

/// The highest rank that is taken from a network.
const RANK: usize = 4;

/// S once for each sample and element, and the samples with what they are moved to.
const COPIES: u64 = 4;

pub(crate) fn run(args: &SymmetryArgs) -> Result<(), Failure> {
    let (path, limit) = (args.common.output.as_deref(), memory::limit(args.common.memory_limit));
    let format = format::format(args.format, path, ReportFormat::Text, &FORMATS, |ending, all| {
        format!(
            "'.{ending}' names no format of a report; use {all}, or --format; --projection writes the action"
        )
    })?;
    let projection = args.projection.as_deref();
    if let Some(other) = projection.filter(|path| files::ending(path).as_deref() != Some("json")) {
        return Failure::usage(format!("{}: the projection is written as .json", other.display()));
    }
    output::check_distinct(
        path,
        [projection],
        [Some(args.file.as_path()), args.data.as_deref()].into_iter().flatten(),
    )?;
    let action = match Kind::of(&args.file) {
        Kind::SpinModel => None,
        _ => Some(load_any_action(&args.file, None, RANK, limit, args.common.quiet)?.into_sparse(limit)?),
    };
    if action.is_none() && projection.is_some() {
        return Failure::usage("--projection is of actions; `couplings` reads that of a network of spins");
    }
    if action.is_none() && args.data.is_none() {
        return Failure::usage(
            "a network of spins is compared at samples: add DATA; `couplings` reads its action",
        );
    }
    // S is compared at the samples alone, so it need not be normalised.
    let source = |_| match (Kind::of(&args.file), &action) {
        (Kind::Model | Kind::Spins | Kind::SpinModel, _) | (_, None) => Source::load(&args.file, None),
        (_, Some(action)) => Ok(Source::Real(Sampled::Action(Kernel::new(action), None))),
    };
    let source = args.data.as_ref().map(source).transpose()?;
    let dimension = source.as_ref().map(Source::dimension);
    let dimension = dimension.or(action.as_ref().map(SparseAction::dimension)).unwrap_or_default();
    let lattice = args.lattice.clone().or_else(|| action.as_ref().and_then(|action| action.lattice.clone()));
    let components = usize::from(args.components);
    if !dimension.is_multiple_of(components) {
        return Failure::usage(format!(
            "{} has {dimension} variables, which is no multiple of --components {components}",
            args.file.display()
        ));
    }
    let is_of_spins = source.as_ref().is_some_and(|source| matches!(source, Source::Spins(_)))
        || action.as_ref().is_some_and(|action| action.domain == Domain::Spin);
    let groups = groups(args, lattice.as_ref(), is_of_spins)?;
    if let Some(lattice) = lattice.as_ref().filter(|lattice| lattice.sites() * components != dimension) {
        let (path, sites) = (args.file.display(), lattice.sites());
        return Err(Failure::new(format!(
            "{path} has {dimension} variables, and {lattice} has {sites} sites of {components}"
        )));
    }
    let all = elements(dimension, components, lattice.as_ref(), &groups);
    let samples = args.data.as_deref().map(|path| {
        let samples = args.reading.open(path, limit)?;
        expect_alike((&args.file, dimension), (path, samples.dimension()))?;
        let rows = samples.rows() as u64;
        if rows < 2 {
            return Failure::usage("one sample has no deviation; symmetries take two at least");
        }
        let needed = rows.saturating_mul(8 * (COPIES * dimension as u64 + COPIES));
        memory::expect("the samples take", needed, limit, "fewer rows need less")?;
        Ok::<_, Failure>(samples)
    });
    let samples = samples.transpose()?;
    let mut out = Output::open(path)?;
    let changes = match samples.as_ref().zip(source.as_ref()) {
        Some((samples, source)) => changes(args, source, samples, &all)?,
        None => Vec::new(),
    };
    let shares = action.as_ref().map(|action| (action, projected(action, &all)));
    let by_rank: Vec<(usize, f64, f64)> = shares
        .iter()
        .flat_map(|(action, kept)| {
            (1..=action.max_rank()).map(|rank| (rank, square(action, rank), square(kept, rank)))
        })
        .filter(|(_, all, _)| *all > 0.0)
        .collect();
    if let Some((path, (_, kept))) = projection.zip(shares.as_ref()) {
        let mut out = Output::open(Some(path))?.holding("projection");
        file::json::write_sparse(kept, &mut out)?;
        out.finish()?;
    }
    match format {
        ReportFormat::Json => {
            let changes = all.iter().zip(&changes).map(|(element, change)| {
                json!({"element": element.name, "change": change.value, "error": change.error})
            });
            let ranks = by_rank.iter().map(|(rank, all, kept)| json!({"rank": rank, "share": kept / all}));
            let found = json!({
                "format": "diagraction-symmetry", "version": 1, "dimension": dimension, "components": components, "lattice": lattice,
                "elements": all.iter().map(|element| &element.name).collect::<Vec<_>>(),
                "changes": changes.collect::<Vec<_>>(), "ranks": ranks.collect::<Vec<_>>(),
            });
            writeln!(out, "{found:#}")?;
        }
        ReportFormat::Text => {
            let name = lattice.as_ref().map_or("none".to_owned(), Lattice::to_string);
            let mut lines = vec![("density", args.file.display().to_string()), ("lattice", name)];
            if let Some(path) = &args.data {
                lines.push(("data", path.display().to_string()));
            }
            out.named(&lines)?;
            if !changes.is_empty() {
                writeln!(out, "\nE|S(g x) - S(x)| in standard deviations of S")?;
                let width = all.iter().map(|element| element.name.len()).max().unwrap_or(0);
                for (element, Measured { value, error }) in all.iter().zip(&changes) {
                    writeln!(out, "  {:<width$} {:>20}", element.name, number::with_error(*value, *error))?;
                }
            }
            if !by_rank.is_empty() {
                writeln!(out, "\nshare of the squares of all entries that no element changes")?;
                for (rank, all, kept) in by_rank {
                    writeln!(out, "  rank {rank}  {:>10}", short(kept / all))?;
                }
            }
        }
    }
    out.finish()
}

fn groups(args: &SymmetryArgs, lattice: Option<&Lattice>, is_of_spins: bool) -> Result<Vec<Group>, Failure> {
    let is_periodic = lattice.is_some_and(Lattice::is_periodic);
    let wanted = |group: Group| args.group.contains(&group);
    if lattice.is_none() && (wanted(Group::Translations) || wanted(Group::Point)) {
        return Failure::usage("sites that move need a lattice, such as --lattice square:4x4");
    }
    if !is_periodic && wanted(Group::Translations) {
        return Failure::usage("an open lattice has no translations");
    }
    if wanted(Group::Rotations) && args.components < 2 {
        return Failure::usage("rotations are of --components 2 or more");
    }
    if args.components > 1 && is_of_spins {
        return Failure::usage("spins of +1 and -1 have one component, and no rotation but the sign");
    }
    Ok(match args.group.is_empty() {
        true => vec![Group::Sign, Group::Rotations, Group::Translations, Group::Point],
        false => args.group.clone(),
    })
}

/// What each element changes.
fn changes(
    args: &SymmetryArgs,
    source: &Source,
    samples: &Samples,
    all: &[Element],
) -> Result<Vec<Measured>, Failure> {
    let bar = Bar::new(args.common.quiet, "evaluating S");
    let chains = samples.chains().to_vec();
    let rows = match source {
        Source::Spins(_) => spins::states(samples)?,
        Source::Real(_) => samples.range(0, samples.rows())?,
    };
    let value = |rows| -> Result<_, Failure> {
        Ok(score(source.density(0.0), &Samples::from_array(rows).in_chains(chains.clone())?, &bar)?)
    };
    let own = value(rows.clone())?;
    let deviation = own.values.std(0.0);
    let change = |element: &Element| {
        let mut change = value(element.applied(rows.view()))?.beyond(&own)?;
        change
            .values
            .mapv_inplace(|change| if deviation > 0.0 { change.abs() / deviation } else { change.abs() });
        Ok(change.mean()?)
    };
    all.iter().map(change).collect()
}
