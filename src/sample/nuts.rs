//! Chains of the no-U-turn sampler, on threads that do not change the draws.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ndarray::Array2;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::StandardNormal;

use super::chain::{self, NextStep, Step};
use super::{ChainDraws, Drawn, SampleError, Settings};
use crate::Progress;
use crate::action::Kernel;
use crate::data::Samples;

/// Chains that share a thread take turns after so many steps.
const TURN: usize = 8;

/// A coordinate so many times further out than the starting points may be is on its way to infinity.
const RUNAWAY: f64 = 1e8;

/// A chain is stuck when so many draws diverged, and these are all it has.
const SURE: usize = 20;

/// Draws from exp S(x) by the no-U-turn sampler, in several chains.
///
/// Each chain has its own random numbers, which follow from the seed and the number of the chain. The same settings give the
/// same draws, whatever the number of threads. Progress counts steps, tuning included. Once it is stopped, every chain ends
/// after its step, and the draws so far are kept.
///
/// # Errors
/// Settings that make no sense, draws that do not fit into memory, and chains that cannot move or run to infinity, as they
/// do where exp S(x) cannot be normalised. Chains that disagree are no error: look at a [`Report`](super::Report).
///
/// # Cost
/// Of each draw, 2^depth - 1 gradients.
///
/// # Source
/// Hoffman and Gelman, arXiv:1111.4246, with multinomial weights; step size and mass matrix are fitted by nuts-rs from the
/// tuning draws and their gradients. Appendix F of the paper.
///
/// ```
/// use diagraction::action::{Kernel, SparseAction};
/// use diagraction::sample::{Settings, nuts};
///
/// let mut action = SparseAction::zero(1);
/// action.add_monomial(&[0, 0], -0.5);
/// let settings = Settings { draws: 40, tune: 100, ..Settings::default() };
/// let drawn = nuts(&Kernel::new(&action), &settings, &())?;
/// assert_eq!((drawn.draws.chains(), drawn.draws.dimension()), (&[10; 4][..], 1));
/// # Ok::<(), diagraction::sample::SampleError>(())
/// ```
pub fn nuts(kernel: &Kernel, settings: &Settings, progress: &dyn Progress) -> Result<Drawn, SampleError> {
    settings.check()?;
    if kernel.dimension() == 0 {
        return Err(SampleError::Empty);
    }
    let work = Work { kernel, settings, progress, failed: AtomicBool::new(false), begun: Instant::now() };
    progress.start("sampling", (settings.draws + settings.tune * settings.chains) as u64);
    let mut draws = work.room()?;
    let shares: Vec<Result<Vec<Running>, SampleError>> = std::thread::scope(|scope| {
        let share = |chains| {
            let work = &work;
            scope.spawn(move || work.share(chains))
        };
        let handles: Vec<_> = work.shares(&mut draws).into_iter().map(share).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut chains: Vec<Running> = Vec::new();
    for share in shares {
        chains.extend(share?);
    }
    chains.sort_by_key(|chain| chain.number);
    work.gather(chains, draws)
}

/// The number of a chain, and the room for its draws.
type Place<'d> = (usize, &'d mut [f64]);

/// What all threads share.
struct Work<'a> {
    kernel: &'a Kernel,
    settings: &'a Settings,
    progress: &'a dyn Progress,
    failed: AtomicBool,
    begun: Instant,
}

/// A chain on its way, without its sampler.
struct Running {
    number: usize,
    steps: usize,
    wanted: usize,
    tuned_after: f64,
    drawn: ChainDraws,
}

