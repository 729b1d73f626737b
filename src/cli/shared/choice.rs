//! Words of an option that stand for something of the library.

use crate::text::joined;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// A word, what the help says about it, and what it stands for.
pub(crate) type Choice<T> = (&'static str, &'static str, T);

/// Takes one of the words.
pub(crate) fn choice<T: Copy + Send + Sync + 'static>(
    choices: &'static [Choice<T>],
) -> impl TypedValueParser<Value = T> {
    let words = choices.iter().map(|(word, help, _)| PossibleValue::new(*word).help(*help));
    PossibleValuesParser::new(words).try_map(|given| {
        let chosen = choices.iter().find(|(word, ..)| *word == given);
        chosen.map(|(.., meaning)| *meaning).ok_or("it is none of the words")
    })
}

/// "a", "a or b", "a, b or c".
pub(crate) fn alternatives(words: impl IntoIterator<Item: ToString>) -> String {
    let all = joined(words, ", ");
    all.rsplit_once(", ").map_or(all.clone(), |(others, last)| format!("{others} or {last}"))
}
