//! The options of `watch`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// On a terminal a screen is drawn in place: the losses over the epochs, then at the last recorded step how far the cumulants
/// of the network are from those of the data (1 - cosine, Eq. 30) and the norms of A^(k), each with its course. Elsewhere each
/// epoch and each record is one line.
///
/// The run is only read. The command ends when the run does, and at once where nobody trains it any more.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Folder of a run, as `train --run RUN` makes it
    #[arg(value_name = "RUN")]
    pub(super) run: PathBuf,
    /// Seconds between two looks at the run, from 0.1 to 3600
    #[arg(long, value_name = "SECONDS", value_parser = parse_interval, default_value = "1")]
    pub(super) interval: Duration,
    /// Print one screen and exit
    #[arg(long)]
    pub(super) once: bool,
}

fn parse_interval(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("it is a number of seconds from 0.1 to 3600".to_string()),
    }
}
