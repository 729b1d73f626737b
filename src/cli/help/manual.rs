//! Manual pages: a synopsis in words, options, examples, the exit status, and where else to look.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, line_break, roman};

use super::examples::examples;
use super::text::{command, version};

/// What the exit codes mean.
const STATUS: [(&str, &str); 4] = [
    ("0", "Done."),
    ("1", "Failed, or what was to hold does not: a check, or what --strict asks for."),
    ("2", "The arguments are wrong."),
    ("130", "Interrupted; what is told to be kept is kept."),
];

/// The page of the program.
pub(super) fn manual(out: &mut dyn Write) -> io::Result<()> {
    page(&built(), "", out)
}

/// The pages of all commands with the names of their files.
pub(super) fn pages(folder: &Path) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut pages = Vec::new();
    add(&built(), "", folder, &mut pages)?;
    Ok(pages)
}

/// With what holds for all commands in each of them.
fn built() -> Command {
    let mut command = command();
    command.build();
    command
}

fn add(command: &Command, name: &str, folder: &Path, pages: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    let mut text = Vec::new();
    page(command, name, &mut text)?;
    pages.push((folder.join(format!("{}.1", title(name))), text));
    let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
    inner.into_iter().try_for_each(|inner| {
        let name = format!("{name} {}", inner.get_name());
        add(inner, name.trim(), folder, pages)
    })
}

/// `diagraction-theory-lattice`.
fn title(name: &str) -> String {
    format!("diagraction {name}").trim().replace(' ', "-")
}

fn page(command: &Command, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = title(name);
    let version = format!("diagraction {}", version());
    // The examples have a section of their own.
    let command = command.clone().name(title.clone()).after_help("").disable_help_subcommand(true);
    let man = Man::new(command.clone()).title(title).date(" ").source(version).manual("User Commands");
    man.render_title(out)?;
    man.render_name_section(out)?;
    synopsis(&command, name).to_writer(out)?;
    man.render_description_section(out)?;
    if command.get_opts().next().is_some() || command.get_positionals().next().is_some() {
        man.render_options_section(out)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    if command.get_after_long_help().is_some_and(|help| !help.to_string().starts_with("Examples:")) {
        notes(&command).to_writer(out)?;
    }
    of_examples(name).to_writer(out)?;
    let mut status = Roff::new();
    status.control("SH", ["EXIT STATUS"]);
    for (code, what) in STATUS {
        status.control("TP", []).text([bold(code)]).text([roman(what)]);
    }
    status.to_writer(out)?;
    see_also(&command, name).to_writer(out)
}

/// The name, what must be given in words, and that there are options.
fn synopsis(command: &Command, name: &str) -> Roff {
    let mut words = vec![bold(format!("diagraction {name}").trim()), roman(" ")];
    let required = command.get_arguments().filter(|arg| arg.is_required_set() || arg.is_positional());
    for arg in required {
        let values = arg.get_value_names().unwrap_or_default();
        let value = values.first().map_or_else(|| arg.get_id().to_string(), ToString::to_string);
        if let Some(long) = arg.get_long() {
            words.push(bold(format!("--{long} ")));
        }
        words.push(if arg.is_required_set() { italic(value) } else { italic(format!("[{value}]")) });
        words.push(roman(" "));
    }
    let rest = match (command.has_subcommands(), name.is_empty()) {
        (true, true) => "COMMAND",
        (true, false) => "[options] | COMMAND",
        (false, _) => "[options]",
    };
    words.push(italic(rest));
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]).text(words);
    roff
}

/// What stands below the options, without its examples.
fn notes(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    roff.control("SH", ["NOTES"]);
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.starts_with("Examples:")) {
        roff.control("PP", []).text([roman(paragraph)]);
    }
    roff
}

fn of_examples(name: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    for (line, what) in examples(name) {
        roff.control("TP", []).text([bold(format!("diagraction {line}"))]).text([roman(what), line_break()]);
    }
    roff
}

/// The program, and the commands beside or below this one.
fn see_also(command: &Command, name: &str) -> Roff {
    let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
    let below = inner.map(|inner| title(format!("{name} {}", inner.get_name()).trim()));
    let above = (!name.is_empty()).then(|| title(name.rsplit_once(' ').map_or("", |(above, _)| above)));
    let all: Vec<String> = above.into_iter().chain(below).map(|page| format!("{page}(1)")).collect();
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]).text([roman(all.join(", "))]);
    roff
}
