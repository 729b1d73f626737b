//! The command `check`.

mod args;
mod table;
mod theory;

use std::io::Write;

use crate::check::{CheckError, Checked, Checks, Points, Test};
use crate::evaluate::Request;
use crate::network::Network;
use crate::network::file::Model;
use crate::rewrite::DEFAULT_LIMIT;
use crate::source::Kind;

use crate::cli::shared::source::{model_line, orders};
use crate::cli::shared::{Bar, Failure, Output, load_model, memory, number, request};

pub(super) use args::CheckArgs;
pub(super) use table::Table;

/// Seconds that the tests take together, by their estimates, unless told otherwise.
const TIME_LIMIT: f64 = 60.0;

pub(crate) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let limit = memory::limit(args.common.memory_limit);
    memory::expect_file(&args.part.model, limit)?;
    let (table, mut out) = match Kind::of(&args.part.model) {
        kind @ (Kind::Theory | Kind::Action) => theory::run(args, kind, limit)?,
        _ => network(args, limit)?,
    };
    table.verdict(&mut out)?;
    out.finish()?;
    if table.is_out_of_time() {
        return Err(Failure::with_hint("no test fits into the time", "--time-limit allows more"));
    }
    if table.failed() > 0 { Err(Failure::Disagreement) } else { Ok(()) }
}

fn network(args: &CheckArgs, limit: u64) -> Result<(Table, Output), Failure> {
    let model = load_model(&args.part.model, args.part.component.component, limit)?;
    let request = request(&args.part, &model, args.limit.unwrap_or(DEFAULT_LIMIT), limit);
    let mut out = Output::open(args.common.output.as_deref())?;
    let table = match &model {
        Model::Exact(network) => tests(args, &model, network, &request, "exact rational numbers", &mut out)?,
        Model::Float(network) => tests(args, &model, network, &request, "64-bit floats", &mut out)?,
    };
    Ok((table, out))
}

/// Rows are printed as soon as they are known.
fn tests<T: Checked>(
    args: &CheckArgs,
    model: &Model,
    network: &Network<T>,
    request: &Request,
    numbers: &str,
    out: &mut Output,
) -> Result<Table, Failure> {
    let points = Points { count: args.draws.unwrap_or(8).into(), seed: args.seed.unwrap_or(1) };
    let allowed = args.time_limit.unwrap_or(TIME_LIMIT);
    let checks = Checks::plan(network, request, points, Some(allowed));
    writeln!(
        out,
        "{}",
        model_line(&args.part.component.of(&args.part.model), model.dimension(), model.depth())
    )?;
    let full = model.degree().map_or("a larger number".to_string(), |full| full.to_string());
    let ranks = match request.max_rank {
        None => format!("all ranks, 0 to {full}"),
        Some(rank) => format!("ranks 0 to {rank} of {full}"),
    };
    writeln!(out, "check   {ranks}, {}, in {numbers}", orders(request.max_chi))?;
    let time = match checks.seconds() {
        seconds if seconds < 1.0 => "less than a second".to_owned(),
        seconds => format!("about {}", number::human(seconds)),
    };
    writeln!(out, "time    {time} by estimate, of {} that are allowed\n", number::human(allowed))?;
    let bar = Bar::new(args.common.quiet, "comparing the methods");
    let mut table = Table::new("point", out)?;
    let mut written = Ok(());
    let tried: Result<(), CheckError> = checks.run(&mut |tests| {
        let is_shown = |test: &&Test| test.rank.is_none_or(|rank| args.part.ranks.shows(rank));
        let tests: Vec<Test> = tests.iter().filter(is_shown).cloned().collect();
        bar.aside(|| {
            let before = std::mem::replace(&mut written, Ok(()));
            written = before.and_then(|()| table.add(&tests, out));
        });
    });
    drop(bar);
    tried?;
    written?;
    Ok(table)
}
