//! One chain, whatever its mass matrix.

use std::fmt::Debug;

use nuts_rs::{
    Chain, CpuMath, DiagNutsSettings, EuclideanAdaptOptions, LowRankNutsSettings, NutsSettings, SamplerStats,
};
use rand::rngs::Xoshiro256PlusPlus;
use serde::Serialize;

use super::density::Density;
use super::{Mass, SampleError, Settings};
use crate::action::Kernel;

type Math = CpuMath<Density>;
type Sampler<S> = <S as nuts_rs::Settings>::Chain<Math>;
type Stats<S> = <Sampler<S> as SamplerStats<Math>>::Stats;

/// Directions of the dense mass matrix whose variance differs from one by less than this factor are left out: none.
const ALL_DIRECTIONS: f64 = 1.0;

/// A step of a chain.
pub(super) struct Step {
    pub(super) x: Box<[f64]>,
    pub(super) facts: Facts,
    pub(super) diverging: bool,
    pub(super) gradients: u64,
}

/// What the sampler says about a step.
pub(super) struct Facts {
    pub(super) value: f64,
    pub(super) energy: f64,
    pub(super) depth: u64,
    pub(super) saturated: bool,
    pub(super) step_size: f64,
}

/// Makes the next step of a chain; an error says why it cannot.
pub(super) type NextStep = Box<dyn FnMut() -> Result<Step, String>>;

/// A chain at its starting point.
pub(super) fn start(
    kernel: Kernel,
    settings: &Settings,
    chain: usize,
    generator: &mut Xoshiro256PlusPlus,
    x: &[f64],
) -> Result<NextStep, SampleError> {
    let made = match settings.mass {
        Mass::Diagonal => {
            run(tuned(DiagNutsSettings::default(), settings), kernel, chain, generator, x, |stats| Facts {
                value: stats.point.logp,
                energy: stats.point.energy,
                depth: stats.depth,
                saturated: stats.maxdepth_reached,
                step_size: stats.adapt.step_size.step_size_bar,
            })
        }
        Mass::Dense => run(dense(settings), kernel, chain, generator, x, |stats| Facts {
            value: stats.point.logp,
            energy: stats.point.energy,
            depth: stats.depth,
            saturated: stats.maxdepth_reached,
            step_size: stats.adapt.step_size.step_size_bar,
        }),
    };
    made.map_err(|message| SampleError::Sampler { chain, message })
}

fn run<S: nuts_rs::Settings>(
    settings: S,
    kernel: Kernel,
    chain: usize,
    generator: &mut Xoshiro256PlusPlus,
    x: &[f64],
    facts: fn(&Stats<S>) -> Facts,
) -> Result<NextStep, String> {
    let math = Math::new(Density(kernel));
    let mut sampler =
        settings.new_chain(chain as u64, math, generator).map_err(|error| first_line(&error))?;
    sampler.set_position(x).map_err(|error| first_line(&error))?;
    Ok(Box::new(move || {
        let (x, _, stats, progress) = sampler.expanded_draw().map_err(|error| first_line(&error))?;
        let (diverging, gradients) = (progress.diverging, progress.num_gradients);
        Ok(Step { x, facts: facts(&stats), diverging, gradients })
    }))
}

fn tuned<A: Copy + Debug + Default + Serialize>(
    mut nuts: NutsSettings<EuclideanAdaptOptions<A>>,
    settings: &Settings,
) -> NutsSettings<EuclideanAdaptOptions<A>> {
    nuts.num_tune = settings.tune as u64;
    nuts.maxdepth = settings.max_depth;
    nuts.adapt_options.step_size_settings.target_accept = settings.accept;
    nuts
}

fn dense(settings: &Settings) -> LowRankNutsSettings {
    let mut nuts = tuned(LowRankNutsSettings::default(), settings);
    nuts.adapt_options.mass_matrix_options.eigval_cutoff = ALL_DIRECTIONS;
    nuts
}

/// What went wrong, without the trace behind it.
fn first_line(error: &impl std::fmt::Display) -> String {
    error.to_string().lines().next().unwrap_or_default().to_string()
}
