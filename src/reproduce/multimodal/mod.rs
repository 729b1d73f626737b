//! Figs. 4 and 8: random actions with several maxima, and the effective theories with one that networks learn.

mod claims;
mod figures;
mod orders;
mod settings;
mod theory;

pub(crate) use settings::MultimodalSettings;
pub(super) use settings::{LARGE, PLANE, STARTS};
pub(super) use theory::Theory;

use crate::action::{Action, Comparison, GroupComparison, SparseAction, SymmetricTensor, compare_groups};
use crate::data::Samples;
use crate::network::Network;
use crate::plot;
use crate::score;
use crate::statistics::compare;
use crate::train::Options;

use self::settings::{Case, RECORD_DRAWS};
use super::cumulants::{dissimilarities, of_samples};
use super::density::{self, Grid};
use super::draws::{Chains, Draws};
use super::phrases::{maybe, short};
use super::rival::{self, Rival};
use super::settings::{BATCH, of_steps};
use super::{Fault, Figure, Measure, Page, Plot, Step, Table, Training, Workshop};

/// The points of a side of the grid on which densities are shown.
const GRID: usize = 64;

/// Fig. 4.
pub(super) fn effective_theory(
    workshop: &Workshop<'_>,
    settings: &MultimodalSettings,
) -> Result<Page, Fault> {
    let large = Study::learn(workshop, settings, &LARGE)?;
    let plane = Study::learn(workshop, settings, &PLANE)?;
    let title = "an effective theory of a density with several maxima";
    let text = vec![large.setting(settings, &LARGE), plane.setting(settings, &PLANE)];
    let mut page = Page::new(Figure::Fig4, title, text, differences());
    plane.show_density(&mut page)?;
    large.show_coefficients(&mut page)?;
    large.show_cumulants(&mut page, workshop, settings)?;
    page.text.push(large.rival_in_words()?);
    Ok(page)
}

/// Fig. 8.
pub(super) fn maxima(workshop: &Workshop<'_>) -> Result<Page, Fault> {
    let dimension = LARGE.dimension;
    let theory = Theory::find(workshop, dimension, STARTS)?;
    let header = ["maximum", "starts", "S", "norm of the gradient", "eigenvalues of the Hessian"];
    let row = |(number, mode): (usize, &crate::modes::Mode)| {
        let eigenvalues: Vec<String> = mode.eigenvalues.iter().map(|value| short(*value)).collect();
        let numbers = [short(mode.value), short(mode.gradient_norm), eigenvalues.join(", ")];
        [number.to_string(), mode.starts.to_string()].into_iter().chain(numbers).collect()
    };
    let rows = theory.found.modes.iter().enumerate().map(row);
    Ok(Page {
        figure: Figure::Fig8,
        title: "several maxima of a random action".into(),
        text: vec![format!(
            "The random action of Appendix E in d = {dimension} dimensions with seed {}, the first from {} on with several \
             maxima. They were found by {STARTS} climbs from random points. The two highest are {} apart.",
            theory.seed,
            workshop.seed,
            maybe(theory.distance())
        )],
        claims: claims::maxima(&theory),
        plots: vec![Plot::new(
            "maxima",
            "S along the straight line between the two highest maxima, and the eigenvalues of its Hessian at each maximum.",
            figures::maxima(&theory),
        )],
        tables: vec![Table::new("Maxima", header, rows)],
        differences: vec!["The paper's action is another draw; its seed is not known.".into()],
    })
}

/// An action, draws of it, and what was learned from them.
struct Study {
    theory: Theory,
    chains: [Chains; 2],
    train: Step<Samples>,
    test: Step<Samples>,
    training: Training,
    action: Action<f64>,
    rival: Rival,
}

