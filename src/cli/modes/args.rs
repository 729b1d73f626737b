//! The options of `modes`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::{Choice, Common, Component, TableFormat, choice};

/// Climbs from many random points and tells the distinct maxima of S apart, with their Hessians and the barriers along
/// the straight lines between the highest of them (Fig. 8 of the paper). Of a model S is ln p itself: that of a network has one maximum, f^-1(0), and that of a mixture those of its phases.
#[derive(Debug, Args)]
pub(crate) struct ModesArgs {
    /// Action (.json, .npz, .safetensors), theory (.action), or model
    #[arg(value_name = "ACTION|MODEL")]
    pub(super) action: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    /// Number of starting points [default: 1000, of a model 100]
    #[arg(long, value_name = "N")]
    pub(super) starts: Option<usize>,
    /// Seed of the starting points
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Length that three of four starting points are drawn with; the fourth goes as far as S can turn [default: where the highest powers of S are of order one]
    #[arg(long, value_name = "X")]
    pub(super) spread: Option<f64>,
    /// Write S along the line between two maxima to FILE.csv: t, S
    #[arg(long, value_name = "FILE.csv")]
    pub(super) profile: Option<PathBuf>,
    /// The two maxima of the profile, numbered from 0 by falling S
    #[arg(long, value_name = "A,B", value_parser = parse_pair, default_value = "0,1")]
    pub(super) between: (usize, usize),
    /// Number of points of the profile
    #[arg(long, alias = "points", value_name = "N", default_value_t = 201, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(super) profile_points: u32,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<TableFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const FORMATS: [Choice<TableFormat>; 3] = [
    ("text", "A table of the highest maxima and the barriers between them", TableFormat::Text),
    ("json", "Everything, for other programs", TableFormat::Json),
    ("csv", "One maximum a line", TableFormat::Csv),
];

fn parse_pair(text: &str) -> Result<(usize, usize), String> {
    let pair = text.split_once(',').and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    pair.ok_or_else(|| format!("'{text}' does not name two maxima, such as 0,1"))
}
