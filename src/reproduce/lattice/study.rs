//! The steps of a lattice study.

use crate::action::{
    Action, Comparison, Group, GroupComparison, SparseAction, SymmetricTensor, compare_groups,
};
use crate::data::Samples;
use crate::network::Network;
use crate::theory::{Field, LatticeTheory};
use crate::train::{Options, Start};
use crate::{Cell, Lattice, sample};
use ndarray::Array1;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::index;

use super::super::cumulants::{dissimilarities, of_samples};
use super::super::{Fault, History, Measure, Step, Training, Workshop};
use super::LatticeSettings;

/// The theory, its samples, and what networks are held against.
pub(super) struct Ground<'s> {
    pub(super) settings: &'s LatticeSettings,
    /// How names of steps begin.
    name: String,
    pub(super) lattice: Lattice,
    pub(super) theory: Step<SparseAction<f64>>,
    data: Step<Samples>,
    test: Step<Samples>,
    /// Of a third set of samples.
    pub(super) cumulants: Vec<SymmetricTensor<f64>>,
    sites: Option<Vec<usize>>,
    /// The theory around the mean of these samples, as a function of the distance from it.
    around_mean: SparseAction<f64>,
    mean: Array1<f64>,
    /// What decides about the cumulants, in words.
    compared: String,
    /// The test loss of the Gaussian with the mean and covariance of the training data.
    pub(super) gaussian: f64,
    /// The dissimilarity of the cumulants of the training data, which is due to the number of samples alone.
    pub(super) floor: Vec<f64>,
}

/// A trained network, held against the theory.
pub(super) struct Learned {
    pub(super) depth: usize,
    pub(super) history: History,
    pub(super) action: Action<f64>,
    pub(super) comparison: Comparison,
    /// The same of both around the mean of the samples.
    pub(super) around_mean: Comparison,
    pub(super) cumulants: Vec<SymmetricTensor<f64>>,
    /// 1 - cos of the cumulants, in the order of [`LatticeSettings::orders`].
    pub(super) dissimilarity: Vec<f64>,
}

