//! Scans by samples: drawn at each temperature, or weighed.

use super::args::ScanArgs;
use crate::cli::sample::moves;
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::{Bar, Failure, Watch, memory, print};
use crate::sample::{Report, Settings};
use crate::spins::{Density, Seen, Target, Thermodynamics, chains, states};

/// Fewer states have no errors.
const FEWEST: usize = 128;

const CHAINS: usize = 4;

/// A temperature: the means, and their errors with the effective share where they are not exact.
pub(super) struct Row {
    pub(super) found: Thermodynamics,
    pub(super) errors: Option<(Thermodynamics, f64)>,
}

/// At each temperature.
pub(super) fn estimate(args: &ScanArgs, density: &Density) -> Result<Vec<Row>, Failure> {
    let watch = Watch::new();
    let bar = Bar::counting(args.common.quiet, "drawing");
    let (limit, n) = (memory::limit(args.common.memory_limit), density.spins());
    let expect = |rows: usize| {
        let needed = (rows as u64).saturating_mul(24 * (n as u64 + 2));
        memory::expect("the states take", needed, limit, "fewer states need less")?;
        match rows < FEWEST {
            true => Failure::usage(format!("{rows} states are too few: errors take {FEWEST} at least")),
            false => Ok(()),
        }
    };
    let weighed = |seen: &Seen, is_normalised: bool| -> Vec<Row> {
        let row = |&beta: &f64| {
            let found = seen.at(beta, 1.0, is_normalised);
            Row { found: found.found, errors: Some((found.errors, found.share)) }
        };
        args.beta.0.iter().map(row).collect()
    };
    if let Some(path) = &args.data {
        let samples = args.reading.open(path, limit)?;
        expect_alike((&args.action, n), (path, samples.dimension()))?;
        expect(samples.rows())?;
        let all = states(&samples)?;
        let seen = Seen::new(density.actions(all.view()), all.view(), samples.chains().to_vec());
        return Ok(weighed(&seen, density.is_normalised()));
    }
    let rows = args.draws.unwrap_or_default();
    expect(rows)?;
    let settings = Settings {
        draws: rows,
        chains: CHAINS,
        tune: args.tune as usize,
        seed: args.seed,
        ..Settings::default()
    };
    let found = match density {
        Density::Action(action) => {
            let at = |&beta: &f64| {
                let target = Target::Action(action, beta, moves(args.moves, action, beta)?);
                let found =
                    by_chains(target, &settings, &format!("beta = {beta}"), &bar)?.at(beta, beta, false);
                Ok(Row { found: found.found, errors: Some((found.errors, found.share)) })
            };
            args.beta.0.iter().map(at).collect::<Result<_, Failure>>()?
        }
        Density::Network(_) if args.moves.is_some() => {
            return Failure::usage("--moves is of actions of spins");
        }
        Density::Network(network) => match network.draw(rows, args.seed) {
            Some(all) => weighed(&Seen::new(network.actions(all.view()), all.view(), vec![rows]), true),
            None => weighed(&by_chains(Target::Machine(network), &settings, "beta = 1", &bar)?, false),
        },
    };
    drop(watch);
    Ok(found)
}

/// States drawn by chains; what `sample` would say against them is told.
fn by_chains(target: Target<'_>, settings: &Settings, name: &str, bar: &Bar) -> Result<Seen, Failure> {
    let drawn = chains(target, settings, bar)?;
    if drawn.stopped {
        return Err(Failure::Interrupted);
    }
    let verdict = Report::new(&drawn, None)?.verdict();
    if !verdict.agree {
        print::note(&format!("note: {name}: {}", verdict.text));
    }
    let all = drawn.draws.range(0, drawn.draws.rows())?;
    let values = drawn.chains.iter().flat_map(|chain| chain.values.iter().copied()).collect();
    Ok(Seen::new(values, all.view(), drawn.draws.chains().to_vec()))
}
