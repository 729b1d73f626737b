//! Text with colours that are not yet escape sequences.

use crate::text::visible;

/// How a piece of text looks, where there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Faint,
    /// The curve of the training loss.
    Train,
    /// The curve of the test loss.
    Test,
}

/// A line of a screen. Each character is one column wide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line(pub(super) Vec<(Tone, String)>);

impl Line {
    pub(super) fn plain(text: impl Into<String>) -> Line {
        Line::default().and(Tone::Plain, text)
    }

    pub(super) fn and(mut self, tone: Tone, text: impl Into<String>) -> Line {
        self.push(tone, text);
        self
    }

    /// What comes from files has no escape sequences here.
    pub(super) fn push(&mut self, tone: Tone, text: impl Into<String>) {
        self.0.push((tone, visible(&text.into()).replace(['\n', '\t'], " ")));
    }

    pub(super) fn append(&mut self, other: Line) {
        self.0.extend(other.0);
    }

    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.chars().count()).sum()
    }

    /// Spaces up to a width.
    pub(super) fn pad(&mut self, width: usize) {
        self.push(Tone::Plain, " ".repeat(width.saturating_sub(self.width())));
    }

    /// What fits.
    pub(super) fn cut(self, width: usize) -> Line {
        let mut left = width;
        let cut = |(tone, text): (Tone, String)| {
            let text: String = text.chars().take(left).collect();
            left -= text.chars().count();
            (tone, text)
        };
        Line(self.0.into_iter().map(cut).collect())
    }

    /// The characters alone.
    pub(super) fn text(&self) -> String {
        let text: String = self.0.iter().map(|(_, text)| text.as_str()).collect();
        text.trim_end().to_string()
    }
}
