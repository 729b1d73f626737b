//! The memory that a command may take.

use std::path::Path;

use crate::files;
use crate::text::bytes;

use super::failure::Failure;

/// The bytes that are taken while a file of arrays is read, over its size: itself, and its numbers, which may be wider.
const BINARY_RATIO: u64 = 3;

/// The same for text, whose numbers take more as values of JSON and as exact numbers.
const TEXT_RATIO: u64 = 8;

/// The share of the free memory that a command may take unless told otherwise.
const SHARE: f64 = 0.8;

/// The memory in bytes that a command may take: what was asked for, or most of what is free.
pub(crate) fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or_else(|| {
        let mut system = sysinfo::System::new();
        system.refresh_memory();
        let group = system.cgroup_limits().map(|group| (group.total_memory, group.rss));
        let free = free(system.available_memory(), group);
        (free as f64 * SHARE) as u64
    })
}

/// What the machine has available, and no more than the control group leaves to its processes, given by its bound
/// and what they hold. Cached files count as free, since they give way.
fn free(available: u64, group: Option<(u64, u64)>) -> u64 {
    group.map_or(available, |(bound, held)| available.min(bound.saturating_sub(held)))
}

/// What helps whatever needs too much.
pub(crate) const RAISE: &str = "--memory-limit raises the bound";

/// Refuses what needs more bytes than may be taken.
pub(crate) fn expect(what: &str, needed: u64, limit: u64, hint: &str) -> Result<(), Failure> {
    if needed <= limit {
        return Ok(());
    }
    let (needed, limit) = (bytes::show(needed), bytes::show(limit));
    Err(Failure::with_hint(format!("{what} about {needed} of memory, and {limit} may be taken"), hint))
}

/// Refuses a model or an action that does not fit while it is read: the file, and the numbers in it.
pub(crate) fn expect_file(path: &Path, limit: u64) -> Result<(), Failure> {
    let length = std::fs::metadata(path).map_or(0, |found| found.len());
    let ratio = if files::ending(path).as_deref() == Some("json") { TEXT_RATIO } else { BINARY_RATIO };
    let what = format!("reading {} takes", path.display());
    expect(&what, length.saturating_mul(ratio), limit, RAISE)
}

/// Reads a size such as `800M`, `2G` or `1.5GiB`; units are powers of 1024.
pub(crate) fn parse_bytes(text: &str) -> Result<u64, String> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().map_err(|_| format!("'{text}' is not a size such as 800M or 2G"))?;
    let power = match unit.trim().trim_end_matches("iB").trim_end_matches('B').to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return Err(format!("'{unit}' is not a unit; use K, M, G or T")),
    };
    let bytes = (number * 1024f64.powi(power)) as u64;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::free;

    #[test]
    fn the_tighter_of_machine_and_group_bounds() {
        assert_eq!(free(20, None), 20);
        assert_eq!(free(20, Some((24, 1))), 20);
        assert_eq!(free(20, Some((8, 3))), 5);
        assert_eq!(free(20, Some((8, 9))), 0);
    }
}
