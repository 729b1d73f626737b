//! The samples that data are compared with.

use std::path::Path;

use crate::action::{Kernel, SymmetricTensor};
use crate::data::Samples;
use crate::network::Network;
use crate::sample::{Report, Settings, nuts};
use crate::source::{Kind, Sampled};
use crate::statistics::{self, Request, Statistics, reference_seed};
use crate::{Lattice, correlators, wick};

use super::text::Named;
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::source::load_sampled;
use crate::cli::shared::{Bar, Failure, Watch, memory, reading};

/// What is asked for.
pub(super) struct Wanted<'a> {
    /// The number of samples that are drawn.
    pub(super) rows: usize,
    /// The file that is compared, and its dimension.
    pub(super) data: &'a Path,
    pub(super) dimension: usize,
    pub(super) key: Option<&'a str>,
    pub(super) seed: u64,
    /// What is measured of them, and the bytes that may be taken.
    pub(super) request: Request,
}

impl Wanted<'_> {
    /// The bytes of the samples.
    fn held(&self) -> u64 {
        (self.rows as u64).saturating_mul(8).saturating_mul(self.dimension as u64)
    }

    /// How an action is sampled.
    fn settings(&self) -> Settings {
        let usual = Settings::default();
        Settings {
            draws: self.rows,
            chains: usual.chains.min(self.rows),
            seed: reference_seed(self.seed),
            ..usual
        }
    }
}

/// What data are compared with, before anything is measured or drawn.
pub(super) enum Against {
    File(Samples),
    Drawn(Sampled),
    /// Cumulants without errors, from order 1 on.
    Given(Vec<SymmetricTensor<f64>>),
}

/// Opens what data are compared with, and refuses what does not fit to them.
pub(super) fn open(path: &Path, wanted: &Wanted<'_>) -> Result<Against, Failure> {
    let against = match Kind::of(path) {
        Kind::Data => {
            reading::expect(path, wanted.request.memory)?;
            let samples = Samples::open(path, wanted.key);
            Against::File(samples.map_err(|error| reading::refused(error, "--against-key"))?)
        }
        Kind::Cumulants => {
            memory::expect_file(path, wanted.request.memory)?;
            Against::Given(given(path, wanted)?)
        }
        _ => {
            memory::expect_file(path, wanted.request.memory)?;
            Against::Drawn(load_sampled(path, None)?)
        }
    };
    let (dimension, needed) = match &against {
        Against::File(samples) => (samples.dimension(), samples.held() as u64),
        Against::Given(orders) => (orders[0].dimension(), 0),
        Against::Drawn(Sampled::Network(network)) => {
            (network.dimension(), wanted.held().saturating_add(network.pieces_bytes(0)))
        }
        Against::Drawn(Sampled::Mixture(mixture)) => {
            (mixture.dimension(), wanted.held().saturating_add(mixture.bytes()))
        }
        Against::Drawn(Sampled::Action(kernel, _)) => {
            let d = kernel.dimension();
            (d, wanted.settings().memory(d, d))
        }
    };
    check(path, dimension, needed, wanted)?;
    Ok(against)
}

/// The cumulants in a file that are compared.
fn given(path: &Path, wanted: &Wanted<'_>) -> Result<Vec<SymmetricTensor<f64>>, Failure> {
    if wanted.request.kind != statistics::Kind::Cumulants {
        return Failure::usage("moments are not compared with cumulants; leave --moments out");
    }
    let found = correlators::file::load(path, wanted.request.memory)?;
    let mut orders = Vec::new();
    for (order, tensor) in found.orders {
        if order != orders.len() + 1 {
            let message = format!("{} has no cumulants of order {}", path.display(), orders.len() + 1);
            return Err(Failure::with_hint(
                message,
                format!("all orders from 1 on are compared, as correlators --order 1..{order} writes them"),
            ));
        }
        orders.push(tensor);
    }
    Ok(orders)
}

