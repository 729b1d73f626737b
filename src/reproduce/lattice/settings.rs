//! The sizes of the lattice studies.

use crate::Rational;
use crate::train::{Options, Start};
use num_rational::Ratio;

/// The sizes of a lattice study.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LatticeSettings {
    /// Sites along a side of the square, periodic lattice.
    pub(crate) side: usize,
    /// r0, u and β of Eq. (33). The paper does not state them. These keep the lattice in its disordered phase, and make the
    /// quartic term matter: at u = 1/10 the samples are close to a Gaussian unless the field is strong.
    pub(crate) couplings: [Rational; 3],
    /// The standard deviation of the external field h; zero for no field.
    pub(crate) field: f64,
    /// The training samples D.
    pub(crate) draws: usize,
    /// The test samples.
    pub(crate) test_draws: usize,
    /// The depths L.
    pub(crate) depths: Vec<usize>,
    /// How networks are trained; depth and seed are set for each.
    pub(crate) options: Options,
    /// Samples of a network whose cumulants are compared with those of the theory.
    pub(crate) cumulant_draws: usize,
    /// The same at each recorded step of a training.
    pub(crate) record_draws: usize,
    /// So many adjacent records are averaged.
    pub(crate) smoothing: usize,
    /// The orders of cumulants that are compared.
    pub(crate) orders: Vec<usize>,
    /// Cumulants are those of so many sites, chosen at random; all of them if `None`.
    pub(crate) cumulant_sites: Option<usize>,
}

/// What may be asked for of all lattices; what is left out is as usual.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Varied {
    /// The quartic coupling.
    pub(crate) u: Option<Rational>,
    /// The standard deviation of the external field, where there is one.
    pub(crate) field: Option<f64>,
    /// Where trainings begin.
    pub(crate) start: Option<Start>,
}

impl LatticeSettings {
    /// The lattice in an external field, as in Fig. 9 at side 4.
    pub(crate) fn in_field(side: usize) -> LatticeSettings {
        let number = |p: i64, q: i64| Ratio::new(p.into(), q.into());
        LatticeSettings {
            side,
            couplings: [number(1, 2), number(1, 1), number(1, 1)],
            field: 0.5,
            draws: 100_000,
            test_draws: 20_000,
            depths: (1..=6).collect(),
            options: Options { epochs: 60, learning_rate: 8e-3, noise: 0.05, records: 16, ..Options::new(1) },
            cumulant_draws: 100_000,
            record_draws: 40_000,
            smoothing: 10,
            orders: vec![1, 2, 3, 4],
            cumulant_sites: None,
        }
    }

    /// The lattice without a field, as in Fig. 10 at side 3. By symmetry only cumulants of even order are compared. The gradient
    /// of χ at the identity is a third moment, which vanishes here, so training starts with more noise in χ.
    pub(crate) fn symmetric(side: usize) -> LatticeSettings {
        let usual = LatticeSettings::in_field(side);
        let options = Options { learning_rate: 1e-2, noise: 0.1, ..usual.options.clone() };
        LatticeSettings { field: 0.0, orders: vec![2, 4], options, ..usual }
    }

    /// The lattice of Fig. 5 at a tenth of its samples and half of its depths. The field alone gives χ a gradient, so no noise is
    /// needed.
    pub(crate) fn large() -> LatticeSettings {
        let usual = LatticeSettings::in_field(10);
        LatticeSettings {
            depths: (1..=3).collect(),
            options: Options {
                epochs: 8,
                learning_rate: 4e-3,
                noise: 0.0,
                records: 0,
                ..usual.options.clone()
            },
            orders: vec![1, 2, 3],
            cumulant_sites: Some(10),
            ..usual
        }
    }

    /// Fig. 5 with a million samples.
    pub(crate) fn large_full() -> LatticeSettings {
        LatticeSettings {
            draws: 1_000_000,
            depths: (1..=6).collect(),
            cumulant_draws: 1_000_000,
            ..LatticeSettings::large()
        }
    }

    /// The same lattice with another quartic coupling u; in an external field where it has one, of another strength; with networks
    /// that are trained from another start. Layers from cumulants are found without gradients, so no epoch follows them.
    pub(crate) fn varied(self, varied: &Varied) -> LatticeSettings {
        let [r0, u, beta] = self.couplings;
        let couplings = [r0, varied.u.clone().unwrap_or(u), beta];
        let field = if self.field == 0.0 { 0.0 } else { varied.field.unwrap_or(self.field) };
        let options = match varied.start {
            Some(start @ Start::Cumulants) => {
                Options { start, epochs: 0, noise: 0.0, records: 0, ..self.options }
            }
            Some(start) => Options { start, ..self.options },
            None => self.options,
        };
        LatticeSettings { couplings, field, options, ..self }
    }

    /// The highest order of cumulants.
    pub(super) fn order(&self) -> usize {
        self.orders.iter().copied().max().unwrap_or(1)
    }
}
