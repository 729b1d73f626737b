//! The samples that data are compared with.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::arrays::{self, Container};
use crate::cli::evaluate::rounded;
use crate::cli::failure::Failure;
use crate::data::Samples;
use crate::network::file::load;
use crate::statistics::Request;

/// What is asked for.
pub(super) struct Wanted<'a> {
    /// Samples that are drawn are as many as these.
    pub(super) like: &'a Samples,
    pub(super) key: Option<&'a str>,
    pub(super) seed: u64,
    pub(super) request: Request,
}

/// What a file holds, as far as its names tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Data,
    Model,
    Action,
}

/// The samples with the name that they are shown under.
pub(super) fn samples(path: &Path, wanted: &Wanted<'_>) -> Result<(String, Samples), Failure> {
    let shown = path.display();
    let rows = wanted.like.rows();
    match content(path)? {
        Content::Data => Ok((shown.to_string(), Samples::open(path, wanted.key)?)),
        Content::Model => {
            let name = format!("{shown}, {rows} draws with seed {}", wanted.seed);
            Ok((name, of_network(path, wanted)?))
        }
        Content::Action => {
            let name = format!("{shown}, {rows} draws with seed {}", wanted.seed);
            Ok((name, of_action(path, wanted)?))
        }
    }
}

fn of_network(path: &Path, wanted: &Wanted<'_>) -> Result<Samples, Failure> {
    let network = rounded(path, load(path)?)?;
    let rows = wanted.like.rows();
    let needed = (rows as u64).saturating_mul(8 * network.dimension() as u64);
    if needed > wanted.request.memory {
        let message =
            format!("{}: {rows} draws do not fit into the memory that may be taken", path.display());
        return Err(Failure::with_hint(
            message,
            "draw them into a file, and compare with that; --memory-limit raises the bound",
        ));
    }
    Ok(Samples::from_array(network.sample(rows, wanted.seed).map_err(Failure::new)?))
}

/// Draws from an action.
fn of_action(path: &Path, _wanted: &Wanted<'_>) -> Result<Samples, Failure> {
    let message = format!("{} is an action, of which no samples are drawn here", path.display());
    Err(Failure::with_hint(message, "draw them into a file, and compare with that"))
}

/// What a file holds: of archives the names of the arrays decide, of JSON the tag of the format.
fn content(path: &Path) -> Result<Content, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let container = match ending.as_str() {
        "json" => return Ok(if is_action_json(path) { Content::Action } else { Content::Model }),
        "npz" => Container::Npz,
        "safetensors" => Container::Safetensors,
        _ => return Ok(Content::Data),
    };
    let unreadable = |reason: String| Failure::new(format!("{}: {reason}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| unreadable(format!("cannot be read: {error}")))?;
    let contents = arrays::read(container, &bytes).map_err(|fault| unreadable(fault.to_string()))?;
    let has = |prefix: &str| contents.arrays.iter().any(|(name, _)| name.starts_with(prefix));
    Ok(match container {
        _ if has("linear.") => Content::Model,
        _ if contents.get("A0").is_some() => Content::Action,
        Container::Npz => Content::Data,
        Container::Safetensors => Content::Model,
    })
}

/// Whether the tag of an action stands near the beginning. A file that cannot be read is refused by who reads it.
fn is_action_json(path: &Path) -> bool {
    const BEGINNING: u64 = 4096;
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
    read.is_ok() && String::from_utf8_lossy(&beginning).contains("\"diagraction-action\"")
}
