//! The day that a page names: today, or that of `SOURCE_DATE_EPOCH`, which makes the page the same on every day.

use std::env;
use std::time::{Duration, SystemTime};

use crate::cli::shared::Failure;

/// Seconds until the year 10000, which no date has.
const END: u64 = 253_402_300_800;

/// The day in UTC, as 2026-01-31.
pub(super) fn today() -> Result<String, Failure> {
    let given = env::var("SOURCE_DATE_EPOCH").ok();
    let seconds = match &given {
        None => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs(),
        Some(text) => text.parse().ok().filter(|seconds| *seconds < END).ok_or_else(|| {
            Failure::new(format!("SOURCE_DATE_EPOCH is '{text}', which is no number of seconds since 1970"))
        })?,
    };
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let text = humantime::format_rfc3339_seconds(time).to_string();
    Ok(text.split('T').next().unwrap_or_default().to_string())
}
