//! `couplings`: the interactions of a network of spins.

mod args;

use std::io::Write;

use crate::action::formula::{Formula, Names, Selection, Style, write};
use crate::action::{SparseAction, file};
use crate::spins::{
    self, IntegralError, MAX_SPINS, Network, TooManySpins, as_action, couplings, read_couplings,
};
use crate::tensor::permutations;
use crate::text::counted;

use self::args::{FORMATS, Method};
use crate::cli::shared::{Bar, Failure, Output, ReportFormat, format, memory, output, short};

pub(super) use args::CouplingsArgs;

/// Bytes for each state, S there, and for each coupling that is kept.
const BYTES: (f64, f64) = (8.0, 184.0);

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
    let network = spins::load(&args.model)?;
    let n = network.spins();
    let method = method(args, &network)?;
    let mut out = Output::open(path)?;
    let bar = Bar::counting(args.common.quiet, "integrating");
    let (action, how) = match method {
        Method::Integral => by_integral(args, &network, limit, &bar)?,
        Method::States => by_states(args, &network, limit)?,
    };
    drop(bar);
    match format {
        ReportFormat::Json => file::json::write_sparse(&action, &mut out)?,
        ReportFormat::Text => {
            let (path, spins) = (args.model.display(), counted(n, "spin", "spins"));
            let mut lines =
                vec![("network", format!("{path}: {}, {spins}", words(&network))), ("couplings", how)];
            lines.extend((1..=action.max_rank()).map(|rank| ("", of_rank(&action, rank))));
            out.named(&lines)?;
            writeln!(out)?;
            let selection = Selection { lowest: 1, top: args.top, ..Selection::default() };
            let formula = Formula::new((&action).into(), None, &selection)?;
            write(&formula, Style::Text, &Names::from(action.domain), &mut out)?;
        }
    }
    out.finish()
}

/// How many couplings of so many spins there are, and how large.
fn of_rank(action: &SparseAction<f64>, rank: usize) -> String {
    let squares = action.entries(rank).map(|(index, value)| (value * permutations::<f64>(index)).powi(2));
    let root = short(squares.sum::<f64>().sqrt());
    let number = counted(action.entries(rank).count(), "coupling", "couplings");
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
    let method = args.method.unwrap_or(match has_integral && args.rank.is_none_or(|rank| rank <= 2) {
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
        Method::Integral if !has_integral => Failure::usage(
            "a masked network with hidden layers has no integral; --method states reads up to 24 spins",
        ),
        Method::Integral if args.rank.is_some_and(|rank| rank > 2) => Failure::usage(
            "the integral gives fields, pairs and each --subset; --rank is for --method states",
        ),
        Method::States if !args.subset.is_empty() => {
            Failure::usage("all states give every coupling up to --rank; --subset is for --method integral")
        }
        _ => Ok(method),
    }
}

fn by_integral(
    args: &CouplingsArgs,
    network: &Network,
    limit: u64,
    bar: &Bar,
) -> Result<(SparseAction<f64>, String), Failure> {
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
    Ok((read.action, how))
}

fn by_states(
    args: &CouplingsArgs,
    network: &Network,
    limit: u64,
) -> Result<(SparseAction<f64>, String), Failure> {
    let n = network.spins();
    if n > MAX_SPINS {
        let hint = match network {
            Network::Made { .. } => "masked networks of more spins are not read",
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
    Ok((as_action(&couplings(network.values()?), rank), format!("by all {} states", 1u64 << n)))
}

impl From<TooManySpins> for Failure {
    fn from(error: TooManySpins) -> Failure {
        Failure::new(error)
    }
}
