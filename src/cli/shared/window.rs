//! Windows of whole numbers, such as ranks and loops.

use std::ops::RangeInclusive;

use clap::Args;

use super::failure::Failure;

/// The ranks of coefficients that are shown.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Ranks {
    /// Rank K, or ranks A..B (both included), to show; what is computed goes up to the highest of them
    #[arg(long, value_name = "K|A..B", value_parser = ranks, conflicts_with = "max_rank")]
    pub(crate) rank: Option<Window>,
    /// The same as --rank 0..K
    #[arg(long, value_name = "K")]
    pub(crate) max_rank: Option<usize>,
}

impl Ranks {
    /// The highest of them, where they are given.
    pub(crate) fn highest(&self) -> Option<usize> {
        self.rank.map(|window| window.max).or(self.max_rank)
    }

    /// The lowest of them.
    pub(crate) fn lowest(&self) -> usize {
        self.rank.map_or(0, |window| window.min)
    }

    /// Whether a rank is not below them.
    pub(crate) fn shows(&self, rank: usize) -> bool {
        rank >= self.lowest()
    }

    /// The highest of them where a command reaches from one rank to another.
    pub(crate) fn highest_within(
        &self,
        usual: usize,
        reach: RangeInclusive<usize>,
    ) -> Result<usize, Failure> {
        let highest = self.highest().unwrap_or(usual);
        match reach.contains(&highest) {
            true => Ok(highest),
            false => {
                let to = if *reach.end() == usize::MAX {
                    " on".to_owned()
                } else {
                    format!(" to {}", reach.end())
                };
                Failure::usage(format!(
                    "the highest rank is {highest}; here it is from {}{to}",
                    reach.start()
                ))
            }
        }
    }
}

pub(crate) fn ranks(text: &str) -> Result<Window, String> {
    Window::parse(text, "ranks")
}

/// From one number to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) min: usize,
    pub(crate) max: usize,
}

impl Window {
    /// Reads K or A..B.
    pub(crate) fn parse(text: &str, what: &str) -> Result<Window, String> {
        let number = |part: &str| {
            part.trim()
                .parse::<usize>()
                .map_err(|_| format!("'{part}' is not a number of {what}; give one, or A..B"))
        };
        let (min, max) = match text.split_once("..") {
            Some((min, max)) => (number(min)?, number(max.trim_start_matches('='))?),
            None => (number(text)?, number(text)?),
        };
        match min > max {
            true => Err(format!("{min}..{max} is empty; the lower number comes first")),
            false => Ok(Window { min, max }),
        }
    }
}
