//! `--errors`: networks of spins that are learned again on states drawn anew, and the couplings with their spread.

use std::path::{Path, PathBuf};

use super::keep::keep;
use crate::action::{SparseAction, file};
use crate::cli::shared::{Bar, Failure, Output, Watch, memory};
use crate::cli::train::args::TrainArgs;
use crate::cli::train::samples::Data;
use crate::data::Samples;
use crate::run::{self, Config, Folder, MODEL, SpinSettings};
use crate::spins::learn::{Hidden, autoregressive, spread};
use crate::spins::{Network, as_action, couplings, load, read_couplings};

/// Couplings with errors beside a network.
pub(super) fn beside(path: &Path) -> PathBuf {
    path.with_extension("errors.json")
}

/// What is learned again.
pub(super) struct Again<'a> {
    pub(super) args: &'a TrainArgs,
    pub(super) config: &'a Config<SpinSettings>,
    pub(super) data: &'a Data,
    pub(super) network: &'a Network,
}

/// Couplings with errors.
pub(super) struct Errors {
    pub(super) replicas: u16,
    pub(super) path: PathBuf,
    /// The largest errors of fields and of couplings of pairs.
    pub(super) largest: [f64; 2],
}

impl Again<'_> {
    /// Learns the replicas, but those that the folder has, and writes the couplings with their errors.
    pub(super) fn find(&self, replicas: u16, folder: Option<&Folder>) -> Result<Errors, Failure> {
        let Again { args, config, data, network } = self;
        let limit = memory::limit(args.memory_limit);
        let watch = Watch::new();
        let bar = Bar::counting(args.quiet || args.is_json(), "learning again on states drawn anew");
        let test = data.test.as_ref().map(|test| test.range(0, test.rows())).transpose()?;
        let Hidden { widths, seed } = config.options.hidden();
        let learn = |samples: &Samples, replica: u64| -> Result<Network, Failure> {
            let number = u16::try_from(replica).unwrap_or(u16::MAX);
            let kept = folder.map(|folder| folder.own(&run::replica(number))).transpose()?;
            if let Some(path) = kept.filter(|path| path.exists()) {
                return match load(&path).map_err(Failure::new)? {
                    network if sizes(&network) == sizes(self.network) => Ok(network),
                    _ => Err(Failure::new(format!(
                        "replica {replica} in the folder is of another run; remove it"
                    ))),
                };
            }
            let hidden = Hidden { widths: widths.clone(), seed: seed + 1 + replica };
            let states = samples.range(0, samples.rows())?;
            let test = test.as_ref().map(|test| test.view());
            let network = autoregressive(states.view(), test, &hidden, &bar)?;
            if let Some(folder) = folder {
                keep(folder, &run::replica(number), &network)?;
            }
            Ok(network)
        };
        let again = |samples: &Samples, replica: u64| pairs(&learn(samples, replica)?, limit);
        let seed = config.options.hidden().seed;
        let found = spread(&data.training, replicas, seed, again)?;
        drop((bar, watch));
        let action = pairs(network, limit)?;
        let own = folder.map(|folder| beside(&folder.path().join(MODEL)));
        let paths: Vec<PathBuf> = own.into_iter().chain(args.output.as_deref().map(beside)).collect();
        for path in &paths {
            let mut out = Output::whole(path)?.holding("couplings with errors");
            let (values, errors) = ((&action).into(), (&found).into());
            file::json::write_with_errors(values, errors, Some(replicas.into()), &mut out)?;
            out.finish()?;
        }
        let path = paths.last().cloned().unwrap_or_default();
        Ok(Errors { replicas, path, largest: largest(&found) })
    }
}

/// The units of each layer; those of another kind of network are others.
fn sizes(network: &Network) -> Vec<usize> {
    match network {
        Network::Made { layers, .. } => layers.iter().map(|layer| layer.bias.len()).collect(),
        Network::Logistic(units) => vec![0, units.bias.len()],
        Network::Rbm { .. } => Vec::new(),
    }
}

/// Fields and pairs of ln p, and of masked networks of few spins all ranks up to the second.
fn pairs(network: &Network, limit: u64) -> Result<SparseAction<f64>, Failure> {
    match network {
        Network::Made { .. } => {
            let values = network.values()?;
            Ok(as_action(&couplings(values), 2))
        }
        _ => Ok(read_couplings(network, &[], limit, &()).map_err(Failure::new)?.action),
    }
}

fn largest(errors: &SparseAction<f64>) -> [f64; 2] {
    [1, 2].map(|rank| errors.entries(rank).map(|(_, error)| rank as f64 * error).fold(0.0, f64::max))
}
