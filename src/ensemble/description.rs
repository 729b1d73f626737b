//! What an ensemble is: an architecture and the densities of its parameters, as text and as numbers.

use std::fmt;
use std::path::Path;

use num_traits::{Signed, Zero};

use super::{EnsembleError, EnsembleFileError};
use crate::action::SparseAction;
use crate::theory::networks::{self, Call, Described};
use crate::theory::{Complaint, TheoryError};
use crate::{Rational, Scalar, files};

/// Networks of one hidden layer with random parameters, φ(x) = Σ_i W1_i A(W0_i) h(W0_i · x + b_i).
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    /// The number of inputs d.
    pub inputs: usize,
    /// The number N of hidden units; `None` is infinite.
    pub width: Option<u64>,
    /// h.
    pub activation: Activation,
    /// s², N times the variance of a weight W1 of the last layer, which is Gaussian with mean zero.
    pub strength: f64,
    /// The density of the weights W0_i.
    pub weight: Law,
    /// The density of the biases b_i.
    pub bias: Law,
    /// The mass m of amplitudes A = 1/sqrt(|W0_i|² + m²); without it they are 1.
    pub amplitude: Option<f64>,
    /// S_int, a polynomial of the outputs at the points: the density of the parameters is multiplied with exp(S_int).
    pub deformation: Option<SparseAction<f64>>,
}

/// The function of hidden units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// cos u.
    Cos,
    /// exp(u - s_b² - v|x|²) of Gaussian weights of variance v and biases of variance s_b².
    Gauss,
    /// The error function.
    Erf,
    /// max(u, 0).
    Relu,
    /// The hyperbolic tangent.
    Tanh,
}

/// A density of parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "said by the variants")]
pub enum Law {
    /// Gaussian in every component.
    Normal { mean: f64, variance: f64 },
    /// Constant between two ends in every component.
    Uniform { from: f64, to: f64 },
    /// ∝ 1/(|W|² + m²) for |W| < Λ; in one dimension also without Λ.
    Propagator { mass: f64, cutoff: Option<f64> },
    /// Constant for |W| < Λ.
    Ball { cutoff: f64 },
}

/// The most hidden units of networks that can be drawn.
pub const MAX_WIDTH: u64 = 1 << 30;

const BEYOND: &str = "a number beyond the range of floats";

/// The most inputs.
const MAX_INPUTS: u64 = 1 << 16;

/// Densities in a ball are drawn and integrated in up to so many dimensions.
const MAX_BALL: u64 = 3;

/// Text longer than this is no ensemble, in bytes.
const MAX_BYTES: u64 = 4 << 20;

type Result<T> = std::result::Result<T, Complaint>;

impl Ensemble {
    /// Reads an ensemble whose outputs are wanted at so many points. Another width than that of the text is one of `width`: a number, or
    /// `Some(None)` for infinite.
    ///
    /// # Errors
    /// Anything that is not an ensemble, with the line and the column.
    ///
    /// ```
    /// use diagraction::ensemble::{Ensemble, Law};
    ///
    /// let text = "inputs 2  width 10  activation erf  W1 ~ normal(0, 2/N)  W0 ~ normal(0, 1/d)";
    /// let ensemble = Ensemble::read(text, None, 1)?;
    /// assert_eq!((ensemble.strength, ensemble.weight), (2.0, Law::Normal { mean: 0.0, variance: 0.5 }));
    /// let error = Ensemble::read("inputs 2  width 0", None, 1).unwrap_err();
    /// assert_eq!(error.column, 17);
    /// # Ok::<(), diagraction::theory::TheoryError>(())
    /// ```
    pub fn read(
        text: &str,
        width: Option<Option<u64>>,
        points: usize,
    ) -> std::result::Result<Ensemble, TheoryError> {
        read(text, width, points).map_err(|complaint| TheoryError::at(text, complaint))
    }

    /// Reads an ensemble from a file, as [`Ensemble::read`].
    ///
    /// # Errors
    /// The file cannot be read, or is not an ensemble.
    pub fn load(
        path: &Path,
        width: Option<Option<u64>>,
        points: usize,
    ) -> std::result::Result<Ensemble, EnsembleFileError> {
        let unreadable = |source| EnsembleFileError::Unreadable { path: path.to_owned(), source };
        let text = files::read_text(path, MAX_BYTES).map_err(unreadable)?;
        Ensemble::read(&text, width, points)
            .map_err(|error| EnsembleFileError::Text { path: path.to_owned(), error })
    }

