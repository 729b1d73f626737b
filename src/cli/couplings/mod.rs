//! `couplings`: the interactions of a network of spins.

mod args;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use crate::Progress;
use crate::action::formula::{Formula, Names, Selection, Style, write};
use crate::action::{Domain, SparseAction, file};
use crate::source::spin_network;
use crate::spins::{
    Density, Flips, IntegralError, MAX_SPINS, Network, TooManySpins, as_action, couplings, read_couplings,
    states,
};
use crate::tensor::permutations;
use crate::text::counted;

use self::args::{FORMATS, Method};
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::{Bar, Failure, Output, Reading, ReportFormat, format, memory, output, short};

pub(super) use args::CouplingsArgs;

/// Bytes for each state, S there, and for each coupling that is kept.
const BYTES: (f64, f64) = (8.0, 184.0);

/// Flips of more spins than this take too many values of S.
const MOST_FLIPPED: usize = 16;

/// Couplings by the integral are compared with those of all states of so few spins.
const COMPARED: usize = 14;

pub(crate) fn run(args: &CouplingsArgs) -> Result<(), Failure> {
    let path = args.common.output.as_deref();
    output::refuse(path, &args.model, "the output names the network itself; give another file")?;
    let format = format::format(args.format, path, ReportFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of spin actions; use {all}, or --format")
    })?;
    let limit = memory::limit(args.common.memory_limit);
    memory::expect_file(&args.model, limit)?;
    let network = spin_network(&args.model).map_err(Failure::new)?;
    let n = network.spins();
    let method = method(args, &network)?;
    let mut out = Output::open(path)?;
    let bar = Bar::counting(args.common.quiet, "integrating");
    let (action, spreads, how) = match method {
        Method::Integral => by_integral(args, &network, limit, &bar)?,
        Method::States => by_states(args, &network, limit)?,
        Method::Flips => by_flips(args, &network, limit, &bar)?,
    };
    drop(bar);
    match (format, &spreads) {
        (ReportFormat::Json, Some(spreads)) => {
            file::json::write_with_errors((&action).into(), spreads.into(), None, &mut out)?;
        }
        (ReportFormat::Json, None) => file::json::write_sparse(&action, &mut out)?,
        (ReportFormat::Text, _) => {
            let (path, spins) = (args.model.display(), counted(n, "spin", "spins"));
            let mut lines =
                vec![("network", format!("{path}: {}, {spins}", words(&network))), ("couplings", how)];
            for rank in 1..=action.max_rank() {
                lines.push(("", of_rank("coupling", &action, rank)));
                lines.extend(spreads.as_ref().map(|spreads| ("", of_rank("spread", spreads, rank))));
            }
            out.named(&lines)?;
            writeln!(out)?;
            let selection = Selection { lowest: 1, top: args.top, ..Selection::default() };
            let formula = Formula::new((&action).into(), None, &selection)?;
            write(&formula, Style::Text, &Names::from(action.domain), &mut out)?;
        }
    }
    out.finish()
}

/// The couplings, their spreads over states where they are of some, and how they were found.
type Couplings = (SparseAction<f64>, Option<SparseAction<f64>>, String);

/// How many couplings of so many spins there are, and how large.
fn of_rank(noun: &str, action: &SparseAction<f64>, rank: usize) -> String {
    let squares = action.entries(rank).map(|(index, value)| (value * permutations::<f64>(index)).powi(2));
    let root = short(squares.sum::<f64>().sqrt());
    let number = counted(action.entries(rank).count(), noun, &format!("{noun}s"));
    format!("of {}: {number}, root of squares {root}", counted(rank, "spin", "spins"))
}

fn words(network: &Network) -> String {
    match network {
        Network::Rbm { hidden, .. } => {
            format!(
                "restricted Boltzmann machine of {}",
                counted(hidden.bias.len(), "hidden unit", "hidden units")
            )
        }
        Network::Logistic(_) => "logistic autoregressive units".to_owned(),
        Network::Made { layers, .. } => {
            format!("masked network of {}", counted(layers.len(), "layer", "layers"))
        }
    }
}

/// The way that is asked for, or the first that there is.
fn method(args: &CouplingsArgs, network: &Network) -> Result<Method, Failure> {
    let n = network.spins();
    let has_integral = !matches!(network, Network::Made { .. });
    let usual = if args.data.is_some() { Some(Method::Flips) } else { None };
    let method =
        args.method.or(usual).unwrap_or(match has_integral && args.rank.is_none_or(|rank| rank <= 2) {
            true => Method::Integral,
            false => Method::States,
        });
    if let Some(beyond) = args.subset.iter().flat_map(|subset| &subset.0).find(|&&spin| spin >= n) {
        return Err(Failure::new(format!(
            "--subset: spin {beyond} is not there; the network has spins 0 to {}",
            n - 1
        )));
    }
    match method {
        Method::Flips if args.data.is_none() => {
            Failure::usage("spins are flipped at states: add --data FILE")
        }
        _ if args.data.is_some() && method != Method::Flips => Failure::usage("--data is of --method flips"),
        Method::Flips if args.rank.is_some_and(|rank| rank > 2) => {
            Failure::usage("flips give fields, pairs and each --subset; --rank is for --method states")
        }
        Method::Integral if !has_integral => Failure::usage(
            "a masked network with hidden layers has no integral; --method states reads up to 24 spins, --data FILE flips spins at its states",
        ),
        Method::Integral if args.rank.is_some_and(|rank| rank > 2) => Failure::usage(
            "the integral gives fields, pairs and each --subset; --rank is for --method states",
        ),
        Method::States if !args.subset.is_empty() => Failure::usage(
            "all states give every coupling up to --rank; --subset is for --method integral and flips",
        ),
        _ => Ok(method),
    }
}