impl Work<'_> {
    /// Room for the draws of all chains.
    fn room(&self) -> Result<Vec<f64>, SampleError> {
        let (draws, dimension) = (self.settings.draws, self.kernel.dimension());
        let mut room = Vec::new();
        let total = draws.checked_mul(dimension);
        let found = total.filter(|&total| room.try_reserve_exact(total).is_ok());
        room.resize(found.ok_or(SampleError::Memory { draws, dimension })?, 0.0);
        Ok(room)
    }

    /// The chains of each worker.
    fn shares<'d>(&self, mut room: &'d mut [f64]) -> Vec<Vec<Place<'d>>> {
        let workers = self.settings.threads.min(self.settings.chains);
        let mut shares: Vec<Vec<Place<'d>>> = (0..workers).map(|_| Vec::new()).collect();
        for number in 0..self.settings.chains {
            let (own, rest) = room.split_at_mut(self.settings.draws_of(number) * self.kernel.dimension());
            shares[number % workers].push((number, own));
            room = rest;
        }
        shares
    }

    /// The chains of one worker. Linear algebra within runs on this thread alone, so that its rounding does not depend on the
    /// machine.
    fn share(&self, chains: Vec<Place<'_>>) -> Result<Vec<Running>, SampleError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let result = match pool {
            Ok(pool) => pool.install(|| self.take_turns(chains)),
            Err(_) => self.take_turns(chains),
        };
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }

    fn take_turns(&self, places: Vec<Place<'_>>) -> Result<Vec<Running>, SampleError> {
        let mut chains = Vec::new();
        for (number, room) in places {
            let (running, next) = self.start(number)?;
            chains.push((running, next, room));
        }
        let is_over = || self.progress.is_stopped() || self.failed.load(Ordering::Relaxed);
        while chains.iter().any(|(running, ..)| !running.is_done(self.settings)) {
            for (running, next, room) in &mut chains {
                for _ in 0..TURN {
                    if is_over() || running.is_done(self.settings) {
                        break;
                    }
                    self.step(running, next, room)?;
                }
            }
            if is_over() {
                break;
            }
        }
        Ok(chains.into_iter().map(|(running, ..)| running).collect())
    }

    fn start(&self, number: usize) -> Result<(Running, NextStep), SampleError> {
        let mut seeds = Xoshiro256PlusPlus::seed_from_u64(self.settings.seed);
        let seed = (0..=number).fold(0, |_, _| seeds.next_u64());
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let d = self.kernel.dimension();
        let mut deviation = || self.settings.spread * generator.sample::<f64, _>(StandardNormal);
        let x: Vec<f64> =
            (0..d).map(|i| self.kernel.around().map_or(0.0, |point| point[i]) + deviation()).collect();
        let mut slopes = vec![0.0; d];
        let value = self.kernel.clone().value_and_gradient(&x, &mut slopes);
        if !value.is_finite() || slopes.iter().any(|slope| !slope.is_finite()) {
            return Err(SampleError::Start { chain: number });
        }
        let next = chain::start(self.kernel.clone(), self.settings, number, &mut generator, &x)?;
        let wanted = self.settings.draws_of(number);
        Ok((Running { number, steps: 0, wanted, tuned_after: 0.0, drawn: ChainDraws::default() }, next))
    }

    fn step(&self, running: &mut Running, next: &mut NextStep, room: &mut [f64]) -> Result<(), SampleError> {
        let chain = running.number;
        let step = next().map_err(|message| SampleError::Sampler { chain, message })?;
        let bound = self.bound();
        if step.x.iter().any(|entry| entry.is_nan() || entry.abs() > bound) {
            return Err(SampleError::Runaway { chain, step: running.steps, bound });
        }
        running.steps += 1;
        running.drawn.gradients += step.gradients;
        if running.steps > self.settings.tune {
            running.keep(step, room);
        } else if running.steps == self.settings.tune {
            running.tuned_after = self.begun.elapsed().as_secs_f64();
        }
        self.progress.advance(1);
        Ok(())
    }

    /// How far out a chain may go.
    fn bound(&self) -> f64 {
        let point = self.kernel.around().into_iter().flatten();
        RUNAWAY * point.fold(self.settings.spread.max(1.0), |size, entry| size.max(entry.abs()))
    }

    fn gather(&self, chains: Vec<Running>, mut draws: Vec<f64>) -> Result<Drawn, SampleError> {
        let stopped = self.progress.is_stopped() && chains.iter().any(|chain| !chain.is_done(self.settings));
        if chains.iter().all(|chain| chain.drawn.values.is_empty()) {
            return Err(SampleError::NothingDrawn);
        }
        let stuck = |chain: &&Running| {
            let diverged = chain.drawn.divergences;
            diverged >= SURE.min(chain.wanted) && diverged == chain.drawn.values.len()
        };
        if let Some(chain) = chains.iter().find(stuck) {
            return Err(SampleError::Stuck { chain: chain.number });
        }
        let d = self.kernel.dimension();
        let tuning_seconds = chains.iter().map(|chain| chain.tuned_after).fold(0.0, f64::max);
        // Chains that were stopped leave room behind their draws.
        let (mut start, mut end) = (0, 0);
        for chain in &chains {
            let length = chain.drawn.values.len() * d;
            draws.copy_within(start..start + length, end);
            start += chain.wanted * d;
            end += length;
        }
        draws.truncate(end);
        let draws = Samples::from_array(Array2::from_shape_vec((end / d, d), draws).unwrap_or_default());
        let lengths = chains.iter().map(|chain| chain.drawn.values.len()).collect();
        let draws = draws.in_chains(lengths).expect("the draws of all chains");
        let chains = chains.into_iter().map(|running| running.drawn).collect();
        Ok(Drawn { draws, chains, stopped, tuning_seconds, seconds: self.begun.elapsed().as_secs_f64() })
    }
}

impl Running {
    fn is_done(&self, settings: &Settings) -> bool {
        self.steps >= settings.tune + self.wanted
    }

    fn keep(&mut self, step: Step, room: &mut [f64]) {
        let drawn = &mut self.drawn;
        let start = drawn.values.len() * step.x.len();
        room[start..start + step.x.len()].copy_from_slice(&step.x);
        drawn.values.push(step.facts.value);
        drawn.energies.push(step.facts.energy);
        drawn.depths += step.facts.depth;
        drawn.saturated += usize::from(step.facts.saturated);
        drawn.divergences += usize::from(step.diverging);
        drawn.step_size = step.facts.step_size;
    }
}
