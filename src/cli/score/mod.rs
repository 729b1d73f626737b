//! `score`: ln p of samples under a network or an action.

mod args;
mod outcome;

use std::path::Path;

use crate::data::Samples;
use crate::reweight::{Settings, Weights, doubts_of, reweight};
use crate::score::{self, Density, ScoreError, score};
use crate::source::Sampled;
use crate::spins::{self, MAX_SPINS};
use crate::statistics::Measured;
use crate::train::gaussian;

use self::args::{FORMATS, ScoreFormat};
use self::outcome::{Outcome, Side};
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::source::Source;
use crate::cli::shared::{Bar, Failure, Output, format, load_model, memory, output, reading, rounded};

pub(super) use args::ScoreArgs;

pub(crate) fn run(args: &ScoreArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let limit = memory::limit(args.common.memory_limit);
    let mut samples = args.reading.open(&args.data, limit)?;
    let needed = score::memory(samples.rows(), samples.dimension());
    memory::expect("ln p of all rows takes", needed, limit, "fewer rows need less")?;
    let of = load(args, &args.density, args.component.component, &samples, limit)?;
    if matches!(of, Source::Spins(_)) {
        samples = reading::as_states(&samples, limit)?;
    }
    let against = args.against.as_deref().map(|path| load(args, path, None, &samples, limit)).transpose()?;
    let is_of_spins = |source: &Source| matches!(source, Source::Spins(_));
    if against.as_ref().is_some_and(|against| is_of_spins(against) != is_of_spins(&of)) {
        return Failure::usage(
            "--against: a density of spins and one of real variables are not set side by side",
        );
    }
    if args.ln_z.is_some() && !is_action(&of) {
        return Failure::usage("--ln-z is of an action; a network is normalised");
    }
    if args.proposal.is_some() && !is_action(&of) && !against.as_ref().is_some_and(is_action) {
        return Failure::usage("--proposal gives ln Z of an action; a network is normalised");
    }
    if let Some((path, against)) = args.against.as_ref().zip(against.as_ref()) {
        let has_ln_z = [args.ln_z.is_some() || args.proposal.is_some(), args.proposal.is_some()];
        let sides = [(&args.density, &of), (path, against)].into_iter().zip(has_ln_z);
        let is_unknown = |source: &Source, known: bool| match source {
            Source::Spins(density) => !known && !density.is_normalised() && density.spins() > MAX_SPINS,
            Source::Real(_) => is_action(source) && !known,
        };
        if let Some(((path, _), _)) =
            sides.into_iter().find(|((_, source), known)| is_unknown(source, *known))
        {
            return Err(Failure::with_hint(
                format!("{}: ln Z is not known, so it cannot be set beside a density", path.display()),
                "--proposal MODEL finds it by draws of a network",
            ));
        }
    }
    let out = Output::open(args.common.output.as_deref())?;
    let bar = Bar::new(args.common.quiet, "evaluating ln p");
    let first = side(args, &of, args.ln_z, &samples, limit, &bar)?;
    let other = against.map(|against| side(args, &against, None, &samples, limit, &bar)).transpose()?;
    // Samples in a hyperplane have no Gaussian, and few samples one that is theirs alone.
    let is_fair = !matches!(of, Source::Spins(_))
        && samples.rows() >= FAIR * samples.dimension()
        && first.is_normalised();
    let gaussian = is_fair.then(|| gaussian(&samples).ok()).flatten();
    let gaussian = gaussian.map(|network| score(Density::Network(&network), &samples, &bar)).transpose()?;
    drop(bar);
    let outcome = Outcome { args, samples: &samples, first, other, gaussian };
    outcome::write(&outcome, format, out)
}

/// A Gaussian is fitted to so many rows for each variable, or more.
const FAIR: usize = 10;

fn load(
    args: &ScoreArgs,
    path: &Path,
    component: Option<usize>,
    samples: &Samples,
    limit: u64,
) -> Result<Source, Failure> {
    memory::expect_file(path, limit)?;
    let source = Source::load(path, component)?;
    expect_alike((path, source.dimension()), (&args.data, samples.dimension()))?;
    Ok(source)
}

fn is_action(source: &Source) -> bool {
    match source {
        Source::Real(source) => matches!(source, Sampled::Action(..)),
        Source::Spins(density) => !density.is_normalised(),
    }
}

