//! `fit` of spins: fields and pairs.

use std::time::Instant;

use crate::data::Samples;
use crate::spins::learn::{mean_field, pseudo_likelihood, spread};
use crate::spins::states;
use crate::text::counted;

use super::args::{FitArgs, FitMethod};
use super::found::Found;
use super::support;
use crate::action::SparseAction;
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, Watch, memory, reading};

/// Arrays of the size of the states that are held, about.
const COPIES: u64 = 5;

pub(super) fn run(
    args: &FitArgs,
    format: ActionFormat,
    samples: &Samples,
    limit: u64,
) -> Result<(), Failure> {
    let (rows, n) = (samples.rows(), samples.dimension());
    let pairs = args.support.as_ref().map(|source| pairs(args, source, n)).transpose()?;
    let number = pairs.as_ref().map_or(n * (n.max(1) - 1) / 2, Vec::len) as u64;
    // An action has an entry for each pair, the search two dozen vectors of them.
    let needed = COPIES * 8 * (rows as u64).saturating_mul(n as u64) + number * 500 + 16 * (n as u64).pow(2);
    let needed = needed.saturating_add(u64::from(args.errors.unwrap_or(0)).saturating_mul(184 * number));
    memory::expect("the fit takes", needed, limit, "fewer rows need less")?;
    let out = Output::open(args.common.output.as_deref())?;
    let begun = Instant::now();
    let watch = Watch::new();
    let bar = Bar::counting(args.common.quiet, "fitting");
    let fit = |samples: &Samples, _| -> Result<SparseAction<f64>, Failure> {
        let own = states(samples)?;
        Ok(match args.method {
            FitMethod::MeanField => mean_field(own.view())?,
            _ => pseudo_likelihood(own.view(), pairs.as_deref(), &bar)?,
        })
    };
    let action = fit(samples, 0)?;
    let errors = args.errors.map(|replicas| spread(samples, replicas, args.seed, fit)).transpose()?;
    drop((bar, watch));
    let how = match args.method {
        FitMethod::MeanField => "mean field, J = -C^-1",
        _ => "pseudo-likelihood",
    };
    let pairs = counted(number as usize, "pair", "pairs");
    let mut head = vec![
        ("data", format!("{}: N = {rows}, {}", args.data.display(), counted(n, "spin", "spins"))),
        ("fit", format!("{how}, {n} fields and {pairs}, in {:.2} s", begun.elapsed().as_secs_f64())),
    ];
    if let Some(replicas) = args.errors {
        head.push(("errors", format!("of {replicas} fits to states drawn anew")));
    }
    head.extend(reading::notes(samples).into_iter().map(|note| ("note", note)));
    Found { head, action, errors }.finish(args, format, out)
}

/// The pairs of different spins of the support.
fn pairs(args: &FitArgs, source: &std::path::Path, n: usize) -> Result<Vec<(usize, usize)>, Failure> {
    let support = support::read(args, source, n)?;
    let is_of_more = |index: &&Vec<usize>| index.len() > 2 && index.windows(2).any(|pair| pair[0] != pair[1]);
    if let Some(index) = support.indices().iter().find(is_of_more) {
        return Failure::usage(format!(
            "{}: the support has {index:?}, and fields and pairs are fitted; --method score-matching has other ranks of real variables",
            source.display()
        ));
    }
    let pairs = support.indices().iter().filter(|index| index.len() == 2 && index[0] != index[1]);
    Ok(pairs.map(|index| (index[0], index[1])).collect())
}
