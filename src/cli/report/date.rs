//! The day that a page names: today, or that of `SOURCE_DATE_EPOCH`, which makes the page the same on every day.

use std::env;
use std::time::{Duration, SystemTime};

use crate::cli::shared::Failure;

/// Seconds until the year 10000, which no date has.
const END: u64 = 253_402_300_800;

/// The day in UTC, as 2026-01-31.
pub(super) fn today() -> Result<String, Failure> {
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let seconds = match env::var_os("SOURCE_DATE_EPOCH") {
        None => now(),
        Some(text) => text.to_str().and_then(|text| text.parse().ok()).ok_or_else(|| wrong(&text))?,
    };
    if seconds >= END {
        return Err(wrong(seconds.to_string().as_ref()));
    }
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let text = humantime::format_rfc3339_seconds(time).to_string();
    Ok(text.split('T').next().unwrap_or_default().to_string())
}

fn wrong(text: &std::ffi::OsStr) -> Failure {
    Failure::new(format!(
        "SOURCE_DATE_EPOCH is '{}', which is no number of seconds since 1970",
        text.to_string_lossy()
    ))
}
