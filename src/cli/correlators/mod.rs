//! The command `correlators`.

mod args;
mod diagrams;
mod draws;
mod entry;
mod files;
mod mixture;
mod momentum;
mod network;
mod source;
mod text;
mod windows;

use std::path::Path;

use crate::Rational;
use crate::action::file as action_file;
use crate::arrays::Container;
use crate::correlators::file::Written;
use crate::correlators::{Cumulants, LnZ, effective};
use crate::source::{Kind, Trained};

use self::args::{FORMATS, RouteChoice};
use self::files::{exact_binary, float_binary, written};
use self::source::{Floats, Prepared, Source};
use self::windows::{EFFECTIVE_RANK, Windows};
use crate::cli::shared::args::expect_indices;
use crate::cli::shared::source::load_trained;
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, format, memory, output};

pub(super) use args::CorrelatorsArgs;

pub(crate) fn run(args: &CorrelatorsArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let limit = memory::limit(args.common.memory_limit);
    memory::expect_file(&args.action, limit)?;
    let source = match Kind::of(&args.action) {
        Kind::Model => match load_trained(&args.action, args.component.component, limit)? {
            Trained::One(model) => Source::Model(model),
            Trained::Several(mixture) => {
                expect_indices("--entry", &args.entry, mixture.dimension())?;
                return mixture::run(args, &mixture, format, limit);
            }
        },
        _ => Source::load(args, limit)?,
    };
    expect_indices("--entry", &args.entry, source.dimension())?;
    let route = network::route(args, &source)?;
    let source = match source {
        Source::Model(model) if args.draws.is_some() => return draws::run(args, model, format, limit),
        Source::Model(model) if route != RouteChoice::Diagrams => {
            return network::run(args, model, route, format, limit);
        }
        source => source,
    };
    let windows = Windows::new(args, source.truncation(), source.usual_rank(), source.last_loop(args))?;
    if let Some(path) = &args.effective {
        return couplings(args, source, &windows, path, limit);
    }
    let out = Output::open(args.common.output.as_deref())?;
    if args.exact {
        let prepared = source::exact(source, args, &windows, limit)?;
        return shown(args, &windows, &prepared, (format, out), limit, exact_binary);
    }
    let prepared = source::float(source, args, &windows, limit)?;
    if args.momentum {
        return momentum::write(args, &windows, &prepared, (format, out), limit);
    }
    shown(args, &windows, &prepared, (format, out), limit, float_binary)
}

fn shown<T: Written + text::Shown>(
    args: &CorrelatorsArgs,
    windows: &Windows,
    prepared: &Prepared<T>,
    (format, out): (ActionFormat, Output),
    limit: u64,
    binary: impl FnOnce(&Cumulants<T>, Container, Output) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if format != ActionFormat::Text {
        prepared.notes.iter().for_each(|note| output::tell(args.common.quiet, &format!("note: {note}")));
    }
    if args.diagrams {
        return diagrams::write(args, windows, prepared, (format, out), limit);
    }
    if !args.entry.is_empty() {
        return entry::write(args, windows, prepared, (format, out), limit);
    }
    let bar = Bar::new(args.common.quiet, "contracting diagrams");
    let mut cumulants = Cumulants::by_diagrams(
        &prepared.expansion,
        windows.orders(),
        windows.loops(),
        (limit, args.limit),
        &bar,
    )?;
    cumulants.around.clone_from(&prepared.around);
    drop(bar);
    let rounding = rounding(prepared, &cumulants);
    if let Some(note) = rounding.as_ref().filter(|_| format != ActionFormat::Text) {
        output::tell(args.common.quiet, &format!("note: {note}"));
    }
    written(&cumulants, (format, out), binary, |out| {
        text::write(args, prepared, (&cumulants, rounding.as_deref()), limit, out)
    })
}

/// A sum for ln Z of a network further from 0 than this is one of rounding errors.
const ROUNDING: f64 = 1e-9;

/// ln Z of a network is 0 at every number of loops from one on; what is left of it tells how large rounding errors are.
fn rounding<T: Written>(prepared: &Prepared<T>, cumulants: &Cumulants<T>) -> Option<String> {
    let terms = cumulants.ln_z.iter().map(LnZ::to_f64);
    let is_whole = cumulants.complete && cumulants.ln_z.first().is_some_and(|term| term.loops == 0);
    let (sum, last) = (terms.clone().sum::<f64>(), cumulants.ln_z.last().map_or(0, |term| term.loops));
    let is_off = prepared.is_normalised && is_whole && last > 0 && !T::EXACT && sum.abs() > ROUNDING;
    is_off.then(|| {
        format!(
            "ln Z of a network is 0, and its terms add up to {sum:.1e}: so large are rounding errors here, as of a nearly singular \
             Hessian; --exact has none"
        )
    })
}

fn couplings(
    args: &CorrelatorsArgs,
    source: Source,
    windows: &Windows,
    path: &Path,
    limit: u64,
) -> Result<(), Failure> {
    let mut out = Output::open(Some(path))?;
    let Floats { action, point: mode, notes, .. } = source.floats(args, windows, limit)?;
    notes.iter().for_each(|note| output::tell(args.common.quiet, &format!("note: {note}")));
    let found = effective(&action, &mode, windows.loops.max, EFFECTIVE_RANK, (limit, args.limit))?;
    action_file::json::write(&found, &mut out)?;
    out.finish()
}

/// The format of the output, which the ending of its file names unless it is given. What does not go together is refused.
fn format(args: &CorrelatorsArgs) -> Result<ActionFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, ActionFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of cumulants; use {all}, or --format")
    })?;
    let is_binary = matches!(format, ActionFormat::Npz | ActionFormat::Safetensors);
    if is_binary && args.exact {
        return Failure::usage("binary files hold 64-bit floats; --exact writes text, json or csv");
    }
    format::expect_place(format, path)?;
    let parts =
        [(args.diagrams, "--diagrams"), (!args.entry.is_empty(), "--entry"), (args.momentum, "--momentum")];
    if let Some((_, option)) = parts.iter().find(|(given, _)| *given)
        && !matches!(format, ActionFormat::Text | ActionFormat::Csv)
    {
        return Failure::usage(format!("{option} writes text or csv"));
    }
    if let Some(path) = &args.effective {
        if crate::files::ending(path).as_deref() != Some("json") {
            return Failure::usage(format!(
                "--effective writes an action in json; '{}' has another ending",
                path.display()
            ));
        }
        if args.common.output.is_some() {
            return Failure::usage("--effective FILE.json is all that is written; leave -o out");
        }
    }
    output::check_distinct(path, [args.effective.as_deref(), args.plot.as_deref()], [args.action.as_path()])?;
    Ok(format)
}

impl text::Shown for f64 {
    fn shown(&self) -> String {
        crate::cli::shared::short(*self)
    }
}

impl text::Shown for Rational {
    fn shown(&self) -> String {
        crate::cli::shared::number::rational(self)
    }
}
