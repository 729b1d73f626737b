//! `coarse`: block variables of samples.

mod args;

use rand::RngExt;

use crate::arrays::NpyWriter;
use crate::coarse::{Blocks, BlocksError};
use crate::files;
use crate::random::generator;

use self::args::Rule;
use crate::cli::shared::args::expect_sites;
use crate::cli::shared::{Failure, Output, memory, output};

pub(super) use args::CoarseArgs;

/// Rows that are held at a time.
const ROWS: usize = 4096;

pub(crate) fn run(args: &CoarseArgs) -> Result<(), Failure> {
    if files::ending(&args.output).as_deref() != Some("npy") {
        return Failure::usage(format!("{}: block variables are written as .npy", args.output.display()));
    }
    output::check_distinct(Some(&args.output), [], [args.data.as_path()])?;
    let samples = args.reading.open(&args.data, memory::limit(args.memory_limit))?;
    expect_sites(Some(&args.lattice), (&args.data, samples.dimension()))?;
    let strides = args.stride.map_or_else(|| args.block.0.clone(), |stride| vec![stride; args.block.0.len()]);
    let blocks = Blocks::new(&args.lattice, &args.block.0, &strides)?;
    let (mut are_spins, mut are_bits) = (true, true);
    for piece in samples.chunks(ROWS) {
        let piece = piece?;
        are_spins &= piece.iter().all(|value| value.abs() == 1.0);
        are_bits &= piece.iter().all(|value| *value == 0.0 || *value == 1.0);
    }
    let rule = args.rule.unwrap_or(if are_spins || are_bits { Rule::Majority } else { Rule::Mean });
    if rule == Rule::Majority && !are_spins && !are_bits {
        return Failure::usage(
            "--rule majority is of spins, +1 and -1, or of bits; real variables have a mean and a sum",
        );
    }
    let mut file = Output::whole(&args.output)?;
    let mut rows = NpyWriter::new(&mut file, blocks.lattice.sites())?;
    let mut random = generator(args.seed, 0);
    let mut ties = 0_u64;
    for piece in samples.chunks(ROWS) {
        let mut piece = piece?;
        if rule == Rule::Majority && !are_spins {
            piece.mapv_inplace(|bit| 2.0 * bit - 1.0);
        }
        let mut sums = blocks.sums(piece.view());
        sums.mapv_inplace(|sum| match rule {
            Rule::Sum => sum,
            Rule::Mean => sum / blocks.size() as f64,
            Rule::Majority if sum == 0.0 => {
                ties += 1;
                if random.random() { 1.0 } else { -1.0 }
            }
            Rule::Majority => sum.signum(),
        });
        rows.write(sums.view())?;
    }
    rows.finish()?;
    file.finish()?;
    let what = match rule {
        Rule::Majority => {
            let all = (samples.rows() * blocks.lattice.sites()) as f64;
            format!(
                "the majority of {} sites, {:.1} % of the blocks at random",
                blocks.size(),
                100.0 * ties as f64 / all
            )
        }
        Rule::Mean => format!("the mean of {} sites", blocks.size()),
        Rule::Sum => format!("the sum of {} sites", blocks.size()),
    };
    if args.quiet {
        return Ok(());
    }
    let mut out = Output::open(None)?;
    out.named(&[
        ("data", format!("{}: N = {}, {}", args.data.display(), samples.rows(), args.lattice)),
        ("blocks", format!("{}, {what}", blocks.lattice)),
        ("written", args.output.display().to_string()),
    ])?;
    out.finish()
}

impl From<BlocksError> for Failure {
    fn from(error: BlocksError) -> Failure {
        Failure::new(error)
    }
}
