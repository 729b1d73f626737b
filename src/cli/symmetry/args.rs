//! The options of `symmetry`.

use std::path::PathBuf;

use clap::Args;

use crate::Lattice;
use crate::cli::shared::{Choice, Common, Reading, ReportFormat, choice};
use crate::symmetry::Group;

/// What a symmetry g changes in a density: E|S(g x) - S(x)|/sd S over DATA, element by element, and the share of the coefficients that all of them leave, rank by rank.
#[derive(Debug, Args)]
pub(crate) struct SymmetryArgs {
    /// Action, theory as text, trained network, or network of spins
    #[arg(value_name = "ACTION|MODEL")]
    pub(super) file: PathBuf,
    /// Samples at which S is compared
    #[arg(value_name = "DATA")]
    pub(super) data: Option<PathBuf>,
    /// Lattice whose symmetries are tested, such as square:4x4 [default: that of the theory]
    #[arg(long, value_name = "CELL:SIDES[:open]")]
    pub(super) lattice: Option<Lattice>,
    /// Components of the field at each site, which stand beside each other in DATA
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), default_value = "1")]
    pub(super) components: u16,
    /// Groups, with commas between them [default: all that there are]
    #[arg(long, value_name = "GROUP,..", value_delimiter = ',', value_parser = choice(&GROUPS))]
    pub(super) group: Vec<Group>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ReportFormat>,
    /// Write the part of the action that all elements leave
    #[arg(long, value_name = "FILE.json")]
    pub(super) projection: Option<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const GROUPS: [Choice<Group>; 4] = [
    ("sign", "x -> -x", Group::Sign),
    ("translations", "Steps of one site, on a periodic lattice", Group::Translations),
    ("point", "Turns and reflections of the lattice", Group::Point),
    ("rotations", "The same rotation of the components of all sites", Group::Rotations),
];

pub(super) const FORMATS: [Choice<ReportFormat>; 2] =
    [("text", "Tables", ReportFormat::Text), ("json", "For other programs", ReportFormat::Json)];
