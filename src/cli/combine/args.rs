//! The options of `combine`.

use std::path::PathBuf;

use clap::Args;

use crate::Rational;
use crate::cli::shared::{Choice, Common, ReportFormat, choice, parse_top};
use crate::text::number;

/// A sum of actions with weights: S = sum_j w_j S_j. It is exact where all of them are; errors of the parts are taken as independent. With --beta the
/// weights of two actions, S(B1) and S(B2), are those that predict S(B3) where S(beta) = K/beta + beta V + C.
#[derive(Debug, Args)]
pub(crate) struct CombineArgs {
    /// The sum, such as '7/18*first.json + 5/9*second.json', with spaces around + and -; paths with spaces stand in double quotes
    #[arg(value_name = "SUM", required = true, allow_negative_numbers = true)]
    pub(super) sum: Vec<String>,
    /// Inverse temperatures of the first action, of the second and of their sum, which has no weights then
    #[arg(long, value_name = "B1,B2,B3", value_parser = betas)]
    pub(super) beta: Option<Betas>,
    /// Number of terms to show, the largest
    #[arg(long, value_name = "N", default_value = "20", value_parser = parse_top)]
    pub(super) top: usize,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ReportFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const FORMATS: [Choice<ReportFormat>; 2] = [
    ("text", "The weights, and the sum as a formula", ReportFormat::Text),
    ("json", "The action, with the standard errors of its coefficients", ReportFormat::Json),
];

#[derive(Clone, Debug)]
pub(super) struct Betas(pub(super) [Rational; 3]);

pub(super) const PARTS: &str = "give a sum of files with weights, such as '1/2*a.json - 3*b.json'";

fn betas(text: &str) -> Result<Betas, String> {
    let numbers: Result<Vec<Rational>, String> =
        text.split(',').map(|word| number::parse(word.trim())).collect();
    let three = numbers.ok().and_then(|numbers| numbers.try_into().ok());
    three.map(Betas).ok_or_else(|| "give three numbers, such as 20,40,30".to_owned())
}

/// What the sum is of: weights, where they are given, and paths.
pub(super) type Part = (Option<Rational>, PathBuf);
