//! The characters of text.

use clap::ValueEnum;
use diagraction::notation::Charset;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CharsetChoice {
    /// Unicode where the locale has it
    Auto,
    /// Subscripts, Greek letters and lines
    Unicode,
    /// Plain ASCII
    Ascii,
}

/// The characters for text: Unicode where the locale has it.
pub(crate) fn charset(choice: CharsetChoice) -> Charset {
    match choice {
        CharsetChoice::Ascii => Charset::Ascii,
        CharsetChoice::Unicode => Charset::Unicode,
        CharsetChoice::Auto if locale_has_unicode() => Charset::Unicode,
        CharsetChoice::Auto => Charset::Ascii,
    }
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