impl<'s> Ground<'s> {
    /// Theory and samples.
    pub(super) fn new(workshop: &Workshop<'_>, settings: &'s LatticeSettings) -> Result<Ground<'s>, Fault> {
        let lattice = Lattice::new(Cell::Square, vec![settings.side; 2], true)?;
        let name =
            format!("lattice{}{}", lattice.sites(), if settings.field == 0.0 { "-symmetric" } else { "" });
        let theory = theory(workshop, settings, &lattice, &name)?;
        let draws = |part: &str, draws: usize| {
            let name = format!("{name}-{part}");
            let seed = workshop.seed_of(&name);
            workshop.draws(&name, &theory, &sample::Settings { draws, seed, ..sample::Settings::default() })
        };
        let data = draws("training", settings.draws)?;
        let test = draws("test", settings.test_draws)?;
        let reference = draws("reference", settings.cumulant_draws)?;
        let sites = settings.cumulant_sites.map(|count| some_sites(workshop, &lattice, count));
        let order = settings.order();
        let cumulants = of_samples(&reference.value, order, sites.as_deref())?;
        let of_data = of_samples(&data.value, order, sites.as_deref())?;
        let floor = dissimilarities(&of_data, &cumulants, &settings.orders);
        let compared =
            format!("orders {:?} of sites {sites:?} with those of {}", settings.orders, reference.settings);
        let mean = Array1::from(of_samples(&reference.value, 1, None)?[0].entries().to_vec());
        let mut around_mean = theory.value.expanded(&mean.to_vec());
        // A function of the distance from the mean, as that of a network that is shifted.
        around_mean.around = None;
        let options = Options { epochs: 0, start: Start::Whitened, ..Options::new(0) };
        let fitted = workshop.training(&format!("{name}-gaussian"), &data, &test, &options, None)?;
        let gaussian = fitted.value.history.final_loss().ok_or("no losses")?;
        Ok(Ground {
            settings,
            name,
            lattice,
            theory,
            data,
            test,
            cumulants,
            sites,
            compared,
            gaussian,
            floor,
            around_mean,
            mean,
        })
    }

    /// A network of this depth, whose cumulants are followed where the options record steps.
    pub(super) fn training(&self, workshop: &Workshop<'_>, depth: usize) -> Result<Step<Training>, Fault> {
        let name = format!("{}-L{depth}", self.name);
        let options = Options { depth, seed: workshop.seed_of(&name), ..self.settings.options.clone() };
        let (draws, seed) = (self.settings.record_draws, self.seed(workshop));
        let mut of = |network: &Network<f64>| {
            let found = self.cumulants_of(network, draws, seed)?;
            Ok(dissimilarities(&found, &self.cumulants, &self.settings.orders))
        };
        let settings = format!("cumulants of {draws} draws with seed {seed}, {}", self.compared);
        let measure = (options.records > 0).then_some(Measure { settings, of: &mut of });
        workshop.training(&name, &self.data, &self.test, &options, measure)
    }

    /// The network of this depth and everything that is compared.
    pub(super) fn learned(&self, workshop: &Workshop<'_>, depth: usize) -> Result<Learned, Fault> {
        let Training { network, history } = self.training(workshop, depth)?.value;
        let action = workshop.action(&network)?;
        let comparison = compare_groups(&action, &self.theory.value, Some(&self.lattice))?;
        let shifted = workshop.action(&network.clone().shifted(self.mean.view()))?;
        let around_mean = compare_groups(&shifted, &self.around_mean, Some(&self.lattice))?;
        let cumulants = self.cumulants_of(&network, self.settings.cumulant_draws, self.seed(workshop))?;
        let dissimilarity = dissimilarities(&cumulants, &self.cumulants, &self.settings.orders);
        Ok(Learned { depth, history, action, comparison, around_mean, cumulants, dissimilarity })
    }

    fn cumulants_of(
        &self,
        network: &Network<f64>,
        draws: usize,
        seed: u64,
    ) -> Result<Vec<SymmetricTensor<f64>>, Fault> {
        let samples = Samples::from_array(network.sample(draws, seed)?);
        of_samples(&samples, self.settings.order(), self.sites.as_deref())
    }

    /// The same latent draws for all networks.
    fn seed(&self, workshop: &Workshop<'_>) -> u64 {
        workshop.seed_of(&format!("{}-network-draws", self.name))
    }
}

impl Learned {
    /// The comparison of a group of entries that are sure to be there.
    pub(super) fn group(&self, rank: usize, group: Group) -> Result<&GroupComparison, Fault> {
        group_of(&self.comparison, rank, group)
    }

    /// The same around the mean.
    pub(super) fn group_around_mean(&self, rank: usize, group: Group) -> Result<&GroupComparison, Fault> {
        group_of(&self.around_mean, rank, group)
    }
}

fn group_of(comparison: &Comparison, rank: usize, group: Group) -> Result<&GroupComparison, Fault> {
    let found = comparison.groups.iter().find(|found| found.rank == rank && found.group == group);
    found.ok_or_else(|| format!("A^({rank}) has no entries that are {group}").into())
}

fn theory(
    workshop: &Workshop<'_>,
    settings: &LatticeSettings,
    lattice: &Lattice,
    name: &str,
) -> Result<Step<SparseAction<f64>>, Fault> {
    let seed = workshop.seed_of(&format!("{name}-field"));
    let field = match settings.field {
        0.0 => Field::Zero,
        deviation => Field::Normal { mean: 0.0, deviation, seed },
    };
    let [r0, u, beta] = settings.couplings.clone();
    let text = format!("{lattice:?}, r0 = {r0}, u = {u}, beta = {beta}, {field:?}");
    let theory = LatticeTheory { lattice: lattice.clone(), r0, u, beta, field };
    workshop.step(&format!("{name}-theory"), &text, || Ok(theory.action()?.to_f64()?))
}

fn some_sites(workshop: &Workshop<'_>, lattice: &Lattice, count: usize) -> Vec<usize> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(workshop.seed_of("sites of cumulants"));
    let count = count.min(lattice.sites());
    let mut sites = index::sample(&mut generator, lattice.sites(), count).into_vec();
    sites.sort_unstable();
    sites
}
