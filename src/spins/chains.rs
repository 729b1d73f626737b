//! Chains of states of spins: by the heat bath, by clusters, and of restricted Boltzmann machines.

use std::time::Instant;

use ndarray::Array2;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::Network;
use crate::Progress;
use crate::action::{Domain, SparseAction};
use crate::data::Samples;
use crate::random::generator;
use crate::sample::{ChainDraws, Drawn, SampleError, Settings};
use crate::tensor::permutations;

/// How a chain moves from state to state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// Each spin in turn, given all others.
    HeatBath,
    /// Clusters of spins that agree with their couplings (Wolff), as many as change about all spins. Of fields and pairs alone; a field is a coupling to a spin beside.
    Clusters,
}

impl Moves {
    /// Clusters where β S has fields and pairs alone, and some state has all of them at their largest, as of ferromagnets in a field and of antiferromagnets on two
    /// sublattices; else the heat bath.
    pub fn usual(action: &SparseAction<f64>, beta: f64) -> Moves {
        let fits = action.max_rank() <= 2 && !is_frustrated(action, beta);
        if fits { Moves::Clusters } else { Moves::HeatBath }
    }
}

/// Whether no state has all fields and pairs of β S at their largest.
fn is_frustrated(action: &SparseAction<f64>, beta: f64) -> bool {
    // A field is a coupling to a spin beside.
    let beside = action.dimension();
    let mut bonds = vec![Vec::new(); beside + 1];
    let pairs = (1..=2).flat_map(|rank| action.entries(rank));
    for (index, value) in pairs.filter(|(_, value)| beta * *value != 0.0) {
        let (i, j) = (index[0], index.get(1).copied().unwrap_or(beside));
        let sign = (beta * value).signum();
        bonds[i].push((j, sign));
        bonds[j].push((i, sign));
    }
    let mut best: Vec<Option<f64>> = vec![None; beside + 1];
    for start in 0..=beside {
        let mut next = Vec::from_iter(best[start].is_none().then_some((start, 1.0)));
        while let Some((i, spin)) = next.pop() {
            match best[i] {
                Some(found) if found != spin => return true,
                Some(_) => {}
                None => {
                    best[i] = Some(spin);
                    next.extend(bonds[i].iter().map(|(j, sign)| (*j, sign * spin)));
                }
            }
        }
    }
    false
}

