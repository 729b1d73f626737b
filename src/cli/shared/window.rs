//! Windows of whole numbers, such as ranks and loops.

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
