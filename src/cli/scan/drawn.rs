//! Scans by samples: drawn at each temperature, or weighed.

use ndarray::Array2;

use super::args::ScanArgs;
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::{Bar, Failure, Watch, memory, print};
use crate::data::Samples;
use crate::sample::{Report, Settings};
use crate::spins::{Density, Moves, Network, Seen, Target, Thermodynamics, chains, states};

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
        return Ok(weighed(&seen, matches!(density, Density::Network(network) if network.is_normalised())));
    }
    let rows = args.draws.unwrap_or_default();
    expect(rows)?;
    let action = match density {
        Density::Action(action) => action,
        Density::Network(network) => {
            let Some(all) = network.draw(rows, args.seed) else {
                return machine(args, network, weighed, &bar);
            };
            let seen = Seen::new(network.actions(all.view()), all.view(), vec![rows]);
            return Ok(weighed(&seen, true));
        }
    };
    let settings = Settings {
        draws: rows,
        chains: CHAINS,
        tune: args.tune as usize,
        seed: args.seed,
        ..Settings::default()
    };
    let mut found = Vec::new();
    for &beta in &args.beta.0 {
        let drawn = chains(Target::Action(action, beta, Moves::usual(action, beta)), &settings, &bar)?;
        if drawn.stopped {
            return Err(Failure::Interrupted);
        }
        // What sample would say of them.
        let verdict = Report::new(&drawn, None)?.verdict();
        if !verdict.agree {
            print::note(&format!("note: beta = {beta}: {}", verdict.text));
        }
        let values = drawn.chains.iter().flat_map(|chain| chain.values.iter().copied()).collect();
        let estimated = seen(values, &drawn.draws)?.at(beta, beta, false);
        found.push(Row { found: estimated.found, errors: Some((estimated.errors, estimated.share)) });
    }
    drop(watch);
    Ok(found)
}

/// A restricted Boltzmann machine, which is drawn by chains and is not normalised.
fn machine(
    args: &ScanArgs,
    network: &Network,
    weighed: impl Fn(&Seen, bool) -> Vec<Row>,
    bar: &Bar,
) -> Result<Vec<Row>, Failure> {
    let draws = args.draws.unwrap_or_default();
    let settings =
        Settings { draws, chains: CHAINS, tune: args.tune as usize, seed: args.seed, ..Settings::default() };
    let drawn = chains(Target::Machine(network), &settings, bar)?;
    if drawn.stopped {
        return Err(Failure::Interrupted);
    }
    let values = drawn.chains.iter().flat_map(|chain| chain.values.iter().copied()).collect();
    Ok(weighed(&seen(values, &drawn.draws)?, false))
}

fn seen(values: Vec<f64>, draws: &Samples) -> Result<Seen, Failure> {
    let all: Array2<f64> = draws.range(0, draws.rows())?;
    Ok(Seen::new(values, all.view(), draws.chains().to_vec()))
}
