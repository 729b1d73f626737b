//! `--errors`: networks trained again on samples drawn anew, and the action with the spread of its coefficients.

use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use serde_json::json;

use super::args::TrainArgs;
use super::follower::{Voice, line};
use super::samples::Data;
use crate::Progress;
use crate::action::{Action, file, independent_entries};
use crate::arrays::Container;
use crate::cli::shared::{Bar, Failure, Output, Watch, human, memory, short};
use crate::evaluate::{self, Request};
use crate::files;
use crate::network::{self, Network};
use crate::run::{self, Config, Folder, MODEL};
use crate::statistics::beyond_by_chance;
use crate::train::{Spread, resampling_bytes, retrained};

/// What is trained again.
pub(super) struct Again<'a> {
    pub(super) args: &'a TrainArgs,
    pub(super) config: &'a Config,
    pub(super) data: &'a Data,
    pub(super) trained: &'a Network<f64>,
    pub(super) voice: Voice,
}

/// Actions of all entries that are held at a time: the one that is written, its errors, mean, and the one that is added.
const ACTIONS: u64 = 5;

impl Again<'_> {
    /// Trains the replicas, but those that the folder has, and writes the action with its errors. Lines that tell of it; `None` where
    /// the work was stopped.
    pub(super) fn find(
        &self,
        replicas: u16,
        folder: Option<&Folder>,
    ) -> Result<Option<Vec<(&'static str, String)>>, Failure> {
        let begin = Instant::now();
        let limit = memory::limit(self.args.memory_limit);
        let request = evaluate::usual(self.trained, &Request { memory: limit, ..Request::default() });
        let plan = evaluate::cheapest(self.trained, &request)?;
        let entries =
            |rank| independent_entries(self.trained.dimension(), rank).map_or(u64::MAX, |n| n as u64);
        let ranks = 0..=request.max_rank.or(self.trained.degree()).unwrap_or(0);
        let needed = ranks.map(entries).fold(0_u64, u64::saturating_add).saturating_mul(8 * ACTIONS);
        memory::expect("the action and its errors take", needed, limit, memory::RAISE)?;
        let Some(networks) = self.networks(replicas, folder, limit)? else { return Ok(None) };
        let mut spread = Spread::default();
        for network in &networks {
            let plan = evaluate::cheapest(network, &plan.request)?;
            spread.add(&plan.run(network)?.into_action(limit, &())?);
        }
        let action = plan.run(self.trained)?.into_action(limit, &())?;
        let Some(errors) = spread.errors() else { return Ok(None) };
        errors.check_finite()?;
        let mut written = Vec::new();
        if let Some(folder) = folder {
            written.push(files::errors_beside(&folder.path().join(MODEL)));
        }
        written.extend(self.args.output.as_deref().map(files::errors_beside));
        for path in &written {
            write(path, &action, &errors, networks.len())?;
        }
        let Some(path) = written.last() else { return Ok(None) };
        let lines = lines(&action, &errors, networks.len(), begin.elapsed().as_secs_f64(), path);
        if self.voice == Voice::Json {
            line(
                &json!({"event": "errors", "replicas": networks.len(), "file": path.display().to_string()}),
            )?;
        }
        Ok(Some(lines))
    }

    /// The networks of all replicas, in their order.
    fn networks(
        &self,
        replicas: u16,
        folder: Option<&Folder>,
        limit: u64,
    ) -> Result<Option<Vec<Network<f64>>>, Failure> {
        let watch = Watch::new();
        let bar = Bar::counting(self.voice != Voice::Text, "training again");
        bar.start("training again on samples drawn anew", u64::from(replicas));
        let options = self.config.options.options(limit);
        let (Data { training, test }, trained) = (self.data, self.trained);
        // A training holds about as much as what it is drawn from.
        let each = resampling_bytes(training).saturating_mul(2);
        memory::expect("samples drawn anew take", each, limit, memory::RAISE)?;
        let at_once = (limit / each.max(1)).clamp(1, rayon::current_num_threads() as u64) as usize;
        let one = |replica: u16| -> Result<Option<Network<f64>>, Failure> {
            let kept = folder.map(|folder| folder.own(&run::replica(replica))).transpose()?;
            if let Some(path) = kept.as_ref().filter(|path| path.exists()) {
                let network =
                    network::file::load(path).map_err(Failure::new)?.into_f64().map_err(Failure::new)?;
                return match (network.dimension(), network.depth()) == (trained.dimension(), trained.depth())
                {
                    true => Ok(Some(network)),
                    false => Err(Failure::new(format!(
                        "replica {replica} in the folder is of another run; remove it"
                    ))),
                };
            }
            let network = retrained(training, test.as_ref(), &options, replica.into(), &bar)?;
            if let (Some(network), Some(path)) = (&network, kept) {
                network::file::save(path, network).map_err(Failure::new)?;
            }
            Ok(network)
        };
        let mut networks = Vec::new();
        let numbers: Vec<u16> = (0..replicas).collect();
        for some in numbers.chunks(at_once) {
            let found = some.par_iter().map(|&replica| one(replica)).collect::<Result<Vec<_>, _>>()?;
            bar.advance(found.len() as u64);
            // One that was stopped is missing.
            let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
            networks.extend(found);
        }
        drop(watch);
        Ok(Some(networks))
    }
}

fn write(path: &Path, action: &Action<f64>, errors: &Action<f64>, replicas: usize) -> Result<(), Failure> {
    let mut out = Output::whole(path)?.holding("action with errors");
    let replicas = u32::try_from(replicas).ok();
    file::binary::write_with_errors(action, errors, replicas, Container::Npz, &mut out)?;
    out.finish()
}

/// From so many errors on an entry is seen.
const SEEN: f64 = 3.0;

fn lines(
    action: &Action<f64>,
    errors: &Action<f64>,
    replicas: usize,
    seconds: f64,
    path: &Path,
) -> Vec<(&'static str, String)> {
    let mut lines = vec![(
        "errors",
        format!("of {replicas} trainings on samples drawn anew, {}: {}", human(seconds), path.display()),
    )];
    for (tensor, errors) in action.tensors().iter().zip(errors.tensors()).skip(1).take(4) {
        let pairs = tensor.entries().iter().zip(errors.entries());
        let seen = pairs.filter(|(value, error)| value.abs() > SEEN * **error).count();
        let rms = |entries: &[f64]| {
            (entries.iter().map(|entry| entry * entry).sum::<f64>() / entries.len() as f64).sqrt()
        };
        let (entry, error) = (short(rms(tensor.entries())), short(rms(errors.entries())));
        let all = tensor.entries().len();
        let chance = all as f64 * beyond_by_chance(SEEN, replicas as f64 - 1.0);
        lines.push((
            "",
            format!(
                "A^({}): rms entry {entry}, rms error {error}, {seen} of {all} beyond {SEEN} errors, {chance:.1} by chance",
                tensor.rank()
            ),
        ));
    }
    lines
}
