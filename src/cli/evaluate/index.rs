//! Which entries of a coefficient are asked for.

use std::str::FromStr;

use crate::Scalar;
use crate::evaluate::Coefficients;
use crate::text::joined;

/// An entry, or with an open last index a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntryIndex {
    /// The indices that are given.
    pub(super) given: Vec<usize>,
    /// Whether a last one runs over all of them.
    pub(super) open: bool,
}

impl FromStr for EntryIndex {
    type Err = String;

    fn from_str(text: &str) -> Result<EntryIndex, String> {
        let mut parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let open = parts.last() == Some(&":");
        if open {
            parts.pop();
        }
        let index = |part: &&str| match *part {
            ":" => Err("only the last index can be ':'".to_string()),
            part => part.parse().map_err(|_| format!("'{part}' is not an index counted from 0")),
        };
        Ok(EntryIndex { given: parts.iter().map(index).collect::<Result<_, _>>()?, open })
    }
}

impl EntryIndex {
    pub(super) fn rank(&self) -> usize {
        self.given.len() + usize::from(self.open)
    }

    pub(super) fn text(&self) -> String {
        joined(self.given.iter().map(usize::to_string).chain(self.open.then(|| ":".to_string())), ",")
    }

    /// The multi-indices with their values.
    pub(super) fn values<T: Scalar>(&self, coefficients: &Coefficients<T>) -> Vec<(Vec<usize>, T)> {
        if !self.open {
            return vec![(self.given.clone(), coefficients.entry(&self.given))];
        }
        let row = coefficients.row(&self.given).into_iter().enumerate();
        row.map(|(last, value)| ([self.given.as_slice(), &[last]].concat(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::EntryIndex;

    #[test]
    fn indices_are_read() {
        let entry = |given: &[usize], open| Ok(EntryIndex { given: given.to_vec(), open });
        assert_eq!("0, 5,2".parse(), entry(&[0, 5, 2], false));
        assert_eq!("0,:".parse(), entry(&[0], true));
        assert_eq!(":".parse(), entry(&[], true));
        for text in ["", "0,", ":,0", "-1", "1.5", "0,,1"] {
            assert!(text.parse::<EntryIndex>().is_err(), "{text}");
        }
    }
}
