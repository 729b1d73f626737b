//! What every output says before its first diagram.

use std::fmt::Write;

use crate::diagram::Stage;
use crate::notation::Charset;

/// What a backend is told once, before the first term.
///
/// ```
/// use diagraction::notation::Charset;
/// use diagraction::render::Header;
///
/// let header = Header { max_chi: Some(2), max_rank: Some(4), ..Header::new(3) };
/// assert_eq!(header.summary(), "depth 3, at most 2 chi, rank 0 to 4");
/// assert_eq!(header.coefficient(2, Charset::Ascii), "A^(2)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The depth L of the network.
    pub depth: u32,
    /// The stage at which the open legs end; A_1, the data, unless it is an intermediate one.
    pub at: Stage,
    /// The arities of the splits, ascending; `[2]` for the quadratic activation.
    pub arities: Vec<u32>,
    /// Whether trees of bias circles are summed up.
    pub dressed: bool,
    /// Whether the latent vertex has one leg, too.
    pub linear: bool,
    /// The cutoff on factors of χ.
    pub max_chi: Option<usize>,
    /// The cutoff on bias circles.
    pub max_circles: Option<usize>,
    /// The lowest rank.
    pub min_rank: usize,
    /// The highest rank.
    pub max_rank: Option<usize>,
}

impl Default for Header {
    fn default() -> Header {
        Header::new(0)
    }
}

impl Header {
    /// The full expansion for a network of depth `depth` with quadratic activations.
    pub fn new(depth: u32) -> Header {
        Header {
            depth,
            at: Stage::A(1),
            arities: vec![2],
            dressed: false,
            linear: false,
            max_chi: None,
            max_circles: None,
            min_rank: 0,
            max_rank: None,
        }
    }

    /// One line that says which diagrams are kept.
    pub fn summary(&self) -> String {
        let mut text = format!("depth {}", self.depth);
        if self.at != Stage::A(1) {
            push(&mut text, format_args!("at {}", self.at));
        }
        if self.arities != [2] {
            let arities: Vec<String> = self.arities.iter().map(u32::to_string).collect();
            push(&mut text, format_args!("splits into {}", arities.join(" or ")));
        }
        if self.dressed {
            push(&mut text, format_args!("dressed"));
        }
        if self.linear {
            push(&mut text, format_args!("with a linear latent vertex"));
        }
        if let Some(max) = self.max_chi {
            push(&mut text, format_args!("at most {max} chi"));
        }
        if let Some(max) = self.max_circles {
            push(&mut text, format_args!("at most {max} {}", plural(max, "circle", "circles")));
        }
        match (self.min_rank, self.max_rank) {
            (0, None) => {}
            (min, None) => push(&mut text, format_args!("rank {min} and above")),
            (min, Some(max)) if min == max => push(&mut text, format_args!("rank {min}")),
            (min, Some(max)) => push(&mut text, format_args!("rank {min} to {max}")),
        }
        text
    }

    /// The name of the coefficient of this rank: `A^(2)`, or `B_2^(3)` at an intermediate stage.
    pub fn coefficient(&self, rank: usize, charset: Charset) -> String {
        let (letter, layer) = self.letter();
        coefficient(&letter.to_string(), layer, rank, charset)
    }

    /// The letter of the coefficients, and their layer unless they belong to the data.
    pub(super) fn letter(&self) -> (char, Option<u32>) {
        match self.at {
            Stage::A(1) => ('A', None),
            stage => (stage.letter(), Some(stage.layer())),
        }
    }
}

/// A symbol with an index and an order in parentheses: `A^(2)` or `A⁽²⁾`.
pub(crate) fn coefficient(symbol: &str, index: Option<u32>, order: usize, charset: Charset) -> String {
    let is_ascii = charset == Charset::Ascii;
    let mut name = symbol.to_owned();
    if let Some(index) = index {
        name.push_str(if is_ascii { "_" } else { "" });
        charset.push_index(index, &mut name);
    }
    name.push_str(if is_ascii { "^(" } else { "⁽" });
    charset.push_power(order, &mut name);
    name.push(if is_ascii { ')' } else { '⁾' });
    name
}

/// The form of a noun that goes with a number.
pub(super) fn plural<'a>(number: usize, one: &'a str, many: &'a str) -> &'a str {
    if number == 1 { one } else { many }
}

fn push(text: &mut String, part: std::fmt::Arguments<'_>) {
    text.push_str(", ");
    // Writing to a String cannot fail.
    let _ = text.write_fmt(part);
}
