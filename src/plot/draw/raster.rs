//! A canvas as pixels.

use tiny_skia::{FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::canvas::{Canvas, Mark, OUTLINE, Place};
use super::glyphs::{self, Piece};
use super::style::{Colour, INK};

/// The drawing as PNG, with `scale` pixels a unit.
pub(super) fn png(canvas: &Canvas, scale: f32) -> Result<Vec<u8>, String> {
    let (width, height) = (canvas.width * f64::from(scale), canvas.height * f64::from(scale));
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32)
        .ok_or_else(|| format!("{width} x {height} pixels are too many"))?;
    pixels.fill(tiny_skia::Color::WHITE);
    let mut paper = Paper { pixels, scale: Transform::from_scale(scale, scale) };
    for mark in &canvas.marks {
        // A mark without extent leaves no trace.
        let _ = paper.draw(mark);
    }
    paper.pixels.encode_png().map_err(|error| error.to_string())
}

struct Paper {
    pixels: Pixmap,
    scale: Transform,
}

impl Paper {
    fn draw(&mut self, mark: &Mark) -> Option<()> {
        match mark {
            Mark::Lines { lines, colour, width } => {
                self.stroke(&polygons(lines, false)?, *colour, *width);
            }
            Mark::Areas { areas, fill, opacity } => {
                self.fill(&polygons(areas, true)?, *fill, *opacity, self.scale);
            }
            Mark::Discs { centres, radius, fill, opacity } => {
                for centre in centres {
                    self.fill(&circle(*centre, *radius)?, *fill, *opacity, self.scale);
                }
            }
            Mark::Ring { centre, radius, fill } => {
                let circle = circle(*centre, *radius)?;
                self.fill(&circle, *fill, 1.0, self.scale);
                self.stroke(&circle, INK, OUTLINE);
            }
            Mark::Block { corner: (x, y), size, fill } => {
                let block = Rect::from_xywh(*x as f32, *y as f32, size.0 as f32, size.1 as f32)?;
                self.pixels.fill_rect(block, &paint(*fill, 1.0), self.scale, None);
            }
            Mark::Text { at, text, size, anchor, upward, colour } => {
                let (pieces, width) = glyphs::outline(text);
                let left = anchor.left(width);
                let size = *size as f32;
                let turn = if *upward { -90.0 } else { 0.0 };
                let place = self
                    .scale
                    .pre_translate(at.0 as f32, at.1 as f32)
                    .pre_rotate(turn)
                    .pre_scale(size, -size)
                    .pre_translate(left, 0.0);
                self.fill(&letters(&pieces)?, *colour, 1.0, place);
            }
        }
        Some(())
    }

    fn fill(&mut self, path: &Path, colour: Colour, opacity: f64, place: Transform) {
        self.pixels.fill_path(path, &paint(colour, opacity), FillRule::Winding, place, None);
    }

    fn stroke(&mut self, path: &Path, colour: Colour, width: f64) {
        let stroke = Stroke { width: width as f32, line_cap: LineCap::Butt, ..Stroke::default() };
        self.pixels.stroke_path(path, &paint(colour, 1.0), &stroke, self.scale, None);
    }
}

fn paint(Colour(red, green, blue): Colour, opacity: f64) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, (opacity * 255.0).round() as u8);
    paint
}

fn circle((x, y): Place, radius: f64) -> Option<Path> {
    PathBuilder::from_circle(x as f32, y as f32, radius as f32)
}

fn letters(pieces: &[Piece]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for piece in pieces {
        match *piece {
            Piece::Move(x, y) => path.move_to(x, y),
            Piece::Line(x, y) => path.line_to(x, y),
            Piece::Curve([x, y, x2, y2]) => path.quad_to(x, y, x2, y2),
            Piece::Close => path.close(),
        }
    }
    path.finish()
}

fn polygons(polygons: &[Vec<Place>], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for polygon in polygons {
        for (place, &(x, y)) in polygon.iter().enumerate() {
            match place {
                0 => path.move_to(x as f32, y as f32),
                _ => path.line_to(x as f32, y as f32),
            }
        }
        if closed {
            path.close();
        }
    }
    path.finish()
}
