//! Durations for reading.

use std::time::Duration;

use indicatif::HumanDuration;

/// Seconds from which on minutes are easier to read.
const SHORT: f64 = 100.0;

/// A duration for reading.
pub(crate) fn human(seconds: f64) -> String {
    if seconds < SHORT {
        return format!("{seconds:.1} s");
    }
    Duration::try_from_secs_f64(seconds).map_or("-".to_string(), |time| format!("{:#}", HumanDuration(time)))
}