impl Study {
    fn learn(workshop: &Workshop<'_>, settings: &MultimodalSettings, case: &Case) -> Result<Study, Fault> {
        let prefix = format!("multimodal{}", case.dimension);
        let theory = Theory::find(workshop, case.dimension, STARTS)?;
        let draws = |part: &str| {
            let name = format!("{prefix}-{part}");
            Draws::make(workshop, &name, &theory.action, &settings.sampler(workshop.seed_of(&name)))
        };
        let (train, test) = (draws("train")?, draws("test")?);
        let chains = [train.value.chains.clone(), test.value.chains.clone()];
        let [train, test] = [train, test].map(|draws| draws.map(|draws| draws.samples));
        let rival = Rival::fit(workshop, &format!("{prefix}-score-matching"), &train)?.value;
        let options = of_steps(
            case.depth,
            settings.steps,
            settings.draws,
            workshop.seed_of(&format!("{prefix} batches")),
        );
        let training = followed(workshop, &prefix, &options, &train, &test)?;
        let action = workshop.action(&training.network)?;
        Ok(Study { theory, chains, train, test, training, action, rival })
    }

    fn truth(&self) -> &SparseAction<f64> {
        &self.theory.action.value
    }

    fn setting(&self, settings: &MultimodalSettings, case: &Case) -> String {
        let (Case { dimension, depth }, MultimodalSettings { draws, steps }) = (case, settings);
        let values: Vec<String> = self.theory.found.modes.iter().map(|mode| short(mode.value)).collect();
        format!(
            "The random action of Appendix E in d = {dimension} dimensions with seed {} has maxima with S = {}; on the line \
             between the two highest S falls {} below the lower one. A network of depth L = {depth} was trained from the \
             identity on {draws} draws by the no-U-turn sampler, {steps} steps of {BATCH} samples, and tested on as many \
             others. {} Of the test draws the chains say: {}",
            self.theory.seed,
            values.join(", "),
            maybe(self.theory.barrier()),
            self.chains[0].words(),
            self.chains[1].words()
        )
    }

    /// Fig. 4 (a).
    fn show_density(&self, page: &mut Page) -> Result<(), Fault> {
        let grid = Grid::around(&self.train.value, GRID)?;
        let truth = grid.of_action(self.truth());
        let learned = grid.of(score::Density::Network(&self.training.network))?;
        let rival = grid.of_action(&self.rival.action);
        page.claims.push(claims::one_maximum(truth.maxima(), learned.maxima(), truth.divergence(&learned)));
        page.plots.push(Plot::new(
            "density",
            "The true density in two dimensions, that of the network, and that of score matching.",
            figures::densities(&grid, &truth, &learned, &rival),
        ));
        let header =
            ["density", "maxima on the grid", "integral over the grid", "divergence from the truth in nats"];
        let row = |name: &str, density: &density::Density| {
            let numbers = [density.total(), truth.divergence(density)].map(short);
            [name.to_string(), density.maxima().to_string()].into_iter().chain(numbers).collect()
        };
        page.tables.push(Table::new(
            format!("Densities on a grid of {GRID} x {GRID} points"),
            header,
            [row("true", &truth), row("network", &learned), row("score matching", &rival)],
        ));
        Ok(())
    }

    /// Fig. 4 (b-d).
    fn show_coefficients(&self, page: &mut Page) -> Result<(), Fault> {
        let truth = self.truth();
        let network = compare_groups(&self.action, truth, None)?;
        let rival = compare_groups(&self.rival.action, truth, None)?;
        page.claims.extend(claims::coefficients(&network));
        let plot = |name: &str, who: &str, figure| {
            Plot::new(name, format!("Learned over true coefficients: {who}."), figure)
        };
        page.plots.push(plot(
            "coefficients",
            "the network",
            plot::comparison(&self.action, truth, &network)?,
        ));
        let figure = plot::comparison(&self.rival.action, truth, &rival)?;
        page.plots.push(plot("score-matching", "score matching", figure));
        page.tables.push(self.coefficients(&network, &rival));
        Ok(())
    }