fn by_integral(args: &CouplingsArgs, network: &Network, limit: u64, bar: &Bar) -> Result<Couplings, Failure> {
    let subsets: Vec<Vec<usize>> = args.subset.iter().map(|subset| subset.0.clone()).collect();
    let mut read = read_couplings(network, &subsets, limit, bar).map_err(|error| match error {
        IntegralError::Memory { .. } => Failure::with_hint(error, memory::RAISE),
        _ => Failure::with_hint(error, "--method states reads networks of up to 24 spins"),
    })?;
    let mut how = format!("by one integral, which more nodes change by {}", short(read.error));
    if network.spins() <= COMPARED {
        let all = as_action(&couplings(network.values()?), network.spins());
        let entries = (1..=read.action.max_rank()).flat_map(|rank| read.action.entries(rank));
        let apart = entries.map(|(index, value)| (value - all.get(index)).abs() * permutations::<f64>(index));
        let apart = apart.fold(0.0, f64::max);
        how.push_str(&format!("; those of all states differ by {}", short(apart)));
    }
    if args.rank == Some(1) {
        read.action = read.action.up_to(1);
    }
    Ok((read.action, None, how))
}

/// Couplings at the states of --data, and their spread over these.
fn by_flips(args: &CouplingsArgs, network: &Network, limit: u64, bar: &Bar) -> Result<Couplings, Failure> {
    let (n, path) = (network.spins(), args.data.as_deref().unwrap_or(Path::new("")));
    let samples = Reading::default().open(path, limit)?;
    expect_alike((&args.model, n), (path, samples.dimension()))?;
    let rows = args.rows.min(samples.rows());
    if rows < 2 {
        return Failure::usage("one state has no spread; flips take two at least");
    }
    let pairs = if args.rank == Some(1) { 0 } else { n * n.saturating_sub(1) / 2 };
    let needed = 2.0 * BYTES.1 * pairs as f64 + 16.0 * (rows * (n + 1)) as f64;
    memory::expect("couplings of all pairs take", needed as u64, limit, "--rank 1 gives fields alone")?;
    let states = states(&samples.part(0, rows))?;
    let density = Density::Network(network.clone());
    let flips = Flips::new(&density, &states);
    let mut action = SparseAction::zero(n);
    action.domain = Domain::Spin;
    action.truncation.max_rank = Some(if pairs > 0 { 2 } else { 1 });
    let mut spreads = action.clone();
    let of_one = (0..n).map(|spin| vec![spin]);
    let of_two = (0..n).flat_map(|i| (i + 1..n).map(move |j| vec![i, j])).take(pairs);
    let more: BTreeSet<Vec<usize>> = args.subset.iter().map(|subset| subset.0.clone()).collect();
    if let Some(large) = more.iter().find(|subset| subset.len() > MOST_FLIPPED) {
        return Failure::usage(format!(
            "--subset of {} spins: flips are of {MOST_FLIPPED} at most",
            large.len()
        ));
    }
    bar.start("flipping", (n + pairs + more.len()) as u64);
    for subset in of_one.chain(of_two).chain(more) {
        if bar.is_stopped() {
            return Err(Failure::Interrupted);
        }
        let found = flips.effective(&subset);
        action.add_monomial(&subset, found.mean);
        spreads.add_monomial(&subset, found.spread);
        bar.advance(1);
    }
    let states = counted(rows, "state", "states");
    Ok((
        action,
        Some(spreads),
        format!("by flips at {states} of {}, means and spreads over these", path.display()),
    ))
}

fn by_states(args: &CouplingsArgs, network: &Network, limit: u64) -> Result<Couplings, Failure> {
    let n = network.spins();
    if n > MAX_SPINS {
        let hint = match network {
            Network::Made { .. } => "--data FILE flips spins at its states, of any number of spins",
            _ => "--method integral reads these units with any number of spins",
        };
        return Err(Failure::with_hint(TooManySpins(n), hint));
    }
    let rank = args.rank.map_or(n.min(4), usize::from).min(n);
    let kept: f64 =
        (0..=rank).map(|k| (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product::<f64>()).sum();
    let needed = BYTES.0 * 2f64.powi(n as i32) + BYTES.1 * kept;
    memory::expect(
        "S at all states and its couplings take",
        needed as u64,
        limit,
        "a lower --rank needs less; --memory-limit raises the bound",
    )?;
    Ok((as_action(&couplings(network.values()?), rank), None, format!("by all {} states", 1u64 << n)))
}

impl From<TooManySpins> for Failure {
    fn from(error: TooManySpins) -> Failure {
        Failure::new(error)
    }
}
