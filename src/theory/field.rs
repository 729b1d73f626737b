//! External fields on sites: given, drawn, or from a file.

use std::path::Path;

use num_traits::Zero;
use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{StandardNormal, StandardUniform};

use super::FieldError;
use crate::text::number;
use crate::{Rational, arrays, files};

/// An external field h_i, a number for each site.
///
/// Draws come from xoshiro256++, seeded by SplitMix64, one for each site in order. A drawn double is taken as the
/// exact rational that it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// No field.
    Zero,
    /// Given numbers.
    Values(Vec<Rational>),
    /// mean + deviation · z with standard normal z.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
        /// The seed of the draws.
        seed: u64,
    },
    /// from + (to - from) · u with u uniform in [0, 1).
    Uniform {
        /// The lower end.
        from: f64,
        /// The upper end.
        to: f64,
        /// The seed of the draws.
        seed: u64,
    },
}

impl Field {
    /// The numbers at the sites 0, 1, ..
    ///
    /// # Errors
    /// Given numbers are more or less than the sites, or parameters are out of range.
    pub fn values(&self, sites: usize) -> Result<Vec<Rational>, FieldError> {
        match self {
            Field::Zero => Ok(vec![Rational::zero(); sites]),
            Field::Values(values) if values.len() == sites => Ok(values.clone()),
            Field::Values(values) => {
                let found = values.len();
                Err(FieldError(format!("a field of {found} numbers, and there are {sites} sites")))
            }
            Field::Normal { deviation, .. } if *deviation < 0.0 => {
                Err(FieldError("a standard deviation is not negative".into()))
            }
            Field::Normal { mean, deviation, seed } => {
                draws(StandardNormal, *seed, sites, |z: f64| mean + deviation * z)
            }
            Field::Uniform { from, to, .. } if from > to => {
                Err(FieldError("the lower end of a range comes first".into()))
            }
            Field::Uniform { from, to, seed } => {
                draws(StandardUniform, *seed, sites, |u: f64| from + (to - from) * u)
            }
        }
    }
}

fn draws<D: Distribution<f64>>(
    distribution: D,
    seed: u64,
    sites: usize,
    scaled: impl Fn(f64) -> f64,
) -> Result<Vec<Rational>, FieldError> {
    let generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let draws = distribution.sample_iter(generator).take(sites);
    draws.map(|draw| exact(scaled(draw))).collect()
}

fn exact(value: f64) -> Result<Rational, FieldError> {
    Rational::from_float(value)
        .ok_or_else(|| FieldError("the numbers of the field are beyond the range of a 64-bit float".into()))
}

/// The longest file of a field, in bytes.
const MAX_BYTES: u64 = 1 << 26;

/// Reads a field from a file: .npy of any shape in C order, .json as a list of numbers or of strings such as "1/3",
/// .csv or .txt as numbers separated by commas, white space or lines. Decimals are exact.
///
/// # Errors
/// The file cannot be read, or holds something else. The message names it.
pub fn load_field(path: impl AsRef<Path>) -> Result<Vec<Rational>, FieldError> {
    let path = path.as_ref();
    let named = |reason: String| FieldError(format!("{}: {reason}", path.display()));
    let bytes =
        files::read_most(path, MAX_BYTES).map_err(|error| named(format!("cannot be read: {error}")))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "npy" => from_npy(&bytes),
        "json" => from_json(&bytes),
        "csv" | "txt" => from_text(&bytes),
        _ => Err("has no ending of a field; end it in .npy, .json, .csv or .txt".to_string()),
    }
    .map_err(named)
}

fn from_npy(bytes: &[u8]) -> Result<Vec<Rational>, String> {
    let array = arrays::read_npy("the field", bytes).map_err(|error| error.to_string())?;
    let entry = |(place, value): (usize, &f64)| {
        Rational::from_float(*value).ok_or_else(|| format!("entry {place} is {value}, which is not finite"))
    };
    array.iter().enumerate().map(entry).collect()
}

fn from_json(bytes: &[u8]) -> Result<Vec<Rational>, String> {
    let list: Vec<serde_json::Value> =
        serde_json::from_slice(bytes).map_err(|error| format!("is not a list of numbers: {error}"))?;
    let entry = |(place, value): (usize, &serde_json::Value)| {
        match value {
            serde_json::Value::String(text) => number::parse(text),
            serde_json::Value::Number(number) => number::parse(&number.to_string()),
            _ => Err("which is not a number".to_string()),
        }
        .map_err(|reason| format!("entry {place} is {}, {reason}", number::shortened(&value.to_string())))
    };
    list.iter().enumerate().map(entry).collect()
}

fn from_text(bytes: &[u8]) -> Result<Vec<Rational>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not text".to_string())?;
    let mut values = Vec::new();
    for (line, content) in text.lines().enumerate() {
        let entries =
            content.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        for entry in entries {
            values.push(number::parse(entry).map_err(|reason| {
                format!("line {} holds \"{}\", {reason}", line + 1, number::shortened(entry))
            })?);
        }
    }
    Ok(values)
}