    /// The width, of a finite one.
    pub(super) fn finite_width(&self) -> std::result::Result<u64, EnsembleError> {
        self.width.ok_or(EnsembleError::InfiniteWidth)
    }

    /// The same without S_int.
    #[must_use]
    pub fn undeformed(&self) -> Ensemble {
        Ensemble { deformation: None, ..self.clone() }
    }

    /// A distance at which outputs are independent, where the density of the weights gives one.
    pub(super) fn spacing(&self) -> Option<f64> {
        let length = match self.weight {
            Law::Normal { variance, .. }
                if matches!(self.activation, Activation::Cos | Activation::Gauss) =>
            {
                variance.sqrt().recip()
            }
            Law::Propagator { mass, .. } => mass.recip(),
            Law::Ball { cutoff } => std::f64::consts::PI / cutoff,
            _ => return None,
        };
        length.is_finite().then_some(length)
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Activation::Cos => "cos",
            Activation::Gauss => "gauss",
            Activation::Erf => "erf",
            Activation::Relu => "relu",
            Activation::Tanh => "tanh",
        })
    }
}

fn read(text: &str, width: Option<Option<u64>>, points: usize) -> Result<Ensemble> {
    let described = networks::read(text, (width.flatten(), MAX_WIDTH), points)?;
    let own = (!described.infinite).then_some(described.width);
    let Some(width) = width.unwrap_or(own) else {
        // Nothing but the variance of W1 may depend on N.
        let at = |width| {
            let described = networks::read(text, (Some(width), MAX_WIDTH), points)?;
            let place = given(&described, "W1").map_or(0, |call| call.at);
            Ok((Ensemble { width: None, ..assembled(&described, width)? }, place))
        };
        let ((one, place), (two, _), (three, _)) = (at(1)?, at(2)?, at(3)?);
        if one != two || two != three {
            let message = "more than a variance of W1 that falls like 1/N depends on N, so there is no limit of infinite width";
            return Err(Complaint::new(place, message).hint("write W1 ~ normal(0, 1/N), and no N elsewhere"));
        }
        return Ok(one);
    };
    assembled(&described, width)
}

/// An ensemble of so many hidden units.
fn assembled(described: &Described, width: u64) -> Result<Ensemble> {
    let (at, inputs) = described.inputs;
    if !(1..=MAX_INPUTS).contains(&inputs) {
        return Err(Complaint::new(at, format!("{inputs} inputs; a network has 1 to {MAX_INPUTS}")));
    }
    let activation = activation(described)?;
    for (at, name, _) in &described.densities {
        if !["W1", "W0", "b"].contains(&name.as_str()) {
            return Err(Complaint::new(*at, format!("no parameter is called '{name}'"))
                .hint("W1 are the weights of the last layer, W0 those of the first, b its biases"));
        }
    }
    let strength = float(at, &strength(described, width)?)?;
    let weight = given(described, "W0")
        .ok_or_else(|| {
            Complaint::new(at, "no density of W0, the weights of the first layer")
                .hint("add W0 ~ normal(0, 1/d)")
        })
        .and_then(|call| law(call, inputs))?;
    let bias = given(described, "b").map(|call| law(call, 0)).transpose()?;
    let bias = bias.unwrap_or(Law::Normal { mean: 0.0, variance: 0.0 });
    let centred = |law| matches!(law, Law::Normal { mean: 0.0, .. });
    if activation == Activation::Gauss && !(centred(weight) && centred(bias)) {
        return Err(Complaint::new(
            described.activation.0,
            "gauss needs Gaussian weights and biases with mean 0",
        ));
    }
    let amplitude = described.amplitude.as_ref().map(|call| match (call.name.as_str(), &call.numbers[..]) {
        ("propagator", [mass]) if mass.is_positive() => float(call.at, mass),
        _ => Err(Complaint::new(call.at, "the amplitude is propagator(m), 1/sqrt(|W0|^2 + m^2), with m > 0")),
    });
    let deformation = described
        .deformation
        .as_ref()
        .map(|(at, polynomial)| polynomial.to_f64().map_err(|_| Complaint::new(*at, BEYOND)));
    Ok(Ensemble {
        inputs: inputs as usize,
        width: Some(width),
        activation,
        strength,
        weight,
        bias,
        amplitude: amplitude.transpose()?,
        deformation: deformation.transpose()?,
    })
}