/// Of spins ln Z is that of all states of few of them, or from draws of an autoregressive network.
fn side_of_spins(
    args: &ScoreArgs,
    density: &spins::Density,
    ln_z: Option<f64>,
    (samples, limit): (&Samples, u64),
    bar: &Bar,
) -> Result<Side, Failure> {
    let exact = || -> Result<_, Failure> {
        if !density.is_normalised() && density.spins() <= MAX_SPINS {
            memory::expect("S at all states takes", 8u64 << density.spins(), limit, "--ln-z gives ln Z")?;
        }
        Ok(density.ln_z().map(|value| Measured { value, error: 0.0 }))
    };
    let mut doubts = Vec::new();
    let known = match (ln_z, args.proposal.as_deref()) {
        (Some(value), _) => Some(Measured { value, error: 0.0 }),
        (None, Some(path)) if !density.is_normalised() => {
            let proposal = spins::load(path)?;
            expect_alike((path, proposal.spins()), (&args.density, density.spins()))?;
            if args.draws < 2 {
                return Failure::usage("-n: two draws at least give ln Z with an error");
            }
            let needed = (args.draws as u64).saturating_mul(8 * (proposal.spins() as u64 + 4));
            memory::expect("the draws take", needed, limit, "a smaller -n needs less")?;
            let Some(states) = proposal.draw(args.draws, args.seed) else {
                return Failure::usage("--proposal of spins is an autoregressive network");
            };
            let own = proposal.actions(states.view());
            let ln: Vec<f64> =
                density.actions(states.view()).into_iter().zip(own).map(|(s, q)| s - q).collect();
            if let Some(place) = ln.iter().position(|ln| !ln.is_finite()) {
                let path = path.display();
                return Err(Failure::new(format!(
                    "{path}: the weight of draw {place} is beyond the range of floats"
                )));
            }
            let weights = Weights::new(ln);
            doubts = doubts_of(&weights);
            Some(weights.ln_z())
        }
        _ => exact()?,
    };
    let is_action = !density.is_normalised();
    let density = Density::Spins(density, known.map_or(0.0, |known| known.value));
    Ok(Side { score: score(density, samples, bar)?, ln_z: known.filter(|_| is_action), is_action, doubts })
}

fn normalised(density: Density<'_>, samples: &Samples, bar: &Bar) -> Result<Side, Failure> {
    Ok(Side { score: score(density, samples, bar)?, ln_z: None, is_action: false, doubts: Vec::new() })
}

fn side(
    args: &ScoreArgs,
    source: &Source,
    ln_z: Option<f64>,
    samples: &Samples,
    limit: u64,
    bar: &Bar,
) -> Result<Side, Failure> {
    let kernel = match source {
        Source::Spins(density) => return side_of_spins(args, density, ln_z, (samples, limit), bar),
        Source::Real(Sampled::Network(network)) => {
            return normalised(Density::Network(network), samples, bar);
        }
        Source::Real(Sampled::Mixture(mixture)) => {
            return normalised(Density::Mixture(mixture), samples, bar);
        }
        Source::Real(Sampled::Action(kernel, _)) => kernel,
    };
    let (mut known, mut doubts) = (ln_z.map(|value| Measured { value, error: 0.0 }), Vec::new());
    if let Some(path) = args.proposal.as_deref() {
        let proposal = rounded(path, load_model(path, None, limit)?)?;
        expect_alike((path, proposal.dimension()), (&args.density, kernel.dimension()))?;
        let settings = Settings { draws: args.draws, seed: args.seed, order: 0 };
        let needed = settings.memory(&proposal).unwrap_or(u64::MAX);
        memory::expect("the draws take", needed, limit, "a smaller -n needs less")?;
        let found = reweight(kernel, &proposal, &settings, bar)?;
        if found.draws < args.draws {
            return Err(Failure::Interrupted);
        }
        (known, doubts) = (Some(found.ln_z), found.doubts());
    }
    let density = Density::Action(kernel, known.map_or(0.0, |known| known.value));
    Ok(Side { score: score(density, samples, bar)?, ln_z: known, is_action: true, doubts })
}

fn format(args: &ScoreArgs) -> Result<ScoreFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, ScoreFormat::Text, &FORMATS, |ending, all| {
        format!("score writes {all}, and the file ends in .{ending}; or give --format")
    })?;
    if format == ScoreFormat::Npy && path.is_none() {
        return Failure::usage("npy is written to a file; add -o FILE");
    }
    if args.ln_z.is_some_and(|value| !value.is_finite()) {
        return Failure::usage("--ln-z is a finite number");
    }
    let read = [Some(&args.density), Some(&args.data), args.against.as_ref(), args.proposal.as_ref()];
    let read: Vec<&Path> = read.into_iter().flatten().map(AsRef::as_ref).collect();
    for path_read in read {
        output::refuse(path, path_read, "the output names a file that is read; give another one")?;
    }
    Ok(format)
}

impl From<ScoreError> for Failure {
    fn from(error: ScoreError) -> Failure {
        Failure::new(error)
    }
}
