//! Screens on a terminal, one over the other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::text::visible;
use console::{Style, Term};

use super::args::WatchArgs;
use super::line::{Line, Tone};
use super::read::Look;
use super::{log, screen};
use crate::cli::shared::{Failure, Watch, charset};

/// Width and height where there is no window.
const USUAL: (usize, usize) = (80, 24);

/// How soon a new size of the window and an interrupt are seen.
const TICK: Duration = Duration::from_millis(50);

/// A screen of its own without a cursor, and back.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";

/// Whether standard output is a terminal on which the cursor can move.
pub(super) fn can_redraw() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
    Term::stdout().is_term() && !is_dumb
}

/// Prints one screen.
pub(super) fn once(args: &WatchArgs) -> Result<(), Failure> {
    let look = Look::new(&args.run)?;
    print(&Term::stdout(), &look, None)
}

/// Draws screens until the run has ended, and leaves the last one.
pub(super) fn follow(args: &WatchArgs) -> Result<(), Failure> {
    let watch = Watch::new();
    let term = Term::stdout();
    // Before the screen is taken, so that an error is seen.
    let mut look = Look::new(&args.run)?;
    if !look.has_ended() {
        let stage = Stage::enter(&term)?;
        while !look.has_ended() && stage.show(&look, args.interval, watch.stop())? {
            look = Look::new(&args.run)?;
        }
    }
    let end = log::end(&look);
    print(&term, &look, end.as_deref())?;
    end.map_or(Err(Failure::Interrupted), |_| Ok(()))
}

/// The other screen of a terminal, while it lives.
struct Stage<'a> {
    term: &'a Term,
}

impl<'a> Stage<'a> {
    fn enter(term: &'a Term) -> Result<Stage<'a>, Failure> {
        term.write_str(ENTER)?;
        Ok(Stage { term })
    }

    /// Shows a run for a while, in whatever size the window has. Whether to go on.
    fn show(&self, look: &Look, interval: Duration, stop: &AtomicBool) -> Result<bool, Failure> {
        let begun = Instant::now();
        let mut drawn = None;
        while begun.elapsed() < interval {
            let size = size(self.term);
            if drawn != Some(size) {
                self.draw(look, size)?;
                drawn = Some(size);
            }
            if stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            sleep(TICK.min(interval.saturating_sub(begun.elapsed())));
        }
        Ok(true)
    }

    /// One write, so that nothing flickers. The last column of the last line stays free: some terminals scroll there.
    fn draw(&self, look: &Look, (width, height): (usize, usize)) -> Result<(), Failure> {
        let lines = screen::lines(look, width.saturating_sub(1), height, charset::of_locale());
        let lines: Vec<String> = lines.iter().map(|line| painted(line, self.term)).collect();
        let text = format!("\x1b[H{}\x1b[K\x1b[J", lines.join("\x1b[K\r\n"));
        Ok(self.term.write_str(&text)?)
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // A terminal that is gone needs no tidying.
        let _ = self.term.write_str(LEAVE);
    }
}

/// A screen that stays, with place for what comes after it.
fn print(term: &Term, look: &Look, end: Option<&str>) -> Result<(), Failure> {
    let (width, height) = size(term);
    let below = 1 + end.map_or(0, |end| end.len().div_ceil(width.max(1)));
    let lines =
        screen::lines(look, width.saturating_sub(1), height.saturating_sub(below), charset::of_locale());
    let lines = lines.iter().map(|line| painted(line, term)).chain(end.map(|end| visible(end).into_owned()));
    let text: String = lines.map(|line| line + "\n").collect();
    Ok(term.write_str(&text)?)
}

fn size(term: &Term) -> (usize, usize) {
    term.size_checked().map_or(USUAL, |(rows, columns)| (columns.into(), rows.into()))
}

fn painted(line: &Line, term: &Term) -> String {
    if !term.features().colors_supported() {
        return line.text();
    }
    let piece = |(tone, text): &(Tone, String)| style(*tone).force_styling(true).apply_to(text).to_string();
    line.0.iter().map(piece).collect()
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Strong => Style::new().bold(),
        Tone::Faint => Style::new().dim(),
        Tone::Train => Style::new().cyan(),
        Tone::Test => Style::new().yellow(),
    }
}