    fn coefficients(&self, network: &Comparison, rival: &Comparison) -> Table {
        let header = [
            "rank",
            "entries",
            "network: cosine",
            "slope",
            "rms deviation",
            "score matching: cosine",
            "slope",
            "rms deviation",
            "mean square deviation in standard errors",
        ];
        let sides = network.groups.iter().filter_map(|own| {
            let same = |other: &&GroupComparison| other.rank == own.rank && other.group == own.group;
            Some((own, rival.groups.iter().find(same)?))
        });
        let row = |(own, other): (&GroupComparison, &GroupComparison)| {
            let numbers =
                |one: &GroupComparison| [maybe(one.cosine), maybe(one.slope), short(one.root_mean_square)];
            let pull = self.rival.mean_square_pull(self.truth(), own.rank, own.group);
            let name = [own.rank.to_string(), own.group.to_string()];
            name.into_iter().chain(numbers(own)).chain(numbers(other)).chain([maybe(pull)]).collect()
        };
        Table::new("Coefficients beside the true ones", header, sides.map(row))
    }

    /// Fig. 4 (e-h).
    fn show_cumulants(
        &self,
        page: &mut Page,
        workshop: &Workshop<'_>,
        settings: &MultimodalSettings,
    ) -> Result<(), Fault> {
        let memory = workshop.memory;
        let truth = orders::estimates(&self.test.value, memory)?;
        let others = orders::estimates(&self.train.value, memory)?;
        let seed = workshop.seed_of("multimodal cumulants");
        let learned = orders::of_network(&self.training.network, settings.draws, seed, memory)?;
        let (own, floor) = (compare(&learned, &truth)?, compare(&others, &truth)?);
        let records = &self.training.history.records;
        let steps = orders::learned_at(records, claims::LEARNED);
        page.claims.push(claims::cumulants(&own, &floor));
        page.claims.push(claims::order_of_learning(&steps));
        page.plots.push(Plot::new(
            "cumulants",
            "Learned over true cumulants to third order, with standard errors.",
            figures::cumulants(&learned, &truth),
        ));
        page.plots.push(Plot::new(
            "course",
            "Dissimilarity of learned and true cumulants over training steps.",
            figures::course(records, &orders::dissimilarities(&floor)),
        ));
        Ok(())
    }

    /// What score matching makes of the maxima.
    fn rival_in_words(&self) -> Result<String, Fault> {
        let search = crate::modes::Search::default();
        let found = crate::modes::search(&self.rival.action, &search, &())?;
        let truth = self.theory.found.modes.len();
        let unbounded = match found.unbounded {
            0 => String::new(),
            ways => format!(" On {ways} of {} ways up it grows without bound.", search.starts),
        };
        Ok(format!(
            "Score matching fits the {} coefficients to rank {} to the same draws without a network. It is not bound to one \
             maximum: in d = {} its action has {} maxima, the true one {truth}.{unbounded} The table of coefficients holds \
             both side by side.",
            self.rival.unknowns(),
            rival::MAX_RANK,
            self.truth().dimension(),
            found.modes.len()
        ))
    }
}

/// A training whose cumulants are followed.
fn followed(
    workshop: &Workshop<'_>,
    prefix: &str,
    options: &Options,
    train: &Step<Samples>,
    test: &Step<Samples>,
) -> Result<Training, Fault> {
    let seed = workshop.seed_of(&format!("{prefix} followed"));
    let mut truth: Option<Vec<SymmetricTensor<f64>>> = None;
    let mut of = |network: &Network<f64>| -> Result<Vec<f64>, Fault> {
        let truth = match &mut truth {
            Some(truth) => truth,
            none => none.insert(of_samples(&test.value, orders::MAX_ORDER, None)?),
        };
        let draws = Samples::from_array(network.sample(RECORD_DRAWS, seed)?);
        Ok(dissimilarities(&of_samples(&draws, orders::MAX_ORDER, None)?, truth, &orders::ORDERS))
    };
    let text = format!("dissimilarities of cumulants, {RECORD_DRAWS} draws, seed {seed}");
    let measure = Measure { settings: text, of: &mut of };
    Ok(workshop.training(&format!("{prefix}-network"), train, test, options, Some(measure))?.value)
}

fn differences() -> Vec<String> {
    vec![
        "The actions are other draws of the same ensemble; the paper's seeds, numbers of draws and learning rates are not \
         known."
            .into(),
        "Networks are trained by Adam with a learning rate that falls to zero, the paper's by stochastic gradient descent."
            .into(),
        "The coefficients hold all orders in χ, the paper's at most two factors.".into(),
        "Cumulants over steps are not smoothed.".into(),
    ]
}