impl Against {
    /// The other side: cumulants that are given, or those of samples of a file or drawn from what it holds. Beside it the lattice that an
    /// action knows, and whether nothing speaks against the samples.
    pub(super) fn measured(
        self,
        path: &Path,
        wanted: &Wanted<'_>,
        like: &Statistics,
        bar: &Bar,
    ) -> Result<(Named, Option<Lattice>, bool), Failure> {
        let drawn = format!("{}, sampled with seed {}", path.display(), wanted.seed);
        let of = |samples: &Samples, name, notes, is_file| -> Result<Named, Failure> {
            Ok(Named {
                name,
                notes,
                is_file,
                statistics: statistics::measure(samples, &wanted.request, bar)?,
            })
        };
        match self {
            Against::Given(orders) => {
                let statistics = Statistics::given(orders, like);
                let name = path.display().to_string();
                Ok((Named { name, statistics, notes: Vec::new(), is_file: false }, None, true))
            }
            Against::File(samples) => {
                let notes = reading::notes(&samples);
                Ok((of(&samples, path.display().to_string(), notes, true)?, None, true))
            }
            Against::Drawn(Sampled::Network(network)) => {
                if let Some(known) = known(&network, wanted, like, bar) {
                    let name = format!("{}, {}", path.display(), known.words());
                    let statistics = Statistics::given(known.orders, like);
                    return Ok((Named { name, statistics, notes: Vec::new(), is_file: false }, None, true));
                }
                let samples =
                    network.sample(wanted.rows, reference_seed(wanted.seed)).map_err(Failure::new)?;
                Ok((of(&Samples::from_array(samples), drawn, Vec::new(), false)?, None, true))
            }
            Against::Drawn(Sampled::Mixture(mixture)) => {
                let samples =
                    mixture.sample(wanted.rows, reference_seed(wanted.seed)).map_err(Failure::new)?;
                Ok((of(&Samples::from_array(samples), drawn, Vec::new(), false)?, None, true))
            }
            Against::Drawn(Sampled::Action(kernel, lattice)) => {
                let (samples, notes, is_usable) = of_action(&kernel, wanted, bar)?;
                Ok((of(&samples, drawn, notes, false)?, lattice, is_usable))
            }
        }
    }
}

/// The cumulants of a network by its inverse, where these are what is asked for and known.
fn known(network: &Network<f64>, wanted: &Wanted<'_>, like: &Statistics, bar: &Bar) -> Option<wick::Known> {
    if wanted.request.kind != statistics::Kind::Cumulants {
        return None;
    }
    let errors: Vec<&SymmetricTensor<f64>> = like.orders.iter().map(|order| &order.error).collect();
    wick::known(network, &errors, wanted.request.memory, wick::USUAL_SECONDS, bar).ok()
}

/// Chains by the no-U-turn sampler, with its usual settings.
fn of_action(
    kernel: &Kernel,
    wanted: &Wanted<'_>,
    bar: &Bar,
) -> Result<(Samples, Vec<String>, bool), Failure> {
    let settings = wanted.settings();
    let _watch = Watch::new();
    let drawn = nuts(kernel, &settings, bar)?;
    if drawn.stopped {
        return Err(Failure::Interrupted);
    }
    let verdict = Report::with_search(kernel, &drawn, settings.seed).map_err(Failure::new)?.verdict();
    let notes = match verdict.agree {
        true => verdict.notes,
        false => [vec![verdict.text], verdict.notes].concat(),
    };
    Ok((drawn.draws, notes, verdict.agree))
}

/// Before anything is drawn: what drawing takes, and afterwards the draws with what is measured of them.
fn check(path: &Path, dimension: usize, needed: u64, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let shown = path.display();
    expect_alike((path, dimension), (wanted.data, wanted.dimension))?;
    if needed == 0 {
        return Ok(());
    }
    let measured = statistics::memory(dimension, &wanted.request).unwrap_or(u64::MAX);
    match needed.max(wanted.held().saturating_add(measured)) > wanted.request.memory {
        false => Ok(()),
        true => Err(Failure::with_hint(
            format!("{shown}: {} draws do not fit into the memory that may be taken", wanted.rows),
            "draw them into a file with `sample` and compare with that; --memory-limit raises the bound",
        )),
    }
}