/// What is sampled by chains.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// exp(β S) of an action.
    Action(&'a SparseAction<f64>, f64, Moves),
    /// A network with hidden units, each layer in turn given the other.
    Machine(&'a Network),
}

/// States from exp(β S), in chains that begin at random; of the [`Settings`] draws, chains, tuning and seed count. The same seed gives the same
/// states, whatever the number of threads. A draw is one sweep over all spins, or as many clusters as change about all of them.
///
/// # Errors
/// No spin, real variables, moves that the target has not, fewer draws than chains, or it was stopped before there was a draw.
///
/// # Cost
/// Of a sweep or of its clusters the number of entries of the action, times their ranks.
///
/// # Source
/// U. Wolff, Phys. Rev. Lett. 62, 361 (1989).
///
/// ```
/// use diagraction::sample::Settings;
/// use diagraction::spins::{Moves, Target, chains};
/// use diagraction::theory;
///
/// let ring = theory::read("lattice chain 4  spins  S = 0.44 * sum(<i,j>) s[i] * s[j]")?.to_f64()?;
/// let settings = Settings { draws: 20_000, tune: 100, ..Settings::default() };
/// for moves in [Moves::HeatBath, Moves::Clusters] {
///     let drawn = chains(Target::Action(&ring, 1.0, moves), &settings, &())?;
///     let mean = drawn.chains.iter().flat_map(|chain| &chain.values).sum::<f64>() / 20_000.0;
///     // 4 · .44 (t + t³)/(1 + t⁴) with t = tanh .44.
///     assert!((mean - 0.8283).abs() < 0.03, "{mean}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn chains(
    target: Target<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Drawn, SampleError> {
    let n = target.spins();
    if n == 0 {
        return Err(SampleError::Empty);
    }
    if settings.chains == 0 || settings.draws < settings.chains {
        return Err(SampleError::FewDraws);
    }
    target.check()?;
    let begun = Instant::now();
    progress.start("sampling", (settings.draws + settings.tune * settings.chains) as u64);
    let found: Vec<(Vec<f64>, ChainDraws, f64)> = (0..settings.chains)
        .into_par_iter()
        .map(|chain| {
            let mut generator = generator(settings.seed, chain as u64);
            let mut moving = Moving::new(target);
            let mut state: Vec<f64> = (0..n).map(|_| if generator.random() { 1.0 } else { -1.0 }).collect();
            for step in (0..settings.tune).take_while(|_| !progress.is_stopped()) {
                if let Moving::Clusters(clusters) = &mut moving
                    && step == settings.tune / 2
                {
                    clusters.forget();
                }
                moving.step(&mut state, &mut generator);
                progress.advance(1);
            }
            moving.tuned();
            let tuned = begun.elapsed().as_secs_f64();
            let (mut states, mut drawn) = (Vec::new(), ChainDraws::default());
            for _ in (0..settings.draws_of(chain)).take_while(|_| !progress.is_stopped()) {
                moving.step(&mut state, &mut generator);
                drawn.values.push(target.value(&state));
                states.extend_from_slice(&state);
                progress.advance(1);
            }
            (states, drawn, tuned)
        })
        .collect();
    let lengths: Vec<usize> = found.iter().map(|(_, drawn, _)| drawn.values.len()).collect();
    let rows: usize = lengths.iter().sum();
    if rows == 0 {
        return Err(SampleError::NothingDrawn);
    }
    let tuning_seconds = found.iter().map(|(.., tuned)| *tuned).fold(0.0, f64::max);
    let mut all = Vec::with_capacity(rows * n);
    let mut chains = Vec::new();
    for (states, drawn, _) in found {
        all.extend(states);
        chains.push(drawn);
    }
    let draws = Samples::from_array(Array2::from_shape_vec((rows, n), all).unwrap_or_default());
    Ok(Drawn {
        draws: draws.in_chains(lengths).expect("the draws of all chains"),
        chains,
        stopped: rows < settings.draws,
        tuning_seconds,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

impl Target<'_> {
    fn check(&self) -> Result<(), SampleError> {
        let refuse = |reason| Err(SampleError::Settings(reason));
        match self {
            Target::Action(action, ..) if action.domain != Domain::Spin => {
                refuse("the action is of real variables")
            }
            Target::Action(action, _, Moves::Clusters) if action.max_rank() > 2 => {
                refuse("clusters are of fields and pairs; take the heat bath for terms of more spins")
            }
            Target::Machine(network) if network.is_normalised() => {
                refuse("an autoregressive network has no chains; it is drawn one spin after the other")
            }
            _ => Ok(()),
        }
    }

    fn spins(&self) -> usize {
        match self {
            Target::Action(action, ..) => action.dimension(),
            Target::Machine(network) => network.spins(),
        }
    }

    /// S, without β.
    fn value(&self, state: &[f64]) -> f64 {
        match self {
            Target::Action(action, ..) => action.value(state),
            Target::Machine(network) => network.action(state),
        }
    }
}

/// One chain on its way.
enum Moving<'a> {
    HeatBath(Vec<Vec<Term>>),
    Clusters(Box<Clusters>),
    Machine(&'a Network),
}

/// A coupling of a spin, and the others that it multiplies.
type Term = (f64, Vec<usize>);

impl<'a> Moving<'a> {
    fn new(target: Target<'a>) -> Moving<'a> {
        match target {
            Target::Action(action, beta, Moves::HeatBath) => Moving::HeatBath(terms(action, beta)),
            Target::Action(action, beta, Moves::Clusters) => {
                Moving::Clusters(Box::new(Clusters::new(terms(action, beta))))
            }
            Target::Machine(network) => Moving::Machine(network),
        }
    }

    fn step(&mut self, state: &mut [f64], generator: &mut Xoshiro256PlusPlus) {
        match self {
            Moving::HeatBath(terms) => {
                for (spin, terms) in terms.iter().enumerate() {
                    let local = |(coupling, others): &Term| {
                        coupling * others.iter().map(|&other| state[other]).product::<f64>()
                    };
                    state[spin] = spin_in(terms.iter().map(local).sum(), generator);
                }
            }
            Moving::Clusters(clusters) => clusters.step(state, generator),
            Moving::Machine(Network::Rbm { visible, hidden, .. }) => {
                let mut fields = visible.clone();
                for (weights, bias) in hidden.weight.outer_iter().zip(&hidden.bias) {
                    let u = bias + weights.iter().zip(&*state).map(|(w, s)| w * s).sum::<f64>();
                    fields.scaled_add(spin_in(u, generator), &weights);
                }
                state.iter_mut().zip(&fields).for_each(|(spin, field)| *spin = spin_in(*field, generator));
            }
            Moving::Machine(_) => {}
        }
    }

    fn tuned(&mut self) {
        if let Moving::Clusters(clusters) = self {
            clusters.tuned();
        }
    }
}

/// A spin in this field.
pub(super) fn spin_in(field: f64, generator: &mut Xoshiro256PlusPlus) -> f64 {
    if generator.random::<f64>() * (1.0 + (-2.0 * field).exp()) < 1.0 { 1.0 } else { -1.0 }
}

/// The terms of each spin.
fn terms(action: &SparseAction<f64>, beta: f64) -> Vec<Vec<Term>> {
    let mut terms = vec![Vec::new(); action.dimension()];
    for rank in 1..=action.max_rank() {
        for (index, entry) in action.entries(rank) {
            for (place, &spin) in index.iter().enumerate() {
                terms[spin]
                    .push((beta * entry * permutations::<f64>(index), crate::action::without(index, place)));
            }
        }
    }
    terms
}

/// Bonds to others with their couplings; the last one is the spin beside, which stands for the fields.
struct Clusters {
    bonds: Vec<Vec<(f64, usize)>>,
    beside: f64,
    /// Clusters of a draw; while it is tuned, as many as it takes for all spins.
    number: Option<usize>,
    /// Clusters so far and the spins in them, while it is tuned.
    made: (usize, usize),
    is_in: Vec<bool>,
    members: Vec<usize>,
}

impl Clusters {
    fn new(terms: Vec<Vec<Term>>) -> Clusters {
        let n = terms.len();
        let mut bonds = vec![Vec::new(); n + 1];
        for (spin, terms) in terms.into_iter().enumerate() {
            for (coupling, others) in terms {
                match others.first() {
                    Some(&other) => bonds[spin].push((coupling, other)),
                    None => {
                        bonds[spin].push((coupling, n));
                        bonds[n].push((coupling, spin));
                    }
                }
            }
        }
        Clusters {
            bonds,
            beside: 1.0,
            number: None,
            made: (0, 0),
            is_in: vec![false; n + 1],
            members: Vec::new(),
        }
    }

    fn step(&mut self, state: &mut [f64], generator: &mut Xoshiro256PlusPlus) {
        match self.number {
            // One more or not: an even number of single spins would keep the product of all.
            Some(number) => (0..number + usize::from(generator.random::<bool>()))
                .for_each(|_| self.flip(state, generator)),
            None => {
                let all = self.made.1 + state.len();
                while self.made.1 < all {
                    self.flip(state, generator);
                }
            }
        }
        // The spin beside points up; what it turned is turned back.
        if self.beside < 0.0 {
            self.beside = 1.0;
            state.iter_mut().for_each(|spin| *spin = -*spin);
        }
    }

    fn flip(&mut self, state: &mut [f64], generator: &mut Xoshiro256PlusPlus) {
        let n = state.len();
        let first = generator.random_range(0..n);
        self.is_in[first] = true;
        self.members.push(first);
        let mut next = 0;
        while next < self.members.len() {
            let spin = self.members[next];
            next += 1;
            let own = if spin == n { self.beside } else { state[spin] };
            for &(coupling, other) in &self.bonds[spin] {
                let energy = coupling * own * if other == n { self.beside } else { state[other] };
                if energy > 0.0 && !self.is_in[other] && generator.random::<f64>() < -(-2.0 * energy).exp_m1()
                {
                    self.is_in[other] = true;
                    self.members.push(other);
                }
            }
        }
        self.made.0 += 1;
        self.made.1 += self.members.len();
        for spin in self.members.drain(..) {
            self.is_in[spin] = false;
            match state.get_mut(spin) {
                Some(spin) => *spin = -*spin,
                None => self.beside = -self.beside,
            }
        }
    }

    /// As many clusters as change about all spins; without tuning as many as there are spins.
    fn tuned(&mut self) {
        let (clusters, spins) = self.made;
        let n = self.bonds.len() - 1;
        let number = (n * clusters) as f64 / spins.max(1) as f64;
        self.number = Some(if clusters == 0 { n } else { number.round().max(1.0) as usize });
    }

    /// Forgets the sizes of the clusters so far, those of a start at random.
    fn forget(&mut self) {
        self.made = (0, 0);
    }
}
