//! What the paper says, what was measured, and whether it holds.

use serde::{Deserialize, Serialize};

/// Something that the paper says, and what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// What the paper claims, in own words.
    pub(crate) paper: String,
    /// What was measured, in numbers, with the threshold that decides.
    pub(crate) measured: String,
    /// Whether the measured numbers bear the claim out.
    pub(crate) holds: bool,
}

impl Claim {
    /// A claim with its verdict.
    pub(crate) fn new(paper: impl Into<String>, measured: impl Into<String>, holds: bool) -> Claim {
        Claim { paper: paper.into(), measured: measured.into(), holds }
    }
}

/// The claims of a figure, as they are kept beside its page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Verdict {
    /// The title of the page.
    pub(crate) title: String,
    pub(crate) claims: Vec<Claim>,
}

impl Verdict {
    /// "holds", "does not hold" or "3 of 4 claims hold".
    pub(crate) fn words(&self) -> String {
        let hold = self.claims.iter().filter(|claim| claim.holds).count();
        match (hold, self.claims.len()) {
            (hold, all) if hold == all => "holds".to_string(),
            (0, _) => "does not hold".to_string(),
            (hold, all) => format!("{hold} of {all} claims hold"),
        }
    }
}
