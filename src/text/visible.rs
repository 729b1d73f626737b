//! Text of foreign origin, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with all control characters but newlines and tabs, and those that turn the direction of writing, as the escapes
/// that JSON has for them. Nothing in a file's name or content can then move a cursor, change a colour or hide a word, and
/// JSON stays what it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a string does not fail.
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(character: char) -> bool {
    let turns =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character.is_control() && !matches!(character, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_escaped_and_others_stay() {
        let plain = "two\tcolumns\nχ₁ · ⟪x²⟫ é";
        assert_eq!(visible(plain), plain);
        let hostile = "\u{1b}]0;title\u{7}\r\u{9b}2J\u{7f}a\u{202e}b\u{2066}";
        assert_eq!(visible(hostile), r"\u001b]0;title\u0007\u000d\u009b2J\u007fa\u202eb\u2066");
    }
}
