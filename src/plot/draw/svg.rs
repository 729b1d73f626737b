//! A canvas as SVG.

use std::fmt::{self, Write};

use super::canvas::{Anchor, Canvas, Mark, OUTLINE, Place};
use super::style::{Colour, FONTS, INK};
use crate::text::visible;

/// The drawing as SVG, with a title and a description for screen readers.
pub(super) fn written(canvas: &Canvas, title: &str, description: &str) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"{FONTS}\" \
         fill=\"{INK}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n"
    );
    for (name, text) in [("title", title), ("desc", description)] {
        if !text.is_empty() {
            svg += &format!("  <{name}>{}</{name}>\n", escaped(text));
        }
    }
    svg += "  <rect width=\"100%\" height=\"100%\" fill=\"white\" />\n";
    for mark in &canvas.marks {
        // Writing to a string cannot fail.
        let _ = element(&mut svg, mark);
    }
    svg += "</svg>\n";
    // XML has no place for control characters.
    visible(&svg).into_owned()
}

fn element(svg: &mut String, mark: &Mark) -> fmt::Result {
    match mark {
        Mark::Lines { lines, colour, width } => {
            let width = Rounded(*width);
            write!(svg, "  <path d=\"")?;
            lines.iter().try_for_each(|line| outline(svg, line))?;
            writeln!(svg, "\" stroke=\"{colour}\" stroke-width=\"{width}\" fill=\"none\" />")
        }
        Mark::Areas { areas, fill, opacity } => {
            write!(svg, "  <path d=\"")?;
            for area in areas {
                outline(svg, area)?;
                svg.push('Z');
            }
            writeln!(svg, "\" fill=\"{fill}\" fill-opacity=\"{}\" />", Rounded(*opacity))
        }
        Mark::Discs { centres, radius, fill, opacity } => {
            let (r, opacity) = (Rounded(*radius), Rounded(*opacity));
            centres.iter().map(|&(x, y)| (Rounded(x), Rounded(y))).try_for_each(|(x, y)| {
                writeln!(
                    svg,
                    "  <circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\" fill-opacity=\"{opacity}\" />"
                )
            })
        }
        Mark::Ring { centre: (x, y), radius, fill } => {
            let (x, y, r) = (Rounded(*x), Rounded(*y), Rounded(*radius));
            writeln!(
                svg,
                "  <circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\"{OUTLINE}\" />"
            )
        }
        Mark::Block { corner: (x, y), size, fill } => {
            let (x, y, width, height) = (Rounded(*x), Rounded(*y), Rounded(size.0), Rounded(size.1));
            writeln!(
                svg,
                "  <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" />"
            )
        }
        Mark::Text { at: (x, y), text, size, anchor, upward, colour } => {
            let (x, y, text) = (Rounded(*x), Rounded(*y), escaped(text));
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let turn = if *upward { format!(" transform=\"rotate(-90,{x},{y})\"") } else { String::new() };
            let fill = if *colour == INK { String::new() } else { format!(" fill=\"{colour}\"") };
            writeln!(
                svg,
                "  <text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{fill}{turn}>{text}</text>"
            )
        }
    }
}

fn outline(svg: &mut String, corners: &[Place]) -> fmt::Result {
    corners.iter().enumerate().try_for_each(|(place, &(x, y))| {
        let letter = if place == 0 { 'M' } else { 'L' };
        write!(svg, "{letter}{} {}", Rounded(x), Rounded(y))
    })
}

/// A coordinate to a hundredth of a unit, which cannot be seen.
#[derive(Clone, Copy)]
struct Rounded(f64);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if short == "-0" { "0" } else { short })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
