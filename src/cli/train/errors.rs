//! `--errors`: networks trained again on samples drawn anew, and the action with the spread of its coefficients.

use std::path::Path;
use std::time::Instant;

use ndarray::{Array1, s};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::args::TrainArgs;
use super::follower::{Voice, line};
use super::samples::Data;
use crate::Progress;
use crate::action::{self, Action, independent_entries};
use crate::arrays::Container;
use crate::cli::shared::{Bar, Failure, Output, Watch, human, memory, short};
use crate::evaluate::{self, Request};
use crate::files;
use crate::network::{Mixture, file};
use crate::run::{self, Config, Folder, MODEL};
use crate::statistics::beyond_by_chance;
use crate::text::counted;
use crate::train::{Spread, Trained, resampling_bytes, retrained};

/// What is trained again.
pub(super) struct Again<'a> {
    pub(super) args: &'a TrainArgs,
    pub(super) config: &'a Config,
    pub(super) data: &'a Data,
    pub(super) trained: &'a Mixture,
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
        let first = self.trained.network();
        let request = evaluate::usual(first, &Request { memory: limit, ..Request::default() });
        let entries = |rank| independent_entries(first.dimension(), rank).map_or(u64::MAX, |n| n as u64);
        let ranks = 0..=request.max_rank.or(first.degree()).unwrap_or(0);
        let count = self.trained.len();
        // Those of all components are held until they are written.
        let actions = ACTIONS + 2 * (count as u64 - 1);
        let needed = ranks.map(entries).fold(0_u64, u64::saturating_add).saturating_mul(8 * actions);
        memory::expect("the actions and their errors take", needed, limit, memory::RAISE)?;
        let Some(found) = self.replicas(replicas, folder, limit)? else { return Ok(None) };
        let matched = self.matched(&found)?;
        let seconds = begin.elapsed().as_secs_f64();
        let mut all = Vec::new();
        for component in 0..count {
            let action = |mixture: &Mixture, component: usize| -> Result<Action<f64>, Failure> {
                let network = mixture.component(component).map_err(Failure::new)?;
                Ok(evaluate::cheapest(&network, &request)?.run(&network)?.into_action(limit, &())?)
            };
            let mut spread = Spread::default();
            for (replica, matched) in found.iter().zip(&matched) {
                spread.add(&action(replica, matched[component].0)?);
            }
            let Some(errors) = spread.errors() else { return Ok(None) };
            errors.check_finite()?;
            all.push((action(self.trained, component)?, errors));
        }
        let mut told =
            vec![("errors", format!("of {replicas} trainings on samples drawn anew, {}", human(seconds)))];
        for (component, (action, errors)) in all.iter().enumerate() {
            let one = (count > 1).then_some(component);
            let in_folder = folder.map(|folder| folder.path().join(MODEL));
            let models = in_folder.as_deref().into_iter().chain(self.args.output.as_deref());
            let written: Vec<_> = models.map(|model| files::errors_beside(model, one)).collect();
            for path in &written {
                write(path, action, errors, found.len())?;
            }
            let Some(path) = written.last() else { return Ok(None) };
            let mut of_one = json!({});
            if count > 1 {
                let own: Vec<(f64, f64)> = found
                    .iter()
                    .zip(&matched)
                    .map(|(replica, matched)| (replica.weights()[matched[component].0], matched[component].1))
                    .collect();
                told.extend(of_component((component, self.trained.weights()[component]), &own));
                of_one = json!({
                    "component": component,
                    "weight": self.trained.weights()[component],
                    "weight_error": deviation(&own),
                    "cosines": own.iter().map(|(_, cosine)| *cosine).collect::<Vec<_>>(),
                });
            }
            told.extend(lines(action, errors, found.len(), path));
            if self.voice == Voice::Json {
                let mut event =
                    json!({"event": "errors", "replicas": found.len(), "file": path.display().to_string()});
                if let (Some(event), Value::Object(of_one)) = (event.as_object_mut(), of_one) {
                    event.extend(of_one);
                }
                line(&event)?;
            }
        }
        Ok(Some(told))
    }

    /// The components of each replica that are those of this mixture, each with the cosine of their shares.
    fn matched(&self, replicas: &[Mixture]) -> Result<Vec<Vec<(usize, f64)>>, Failure> {
        if self.trained.len() == 1 {
            return Ok(vec![vec![(0, 1.0)]; replicas.len()]);
        }
        let rows = self.data.training.rows();
        let all = self.data.training.range(0, rows).map_err(Failure::new)?;
        // From everywhere: those of a chain follow each other.
        let some = all.slice(s![..;rows.div_ceil(MATCHED), ..]);
        let each = replicas.iter().map(|replica| self.trained.matched(replica, some.view()));
        each.collect::<Result<_, _>>().map_err(Failure::new)
    }

    /// What was trained again, in the order of the replicas.
    fn replicas(
        &self,
        replicas: u16,
        folder: Option<&Folder>,
        limit: u64,
    ) -> Result<Option<Vec<Mixture>>, Failure> {
        let watch = Watch::new();
        let bar = Bar::counting(self.voice != Voice::Text, "training again");
        bar.start("training again on samples drawn anew", u64::from(replicas));
        let options = self.config.options.options(limit);
        let (Data { training, test }, trained) = (self.data, self.trained);
        // A training holds about as much as what it is drawn from.
        let each = resampling_bytes(training).saturating_mul(2);
        memory::expect("samples drawn anew take", each, limit, memory::RAISE)?;
        let at_once = (limit / each.max(1)).clamp(1, rayon::current_num_threads() as u64) as usize;
        let one = |replica: u16| -> Result<Option<Mixture>, Failure> {
            let kept = folder.map(|folder| folder.own(&run::replica(replica))).transpose()?;
            if let Some(path) = kept.as_ref().filter(|path| path.exists()) {
                let kept = file::load_components(path, &mut |_| ()).map_err(Failure::new)?;
                let kept = kept.into_mixture().map_err(Failure::new)?;
                let shape =
                    |mixture: &Mixture| (mixture.dimension(), mixture.network().depth(), mixture.len());
                return match shape(&kept) == shape(trained) {
                    true => Ok(Some(kept)),
                    false => Err(Failure::new(format!(
                        "replica {replica} in the folder is of another run; remove it"
                    ))),
                };
            }
            let again = retrained(training, test.as_ref(), &options, replica.into(), &bar)?;
            let Some(Trained { network, components, .. }) = again else { return Ok(None) };
            if let Some(path) = kept {
                file::save_components(path, &network, &components).map_err(Failure::new)?;
            }
            Ok(Some(Mixture::new(network, components).map_err(Failure::new)?))
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
    action::file::binary::write_with_errors(action, errors, replicas, Container::Npz, &mut out)?;
    out.finish()
}

/// Rows by which components of replicas are matched, at most.
const MATCHED: usize = 10_000;

/// A component whose shares of the samples have a smaller cosine with those in a replica is hardly the same phase.
const SAME_PHASE: f64 = 0.8;

/// The standard deviation of the weights.
fn deviation(replicas: &[(f64, f64)]) -> f64 {
    let weights: Array1<f64> = replicas.iter().map(|(weight, _)| *weight).collect();
    weights.std(1.0)
}

/// Its weight, and whether it is the same phase in all replicas, each of which has a weight and the cosine of shares.
fn of_component((component, weight): (usize, f64), replicas: &[(f64, f64)]) -> Vec<(&'static str, String)> {
    let error = deviation(replicas);
    let mut told =
        vec![("component", format!("{component}, of weight {} +- {}", short(weight), short(error)))];
    let others: Vec<_> =
        replicas.iter().enumerate().filter(|(_, (_, cosine))| *cosine < SAME_PHASE).collect();
    if let Some((replica, (_, cosine))) = others.first() {
        told.push((
            "note",
            format!(
                "{}, such as {replica}, divided the samples otherwise (cosine of shares {}), so the errors are those between phases, too",
                counted(others.len(), "replica", "replicas"),
                short(*cosine)
            ),
        ));
    }
    told
}

/// From so many errors on an entry is seen.
const SEEN: f64 = 3.0;

fn lines(
    action: &Action<f64>,
    errors: &Action<f64>,
    replicas: usize,
    path: &Path,
) -> Vec<(&'static str, String)> {
    let mut lines = vec![("", path.display().to_string())];
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
