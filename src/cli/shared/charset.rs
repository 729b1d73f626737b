//! The characters of text.

use crate::notation::Charset;
use clap::builder::TypedValueParser;

use super::choice::{Choice, choice};

const CHARSETS: [Choice<Option<Charset>>; 3] = [
    ("auto", "Unicode where the locale has it", None),
    ("unicode", "Subscripts, Greek letters and lines", Some(Charset::Unicode)),
    ("ascii", "Plain ASCII", Some(Charset::Ascii)),
];

pub(crate) fn parser() -> impl TypedValueParser<Value = Charset> {
    choice(&CHARSETS).map(|asked| asked.unwrap_or_else(of_locale))
}

/// Unicode where the locale has it.
pub(crate) fn of_locale() -> Charset {
    if locale_has_unicode() { Charset::Unicode } else { Charset::Ascii }
}

fn locale_has_unicode() -> bool {
    if cfg!(windows) {
        return true;
    }
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}