fn activation(described: &Described) -> Result<Activation> {
    let (at, name) = &described.activation;
    let all = [Activation::Cos, Activation::Gauss, Activation::Erf, Activation::Relu, Activation::Tanh];
    all.into_iter().find(|activation| activation.to_string() == *name).ok_or_else(|| {
        Complaint::new(*at, format!("no activation is called '{name}'"))
            .hint("take cos, gauss, erf, relu or tanh")
    })
}

fn given<'a>(described: &'a Described, parameter: &str) -> Option<&'a Call> {
    described.densities.iter().find(|(_, name, _)| name == parameter).map(|(_, _, call)| call)
}

/// N times the variance of W1.
fn strength(described: &Described, width: u64) -> Result<Rational> {
    let call = given(described, "W1").ok_or_else(|| {
        Complaint::new(described.inputs.0, "no density of W1, the weights of the last layer")
            .hint("add W1 ~ normal(0, 1/N)")
    })?;
    match (call.name.as_str(), &call.numbers[..]) {
        ("normal", [mean, variance]) if mean.is_zero() && variance.is_positive() => {
            Ok(variance * Rational::from_integer(width.into()))
        }
        _ => Err(Complaint::new(call.at, "W1 is normal(0, variance) with a variance above 0")
            .hint("the last layer is integrated out as a Gaussian with mean 0")),
    }
}

/// The density of a parameter in so many dimensions; 0 for one that has none in a ball.
fn law(call: &Call, dimension: u64) -> Result<Law> {
    let complaint = |message: &str| Err(Complaint::new(call.at, message));
    let float = |value: &Rational| float(call.at, value);
    let in_ball = |law| match dimension {
        0 => complaint("only W0 has a density in a ball"),
        1..=MAX_BALL => Ok(law),
        _ => complaint("densities in a ball have at most 3 inputs"),
    };
    match (call.name.as_str(), &call.numbers[..]) {
        ("normal", [mean, variance]) if !variance.is_negative() => {
            Ok(Law::Normal { mean: float(mean)?, variance: float(variance)? })
        }
        ("normal", [_, _]) => complaint("a variance below 0"),
        ("uniform", [from, to]) if from < to => Ok(Law::Uniform { from: float(from)?, to: float(to)? }),
        ("uniform", [_, _]) => complaint("the ends are in falling order"),
        ("propagator", [mass]) if dimension == 1 && mass.is_positive() => {
            Ok(Law::Propagator { mass: float(mass)?, cutoff: None })
        }
        ("propagator", [mass, cutoff]) if mass.is_positive() && cutoff.is_positive() => {
            in_ball(Law::Propagator { mass: float(mass)?, cutoff: Some(float(cutoff)?) })
        }
        ("ball", [cutoff]) if cutoff.is_positive() => in_ball(Law::Ball { cutoff: float(cutoff)? }),
        ("propagator" | "ball", _) => complaint(
            "it is propagator(mass, cutoff) or ball(cutoff) with numbers above 0; for W0 of one input also propagator(mass)",
        ),
        ("normal" | "uniform", _) => complaint("it is normal(mean, variance) or uniform(from, to)"),
        (name, _) => Err(Complaint::new(call.at, format!("no density is called '{name}'")).hint(
            "take normal(mean, variance), uniform(from, to), propagator(mass, cutoff) or ball(cutoff)",
        )),
    }
}

/// The nearest float, which is not zero where the number is not.
fn float(at: usize, value: &Rational) -> Result<f64> {
    match Scalar::to_f64(value) {
        found if found.is_finite() && (found == 0.0) == value.is_zero() => Ok(found),
        _ => Err(Complaint::new(at, BEYOND)),
    }
}
