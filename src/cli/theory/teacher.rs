//! `theory teacher`: a random network, and its action on request.

use std::ffi::OsString;
use std::path::Path;

use crate::network::file;
use crate::theory::{Teacher, TeacherError};
use clap::Parser;

use super::args::TeacherArgs;
use crate::cli::evaluate::{self, EvaluateArgs};
use crate::cli::shared::{Failure, Output, output};

pub(super) fn run(args: &TeacherArgs) -> Result<(), Failure> {
    let Some(path) = args.common.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Failure::usage("a network is written to a file; give -o MODEL.safetensors, .npz or .json");
    };
    if args.action.as_deref().is_some_and(|action| output::is_same(action, path)) {
        let path = path.display();
        return Failure::usage(format!("--action and -o both name {path}; give them different files"));
    }
    for output in [Some(path), args.action.as_deref()].into_iter().flatten() {
        // An unfinished file is removed when it is dropped.
        Output::open(Some(output)).map(drop)?;
    }
    let teacher = Teacher {
        dimension: args.dimension,
        depth: args.depth,
        weight: args.weight,
        bias: args.bias,
        chi: args.chi,
        seed: args.seed,
    };
    let network = teacher.network().map_err(|error| match error {
        TeacherError::Network(_) => Failure::new(error),
        error => Failure::Usage(error.to_string()),
    })?;
    file::save(path, &network).map_err(Failure::new)?;
    output::written(path, "network");
    let (d, depth) = (network.dimension(), network.depth());
    output::tell(args.common.quiet, &format!("teacher    d = {d}, L = {depth}, seed {}", args.seed));
    match &args.action {
        Some(action) => write_action(args, path, action),
        None => Ok(()),
    }
}

/// The action as `evaluate` writes it.
fn write_action(args: &TeacherArgs, model: &Path, action: &Path) -> Result<(), Failure> {
    let mut words: Vec<OsString> = vec![OsString::from("evaluate")];
    let mut option = |name: &str, value: OsString| {
        let mut word = OsString::from(format!("--{name}="));
        word.push(value);
        words.push(word);
    };
    option("output", action.as_os_str().to_owned());
    if let Some(rank) = args.max_rank {
        option("max-rank", rank.to_string().into());
    }
    if let Some(bytes) = args.common.memory_limit {
        option("memory-limit", bytes.to_string().into());
    }
    words.extend(args.common.quiet.then(|| OsString::from("--quiet")));
    words.extend([OsString::from("--"), model.as_os_str().to_owned()]);
    match Evaluate::try_parse_from(words) {
        Ok(Evaluate { args }) => evaluate::run(&args),
        Err(error) => Failure::usage(error),
    }
}

/// The arguments of `evaluate` alone.
#[derive(Parser)]
struct Evaluate {
    #[command(flatten)]
    args: EvaluateArgs,
}
