//! The options of `invert`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::shared::{ActionFormat, Choice, Common, Ranks, Reading, choice, parse_top};

/// What is summed up, below the options.
const MEANING: &str = "\
The diagrams are those of `feynman` with the cumulants as vertices: k! A^(k) around the mean is the sum of all connected ones with k legs, with \
internal lines -1/k2 and legs 1/k2. A^(k) at L loops needs cumulants to order k + 2L; those of higher order than the file has, or than 4 of samples, count as zero, and a \
note says so. The series is good where couplings are weak: where a loop adds more than the one before, it is not.";

/// Cumulants, measured or exact, become an action without a network and without a fit. Of samples the cumulants are measured first, and errors come from
/// samples drawn anew.
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct InvertArgs {
    /// Cumulants (.json, .npz, .safetensors of stats, correlators or reweight), or samples (.npy, .npz, .csv)
    #[arg(value_name = "CUMULANTS|DATA")]
    pub(super) source: PathBuf,
    /// Highest number L of loops
    #[arg(long, value_name = "L", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=3))]
    pub(super) loops: u8,
    /// Power of 1/N instead of loops, for cumulants of sums of N independent parts without odd ones, as of `ensemble`: k2n counts N^(1-n), and odd
    /// cumulants count as zero
    #[arg(long, value_name = "P", conflicts_with_all = ["loops", "rank"], value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(super) order: Option<u8>,
    #[command(flatten)]
    pub(super) ranks: Ranks,
    /// Point of the expansion
    #[arg(long, value_enum, default_value = "zero")]
    pub(super) around: Point,
    /// Sets of samples drawn anew that errors are from, as in train --errors; 0 for none
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(super) errors: u16,
    /// Seed of these draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Number of terms to show, the largest
    #[arg(long, value_name = "N", default_value = "20", value_parser = parse_top)]
    pub(super) top: usize,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ActionFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Point {
    /// The origin, as of theories and networks
    Zero,
    /// The mean of the samples
    Mean,
}

pub(super) const FORMATS: [Choice<ActionFormat>; 5] = [
    ("text", "The action as a formula, and what each order of loops adds", ActionFormat::Text),
    ("json", "The action with the standard errors of its coefficients", ActionFormat::Json),
    ("csv", "rank, index, value, error", ActionFormat::Csv),
    ("npz", "NumPy arrays, packed, A1, A1.error, A2, .. (only to a file)", ActionFormat::Npz),
    ("safetensors", "The same as tensors (only to a file)", ActionFormat::Safetensors),
];
