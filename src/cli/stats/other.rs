//! The samples that data are compared with.

use std::path::Path;

use crate::Lattice;
use crate::action::Kernel;
use crate::cli::content::Content;
use crate::cli::failure::Failure;
use crate::cli::interrupt::Watch;
use crate::cli::progress::Bar;
use crate::cli::sample::source::{self, Source};
use crate::data::Samples;
use crate::network::Network;
use crate::sample::{Report, Settings, nuts};
use crate::statistics::{self, Request};

/// What is asked for.
pub(super) struct Wanted<'a> {
    /// The number of samples that are drawn.
    pub(super) rows: usize,
    /// Their dimension.
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
}

/// Draws that are compared with are from a stream of their own, so that data of `sample --seed S` never meet themselves.
const STREAM: u64 = 0x9e37_79b9_7f4a_7c15;

/// Samples, with the name that they are shown under and what their reader should know.
pub(super) struct Other {
    pub(super) name: String,
    pub(super) samples: Samples,
    pub(super) notes: Vec<String>,
    /// The lattice that their action knows.
    pub(super) lattice: Option<Lattice>,
    /// Whether nothing speaks against the samples.
    pub(super) is_usable: bool,
}

/// The samples of a file, or drawn from what it holds.
pub(super) fn samples(path: &Path, wanted: &Wanted<'_>, bar: &Bar) -> Result<Other, Failure> {
    let shown = path.display();
    if Content::of(path) == Content::Data {
        let samples = Samples::open(path, wanted.key)?;
        return Ok(Other {
            name: shown.to_string(),
            samples,
            notes: Vec::new(),
            lattice: None,
            is_usable: true,
        });
    }
    let ((samples, notes, is_usable), lattice) = match source::load(path, wanted.request.memory)? {
        Source::Network(network) => ((of_network(path, &network, wanted)?, Vec::new(), true), None),
        Source::Action(kernel, lattice) => (of_action(path, &kernel, wanted, bar)?, lattice),
    };
    let name = format!("{shown}, sampled with seed {}", wanted.seed);
    Ok(Other { name, samples, notes, lattice, is_usable })
}

/// Draws are independent.
fn of_network(path: &Path, network: &Network<f64>, wanted: &Wanted<'_>) -> Result<Samples, Failure> {
    let needed = wanted.held().saturating_add(network.pieces_bytes(0));
    check(path, network.dimension(), needed, wanted)?;
    Ok(Samples::from_array(network.sample(wanted.rows, wanted.seed ^ STREAM).map_err(Failure::new)?))
}

/// Chains by the no-U-turn sampler, with its usual settings.
fn of_action(
    path: &Path,
    kernel: &Kernel,
    wanted: &Wanted<'_>,
    bar: &Bar,
) -> Result<(Samples, Vec<String>, bool), Failure> {
    let usual = Settings::default();
    let settings = Settings {
        draws: wanted.rows,
        chains: usual.chains.min(wanted.rows),
        seed: wanted.seed ^ STREAM,
        ..usual
    };
    let d = kernel.dimension();
    check(path, d, settings.memory(d, d), wanted)?;
    let watch = Watch::new();
    let drawn = nuts(kernel, &settings, watch.stop(), bar)?;
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
    if dimension != wanted.dimension {
        let data = wanted.dimension;
        return Err(Failure::new(format!("{shown} has d = {dimension}, and the data have d = {data}")));
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
