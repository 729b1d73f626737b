//! The samples that data are compared with.

use std::path::Path;

use diagraction::Lattice;
use diagraction::action::Kernel;
use diagraction::data::Samples;
use diagraction::sample::{Report, Settings, nuts};
use diagraction::source::{Kind, Sampled};
use diagraction::statistics::{self, Request, reference_seed};

use crate::cli::shared::{Bar, Failure, Watch, memory, reading};

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

/// Samples, with the name that they are shown under and what their reader should know.
pub(super) struct Other {
    pub(super) name: String,
    pub(super) samples: Samples,
    pub(super) notes: Vec<String>,
    /// The lattice that their action knows.
    pub(super) lattice: Option<Lattice>,
    /// Whether nothing speaks against the samples.
    pub(super) is_usable: bool,
    /// Whether they are from a file, and not drawn here.
    pub(super) is_file: bool,
}

/// What data are compared with, before anything is measured or drawn.
pub(super) enum Against {
    File(Samples),
    Drawn(Sampled),
}

/// Opens what data are compared with, and refuses what does not fit to them.
pub(super) fn open(path: &Path, wanted: &Wanted<'_>) -> Result<Against, Failure> {
    let against = match Kind::of(path) {
        Kind::Data => {
            reading::expect(path, wanted.request.memory)?;
            let samples = Samples::open(path, wanted.key);
            Against::File(samples.map_err(|error| reading::refused(error, "--against-key"))?)
        }
        _ => {
            memory::expect_file(path, wanted.request.memory)?;
            Against::Drawn(Sampled::load(path)?)
        }
    };
    let (dimension, needed) = match &against {
        Against::File(samples) => (samples.dimension(), samples.held() as u64),
        Against::Drawn(Sampled::Network(network)) => {
            (network.dimension(), wanted.held().saturating_add(network.pieces_bytes(0)))
        }
        Against::Drawn(Sampled::Action(kernel, _)) => {
            let d = kernel.dimension();
            (d, wanted.settings().memory(d, d))
        }
    };
    check(path, dimension, needed, wanted)?;
    Ok(against)
}

impl Against {
    /// The samples of a file, or drawn from what it holds.
    pub(super) fn samples(self, path: &Path, wanted: &Wanted<'_>, bar: &Bar) -> Result<Other, Failure> {
        let drawn = format!("{}, sampled with seed {}", path.display(), wanted.seed);
        let usable = |name, samples, is_file| Other {
            name,
            samples,
            notes: Vec::new(),
            lattice: None,
            is_usable: true,
            is_file,
        };
        match self {
            Against::File(samples) => {
                let notes = reading::notes(&samples);
                Ok(Other { notes, ..usable(path.display().to_string(), samples, true) })
            }
            Against::Drawn(Sampled::Network(network)) => {
                let samples =
                    network.sample(wanted.rows, reference_seed(wanted.seed)).map_err(Failure::new)?;
                Ok(usable(drawn, Samples::from_array(samples), false))
            }
            Against::Drawn(Sampled::Action(kernel, lattice)) => {
                let (samples, notes, is_usable) = of_action(&kernel, wanted, bar)?;
                Ok(Other { name: drawn, samples, notes, lattice, is_usable, is_file: false })
            }
        }
    }
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
    if dimension != wanted.dimension {
        let data = wanted.dimension;
        return Err(Failure::new(format!("{shown} has d = {dimension}, and the data have d = {data}")));
    }
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
