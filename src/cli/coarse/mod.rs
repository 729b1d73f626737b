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
    let stride = args.stride.unwrap_or(args.block.0[0]);
    let blocks = Blocks::new(&args.lattice, &args.block.0, stride)?;
    let mut are_spins = true;
    for piece in samples.chunks(ROWS) {
        are_spins &= piece?.iter().all(|value| value.abs() == 1.0);
    }
    let rule = args.rule.unwrap_or(if are_spins { Rule::Majority } else { Rule::Mean });
    let mut file = Output::whole(&args.output)?;
    let mut rows = NpyWriter::new(&mut file, blocks.lattice.sites())?;
    let mut random = generator(args.seed, 0);
    let mut ties = 0;
    for piece in samples.chunks(ROWS) {
        let mut sums = blocks.sums(piece?.view());
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
                100.0 * f64::from(ties) / all
            )
        }
        Rule::Mean => format!("the mean of {} sites", blocks.size()),
        Rule::Sum => format!("the sum of {} sites", blocks.size()),
    };
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
